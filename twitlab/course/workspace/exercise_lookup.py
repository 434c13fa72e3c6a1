"""Which exercise a learner means: by its id, its file's name, or the path of its notebook."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.workspace.find import expanded
from twitlab.course.workspace.workspace import exercise_of
from twitlab.errors import CourseError


def named_exercise(course: Course, name: str) -> Exercise:
    """Find the exercise that a learner named on the command line.

    Args:
        course: The course it belongs to.
        name: An id, a file's name with or without its ending, or a path to a notebook.

    Raises:
        CourseError: None is called that; the message gives those that are nearly so, else all.
    """
    plain = PurePosixPath(name.replace("\\", "/")).name.removesuffix(".ipynb")
    for exercise in course.exercises:
        if name == exercise.id or plain in (exercise.id, _stem(exercise)):
            return exercise
    marked = _marked(name)
    for exercise in course.exercises:
        if exercise.id == marked:
            return exercise
    ids = [exercise.id for exercise in course.exercises]
    near = _near(course.exercises, plain)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the ids are {', '.join(ids)}"
    raise CourseError(f"no exercise has the id {name!r}; {hint}")


def _near(exercises: Sequence[Exercise], name: str) -> list[str]:
    """Give the ids that are like a name, or whose files' names are."""
    ids = {spelling: each.id for each in exercises for spelling in (each.id, _stem(each))}
    return list(dict.fromkeys(ids[found] for found in get_close_matches(name, ids, n=3)))


def _marked(name: str) -> str | None:
    """Give the exercise that a notebook says it is, whatever its file is called."""
    path = expanded(Path(name))
    return exercise_of(path) if path.suffix == ".ipynb" and path.is_file() else None


def _stem(exercise: Exercise) -> str:
    return exercise.file.removesuffix(".ipynb")
