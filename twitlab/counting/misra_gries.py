"""Keep k counters, and lower them all when a key too many comes: no count is too high.

Three counters. The stream is a a b c a d, and d is one key too many:

    a 3  b 1  c 1    d comes: all four keys are lowered by one
    a 2              b, c and d are gone; a may be 1 too low, and every key without a counter too

Each lowering takes one from four keys at once, so of N events it can happen N / 4 times at most.
"""

from typing import Any

import numpy as np

from twitlab.arguments import check_int
from twitlab.counting.answers import Counted, Key
from twitlab.counting.counters import EMPTY, MAX_CAPACITY, Counters, nth_largest, united
from twitlab.counting.intake import refuse_unlike, take
from twitlab.counting.keys import Keys
from twitlab.counting.names import Names


class MisraGries:
    """Find every key that came in more than one of capacity + 1 events, counted from below.

    The guarantee: a count is never too high, and too low by `lowered` at most, which is at most
    total / (capacity + 1); what came more often has a counter. It holds for every stream in every
    order; capacity + 1 keys in turn are the worst, and leave no counter. Sketches of two streams
    can be merged, and the guarantee holds for both together.

    Args:
        capacity: counters, 1 to 2**24.
        seed: of the hash of texts, 0 to 2**63 - 1; who knows it can make two texts count as one.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: 24 bytes a counter, and the texts of those kept.

    Source: Misra and Gries, "Finding Repeated Elements", Sci. Comput. Program. 2 (1982); merging:
    Agarwal et al., "Mergeable Summaries", PODS 2012.

    >>> sketch = MisraGries(capacity=3)
    >>> sketch.add(["a", "a", "b", "c", "a", "d"])
    >>> sketch.top(1)
    [Counted(key='a', count=2, least=2, most=3)]
    """

    def __init__(self, capacity: int, *, seed: int = 0) -> None:
        self.capacity = check_int("capacity", capacity, 1, MAX_CAPACITY)
        self.seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self.total = 0  # events
        self.lowered = 0  # how much each count may be too low
        self._counters, self._names = EMPTY, Names(self.seed)

    def __len__(self) -> int:
        """Count the counters that are used."""
        return len(self._counters)

    def add(self, keys: Keys, counts: Any = 1) -> None:
        """Count keys, all of one block at once, which lowers less often than one by one.

        Arguments, errors and complexity are those of `SpaceSaving.add`.
        """
        taken = take(self._names, keys, counts, self.total)
        counters, lowered = self._counters, self.lowered
        for numbers, often in taken.blocks:
            came = Counters(numbers, often, np.zeros_like(often))
            both = united(counters, came, 0, 0)
            counters, least = _lower(both, self.capacity)
            lowered += least
        self._names.remember(keys, taken.numbers, counters.numbers)
        self._counters, self.lowered = counters, lowered
        self.total += taken.added

    def estimate(self, key: Key) -> int:
        """Say how often a key came at least; it refuses what `SpaceSaving.estimate` does."""
        at = self._counters.place(self._names.number(key))
        return 0 if at is None else int(self._counters.counts[at])

    def top(self, k: int) -> list[Counted]:
        """Give the k that came most often, as far as is known, as `SpaceSaving.top` does."""
        k = check_int("k", k, 0, self.capacity)
        best = self._counters.largest(k)
        keys = self._names.keys(self._counters.numbers[best])
        counts = self._counters.counts[best].tolist()
        return [Counted(key, each, each, each + self.lowered) for key, each in zip(keys, counts)]

    def merge(self, other: "MisraGries") -> None:
        """Add what another sketch counted; it stays as it is.

        Both may be too low, so what they lowered adds up, and the sum is lowered once more. It
        refuses what `SpaceSaving.merge` does.
        """
        refuse_unlike(self, other)
        both, least = _lower(united(self._counters, other._counters, 0, 0), self.capacity)
        self._names.adopt(other._names, both.numbers)
        self._counters = both
        self.lowered += other.lowered + least
        self.total += other.total

    def check_invariants(self) -> None:
        """Assert that the counters are in order, and that lowering took what the bound says."""
        numbers, counts = self._counters.numbers, self._counters.counts
        self._names.check_invariants(numbers)
        assert len(self) <= self.capacity
        assert (numbers[1:] > numbers[:-1]).all()
        assert (counts > 0).all()
        assert int(counts.sum()) + (self.capacity + 1) * self.lowered <= self.total


def _lower(counters: Counters, capacity: int) -> tuple[Counters, int]:
    """Take from all counters what the first one too many has, and say how much that is."""
    counts = counters.counts
    if len(counts) <= capacity:
        return counters, 0
    least = nth_largest(counts, capacity + 1)
    keep = np.flatnonzero(counts > least)
    lowered = Counters(counters.numbers[keep], counts[keep] - least, counters.errors[keep])
    return lowered, least
