"""Say on which partition a user's rows stand, and by which key an edge is found there."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, Keys, group

Places = slice | Ints  # which of a column


class EdgeKeys:
    """Lead from users to partitions, and back.

    The model: users are 0 to users - 1. A user's rows are on partition `user % partitions`, there
    as row `user // partitions`. An edge is the key `row << bits | other`.

    Args:
        users: how many, 0 to 2**31 - 1.
        partitions: how many, 1 to 1,024.

    >>> graph = EdgeKeys(users=6, partitions=2)
    >>> keys = graph.of(np.array([3, 5]), np.array([0, 4]))
    >>> [end.tolist() for end in graph.ends(1, keys)]
    [[3, 5], [0, 4]]
    """

    def __init__(self, users: int, partitions: int) -> None:
        self._partitions = partitions
        self.bits = max(1, users.bit_length())
        self.sizes = [len(range(p, users, partitions)) for p in range(partitions)]

    def split(self, users: NDArray[Any]) -> list[tuple[int, Places]]:
        """Give each partition that is concerned, ascending, and where its users stand.

        Complexity: O(users); O(1) with one partition.
        """
        if not len(users):
            return []
        if self._partitions == 1:
            return [(0, slice(None))]
        return [*group((users % self._partitions).astype(np.uint16))]

    def rows(self, users: NDArray[Any]) -> NDArray[Any]:
        """Say which row each user has on the user's partition."""
        return users if self._partitions == 1 else users // self._partitions

    def of(self, users: NDArray[Any], others: NDArray[Any]) -> Keys:
        """Give the keys of edges from users to others, on the users' partitions."""
        keys: Keys = self.rows(users).astype(np.int64)
        keys <<= self.bits
        keys |= others
        return keys

    def ends(self, partition: int, keys: Keys) -> tuple[Ints, Ints]:
        """Give the users and others that keys of a partition stand for."""
        users = (keys >> self.bits) * self._partitions + partition
        return users, keys & ((1 << self.bits) - 1)
