"""Keep the rows of one partition, so that a tweet or a user is found by binary search.

The model: rows come in the order of their ids. A partition is a few immutable segments, each at
least twice as long as the one after it, each sorted by id and again by user. New rows are a
segment of their own, joined with the last ones while these are not twice as long: so a row takes
part in O(log rows) sorts in its life. As segments follow each other in time, the newest rows of a
user are in the last segments, and nothing has to be merged to read them.

Ten tweets, the ids 1 to 10, of which the last two came later; users 4 and 7 wrote most of them:

    ids        1  2  3  4  5  6  7  8  |  9 10       two segments: 8 is at least twice 2
    user_ids   7  1  7  4  4  7  4  7  |  7  4

    users      1  4        7           |  4  7       the first segment again, by user
    starts     0  1        4        8  |  0  1  2    where the tweets of each begin
    by_user    2  4  5  7  1  3  6  8  | 10  9

Who wrote tweet 5? A binary search in ids. The three newest of user 7? First the last segment: 9.
Two are missing: the end of by_user[4:8] in the first, 6 and 8. The other seven are never read.

>>> part = Partition()
>>> for ids, user_ids in ((range(1, 9), [7, 1, 7, 4, 4, 7, 4, 7]), ((9, 10), [7, 4])):
...     part.segments = part.grown(np.array(ids), np.array(user_ids))
>>> [segment.by_user.tolist() for segment in part.segments], part.latest(7, 3, None).tolist()
([[2, 4, 5, 7, 1, 3, 6, 8], [10, 9]], [6, 8, 9])

What the model leaves out: deletion, rows that come late, disks and replicas.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, first_of_runs, order_by
from twitlab.partitioning.answers import NO_TWEET, NO_USER

_NONE: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Hold rows twice: in the order of ids, and in the order of users, then ids.

    Args:
        ids: ascending, int64, shape (rows,).
        user_ids: who wrote each of ids, int64, shape (rows,).
        users: the different users, ascending, int64, shape (users,).
        starts: where each one's tweets begin in by_user, then rows, int64, shape (users + 1,).
        by_user: the ids again, by user, then ascending, int64, shape (rows,).
    """

    ids: Ints
    user_ids: Ints
    users: Ints
    starts: Ints
    by_user: Ints

    @classmethod
    def of(cls, ids: Ints, user_ids: Ints) -> "Segment":
        """Make a segment of rows whose ids ascend.

        Complexity: O(rows log rows) time, 24 * rows + 16 * users bytes.
        """
        order = order_by(user_ids)
        in_order = user_ids[order]  # (rows,)
        starts = np.flatnonzero(first_of_runs(in_order))
        return cls(ids, user_ids, in_order[starts], np.append(starts, len(ids)), ids[order])

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """The bytes of its columns."""
        columns = self.ids, self.user_ids, self.users, self.starts, self.by_user
        return sum(column.nbytes for column in columns)


