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
from twitlab.counting.layers.bounds import NO_KEYS, NONE, Bounds
from twitlab.counting.layers.hours import Span
from twitlab.counting.layers.minute_sketches import MinuteSketch, read_together
from twitlab.counting.processors import MAX_PROCESSORS
from twitlab.errors import BadType, BadValue
from twitlab.hashing import hash_ints
from twitlab.log import MS_PER_MINUTE, Flush

Taken = Literal["counted", "repeat", "too old"]
_MAX_KEY: Final = (1 << 63) - 1
_OWNERS: Final = 1  # added to the seed, so that who owns a key does not hang on its cells


@dataclass(frozen=True, slots=True)
class Lost:
    """Say what died with a processor.

    Args:
        processor: its number.
        minute: of which minute.
        events: how many it had counted.
    """

    processor: int
    minute: int
    events: int


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
        self._candidates = check_int("candidates", candidates, 1, MAX_CAPACITY)
        self._kept = check_int("minutes", minutes, 1, None)
        self._since = check_int("since_minute", since_minute, 0, None)
        self._seed = check_int("seed", seed, 0, (1 << 62) - 1)
        self._clock = SystemClock() if clock is None else clock
        check_has("clock", self._clock, "now_ms")
        self._ahead = check_int("ahead_minutes", ahead_minutes, 0, None)
        MinuteSketch(width, depth, candidates, seed)  # refuses what no sketch can be made of
        self._shape = width, depth
        # Of each processor its minutes; what it has is in the notes too, until it dies.
        self._minutes: list[dict[int, MinuteSketch]] = [{} for _ in range(count)]
        self._notes: list[dict[int, int]] = [{} for _ in range(count)]  # events, by minute
        self._names: dict[int, set[tuple[int, int, int]]] = {}  # of flushes, by minute
        self._lost: list[Lost] = []
        self._settled = 0  # minutes before this are in exact hours
        self._late: dict[int, int] = {}  # events that came for settled minutes
        self.newest = -1  # the newest minute of all flushes
        self.repeats = 0  # flushes that came again
        self.too_old = 0  # events whose minute was dropped before

    @property
    def oldest(self) -> int:
        """The first minute that is kept."""
        return max(self._since, self.newest + 1 - self._kept)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all sketches and candidates."""
        return sum(each.nbytes for some in self._minutes for each in some.values())

    @property
    def late(self) -> dict[int, int]:
        """How many events came for each minute after it was settled."""
        return dict(self._late)

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
        names = self._names.setdefault(flush.minute, set())
        if flush.name in names:
            self.repeats += 1
            return "repeat"
        names.add(flush.name)
        if flush.minute < self._settled:
            self._late[flush.minute] = self._late.get(flush.minute, 0) + flush.events
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
        for processor, minutes in enumerate(self._minutes):
            died = sum(each.events for each in lost if each.processor == processor)
            some = [
                each for minute, each in minutes.items() if any(one.has(minute) for one in asked)
            ]
            known, own = read_together(some, also[owners == processor]) if some else (NONE, 0)
            parts.append(known.raised(died))
            error, merged = max(error, own), merged + sum(each.sketch.nbytes for each in some)
        gaps = (Span(each.start, max(each.start, min(each.end, self.oldest))) for each in asked)
        dropped = tuple(gap for gap in gaps if gap.minutes)
        return Window(_beside(parts), error, lost, dropped, merged)

    def die(self, processor: int) -> tuple[Lost, ...]:
        """Lose a processor and all it has counted; an empty one takes its place.

        Returns:
            What was lost, by minute.

        Raises:
            BadType: processor is not an int.
            BadValue: there is none of this number.
        """
        number = check_int("processor", processor, 0, len(self._minutes) - 1)
        notes = sorted(self._notes[number].items())
        lost = tuple(Lost(number, minute, events) for minute, events in notes)
        self._lost += lost
        self._minutes[number], self._notes[number] = {}, {}
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
        self._settled = check_int("before_minute", before_minute, 0, None)
        left = {minute: n - counted.get(minute, 0) for minute, n in self._late.items()}
        self._late = {minute: n for minute, n in left.items() if n > 0}

    def check_invariants(self) -> None:
        """Assert that the sketches have what the notes say, and nothing that is too old."""
        for minutes, notes in zip(self._minutes, self._notes):
            assert minutes.keys() == notes.keys()
            assert all(self.oldest <= minute <= self.newest for minute in minutes)
            for minute, each in minutes.items():
                each.sketch.check_invariants()
                assert each.sketch.total == notes[minute]
                assert len(each.candidates) <= self._candidates
        assert all(n > 0 for n in self._late.values())

    def _move_to(self, minute: int) -> None:
        """Drop what is too old once a newer minute has come."""
        if minute <= self.newest:
            return
        self.newest = minute
        oldest = self.oldest
        for minutes, notes in zip(self._minutes, self._notes):
            for old in [each for each in minutes if each < oldest]:
                del minutes[old], notes[old]
        for old in [each for each in self._names if each < oldest - self._kept]:
            del self._names[old]  # a repeat that comes even later is told as late once more
        self._lost = [each for each in self._lost if each.minute >= oldest]

    def _count(self, flush: Flush) -> None:
        for processor, at in group(self._owners(flush.keys)):
            keys, counts = flush.keys[at], flush.counts[at]
            minutes, notes = self._minutes[processor], self._notes[processor]
            if flush.minute not in minutes:
                minutes[flush.minute] = MinuteSketch(*self._shape, self._candidates, self._seed)
            minutes[flush.minute].add(keys, counts)
            notes[flush.minute] = notes.get(flush.minute, 0) + int(counts.sum())

    def _owners(self, keys: Ints) -> Ints:
        owners = hash_ints(keys, self._seed + _OWNERS) % np.uint64(len(self._minutes))
        return owners.view(np.int64)


def _beside(parts: list[Bounds]) -> Bounds:
    """Put together what processors know that share no key."""
    keys = np.concatenate([part.keys for part in parts])
    order = np.argsort(keys)
    counts = np.concatenate([part.counts for part in parts])[order]
    least = np.concatenate([part.least for part in parts])[order]
    most = np.concatenate([part.most for part in parts])[order]
    return Bounds(keys[order], counts, least, most, max(part.rest for part in parts))


def _span(start_minute: int, end_minute: int) -> Span:
    start = check_int("start_minute", start_minute, 0, None)
    return Span(start, check_int("end_minute", end_minute, start, None))
