"""Count exactly, late: go through the whole log, and keep the counts of each hour.

    log        all events that ever came, as they came
    repeats    an event that stands there twice is left out, by its id
    mapping    what an event counts for: by itself its key; a function that can be wrong
    hours      how often each key came, of each hour that is complete
    lists      of each hour all keys, or those that came most often and how often others at most

A run never changes what an earlier one found: it makes all hours again, and they take the place of
the old ones together. So a bug in the mapping is mended by another run with another mapping, and
nothing is lost; the price is that all events are read again. Map and shuffle are in `tally.py`, the
repeats in `repeats.py`; `map_reduce.py` shows the same step by step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from twitlab.arguments import as_path, check_bool, check_int, shown
from twitlab.columns import Ints
from twitlab.counting.answers import Counted
from twitlab.counting.layers.bounds import Bounds, added
from twitlab.counting.layers.hour_files import HourFiles
from twitlab.counting.layers.hours import MINUTES_PER_HOUR, ExactHour
from twitlab.counting.layers.repeats import Repeats, find_repeats
from twitlab.counting.layers.source import Log, blocks, check_log
from twitlab.counting.layers.tally import Tally
from twitlab.errors import BadType, BadValue
from twitlab.log import Events

MapEvents = Callable[[Events], Events]
_PENDING_BYTES: Final = 32  # an event, until it is added up
_LEAST_MEMORY: Final = 1 << 20


def as_they_are(events: Events) -> Events:
    """Count each event for its key."""
    return events


@dataclass(frozen=True, slots=True)
class BatchRun:
    """Say what a run did and what it cost.

    Args:
        start: the offset of the first event that it read.
        end: the offset behind the last.
        repeats: events left out, whose id had come before.
        counted: events in the hours that it made.
        waiting: events of hours that were not complete: they are in no hour yet.
        hours: how many hours it made.
        events_read: how often an event was read, over all scans of the log.
        counts_kept: keys with counts, of all hours that it made.
    """

    start: int
    end: int
    repeats: int
    counted: int
    waiting: int
    hours: int
    events_read: int
    counts_kept: int


class BatchLayer:
    """Hold the exact counts of the hours that were complete when it ran.

    Exact means: of the events that the log had then. What came later for such an hour is in none of
    its counts before the next run. A repeat is an event whose id stands in the log before it.

    Args:
        keep: how many keys of each hour, those that came most often; None for all. Sums over hours
            are exact only of all.
        unique_ids: whether no id can be in the log twice; then none is looked for.
        memory_bytes: how much a run may use, about, besides what it keeps; 2**20 or more.
        folder: where the counts of hours are kept in files, for one layer alone; it begins empty.
            Then what is kept is not in memory until it is read. None to keep all in memory.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: 16 bytes for each key of each hour.

    Source: Marz and Warren, "Big Data", Manning 2015, chapters 2 and 6 (the batch layer); Dean and
    Ghemawat, "MapReduce", OSDI 2004.

    >>> from twitlab.counting.layers.source import EventsInMemory
    >>> log = EventsInMemory([Events(np.arange(4), 0, np.array([40, 41, 40, 42]), 1)])
    >>> batch = BatchLayer()
    >>> batch.run(log).counted
    4
    >>> found, sure = batch.top(1, 0, 1)
    >>> found[0].key, found[0].count, sure
    (40, 2, (True,))
    """

    def __init__(
        self,
        *,
        keep: int | None = None,
        unique_ids: bool = False,
        memory_bytes: int = 256 << 20,
        folder: str | Path | None = None,
    ) -> None:
        self._keep = None if keep is None else check_int("keep", keep, 1, None)
        self._unique_ids = check_bool("unique_ids", unique_ids)
        self._memory = check_int("memory_bytes", memory_bytes, _LEAST_MEMORY, None)
        self._files = None if folder is None else HourFiles(as_path("folder", folder))
        self._hours: dict[int, ExactHour] = {}  # those of _counted in which anything came
        self._counted = range(0)
        self.end = 0  # the offset up to which the log was read

    @property
    def hours(self) -> Mapping[int, ExactHour]:
        """The hours in which anything came, by their number."""
        return MappingProxyType(self._hours)

    @property
    def counted(self) -> range:
        """All hours that were counted, also those in which nothing came."""
        return self._counted

    @property
    def nbytes(self) -> int:
        """Count the bytes of all counts, in memory or in files."""
        return sum(hour.nbytes for hour in self._hours.values())

    def run(
        self,
        log: Log,
        *,
        mapping: MapEvents = as_they_are,
        until_minute: int | None = None,
        first_hour: int | None = None,
    ) -> BatchRun:
        """Read the log from its start to its end, and make all complete hours anew.

        If it fails, all hours stay as they were.

        Args:
            log: what to read.
            mapping: gets events, and gives those that count, with what they count for.
            until_minute: the minute up to which all is believed to have come, as a watermark says;
                an hour that ends later is left out. None to leave out none.
            first_hour: the first hour to make; those before it stay as they are. Needed once the
                log has dropped its oldest events: their hours cannot be made again.

        Raises:
            OSError: the disk refuses, where hours are kept in files.
            BadType: an argument is of the wrong type, or mapping gives no Events.
            BadValue: an argument is out of range, or the log has dropped events and first_hour is
                not said.

        Complexity: O(events log events): one scan, and two more if ids do not ascend.
        """
        check_log("log", log)
        check_mapping(mapping)
        until = None if until_minute is None else check_int("until_minute", until_minute, 0, None)
        first = 0 if first_hour is None else check_int("first_hour", first_hour, 0, None)
        if first_hour is None and log.start > 0:
            raise BadValue(
                f"first_hour must be said: the log has dropped its events before offset {log.start}"
            )
        start, end = log.start, log.readable
        repeats = self._repeats(log, start, end)
        tally = self._tally(log, start, end, repeats.offsets, mapping)
        made, counted, waiting = {}, 0, 0
        for hour in tally.hours():
            if until is not None and (hour.hour + 1) * MINUTES_PER_HOUR > until:
                waiting += hour.events
            elif hour.hour >= first:
                counted += hour.events
                made[hour.hour] = self._kept(hour)
        # Hours before the first stay if there is no gap between them and those that were made.
        since = self._counted.start if first in (*self._counted, self._counted.stop) else first
        old = {hour: each for hour, each in self._hours.items() if since <= hour < first}
        self._hours = old | made
        last = max(made, default=first - 1) + 1 if until is None else until // MINUTES_PER_HOUR
        self._counted = range(since, max(first, last))
        if self._files is not None:
            self._files.keep_only(each.keys for each in self._hours.values())
        self.end = end
        return BatchRun(
            start,
            end,
            len(repeats.offsets),
            counted,
            waiting,
            len(made),
            repeats.events_read + end - start,
            sum(len(each.keys) for each in made.values()),
        )

    def top(
        self, k: int, start_hour: int, end_hour: int
    ) -> tuple[tuple[Counted, ...], tuple[bool, ...]]:
        """Give the k keys with the largest counts of some hours.

        Args:
            k: how many, 0 or more.
            start_hour: the first, in hours since 1970 UTC.
            end_hour: the one behind the last.

        Returns:
            The keys; and of each whether it is one of the k that came most often for sure. If all
            keys are kept, each count is exact.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is out of range, or the end is before the start.

        Complexity: O(n log n), n keys in all these hours.
        """
        return self.bounds(start_hour, end_hour).top(check_int("k", k, 0, None))

    def bounds(self, start_hour: int, end_hour: int) -> Bounds:
        """Add up what is known of some hours.

        Raises:
            BadType, BadValue: as `top`.

        Complexity: O(n log n), n keys in all these hours.
        """
        first = check_int("start_hour", start_hour, 0, None)
        last = check_int("end_hour", end_hour, first, None)
        return added([each.bounds for hour, each in self._hours.items() if first <= hour < last])

    def check_invariants(self) -> None:
        """Assert that keys ascend and that counts are what the hours say."""
        for number, hour in self._hours.items():
            assert hour.hour == number
            assert number in self._counted
            assert (hour.keys[1:] > hour.keys[:-1]).all()
            assert (hour.counts > 0).all()
            assert len(hour.keys) == len(hour.counts)
            assert self._keep is None or len(hour.keys) <= self._keep
            shown = int(hour.counts.sum())
            assert shown == hour.events if self._keep is None else shown <= hour.events

    def _kept(self, hour: ExactHour) -> ExactHour:
        if self._keep is not None:
            hour = hour.cut(self._keep)
        if self._files is None:
            return hour
        keys, counts = self._files.keep(hour.keys, hour.counts)
        return replace(hour, keys=keys, counts=counts)

    def _repeats(self, log: Log, start: int, end: int) -> Repeats:
        if self._unique_ids:
            return Repeats(np.empty(0, np.int64), 0, 0)
        return find_repeats(log, start, end, self._memory)

    def _tally(self, log: Log, start: int, end: int, repeats: Ints, mapping: MapEvents) -> Tally:
        tally = Tally(self._memory // _PENDING_BYTES, self._memory // 4, self._files)
        for first, block in blocks(log, start, end):
            low, high = np.searchsorted(repeats, (first, first + len(block)))
            events = mapping(without(block, repeats[low:high] - first))
            if not isinstance(events, Events):
                raise BadType(f"mapping must give Events, got {shown(events)}")
            tally.add(events)
        return tally


def check_mapping(mapping: object) -> None:
    """Refuse what cannot be called with events."""
    if not callable(mapping):
        raise BadType(f"mapping must be a function of Events, got {shown(mapping)}")


def without(events: Events, places: Ints) -> Events:
    """Leave some events out.

    Complexity: O(events), or O(1) if none is left out.
    """
    if not len(places):
        return events
    stays = np.ones(len(events), bool)
    stays[places] = False
    return Events.checked(
        events.event_ids[stays], events.times_ms[stays], events.keys[stays], events.authors[stays]
    )
