"""Say what a run of the batch layer did, and keep what the next one needs to go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from twitlab.counting.layers.hours import ExactHour
from twitlab.counting.layers.mapping import MapEvents
from twitlab.counting.layers.source import Log
from twitlab.counting.layers.zones import Zones


@dataclass(frozen=True, slots=True)
class BatchRun:
    """Say what a run did and what it cost.

    Args:
        start: the offset of the first event that it read, but for repeats.
        end: the offset behind the last.
        repeats: events left out, whose id had come before.
        counted: events in the hours that it made or added to.
        waiting: events of hours that were not complete: they are in no hour yet.
        hours: how many hours it made or added to.
        events_read: how often an event was read, over all scans of the log.
        counts_kept: keys with counts, of all hours that it made or added to.
    """

    start: int
    end: int
    repeats: int
    counted: int
    waiting: int
    hours: int
    events_read: int
    counts_kept: int


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """Hold how far a log was counted, so that a run can go on there.

    Args:
        log: which.
        mapping: what its events count for.
        first_hour: the first hour that is counted.
        end: the offset up to which it was read.
        zones: of the ids that were read.
        hours: all that was counted from the first hour on, also of hours that are not complete.
    """

    log: Log
    mapping: MapEvents
    first_hour: int
    end: int
    zones: Zones
    hours: Mapping[int, ExactHour]
