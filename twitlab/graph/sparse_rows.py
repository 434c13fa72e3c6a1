"""Keep rows of ids in one array and never change them: compressed sparse rows."""

from bisect import bisect_left
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ids32, Ints, Keys, deal, digit_bits, find_in_rows, splice
from twitlab.graph.runs import latest
from twitlab.graph.stamps import StampColumn
from twitlab.graph.writes import ABSENT, NORMAL, REMOVED, Stamps


class SparseRows:
    """Hold the ids of each row, ascending, and a stamp for each; changed rows are new ones.

    Args:
        bits: how many bits an id has: with its row it is a key, `row << bits | id`.
        starts: where each row begins in ids; one more for the end, shape (rows + 1,).
        ids: ascending within a row, int32, shape (edges,).
        stamps: one for each id; None if all are older than any write can be.
        hidden: how many ids of each row have a state other than NORMAL; None if none has.

    >>> rows = SparseRows(4, np.array([0, 3, 3, 5]), np.array([2, 5, 9, 1, 8], np.int32))
    >>> rows.find(np.array([0 << 4 | 5, 2 << 4 | 8, 1 << 4 | 8])).tolist()
    [1, 4, -4]
    """

    # Invariant: ids ascend within a row; what is counted as hidden is so by its stamp.
    def __init__(
        self,
        bits: int,
        starts: Ints,
        ids: Ids32,
        stamps: StampColumn | None = None,
        hidden: NDArray[np.int32] | None = None,
    ) -> None:
        # 4 bytes where they do: with 20 edges a user that is a fifth of a byte less an edge.
        dtype = np.uint32 if len(ids) < 1 << 31 else np.int64
        self._starts: NDArray[np.uint32 | np.int64] = starts.astype(dtype)
        self.ids, self._bits, self._hidden = ids, bits, hidden
        self.stamps = StampColumn(len(ids), None) if stamps is None else stamps
        self._start_view, self._id_view = self._starts.data, self.ids.data

    @classmethod
    def built(
        cls, count: int, bits: int, rows: Ids32, ids: Ids32, stamps: Stamps | None
    ) -> "SparseRows":
        """Build rows of edges in any order, a few thousand rows at a time.

        Args:
            count: how many rows.
            bits: how many bits an id has.
            rows: in any order, int32, shape (edges,).
            ids: of each row; an edge may be there more than once, and its largest stamp stays.
            stamps: all NORMAL; None if all are older than any write can be.

        Complexity: O(edges) time: each edge is moved about five times; 12 bytes an edge while it
        works, 28 with stamps.
        """
        shift = max(0, count.bit_length() - digit_bits(len(ids)))
        columns, ends = deal([rows, ids] if stamps is None else [rows, ids, stamps], shift)
        kept = np.empty(len(ids), np.int32)
        kept_stamps = None if stamps is None else np.empty(len(ids), np.int64)
        starts, end = np.zeros(count + 1, np.int64), 0
        for digit, part in enumerate(pairwise([0, *ends])):
            some_rows, some_ids, *some_stamps = (column[slice(*part)] for column in columns)
            keys = (some_rows.astype(np.int64) << bits) | some_ids
            of_keys = some_stamps[0] if some_stamps else np.zeros(len(keys), np.int8)
            keys, of_keys = latest(keys, of_keys, shift + bits)
            start, end = end, end + len(keys)
            kept[start:end] = keys & ((1 << bits) - 1)
            if kept_stamps is not None:
                kept_stamps[start:end] = of_keys
            nexts = np.arange(digit << shift, min((digit + 1) << shift, count)) + 1
            starts[nexts] = start + np.searchsorted(keys, nexts << bits)
        kept.resize(end, refcheck=False)  # repeats leave a rest; this gives it back
        column = StampColumn(end, None if kept_stamps is None else kept_stamps[:end])
        return cls(bits, starts, kept, column)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        hidden = 0 if self._hidden is None else self._hidden.nbytes
        return self._starts.nbytes + self.ids.nbytes + self.stamps.nbytes + hidden

    def span(self, row: int, id_: int = 0) -> tuple[int, int]:
        """Give the place of the first of a row's ids that is not below one, and the row's end.

        Complexity: O(log(ids in the row)); O(1) from id 0 on.
        """
        start, end = self._start_view[row], self._start_view[row + 1]
        # On a memoryview: NumPy would make arrays of one number at each step.
        return bisect_left(self._id_view, id_, start, end) if id_ else start, end

    def has(self, row: int, id_: int) -> bool:
        """Say whether a row has a visible id.

        Complexity: O(log(ids in the row)).
        """
        end = self._start_view[row + 1]  # as in span, which would cost a tenth more here
        place = bisect_left(self._id_view, id_, self._start_view[row], end)
        return place < end and self._id_view[place] == id_ and self.stamps.is_normal(place)

    def counts(self, rows: Ints) -> Ints:
        """Count the visible ids of rows.

        Complexity: O(rows).
        """
        counts: Ints = (self._starts[rows + 1] - self._starts[rows]).astype(np.int64)
        return counts if self._hidden is None else counts - self._hidden[rows]

    def keys(self) -> Keys:
        """Give the keys of all ids, hidden ones too, ascending.

        Complexity: O(edges).
        """
        rows = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        return (rows << self._bits) | self.ids

    def find(self, keys: Keys) -> Ints:
        """Find the place of each key; ~place of one that would stand before a place.

        Complexity: O(keys * log(longest row)).
        """
        ids = keys & ((1 << self._bits) - 1)
        return find_in_rows(self._starts, self.ids, keys >> self._bits, ids)

    def stamps_of(self, keys: Keys) -> Stamps:
        """Return the stamp of each key, or ABSENT.

        Complexity: O(keys * log(longest row)).
        """
        if not len(self):
            return np.full(len(keys), ABSENT, np.int64)
        at = self.find(keys)
        return np.where(at < 0, ABSENT, self.stamps.take(np.maximum(at, 0)))

    def states_of(self, keys: Keys) -> NDArray[np.int8]:
        """Return the state of each key, or ABSENT; as stamps_of, and a little faster."""
        states = np.full(len(keys), ABSENT, np.int8)
        at = self.find(keys)
        is_here = np.flatnonzero(at >= 0)
        states[is_here] = self.stamps.states(at[is_here])
        return states

    def compacted(self, keys: Keys, stamps: Stamps, is_primary: bool) -> "SparseRows":
        """Return these rows with later writes put in.

        Args:
            keys: ascending, none twice, shape (keys,).
            stamps: of each; later than the one here.
            is_primary: True to keep stamps and what is hidden, False to keep what is visible.

        Complexity: O(edges) time, a few passes; these rows once more in space.
        """
        count, place = len(self._starts) - 1, self.find(keys)
        is_in, is_shown = place >= 0, (stamps & 3) == NORMAL
        # A primary table keeps what is hidden too; else only what is visible has a place.
        is_new = ~is_in if is_primary else ~is_in & is_shown
        gone = place[is_in & ~is_shown & (not is_primary)]
        to = ~place[is_new]  # of what is not there: before which place it comes
        sizes = np.bincount(keys[is_new] >> self._bits, minlength=count)
        sizes -= np.bincount(self._rows_of(gone), minlength=count)
        column, hidden = StampColumn(len(self) - len(gone) + len(to), None), self._hidden
        if is_primary:
            column = self.stamps.changed(place[is_in], stamps[is_in], to, stamps[is_new])
            was_hidden = self.stamps.take(place[is_in]) & 3 != NORMAL
            rows = keys >> self._bits
            hidden = self._counted(rows[~is_shown], rows[is_in][was_hidden])
        ids = splice(self.ids, gone, to, (keys[is_new] & ((1 << self._bits) - 1)).astype(np.int32))
        starts = self._starts.astype(np.int64)
        starts[1:] += np.cumsum(sizes)
        return SparseRows(self._bits, starts, ids, column, hidden)

    def sealed(self, before: int) -> "SparseRows":
        """Return these rows without what only stamps below one could ask for.

        Removals go, and of all else the state is left.

        Complexity: O(edges) time, some 30 bytes an edge while it works.
        """
        stamps = self.stamps.all()
        is_old = stamps < before
        stamps[is_old] &= 3
        gone = np.flatnonzero(is_old & (stamps == REMOVED))
        sizes = np.bincount(self._rows_of(gone), minlength=len(self._starts) - 1)
        starts = self._starts.astype(np.int64)
        starts[1:] -= np.cumsum(sizes)
        ids, stamps = np.delete(self.ids, gone), np.delete(stamps, gone)
        new = SparseRows(self._bits, starts, ids, StampColumn(len(stamps), stamps))
        hidden = new._rows_of(new.stamps.hidden())
        new._hidden = new._counted(hidden, hidden[:0])
        return new

    def _rows_of(self, places: Ints) -> Ints:
        return np.searchsorted(self._starts, places.astype(self._starts.dtype), "right") - 1

    def _counted(self, more: Ints, less: Ints) -> NDArray[np.int32] | None:
        """Give how many hidden ids each row has, with those of more rows and of less."""
        if self._hidden is None and not len(more):
            return None
        counts = np.bincount(more, minlength=len(self._starts) - 1)
        counts -= np.bincount(less, minlength=len(self._starts) - 1)
        return (counts if self._hidden is None else counts + self._hidden).astype(np.int32)

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises of its arrays holds.

        Complexity: O(edges).
        """
        assert self._starts[0] == 0
        assert self._starts[-1] == len(self.ids)
        hidden = self.stamps.all() & 3 != NORMAL
        rows = np.bincount(self.keys()[hidden] >> self._bits, minlength=len(self._starts) - 1)
        assert (rows == (0 if self._hidden is None else self._hidden)).all()
