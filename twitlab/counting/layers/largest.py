"""Find the largest of millions of counts, most of which are alike.

Twelve counts in blocks of four, and the largest two. First the largest of each block:

    1 1 7 1 | 1 1 1 1 | 2 9 1 1          7, 1, 9: the second of these is 7

So there are two counts of 7 or more, and none below 7 is wanted. Two of twelve are left to sort.
NumPy's `partition` does the same to all of them, and takes its time where most are equal: 5 million
counts of which most are 1 take it 160 ms, and twenty times less here.
"""

from typing import Final

import numpy as np

from twitlab.arguments import check_int, check_ints
from twitlab.columns import Ints

_BLOCK: Final = 256


def largest(counts: Ints, k: int) -> Ints:
    """Give the places of the k largest, the largest first; of equals the one that stands first.

    Args:
        counts: any integers, shape (counts,).
        k: how many, 0 or more; all of them if there are fewer.

    Returns:
        Places in counts, shape (k,) at most.

    Raises:
        BadType: counts is no array of integers, or k is not an int.
        BadValue: counts has more dimensions than one, or k is below 0.

    Complexity: O(counts + k log k); one count for each 256 in space.

    >>> largest(np.array([1, 7, 1, 9, 7]), 2).tolist()
    [3, 1]
    """
    check_ints("counts", counts, None, None)
    if check_int("k", k, 0, None) < 1:
        return np.empty(0, np.int64)
    if k < len(counts):
        least = _nth(counts, k)
        above = np.flatnonzero(counts > least)
        chosen = np.concatenate([above, _first_equal(counts, least, k - len(above))])
    else:
        chosen = np.arange(len(counts))
    order: Ints = chosen[np.lexsort((chosen, -counts[chosen]))]
    return order


def _nth(counts: Ints, k: int) -> int:
    """Give the count of which there are k as large or larger, and fewer than k larger."""
    maxima = np.maximum.reduceat(counts, np.arange(0, len(counts), _BLOCK))
    if k > len(maxima):
        return int(np.partition(counts, len(counts) - k)[len(counts) - k])
    bar = int(np.partition(maxima, len(maxima) - k)[len(maxima) - k])
    above = counts[counts > bar]
    return bar if len(above) < k else int(np.partition(above, len(above) - k)[len(above) - k])


def _first_equal(counts: Ints, least: int, wanted: int) -> Ints:
    """Give the first places of a count: of millions that are equal, no more are looked for."""
    found: list[Ints] = []
    step = max(1 << 16, 4 * wanted)
    for low in range(0, len(counts), step):
        if wanted <= 0:
            break
        some = np.flatnonzero(counts[low : low + step] == least)[:wanted] + low
        found.append(some)
        wanted -= len(some)
    return np.concatenate(found) if found else np.empty(0, np.int64)
