"""Remember how far all is on the disk, and spend no sync on it.

The mark is one small file: where the log starts, and up to where it was acknowledged. It is written
over after each sync of the log, and not synced itself. So it may be old after a power cut, and it
never says too much: it was written when its words were true. A killed process leaves the newest,
for the system has it.

    sync of records 0 to 9 returned      mark: start 0, acknowledged 10      (not synced)
    power cut, bytes at record 5 wrong   mark 10: damage, reported as loss
                                         mark 0, its last write got lost: then a later frame may
                                         say 10; if none does, it is the same as a torn tail

Its 28 bytes lie in one sector, which a disk writes as a whole or not at all.
"""

import struct
import threading
import zlib
from pathlib import Path
from typing import Final, NamedTuple

from twitlab.log.files import Files

NAME: Final = "mark"
_MARK: Final = struct.Struct("<4sqqI4x")
_MAGIC: Final = b"twmk"


class Mark(NamedTuple):
    """Say which offsets a log has for sure.

    Args:
        start: the first that was not dropped.
        acknowledged: the first that may not be on the disk.
    """

    start: int
    acknowledged: int


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
            mark = Mark(max(start, self._mark.start), max(acknowledged, self._mark.acknowledged))
            if mark != self._mark:
                self._mark = mark
                self._write()
            if sync:
                self._file.sync()

    def _write(self) -> None:
        packed = _MARK.pack(_MAGIC, *self._mark, 0)
        self._file.write_at(0, _MARK.pack(_MAGIC, *self._mark, zlib.crc32(packed)))

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
    magic, start, acknowledged, found = _MARK.unpack(data)
    is_right = magic == _MAGIC and found == zlib.crc32(_MARK.pack(magic, start, acknowledged, 0))
    return Mark(start, acknowledged) if is_right else None
