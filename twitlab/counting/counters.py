"""Keep a fixed number of keys with their counts, in sorted columns."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.columns import Ints

MAX_CAPACITY: Final = 1 << 24
_NEAR: Final = 1 << 12  # above the least: counts in a table


@dataclass(frozen=True, slots=True, eq=False)
class Counters:
    """Hold counters.

    Args:
        numbers: of keys, ascending, none twice, int64, shape (counters,).
        counts: of each.
        errors: how much of each count may be too much.
    """

    numbers: Ints
    counts: Ints
    errors: Ints

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, keep: Ints) -> "Counters":
        """Keep some, by their places, ascending."""
        return Counters(self.numbers[keep], self.counts[keep], self.errors[keep])

    def place(self, number: int) -> int | None:
        """Say where a key is; None if it has no counter."""
        at = int(np.searchsorted(self.numbers, number))
        return at if at < len(self.numbers) and self.numbers[at] == number else None

    def largest(self, k: int) -> Ints:
        """Give the places of the k largest, the largest first; of equals the smaller number."""
        order: Ints = np.lexsort((self.numbers, -self.counts))[:k]
        return order


EMPTY: Final = Counters(*(np.empty(0, np.int64) for _ in range(3)))


def united(some: Counters, others: Counters, some_miss: int, others_miss: int) -> Counters:
    """Add counters up; a key that one side does not have may have come so often there.

    Args:
        some: counters.
        others: counters.
        some_miss: what a key without a counter among some is given, all of it error.
        others_miss: the same among others.

    Complexity: O(many + few log many): the fewer are looked up among the many.
    """
    if len(some) > len(others):
        return united(others, some, others_miss, some_miss)
    at = np.searchsorted(others.numbers, some.numbers)
    in_both = others.numbers.take(at, mode="clip") == some.numbers
    is_new, had = ~in_both, at[in_both]
    counts, errors = others.counts + some_miss, others.errors + some_miss
    counts[had] += some.counts[in_both] - some_miss
    errors[had] += some.errors[in_both] - some_miss
    at = at[is_new]
    return Counters(
        np.insert(others.numbers, at, some.numbers[is_new]),
        np.insert(counts, at, some.counts[is_new] + others_miss),
        np.insert(errors, at, some.errors[is_new] + others_miss),
    )


def nth_largest(counts: Ints, n: int) -> int:
    """Give the count of which there are n as large or larger, and fewer than n larger.

    Most counts are rare keys' and lie just above the least: those are found in a table of how many
    have each count, in a fifth of the time of NumPy's partition.

    Args:
        counts: shape (counters,), n or more.
        n: 1 or more.

    Complexity: O(counters).

    >>> nth_largest(np.array([7, 1, 9, 1, 5]), 2)
    7
    """
    least = int(counts.min())
    near = np.minimum(counts - least, _NEAR)
    as_large = np.cumsum(np.bincount(near, minlength=_NEAR + 1)[::-1])
    above = _NEAR - int(np.searchsorted(as_large, n))
    if above < _NEAR:
        return least + above
    return int(np.partition(counts, len(counts) - n)[len(counts) - n])


def cut(counters: Counters, capacity: int) -> Counters:
    """Keep the largest; of equals at the edge, those with the smaller numbers.

    Complexity: O(counters).
    """
    if len(counters) <= capacity:
        return counters
    counts = counters.counts
    least = nth_largest(counts, capacity)
    larger, equal = np.flatnonzero(counts > least), np.flatnonzero(counts == least)
    return counters.where(np.sort(np.concatenate([larger, equal[: capacity - len(larger)]])))