class Partition:
    """Hold one partition's segments and count what is asked of it.

    Invariant: ids ascend through all segments; a segment is at least twice as long as the next.

    Args:
        segments: what it holds at first.
        writes: rows written so far.
        reads: look-ups so far.

    >>> part = Partition()
    >>> part.segments = part.grown(np.array([3, 5, 8]), np.array([7, 1, 7]))
    >>> part.latest(7, 1, None).tolist(), part.authors(np.array([5, 6])).tolist()
    ([8], [1, -1])
    """

    __slots__ = ("reads", "segments", "writes")

    def __init__(self, segments: tuple[Segment, ...] = (), writes: int = 0, reads: int = 0) -> None:
        self.segments = segments
        self.writes = writes
        self.reads = reads

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments)

    def grown(self, ids: Ints, user_ids: Ints) -> tuple[Segment, ...]:
        """Give the segments as they are with further rows, and change nothing.

        Args:
            ids: ascending, above all that are here, shape (count,).
            user_ids: who wrote each, shape (count,).

        Returns:
            The new segments, the oldest first.

        Complexity: O(log rows) a row, amortised, times the sort's logarithm.

        Source: O'Neil et al., "The log-structured merge-tree", Acta Informatica 33, 1996, for
        components that grow by a factor; here they are all in memory.
        """
        kept, joined, size = len(self.segments), [(ids, user_ids)], len(ids)
        while kept and len(self.segments[kept - 1]) < 2 * size:
            kept -= 1
            joined.append((self.segments[kept].ids, self.segments[kept].user_ids))
            size += len(self.segments[kept])
        if len(joined) > 1:
            ids = np.concatenate([piece[0] for piece in reversed(joined)])
            user_ids = np.concatenate([piece[1] for piece in reversed(joined)])
        return (*self.segments[:kept], Segment.of(ids, user_ids))

    def rows(self) -> tuple[Ints, Ints]:
        """Give all rows, in the order of their ids: the ids and who wrote each."""
        ids = [segment.ids for segment in self.segments]
        user_ids = [segment.user_ids for segment in self.segments]
        return np.concatenate([_NONE, *ids]), np.concatenate([_NONE, *user_ids])

    def authors(self, ids: Ints) -> Ints:
        """Find who wrote each tweet; -1 for one that is not here.

        Args:
            ids: in any order, shape (count,).

        Returns:
            User ids, int64, shape (count,).

        Complexity: O(count * (log rows)**2).
        """
        self.reads += len(ids)
        found = np.full(len(ids), NO_USER, dtype=np.int64)
        for segment in self.segments:
            place = segment.ids.searchsorted(ids)
            np.minimum(place, len(segment) - 1, out=place)
            here = segment.ids[place] == ids
            found[here] = segment.user_ids[place[here]]
        return found

    def latest(self, user_id: int, n: int, before_id: int | None) -> Ints:
        """Find a user's newest tweets here.

        Args:
            user_id: whose.
            n: at most how many, 1 or more.
            before_id: only ids below this one; None for all.

        Returns:
            Ids, ascending, int64, shape (up to n,).

        Complexity: O((log rows)**2 + n); O(log rows + n) if one batch brought most rows.
        """
        self.reads += 1
        found: list[Ints] = []
        for segment in reversed(self.segments):
            users, starts = segment.users, segment.starts
            at = users.searchsorted(user_id)
            if at == len(users) or users[at] != user_id:
                continue
            ids = segment.by_user[starts[at] : starts[at + 1]]
            if before_id is not None:
                ids = ids[: ids.searchsorted(before_id)]
            if len(ids):
                found.append(ids[-n:])
                n -= len(found[-1])
                if not n:
                    break
        if len(found) == 1:
            return found[0]
        return np.concatenate(found[::-1]) if found else _NONE

    def latest_many(
        self, user_ids: Ints, wanted: Ints, width: int
    ) -> tuple[NDArray[np.int64], Ints]:
        """Find the newest tweets of many users here.

        Args:
            user_ids: whose, in any order, shape (count,).
            wanted: at most how many of each, 1 to width, shape (count,).
            width: columns of the answer.

        Returns:
            A row for each user: -1, then ids that ascend to the last column, shape (count, width);
            and how many ids there are in each, shape (count,).

        Complexity: O(count * ((log rows)**2 + width)).
        """
        self.reads += len(user_ids)
        newest = np.full((len(user_ids), width), NO_TWEET, dtype=np.int64)
        left = wanted.copy()  # (count,)
        ends = np.arange(1, len(user_ids) + 1) * width  # (count,), in the flat answer
        for segment in reversed(self.segments):
            at = segment.users.searchsorted(user_ids)
            here = segment.users[np.minimum(at, len(segment.users) - 1)] == user_ids
            at = np.where(here, at, 0)
            stops = segment.starts[at + 1]
            sizes = np.where(here, np.minimum(left, stops - segment.starts[at]), 0)
            # Runs of the segment, laid end to end, go to runs of the flat answer.
            in_run = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            source = np.repeat(stops - sizes, sizes) + in_run
            ends -= sizes
            newest.ravel()[np.repeat(ends, sizes) + in_run] = segment.by_user[source]
            left -= sizes
            if not left.any():
                break
        return newest, wanted - left

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        sizes = [len(segment) for segment in self.segments]
        assert all(sizes), "no segment is empty"
        assert all(old >= 2 * new for old, new in pairwise(sizes))
        ids, _ = self.rows()
        assert (ids[1:] > ids[:-1]).all(), "ids ascend"
        for segment in self.segments:
            order = np.lexsort((segment.ids, segment.user_ids))
            sizes_by_user = np.diff(segment.starts)
            assert (sizes_by_user > 0).all()
            users = np.repeat(segment.users, sizes_by_user)
            assert (users == segment.user_ids[order]).all()
            assert (segment.users[1:] > segment.users[:-1]).all()
            assert (segment.by_user == segment.ids[order]).all()
        assert self.reads >= 0
        assert self.writes >= 0
