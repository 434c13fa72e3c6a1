"""Find out what a log still has after a kill, a power cut or damage: all that it acknowledged.

The promise: acknowledged is in recovered, recovered is in handed in; each record once, in order.

    on the disk        frames at offsets   0   3   7   9  (bytes that are no frame)
    the mark says      acknowledged 9:     the bytes at the end are a torn tail, cut off
    the mark says      acknowledged 12:    records 9 to 11 are lost, and that is said
    3 is no frame      and 7 is:           4 records are lost if anything says that 3 was
                                           acknowledged; if nothing does, a power cut wrote 7
                                           before 3, and both are cut off

How far all was acknowledged is known from the mark, from each whole frame, and from the names of
the files. What that cannot tell: after a power cut the mark may be old. If then the *last* batches
that were acknowledged are damaged too, and no later frame says so, they look like a torn tail.
"""

import itertools
from dataclasses import dataclass
from pathlib import Path

from twitlab.columns import PART, at_once
from twitlab.errors import BadValue
from twitlab.log.consumers import NAME as CONSUMERS
from twitlab.log.files import LOCK, Files
from twitlab.log.mark import NAME as MARK
from twitlab.log.mark import Mark, read_mark
from twitlab.log.producers import Producers
from twitlab.log.scan import Bad, Scan
from twitlab.log.segments import bases_of, segment_file


@dataclass(frozen=True, slots=True)
class Loss:
    """Say what was acknowledged and is no longer there.

    Args:
        file: where it was.
        position: at which byte.
        first: the first offset that is lost.
        end: the offset after the last; first, if no record is lost but something else.
        what: what was found in its place.
    """

    file: str
    position: int
    first: int
    end: int
    what: str

    def __str__(self) -> str:
        return (
            f"{self.file} at byte {self.position}: {self.what}; lost are {self.end - self.first} "
            f"records from offset {self.first}"
        )


@dataclass(frozen=True, slots=True)
class Torn:
    """Say what was cut off at the end: it was never acknowledged, as far as is known.

    Args:
        file: where it was.
        position: at which byte.
        nbytes: how many bytes.
        first: which offset the next record gets.
    """

    file: str
    position: int
    nbytes: int
    first: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """Say what opening a log found.

    Args:
        start: the first offset.
        end: the offset that comes next.
        frames: how many whole ones there are.
        nbytes: how many bytes were read.
        torn: what was cut off at the end, or None.
        losses: what was acknowledged and is gone.
    """

    start: int
    end: int
    frames: int
    nbytes: int
    torn: Torn | None
    losses: tuple[Loss, ...]


