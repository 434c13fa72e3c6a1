"""What the kinds share: a first case for the form of an answer, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed
from twitlab.course.checking.patches import read_patches
from twitlab.course.kinds.reading import Unreadable, said
from twitlab.errors import CourseError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

LABELS = ("about", "you said", "expected")
"""What stands before call, got and expected where they are prose."""

_FORM: Case = {"form": True}


def make_check(
    *,
    answer: str,
    form: str,
    read: Callable[[Any], Any],
    cases: Callable[[int], list[Case]],
    call: Callable[[Case], str],
    observe: Callable[[Any, Case], Observed],
    judge: Callable[[Case, Observed], Judgement],
    mistakes: Sequence[Mistake],
    alternatives: Sequence[Any],
    strategy: Callable[[], SearchStrategy[Case]] | None = None,
    labels: tuple[str, str, str] | None = None,
    shows: Sequence[str] = (),
    noun: str = "",
    remark: Callable[[Case, Observed], str] = lambda case, observed: "",
) -> Check:
    """Put a first case before the others that judges the form of the answer, and it alone."""
    whole = f"the form of `{answer}`" if labels else answer

    def observe_form_or_case(value: Any, case: Case) -> Observed:
        try:
            meant = read(value)
        except Unreadable as error:
            if case != _FORM:
                return {"unreadable": True}
            expected = error.expected or form
            return {"problem": str(error), "expected": expected, "said": said(value)}
        return {"problem": None} if case == _FORM else observe(meant, case)

    def judge_form_or_case(case: Case, observed: Observed) -> Judgement:
        if case != _FORM:
            # An answer that cannot be read fails once, on its form.
            unread = "unreadable" in observed
            return Judgement(True, "", "", "") if unread else judge(case, observed)
        if observed["problem"] is None:
            return Judgement(True, "", "", "")
        return Judgement(False, observed["said"], observed["expected"], observed["problem"])

    return Check(
        cases=lambda seed: [_FORM, *cases(seed)],
        call=lambda case: whole if case == _FORM else call(case),
        observe=observe_form_or_case,
        judge=judge_form_or_case,
        mistakes=mistakes,
        alternatives=alternatives,
        strategy=strategy,
        fingerprint=lambda seen: {key: seen[key] for key in seen if key != "said"},
        labels=labels,
        shows=shows,
        aspects=True,
        noun=noun,
        remark=lambda case, seen: "" if case == _FORM else remark(case, seen),
    )


def value_mistakes(text: str, right: Mapping[Any, Any] | None = None) -> list[Mistake]:
    r"""Make mistakes out of patches; `twitlab.course.checking.patches` has their form.

    Args:
        text: The mistakes. ``-2`` takes the entry of 2 out of a dictionary and ``+2: B`` puts
            another in; without a dictionary ``+BAC`` is a list of letters.
        right: A right answer, where it is a dictionary.

    >>> [made] = value_mistakes("# order blamed\nIt is one sum.\n-3\n+2: B", {2: "A", 3: "C"})
    >>> made.name, made.answer
    ('order blamed', {2: 'B'})
    >>> value_mistakes("# the end first\nRead it aloud.\n+BA")[0].answer
    ['B', 'A']
    """
    return mistakes_of(text, lambda *lines: _changed(lines, right))


def mistakes_of(text: str, made_of: Callable[..., Any]) -> list[Mistake]:
    """Make mistakes out of patches whose lines are for the check itself to read.

    Args:
        text: The mistakes.
        made_of: The lines of one to the wrong answer.
    """
    return [Mistake(each.name, each.message, made_of(*each.lines)) for each in read_patches(text)]


def _changed(lines: Sequence[str], right: Mapping[Any, Any] | None) -> Any:
    if right is None:
        (letters,) = lines
        return list(letters[1:])
    changed = dict(right)
    for line in lines:
        written, _, value = line[1:].partition(": ")
        key = int(written) if all(isinstance(each, int) for each in right) else written
        if line[0] == "-":
            del changed[key]
        else:
            changed[key] = value
    return changed


def demand(holds: bool, what: str) -> None:
    """Refuse content that does not hold together, when its check is made."""
    if not holds:
        raise CourseError(f"the content of this check does not hold together: {what}")
