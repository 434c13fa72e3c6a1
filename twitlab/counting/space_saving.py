"""Keep k counters, and give the smallest one to a key that has none: the top is right.

Three counters. The stream is a a b c a d:

    a 3  b 1  c 1    d comes, and has no counter: it takes b's, and what b had as its error
    a 3  d 2  c 1    d came 1 to 2 times: its count is 2, its error 1

A key without a counter came at most as often as the smallest counter says. All counters together
are at most all events, so the smallest is at most total / k.
"""

from typing import Any

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.counting.answers import Counted, Key
from twitlab.counting.counters import EMPTY, MAX_CAPACITY, Counters, cut, united
from twitlab.counting.intake import refuse_unlike, take
from twitlab.counting.keys import Keys
from twitlab.counting.names import Names


class SpaceSaving:
    """Find the keys that came most often, each count too high by a known error.

    The guarantee: a count is never too low, and too high by its error at most, which is at most
    total / capacity; every key that came more often than that has a counter. It holds for every
    stream in every order: nothing is left to chance. The worst order has the rare keys last, and
    then all that is shown is too high by that much. Sketches of two streams can be merged, and the
    guarantee holds for both together.

    Args:
        capacity: counters, 1 to 2**24.
        seed: of the hash of texts, 0 to 2**63 - 1; who knows it can make two texts count as one.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: 24 bytes a counter, and the texts of those kept.

    Source: Metwally, Agrawal and El Abbadi, "Efficient Computation of Frequent and Top-k Elements
    in Data Streams", ICDT 2005; merging: Agarwal et al., "Mergeable Summaries", PODS 2012.

    >>> sketch = SpaceSaving(capacity=3)
    >>> sketch.add(["a", "a", "b", "c", "a"])
    >>> sketch.add("d")
    >>> sketch.top(2)
    [Counted(key='a', count=3, least=3, most=3), Counted(key='d', count=2, least=1, most=2)]
    """

    def __init__(self, capacity: int, *, seed: int = 0) -> None:
        self.capacity = check_int("capacity", capacity, 1, MAX_CAPACITY)
        self.seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self.total = 0  # events
        self._counters, self._names = EMPTY, Names(self.seed)

    def __len__(self) -> int:
        """Count the counters that are used."""
        return len(self._counters)

    @property
    def floor(self) -> int:
        """How often a key without a counter can have come, at most."""
        return int(self._counters.counts.min()) if len(self) == self.capacity else 0

    def add(self, keys: Keys, counts: Any = 1) -> None:
        """Count keys, all of one block at once: each is added up first, then the largest stay.

        The guarantee holds as if they came one by one; which of two rare keys stays, may differ.

        Args:
            keys: an int or a str; or many, as an array of integers or a sequence of str.
            counts: how often each came, 0 or more: one for all, or an array.

        Raises:
            BadType: an argument is of the wrong type, or keys are not of the type of those before.
            BadValue: a count is below 0, or lengths differ. Then nothing was counted.

        Complexity: O(keys log keys + capacity log capacity).
        """
        taken = take(self._names, keys, counts, self.total)
        counters = self._counters
        for numbers, often in taken.blocks:
            counters = self._with(counters, numbers, often)
        self._names.remember(keys, taken.numbers, counters.numbers)
        self._counters = counters
        self.total += taken.added

    def estimate(self, key: Key) -> int:
        """Say how often a key came at most.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those before.
            BadValue: key is out of range, or has a lone surrogate.

        Complexity: O(log capacity).
        """
        at = self._counters.place(self._names.number(key))
        return self.floor if at is None else int(self._counters.counts[at])

    def top(self, k: int) -> list[Counted]:
        """Give the k that came most often, as far as is known.

        Raises:
            BadType: k is not an int.
            BadValue: k is not from 0 to capacity.

        Complexity: O(capacity log capacity).
        """
        k = check_int("k", k, 0, self.capacity)
        best = self._counters.largest(k)
        found = (self._counters.counts[best], self._counters.errors[best])
        rows = zip(
            self._names.keys(self._counters.numbers[best]), *(each.tolist() for each in found)
        )
        return [Counted(key, count, count - error, count) for key, count, error in rows]

    def merge(self, other: "SpaceSaving") -> None:
        """Add what another sketch counted; it stays as it is.

        A key that only one has may have come in the other's stream as often as its smallest counter
        says: so much is added to its count and to its error.

        Raises:
            BadType: other is no SpaceSaving, or has keys of the other type.
            BadValue: its capacity or seed is another, or both have too many events together.

        Complexity: O(capacity log capacity).
        """
        refuse_unlike(self, other)
        both = united(self._counters, other._counters, self.floor, other.floor)
        both = cut(both, self.capacity)
        self._names.adopt(other._names, both.numbers)
        self._counters = both
        self.total += other.total

    def check_invariants(self) -> None:
        """Assert that the counters are in order and are no more than all events."""
        numbers, counts, errors = (
            self._counters.numbers,
            self._counters.counts,
            self._counters.errors,
        )
        self._names.check_invariants(numbers)
        assert len(self) <= self.capacity
        assert (numbers[1:] > numbers[:-1]).all()
        assert ((errors >= 0) & (errors < counts)).all()
        assert int(counts.sum()) <= self.total
        assert int(errors.max(initial=0)) <= self.total // self.capacity

    def _with(self, counters: Counters, numbers: Ints, counts: Ints) -> Counters:
        is_full = len(counters) == self.capacity
        floor = int(counters.counts.min()) if is_full else 0
        came = Counters(numbers, counts, np.zeros_like(counts))
        return cut(united(counters, came, floor, 0), self.capacity)
