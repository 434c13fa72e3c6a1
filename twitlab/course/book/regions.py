"""Where an answer stands in an authored notebook, and which of its lines are the solution."""

from __future__ import annotations

import nbformat

from twitlab.course.book.manifest import Exercise
from twitlab.course.book.notebook_file import grade_id
from twitlab.errors import CourseError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"


def solution_lines(source: str) -> list[str]:
    """Give the lines inside the solution regions of a cell, blank ones and comments left out."""
    lines: list[str] = []
    inside = False
    for line in source.splitlines():
        mark = line.strip()
        if mark in (BEGIN, END):
            inside = mark == BEGIN
        elif inside and mark and not mark.startswith("#"):
            lines.append(mark)
    return lines


def answer_source(notebook: nbformat.NotebookNode, exercise: Exercise) -> str:
    """Give the source of the answer cell of one of our own notebooks."""
    for cell in notebook.cells:
        if grade_id(cell) == exercise.answer_id:
            return str(cell.source)
    raise CourseError(f"no cell has the grade_id {exercise.answer_id!r}")
