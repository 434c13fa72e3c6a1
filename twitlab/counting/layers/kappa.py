"""Count by one path: a job that reads the log from its start, and goes on as events come.

A bug is found in version 1. Version 2 begins at the start of the log, beside it:

    log          0 ................................ 900,000 .... it grows
    version 1    answers                            here
    version 2    reads       at 300,000 -->         caught up: now it answers, and 1 is dropped

There is no second layer to keep alike, and no answer that is stitched. The prices: while it catches
up, there are two of all counts; it must read faster than events come; and to tell repeats of events
it has to remember their ids, while a full run of the batch layer needs nothing of the one before.
"""

from dataclasses import dataclass

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints, first_of_runs, group, is_in
from twitlab.counting.answers import Counted
from twitlab.counting.layers.bounds import NO_KEYS, added, exact
from twitlab.counting.layers.hours import MS_PER_HOUR
from twitlab.counting.layers.mapping import MapEvents, as_they_are, check_mapping, mapped
from twitlab.counting.layers.source import Log, blocks, check_log
from twitlab.counting.layers.tally import Runs
from twitlab.counting.top_k import count_all
from twitlab.errors import BadValue
from twitlab.log import MS_PER_MINUTE, Events


@dataclass(frozen=True, slots=True)
class Version:
    """Say how far a job is and what it has cost.

    Args:
        offset: up to which it has read.
        events_read: how many events it has read.
        repeats: events left out, whose id had come before.
        unchecked: events that came so late that the ids of their hour were forgotten.
        bytes: of its counts and ids.
    """

    offset: int
    events_read: int
    repeats: int
    unchecked: int
    bytes: int


class Kappa:
    """Hold exact counts by minute of all that was read of a log.

    Exact means: of the events up to `offset`. A repeat is an event whose id has come before in the
    same hour of event time; a repeat is the same event again, so that it has the same time.

    Args:
        log: what is read, now and later.
        mapping: what each event counts for, as for the batch layer.
        remember_hours: how many hours of ids are kept, counted back from the newest event.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: 16 bytes for each key of each minute, and 8 for each event of the last hours.

    Source: Kreps, "Questioning the Lambda Architecture", O'Reilly Radar 2014.

    >>> from twitlab.counting.layers.source import EventsInMemory
    >>> log = EventsInMemory([Events(np.arange(4), 0, np.array([40, 41, 40, 42]), 1)])
    >>> kappa = Kappa(log)
    >>> kappa.advance(), kappa.behind
    (4, 0)
    >>> kappa.top(1, 0, 1)
    (Counted(key=40, count=2, least=2, most=2),)
    """

    def __init__(
        self, log: Log, *, mapping: MapEvents = as_they_are, remember_hours: int = 24
    ) -> None:
        check_log("log", log)
        check_mapping(mapping)
        self._log = log
        self._remember = check_int("remember_hours", remember_hours, 1, None)
        self._serving = _Job(mapping, log.start, self._remember)
        self._next: _Job | None = None

    @property
    def serving(self) -> Version:
        """The version that answers."""
        return self._serving.version

    @property
    def replaying(self) -> Version | None:
        """The version that is to take its place."""
        return None if self._next is None else self._next.version

    @property
    def behind(self) -> int:
        """How many events the version that answers has not read."""
        return self._log.readable - self._serving.offset

    def advance(self, most: int | None = None) -> int:
        """Read on, with each version.

        Args:
            most: how many events each reads at most; None for all that there are.

        Returns:
            How many events were read, by both together.

        Raises:
            BadType: most is not an int, or a mapping gives no Events.
            BadValue: most is below 0.

        Complexity: O(events log events).
        """
        count = None if most is None else check_int("most", most, 0, None)
        jobs = [job for job in (self._serving, self._next) if job is not None]
        return sum(job.advance(self._log, count) for job in jobs)

    def replay(self, mapping: MapEvents) -> None:
        """Begin a new version at the start of the log; the old one answers until `switch`.

        Raises:
            BadType: mapping is no function.
            BadValue: there is one already.
        """
        check_mapping(mapping)
        if self._next is not None:
            raise BadValue("mapping must wait: another version is being replayed")
        self._next = _Job(mapping, self._log.start, self._remember)

    def switch(self) -> Version:
        """Let the new version answer, and drop the old one.

        Returns:
            The old version.

        Raises:
            BadValue: there is no new version, or it is behind the old one.
        """
        if self._next is None:
            raise BadValue("switch must come after replay: there is no other version")
        if self._next.offset < self._serving.offset:
            left = self._serving.offset - self._next.offset
            raise BadValue(f"switch must wait: the new version is {left} events behind")
        old, self._serving, self._next = self._serving, self._next, None
        return old.version

    def top(self, k: int, start_minute: int, end_minute: int) -> tuple[Counted, ...]:
        """Give the k keys that came most often in some minutes; of equals the smaller key.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is out of range, or the end is before the start.

        Complexity: O(n log n), n keys in all these minutes.
        """
        k = check_int("k", k, 0, None)
        start = check_int("start_minute", start_minute, 0, None)
        end = check_int("end_minute", end_minute, start, None)
        counts = self._serving.minutes.items()
        parts = [exact(*runs.all()) for minute, runs in counts if start <= minute < end]
        return added(parts).top(k)[0]

    def check_invariants(self) -> None:
        """Assert that what was read was counted, or left out for a reason."""
        for job in (self._serving, self._next):
            if job is not None:
                job.check_invariants()


