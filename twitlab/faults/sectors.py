"""Say what a disk has of a file after a power cut: what was synced, and what chance left.

synced               AAAA BBBB
then appended        CCCC DDDD EEEE, three sectors
left may be          AAAA BBBB
                     AAAA BBBB CCCC            torn
                     AAAA BBBB .... DDDD       reordered; zeros or old bytes stand for CCCC
                     AAAA BBBB .... .... ....  the length was written, the bytes were not
"""

import random
from collections.abc import Iterator
from typing import Final

SECTOR_BYTES: Final = 512
MOODS: Final = (0.0, 0.5, 0.9, 1.0)  # how much of what was not synced a disk has


class Inode:
    """Hold a file without a name: what the system has of it, and what the disk has for sure.

    Complexity: O(bytes) a sync and a power cut.

    >>> inode = Inode()
    >>> inode.write(0, b"synced")
    >>> inode.sync()
    >>> inode.write(6, b", and not")
    >>> inode.lose(random.Random(1))
    >>> bytes(inode.data)[:6]
    b'synced'
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self._lasting = b""
        # What was done since the last sync: bytes for a place, or None to cut the file there.
        self._pending: list[tuple[int, bytes | None]] = []

    def write(self, position: int, data: bytes) -> None:
        """Write to the system's memory."""
        _put(self.data, position, data)
        self._pending.append((position, data))

    def truncate(self, size: int) -> None:
        """Cut the end off, in the system's memory."""
        del self.data[size:]
        self._pending.append((size, None))

    def sync(self) -> None:
        """Let all last that was done."""
        self._lasting, self._pending = bytes(self.data), []

    def damage(self, data: bytes | bytearray) -> None:
        """Let the disk have other bytes than those that were synced."""
        self.data = bytearray(data)
        self.sync()

    def lose(self, chance: random.Random) -> None:
        """Lose what chance does not leave."""
        mood = chance.choice(MOODS)
        left = bytearray(self._lasting)
        for position, data in self._pending:
            if data is None:
                if chance.random() < mood:
                    del left[position:]
                continue
            for start, piece in _sectors(position, data):
                if chance.random() < mood:
                    _fill(left, start, chance)
                    _put(left, start, piece)
        if chance.random() < 0.25:
            _fill(left, len(self.data), chance)  # its length was written, its bytes were not
        self.data = left
        self.sync()


def _put(data: bytearray, position: int, piece: bytes) -> None:
    data[position : position + len(piece)] = piece


def _fill(data: bytearray, size: int, chance: random.Random) -> None:
    missing = max(size - len(data), 0)
    data += bytes(missing) if chance.random() < 0.5 else chance.randbytes(missing)


def _sectors(position: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut what is written where one sector ends and the next begins."""
    end = position + len(data)
    start = position
    while start < end:
        until = min((start // SECTOR_BYTES + 1) * SECTOR_BYTES, end)
        yield start, data[start - position : until - position]
        start = until
