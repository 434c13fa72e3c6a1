"""Look up many numbers at once: a hash table of arrays, with the next slot if one is taken.

    key 40 hashes to slot 2       slot  0   1   2   3   4   5   6   7
    key 41 hashes to slot 6       key           40  77          41
    key 77 hashes to slot 2       row            0   2           1

Of a thousand keys all look at their first slots in one step, the few that find another key there
at the next slots in a second step, and so on. No slot is ever cleared.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.hashing import hash_ints

_LEAST_BITS: Final = 8
_FULL: Final = 3  # more than one in three slots taken: twice as many slots
_BLOCK: Final = 1 << 14  # keys at a time, so that the steps between stay in the cache


class Slots:
    """Keep a row for each key.

    Complexity: O(1) a key, expected; 12 bytes a slot, 36 to 72 bytes a key.

    >>> slots = Slots()
    >>> slots.enter(np.array([40, 41]), np.array([0, 1]))
    >>> slots.find(np.array([41, 42, 40])).tolist()
    [1, -1, 0]
    """

    def __init__(self) -> None:
        self._bits = _LEAST_BITS
        self._keys = np.zeros(1 << _LEAST_BITS, np.int64)
        self._rows = np.full(1 << _LEAST_BITS, -1, np.int32)  # -1: nobody has the slot
        self._count = 0

    def find(self, keys: Ints) -> NDArray[np.int32]:
        """Give the row of each key, -1 if it has none, shape (keys,)."""
        rows = np.empty(len(keys), np.int32)
        for low in range(0, len(keys), _BLOCK):
            rows[low : low + _BLOCK] = self._find(keys[low : low + _BLOCK])
        return rows

    def _find(self, keys: Ints) -> NDArray[np.int32]:
        slots = self._home(keys)
        rows = self._rows.take(slots)
        left = np.flatnonzero((self._keys.take(slots) != keys) & (rows >= 0))
        while len(left):
            here = (slots[left] + 1) & (len(self._rows) - 1)
            slots[left] = here
            found = self._rows[here]
            rows[left] = found
            left = left[(self._keys[here] != keys[left]) & (found >= 0)]
        return rows

    def enter(self, keys: Ints, rows: Ints) -> None:
        """Give rows to keys that have none; keys and rows are different ones, rows below 2**31."""
        self._count += len(keys)
        if self._count * _FULL > len(self._rows):
            taken = np.flatnonzero(self._rows >= 0)
            keys = np.concatenate([self._keys[taken], keys])
            rows = np.concatenate([self._rows[taken], rows])
            self._bits = max(_LEAST_BITS, (self._count * _FULL).bit_length())
            self._keys = np.zeros(1 << self._bits, np.int64)
            self._rows = np.full(1 << self._bits, -1, np.int32)
        self._enter(keys, rows)

    def _enter(self, keys: Ints, rows: Ints) -> None:
        slots = self._home(keys)
        left = np.arange(len(keys))
        while len(left):
            is_free = self._rows[slots[left]] < 0
            tried = left[is_free]
            # Of several keys that try one free slot the last has it; the others see that.
            self._rows[slots[tried]] = rows[tried]
            has_it = self._rows[slots[tried]] == rows[tried]
            self._keys[slots[tried[has_it]]] = keys[tried[has_it]]
            left = np.concatenate([left[~is_free], tried[~has_it]])
            slots[left] = (slots[left] + 1) & (len(self._rows) - 1)

    def _home(self, keys: Ints) -> Ints:
        home: Ints = (hash_ints(keys, 0) >> np.uint64(64 - self._bits)).view(np.int64)
        return home
