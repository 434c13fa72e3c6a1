"""What the lessons on the lambda merge say of staleness, error and the price of mending."""

from collections.abc import Callable
from typing import Any

import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import LARGER, MergeHour, larger_k, mend, merge_hours

DAY = {"retweets": 60_000, "seed": 1}


@pytest.fixture(scope="module")
def day() -> tuple[MergeHour, ...]:
    return merge_hours(**DAY)


def test_batch_hours_are_served_once_their_run_is_over(day: tuple[MergeHour, ...]) -> None:
    """A run begins each 6 hours and takes 2: hour 7 is the first whose end finds it ready."""
    assert [hour.exact_minutes // 60 for hour in day] == [0] * 7 + [6] * 6 + [12] * 6 + [18] * 5
    assert [hour.batch_stale for hour in day[5:9]] == [360, 420, 120, 180]
    assert {hour.speed_stale for hour in day} == {1}


def test_both_layers_together_are_as_right_as_the_better_of_them(
    day: tuple[MergeHour, ...],
) -> None:
    assert all(hour.right >= max(hour.batch_right, hour.speed_right) for hour in day)
    assert all(hour.right == 10 for hour in day)
    assert day[6].batch_right == 0
    assert day[-1].speed_right < 10  # it has kept 10 hours of 24
    assert day[-1].batch_right < 10


def test_a_count_is_between_its_bounds(day: tuple[MergeHour, ...]) -> None:
    assert all(hour.off <= hour.wide for hour in day)
    assert day[7].wide < day[6].wide  # six hours have become exact
    assert all(hour.unknown_minutes == hour.lost == 0 for hour in day)


def test_a_dead_processor_is_forgotten_when_its_hours_are_exact(
    day: tuple[MergeHour, ...],
) -> None:
    died = merge_hours(**DAY, dies_at=9)
    assert died[:9] == day[:9]
    assert all(hour.lost > 0 and hour.sure == 0 and hour.wide >= hour.lost for hour in died[9:13])
    assert all((hour.lost, hour.right) == (0, 10) for hour in died[13:])
    assert max(hour.off for hour in died[9:13]) > max(hour.off for hour in day[9:13])


def test_minutes_dropped_early_are_unknown_and_narrow_sketches_far_off(
    day: tuple[MergeHour, ...],
) -> None:
    short = merge_hours(**DAY, kept_hours=4, width_bits=5)
    assert [hour.unknown_minutes // 60 for hour in short[3:9]] == [0, 1, 2, 3, 0, 0]
    assert max(hour.off for hour in short[4:7]) > 100
    assert min(hour.off for hour in short[:4]) > 4 * max(hour.off for hour in day[:4])


def test_longer_lists_need_more_and_end_where_counts_are_as_small_as_the_error() -> None:
    rows = larger_k(retweets=300_000, seed=1)
    assert [row.k for row in rows] == [*LARGER]
    assert len({(row.sketch_bytes, row.bound) for row in rows}) == 1
    reads = [row.keys_read for row in rows]
    assert reads == sorted(reads)
    assert rows[0].right == 100
    assert rows[0].bound < rows[0].last
    worst = min(rows, key=lambda row: row.right)
    assert worst.right < 80
    assert worst.bound > worst.last
    assert all(row.candidate_bytes <= 60 * 8 * row.candidates for row in rows)


def test_both_ways_mend_the_answer_and_pay_differently() -> None:
    merge, kappa = mend(hours=4, speed_up=5, a_minute=40)
    assert (merge.right, kappa.right) == (10, 10)
    assert merge.right_before == kappa.right_before < 10
    assert (merge.minutes, merge.wrong_minutes, merge.events_read) == (48, 48, 240 * 40)
    # While n minutes are replayed, n / 5 come, of which n / 25 ... together n / 4.
    assert (kappa.minutes, kappa.wrong_minutes) == (60, 0)
    assert kappa.events_read == (300 + 60) * 40
    assert kappa.bytes > merge.bytes


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: merge_hours(batch_every=0), "batch_every must be from 1 to 24, got 0"),
        (lambda: merge_hours(batch_takes=-1), "batch_takes must be from 0 to 24, got -1"),
        (lambda: merge_hours(width_bits=3), "width_bits must be from 4 to 20, got 3"),
        (lambda: merge_hours(dies_at=24), "dies_at must be from 0 to 23, got 24"),
        (lambda: merge_hours(kept_hours=0), "kept_hours must be from 1 to 24, got 0"),
        (lambda: merge_hours(candidates=True), "candidates must be an int, got True"),
        (lambda: larger_k(width_bits=21), "width_bits must be from 4 to 20, got 21"),
        (lambda: larger_k(retweets=-1), "retweets must be 0 or more, got -1"),
        (lambda: mend(hours=25), "hours must be from 1 to 24, got 25"),
        (lambda: mend(speed_up=1), "speed_up must be from 2 to 1000, got 1"),
        (lambda: mend(a_minute=0), "a_minute must be from 1 to 10000, got 0"),
        (lambda: mend(seed=-1), "seed must be 0 or more, got -1"),
    ],
)
def test_bad_knobs_are_refused(call: Callable[[], Any], match: str) -> None:
    with pytest.raises((BadType, BadValue), match=match):
        call()
