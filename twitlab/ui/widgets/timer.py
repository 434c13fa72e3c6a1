"""Show the time of a phase and of the whole, and warn before each ends; nothing is cut off."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from twitlab.errors import BadValue
from twitlab.ui.drawing.picture import pre
from twitlab.ui.widgets.front import Front

WARN_MS: Final = 120_000


@dataclass(frozen=True, slots=True)
class Span:
    """Name what a clock runs for, and what is said when its time is short.

    Args:
        title: as in "2 minutes left for the scope".
        heading: what stands before the clock.
        whole_ms: how long it should take.
        passed_ms: how much of that is over.
        soon: what to do when two minutes are left.
        over: what to do when none is left.

    Raises:
        BadValue: whole_ms is not above 0, or passed_ms is below 0.
    """

    title: str
    heading: str
    whole_ms: int
    passed_ms: int
    soon: str
    over: str

    def __post_init__(self) -> None:
        if self.whole_ms <= 0:
            raise BadValue(f"whole_ms must be above 0, got {self.whole_ms}")
        if self.passed_ms < 0:
            raise BadValue(f"passed_ms must be 0 or more, got {self.passed_ms}")

    def says(self) -> str:
        """Return the clock as a line of text."""
        clock = f"{self.heading}: {_minutes(self.passed_ms)} of {_minutes(self.whole_ms)}"
        left = self.whole_ms - self.passed_ms
        if left <= 0:
            return f"{clock}. Over: {self.over}"
        return f"{clock}. Two minutes or less: {self.soon}" if left <= WARN_MS else clock


class Timer:
    """Run two clocks in the browser, by the browser's own clock.

    Two minutes before the end of each, and at the end, its colour and its words change, and a
    screen reader says so once. The kernel may be busy meanwhile.

    Args:
        still: what stands there while no clock runs.

    Complexity: O(1); nothing is sent while the clocks run.

    >>> timer = Timer("Not begun.")
    >>> timer
    Not begun.
    >>> timer.run(0, slot=Span("the interview", "Interview", 300_000, 61_000, "End.", "Stop."))
    >>> timer
    Interview: 1:01 of 5:00
    """

    def __init__(self, still: str) -> None:
        shown = {"runs": False, "still": still, "phase": None, "slot": None}
        self._spans: tuple[Span, ...] = ()
        self.widget = Front("timer", {**shown, "sent_wall_ms": 0, "warn_ms": WARN_MS})

    def run(self, wall_ms: int, *, slot: Span, phase: Span | None = None) -> None:
        """Run from what has passed of each.

        Args:
            wall_ms: the time of day at which that had passed, as milliseconds since 1970 UTC: a
                page that is opened later goes on from there.
            slot: the whole.
            phase: the part of it that is on, or None.
        """
        self._spans = (phase, slot) if phase is not None else (slot,)
        shown = {"phase": None if phase is None else asdict(phase), "slot": asdict(slot)}
        self.widget.show(runs=True, sent_wall_ms=wall_ms, **shown)

    def stop(self, still: str) -> None:
        """Stop, and say why."""
        self._spans = ()
        self.widget.show(runs=False, still=still, phase=None, slot=None)

    def __repr__(self) -> str:
        return "\n".join(each.says() for each in self._spans) or str(self.widget.shown["still"])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return bundle(self.widget, repr(self))


def bundle(widget: Front, text: str) -> dict[str, Any]:
    """Return a widget together with its text twin, as a notebook shows it."""
    shown = widget._repr_mimebundle_()
    return {**(shown[0] if shown else {}), "text/html": pre(text), "text/plain": text}


def _minutes(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"
