"""A learner's progress: an append-only log of events, and where each exercise stands by it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path

from pydantic import ValidationError

from twitlab.course.book.status import Status
from twitlab.course.record.events import (
    EVENTS,
    Checked,
    Committed,
    Event,
    GaveUp,
    Hinted,
    Measured,
    Planned,
)
from twitlab.course.record.lock import cannot_write, locked
from twitlab.errors import CourseError

__all__ = [
    "Checked",
    "Committed",
    "Estimates",
    "Event",
    "GaveUp",
    "Hinted",
    "Measured",
    "Planned",
    "Progress",
    "Standing",
    "Status",
    "Unreadable",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands in one exercise.

    A pass is never lost: once passed, `status` stays "passed" and `points` are the best ever
    earned, whatever a later check says. That later word is in `latest`.
    """

    status: Status = "not attempted"
    points: int = 0
    graded_at: datetime | None = None
    """When it was last checked, passed or not."""
    hints_taken: int = 0
    """The highest level of hint that was shown."""
    gave_up: bool = False
    latest: Status = "not attempted"
    passed_at: datetime | None = None
    """When it was first passed."""

    def next_hint(self, count: int) -> int:
        """Give the level of the next of some hints, from 1; after the last comes the last."""
        return min(self.hints_taken + 1, count)

    @property
    def passed(self) -> bool:
        """Tell whether the exercise was ever passed."""
        return self.passed_at is not None

    def after(self, event: Event) -> Standing:
        """Give the standing after one more event of this exercise."""
        match event:
            case Checked():
                passed_at = self.passed_at or (event.at if event.status == "passed" else None)
                return replace(
                    self,
                    status="passed" if passed_at else event.status,
                    points=max(self.points, event.points),
                    graded_at=event.at,
                    latest=event.status,
                    passed_at=passed_at,
                )
            case Hinted():
                return replace(self, hints_taken=max(self.hints_taken, event.level))
            case GaveUp():
                return replace(self, gave_up=True)
        return self


@dataclass(frozen=True, slots=True)
class Estimates:
    """The first and the latest value that a learner committed to under one key."""

    first: Committed
    latest: Committed


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Lines of the log that are not understood: how many, and the number of the first."""

    count: int
    first_line: int | None


class Progress:
    """The event log of one workspace.

    The log only ever grows: `record` adds one line under a lock, and nothing is rewritten. A
    line that is torn, edited by hand or of a kind that only a newer twitlab knows is passed
    over, kept, and counted in `unreadable`. Each question reads the file anew, so that the
    notebook and the command line see each other's events; the order of lines decides what is
    latest, because a computer's clock may be set back.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, event: Event) -> None:
        """Add one event to the log.

        Raises:
            CourseError: The log cannot be written, or another program holds it too long.
        """
        line = event.model_dump_json().encode("utf-8") + b"\n"
        with locked(self.path.with_name(self.path.name + ".lock"), "your progress"):
            try:
                _append(self.path, line)
            except OSError as error:
                raise cannot_write(self.path, error) from error

    def events(self) -> tuple[Event, ...]:
        """Give all events that can be understood, in the order they were recorded.

        Raises:
            CourseError: The file is there and cannot be read.
        """
        return tuple(event for _, event in self._lines() if event is not None)

    @property
    def unreadable(self) -> Unreadable:
        """Count the lines that are not understood; they are kept as they are."""
        bad = [number for number, event in self._lines() if event is None]
        return Unreadable(len(bad), bad[0] if bad else None)

    def standing(self, exercise_id: str) -> Standing:
        """Tell where the learner stands in one exercise."""
        return self.standings([exercise_id])[exercise_id]

    def standings(self, exercise_ids: Iterable[str]) -> dict[str, Standing]:
        """Tell where the learner stands in several exercises, reading the log once."""
        standings = dict.fromkeys(exercise_ids, Standing())
        for event in self.events():
            exercise = getattr(event, "exercise", None)
            if exercise in standings:
                standings[exercise] = standings[exercise].after(event)
        return standings

    def estimates(self, key: str) -> Estimates | None:
        """Give the first and the latest estimate under a key, or None before there is one."""
        found = [e for e in self.events() if isinstance(e, Committed) and e.key == key]
        return Estimates(found[0], found[-1]) if found else None

    def awaits_truth(self, key: str) -> bool:
        """Tell whether an estimate was committed under a key and nothing measured since."""
        found = [e for e in self.events() if isinstance(e, Committed | Measured) and e.key == key]
        return bool(found) and isinstance(found[-1], Committed)

    def plan(self) -> Planned | None:
        """Give the settings of the plan made last, or None."""
        plans = self._plans()
        return plans[-1] if plans else None

    def planned_since(self, zone: tzinfo | None = None) -> date | None:
        """Give the day on which the settings in force were first planned with, or None.

        Args:
            zone: Where the learner's days begin and end; the computer's own when None.
        """
        plans = self._plans()
        if not plans:
            return None
        first = plans[-1]
        for planned in reversed(plans):
            if planned.settings != first.settings:
                break
            first = planned
        return first.at.astimezone(zone).date()

    def active_days(self, zone: tzinfo | None = None) -> frozenset[date]:
        """Give the days on which the learner worked: checked, took a hint or estimated."""
        return frozenset(
            event.at.astimezone(zone).date()
            for event in self.events()
            if not isinstance(event, Planned)
        )

    def _plans(self) -> list[Planned]:
        return [event for event in self.events() if isinstance(event, Planned)]

    def _lines(self) -> Iterator[tuple[int, Event | None]]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CourseError(
                f"your progress cannot be read from {self.path}: {error.strerror or error}"
            ) from error
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.strip():
                yield number, _read(line)


def _append(path: Path, line: bytes) -> None:
    """Add a line, first ending the last one where a crash or an editor left it open."""
    with path.open("a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        file.flush()


def _read(line: bytes) -> Event | None:
    try:
        return EVENTS.validate_json(line)
    except ValidationError:
        return None
