"""The reference of every exercise obeys its own judge, on far more cases than a check draws."""

from __future__ import annotations

import pytest

from tests.help.submissions import reference
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import Case, answer_of, load_check, observe_one
from twitlab.course.checking.verdict import fault
from twitlab.course.kinds.coding import CodeCheck

COURSE = Course.here()
CASES = 1_000


@pytest.mark.parametrize(
    "exercise",
    [e for e in COURSE.exercises if isinstance(load_check(e), CodeCheck)],
    ids=lambda each: each.id,
)
def test_reference_obeys_its_judge_on_a_thousand_cases(exercise: Exercise) -> None:
    check = load_check(exercise)
    assert isinstance(check, CodeCheck)
    namespace: dict[str, object] = {}
    exec(reference(COURSE, exercise), namespace)
    answers = (namespace[exercise.answer], answer_of(check.reference), *check.alternatives)
    met, seed = 0, 1_000
    while met < CASES:
        drawn: list[Case] = check.cases(seed)[len(check.fixed) :]
        for answer in answers:
            for case in drawn:
                found = fault(check, case, observe_one(check, answer, case))
                assert found is None, f"of seed {seed}: {found}"
        met, seed = met + len(drawn), seed + 1
