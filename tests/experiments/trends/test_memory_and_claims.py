"""What is read from where, by the clock that was given; and the arithmetic of claims."""

import threading
from collections.abc import Callable
from itertools import count
from math import inf
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments.trends import (
    PRICES,
    a_minute,
    break_even_s,
    memory_and_disk,
    read_latencies,
    saved_of_all,
    share_needed,
)

NO_NUMBER: Any = "2"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from little memory: what is tested is not how long it takes."""
    monkeypatch.setattr(memory_and_disk, "_ROWS", 1_000)
    monkeypatch.setattr(memory_and_disk, "_FILE_PAGES", 256)


def ticking(step: int) -> Callable[[], int]:
    """Make a clock that goes on by the same step at each reading."""
    ticks = count(0, step)
    return lambda: next(ticks)


def test_each_read_is_what_the_clock_says(tmp_path: Path) -> None:
    before = threading.active_count()
    found = read_latencies(ticking(1_000), tmp_path, reads=20)
    assert [(each.p50_ns, each.p99_ns) for each in found] == [(100, 100)] * 2 + [(1_000, 1_000)] * 4
    assert [each.table_ns for each in found] == [100, 100, 100, 150_000, 500_000, 500_000]
    assert all("system-design-primer" in each.source for each in found)
    assert all(each.how for each in found)
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == before


def test_on_a_real_clock_half_is_no_slower_than_99_in_100(tmp_path: Path) -> None:
    for each in read_latencies(perf_counter_ns, tmp_path, reads=50):
        assert 0 < each.p50_ns <= each.p99_ns


def test_disk_without_direct_reads_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path) -> Any:
        raise OSError(f"no direct reads of {file}")

    monkeypatch.setattr(memory_and_disk, "_direct", refuse)
    disk = read_latencies(ticking(1_000), tmp_path, reads=20)[3]
    assert disk.p50_ns == 1_000
    assert "O_DIRECT" not in disk.how


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((ticking(1), None, 9), BadValue, "reads must be 10 or more, got 9"),
        ((ticking(-1_000), None, 10), BadValue, "clock must not run backwards; it went 100.0 ns"),
        ((ticking(1), 3, 10), BadType, "folder must be a str or a Path, got 3"),
        ((ticking(1), None, 10, -1), BadValue, "seed must be 0 or more, got -1"),
    ],
)
def test_bad_measurement_is_refused(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read_latencies(*arguments)


def test_millions_of_tweets_a_minute_were_347_thousand() -> None:
    assert round(a_minute(500_000_000)) == 347_222
    assert a_minute(0) == 0
    assert a_minute(1_440_000_000) == 1_000_000  # what millions would need


def test_what_a_faster_step_saves_is_what_it_takes() -> None:
    assert share_needed(0.4) == 0.4
    for saved in (0.0, 0.1, 0.4, 0.5):
        for times in (2, 5, 100, inf):
            assert saved_of_all(share_needed(saved, times), times) == pytest.approx(saved)
    assert saved_of_all(0.9, 1) == saved_of_all(0, inf) == 0


def test_page_that_is_read_often_belongs_in_memory() -> None:
    assert break_even_s(1_000, 2_000, 5_000_000) == 400
    assert break_even_s(2_000, 2_000, 5_000_000) == 200
    assert all(each.source == "assumed" for each in PRICES)
    memory, nvme, hard_disk = (each.usd_per_gb for each in PRICES)
    assert memory > nvme > hard_disk


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: a_minute(-1), BadValue, "a_day must be 0 or more"),
        (lambda: saved_of_all(1.1, 2), BadValue, "share must be from 0 to 1, got 1.1"),
        (lambda: saved_of_all(0.5, 0.5), BadValue, "times must be 1 or more, got 0.5"),
        (lambda: saved_of_all(0.5, NO_NUMBER), BadType, "times must be a number"),
        (lambda: share_needed(-0.1), BadValue, "saved must be from 0 to 1, got -0.1"),
        (lambda: share_needed(0.4, 1), BadValue, "times must be above 1, got 1"),
        (
            lambda: share_needed(0.6, 2),
            BadValue,
            "saved must be at most 0.5 if a step is 2 times as fast, got 0.6",
        ),
        (lambda: break_even_s(0, 1, 1), BadValue, "page_bytes must be 1 or more"),
        (lambda: break_even_s(1, 0, 1), BadValue, "usd_per_read_per_s must be above 0"),
        (lambda: break_even_s(1, 1, -1), BadValue, "usd_per_gb must be above 0"),
    ],
)
def test_bad_argument_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
