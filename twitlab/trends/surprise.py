"""Say how surprising a count is: how rarely chance alone makes so many of so few.

Rare events that do not know of each other are Poisson: of 2 expected, 10 come once in 20,000 times.
Three standard deviations above 2 is 6.2, and chance alone is there once in 220 times, and not
once in 740, as a bell curve says.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def surprise(counts: Any, expected: Any) -> NDArray[np.float64]:
    """Give x ln(x / m) - x + m for a count x above its mean m, else 0.

    By Chernoff's bound a Poisson count of mean m is x or more with chance e**-surprise at most.

    Args:
        counts: shape (keys,), 0 or more.
        expected: their means, above 0, shape (keys,).

    Complexity: O(keys).

    Source: Mitzenmacher and Upfal, Probability and Computing, 2nd ed., theorem 5.4.

    >>> np.exp(-surprise(np.array([10]), np.array([2.0]))).round(6).tolist()
    [0.000305]
    """
    count = np.asarray(counts, np.float64)
    mean = np.asarray(expected, np.float64)
    ratio = np.maximum(count, mean) / mean
    found: NDArray[np.float64] = np.where(count > mean, count * np.log(ratio) - count + mean, 0.0)
    return found
