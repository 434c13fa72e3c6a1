"""Finding the learner's answer in a notebook that anyone may have edited."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.book.regions import answer_source
from twitlab.course.checking.answer_cell import find_answer, objection
from twitlab.course.checking.cell_text import defines

EXERCISE = Course.here().exercise("first-repeat")
STUB = 'def first_repeat(ids):\n    raise NotImplementedError("not attempted")'
MINE = "def first_repeat(ids):\n    return 1"
OTHER = "def first_repeat(ids):\n    return 2"
META = {"nbgrader": {"grade_id": EXERCISE.answer_id, "solution": True, "grade": False}}


def marked(source: str, **fields: Any) -> nbformat.NotebookNode:
    cell: nbformat.NotebookNode = new_code_cell(source, metadata=META, **fields)
    return cell


def found(*cells: nbformat.NotebookNode) -> tuple[str | None, int]:
    answer = find_answer(new_notebook(cells=list(cells)), EXERCISE, STUB)
    return answer.source, len(answer.notes)


def test_answer_is_found_by_its_grade_id_wherever_it_was_moved() -> None:
    cells = [new_code_cell("x = 1"), new_markdown_cell("text"), marked(MINE)]
    assert found(*cells) == (MINE, 0)
    assert found(*reversed(cells)) == (MINE, 0)


def test_copy_left_as_the_stub_is_passed_over() -> None:
    assert found(marked(MINE), marked(STUB)) == (MINE, 0)
    assert found(marked(STUB), marked(MINE)) == (MINE, 0)


def test_copies_that_differ_give_the_last_and_say_so() -> None:
    assert found(marked(MINE), marked(OTHER)) == (OTHER, 1)
    assert found(marked(MINE), marked(MINE)) == (MINE, 0)


@pytest.mark.parametrize(
    ("given", "state"), [("", "empty"), ("  \n", "empty"), (STUB, "as it was given")]
)
def test_answer_in_a_cell_of_ones_own_is_told_where_it_belongs(given: str, state: str) -> None:
    cells = [marked(given), new_code_cell("x = 1"), new_code_cell(MINE)]
    answer = find_answer(new_notebook(cells=cells), EXERCISE, STUB)
    assert answer.source == given
    (note,) = answer.notes
    assert note == (
        f"The answer cell is {state}; another cell defines `first_repeat`: "
        "move that into the answer cell."
    )


def test_other_cell_that_defines_the_answer_is_no_matter_beside_an_answer() -> None:
    assert found(marked(MINE), new_code_cell(OTHER)) == (MINE, 0)
    assert found(marked(STUB), new_code_cell(STUB)) == (STUB, 0)


@pytest.mark.parametrize("exercise", Course.here().exercises, ids=lambda exercise: exercise.id)
def test_untouched_exercise_has_no_note(exercise: Exercise) -> None:
    pristine = read_notebook(Course.here().root / exercise.path)
    stub = answer_source(pristine, exercise)
    found = find_answer(pristine, exercise, stub)
    assert (found.source, found.notes) == (stub, ())


def test_renamed_cell_id_is_found_by_its_grade_id() -> None:
    assert found(marked(MINE, id="another-id")) == (MINE, 0)


def test_cell_without_metadata_is_found_by_its_id_or_by_what_it_defines() -> None:
    assert found(new_code_cell(MINE, id=EXERCISE.answer_id)) == (MINE, 1)
    assert found(new_code_cell("y = 2"), new_code_cell(MINE)) == (MINE, 1)


def test_deleted_cell_is_said_to_be_missing() -> None:
    assert found(new_code_cell("x = 1")) == (None, 1)
    assert found() == (None, 1)


@pytest.mark.parametrize("metadata", [{"nbgrader": None}, {"nbgrader": []}, {"nbgrader": "x"}, {}])
def test_metadata_of_any_kind_is_survived(metadata: dict[str, Any]) -> None:
    assert found(new_code_cell(MINE, metadata=metadata)) == (MINE, 1)


@pytest.mark.parametrize(
    ("source", "yes"),
    [
        (MINE, True),
        ("%time\n" + MINE, True),
        ("first_repeat = lambda ids: 1", True),
        ("import x as first_repeat", True),
        ("if True:\n    first_repeat = 1", True),
        ("first_repeat([1])", False),
        ("def other():\n    first_repeat = 1", False),
        ("def first_repeat(ids) return 1", False),
        ("!ls", False),
        ("first_repeat = '\\d'", True),
        ("\x1e", False),
        ("", False),
    ],
)
def test_defines_looks_at_the_top_of_the_cell(source: str, yes: bool) -> None:
    assert defines(source, "first_repeat") is yes


def refused(source: str) -> str:
    verdict = objection(source, EXERCISE)
    assert verdict is not None
    assert verdict.points == 0
    return str(verdict)


def test_syntax_error_is_told_with_its_line() -> None:
    assert "line 2 of the answer cell is not Python" in refused("x = 1\ndef f(:\n")


@pytest.mark.parametrize(
    "source",
    [
        "import numpy",
        "import numpy as np, collections",
        "def f():\n    from os import path",
        "__import__('os')",
        "from . import x",
        "import importlib",
    ],
)
def test_import_that_is_not_allowed_names_what_is(source: str) -> None:
    assert "may import only collections and itertools" in refused(source)


@pytest.mark.parametrize(
    "source",
    [
        "from twitlab.ids.random_ids import first_repeat",
        "import twitlab.ids.random_ids as r",
        "def f(ids):\n    import twitlab",
    ],
)
def test_handing_the_work_back_to_the_package_is_a_named_mistake(source: str) -> None:
    assert "hands the work back" in refused(source)


def test_allowed_imports_and_annotations_are_accepted() -> None:
    source = "from __future__ import annotations\nimport collections.abc\nfrom typing import Any\n"
    assert objection(source + MINE, EXERCISE) is None


@pytest.mark.parametrize("name", ["exit", "quit", "input", "check", "hint", "begin"])
def test_call_that_no_answer_may_make_is_told_with_its_line(name: str) -> None:
    assert f"Line 2 of the answer cell calls {name}()" in refused(f"def f():\n    return {name}()")
    for own in (
        f"def {name}():\n    return 1\ndef first_repeat(ids):\n    return {name}()",
        f"def first_repeat(ids):\n    def {name}():\n        return 1\n    return {name}()",
        f"def first_repeat(ids, {name}=len):\n    return {name}(ids)",
        f"def first_repeat(ids):\n    {name} = len\n    return {name}(ids)",
    ):
        assert objection(own, EXERCISE) is None


def test_source_nested_too_deeply_is_never_tokenized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("twitlab.course.checking.cell_text.TransformerManager.transform_cell")
    assert "the answer cell is not Python: " in refused("x = " + "-" * 100_000 + "1")


TABS = "if x:\n        y = 1\n\tz = 2"


@pytest.mark.parametrize(
    "source", ["(" * 5000, "x = " + "-" * 100_000 + "1", "\0", "𝔵 = 1\n\tx", TABS]
)
def test_source_that_breaks_parsers_is_refused_and_not_raised(source: str) -> None:
    assert "error" in refused(source)


def test_answer_cell_that_became_text_is_told_the_key() -> None:
    cells = [new_markdown_cell(MINE, metadata=META), new_code_cell("x = 1")]
    answer = find_answer(new_notebook(cells=cells), EXERCISE, STUB)
    assert answer.source is None
    assert answer.notes == ("The answer cell is not a code cell: select it, press Esc and then Y.",)


def test_answer_below_a_cell_of_comments_is_told_where_it_belongs() -> None:
    cells = [marked("# see below"), new_code_cell(MINE)]
    answer = find_answer(new_notebook(cells=cells), EXERCISE, STUB)
    assert answer.source == "# see below"
    (note,) = answer.notes
    assert note.startswith("The answer cell does not define it; another cell defines")


def test_names_that_other_cells_define_are_known() -> None:
    cells = [new_code_cell("helper = 1\nother = 2"), marked("first_repeat = helper")]
    assert find_answer(new_notebook(cells=cells), EXERCISE, STUB).elsewhere == ("helper", "other")
