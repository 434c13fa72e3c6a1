"""Keep who follows whom so that the rows of many users are read at once, and one row changes.

The graph that takes timed writes in any order is :class:`~twitlab.graph.SocialGraph`. This is what
a fan-out keeps of it in memory: sets of edges as they are now, with no time and no partition.

All rows stand in one pool, and bounds say where each begins and ends. User 0 follows 1, and user 2
follows 0 and 1; then user 2 follows 3 too:

    pool   1 0 1                  bounds   0 1   1 1   1 3     of the rows 0, 1 and 2
    pool   1 0 1 0 1 3 .          bounds   0 1   1 1   3 6

Row 2 had no room, as the pool ends behind it: it has moved to the end, with room for four, and its
old place is lost. The next id fits in behind the 3, or pushes it on: nothing else moves.

Where in row 2 is the first id that is not below 2? A search says the place of an id that it finds,
and ~place of one that would stand there, so that a bare `< 0` tells both: 2 is not in 0 1 3 at
3 4 5, so it gives ~5 = -6. `places >> 63` is 0 for a place and -1, all bits set, for a ~place; and
`^` with all bits set is `~` again: -6 ^ -1 = 5, and 5 ^ 0 = 5.
"""

from bisect import bisect_left
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ids32, Ints, find_in_rows, first_of_runs

_LEAST_ROOM: Final = 4
_ID_BITS: Final = 31


