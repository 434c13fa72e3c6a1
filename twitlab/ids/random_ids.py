"""Draw ids at random with no coordination, and find how soon two are the same.

The model: each id is drawn uniformly from the N = 2**bits values, independently of all others.
Servers that share a seed, or a generator with a short period, break exactly that promise.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_ints
from twitlab.columns import first_of_runs
from twitlab.errors import BadType

Ids = NDArray[np.uint64]  # shape (count,)

MAX_BITS = 64
_FIRST_LOOK = 1_024


@dataclass(frozen=True, slots=True)
class FirstRepeat:
    """Say where the first repeat is, and what it cost to find.

    Args:
        position: index of the first id that has occurred before, from 0.
        earlier: index at which that id occurred first.
        ids_read: how many ids were looked at.
    """

    position: int
    earlier: int
    ids_read: int


def draw_ids(count: int, bits: int, rng: np.random.Generator) -> Ids:
    """Draw ids uniformly and independently, as servers do that ask nobody.

    Args:
        count: how many, 0 or more.
        bits: the size of an id, 1 to 64; an id is below 2**bits.
        rng: the source of chance.

    Returns:
        The ids, uint64, shape (count,).

    Raises:
        BadType: an argument is of the wrong type (True is not a number here).
        BadValue: count or bits is out of range.

    Complexity: O(count) time and 8 * count bytes; no messages, which is the point.

    Source: O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms
    for Random Number Generation", 2014, for NumPy's default generator.

    >>> draw_ids(3, 8, np.random.default_rng(1)).tolist()
    [121, 131, 193]
    """
    count = check_int("count", count, 0, None)
    bits = check_int("bits", bits, 1, MAX_BITS)
    if not isinstance(rng, np.random.Generator):
        raise BadType(f"rng must be a numpy.random.Generator, got {rng!r}")
    return rng.integers(0, (1 << bits) - 1, size=count, dtype=np.uint64, endpoint=True)


def first_repeat(ids: NDArray[Any]) -> FirstRepeat | None:
    """Find the first id that has occurred before, by sorting longer and longer beginnings.

    In order, equal ids are neighbours. The beginning is doubled until it has such a pair, so it
    is at most twice as long as it had to be, or 1,024. Sorting the values alone is far cheaper
    than keeping track of positions, so these are looked up last, for the few repeated ids only.

    Args:
        ids: integers of 0 or more, any integer dtype, shape (count,).

    Returns:
        Where the first repeat is, or None if all ids differ.

    Raises:
        BadType: ids is not an array of integers.
        BadValue: ids is not one-dimensional, or has a negative number.

    Complexity: O(k log k) time and about 10 * k bytes; k = ids_read, at most twice what is needed.

    Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 5 (bringing equal items
    together is the first use of sorting that it names).

    >>> first_repeat(np.array([5, 9, 4, 9, 5]))
    FirstRepeat(position=3, earlier=1, ids_read=5)
    """
    _check_ids(ids)
    size = _FIRST_LOOK
    while not (repeated := _repeated(ids[:size])).size:
        if size >= len(ids):
            return None
        size *= 2
    start = ids[:size]  # (k,)
    places = np.flatnonzero(np.isin(start, repeated))  # (m,), where repeated ids stand
    by_id = places[np.argsort(start[places], kind="stable")]  # (m,), places of one id together
    is_repeat = start[by_id[1:]] == start[by_id[:-1]]  # (m - 1,)
    which = by_id[1:][is_repeat].argmin()
    # Everything before the first repeat differs, so its left neighbour is the only earlier one.
    position, earlier = by_id[1:][is_repeat][which], by_id[:-1][is_repeat][which]
    return FirstRepeat(int(position), int(earlier), ids_read=len(start))


def _repeated(ids: NDArray[Any]) -> NDArray[Any]:
    in_order = np.sort(ids)
    repeated: NDArray[Any] = in_order[~first_of_runs(in_order)]
    return repeated


def first_repeat_plain(ids: NDArray[Any]) -> FirstRepeat | None:
    """Find the first id that has occurred before, by remembering every id seen.

    What one would write first. It reads no id too many, one at a time, and keeps a Python object
    for each: about 100 bytes where the sorted array takes 8.

    Args:
        ids: integers of 0 or more, any integer dtype, shape (count,).

    Returns:
        Where the first repeat is, or None if all ids differ.

    Raises:
        BadType: ids is not an array of integers.
        BadValue: ids is not one-dimensional, or has a negative number.

    Complexity: O(k) expected time and space; k = position of the repeat + 1.

    >>> first_repeat_plain(np.array([5, 9, 4, 9, 5]))
    FirstRepeat(position=3, earlier=1, ids_read=4)
    """
    _check_ids(ids)
    seen: dict[int, int] = {}
    for position, number in enumerate(ids.tolist()):
        if number in seen:
            return FirstRepeat(position, seen[number], ids_read=position + 1)
        seen[number] = position
    return None


def mean_draws(bits: int) -> float:
    """Return how many ids one draws on average, up to and including the first repeat.

    Exactly this is 1 + Q(N), with Ramanujan's Q and N = 2**bits. The first terms of its series,
    sqrt(pi N / 2) + 2/3, are within 2.5 % at 1 bit and within 1 in 3,000 from 8 bits on.
    One run is far from the mean: the standard deviation is about half of it (0.52).

    Args:
        bits: the size of an id, 1 to 64.

    Returns:
        The mean number of draws. Only a square root is taken, which is the same on every
        processor.

    Raises:
        BadType: bits is not an int.
        BadValue: bits is not from 1 to 64.

    Complexity: O(1).

    Source: Knuth, The Art of Computer Programming 1, 3rd ed., section 1.2.11.3, for the series
    of Q(n); Flajolet, Grabner, Kirschenhofer and Prodinger, "On Ramanujan's Q-function",
    J. Comput. Appl. Math. 58 (1995), for 1 + Q(n) as the birthday problem's mean.

    >>> round(mean_draws(32))
    82138
    """
    bits = check_int("bits", bits, 1, MAX_BITS)
    return math.sqrt(math.pi / 2 * (1 << bits)) + 2 / 3


def _check_ids(ids: object) -> None:
    if not isinstance(ids, np.ndarray):
        raise BadType(
            f"ids must be a numpy array of integers, got {type(ids).__name__}: "
            "use np.array(ids, dtype=np.uint64)"
        )
    if ids.dtype.kind == "f":
        raise BadType(
            f"ids must be an array of integers, got {ids.dtype}: a float holds 53 bits of an id. "
            "Joining int64 and uint64 arrays makes floats; give both one dtype first"
        )
    check_ints("ids", ids, 0, (1 << MAX_BITS) - 1)
