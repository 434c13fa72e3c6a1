"""Order all members, and count those before one, by looking at all scores at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints


def order_of(scores: NDArray[np.float64], members: list[Any]) -> Ints:
    """Give the rows that have a member in the order of a sorted set, the least first.

    Args:
        scores: of each row, NaN where it has no member.
        members: of each row, all int or all str.

    Complexity: O(rows log rows); members are compared only where scores are equal.

    >>> order_of(np.array([2.0, 1.0, 2.0]), ["b", "c", "a"]).tolist()
    [1, 2, 0]
    """
    rows = np.flatnonzero(scores == scores)
    rows = rows[np.argsort(scores[rows], kind="stable")]
    ordered = scores[rows]
    is_tied = ordered[1:] == ordered[:-1]
    edges = np.flatnonzero(np.diff(is_tied.astype(np.int8), prepend=0, append=0))
    for begin, end in edges.reshape(-1, 2).tolist():
        run = rows[begin : end + 1].tolist()
        rows[begin : end + 1] = sorted(run, key=members.__getitem__)
    return rows


def rank_of(row: int, scores: NDArray[np.float64], members: list[Any]) -> int:
    """Count the members before that of a row, the least first.

    Complexity: O(rows).

    >>> rank_of(0, np.array([2.0, 1.0, 2.0]), ["b", "c", "a"])
    2
    """
    score, member = scores[row], members[row]
    equal = np.flatnonzero(scores == score).tolist()
    return int((scores < score).sum()) + sum(bool(members[each] < member) for each in equal)
