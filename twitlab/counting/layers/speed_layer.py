"""Count fast and approximately: what gateways flush, a sketch for each minute, on few processors.

    flush      gateway 3, sequence 17, minute 600: 40 came 90 times, 41 twice
    repeat?    a flush of this name was counted: nothing happens
    deal       40 belongs to processor 1, 41 to processor 0, by a hash
    count      each processor has its own sketch and candidates of minute 600
    notes      90 events of minute 600 went to processor 1, 2 to processor 0

No processor has a copy. If one dies, its minutes are gone: the notes say which, and how many events
they had, so that an answer can say it too. The log has them all, and the batch layer counts them
later. Events are in a flush no more, only their number: who sent one event twice by two gateways is
counted twice here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from twitlab.arguments import as_ints, check_has, check_int, check_kind, shown
from twitlab.clock import Clock, SystemClock
from twitlab.columns import Ints, group
from twitlab.counting.answers import Counted
from twitlab.counting.counters import MAX_CAPACITY
from twitlab.counting.layers.arrivals import Arrivals
from twitlab.counting.layers.bounds import NO_KEYS, Bounds, beside
from twitlab.counting.layers.hours import Span
from twitlab.counting.layers.speed_processor import Lost, SpeedProcessor
from twitlab.counting.processors import MAX_PROCESSORS
from twitlab.errors import BadType, BadValue
from twitlab.hashing import hash_ints
from twitlab.log import MS_PER_MINUTE, Flush

Taken = Literal["counted", "repeat", "too old"]
_MAX_KEY: Final = (1 << 63) - 1
_OWNERS: Final = 1  # added to the seed, so that who owns a key does not hang on its cells


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Hold what the speed layer knows of some minutes.

    Args:
        bounds: of each key.
        error: how much a count is too high at most, but for a share e**-depth of the keys; of the
            processor whose error is the largest.
        lost: what died in these minutes.
        dropped: minutes that are too old: nothing is known of them.
        bytes_merged: cells that were added up for it, 8 bytes each.
    """

    bounds: Bounds
    error: int
    lost: tuple[Lost, ...]
    dropped: tuple[Span, ...]
    bytes_merged: int