class _Job:
    """Read a log with one mapping; what it knows is what it has read."""

    def __init__(self, mapping: MapEvents, start: int, remember: int) -> None:
        self._mapping = mapping
        self._remember = remember
        self._start = start
        self._ids: dict[int, list[Ints]] = {}  # seen, by hour; sorted runs
        self._newest = -1  # hour
        self.minutes: dict[int, Runs] = {}
        self.offset = start
        self.repeats = 0
        self.unchecked = 0

    @property
    def version(self) -> Version:
        size = sum(runs.nbytes for runs in self.minutes.values())
        size += sum(run.nbytes for runs in self._ids.values() for run in runs)
        return Version(self.offset, self.offset - self._start, self.repeats, self.unchecked, size)

    def advance(self, log: Log, most: int | None) -> int:
        end = log.readable if most is None else min(log.readable, self.offset + most)
        before = self.offset
        for first, block in blocks(log, self.offset, end):
            self._take(block)
            self.offset = first + len(block)
        self.offset = end  # damage may have taken the last ones
        return self.offset - before

    def check_invariants(self) -> None:
        for runs in self._ids.values():
            ids = np.concatenate(runs)
            assert len(np.unique(ids)) == len(ids)
        assert all(self._newest - self._remember < hour <= self._newest for hour in self._ids)
        assert self.repeats + self.unchecked <= self.offset - self._start

    def _take(self, block: Events) -> None:
        """Take a block as a whole, or nothing of it if the mapping fails."""
        hours = group(block.times_ms // MS_PER_HOUR)
        newest = max([self._newest, *(hour for hour, _ in hours)])
        checked = [(hour, at) for hour, at in hours if hour > newest - self._remember]
        seen = [_seen(block.event_ids[at], self._ids.get(hour, [])) for hour, at in checked]
        repeats = [at[places] for (_, at), (places, _) in zip(checked, seen)]
        gone = np.sort(np.concatenate([NO_KEYS, *repeats]))
        events = mapped(self._mapping, block, gone)
        for minute, at in group(events.times_ms // MS_PER_MINUTE):
            self.minutes.setdefault(minute, Runs()).add(*count_all(events.keys[at]))
        for (hour, _), (_, ids) in zip(checked, seen):
            _remember(self._ids.setdefault(hour, []), ids)
        self._newest = newest
        self._ids = {hour: ids for hour, ids in self._ids.items() if hour > newest - self._remember}
        self.repeats += len(gone)
        self.unchecked += len(block) - sum(len(at) for _, at in checked)


def _seen(ids: Ints, runs: list[Ints]) -> tuple[Ints, Ints]:
    """Give the places of ids that are in runs or came before among themselves; and the others."""
    order = np.argsort(ids, kind="stable")
    in_order = ids[order]
    is_new = first_of_runs(in_order)
    for run in runs:
        is_new &= ~is_in(in_order, run)
    return order[~is_new], in_order[is_new]


def _remember(runs: list[Ints], ids: Ints) -> None:
    """Keep sorted ids; each run is longer than twice the next, so they are few."""
    runs.append(ids)
    while len(runs) > 1 and len(runs[-2]) <= 2 * len(runs[-1]):
        runs[-2:] = [np.sort(np.concatenate(runs[-2:]), kind="stable")]
