"""Look up many ids in sorted rows at once.

Ten ids in three rows, which begin at places 0, 2 and 7:

    place   0  1 | 2  3  4  5  6 | 7  8  9
    id      4  7 | 1  4  6  9 12 | 2  3  8

Is 9 in the middle row? Of its 5 ids, 4 are a power of two: the first 4 or the last 4. The fourth,
at place 5, is not below 9, so 9 is among the first: places 2 to 5. The second of these, 4, is
below 9: places 4 to 5. So is the first of these, 6: place 5, and there it is. Each step halves, so
thousands of rows of 4 to 7 ids take it together, as one line of NumPy. 10 would stand before place
6; the answer is ~6, which is -7: `~` says "not there" even of place 0, and `~` again gives it back.

>>> starts, ids = np.array([0, 2, 7, 10]), np.array([4, 7, 1, 4, 6, 9, 12, 2, 3, 8], np.int32)
>>> found = find_in_rows(starts, ids, np.array([1, 1]), np.array([9, 10]))
>>> found.tolist(), int(~found[1])
([5, -7], 6)
"""

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
    # If the last id of the first window is too small, the id can only be in the last window.
    base += (length - half) * (ids.take(base + (half - 1)) < wanted)
    for bit in range(int(bits.max(initial=0)) - 2, -1, -1):
        active = slice(begins[bit + 1], None)
        window = base[active]
        window += (ids.take(window + ((1 << bit) - 1)) < wanted[active]).astype(np.int64) << bit
    last = ids.take(base)  # the search ends at the place, or on the row's last id, if all are less
    missing = np.where(last < wanted, ~base - 1, ~base)  # ~base - 1 is ~(base + 1)
    np.invert(found, out=found)  # in a row without ids all are missing, from its start on
    found[order] = np.where(last == wanted, base, missing)
    return found
