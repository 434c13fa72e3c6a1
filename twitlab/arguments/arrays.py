"""Refuse what is no array of integers, or has one that is not allowed: one look for all rows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments.numbers import check_int, is_int
from twitlab.arguments.wording import shown
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue


def check_ints(
    name: str, values: object, low: int | None, high: int | None
) -> NDArray[np.integer[Any]]:
    """Return an array of integers that are in range as it is, or refuse it.

    Args:
        name: what the message calls it.
        values: what came in; any integer dtype, shape (count,).
        low: the smallest allowed, or None if no number is looked at.
        high: the largest allowed, or None if no number is looked at.

    Returns:
        The same array, not a copy.

    Raises:
        BadType: values is not an array of integers.
        BadValue: values is not one-dimensional, or a number is out of range.

    Complexity: O(count); O(1) without bounds.

    >>> check_ints("ids", np.array([3, 2], dtype=np.uint8), 0, 9).tolist()
    [3, 2]
    """
    is_masked = isinstance(values, np.ma.MaskedArray)  # what is masked would count
    if is_masked or not isinstance(values, np.ndarray) or values.dtype.kind not in "iu":
        got = _dtype(values) if isinstance(values, np.ndarray) else type(values).__name__
        raise BadType(f"{name} must be a numpy array of integers, got {got}")
    if values.ndim != 1:
        raise BadValue(f"{name} must be one-dimensional, got shape {values.shape}")
    if values.size and low is not None and high is not None and not _always(values, low, high):
        for value in (int(values.min()), int(values.max())):
            if not low <= value <= high:
                raise BadValue(f"{name} must be from {low} to {high}, got {value}")
    return values


def as_ints(name: str, value: object, high: int, low: int = 0) -> Ints:
    """Return an int or an array of integers as int64, or refuse it.

    Args:
        name: what the caller calls it.
        value: what came in.
        high: the largest number allowed.
        low: the smallest number allowed.

    Returns:
        The numbers, shape (count,); one for an int. An int64 array is not copied.

    Raises:
        BadType: value is neither an int nor an array of integers; True is not a number here.
        BadValue: value is not one-dimensional, or has a number out of range.

    Complexity: O(count).

    >>> as_ints("user", 3, high=9).tolist()
    [3]
    """
    return check_column(name, value, high, low).astype(np.int64, copy=False)


def check_column(name: str, value: object, high: int, low: int = 0) -> NDArray[np.integer[Any]]:
    """Return an int or an array of integers as an array of its dtype, or refuse it as `as_ints`."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        return check_ints(name, value, low, high)
    if not is_int(value):
        got = _dtype(value) if isinstance(value, np.ndarray) else shown(value)
        raise BadType(f"{name} must be an int or a numpy array of integers, got {got:.80}")
    return np.array([check_int(name, value, low, high)], np.int64)


def check_ids(name: str, values: object, high: int) -> Ints:
    """Refuse what is not a column of ids, and copy what is.

    Args:
        name: what the message calls it.
        values: any integer dtype, shape (count,).
        high: the most allowed.

    Returns:
        A copy, int64, shape (count,).

    Raises:
        BadType: values is not an array of integers.
        BadValue: values is not one-dimensional, or a value is not from 0 to high.

    Complexity: O(count).

    >>> check_ids("ids", np.array([3, 2], dtype=np.uint8), high=9).tolist()
    [3, 2]
    """
    column: Ints = check_ints(name, values, 0, high).astype(np.int64)
    return column


def _always(values: NDArray[np.integer[Any]], low: int, high: int) -> bool:
    """Say whether a dtype has no number out of range, so that none need be looked at."""
    can_have = np.iinfo(values.dtype)
    return low <= can_have.min and can_have.max <= high


def _dtype(array: NDArray[Any]) -> str:
    if isinstance(array, np.ma.MaskedArray):
        return "a masked array"
    is_object = array.dtype == object
    return "objects, as integers beyond 64 bits are" if is_object else str(array.dtype)
