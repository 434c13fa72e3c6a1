"""Checks of a function that are made of a right answer, cases and patches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.help.submissions import written_down
from twitlab.course.book.jsonable import plain
from twitlab.course.book.manifest import Course
from twitlab.course.checking.assessing import assess
from twitlab.course.checking.check import load_check, observe_one
from twitlab.course.checking.verdict import Verdict
from twitlab.course.kinds.coding import CodeCheck, alike, code_check

COURSE = Course.here()
EXERCISE = COURSE.exercises[0]
CHECK = code_check(
    reference="def biggest(ids):\n    return max(ids, default=None)\n",
    mistakes="# the smallest\nYou take the smallest.\n"
    "-    return max(ids, default=None)\n+    return min(ids, default=None)\n",
    alternatives=["def biggest(ids):\n    return sorted(ids)[-1] if ids else None\n"],
    fixed=[([],), ([0],), ([1, 2, 3],)],
    drawn=lambda rng: [([rng.randrange(9)],)],
    why=lambda case, got, expected: f"{expected} is the largest.",
    lent=("the list", "Only read it."),
)


def verdict_on(answer: Any) -> Verdict:
    cases = CHECK.cases(0)
    return assess(EXERCISE, CHECK, cases, [observe_one(CHECK, answer, each) for each in cases])


def test_right_answers_pass_and_the_mistake_is_named() -> None:
    assert all(verdict_on(each).status == "passed" for each in (max_of, *CHECK.alternatives))
    verdict = verdict_on(CHECK.mistakes[0].answer)
    assert (verdict.mistake, verdict.message) == ("the smallest", "You take the smallest.")
    assert verdict.counterexample is not None
    assert verdict.counterexample.rows == [
        ("call", "biggest([1, 2, 3])"),
        ("got", "1"),
        ("expected", "3"),
        ("why", "3 is the largest."),
    ]


def max_of(ids: list[int]) -> int | None:
    return max(ids) if ids else None


PAIRS = code_check(
    reference="def keys(pairs):\n    return [key for key, _ in pairs]\n",
    mistakes="# counts\nYou give the counts.\n~ key for key, _ -> count for _, count\n",
    alternatives=["def keys(pairs):\n    return [pair[0] for pair in pairs]\n"],
    fixed=[([[5, 1], [7, 2]],)],
    given=lambda case: ([tuple(each) for each in case["pairs"]],),
    remark=lambda case, observed: f"{len(case['pairs'])} pairs.",
)


def test_answer_is_called_with_what_is_made_of_a_case_and_may_not_change_that() -> None:
    (case,) = PAIRS.cases(0)
    assert PAIRS.call(case) == "keys([(5, 1), (7, 2)])"
    seen = observe_one(PAIRS, lambda pairs: [[*map(type, pairs)], pairs.pop()], case)
    assert seen == {"returned": plain([[tuple, tuple], (7, 2)]), "unchanged": False}
    assert assess(EXERCISE, PAIRS, [case], [observe_one(PAIRS, dict, case)]).status == "failed"
    right = observe_one(PAIRS, PAIRS.alternatives[0], case)
    assert PAIRS.judge(case, right).ok
    assert PAIRS.remark(case, right) == "2 pairs."


def test_list_that_was_changed_is_told_after_the_result() -> None:
    def sorts(ids: list[int]) -> int | None:
        ids.sort(reverse=True)
        return ids[0] if ids else None

    counterexample = verdict_on(sorts).counterexample
    assert counterexample is not None
    assert counterexample.got == "3, and the list was changed"
    assert counterexample.why == "Only read it."


def test_fixed_cases_come_first_and_are_the_same_for_every_seed() -> None:
    assert CHECK.fixed == [{"ids": []}, {"ids": [0]}, {"ids": [1, 2, 3]}]
    assert CHECK.cases(1)[:-1] == CHECK.cases(2)[:-1] == CHECK.fixed


def test_case_that_an_answer_changed_is_whole_in_the_next_run() -> None:
    CHECK.cases(0)[2]["ids"].clear()
    assert CHECK.cases(0)[2] == {"ids": [1, 2, 3]}


@pytest.mark.parametrize("other", [True, 1.0, "1", None, [1]])
def test_values_of_other_types_are_not_alike(other: Any) -> None:
    assert not alike(plain(other), 1)
    assert not alike(plain([[other]]), [[1]])


def test_right_answers_have_no_name_that_is_missing_or_idle(tmp_path: Path) -> None:
    for exercise in COURSE.exercises:
        check = load_check(exercise)
        if isinstance(check, CodeCheck):
            written = [written_down(each, exercise) for each in check.alternatives]
            for number, text in enumerate([check.reference, *written]):
                (tmp_path / f"{exercise.answer}_{number}.py").write_text(text)
    assert len(list(tmp_path.iterdir())) > 3
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F,E7,E9"]
    found = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
