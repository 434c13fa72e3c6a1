"""Count exactly, late: go through the whole log, and keep the counts of each hour.

    log        all events that ever came, as they came
    repeats    an event that stands there twice is left out, by its id
    mapping    what an event counts for: by itself its key; a function that can be wrong
    hours      how often each key came, of each hour that is complete
    lists      of each hour all keys, or those that came most often and how often others at most

A run never changes what an earlier one found: it makes all hours again, and they take the place of
the old ones together. So a bug in the mapping is mended by another run with another mapping, and
nothing is lost; the price is that all events are read again. `advance` pays less where no bug was:
it reads what the log has got since, and adds it to the hours that it belongs to. Map and shuffle
are in `tally.py`, the repeats in `repeats.py`; `map_reduce.py` shows the same step by step.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from twitlab.arguments import as_path, check_bool, check_int
from twitlab.columns import Ints
from twitlab.counting.answers import Counted
from twitlab.counting.layers.batch_run import BatchRun, Progress
from twitlab.counting.layers.bounds import Bounds, added
from twitlab.counting.layers.hour_files import HourFiles
from twitlab.counting.layers.hours import MINUTES_PER_HOUR, ExactHour
from twitlab.counting.layers.mapping import MapEvents, as_they_are, check_mapping, mapped
from twitlab.counting.layers.repeats import NO_REPEATS, Repeats, find_repeats
from twitlab.counting.layers.source import Log, blocks, check_log
from twitlab.counting.layers.tally import Tally, joined
from twitlab.counting.layers.zones import NO_ZONES
from twitlab.errors import BadValue

_PENDING_BYTES: Final = 32  # an event, until it is added up
_LEAST_MEMORY: Final = 1 << 20


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

    Complexity: 16 bytes for each key of each hour, also of those that are not complete.

    Source: Marz and Warren, "Big Data", Manning 2015, chapters 2 and 6 (the batch layer); Dean and
    Ghemawat, "MapReduce", OSDI 2004.

    >>> from twitlab.counting.layers.source import EventsInMemory
    >>> from twitlab.log import Events
    >>> log = EventsInMemory([Events(np.arange(4), 0, np.array([40, 41, 40, 42]), 1)])
    >>> batch = BatchLayer()
    >>> batch.run(log).counted
    4
    >>> found, sure = batch.top(1, 0, 1)
    >>> found[0].key, found[0].count, sure
    (40, 2, (True,))
    >>> log.append(Events(np.array([3, 4]), 0, 40, 1))  # 3 came before
    >>> batch.advance().counted, batch.top(1, 0, 1)[0][0].count
    (5, 3)
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
        self._last: Progress | None = None  # its hours are whole, with those that are not complete
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
        known = self._hours | (dict(self._last.hours) if self._last else {})
        return sum(hour.nbytes for hour in known.values())

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
        return self._count(Progress(log, mapping, first, log.start, NO_ZONES, {}), until)

    def advance(self, *, until_minute: int | None = None) -> BatchRun:
        """Go on from the last run: read what its log has got since, and add it to the hours.

        The hours are then those that a run over the whole log makes, with the mapping and the first
        hour of the last run. After a bug, `run` starts anew with another mapping, and this goes on
        from there. What the log has dropped meanwhile stays counted; a repeat of it is not told.

        Args:
            until_minute: as `run` has it.

        Raises:
            OSError: the disk refuses, where hours are kept in files.
            BadType: until_minute is not an int, or the mapping gives no Events.
            BadValue: until_minute is below 0, no run came before, not all keys are kept, or the log
                has dropped events that were not read yet.

        Complexity: O(new events log new events), and the keys of the hours that they are in. To
        find repeats, blocks are read again that can have one of the new ids: the last few, if ids
        nearly ascend. For each 65,536 events of the log 32 bytes are kept.
        """
        until = None if until_minute is None else check_int("until_minute", until_minute, 0, None)
        last = self._last
        if last is None:
            raise BadValue("advance must come after run: there is nothing to go on from")
        if self._keep is not None:
            raise BadValue(
                f"keep must be None to go on, got {self._keep}: nothing can be added to what was "
                "cut off; run anew"
            )
        if last.log.start > last.end:
            raise BadValue(
                f"log must have its events from offset {last.end} on, and has dropped those before "
                f"{last.log.start}: run anew"
            )
        return self._count(last, until)

    def _count(self, last: Progress, until: int | None) -> BatchRun:
        """Read a log from where it was read to, and make or add to the hours from the first on."""
        first, start, end = last.first_hour, last.end, last.log.readable
        repeats = self._repeats(last, end)
        changed = {}
        for hour in self._tally(last, end, repeats.offsets).hours():
            if hour.hour >= first:
                changed[hour.hour] = self._kept(_together(last.hours.get(hour.hour), hour))
        known = {**last.hours, **changed}
        done = {n: hour for n, hour in known.items() if until is None or _end_of(n) <= until}
        made = [each for n, each in done.items() if n in changed or n not in self._hours]
        # Hours before the first stay if there is no gap between them and those that were made.
        since = self._counted.start if first in (*self._counted, self._counted.stop) else first
        old = {hour: each for hour, each in self._hours.items() if since <= hour < first}
        stop = max(done, default=first - 1) + 1 if until is None else until // MINUTES_PER_HOUR
        self._hours, self._counted = old | done, range(since, max(first, stop))
        if self._files is not None:
            self._files.keep_only(each.keys for each in (old | known).values())
        self.end = end
        self._last = replace(last, end=end, zones=repeats.zones, hours=known)
        return BatchRun(
            start,
            end,
            len(repeats.offsets),
            sum(each.events for each in made),
            sum(each.events for n, each in known.items() if n not in done),
            len(made),
            repeats.events_read + end - start,
            sum(len(each.keys) for each in made),
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

    def _repeats(self, last: Progress, end: int) -> Repeats:
        if self._unique_ids:
            return NO_REPEATS
        return find_repeats(last.log, last.end, end, self._memory, last.zones)

    def _tally(self, last: Progress, end: int, repeats: Ints) -> Tally:
        tally = Tally(self._memory // _PENDING_BYTES, self._memory // 4, self._files)
        for first, block in blocks(last.log, last.end, end):
            low, high = np.searchsorted(repeats, (first, first + len(block)))
            tally.add(mapped(last.mapping, block, repeats[low:high] - first))
        return tally


def _together(before: ExactHour | None, hour: ExactHour) -> ExactHour:
    """Add up what came for an hour before, if anything did, and what came now."""
    if before is None:
        return hour
    keys, counts = joined([(before.keys, before.counts), (hour.keys, hour.counts)])
    return ExactHour(hour.hour, before.events + hour.events, keys, counts)


def _end_of(hour: int) -> int:
    return (hour + 1) * MINUTES_PER_HOUR
