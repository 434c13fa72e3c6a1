"""Say whether a key came before: never a wrong no, now and then a wrong yes. A Bloom filter.

Ten bits, and three hashes of each key. After "ann" and "bob":

    place    0 1 2 3 4 5 6 7 8 9
    ann        1     1     1
    bob        1         1     1

"cat" would be at 1, 4 and 9: 9 is not set, so cat never came. "dan" would be at 1, 4 and 6: all are
set, by ann and bob, and the answer is a wrong yes.
"""

from math import ceil, log
from typing import Any, Final

import numpy as np

from twitlab.arguments import check_int, check_share, is_int
from twitlab.columns import Ints
from twitlab.counting.keys import Keys, count_keys, hash_blocks
from twitlab.errors import BadType, BadValue
from twitlab.hashing import Hashes

MAX_BITS: Final = 1 << 32  # half of a hash says the first place, and must reach all
_BLOCK: Final = 1 << 16
_HALF: Final = np.uint64(32)


class Bloom:
    """Remember which keys came, in bits.

    The guarantee: a key that came is always known. After `capacity` different keys, one in
    1 / error that never came is taken for known, for keys that were chosen without knowing the
    seed: who knows it asks for nothing but wrong yes. Keys cannot be taken out.

    Args:
        capacity: different keys, 1 to 2**32.
        error: the share of wrong yes at capacity, above 0 and below 1.
        seed: which hashes, 0 to 2**63 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range, or it would take more than half a gigabyte.

    Complexity: -ln(error) / (ln 2)**2 bits for a key of capacity, 9.6 for 1 %; -log2(error) hashes.

    Source: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", CACM 13 (1970); two
    hashes for all: Kirsch and Mitzenmacher, ESA 2006.

    >>> seen = Bloom(capacity=1000, error=0.01)
    >>> seen.add(["ann", "bob"])
    >>> seen.has("ann"), seen.has(["bob", "cat"]).tolist(), seen.bits, seen.hashes
    (True, [True, False], 9586, 7)
    """

    def __init__(self, capacity: int, error: float, *, seed: int = 0) -> None:
        self.capacity = check_int("capacity", capacity, 1, MAX_BITS)
        self.error = check_share("error", error)
        self.seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self.bits = ceil(-self.capacity * log(self.error) / log(2) ** 2)
        if self.bits > MAX_BITS:
            raise BadValue(f"capacity and error must take {MAX_BITS} bits at most, got {self.bits}")
        self.hashes = max(1, round(-log(self.error) / log(2)))
        self._bytes = np.zeros(-(-self.bits // 8), np.uint8)

    @property
    def nbytes(self) -> int:
        """Count the bytes of the bits."""
        return self._bytes.nbytes

    def add(self, keys: Keys) -> None:
        """Remember keys.

        Args:
            keys: an int or a str; or many, as an array of integers or a sequence of str.

        Raises:
            BadType: a key is neither an int nor a str. Then nothing was remembered.
            BadValue: a key is out of range, or has a lone surrogate.

        Complexity: O(keys * hashes).
        """
        for _, hashes in hash_blocks(keys, self.seed, _BLOCK):
            for places in self._places(hashes):
                np.bitwise_or.at(self._bytes, places >> 3, (1 << (places & 7)).astype(np.uint8))

    def has(self, keys: Keys) -> Any:
        """Say whether keys came before, perhaps wrongly if the answer is yes.

        Args:
            keys: as for add.

        Returns:
            A bool for one key; else bool, shape (keys,).

        Raises:
            BadType: a key is neither an int nor a str.
            BadValue: a key is out of range, or has a lone surrogate.

        Complexity: O(keys * hashes).
        """
        found = np.ones(count_keys(keys), bool)
        for part, hashes in hash_blocks(keys, self.seed, _BLOCK):
            for places in self._places(hashes):
                found[part] &= (self._bytes.take(places >> 3) >> (places & 7) & 1).astype(bool)
        return bool(found[0]) if is_int(keys) or isinstance(keys, str) else found

    def merge(self, other: "Bloom") -> None:
        """Remember what another remembers; it stays as it is.

        Raises:
            BadType: other is no Bloom.
            BadValue: the two differ in bits, hashes or seed.

        Complexity: O(bits).
        """
        if not isinstance(other, Bloom):
            raise BadType(f"other must be a Bloom, got {type(other).__name__}")
        for name in ("bits", "hashes", "seed"):
            if getattr(self, name) != getattr(other, name):
                raise BadValue(
                    f"other must have {name} {getattr(self, name)}, got {getattr(other, name)}"
                )
        self._bytes |= other._bytes

    def _places(self, hashes: Hashes) -> list[Ints]:
        """Give the bits of keys: one half of the hash, and so many steps of the other."""
        first = (hashes >> _HALF).astype(np.int64)
        step = (hashes & np.uint64(0xFFFFFFFF)).astype(np.int64) | 1
        return [(first + number * step) % self.bits for number in range(self.hashes)]
