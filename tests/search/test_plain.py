"""What only the dict of lists shows; what it finds is compared in test_index.py."""

import numpy as np
import pytest

from tests.help.stores import ints
from twitlab.search import PlainSearch, SearchIndex


def test_plain_reads_all_postings_of_all_terms_whatever_the_page() -> None:
    plain = PlainSearch()
    plain.index(np.arange(100), ["quake", "big quake"] * 50, 7)
    for n in (1, 20, 100):
        for query, read in (("quake", 100), ("quake big", 150), ('quake -big from:7 "a b"', 250)):
            work = plain.search(query, n).work
            assert (work.segments, work.postings_read, work.stopped_early) == (1, read, False)


def test_page_that_is_full_has_a_cursor_and_the_last_has_none() -> None:
    plain, index = PlainSearch(), SearchIndex()
    for search in (plain, index):
        search.index(ints(20, 29, 34), ["quake"] * 3)
        cursors = [search.search("quake", n).cursor for n in (1, 2, 3, 4)]
        assert cursors == [34, 29, 20, None]
        empty = search.search("quake", 3, before=20)
        assert (empty.ids.tolist(), empty.cursor) == ([], None)


def test_word_twice_in_a_text_is_one_posting() -> None:
    plain = PlainSearch()
    plain.index(20, "quake quake #quake @quake", 7)
    page = plain.search("quake", 5)
    assert (page.ids.tolist(), page.work.postings_read) == ([20], 1)


@pytest.mark.parametrize("text", ["a " * 257, "a " * 5_001])
def test_text_that_the_index_refuses_is_refused(text: str) -> None:
    plain = PlainSearch()
    with pytest.raises(ValueError, match="texts must have at most"):
        plain.index(ints(5, 7), ["quake", text])
    assert plain.search("quake").ids.tolist() == []
