"""Find the keys that came most often with a count-min sketch and a list of candidates.

A sketch answers for every key, and names none: nobody can walk through it. So beside it stand the
keys that read highest so far, the candidates. A key that comes is read, and takes the place of the
least of them if it reads higher. Two candidates, and the stream is a a a b b c c c:

    a a a b b    candidates a 3, b 2
    c            reads 1: no candidate
    c            reads 2, no more than b: no candidate
    c            reads 3, and b 2: c takes b's place
    b b          b reads 4, for the sketch forgot nothing: it takes the place of a or c

Space-Saving has to forget what b had when b goes. Here a count is only ever too high by what shares
its cells, and the candidates cost little.
"""

from typing import Any

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.counting.answers import Counted, Key
from twitlab.counting.count_min import CountMin
from twitlab.counting.counters import MAX_CAPACITY
from twitlab.counting.keys import Keys, as_counts
from twitlab.counting.names import Names
from twitlab.errors import BadType, BadValue

_BLOCK = 1 << 17  # keys at a time


class HeavyHitters:
    """Keep the candidates that read highest in a count-min sketch.

    The guarantee: that of the sketch for each count, and as there, for streams that were made
    without knowing the sketch's seed: who knows it lifts rare keys into the list. A key that came
    often enough to read among the highest `capacity` when it came last is a candidate. What the
    sketch reads too high may stand in the place of one that came more often: if the counts of
    number k and of number capacity + 1 differ by more than the sketch's error, the top k is
    complete.

    Args:
        capacity: candidates, 1 to 2**24.
        sketch: an empty CountMin; from now on it is for this one alone to add to.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: capacity is out of range, or the sketch is not empty, or another's.

    Complexity: the sketch, and 16 bytes a candidate, and their texts.

    Source: Cormode and Muthukrishnan, J. Algorithms 55 (2005), section 5.2, heavy hitters.

    >>> hitters = HeavyHitters(2, CountMin(width=1 << 10, depth=4))
    >>> hitters.add(["a", "b", "a", "c", "b", "a"])
    >>> [(each.key, each.count) for each in hitters.top(2)]
    [('a', 3), ('b', 2)]
    """

    def __init__(self, capacity: int, sketch: CountMin) -> None:
        self.capacity = check_int("capacity", capacity, 1, MAX_CAPACITY)
        if not isinstance(sketch, CountMin):
            raise BadType(f"sketch must be a CountMin, got {type(sketch).__name__}")
        if sketch.total:
            raise BadValue(f"sketch must be empty, got one with {sketch.total} events")
        if sketch.is_taken:
            raise BadValue("sketch must be a new CountMin, got that of another HeavyHitters")
        self.sketch = sketch
        sketch.is_taken = True
        self._numbers: Ints = np.empty(0, np.int64)  # of the candidates, ascending
        self._names = Names(sketch.seed)

    @property
    def total(self) -> int:
        """How many events there were."""
        return self.sketch.total

    def add(self, keys: Keys, counts: Any = 1) -> None:
        """Count keys, then read those that came, and keep the highest.

        Args:
            keys: an int or a str; or many, as an array of integers or a sequence of str.
            counts: how often each came, 0 or more: one for all, or an array.

        Raises:
            BadType: an argument is of the wrong type, or keys are not of the type of those before.
            BadValue: as the sketch's add. Then nothing was counted.

        Complexity: O(keys * depth + keys log keys).
        """
        numbers = self._names.numbers(keys)
        often = as_counts(counts, len(numbers))
        self.sketch.add(numbers, counts)  # of a text, its number
        kept = self._numbers
        came = numbers if often is None else numbers[often > 0]
        for low in range(0, len(came), _BLOCK):
            kept = self._highest(np.unique(np.concatenate([kept, came[low : low + _BLOCK]])))
        self._names.remember(keys, numbers, kept)
        self._numbers = kept

    def estimate(self, key: Key) -> int:
        """Say how often a key came, at most.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those before.
            BadValue: key is out of range, or has a lone surrogate.
        """
        return int(self.sketch.estimate(self._names.number(key)))

    def top(self, k: int) -> list[Counted]:
        """Give the k candidates that read highest; of equals, the smaller number.

        A count is too high by epsilon * total at most, but for a share delta of the keys: `least`
        says so.

        Raises:
            BadType: k is not an int.
            BadValue: k is not from 0 to capacity.

        Complexity: O(capacity * depth).
        """
        k = check_int("k", k, 0, self.capacity)
        counts = self.sketch.estimate(self._numbers)
        best = np.lexsort((self._numbers, -counts))[:k]
        error = int(self.sketch.epsilon * self.total)
        rows = zip(self._names.keys(self._numbers[best]), counts[best].tolist())
        return [Counted(key, count, max(0, count - error), count) for key, count in rows]

    def merge(self, other: "HeavyHitters") -> None:
        """Add what another counted; it stays as it is.

        The candidates of both are read in the sum of both sketches. A key that was a candidate of
        neither is not found, though it may have come most often in both together.

        Raises:
            BadType: other is no HeavyHitters, or has keys of the other type.
            BadValue: its capacity is another, or the sketches cannot be merged.

        Complexity: O(width * depth + capacity log capacity).
        """
        if not isinstance(other, HeavyHitters):
            raise BadType(f"other must be a HeavyHitters, got {type(other).__name__}")
        if other.capacity != self.capacity:
            raise BadValue(f"other must have capacity {self.capacity}, got {other.capacity}")
        self._names.refuse_others(other._names)
        self.sketch.merge(other.sketch)
        kept = self._highest(np.union1d(self._numbers, other._numbers))
        self._names.adopt(other._names, kept)
        self._numbers = kept

    def check_invariants(self) -> None:
        """Assert that candidates are few and in order."""
        self.sketch.check_invariants()
        self._names.check_invariants(self._numbers)
        assert len(self._numbers) <= self.capacity
        assert (self._numbers[1:] > self._numbers[:-1]).all()

    def _highest(self, numbers: Ints) -> Ints:
        """Keep those that read highest, ascending by number."""
        if len(numbers) <= self.capacity:
            return numbers
        counts = self.sketch.estimate(numbers)
        best = np.lexsort((numbers, -counts))[: self.capacity]
        return np.sort(numbers[best])
