"""Count keys by hour while a log is read: keep what came, and add it up when it is much.

    block      10:58 10:59 11:00 11:01      two hours: its rows are dealt to both
    pending    hour 10: 4 M keys    hour 11: 20 k keys        4.02 M, and 4 M are allowed
    added up   hour 10: 600 k different keys, with counts     what has most is added up

Most of a log comes in the order of time, so an hour is mostly added up once. What comes late for it
is added up by itself, and the two are put together at the end.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from twitlab.columns import Ints, group
from twitlab.counting.layers.hour_files import HourFiles
from twitlab.counting.layers.hours import MS_PER_HOUR, ExactHour
from twitlab.counting.top_k import count_all
from twitlab.log import Events

_NEAR: Final = 8  # hours in one block, up to which each is compared with all rows


class Tally:
    """Count keys by hour, in memory for so many events that are not added up yet.

    Args:
        pending: how many events.
        counted_bytes: how much the counts may have in memory before they go to files.
        files: where they go; None to keep all in memory.

    Complexity: O(events) for dense keys, as `count_all`; 16 bytes for each key of each hour.
    """

    def __init__(
        self, pending: int, counted_bytes: int = 0, files: HourFiles | None = None
    ) -> None:
        self._most = pending
        self._most_bytes = counted_bytes
        self._files = files
        self.pending = 0  # events that wait
        self._pending: dict[int, list[Ints]] = {}
        self._counted: dict[int, Runs] = {}

    @property
    def counted_bytes(self) -> int:
        """Count the bytes of counts in memory."""
        return sum(runs.nbytes for runs in self._counted.values())

    def add(self, events: Events) -> None:
        """Take events of any hours."""
        for hour, keys in by_hour(events):
            self._pending.setdefault(hour, []).append(keys)
            self.pending += len(keys)
        while self.pending > self._most:
            self._add_up(max(self._pending, key=self._waiting))

    def hours(self) -> Iterator[ExactHour]:
        """Add up what is left, and give the hours in their order."""
        for hour in [*self._pending]:
            self._add_up(hour)
        for hour in sorted(self._counted):
            keys, counts = self._counted.pop(hour).all()
            yield ExactHour(hour, int(counts.sum()), keys, counts)

    def _waiting(self, hour: int) -> int:
        return sum(map(len, self._pending[hour]))

    def _add_up(self, hour: int) -> None:
        keys = np.concatenate(self._pending.pop(hour))
        self.pending -= len(keys)
        self._counted.setdefault(hour, Runs()).add(*count_all(keys))
        if self._files is not None:
            self._spill(self._files)

    def _spill(self, files: HourFiles) -> None:
        """Write counts to files, those of the hour with the most of them first."""
        while self.counted_bytes > self._most_bytes:
            max(self._counted.values(), key=lambda runs: runs.nbytes).spill(files)


class Runs:
    """Add up counts that come in parts; each is larger than twice the next, so they are few."""

    def __init__(self) -> None:
        self._parts: list[tuple[Ints, Ints]] = []
        self._spilled: list[tuple[Ints, Ints]] = []  # mapped from files

    @property
    def nbytes(self) -> int:
        """Count the bytes of keys and counts in memory."""
        return sum(keys.nbytes + counts.nbytes for keys, counts in self._parts)

    def add(self, keys: Ints, counts: Ints) -> None:
        """Take different keys, ascending, with their counts; O(log parts) for each, in the mean."""
        self._parts.append((keys, counts))
        parts = self._parts
        while len(parts) > 1 and len(parts[-2][0]) <= 2 * len(parts[-1][0]):
            parts[-2:] = [joined(parts[-2:])]

    def all(self) -> tuple[Ints, Ints]:
        """Give all keys, ascending, and their counts; at least one part has come."""
        if len(self._parts) > 1 or self._spilled:
            self._parts = [joined([*self._spilled, *self._parts])]
            self._spilled = []
        return self._parts[0]

    def spill(self, files: HourFiles) -> None:
        """Write what is in memory to a file; what was written before stays where it is."""
        self._spilled.append(files.keep(*joined(self._parts)))
        self._parts = []


def joined(parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Add up keys with counts; keys ascend in what is given.

    Complexity: O(keys log keys).
    """
    keys, counts = zip(*parts)
    return count_all(np.concatenate(keys), np.concatenate(counts))


def by_hour(events: Events) -> Iterator[tuple[int, Ints]]:
    """Give the keys of each hour.

    Events of one hour, as most that come together are, are not copied. To divide each time costs
    more than all else here, so it is done only where hours are many.

    Complexity: O(events) for few hours, else a sort.
    """
    times, keys = events.times_ms, events.keys
    if not len(times):
        return
    first, last = (int(each) // MS_PER_HOUR for each in (times.min(), times.max()))
    if first == last:
        yield first, keys
    elif last - first < _NEAR:
        for hour in range(first, last + 1):
            some = keys[(times >= hour * MS_PER_HOUR) & (times <= (hour + 1) * MS_PER_HOUR - 1)]
            if len(some):
                yield hour, some
    else:
        for hour, at in group(times // MS_PER_HOUR):
            yield hour, keys[at]
