"""Small courses and workspaces for tests, and the things learners do to notebooks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import notebook_text, read_notebook, write_notebook

NOW = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 18, 30, tzinfo=UTC)

Cell = dict[str, Any]


def graded(
    name: str, source: str, *, kind: str = "code", solution: bool = False, grade: bool = False
) -> Cell:
    """Make a cell that is known by its grade_id."""
    marks = {
        "schema_version": 3,
        "grade_id": name,
        "solution": solution,
        "grade": grade,
        "locked": not solution,
        "task": False,
    }
    if grade:
        marks["points"] = 10
    return cell(name, source, kind=kind) | {"metadata": {"nbgrader": marks}}


def cell(name: str, source: str, *, kind: str = "markdown") -> Cell:
    """Make a cell that is known by its cell id alone."""
    made: Cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def exercise_cells(name: str, edition: int) -> list[Cell]:
    """Give an exercise's cells; each edition says some things differently."""
    function = name.replace("-", "_")
    return [
        graded(f"{name}-story", f"# Story of {name}, edition {edition}", kind="markdown"),
        cell(f"{name}-begin", f"begin('{name}')", kind="code"),
        cell(f"{name}-contract", f"The contract of {name}, edition {edition}."),
        graded(f"{name}-answer", f"def {function}():\n    ...  # {edition}", solution=True),
        cell(f"{name}-example", f"{function}()", kind="code"),
        graded(f"{name}-check", f"check('{name}')  # {edition}", grade=True),
        graded(f"{name}-why", "*Why?*", kind="markdown", solution=True),
    ]


def notebook(cells: Sequence[Cell], exercise: str | None = None) -> dict[str, Any]:
    """Make a notebook of cells."""
    marks = {"twitlab": {"exercise": exercise}} if exercise else {}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": marks, "cells": list(cells)}


def write_course(
    root: Path,
    lessons: Mapping[str, Sequence[str]],
    edition: int = 1,
    *,
    cells: Mapping[str, Sequence[Cell]] | None = None,
    files: Mapping[str, str] | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Course:
    """Write a course folder anew and load it.

    Args:
        root: Where to; what is there is replaced.
        lessons: Each lesson's id, and the ids of its exercises.
        edition: Part of what the notebooks say.
        cells: The cells of some exercises, in place of the usual ones.
        files: The file names of some entries, in place of the usual ones.
        settings: What the manifest says of some entries, in place of the usual.
    """
    lines: list[str] = []
    for number, (lesson, exercises) in enumerate(lessons.items()):
        for entry in (lesson, *exercises):
            usual = f"{number % 100:02d}_{entry.replace('-', '_')}.ipynb"
            file = (files or {}).get(entry, usual)
            own = None if entry == lesson else lesson
            lines += _toml(entry, file, own, (settings or {}).get(entry, {}))
            if own:
                made = (cells or {}).get(entry, exercise_cells(entry, edition))
                _write(root / "exercises" / file, notebook(made, entry))
            else:
                made = [
                    cell(f"{entry}-title", f"# {entry}, edition {edition}"),
                    cell(f"{entry}-code", "1 + 1", kind="code"),
                ]
                _write(root / "notebooks" / file, notebook(made))
    (root / "course.toml").write_text("\n".join(lines), encoding="utf-8")
    return Course.load(root)


def _toml(name: str, file: str, lesson: str | None, settings: Mapping[str, Any]) -> list[str]:
    fields: dict[str, Any] = {"id": name, "title": name, "file": file}
    fields |= {"minutes": 10, "core": True, "stands_on": []}
    if lesson is None:
        fields["question"] = f"{name}?"
    else:
        fields |= {"lesson": lesson, "kind": "code", "difficulty": 1, "points": 10}
        fields |= {"answer": name.replace("-", "_"), "hints": ["a", "b"]}
    head = "[[lessons]]" if lesson is None else "[[exercises]]"
    told = {**fields, **settings}
    return [head, *(f"{key} = {json.dumps(value)}" for key, value in told.items())]


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook_text(nbformat.from_dict(content)), encoding="utf-8")


def change(path: Path, *edits: Callable[[NotebookNode], None]) -> None:
    """Do something to a saved notebook, as an editor does: load, edit, save."""
    loaded = read_notebook(path)
    for edit in edits:
        edit(loaded)
    write_notebook(path, loaded)


def write_in(name: str, text: str) -> Callable[[NotebookNode], None]:
    """Write into the cell with this id."""

    def edit(loaded: NotebookNode) -> None:
        loaded.cells[_index(loaded, name)].source = text

    return edit


def add_after(name: str | None, text: str, kind: str = "code") -> Callable[[NotebookNode], None]:
    """Add a cell behind the one with this id, or at the top."""

    def edit(loaded: NotebookNode) -> None:
        at = 0 if name is None else _index(loaded, name) + 1
        made = cell(f"added-{len(loaded.cells)}", text, kind=kind)
        loaded.cells.insert(at, nbformat.from_dict(made))

    return edit


def delete(name: str) -> Callable[[NotebookNode], None]:
    """Delete the cell with this id."""
    return lambda loaded: loaded.cells.__delitem__(_index(loaded, name))


def move_to(name: str, at: int) -> Callable[[NotebookNode], None]:
    """Move the cell with this id to a place."""
    return lambda loaded: loaded.cells.insert(at, loaded.cells.pop(_index(loaded, name)))


def duplicate(name: str, text: str) -> Callable[[NotebookNode], None]:
    """Copy a cell as JupyterLab does, metadata and all under a new id, and edit the copy."""

    def edit(loaded: NotebookNode) -> None:
        at = _index(loaded, name)
        copy = deepcopy(loaded.cells[at])
        copy.source, copy.id = text, f"copy-{len(loaded.cells)}"
        loaded.cells.insert(at + 1, copy)

    return edit


def run(loaded: NotebookNode) -> None:
    """Run every cell: outputs, counts and times change, and no words."""
    loaded.metadata["language_info"] = {"name": "python"}
    for count, each in enumerate(loaded.cells, 1):
        if each.cell_type == "code":
            each.execution_count = count
            each.outputs = [new_output("stream", name="stdout", text="42\n")]
            each.metadata["execution"] = {"iopub.status.busy": "2026-03-01T18:30:00Z"}


def strip_ids(loaded: NotebookNode) -> None:
    """Save as an older editor does: format 4.4, which knows no cell ids."""
    loaded.nbformat_minor = 4
    for each in loaded.cells:
        each.pop("id", None)


def sources(path: Path) -> list[str]:
    """Give the text of each cell of a saved notebook."""
    return [each.source for each in read_notebook(path).cells]


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Give all files below a folder with content and time, but for locks."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if path.suffix != ".lock":
                key = path.relative_to(folder).as_posix()
                found[key] = (path.read_bytes(), path.stat().st_mtime_ns)
    return found


def _index(loaded: NotebookNode, name: str) -> int:
    return [each.get("id") for each in loaded.cells].index(name)
