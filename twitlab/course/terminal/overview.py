"""Where a learner stands, and the next thing to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

import twitlab
from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.plan.rehearsal import Rehearsal
from twitlab.course.record.progress import Standing
from twitlab.course.terminal.plan import planned, work_of
from twitlab.course.terminal.report import Row, short, words
from twitlab.course.terminal.standings import board
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import TwitlabError


def overview(
    course: Course,
    workspace: Workspace,
    console: Console,
    now: datetime,
    rehearsal: Callable[[], Rehearsal] = Rehearsal,
) -> Iterator[RenderableType]:
    """Show points, exercises, and what to do next.

    Args:
        course: All lessons and exercises.
        workspace: The learner's folder.
        console: Where it is shown.
        now: What time it is.
        rehearsal: Gives what interviews and cards ask of the plan.
    """
    standings = workspace.progress.standings(exercise.id for exercise in course.exercises)
    yield words(f"twitlab {twitlab.__version__}, {short(workspace.root)}", "bold")
    yield Text()
    yield board(course, standings, console)
    yield Text()
    yield Row("next", words(next_step(course, workspace, standings)))
    for label, text in notices(course, workspace, now, rehearsal()):
        yield Row(label, words(text))


def nowhere(root: Path) -> Iterator[RenderableType]:
    """Show what to do where there is no workspace yet."""
    yield words("You have no workspace yet.")
    yield Row("next", words(f"`{typed('lab')}` makes one in {short(root)} and opens it"))


def next_step(course: Course, workspace: Workspace, standings: Mapping[str, Standing]) -> str:
    """Say what to do next: the first exercise not passed in the course's order, core before extra.

    Args:
        course: All lessons and exercises.
        workspace: The learner's folder.
        standings: Where the learner stands in each exercise.
    """
    order = sorted(course.exercises, key=lambda exercise: not exercise.core)
    for exercise in order:
        standing = standings[exercise.id]
        if not standing.passed:
            return _todo(course, workspace, exercise, standing)
    look = typed("solution ID")
    return f"you passed everything; `{look}` shows another right answer beside yours"


def notices(
    course: Course, workspace: Workspace, now: datetime, rehearsal: Rehearsal
) -> list[tuple[str, str]]:
    """Give what else a learner should hear, each under a label: tonight's work, an update."""
    made: list[tuple[str, str]] = []
    if workspace.about.course != twitlab.__version__:
        bring = typed("update")
        made.append(
            ("update", f"twitlab is now {twitlab.__version__}; `{bring}` brings its course")
        )
    if rehearsal.due:
        noun = "card is" if rehearsal.due == 1 else "cards are"
        made.append(("review", f"{rehearsal.due} {noun} due; `{typed('review')}`"))
    settings = workspace.progress.plan()
    if settings is None:
        return made
    try:
        plan = planned(course, workspace.progress, settings, now, rehearsal)
    except TwitlabError as error:
        return [*made, ("plan", str(error))]
    days = (plan.interview - now.astimezone().date()).days
    first = plan.evenings[0] if plan.evenings else None
    tonight = first is not None and first.day == now.astimezone().date()
    work = ", ".join(work_of(first)) if first and tonight else ""
    until = f"{days} {'day' if days == 1 else 'days'} to the interview"
    said = f"{until}; tonight: {work or 'revision'}. {typed('plan')} shows it all"
    return [*made, ("plan", said)]


def _todo(course: Course, workspace: Workspace, exercise: Exercise, standing: Standing) -> str:
    place = exercise.path
    if not (workspace.root / place).is_file():
        found = workspace.find_exercise(exercise)
        if found is None:
            return f"{place} is missing; `{typed(f'reset {exercise.id}')}` puts it back"
        place = workspace.relative(found)
    then = f"save, then `{typed(f'check {exercise.id}')}`"
    if standing.status == "not attempted":
        lesson = course.lesson(exercise.lesson).path
        return f"read {lesson} and do {place} (`{typed('lab')}` opens them); {then}"
    return f"go on with {place}; {then} (stuck? `{typed(f'hint {exercise.id}')}`)"
