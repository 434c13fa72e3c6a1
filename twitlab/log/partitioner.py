"""Cut each flush by key, so that each processor gets its keys from all gateways.

    flush 3-17    40: 90   41: 2   42: 1    57: 5
    partition 0   40: 90           42: 1                 flush 3-17 again, with fewer keys
    partition 1            41: 2            57: 5

Each processor gets a part of each flush, be it empty: else it could not tell a flush that has
nothing for it from one that was lost. A hot key goes to several partitions in turn, and is added
up by whoever reads. Which partition has its turn is decided by the flush's name: a flush that comes
again must be cut as before, else what one processor has would be counted by another once more.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from twitlab.arguments import as_ints, check_int, check_kind, is_int, shown
from twitlab.columns import Ints, is_in
from twitlab.errors import BadType
from twitlab.hashing import hash_ints
from twitlab.log.flush import MAX_NUMBER, Flush

MAX_PARTITIONS = 1024


class Partitioner:
    """Say which partition a key belongs to, and cut flushes.

    The model: a key belongs to one partition by its hash. A hot key belongs to `ways` partitions,
    from that one on; each flush's count of it goes whole to one of them. What the model leaves out:
    other numbers of partitions later on, for which all that is counted would have to move.

    Args:
        partitions: how many, 1 to 1,024.
        seed: of the hash.
        hot: keys that are split.
        ways: over how many partitions, 1 to partitions; all where it is None.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    >>> partitioner = Partitioner(2, seed=16)
    >>> parts = partitioner.split(Flush(3, 17, 0, np.array([40, 41, 42]), np.array([9, 2, 1])))
    >>> [each.keys.tolist() for each in parts], parts[1].name
    ([[40, 42], [41]], (3, 17, 0))
    """

    def __init__(
        self,
        partitions: int,
        *,
        seed: int = 0,
        hot: Iterable[int] = (),
        ways: int | None = None,
    ) -> None:
        self._partitions = check_int("partitions", partitions, 1, MAX_PARTITIONS)
        self._seed = check_int("seed", seed, 0, (1 << 64) - 1)
        self._hot = _as_keys(hot)
        self._ways = check_int("ways", partitions if ways is None else ways, 1, partitions)

    @property
    def partitions(self) -> int:
        """How many there are."""
        return self._partitions

    def owners(self, keys: Ints) -> Ints:
        """Say to which partition each key belongs, hot or not, shape (keys,).

        Raises:
            BadType: keys are no integers.
            BadValue: a key is out of range.

        Complexity: O(keys).
        """
        hashes = hash_ints(as_ints("keys", keys, MAX_NUMBER), self._seed)
        return (hashes % np.uint64(self._partitions)).astype(np.int64)

    def readers(self, key: int) -> list[int]:
        """Say which partitions have counts of a key: one, or those to be added up of a hot one.

        Complexity: O(ways).
        """
        first = int(self.owners(np.array([check_int("key", key, 0, MAX_NUMBER)]))[0])
        ways = self._ways if is_in(np.array([key]), self._hot)[0] else 1
        return sorted((first + turn) % self._partitions for turn in range(ways))

    def split(self, flush: Flush) -> list[Flush]:
        """Cut a flush into a part for each partition; a part may be empty.

        Returns:
            The parts, all with the flush's name, shape (partitions,).

        Raises:
            BadType: flush is none.

        Complexity: O(keys + partitions).
        """
        check_kind("flush", flush, Flush)
        owners = self.owners(flush.keys)
        if len(self._hot):
            turn = (flush.gateway + flush.sequence) % self._ways
            owners = (owners + turn * is_in(flush.keys, self._hot)) % self._partitions
        order = np.argsort(owners, kind="stable")  # within a part keys ascend as before
        ends = np.cumsum(np.bincount(owners, minlength=self._partitions))
        parts = np.split(order, ends[:-1])
        return [Flush(*flush.name, flush.keys[at], flush.counts[at]) for at in parts]


def _as_keys(hot: Any) -> Ints:
    is_text = isinstance(hot, str | bytes)
    if is_text or not isinstance(hot, Iterable) or getattr(hot, "ndim", 1) == 0:
        raise BadType(f"hot must be keys, such as a list of them, got {shown(hot)}")
    keys = list(hot)
    if wrong := [key for key in keys if not is_int(key)]:
        raise BadType(f"hot must hold ints, got {shown(wrong[0])}")
    return np.unique(np.array([check_int("hot", key, 0, MAX_NUMBER) for key in keys], np.int64))
