"""Know one file of the log: how far it goes, and where in it a frame begins.

frames begin at byte     0      200     66,000    131,000    ...
remembered               0              66,000    131,800        one for each 64 KB
offset 1,500             is found from 66,000 on, by going from header to header
"""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from twitlab.errors import BadValue
from twitlab.log.files import Files
from twitlab.log.frames import Header, read_header

_APART: Final = 1 << 16  # bytes between two frames whose place is remembered


class Placed(NamedTuple):
    """Say where a frame is: in which file, its bytes, the position in them, its header."""

    base: int
    view: "memoryview[int]"
    position: int
    header: Header

    @property
    def head_bytes(self) -> int:
        """How long the first frame of the file is, without a record; 0 if damage took it."""
        head = read_header(self.view, 0, self.base, 0)
        return 0 if isinstance(head, str) else head.frame_bytes


class OffsetGone(BadValue):
    """Refuse an offset whose records were dropped."""


class Segment:
    """Hold what is known of one file of the log.

    Args:
        file: where it is.
        base: its first offset.

    Complexity: some 200 bytes for each 64 KB.
    """

    def __init__(self, file: Path, base: int) -> None:
        self.file, self.base = file, base
        self.end = base  # the offset after its last record
        self.size = 0  # bytes, up to the end of its last frame
        self.newest_ms = 0
        self.holes: dict[int, int] = {}  # where damage begins, and where the next whole frame does
        # Of some frames where they begin, and their first offsets; both ascend.
        self._positions, self._firsts = [0], [base]
        self._view = memoryview(b"")

    def note(self, position: int, header: Header) -> None:
        """Take note of a frame that was written or found."""
        if position - self._positions[-1] >= _APART:
            self._positions.append(position)
            self._firsts.append(header.first)
        self.size = position + header.frame_bytes
        self.newest_ms = max(self.newest_ms, header.written_ms)
        self.end = header.end

    def walk(self, files: Files, offset: int) -> Iterator[Placed]:
        """Give the frames from the one that has an offset, or the next one, to the last.

        Complexity: O(frames), and 64 KB of frames before the first.
        """
        size = self.size
        view = self._mapped(files, size)
        position = self._positions[max(bisect_right(self._firsts, offset) - 1, 0)]
        while position < size:
            position = self.holes.get(position, position)
            if position >= size:
                return
            header = read_header(view, position, self.base, position)
            if isinstance(header, str):
                raise BadValue(f"{self.file} was changed while it was open, at byte {position}")
            if header.end > offset:
                yield Placed(self.base, view, position, header)
            position += header.frame_bytes

    def release(self) -> None:
        """Hold the mapped bytes no longer; who was given columns of them still does."""
        self._view = memoryview(b"")

    def _mapped(self, files: Files, size: int) -> "memoryview[int]":
        if len(self._view) < size:
            try:
                self._view = memoryview(files.map(self.file))
            except FileNotFoundError:
                raise OffsetGone(
                    f"offset must not be in {self.file.name}: it was dropped"
                ) from None
        return self._view

    def check_invariants(self) -> None:
        """Assert that what is remembered of frames ascends."""
        assert self.base <= self.end
        assert self._positions == sorted(set(self._positions))
        assert self._firsts == sorted(self._firsts)
        assert len(self._positions) == len(self._firsts)
