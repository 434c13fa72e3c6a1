"""Keep stamps in as few bytes as they need.

A stamp is (time + 1) << 2 | state, so it is below 4 only if no time is known. Three edges: one
older than any write, one followed at second 1,600,000,000, one removed (2) five seconds later:

    stamps    0   6,400,000,004   6,400,000,026      8 bytes each
    stored    0               4              26      4 bytes each, and once the origin: 6.4 billion

Without a time there is no origin to take off, so 0 stays 0, and the earliest time is stored as 4.

NumPy takes the origin off in 32 bits, in which neither number fits: both keep their rest modulo
4,294,967,296. 6,400,000,026 keeps 2,105,032,730, the origin 2,105,032,704, and the difference is
26 as it should be: also where the first rest is the smaller one, for then the result wraps around.

>>> column = StampColumn(3, np.array([0, 6_400_000_004, 6_400_000_026]))
>>> column.nbytes, column.take(np.array([0, 2])).tolist()
(12, [0, 6400000026])
>>> int(np.uint32(6_400_000_026 % 2**32) - np.uint32(6_400_000_000 % 2**32))
26
"""

from copy import copy
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, splice
from twitlab.graph.writes import MAX_TIME, NORMAL, Stamps

MAX_STAMP: Final = (MAX_TIME + 1) << 2 | 3
_LOW: Final = (1 << 32) - 1
_TIMED: Final = 4  # below it, a stamp has no time, only a state


class StampColumn:
    """Hold a column of stamps that is never changed: in 0, 1, 4 or 8 bytes each.

    Times are kept from the earliest on, so 4 bytes hold 2**30 units of time: 34 years in seconds.
    Where all edges are normal and older than any write can be, nothing is stored.

    Args:
        count: how many.
        stamps: 0 or more, shape (count,); None if all are 0.

    >>> column = StampColumn(2, np.array([6_400_000_000, 6_400_000_005]))
    >>> column.nbytes, column.take(np.array([1])).tolist()
    (8, [6400000005])
    """

    # Invariant: a stored number below 4 is the stamp; any other is the stamp less the origin.
    def __init__(self, count: int, stamps: Stamps | None) -> None:
        self._count, self._origin, self.largest = count, 0, 0
        self._column: NDArray[Any] | None = None
        if stamps is None or not stamps.any():
            return
        self.largest = int(stamps.max())
        column: NDArray[Any] = stamps
        if self.largest < _TIMED:
            column = stamps.astype(np.uint8)
        else:
            timed = stamps >= _TIMED
            origin = (int(stamps.min(initial=self.largest, where=timed)) & ~3) - _TIMED
            if self.largest - origin < 1 << 32:
                self._origin = origin
                column = stamps.astype(np.uint32)  # below 2**32 it wraps, and back again
                np.subtract(column, np.uint32(origin & _LOW), out=column, where=timed)
        self._column = column

    @property
    def nbytes(self) -> int:
        """Count the bytes of the column."""
        return 0 if self._column is None else self._column.nbytes

    def take(self, at: Ints) -> Stamps:
        """Return the stamps at some places.

        Complexity: O(places).
        """
        if self._column is None:
            return np.zeros(len(at), np.int64)
        return self._decoded(self._column[at])

    def states(self, at: Ints) -> NDArray[np.int8]:
        """Return the states at some places, which is less work than their stamps.

        Complexity: O(places).
        """
        if self._column is None:
            return np.zeros(len(at), np.int8)
        return (self._column.take(at).astype(np.uint8) & 3).astype(np.int8)

    def all(self) -> Stamps:
        """Return all stamps.

        Complexity: O(count).
        """
        if self._column is None:
            return np.zeros(self._count, np.int64)
        return self._decoded(self._column)

    def is_normal(self, at: int) -> bool:
        """Say whether the state at a place is NORMAL."""
        return self._column is None or int(self._column[at]) & 3 == NORMAL

    def are_normal(self, start: int, stop: int) -> NDArray[np.bool_] | None:
        """Say which states from start to before stop are NORMAL; None if all are."""
        if self._column is None:
            return None
        normal: NDArray[np.bool_] = (self._column[start:stop] & 3) == NORMAL
        return normal

    def hidden(self) -> Ints:
        """List the places whose state is not NORMAL, ascending.

        Complexity: O(count).
        """
        if self._column is None:
            return np.empty(0, np.int64)
        return np.flatnonzero(self._column & 3)

    def changed(self, at: Ints, stamps: Stamps, to: Ints, more: Stamps) -> "StampColumn":
        """Return a column with other stamps in some places, and more stamps between.

        Args:
            at: places that change, shape (changes,).
            stamps: what comes there, with a time, shape (changes,).
            to: before which places more stamps come, ascending, shape (new,).
            more: these, with a time, shape (new,).

        Complexity: O(count): one copy, if the new times fit the column; else some more.
        """
        both = np.concatenate([stamps, more])
        low, high = int(both.min(initial=MAX_STAMP)), int(both.max(initial=0))
        column, origin = self._column, self._origin
        if column is None or low - origin < _TIMED or high - origin > np.iinfo(column.dtype).max:
            column, origin = self.all(), 0
        dtype = column.dtype
        column = splice(column, at[:0], to, (more - origin).astype(dtype))
        column[at + np.searchsorted(to, at, "right")] = (stamps - origin).astype(dtype)
        if dtype == np.int64:
            return StampColumn(len(column), column)
        new = copy(self)
        new._count, new._column, new.largest = len(column), column, max(self.largest, high)
        return new

    def _decoded(self, column: NDArray[Any]) -> Stamps:
        stamps: Stamps = column.astype(np.int64)
        if self._origin:
            stamps += (stamps >= _TIMED) * np.int64(self._origin)
        return stamps
