"""The latency table is as published, and what is measured is by the clock that was given."""

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import pytest

from twitlab.errors import TwitlabError
from twitlab.estimate.latency import KEYS, POWERS_OF_TWO, TABLE, measure


def ticking(step: int) -> Callable[[], int]:
    ticks = count(0, step)
    return lambda: next(ticks)


def test_table_is_in_order_and_agrees_with_what_follows_from_it() -> None:
    times = {row.name: row.ns for row in TABLE}
    assert list(times.values()) == sorted(times.values())
    assert (
        times["Read 1 MB in sequence from disk"] / times["Read 1 MB in sequence from memory"] == 120
    )
    assert {row.key for row in TABLE if row.key} <= set(KEYS)
    assert [about for _, _, about in POWERS_OF_TWO] == [
        "thousand",
        "million",
        "billion",
        "trillion",
    ]
    assert all(
        1 < 2**power / 1000 ** (n + 1) < 1.1 for n, (power, _, _) in enumerate(POWERS_OF_TWO)
    )


@pytest.mark.parametrize("key", KEYS)
def test_measure_divides_what_the_clock_says_by_what_was_done(key: str, tmp_path: Path) -> None:
    before = threading.active_count()
    made = measure(key, ticking(1_000), rounds=3, folder=tmp_path)
    assert made.ns == made.low_ns == made.high_ns == 1_000 / made.each
    assert (made.key, made.rounds) == (key, 3)
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == before


def test_measure_on_a_real_clock_gives_median_within_its_spread() -> None:
    made = measure("hash 1 KB", perf_counter_ns, rounds=5)
    assert 0 < made.low_ns <= made.ns <= made.high_ns


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("mutexes", ticking(1)), ValueError, "key must be one of mutex, memory reference"),
        ((3, ticking(1)), TypeError, "key must be a string, got 3"),
        (("mutex", ticking(1), 0), ValueError, "rounds must be 1 or more, got 0"),
        (("mutex", ticking(1), True), TypeError, "rounds must be an int, got True"),
        (("mutex", 5), TypeError, "clock must give nanoseconds when called, got 5"),
        (("mutex", ticking(-7)), ValueError, "clock must not run backwards; it went 7 ns back"),
    ],
)
def test_measure_refuses(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        measure(*arguments)
    assert isinstance(caught.value, error)
    assert message in str(caught.value)
