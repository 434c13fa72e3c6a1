"""What is wrong with what was observed on one case, in the learner's own terms."""

from __future__ import annotations

from twitlab.course.checking.check import NOT_ATTEMPTED, Case, Check, Observed
from twitlab.course.checking.verdict import Counterexample


def fault(check: Check, case: Case, observed: Observed) -> Counterexample | None:
    """Judge one case; None when it is right."""
    if "not_attempted" in observed:
        return Counterexample(
            call=check.call(case),
            got=f"“{NOT_ATTEMPTED}”",
            expected="an answer",
            why="The line that the answer cell came with is still there, and still says that "
            "nobody answered. Take it out.",
            labels=check.labels,
        )
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
