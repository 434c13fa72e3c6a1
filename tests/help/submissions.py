"""Learners' notebooks, as tests hand them in: an exercise with something in its answer cell."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import grade_id, read_notebook, write_notebook
from twitlab.course.book.regions import BEGIN, END, answer_source
from twitlab.course.checking.check import Mistake, load_check

if TYPE_CHECKING:  # nbformat takes a second to import, but after twitlab.course, which sees to it
    import nbformat

# To first-repeat.
RIGHT = """\
def first_repeat(ids):
    seen = set()
    for position, tweet_id in enumerate(ids):
        if tweet_id in seen:
            return position
        seen.add(tweet_id)
"""


def reference(course: Course, exercise: Exercise) -> str:
    """Give the authored answer, without the marks of its solution regions."""
    source = answer_source(read_notebook(course.solution_path(exercise)), exercise)
    return "\n".join(line for line in source.splitlines() if line.strip() not in (BEGIN, END))


def mistakes(exercise: Exercise) -> list[Mistake]:
    """Give the wrong answers that the exercise's check knows by name."""
    return list(load_check(exercise).mistakes)


def written_down(answer: Any, exercise: Exercise) -> str:
    """Write an answer that a check's file holds as the text of an answer cell."""
    if not isinstance(answer, FunctionType):
        return f"{exercise.answer} = {answer!r}"
    file = answer.__code__.co_filename
    if file.startswith("<"):  # a text already, and whole as it is
        return "".join(linecache.getlines(file))
    tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    for node in ast.walk(tree):  # a learner writes no `Any` that nobody imported
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return f"{ast.unparse(tree)}\n\n{exercise.answer} = {answer.__name__}"


def filled_in(notebook: nbformat.NotebookNode, exercise: Exercise, answer: str) -> None:
    """Put a text into the answer cell of an exercise."""
    (cell,) = [cell for cell in notebook.cells if grade_id(cell) == exercise.answer_id]
    cell.source = answer


def hand_in(course: Course, exercise: Exercise, answer: str | None, path: Path) -> Path:
    """Save an exercise with an answer, or untouched where there is none."""
    notebook = read_notebook(course.root / exercise.path)
    if answer is not None:
        filled_in(notebook, exercise, answer)
    write_notebook(path, notebook)
    return path
