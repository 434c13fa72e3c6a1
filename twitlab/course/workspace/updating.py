"""A new version of the course, brought into a workspace without losing what a learner wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import twitlab
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.workspace import atomic
from twitlab.course.workspace.jupyter import set_up
from twitlab.course.workspace.updating_notebook import Bringing, Farewell
from twitlab.course.workspace.updating_step import Change, Step
from twitlab.course.workspace.workspace import Workspace, exercise_of

__all__ = ["Change", "update"]


def update(
    workspace: Workspace, course: Course, now: datetime, version: str = twitlab.__version__
) -> list[Change]:
    """Bring the course to a workspace, and never lose what the learner wrote.

    Untouched notebooks are replaced; to run or to save one is not to touch it. A touched
    exercise is rebuilt round the learner's answers and cells, and backed up first. A touched
    lesson stays, as does a notebook that cannot be read, with the new one beside it. Missing
    notebooks come back. What left the course moves to the backups if it was untouched and
    stays if not. Where the workspace is up to date, nothing is written.

    Args:
        workspace: The learner's folder.
        course: What it should hold.
        now: Names the backups.
        version: The course's version, part of the name of a notebook put beside the learner's.

    Returns:
        What happened to each notebook that something happened to.

    Raises:
        CourseError: The course is incomplete, or the workspace cannot be written; what was
            done stays done, and the next update goes on from there.
    """
    if not any(step.acts for step in _steps(workspace, course, now, version)):
        return []
    with workspace.lock():
        steps = list(_steps(workspace, course, now, version))
        for step in steps:
            step.carry_out()
    return [step.change for step in steps if step.change]


def _steps(workspace: Workspace, course: Course, now: datetime, version: str) -> Iterator[Step]:
    """Decide from what is on the disk what is to be done; nothing is written here."""
    settings = set_up(workspace.jupyter)
    yield Step(tuple(partial(atomic.put, path, content) for path, content in settings.items()))
    leaving = _bases_outside(workspace, course)
    for lesson in course.lessons:
        path = lesson.path
        yield Bringing(workspace, course.root, path, now, version, given=path).step()
    for exercise in course.exercises:
        given = _base_of(workspace, exercise)
        renamed = given in leaving and not (workspace.base / exercise.path).exists()
        if given and renamed:
            leaving.remove(given)
        yield Bringing(
            workspace,
            course.root,
            exercise.path,
            now,
            version,
            exercise,
            given=given,
            renamed=renamed,
        ).step()
    staying = frozenset(exercise.id for exercise in course.exercises)
    for path in leaving:
        yield Farewell(workspace, path, now, staying).step()
    if workspace.about.course != version:
        about = workspace.about.model_copy(update={"course": version})
        yield Step((Workspace(workspace.root, about).write_about,))


def _bases_outside(workspace: Workspace, course: Course) -> list[str]:
    """Give the paths of all notebooks that were given once and are not in the course."""
    given = sorted(workspace.base.rglob("*.ipynb"))
    paths = [path.relative_to(workspace.base).as_posix() for path in given]
    return [path for path in paths if path not in course.paths]


def _base_of(workspace: Workspace, exercise: Exercise) -> str | None:
    """Find the base of an exercise, wherever it lay in the course that was given last."""
    place = workspace.base / exercise.path
    for base in (place, *sorted(workspace.base.rglob("*.ipynb"))):
        if exercise_of(base) == exercise.id:
            return base.relative_to(workspace.base).as_posix()
    return exercise.path if place.exists() and exercise_of(place) is None else None
