"""Every answer that a check holds is graded by nbval: the wrong ones are told their mistake.

Here one kernel serves all answers to an exercise. tests/house/test_main_job.py has one answer to
each exercise graded by the command from the wheel, and before a release all of them.
"""

from __future__ import annotations

import secrets

import pytest

from tests.help.graded_together import graded_together
from tests.help.submissions import mistakes, reference, written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import load_check

pytestmark = pytest.mark.slow

COURSE = Course.here()
EXERCISE = COURSE.exercise("first-repeat")


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda each: each.id)
def test_each_wrong_answer_is_told_its_mistake_and_each_right_one_passes(
    exercise: Exercise,
) -> None:
    seed = secrets.randbelow(2**31)
    wrong = mistakes(exercise)
    right = [written_down(each, exercise) for each in load_check(exercise).alternatives]
    answers = [*(written_down(each.answer, exercise) for each in wrong), *right]
    answers.append(reference(COURSE, exercise))
    verdicts = graded_together(COURSE, exercise, answers, seed)
    told = [(each.status, each.points, each.mistake, each.message) for each in verdicts]
    expected = [
        *(("failed", 0, each.name, each.message) for each in wrong),
        *[("passed", exercise.points, None, None)] * (len(right) + 1),
    ]
    assert told == expected, f"with the cases of seed {seed}"


def test_answers_graded_together_do_not_know_each_other() -> None:
    first = reference(COURSE, EXERCISE)
    leans = f"{EXERCISE.answer} = kept"
    verdicts = graded_together(COURSE, EXERCISE, [f"{first}\nkept = {EXERCISE.answer}", leans], 1)
    assert [each.status for each in verdicts] == ["passed", "error"]
    assert "kept" in verdicts[1].reason


def test_answers_graded_together_are_looked_at_before_they_are_run() -> None:
    right = reference(COURSE, EXERCISE)
    answers = ["import antigravity", right, f"{EXERCISE.answer} = (", "1 / 0", right]
    verdicts = graded_together(COURSE, EXERCISE, answers, 1)
    assert [each.status for each in verdicts] == ["failed", "passed", "error", "error", "passed"]
    assert "imports antigravity" in verdicts[0].reason
    assert "ZeroDivisionError" in verdicts[3].reason
