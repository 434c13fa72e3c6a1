"""Whatever a learner does to an exercise, a rebuild keeps every word and the course's order."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from tests.help.make import LATER, NOW, cell, exercise_cells, graded, notebook, run, write_course
from twitlab.course.book.notebook_file import grade_id, is_answer, notebook_text, read_notebook
from twitlab.course.workspace.make import create
from twitlab.course.workspace.merge import rebuild, words
from twitlab.course.workspace.updating import update

Edit = tuple[str, int, int, str]

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "note", "delete", "move", "write", "copy", "paste", "retype", "unmark", "strip"]
        ),
        st.integers(0, 20),
        st.integers(0, 20),
        st.one_of(WORDS, st.just("def one_a():\n    return 1")),
    ),
    max_size=8,
)
POOL = [
    *exercise_cells("one-a", 2),
    cell("fresh", "A new word."),
    graded("one-a-more", "more = ...", solution=True),
    cell("one-a-contract-2", "The contract of one-a, edition 1."),
]
NEW_CELLS = st.lists(st.sampled_from(POOL), min_size=1, unique_by=lambda each: str(each["id"]))


def edited(given_notebook: NotebookNode, edits: Sequence[Edit]) -> NotebookNode:
    """Do what a learner's editor does, in any order and however odd."""
    mine = deepcopy(given_notebook)
    for number, (what, first, second, text) in enumerate(edits):
        cells = mine.cells
        at = first % (len(cells) or 1)
        if what in ("add", "note") or not cells:
            kind = "code" if what == "add" else "markdown"
            cells.insert(at, nbformat.from_dict(cell(f"mine-{number}", text, kind=kind)))
        elif what == "delete":
            del cells[at]
        elif what == "move":
            cells.insert(second % len(cells), cells.pop(at))
        elif what == "write":
            cells[at].source = text
        elif what in ("copy", "paste"):
            twin = deepcopy(cells[at])
            twin.source = text
            if what == "paste":  # a careless merge keeps the id
                twin.id = f"twin-{number}"
            cells.insert(second % len(cells), twin)
        elif what == "retype":
            turned = cell(cells[at].get("id", "turned"), cells[at].source, kind="raw")
            cells[at] = nbformat.from_dict({**turned, "metadata": cells[at].metadata})
        elif what == "unmark":
            cells[at].metadata = nbformat.from_dict({})
        else:
            cells[at].pop("id", None)
    return mine


def stands_for(each: NotebookNode) -> str | None:
    code = each.cell_type == "code" and each.source.startswith("def one_a(")
    return "one-a-answer" if code else None


def assert_nothing_is_lost(
    mine: NotebookNode, base: NotebookNode, new: NotebookNode, built: NotebookNode
) -> None:
    given_words = {said[1:] for said in (*words(base), *words(new))}
    there = [each.source for each in built.cells]
    for said, each in zip(words(mine), mine.cells, strict=True):
        assert said[1:] in given_words or each.source in there
    for graded_as, source in last_answers(mine, base, new).items():
        filled = [c.source for c in built.cells if grade_id(c) == graded_as]
        assert filled == [source]


def last_answers(mine: NotebookNode, base: NotebookNode, new: NotebookNode) -> dict[str, str]:
    given_words = {said[1:] for said in (*words(base), *words(new))}
    answers = {grade_id(each) for each in new.cells if is_answer(each)}
    return {
        str(grade_id(each)): each.source
        for said, each in zip(words(mine), mine.cells, strict=True)
        if grade_id(each) in answers and said[1:] not in given_words
    }


def assert_follows_the_course(new: NotebookNode, built: NotebookNode) -> None:
    ids = [each.id for each in new.cells]
    ours = [each for each in built.cells if each.id in ids]
    assert [each.id for each in ours] == ids
    for was, now in zip(new.cells, ours, strict=True):
        assert now.metadata == was.metadata
        assert is_answer(was) or now.source == was.source
    others = [each for each in built.cells if each.id not in ids]
    assert not any("nbgrader" in each.metadata for each in others)


def assert_valid(built: NotebookNode) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(nbformat.reads(notebook_text(built), nbformat.NO_CONVERT))
    assert len({each.id for each in built.cells}) == len(built.cells)


@settings(max_examples=300)
@given(edits=EDITS, cells=NEW_CELLS)
def test_rebuild_keeps_every_word_and_is_stable(
    edits: list[Edit], cells: list[dict[str, Any]]
) -> None:
    base = nbformat.from_dict(notebook(exercise_cells("one-a", 1), "one-a"))
    new = nbformat.from_dict(notebook(cells, "one-a"))
    mine = edited(base, edits)
    before = deepcopy((mine, base, new))
    built = rebuild(mine, base, new, stands_for)
    assert (mine, base, new) == before
    assert_nothing_is_lost(mine, base, new, built)
    assert_follows_the_course(new, built)
    assert_valid(built)
    assert rebuild(built, base, new, stands_for) == built
    assert rebuild(built, new, new, stands_for) == built


def test_rebuilt_answer_and_check_show_no_outputs() -> None:
    base = nbformat.from_dict(notebook(exercise_cells("one-a", 1), "one-a"))
    new, mine = deepcopy(base), deepcopy(base)
    run(new)
    run(mine)
    mine.cells[3].source = "mine"
    code = [each for each in rebuild(mine, base, new).cells if each.cell_type == "code"]
    assert [bool(each.outputs) for each in code] == [True, False, True, False]


@settings(max_examples=40)
@given(edits=EDITS, more=EDITS, cells=NEW_CELLS)
def test_updates_keep_every_word_in_the_workspace_or_its_backups(
    edits: list[Edit], more: list[Edit], cells: list[dict[str, Any]]
) -> None:
    lessons = {"one": ["one-a"]}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        course = write_course(root / "course", lessons)
        workspace = create(root / "mine", course, NOW)
        place = workspace.root / "exercises/00_one_a.ipynb"
        written: list[str] = []
        for edition, changes in ((2, edits), (3, more)):
            mine = edited(read_notebook(place), changes)
            place.write_text(json.dumps(mine), encoding="utf-8")  # as odd as it is
            written += [each.source for each in mine.cells]
            course = write_course(root / "course", lessons, edition, cells={"one-a": cells})
            update(workspace, course, LATER)
            cells = [*cells[1:], *exercise_cells("one-b", edition)]
        kept = [place, *workspace.backups.rglob("*.ipynb")]
        there = {each.source for path in kept for each in read_notebook(path).cells}
        ours = {each["source"] for each in (*POOL, *exercise_cells("one-a", 1))}
        ours |= {each["source"] for edition in (2, 3) for each in exercise_cells("one-b", edition)}
        assert set(written) <= there | ours
