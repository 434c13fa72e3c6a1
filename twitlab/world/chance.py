"""Draw from heavy-tailed shares by integers alone, so that every processor draws the same.

exp, log and power may differ in their last bit between processors, and one bit can move a draw.
Square roots, products and quotients are rounded alike everywhere. So weights fall by a power that
square roots can make, are cut to integers, and become a wheel of equal slots to draw from.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.errors import BadValue

Wheel = NDArray[np.int32]  # shape (2**bits,): who owns each slot
Weights = NDArray[np.int64]  # shape (count,)

_SCALE: Final = 2.0**30


def falling_weights(count: int, power: str, shift: int = 0) -> Weights:
    """Make integer weights that fall with the rank: 2**30 / (rank + shift)**power, cut.

    Users ranked by weights of power a have a power law of exponent 1 + 1/a: 3/4 gives 2.33, and
    Kwak et al. fit 2.276 to Twitter's followers.

    Args:
        count: how many ranks; the first rank is 1.
        power: "1/2", "3/4" or "1".
        shift: added to each rank; it flattens the top (Mandelbrot's form of Zipf's law).

    Returns:
        The weights, largest first, shape (count,).

    Raises:
        BadValue: power is none of these.

    Complexity: O(count).

    Source: Mandelbrot, "An Informational Theory of the Statistical Structure of Language", 1953;
    Kwak et al., WWW 2010, section 3.1, for the exponent.

    >>> falling_weights(4, "1/2").tolist()
    [1073741824, 759250124, 619925131, 536870912]
    """
    rank = np.arange(1 + shift, count + 1 + shift, dtype=np.float64)
    root = np.sqrt(rank)
    if power == "1/2":
        fallen = root
    elif power == "3/4":
        fallen = root * np.sqrt(root)
    elif power == "1":
        fallen = rank
    else:
        raise BadValue(f"power must be '1/2', '3/4' or '1', got {power!r}")
    weights: Weights = (_SCALE / fallen).astype(np.int64)
    return weights


def make_wheel(weights: Weights, bits: int, owners: NDArray[Any] | None = None) -> Wheel:
    """Share out 2**bits equal slots in proportion to weights.

    A draw is then one random integer and one look-up. A share is off by up to one slot, so the
    wheel needs several slots for the smallest weight.

    Args:
        weights: integers of 0 or more, not all 0, shape (count,).
        bits: the size of the wheel.
        owners: who the weights belong to, shape (count,); None for 0, 1, 2, ...

    Returns:
        The owner of each slot.

    Raises:
        BadValue: all weights are 0.

    Complexity: O(count + 2**bits) time, 4 * 2**bits bytes.

    Source: Walker, "An Efficient Method for Generating Discrete Random Variables with General
    Distributions", ACM TOMS 3(3), 1977, names this table look-up as the simple way.

    >>> make_wheel(np.array([3, 1]), 2).tolist()
    [0, 0, 0, 1]
    """
    ends = np.cumsum(weights, dtype=np.int64)
    if not len(ends) or ends[-1] == 0:
        raise BadValue("weights must have one above 0, got none")
    # The product below has to stay within 63 bits.
    spare = max(0, int(ends[-1]).bit_length() + bits - 62)
    slots = ((ends >> spare) << bits) // int(ends[-1] >> spare)
    if owners is None:
        owners = np.arange(len(ends))
    return np.repeat(owners.astype(np.int32), np.diff(slots, prepend=0))


def spin(wheel: Wheel, count: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Draw owners from a wheel, independently.

    Args:
        wheel: of 2**bits slots.
        count: how many to draw.
        rng: the source of chance.

    Returns:
        The owners, shape (count,).

    Complexity: O(count).

    >>> spin(make_wheel(np.array([3, 1]), 2), 8, np.random.default_rng(1)).tolist()
    [0, 0, 1, 1, 0, 0, 1, 1]
    """
    return wheel[rng.integers(0, len(wheel), size=count, dtype=np.uint32)]


def wheel_bits(count: int) -> int:
    """Return the size of a wheel for so many owners: some 16 slots for each, 2**27 at most.

    Args:
        count: how many owners.

    Returns:
        The exponent of 2, from 16 to 27.

    Complexity: O(1).

    Source: chosen; the least of a million owners then has four slots under power 3/4.

    >>> wheel_bits(1_000_000)
    24
    """
    return min(27, max(16, count.bit_length() + 4))
