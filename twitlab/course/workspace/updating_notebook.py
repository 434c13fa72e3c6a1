"""One notebook of an update: what is in the course, what was given, and what the learner has."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from twitlab.course.book.manifest import Exercise
from twitlab.course.book.notebook_file import notebook_text, read_notebook
from twitlab.course.checking.cell_text import defines
from twitlab.course.workspace import atomic
from twitlab.course.workspace.merge import rebuild, words
from twitlab.course.workspace.moved_imports import moved_imports
from twitlab.course.workspace.updating_step import Act, Change, Kind, Step
from twitlab.course.workspace.workspace import Workspace, exercise_of
from twitlab.errors import CourseError


@dataclass(frozen=True, slots=True)
class Farewell:
    """A notebook that was given once and has left the course."""

    workspace: Workspace
    path: str
    now: datetime
    exercises: frozenset[str]
    """The ids that are still in the course, whatever their notebooks are called."""

    def step(self) -> Step:
        """Decide what becomes of the learner's file; its base goes last."""
        mine, base = self.workspace.root / self.path, self.workspace.base / self.path
        forget: Act = partial(atomic.drop, base)
        if not atomic.is_taken(mine) or exercise_of(mine) in self.exercises:
            return Step((forget,))
        if _same_words(mine, base):
            kept = self.workspace.backup_place(mine, self.now)
            text = (
                "is no longer part of the course, and you had not changed it; "
                f"moved to {self.workspace.relative(kept)}"
            )
            away = partial(atomic.move, mine, kept)
            return Step((away, forget), Change(self.path, "removed", text, kept))
        text = "is no longer part of the course; you changed it, so it stays where it is"
        return Step((forget,), Change(self.path, "left", text))


