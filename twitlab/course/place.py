"""Where the workspace is that a command is about, and how one comes to be there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from twitlab.course.folder import note
from twitlab.course.manifest import Course
from twitlab.course.program import typed
from twitlab.course.workspace import Workspace, default_workspace
from twitlab.errors import CourseError

if TYPE_CHECKING:
    from twitlab.course.step import Change


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
        start = named.expanduser().resolve()
    else:
        try:
            start = Path.cwd()
        except FileNotFoundError:  # the folder we are in was removed
            return default_workspace()
    for folder in (start, *start.parents):
        if note(folder).is_file():
            return folder
    return start if named is not None else default_workspace()


def brought(root: Path, course: Course, now: datetime) -> tuple[Workspace, list[Change] | None]:
    """Make a workspace in a folder, or bring the one there up to date.

    Returns:
        The workspace, and what was changed; None for a new one.

    Raises:
        CourseError: It cannot be made there, or cannot be written.
    """
    from twitlab.course.update import update

    if not note(root).is_file():
        return Workspace.create(root, course, now), None
    workspace = Workspace.open(root)
    return workspace, update(workspace, course, now)


def hand_over(argv: list[str], environment: Mapping[str, str]) -> int:
    """Let a program take our place; Windows has no such thing, so wait there for its end."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(argv[0], argv, environment)
    with subprocess.Popen(argv, env=environment) as program:
        # Ctrl-C reaches the program too, which ends as it sees fit.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return program.wait()
