"""Tell the time in milliseconds: from the system, or by hand in a test or a simulation.

A part never asks the system for the time; it is given a clock. The model: one clock for each
process, in whole milliseconds since 1970 UTC, leap seconds not counted. What the model leaves
out: how far two machines' clocks are apart. A clock that jumps is `ManualClock.set_ms`.
"""

import time
from typing import Protocol

from twitlab.arguments import check_int

_NS_PER_MS = 1_000_000
_LONGEST_SLEEP_NS = 1_000_000_000


class Clock(Protocol):
    """Tell the time, and wait until it has come."""

    def now_ms(self) -> int:
        """Return the milliseconds since 1970 UTC."""
        ...

    def wait_until_ms(self, time_ms: int) -> None:
        """Return as soon as `now_ms()` is at least `time_ms`."""
        ...


class SystemClock:
    """Tell the system's time, which an operator or NTP may set back.

    Complexity: O(1) for a reading; a wait sleeps, and costs no processor time.

    >>> SystemClock().now_ms() > 1_288_834_974_657
    True
    """

    __slots__ = ()

    def now_ms(self) -> int:
        """Return the milliseconds since 1970 UTC, rounded down."""
        return time.time_ns() // _NS_PER_MS

    def wait_until_ms(self, time_ms: int) -> None:
        """Sleep until the system's time is `time_ms`; if it is set back meanwhile, sleep longer.

        Args:
            time_ms: milliseconds since 1970 UTC; a time that has passed is not waited for.

        Raises:
            BadType: time_ms is not an int.
        """
        until_ns = check_int("time_ms", time_ms, None, None) * _NS_PER_MS
        while (left_ns := until_ns - time.time_ns()) > 0:
            # In steps, so that a clock that is set forward meanwhile is noticed.
            time.sleep(min(left_ns, _LONGEST_SLEEP_NS) / 1e9)


class ManualClock:
    """Tell a time that stands still until it is moved; waiting moves it at once.

    So code that waits out a millisecond ends under this clock, and a test that uses it sees the
    same times on each run.

    Args:
        now_ms: the first reading, 0 or more.

    Raises:
        BadType: a time is not an int.
        BadValue: a time is negative.

    Complexity: O(1).

    >>> clock = ManualClock(5)
    >>> clock.wait_until_ms(7)
    >>> clock.now_ms(), clock.waits
    (7, 1)
    """

    __slots__ = ("_now_ms", "waits")

    def __init__(self, now_ms: int = 0) -> None:
        self._now_ms = check_int("now_ms", now_ms, 0, None)
        self.waits = 0  # how often somebody had to wait

    def now_ms(self) -> int:
        """Return the time that was set last."""
        return self._now_ms

    def wait_until_ms(self, time_ms: int) -> None:
        """Move to `time_ms`, unless it has passed."""
        time_ms = check_int("time_ms", time_ms, None, None)
        if time_ms > self._now_ms:
            self._now_ms = time_ms
            self.waits += 1

    def advance_ms(self, by_ms: int) -> None:
        """Move forward by `by_ms`, 0 or more."""
        self._now_ms += check_int("by_ms", by_ms, 0, None)

    def set_ms(self, time_ms: int) -> None:
        """Move to any time, back too: what a wrong NTP server does to a machine."""
        self._now_ms = check_int("time_ms", time_ms, 0, None)
