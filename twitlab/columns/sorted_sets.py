"""Intersect, unite and subtract sorted sets of ids, any number of them at once.

A set is an array of integers, ascending, none twice: what the graph gives for followers. All
operands of one call have the same dtype; mixing int64 and uint64 would make floats.
"""

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns.sorting import first_of_runs
from twitlab.errors import BadType, BadValue

IdSet = NDArray[Any]  # integers, ascending, none twice, shape (ids,)


def intersection(*sets: IdSet) -> IdSet:
    """Return the ids that are in all sets.

    The smallest set is looked up in the next larger one, and so on: what is left only shrinks. A
    look-up begins where the one before it ended, so near ids share the processor's cache.

    Args:
        sets: one or more sorted sets of one dtype, shape (ids,) each.

    Returns:
        The common ids, ascending, in the sets' dtype.

    Raises:
        BadType: an operand is not an array of integers, or the dtypes differ.
        BadValue: there is no operand, or one is not one-dimensional, ascending and without repeats.

    Complexity: O(small log large) time for the look-ups and O(all ids) for the check.

    Source: Hwang and Lin, "A simple algorithm for merging two disjoint linearly ordered sets",
    SIAM J. Comput. 1 (1972), for searching the smaller in the larger.

    >>> intersection(np.array([1, 4, 9]), np.array([2, 4, 6, 9])).tolist()
    [4, 9]
    """
    smallest, *larger = sorted(_checked(sets), key=len)
    return reduce(common, larger, smallest).copy()


def union(*sets: IdSet) -> IdSet:
    """Return the ids that are in any of the sets.

    Args:
        sets: one or more sorted sets of one dtype, shape (ids,) each.

    Returns:
        All ids, ascending, each once.

    Raises:
        BadType: an operand is not an array of integers, or the dtypes differ.
        BadValue: there is no operand, or one is not one-dimensional, ascending and without repeats.

    Complexity: O(n log k) time and O(n) space; n ids in k sets. The stable sort merges what is
    already in order.

    Source: McIlroy, "Optimistic Sorting and Information Theoretic Complexity", SODA 1993, for
    sorts that use the runs they find.

    >>> union(np.array([1, 4]), np.array([2, 4]), np.array([0])).tolist()
    [0, 1, 2, 4]
    """
    ids = np.concatenate(_checked(sets))
    ids.sort(kind="stable")
    found: IdSet = ids[first_of_runs(ids)]
    return found


def difference(first: IdSet, *others: IdSet) -> IdSet:
    """Return the ids of the first set that are in none of the others.

    Args:
        first: a sorted set, shape (ids,).
        others: sorted sets of the same dtype, none or more.

    Returns:
        What is left of the first set, ascending.

    Raises:
        BadType: an operand is not an array of integers, or the dtypes differ.
        BadValue: an operand is not one-dimensional, ascending and without repeats.

    Complexity: O(small log large) for each other set, and O(all ids) for the check.

    >>> difference(np.array([1, 4, 9]), np.array([4]), np.array([8, 9])).tolist()
    [1]
    """
    left, *rest = _checked((first, *others))
    for other in rest:
        if len(other) < len(left):
            keep = np.ones(len(left), bool)
            keep[np.searchsorted(left, common(left, other))] = False
        else:
            keep = ~is_in(left, other)
        left = left[keep]
    return left.copy()


def common(left: IdSet, right: IdSet) -> IdSet:
    """Return the ids in both of two sets that are known to be sorted: intersection, unchecked.

    Complexity: O(small log large).

    >>> common(np.array([1, 4]), np.array([4, 7, 9])).tolist()
    [4]
    """
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    found: IdSet = small[is_in(small, large)]
    return found


def is_in(ids: NDArray[Any], where: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which ids, in any order, are in a set that is known to be sorted, shape (ids,).

    Complexity: O(ids log where).

    >>> is_in(np.array([9, 1, 9]), np.array([4, 7, 9])).tolist()
    [True, False, True]
    """
    if not len(where):
        return np.zeros(len(ids), bool)
    found: NDArray[np.bool_] = where.take(np.searchsorted(where, ids), mode="clip") == ids
    return found


def _checked(sets: tuple[object, ...]) -> list[IdSet]:
    checked: list[IdSet] = []
    if not sets:
        raise BadValue("sets must be one or more, got none")
    for number, ids in enumerate(sets):
        if not isinstance(ids, np.ndarray) or ids.dtype.kind not in "iu":
            got = ids.dtype if isinstance(ids, np.ndarray) else type(ids).__name__
            raise BadType(f"sets[{number}] must be a numpy array of integers, got {got}")
        checked.append(ids)
        if ids.dtype != checked[0].dtype:
            wanted = checked[0].dtype
            raise BadType(f"sets[{number}] must be {wanted} as the first, got {ids.dtype}")
        if ids.ndim != 1:
            raise BadValue(f"sets[{number}] must be one-dimensional, got shape {ids.shape}")
        if not (ids[1:] > ids[:-1]).all():
            raise BadValue(f"sets[{number}] must be ascending, none twice: use np.unique first")
    return checked
