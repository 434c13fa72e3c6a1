"""Keep a key by chance, and count it exactly from then on: sticky sampling, in plain form.

The first 2t events are all taken. Of the next 2t, an event whose key is not kept is taken with
chance 1/2, then of 4t with chance 1/4, and so on. When the rate halves, each count is lowered by as
many tails as a coin shows before its first head, and a key that reaches 0 is forgotten: so it is as
if the lower rate had held from the start. With t = 2:

    a b a c      a 2  b 1  c 1      all taken; from here on one in two
    coins        a: tail, head      a 1
                 b: tail            b is forgotten
                 c: head            c 1
    a d b c      a 2  b 1  c 2      a and c are kept, so they count; d: not taken; b: taken

A key that comes often is soon taken, by one of its many coins.
"""

from math import ceil, log
from random import Random

from twitlab.arguments import check_int, check_share
from twitlab.counting.answers import Counted, Key
from twitlab.counting.one_key import check_key, refuse_other_type
from twitlab.errors import BadType, BadValue


class StickySampling:
    """Count keys from below, and keep all frequent ones with a chance of 1 - delta.

    The guarantee: a count is never too high. With a chance of 1 - delta, each key that came more
    often than support * total is kept, and no count of such a key is too low by more than
    epsilon * total. This holds for every stream that was made without knowing the coins: who knows
    the seed sends a key only when it is not taken. Two sketches cannot be merged: their chances
    were others.

    Args:
        support: what share of all events makes a key frequent; above epsilon, below 1.
        epsilon: above 0.
        delta: above 0, below 1.
        seed: of the coins.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: 0 < epsilon < support < 1 or 0 < delta < 1 does not hold.

    Complexity: (2 / epsilon) log(1 / (support * delta)) keys, as expected, however long the stream.

    Source: Manku and Motwani, "Approximate Frequency Counts over Data Streams", VLDB 2002,
    section 4.1.

    >>> counting = StickySampling(support=0.2, epsilon=0.1, delta=0.1, seed=1)
    >>> for key in "abacadabc":
    ...     counting.add(key)
    >>> counting.estimate("a"), counting.total
    (4, 9)
    """

    def __init__(self, support: float, epsilon: float, delta: float, seed: int) -> None:
        self.support, self.epsilon = (
            check_share("support", support),
            check_share("epsilon", epsilon),
        )
        self.delta = check_share("delta", delta)
        if not self.epsilon < self.support:
            raise BadValue(f"epsilon must be below support {self.support}, got {self.epsilon}")
        self.total = 0
        self.rate = 1  # one in so many events is taken, of keys that are not kept
        self._chance = Random(check_int("seed", seed, 0, None))
        self._step = ceil(-(log(self.support) + log(self.delta)) / self.epsilon)  # t
        self._kept: dict[Key, int] = {}

    def __len__(self) -> int:
        """Count the keys that are kept."""
        return len(self._kept)

    def add(self, key: Key) -> None:
        """Count a key once.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those kept.
            BadValue: key is out of range, or has a lone surrogate.

        Complexity: O(1) in the long run.
        """
        key = check_key(key)
        refuse_other_type(key, self._kept)
        if self.total >= 2 * self._step * self.rate:
            self._halve()
        self.total += 1
        if key in self._kept:
            self._kept[key] += 1
        elif self.rate == 1 or self._chance.randrange(self.rate) == 0:
            self._kept[key] = 1

    def estimate(self, key: Key) -> int:
        """Say how often a key came, at least.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those kept.
            BadValue: key is out of range, or has a lone surrogate.
        """
        key = check_key(key)
        refuse_other_type(key, self._kept)
        return self._kept.get(key, 0)

    def top(self, k: int) -> list[Counted]:
        """Give the k that came most often, as far as is known; of equals, the smaller key.

        Raises:
            BadType: k is not an int.
            BadValue: k is below 0.
        """
        k = check_int("k", k, 0, None)
        missed = int(self.epsilon * self.total)
        ordered = sorted(self._kept.items(), key=lambda item: (-item[1], item[0]))
        return [Counted(key, had, had, had + missed) for key, had in ordered[:k]]

    def merge(self, other: object) -> None:
        """Refuse: what one did not take by chance, the other cannot know.

        Raises:
            BadType: always.
        """
        raise BadType(f"StickySampling cannot be merged, got {type(other).__name__}")

    def check_invariants(self) -> None:
        """Assert that what is kept came."""
        assert all(had > 0 for had in self._kept.values())
        assert sum(self._kept.values()) <= self.total

    def _halve(self) -> None:
        self.rate *= 2
        for key in [*self._kept]:
            while self._kept[key] and self._chance.random() < 0.5:
                self._kept[key] -= 1
            if not self._kept[key]:
                del self._kept[key]
