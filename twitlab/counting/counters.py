"""Keep a fixed number of keys with their counts, in sorted columns."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.columns import Ints, first_of_runs

MAX_CAPACITY: Final = 1 << 24


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

    Complexity: O(n log n) for n counters.
    """
    numbers = np.concatenate([some.numbers, others.numbers])
    numbers.sort(kind="stable")
    numbers = numbers[first_of_runs(numbers)]
    counts = np.full(len(numbers), some_miss + others_miss)
    errors = counts.copy()
    for each, miss in ((some, some_miss), (others, others_miss)):
        places = np.searchsorted(numbers, each.numbers)
        counts[places] += each.counts - miss
        errors[places] += each.errors - miss
    return Counters(numbers, counts, errors)


def cut(counters: Counters, capacity: int) -> Counters:
    """Keep the largest; of equals at the edge, those with the smaller numbers.

    Complexity: O(counters).
    """
    if len(counters) <= capacity:
        return counters
    counts = counters.counts
    least = np.partition(counts, len(counts) - capacity)[len(counts) - capacity]
    larger, equal = np.flatnonzero(counts > least), np.flatnonzero(counts == least)
    return counters.where(np.sort(np.concatenate([larger, equal[: capacity - len(larger)]])))
