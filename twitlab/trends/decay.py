"""Let scores fade by half in each half-life, and touch only those that are written to.

Who halved all scores every hour would touch them all. Here scores never fade: what comes later
weighs more. With a half-life of one hour:

    time      0:00   1:00   2:00          half-lives since the origin: 0, 1, 2
    event      a      b      a
    weighs     1      2      4            scores: a 5, b 2

At 2:00 all are divided by 4: a 1.25, b 0.5: an event of now counts 1, of an hour ago a half. The
order needs no division. When weights get too large for a double, the origin is moved: all scores
are divided once, by a power of two, which loses nothing.
"""

from typing import Any, Final

import numpy as np

from twitlab.arguments import as_ints, check_int
from twitlab.errors import BadValue
from twitlab.trends.answers import MAX_MEMBER, MAX_MS, Member, Scored, check_k
from twitlab.trends.sorted_set import SortedSet
from twitlab.trends.windows import times_of

_MOST: Final = 512  # half-lives from the origin; a weight is below 2**513
_GONE: Final = 1_000  # halvings at once, which still leave a double
_MOST_COUNT: Final = 1 << 53


class DecayedCounts:
    """Count keys so that an event of a half-life ago counts half.

    A score is the sum of `counts * 2**-(age / half-life)`. The relative error of one that n events
    made is below 1e-13 + n * 2**-53: the rounding of a weight, and of n sums. A late event counts
    what its age allows, to the same error. A score that was halved some 1,500 times is gone. Now
    never runs back: answers are of the latest now there was.

    Args:
        half_life_ms: 1 or more.

    Raises:
        BadType: half_life_ms is not an int.
        BadValue: half_life_ms is out of range.

    Complexity: O(1) an event; every 512 half-lives O(keys). A sorted set of all keys.

    Source: Cormode et al., "Forward Decay", ICDE 2009.

    >>> scores = DecayedCounts(half_life_ms=3_600_000)
    >>> scores.add(np.array([7, 8, 7]), np.array([0, 1, 2]) * 3_600_000, now_ms=7_200_000)
    >>> [(each.member, each.score) for each in scores.top(2, now_ms=7_200_000)]
    [(7, 1.25), (8, 0.5)]
    >>> scores.score(7, now_ms=10_800_000)
    0.625
    """

    def __init__(self, half_life_ms: int) -> None:
        self.half_life_ms = check_int("half_life_ms", half_life_ms, 1, MAX_MS)
        # Scores as they were at the origin, which is whole half-lives after the first now.
        self._scores = SortedSet()
        self._origin_ms = self._now_ms = 0
        self.moved = 0  # how often the origin was moved, and all scores with it

    def add(self, keys: Any, times_ms: Any, counts: Any = 1, *, now_ms: int) -> None:
        """Count events.

        Args:
            keys: 0 to 2**63 - 1: an int, or an array of integers, shape (events,).
            times_ms: when each happened; one for all, or one for each.
            counts: how often each counts, 0 to 2**53; one for all, or one for each.
            now_ms: what the clock says.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: a number is out of range, lengths differ, or an event is from after now. Then
                nothing was counted.

        Complexity: O(events).
        """
        column = as_ints("keys", keys, MAX_MEMBER)
        times = times_of(times_ms, len(column), now_ms)
        often = as_ints("counts", counts, _MOST_COUNT)
        if len(often) != len(column) and isinstance(counts, np.ndarray):
            raise BadValue(f"counts must have length {len(column)} as keys, got {len(often)}")
        self._advance(now_ms)
        with np.errstate(under="ignore"):
            weights = np.exp2((times - self._origin_ms) / self.half_life_ms) * often
        self._scores.increase(column, weights)

    def score(self, key: Member, *, now_ms: int) -> float:
        """Say what is left of all that came of a key.

        Complexity: O(1).
        """
        score = self._scores.score(key) or 0.0
        return score * self._faded(now_ms)

    def top(self, k: int, *, now_ms: int) -> list[Scored]:
        """Give the k with the highest scores.

        Complexity: O(k), and what has changed.
        """
        k = check_k(k)
        faded = self._faded(now_ms)
        return [Scored(each.score * faded, each.member) for each in self._scores.top(k)]

    def _faded(self, now_ms: int) -> float:
        self._advance(now_ms)
        return float(2.0 ** -((self._now_ms - self._origin_ms) / self.half_life_ms))

    def _advance(self, now_ms: int) -> None:
        now_ms = check_int("now_ms", now_ms, 0, MAX_MS)
        if not len(self._scores):
            self._origin_ms = max(now_ms, self._now_ms)
        self._now_ms = max(now_ms, self._now_ms)
        shift = (self._now_ms - self._origin_ms) // self.half_life_ms
        if shift <= _MOST:
            return
        self._origin_ms += shift * self.half_life_ms
        self.moved += 1
        for step in (min(shift, _GONE), min(shift - min(shift, _GONE), _GONE)):
            self._scores.scale(2.0**-step)
        keys, scores = self._scores.columns()
        self._scores.remove(keys[scores == 0] if shift < 2 * _GONE else keys)
