"""Hold a merge to the segment that would have been made of all its tweets at once."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.searches import ROWS, Row, columns
from twitlab.search import merging
from twitlab.search.merging import Merge
from twitlab.search.posts import as_posts
from twitlab.search.segment import Segment, make_segment

SEED = 3


def made(rows: list[Row], has_positions: bool = True) -> Segment:
    return make_segment(as_posts(*columns(rows)), SEED, has_positions)


def assert_equal(one: Segment, other: Segment) -> None:
    one.check_invariants()
    columns_of: list[tuple[Any, Any]] = [*zip(one.columns(), other.columns(), strict=True)]
    for column, expected in columns_of:
        assert column.dtype == expected.dtype
        assert column.tolist() == expected.tolist()


PARTS = st.lists(st.integers(0, 3), min_size=8, max_size=8)


@given(ROWS.filter(lambda rows: len(rows) > 1), PARTS, st.booleans())
def test_merge_is_the_segment_of_all_in_any_shares(
    rows: list[Row], parts: list[int], has_positions: bool
) -> None:
    shares = [[row for row, part in zip(rows, parts) if part == each] for each in range(4)]
    merge = Merge([made(share, has_positions) for share in shares if share])
    assert_equal(merge.result(), made(rows, has_positions))


def many() -> list[Row]:
    return [Row(id_, f"quake w{id_ % 97} w{id_ % 89} #t{id_ % 7}", id_ % 5) for id_ in range(400)]


@pytest.mark.parametrize("size", [1, 8, 1_000, 1 << 16])
@pytest.mark.parametrize("overlap", [False, True])
def test_merge_in_slices_of_any_size_is_the_same(
    monkeypatch: pytest.MonkeyPatch, size: int, overlap: bool
) -> None:
    monkeypatch.setattr(merging, "_SLICE", size)
    rows = many()
    shares = (
        [rows[at::4] for at in range(4)]
        if overlap
        else [rows[at : at + 100] for at in (0, 100, 200, 300)]
    )
    merge = Merge([made(share) for share in shares])
    moved, steps = [], 0
    while not merge.is_done:
        moved.append(merge.step())
        steps += 1
    whole = made(rows)
    assert_equal(merge.result(), whole)
    assert sum(moved) == len(whole.postings)
    # About as large as asked for: a slice can have one term, and quake has 400 postings.
    assert len(moved) >= min(len(whole.postings) // size, 1)
    assert max(moved) <= 2 * size + 400


@given(ROWS.filter(lambda rows: len(rows) > 1), st.data())
def test_merge_leaves_out_postings_of_tweets_that_were_deleted(
    rows: list[Row], data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(rows) - 1))
    segments = [made(rows[:at]), made(rows[at:])]
    gone = data.draw(st.sets(st.sampled_from([row.id for row in rows])))
    for segment in segments:
        segment.delete(np.array(sorted(gone), np.int64))
    merged = Merge(segments).result()
    merged.check_invariants()
    # The tweets stay, so that they are known when they come again; their postings go.
    assert merged.ids.tolist() == sorted(row.id for row in rows)
    assert merged.prints.tolist() == made(rows).prints.tolist()
    kept = [row for row in rows if row.id not in gone]
    of_kept = made(kept) if kept else None
    assert merged.terms.tolist() == (of_kept.terms.tolist() if of_kept else [])
    assert merged.starts.tolist() == (of_kept.starts.tolist() if of_kept else [0])
    if of_kept:
        numbers = {number: merged.place(id_) for number, id_ in enumerate(of_kept.ids.tolist())}
        expected = [numbers[each >> 8] << 8 | each & 255 for each in of_kept.postings.tolist()]
        assert merged.postings.tolist() == expected


def test_merge_leaves_the_old_segments_as_they_were() -> None:
    rows = many()
    segments = [made(rows[::2]), made(rows[1::2])]
    Merge(segments).result()
    for segment, share in zip(segments, (rows[::2], rows[1::2])):
        assert_equal(segment, made(share))


def test_merge_of_segments_without_words_stands() -> None:
    merged = Merge(
        [made([Row(1, "", 0)], True), make_segment(as_posts(2, "!", None), SEED, True)]
    ).result()
    merged.check_invariants()
    assert (len(merged), len(merged.postings)) == (2, 1)
