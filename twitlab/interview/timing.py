"""Two clocks for a session, and the session time of what a file holds.

Only the wall clock goes on over a restart, and only the monotonic one never jumps. So each event
has both readings: within a run of the kernel the time between two events is the monotonic clock's,
from run to run it is the wall clock's. While somebody alone reads the good lines of a phase, no
session time passes: it goes on with the next phase.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from twitlab.arguments import check_int
from twitlab.interview.events import Event, PhaseBegun, Resumed, Revealed, TakenBack
from twitlab.interview.packs.words import Phase

JUMP_MS: Final = 2_000
"""Two clocks may be this far apart between two events; NTP slews less, and a jump is more."""
_STEADY: Final = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
"""System to its clock that goes on in sleep; elsewhere Python's own must do."""


class Clock2(Protocol):
    """Tell the time by two clocks."""

    def wall_ms(self) -> int:
        """Return the milliseconds since 1970 UTC; they may jump."""
        ...

    def mono_ms(self) -> int:
        """Return the milliseconds since this clock was made; they never go back."""
        ...


class SystemClock2:
    """Tell the system's time, and how long this clock has been there.

    The second goes on while a laptop sleeps, where the system has such a clock: on Linux and macOS.

    Complexity: O(1).

    Source: clock_gettime(2), Linux and macOS.
    """

    __slots__ = ("_begun_ns",)

    def __init__(self) -> None:
        self._begun_ns = _steady_ns()

    def wall_ms(self) -> int:
        """Return the milliseconds since 1970 UTC, rounded down."""
        return max(time.time_ns(), 0) // 1_000_000

    def mono_ms(self) -> int:
        """Return the milliseconds since this clock was made, rounded down."""
        return (_steady_ns() - self._begun_ns) // 1_000_000


class ManualClock2:
    """Tell times that stand still until they are moved.

    Complexity: O(1).

    >>> clock = ManualClock2(wall_ms=1_000)
    >>> clock.advance_ms(5)
    >>> clock.wall_ms(), clock.mono_ms()
    (1005, 5)
    """

    __slots__ = ("_mono_ms", "_wall_ms")

    def __init__(self, wall_ms: int = 0, mono_ms: int = 0) -> None:
        self._wall_ms = check_int("wall_ms", wall_ms, 0, None)
        self._mono_ms = check_int("mono_ms", mono_ms, 0, None)

    def wall_ms(self) -> int:
        """Return the time of day that was set last."""
        return self._wall_ms

    def mono_ms(self) -> int:
        """Return how long this run has lasted."""
        return self._mono_ms

    def advance_ms(self, by_ms: int) -> None:
        """Let time pass, for both clocks."""
        by_ms = check_int("by_ms", by_ms, 0, None)
        self._wall_ms += by_ms
        self._mono_ms += by_ms

    def set_wall_ms(self, time_ms: int) -> None:
        """Set the time of day only, back too."""
        self._wall_ms = check_int("time_ms", time_ms, 0, None)

    def restart(self) -> None:
        """Begin a new run: the monotonic clock starts anew, the time of day goes on."""
        self._mono_ms = 0


@dataclass(frozen=True, slots=True)
class Jump:
    """Say that the wall clock jumped before an event.

    Args:
        at: the event's place among those that were timed.
        by_ms: forward; negative for back.
    """

    at: int
    by_ms: int

    @property
    def says(self) -> str:
        """Tell it in words."""
        where = "forward" if self.by_ms > 0 else "back"
        return f"the wall clock jumped {where} by {abs(self.by_ms) / 1_000:.0f} s"


@dataclass(frozen=True, slots=True)
class Timed:
    """Hold when each event of a file happened.

    Args:
        at_ms: since the first of them, without the time in which good lines were read; never falls.
        jumps: of the wall clock, as far as they can be seen.
    """

    at_ms: tuple[int, ...]
    jumps: tuple[Jump, ...]


def time_events(events: Sequence[Event], numbers: Sequence[int] | None = None) -> Timed:
    """Work out when each event of one file happened.

    Within a run a jump of the wall clock is seen and changes nothing. Between two runs it cannot
    be told from a break, unless it goes back: then the break counts as none. No time passes while
    the phase that is on has its good lines shown.

    Args:
        events: in the order of the file.
        numbers: of the events, by which one of them takes another back; else 0, 1, 2 and so on.

    Complexity: O(events).
    """
    numbers = range(len(events)) if numbers is None else numbers
    at_ms, jumps = [0] * len(events), []
    begun: dict[int, Phase] = {}
    shown: set[Phase] = set()
    for place in range(1, len(events)):
        before, event = events[place - 1], events[place]
        _follow(begun, shown, numbers[place - 1], before)
        wall_ms = event.wall_ms - before.wall_ms
        mono_ms = event.mono_ms - before.mono_ms
        # A monotonic clock that went back is another run, whose first line was lost.
        anew = isinstance(event, Resumed) or mono_ms < 0
        passed_ms = max(wall_ms, 0) if anew else mono_ms
        if abs(wall_ms - passed_ms) > JUMP_MS:
            jumps.append(Jump(place, wall_ms - passed_ms))
        stands = next(reversed(begun.values()), None) in shown
        at_ms[place] = at_ms[place - 1] + (0 if stands else passed_ms)
    return Timed(tuple(at_ms), tuple(jumps))


def _follow(begun: dict[int, Phase], shown: set[Phase], number: int, event: Event) -> None:
    """Keep up with which phases were begun and shown."""
    match event:
        case PhaseBegun(phase=phase):
            begun[number] = phase
        case Revealed(phase=phase):
            shown.add(phase)
        case TakenBack(number=slip):
            begun.pop(slip, None)


def _steady_ns() -> int:
    clock = getattr(time, _STEADY.get(sys.platform, ""), None)
    return time.monotonic_ns() if clock is None else time.clock_gettime_ns(clock)
