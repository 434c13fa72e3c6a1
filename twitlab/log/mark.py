"""Remember how far all is on the disk, and spend no sync on it.

The mark is one small file: where the log starts, and up to where it was acknowledged. It is written
over after each sync of the log, and not synced itself. So it may be old after a power cut, and it
never says too much: it was written when its words were true. A killed process leaves the newest,
for the system has it.

    sync of records 0 to 9 returned      mark: start 0, acknowledged 10      (not synced)
    power cut, bytes at record 5 wrong   mark 10: damage, reported as loss
                                         mark 0, its last write got lost: then a later frame may
                                         say 10; if none does, it is the same as a torn tail

Its 36 bytes lie in one sector, which a disk writes as a whole or not at all.

It also says which leader the log has: 0, and one more each time that a replica takes over. That is
synced before the new leader takes anything, so an old one that comes back is known by its number.
"""

import struct
import threading
import zlib
from pathlib import Path
from typing import Final, NamedTuple

from twitlab.log.files import Files

NAME: Final = "mark"
_MARK: Final = struct.Struct("<4sqqIqI")
_MAGIC: Final = b"twmk"


class Mark(NamedTuple):
    """Say which offsets a log has for sure.

    Args:
        start: the first that was not dropped.
        acknowledged: the first that may not be on the disk.
        leader_epoch: how often a replica has taken over.
        leader_since: up to which offset the newest leader has what the one before had.
    """

    start: int
    acknowledged: int
    leader_epoch: int = 0
    leader_since: int = 0


class MarkFile:
    """Keep a mark.

    Complexity: O(1).
    """

    def __init__(self, folder: Path, files: Files, mark: Mark) -> None:
        self._file = files.open(folder / NAME)
        self._lock = threading.Lock()
        self._mark = mark
        self._write()

    def move(self, *, start: int = 0, acknowledged: int = 0, sync: bool = False) -> None:
        """Write over what is there, if more can be said: neither offset goes back."""
        with self._lock:
            mark = self._mark._replace(
                start=max(start, self._mark.start),
                acknowledged=max(acknowledged, self._mark.acknowledged),
            )
            if mark != self._mark:
                self._mark = mark
                self._write()
            if sync:
                self._file.sync()

    def follow(self, leader_epoch: int, leader_since: int) -> None:
        """Note another leader, and sync it."""
        with self._lock:
            mark = self._mark._replace(leader_epoch=leader_epoch, leader_since=leader_since)
            self._file.write_at(0, _packed(mark))
            self._file.sync()
            self._mark = mark

    @property
    def leader(self) -> tuple[int, int]:
        """The leader's epoch, and since which offset."""
        return self._mark.leader_epoch, self._mark.leader_since

    def _write(self) -> None:
        self._file.write_at(0, _packed(self._mark))

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def read_mark(folder: Path, files: Files) -> Mark | None:
    """Read a mark, or say None where there is none or it was changed.

    Complexity: O(1).
    """
    if NAME not in files.names(folder):
        return None
    data = bytes(files.map(folder / NAME)[: _MARK.size])
    if len(data) < _MARK.size:
        return None
    _, start, acknowledged, leader_epoch, leader_since, _ = _MARK.unpack(data)
    mark = Mark(start, acknowledged, leader_epoch, leader_since)
    return mark if data == _packed(mark) else None


def _packed(mark: Mark) -> bytes:
    packed = _MARK.pack(_MAGIC, *mark, 0)
    return _MARK.pack(_MAGIC, *mark, zlib.crc32(packed))
