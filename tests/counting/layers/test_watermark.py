"""How far event time is believed to have come, and which events are late."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.layers import HOUR_MS, made
from twitlab.clock import ManualClock
from twitlab.counting.layers import Late, Watermark
from twitlab.errors import BadType, BadValue
from twitlab.log import Events


def at(*times_ms: int) -> Events:
    return Events(np.arange(len(times_ms)), np.array(times_ms, np.int64), 40, 7)


@given(
    times=st.lists(st.lists(st.integers(0, 5 * HOUR_MS), max_size=5), max_size=20),
    lateness_ms=st.integers(0, HOUR_MS),
)
def test_late_is_what_comes_before_the_newest_of_before_less_the_lateness(
    times: list[list[int]], lateness_ms: int
) -> None:
    watermark = Watermark(lateness_ms, ManualClock(6 * HOUR_MS))
    newest, late = -1, 0
    for some in times:
        behind = max(newest - lateness_ms, 0)
        mine = [each for each in some if each < behind]
        said = watermark.take(at(*some))
        assert said.events == len(mine)
        assert said.most_ms == (behind - min(mine) if mine else 0)
        late += len(mine)
        newest = max([newest, *some])
        watermark.check_invariants()
        assert watermark.ms == max(newest - lateness_ms, 0)
    assert (watermark.late, watermark.events) == (late, sum(map(len, times)))


def test_late_events_land_in_the_hour_in_which_they_happened() -> None:
    watermark = Watermark(0, ManualClock(5 * HOUR_MS))
    watermark.take(at(3 * HOUR_MS))
    said = watermark.take(at(5, HOUR_MS, 2 * HOUR_MS - 1, 3 * HOUR_MS))
    assert said == Late(3, {0: 1, 1: 2}, 3 * HOUR_MS - 5)
    assert watermark.late_hours == {0: 1, 1: 2}
    assert (watermark.hour, watermark.minute) == (3, 180)


def test_all_in_order_is_never_late() -> None:
    watermark = Watermark(0, ManualClock(3 * HOUR_MS))
    events = made(1_000, seed=1)
    for low in range(0, 1_000, 7):
        assert watermark.take(events[low : low + 7]).events == 0


def test_the_source_that_is_furthest_behind_holds_it_back() -> None:
    watermark = Watermark(1_000, ManualClock(HOUR_MS), sources=[1, 2])
    watermark.take(at(50_000), source=1)
    assert watermark.ms == 0
    watermark.take(at(20_000), source=2)
    assert watermark.ms == 19_000
    watermark.gone(2)
    assert watermark.ms == 49_000
    with pytest.raises(BadValue, match=r"source must be one of \[1\], got 2"):
        watermark.take(at(30_000), source=2)
    with pytest.raises(BadValue, match="source must leave another one, got the only one, 1"):
        watermark.gone(1)
    assert watermark.ms == 49_000


def test_an_event_from_the_future_is_refused_and_makes_nothing_late() -> None:
    clock = ManualClock(HOUR_MS)
    watermark = Watermark(1_000, clock, ahead_ms=100)
    watermark.take(at(HOUR_MS + 100))
    with pytest.raises(BadValue, match="times_ms of at most 3600100, got 3600101"):
        watermark.take(at(5, HOUR_MS + 101))
    assert (watermark.events, watermark.late, watermark.ms) == (1, 0, HOUR_MS - 900)
    clock.advance_ms(1)
    assert watermark.take(at(HOUR_MS + 101)).events == 0


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"lateness_ms": -1}, "lateness_ms must be 0 or more, got -1"),
        ({"lateness_ms": 0, "ahead_ms": -1}, "ahead_ms must be 0 or more, got -1"),
        ({"lateness_ms": 0, "sources": []}, "sources must be one number at least, got none"),
        ({"lateness_ms": 0, "sources": ["a"]}, "sources must be an int, got 'a'"),
    ],
)
def test_what_no_watermark_can_be_made_of_is_refused(arguments: dict[str, Any], match: str) -> None:
    with pytest.raises((BadType, BadValue), match=match):
        Watermark(clock=ManualClock(), **arguments)


def test_what_is_no_event_is_refused() -> None:
    watermark, wrong = Watermark(0, ManualClock()), [1]
    with pytest.raises(BadType, match=r"events must be Events, got \[1\]"):
        watermark.take(wrong)  # type: ignore[arg-type]
    assert watermark.events == 0
