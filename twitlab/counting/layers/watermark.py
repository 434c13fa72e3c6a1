"""Say how far time is believed to have come, when events do not come in the order of time.

    arrives     event time     watermark, 5 minutes behind the newest
    first          12:00       11:55
    then           12:04       11:59
    then           11:57       11:59     late: all before 11:59 was believed to be there
    then           11:59       11:59     not late, though 12:04 came before it

An hour is complete when the watermark has passed its end. It is a belief: a smaller lateness makes
answers exact sooner, and more events late. Late events are not thrown away; they are in the log,
land in the hour in which they happened, and the batch layer counts them in its next run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twitlab.arguments import check_has, check_int, check_kind, shown
from twitlab.clock import Clock
from twitlab.counting.layers.hours import MINUTES_PER_HOUR, MS_PER_HOUR
from twitlab.counting.top_k import count_all
from twitlab.errors import BadType, BadValue
from twitlab.log import MS_PER_MINUTE, Events


@dataclass(frozen=True, slots=True)
class Late:
    """Say which events of a batch were late.

    Args:
        events: how many.
        hours: in which hour each happened, and how many there.
        most_ms: how far the latest of them was behind the watermark.
    """

    events: int
    hours: dict[int, int]
    most_ms: int


class Watermark:
    """Follow the event times of sources that each go forward, more or less.

    The model: a source's events come at most `lateness_ms` after any later one of the same source.
    The watermark is that of the source that is furthest behind, so that one that says nothing holds
    all back until it is told to be gone. What it leaves out: that an event can be later still; it
    is counted as late, and the watermark never goes back.

    Args:
        lateness_ms: how much out of order events may come.
        clock: tells the time; events from after it are refused.
        ahead_ms: how far a source's clock may be ahead of ours.
        sources: who sends, as numbers; the watermark is 0 until each of them has sent something.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: a number for each source.

    Source: Akidau et al., "The Dataflow Model", VLDB 2015, section 2.3 (watermarks); Apache Flink's
    "bounded out-of-orderness" and its minimum over inputs.

    >>> from twitlab.clock import ManualClock
    >>> watermark = Watermark(5 * 60_000, ManualClock(43_500_000))
    >>> watermark.take(Events(1, 43_200_000, 40, 7)).events, watermark.ms
    (0, 42900000)
    >>> watermark.take(Events(2, 42_899_999, 40, 7))
    Late(events=1, hours={11: 1}, most_ms=1)
    """

    def __init__(
        self,
        lateness_ms: int,
        clock: Clock,
        *,
        ahead_ms: int = MS_PER_MINUTE,
        sources: Sequence[int] = (0,),
    ) -> None:
        self._lateness = check_int("lateness_ms", lateness_ms, 0, None)
        check_has("clock", clock, "now_ms")
        self._clock = clock
        self._ahead = check_int("ahead_ms", ahead_ms, 0, None)
        if not isinstance(sources, Sequence):
            raise BadType(f"sources must be a sequence of ints, got {shown(sources)}")
        if not sources:
            raise BadValue("sources must be one number at least, got none")
        # The newest event time of each source; -1 before its first.
        self._newest = {check_int("sources", each, 0, None): -1 for each in sources}
        self._ms = 0
        self.events = 0
        self.late = 0  # events
        self.late_hours: dict[int, int] = {}  # late events by the hour in which they happened

    @property
    def ms(self) -> int:
        """Up to which event time all is believed to have come, in milliseconds since 1970 UTC."""
        return self._ms

    @property
    def minute(self) -> int:
        """The minute that is not complete yet: all before it are."""
        return self._ms // MS_PER_MINUTE

    @property
    def hour(self) -> int:
        """The hour that is not complete yet: all before it are."""
        return self.minute // MINUTES_PER_HOUR

    def take(self, events: Events, source: int = 0) -> Late:
        """Look at events of one source as they arrive.

        Args:
            events: together, so that none of them makes another one late.
            source: who sent them.

        Returns:
            Which of them were late.

        Raises:
            BadType: events are no Events, or source is not an int.
            BadValue: the source is unknown, or an event is from the future: it would make all
                others late. Then nothing was looked at.

        Complexity: O(events).
        """
        check_kind("events", events, Events, "")
        self._check_source(source)
        newest = int(events.times_ms.max(initial=-1))
        latest = self._clock.now_ms() + self._ahead
        if newest > latest:
            raise BadValue(f"events must have times_ms of at most {latest}, got {newest}")
        late = self._late(events)
        self.events += len(events)
        self.late += late.events
        for hour, count in late.hours.items():
            self.late_hours[hour] = self.late_hours.get(hour, 0) + count
        self._newest[source] = max(self._newest[source], newest)
        self._rise()
        return late

    def gone(self, source: int) -> None:
        """Wait for a source no more: it is down, or has nothing to say.

        Raises:
            BadType: source is not an int.
            BadValue: it is unknown, or the only one.
        """
        self._check_source(source)
        if len(self._newest) == 1:
            raise BadValue(f"source must leave another one, got the only one, {source}")
        del self._newest[source]
        self._rise()

    def check_invariants(self) -> None:
        """Assert that no source is behind the watermark by more than it may be."""
        assert self.late == sum(self.late_hours.values()) <= self.events
        assert self._ms >= min(self._newest.values()) - self._lateness

    def _check_source(self, source: int) -> None:
        if check_int("source", source, None, None) not in self._newest:
            raise BadValue(f"source must be one of {[*self._newest]!s:.80}, got {shown(source)}")

    def _rise(self) -> None:
        self._ms = max(self._ms, min(self._newest.values()) - self._lateness)

    def _late(self, events: Events) -> Late:
        times = events.times_ms[events.times_ms < self._ms]
        if not len(times):
            return Late(0, {}, 0)
        hours, counts = count_all(times // MS_PER_HOUR)
        by_hour = dict(zip(hours.tolist(), counts.tolist()))
        return Late(len(times), by_hour, self._ms - int(np.min(times)))
