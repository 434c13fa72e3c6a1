"""Keep edges on partitions, each twice, and take timed writes in any order.

Each edge stands in the forward table of its source and in the backward table of its destination.
The forward row is primary: it has the time stamp, and decides which write changes it. It tells the
backward row what it then has, whether that is a change or not: so a write that comes again after a
crash between the two mends the second. The backward row has no time, and believes what came last;
what it is told must therefore come in the order in which it was sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, check_int, is_int
from twitlab.columns import Column, Ids32, Ints, at_once, shares
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.graph.adjacency import AdjacencyTable
from twitlab.graph.keys import EdgeKeys
from twitlab.graph.writes import ABSENT, MAX_TIME, NORMAL, EdgeWrites, Stamps

MAX_USERS: Final = (1 << 31) - 1
MAX_PARTITIONS: Final = 1_024
Rows = tuple[Ints, Ints, Stamps]  # a table's users, their other ends, stamps


class PartitionUnavailable(TwitlabError, ConnectionError):
    """Say that a read needs a partition that is away."""


@dataclass(frozen=True, slots=True)
class GraphWork:
    """Say what a graph's calls have cost so far.

    Args:
        writes: rows of EdgeWrites taken in.
        changed: how many of these changed an edge's stamp.
        rows_read: ids given back or looked up.
        partitions_touched: one for each partition that each call went to.
    """

    writes: int = 0
    changed: int = 0
    rows_read: int = 0
    partitions_touched: int = 0


class EdgePartitions:
    """Hold the tables of all partitions, and lead each write to its two rows.

    The model: users are 0 to users - 1, and a user's rows are on partition `user % partitions`.
    What is sent to a partition that is away waits for it. See SocialGraph, which reads it.

    Args:
        users: how many, 0 to 2**31 - 1.
        partitions: how many, 1 to 1,024.

    >>> EdgePartitions(users=3, partitions=2).partitions
    2
    """

    # Invariant: backward has what is visible in forward, but for what waits in _to_backward.
    def __init__(self, users: int, partitions: int = 1) -> None:
        self._users = check_int("users", users, 0, MAX_USERS)
        self._partitions = check_int("partitions", partitions, 1, MAX_PARTITIONS)
        self._keys = keys = EdgeKeys(self._users, self._partitions)
        self._forward = [AdjacencyTable(rows, keys.bits, is_primary=True) for rows in keys.sizes]
        self._backward = [AdjacencyTable(rows, keys.bits, is_primary=False) for rows in keys.sizes]
        self._tables = (*self._forward, *self._backward)
        self._low_water = 0
        # For each partition that is away: what has to be handed to it.
        self._to_forward: dict[int, list[Rows]] = {}
        self._to_backward: dict[int, list[Rows]] = {}
        self._writes = self._changed = self._rows_read = self._touched = 0

    @property
    def users(self) -> int:
        """Say how many users there are."""
        return self._users

    @property
    def partitions(self) -> int:
        """Say how many partitions there are."""
        return self._partitions

    @property
    def low_water(self) -> int:
        """Say the time below which writes are refused."""
        return self._low_water

    @property
    def away(self) -> tuple[int, ...]:
        """List the partitions that are away, ascending."""
        return tuple(sorted(self._to_forward))

    @property
    def nbytes(self) -> int:
        """Count the bytes of all tables; of what waits for a partition that is away, none."""
        return sum(table.nbytes for table in self._tables)

    def count_edges(self) -> int:
        """Count the edges that have a row, hidden ones too.

        Complexity: O(edges that wait for a new base).

        >>> EdgePartitions(users=3).count_edges()
        0
        """
        return sum(table.count_entries() for table in self._forward)

    @property
    def work(self) -> GraphWork:
        """Say what all calls have cost so far."""
        return GraphWork(self._writes, self._changed, self._rows_read, self._touched)

    def apply(self, writes: EdgeWrites) -> int:
        """Take a batch of writes, all of it or, if it is refused, nothing.

        Any order of batches, and any repetition, leads to one state. What goes to a partition that
        is away waits for it.

        Args:
            writes: what to write.

        Returns:
            How many edges have a later stamp than before; those of a partition away not counted.

        Raises:
            BadType: writes are not EdgeWrites.
            BadValue: a user is unknown, or a time is below the low-water mark.

        Complexity: O(w) time for w writes, and about 40 moved edges for each when a new base is
        due; w log(edges) more where writes come late. Messages: two for each write.

        Source: Shapiro et al., "Conflict-Free Replicated Data Types", SSS 2011.

        >>> store, writes = EdgePartitions(users=3), EdgeWrites(0, np.array([1, 2]), at=5)
        >>> store.apply(writes), store.apply(writes)
        (2, 0)
        """
        if not isinstance(writes, EdgeWrites):
            raise BadType(f"writes must be EdgeWrites, got {writes!r:.80}")
        self._check_users(writes.sources, writes.destinations)
        if len(writes) and int(writes.at.min()) < self._low_water:
            raise BadValue(
                f"at must be {self._low_water} or more, the low-water mark, got {writes.at.min()}"
            )
        stamps, here = writes.stamps(), []
        for partition, chosen in self._keys.split(writes.sources):
            rows = writes.sources[chosen], writes.destinations[chosen], stamps[chosen]
            self._touched += 1
            if partition in self._to_forward:
                self._to_forward[partition].append(rows)
            else:
                here.append((partition, rows))
        self._writes += len(writes)
        return self._write(here)

    def _write(self, forward: list[tuple[int, Rows]]) -> int:
        """Write rows to forward tables, tell backward tables of them, and count changes."""
        if not forward:
            return 0
        taken = at_once(self._write_forward, forward, sum(len(rows[2]) for _, rows in forward))
        sources, destinations, stamps = (
            np.concatenate(column) for column in zip(*(rows for rows, _ in taken))
        )
        backward = []
        for partition, chosen in self._keys.split(destinations):
            rows = destinations[chosen], sources[chosen], stamps[chosen]
            if partition in self._to_backward:
                self._to_backward[partition].append(rows)
            else:
                backward.append((partition, rows))
        at_once(self._write_backward, backward, len(stamps))
        changed = sum(grew for _, grew in taken)
        self._changed += changed
        return changed

    def _write_forward(self, part: tuple[int, Rows]) -> tuple[Rows, int]:
        """Write rows to a partition; return what it has of them now, and how many changed."""
        partition, (sources, others, stamps) = part
        keys, stamps, changed = self._forward[partition].merge(
            self._keys.of(sources, others), stamps
        )
        return (*self._keys.ends(partition, keys), stamps), changed

    def _write_backward(self, part: tuple[int, Rows]) -> None:
        partition, (users, others, stamps) = part
        self._backward[partition].merge(self._keys.of(users, others), stamps)

    def states(self, sources: Column, destinations: Column) -> NDArray[np.int8]:
        """Return the state of edges: NORMAL, REMOVED, or ABSENT (-1).

        A removal that lies below the low-water mark may be ABSENT, as may be one never written.

        Args:
            sources: a user, or users, shape (pairs,).
            destinations: a user, or users, shape (pairs,).

        Returns:
            The states, int8, shape (pairs,).

        Raises:
            BadType: an argument is neither an int nor an array of integers.
            BadValue: a user is unknown, or the arrays differ in length.
            PartitionUnavailable: a source's partition is away.

        Complexity: O(log(followees)) a pair.

        >>> store = EdgePartitions(users=3)
        >>> store.apply(EdgeWrites(0, 1, at=1, states=1))
        1
        >>> store.states(0, np.array([1, 2])).tolist()
        [1, -1]
        """
        ends = [
            as_ints("source", sources, self._users - 1),
            as_ints("destination", destinations, self._users - 1),
        ]
        for at, given in enumerate((sources, destinations)):
            if is_int(given):
                ends[at] = np.full(len(ends[1 - at]), ends[at][0])
        if len(ends[0]) != len(ends[1]):
            raise BadValue(
                f"destination must have length {len(ends[0])} as source, got {len(ends[1])}"
            )
        states = np.empty(len(ends[0]), np.int8)

        def look_up(share: slice) -> list[int]:
            users, others, found = ends[0][share], ends[1][share], states[share]
            split = self._keys.split(users)
            asked = [partition for partition, _ in split]
            self._check_here(asked)
            for partition, chosen in split:
                keys = self._keys.of(users[chosen], others[chosen])
                found[chosen] = self._forward[partition].states_of(keys)
            return asked

        asked = at_once(look_up, shares(len(states)))
        self._rows_read += len(states)
        self._touched += len(set(chain.from_iterable(asked)))
        return states

    def take_down(self, partition: int) -> None:
        """Take a partition away: reads of it are refused, and writes to it wait.

        Args:
            partition: which; one that is away stays away.

        Raises:
            BadType: partition is not an int.
            BadValue: there is no such partition.

        Complexity: O(1).

        Source: Gizzard's README, as used by FlockDB: writes to a shard that is down are queued.

        >>> store = EdgePartitions(users=3, partitions=2)
        >>> store.take_down(1)
        >>> store.away
        (1,)
        """
        partition = check_int("partition", partition, 0, self._partitions - 1)
        self._to_forward.setdefault(partition, [])
        self._to_backward.setdefault(partition, [])

    def hand_off(self, partition: int) -> int:
        """Bring a partition back, and hand it all that was written meanwhile: hinted handoff.

        Args:
            partition: which; for one that is not away nothing is done.

        Returns:
            How many rows were handed to it.

        Raises:
            BadType: partition is not an int.
            BadValue: there is no such partition.

        Complexity: as apply, for what has waited.

        Source: DeCandia et al., "Dynamo", SOSP 2007, section 4.6: hinted handoff.

        >>> store = EdgePartitions(users=3, partitions=2)
        >>> store.take_down(1)
        >>> store.apply(EdgeWrites(0, 1, at=5)), store.hand_off(1)
        (1, 1)
        """
        partition = check_int("partition", partition, 0, self._partitions - 1)
        # What others sent it comes first: its own writes may send it what is newer.
        backward = self._to_backward.pop(partition, [])
        for rows in backward:
            self._write_backward((partition, rows))
        forward = self._to_forward.pop(partition, [])
        for rows in forward:
            self._write([(partition, rows)])
        return sum(len(stamps) for _, _, stamps in (*backward, *forward))

    def seal(self, low_water: int) -> None:
        """Raise the low-water mark, and forget what only older writes could ask for.

        Below the mark no edge needs a time stamp, and a removed one needs no row.

        Args:
            low_water: from now on, writes below this time are refused; not below the mark so far.

        Raises:
            BadType: low_water is not an int.
            BadValue: low_water is out of range.
            PartitionUnavailable: a partition is away, and may yet be handed older writes.

        Complexity: O(users + edges) time, some 40 bytes an edge of one partition while it works.

        Source: Akidau et al., "The Dataflow Model", PVLDB 8 (2015), section 2.3, for a mark below
        which nothing more comes.

        >>> store = EdgePartitions(users=3)
        >>> store.apply(EdgeWrites(0, 1, at=5))
        1
        >>> store.seal(6)
        >>> store.apply(EdgeWrites(0, 1, at=5))
        Traceback (most recent call last):
        twitlab.errors.BadValue: at must be 6 or more, the low-water mark, got 5
        """
        low_water = check_int("low_water", low_water, self._low_water, MAX_TIME)
        self._check_here(range(self._partitions))
        self._low_water = low_water
        at_once(lambda table: table.seal(before=(low_water + 1) << 2), self._tables)

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises of its tables holds.

        Complexity: O(edges), in plain Python.
        """
        for table in self._tables:
            table.check_invariants()
        assert self._to_forward.keys() == self._to_backward.keys()
        waiting = {
            (source, destination)
            for batches in self._to_backward.values()
            for destinations, sources, _ in batches
            for source, destination in zip(sources.tolist(), destinations.tolist())
        }
        forth = self._visible(self._forward)
        back = {(source, destination) for destination, source in self._visible(self._backward)}
        assert forth ^ back <= waiting, "what differs must wait for a partition that is away"
        users = np.arange(self._users)
        for tables, edges, end in ((self._forward, forth, 0), (self._backward, back, 1)):
            counts = np.zeros(self._users, np.int64)
            for partition, chosen in self._keys.split(users):
                counts[chosen] = tables[partition].counts(self._keys.rows(users[chosen]))
            ends = np.array([edge[end] for edge in edges], np.int64)
            assert (counts == np.bincount(ends, minlength=self._users)).all()

    def _visible(self, tables: list[AdjacencyTable]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for partition, table in enumerate(tables):
            keys, stamps = table.entries()
            assert (stamps > ABSENT).all()
            ends = self._keys.ends(partition, keys[(stamps & 3) == NORMAL])
            found.update(zip(*(end.tolist() for end in ends)))
        return found

    def _load(
        self, tables: list[AdjacencyTable], users: Ids32, others: Ids32, stamps: Stamps | None
    ) -> None:
        for partition, chosen in self._keys.split(users):
            rows = self._keys.rows(users[chosen])
            tables[partition].load(rows, others[chosen], None if stamps is None else stamps[chosen])

    def _read(self, partition: int, rows: int) -> None:
        if self._to_forward:
            self._check_here([partition])
        self._rows_read += rows
        self._touched += 1

    def _check_here(self, partitions: Iterable[int]) -> None:
        for partition in partitions:
            if partition in self._to_forward:
                raise PartitionUnavailable(
                    f"partition {partition} is away: hand_off({partition}) brings it back"
                )

    def _check_users(self, sources: Ids32, destinations: Ids32) -> None:
        for name, column in (("sources", sources), ("destinations", destinations)):
            if len(column) and int(column.max()) >= self._users:
                raise BadValue(
                    f"{name} must be users from 0 to {self._users - 1}, got {column.max()}"
                )
