"""Say how surprising a count is: how rarely chance alone makes so many of so few.

Rare events that do not know of each other are Poisson: of 2 expected, 10 come once in 20,000 times.
Three standard deviations above 2 is 6.2, and chance alone is there once in 220 times, and not
once in 740, as a bell curve says.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import shown
from twitlab.errors import BadType, BadValue


def surprise(counts: Any, expected: Any) -> NDArray[np.float64]:
    """Give x ln(x / m) - x + m for a count x above its mean m, else 0.

    By Chernoff's bound a Poisson count of mean m is x or more with chance e**-surprise at most.

    Args:
        counts: shape (keys,), 0 or more.
        expected: their means, above 0, shape (keys,).

    Raises:
        BadType: an argument is no array of numbers.
        BadValue: a number is out of range or not finite, or shapes differ.

    Complexity: O(keys).

    Source: Mitzenmacher and Upfal, Probability and Computing, 2nd ed., theorem 5.4.

    >>> np.exp(-surprise(np.array([10]), np.array([2.0]))).round(6).tolist()
    [0.000305]
    """
    count, mean = _numbers("counts", counts), _numbers("expected", expected)
    if count.shape != mean.shape:
        raise BadValue(f"expected must have shape {count.shape} as counts, got {mean.shape}")
    if not ((count >= 0) & (count < np.inf)).all():
        raise BadValue("counts must be finite and 0 or more")
    if not ((mean > 0) & (mean < np.inf)).all():
        raise BadValue("expected must be finite and above 0")
    ratio = np.maximum(count, mean) / mean
    found: NDArray[np.float64] = np.where(count > mean, count * np.log(ratio) - count + mean, 0.0)
    return found


def _numbers(name: str, values: object) -> NDArray[np.float64]:
    try:
        found = np.asarray(values)
    except ValueError:  # rows of several lengths
        found = np.empty(0, object)
    if isinstance(values, np.ma.MaskedArray) or found.dtype.kind not in "iuf":
        raise BadType(f"{name} must be an array of numbers, got {shown(values)}")
    return found.astype(np.float64)
