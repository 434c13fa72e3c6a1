"""Run an answer cell by itself and observe what it defines: what the notebook and the grader do.

Both do it here, on the same cases, so that both see the same of one answer. Nothing is judged for
good: the notebook judges in its kernel, the grader outside of it.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from time import monotonic
from typing import Any, Final

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import HypothesisException
from pydantic import BaseModel, ConfigDict

from twitlab.course.checking.cell_text import bound_in, parse
from twitlab.course.checking.check import (
    ANSWER_FILE,
    Case,
    Check,
    Observed,
    observe_all,
    observe_one,
    raised,
)
from twitlab.course.checking.faults import fault

FIRST_SEED: Final = 2012
"""Every answer meets the cases of this seed, so that a small failing one is the same each time;
then it meets some that nobody has seen before."""

_MOST_TRIES: Final = 300
_SEARCH_S: Final = 2.0
_AGAIN: Final = 3  # so that chance is hardly taken for memory


class Attempt(BaseModel):
    """What an answer did, as plain JSON that can leave the kernel.

    Attributes:
        raised: What the cell itself raised, if it did.
        defines: The names that the cell defines, where the answer is not among them.
        observed: What the answer did on each case.
        smaller: A case that fails, and is smaller than the first that does, with what was observed.
        differs: Whether all of it once more, from the start, did not end as it did.
        remembers: Whether the first case that fails is right when it is the only one.
        after: The earlier case that makes it fail, where there is one that does so by itself.
    """

    model_config = ConfigDict(frozen=True)

    raised: dict[str, Any] | None = None
    defines: tuple[str, ...] | None = None
    observed: tuple[Observed, ...] = ()
    smaller: tuple[Case, Observed] | None = None
    differs: bool = False
    remembers: bool = False
    after: int | None = None


def cases_of(check: Check, seed: int) -> list[Case]:
    """Give the cases that are always the same, and then those of a seed that are not among them."""
    first = check.cases(FIRST_SEED)
    known = {json.dumps(case, sort_keys=True) for case in first}
    fresh = (each for each in check.cases(seed) if json.dumps(each, sort_keys=True) not in known)
    return [*first, *fresh]


def attempt(check: Check, name: str, source: str, seed: int) -> Attempt:
    """Run an answer cell, and observe its answer on all cases.

    Where a case fails, it is tried again on a fresh copy of the answer, and a smaller one is looked
    for, each on a copy of its own: what is shown fails by itself.

    Args:
        check: The exercise's check.
        name: What the answer is called.
        source: The text of the answer cell, which is Python.
        seed: Of the fresh cases.
    """
    try:
        cell = _Cell(source, name)
        answer = cell.run()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a learner's code raises anything
        return Attempt(raised=raised(error))
    if answer is _NOTHING:
        return Attempt(defines=bound_in(source))
    cases = cases_of(check, seed)
    observed = tuple(observe_all(check, answer, cases))
    failing = _first_fault(check, cases, observed)
    if failing is None:
        return Attempt(observed=observed)
    if any(_fails(check, cell, cases[failing]) for _ in range(_AGAIN)):
        return Attempt(observed=observed, smaller=_smaller(check, cell))
    if not all(_fails(check, cell, *cases[: failing + 1]) for _ in range(_AGAIN)):
        return Attempt(observed=observed, differs=True)
    end = monotonic() + _SEARCH_S
    found = (
        at
        for at in range(failing)
        if monotonic() < end and _fails(check, cell, cases[at], cases[failing])
    )
    return Attempt(observed=observed, remembers=True, after=next(found, None))


_NOTHING: Final = object()


class _Cell:
    """An answer cell, to be run as often as a copy of its answer is wanted that knows nothing."""

    def __init__(self, source: str, name: str) -> None:
        tree = parse(source)
        if isinstance(tree, SyntaxError):
            raise tree
        self._code = compile(tree, ANSWER_FILE, "exec")
        self._name = name

    def run(self) -> Any:
        namespace: dict[str, Any] = {"__name__": "__main__", "display": print}
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            exec(self._code, namespace)
        return namespace.get(self._name, _NOTHING)


def _first_fault(check: Check, cases: Sequence[Case], observed: Sequence[Observed]) -> int | None:
    pairs = enumerate(zip(cases, observed, strict=True))
    return next((at for at, (case, seen) in pairs if fault(check, case, seen)), None)


def _fails(check: Check, cell: _Cell, *cases: Case) -> bool:
    """Tell whether the last of some cases fails on a fresh copy that meets the others before it."""
    answer = cell.run()
    *_, seen = (observe_one(check, answer, each) for each in cases)
    return fault(check, cases[-1], seen) is not None


def _smaller(check: Check, cell: _Cell) -> tuple[Case, Observed] | None:
    """Search for the smallest case on which a fresh copy is wrong; None where none is found."""
    if check.strategy is None:
        return None
    end = monotonic() + _SEARCH_S
    try:
        case = find(
            check.strategy(),
            lambda case: monotonic() < end and _fails(check, cell, case),
            settings=settings(
                max_examples=_MOST_TRIES,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),  # to explain a case takes far longer
            ),
            random=random.Random(FIRST_SEED),
        )
    except HypothesisException:
        # Nothing small is wrong, or the answer is not the same twice: the first case will do.
        return None
    seen = observe_one(check, cell.run(), case)
    return (case, seen) if fault(check, case, seen) else None
