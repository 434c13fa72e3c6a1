"""The few ways in which a workspace's files are changed, each in one step or not at all."""

from __future__ import annotations

from pathlib import Path

from twitlab.course.book.notebook_file import write_whole


def put(path: Path, content: bytes) -> None:
    """Write a file whole, making the folders it lies in."""
    write_whole(path, content)


def move(source: Path, target: Path) -> None:
    """Move a file or folder to a place that is free.

    Raises:
        FileExistsError: Something is there already.
    """
    if is_taken(target):
        raise FileExistsError(17, "something is already there", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def drop(path: Path) -> None:
    """Remove a file that may be gone already."""
    path.unlink(missing_ok=True)


def is_taken(path: Path) -> bool:
    """Tell whether anything is at a path, be it a link that leads nowhere."""
    return path.exists() or path.is_symlink()
