"""Code: a function that is called on cases, and what comes back held against a right answer's."""

from __future__ import annotations

import copy
import inspect
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twitlab.course.book.jsonable import items, plain, whole_number, written
from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed, answer_of
from twitlab.course.checking.patches import read_patches

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True, slots=True)
class CodeCheck(Check):
    """A check of a function, with the text that its mistakes are changes to.

    Attributes:
        reference: The text of one right answer.
        fixed: The cases that are the same for every seed.
    """

    reference: str = ""
    fixed: Sequence[Case] = ()


def code_check(
    *,
    reference: str,
    mistakes: str,
    alternatives: Sequence[str],
    fixed: Iterable[Sequence[Any] | Case],
    drawn: Callable[[random.Random], Iterable[Sequence[Any] | Case]] = lambda rng: (),
    fields: str = "",
    right: Callable[..., Any] | None = None,
    why: Callable[[Case, Any, Any], str] = lambda case, got, expected: "",
    given: Callable[[Case], Sequence[Any]] = lambda case: [*case.values()],
    lent: tuple[str, str] = ("the list", "It belongs to the caller. Only read it."),
    besides: Callable[[Case, Observed], tuple[str, str, str] | None] = lambda case, observed: None,
    call: Callable[[Case], str] | None = None,
    observe: Callable[[Any, Case], Observed] | None = None,
    judge: Callable[[Case, Observed], Judgement] | None = None,
    strategy: Callable[[], SearchStrategy[Case]] | None = None,
    fingerprint: Callable[[Observed], Any] = lambda seen: {**seen, "counts": None},
    figures: Mapping[str, object] | None = None,
    labels: tuple[str, str, str] | None = None,
    remark: Callable[[Case, Observed], str] = lambda case, observed: "",
) -> CodeCheck:
    """Build a check of a function out of a right answer, its cases, and patches of the answer.

    Where nothing else is said, an answer is called with what a case holds, has to return what the
    right one returns (a list for a tuple is as good), and to leave its arguments as they were.

    Args:
        reference: The text of a right answer.
        mistakes: Patches of it; see `twitlab.course.checking.patches`.
        alternatives: The texts of right answers that are written differently.
        fixed: What each case holds, in the order of its fields, or the case itself; for every seed
            the same, and small ones first.
        drawn: Further cases, drawn at random.
        fields: What a case holds, by name; the reference's parameters where nothing is said.
        right: What is right for a case, in any other way than the reference's.
        why: (case, what came back, what is right) to why that is right, for a wrong answer.
        given: What an answer is called with, where a case, which is JSON, cannot hold it.
        lent: What an answer must not change, and why, for one that does.
        besides: What else a right result must keep to: what came back, what was expected, and why.
        call: How a case is written down.
        observe: What an answer does on a case, where it is not just called.
        judge: What is said of that, where it is not just compared.
        strategy: Cases among which Hypothesis may search for a smaller one.
        fingerprint: What tells one mistake from another; all that was observed, but for ``counts``.
        figures: What stands in messages for ``$name``.
        labels: What stands before call, got and expected where these are prose.
        remark: What is said of an answer that passes.
    """
    answer = answer_of(reference)
    names = fields.split() or list(inspect.signature(answer).parameters)
    lasting = [_case(names, each) for each in fixed]

    def place(name: str) -> int:
        return names.index(name) if name in names else len(names)

    def in_order(case: Case) -> Case:
        # An answer gets the values in the order of the fields; Hypothesis draws them in any.
        return {name: case[name] for name in sorted(case, key=place)}

    def judge_result(case: Case, observed: Observed) -> Judgement:
        wanted = (right or answer)(*copy.deepcopy(case).values())
        got, expected = written(observed["returned"]), written(plain(wanted))
        if not alike(observed["returned"], plain(wanted)):
            return Judgement(False, got, expected, why(case, observed["returned"], wanted))
        if not observed.get("unchanged", True):
            return Judgement(False, f"{got}, and {lent[0]} was changed", expected, lent[1])
        amiss = besides(case, observed)
        return Judgement(False, *amiss) if amiss else Judgement(True, got, expected, "")

    def call_answer(learners: Any, case: Case) -> Observed:
        arguments = copy.deepcopy(given(case))
        returned = learners(*arguments)
        return {"returned": returned, "unchanged": arguments == given(case)}

    return CodeCheck(
        cases=lambda seed: [
            *copy.deepcopy(lasting),
            *(_case(names, each) for each in drawn(random.Random(seed))),
        ],
        call=call or (lambda case: f"{answer.__name__}({', '.join(map(short, given(case)))})"),
        observe=observe or call_answer,
        judge=judge or judge_result,
        mistakes=[
            Mistake(each.name, each.message, answer_of(each.of(reference)))
            for each in read_patches(mistakes, figures)
        ],
        alternatives=[answer_of(each) for each in alternatives],
        strategy=None if strategy is None else lambda: strategy().map(in_order),
        fingerprint=fingerprint,
        labels=labels,
        remark=remark,
        reference=reference,
        fixed=lasting,
    )


def alike(a: Any, b: Any) -> bool:
    """Tell whether two plain values are the same, but for tuples and lists, NumPy's and Python's.

    >>> alike(plain((3, None)), [3, None]), alike(1, True), alike(1, 1.0)
    (True, False, False)
    """
    return json.dumps(_simple(a), sort_keys=True) == json.dumps(_simple(b), sort_keys=True)


def short(value: Any, most: int = 30) -> str:
    """Write an argument down; of a list that is longer than most only how long it is.

    >>> short([5, 8, 5]), short([7] * 1500), short([[7] * 1500] * 40)
    ('[5, 8, 5]', '[1,500 ids]', '[[1,500 ids], [1,500 ids], ... 40 lists]')
    """
    if not isinstance(value, list):
        return repr(value)
    outer = any(isinstance(each, list) for each in value)
    if len(value) > most and not outer:
        return f"[{len(value):,} ids]"
    told = [short(each, most) for each in (value[:2] if len(value) > most else value)]
    if len(value) > most:
        told.append(f"... {len(value):,} lists")
    return f"[{', '.join(told)}]"


def _simple(value: Any) -> Any:
    number, inside = whole_number(value), items(value)
    if number is not None:
        return number
    return value if inside is None else [_simple(each) for each in inside]


def _case(names: Sequence[str], values: Sequence[Any] | Case) -> Case:
    return values if isinstance(values, dict) else dict(zip(names, values, strict=True))
