"""Make a workspace, or bring the one that is there up to date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import twitlab
from twitlab.course.book.manifest import Course
from twitlab.course.workspace.find import expanded
from twitlab.course.workspace.free_folder import note, refuse_what_is_not_free
from twitlab.course.workspace.updating import update
from twitlab.course.workspace.updating_step import Change
from twitlab.course.workspace.workspace import FORMAT, About, Workspace


def create(path: Path, course: Course, now: datetime) -> Workspace:
    """Make a workspace, or complete one whose making was cut short.

    In a workspace that exists already this is an update; see `twitlab.course.workspace.updating`.

    Raises:
        CourseError: The folder holds something else, is part of the course, is a file,
            cannot be written, or is a workspace that cannot be opened.
    """
    root = expanded(path).resolve()
    refuse_what_is_not_free(root)
    if not note(root).exists():
        about = About(format=FORMAT, created=now, course=twitlab.__version__)
        Workspace(root, about).write_about()
    workspace = Workspace.open(root)
    update(workspace, course, now)
    return Workspace.open(root)


def brought(root: Path, course: Course, now: datetime) -> tuple[Workspace, list[Change] | None]:
    """Make a workspace in a folder, or bring the one there up to date.

    Returns:
        The workspace, and what was changed; None for a new one.

    Raises:
        CourseError: It cannot be made there, or cannot be written.
    """
    if not note(root).is_file():
        return create(root, course, now), None
    workspace = Workspace.open(root)
    return workspace, update(workspace, course, now)
