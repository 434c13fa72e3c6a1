"""Estimate: an assumption ledger, judged on the learner's own assumptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed
from twitlab.course.kinds.estimate_mistakes import alternatives as made_alternatives
from twitlab.course.kinds.estimate_mistakes import mistakes as made_mistakes
from twitlab.course.kinds.estimate_task import Challenge, Conclusion, Task
from twitlab.course.kinds.form import LABELS, demand, make_check
from twitlab.estimate import Quantity, Term, read_quantity

__all__ = ["Challenge", "Conclusion", "EstimateCheck", "estimating"]


@dataclass(frozen=True, slots=True)
class EstimateCheck(Check):
    """A check of an estimate, whose number may be known.

    Attributes:
        truth: What the number really is, where it was published or measured.
        unit: What the result is asked in.
    """

    truth: Quantity | None = None
    unit: str = ""


def estimating(
    *,
    answer: str,
    ways: Sequence[Term],
    unit: str,
    conclusions: Mapping[str, Conclusion],
    tolerance: float = 2,
    widest: int = 100,
    truth: str | None = None,
    mistakes: Sequence[Mistake] = (),
    alternatives: Sequence[Any] = (),
    messages: Mapping[str, str] = MappingProxyType({}),
    rare: tuple[str, ...] = (),
    named: Callable[[Observed, Any], str] = lambda observed, kind: "",
    whys: Mapping[str, str] = MappingProxyType({}),
    challenges: Sequence[Challenge] = (),
) -> EstimateCheck:
    """Build a check of an assumption ledger.

    The result is held against the learner's own rows, not against anybody's idea of them. The rows
    have to be plausible, the interval has to hold the result, and the conclusion has to be true of
    the learner's own number. Wrong answers are generated from the first tree; each is named where
    its factor fits, and where several fit, each is asked about.

    Args:
        answer: The name of the answer, a dictionary; see `read_ledger`.
        ways: Trees that lead to the result, the one most people take first. Which one a learner
            took is told by the names of the rows. A leaf that is no given figure has its range
            (`least`, `most`), which holds every defensible assumption.
        unit: What the result is asked in.
        conclusions: Letter to conclusion; for each number at least one has to be true.
        tolerance: By which factor the result may be off on the learner's own rows.
        widest: How many times its low end the high end of an interval may be.
        truth: What the number really was, if that is known; calibration reads it.
        mistakes: Further named wrong answers.
        alternatives: Right answers other than the reference.
        messages: Name of a generated wrong answer to what is better said of it.
        rare: How the names of those generated ones end that nobody makes here.
        named: (observed, its kind) to the name of a mistake that its own figures give away, or "".
        whys: Such a name to what is said of the one place where it shows.
        challenges: What is said of an answer that passes; the first whose row it has.

    Raises:
        CourseError: The content does not hold together.
    """
    ends = Fraction(str(tolerance)), widest
    task = Task(tuple(ways), unit, dict(conclusions), *ends, tuple(challenges))
    task.demand_sense()

    def fingerprint(observed: Observed) -> Any:
        kind = task.fingerprint(observed)
        return ("look" in observed and named(observed, kind)) or kind

    def judge(case: Case, observed: Observed) -> Judgement:
        found = task.judge(case, observed)
        why = "" if found.ok else whys.get(named(observed, task.fingerprint(observed)), "")
        return replace(found, why=why) if why else found

    made = [each for each in made_mistakes(task) if not each.name.endswith(rare)]
    check = make_check(
        answer=answer,
        form='a dictionary {"rows": [(name, value, source), ...], "result": ..., "low": ..., '
        '"high": ..., "therefore": ...}, each value a text with its unit',
        read=task.read,
        cases=lambda seed: task.cases(),
        call=_call,
        observe=task.observe,
        judge=judge,
        mistakes=[*mistakes, *_in_other_words(made, messages)],
        alternatives=[*alternatives, *made_alternatives(task)],
        labels=LABELS,
        shows=[*(leaf.name for leaf in ways[0].leaves), *(c.text for c in conclusions.values())],
    )
    known = {each.name: getattr(check, each.name) for each in fields(check)}
    return EstimateCheck(
        **{**known, "fingerprint": fingerprint, "remark": task.remark},
        truth=None if truth is None else read_quantity(truth, unit),
        unit=unit,
    )


def _in_other_words(made: list[Mistake], messages: Mapping[str, str]) -> list[Mistake]:
    unknown = sorted(set(messages) - {each.name for each in made})
    demand(not unknown, f"a message for no other than a generated mistake (not for {unknown})")
    return [replace(each, message=messages.get(each.name, each.message)) for each in made]


def _call(case: Case) -> str:
    return f"the row “{case['row']}”" if case["look"] == "row" else f"your {case['look']}"