class Bringing:
    """A notebook of the course on its way into a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        course: Path,
        path: str,
        now: datetime,
        version: str,
        exercise: Exercise | None = None,
        *,
        given: str | None = None,
        renamed: bool = False,
    ) -> None:
        self.workspace = workspace
        self.path = path
        self.now = now
        self.version = version
        self.exercise = exercise
        self.place = workspace.root / path
        self.base = workspace.base / path
        self.new, self.new_bytes = _course_notebook(course / path)
        self.given_at = workspace.base / given if given else self.base
        """Where the base lies; not in its place if the course renamed the exercise."""
        self.given = _content(self.given_at) if given else None
        self.mine = self._find_mine()
        """Where the learner's notebook is now."""
        self.target = self.mine
        """Where it is to be."""
        self.first: tuple[Act, ...] = ()
        if renamed and given:
            self._follow(workspace.root / given)

    def step(self) -> Step:
        """Decide what is to be done, by what the learner has."""
        if not atomic.is_taken(self.mine):
            return self._bring()
        if not self.mine.is_file() or (self.given is None and not self._is_known()):
            return self._set_aside()
        if self.given == self.new_bytes:
            return Step((*self.first, *self._last()))
        try:
            mine = read_notebook(self.mine)
        except CourseError as error:
            return self._leave_unreadable(error)
        return self._renew(mine)

    def _find_mine(self) -> Path:
        found = self.workspace.find_exercise(self.exercise) if self.exercise else None
        return found or self.place

    def _follow(self, old: Path) -> None:
        """Let the learner's file and the base follow an exercise that has a new name."""
        if self.mine == old and not atomic.is_taken(self.place):
            self.target = self.place
            self.first = (partial(atomic.move, old, self.place),)
        self.first += (partial(atomic.move, self.given_at, self.base),)

    def _is_known(self) -> bool:
        """Tell whether a file that stands where none was given is the course's all the same."""
        if self.exercise and exercise_of(self.mine) == self.exercise.id:
            return True
        mine = _read(self.mine)
        return mine is not None and words(mine) == words(self.new)

    def _bring(self) -> Step:
        news = self.given is None
        acts = [*self.first, self._put(self.target), *self._last()]
        text = "new" if news else "was missing, and is back"
        return self._step(acts, "new" if news else "brought back", text)

    def _set_aside(self) -> Step:
        """Make room for the course's notebook without touching what stands there."""
        aside = _free(self.mine.parent, f"{self.mine.stem}.yours", self.mine.suffix)
        backup, acts = self._backup()
        acts += [*self.first, partial(atomic.move, self.mine, aside)]
        text = f"new; what you had there is now {self.workspace.relative(aside)}"
        acts += [self._put(self.mine), self._put(self.base)]
        return self._step(acts, "set aside", text, backup)

    def _leave_unreadable(self, error: CourseError) -> Step:
        backup, acts = self._backup()
        beside, more = self._beside()
        text = f"{error}. It stays as it is; the new version is {beside}"
        return self._step([*acts, *self.first, *more], "unreadable", text, backup)

    def _renew(self, mine: NotebookNode) -> Step:
        base = _read(self.given_at) or self.new
        if _content(self.mine) == self.new_bytes:
            return Step((*self.first, self._put(self.base)))
        if words(mine) == words(base):
            acts = [*self.first, self._put(self.target), self._put(self.base)]
            return self._step(acts, "replaced", "replaced by the new version; yours was unchanged")
        if self.exercise:
            return self._rebuild(mine, base, self.exercise)
        if words(self.new) in (words(base), words(mine)):
            return Step((*self.first, self._put(self.base)))
        beside, acts = self._beside()
        text = f"you changed it, so it stays; the new version is {beside}"
        if gone := moved_imports(mine):
            more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
            text += f". Go on in that one: yours imports what has moved, {gone[0]}{more}"
        return self._step([*self.first, *acts], "beside", text)

    def _rebuild(self, mine: NotebookNode, base: NotebookNode, exercise: Exercise) -> Step:
        def stands_for(cell: NotebookNode) -> str | None:
            answers = cell.cell_type == "code" and defines(cell.source, exercise.answer)
            return exercise.answer_id if answers else None

        rebuilt = rebuild(mine, base, self.new, stands_for)
        built = notebook_text(rebuilt).encode("utf-8")
        if built == _content(self.mine):
            return Step((*self.first, self._put(self.base)))
        backup, acts = self._backup()
        acts += [*self.first, partial(atomic.put, self.target, built), self._put(self.base)]
        text = "the new version, with your answers and your cells in it"
        return self._step(acts, "rebuilt", text, backup)

    def _beside(self) -> tuple[str, list[Act]]:
        """Put the new version beside the learner's, unless it lies there already."""
        stem = f"{self.mine.stem}.v{self.version}"
        for other in sorted(self.mine.parent.glob(f"{glob.escape(self.mine.stem)}.v*.ipynb")):
            offered = _read(other)
            if offered is not None and words(offered) == words(self.new):
                return self.workspace.relative(other), [self._put(self.base)]
        beside = _free(self.target.parent, stem, ".ipynb")
        return self.workspace.relative(beside), [self._put(beside), self._put(self.base)]

    def _backup(self) -> tuple[Path | None, list[Act]]:
        """Back the learner's file up, unless a cut-short update has done so already."""
        content = _content(self.mine)
        if content is None:
            return None, []
        for backup in sorted(self.workspace.backups.rglob("*.ipynb")):
            if _content(backup) == content:
                return backup, []
        target = self.workspace.backup_place(self.mine, self.now)
        return target, [partial(atomic.put, target, content)]

    def _last(self) -> tuple[Act, ...]:
        """Put the new version into the base, unless it is there."""
        there = self.given_at == self.base
        return () if there and self.given == self.new_bytes else (self._put(self.base),)

    def _put(self, path: Path) -> Act:
        return partial(atomic.put, path, self.new_bytes)

    def _step(self, acts: list[Act], kind: Kind, text: str, backup: Path | None = None) -> Step:
        where = self.workspace.relative(self.target)
        if backup:
            text += f"; as it was before: {self.workspace.relative(backup)}"
        return Step(tuple(acts), Change(where, kind, text, backup))


def _course_notebook(path: Path) -> tuple[NotebookNode, bytes]:
    """Read a notebook of the course as a learner gets it: not run yet.

    The stored outputs are for pages that cannot run. A learner estimates before they see a number.
    """
    try:
        notebook = read_notebook(path)
    except CourseError as error:
        raise CourseError(f"this twitlab is incomplete, install it again: {error}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook, notebook_text(notebook).encode("utf-8")


def _free(folder: Path, stem: str, suffix: str) -> Path:
    path, number = folder / f"{stem}{suffix}", 1
    while atomic.is_taken(path):
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path


def _same_words(one: Path, other: Path) -> bool:
    first, second = _read(one), _read(other)
    return first is not None and second is not None and words(first) == words(second)


def _read(path: Path) -> NotebookNode | None:
    try:
        return read_notebook(path)
    except CourseError:
        return None


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
