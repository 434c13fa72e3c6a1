"""The reference of every exercise obeys its own judge, on far more cases than a check draws."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.help.submissions import reference
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import Case, answer_of, load_check, observe_one
from twitlab.course.checking.faults import fault
from twitlab.course.kinds.coding import CodeCheck

COURSE = Course.here()
CASES, SEARCHED = 1_000, 100


def answers_of(exercise: Exercise) -> list[Any]:
    """Give the solution, and the right answers that the check holds."""
    check = load_check(exercise)
    namespace: dict[str, Any] = {}
    exec(reference(COURSE, exercise), namespace)
    held = [answer_of(check.reference)] if isinstance(check, CodeCheck) else []
    return [namespace[exercise.answer], *held, *check.alternatives]


@pytest.mark.parametrize(
    "exercise",
    [e for e in COURSE.exercises if isinstance(load_check(e), CodeCheck)],
    ids=lambda each: each.id,
)
def test_reference_obeys_its_judge_on_a_thousand_cases(exercise: Exercise) -> None:
    check = load_check(exercise)
    assert isinstance(check, CodeCheck)
    answers = answers_of(exercise)
    met, seed = 0, 1_000
    while met < CASES:
        drawn: list[Case] = check.cases(seed)[len(check.fixed) :]
        for answer in answers:
            for case in drawn:
                found = fault(check, case, observe_one(check, answer, case))
                assert found is None, f"of seed {seed}: {found}"
        met, seed = met + len(drawn), seed + 1


@pytest.mark.parametrize(
    "exercise", [e for e in COURSE.exercises if load_check(e).strategy], ids=lambda each: each.id
)
def test_reference_obeys_its_judge_on_what_is_searched_for_a_smaller_case(
    exercise: Exercise,
) -> None:
    check = load_check(exercise)
    answers = answers_of(exercise)
    assert check.strategy is not None

    @settings(max_examples=SEARCHED)
    @given(check.strategy())
    def obey(case: Case) -> None:
        for answer in answers:
            assert fault(check, case, observe_one(check, answer, case)) is None

    obey()
