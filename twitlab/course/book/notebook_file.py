"""Notebook files as learners leave them: read with care, written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import Any

import nbformat

from twitlab.course.book.jsonable import shown
from twitlab.errors import CourseError

LARGEST_BYTES = 64 * 2**20
_CELL_TYPES = ("code", "markdown", "raw")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook that anyone may have edited with anything.

    Only what grading and updating stand on is demanded: JSON, format 4, cells with a type and
    a source of valid text. Outputs, kernel names and foreign metadata are taken as they come.

    Raises:
        CourseError: It cannot be read; one line names the file, the place and what is wrong.
    """
    name = path.name
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise CourseError(f"{name} is a folder, not a notebook")
        if not stat.S_ISREG(found.st_mode):
            # A pipe or a device may never end.
            raise CourseError(f"{name} is not a plain file")
        size = found.st_size
        if size > LARGEST_BYTES:
            raise CourseError(
                f"{name} has {math.ceil(size / 2**20)} MiB; "
                f"at most {LARGEST_BYTES // 2**20} are read. "
                "Clear its outputs (Kernel menu, Restart Kernel and Clear Outputs) and save it"
            )
        text = path.read_bytes().decode("utf-8-sig")
        if not text.strip():
            raise CourseError(f"{name} is not a notebook: it is empty")
        raw = json.loads(text)
        notebook: nbformat.NotebookNode = nbformat.from_dict(_demand_cells(name, raw))
    except FileNotFoundError:
        raise CourseError(f"{name} is not there") from None
    except OSError as error:
        raise CourseError(f"{name} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{name} is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise CourseError(
            f"{name} is not a notebook: line {error.lineno} is not JSON ({error.msg})"
        ) from error
    except RecursionError:
        raise CourseError(f"{name} is not a notebook: it is nested too deeply") from None
    except ValueError as error:
        # Python's own limit on digits; its message is about Python.
        raise CourseError(
            f"{name} is not a notebook: it holds a number that is too long"
        ) from error
    return notebook


def write_notebook(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Write a notebook in one step: readers see the old file or the new one, never a half."""
    write_whole(path, notebook_text(notebook).encode("utf-8"))


def notebook_text(notebook: nbformat.NotebookNode) -> str:
    """Give the bytes a notebook is stored as: sorted keys, one blank of indent, a last newline."""
    return f"{nbformat.writes(notebook, version=nbformat.NO_CONVERT)}\n"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix":
            Path(beside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def grade_id(cell: nbformat.NotebookNode) -> str | None:
    """Give the grade_id of a cell, or None where it has none that can be used."""
    graded = _nbgrader(cell)
    found = graded.get("grade_id")
    return found if isinstance(found, str) and found else None


def is_answer(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell is the learner's to fill in."""
    return _nbgrader(cell).get("solution") is True


def is_check(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell earns points by itself."""
    graded = _nbgrader(cell)
    return graded.get("grade") is True and graded.get("solution") is False


def _nbgrader(cell: nbformat.NotebookNode) -> dict[str, Any]:
    graded = cell.metadata.get("nbgrader")
    return graded if isinstance(graded, dict) else {}


def _demand_cells(name: str, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise CourseError(f"{name} is not a notebook: it holds a JSON {_kind(raw)}, not an object")
    version = raw.get("nbformat")
    if version != 4:
        raise CourseError(
            f"{name} is in notebook format {_brief(version)}; format 4 is read. "
            "Open it in JupyterLab and save it"
        )
    minor = raw.get("nbformat_minor", 0)
    if not isinstance(minor, int) or isinstance(minor, bool):
        raise CourseError(f"{name}: nbformat_minor is {_brief(minor)}; a whole number is allowed")
    cells = raw.get("cells")
    if not isinstance(cells, list):
        raise CourseError(f"{name} is not a notebook: it has no list of cells")
    if not isinstance(raw.get("metadata", {}), dict):
        raise CourseError(f"{name}: the notebook's metadata is not an object")
    clean = [_demand_cell(f"{name}, cell {number}", cell) for number, cell in enumerate(cells, 1)]
    return {
        "nbformat": 4,
        "nbformat_minor": minor,
        "metadata": raw.get("metadata", {}),
        "cells": clean,
    }


def _demand_cell(place: str, cell: Any) -> dict[str, Any]:
    if not isinstance(cell, dict):
        raise CourseError(f"{place} is a JSON {_kind(cell)}, not an object")
    if cell.get("cell_type") not in _CELL_TYPES:
        raise CourseError(
            f"{place} is of type {_brief(cell.get('cell_type'))}; "
            f"allowed are {', '.join(_CELL_TYPES)}"
        )
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise CourseError(f"{place} has a source that is not text")
    found = _SURROGATE.search(source)
    if found:
        line = source.count("\n", 0, found.start()) + 1
        raise CourseError(
            f"{place}, line {line} holds half a character (a lone surrogate, "
            f"U+{ord(found.group()):04X}), which no file can store; delete it and save"
        )
    if not isinstance(cell.get("metadata", {}), dict):
        raise CourseError(f"{place} has metadata that is not an object")
    return {**cell, "source": source, "metadata": cell.get("metadata", {})}


def _brief(value: Any) -> str:
    return shown(repr(value), 60)


def _kind(value: Any) -> str:
    names = {list: "list", str: "string", bool: "truth value", type(None): "null"}
    return names.get(type(value), "number")
