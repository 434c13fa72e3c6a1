"""Put many rows in the order of their users or partitions, without a comparison."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def order_by_user(users: NDArray[Any]) -> NDArray[np.int64]:
    """Return the order of rows by user; the rows of one user stay in the order they had.

    NumPy sorts 16-bit numbers by counting them. So users are sorted by their low 16 bits, then by
    their high ones: a third of the time that one sort of whole numbers takes.

    Args:
        users: 0 to 2**31 - 1, any integer dtype, shape (rows,).

    Returns:
        Places in users, shape (rows,).

    Complexity: O(rows) time, about 30 * rows bytes.

    Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 5.2.5 (sorting by
    distribution, the least significant digit first).

    >>> order_by_user(np.array([70_000, 3, 70_000, 1])).tolist()
    [3, 1, 0, 2]
    """
    order = np.argsort(users.astype(np.uint16), kind="stable")
    if len(users) and int(users.max()) >> 16:
        order = order[np.argsort((users >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def group(parts: NDArray[Any]) -> list[tuple[int, NDArray[np.intp]]]:
    """Group rows by partition: each partition, ascending, with the indexes of its rows, ascending.

    Args:
        parts: partition numbers, 0 to 65,535, any integer dtype, shape (count,).

    Complexity: O(count): 16-bit numbers are sorted by their digits.

    >>> [(part, at.tolist()) for part, at in group(np.array([4, 2, 4]))]
    [(2, [1]), (4, [0, 2])]
    """
    if not len(parts):
        return []
    order = np.argsort(parts.astype(np.uint16), kind="stable")
    in_order = parts[order]
    cuts = np.flatnonzero(in_order[1:] != in_order[:-1]) + 1
    return [(int(parts[at[0]]), at) for at in np.split(order, cuts)]
