"""A page that several segments fill reads no more than if all tweets were in one."""

import numpy as np
import pytest

from twitlab.search import SearchIndex


@pytest.mark.usefixtures("usual_sizes")
def test_page_reads_as_much_from_many_segments_as_from_one() -> None:
    ids = np.arange(1_000)
    texts = ["big" if at % 3 else "big quake" if at % 2 else "quake" for at in range(1_000)]
    one, many = SearchIndex(), SearchIndex(segment_tweets=50)
    one.index(ids, texts)
    for begin in range(0, 1_000, 50):
        many.index(ids[begin : begin + 50], texts[begin : begin + 50])
    assert len(many.segments) == 20
    for n in (1, 10, 20, 100):
        from_one, from_many = one.search("big quake", n), many.search("big quake", n)
        assert from_many.ids.tolist() == from_one.ids.tolist()
        assert from_many.work.postings_read == from_one.work.postings_read


def test_page_takes_what_is_newer_from_a_segment_whose_times_overlap() -> None:
    index = SearchIndex(segment_tweets=4)
    index.index(np.array([10, 40, 50, 90]), ["quake"] * 4)
    index.index(np.array([20, 60, 70, 80]), ["quake"] * 4)
    assert len(index.segments) == 2
    assert index.search("quake", 5).ids.tolist() == [90, 80, 70, 60, 50]


def test_page_passes_over_a_segment_with_nothing_between_page_and_cursor() -> None:
    index = SearchIndex(segment_tweets=2)
    for ids in ([50, 99], [10, 90]):
        index.index(np.array(ids), ["quake"] * 2)
    assert len(index.segments) == 2
    assert index.search("quake", 1, before=60).ids.tolist() == [50]
    assert index.search("quake", 2, before=60).ids.tolist() == [50, 10]
