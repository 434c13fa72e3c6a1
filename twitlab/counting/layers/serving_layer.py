"""Answer with both: exact hours where there are any, approximate minutes for the rest.

The batch layer has counted the hours 10 and 11; asked is 09:50 to 12:20:

    09:50   10:00               12:00   12:20
      |~~~~~~~|===================|~~~~~~~|
       minutes     two hours       minutes      the speed layer's, the batch layer's, the speed's

Exact parts add nothing to what is unknown. The minutes add the error of the sketch; a processor
that died adds what it had; what came late for an exact hour is not in it yet. So each key has
an interval, and the answer says of what it is made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from twitlab.arguments import check_int, check_kind
from twitlab.counting.answers import Counted
from twitlab.counting.layers.batch_layer import BatchLayer
from twitlab.counting.layers.batch_run import BatchRun
from twitlab.counting.layers.bounds import added
from twitlab.counting.layers.hours import MINUTES_PER_HOUR, Span
from twitlab.counting.layers.mapping import MapEvents, as_they_are
from twitlab.counting.layers.source import Log
from twitlab.counting.layers.speed_layer import SpeedLayer
from twitlab.counting.layers.speed_processor import Lost
from twitlab.counting.layers.watermark import Watermark

_HOUR: Final = MINUTES_PER_HOUR
_NEXT: Final = 1_000  # keys of the exact part, after the first k, that are read in the sketches too


@dataclass(frozen=True, slots=True)
class Served:
    """Hold an answer and what it is made of.

    Args:
        top: the keys with the largest counts, each with how often it came at least and at most.
        sure: of each, whether it is one of the k that came most often for sure.
        exact: what was taken of the batch layer.
        approximate: what was taken of the speed layer.
        gaps: minutes of which nothing is known any more: they are in no count and in no bound.
        to_come: minutes for which events are still expected.
        error: how much the approximate part is too high at most, but rarely.
        lost: what died with processors in the approximate part.
        late: events that came for the exact part after it was counted.
        others: how often at most a key came that is not known at all.
    """

    top: tuple[Counted, ...]
    sure: tuple[bool, ...]
    exact: tuple[Span, ...]
    approximate: tuple[Span, ...]
    gaps: tuple[Span, ...]
    to_come: tuple[Span, ...]
    error: int
    lost: tuple[Lost, ...]
    late: int
    others: int

    @property
    def is_exact(self) -> bool:
        """Whether each count is exact."""
        return all(each.least == each.most for each in self.top) and not (self.gaps or self.others)

    def __str__(self) -> str:
        died = sum(each.events for each in self.lost)
        facts = {
            "exact": _said(self.exact),
            "approximate": _said(self.approximate)
            + (f" (at most {self.error} too high, but rarely)" if self.approximate else ""),
            "unknown": _said(self.gaps) if self.gaps else "",
            "still to come": _said(self.to_come) if self.to_come else "",
            "lost": f"{died} events of a dead processor" if died else "",
            "late": f"{self.late} events for the exact part" if self.late else "",
            "not shown": f"at most {self.others} each" if self.others else "",
        }
        return "\n".join(f"{name}: {said}" for name, said in facts.items() if said)


def _said(some: tuple[Span, ...]) -> str:
    return ", ".join(map(str, some)) or "nothing"


class ServingLayer:
    """Stitch answers of a batch layer and a speed layer.

    The guarantee: without gaps, how often a key came in the interval, among the events that both
    layers had got, is within its bounds, but for the sketch's rare misses on the lower side. Events
    are those of the log for exact hours, each once, and those of the flushes for the rest.

    Args:
        batch: has exact hours, or none yet.
        speed: has the last minutes.
        watermark: says for which minutes events are still expected; without one, for all from the
            speed layer's newest on.

    Raises:
        BadType: an argument is of the wrong type.

    Source: Marz and Warren, "Big Data", Manning 2015, chapters 10 and 18.

    >>> import numpy as np
    >>> from twitlab.log import Flush
    >>> speed = SpeedLayer()
    >>> speed.take(Flush(3, 17, 600, np.array([40, 41]), np.array([90, 2])))
    'counted'
    >>> print(ServingLayer(BatchLayer(), speed).top(1, 600, 601))
    exact: nothing
    approximate: 10:00 to 10:01 (at most 0 too high, but rarely)
    still to come: 10:00 to 10:01
    """

    def __init__(
        self, batch: BatchLayer, speed: SpeedLayer, watermark: Watermark | None = None
    ) -> None:
        check_kind("batch", batch, BatchLayer)
        check_kind("speed", speed, SpeedLayer)
        if watermark is not None:
            check_kind("watermark", watermark, Watermark)
        self._batch, self._speed, self._watermark = batch, speed, watermark

    def refresh(
        self, log: Log, *, mapping: MapEvents = as_they_are, first_hour: int | None = None
    ) -> BatchRun:
        """Run the batch layer up to the watermark, and serve its hours from then on.

        Args:
            log: what to read.
            mapping: what each event counts for.
            first_hour: as :meth:`BatchLayer.run` has it.

        Raises:
            BadType, BadValue: as :meth:`BatchLayer.run`. Then all answers stay as they were.

        Complexity: that of the run.
        """
        until = self._open_from()
        known = self._speed.late  # in the log before they were flushed, so this run counts them
        run = self._batch.run(log, mapping=mapping, until_minute=until, first_hour=first_hour)
        self._speed.settle(self._batch.counted.stop * _HOUR, known)
        return run

    def advance(self) -> BatchRun:
        """Let the batch layer go on from its last run up to the watermark, and serve its hours.

        Raises:
            BadType, BadValue: as :meth:`BatchLayer.advance`. Then all answers stay as they were.

        Complexity: that of the run.
        """
        known = self._speed.late
        run = self._batch.advance(until_minute=self._open_from())
        self._speed.settle(self._batch.counted.stop * _HOUR, known)
        return run

    def top(self, k: int, start_minute: int, end_minute: int) -> Served:
        """Give the k keys that came most often in an interval of event time.

        Args:
            k: how many, 0 or more.
            start_minute: the first, in minutes since 1970 UTC.
            end_minute: the one behind the last; it may be in the future.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is out of range, or the interval ends before it starts.

        Complexity: O(keys log keys) of the hours, and the sketches of the minutes.
        """
        k = check_int("k", k, 0, None)
        start = check_int("start_minute", start_minute, 0, None)
        end = check_int("end_minute", end_minute, start, None)
        exact = self._exact(start, end)
        parts = [self._batch.bounds(exact.start // _HOUR, exact.end // _HOUR)]
        between = [Span(start, exact.start), Span(exact.end, end)] if exact.minutes else []
        between = [each for each in between or [Span(start, end)] if each.minutes]
        window = self._speed.window(between, also=parts[0].largest(k + _NEXT))
        late = sum(n for minute, n in self._speed.late.items() if exact.has(minute))
        known = added([parts[0].raised(late), window.bounds])
        top, sure = known.top(k)
        return Served(
            top,
            sure,
            (exact,) if exact.minutes else (),
            tuple(_without(between, window.dropped)),
            window.dropped,
            _from(self._open_from(), start, end),
            window.error,
            window.lost,
            late,
            known.rest,
        )

    def _exact(self, start: int, end: int) -> Span:
        """Give the minutes of the whole hours in an interval that the batch layer has counted."""
        hours = self._batch.counted
        first, last = max(-(-start // _HOUR), hours.start), min(end // _HOUR, hours.stop)
        return Span(first * _HOUR, max(first, last) * _HOUR)

    def _open_from(self) -> int:
        """Give the first minute for which events are still expected."""
        return max(0, self._speed.newest) if self._watermark is None else self._watermark.minute


def _without(some: Sequence[Span], gaps: Sequence[Span]) -> Iterator[Span]:
    """Leave out gaps, which each stand at the start of a span."""
    ends = {gap.start: gap.end for gap in gaps}
    for each in some:
        left = Span(ends.get(each.start, each.start), each.end)
        if left.minutes:
            yield left


def _from(minute: int, start: int, end: int) -> tuple[Span, ...]:
    return (Span(max(minute, start), end),) if max(minute, start) < end else ()
