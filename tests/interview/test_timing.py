"""Session time from two clocks, of which one jumps and the other starts anew."""

from __future__ import annotations

from typing import Any

import pytest

from tests.help.interviews import BEGUN_MS, opened
from twitlab.interview.events import Ended, Event, PhaseBegun, Resumed, Revealed, TakenBack
from twitlab.interview.timing import Jump, ManualClock2, SystemClock2, time_events


def run(*steps: tuple[str, int]) -> list[Event]:
    """Give the events of somebody who waits, has the clock set, or restarts the kernel."""
    clock = ManualClock2(BEGUN_MS)
    events: list[Event] = [opened()]
    for what, ms in steps:
        if what == "set":
            clock.set_wall_ms(clock.wall_ms() + ms)
            continue
        if what == "restart":
            clock.restart()
        clock.advance_ms(ms)
        stamps: dict[str, Any] = {"wall_ms": clock.wall_ms(), "mono_ms": clock.mono_ms()}
        events.append(Resumed(**stamps) if what == "restart" else Ended(**stamps))
    return events


def test_times_within_a_run_are_the_monotonic_clocks() -> None:
    timed = time_events(run(("wait", 400), ("wait", 0), ("wait", 2_600)))
    assert timed.at_ms == (0, 400, 400, 3_000)
    assert timed.jumps == ()


@pytest.mark.parametrize("by_ms", [-3_600_000, -2_001, 2_001, 86_400_000])
def test_wall_clock_that_jumps_within_a_run_is_said_and_moves_nothing(by_ms: int) -> None:
    timed = time_events(run(("wait", 500), ("set", by_ms), ("wait", 500), ("wait", 500)))
    assert timed.at_ms == (0, 500, 1_000, 1_500)
    assert timed.jumps == (Jump(2, by_ms),)


def test_wall_clock_that_is_slewed_is_no_jump() -> None:
    assert time_events(run(("wait", 500), ("set", 2_000), ("wait", 500))).jumps == ()


def test_break_between_two_runs_is_the_wall_clocks() -> None:
    events = run(("wait", 9_000), ("set", 60_000), ("restart", 0), ("wait", 10))
    assert [each.mono_ms for each in events] == [0, 9_000, 0, 10]
    timed = time_events(events)
    assert timed.at_ms == (0, 9_000, 69_000, 69_010)
    assert timed.jumps == ()


def test_new_run_that_is_older_than_the_last_one_was_is_a_run() -> None:
    """The kernel was slow to open the file: its clock shows more than before the restart."""
    events = run(("wait", 100), ("set", 60_000), ("restart", 500))
    assert [each.mono_ms for each in events] == [0, 100, 500]
    assert time_events(events).at_ms == (0, 100, 60_600)


def test_wall_clock_that_went_back_in_a_break_makes_it_none() -> None:
    timed = time_events(run(("wait", 9_000), ("set", -60_000), ("restart", 0), ("wait", 10)))
    assert timed.at_ms == (0, 9_000, 9_000, 9_010)
    assert timed.jumps == (Jump(2, -60_000),)


def test_run_whose_first_line_was_lost_is_a_run() -> None:
    events = run(("wait", 9_000), ("set", 60_000), ("restart", 0), ("wait", 10))
    timed = time_events([each for each in events if not isinstance(each, Resumed)])
    assert timed.at_ms == (0, 9_000, 69_010)


def alone(*steps: tuple[int, type[Event], dict[str, Any]]) -> list[Event]:
    """Give the events of somebody alone, each some milliseconds after the one before."""
    clock = ManualClock2(BEGUN_MS)
    events: list[Event] = [opened(role="solo")]
    for ms, kind, fields in steps:
        clock.advance_ms(ms)
        events.append(kind(wall_ms=clock.wall_ms(), mono_ms=clock.mono_ms(), **fields))
    return events


def test_time_stands_while_good_lines_are_read() -> None:
    events = alone(
        (100, PhaseBegun, {"phase": "scope"}),
        (1_000, Revealed, {"phase": "scope"}),
        (600_000, Ended, {}),  # a slip, taken back
        (1, TakenBack, {"number": 3}),
        (600_000, PhaseBegun, {"phase": "estimates"}),
        (10, PhaseBegun, {"phase": "scope"}),
        (600_000, PhaseBegun, {"phase": "estimates"}),
        (2_000, Revealed, {"phase": "estimates"}),
    )
    timed = time_events(events)
    assert timed.at_ms == (0, 100, 1_100, 1_100, 1_100, 1_100, 1_110, 1_110, 3_110)
    assert timed.jumps == ()


def test_time_stands_over_a_break_in_which_good_lines_are_read() -> None:
    events = alone(
        (0, PhaseBegun, {"phase": "scope"}),
        (5, Revealed, {"phase": "scope"}),
        (900_000, Resumed, {}),
        (900_000, PhaseBegun, {"phase": "estimates"}),
        (7, Ended, {}),
    )
    assert time_events(events).at_ms == (0, 0, 5, 5, 5, 12)


def test_next_phase_that_was_a_slip_lets_the_time_stand_on() -> None:
    """Events are taken back by their number in the file, also where lines of it were lost."""
    events = alone(
        (0, PhaseBegun, {"phase": "scope"}),
        (5, Revealed, {"phase": "scope"}),
        (50, PhaseBegun, {"phase": "estimates"}),
        (1, TakenBack, {"number": 23}),
        (600_000, PhaseBegun, {"phase": "estimates"}),
    )
    assert time_events(events, [0, 1, 2, 23, 24, 25]).at_ms == (0, 0, 5, 5, 6, 6)


@pytest.mark.parametrize(("by_ms", "says"), [(7_400, "forward by 7 s"), (-60_000, "back by 60 s")])
def test_jump_is_told_in_words(by_ms: int, says: str) -> None:
    assert Jump(1, by_ms).says == f"the wall clock jumped {says}"


def test_clock_of_the_system_begins_at_zero_and_never_goes_back() -> None:
    clock = SystemClock2()
    readings = [clock.mono_ms() for _ in range(3)]
    assert readings == sorted(readings)
    assert readings[0] < 60_000
    assert clock.wall_ms() > 1_700_000_000_000
