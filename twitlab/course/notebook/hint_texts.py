"""Hints, from a nudge to nearly the answer."""

from __future__ import annotations

import random

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.book.regions import answer_source, solution_lines


def hints(course: Course, exercise: Exercise) -> list[str]:
    """Give all hints of an exercise, the gentlest first.

    Where the answer is code, before the last stand the solution's own lines, shuffled, with wrong
    lines among them. Where it is a value, its lines would be the answer.
    """
    if exercise.kind != "code":
        return list(exercise.hints)
    lines = solution_lines(answer_source(read_notebook(course.solution_path(exercise)), exercise))
    if len(lines) < 2:
        return list(exercise.hints)
    mixed = sorted({*lines, *exercise.wrong_lines})
    random.Random(exercise.id).shuffle(mixed)
    wrong = len(mixed) - len(set(lines))
    puzzle = (
        f"These are the lines of one right answer, shuffled and without their indent, "
        f"and {wrong} that do not belong:\n" + "\n".join(f"    {line}" for line in mixed)
    )
    return [*exercise.hints[:-1], puzzle, exercise.hints[-1]]
