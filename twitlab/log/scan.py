"""Look through one file of the log: which frames are whole, and what lies between them.

frames at byte    0      200     700    1,300     end 1,800
700 is no frame:  look for the next magic with right sums, which may follow: 1,300
bad: from byte 700, offset 5, until byte 1,300, offset 9: records 5 to 8
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twitlab.errors import BadValue
from twitlab.log.frames import (
    HEAD,
    HEADER_BYTES,
    VERSION,
    Bytes,
    Header,
    find_frame,
    read_frame,
)
from twitlab.log.producers import Producers
from twitlab.log.segment import Segment

_GAP: Final = "frames are missing"


class OtherVersion(BadValue):
    """Refuse a log whose form is of another version; it stays as it is."""


@dataclass(slots=True)
class Bad:
    """Hold a place that has no whole frame: where, from which offset, why, and what is next."""

    position: int
    first: int
    what: str
    end: int | None = None  # the first offset of the next whole frame
    until: int = 0  # where that is


class Scan:
    """Look through one file: what is whole, and what is not.

    Args:
        file: which it is.
        base: its first offset.
        data: all of it.

    Raises:
        OtherVersion: it has a frame of another version.

    Complexity: O(bytes); some 3 us a frame.
    """

    def __init__(self, file: Path, base: int, data: Bytes) -> None:
        self.segment = Segment(file, base)
        self.bad: list[Bad] = []
        self.acknowledged = base  # what its frames say
        self.producers = Producers()
        self.frames = 0
        self.nbytes = len(data)
        self._look(data, memoryview(data))

    def _look(self, data: Bytes, view: "memoryview[int]") -> None:
        position: int | None = 0
        while position is not None and position < len(view):
            found = self._frame(view, position)
            if isinstance(found, str):
                position = self._skip(data, view, position, found)
            else:
                self._take(view, position, found)
                position += found.frame_bytes

    def _frame(self, view: "memoryview[int]", position: int) -> Header | str:
        """Give the whole frame of a place, if it can stand there."""
        base, expected = self.segment.base, self.segment.end
        found = read_frame(view, base, position)
        if isinstance(found, str):
            return found
        if found.version != VERSION:
            raise OtherVersion(
                f"{self.segment.file} has version {found.version}, and {VERSION} can be read"
            )
        if found.first < expected or (found.kind == HEAD) != (position == 0):
            return "a frame that belongs elsewhere"
        if found.first > expected and not (self.bad and self.bad[-1].until == position):
            return _GAP
        return found

    def _take(self, view: "memoryview[int]", position: int, header: Header) -> None:
        self.segment.note(position, header)
        self.acknowledged = max(self.acknowledged, header.acknowledged)
        if header.kind == HEAD:
            start = position + HEADER_BYTES
            table = view[start : start + header.payload_bytes]
            self.producers.note_all(Producers.unpack(table))
        else:
            self.producers.note_frame(header)
            self.frames += 1

    def _skip(self, data: Bytes, view: "memoryview[int]", position: int, what: str) -> int | None:
        """Note a bad place, and go to the next whole frame that can follow it."""
        bad = Bad(position, self.segment.end, what, None, len(view))
        here = position if what == _GAP else position + 1
        at = find_frame(data, view, self.segment.base, here)
        while at is not None:
            header = read_frame(view, self.segment.base, at)
            if not isinstance(header, str) and header.first >= bad.first and header.kind != HEAD:
                bad.end, bad.until = header.first, at
                break
            at = find_frame(data, view, self.segment.base, at + 1)
        self.bad.append(bad)
        self.segment.holes[position] = bad.until
        return at
