"""Keep rows of cells, and find a key's cell in each row by a multiplication.

A row of 5 cells, hashes of 8 bits in place of 64, and the row's own factor 77:

    hash 200     200 * 77 = 15,400    modulo 256: 40     40 * 5 / 256: cell 0
    hash 201     201 * 77 = 15,477    modulo 256: 117    117 * 5 / 256: cell 2

The factor is odd, so no two hashes have one product, and the upper bits of a product hang on all
bits of the hash. Another row has another factor: keys that meet in one row part in the next.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.counting.top_k import count_all
from twitlab.hashing import Hashes, hash_ints

MAX_WIDTH: Final = 1 << 28
MAX_DEPTH: Final = 64
MAX_BYTES: Final = 1 << 31  # of a table
_32: Final = np.uint64(32)
_NARROW: Final = 1 << 32  # counts below it fit half a cell


class Cells:
    """Hold a table of counts; each hash has one cell in each row.

    Args:
        width: cells in a row, 1 to 2**32.
        depth: rows.
        seed: of the rows' factors.

    Source: Dietzfelbinger et al., "A Reliable Randomized Algorithm for the Closest-Pair Problem",
    J. Algorithms 25 (1997), multiply-shift.
    """

    def __init__(self, width: int, depth: int, seed: int) -> None:
        self.counts: NDArray[np.int64] = np.zeros((depth, width), np.int64)  # (depth, width)
        self._factors = hash_ints(np.arange(1, depth + 1), seed) | np.uint64(1)

    def row(self, hashes: Hashes, row: int, spare: Hashes | None = None) -> Ints:
        """Give the cells of a row: the upper half of a product, brought to the width.

        Args:
            hashes: shape (keys,).
            row: its number.
            spare: where the answer may stand, shape (keys,).
        """
        width = self.counts.shape[1]
        cells: Hashes = np.multiply(hashes, self._factors[row], out=spare)
        if width > 1 and width & (width - 1) == 0:  # the same in one step
            cells >>= np.uint64(65 - width.bit_length())
            return cells.view(np.int64)
        cells >>= _32
        cells *= np.uint64(width)
        cells >>= _32
        return cells.view(np.int64)

    def add(self, blocks: Iterable[tuple[Hashes, Ints | None]], keys: int, events: int) -> None:
        """Add to all cells of keys, a block at a time.

        Many keys are counted in a table of their own, with cells half as wide, of which the cache
        holds twice as many; then it is added to the other.

        Args:
            blocks: hashes of keys, and how often each came; None: once.
            keys: how many there are in all blocks.
            events: how many these are.
        """
        narrow = self._is_worth_a_table(keys, events)
        table = np.zeros(self.counts.shape, np.uint32) if narrow else self.counts
        for hashes, often in blocks:
            spare = np.empty(len(hashes), np.uint64)
            added = table.dtype.type(1) if often is None else often.astype(table.dtype, copy=False)
            for number, counts in enumerate(table):
                np.add.at(counts, self.row(hashes, number, spare), added)
        if narrow:
            self.counts += table

    def lift(self, hashes: Hashes, often: Ints | None) -> None:
        """Raise those cells of keys that are too low for them, all keys at once."""
        different, added = count_all(hashes.view(np.int64), 1 if often is None else often)
        hashes = different.view(np.uint64)
        wanted = self.least(hashes) + added
        for number, counts in enumerate(self.counts):
            np.maximum.at(counts, self.row(hashes, number), wanted)

    def for_reading(self, keys: int, events: int) -> NDArray[Any]:
        """Give the table, or for many keys a copy of it with cells half as wide.

        Args:
            keys: how many are to be read.
            events: in the table.
        """
        narrow = self._is_worth_a_table(keys, events)
        return self.counts.astype(np.uint32) if narrow else self.counts

    def least(self, hashes: Hashes, table: NDArray[Any] | None = None) -> NDArray[Any]:
        """Give the least of each key's cells, in this table or in a copy for reading."""
        table = self.counts if table is None else table
        least: NDArray[Any] = np.empty(len(hashes), table.dtype)
        found, spare = np.empty_like(least), np.empty(len(hashes), np.uint64)
        for number, counts in enumerate(table):
            # All places are in the row. To "wrap" others is NumPy's fastest way not to check.
            out = found if number else least
            counts.take(self.row(hashes, number, spare), out=out, mode="wrap")
            np.minimum(least, out, out=least)
        return least

    def _is_worth_a_table(self, keys: int, events: int) -> bool:
        return keys >= self.counts.size and events < _NARROW


def can_be(counts: NDArray[np.int64], total: int, conservative: bool) -> bool:
    """Say whether a table can be of so many events: each row has all; a conservative one may not.

    Complexity: O(width * depth).
    """
    if counts.min(initial=0) < 0 or counts.max(initial=0) > total:
        return False
    sums = counts.sum(axis=1)
    return bool((sums <= total).all() if conservative else (sums == total).all())
