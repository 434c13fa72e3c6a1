"""Stripping solution regions, and what an author gets wrong."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from twitlab.course.authoring.releasing import release, strip_regions, write_exercises
from twitlab.course.book.manifest import Course, Manifest
from twitlab.course.book.regions import solution_lines
from twitlab.errors import CourseError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
EXERCISE = Course.here().exercises[0]


def graded(name: str, *, answer: bool, points: int = EXERCISE.points) -> dict[str, object]:
    wanted = {
        "schema_version": 3,
        "grade_id": f"{EXERCISE.id}-{name}",
        "grade": not answer,
        "solution": answer,
        "locked": not answer,
        "task": False,
    }
    return {"nbgrader": wanted if answer else {**wanted, "points": points}}


def course_with(tmp_path: Path, *cells: nbformat.NotebookNode) -> Course:
    (tmp_path / "solutions").mkdir()
    text = nbformat.writes(new_notebook(cells=list(cells)))
    (tmp_path / "solutions" / EXERCISE.file).write_text(text, encoding="utf-8")
    manifest = Manifest(lessons=Course.here().lessons, exercises=(EXERCISE,))
    return Course(tmp_path, manifest)


def answer_cell(source: str) -> nbformat.NotebookNode:
    cell: nbformat.NotebookNode = new_code_cell(source, metadata=graded("answer", answer=True))
    return cell


def check_cell(points: int = EXERCISE.points) -> nbformat.NotebookNode:
    cell: nbformat.NotebookNode = new_code_cell(
        "check()", metadata=graded("check", answer=False, points=points)
    )
    return cell


GOOD = f"def f(x):\n    y = 1\n    {BEGIN}\n    return x + y\n    {END}"


def test_region_in_a_function_becomes_a_stub_that_raises() -> None:
    stub = strip_regions(GOOD, "f")
    assert stub == 'def f(x):\n    y = 1\n    raise NotImplementedError("not attempted")'
    compile(stub, "stub", "exec")


def test_region_at_the_top_of_a_cell_becomes_three_dots() -> None:
    stub = strip_regions(f"# choose\n{BEGIN}\norder = [1]\n{END}", "order")
    namespace: dict[str, object] = {}
    exec(stub, namespace)
    assert namespace["order"] is ...


def test_several_regions_are_all_stripped() -> None:
    stub = strip_regions(f"{GOOD}\n\n\ndef g():\n    {BEGIN}\n    return 2\n    {END}", "f")
    assert stub.count("NotImplementedError") == 2
    assert "return" not in stub


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (f"{BEGIN}\n{BEGIN}\nx = 1\n{END}\n{END}", "line 2: a solution region begins inside"),
        (f"x = 1\n{BEGIN}\nx = 2", "line 2: the solution region is never closed"),
        (f"{BEGIN}\n\n  \n{END}", "line 1: the solution region is empty"),
        (f"x = 1\n{END}", "line 2: a solution region ends that never began"),
    ],
)
def test_malformed_region_is_refused_with_its_line(source: str, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        strip_regions(source, "x")


def test_release_drops_outputs_and_keeps_ids_and_metadata(tmp_path: Path) -> None:
    answer = answer_cell(GOOD)
    answer.outputs = [nbformat.v4.new_output("stream", text="spoiler")]
    answer.execution_count = 3
    text = new_markdown_cell("story")
    notebook = release(course_with(tmp_path, text, answer, check_cell()), EXERCISE)
    assert [cell.id for cell in notebook.cells[:2]] == [text.id, answer.id]
    assert notebook.cells[1].outputs == []
    assert notebook.cells[1].execution_count is None
    assert notebook.cells[1].metadata == answer.metadata
    assert "return" not in notebook.cells[1].source


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([answer_cell(GOOD)], "0 check cells"),
        ([check_cell()], "0 answer cells"),
        ([answer_cell(GOOD), answer_cell(GOOD), check_cell()], "2 answer cells"),
        ([answer_cell("x = 1"), check_cell()], "cell 1 is an answer cell without a solution"),
        ([answer_cell(GOOD), check_cell(), new_code_cell(GOOD)], "cell 3 holds a solution region"),
        ([answer_cell(GOOD), check_cell(99)], "says 99 points"),
        ([answer_cell(f"{BEGIN}\nx=1"), check_cell()], "cell 1, line 1: .* never closed"),
    ],
)
def test_release_refuses_a_notebook_that_is_not_an_exercise(
    tmp_path: Path, cells: list[nbformat.NotebookNode], says: str
) -> None:
    with pytest.raises(CourseError, match=says) as refusal:
        release(course_with(tmp_path, *cells), EXERCISE)
    assert str(refusal.value).startswith(EXERCISE.file)


def test_one_bad_solution_writes_no_exercise(tmp_path: Path) -> None:
    course = course_with(tmp_path, answer_cell("x = 1"), check_cell())
    with pytest.raises(CourseError):
        write_exercises(course)
    assert not (tmp_path / "exercises").exists()


def test_exercises_are_written_once(tmp_path: Path) -> None:
    course = course_with(tmp_path, answer_cell(GOOD), check_cell())
    assert write_exercises(course) == [tmp_path / EXERCISE.path]
    assert write_exercises(course) == []


def test_solution_lines_leave_out_comments_and_blanks() -> None:
    source = f"def f():\n    {BEGIN}\n    # why\n\n    a = 1\n    return a\n    {END}\n"
    assert solution_lines(source) == ["a = 1", "return a"]
