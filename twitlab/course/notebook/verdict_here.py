"""The verdict on an answer's text, found in this process: what the notebook shows."""

from __future__ import annotations

import secrets

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.book.regions import answer_source
from twitlab.course.checking.answer_cell import Answer, refusal
from twitlab.course.checking.assessing import judged
from twitlab.course.checking.attempt import Attempt, attempt
from twitlab.course.checking.check import load_check
from twitlab.course.checking.verdict import Verdict, ran_past, verdict_of, with_next
from twitlab.course.notebook.time_limit import RanTooLong, stopped_after


def check_text(exercise_id: str, source: str) -> Verdict:
    """Give the verdict on the text of an answer cell, as the notebook would; nothing is recorded.

    The text is run in this process.

    Args:
        exercise_id: Which exercise.
        source: What stands in the answer cell.

    Raises:
        CourseError: There is no such exercise.

    >>> check_text("first-repeat", "def first_repeat(ids): return 0").status
    'failed'
    """
    course = Course.here()
    exercise = course.exercise(exercise_id)
    verdict, _ = verdict_here(exercise, Answer(source), stub_of(course, exercise))
    return with_next(verdict, course)


def stub_of(course: Course, exercise: Exercise) -> str:
    """Give what the answer cell of an exercise says before anybody wrote into it."""
    return answer_source(read_notebook(course.root / exercise.path), exercise)


def verdict_here(exercise: Exercise, answer: Answer, stub: str) -> tuple[Verdict, Attempt | None]:
    """Give the verdict on an answer, and what it did if it was run."""
    refused = refusal(exercise, answer.source, stub, answer.notes)
    if refused is not None:
        return refused, None
    check, seed = load_check(exercise), secrets.randbelow(2**31)
    try:
        with stopped_after(exercise.seconds):
            tried = attempt(check, exercise.answer, answer.source or "", seed)
    except RanTooLong:
        reason = ran_past(exercise.seconds)
    except KeyboardInterrupt:
        reason = "The check was interrupted, so nothing can be said of the answer."
    else:
        verdict = judged(exercise, check, tried, seed, answer.notes, answer.elsewhere)
        return verdict, tried
    return verdict_of(exercise, "error", reason=reason, notes=answer.notes), None
