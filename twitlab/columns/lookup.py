"""Look up many ids in sorted rows at once."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns.types import Ints

_BLOCK: Final = 1 << 15  # look-ups at a time, so that the steps between stay in the cache


def find_in_rows(starts: NDArray[Any], ids: NDArray[np.int32], rows: Ints, wanted: Ints) -> Ints:
    """Find the place of an id in a row, for many rows at once, by binary searches in step.

    Rows of a like size are searched together: a row of 2**k to 2**(k + 1) - 1 ids is first cut to
    2**k, its first or its last ones, so that every further step halves all windows alike and needs
    no check of bounds.

    Args:
        starts: where each row begins in ids; one more for the end, shape (rows + 1,).
        ids: ascending within a row, shape (edges,).
        rows: the row to look in, shape (look-ups,).
        wanted: the id to find, shape (look-ups,).

    Returns:
        The place in ids; for an id that is not there ~place, below 0, where place is where it would
        stand; shape (look-ups,).

    Complexity: O(look-ups * log(length of the row)) time, and a block's few hundred kilobytes.

    Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 6.2.1, exercise 23 and
    program C's uniform search: Shar's two overlapping windows.

    >>> starts, ids = np.array([0, 2, 5]), np.array([4, 7, 1, 4, 9], np.int32)
    >>> find_in_rows(starts, ids, np.array([1, 0]), np.array([9, 5])).tolist()
    [4, -2]
    """
    found = np.empty(len(rows), np.int64)
    for low in range(0, len(rows), _BLOCK):
        part = slice(low, low + _BLOCK)
        found[part] = _find_block(starts, ids, rows[part], wanted[part].astype(np.int32))
    return found


def _find_block(
    starts: NDArray[Any], ids: NDArray[np.int32], rows: Ints, wanted: NDArray[np.int32]
) -> Ints:
    found = starts.take(rows).astype(np.int64)
    length = starts.take(rows + 1) - found
    # frexp gives the number of bits exactly: a length is far below 2**53.
    bits = np.frexp(length.astype(np.float64))[1].astype(np.uint8)
    order = np.argsort(bits, kind="stable")
    begins = np.cumsum(np.bincount(bits, minlength=64))
    order = order[begins[0] :]  # rows without ids have no bits
    begins -= begins[0]
    base, wanted, length = found.take(order), wanted.take(order), length.take(order)
    half = np.int64(1) << (bits.take(order).astype(np.int64) - 1)
    base += (length - half) * (ids.take(base + (half - 1)) < wanted)
    for bit in range(int(bits.max(initial=0)) - 2, -1, -1):
        active = slice(begins[bit + 1], None)
        window = base[active]
        window += (ids.take(window + ((1 << bit) - 1)) < wanted[active]).astype(np.int64) << bit
    last = ids.take(base)  # the search ends at the place, or on the row's last id, if all are less
    missing = np.where(last < wanted, ~base - 1, ~base)
    np.invert(found, out=found)
    found[order] = np.where(last == wanted, base, missing)
    return found
