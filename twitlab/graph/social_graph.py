"""Keep who follows whom, in both directions, partitioned by user, with writes in any order.

What is written, and where it stands, is in :mod:`~twitlab.graph.partitions`; here it is read.
"""

from dataclasses import dataclass
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, check_int, is_int
from twitlab.columns import Column, Ids32, Ints, at_once, common
from twitlab.graph.adjacency import AdjacencyTable
from twitlab.graph.partitions import EdgePartitions
from twitlab.graph.writes import ARCHIVED, NORMAL, REMOVED, EdgeWrites, checked_columns
from twitlab.ids import UserId

START: Final = -1  # the cursor before the first page
MAX_PAGE: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class FollowerPage:
    """Hold a page of users, and where the next page begins.

    Args:
        users: ascending, int32, shape (users,).
        cursor: what to ask for the next page with; None if there is none.
    """

    users: Ids32
    cursor: int | None


class SocialGraph(EdgePartitions):
    """Answer who follows whom, and take timed writes in any order, any number of times.

    The model: users are 0 to users - 1, and a user's rows are on partition `user % partitions`.
    Each edge keeps the latest time it was written with; of one time, a removal beats an archiving,
    which beats a follow. So all graphs that got the same writes are equal. What goes to a
    partition that is away waits for it. Left out: replicas, ids that are not dense, users who join
    later, and a network that loses what goes between partitions.

    Args:
        users: how many, 0 to 2**31 - 1.
        partitions: how many, 1 to 1,024.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: O(users + edges) space: 8 bytes a user, 12 with removals; 8 bytes an edge, 12 with
    a time stamp; up to 27 a write that waits for a new base, which at most a twentieth of them do.

    Source: twitter-archive/flockdb, README: rows for forward and backward, states normal, removed
    and archived, a position; set arithmetic and paging as its goals.

    >>> graph = SocialGraph(users=6, partitions=2)
    >>> graph.follow(np.array([1, 2, 5]), 3, at=10)
    3
    >>> graph.unfollow(2, 3, at=12), graph.follow(2, 3, at=11)
    (1, 0)
    >>> graph.followers(3).tolist()
    [1, 5]
    """

    @classmethod
    def from_edges(
        cls,
        sources: NDArray[Any],
        destinations: NDArray[Any],
        at: Column | None = None,
        *,
        users: int | None = None,
        partitions: int = 1,
    ) -> "SocialGraph":
        """Build a graph of edges that are known at once: a source follows a destination.

        Args:
            sources: who follows, shape (edges,); repeats are allowed.
            destinations: who is followed, shape (edges,).
            at: when, one time or many; None if all edges are older than any write to come.
            users: how many there are; None for one more than the largest named.
            partitions: how many, 1 to 1,024.

        Returns:
            The graph, with nothing outside its base.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: a number is out of range, columns differ in length, or a user follows itself.

        Complexity: O(edges) time: one radix sort for each direction; 12 bytes an edge more while
        it works, 28 with time stamps.

        >>> graph = SocialGraph.from_edges(np.array([0, 1, 0]), np.array([2, 2, 1]))
        >>> graph.followers(2).tolist(), graph.followees(0).tolist()
        ([0, 1], [1, 2])
        """
        given = {"sources": sources, "destinations": destinations}
        columns = checked_columns(given if at is None else {**given, "at": at})
        ends = columns["sources"], columns["destinations"]
        if users is None:
            users = 1 + max(int(end.max(initial=-1)) for end in ends)
        graph = cls(users, partitions)
        graph._check_users(*ends)
        stamps = None if at is None else (columns["at"] + 1) << 2
        directions = (graph._forward, *ends, stamps), (graph._backward, *ends[::-1], None)
        at_once(lambda direction: graph._load(*direction), directions, len(ends[0]))
        graph._writes = graph._changed = len(ends[0])
        return graph

    def follow(self, sources: Column, destinations: Column, at: Column) -> int:
        """Let sources follow destinations; see apply.

        >>> SocialGraph(users=3).follow(0, np.array([1, 2]), at=1)
        2
        """
        return self.apply(EdgeWrites(sources, destinations, at, NORMAL))

    def unfollow(self, sources: Column, destinations: Column, at: Column) -> int:
        """Let sources follow destinations no longer; see apply.

        >>> SocialGraph(users=3).unfollow(0, 1, at=1)
        1
        """
        return self.apply(EdgeWrites(sources, destinations, at, REMOVED))

    def archive(self, sources: Column, destinations: Column, at: Column) -> int:
        """Hide edges that may come back, as those of a deleted account; see apply.

        >>> SocialGraph(users=3).archive(0, 1, at=1)
        1
        """
        return self.apply(EdgeWrites(sources, destinations, at, ARCHIVED))

    @overload
    def follows(self, source: UserId, destination: UserId) -> bool: ...
    @overload
    def follows(self, source: Column, destination: Column) -> Any: ...

    def follows(self, source: Column, destination: Column) -> Any:
        """Say whether sources follow destinations, one pair or many.

        Args:
            source: a user, or users, shape (pairs,).
            destination: a user, or users, shape (pairs,).

        Returns:
            A bool for two ints; else bool, shape (pairs,).

        Raises:
            BadType: an argument is neither an int nor an array of integers.
            BadValue: a user is unknown, or the arrays differ in length.
            PartitionUnavailable: a source's partition is away.

        Complexity: O(log(followees)) a pair.

        >>> graph = SocialGraph.from_edges(np.array([0, 1]), np.array([2, 2]))
        >>> graph.follows(0, 2), graph.follows(np.array([0, 2]), np.array([2, 0])).tolist()
        (True, [True, False])
        """
        if type(source) is int and type(destination) is int:
            if not (0 <= source < self._users and 0 <= destination < self._users):
                check_int("source", source, 0, self._users - 1)
                check_int("destination", destination, 0, self._users - 1)
            row, partition = divmod(source, self._partitions)
            self._read(partition, 1)
            return self._forward[partition].has(row, destination)
        found: Any = self.states(source, destination) == NORMAL
        both = is_int(source) and is_int(destination)
        return bool(found[0]) if both else found

    def followers(self, user: UserId) -> Ids32:
        """List who follows a user, ascending.

        Args:
            user: 0 to users - 1.

        Returns:
            The followers, int32, shape (followers,): a copy.

        Raises:
            BadType: user is not an int.
            BadValue: user is unknown.
            PartitionUnavailable: the user's partition is away.

        Complexity: O(followers). One partition.

        >>> SocialGraph.from_edges(np.array([0, 1]), np.array([2, 2])).followers(2).tolist()
        [0, 1]
        """
        return self._row(self._backward, user)

    def followees(self, user: UserId) -> Ids32:
        """List whom a user follows, ascending; as followers, the other way.

        >>> SocialGraph.from_edges(np.array([0, 1]), np.array([2, 2])).followees(0).tolist()
        [2]
        """
        return self._row(self._forward, user)

    def followers_page(self, user: UserId, cursor: int = START, count: int = 100) -> FollowerPage:
        """List some of a user's followers, and give the cursor for the next.

        The cursor is the last id of the page. So a write between two pages moves nobody to a page
        that was read: who is there from the first page to the last comes exactly once.

        Args:
            user: 0 to users - 1.
            cursor: START, or what the page before gave.
            count: how many at most, 1 to a million.

        Returns:
            The page.

        Raises:
            BadType: an argument is not an int.
            BadValue: user is unknown, or a number is out of range.
            PartitionUnavailable: the user's partition is away.

        Complexity: O(count + log(followers)), not O(followers), if few are hidden. One partition.

        Source: FlockDB's README: paging through millions of entries; its blog post of 3 May 2010.

        >>> graph = SocialGraph.from_edges(np.array([0, 1, 3]), np.array([2, 2, 2]))
        >>> page = graph.followers_page(2, count=2)
        >>> page.users.tolist(), graph.followers_page(2, page.cursor).users.tolist()
        ([0, 1], [3])
        """
        return self._page(self._backward, user, cursor, count)

    def followees_page(self, user: UserId, cursor: int = START, count: int = 100) -> FollowerPage:
        """List some of whom a user follows; as followers_page, the other way.

        >>> graph = SocialGraph.from_edges(np.array([0, 0]), np.array([1, 2]))
        >>> graph.followees_page(0, count=1).users.tolist()
        [1]
        """
        return self._page(self._forward, user, cursor, count)

    @overload
    def count_followers(self, user: UserId) -> int: ...
    @overload
    def count_followers(self, user: NDArray[Any]) -> Ints: ...

    def count_followers(self, user: Column) -> Any:
        """Count the followers of users, one or many.

        Args:
            user: a user, or users, shape (users,).

        Returns:
            An int for an int; else int64, shape (users,).

        Raises:
            BadType: user is neither an int nor an array of integers.
            BadValue: a user is unknown.
            PartitionUnavailable: a user's partition is away.

        Complexity: O(users * log(late writes)); after a write, once O(all writes since the base).

        Source: FlockDB's blog post of 3 May 2010 counts by a row of its own; here it is a
        difference of two row starts.

        >>> graph = SocialGraph.from_edges(np.array([0, 1]), np.array([2, 2]))
        >>> graph.count_followers(2), graph.count_followers(np.array([1, 2])).tolist()
        (2, [0, 2])
        """
        return self._count(self._backward, user)

    @overload
    def count_followees(self, user: UserId) -> int: ...
    @overload
    def count_followees(self, user: NDArray[Any]) -> Ints: ...

    def count_followees(self, user: Column) -> Any:
        """Count whom users follow; as count_followers, the other way.

        >>> SocialGraph.from_edges(np.array([0, 1]), np.array([2, 2])).count_followees(0)
        1
        """
        return self._count(self._forward, user)

    def followees_following(self, user: UserId, other: UserId) -> Ids32:
        """List who that a user follows follows another: "followed by A, B and 3 more".

        Args:
            user: who asks.
            other: whose profile is looked at.

        Returns:
            The users, ascending, int32.

        Raises:
            BadType: an argument is not an int.
            BadValue: a user is unknown.
            PartitionUnavailable: a partition of one of the two is away.

        Complexity: O(followees + followers) to read, O(small log large) to intersect. Two
        partitions.

        The intersection of a forward and a backward row.

        >>> graph = SocialGraph.from_edges(np.array([0, 0, 1]), np.array([1, 3, 2]))
        >>> graph.followees_following(0, 2).tolist()
        [1]
        """
        return common(self.followees(user), self.followers(other))

    def _row(self, tables: list[AdjacencyTable], user: UserId) -> Ids32:
        user = check_int("user", user, 0, self._users - 1)
        self._check_here([user % self._partitions])
        found = tables[user % self._partitions].row(user // self._partitions)
        self._read(user % self._partitions, len(found))
        return found

    def _page(
        self, tables: list[AdjacencyTable], user: UserId, cursor: int, count: int
    ) -> FollowerPage:
        user = check_int("user", user, 0, self._users - 1)
        cursor = check_int("cursor", cursor, START, self._users - 1)
        count = check_int("count", count, 1, MAX_PAGE)
        self._check_here([user % self._partitions])
        table = tables[user % self._partitions]
        found = table.page(user // self._partitions, cursor, count + 1)  # one more: is there more?
        page = found[:count]
        self._read(user % self._partitions, len(page))
        return FollowerPage(page, int(page[-1]) if len(found) > count else None)

    def _count(self, tables: list[AdjacencyTable], user: Column) -> Any:
        users = as_ints("user", user, self._users - 1)
        counts = np.empty(len(users), np.int64)
        split = self._keys.split(users)
        self._check_here(partition for partition, _ in split)
        for partition, chosen in split:
            rows = self._keys.rows(users[chosen])
            counts[chosen] = tables[partition].counts(rows)
            self._read(partition, len(rows))
        return int(counts[0]) if is_int(user) else counts
