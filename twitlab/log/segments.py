"""Keep the log in files of a stated size, so that old records can go without copying the rest.

    0000000000000000000.log    records 0 to 899       full: it never changes again
    0000000000000000900.log    records 900 to 1,799   full
    0000000000000001800.log    records 1,800 to ...   written to
    drop, keep 1 file's bytes: the first two go, oldest first; the log starts at 1,800

A file is named after its first offset. It begins with a frame that has no record, but the table of
producers. The file before it is synced first: so all was acknowledged that stands in a file which
is not the last.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from twitlab.log.files import Files, OpenFile
from twitlab.log.frames import (
    HEAD,
    HEADER_BYTES,
    NO_SEQUENCE,
    VERSION,
    Header,
    pack_header,
)
from twitlab.log.payloads import Payload
from twitlab.log.segment import Placed, Segment

_NAME: Final = re.compile(r"(\d{19})\.log")


class Segments:
    """Keep the files of a log; the last one is written to.

    Its caller lets one thread at a time write, begin or drop. Who reads takes no lock.

    Args:
        folder: where they are.
        files: how the disk is reached.
        items: what was found, the oldest first.
        is_open: whether the last of them is to be written to; if not, `begin` is called first.
    """

    def __init__(self, folder: Path, files: Files, items: list[Segment], is_open: bool) -> None:
        self._folder, self._files = folder, files
        self.items = items  # never changed in place: who reads keeps the list that he took
        # The file that is written to, and the offset up to which all is written to it or before.
        self._written = (files.open(items[-1].file), items[-1].end) if is_open else None
        self._retired: list[OpenFile] = []  # of full files; another thread may still be at one

    @property
    def start(self) -> int:
        """The first offset that was not dropped."""
        return self.items[0].base

    @property
    def end(self) -> int:
        """The offset that the next record gets."""
        return self.items[-1].end

    @property
    def nbytes(self) -> int:
        """Count the bytes of all files."""
        return sum(each.size for each in self.items)

    def is_full(self, nbytes: int, segment_bytes: int) -> bool:
        """Say whether so many bytes more belong into a new file."""
        last = self.items[-1]
        return last.end > last.base and last.size + HEADER_BYTES + nbytes > segment_bytes

    def begin(self, base: int, table: bytes, now_ms: int) -> None:
        """Begin a new file; all before it must be on the disk.

        Raises:
            OSError: the disk refuses; then the last file is as it was.
        """
        segment = Segment(segment_file(self._folder, base), base)
        head = Header(
            VERSION, HEAD, 0, len(table), 0, NO_SEQUENCE, base, now_ms, base, zlib.crc32(table)
        )
        opened = self._files.open(segment.file)
        try:
            opened.truncate(0)
            opened.append(pack_header(head, base, 0) + table)
            opened.sync()
            self._files.sync_folder(self._folder)
        except BaseException:
            opened.close()
            with suppress(OSError):
                self._files.remove(segment.file)
            raise
        segment.note(0, head)
        before, self._written = self._written, (opened, base)
        self.items = [*self.items, segment]
        if before is not None:
            self._retired.append(before[0])

    def write(self, payload: Payload, producer: int, sequence: int, now_ms: int, done: int) -> int:
        """Write a batch behind the last, and give its first offset.

        Raises:
            OSError: the disk refuses; then the file is as it was.
        """
        last = self.items[-1]
        assert self._written is not None
        file, _ = self._written
        header = Header(
            VERSION,
            payload.kind,
            payload.records,
            len(payload.data),
            producer,
            sequence,
            last.end,
            now_ms,
            done,
            payload.sum,
        )
        position = last.size
        file.append(pack_header(header, last.base, position) + payload.data)
        last.note(position, header)
        self._written = (file, header.end)
        return header.first

    def cut(self, size: int) -> None:
        """Cut off what a recovery found behind the last frame."""
        assert self._written is not None
        self._written[0].truncate(size)

    def sync(self) -> int:
        """Make what was written last, and say up to which offset; one thread at a time does this.

        Complexity: a sync.
        """
        assert self._written is not None
        file, end = self._written
        file.sync()
        self._close_retired()
        return end

    def _close_retired(self) -> None:
        while self._retired:
            self._retired.pop().close()

    def walk(self, start: int, end: int) -> Iterator[Placed]:
        """Give the frames that have records from start to end.

        Complexity: O(frames).
        """
        items = self.items
        at = max(bisect_right([each.base for each in items], start) - 1, 0)
        for segment in items[at:]:
            if segment.base >= end:
                return
            for placed in segment.walk(self._files, start):
                if placed.header.first >= end:
                    return
                if placed.header.kind != HEAD:
                    yield placed

    def old(self, before_ms: int | None, keep_bytes: int | None) -> int:
        """Say how many files may go: full ones only, from the oldest on."""
        count, nbytes = 0, self.nbytes
        for each in self.items[:-1]:
            is_old = before_ms is not None and each.newest_ms < before_ms
            is_much = keep_bytes is not None and nbytes - each.size >= keep_bytes
            if not (is_old or is_much):
                break
            nbytes -= each.size
            count += 1
        return count

    def drop(self, count: int) -> None:
        """Remove the oldest files; the next opening removes what is left if this is cut short."""
        gone, self.items = self.items[:count], self.items[count:]
        for each in gone:
            self._files.remove(each.file)
        self._files.sync_folder(self._folder)

    def close(self) -> None:
        """Write no more."""
        self._close_retired()
        if self._written is not None:
            self._written[0].close()
        for each in self.items:
            each.release()

    def check_invariants(self) -> None:
        """Assert that the files follow each other."""
        for each in self.items:
            each.check_invariants()
        for before, after in zip(self.items, self.items[1:]):
            assert before.end <= after.base
        assert self._written is not None
        assert self._written[0].size == self.items[-1].size
        assert self._written[1] == self.items[-1].end


def segment_file(folder: Path, base: int) -> Path:
    """Give the name of the file that begins with an offset."""
    return folder / f"{base:019}.log"


def bases_of(names: list[str]) -> list[int]:
    """Give the first offsets of the files of a folder, ascending.

    >>> bases_of(["mark", "0000000000000000900.log"])
    [900]
    """
    return sorted(int(found[1]) for name in names if (found := _NAME.fullmatch(name)))
