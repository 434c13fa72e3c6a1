"""What the grader runs inside the kernel: it observes, and judges nothing for good."""

from __future__ import annotations

import json

from IPython.display import display

from twitlab.course.book.manifest import Course
from twitlab.course.checking.attempt import attempt
from twitlab.course.checking.check import load_check

OBSERVED = "application/vnd.twitlab.observed+json"
"""The output type under which observations leave the kernel."""


def observe_here(exercise_id: str, source: str, seed: int) -> None:
    """Observe an answer in this kernel and send what was seen, as text in ASCII.

    Args:
        exercise_id: Whose check to use.
        source: The text of the answer cell.
        seed: Which fresh cases to give it.
    """
    exercise = Course.here().exercise(exercise_id)
    seen = attempt(load_check(exercise), exercise.answer, source, seed)
    report = {"exercise": exercise_id, "seed": seed, "attempt": seen.model_dump()}
    display({OBSERVED: json.dumps(report)}, raw=True)
