"""The learner's own folder: a copy of the course to write in, and what was given to begin with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

import twitlab
from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.record.events import Moment
from twitlab.course.record.lock import cannot_write, locked
from twitlab.course.record.progress import Progress
from twitlab.course.workspace import atomic
from twitlab.course.workspace.free_folder import HIDDEN, note
from twitlab.errors import CourseError

FORMAT = 1


class About(BaseModel):
    """What ``.twitlab/workspace.json`` says of a workspace."""

    model_config = ConfigDict(frozen=True)

    format: int
    created: Moment
    course: str
    """The version of twitlab whose course was brought last."""


def default_workspace() -> Path:
    """Give the folder that is used where none is named: TWITLAB_WORKSPACE, or one in the home."""
    named = os.environ.get("TWITLAB_WORKSPACE")
    return Path(named).expanduser() if named else Path.home() / "twitlab-workspace"


class UnusableWorkspace(CourseError):
    """There is a workspace, and this twitlab cannot use it; `fix` says what to do."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem}; {fix}")
        self.problem = problem
        self.fix = fix


def progress_of(root: Path) -> Progress:
    """Give the learner's progress in a workspace, whether the workspace can be opened or not."""
    return Progress(root / HIDDEN / "progress.jsonl")


class Workspace:
    """A folder with the learner's notebooks and, in ``.twitlab``, what is needed to keep them.

    ``.twitlab/base`` holds each notebook as it was last given, which is how an update tells
    what the learner wrote; ``.twitlab/backups`` is only ever added to.
    """

    def __init__(self, root: Path, about: About) -> None:
        self.root = root
        self.about = about
        self.base = root / HIDDEN / "base"
        self.backups = root / HIDDEN / "backups"
        self.jupyter = root / HIDDEN / "jupyter"
        self.progress = progress_of(root)

    @classmethod
    def find(cls, start: Path) -> Workspace | None:
        """Find the workspace that a file or folder lies in, or None.

        Raises:
            CourseError: It lies in one that this twitlab cannot read.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if note(folder).is_file():
                return cls.open(folder)
        return None

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open the workspace in a folder.

        Raises:
            CourseError: There is none.
            UnusableWorkspace: It was made by a newer twitlab, is damaged or cannot be read.
        """
        root = path.expanduser().resolve()
        try:
            about = About.model_validate_json(note(root).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            raise CourseError(
                f"{root} is not a workspace; `{typed('lab DIR')}` makes one in a new folder"
            ) from None
        except OSError as error:
            raise UnusableWorkspace(
                f"{note(root)} cannot be read: {error.strerror}", "make this file readable"
            ) from error
        except ValidationError as error:
            raise UnusableWorkspace(
                f"{note(root)} is damaged",
                f"delete this one file and run `{typed(f'lab {root}')}`. "
                "Your notebooks and your progress stay as they are",
            ) from error
        if about.format > FORMAT:
            raise UnusableWorkspace(
                f"{root} was made by a newer twitlab (workspace format {about.format}, course "
                f"{about.course}); this one, {twitlab.__version__}, reads format {FORMAT}",
                "upgrade twitlab, or name another folder: --workspace DIR",
            )
        return cls(root, about)

    def write_about(self) -> None:
        """Write ``workspace.json``.

        Raises:
            CourseError: It cannot be written.
        """
        content = self.about.model_dump_json(indent=2) + "\n"
        try:
            atomic.put(note(self.root), content.encode("utf-8"))
        except OSError as error:
            raise cannot_write(self.root / HIDDEN, error) from error

    def lock(self) -> AbstractContextManager[None]:
        """Keep other programs from changing the workspace's notebooks for the time of a block."""
        return locked(self.root / HIDDEN / "workspace.lock", "this workspace")

    def relative(self, path: Path) -> str:
        """Name a file of the workspace, with forward slashes on every system."""
        return path.relative_to(self.root).as_posix()

    def notebooks(self) -> Iterator[Path]:
        """Give all notebooks in the folders that JupyterLab shows, sorted within each."""
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if name.endswith(".ipynb") and not name.startswith("."):
                    yield Path(folder, name)

    def find_exercise(self, exercise: Exercise) -> Path | None:
        """Find the learner's notebook of an exercise, wherever they moved it.

        The file in the course's place is taken if its metadata names this exercise, or if it
        cannot be read; else the one saved last of all notebooks whose metadata name it; else
        the file in the course's place, whatever it says.

        Returns:
            Its path, or None where there is none.
        """
        place = self.root / exercise.path
        here = place.is_file()
        if here and (exercise_of(place) == exercise.id or not _is_readable(place)):
            return place
        moved = [p for p in self.notebooks() if p != place and exercise_of(p) == exercise.id]
        if moved:
            return max(moved, key=lambda path: path.stat().st_mtime)
        return place if here else None

    def backup(self, path: Path, now: datetime) -> Path:
        """Copy a file of the workspace to where nothing is ever overwritten.

        Returns:
            The copy: ``.twitlab/backups/<UTC stamp>/`` and the file's place in the workspace.

        Raises:
            CourseError: The file cannot be read, or the copy cannot be written.
        """
        target = self.backup_place(path, now)
        try:
            atomic.put(target, path.read_bytes())
        except OSError as error:
            raise cannot_write(target, error) from error
        return target

    def backup_place(self, path: Path, now: datetime) -> Path:
        """Give a place for a backup at which nothing is yet."""
        stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        name, number = stamp, 1
        while atomic.is_taken(self.backups / name / self.relative(path)):
            number += 1
            name = f"{stamp}-{number}"
        return self.backups / name / self.relative(path)

    def reset(self, exercise: Exercise, now: datetime) -> Path | None:
        """Put an exercise's pristine notebook back, where the learner keeps it.

        Returns:
            The backup of what stood there, or None where nothing did.

        Raises:
            CourseError: There is no pristine copy, or a file cannot be read or written.
        """
        pristine = self.base / exercise.path
        try:
            content = pristine.read_bytes()
        except OSError as error:
            raise CourseError(
                f"the pristine copy of {exercise.file} is missing; `{typed('lab')}` brings it back"
            ) from error
        if (self.root / exercise.path).is_dir():
            raise CourseError(
                f"a folder is in the way: {exercise.path}; rename it, then reset again"
            )
        with self.lock():
            place = self.find_exercise(exercise)
            kept = self.backup(place, now) if place else None
            try:
                atomic.put(place or self.root / exercise.path, content)
            except OSError as error:
                raise cannot_write(self.root / exercise.path, error) from error
        return kept


def exercise_of(path: Path) -> str | None:
    """Give the id of the exercise that a notebook file says it is, or None."""
    try:
        marks = read_notebook(path).metadata.get("twitlab")
    except CourseError:
        return None
    found = marks.get("exercise") if isinstance(marks, dict) else None
    return found if isinstance(found, str) else None


def _is_readable(path: Path) -> bool:
    try:
        read_notebook(path)
    except CourseError:
        return False
    return True
