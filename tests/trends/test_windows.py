"""Counts of the last minutes, and counts that fade, against a look at all events."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import BadType, BadValue
from twitlab.trends import DecayedCounts, Taken, WindowCounts
from twitlab.trends.answers import MAX_MS

BATCHES = st.lists(
    st.tuples(
        st.integers(0, 40),  # now, which may run back
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), max_size=6),  # key, age
    ),
    max_size=12,
)


@given(BATCHES, st.integers(1, 5), st.integers(1, 4))
def test_window_has_what_came_in_its_buckets(
    batches: list[tuple[int, list[tuple[int, int]]]], buckets: int, bucket_ms: int
) -> None:
    counts = WindowCounts(buckets, bucket_ms)
    said: list[tuple[int, int]] = []
    latest = late = 0
    for now, events in batches:
        latest = max(latest, now)
        rows = [(key, max(now - age, 0)) for key, age in events]
        in_time = [each for each in rows if each[1] // bucket_ms > latest // bucket_ms - buckets]
        late += len(rows) - len(in_time)
        said += in_time
        keys, times = np.array(rows, np.int64).reshape(-1, 2).T
        taken = counts.add(keys, times, now_ms=now)
        assert taken == Taken(len(in_time), len(rows) - len(in_time))
        expected = Counter(
            key for key, time in said if time // bucket_ms > latest // bucket_ms - buckets
        )
        assert {each.member: each.score for each in counts.top(9, now_ms=now)} == expected
        assert [counts.count(key, now_ms=0) for key in range(4)] == [expected[k] for k in range(4)]
        counts.check_invariants()
    assert counts.late == late


def test_window_is_empty_when_all_has_passed() -> None:
    counts = WindowCounts(buckets=2, bucket_ms=1_000)
    counts.add(np.arange(100), 0, now_ms=0)
    assert len(counts.top(200, now_ms=1_999)) == 100
    assert counts.top(200, now_ms=MAX_MS) == []
    assert counts.add(5, 0, now_ms=0) == Taken(0, 1)
    counts.check_invariants()


@given(BATCHES, st.integers(1, 30))
def test_decayed_counts_are_what_all_events_sum_to(
    batches: list[tuple[int, list[tuple[int, int]]]], half_life_ms: int
) -> None:
    scores = DecayedCounts(half_life_ms)
    said: list[tuple[int, int]] = []
    latest = 0
    for now, events in batches:
        latest = max(latest, now)
        rows = [(key, max(now - age, 0)) for key, age in events]
        said += rows
        keys, times = np.array(rows, np.int64).reshape(-1, 2).T
        scores.add(keys, times, now_ms=now)
        for key in range(4):
            expected = math.fsum(2.0 ** -((latest - t) / half_life_ms) for k, t in said if k == key)
            assert scores.score(key, now_ms=now) == pytest.approx(expected, rel=1e-12)
        found = scores.top(4, now_ms=now)
        assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)


@pytest.mark.parametrize("half_lives", [513, 700, 1_400])
def test_scores_stay_right_when_the_origin_moves(half_lives: int) -> None:
    scores = DecayedCounts(half_life_ms=10)
    scores.add(np.array([1, 2]), 0, np.array([3, 1]), now_ms=0)
    scores.add(np.array([1, 3]), 5, now_ms=5)
    moved_ms = half_lives * 10 + 4
    scores.add(3, moved_ms, now_ms=moved_ms)
    assert scores.moved == 1
    expected = 1 + 2.0 ** -(half_lives - 0.1)
    assert scores.score(3, now_ms=moved_ms) == pytest.approx(expected, rel=1e-12)
    if half_lives < 1_000:
        faded = (3 + 2**0.5) * 2.0 ** -(half_lives + 0.4)
        assert scores.score(1, now_ms=moved_ms) == pytest.approx(faded, rel=1e-12, abs=0)
        assert [each.member for each in scores.top(3, now_ms=moved_ms)] == [3, 1, 2]
    else:
        assert [each.member for each in scores.top(3, now_ms=moved_ms)] == [3]


def test_scores_of_a_lifetime_ago_are_gone_and_a_late_event_counts_nothing() -> None:
    scores = DecayedCounts(half_life_ms=1)
    scores.add(np.arange(100), 0, now_ms=0)
    assert scores.top(3, now_ms=MAX_MS) == []
    scores.add(5, MAX_MS, now_ms=MAX_MS)
    scores.add(6, 0, now_ms=0)
    assert scores.score(5, now_ms=MAX_MS) == 1.0
    assert scores.score(6, now_ms=MAX_MS) == 0.0


def test_order_of_two_does_not_hang_on_when_one_asks() -> None:
    scores = DecayedCounts(half_life_ms=60_000)
    scores.add(np.array([1, 1, 2]), np.array([0, 0, 55_000]), now_ms=60_000)
    early = scores.top(2, now_ms=60_000)
    late = scores.top(2, now_ms=10_000_000)
    assert [each.member for each in early] == [each.member for each in late] == [1, 2]


def window() -> Any:
    """Make counts that have one event."""
    counts = WindowCounts(buckets=3, bucket_ms=10)
    counts.add(7, 100, now_ms=100)
    return counts


def decayed() -> Any:
    """Make scores that have one event."""
    scores = DecayedCounts(half_life_ms=10)
    scores.add(7, 100, now_ms=100)
    return scores


@pytest.mark.parametrize("make", [window, decayed])
@pytest.mark.parametrize(
    ("keys", "times_ms", "now_ms", "error", "message"),
    [
        (7, 151, 150, BadValue, "times_ms must be at most now_ms, 150, got 151: 1 ms in the fut"),
        (np.array([7, 7]), np.array([1]), 150, BadValue, "times_ms must have length 2 as keys"),
        (-1, 1, 150, BadValue, "keys must be from 0 to 9223372036854775807, got -1"),
        (7, -1, 150, BadValue, "times_ms must be from 0 to"),
        (7, 1, -1, BadValue, "now_ms must be from 0 to"),
        (7, 1, 1.5, BadType, "now_ms must be an int, got 1.5"),
        ("a", 1, 150, BadType, "keys must be an int or a numpy array of integers, got 'a'"),
        (7, 1.5, 150, BadType, "times_ms must be an int or a numpy array of integers, got 1.5"),
    ],
)
def test_refused_events_change_nothing(
    make: Any, keys: Any, times_ms: Any, now_ms: Any, error: type[Exception], message: str
) -> None:
    counts = make()
    with pytest.raises(error, match=message):
        counts.add(keys, times_ms, now_ms=now_ms)
    assert counts.top(9, now_ms=100) == [(1.0, 7)]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: WindowCounts(0), BadValue, "buckets must be from 1 to 1048576, got 0"),
        (lambda: WindowCounts(1, 0), BadValue, "bucket_ms must be from 1 to"),
        (lambda: WindowCounts(True), BadType, "buckets must be an int, got True"),
        (lambda: DecayedCounts(0), BadValue, "half_life_ms must be from 1 to"),
        (lambda: window().count("a", now_ms=1), BadType, "key must be an int, got 'a'"),
        (lambda: window().top(-1, now_ms=1), BadValue, "k must be 0 or more, got -1"),
        (lambda: decayed().top(-1, now_ms=1), BadValue, "k must be 0 or more, got -1"),
        (lambda: decayed().score(1.5, now_ms=1), BadType, "member must be an int or a str"),
        (lambda: decayed().add(1, 1, -1, now_ms=1), BadValue, "counts must be from 0 to"),
        (
            lambda: decayed().add(np.arange(3), 1, np.arange(2), now_ms=1),
            BadValue,
            "counts must have length 3 as keys, got 2",
        ),
    ],
)
def test_bad_argument_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
