"""What the grader runs inside the kernel: it observes, and judges nothing."""

from __future__ import annotations

import json

from IPython.core.getipython import get_ipython
from IPython.display import display

from twitlab.course.book.manifest import Course
from twitlab.course.checking.check import load_check, observe_all
from twitlab.errors import CourseError

OBSERVED = "application/vnd.twitlab.observed+json"
"""The output type under which observations leave the kernel."""


def observe_here(exercise_id: str, seed: int) -> None:
    """Observe the answer that this kernel holds and send what was seen, as text in ASCII.

    Args:
        exercise_id: Whose check to use.
        seed: Which cases to give it.
    """
    exercise = Course.here().exercise(exercise_id)
    check = load_check(exercise)
    shell = get_ipython()
    if shell is None:
        raise CourseError("observe_here runs in the grader's kernel")
    answer = shell.user_ns.get(exercise.answer, ...)
    observed = observe_all(check, answer, check.cases(seed))
    display(
        {OBSERVED: json.dumps({"exercise": exercise_id, "seed": seed, "observed": observed})},
        raw=True,
    )
