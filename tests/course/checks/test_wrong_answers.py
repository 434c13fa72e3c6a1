"""Every answer that a check holds is graded by nbval: the wrong ones are told their mistake.

Here one kernel serves all answers of a lesson. tests/house/test_main_job.py has one answer to
each exercise graded by the command from the wheel, and before a release all of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.help.graded_together import graded_together
from tests.help.submissions import RIGHT, mistakes, reference, written_down
from twitlab.course.book.manifest import Course, Exercise, Lesson
from twitlab.course.checking.check import load_check
from twitlab.course.checking.verdict import Verdict

pytestmark = pytest.mark.slow

COURSE = Course.here()
EXERCISE = COURSE.exercise("first-repeat")
# An exercise, the text of an answer, and its verdict: status, points, mistake and message.
Expected = tuple[Exercise, str, tuple[str, int, str | None, str | None]]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda each: each.id)
def test_each_wrong_answer_is_told_its_mistake_and_each_right_one_passes(lesson: Lesson) -> None:
    seed = secrets.randbelow(2**31)
    expected = [
        each
        for exercise in COURSE.exercises
        if exercise.lesson == lesson.id
        for each in (*of_the_wrong(exercise), *of_the_right(exercise))
    ]
    answers = [(exercise, text) for exercise, text, _ in expected]
    verdicts = graded_together(COURSE, answers, seed)
    for (exercise, text, wanted), each in zip(expected, verdicts, strict=True):
        told = (each.exercise, each.status, each.points, each.mistake, each.message)
        assert told == (exercise.id, *wanted), f"with the cases of seed {seed}:\n{text}"


def of_the_wrong(exercise: Exercise) -> Iterator[Expected]:
    for each in mistakes(exercise):
        wanted = ("failed", 0, each.name, each.message)
        yield exercise, written_down(each.answer, exercise), wanted


def of_the_right(exercise: Exercise) -> Iterator[Expected]:
    held = (written_down(each, exercise) for each in load_check(exercise).alternatives)
    for text in (*held, reference(COURSE, exercise)):
        yield exercise, text, ("passed", exercise.points, None, None)


def graded(*answers: str) -> list[Verdict]:
    return graded_together(COURSE, [(EXERCISE, each) for each in answers], 1)


def test_answers_graded_together_do_not_know_each_other() -> None:
    first = reference(COURSE, EXERCISE)
    leans = f"{EXERCISE.answer} = kept"
    verdicts = graded(f"{first}\nkept = {EXERCISE.answer}", leans)
    assert [each.status for each in verdicts] == ["passed", "error"]
    assert "kept" in verdicts[1].reason


def test_answers_graded_together_are_looked_at_before_they_are_run() -> None:
    right = reference(COURSE, EXERCISE)
    verdicts = graded("import antigravity", right, f"{EXERCISE.answer} = (", "1 / 0", right)
    assert [each.status for each in verdicts] == ["failed", "passed", "error", "error", "passed"]
    assert "imports antigravity" in verdicts[0].reason
    assert "ZeroDivisionError" in verdicts[3].reason


def test_answers_graded_together_are_each_of_their_exercise_and_have_its_time() -> None:
    hasty = EXERCISE.model_copy(update={"seconds": 1})
    other = next(each for each in COURSE.exercises if each.kind != EXERCISE.kind)
    endless = f"def {EXERCISE.answer}(ids):\n    while True: pass"
    answers = [(other, reference(COURSE, other)), (EXERCISE, RIGHT), (hasty, endless)]
    verdicts = graded_together(COURSE, answers, 1)
    assert [each.status for each in verdicts] == ["passed", "passed", "error"]
    assert [each.exercise for each in verdicts] == [other.id, EXERCISE.id, EXERCISE.id]
    assert "ran past 1 s" in verdicts[2].reason
