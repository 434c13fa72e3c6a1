"""A verdict: what is said of an answer, and how it is written for people, nbval and nbgrader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.status import SIGNS, Status
from twitlab.course.book.text import ticks


class Counterexample(BaseModel):
    """The smallest case found on which an answer is wrong, in the learner's own terms."""

    model_config = ConfigDict(frozen=True)

    call: str
    got: str
    expected: str
    why: str
    labels: tuple[str, str, str] | None = None
    """What stands before the first three where they are prose and not code."""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Give the four with what stands before each."""
        labels = (*(self.labels or ("call", "got", "expected")), "why")
        return list(zip(labels, (self.call, self.got, self.expected, self.why), strict=True))


class Verdict(BaseModel):
    """The outcome of one check of one answer."""

    model_config = ConfigDict(frozen=True)

    exercise: str
    title: str
    status: Status
    points: int
    max_points: int
    reason: str = ""
    counterexample: Counterexample | None = None
    mistake: str | None = None
    message: str | None = None
    notes: tuple[str, ...] = ()
    in_real_life: str | None = None
    """What a real system does about it, for who has passed."""
    next_title: str | None = None
    next_path: str | None = None
    """What comes next for who has passed, seen from the exercise's own notebook."""

    @property
    def outcome(self) -> dict[str, Any]:
        """What a record keeps of it."""
        kept = ("exercise", "status", "points", "max_points", "mistake")
        return {name: getattr(self, name) for name in kept}

    def __str__(self) -> str:
        text = _TEMPLATES.get_template("verdict.txt").render(verdict=self, mark=SIGNS[self.status])
        return text.rstrip()

    def _repr_html_(self) -> str:
        return _TEMPLATES.get_template("verdict.html").render(verdict=self, mark=SIGNS[self.status])

    def _repr_pretty_(self, printer: object, cycle: bool) -> None:
        printer.text(str(self))  # type: ignore[attr-defined]


_TEMPLATES = Environment(
    loader=PackageLoader("twitlab.course", "templates"),
    autoescape=lambda name: bool(name and name.endswith(".html")),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["ticks"] = ticks


def verdict_of(
    exercise: Exercise,
    status: Status,
    reason: str = "",
    counterexample: Counterexample | None = None,
    mistake: str | None = None,
    message: str | None = None,
    notes: Iterable[str] = (),
) -> Verdict:
    """Give a verdict for an exercise; a pass earns all its points, anything else none."""
    return Verdict(
        exercise=exercise.id,
        title=exercise.title,
        status=status,
        points=exercise.points if status == "passed" else 0,
        max_points=exercise.points,
        reason=reason,
        counterexample=counterexample,
        mistake=mistake,
        message=message,
        notes=tuple(notes),
        in_real_life=exercise.in_real_life if status == "passed" else None,
    )


def with_next(verdict: Verdict, course: Course) -> Verdict:
    """Add to the verdict on a right answer where the course goes on."""
    follows = course.next_after(verdict.exercise) if verdict.status == "passed" else None
    if follows is None:
        return verdict
    path = follows.file if isinstance(follows, Exercise) else f"../{follows.path}"
    return verdict.model_copy(update={"next_title": follows.title, "next_path": path})


def ran_past(seconds: int) -> str:
    """Say why an answer was stopped."""
    return (
        f"ran past {seconds} s and was stopped. Is there a loop that never ends, "
        "or work that grows with the square of the input?"
    )
