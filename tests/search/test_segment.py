"""Hold the posting lists of a segment to lists that are written down one by one."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.searches import ROWS, Row, columns
from tests.help.stores import ints
from twitlab.search import tags_and_names, tokens
from twitlab.search.posts import as_posts
from twitlab.search.segment import Segment, _sorted, make_segment
from twitlab.search.terms import hash_term, hash_user

SEED = 3


def made(rows: list[Row], has_positions: bool = True) -> Segment:
    return make_segment(as_posts(*columns(rows)), SEED, has_positions)


def lists_of(segment: Segment) -> dict[int, list[tuple[int, int]]]:
    """Give the tweet's number and the place of each posting, by term."""
    found = {}
    terms = segment.terms.tolist()
    for term, (start, end) in zip(terms, segment.ranges_of(terms), strict=True):
        found[term] = [(each >> 8, each & 255) for each in segment.postings[start:end].tolist()]
    return found


@given(ROWS.filter(bool), st.booleans())
def test_segment_has_each_posting_in_its_list(rows: list[Row], has_positions: bool) -> None:
    segment = made(rows, has_positions)
    segment.check_invariants()
    expected: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(sorted(rows, key=lambda row: row.id)):
        for place, word in enumerate(tokens(row.text)):
            expected[hash_term(word, SEED)].append((number, place if has_positions else 0))
        for name in tags_and_names(row.text):
            expected[hash_term(name, SEED)].append((number, 0))
        expected[hash_user(row.user, SEED)].append((number, 0))
    assert lists_of(segment) == {term: sorted({*each}) for term, each in expected.items()}
    missing = hash_term("nowhere", SEED)
    assert segment.ranges_of([missing]) == [(0, 0)]


def test_segment_of_nothing_to_find_stands() -> None:
    segment = make_segment(as_posts(ints(5, 7), ["...", ""], None), SEED, True)
    segment.check_invariants()
    assert (len(segment), len(segment.terms), len(segment.postings)) == (2, 0, 0)
    missing = hash_term("a", SEED)
    assert segment.ranges_of([missing]) == [(0, 0)]


@pytest.mark.parametrize("text", ["a " * 256, "é " * 256, "東" * 256])
def test_text_of_256_words_has_them_all_and_one_more_is_refused(text: str) -> None:
    segment = make_segment(as_posts(7, text, None), SEED, True)
    assert [*lists_of(segment).values()] == [[(0, place) for place in range(256)]]
    posts = as_posts(ints(5, 7), ["a", text + text[0]], None)
    with pytest.raises(ValueError, match="texts must have at most 256 words, got 257 in 7"):
        make_segment(posts, SEED, False)


def test_terms_whose_hashes_agree_but_for_the_lowest_bits_have_lists_of_their_own() -> None:
    # The sort writes over the lowest bits of a hash; here two hashes differ in nothing else.
    hashes = np.array([2**60 + 1, 2**60, 2**60 + 1, 2**60], np.uint64)
    segment = _sorted(
        as_posts(ints(5, 7), ["a", "b"], None), hashes, np.array([0, 0, 256, 257], np.uint32)
    )
    segment.check_invariants()
    assert lists_of(segment) == {2**60: [(0, 0), (1, 1)], 2**60 + 1: [(0, 0), (1, 0)]}


@given(st.sets(st.integers(0, 2**63 - 1), min_size=1, max_size=9), st.integers(0, 2**63))
def test_place_counts_smaller_ids(ids: set[int], asked: int) -> None:
    segment = made([Row(id_, "a", 0) for id_ in ids])
    for each in (asked, *ids, min(ids) - 1, max(ids) + 1):
        assert segment.place(each) == sum(id_ < each for id_ in ids)


def test_delete_marks_what_is_here_and_counts_it_once() -> None:
    segment = made([Row(id_, "a", 0) for id_ in (10, 20, 30, 40)])
    assert segment.delete(ints(1, 2)) == segment.delete(ints(50)) == segment.delete(ints(15)) == 0
    before = segment.nbytes
    assert segment.delete(ints(5, 10, 25, 40, 99)) == 2
    assert segment.delete(ints(10, 20)) == 1
    assert segment.is_deleted is not None
    assert segment.is_deleted.tolist() == [True, True, False, True]
    assert segment.nbytes == before + 4
    segment.check_invariants()
