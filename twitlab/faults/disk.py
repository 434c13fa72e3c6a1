"""Let the power go: a disk in memory that loses, tears and reorders what was not synced.

A new file is written, synced, written on, and given another name; then the power goes.

    append "AAAA", sync           the file's bytes are on the disk; its name may not be
    sync the folder               log.part is on the disk
    append "BBBB"                 the system has them, the disk may not
    rename log.part to log        the same of the name
    power cut, one seed           AAAA        under log.part
    power cut, another seed       AAAA BBBB   under log
    power cut, a third            AAAA ....   under log

Whatever the seed, AAAA are there, under a name that was synced. Who wants the rest must sync the
file, and then its folder. A killed process proves nothing of this: the system lives on and has all.
"""

import errno
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from twitlab.arguments import as_path, check_bool, check_int, check_kind
from twitlab.errors import BadValue, TwitlabError
from twitlab.faults.sectors import MOODS, Inode


class PowerCut(TwitlabError, RuntimeError):
    """Say that there is no power."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Hold what was done to names: one taken away, one given to a file, or both at once."""

    gone: Path | None
    name: Path | None
    inode: Inode

    def apply(self, names: dict[Path, Inode]) -> None:
        if self.gone is not None:
            names.pop(self.gone, None)
        if self.name is not None:
            names[self.name] = self.inode


