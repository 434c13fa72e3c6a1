"""Name what the layers need of a log, and keep events in memory where there is no disk.

The layers read a log again and again: from its start, from an offset, several logs as one. They
never write to it. What stands in it is the truth; all that they count can be made of it again.

    offset     0   1   2 | 3   4 | 5        three batches of events, as they were appended
               one frame   next    last
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadType
from twitlab.log import Events


class Log(Protocol):
    """Give events by offset, in the order in which they were appended."""

    @property
    def start(self) -> int:
        """The offset of the first event that is still there."""
        ...

    @property
    def end(self) -> int:
        """The offset behind the last."""
        ...

    def events(self, start: int | None = None, end: int | None = None) -> Iterator[Events]:
        """Give the events from one offset to another, some at a time."""
        ...


class EventsInMemory:
    """Keep batches of events as a log does, without a disk: for a lesson, and for tests.

    What the model leaves out: all that makes a log one. Nothing survives the process.

    Args:
        batches: what was appended, the first first.

    Raises:
        BadType: batches hold something else.

    >>> log = EventsInMemory([Events(np.array([7, 8]), 0, 40, 1), Events(9, 5, 41, 1)])
    >>> log.end, [each.event_ids.tolist() for each in log.events(1)]
    (3, [[8], [9]])
    """

    def __init__(self, batches: Iterable[Events] = ()) -> None:
        self._batches: list[Events] = []
        self._ends: list[int] = []  # the offset behind each batch
        for batch in batches:
            self.append(batch)

    @property
    def start(self) -> int:
        """The offset of the first event: nothing is ever dropped."""
        return 0

    @property
    def end(self) -> int:
        """The offset behind the last."""
        return self._ends[-1] if self._ends else 0

    def append(self, batch: Events) -> None:
        """Keep a batch behind the others.

        Raises:
            BadType: batch is no Events.
        """
        if not isinstance(batch, Events):
            raise BadType(f"batch must be Events, got {batch!r:.80}")
        self._ends.append(self.end + len(batch))
        self._batches.append(batch)

    def events(self, start: int | None = None, end: int | None = None) -> Iterator[Events]:
        """Give the events from one offset to another, a batch at a time.

        Raises:
            BadType: an offset is not an int.
            BadValue: an offset is beyond the end, or the end is before the start.

        Complexity: O(log batches), and O(1) a batch: nothing is copied.
        """
        low = check_int("start", 0 if start is None else start, 0, self.end)
        high = check_int("end", self.end if end is None else end, low, self.end)
        at = int(np.searchsorted(self._ends, low, side="right"))
        while low < high:
            begin = self._ends[at] - len(self._batches[at])
            yield self._batches[at][low - begin : high - begin]
            low = self._ends[at]
            at += 1


class SeveralLogs:
    """Read several logs as one: that of each gateway, one behind the other.

    What is appended later is not seen: the offsets of the second log would move.

    Args:
        logs: at least one.

    Raises:
        BadType: logs is no sequence.

    >>> one, other = EventsInMemory([Events(7, 0, 40, 1)]), EventsInMemory([Events(8, 0, 41, 1)])
    >>> logs = SeveralLogs([one, other])
    >>> logs.end, [each.keys.tolist() for each in logs.events(1)]
    (2, [[41]])
    """

    def __init__(self, logs: Sequence[Log]) -> None:
        if not isinstance(logs, Sequence):
            raise BadType(f"logs must be a sequence of logs, got {type(logs).__name__}")
        self._parts = [(each, each.start, each.end) for each in logs]
        self.start = 0
        self.end = sum(end - start for _, start, end in self._parts)

    def events(self, start: int | None = None, end: int | None = None) -> Iterator[Events]:
        """Give the events from one offset to another, log by log.

        Raises:
            BadType: an offset is not an int.
            BadValue: an offset is beyond the end, or the end is before the start.
        """
        low = check_int("start", 0 if start is None else start, 0, self.end)
        high = check_int("end", self.end if end is None else end, low, self.end)
        begin = 0
        for log, first, last in self._parts:
            behind = begin + last - first
            if low < behind and begin < high:
                some = max(low, begin), min(high, behind)
                yield from log.events(*(first + each - begin for each in some))
            begin = behind


def in_blocks(batches: Iterable[Events], least: int) -> Iterator[Events]:
    """Put small batches together, so that what is done for each is worth its while.

    Args:
        batches: as a log gives them.
        least: how many events a block has, but the last; larger batches stay as they are.

    Complexity: O(events) for small batches, which are copied.

    >>> [len(each) for each in in_blocks([Events(7, 0, 40, 1)] * 5, 2)]
    [2, 2, 1]
    """
    some: list[Events] = []
    held = 0
    for batch in batches:
        if not some and len(batch) >= least:
            yield batch
            continue
        some.append(batch)
        held += len(batch)
        if held >= least:
            yield _joined(some)
            some, held = [], 0
    if some:
        yield _joined(some)


def _joined(batches: Sequence[Events]) -> Events:
    if len(batches) == 1:
        return batches[0]
    columns = ("event_ids", "times_ms", "keys", "authors")
    return Events(*(np.concatenate([getattr(b, name) for b in batches]) for name in columns))
