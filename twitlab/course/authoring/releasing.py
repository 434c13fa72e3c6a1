"""Make ``exercises/`` from ``solutions/``: take the solution regions out, leave stubs.

``make exercises`` runs this, and puts the course map into the README.
"""

from __future__ import annotations

from pathlib import Path

import nbformat

from twitlab.course.authoring.course_map import with_map
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import (
    grade_id,
    is_answer,
    is_check,
    notebook_text,
    read_notebook,
    write_notebook,
    write_whole,
)
from twitlab.course.book.regions import BEGIN, END
from twitlab.course.checking.check import NOT_ATTEMPTED
from twitlab.errors import CourseError


def release(course: Course, exercise: Exercise) -> nbformat.NotebookNode:
    """Make the notebook a learner gets from the one the author wrote.

    Raises:
        CourseError: The solution notebook is not as it must be: its answer or check cell is
            missing or stands twice, or a solution region is nested, unclosed, empty or
            outside the answer cell.
    """
    path = course.solution_path(exercise)
    notebook = read_notebook(path)
    try:
        _demand_graded_cells(notebook, exercise)
        for number, cell in enumerate(notebook.cells, 1):
            if cell.cell_type != "code":
                continue
            cell.source = _strip_cell(cell, number, exercise)
            cell.outputs = []
            cell.execution_count = None
    except CourseError as error:
        raise CourseError(f"{path.name}: {error}") from None
    return notebook


def strip_regions(source: str, answer: str) -> str:
    """Replace each solution region by a stub that says it is not attempted.

    Inside a function the stub raises; at the top of a cell it sets the answer to ``...``.

    Raises:
        CourseError: A region is nested, unclosed, empty, or ends before it begins.
    """
    kept: list[str] = []
    region: list[str] | None = None
    began = 0
    for number, line in enumerate(source.splitlines(), 1):
        mark = line.strip()
        if mark == BEGIN:
            if region is not None:
                raise CourseError(
                    f"line {number}: a solution region begins inside the one begun on line {began}"
                )
            region, began = [], number
            indent = line[: len(line) - len(line.lstrip())]
            kept.append(_stub(indent, answer))
        elif mark == END:
            if region is None:
                raise CourseError(f"line {number}: a solution region ends that never began")
            if not "".join(region).strip():
                raise CourseError(f"line {began}: the solution region is empty")
            region = None
        elif region is None:
            kept.append(line)
        else:
            region.append(line)
    if region is not None:
        raise CourseError(f"line {began}: the solution region is never closed")
    return "\n".join(kept)


def _stub(indent: str, answer: str) -> str:
    if indent:
        return f'{indent}raise NotImplementedError("{NOT_ATTEMPTED}")'
    return f"{answer} = ...  # {NOT_ATTEMPTED}: put your answer in place of the three dots"


def _strip_cell(cell: nbformat.NotebookNode, number: int, exercise: Exercise) -> str:
    source = str(cell.source)
    marks = [line.strip() for line in source.splitlines() if line.strip() in (BEGIN, END)]
    if not is_answer(cell):
        if marks:
            raise CourseError(f"cell {number} holds a solution region but is no answer cell")
        return source
    if not marks:
        raise CourseError(f"cell {number} is an answer cell without a solution region")
    try:
        return strip_regions(source, exercise.answer)
    except CourseError as error:
        raise CourseError(f"cell {number}, {error}") from None


def _demand_graded_cells(notebook: nbformat.NotebookNode, exercise: Exercise) -> None:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for wanted, noun, test in (
        (exercise.answer_id, "answer", is_answer),
        (exercise.check_id, "check", is_check),
    ):
        found = [cell for cell in cells if grade_id(cell) == wanted and test(cell)]
        if len(found) != 1:
            raise CourseError(f"{len(found)} {noun} cells have the grade_id {wanted!r}; one must")
    for cell in cells:
        if is_check(cell) and cell.metadata["nbgrader"].get("points") != exercise.points:
            raise CourseError(
                f"the check cell says {cell.metadata['nbgrader'].get('points')} points, "
                f"course.toml says {exercise.points}"
            )


def write_exercises(course: Course) -> list[Path]:
    """Write every exercise that differs from what its solution gives; say which were written."""
    released = {course.root / e.path: release(course, e) for e in course.exercises}
    written = []
    for path, notebook in released.items():
        if not path.exists() or path.read_text(encoding="utf-8") != notebook_text(notebook):
            write_notebook(path, notebook)
            written.append(path)
    return written


def main() -> None:
    """Write what is made from the course: its exercises, and the map in the README."""
    course = Course.here()
    written = write_exercises(course)
    readme = course.root / "README.md"
    old = readme.read_text(encoding="utf-8")
    new = with_map(old, course)
    if new != old:
        write_whole(readme, new.encode("utf-8"))
        written.append(readme)
    for path in written:
        print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
