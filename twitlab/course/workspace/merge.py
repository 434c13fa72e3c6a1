"""A learner's exercise, rebuilt from the course's new notebook: every word of theirs is kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

import nbformat
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from twitlab.course.book.notebook_file import grade_id, is_answer, is_check

Key = tuple[str, str]
"""What a given cell is known by: its grade_id, else its cell id."""
Words = tuple[str, str, str]
"""What of a cell was written by someone: type, source, and pictures pasted into it."""

_CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}\Z")
_NEW_CELL: dict[str, Callable[..., NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}


def words(notebook: NotebookNode) -> tuple[Words, ...]:
    """Give what was written in a notebook; running or saving it changes none of this."""
    return tuple(_words(cell) for cell in notebook.cells)


def rebuild(
    mine: NotebookNode,
    base: NotebookNode,
    new: NotebookNode,
    stands_for: Callable[[NotebookNode], str | None] = lambda cell: None,
) -> NotebookNode:
    """Bring a learner's exercise to the course's new notebook.

    Given cells come from the new notebook, all of them and in its order. A learner's answers
    are put into the answer cells with the same grade_id. Added cells stay behind the given cell
    they stood behind. What a learner wrote into any other given cell, an answer whose grade_id
    is gone, and all but the last changed one of several answers with the same grade_id are
    kept as plain cells at that place. Doing it twice gives the same as doing it once.

    Args:
        mine: The learner's notebook.
        base: The notebook that the learner was given.
        new: The notebook of the new course.
        stands_for: Tells which answer's grade_id a bare cell stands for, or None. It is asked
            about added cells, and heard where no cell with that grade_id is left.

    Returns:
        A valid notebook; its outputs are those of the new one, none where the learner answered.
    """
    given = _Given(base, new, stands_for)
    placed = list(given.place(mine))
    answers = _answers(given, placed)
    kept: dict[Key | None, list[NotebookNode]] = {}
    anchor: Key | None = None
    for key, cell in placed:
        if key in given.new:
            anchor = key
        said = key in answers and _words(answers[key]) == _words(cell)
        if not said and not given.has(key, cell):
            kept.setdefault(anchor, []).append(cell)
    return _assemble(new, answers, kept)


class _Given:
    """The cells of the old and the new notebook, and which of them a learner's cell is."""

    def __init__(
        self,
        base: NotebookNode,
        new: NotebookNode,
        stands_for: Callable[[NotebookNode], str | None],
    ) -> None:
        self._stands_for = stands_for
        self.base = {_key(cell, index): cell for index, cell in enumerate(base.cells)}
        self.new = {_key(cell, index): cell for index, cell in enumerate(new.cells)}
        everything = {**self.base, **self.new}
        self._by_id = {_id(cell): key for key, cell in everything.items() if _id(cell)}
        self._keys = set(everything)

    def place(self, mine: NotebookNode) -> Iterator[tuple[Key | None, NotebookNode]]:
        """Name for each of the learner's cells the given cell it is; None for an added one."""
        found = [self._known_as(cell) for cell in mine.cells]
        missing = {
            _words(cell): key
            for key, cell in {**self.new, **self.base}.items()
            if key not in found and cell.source.strip()
        }
        for known, cell in zip(found, mine.cells, strict=True):
            key = known
            if key is None and _id(cell) is None:
                # Other editors may strip cell ids; then the same words make the same cell.
                key = missing.pop(_words(cell), None)
            if key is None:
                answer = ("grade_id", self._stands_for(cell) or "")
                key = answer if answer in self.new and answer not in found else None
            yield key, cell

    def has(self, key: Key | None, cell: NotebookNode) -> bool:
        """Tell whether a cell says only what was, or will be, given under its key.

        Its type may differ: to turn a cell from code into text is to write nothing.
        """
        return key is not None and any(
            key in cells and _words(cells[key])[1:] == _words(cell)[1:]
            for cells in (self.base, self.new)
        )

    def _known_as(self, cell: NotebookNode) -> Key | None:
        graded = ("grade_id", grade_id(cell) or "")
        return graded if graded in self._keys else self._by_id.get(_id(cell))


