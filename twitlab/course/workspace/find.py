"""Where the workspace is that a command is about, and how one comes to be there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twitlab.course.book.command_name import typed
from twitlab.course.workspace.free_folder import note
from twitlab.course.workspace.workspace import Workspace, default_workspace
from twitlab.errors import CourseError

if TYPE_CHECKING:
    pass


def find_workspace(named: Path | None) -> Workspace | None:
    """Find the workspace: the one named, else the one we are in, else the usual one.

    Raises:
        CourseError: There is none where one was named, or it cannot be opened.
    """
    root = workspace_root(named)
    if named is not None or note(root).is_file():
        return Workspace.open(root)
    return None


def demand_workspace(named: Path | None) -> Workspace:
    """Find the workspace, and refuse where there is none."""
    found = find_workspace(named)
    if found is None:
        raise CourseError(f"you have no workspace yet; `{typed('lab')}` makes one and opens it")
    return found


def workspace_root(named: Path | None) -> Path:
    """Say where the workspace is, or where it would be made."""
    if named is not None:
        start = expanded(named).resolve()
    else:
        try:
            start = Path.cwd()
        except FileNotFoundError:  # the folder we are in was removed
            return default_workspace()
    for folder in (start, *start.parents):
        if note(folder).is_file():
            return folder
    return start if named is not None else default_workspace()


def expanded(path: Path) -> Path:
    """Give a path with `~` as the home folder; a `~` that is nobody's is a letter like others."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path
