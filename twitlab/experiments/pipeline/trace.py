"""Follow one like through the path, and say when each place has it.

Delays of networks and disks are stated, and what waits in a buffer is computed: by the kit's own
buffer, under a clock that is moved by hand.
"""

from collections import deque
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.clock import ManualClock
from twitlab.errors import BadType
from twitlab.experiments.pipeline.streams import BEGIN_MS
from twitlab.log import MS_PER_MINUTE, Buffer, Events

HOPS: Final = (
    "happened",
    "at the gateway",
    "in the log",
    "flushed",
    "partitioned",
    "in the fast answer",
    "in a file of its minute",
    "in the hourly batch",
)
"""Where a like is, in the order in which it comes there."""

_MS_PER_HOUR: Final = 60 * MS_PER_MINUTE
_MINUTE: Final = 20  # of the hour
_TICK_MS: Final = 10  # two likes come at a time
_BEFORE_MS: Final = 10_000
_TICKS: Final = (_BEFORE_MS + MS_PER_MINUTE) // _TICK_MS + 1_000
_PAIR: Final = Events(np.arange(2), BEGIN_MS, 40, 7)
_MOST_MS: Final = _MS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Delays:
    """State how long each step takes, in milliseconds, 0 to an hour.

    Args:
        phone_ms: from a phone to the gateway; 40 is what a mobile network takes on a good day.
        sync_ms: until the log is on the disk.
        age_ms: that an event waits in the buffer at most.
        network_ms: from one machine to the next in the same data centre, its queues included.
        late_ms: that a processor waits for late flushes after the end of a minute.
        write_ms: until a file of minutes is on the disk.
        batch_ms: that the batch job runs, after the end of an hour.

    Raises:
        BadType, BadValue: a delay is no int, or out of range.
    """

    phone_ms: int = 40
    sync_ms: int = 5
    age_ms: int = 1_000
    network_ms: int = 1
    late_ms: int = 5_000
    write_ms: int = 10
    batch_ms: int = 600_000

    def __post_init__(self) -> None:
        for each in fields(self):
            check_int(each.name, getattr(self, each.name), 0, _MOST_MS)


USUAL: Final = Delays()


@dataclass(frozen=True, slots=True)
class Hop:
    """Say when a like came to a place.

    Args:
        name: one of :data:`HOPS`.
        took_ms: since the hop before.
        after_ms: since it happened: its latency so far.
        stalest_ms: how long the unluckiest like of all takes to here. What one reads here may lack
            what is younger than that: the staleness of the place.
    """

    name: str
    took_ms: int
    after_ms: int
    stalest_ms: int


@lru_cache(maxsize=64, typed=True)
def trace_event(
    second: int = 20, flush_events: int = 4_000, delays: Delays = USUAL
) -> tuple[Hop, ...]:
    """Follow a like that happens at a second of 22:20; its gateway gets 200 likes a second.

    Args:
        second: of the minute, 0 to 59.
        flush_events: how many make a flush before they are old, 1 or more.
        delays: of all steps.

    Returns:
        The hops, in order.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: O(likes): of 80 seconds, 16,000.

    >>> [hop.after_ms for hop in trace_event()][:6]
    [0, 40, 45, 335, 336, 337]
    """
    at_ms = check_int("second", second, 0, 59) * 1_000
    if not isinstance(delays, Delays):
        raise BadType(f"delays must be Delays, got {type(delays).__name__}")
    waits = _waits(check_int("flush_events", flush_events, 1, None), delays.age_ms)
    here = _until(at_ms, waits[(_BEFORE_MS + at_ms) // _TICK_MS], delays)
    worst = _until(0, max(waits), delays)  # who comes first waits for the end of the minute
    worst[-1] = max(worst[2], _MS_PER_HOUR + delays.batch_ms)
    took = [0, *(after - before for before, after in pairwise(here))]
    return tuple(map(Hop, HOPS, took, here, worst))


def _until(at_ms: int, waited_ms: int, delays: Delays) -> list[int]:
    """Add up how long a like takes to each place that happens at some time of 22:20."""
    steps = (0, delays.phone_ms, delays.sync_ms, waited_ms, delays.network_ms, delays.network_ms)
    after = [*accumulate(steps)]
    closed = MS_PER_MINUTE - at_ms + delays.late_ms
    hour = _MS_PER_HOUR - _MINUTE * MS_PER_MINUTE - at_ms + delays.batch_ms
    return [*after, max(after[-1], closed) + delays.write_ms, max(after[2], hour)]


@lru_cache(maxsize=64, typed=True)
def _waits(flush_events: int, age_ms: int) -> list[int]:
    """Let a buffer have likes every 10 ms, and note how long each pair of them waits."""
    clock, taken, waits = ManualClock(BEGIN_MS), deque[int](), list[int]()
    buffer = Buffer(flush_events, age_ms, clock)
    left = 0  # of a pair of which one is flushed
    while len(waits) < _TICKS:
        buffer.add(_PAIR)
        taken.append(clock.now_ms())
        while count := buffer.due:
            buffer.drop(count)
            pairs, left = divmod(left + count, len(_PAIR))
            waits += [clock.now_ms() - taken.popleft() for _ in range(pairs)]
        clock.advance_ms(_TICK_MS)
    return waits
