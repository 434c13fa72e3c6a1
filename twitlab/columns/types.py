"""Name the roles that arrays play, one definition each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]  # shape (count,)
Ids32 = NDArray[np.int32]  # ids below 2**31, half as wide, shape (count,)
Keys = NDArray[np.int64]  # two numbers in one, high << bits | low, so that one sort orders both
Column = Any  # an int, which stands for all rows, or an array of integers, shape (count,)
