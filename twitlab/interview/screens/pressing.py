"""Stamp an event with the time at which a key was pressed, not at which the kernel heard of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from twitlab.interview.timing import Clock2

_MOST_MS: Final = 10 * 60_000
"""A press is never dated back further: a page may have slept with its own clock."""


class Pressed(Protocol):
    """Be a press as the browser tells it."""

    @property
    def wall_ms(self) -> int:
        """The browser's time of day."""
        ...

    @property
    def mono_ms(self) -> float:
        """The browser's clock that never jumps, since its page was opened."""
        ...


class PressClock:
    """Tell the time of a press while it is dealt with, and the kernel's time else.

    A kernel that runs another cell hears of a press late. How late, the browser's clock that never
    jumps says: the least that has lain between it and the kernel's is no delay at all. Opening the
    page again starts that clock anew, which its time of day gives away.

    Args:
        clock: the kernel's.

    Complexity: O(1).

    >>> from twitlab.interview.timing import ManualClock2
    >>> from twitlab.ui.widgets.front import Press
    >>> kernel = ManualClock2(wall_ms=10_000)
    >>> clock = PressClock(kernel)
    >>> with clock.at(Press(10_000, 500.0)):
    ...     clock.mono_ms()
    0
    >>> kernel.advance_ms(5_000)
    >>> with clock.at(Press(12_000, 2_500.0)):
    ...     clock.mono_ms()
    2000
    """

    # _origin_ms is when the browser's page was opened by its own time of day, as far as known.
    def __init__(self, clock: Clock2) -> None:
        self._clock = clock
        self._least_ms: float | None = None
        self._origin_ms = 0.0
        self._late_ms = 0
        self._last_ms = 0

    def wall_ms(self) -> int:
        """Return the milliseconds since 1970 UTC."""
        return max(self._clock.wall_ms() - self._late_ms, 0)

    def mono_ms(self) -> int:
        """Return the milliseconds since the kernel's clock was made; they never go back."""
        self._last_ms = max(self._clock.mono_ms() - self._late_ms, self._last_ms)
        return self._last_ms

    @contextmanager
    def at(self, press: Pressed) -> Iterator[None]:
        """Tell the time of a press until the block ends."""
        self._late_ms = self._lateness(press)
        try:
            yield
        finally:
            self._late_ms = 0

    def _lateness(self, press: Pressed) -> int:
        apart = self._clock.mono_ms() - press.mono_ms
        origin = press.wall_ms - press.mono_ms
        if self._least_ms is None or abs(origin - self._origin_ms) > 1_000:
            # Another page, or its time of day was set: nothing is known yet.
            self._least_ms, self._origin_ms = apart, origin
        self._least_ms = min(self._least_ms, apart)
        return int(min(apart - self._least_ms, _MOST_MS))
