"""Count in windows, and forget at the end of each what is rare: lossy counting, in plain form.

Epsilon is a third, so a window has three events. The stream is a b a, c a d, a b c. Behind a count
stands how often its key may have come before it was kept, once in each window:

    window 1    a 2 (+0)  b 1 (+0)              b has 1 in all, in window 1: forgotten
    window 2    a 3 (+0)  c 1 (+1)  d 1 (+1)    c and d have 2 at most, in window 2: forgotten
    window 3    a 4 (+0)  b 1 (+2)  c 1 (+2)    b and c have 3 at most: forgotten
"""

from itertools import islice
from math import ceil

from twitlab.arguments import check_int, check_share
from twitlab.counting.answers import Counted, Key
from twitlab.counting.keys import MOST_COUNT
from twitlab.counting.one_key import check_key, refuse_other_type
from twitlab.errors import BadType, BadValue


class LossyCounting:
    """Count keys from below, each too low by epsilon * total at most.

    The guarantee: a count is never too high; too low by epsilon * total at most; what came more
    often than that is kept. It holds for every stream in every order; a key that comes once in each
    window is the worst, and is forgotten each time. Two sketches of one epsilon can be merged, and
    the guarantee holds for both streams together, but not the bound on space.

    Args:
        epsilon: above 0 and below 1.

    Raises:
        BadType: epsilon is no number.
        BadValue: epsilon is not between 0 and 1.

    Complexity: w (1 + 1/2 + ... + 1/b) keys at most in window b, of w events, whatever the stream.
    That is about w (ln b + 0.58); the paper says (1 / epsilon) log(epsilon * total).

    Source: Manku and Motwani, "Approximate Frequency Counts over Data Streams", VLDB 2002,
    section 4.2.

    >>> counting = LossyCounting(epsilon=0.3)
    >>> for key in "abacadabc":
    ...     counting.add(key)
    >>> counting.estimate("a"), len(counting), counting.total
    (4, 2, 9)
    """

    def __init__(self, epsilon: float) -> None:
        self.epsilon = check_share("epsilon", epsilon)
        self.total = 0
        self._width = ceil(1 / self.epsilon)  # events in a window
        self._kept: dict[Key, tuple[int, int]] = {}  # how often; and how often before, at most

    def __len__(self) -> int:
        """Count the keys that are kept."""
        return len(self._kept)

    def add(self, key: Key, count: int = 1) -> None:
        """Count a key.

        Raises:
            BadType: an argument is of the wrong type, or key is not of the type of those kept.
            BadValue: key is out of range, or count is below 0 or too many.

        Complexity: O(1) in the long run.
        """
        key, count = check_key(key), check_int("count", count, 0, MOST_COUNT - self.total)
        refuse_other_type(key, self._kept)
        if not count:
            return
        windows = self.total // self._width
        had, missed = self._kept.get(key, (0, windows))
        self._kept[key] = had + count, missed
        self.total += count
        if self.total // self._width > windows:
            self._forget()

    def estimate(self, key: Key) -> int:
        """Say how often a key came, at least.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those kept.
            BadValue: key is out of range, or has a lone surrogate.
        """
        key = check_key(key)
        refuse_other_type(key, self._kept)
        return self._kept.get(key, (0, 0))[0]

    def top(self, k: int) -> list[Counted]:
        """Give the k that came most often, as far as is known; of equals, the smaller key.

        Raises:
            BadType: k is not an int.
            BadValue: k is below 0.
        """
        k = check_int("k", k, 0, None)
        ordered = sorted(self._kept.items(), key=lambda item: (-item[1][0], item[0]))
        return [Counted(key, had, had, had + missed) for key, (had, missed) in ordered[:k]]

    def merge(self, other: "LossyCounting") -> None:
        """Add what another counted; it stays as it is.

        Raises:
            BadType: other is no LossyCounting, or has keys of the other type.
            BadValue: its epsilon is another, or both have too many events together.

        Complexity: O(keys).
        """
        if not isinstance(other, LossyCounting):
            raise BadType(f"other must be a LossyCounting, got {type(other).__name__}")
        if other.epsilon != self.epsilon:
            raise BadValue(f"other must have epsilon {self.epsilon}, got {other.epsilon}")
        if self.total + other.total > MOST_COUNT:
            raise BadValue(f"other must keep the total to {MOST_COUNT}, got {other.total} more")
        for key in islice(other._kept, 1):
            refuse_other_type(key, self._kept)
        ours, theirs = self.total // self._width, other.total // self._width
        keys = self._kept.keys() | other._kept.keys()
        pairs = {
            key: (self._kept.get(key, (0, ours)), other._kept.get(key, (0, theirs))) for key in keys
        }
        self._kept = {key: (one[0] + two[0], one[1] + two[1]) for key, (one, two) in pairs.items()}
        self.total += other.total
        self._forget()

    def check_invariants(self) -> None:
        """Assert that what is kept is worth it."""
        windows = self.total // self._width
        assert all(0 <= missed <= windows < had + missed for had, missed in self._kept.values())
        assert sum(had for had, _ in self._kept.values()) <= self.total

    def _forget(self) -> None:
        windows = self.total // self._width
        self._kept = {
            key: (had, missed)
            for key, (had, missed) in self._kept.items()
            if had + missed > windows
        }
