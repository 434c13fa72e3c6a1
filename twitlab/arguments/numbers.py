"""Refuse what is no number, or none that is allowed; True is none, a NumPy integer is an int."""

import math
from fractions import Fraction
from typing import Any, Final, TypeGuard

import numpy as np

from twitlab.arguments.wording import said, shown
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
        raise BadValue(f"{name} must be above 0 and below 1, got {said(value)}")
    share = float(value)  # type: ignore[arg-type]  # it is a number
    if not _LEAST_SHARE <= share < 1:
        raise BadValue(f"{name} must be {_LEAST_SHARE} or more and below 1, got {share}")
    return share


def _check_range(name: str, value: Any, low: int | None, high: int | None) -> None:
    if (low is not None and value < low) or (high is not None and value > high):
        least = said(low)
        allowed = f"{least} or more" if high is None else f"from {least} to {said(high)}"
        raise BadValue(f"{name} must be {allowed}, got {said(value)}")
