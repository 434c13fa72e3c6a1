"""Keep one direction of a partition's edges: a sealed base, and sorted runs of later writes.

The base is compressed sparse rows: all ids in one array, row after row, and where each row begins.
A write into it would move half of it, so later writes wait in runs until there is a twentieth of
the base; then all go in at once, which is called compaction.

Ten edges in four rows; the second is empty. `starts` has one more than there are rows:

    ids       2  5  9 | | 1  5  7  8 | 0  3  6
    starts    0         3 3            7         10

Row 2 is ids[3:7], and has 7 - 3 ids: nothing is counted. Now 5 is removed from it, and 6 comes. In
the base all behind it would move, five here and a billion elsewhere. So both writes go to a run:
keys 2 << 4 | 5 and 2 << 4 | 6, 37 and 38. Whoever reads row 2 reads keys 32 to 47 of the run too,
and of two that are equal believes the run. A new base looks both up: 37 is at place 4, whose stamp
changes; 38 is not there, and ~5 says that it comes before place 5. All behind move, once for all.

>>> from twitlab.graph import NORMAL, REMOVED
>>> rows, ids = np.repeat([0, 2, 3], [3, 4, 3]), np.array([2, 5, 9, 1, 5, 7, 8, 0, 3, 6])
>>> table = AdjacencyTable(rows=4, bits=4, is_primary=True)
>>> table.load(rows.astype(np.int32), ids.astype(np.int32), None)
>>> _ = table.merge(np.array([37, 38]), np.array([5 << 2 | REMOVED, 5 << 2 | NORMAL]))
>>> table.row(2).tolist(), table.count_entries()
([1, 6, 7, 8], 11)
"""

from collections.abc import Callable
from copy import copy
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ids32, Ints, Keys, first_of_runs, order_by
from twitlab.graph.runs import EdgeRuns, latest
from twitlab.graph.sparse_rows import SparseRows
from twitlab.graph.writes import ABSENT, NORMAL, Stamps

Number = TypeVar("Number", np.int64, np.int8)
_COMPACT: Final = 20  # runs hold up to 18 bytes a write: a twentieth is below a byte an edge
_SMALL: Final = 1 << 14  # runs below this are never worth a new base
_FAR: Final = 1 << 15  # as many look-ups, and they are worth bringing into the order of rows


