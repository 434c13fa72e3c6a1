"""Refuse arguments that are no numbers, or none that are allowed; all of the kit asks here.

A NumPy integer is an int, alone and as one for all rows of a column; True is no number.
"""

import math
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue

_LEAST_SHARE: Final = 1e-300


def check_int(name: str, value: object, low: int | None, high: int | None) -> int:
    """Return an int that is in range as a plain int, or refuse it.

    Args:
        name: what the message calls it.
        value: what came in; a NumPy integer is an int too, True is none.
        low: the smallest allowed, or None.
        high: the largest allowed, or None.

    Returns:
        The value as a Python int: a NumPy one would overflow in a shift.

    Raises:
        BadType: value is not an int.
        BadValue: value is out of range.

    Complexity: O(1).

    >>> check_int("count", np.int8(3), 0, None)
    3
    """
    if not is_int(value):
        raise BadType(f"{name} must be an int, got {shown(value)}")
    _check_range(name, value, low, high)
    return int(value)


def is_int(value: object) -> TypeGuard[int | np.integer[Any]]:
    """Say whether a value is one whole number: an int or a NumPy integer, but not True.

    Complexity: O(1).

    >>> is_int(np.int64(2)), is_int(True), is_int(np.array([2]))
    (True, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def check_number(
    name: str, value: object, low: int | None = None, high: int | None = None
) -> float | Fraction:
    """Return a finite number that is in range as it is, or refuse it.

    Args:
        name: what the message calls it.
        value: what came in: an int, a float or a Fraction.
        low: the smallest allowed, or None.
        high: the largest allowed, or None.

    Returns:
        The same number; a NumPy integer as an int.

    Raises:
        BadType: value is no number.
        BadValue: value is not finite, or out of range.

    Complexity: O(1).

    >>> check_number("share", 0.5, 0, 1)
    0.5
    """
    if is_int(value):
        value = int(value)
    elif not isinstance(value, float | Fraction):
        raise BadType(f"{name} must be a number, got {shown(value)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise BadValue(f"{name} must be finite, got {value}")
    _check_range(name, value, low, high)
    return value


def check_share(name: str, value: object) -> float:
    """Return a share of a whole as a float, or refuse it.

    Args:
        name: what the message calls it.
        value: what came in: a number above 0 and below 1, not so small that 1 / value is no float.

    Raises:
        BadType: value is no number.
        BadValue: value is out of range.

    Complexity: O(1).

    >>> check_share("epsilon", Fraction(1, 4))
    0.25
    """
    if not 0 < check_number(name, value) < 1:
        raise BadValue(f"{name} must be above 0 and below 1, got {_said(value)}")
    share = float(value)  # type: ignore[arg-type]  # it is a number
    if not _LEAST_SHARE <= share < 1:
        raise BadValue(f"{name} must be {_LEAST_SHARE} or more and below 1, got {share}")
    return share


def _check_range(name: str, value: Any, low: int | None, high: int | None) -> None:
    if (low is not None and value < low) or (high is not None and value > high):
        least = _said(low)
        allowed = f"{least} or more" if high is None else f"from {least} to {_said(high)}"
        raise BadValue(f"{name} must be {allowed}, got {_said(value)}")


def _said(value: Any) -> str:
    """Write a number in few words: Python writes no int of more than 4,300 digits."""
    is_long = isinstance(value, int) and value.bit_length() > 256
    return f"an int of {value.bit_length()} bits" if is_long else f"{value!s:.80}"


def shown(value: object) -> str:
    """Write what came in, whatever it is, in at most 80 characters for a message.

    Complexity: O(value).

    >>> shown("abc"), shown(1 << 99_999)
    ("'abc'", 'an int of 100000 bits')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return _said(value)
    try:
        return f"{value!r:.80}".replace("\n", " ")  # NumPy breaks lines
    except ValueError:  # it holds such an int: its type says enough
        return f"a {type(value).__name__}"


def check_bool(name: str, value: object) -> bool:
    """Return True or False as it is, or refuse what is neither.

    Raises:
        BadType: value is no bool; 1 and None are none.

    >>> check_bool("again", False)
    False
    """
    if not isinstance(value, bool):
        raise BadType(f"{name} must be True or False, got {shown(value)}")
    return value


def check_kind(name: str, value: object, kind: type, article: str = "a ") -> None:
    """Refuse what is not of a class.

    Args:
        name: what the message calls it.
        value: what came in.
        kind: the class it must be of.
        article: what stands before the name of the class in the message.

    Raises:
        BadType: value is of another class.

    >>> check_kind("folder", Path(), Path)
    """
    if not isinstance(value, kind):
        raise BadType(f"{name} must be {article}{kind.__name__}, got {shown(value)}")


def check_one_of(name: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse what is none of some words.

    Raises:
        BadValue: value is none of them.

    >>> check_one_of("kind", "put", ("put", "remove"))
    """
    if not isinstance(value, str) or value not in allowed:
        raise BadValue(f"{name} must be one of {', '.join(allowed)}, got {shown(value)}")


def check_has(name: str, value: object, *methods: str) -> None:
    """Refuse what cannot do what will be asked of it, such as a clock that tells no time.

    Args:
        name: what the message calls it.
        value: what came in; it may be of any class.
        methods: what it must have.

    Raises:
        BadType: value lacks one of them.

    >>> check_has("name", "abc", "upper", "lower")
    """
    if missing := [each for each in methods if not hasattr(value, each)]:
        raise BadType(f"{name} must have {missing[0]}, got {shown(value)}")


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


def _always(values: NDArray[np.integer[Any]], low: int, high: int) -> bool:
    """Say whether a dtype has no number out of range, so that none need be looked at."""
    can_have = np.iinfo(values.dtype)
    return low <= can_have.min and can_have.max <= high


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


def as_path(name: str, value: object) -> Path:
    """Return a path, or refuse what is none.

    Raises:
        BadType: value is neither a str nor a Path.
        BadValue: value is empty, or has a null or a lone surrogate, which no path can have.

    >>> as_path("file", "index").name
    'index'
    """
    if not isinstance(value, str | Path):
        raise BadType(f"{name} must be a str or a Path, got {shown(value)}")
    if not str(value) or "\0" in str(value):
        raise BadValue(f"{name} must be a path, not empty and without a null, got {value!r:.80}")
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        raise BadValue(
            f"{name} must be a path that the system can write, got {value!r:.80}"
        ) from None
    return Path(value)


def _dtype(array: NDArray[Any]) -> str:
    if isinstance(array, np.ma.MaskedArray):
        return "a masked array"
    is_object = array.dtype == object
    return "objects, as integers beyond 64 bits are" if is_object else str(array.dtype)


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