def _answers(
    given: _Given, placed: Iterable[tuple[Key | None, NotebookNode]]
) -> dict[Key | None, NotebookNode]:
    """Choose the learner's answer for each answer cell of the new notebook that they changed.

    Where several say different things the last is taken, as the grader does, and one that has
    lost its grade_id only where none has kept it.
    """
    marked_last = sorted(placed, key=lambda each: grade_id(each[1]) is not None)
    return {
        key: cell
        for key, cell in marked_last
        if key in given.new and is_answer(given.new[key]) and not given.has(key, cell)
    }


def _assemble(
    new: NotebookNode,
    answers: dict[Key | None, NotebookNode],
    kept: dict[Key | None, list[NotebookNode]],
) -> NotebookNode:
    built: NotebookNode = deepcopy(new)
    built.cells = []
    built.nbformat_minor = max(5, new.nbformat_minor)
    taken = {_id(cell) for cell in new.cells}
    built.cells += [_plain(cell, taken) for cell in kept.get(None, ())]
    for index, cell in enumerate(new.cells):
        key = _key(cell, index)
        built.cells.append(_filled(cell, answers.get(key), taken))
        built.cells += [_plain(own, taken) for own in kept.pop(key, ())]
    return built


def _filled(
    cell: NotebookNode, answer: NotebookNode | None, taken: set[str | None]
) -> NotebookNode:
    """Copy a given cell, with the learner's answer in it if there is one."""
    cell = deepcopy(cell)
    if _id(cell) is None:
        cell.id = _fresh_id(cell, taken)
    if answer is not None:
        cell.source = answer.source
        if cell.cell_type != "code" and "attachments" in answer:
            cell.attachments = answer.attachments
            if not _is_valid(cell):
                del cell["attachments"]
    if cell.cell_type == "code" and (is_answer(cell) or is_check(cell)):
        cell.outputs, cell.execution_count = [], None
    return cell


def _plain(own: NotebookNode, taken: set[str | None]) -> NotebookNode:
    """Copy a learner's cell as one that nobody grades, without its outputs."""
    cell = _NEW_CELL[own.cell_type](own.source)
    own_id = _id(own)
    cell.id = own_id if own_id and own_id not in taken else _fresh_id(own, taken)
    taken.add(cell.id)
    extras: dict[str, Any] = {"metadata": deepcopy(own.metadata)}
    extras["metadata"].pop("nbgrader", None)
    if own.cell_type != "code" and "attachments" in own:
        extras["attachments"] = own.attachments
    for name, value in extras.items():
        plain = cell.get(name)
        cell[name] = value
        if not _is_valid(cell):
            cell[name] = plain if plain is not None else {}
    return cell


def _is_valid(cell: NotebookNode) -> bool:
    """Tell whether a notebook with this cell can be written and opened again."""
    try:
        json.dumps(cell, ensure_ascii=False, allow_nan=False).encode("utf-8")
        nbformat.validate(new_notebook(cells=[cell]))
    except (ValidationError, ValueError, RecursionError):
        return False
    return True


def _fresh_id(cell: NotebookNode, taken: set[str | None]) -> str:
    """Make an id from the cell's words, so that a second rebuild makes the same one."""
    stem = "kept-" + hashlib.sha256(cell.source.encode("utf-8")).hexdigest()[:10]
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    taken.add(found)
    return found


def _key(cell: NotebookNode, index: int) -> Key:
    graded = grade_id(cell)
    if graded is not None:
        return ("grade_id", graded)
    return ("id", _id(cell) or f"cell {index}")


def _id(cell: NotebookNode) -> str | None:
    found = cell.get("id")
    return found if isinstance(found, str) and _CELL_ID.match(found) else None


def _words(cell: NotebookNode) -> Words:
    attached = json.dumps(cell.get("attachments") or {}, sort_keys=True, default=str)
    return (cell.cell_type, cell.source, attached)
