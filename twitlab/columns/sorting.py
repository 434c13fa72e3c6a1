"""Sort and move long columns in pieces that stay in the processor's cache.

Ten keys of two digits, sorted as letters are in a post office, without comparing any two:

    as they come        53 12 57 31 92 15 33 71 18 50
    by the last digit   50 31 71 12 92 53 33 15 57 18
    by the first        12 15 18 | 31 33 | 50 53 57 | 71 | 92

The second line is dealt out in its order, so of one first digit the last ones ascend already. A
digit here has 16 bits, and the places to deal to must fit the cache. So a long column is first
dealt by its *highest* digit, and then each heap, as 31 33, is sorted for itself from the lowest.

To know from where each came, a key and its place are one number: of 53 12 57 31 it is 530, 121,
572 and 313. Sorted, 121 313 530 572, the last digits say the order: 1 3 0 2.

>>> order_by(np.array([53, 12, 57, 31]) << 16).tolist()
[1, 3, 0, 2]
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns.types import Ints, Keys

_PIECE: Final = 1 << 16  # NumPy's radix sort of two bytes is three times as fast up to here


def sort_keys(keys: Keys, bits: int, *columns: NDArray[Any]) -> None:
    """Sort keys in place, and columns along with them; equal keys keep their order.

    A library's sort compares keys that lie anywhere in memory. Here each piece is first dealt out
    by its highest digit, as letters are by town, until what has one digit fits the cache. There
    NumPy's radix sort does 16 bits at a time, the lowest first. Left out: keys of 0 or less.

    Args:
        keys: 0 or more, int64, shape (count,).
        bits: how many bits of a key are sorted by; above them, all are alike.
        columns: what belongs to the keys, shape (count,) each.

    Complexity: O(count * bits / 16) time; the keys and columns once more, and a byte a key.

    Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 5.2.5 (radix sorting, from
    the highest digit and from the lowest); NumPy reference, sort: 16 bits or less are radix sorted.

    >>> keys, column = np.array([700_000, 3, 70_000]), np.array([7, 8, 9])
    >>> sort_keys(keys, 20, column)
    >>> keys.tolist(), column.tolist()
    ([3, 70000, 700000], [8, 9, 7])
    """
    if bits <= 0 or len(keys) < 2:
        return
    if len(keys) <= _PIECE:
        order = _order(keys, bits)
        for column in (keys, *columns):
            column[:] = column.take(order)
        return
    bits = max(0, bits - digit_bits(len(keys)))
    dealt, ends = deal((keys, *columns), bits)
    for column, by_digit in zip((keys, *columns), dealt):
        column[:] = by_digit
    for begin, end in pairwise([0, *ends]):
        part = slice(begin, end)
        sort_keys(keys[part], bits, *(column[part] for column in columns))


def _order(keys: Keys, bits: int) -> NDArray[np.intp]:
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(16, bits, 16):
        digits = (keys >> shift).astype(np.uint16).take(order)
        order = order.take(np.argsort(digits, kind="stable"))
    return order


def digit_bits(count: int) -> int:
    """Say into how many digits, in bits, so many rows are dealt out to fit the cache.

    Complexity: O(1).

    >>> digit_bits(1), digit_bits(100_000_000)
    (0, 8)
    """
    return min(8, (count // _PIECE).bit_length())


def deal(columns: Sequence[NDArray[Any]], shift: int) -> tuple[list[NDArray[Any]], list[int]]:
    """Bring rows together whose first column has the same digit; they keep their order.

    Args:
        columns: the first has integers of 0 or more; shape (rows,) each.
        shift: how many bits are below the digit, which is of 8 bits.

    Returns:
        The columns in the order of digits, and where each digit ends.

    Complexity: O(rows) time, and a byte a row.

    >>> dealt, ends = deal([np.array([9, 2, 8])], shift=3)
    >>> dealt[0].tolist(), ends[:2]
    ([2, 9, 8], [1, 3])
    """
    pieces = [slice(low, low + _PIECE) for low in range(0, len(columns[0]), _PIECE)]
    digits = np.empty(len(columns[0]), np.uint8)
    for piece in pieces:
        digits[piece] = (columns[0][piece] >> shift) & 255
    sizes = np.zeros((len(pieces), 256), np.int64)
    for piece, size in zip(pieces, sizes):
        size[:] = np.bincount(digits[piece], minlength=256)
    ends = np.cumsum(sizes.T).reshape(sizes.T.shape)  # (digits, pieces)
    dealt = [np.empty_like(column) for column in columns]
    for piece, size, end in zip(pieces, sizes, ends.T):
        order = np.argsort(digits[piece], kind="stable")
        some = np.flatnonzero(size)
        size, end = size[some], end[some]
        stops = np.cumsum(size)
        places = list(zip((stops - size).tolist(), stops.tolist(), (end - size).tolist()))
        for column, out in zip(columns, dealt):
            sorted_piece = column[piece].take(order)
            for start, stop, to in places:
                out[to : to + stop - start] = sorted_piece[start:stop]
    return dealt, ends[:, -1].tolist() if pieces else [0] * (256)


def splice(column: NDArray[Any], gone: Ints, to: Ints, more: NDArray[Any]) -> NDArray[Any]:
    """Return a column without some of its rows, and with more between the others.

    It does what np.insert after np.delete does, without masks as long as the column.

    Args:
        column: shape (rows,).
        gone: places that go, ascending, none twice.
        to: before which place of the column each new row comes, ascending.
        more: the new rows, shape of to.

    Complexity: O(rows) time; nothing but the result in space.

    Source: NumPy reference, insert and delete.

    >>> splice(np.array([4, 5, 6]), np.array([1]), np.array([0, 3]), np.array([3, 7])).tolist()
    [3, 4, 6, 7]
    """
    out = np.empty(len(column) - len(gone) + len(to), column.dtype)
    lows = np.arange(0, max(1, len(column)), _PIECE)
    cuts_to = [*np.searchsorted(to, lows).tolist(), len(to)]
    cuts_gone = [*np.searchsorted(gone, lows).tolist(), len(gone)]
    end = 0
    for low, ins, outs in zip(lows.tolist(), pairwise(cuts_to), pairwise(cuts_gone)):
        part, here = column[low : low + _PIECE], to[slice(*ins)] - low
        if outs[0] < outs[1]:
            left = gone[slice(*outs)] - low
            stays = np.ones(len(part), bool)
            stays[left] = False
            part = part[stays]
            here -= np.searchsorted(left, here)
        start, end = end, end + len(part) + len(here)
        is_old = np.ones(end - start, bool)
        here += np.arange(len(here))
        is_old[here] = False
        out[start:end][is_old] = part
        out[start:end][here] = more[slice(*ins)]
    return out


def order_by(numbers: NDArray[Any]) -> NDArray[np.int64]:
    """Return the order of rows by a number; rows of one number stay in the order they had.

    NumPy sorts 16-bit numbers by counting them. Larger ones share an int64 with their places, if
    both fit: sorting plain numbers is some five times as fast as argsort, which jumps to each.

    Args:
        numbers: 0 or more, any integer dtype, shape (rows,).

    Returns:
        Places in numbers, shape (rows,).

    Complexity: O(rows) time below 2**16, else O(rows log rows); about 16 * rows bytes.

    Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 5.2.5 (sorting by
    distribution); NumPy reference, sort: plain numbers are sorted in the processor's vectors.

    >>> order_by(np.array([70_000, 3, 70_000, 1])).tolist()
    [3, 1, 0, 2]
    """
    largest = int(numbers.max(initial=0))
    if largest < 1 << 16:
        return np.argsort(numbers.astype(np.uint16), kind="stable")
    bits = len(numbers).bit_length()
    if largest.bit_length() + bits > 63:
        return np.argsort(numbers, kind="stable")
    # Place beneath number: equal numbers are told apart by their places, so the order is stable.
    packed: Ints = np.left_shift(numbers, bits, dtype=np.int64)
    packed |= np.arange(len(numbers))
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def first_of_runs(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark each row that differs from the one before it; in sorted rows, the first of each value.

    Complexity: O(rows).

    >>> first_of_runs(np.array([3, 3, 5, 8, 8])).tolist()
    [True, False, True, True, False]
    """
    is_first = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=is_first[1:])
    return is_first


def group(parts: NDArray[Any]) -> list[tuple[int, NDArray[np.int64]]]:
    """Group rows by partition: each partition, ascending, with the indexes of its rows, ascending.

    Args:
        parts: partition numbers, 0 or more, any integer dtype, shape (count,).

    Complexity: as `order_by`.

    >>> [(part, at.tolist()) for part, at in group(np.array([4, 2, 4]))]
    [(2, [1]), (4, [0, 2])]
    """
    if not len(parts):
        return []
    order = order_by(parts)
    starts = np.flatnonzero(first_of_runs(parts[order]))
    return [(int(parts[at[0]]), at) for at in np.split(order, starts[1:])]
