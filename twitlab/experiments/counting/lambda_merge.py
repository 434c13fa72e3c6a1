"""Let a day of retweets go through both layers, and ask them hour by hour what is on top."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.clock import ManualClock
from twitlab.counting import BatchLayer, Counted, ServingLayer, SpeedLayer, top_k
from twitlab.counting.layers import MINUTES_PER_HOUR, EventsInMemory
from twitlab.experiments.counting.busy_day import busy_day
from twitlab.log import MS_PER_MINUTE, Events, Flush

GATEWAYS: Final = 2
HOURS: Final = 24
K: Final = 10
_PROCESSORS: Final = 4


@dataclass(frozen=True, slots=True)
class MergeHour:
    """Say how the layers answer at the end of an hour: the top 10 since midnight.

    Args:
        hour: 0 to 23; asked is at its end.
        batch_stale: how many minutes old the newest event is that the batch layer has counted.
        speed_stale: the same for the speed layer: the flush that is still to come.
        batch_right: how many of the true top 10 the batch layer has, by itself.
        speed_right: how many the speed layer has, by itself: it keeps its last minutes only.
        right: how many both have together.
        sure: of how many of its ten the answer says that they are there for sure.
        batch_off: by how much the count of the first is too low, of the batch layer alone.
        off: by how much the answer's counts are wrong, of the one that is most so.
        wide: how far the bounds of a count are apart, of the one that is most so.
        exact_minutes: how many minutes of the answer are exact.
        lost: events of a dead processor that are in no count.
        unknown_minutes: minutes that neither layer has.
    """

    hour: int
    batch_stale: int
    speed_stale: int
    batch_right: int
    speed_right: int
    right: int
    sure: int
    batch_off: int
    off: int
    wide: int
    exact_minutes: int
    lost: int
    unknown_minutes: int


@lru_cache(maxsize=32, typed=True)
def merge_hours(
    batch_every: int = 6,
    batch_takes: int = 2,
    width_bits: int = 9,
    candidates: int = 100,
    dies_at: int | None = None,
    kept_hours: int = 10,
    retweets: int = 200_000,
    seed: int = 2012,
) -> tuple[MergeHour, ...]:
    """Ask at the end of each hour of a day for the ten most retweeted since midnight.

    Args:
        batch_every: each how many hours a run of the batch layer begins, 1 to 24.
        batch_takes: how many hours it takes, 0 or more; its answers are served after that.
        width_bits: a sketch has 2**width_bits cells in a row, 4 to 20.
        candidates: keys that each of four processors keeps of each minute.
        dies_at: at the end of which hour a processor dies, or None.
        kept_hours: how many hours of minutes the speed layer keeps.
        retweets: in a day, at most.
        seed: of the day.

    Returns:
        One for each hour.

    Raises:
        BadType, BadValue: an argument is no int, or out of range.

    Complexity: O(retweets * batch runs).

    >>> hours = merge_hours(batch_every=12, batch_takes=1, retweets=5_000, seed=1)
    >>> [hour.exact_minutes for hour in hours[::4]]
    [0, 0, 0, 720, 720, 720]
    """
    check_int("batch_every", batch_every, 1, HOURS)
    check_int("batch_takes", batch_takes, 0, HOURS)
    check_int("width_bits", width_bits, 4, 20)
    check_int("kept_hours", kept_hours, 1, HOURS)
    if dies_at is not None:
        check_int("dies_at", dies_at, 0, HOURS - 1)
    day = _day(retweets, seed)
    speed = SpeedLayer(
        processors=_PROCESSORS,
        width=1 << width_bits,
        candidates=candidates,
        minutes=kept_hours * MINUTES_PER_HOUR,
        seed=seed,
        clock=ManualClock(HOURS * 60 * MS_PER_MINUTE),
    )
    found = []
    for hour in range(HOURS):
        for minute in range(60 * hour, 60 * hour + 60):
            for flush in flushes_of(day, minute):
                speed.take(flush)
        if hour == dies_at:
            speed.die(0)
        begun = max(0, hour + 1 - batch_takes) // batch_every * batch_every
        found.append(_asked(day, speed, hour, begun))
    return tuple(found)


def _asked(day: Events, speed: SpeedLayer, hour: int, exact_hours: int) -> MergeHour:
    end = 60 * hour + 60
    batch = _counted(day, exact_hours)
    true = _true(day, end)
    alone = batch.top(K, 0, exact_hours)[0]
    fast = ServingLayer(BatchLayer(), speed).top(K, 0, end)
    served = ServingLayer(batch, speed).top(K, 0, end)
    best = true.top
    return MergeHour(
        hour=hour,
        batch_stale=end - 60 * exact_hours,
        speed_stale=1,
        batch_right=_right(alone, best),
        speed_right=_right(fast.top, best),
        right=_right(served.top, best),
        sure=sum(served.sure),
        batch_off=best[0].count - _count_in(alone, best[0]) if best else 0,
        off=max((abs(each.count - true.of(each.key)) for each in served.top), default=0),
        wide=max((each.most - each.least for each in served.top), default=0),
        exact_minutes=sum(span.minutes for span in served.exact),
        lost=sum(each.events for each in served.lost),
        unknown_minutes=sum(span.minutes for span in served.gaps),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _True:
    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    top: tuple[Counted, ...]

    def of(self, key: Any) -> int:
        at = int(np.searchsorted(self.keys, key))
        return int(self.counts[at]) if at < len(self.keys) and self.keys[at] == key else 0


def _true(day: Events, end: int) -> _True:
    some = day.keys[: int(np.searchsorted(day.times_ms, end * MS_PER_MINUTE))]
    keys, counts = np.unique(some, return_counts=True)
    return _True(keys, counts, tuple(top_k(some, K)))


def _right(found: tuple[Counted, ...], best: tuple[Counted, ...]) -> int:
    return len({each.key for each in found} & {each.key for each in best})


def _count_in(found: tuple[Counted, ...], wanted: Counted) -> int:
    return next((each.count for each in found if each.key == wanted.key), 0)


@lru_cache(maxsize=4)
def _day(retweets: int, seed: int) -> Events:
    day = busy_day(retweets, seed)
    return Events(np.arange(len(day.tweets)), day.minutes * MS_PER_MINUTE, day.tweets, 1)


@lru_cache(maxsize=32)
def _counted(day: Events, hours: int) -> BatchLayer:
    """Run the batch layer over what a log had when so many hours were over."""
    batch = BatchLayer(unique_ids=True)
    batch.run(EventsInMemory([day]), until_minute=60 * hours)
    return batch


def flushes_of(day: Events, minute: int) -> Iterator[Flush]:
    """Give what two gateways flush of a minute, each event by one of them.

    Args:
        day: events in the order of time.
        minute: which, in minutes since 1970 UTC.

    Complexity: O(log events + events of the minute).
    """
    times = minute * MS_PER_MINUTE, (minute + 1) * MS_PER_MINUTE
    low, high = np.searchsorted(day.times_ms, times).tolist()
    for gateway in range(GATEWAYS):
        some = day.keys[low + gateway : high : GATEWAYS]
        if len(some):
            keys, counts = np.unique(some, return_counts=True)
            yield Flush(gateway, minute, minute, keys, counts)


@dataclass(frozen=True, slots=True)
class LargerK:
    """Say what a list of k costs on the fast path, and how right it is.

    Args:
        k: how many keys are asked for, of an hour.
        candidates: how many each minute keeps: twice as many.
        right: how many of the true top k are found, of 100.
        candidate_bytes: of all minutes.
        sketch_bytes: of all minutes; the same for each k.
        keys_read: different candidates of all minutes, which the merge reads.
        bound: how much a count is too high at most, but rarely.
        last: the true count of number k. Where the bound is larger, the order is chance.
    """

    k: int
    candidates: int
    right: float
    candidate_bytes: int
    sketch_bytes: int
    keys_read: int
    bound: int
    last: int


LARGER: Final = (10, 30, 100, 300, 1_000, 3_000)


@lru_cache(maxsize=16, typed=True)
def larger_k(
    width_bits: int = 10, retweets: int = 1_000_000, seed: int = 2012
) -> tuple[LargerK, ...]:
    """Ask the fast path for longer and longer lists of one hour of a day.

    Args:
        width_bits: a sketch has 2**width_bits cells in a row, 4 to 20.
        retweets: in the day, at most.
        seed: of the day.

    Returns:
        One for each of :data:`LARGER`.

    Raises:
        BadType, BadValue: an argument is no int, or out of range.

    Complexity: O(retweets * lists).

    >>> [row.candidates for row in larger_k(retweets=5_000, seed=1)]
    [20, 60, 200, 600, 2000, 6000]
    """
    check_int("width_bits", width_bits, 4, 20)
    day = _day(retweets, seed)
    low, high = np.searchsorted(day.times_ms, np.array([720, 780]) * MS_PER_MINUTE).tolist()
    keys = day.keys[low:high]
    found = []
    for k in LARGER:
        speed = SpeedLayer(width=1 << width_bits, candidates=2 * k, minutes=60, seed=seed)
        for minute in range(720, 780):
            for flush in flushes_of(day, minute):
                speed.take(flush)
        true, top = top_k(keys, k), speed.top(k, 720, 780)
        read = len(speed.top(1 << 40, 720, 780))
        right = len({each.key for each in true} & {each.key for each in top})
        sketches = 60 * 4 * 8 << width_bits
        bound = speed.bound(720, 780)
        row = LargerK(
            k,
            2 * k,
            100 * right / max(1, len(true)),
            speed.nbytes - sketches,
            sketches,
            read,
            bound,
            true[-1].count if true else 0,
        )
        found.append(row)
    return tuple(found)
