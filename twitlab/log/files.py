"""Reach the disk by few and thin operations, so that a test can put a worse disk in their place.

What a system promises about a power cut is little: what `sync` returned for is on the disk. Bytes
of a file need the file's sync; a new name, a new folder and a renaming need that of the folder
around them. What was not synced may be there, may not, in part and in any order.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock, Timeout

from twitlab.arguments import check_has
from twitlab.columns import PART
from twitlab.errors import BadValue, TwitlabError
from twitlab.log.frames import Bytes

LOCK: Final = "log.lock"


class DiskError(TwitlabError, OSError):
    """Say that the disk refused, and what became of what was to be written."""


class OpenFile(Protocol):
    """Write to one file."""

    @property
    def size(self) -> int:
        """Count its bytes."""
        ...

    def append(self, data: bytes) -> None:
        """Write behind the end; if the disk refuses, the file is as it was."""
        ...

    def write_at(self, position: int, data: bytes) -> None:
        """Write over what is there."""
        ...

    def truncate(self, size: int) -> None:
        """Cut the end off."""
        ...

    def sync(self) -> None:
        """Return when all that was written is on the disk."""
        ...

    def close(self) -> None:
        """Write no more."""
        ...


class Files(Protocol):
    """Reach one disk."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder, if it is not there, whose name lasts."""
        ...

    def names(self, folder: Path) -> list[str]:
        """List a folder."""
        ...

    def open(self, file: Path) -> OpenFile:
        """Open a file to write to; a new one is empty."""
        ...

    def map(self, file: Path) -> Bytes:
        """Give all bytes of a file."""
        ...

    def rename(self, file: Path, to: Path) -> None:
        """Give a file another name, also one that is taken."""
        ...

    def remove(self, file: Path) -> None:
        """Take a name away."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk."""
        ...

    def lock(self, folder: Path) -> Callable[[], None]:
        """Keep other writers out; give what lets them in again."""
        ...


class DiskFile:
    """Write to a file of the system.

    Complexity: a call of the system each.
    """

    def __init__(self, file: Path) -> None:
        self._file = file.open("r+b" if file.exists() else "x+b", buffering=0)
        self.size = self._file.seek(0, os.SEEK_END)

    def append(self, data: bytes) -> None:
        """Write behind the end; if the disk refuses, the file is as it was."""
        try:
            self._write(self.size, data)
        except BaseException:
            with suppress(OSError):  # if it stays, the next append writes over it
                self._file.truncate(self.size)
            raise
        self.size += len(data)

    def write_at(self, position: int, data: bytes) -> None:
        """Write over what is there."""
        self._write(position, data)
        self.size = max(self.size, position + len(data))

    def _write(self, position: int, data: bytes) -> None:
        self._file.seek(position)
        left = memoryview(data)
        while left:  # a disk that is nearly full takes a part
            written = self._file.write(left)
            if not written:
                raise OSError(errno.ENOSPC, "nothing was written")
            left = left[written:]

    def truncate(self, size: int) -> None:
        """Cut the end off."""
        self._file.truncate(size)
        self.size = size

    def sync(self) -> None:
        """Return when the bytes and the length are on the disk, as far as the disk tells the truth.

        A file that somebody removed meanwhile is refused: what is written to it is gone when it is
        closed.

        Source: fdatasync(2), Linux; F_FULLFSYNC in fcntl(2), macOS, without which a disk may keep
        data in a cache of its own.
        """
        handle = self._file.fileno()
        if os.name == "posix" and os.fstat(handle).st_nlink == 0:
            raise FileNotFoundError(errno.ENOENT, "the file was removed", self._file.name)
        if sys.platform == "darwin":
            import fcntl

            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        elif hasattr(os, "fdatasync"):
            os.fdatasync(handle)
        else:
            os.fsync(handle)

    def close(self) -> None:
        """Write no more."""
        self._file.close()


class SystemFiles:
    """Reach the disk of this machine.

    What the model leaves out: a disk that says it has written and has not; network drives.
    """

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those around it, whose names last."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        self.sync_folder(folder.parent)

    def names(self, folder: Path) -> list[str]:
        """List a folder, without its lock."""
        return sorted({each.name for each in folder.iterdir()} - {LOCK})

    def open(self, file: Path) -> DiskFile:
        """Open a file to write to; a new one is empty."""
        return DiskFile(file)

    def map(self, file: Path) -> Bytes:
        """Map a file: it is read where it is looked at, and what is looked at is in memory once."""
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_size == 0:
                return b""  # nothing cannot be mapped
            return mmap(opened.fileno(), 0, access=ACCESS_READ)

    def rename(self, file: Path, to: Path) -> None:
        """Give a file another name, also one that is taken."""
        file.replace(to)

    def remove(self, file: Path) -> None:
        """Take a name away; Windows keeps what is mapped, and the next opening removes it."""
        try:
            file.unlink(missing_ok=True)
        except PermissionError:
            if os.name == "posix":
                raise

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk, where a folder is a file too."""
        if os.name == "posix":
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def lock(self, folder: Path) -> Callable[[], None]:
        """Keep other writers out; the system unlocks the folder for who is killed."""
        lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise locked(folder) from None
        return lock.release


def files_or_system(files: Files | None) -> Files:
    """Give the files that were handed in, or those of this machine for None.

    Raises:
        BadType: files cannot do what is asked of a disk.
    """
    if files is None:
        return SystemFiles()
    check_has("files", files, *(name for name in vars(Files) if not name.startswith("_")))
    return files


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Turn what the disk says into a DiskError.

    Args:
        what: what became of what was to be written.
    """
    try:
        yield
    except DiskError:
        raise
    except OSError as error:
        where = f", {error.filename}" if error.filename else ""
        said = DiskError(f"the disk refused, {what}: {error.strerror or error}{where}")
        said.errno = error.errno
        raise said from error


def locked(folder: Path) -> BadValue:
    """Say that there is another writer."""
    return BadValue(f"folder must have one writer at a time, and another has {folder} open")


def replace(files: Files, file: Path, data: bytes) -> None:
    """Put other bytes into a file: a power cut leaves the old ones or the new ones.

    Complexity: O(bytes), and two syncs.
    """
    part = file.with_name(file.name + PART)
    opened = files.open(part)
    try:
        opened.truncate(0)
        opened.append(data)
        opened.sync()
    finally:
        opened.close()
    files.rename(part, file)
    files.sync_folder(file.parent)
