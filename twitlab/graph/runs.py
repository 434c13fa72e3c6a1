"""Keep late writes in sorted runs, the newest last, until they are worth a new base.

Ten writes, one after the other. Each is a run of one key; two runs of one size become one of twice
that, and so on, as a counter carries. The sizes of the runs after each write:

    1 | 2 | 2 1 | 4 | 4 1 | 4 2 | 4 2 1 | 8 | 8 1 | 8 2

Ten is 1010 in binary: a run of 8 and one of 2. So a million writes are in at most 20 runs, and a
key has moved at most 20 times. To look one up is a binary search in each run. For many there is a
filter first: some 8 to 16 bits for each key of a run, of which the key sets one. Of keys that are
not there nine in ten find a 0 where theirs would be, and are not searched for at all.

>>> runs = EdgeRuns(np.int64)
>>> for key in range(10):
...     runs.add(np.array([key]), np.array([40]))
>>> [len(keys) for keys, _ in runs.runs]
[8, 2]
"""

from bisect import bisect_left
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, Keys, first_of_runs, sort_keys, splice
from twitlab.graph.writes import ABSENT

Bits = NDArray[np.uint8]  # eight bits each
_MANY: Final = 1 << 15  # as many look-ups, and they are worth a filter
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / 1.618, odd: Knuth 3, section 6.4
Run = tuple[Keys, NDArray[Any]]  # keys, ascending, none twice; their stamps or states


def latest(keys: Keys, stamps: NDArray[Any], bits: int) -> Run:
    """Keep one stamp for each key: the largest.

    Args:
        keys: in any order, shape (writes,).
        stamps: shape (writes,).
        bits: how many bits a key has.

    Returns:
        The different keys, ascending, and their stamps.

    Complexity: O(writes * bits / 16) time; O(writes) for keys that are in order.

    Source: Shapiro, Preguica, Baquero and Zawirski, "Conflict-Free Replicated Data Types", SSS
    2011 (a maximum is a join; last writer wins).

    >>> [part.tolist() for part in latest(np.array([7, 3, 7]), np.array([40, 44, 46]), 3)]
    [[3, 7], [44, 46]]
    """
    if (keys[1:] > keys[:-1]).all():
        return keys, stamps
    keys, stamps = keys.copy(), stamps.copy()
    sort_keys(keys, bits, stamps)
    is_first = first_of_runs(keys)
    if is_first.all():
        return keys, stamps
    starts = np.flatnonzero(is_first)
    return keys[starts], np.maximum.reduceat(stamps, starts)


