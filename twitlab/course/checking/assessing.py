"""Judge what an answer did, and name the mistake where it is known. The learner's code is not here.

A name is a claim: it is given only where the named mistake is wrong on the case that is shown, and
did the same as the answer, types included, on most of the cases on which either is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from twitlab.course.book.manifest import Exercise
from twitlab.course.checking.attempt import Attempt, cases_of
from twitlab.course.checking.check import Case, Check, Mistake, Observed, observe_one
from twitlab.course.checking.faults import fault
from twitlab.course.checking.verdict import Verdict, verdict_of

REMEMBERS: Final = "remembers from call to call"
_REMEMBERS: Final = (
    "By itself this call is right: what an earlier one left behind makes it wrong. Look for a "
    "default argument, a global name or an attribute that is filled and never emptied, and make it "
    "anew in each call."
)
DIFFERS: Final = "differs from run to run"
_DIFFERS: Final = (
    "The same calls, made once more from the start, ended otherwise. Does your answer draw by "
    "chance, read the time, or trust the order of a set?"
)
_MOST_OF: Final = 0.6
_ALMOST_ALL: Final = 0.99
_MOST_COMPARED: Final = 60
_SAYS_ALL: Final = (
    "IndexError",
    "KeyError",
    "OverflowError",
    "RecursionError",
    "StopIteration",
    "UnboundLocalError",
    "ZeroDivisionError",
)

Pairs = Sequence[tuple[Case, Observed]]


def judged(
    exercise: Exercise,
    check: Check,
    attempt: Attempt,
    seed: int,
    notes: Iterable[str] = (),
    elsewhere: Collection[str] = (),
) -> Verdict:
    """Give the verdict on an attempt.

    Args:
        exercise: Whose answer it is.
        check: The exercise's check.
        attempt: What the answer did.
        seed: Of the fresh cases that it had.
        notes: What else the learner should hear.
        elsewhere: The names that other cells define.
    """
    if attempt.raised is not None:
        return verdict_of(exercise, "error", reason=_cell_raised(attempt, elsewhere), notes=notes)
    if attempt.defines is not None:
        reason = _not_defined(exercise, attempt.defines)
        return verdict_of(exercise, "error", reason=reason, notes=notes)
    cases = cases_of(check, seed)
    if attempt.remembers or attempt.differs:
        return _not_by_itself(exercise, check, attempt, cases, notes)
    first = [attempt.smaller] if attempt.smaller else []
    pairs = [*first, *zip(cases, attempt.observed, strict=True)]
    all_cases, observed = zip(*pairs, strict=True)
    verdict = assess(exercise, check, all_cases, observed, notes)
    if verdict.status != "passed":
        return verdict
    return verdict.model_copy(
        update={"notes": (*verdict.notes, *remarks(check, cases, attempt.observed))}
    )


def assess(
    exercise: Exercise,
    check: Check,
    cases: Sequence[Case],
    observed: Sequence[Observed],
    notes: Iterable[str] = (),
) -> Verdict:
    """Judge what was observed.

    Args:
        exercise: Whose answer it is.
        check: The exercise's check.
        cases: The inputs, small ones first.
        observed: What the answer did on each, in the same order.
        notes: What else the learner should hear.

    Returns:
        The verdict; the counterexample is the first case that fails.
    """
    pairs = list(zip(cases, observed, strict=True))
    for case, seen in pairs:
        counterexample = fault(check, case, seen)
        if counterexample is not None:
            mistake = _name_mistake(check, case, seen, pairs)
            return verdict_of(
                exercise,
                "error" if "raised" in seen and mistake is None else "failed",
                reason=_how_many(check, pairs) if case != cases[0] else "",
                counterexample=counterexample,
                mistake=mistake.name if mistake else None,
                message=mistake.message if mistake else None,
                notes=notes,
            )
    return verdict_of(exercise, "passed", notes=notes)


def remarks(check: Check, cases: Sequence[Case], observed: Sequence[Observed]) -> list[str]:
    """Give what there is to say of an answer that passes, such as near misses."""
    said = (check.remark(case, seen) for case, seen in zip(cases, observed, strict=True))
    return [each for each in said if each]


def _how_many(check: Check, pairs: Pairs) -> str:
    """Say how many of the things that an answer is about are right, the form left out."""
    if not check.noun:
        return ""
    right = sum(fault(check, case, seen) is None for case, seen in pairs[1:])
    return f"{right} of {len(pairs) - 1} {check.noun} are judged right."


def _not_by_itself(
    exercise: Exercise, check: Check, attempt: Attempt, cases: Sequence[Case], notes: Iterable[str]
) -> Verdict:
    """Tell of a case that failed, and did not when it was tried again by itself."""
    pairs = zip(cases, attempt.observed, strict=True)
    (found, *_) = filter(None, (fault(check, *pair) for pair in pairs))
    name, message = (DIFFERS, _DIFFERS) if attempt.differs else (REMEMBERS, _REMEMBERS)
    if attempt.remembers:
        before = "other calls" if attempt.after is None else check.call(cases[attempt.after])
        found = found.model_copy(update={"call": f"{found.call}, after {before}"})
    return verdict_of(
        exercise, "failed", counterexample=found, mistake=name, message=message, notes=notes
    )


def _cell_raised(attempt: Attempt, elsewhere: Collection[str]) -> str:
    assert attempt.raised is not None
    error = attempt.raised
    if error["name"] and error["name"] in elsewhere:
        return (
            f"The answer cell uses `{error['name']}`, which stands in another cell. The answer is "
            f"run by itself: move `{error['name']}` into the answer cell."
        )
    if error["name"]:
        return (
            f"The answer cell uses `{error['name']}`, which is defined nowhere. If it is meant as "
            "text, put it in quotes."
        )
    where = f" on line {error['line']}" if error["line"] else ""
    said = f": {error['message']}" if error["message"] else "."
    return f"The answer cell raised {error['type']}{where}{said}"


def _not_defined(exercise: Exercise, defines: Sequence[str]) -> str:
    others = ", ".join(f"`{name}`" for name in defines[:3]) or "nothing"
    return f"After the answer cell there is no `{exercise.answer}`; it defines {others}."


def _name_mistake(check: Check, case: Case, seen: Observed, pairs: Pairs) -> Mistake | None:
    """Name the mistake that does the same, on this case and on most; of several, the most alike."""
    best, most = None, 0.0
    pairs = list(pairs[:_MOST_COMPARED])
    if (case, seen) not in pairs:  # it may come behind those that are compared
        pairs.append((case, seen))
    did = _print_of(check, seen)
    is_wrong = [not check.aspects and fault(check, *pair) is not None for pair in pairs]
    for mistake in check.mistakes:
        does = observe_one(check, mistake.answer, case)
        if _print_of(check, does) != did or not fault(check, case, does):
            continue
        share, least = _likeness(check, mistake, pairs, is_wrong)
        if share > max(most, least):
            best, most = mistake, share
    return best


def _likeness(
    check: Check, mistake: Mistake, pairs: Pairs, is_wrong: Sequence[bool]
) -> tuple[float, float]:
    """Give the share of the cases with a mistake on which both did the same, and the least."""
    does = [observe_one(check, mistake.answer, case) for case, _ in pairs]
    alike = wrong = 0
    for (case, seen), done, counts in zip(pairs, does, is_wrong, strict=True):
        if counts or fault(check, case, done):
            wrong += 1
            alike += _print_of(check, done) == _print_of(check, seen)
    if check.aspects:
        return alike / wrong, 0.0
    # "Nothing returned" is said only of what never returns anything.
    returns_nothing = all(done.get("returned", ...) is None for done in does)
    return alike / wrong, _ALMOST_ALL if returns_nothing else _MOST_OF


def _print_of_error(error: Mapping[str, Any]) -> str:
    """Give an exception as text. A TypeError can mean anything, so what it says counts too."""
    if error["type"] in _SAYS_ALL:
        return f"raised {error['type']}"
    return f"raised {error['type']}: {error['message']}"


def _print_of(check: Check, observed: Observed) -> str:
    """Give the part of an observation that is compared, as text: 1, 1.0 and True differ."""
    if "raised" in observed:
        return _print_of_error(observed["raised"])
    if "misshapen" in observed:
        return f"misshapen {observed['misshapen']}"
    if "not_attempted" in observed:
        return "not attempted"
    return json.dumps(check.fingerprint(observed), sort_keys=True, default=repr)
