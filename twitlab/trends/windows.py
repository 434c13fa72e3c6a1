"""Count what came in the last minutes: a bucket for each minute, in a ring.

    minute      0      1      2      3          window: 3 minutes
    bucket      0      1      2      0          minute 3 takes the bucket of minute 0
    counts     a 2    a 1    b 4    c 1
    total      a 2    a 3    a 3, b 4
                                     a 1, b 4, c 1: what minute 0 had was taken off

No event is looked at twice: it is added to the total when it comes, and its bucket is taken off
when the window has passed it.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twitlab.arguments import as_ints, check_int
from twitlab.columns import Ints, first_of_runs
from twitlab.errors import BadValue
from twitlab.trends.answers import MAX_MEMBER, MAX_MS, Scored, check_k, check_member
from twitlab.trends.sorted_set import SortedSet

MAX_BUCKETS: Final = 1 << 20
_Counts = tuple[Ints, Ints]  # different keys, ascending, and how often each


@dataclass(frozen=True, slots=True)
class Taken:
    """Say what became of events.

    Args:
        taken: how many were counted.
        late: how many were too old for what is kept, and were left out.
    """

    taken: int
    late: int


class WindowCounts:
    """Count each key in the last so many buckets of time.

    Exact, in steps of a bucket: the window has the bucket of now, begun, and those before it; so it
    reaches back between `buckets - 1` and `buckets` buckets. A late event is counted in the bucket
    of its own time, or, if that has left the window, in `late` only. Now never runs back: after a
    clock that was set back, answers are of the latest now there was.

    Args:
        buckets: how many, 1 to 2**20.
        bucket_ms: how long one is, 1 or more.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: O(1) an event, when it comes and when it goes; 16 bytes a key and bucket, and a
    sorted set of all keys of the window.

    Source: Datar et al., "Maintaining Stream Statistics over Sliding Windows", SIAM J. Computing 31
    (2002), who need less by being less exact.

    >>> counts = WindowCounts(buckets=3, bucket_ms=60_000)
    >>> counts.add(np.array([7, 7, 8]), np.array([0, 70_000, 71_000]), now_ms=71_000)
    Taken(taken=3, late=0)
    >>> counts.count(7, now_ms=179_999), counts.count(7, now_ms=180_000)
    (2, 1)
    """

    def __init__(self, buckets: int = 60, bucket_ms: int = 60_000) -> None:
        self.buckets = check_int("buckets", buckets, 1, MAX_BUCKETS)
        self.bucket_ms = check_int("bucket_ms", bucket_ms, 1, MAX_MS)
        # The total of all buckets kept, which are newest - buckets + 1 to newest.
        self._total = SortedSet()
        self._ring: dict[int, list[_Counts]] = {}
        self._newest = 0
        self.late = 0

    def add(self, keys: Any, times_ms: Any, *, now_ms: int) -> Taken:
        """Count events.

        Args:
            keys: 0 to 2**63 - 1: an int, or an array of integers, shape (events,).
            times_ms: when each happened; one for all, or one for each.
            now_ms: what the clock says.

        Returns:
            How many were counted, and how many came too late.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: a number is out of range, lengths differ, or an event is from after now. Then
                nothing was counted.

        Complexity: O(events log events).
        """
        column = as_ints("keys", keys, MAX_MEMBER)
        times = times_of(times_ms, len(column), now_ms)
        self._advance(now_ms)
        bucket = times // self.bucket_ms
        in_time = bucket > self._newest - self.buckets
        for number, some in by_bucket(bucket[in_time], column[in_time]):
            found, counts = np.unique(some, return_counts=True)
            self._ring.setdefault(number, []).append((found, counts))
            self._total.increase(found, counts)
        late = len(column) - int(in_time.sum())
        self.late += late
        return Taken(len(column) - late, late)

    def count(self, key: int, *, now_ms: int) -> int:
        """Say how often a key came in the window that ends now.

        Complexity: O(1), and what leaves the window.
        """
        key = check_int("key", check_member(key), 0, MAX_MEMBER)
        self._advance(now_ms)
        return int(self._total.score(key) or 0)

    def top(self, k: int, *, now_ms: int) -> list[Scored]:
        """Give the k keys that came most often in the window that ends now; of equals the larger.

        Complexity: O(k), and what has changed.
        """
        k = check_k(k)
        self._advance(now_ms)
        return self._total.top(k)

    def _advance(self, now_ms: int) -> None:
        self._newest = max(self._newest, check_int("now_ms", now_ms, 0, MAX_MS) // self.bucket_ms)
        for number in [each for each in self._ring if each <= self._newest - self.buckets]:
            for found, counts in self._ring.pop(number):
                left = self._total.increase(found, -counts)
                self._total.remove(found[left == 0])

    def check_invariants(self) -> None:
        """Assert that the total is what the buckets have."""
        summed: dict[int, int] = {}
        for number, chunks in self._ring.items():
            assert self._newest - self.buckets < number <= self._newest
            for found, counts in chunks:
                for key, count in zip(found.tolist(), counts.tolist()):
                    summed[key] = summed.get(key, 0) + count
        assert summed == {each.member: each.score for each in self._total.ascending(0, -1)}
        self._total.check_invariants()


def times_of(times_ms: Any, count: int, now_ms: int) -> Ints:
    """Return when each event happened, and refuse the future.

    Raises:
        BadType: times_ms is neither an int nor an array of integers.
        BadValue: a time is out of range or after now, or there are not as many as events.
    """
    now_ms = check_int("now_ms", now_ms, 0, MAX_MS)
    times = as_ints("times_ms", times_ms, MAX_MS)
    if not isinstance(times_ms, np.ndarray):
        times = np.broadcast_to(times, count)
    if len(times) != count:
        raise BadValue(f"times_ms must have length {count} as keys, got {len(times)}")
    if len(times) and times.max() > now_ms:
        raise BadValue(
            f"times_ms must be at most now_ms, {now_ms}, got {times.max()}: "
            f"{times.max() - now_ms} ms in the future"
        )
    return times


def by_bucket(buckets: Ints, *columns: Ints) -> list[tuple[Any, ...]]:
    """Give each bucket, ascending, with its rows of the columns."""
    order = np.argsort(buckets, kind="stable")
    begins = np.flatnonzero(first_of_runs(buckets[order]))
    parts = [np.split(column[order], begins[1:]) for column in columns]
    return list(zip(buckets[order][begins].tolist(), *parts))