class Recovered:
    """Find all files of a log, and judge what is missing; nothing is changed yet.

    Args:
        folder: of the log.
        files: how the disk is reached.
        is_copy: whether frames say what another disk has, so that nothing follows for this one.

    Raises:
        OtherVersion: a file has a frame of another version.

    Complexity: O(bytes), by as many threads as there are cores.
    """

    def __init__(self, folder: Path, files: Files, *, is_copy: bool = False) -> None:
        self.losses: list[Loss] = []
        self.torn: Torn | None = None
        self.producers = Producers()
        names = files.names(folder)
        mark, bases = read_mark(folder, files), bases_of(names)
        scans = self._scan(folder, files, bases)
        kept = [
            scan
            for scan, follows in zip(scans, [*bases[1:], None])
            if mark is None or follows is None or follows > mark.start
        ]
        self.dropped = [s.segment.file for s in scans if s not in kept]  # a drop that was cut short
        self._check_mark(folder, mark, kept, MARK in names)
        self.leader = mark[2:] if mark else (0, 0)
        said = [scan.segment.base if is_copy else scan.acknowledged for scan in kept]
        self.end = max([mark.acknowledged if mark else 0, *said])
        for scan, after in itertools.pairwise(kept):
            self._judge_full(scan, after.segment.base)
        self.is_open = bool(kept) and self._judge_last(kept, files)
        for scan in kept:
            self.producers.note_all(scan.producers)
        self.segments = [scan.segment for scan in kept]
        self.start = self.segments[0].base if kept else self.end
        self.frames = sum(scan.frames for scan in kept)
        self.nbytes = sum(scan.nbytes for scan in kept)

    @property
    def mark(self) -> Mark:
        """What can be said of the log once all that was found is on the disk."""
        return Mark(self.start, self.end, *self.leader)

    def lose_consumers(self, folder: Path) -> None:
        """Note that the consumers' offsets are gone."""
        what = "the consumers' offsets are changed"
        self._lose(folder / CONSUMERS, 0, self.start, self.start, what)

    def report(self) -> Recovery:
        """Say what was found."""
        losses = tuple(self.losses)
        return Recovery(self.start, self.end, self.frames, self.nbytes, self.torn, losses)

    @staticmethod
    def _scan(folder: Path, files: Files, bases: list[int]) -> list[Scan]:
        def look(base: int) -> Scan:
            file = segment_file(folder, base)
            return Scan(file, base, files.map(file))

        return at_once(look, bases)

    def _check_mark(
        self, folder: Path, mark: Mark | None, scans: list[Scan], is_there: bool
    ) -> None:
        first = scans[0].segment.base if scans else None
        if mark is None and first is not None:
            what = "changed" if is_there else "missing"
            self._lose(folder / MARK, 0, first, first, f"the mark is {what}")
        elif mark is not None and mark.start < (mark.acknowledged if first is None else first):
            until = mark.acknowledged if first is None else first
            file = segment_file(folder, mark.start)
            self._lose(file, 0, mark.start, until, "the file is missing")

    def _judge_full(self, scan: Scan, follows: int) -> None:
        """Note what is missing of a file that is not the last: all of it was acknowledged."""
        segment = scan.segment
        for bad in scan.bad:
            end = follows if bad.end is None else bad.end
            self._lose(segment.file, bad.position, bad.first, end, bad.what)
        if segment.end < follows and not (scan.bad and scan.bad[-1].end is None):
            self._lose(segment.file, scan.nbytes, segment.end, follows, "the file was cut")

    def _judge_last(self, scans: list[Scan], files: Files) -> bool:
        """Tell a tear from damage at the end; say whether the last file can be written to."""
        scan = scans[-1]
        for bad in scan.bad:
            is_begun = bad.position == 0 and bad.end is not None  # its head was synced before all
            if bad.first >= self.end and not is_begun:
                return self._cut(scans, bad, files)
            end = self.end if bad.end is None else bad.end
            self._lose(scan.segment.file, bad.position, bad.first, end, bad.what)
        if scan.segment.end < self.end:
            if not (scan.bad and scan.bad[-1].end is None):
                what = "the file was cut"
                self._lose(scan.segment.file, scan.nbytes, scan.segment.end, self.end, what)
            return False
        self.end = scan.segment.end
        if not scan.nbytes:
            scans.pop()  # not even its head was written
        return scan.nbytes > 0

    def _cut(self, scans: list[Scan], bad: Bad, files: Files) -> bool:
        """Leave off what follows a bad place, as if it had never come."""
        whole = scans.pop()
        segment = whole.segment
        nbytes = whole.nbytes - bad.position
        self.torn = Torn(str(segment.file), bad.position, nbytes, bad.first)
        self.end = bad.first
        if bad.position:
            data = files.map(segment.file)[: bad.position]
            scans.append(Scan(segment.file, segment.base, data))
        return bad.position > 0

    def _lose(self, file: Path, position: int, first: int, end: int, what: str) -> None:
        self.losses.append(Loss(str(file), position, first, end, what))


def check_folder(folder: Path, files: Files) -> None:
    """Refuse a folder that has something else in it than a log.

    Raises:
        BadValue: it has, or is a file.
    """
    try:
        names = files.names(folder)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise BadValue(f"folder must be a folder or new, got the file {folder}") from None
    others = sorted(set(names) - {LOCK, MARK, CONSUMERS, MARK + PART, CONSUMERS + PART})
    if others and not bases_of(names) and MARK not in names:
        raise BadValue(f"folder must be empty or have a log, got {folder} with {others[0]}")
