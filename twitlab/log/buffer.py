"""Hold events until they are many or old, and add them up by minute and key.

    most 4 events, most 100 ms      events in         due
    12:00:00.000                    a b               no
    12:00:00.040                    a                 no: 3 events, 40 ms
    12:00:00.060                    c a               yes, by size: a b a c, and the last a stays
    12:00:00.160                                      yes, by age: a

Added up, a b a c are three rows in place of four, and one message in place of four.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from twitlab.arguments import check_bool, check_has, check_int, check_kind
from twitlab.clock import Clock
from twitlab.columns import Ints, group
from twitlab.log.events import Events
from twitlab.log.flush import MS_PER_MINUTE

Minute = tuple[int, Ints, Ints]  # which, its keys ascending, how often each came


@dataclass(slots=True)
class _Batch:
    since_ms: int  # when it was taken, on the buffer's watch
    minutes: Ints
    keys: Ints


class Buffer:
    """Hold events, bounded by their number and by the age of the oldest.

    The model: age is the time since an event was taken, whatever time it says of itself. A clock
    that is set back lets no time pass; what passed before is not forgotten. What the model leaves
    out: a bound on what is held when nobody cuts; the gateway has it.

    Args:
        max_events: how many make it due, 1 or more.
        max_age_ms: how old the oldest makes it due, 0 or more.
        clock: of this machine.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: 16 bytes an event.
    """

    def __init__(self, max_events: int, max_age_ms: int, clock: Clock) -> None:
        self._max_events = check_int("max_events", max_events, 1, None)
        self._max_age_ms = check_int("max_age_ms", max_age_ms, 0, None)
        check_has("clock", clock, "now_ms")
        self._clock = clock
        self._read_ms = clock.now_ms()
        self._latest_ms = self._read_ms
        self._passed_ms = 0  # the steps forward of all readings
        self._batches: deque[_Batch] = deque()  # no empty one; since_ms never falls
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def now_ms(self) -> int:
        """Read the clock, and give the latest that it ever said.

        Complexity: O(1).
        """
        now_ms = self._clock.now_ms()
        self._passed_ms += max(0, now_ms - self._read_ms)
        self._read_ms = now_ms
        self._latest_ms = max(self._latest_ms, now_ms)
        return self._latest_ms

    def add(self, events: Events, *, is_old: bool = False) -> None:
        """Copy what is counted of events.

        Args:
            events: any number.
            is_old: whether they are due at once, as those are that waited for a restart.

        Raises:
            BadType: events are no Events, or is_old no bool.

        Complexity: O(events).
        """
        check_kind("events", events, Events, "")
        check_bool("is_old", is_old)
        if not len(events):
            return
        self.now_ms()
        since_ms = self._passed_ms - self._max_age_ms * is_old
        self._batches.append(
            _Batch(since_ms, events.times_ms // MS_PER_MINUTE, np.array(events.keys))
        )
        self._count += len(events)

    @property
    def due(self) -> int:
        """How many events are due now: all if the oldest is old, else as many as fill a flush."""
        self.now_ms()
        if self._count >= self._max_events:
            return self._max_events
        is_old = self._count and self._passed_ms - self._batches[0].since_ms >= self._max_age_ms
        return self._count if is_old else 0

    def oldest(self, count: int) -> list[Minute]:
        """Add up the oldest events; they stay until they are dropped.

        Raises:
            BadType: count is not an int.
            BadValue: it is below 0, or there are not as many.

        Complexity: O(count log count).
        """
        return aggregate(self._first(check_int("count", count, 0, self._count)))

    def drop(self, count: int) -> None:
        """Forget the oldest events.

        Raises:
            BadType: count is not an int.
            BadValue: it is below 0, or there are not as many.

        Complexity: O(count).
        """
        count = check_int("count", count, 0, self._count)
        self._count -= count
        while count and len(self._batches[0].keys) <= count:
            count -= len(self._batches.popleft().keys)
        if count:
            first = self._batches[0]
            first.minutes, first.keys = first.minutes[count:], first.keys[count:]

    def check_invariants(self) -> None:
        """Assert what must hold between any two calls."""
        since = [each.since_ms for each in self._batches]
        assert all(len(each.keys) == len(each.minutes) > 0 for each in self._batches)
        assert self._count == sum(len(each.keys) for each in self._batches)
        assert all(ms <= self._passed_ms for ms in since)

    def _first(self, count: int) -> Iterator[tuple[Ints, Ints]]:
        for each in self._batches:
            if count <= 0:
                return
            yield each.minutes[:count], each.keys[:count]
            count -= len(each.keys)


def aggregate(columns: Iterable[tuple[Ints, Ints]]) -> list[Minute]:
    """Count each key of each minute.

    Args:
        columns: minutes and keys, in pieces.

    Returns:
        For each minute, ascending, its keys, ascending, and how often each came.

    Complexity: O(events log events).

    >>> minutes, keys = np.array([7, 7, 8, 7]), np.array([40, 41, 40, 40])
    >>> [(m, k.tolist(), n.tolist()) for m, k, n in aggregate([(minutes, keys)])]
    [(7, [40, 41], [2, 1]), (8, [40], [1])]
    """
    pieces = list(columns)
    if not pieces:
        return []
    minutes, keys = (np.concatenate(each) for each in zip(*pieces))
    return [(minute, *np.unique(keys[at], return_counts=True)) for minute, at in group(minutes)]


def minutes_and_keys(batches: Iterable[Events]) -> Iterator[tuple[Ints, Ints]]:
    """Give of events what is added up.

    Complexity: O(events).
    """
    return ((each.times_ms // MS_PER_MINUTE, each.keys) for each in batches)
