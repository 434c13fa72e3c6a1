"""What tests of the command line share: how a command ended, an answer, a recorded check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.help.submissions import hand_in
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.status import Status
from twitlab.course.record.events import Checked
from twitlab.course.workspace.workspace import Workspace

COURSE = Course.here()
FIRST = COURSE.exercise("first-repeat")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def answered(mine: Workspace, exercise: Exercise, answer: str) -> Path:
    return hand_in(COURSE, exercise, answer, mine.root / exercise.path)


def checked(mine: Workspace, exercise: Exercise, status: Status, minute: int = 0) -> None:
    points = exercise.points if status == "passed" else 0
    at = NOW + timedelta(minutes=minute)
    mine.progress.record(
        Checked(
            at=at,
            exercise=exercise.id,
            status=status,
            points=points,
            max_points=exercise.points,
            by="grader",
        )
    )