class FollowRows:
    """Keep one direction: for each user a row of ids, ascending, none twice.

    The model: a row that grows and has no room moves to the end of the pool, with room to double.
    What the model leaves out: the room that
    moved rows leave behind is not used again.

    Args:
        users: how many rows.
        rows: the row of each edge, 0 to users - 1, shape (edges,).
        ids: the id of each edge, 0 to users - 1, shape (edges,); repeats are allowed.

    Complexity: O(edges log edges) time, O(edges) if they come in order; 4 bytes an edge and 16 a
    user, 16 an edge more while it is made.

    >>> rows = FollowRows(3, np.array([2, 0, 2]), np.array([1, 2, 0]))
    >>> rows.row(2).tolist(), rows.add(2, 2), rows.row(2).tolist()
    ([0, 1], True, [0, 1, 2])
    """

    # Invariant: row r is pool[bounds[2r]:bounds[2r + 1]]; _room has how far a moved one may grow.
    def __init__(self, users: int, rows: NDArray[Any], ids: NDArray[Any]) -> None:
        keys = (rows.astype(np.int64) << _ID_BITS) | ids
        if not (keys[1:] > keys[:-1]).all():
            keys.sort()
            keys = keys[first_of_runs(keys)]
        ends = np.searchsorted(keys, np.arange(users + 1, dtype=np.int64) << _ID_BITS)
        self._bounds = np.repeat(ends, 2)[1:-1].copy()  # (2 * users,): begin, end, begin, end...
        self._set_pool((keys & ((1 << _ID_BITS) - 1)).astype(np.int32))
        self._used = len(keys)
        self._room: dict[int, int] = {}
        self._bound_view = self._bounds.data

    def __len__(self) -> int:
        return len(self._bounds) // 2

    @property
    def nbytes(self) -> int:
        """Count the bytes of the arrays."""
        return self._pool.nbytes + self._bounds.nbytes

    def sizes(self, rows: NDArray[Any] | slice) -> Ints:
        """Count the ids of rows, shape (rows,)."""
        ends: Ints = self._bounds[1::2][rows]
        return ends - self._bounds[::2][rows]

    def row(self, row: int) -> Ids32:
        """Return a row: a view that a later change makes invalid."""
        return self._pool[self._bound_view[2 * row] : self._bound_view[2 * row + 1]]

    def many(self, rows: NDArray[Any], low: int = 0, high: int | None = None) -> tuple[Ids32, Ints]:
        """Return what rows have of a range of ids.

        Args:
            rows: which, shape (rows,).
            low: the least id.
            high: above all ids; None if nothing is cut off.

        Returns:
            The ids, one row after the other, and how many each row has of them, shape (rows,).

        Complexity: O(ids of all), and O(log(ids in the row)) a row and bound.
        """
        begins = self._first(rows, low) if low > 0 else self._bounds[::2][rows]
        ends = self._bounds[1::2][rows] if high is None else self._first(rows, high)
        sizes = ends - begins
        places = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes)
        places += np.arange(len(places))
        return self._pool.take(places), sizes

    def _first(self, rows: NDArray[Any], least: int) -> Ints:
        """Say where in the pool each row's first id stands that is not below one."""
        wanted = np.full(len(rows), least)
        places = find_in_rows(self._bounds, self._pool, rows.astype(np.int64) * 2, wanted)
        return places ^ (places >> 63)  # where it is, or where it would be: see above

    def has(self, row: int, id_: int) -> bool:
        """Say whether a row has an id.

        Complexity: O(log(ids in the row)).
        """
        end = self._bound_view[2 * row + 1]
        at = bisect_left(self._view, id_, self._bound_view[2 * row], end)
        return at < end and self._view[at] == id_

    def have(self, rows: NDArray[Any], ids: NDArray[Any]) -> NDArray[np.bool_]:
        """Say for pairs whether the row has the id, shape (pairs,).

        Complexity: O(log(ids in the row)) a pair.
        """
        # A row's begin and end stand side by side, as find_in_rows wants the begins of two rows.
        return find_in_rows(self._bounds, self._pool, rows.astype(np.int64) * 2, ids) >= 0

    def add(self, row: int, id_: int) -> bool:
        """Put an id in a row, and say whether it is new.

        Complexity: O(ids in the row) bytes moved; now and then all of the pool.
        """
        if self.has(row, id_):
            return False
        begin, end = self._bounds[2 * row : 2 * row + 2].tolist()
        if end - begin == self._room.get(row, end - begin):
            begin, end = self._move(row, begin, end)
        at = begin + int(self._pool[begin:end].searchsorted(id_))
        self._pool[at + 1 : end + 1] = self._pool[at:end]
        self._pool[at] = id_
        self._bounds[2 * row + 1] = end + 1
        return True

    def remove(self, row: int, id_: int) -> bool:
        """Take an id out of a row, and say whether it was there.

        Complexity: O(ids in the row) bytes moved.
        """
        if not self.has(row, id_):
            return False
        begin, end = self._bounds[2 * row : 2 * row + 2].tolist()
        at = begin + int(self._pool[begin:end].searchsorted(id_))
        self._pool[at : end - 1] = self._pool[at + 1 : end]
        self._bounds[2 * row + 1] = end - 1
        return True

    def _move(self, row: int, begin: int, end: int) -> tuple[int, int]:
        size = end - begin
        room = max(_LEAST_ROOM, 2 * size)
        if self._used + room > len(self._pool):
            pool = np.zeros(len(self._pool) + max(room, len(self._pool) // 2), np.int32)
            pool[: self._used] = self._pool[: self._used]
            self._set_pool(pool)
        to = self._used
        self._pool[to : to + size] = self._pool[begin:end]
        self._bounds[2 * row : 2 * row + 2] = to, to + size
        self._room[row] = room
        self._used += room
        return to, to + size

    def _set_pool(self, pool: Ids32) -> None:
        self._pool, self._view = pool, pool.data

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises of its arrays holds."""
        begins, ends = self._bounds[::2], self._bounds[1::2]
        assert (begins <= ends).all()
        assert not len(ends) or ends.max() <= self._used <= len(self._pool)
        assert all(ends[row] - begins[row] <= room for row, room in self._room.items())
        for row in range(len(begins)):
            assert (np.diff(self.row(row)) > 0).all(), "ids ascend, none twice"


class Follows:
    """Keep both directions, which agree.

    Args:
        users: how many.
        sources: who follows, shape (edges,).
        destinations: who is followed, shape (edges,).

    >>> follows = Follows(3, np.array([0, 1]), np.array([2, 2]))
    >>> follows.change(1, 2, False), follows.followers.row(2).tolist()
    (True, [0])
    """

    def __init__(self, users: int, sources: NDArray[Any], destinations: NDArray[Any]) -> None:
        self.followees = FollowRows(users, sources, destinations)
        self.followers = FollowRows(users, destinations, sources)

    def change(self, source: int, destination: int, is_followed: bool) -> bool:
        """Add or remove an edge, and say whether that changed anything."""
        if is_followed:
            return self.followees.add(source, destination) and self.followers.add(
                destination, source
            )
        return self.followees.remove(source, destination) and self.followers.remove(
            destination, source
        )
