"""Estimate how many different keys came, in a few kilobytes: HyperLogLog.

Of random numbers, one in 2 begins with a zero bit, one in 4 with two, one in 1,024 with ten. So who
saw ten zeros once has seen about a thousand different keys, and seeing a key again changes nothing.
One such guess is poor; here the first bits of a hash choose one of many registers, each keeps the
most zeros it saw, plus one, and their mean is good.

    hash 101 0001...    register 5 keeps 4
    hash 101 01...      register 5 keeps 4: 2 is less
    hash 001 1...       register 1 keeps 1
"""

from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.counting.keys import Keys, hash_blocks
from twitlab.errors import BadType, BadValue
from twitlab.hashing import Hashes

_BLOCK: Final = 1 << 16
_LEAST_BITS: Final = 4
_MOST_BITS: Final = 18


class HyperLogLog:
    """Estimate the number of different keys.

    The guarantee: the standard error is 1.04 / sqrt(registers): 0.81 % for 2**14, for keys that
    were chosen without knowing the seed: who knows it makes few keys look like millions. Sketches
    of two streams can be merged: the result is what one would be that had seen both.

    Args:
        bits: 2**bits registers, 4 to 18.
        seed: which hash, 0 to 2**63 - 1.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: a byte a register.

    Source: Flajolet et al., "HyperLogLog", AofA 2007; for few keys linear counting, as there. A
    hash of 64 bits needs no correction for many: Heule et al., "HyperLogLog in Practice", EDBT
    2013.

    >>> different = HyperLogLog(bits=14)
    >>> different.add(["a", "b", "a"])
    >>> different.estimate()
    2
    """

    def __init__(self, bits: int = 14, *, seed: int = 0) -> None:
        self.bits = check_int("bits", bits, _LEAST_BITS, _MOST_BITS)
        self.seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self._registers = np.zeros(1 << self.bits, np.uint8)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all registers."""
        return self._registers.nbytes

    def add(self, keys: Keys) -> None:
        """See keys.

        Args:
            keys: an int or a str; or many, as an array of integers or a sequence of str.

        Raises:
            BadType: a key is neither an int nor a str. Then none was seen.
            BadValue: a key is out of range, or has a lone surrogate.

        Complexity: O(keys).
        """
        for _, hashes in hash_blocks(keys, self.seed, _BLOCK):
            self._see(hashes)

    def estimate(self) -> int:
        """Say how many different keys came, about.

        Complexity: O(registers).
        """
        count = len(self._registers)
        alpha = {16: 0.673, 32: 0.697, 64: 0.709}.get(count, 0.7213 / (1 + 1.079 / count))
        guess = alpha * count**2 / float(np.exp2(-self._registers.astype(np.float64)).sum())
        empty = int((self._registers == 0).sum())
        if guess <= 2.5 * count and empty:
            guess = count * float(np.log(count / empty))
        return round(guess)

    def merge(self, other: "HyperLogLog") -> None:
        """See what another saw; it stays as it is.

        Raises:
            BadType: other is no HyperLogLog.
            BadValue: the two differ in bits or seed.

        Complexity: O(registers).
        """
        if not isinstance(other, HyperLogLog):
            raise BadType(f"other must be a HyperLogLog, got {type(other).__name__}")
        for name in ("bits", "seed"):
            if getattr(self, name) != getattr(other, name):
                raise BadValue(
                    f"other must have {name} {getattr(self, name)}, got {getattr(other, name)}"
                )
        np.maximum(self._registers, other._registers, out=self._registers)

    def _see(self, hashes: Hashes) -> None:
        rest = np.uint64(64 - self.bits)
        places = (hashes >> rest).astype(np.int64)
        # The zeros before the first 1 of the rest: frexp gives the number of its bits. Halves
        # of 32 bits, as a float does not hold 64.
        left = hashes & ((np.uint64(1) << rest) - np.uint64(1))
        high, low = left >> np.uint64(32), left & np.uint64(0xFFFFFFFF)
        size = np.where(high > 0, 32 + _bit_length(high), _bit_length(low))
        np.maximum.at(self._registers, places, (int(rest) - size + 1).astype(np.uint8))


def _bit_length(
    numbers: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.frexp(numbers.astype(np.float64))[1]
