"""Hold look-ups in rows to a binary search in each."""

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.columns import find_in_rows, lookup


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of numbers do what millions do: look-ups in blocks."""
    monkeypatch.setattr(lookup, "_BLOCK", 7)


@given(st.lists(st.sets(st.integers(0, 80), max_size=40), min_size=1, max_size=6), st.data())
def test_find_in_rows_agrees_with_index(rows: list[set[int]], data: st.DataObject) -> None:
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    ids = np.array([id_ for row in rows for id_ in sorted(row)], np.int32)
    pair = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, 80))
    pairs = data.draw(st.lists(pair, max_size=30))
    asked = np.array(pairs, np.int64).reshape(-1, 2)
    places = [int(starts[row]) + bisect_left(sorted(rows[row]), id_) for row, id_ in pairs]
    expected = [place if id_ in rows[row] else ~place for place, (row, id_) in zip(places, pairs)]
    assert find_in_rows(starts, ids, asked[:, 0], asked[:, 1]).tolist() == expected