class EdgeRuns:
    """Answer from several sorted runs as if they were one: of equal keys, the last run's counts.

    Runs of like size are merged, so there are few, and a write is moved few times.

    >>> runs = EdgeRuns(np.int64)
    >>> runs.add(np.array([3, 7]), np.array([40, 44]))
    >>> runs.add(np.array([7]), np.array([48]))
    >>> runs.stamp_of(7), runs.stamp_of(5), len(runs)
    (48, -1, 3)
    """

    # Invariant: each run has at least twice as many keys as the next.
    def __init__(self, dtype: type[np.integer[Any]]) -> None:
        self._runs: list[Run] = []
        self._filters: list[Bits | None] = []  # made when many keys are looked up
        self._views: list[memoryview[int]] = []  # bisect on an array makes an array at each step
        self._dtype = dtype

    def __len__(self) -> int:
        return sum(len(keys) for keys, _ in self._runs)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all runs."""
        filters = sum(each.nbytes for each in self._filters if each is not None)
        return filters + sum(keys.nbytes + stamps.nbytes for keys, stamps in self._runs)

    @property
    def runs(self) -> tuple[Run, ...]:
        """Give all runs, the newest last."""
        return tuple(self._runs)

    def add(self, keys: Keys, stamps: NDArray[Any]) -> None:
        """Add a run that is newer than all others.

        Args:
            keys: ascending, none twice, shape (keys,).
            stamps: of each.

        Complexity: O(keys), and O(log(all)) moves of each key in the long run.

        Source: O'Neil et al., "The Log-Structured Merge-Tree", Acta Informatica 33 (1996).
        """
        runs = [*self._runs, (keys, stamps.astype(self._dtype, copy=False))]
        while len(runs) > 1 and len(runs[-2][0]) < 2 * len(runs[-1][0]):
            runs[-2:] = [_merged(*runs[-2:])]
        self._set(runs)

    def merge(self) -> Run:
        """Make one run of all, and return it.

        Complexity: O(all).
        """
        if not self._runs:
            return np.empty(0, np.int64), np.empty(0, self._dtype)
        while len(self._runs) > 1:
            self._set([*self._runs[:-2], _merged(*self._runs[-2:])])
        return self._runs[0]

    def stamp_of(self, key: int) -> int:
        """Return the stamp of a key, or ABSENT.

        Complexity: a binary search in each run.
        """
        for at in range(len(self._views) - 1, -1, -1):
            keys = self._views[at]
            place = bisect_left(keys, key)
            if place < len(keys) and keys[place] == key:
                return int(self._runs[at][1][place])
        return ABSENT

    def write_over(self, keys: Keys, found: NDArray[Any], bits: int = -1) -> None:
        """Put the stamps of those keys that are here in the place of older ones.

        Args:
            keys: in any order, shape (keys,).
            found: the stamp of each, or some of its bits, as far as is known; changed in place.
            bits: which bits of a stamp are wanted; -1 for all.

        Complexity: O(keys), and a binary search for each in each run.
        """
        for at, (run_keys, run_stamps) in enumerate(self._runs):
            asked = self._perhaps(at, keys)
            wanted = keys[asked]
            place = np.minimum(np.searchsorted(run_keys, wanted), len(run_keys) - 1)
            is_here = np.flatnonzero(run_keys.take(place) == wanted)
            found[asked[is_here]] = run_stamps.take(place[is_here]) & bits

    def _perhaps(self, at: int, keys: Keys) -> NDArray[np.intp]:
        """Say which of many keys a run may have: few more than those that it has."""
        if len(keys) < _MANY:
            return np.arange(len(keys))
        known = self._filters[at]
        if known is None:
            known = self._filters[at] = _bloom(self._runs[at][0])
        bit = _bit_of(keys, len(known).bit_length() + 2)
        # Of bit 77: the byte is 77 >> 3, which is 9, and in it the bit is 77 & 7, which is 5.
        return np.flatnonzero(known.take(bit >> 3) >> (bit & 7).astype(np.uint8) & 1)

    def between(self, low: int, high: int) -> list[Run]:
        """Give the part of each run from low to before high, without empty ones.

        Complexity: a binary search in each run.
        """
        found: list[Run] = []
        for view, (keys, stamps) in zip(self._views, self._runs):
            first, end = bisect_left(view, low), bisect_left(view, high)
            if first < end:
                found.append((keys[first:end], stamps[first:end]))
        return found

    def _set(self, runs: list[Run]) -> None:
        known = {id(keys): each for (keys, _), each in zip(self._runs, self._filters)}
        self._filters = [known.get(id(keys)) for keys, _ in runs]
        self._runs, self._views = runs, [keys.data for keys, _ in runs]


def _bloom(keys: Keys) -> Bits:
    """Set one bit for each key, of 8 to 16 for each; of other keys, one in ten finds its bit set.

    Source: Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13 (1970);
    before sorted runs: Chang et al., "Bigtable", OSDI 2006, section 6.
    """
    size = 3 + len(keys).bit_length()
    flags = np.zeros(1 << size, np.uint8)
    flags[_bit_of(keys, size)] = 1
    return np.packbits(flags, bitorder="little")


def _bit_of(keys: Keys, size: int) -> Ints:
    """Say which of 2**size bits is a key's: the highest bits of a product (Fibonacci hashing)."""
    bit: Ints = (keys.view(np.uint64) * _GOLDEN >> np.uint64(64 - size)).view(np.int64)
    return bit


def _merged(older: Run, newer: Run) -> Run:
    """Merge two runs by looking up the newer one's keys; all else moves as a block."""
    (old_keys, old_stamps), (keys, stamps) = older, newer
    place = np.searchsorted(old_keys, keys)
    is_new = old_keys.take(place, mode="clip") != keys
    changed = old_stamps.copy()
    changed[place[~is_new]] = stamps[~is_new]
    to, none = place[is_new], place[:0]
    all_keys = splice(old_keys, none, to, keys[is_new])
    return all_keys, splice(changed, none, to, stamps[is_new])