class SpeedLayer:
    """Hold approximate counts of the last minutes.

    The guarantee: a count is never below what was flushed, but for what is lost; and it is more
    than `error` too high with a chance of e**-depth at most, for keys chosen without knowing the
    seed. It is about events as they were flushed: a repeat of a flush counts once, a repeat of an
    event twice.

    Args:
        processors: how many share the keys, 1 to 1,024.
        width: cells in a row of each sketch.
        depth: rows of each.
        candidates: keys that each processor keeps of each minute.
        minutes: how many are kept, counted back from the newest.
        since_minute: the first minute of which the layer is sent all; before it, it knows nothing.
        seed: of the hashes.
        clock: tells the time; the system's if None.
        ahead_minutes: how far a flush may be ahead of the clock.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: processors * minutes * (width * depth + candidates) * 8 bytes at most.

    Source: Marz and Warren, "Big Data", Manning 2015, chapter 12 (the speed layer).

    >>> speed = SpeedLayer()
    >>> flush = Flush(3, 17, 600, np.array([40, 41]), np.array([90, 2]))
    >>> speed.take(flush), speed.take(flush)
    ('counted', 'repeat')
    >>> speed.top(1, 600, 601)
    (Counted(key=40, count=90, least=90, most=90),)
    """

    def __init__(
        self,
        *,
        processors: int = 1,
        width: int = 1 << 12,
        depth: int = 4,
        candidates: int = 1_000,
        minutes: int = 180,
        since_minute: int = 0,
        seed: int = 0,
        clock: Clock | None = None,
        ahead_minutes: int = 1,
    ) -> None:
        count = check_int("processors", processors, 1, MAX_PROCESSORS)
        candidates = check_int("candidates", candidates, 1, MAX_CAPACITY)
        self._kept = check_int("minutes", minutes, 1, None)
        self._since = check_int("since_minute", since_minute, 0, None)
        self._seed = check_int("seed", seed, 0, (1 << 62) - 1)
        self._clock = SystemClock() if clock is None else clock
        check_has("clock", self._clock, "now_ms")
        self._ahead = check_int("ahead_minutes", ahead_minutes, 0, None)
        self._processors = [
            SpeedProcessor(number, width, depth, candidates, self._seed) for number in range(count)
        ]
        self._arrivals = Arrivals()
        self._lost: list[Lost] = []
        self.newest = -1  # the newest minute of all flushes
        self.too_old = 0  # events whose minute was dropped before

    @property
    def oldest(self) -> int:
        """The first minute that is kept."""
        return max(self._since, self.newest + 1 - self._kept)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all sketches and candidates."""
        return sum(each.nbytes for each in self._processors)

    @property
    def late(self) -> dict[int, int]:
        """How many events came for each minute after it was settled."""
        return self._arrivals.late

    @property
    def repeats(self) -> int:
        """How many flushes came again."""
        return self._arrivals.repeats

    def take(self, flush: Flush) -> Taken:
        """Count a flush, unless it is a repeat or its minute was dropped.

        Raises:
            BadType: flush is no Flush.
            BadValue: its minute is ahead of the clock. Then nothing was counted.

        Complexity: O(keys * depth + keys log keys).
        """
        check_kind("flush", flush, Flush)
        latest = self._clock.now_ms() // MS_PER_MINUTE + self._ahead
        if flush.minute > latest:
            raise BadValue(f"flush must be of minute {latest} or before, got {flush.minute}")
        self._move_to(flush.minute)
        if not self._arrivals.take(flush):
            return "repeat"
        if flush.minute < self.oldest:
            self.too_old += flush.events
            return "too old"
        self._count(flush)
        return "counted"

    def top(self, k: int, start_minute: int, end_minute: int) -> tuple[Counted, ...]:
        """Give the k keys that read highest in some minutes; of equals the smaller key.

        Args:
            k: how many, 0 or more; more than the candidates that there are give those.
            start_minute: the first, in minutes since 1970 UTC.
            end_minute: the one behind the last.

        Returns:
            The keys; `least` and `most` of each say how far its count is known.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is out of range, or the end is before the start.

        Complexity: as `window`.
        """
        k = check_int("k", k, 0, None)
        return self.window([_span(start_minute, end_minute)]).bounds.top(k)[0]

    def bound(self, start_minute: int, end_minute: int) -> int:
        """Say how much a count of some minutes is too high at most, but rarely.

        Raises:
            BadType, BadValue: as `top`.
        """
        return self.window([_span(start_minute, end_minute)]).error

    def window(self, asked: Sequence[Span], also: Ints = NO_KEYS) -> Window:
        """Read some minutes together.

        Args:
            asked: which; they do not overlap.
            also: keys that are read too, although they may be no candidates.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: a key is out of range.

        Complexity: O(minutes * width * depth + candidates * depth) for each processor.
        """
        if not isinstance(asked, Sequence):
            raise BadType(f"asked must be a sequence of Spans, got {shown(asked)}")
        for each in asked:
            check_kind("asked", each, Span, "a sequence of ")
        also = as_ints("also", also, _MAX_KEY)
        lost = tuple(each for each in self._lost if any(one.has(each.minute) for one in asked))
        owners = self._owners(also)
        parts, error, merged = [], 0, 0
        for number, processor in enumerate(self._processors):
            died = sum(each.events for each in lost if each.processor == number)
            known, own, nbytes = processor.read(asked, also[owners == number])
            parts.append(known.raised(died))
            error, merged = max(error, own), merged + nbytes
        gaps = (Span(each.start, max(each.start, min(each.end, self.oldest))) for each in asked)
        dropped = tuple(gap for gap in gaps if gap.minutes)
        return Window(beside(parts), error, lost, dropped, merged)

    def die(self, processor: int) -> tuple[Lost, ...]:
        """Lose a processor and all it has counted; an empty one takes its place.

        Returns:
            What was lost, by minute.

        Raises:
            BadType: processor is not an int.
            BadValue: there is none of this number.
        """
        number = check_int("processor", processor, 0, len(self._processors) - 1)
        lost = self._processors[number].die()
        self._lost += lost
        return lost

    def settle(self, before_minute: int, counted: dict[int, int]) -> None:
        """Note which minutes are exact now, so that what comes for them later is told as late.

        Args:
            before_minute: all minutes before this are in exact hours.
            counted: what `late` said before those hours were counted: those events are in them.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: before_minute is below 0.
        """
        check_kind("counted", counted, dict)
        self._arrivals.settle(check_int("before_minute", before_minute, 0, None), counted)

    def check_invariants(self) -> None:
        """Assert that processors have what is noted of them, and nothing that is too old."""
        for each in self._processors:
            each.check_invariants(range(self.oldest, self.newest + 1))
        self._arrivals.check_invariants()

    def _move_to(self, minute: int) -> None:
        """Drop what is too old once a newer minute has come."""
        if minute <= self.newest:
            return
        self.newest = minute
        oldest = self.oldest
        for processor in self._processors:
            processor.drop(oldest)
        self._arrivals.forget(oldest - self._kept)
        self._lost = [each for each in self._lost if each.minute >= oldest]

    def _count(self, flush: Flush) -> None:
        for number, at in group(self._owners(flush.keys)):
            self._processors[number].add(flush.minute, flush.keys[at], flush.counts[at])

    def _owners(self, keys: Ints) -> Ints:
        owners = hash_ints(keys, self._seed + _OWNERS) % np.uint64(len(self._processors))
        return owners.view(np.int64)


def _span(start_minute: int, end_minute: int) -> Span:
    start = check_int("start_minute", start_minute, 0, None)
    return Span(start, check_int("end_minute", end_minute, start, None))
