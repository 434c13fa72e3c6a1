"""Place tweets by time: fill one partition, then the next."""

from collections.abc import Iterable, Sequence

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints, group
from twitlab.errors import BadValue
from twitlab.partitioning.strategy import MAX_PARTITIONS, Route, Strategy

_MAX_ROWS = 1 << 40


class ByTime:
    """Place tweets in the order of their ids; a full partition passes to the next.

    All writes go to the newest, which is therefore hot. A user's newest tweets are in the latest
    partitions, which are asked one after the other until there are enough; a user who has been
    silent is looked for in all of them. A tweet's id says its time, so its partition is known.

    The newest may be relieved for a while by extra partitions at its side: they share its writes
    in turn, and each read of that time asks them all. The next partition begins alone again.

    Invariant: slot i holds the ids from _starts[i] to before _starts[i + 1], on _lanes[i].

    Args:
        rows_per_partition: when one is full, 1 to 2**40; its extra ones counted in.

    Raises:
        BadType: rows_per_partition is not an int.
        BadValue: rows_per_partition is out of range.

    Complexity: O(1) a row; O(log slots) for a tweet.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, "Dirt-Goose Implementation": "Queries
    try each partition in order until enough data is accumulated". At 250 million tweets a day one
    set of machines was full every three weeks: highscalability, "How Twitter Stores 250 Million
    Tweets a Day Using MySQL", 2011. The extra partitions are this kit's own model.

    >>> parts, after = ByTime(2).place(np.array([5, 6, 9]), np.array([1, 1, 1]))
    >>> parts.tolist(), list(after.steps(1, None))
    ([0, 0, 1], [(1,), (0,)])
    """

    __slots__ = ("_filled", "_lanes", "_next", "_starts", "rows_per_partition")

    key = "time"

    def __init__(self, rows_per_partition: int) -> None:
        self.rows_per_partition = check_int("rows_per_partition", rows_per_partition, 1, _MAX_ROWS)
        self._starts: Ints = np.empty(0, dtype=np.int64)  # (slots,)
        self._lanes: tuple[tuple[int, ...], ...] = ()
        self._filled = self.rows_per_partition  # rows in the newest slot: the first row opens one
        self._next = 0  # the number of the next partition

    @property
    def partitions(self) -> tuple[int, ...]:
        """The numbers of all partitions, the extra ones too."""
        return tuple(sorted(part for lanes in self._lanes for part in lanes))

    def place(self, ids: Ints, user_ids: Ints) -> tuple[Ints, Strategy]:
        """Return each row's partition, and the strategy after writing them.

        Raises:
            BadValue: more than 65,536 partitions would be needed.
        """
        if not len(ids):
            return np.empty(0, dtype=np.int64), self
        size = self.rows_per_partition
        at = np.arange(self._filled, self._filled + len(ids), dtype=np.int64)  # (count,)
        opened = int(at[-1]) // size
        self._check_numbers(opened)
        slots, parts = at // size, at // size + (self._next - 1)  # (count,), slot 0: the newest
        if self._lanes:
            lanes = np.array(self._lanes[-1], dtype=np.int64)
            old = slots == 0
            parts[old] = lanes[at[old] % len(lanes)]
        firsts = np.arange(1, opened + 1, dtype=np.int64) * size - self._filled  # (opened,)
        after = self._copy()
        after._starts = np.concatenate([self._starts, ids[firsts]])
        after._lanes += tuple((self._next + i,) for i in range(opened))
        after._next += opened
        after._filled = int(at[-1]) % size + 1
        return parts, after

    def routes(self, ids: Ints) -> list[Route]:
        """Return where to ask for which ids: the partitions of their time; none before the first.

        Complexity: O(count log slots).
        """
        slots = self._starts.searchsorted(ids, "right") - 1  # (count,)
        known = np.flatnonzero(slots >= 0)
        grouped = group(slots[known])
        return [(part, known[at]) for slot, at in grouped for part in self._lanes[slot]]

    def steps(self, user_id: int, before_id: int | None) -> Iterable[Sequence[int]]:
        """Yield the partitions of one time after the other, the newest first."""
        slots = len(self._lanes)
        if before_id is not None:
            slots = int(self._starts.searchsorted(before_id))
        return reversed(self._lanes[:slots])

    def steps_of_many(self, user_ids: Ints) -> Iterable[list[Route]]:
        """Yield the partitions of one time after the other, for all users, the newest first."""
        everyone = np.arange(len(user_ids))
        return ([(part, everyone) for part in lanes] for lanes in reversed(self._lanes))

    def may_hold(self, partition: int, ids: Ints, user_ids: Ints) -> bool:
        """Return whether these rows may all be in this partition."""
        slots = self._starts.searchsorted(ids, "right") - 1
        return all(slot >= 0 and partition in self._lanes[slot] for slot in set(slots.tolist()))

    def with_node(self) -> Strategy:
        """Refuse: partitions by time are added as they fill up.

        Raises:
            BadValue: always.
        """
        raise BadValue("strategy must be by a hash to add a node, got ByTime: it grows by itself")

    def without_node(self, node: int) -> Strategy:
        """Refuse: nothing else can hold that time.

        Raises:
            BadValue: always.
        """
        raise BadValue("strategy must be by a hash to lose a node, got ByTime: it holds its time")

    def relieved(self, extra: int) -> "ByTime":
        """Return the strategy with extra partitions beside the newest.

        Args:
            extra: how many more, 1 to 65,535.

        Raises:
            BadType: extra is not an int.
            BadValue: extra is out of range, or no partition is open to be relieved.
        """
        extra = check_int("extra", extra, 1, MAX_PARTITIONS - 1)
        if self._filled == self.rows_per_partition:
            raise BadValue(f"extra must wait for an open partition, got {extra}: the next write")
        self._check_numbers(extra)
        after = self._copy()
        after._lanes = (
            *self._lanes[:-1],
            (*self._lanes[-1], *range(self._next, self._next + extra)),
        )
        after._next += extra
        return after

    def folded(self) -> tuple["ByTime", dict[int, int]]:
        """Return the strategy without extra partitions, and where each one's rows go."""
        after = self._copy()
        after._lanes = tuple(lanes[:1] for lanes in self._lanes)
        return after, {part: lanes[0] for lanes in self._lanes for part in lanes[1:]}

    def _copy(self) -> "ByTime":
        copy = ByTime(self.rows_per_partition)
        copy._starts, copy._lanes = self._starts, self._lanes
        copy._filled, copy._next = self._filled, self._next
        return copy

    def _check_numbers(self, more: int) -> None:
        if self._next + more > MAX_PARTITIONS:
            raise BadValue(
                f"rows_per_partition must be larger for so many tweets, got "
                f"{self.rows_per_partition}: partition {self._next + more:,} is above "
                f"{MAX_PARTITIONS:,}"
            )