class Disk:
    """Keep files as a disk does: what was synced lasts, of the rest what chance leaves.

    The model: a sector is written as a whole or not at all; sectors that were not synced are
    written in any order, or not; a file may have its new length and not its new bytes; each change
    of a name lasts or does not. Damage of what was synced is done by hand. What the model leaves
    out: time. It has what `twitlab.log.Files` asks for.

    Args:
        seed: of all chance, 0 to 2**63 - 1.
        capacity_bytes: how much fits, 0 or more; None for no limit. It may be set anew.
        lies: whether a sync returns and does nothing, as some disks do.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: one is out of range.

    Complexity: O(bytes) a sync and a power cut.

    Source: Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, section 3 and
    table 1: what file systems keep of what was not synced.

    >>> disk, file = Disk(seed=1), Path("/log")
    >>> opened = disk.open(file)
    >>> opened.append(b"synced")
    >>> opened.sync()
    >>> disk.sync_folder(file.parent)
    >>> opened.append(b", and not")
    >>> disk.cut_power()
    >>> disk.restart()
    >>> disk.map(file)[:6]
    b'synced'
    """

    def __init__(
        self, seed: int = 0, *, capacity_bytes: int | None = None, lies: bool = False
    ) -> None:
        self._random = random.Random(check_int("seed", seed, 0, (1 << 63) - 1))
        if capacity_bytes is not None:
            capacity_bytes = check_int("capacity_bytes", capacity_bytes, 0, None)
        self.capacity_bytes = capacity_bytes
        self.lies = check_bool("lies", lies)
        self.operations = 0  # that changed something, or synced
        self.syncs = 0
        self.is_off = False
        self.age = 0  # how often all processes ended; who opened a file before writes no more
        self._cut_after: int | None = None
        self._folders = {Path("/")}
        self._locks: set[Path] = set()
        self._names: dict[Path, Inode] = {}
        self._lasting: dict[Path, Inode] = {}
        self._changes: list[_Change] = []  # of names, not synced

    @property
    def nbytes(self) -> int:
        """Count the bytes of all files."""
        return sum(len(each.data) for each in self._names.values())

    def cut_power(self, after: int = 0) -> None:
        """Let the power go, now or in the middle of an operation to come.

        Args:
            after: how many operations still come to their end.

        Raises:
            BadType: after is not an int.
            BadValue: it is below 0.
        """
        after = check_int("after", after, 0, None)
        self._cut_after = self.operations + after
        self.is_off = after == 0

    def restart(self) -> None:
        """Let the power come again: the disk has what was synced, and what chance left."""
        mood = self._random.choice(MOODS)
        for change in self._changes:
            if self._random.random() < mood:
                change.apply(self._lasting)
        for inode in self._lasting.values():
            inode.lose(self._random)
        self._names, self._changes = dict(self._lasting), []
        self.is_off, self._cut_after = False, None
        self.kill()

    def kill(self) -> None:
        """End all processes: their locks and open files go, no byte does."""
        self._locks.clear()
        self.age += 1

    def flip_bit(self, file: Path, bit: int) -> None:
        """Damage a file: turn one of its bits around, the first one of its first byte is 0.

        Raises:
            BadType: bit is not an int.
            BadValue: the file has no such bit.
            FileNotFoundError: there is no such file.

        Complexity: O(bytes).
        """
        inode = self._inode(file)
        bit = check_int("bit", bit, 0, 8 * len(inode.data) - 1)
        inode.data[bit // 8] ^= 1 << bit % 8
        inode.damage(inode.data)

    def cut_file(self, file: Path, size: int) -> None:
        """Damage a file: take its end away, though it was synced.

        Raises:
            BadType: size is not an int.
            BadValue: the file is not that long.
            FileNotFoundError: there is no such file.

        Complexity: O(bytes).
        """
        inode = self._inode(file)
        inode.damage(inode.data[: check_int("size", size, 0, len(inode.data))])

    def make_folder(self, folder: Path) -> None:
        """Make a folder, if it is not there, whose name lasts."""
        self.check_power()
        folder = as_path("folder", folder)
        self._folders.update([folder, *folder.parents])

    def names(self, folder: Path) -> list[str]:
        """List the files of a folder."""
        self.check_power()
        folder = as_path("folder", folder)
        if folder in self._names:
            raise NotADirectoryError(errno.ENOTDIR, "it is a file", str(folder))
        if folder not in self._folders:
            raise FileNotFoundError(errno.ENOENT, "there is none", str(folder))
        return sorted(each.name for each in self._names if each.parent == folder)

    def open(self, file: Path) -> "MemoryFile":
        """Open a file to write to; a new one is empty."""
        self.check_power()
        file = as_path("file", file)
        if file not in self._names:
            self._change(_Change(None, file, Inode()))
        return MemoryFile(self, self._names[file])

    def map(self, file: Path) -> bytes:
        """Give all bytes of a file."""
        return bytes(self._inode(file).data)

    def rename(self, file: Path, to: Path) -> None:
        """Give a file another name, also one that is taken."""
        self._change(_Change(as_path("file", file), as_path("to", to), self._inode(file)))

    def remove(self, file: Path) -> None:
        """Take a name away."""
        self._change(_Change(as_path("file", file), None, self._inode(file)))

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk."""
        self.check_power()
        folder = as_path("folder", folder)
        self.step()
        self.syncs += 1
        if not self.lies:
            here = [each for each in self._changes if _folder(each) == folder]
            for change in here:
                change.apply(self._lasting)
            self._changes = [each for each in self._changes if each not in here]

    def lock(self, folder: Path) -> Callable[[], None]:
        """Keep other writers out; give what lets them in again.

        Raises:
            BadValue: there is one.
        """
        self.check_power()
        folder = as_path("folder", folder)
        if folder in self._locks:
            raise BadValue(f"folder must have one writer at a time, and another has {folder} open")
        self._locks.add(folder)
        return lambda: self._locks.discard(folder)

    def check_power(self) -> None:
        """Refuse to do anything without power.

        Raises:
            PowerCut: there is none.
        """
        if self.is_off:
            raise PowerCut("the power is off: restart the disk")

    def step(self) -> None:
        """Count an operation, in the middle of which the power may go.

        Raises:
            PowerCut: it went.
        """
        self.operations += 1
        if self._cut_after is not None and self.operations > self._cut_after:
            self.is_off = True
            self.check_power()

    def _change(self, change: _Change) -> None:
        change.apply(self._names)
        self._changes.append(change)
        self.step()

    def _inode(self, file: Path) -> Inode:
        self.check_power()
        file = as_path("file", file)
        if file not in self._names:
            raise FileNotFoundError(errno.ENOENT, "there is none", str(file))
        return self._names[file]


class MemoryFile:
    """Write to a file of a Disk.

    Args:
        disk: where it is.
        inode: which one.
    """

    def __init__(self, disk: Disk, inode: Inode) -> None:
        self._disk, self._inode, self._age = disk, inode, disk.age

    @property
    def size(self) -> int:
        """Count its bytes."""
        return len(self._inode.data)

    def append(self, data: bytes) -> None:
        """Write behind the end; if the disk is full, the file is as it was."""
        self._check()
        check_kind("data", data, bytes, "")
        disk = self._disk
        if disk.capacity_bytes is not None and disk.nbytes + len(data) > disk.capacity_bytes:
            raise OSError(errno.ENOSPC, "no space is left on the disk")
        self._inode.write(self.size, data)
        disk.step()

    def write_at(self, position: int, data: bytes) -> None:
        """Write over what is there."""
        self._check()
        check_kind("data", data, bytes, "")
        position = check_int("position", position, 0, self.size)
        self._inode.write(position, data)
        self._disk.step()

    def truncate(self, size: int) -> None:
        """Cut the end off."""
        self._check()
        size = check_int("size", size, 0, self.size)
        self._inode.truncate(size)
        self._disk.step()

    def sync(self) -> None:
        """Return when all that was written is on the disk, if the disk does not lie."""
        self._check()
        self._disk.step()
        self._disk.syncs += 1
        if not self._disk.lies:
            self._inode.sync()

    def close(self) -> None:
        """Write no more."""
        self._age = -1

    def _check(self) -> None:
        self._disk.check_power()
        if self._age != self._disk.age:
            raise BadValue("file must be open, got one that is closed")


def _folder(change: _Change) -> Path:
    name = change.name or change.gone
    assert name is not None
    return name.parent