class AdjacencyTable:
    """Answer for each row which ids it has, and take writes in bulk.

    The model: an edge is a key, `row << bits | id`. In a run stands the newest stamp of a key, and
    it is newer than in all runs before it and in the base: `merge` lets nothing else in.

    Args:
        rows: how many rows.
        bits: how many bits an id has, so that a key is an int64.
        is_primary: True if stamps and removals stay in the base, so that late writes can be judged;
            False if the base keeps what is visible only, as writes arrive already judged.

    >>> table = AdjacencyTable(rows=2, bits=3, is_primary=True)
    >>> table.merge(np.array([1 << 3 | 5]), np.array([40]))[0].tolist()
    [13]
    >>> table.row(1).tolist()
    [5]
    """

    # Invariant: what is in a run is newer than in all runs before it and in the base.
    def __init__(self, rows: int, bits: int, is_primary: bool) -> None:
        self._rows, self._bits, self._is_primary = rows, bits, is_primary
        self._newest = 0
        self._known_changes: tuple[Keys, Ints] | None = None
        self._set_base(SparseRows(bits, np.zeros(rows + 1, np.int64), np.empty(0, np.int32)))

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        return self._base.nbytes + self._runs.nbytes

    def load(self, rows: Ids32, ids: Ids32, stamps: Stamps | None) -> None:
        """Build the base of an empty table; arguments and cost as `SparseRows.built`."""
        self._set_base(SparseRows.built(self._rows, self._bits, rows, ids, stamps))

    def merge(self, keys: Keys, stamps: Stamps) -> tuple[Keys, Stamps, int]:
        """Take writes in, and return what stands here afterwards.

        Args:
            keys: in any order, with repeats if this table is primary, shape (writes,).
            stamps: of each.

        Returns:
            The different keys, ascending; the stamp that each has now; of how many it grew.

        Complexity: O(w * bits / 8) time for w writes, and O(log edges) more for each that is no
        newer than the newest stamp here; now and then a new base, O(20) for each write.
        """
        keys, stamps = latest(keys, stamps, (self._rows << self._bits).bit_length())
        changed = keys, stamps
        if self._is_primary and len(keys) and int(stamps.min()) <= self._newest:
            grew = stamps > self._newest
            late = np.flatnonzero(~grew)
            known = self.stamps_of(keys[late])
            grew[late] = stamps[late] > known
            changed = keys[grew], stamps[grew]
            stamps = stamps.copy()
            stamps[late] = np.maximum(stamps[late], known)
        if len(changed[0]):
            self._newest = max(self._newest, int(changed[1].max()))
            self._runs.add(changed[0], changed[1] if self._is_primary else changed[1] & 3)
            self._known_changes = None
            if len(self._runs) > max(_SMALL, len(self._base) // _COMPACT):
                self.compact()
        return keys, stamps, len(changed[0])

    def stamps_of(self, keys: Keys) -> Stamps:
        """Return the stamp of each key, or ABSENT.

        Args:
            keys: in any order, shape (keys,).

        Returns:
            The stamps, shape (keys,). In a table that is not primary, only their states.

        Complexity: O(keys * log(longest row)), and a binary search in each run.
        """
        return _near(keys, (self._rows << self._bits).bit_length(), self._stamps_of)

    def states_of(self, keys: Keys) -> NDArray[np.int8]:
        """Return the state of each key, or ABSENT; as stamps_of, and a little faster."""
        return _near(keys, (self._rows << self._bits).bit_length(), self._states_of)

    def has(self, row: int, id_: int) -> bool:
        """Say whether a row has a visible id: one look-up, without an array made for it.

        Complexity: O(log(ids in the row)), and a binary search in each run.
        """
        if len(self._runs):
            stamp = self._runs.stamp_of((row << self._bits) | id_)
            if stamp != ABSENT:
                return stamp & 3 == NORMAL
        return self._base.has(row, id_)

    def row(self, row: int) -> Ids32:
        """Return the visible ids of a row, ascending.

        Complexity: O(ids in the row).
        """
        return self._overlaid(row, *self._base.span(row), -1, (1 << self._bits) - 1)

    def page(self, row: int, after: int, count: int) -> Ids32:
        """Return the next visible ids of a row, ascending.

        Args:
            row: which.
            after: the id before the page, -1 for the first page.
            count: how many at most, 1 or more.

        Returns:
            The ids; fewer than count only if there are no more.

        Complexity: O(count + log(ids in the row)), if few ids are hidden.
        """
        start, end = self._base.span(row, after + 1)
        taken = count
        while True:
            stop = min(start + taken, end)
            last = (1 << self._bits) - 1 if stop == end else int(self._base.ids[stop - 1])
            found = self._overlaid(row, start, stop, after, last)
            if stop == end or len(found) >= count:
                return found[:count]
            taken *= 2

    def counts(self, rows: Ints) -> Ints:
        """Count the visible ids of rows.

        Complexity: O(rows * log(writes in runs)); the first time after a write, O(all these).
        """
        counts = self._base.counts(rows)
        if len(self._runs):
            keys, before = self._changes()
            ends = np.searchsorted(keys, (rows + 1) << self._bits)
            counts += before[ends] - before[np.searchsorted(keys, rows << self._bits)]
        return counts

    def compact(self) -> None:
        """Put all runs into the base: compaction.

        Complexity: as `SparseRows.compacted`.
        """
        self._set_base(self._base.compacted(*self._runs.merge(), self._is_primary))

    def seal(self, before: int) -> None:
        """Forget all stamps that are below one: removals go, and of all else the state is left.

        Complexity: as `SparseRows.sealed`.
        """
        self.compact()
        if self._is_primary:
            self._set_base(self._base.sealed(before))

    def count_entries(self) -> int:
        """Count all keys, hidden ones too.

        Complexity: O(keys in runs * log(edges)).
        """
        keys, _ = copy(self._runs).merge()
        return len(self._base) + int(np.count_nonzero(self._base.find(keys) < 0))

    def entries(self) -> tuple[Keys, Stamps]:
        """Return all keys, hidden ones too, ascending, and their stamps, as if all were compacted.

        Complexity: O(edges) time and space.
        """
        later = copy(self._runs).merge()  # of a copy: a reader moves nothing
        whole = self._base.compacted(*later, self._is_primary)
        return whole.keys(), whole.stamps.all()

    def _stamps_of(self, keys: Keys) -> Stamps:
        stamps = self._base.stamps_of(keys)
        self._runs.write_over(keys, stamps)
        return stamps

    def _states_of(self, keys: Keys) -> NDArray[np.int8]:
        states = self._base.states_of(keys)
        self._runs.write_over(keys, states, bits=3)
        return states

    def _set_base(self, base: SparseRows) -> None:
        self._base = base
        self._newest = max(self._newest, base.stamps.largest)
        self._runs = EdgeRuns(np.int64 if self._is_primary else np.int8)
        self._known_changes = None

    def _changes(self) -> tuple[Keys, Ints]:
        """Give the keys of all runs, and how many visible ids those before each have added."""
        if self._known_changes is None:
            keys, stamps = self._runs.merge()
            was = self._base.stamps_of(keys)
            is_now = (stamps & 3) == NORMAL
            change = is_now.astype(np.int64) - ((was >= 0) & ((was & 3) == NORMAL))
            self._known_changes = keys, np.concatenate([[0], np.cumsum(change)])
        return self._known_changes

    def _overlaid(self, row: int, start: int, stop: int, after: int, last: int) -> Ids32:
        """Give what is visible of a piece of the base, and of the runs above `after` to `last`."""
        ids, visible = self._base.ids[start:stop], self._base.stamps.are_normal(start, stop)
        low, high = (row << self._bits) + after + 1, ((row << self._bits) | last) + 1
        parts = [
            ((keys & ((1 << self._bits) - 1)).astype(np.int32), (stamps & 3) == NORMAL)
            for keys, stamps in reversed(self._runs.between(low, high))
        ]
        if not parts:
            return ids.copy() if visible is None else ids[visible]
        shown = np.ones(len(ids), bool) if visible is None else visible
        ids = np.concatenate([*(part for part, _ in parts), ids])
        shown = np.concatenate([*(flags for _, flags in parts), shown])
        order = np.argsort(ids, kind="stable")  # of equal ids, the newest run's comes first
        ids, shown = ids[order], shown[order]
        found: Ids32 = ids[shown & first_of_runs(ids)]
        return found

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises of its arrays holds.

        Complexity: O(edges).
        """
        self._base.check_invariants()
        keys_of = [self._base.keys(), *(keys for keys, _ in self._runs.runs)]
        for keys in keys_of:
            assert (keys[1:] > keys[:-1]).all(), "keys ascend, none twice"
            assert not len(keys) or 0 <= keys[0] <= keys[-1] < self._rows << self._bits
        stamps_of = [self._base.stamps.all(), *(stamps for _, stamps in self._runs.runs)]
        assert all(len(keys) == len(stamps) for keys, stamps in zip(keys_of, stamps_of))
        assert all(stamps.max(initial=0) <= max(self._newest, 0) for stamps in stamps_of)
        if self._is_primary:
            newest: dict[int, int] = {}
            for keys, stamps in zip(keys_of, stamps_of):
                for key, stamp in zip(keys.tolist(), stamps.tolist()):
                    assert newest.get(key, ABSENT) < stamp, "a later run has later stamps"
                    newest[key] = stamp
        else:
            assert not stamps_of[0].any(), "this base keeps no stamps"


def _near(keys: Keys, bits: int, look_up: Callable[[Keys], NDArray[Number]]) -> NDArray[Number]:
    """Look up keys nearly in the order of rows: neighbours in time are neighbours in memory."""
    if len(keys) < _FAR:
        return look_up(keys)
    order = order_by(keys >> max(0, bits - 16))
    in_order = look_up(keys.take(order))
    found = np.empty_like(in_order)
    found[order] = in_order
    return found
