"""Hold rows on the partitions that a strategy picks, and move them when the strategy changes."""

from collections.abc import Mapping

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints, first_of_runs, group
from twitlab.errors import BadValue
from twitlab.ids import MAX_ID
from twitlab.partitioning.answers import Load, Moved
from twitlab.partitioning.by_time import ByTime
from twitlab.partitioning.partition import Partition, Segment
from twitlab.partitioning.strategy import Strategy, check_fresh

_NONE: Ints = np.empty(0, dtype=np.int64)


class PartitionedRows:
    """Hold what a store keeps: its partitions, and the strategy that says where a row is.

    `TweetStore` adds the reads and writes. What the model leaves out is said there.

    Invariant: a row is in one partition, where the strategy looks for it; none is above _newest.

    Args:
        strategy: a ByUser, ByTweet, ByTime or Ring, or what has their methods; not in use yet.
        users: how many users there are, 0 to users - 1; None if any number may be one.

    Raises:
        BadType: strategy is none, or users is not an int.
        BadValue: users is out of range, or the strategy is in use.

    Complexity: 24 bytes a row and 16 a user in each partition.

    >>> from twitlab.partitioning.strategy import ByUser
    >>> len(PartitionedRows(ByUser(4))), PartitionedRows(ByUser(4)).strategy.partitions
    (0, (0, 1, 2, 3))
    """

    __slots__ = ("_newest", "_partitions", "_strategy", "_users")

    def __init__(self, strategy: Strategy, users: int | None = None) -> None:
        self._strategy = check_fresh(strategy)
        self._users = MAX_ID + 1 if users is None else check_int("users", users, 0, MAX_ID + 1)
        self._partitions = {number: Partition() for number in strategy.partitions}
        self._newest = -1

    def __len__(self) -> int:
        return sum(len(partition) for partition in self._partitions.values())

    @property
    def strategy(self) -> Strategy:
        """Where rows are placed now."""
        return self._strategy

    @property
    def nbytes(self) -> int:
        """The bytes of all columns; Python's own objects are not counted."""
        parts = self._partitions.values()
        return sum(segment.nbytes for part in parts for segment in part.segments)

    def load(self) -> Load:
        """Show how rows, writes and reads lie on the partitions.

        Complexity: O(partitions).

        >>> from twitlab.partitioning import ByUser, TweetStore
        >>> store = TweetStore(ByUser(2))
        >>> _ = store.append(np.array([1, 2, 3]), np.array([5, 5, 5]))
        >>> store.load().rows.tolist(), store.load().skew("writes")
        ([0, 3], 2.0)
        """
        numbers = sorted(self._partitions)
        parts = [self._partitions[number] for number in numbers]
        columns = (
            numbers,
            [len(part) for part in parts],
            [part.writes for part in parts],
            [part.reads for part in parts],
        )
        return Load(*(np.array(column, dtype=np.int64) for column in columns))

    def reset_counts(self) -> None:
        """Count reads and writes from 0 again, so that what is hot now is seen."""
        for partition in self._partitions.values():
            partition.reads = partition.writes = 0

    def move_to(self, strategy: Strategy) -> Moved:
        """Place all rows anew, and say how many moved.

        Args:
            strategy: where rows are to be; not in use yet.

        Returns:
            Keys and rows, and how many of each are now in another partition. Keys are users if
            both strategies place by user, else tweets.

        Raises:
            BadType: strategy is none.
            BadValue: the strategy is in use, or cannot hold all rows. Nothing is moved then.

        Complexity: O(rows log rows); about 100 bytes a row while it works.

        Source: Karger et al., "Consistent Hashing and Random Trees", STOC 1997, for what to count.

        >>> from twitlab.partitioning import ByTweet, TweetStore
        >>> store = TweetStore(ByTweet(4))
        >>> _ = store.append(np.arange(1_000), np.arange(1_000))
        >>> store.move_to(ByTweet(5)).rows_moved
        802
        """
        strategy = check_fresh(strategy)
        by_user = self._strategy.key == strategy.key == "user"
        ids, user_ids, old = _rows_of(self._partitions)
        placed, strategy = strategy.place(ids, user_ids)
        parts = {}
        for number in strategy.partitions:
            was = self._partitions.get(number, Partition())
            parts[number] = Partition(writes=was.writes, reads=was.reads)
        for number, at in group(placed):
            parts[number].segments = parts[number].grown(ids[at], user_ids[at])
        moved = placed != old
        keys = user_ids if by_user else ids
        self._partitions, self._strategy = parts, strategy
        return Moved(_distinct(keys), _distinct(keys[moved]), len(ids), int(moved.sum()))

    def add_node(self) -> Moved:
        """Add a node, numbered above the others, and move to it what it is to hold.

        Returns:
            How many keys and rows moved: on a ring only to the new node, by modulo nearly all.

        Raises:
            BadValue: the strategy is by time, or has no further number.

        Complexity: as `move_to`.

        >>> from twitlab.partitioning import Ring, TweetStore
        >>> store = TweetStore(Ring(4))
        >>> _ = store.append(np.arange(1_000), np.arange(1_000))
        >>> store.add_node().keys_moved, store.lose_node(4).keys_moved
        (197, 197)
        """
        return self.move_to(self._strategy.with_node())

    def lose_node(self, node: int) -> Moved:
        """Take a node away, and move what it held to others: read from a replica, if it died.

        Args:
            node: its number.

        Returns:
            How many keys and rows moved: on a ring only those of the node, by modulo nearly all.

        Raises:
            BadType: node is not an int.
            BadValue: there is no such node, it is the only one, or the strategy is by time.

        Complexity: as `move_to`.
        """
        return self.move_to(self._strategy.without_node(node))

    def relieve_newest(self, extra: int) -> None:
        """Put extra partitions beside the newest, to share its writes until the next one opens.

        Args:
            extra: how many more, 1 to 65,535.

        Raises:
            BadType: extra is not an int.
            BadValue: extra is out of range, the strategy is not by time, or no partition is open.

        >>> from twitlab.partitioning import TweetStore
        >>> store = TweetStore(ByTime(100))
        >>> _ = store.append_one(1, 5)
        >>> store.relieve_newest(1)
        >>> store.append(np.array([2, 3, 4]), np.array([5, 5, 5])).partitions_touched
        2
        """
        strategy = self._by_time().relieved(extra)
        new = set(strategy.partitions) - self._partitions.keys()
        self._partitions.update((number, Partition()) for number in sorted(new))
        self._strategy = strategy

    def fold_extras(self) -> int:
        """Move what the extra partitions hold to those that they relieved, and take them away.

        Returns:
            Rows moved.

        Raises:
            BadValue: the strategy is not by time.

        Complexity: O(r log r), r = rows of all relieved partitions.
        """
        strategy, goes_to = self._by_time().folded()
        joined = {}
        for number in set(goes_to.values()):
            lanes = [number, *(extra for extra, to in goes_to.items() if to == number)]
            ids, user_ids, _ = _rows_of({lane: self._partitions[lane] for lane in lanes})
            main = self._partitions[number]
            segments = (Segment.of(ids, user_ids),) if len(ids) else ()
            joined[number] = Partition(segments, main.writes, main.reads)
        moved = sum(len(self._partitions[extra]) for extra in goes_to)
        kept = {n: part for n, part in self._partitions.items() if n not in goes_to}
        self._partitions, self._strategy = kept | joined, strategy
        return moved

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds.

        Complexity: O(rows log rows).
        """
        assert tuple(sorted(self._partitions)) == tuple(self._strategy.partitions)
        for number, partition in self._partitions.items():
            partition.check_invariants()
            assert self._strategy.may_hold(number, *partition.rows()), "a row is where it is sought"
        ids, user_ids, _ = _rows_of(self._partitions)
        assert (ids[1:] > ids[:-1]).all(), "a row is in one partition"
        assert not len(ids) or int(ids[-1]) == self._newest
        assert not len(ids) or 0 <= int(user_ids.min()) <= int(user_ids.max()) < self._users

    def _by_time(self) -> ByTime:
        if not isinstance(self._strategy, ByTime):
            got = type(self._strategy).__name__
            raise BadValue(f"strategy must be a ByTime to relieve its newest partition, got {got}")
        return self._strategy


def _rows_of(partitions: Mapping[int, Partition]) -> tuple[Ints, Ints, Ints]:
    """Gather the rows of partitions, in the order of ids: ids, users and partition numbers.

    Complexity: O(rows log rows) time, about 80 * rows bytes.
    """
    rows = [partition.rows() for partition in partitions.values()]
    ids = np.concatenate([_NONE, *(pair[0] for pair in rows)])
    user_ids = np.concatenate([_NONE, *(pair[1] for pair in rows)])
    numbers = np.array(list(partitions), dtype=np.int64)
    held = np.repeat(numbers, [len(pair[0]) for pair in rows])
    order = np.argsort(ids, kind="stable")
    return ids[order], user_ids[order], held[order]


def _distinct(keys: Ints) -> int:
    return int(first_of_runs(np.sort(keys)).sum())
