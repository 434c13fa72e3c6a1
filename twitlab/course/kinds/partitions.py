"""Partitions: which of them have to work, named by number in any order and in any collection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twitlab.course.book.jsonable import whole_numbers, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import CodeCheck, code_check


def partitions_check(
    *,
    expected: Callable[[Case], list[int]],
    missing: Callable[[Case, int], str],
    spare: Callable[[Case, int], str],
    known: Callable[[Case, int], str],
    **content: Any,
) -> CodeCheck:
    """Build a check of a function that names the partitions which have to work, each once.

    Args:
        expected: A case to the right numbers, which ascend.
        missing: What is said of a partition that is left out.
        spare: What is said of a partition that is named, and has nothing to do.
        known: What is known of a partition; it is said behind either.
        content: What else `code_check` is given.
    """

    def judge(case: Case, observed: Observed) -> Judgement:
        given, right = _numbers(observed["returned"]), expected(case)
        ok = given is not None and sorted(given) == right
        return Judgement(ok, written(observed["returned"]), str(right), why(case, given, right))

    def why(case: Case, given: list[int] | None, right: list[int]) -> str:
        if given is None:
            return "A list of partition numbers is wanted, also where it has one number or none."
        if len(given) > len(set(given)):
            return "A partition is named twice, so it would do the same work twice."
        left_out = sorted(set(right) - set(given))
        if left_out:
            return f"{missing(case, left_out[0])} {known(case, left_out[0])}"
        number = min(set(given) - set(right), default=0)
        return f"{spare(case, number)} {known(case, number)}"

    return code_check(judge=judge, fingerprint=_fingerprint, **content)


def holds_ids(starts: list[int], span: int) -> str:
    """Say which ids lie in a span of time."""
    end = f"up to before {starts[span + 1]}" if span + 1 < len(starts) else "without end"
    return f"It holds ids from {starts[span]} on, {end}."


def _fingerprint(observed: Observed) -> Any:
    """Tell mistakes apart by which partitions they name, in whatever order."""
    numbers = _numbers(observed["returned"])
    return observed if numbers is None else sorted(numbers)


def _numbers(returned: Any) -> list[int] | None:
    if isinstance(returned, dict) and returned.get("type") in ("set", "frozenset"):
        returned = returned["value"]
    numbers = whole_numbers(returned)
    if numbers is None or None in numbers:
        return None
    return [each for each in numbers if each is not None]
