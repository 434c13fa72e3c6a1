"""Make ids that no two servers share, sorted by time, with no message between the servers.

The model: 41 bits of milliseconds since an epoch, 5 of data centre, 5 of worker, 12 of sequence;
the top bit stays 0, so an id is a positive int64. Each (data centre, worker) pair runs one
generator at a time: who hands out the pairs (at Twitter, ZooKeeper) is left out. Ids of one
generator ascend. Ids of two are in order as far as their clocks agree.
"""

from collections.abc import Callable

import numpy as np

from twitlab.arguments import check_int
from twitlab.clock import Clock
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.ids.layout import (
    EPOCH_MS,
    IDS_PER_MS,
    LAST_MS,
    LAST_SEQUENCE,
    TIMESTAMP_SHIFT,
    TweetId,
    node_bits,
)


class ClockWentBack(TwitlabError, RuntimeError):
    """Refuse to make ids while the clock is behind the last id: they could repeat."""


class Snowflake:
    """Make one worker's ids: at most 4,096 in a millisecond, the next one waits for the next.

    A generator that is started again must not make ids in a millisecond that it used before. So it
    is told `last_ms`, and where that comes from is up to you: `last_ms` of the generator before,
    the time of the newest id that was stored, or, after a crash, what `save` was given last. `save`
    is called before any id of a later millisecond than it knows of is made, with a time `ahead_ms`
    ahead, so that one call lasts for that long. A restart with `save` then waits up to `ahead_ms`;
    without it, a clock behind `last_ms` has gone back, and is refused.

    What the model leaves out: threads (give each its own worker id, or lock), and the one start
    ever for which nobody knows `last_ms`.

    Args:
        datacenter_id: 0 to 31.
        worker_id: 0 to 31; no other running generator may have the same pair.
        clock: tells the time.
        last_ms: no id is made in this millisecond or before; None if this is the first start.
        save: is given the millisecond up to which ids may be made; None keeps nothing.
        ahead_ms: how far ahead `save` is told, and how long a restart may wait, 0 or more.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(1) for an id, in time and space; no messages.

    Source: twitter-archive/snowflake, README.mkd and IdWorker.scala at tag snowflake-2010. Its
    restarts trust the clock; `last_ms` and `save` are this kit's.

    >>> from twitlab.clock import ManualClock
    >>> ids = Snowflake(3, 7, ManualClock(1_288_834_974_667))
    >>> ids.next_id(), ids.next_ids(2).tolist()
    (42364928, [42364929, 42364930])
    """

    __slots__ = (
        "_ahead_ms",
        "_clock",
        "_early_ms",
        "_last_id",
        "_last_ms",
        "_node",
        "_now_ms",
        "_save",
        "_saved_ms",
    )

    def __init__(
        self,
        datacenter_id: int,
        worker_id: int,
        clock: Clock,
        last_ms: int | None = None,
        save: Callable[[int], object] | None = None,
        ahead_ms: int = 1_000,
    ) -> None:
        self._node = node_bits(datacenter_id, worker_id)
        if not callable(getattr(clock, "now_ms", None)):
            raise BadType(f"clock must have now_ms() and wait_until_ms(time_ms), got {clock!r}")
        if save is not None and not callable(save):
            raise BadType(f"save must be a function or None, got {save!r}")
        if last_ms is not None:
            last_ms = check_int("last_ms", last_ms, EPOCH_MS, LAST_MS)
        self._ahead_ms = check_int("ahead_ms", ahead_ms, 0, LAST_MS - EPOCH_MS)
        self._clock, self._now_ms, self._save = clock, clock.now_ms, save
        # _last_id is the last id made, of millisecond _last_ms. At the start it is the last one
        # that there could be in the millisecond told, which counts as full.
        self._last_ms = EPOCH_MS - 1 if last_ms is None else last_ms
        self._last_id = self._first_id(self._last_ms) + LAST_SEQUENCE
        self._saved_ms = self._last_ms
        # By how much the first id may find the clock behind: what `save` was told is ahead of it.
        self._early_ms = self._ahead_ms if save else 0

    @property
    def last_ms(self) -> int | None:
        """The last millisecond in which ids were made, or the one told; None before the first."""
        return self._last_ms if self._last_ms >= EPOCH_MS else None

    def next_id(self) -> TweetId:
        """Make the next id; if the millisecond is full, wait for the next.

        Returns:
            An id from 0 to 2**63 - 1, above all before it.

        Raises:
            ClockWentBack: the clock is behind the last id. Nothing has changed; try again later.
            BadValue: the clock is outside the 69 years that 41 bits hold.
        """
        if self._now_ms() == self._last_ms and (self._last_id + 1) & LAST_SEQUENCE:
            self._last_id += 1
        else:
            self._open_ms()
        return self._last_id

    def next_ids(self, count: int) -> Ints:
        """Make the next ids, as `count` calls of `next_id` would with no time between them.

        Args:
            count: how many, 0 or more; every further 4,096 take a millisecond.

        Returns:
            The ids, int64, ascending, shape (count,).

        Raises:
            BadType: count is not an int.
            BadValue: count is negative, or the clock is outside the 69 years.
            ClockWentBack: the clock is behind the last id. Ids made before it went back are lost
                and never made again; ids may have gaps.

        Complexity: O(count) time and 8 * count bytes.
        """
        ids = np.empty(check_int("count", count, 0, None), dtype=np.int64)
        done = 0
        while done < len(ids):
            first = self.next_id()
            run = min(len(ids) - done, IDS_PER_MS - (first & LAST_SEQUENCE))
            ids[done : done + run] = np.arange(first, first + run, dtype=np.int64)
            self._last_id += run - 1
            done += run
        return ids

    def check_invariants(self) -> None:
        """Raise AssertionError unless the state is one that the generator may be in."""
        assert self._last_id >> TIMESTAMP_SHIFT == self._last_ms - EPOCH_MS
        assert self._last_id & ~LAST_SEQUENCE == self._first_id(self._last_ms)
        assert self._save is None or self._last_ms <= self._saved_ms
        assert self._early_ms in {0, self._ahead_ms}

    def _open_ms(self) -> None:
        """Make the first id of a millisecond that is later than the last, waiting if need be."""
        now_ms = self._read_clock()
        behind_ms = self._last_ms - now_ms
        if behind_ms > self._early_ms:
            raise ClockWentBack(
                f"the clock is {behind_ms} ms behind the last id, made at {self._last_ms}: "
                f"no id is made until it has passed that, got {now_ms}"
            )
        if behind_ms >= 0:
            if self._last_ms == LAST_MS:
                raise BadValue(f"the clock must be up to {LAST_MS}, and that millisecond is full")
            self._clock.wait_until_ms(self._last_ms + 1)
            now_ms = self._read_clock()
            if now_ms <= self._last_ms:
                raise ClockWentBack(
                    f"the clock is at {now_ms} after waiting until {self._last_ms + 1}"
                )
        if self._save is not None and now_ms > self._saved_ms:
            until_ms = min(now_ms + self._ahead_ms, LAST_MS)
            self._save(until_ms)  # first: if it fails, no id has been made
            self._saved_ms = until_ms
        self._last_ms, self._last_id = now_ms, self._first_id(now_ms)
        self._early_ms = 0

    def _read_clock(self) -> int:
        return check_int("the clock", self._now_ms(), EPOCH_MS, LAST_MS)

    def _first_id(self, time_ms: int) -> int:
        return (time_ms - EPOCH_MS << TIMESTAMP_SHIFT) | self._node
