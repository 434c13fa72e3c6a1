"""Which folders a workspace may be made in, and which it never is."""

from __future__ import annotations

from pathlib import Path

from twitlab.course.workspace import atomic
from twitlab.errors import CourseError

HIDDEN = ".twitlab"


def note(root: Path) -> Path:
    """Give the file that makes a folder a workspace."""
    return root / HIDDEN / "workspace.json"


def refuse_what_is_not_free(root: Path) -> None:
    """Refuse a folder in which something else lives.

    An empty folder is free, and so is one that holds a ``.twitlab`` folder: a workspace, or
    the beginnings of one.

    Raises:
        CourseError: It is part of a course or of another workspace, is a file, or is not empty.
    """
    for folder in (root, *root.parents):
        if (folder / "course.toml").exists():
            raise CourseError(
                f"{root} is part of the course in {folder}; name a folder outside it to work in"
            )
        if folder != root and note(folder).is_file():
            raise CourseError(
                f"{root} lies in the workspace {folder}; use that one, or name a folder outside it"
            )
    if not atomic.is_taken(root):
        return
    if not root.is_dir():
        raise CourseError(f"{root} is a file; name a folder for the workspace")
    _refuse_strangers(root)


def _refuse_strangers(root: Path) -> None:
    try:
        strangers = sorted(entry.name for entry in root.iterdir() if entry.name != HIDDEN)
    except OSError as error:
        raise CourseError(f"{root} cannot be read: {error.strerror}") from error
    if strangers and not (root / HIDDEN).is_dir():
        more = ", …" if len(strangers) > 3 else ""
        raise CourseError(
            f"{root} is not empty and is no workspace (it holds {', '.join(strangers[:3])}{more}); "
            "name a new folder or an empty one"
        )
