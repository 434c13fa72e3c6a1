"""Sittings of the small pack on a clock that a test moves, and what a screen shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from tests.help.interviews import BEGUN_MS, only_small, opened
from twitlab.interview.events import Role
from twitlab.interview.journal import Journal
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.timing import ManualClock2
from twitlab.ui.widgets.front import Press
from twitlab.ui.widgets.keyed import Keyed

NOW = Press(BEGUN_MS, 0.0)


class Sit(Protocol):
    """Sit down in a role."""

    def __call__(self, role: Role, clock: ManualClock2 | None = None) -> Sitting:
        """Sit down, for the first time or again."""
        ...


def press_at(clock: ManualClock2) -> Press:
    """Press now; the page was opened when the clock was made."""
    return Press(clock.wall_ms(), float(clock.mono_ms()))


def seat(folder: Path, role: Role, clock: ManualClock2 | None = None) -> Sitting:
    """Sit down in a role, for the first time or again."""
    clock = clock or ManualClock2(BEGUN_MS)
    path = folder / f"{role}.log"
    if not path.exists():
        Journal.create(path, opened(role=role), clock).close()
    return Sitting.resume(folder, role, clock, only_small)


def kinds(sitting: Sitting) -> list[str]:
    """Give the kinds of what was recorded and counts, without the opening."""
    return [event.kind for _, event in sitting.counting if event.kind not in ("opened", "resumed")]


def items_of(keyed: Keyed) -> dict[str, dict[str, Any]]:
    """Give what a screen of keys shows of each item, by its name."""
    return {each["name"]: each for group in keyed.widget.shown["groups"] for each in group["items"]}


def keys_of(keyed: Keyed) -> dict[str, str]:
    """Give the keys of a screen with the names of their items."""
    return {each["key"]: name for name, each in items_of(keyed).items() if each["key"]}
