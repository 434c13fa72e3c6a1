"""What a check says of an answer: judged, named, and written for people, nbval and nbgrader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict

from twitlab.course.book.manifest import Exercise
from twitlab.course.book.status import Status
from twitlab.course.book.text import ticks
from twitlab.course.checking.check import Case, Check, Mistake, Observed, observe_one

_MARK = {"not attempted": "○", "passed": "✓", "failed": "✗", "error": "!"}


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

    def __str__(self) -> str:
        text = _TEMPLATES.get_template("verdict.txt").render(verdict=self, mark=_MARK[self.status])
        return text.rstrip()

    def _repr_html_(self) -> str:
        return _TEMPLATES.get_template("verdict.html").render(verdict=self, mark=_MARK[self.status])

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


def assess(
    exercise: Exercise,
    check: Check,
    cases: Sequence[Case],
    observed: Sequence[Observed],
    notes: Iterable[str] = (),
) -> Verdict:
    """Judge what was observed. The learner's code is not here, only what it did.

    Args:
        exercise: Whose answer it is.
        check: The exercise's check.
        cases: The inputs, small ones first.
        observed: What the answer did on each, in the same order.
        notes: What else the learner should hear.

    Returns:
        The verdict; the counterexample is the first case that fails.
    """
    if any("not_attempted" in each for each in observed):
        return verdict_of(exercise, "not attempted", notes=notes)
    for case, each in zip(cases, observed, strict=True):
        counterexample = fault(check, case, each)
        if counterexample is not None:
            mistake = _name_mistake(check, case, each, zip(cases, observed, strict=True))
            return verdict_of(
                exercise,
                "error" if "raised" in each and mistake is None else "failed",
                counterexample=counterexample,
                mistake=mistake.name if mistake else None,
                message=mistake.message if mistake else None,
                notes=notes,
            )
    return verdict_of(exercise, "passed", notes=notes)


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
    )


def ran_past(seconds: int) -> str:
    """Say why an answer was stopped."""
    return (
        f"ran past {seconds} s and was stopped. Is there a loop that never ends, "
        "or work that grows with the square of the input?"
    )


def fault(check: Check, case: Case, observed: Observed) -> Counterexample | None:
    """Judge one case; None when it is right."""
    if "raised" in observed:
        return _raised_fault(check, case, observed)
    if "misshapen" in observed:
        got, wanted, forgotten = observed["misshapen"]
        why = f"The answer returns {wanted.count(',') + 1} things, in this order.{forgotten}"
        return Counterexample(
            call=check.call(case), got=got, expected=wanted, why=why, labels=check.labels
        )
    judgement = check.judge(case, observed)
    if judgement.ok:
        return None
    return Counterexample(
        call=check.call(case),
        got=judgement.got,
        expected=judgement.expected,
        why=judgement.why,
        labels=check.labels,
    )


def _raised_fault(check: Check, case: Case, observed: Observed) -> Counterexample:
    error = observed["raised"]
    where = f" on line {error['line']} of the answer cell" if error["line"] else ""
    if error["name"]:
        why = (
            f"`{error['name']}` is not defined in the answer cell. The answer is run by itself: "
            f"if `{error['name']}` stands in another cell, move it into the answer cell."
        )
    else:
        why = "A right answer returns here and does not raise."
    return Counterexample(
        call=check.call(case),
        got=f"{error['type']}: {error['message']}{where}" if error["message"] else error["type"],
        expected="an answer, not an exception",
        why=why,
        labels=check.labels,
    )


def _name_mistake(
    check: Check, case: Case, observed: Observed, everything: Iterable[tuple[Case, Observed]]
) -> Mistake | None:
    """Name the mistake that does the same on this case; of several, the one most alike on all."""
    fits = _alike(check, check.mistakes, case, observed)
    if len(fits) < 2:
        return fits[0] if fits else None
    counts = Counter(each.name for c, o in everything for each in _alike(check, fits, c, o))
    return max(fits, key=lambda each: counts[each.name])


def _alike(check: Check, some: Iterable[Mistake], case: Case, observed: Observed) -> list[Mistake]:
    """Give those mistakes that do on this case what was observed."""
    seen = _print_of(check, observed)
    return [
        each for each in some if _print_of(check, observe_one(check, each.answer, case)) == seen
    ]


def _print_of(check: Check, observed: Observed) -> object:
    if "raised" in observed:
        return ("raised", observed["raised"]["type"])
    if "misshapen" in observed:
        return ("misshapen", observed["misshapen"])
    if "not_attempted" in observed:
        return "not attempted"
    return check.fingerprint(observed)
