"""A file to which whole lines are added: each is on the disk, or is not there."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from twitlab.columns import sync_folder
from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import CourseError


def begin_file(path: Path, line: bytes) -> None:
    """Write a new file whose name lasts over a power cut, or none.

    Args:
        path: at which nothing is.
        line: its first.

    Raises:
        OSError: the disk refused.
    """
    try:
        write_whole(path, line)
        sync_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class Appending:
    """Add lines to a file that is there, each with one write and one sync.

    What the model leaves out: a disk that says it has written and has not.

    Args:
        path: of the file; it is never made.
        largest_bytes: that it may have.

    Raises:
        OSError: it is not there, or cannot be written.
    """

    def __init__(self, path: Path, largest_bytes: int) -> None:
        self._path = path
        self._largest = largest_bytes
        self._file = path.open("r+b", buffering=0)

    def add(self, line: bytes) -> None:
        """Add a line; where the last one has no end, it begins on a fresh one.

        Raises:
            OSError: the disk refused, or the file is no longer in its place; the file is then as
                it was, as far as the disk lets it.
        """
        self._refuse_gone()
        size = self._file.seek(0, os.SEEK_END)
        if size + len(line) >= self._largest:
            raise OSError(errno.EFBIG, f"{self._largest >> 20} MiB are full")
        try:
            self._write(line if self._is_ended(size) else b"\n" + line)
            os.fsync(self._file.fileno())
        except BaseException:
            with suppress(OSError):
                self._file.truncate(size)
            raise

    def _is_ended(self, size: int) -> bool:
        if not size:
            return True
        self._file.seek(size - 1)
        return self._file.read(1) == b"\n"

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:  # a disk that is nearly full takes a part
            written = self._file.write(left)
            if not written:
                raise OSError(errno.ENOSPC, "nothing was written")
            left = left[written:]

    def _refuse_gone(self) -> None:
        """Refuse to write to what nobody would find: a file that was removed or replaced."""
        ours = os.fstat(self._file.fileno())
        if not os.path.samestat(ours, self._path.stat()):
            raise FileNotFoundError(errno.ENOENT, "another file was put in its place")

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def lock_file(path: Path, busy: str) -> FileLock:
    """Let no other process write a file; its folder is made.

    Args:
        path: of the file, which need not be there.
        busy: what is said where another process writes it; {name} stands for the file's.

    Returns:
        The lock, which is held until it is released or the process ends.

    Raises:
        CourseError: Another process writes it, or the folder cannot be written.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0, thread_local=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise CourseError(busy.format(name=path.name)) from None
    except (OSError, NotImplementedError) as error:
        raise refused(path, error) from error
    return lock


def refused(path: Path, error: Exception) -> CourseError:
    """Give the error for a file that the disk did not take."""
    reason = getattr(error, "strerror", None) or error
    return CourseError(
        f"{path.name} could not be written ({reason}): {path.parent}. This was not recorded; all "
        "before it was. Make room or put the disk back, then do it again"
    )
