"""Count the flushes of one partition, each once, and put minutes that are over into files.

    12:00:58  flush 3-17 of 12:00    held
    12:01:01  flush 3-17 of 12:00    dropped: it came before
    12:01:02  flush 5-40 of 12:00    held: one gateway was slow
    12:01:05  12:00 is closed        one file
    12:01:30  flush 3-18 of 12:00    late: held, and in a further file of 12:00 soon

Who reads the files has exact counts that are minutes old.
"""

from pathlib import Path
from typing import Final

from twitlab.arguments import check_bool, check_has, check_int, check_kind
from twitlab.clock import Clock
from twitlab.log.buffer import Minute
from twitlab.log.flush import MAX_NUMBER, MS_PER_MINUTE, Flush
from twitlab.log.minute_files import Counts, MinuteFiles, add_up, check_minutes
from twitlab.log.seen import WINDOW, Seen

FILE_ROWS: Final = 65_536
LATE_MS: Final = 5_000
_NO_WINDOW: Final = 1 << 63


class PartitionProcessor:
    """Take flushes, drop those that came before, and write closed minutes into files.

    The model: one partition. What is held in memory is gone when the processor dies, and what is in
    files is not. A file says which flushes it has, so a processor that comes back knows from which
    on it needs them again (`next_sequence`), and the gateways make them from their logs
    (`Gateway.replay`). A minute is closed late_ms after its end; a flush that is later still is
    written all the same, into a further file. Two processors in one folder would each lack what the
    other has, so the second is refused, until the first is closed or its process is gone. What the
    model leaves out: a replica that goes on meanwhile.

    Args:
        folder: for the files of this partition, of which it is the only writer.
        clock: of this machine. One that is wrong closes minutes early or late: the counts are the
            same, in more files or later.
        file_rows: about how many rows are held at most, and are in a file; 1 or more.
        late_ms: how long after its end a minute is waited for.
        window: how many flushes of a gateway may come before one that is missing.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range, or another processor has the folder open.
        DamagedFile: a file is damaged or missing.

    Complexity: O(rows) a flush; space O(file_rows + gateways * window).

    >>> from tempfile import TemporaryDirectory
    >>> from twitlab.clock import SystemClock
    >>> import numpy as np
    >>> flush = Flush(3, 0, 600, np.array([40, 41]), np.array([90, 2]))
    >>> with TemporaryDirectory() as at, PartitionProcessor(at, clock=SystemClock()) as one:
    ...     one.take(flush), one.take(flush), one.write(), len(one.files)
    (True, False, 1, 1)
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        clock: Clock,
        file_rows: int = FILE_ROWS,
        late_ms: int = LATE_MS,
        window: int = WINDOW,
    ) -> None:
        self._file_rows = check_int("file_rows", file_rows, 1, None)
        self._late_ms = check_int("late_ms", late_ms, 0, None)
        window = check_int("window", window, 1, None)
        check_has("clock", clock, "now_ms")
        self._clock = clock
        self._files = MinuteFiles(folder, is_writer=True)
        self._seen = self._files.seen(window)
        self._written = self._files.seen(_NO_WINDOW)
        self._held: list[Flush] = []
        self._rows = 0  # of those held; an empty one counts as one
        self.repeats = 0  # dropped so far

    @property
    def files(self) -> MinuteFiles:
        """What is written."""
        return self._files

    def take(self, flush: Flush) -> bool:
        """Count a flush, unless it came before.

        Returns:
            Whether it is new. Either way it has arrived, and is to be answered.

        Raises:
            BadType: flush is none.
            BadValue: its sequence or minute is beyond 2**63 - 1, or the processor is closed.
            TooFarAhead: too many before it are missing; it was not taken, and may come again later.
            OSError: what is held fills a file, and the disk refuses it; the flush was not taken.

        Complexity: O(1), and a file when enough is held.
        """
        check_kind("flush", flush, Flush)
        for name in ("sequence", "minute"):
            check_int(name, getattr(flush, name), 0, MAX_NUMBER)
        self._files.check_writer()
        if self._rows >= self._file_rows:
            self._write(self._held, [])
        if not self._seen.add(flush.gateway, flush.sequence):
            self.repeats += 1
            return False
        self._held.append(flush)
        self._rows += max(1, len(flush))
        return True

    def write(self, *, closed_only: bool = True) -> int:
        """Write the minutes that are closed, or all that is held, as before a planned stop.

        Returns:
            How many flushes are in the new file; 0 if there is none.

        Raises:
            BadValue: the processor is closed, or somebody else has written into the folder; all
                stays held.
            OSError: the disk refuses; all stays held.

        Complexity: O(rows held), sorted.
        """
        check_bool("closed_only", closed_only)
        self._files.check_writer()
        before = self.closed_before
        done = [each for each in self._held if not closed_only or each.minute < before]
        if done:
            left = [each for each in self._held if closed_only and each.minute >= before]
            self._write(done, left)
        return len(done)

    @property
    def closed_before(self) -> int:
        """The first minute that is not closed."""
        return max(0, self._clock.now_ms() - self._late_ms) // MS_PER_MINUTE

    def next_sequence(self, gateway: int) -> int:
        """Say from which flush of a gateway on something is missing here.

        Complexity: O(1).
        """
        return self._seen.next(gateway)

    def counts(self, start: int, end: int) -> Counts:
        """Give the counts of minutes from start to before end: of the files, and of what is held.

        Raises:
            BadType: start or end is no int.
            BadValue: start is below 0, or end before it.

        Complexity: O(rows of these minutes), sorted.
        """
        check_minutes(start, end)
        held = [(each.keys, each.counts) for each in self._held if start <= each.minute < end]
        return add_up([self._files.counts(start, end), *held])

    def close(self) -> None:
        """Let another processor in; what is held is in no file. A second time does nothing."""
        self._files.close()

    def __enter__(self) -> "PartitionProcessor":
        """Give the processor."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def check_invariants(self) -> None:
        """Assert what must hold between any two calls."""
        self._seen.check_invariants()
        self._written.check_invariants()
        assert self._rows == sum(max(1, len(each)) for each in self._held)
        names = [(each.gateway, each.sequence) for each in self._held]
        assert len(names) == len(set(names))
        assert not any(self._written.has(*name) for name in names)
        assert all(self._seen.has(*name) for name in names)

    def _write(self, done: list[Flush], left: list[Flush]) -> None:
        written = Seen.of(self._written.columns(), _NO_WINDOW)
        for each in done:
            written.add(each.gateway, each.sequence)
        self._files.write(_by_minute(done), written)
        self._written, self._held = written, left
        self._rows = sum(max(1, len(each)) for each in left)


def _by_minute(flushes: list[Flush]) -> list[Minute]:
    """Add up the flushes of each minute; minutes ascend."""
    minutes: dict[int, list[Counts]] = {}
    for each in flushes:
        minutes.setdefault(each.minute, []).append((each.keys, each.counts))
    return [(minute, *add_up(minutes[minute])) for minute in sorted(minutes)]
