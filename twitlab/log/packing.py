"""Pack columns of numbers into few bytes: what is near each other needs less than eight bytes each.

Five event times of one second, and what is written of them:

    values          1_700_000_000_100  _140  _130  _190  _250
    from the least                  0    40    30    90   150     one byte each
    differences                         40   -10    60    60
    from the least                      50     0    70    70     one byte each, and no wider later

Either may be smaller: times that go on for an hour differ little from one to the next, and keys in
no order differ more from each other than from the least. What remains is written with a fixed
number of bytes each, or seven bits at a time, so that one large count of many ones costs only
itself. Of the four ways the smallest is taken.
"""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.errors import BadValue

_HEAD: Final = struct.Struct("<BBqqI")  # way, bytes each, first value, least, bytes in all
_DIFFERENCES: Final = 1
_SEVENS: Final = 2  # seven bits at a time
_MOST_SEVENS: Final = 10  # bytes for 64 bits
Rest = NDArray[np.uint64]  # what remains of numbers, shape (count,)


class DamagedMessage(BadValue):
    """Refuse bytes that are not what was sent."""


def pack(column: Ints) -> bytes:
    """Write a column of numbers in the smallest of four ways.

    Args:
        column: 0 to 2**63 - 1 each, int64, shape (count,).

    Returns:
        22 bytes and what the numbers need; their count is not among it.

    Complexity: O(count), some ten passes over the column.

    >>> len(pack(np.arange(10**12, 10**12 + 1_000)))
    22
    """
    if not len(column):
        return _HEAD.pack(0, 0, 0, 0, 0)
    kept = np.ascontiguousarray(column, "<i8").view("<u8")
    least = int(column.min())
    smallest = (0, 0, least, *_smaller(kept - np.uint64(least)))
    if len(column) > 1:
        steps = np.diff(column)  # of numbers of 63 bits, so that each fits in 64
        low = int(steps.min())
        rest = steps.view(np.uint64) - np.uint64(low & (1 << 64) - 1)
        other = (_DIFFERENCES, int(column[0]), low, *_smaller(rest))
        smallest = min(smallest, other, key=lambda each: each[5])
    way, first, least, width, sevens, size, rest = smallest
    data = _in_sevens(rest) if sevens else _in_bytes(rest, width)
    return _HEAD.pack(way | sevens, width, first, least, size) + data


def unpack(data: memoryview, at: int, count: int) -> tuple[Ints, int]:
    """Read a column that `pack` wrote.

    Args:
        data: that has it.
        at: where it begins.
        count: how many numbers it has.

    Returns:
        The numbers, int64, shape (count,), and the place behind them.

    Raises:
        DamagedMessage: no such column stands there.

    Complexity: O(count).
    """
    try:
        way, width, first, least, size = _HEAD.unpack_from(data, at)
    except struct.error:
        raise DamagedMessage("message is damaged: it ends within a column") from None
    begin = at + _HEAD.size
    packed = np.frombuffer(data[begin : begin + size], np.uint8)
    steps = max(0, count - 1) if way & _DIFFERENCES else count
    if len(packed) != size or way > 3 or width > 8:
        raise DamagedMessage("message is damaged: a column is not what was packed")
    rest = _from_sevens(packed, steps) if way & _SEVENS else _from_bytes(packed, width, steps)
    rest = rest + np.uint64(least & (1 << 64) - 1)
    if way & _DIFFERENCES:
        rest = np.cumsum(np.append(np.array([first], np.int64).view(np.uint64), rest))
    return rest.view(np.int64), begin + size


def _smaller(rest: Rest) -> tuple[int, int, int, Rest]:
    """Give the bytes each, the way, and the bytes in all that what remains needs."""
    width = -(-int(rest.max()).bit_length() // 8)
    size, wide = width * len(rest), _lengths_of_sevens(rest) if width > 1 else None
    if wide is not None and (total := int(wide.sum())) < size:
        return 0, _SEVENS, total, rest
    return width, 0, size, rest


def _in_bytes(rest: Rest, width: int) -> bytes:
    """Write the lower bytes of each number, the lowest first."""
    return rest.astype("<u8", copy=False).view(np.uint8).reshape(-1, 8)[:, :width].tobytes()


def _from_bytes(packed: NDArray[np.uint8], width: int, count: int) -> Rest:
    if len(packed) != width * count:
        raise DamagedMessage("message is damaged: a column is not as long as its count")
    whole = np.zeros((count, 8), np.uint8)
    whole[:, :width] = packed.reshape(count, width)
    return whole.view("<u8").reshape(count).astype(np.uint64, copy=False)


def _lengths_of_sevens(rest: Rest) -> Ints:
    lengths: Ints = np.ones(len(rest), np.int64)
    for digit in range(1, _MOST_SEVENS):
        longer = rest >> np.uint64(7 * digit) > 0
        if not longer.any():
            break
        lengths += longer
    return lengths


def _in_sevens(rest: Rest) -> bytes:
    """Write seven bits a byte, the lowest first; all bytes of a number but its last have bit 8.

    Source: the base 128 varints of Protocol Buffers, Encoding.
    """
    lengths = _lengths_of_sevens(rest)
    begins = np.cumsum(lengths) - lengths
    packed = np.zeros(int(lengths.sum()), np.uint8)
    for digit in range(int(lengths.max(initial=0))):
        has = np.flatnonzero(lengths > digit)
        bits = (rest[has] >> np.uint64(7 * digit)).astype(np.uint8) & 0x7F
        packed[begins[has] + digit] = bits | ((lengths[has] > digit + 1) << 7).astype(np.uint8)
    return packed.tobytes()


def _from_sevens(packed: NDArray[np.uint8], count: int) -> Rest:
    ends = np.flatnonzero(packed < 0x80)
    begins = np.append(0, ends[:-1] + 1) if len(ends) else ends
    lengths = ends - begins + 1
    whole = len(ends) == count and (not len(packed) or packed[-1] < 0x80)
    if not whole or lengths.max(initial=0) > _MOST_SEVENS:
        raise DamagedMessage("message is damaged: a column is not as long as its count")
    rest = np.zeros(count, np.uint64)
    for digit in range(int(lengths.max(initial=0))):
        has = np.flatnonzero(lengths > digit)
        bits = (packed[begins[has] + digit] & 0x7F).astype(np.uint64)
        rest[has] |= bits << np.uint64(7 * digit)
    return rest
