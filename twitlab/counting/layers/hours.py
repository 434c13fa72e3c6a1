"""Name hours and minutes, and hold what is known of an hour exactly."""

from dataclasses import dataclass
from typing import Final

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.counting.layers.bounds import Bounds, check_columns
from twitlab.counting.layers.largest import largest
from twitlab.log import MS_PER_MINUTE

MINUTES_PER_HOUR: Final = 60
MS_PER_HOUR: Final = MINUTES_PER_HOUR * MS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Span:
    """Hold minutes that follow each other.

    Args:
        start: the first, in minutes since 1970 UTC.
        end: the one behind the last.

    Raises:
        BadType: an argument is not an int.
        BadValue: start is below 0, or end before it.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        check_int("start", self.start, 0, None)
        check_int("end", self.end, self.start, None)

    def __str__(self) -> str:
        return f"{_clock(self.start)} to {_clock(self.end)}"

    @property
    def minutes(self) -> int:
        """How many they are."""
        return self.end - self.start

    def has(self, minute: int) -> bool:
        """Say whether a minute is one of them."""
        return self.start <= check_int("minute", minute, None, None) < self.end


def _clock(minute: int) -> str:
    """Write a minute as on a clock; of another day than the first, with the day's number."""
    day, of_day = divmod(minute, 24 * MINUTES_PER_HOUR)
    return f"{f'day {day} ' if day else ''}{of_day // 60:02}:{of_day % 60:02}"


@dataclass(frozen=True, slots=True, eq=False)
class ExactHour:
    """Hold the exact counts of an hour, of all keys or of those that came most often.

    Args:
        hour: in hours since 1970 UTC.
        events: how many came.
        keys: ascending, shape (keys,).
        counts: of each.
        rest: how often a key came at most that is not among keys; 0 if all are.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is below 0, or there are not as many counts as keys.
    """

    hour: int
    events: int
    keys: Ints
    counts: Ints
    rest: int = 0

    def __post_init__(self) -> None:
        check_int("hour", self.hour, 0, None)
        check_int("events", self.events, 0, None)
        check_columns(self.rest, keys=self.keys, counts=self.counts)

    @property
    def bounds(self) -> Bounds:
        """What is known of each key."""
        return Bounds(self.keys, self.counts, self.counts, self.counts, self.rest)

    @property
    def nbytes(self) -> int:
        """Count the bytes of keys and counts."""
        return self.keys.nbytes + self.counts.nbytes

    def cut(self, k: int) -> "ExactHour":
        """Keep the k that came most often; of equals the smaller keys.

        Complexity: O(keys + k log k).

        >>> import numpy as np
        >>> hour = ExactHour(10, 14, np.array([1, 2, 3]), np.array([9, 1, 4])).cut(2)
        >>> hour.keys.tolist(), hour.rest
        ([1, 3], 4)
        """
        if check_int("k", k, 0, None) >= len(self.keys):
            return self
        at = largest(self.counts, k)
        rest = max(self.rest, int(self.counts[at[-1]]) if k else int(self.counts.max()))
        at.sort()
        return ExactHour(self.hour, self.events, self.keys[at], self.counts[at], rest)
