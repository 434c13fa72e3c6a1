"""The manifest: every lesson and exercise of the course, read from ``course.toml``."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from twitlab.errors import CourseError

Kind = Literal["code", "estimate", "choose-and-defend", "critique", "order the lines"]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
NotebookName = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}_[a-z0-9_]+\.ipynb$")]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

PACKAGE = Path(__file__).resolve().parents[2]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lesson(_Entry):
    """A notebook that answers one question an interviewer would ask."""

    id: Id
    title: Line
    question: Line
    file: NotebookName
    minutes: Annotated[int, Field(ge=1, le=240)]
    core: bool
    early: bool = False
    """Comes right behind what it stands on, where a plan has no time for all of the core."""
    stands_on: tuple[Id, ...] = ()

    @property
    def path(self) -> str:
        """Where the notebook lies in the course and in a workspace."""
        return f"notebooks/{self.file}"


class Exercise(_Entry):
    """A graded notebook: one answer, one check."""

    id: Id
    title: Line
    file: NotebookName
    lesson: Id
    kind: Kind
    core: bool
    minutes: Annotated[int, Field(ge=1, le=240)]
    difficulty: Annotated[int, Field(ge=1, le=5)]
    points: Annotated[int, Field(ge=1, le=100)]
    stands_on: tuple[Id, ...] = ()
    answer: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
    may_import: tuple[str, ...] = ()
    hints: Annotated[tuple[Line, ...], Field(min_length=2)]
    wrong_lines: tuple[str, ...] = ()
    seconds: Annotated[int, Field(ge=1, le=600)] = 30
    """How long one cell may run in the grader before it is stopped."""
    in_real_life: Line | None = None
    """What a real system does about it, with its source: said to who has passed."""

    @property
    def path(self) -> str:
        """Where the notebook lies in the course and in a workspace."""
        return f"exercises/{self.file}"

    @property
    def answer_id(self) -> str:
        """The grade_id of the learner's answer cell."""
        return f"{self.id}-answer"

    @property
    def check_id(self) -> str:
        """The grade_id of the check cell."""
        return f"{self.id}-check"


class Manifest(_Entry):
    """What ``course.toml`` says, checked."""

    lessons: Annotated[tuple[Lesson, ...], Field(min_length=1)]
    exercises: tuple[Exercise, ...] = ()


class Course:
    """A course on disk: its manifest and the notebooks it names.

    The learner's copy is a workspace; a course itself is only ever read.
    """

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self.root = root
        self.lessons = manifest.lessons
        self.exercises = manifest.exercises

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read the course in a folder.

        Args:
            root: The folder that holds ``course.toml``, ``notebooks/``, ``exercises/``
                and ``solutions/``.

        Raises:
            CourseError: The manifest is missing, is not TOML, or does not hold together.
        """
        path = root / "course.toml"
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            manifest = Manifest.model_validate(raw)
        except FileNotFoundError:
            raise CourseError(f"there is no course here: {path} does not exist") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CourseError(f"{path.name} is not TOML: {error}") from error
        except ValidationError as error:
            raise CourseError(f"{path.name}: {_first_problem(error)}") from error
        _refuse_what_does_not_hold_together(manifest)
        return cls(root, manifest)

    @classmethod
    def here(cls) -> Course:
        """Find the course that this installation carries, or that stands in this checkout."""
        return _course_here()

    def next_after(self, exercise_id: str) -> Exercise | Lesson | None:
        """Give the next exercise of the same lesson, or else the next lesson; None at the end."""
        exercise = self.exercise(exercise_id)
        own = [each for each in self.exercises if each.lesson == exercise.lesson]
        later = own[own.index(exercise) + 1 :]
        if later:
            return later[0]
        ids = [each.id for each in self.lessons]
        lessons = self.lessons[ids.index(exercise.lesson) + 1 :]
        return lessons[0] if lessons else None

    @property
    def points(self) -> int:
        """All points that can be earned."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every notebook that a learner gets, relative to the course."""
        lessons = tuple(lesson.path for lesson in self.lessons)
        return lessons + tuple(exercise.path for exercise in self.exercises)

    def lesson(self, lesson_id: str) -> Lesson:
        """Look a lesson up by its id."""
        return _look_up(self.lessons, lesson_id, "lesson")

    def exercise(self, exercise_id: str) -> Exercise:
        """Look an exercise up by its id.

        Raises:
            CourseError: No exercise has this id; the message lists the nearest.
        """
        return _look_up(self.exercises, exercise_id, "exercise")

    def solution_path(self, exercise: Exercise) -> Path:
        """Where the authored notebook of an exercise lies."""
        return self.root / "solutions" / exercise.file


@cache
def _course_here() -> Course:
    carried = PACKAGE / "_course"
    return Course.load(carried if carried.exists() else PACKAGE.parent)


_EntryT = TypeVar("_EntryT", Lesson, Exercise)


def _look_up(entries: tuple[_EntryT, ...], wanted: str, noun: str) -> _EntryT:
    by_id = {entry.id: entry for entry in entries}
    if wanted in by_id:
        return by_id[wanted]
    near = get_close_matches(str(wanted), by_id, n=3) or list(by_id)[:5]
    raise CourseError(f"no {noun} has the id {wanted!r}; did you mean {', '.join(near)}?")


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(str(step) for step in problem["loc"])
    return f"{place}: {problem['msg']}"


def _refuse_what_does_not_hold_together(manifest: Manifest) -> None:
    everything: list[Lesson | Exercise] = [*manifest.lessons, *manifest.exercises]
    _refuse_twice("id", (entry.id for entry in everything))
    _refuse_twice("file", (entry.path for entry in everything))
    lessons = [lesson.id for lesson in manifest.lessons]
    for exercise in manifest.exercises:
        if exercise.lesson not in lessons:
            raise CourseError(
                f"course.toml: {exercise.id} belongs to {exercise.lesson!r}, which is no lesson"
            )
    met: set[str] = set()
    for lesson in manifest.lessons:
        here: list[Lesson | Exercise] = [lesson]
        here += [each for each in manifest.exercises if each.lesson == lesson.id]
        for entry in here:
            for ground in set(entry.stands_on) - met:
                raise CourseError(
                    f"course.toml: {entry.id} stands on {ground!r}, which does not come before it"
                )
            met.add(entry.id)


def _refuse_twice(noun: str, values: Iterable[str]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            raise CourseError(f"course.toml: the {noun} {value!r} stands there {times} times")
