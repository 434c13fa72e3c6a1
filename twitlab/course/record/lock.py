"""Locks between programs that write the same workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from twitlab.errors import CourseError

LOCK_SECONDS = 5.0


@contextmanager
def locked(path: Path, what: str, seconds: float | None = None) -> Iterator[None]:
    """Hold a lock file for the length of a block, against other programs and threads.

    Args:
        path: The lock file; its folder is made.
        what: What is being guarded, as the message names it.
        seconds: How long to wait for it; `LOCK_SECONDS` when None.

    Raises:
        CourseError: Another program held it all that time, or its folder cannot be written.
    """
    wait = LOCK_SECONDS if seconds is None else seconds
    lock = FileLock(path, timeout=wait)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise CourseError(
            f"another program has been writing {what} for more than {wait:g} s; "
            "close other twitlab commands and notebooks that hang, then try again"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        lock.release()


def cannot_write(path: Path, error: Exception) -> CourseError:
    """Give the error for a file of the workspace that could not be written."""
    reason = getattr(error, "strerror", None) or error
    return CourseError(
        f"{path.parent} cannot be written ({reason}); make it writable and leave some room on "
        "the disk, or set TWITLAB_WORKSPACE to a folder of your own"
    )
