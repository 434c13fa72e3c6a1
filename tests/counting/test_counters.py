"""The columns that Space-Saving and Misra-Gries keep, held to a dict and to sorting."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitlab.counting.counters import Counters, cut, nth_largest, united

COUNTS = st.integers(1, 5) | st.integers(4_000, 4_200) | st.integers(1, 1 << 61)
KEPT = st.dictionaries(st.integers(-5, 12) | st.integers(-(1 << 63), (1 << 63) - 1), COUNTS)


def columns(kept: dict[int, int]) -> Counters:
    """Make counters of keys and counts; of each count, half may be too much."""
    keys = sorted(kept)
    counts = np.array([kept[key] for key in keys], np.int64)
    return Counters(np.array(keys, np.int64), counts, counts // 2)


@given(st.lists(COUNTS, min_size=1), st.data())
def test_nth_largest_is_that_of_a_sorted_list(counts: list[int], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(counts)))
    assert nth_largest(np.array(counts), n) == sorted(counts, reverse=True)[n - 1]


@given(KEPT, KEPT, st.integers(0, 9), st.integers(0, 9))
def test_united_counters_are_those_of_two_dicts(
    one: dict[int, int], two: dict[int, int], one_miss: int, two_miss: int
) -> None:
    both = united(columns(one), columns(two), one_miss, two_miss)
    keys = sorted(one.keys() | two.keys())
    assert both.numbers.tolist() == keys
    assert both.counts.tolist() == [one.get(k, one_miss) + two.get(k, two_miss) for k in keys]
    errors = [
        (one[k] // 2 if k in one else one_miss) + (two[k] // 2 if k in two else two_miss)
        for k in keys
    ]
    assert both.errors.tolist() == errors


@given(KEPT, st.integers(1, 6))
def test_cut_keeps_the_largest_and_of_equals_the_smaller_keys(
    kept: dict[int, int], capacity: int
) -> None:
    left = cut(columns(kept), capacity)
    best = sorted(kept, key=lambda key: (-kept[key], key))[:capacity]
    assert left.numbers.tolist() == sorted(best)
    assert left.counts.tolist() == [kept[key] for key in sorted(best)]
