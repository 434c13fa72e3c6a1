"""Name what the layers need of a log, and keep events in memory where there is no disk.

The layers read a log again and again: from its start, from an offset, several logs as one. They
never write to it. What stands in it is the truth; all that they count can be made of it again.

    offset     0   1   2 | 3   4 | 5        three batches of events, as they were appended
               one frame   next    last
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

import numpy as np

from twitlab.arguments import check_has, check_int, check_kind, shown
from twitlab.errors import BadType
from twitlab.log import Batch, Events

BLOCK: Final = 1 << 16  # events


class Log(Protocol):
    """Give events by offset, in the order in which they were appended, as `EventLog` does."""

    @property
    def start(self) -> int:
        """The offset of the first event that is still there."""
        ...

    @property
    def readable(self) -> int:
        """The offset behind the last that can be read."""
        ...

    def batches(
        self, start: int | None = None, end: int | None = None, *, least: int = 1
    ) -> Iterator[Batch]:
        """Give the events from one offset to another; damage may have taken some between them."""
        ...


def check_log(name: str, log: object) -> None:
    """Refuse what the layers cannot read as a log."""
    check_has(name, log, "start", "readable", "batches")


class EventsInMemory:
    """Keep batches of events as a log does, without a disk: for a lesson, and for tests.

    What the model leaves out: all that makes a log one. Nothing survives the process.

    Args:
        batches: what was appended, the first first.

    Raises:
        BadType: batches hold something else.

    >>> log = EventsInMemory([Events(np.array([7, 8]), 0, 40, 1), Events(9, 5, 41, 1)])
    >>> log.readable, [(each.first, len(each)) for each in log.batches(1)]
    (3, [(1, 1), (2, 1)])
    """

    def __init__(self, batches: Iterable[Events] = ()) -> None:
        self._batches: list[Events] = []
        self._ends: list[int] = []  # the offset behind each batch
        if not isinstance(batches, Iterable):
            raise BadType(f"batches must be Events, one after another, got {shown(batches)}")
        for batch in batches:
            self.append(batch)

    @property
    def start(self) -> int:
        """The offset of the first event: nothing is ever dropped."""
        return 0

    @property
    def readable(self) -> int:
        """The offset behind the last."""
        return self._ends[-1] if self._ends else 0

    def append(self, batch: Events) -> None:
        """Keep a batch behind the others.

        Raises:
            BadType: batch is no Events.
        """
        check_kind("batch", batch, Events, "")
        if len(batch):
            self._ends.append(self.readable + len(batch))
            self._batches.append(batch)

    def batches(
        self, start: int | None = None, end: int | None = None, *, least: int = 1
    ) -> Iterator[Batch]:
        """Give the events from one offset to another, a batch at a time.

        Args:
            start: the first offset; None for the first that there is.
            end: the offset behind the last; None for all.
            least: batches of fewer events are copied together until they have so many.

        Raises:
            BadType: an offset is not an int.
            BadValue: an offset is beyond the end, or the end is before the start.

        Complexity: O(log batches), and O(1) for a batch of `least` events or more.
        """
        least = check_int("least", least, 1, None)
        low = check_int("start", 0 if start is None else start, 0, self.readable)
        high = check_int("end", self.readable if end is None else end, low, self.readable)
        some: list[Events] = []
        for batch in self._between(low, high):
            some.append(batch)
            if (count := sum(map(len, some))) >= least:
                yield Batch(low, _joined(some))
                low, some = low + count, []
        if some:
            yield Batch(low, _joined(some))

    def _between(self, low: int, high: int) -> Iterator[Events]:
        at = int(np.searchsorted(self._ends, low, side="right"))
        while low < high:
            begin = self._ends[at] - len(self._batches[at])
            yield self._batches[at][low - begin : high - begin]
            low = self._ends[at]
            at += 1


class SeveralLogs:
    """Read several logs as one: that of each gateway, one behind the other.

    What is appended later is not seen until `grow`. Then it stands behind all that there was: no
    offset moves, so a run over these logs can go on.

    Args:
        logs: any number.

    Raises:
        BadType: logs is no sequence of logs.

    >>> one, other = EventsInMemory([Events(7, 0, 40, 1)]), EventsInMemory([Events(8, 0, 41, 1)])
    >>> logs = SeveralLogs([one, other])
    >>> logs.readable, [(each.first, each.events.keys.tolist()) for each in logs.batches(1)]
    (2, [(1, [41])])
    """

    def __init__(self, logs: Sequence[Log]) -> None:
        if not isinstance(logs, Sequence):
            raise BadType(f"logs must be a sequence of logs, got {type(logs).__name__}")
        for each in logs:
            check_log("logs", each)
        self._parts = [(each, each.start, each.readable) for each in logs]
        self._ends = [(each, end) for each, _, end in self._parts]  # up to where each is taken in

    def grow(self) -> int:
        """Take in what was appended to any of the logs since, behind the rest.

        Returns:
            How many events.

        Complexity: O(logs) each time, and as much more a reading.
        """
        new = [(log, end, log.readable) for log, end in self._ends]
        self._parts += [(log, start, end) for log, start, end in new if end > start]
        self._ends = [(log, end) for log, _, end in new]
        return sum(end - start for _, start, end in new)

    @property
    def start(self) -> int:
        """The offset of the first event of all: what one log has dropped is not told."""
        return 0

    @property
    def readable(self) -> int:
        """The offset behind the last."""
        return sum(end - start for _, start, end in self._parts)

    def batches(
        self, start: int | None = None, end: int | None = None, *, least: int = 1
    ) -> Iterator[Batch]:
        """Give the events from one offset to another, log by log.

        Raises:
            BadType: an offset is not an int.
            BadValue: an offset is beyond the end, or the end is before the start.
        """
        least = check_int("least", least, 1, None)
        low = check_int("start", 0 if start is None else start, 0, self.readable)
        high = check_int("end", self.readable if end is None else end, low, self.readable)
        begin = 0
        for log, first, last in self._parts:
            moved, behind = begin - first, begin + last - first
            if low < behind and begin < high:
                some = max(low, begin) - moved, min(high, behind) - moved
                for batch in log.batches(*some, least=least):
                    yield Batch(batch.first + moved, batch.events)
            begin = behind


def _joined(batches: Sequence[Events]) -> Events:
    if len(batches) == 1:
        return batches[0]
    columns = ("event_ids", "times_ms", "keys", "authors")
    return Events.checked(*(np.concatenate([getattr(b, n) for b in batches]) for n in columns))


def blocks(log: Log, start: int, end: int) -> Iterator[tuple[int, Events]]:
    """Read events in blocks for which it is worth its while to begin, each with its first offset.

    >>> log = EventsInMemory([Events(7, 0, 40, 1)] * 5)
    >>> [(first, len(events)) for first, events in blocks(log, 2, 5)]
    [(2, 3)]
    """
    return ((batch.first, batch.events) for batch in log.batches(start, end, least=BLOCK))
