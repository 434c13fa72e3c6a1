"""Find the events that a log has twice, in bounded memory, however far apart they stand.

Eight ids in four blocks, and memory for four of them at a time:

    10 11 | 12 17 | 13 14 | 12 18         from 10 to 18, and 12 stands in two blocks

    first scan     of each block its least and its largest id; a sample says that half are below 13
    ids to 12      blocks 0, 1 and 3 can have some: 10 11 12 12      12 is twice
    ids from 13    blocks 1, 2 and 3 can have some: 17 13 14 18      none is

The second 12 is the repeat, by its offset. Ids that are made of a clock ascend nearly, so that a
range of ids is in few blocks, and two scans are enough. If all ascend, one is.

Who goes on later scans only what is new, and reads the old blocks that can have an id of it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from twitlab.columns import Ints, is_in
from twitlab.counting.layers.bounds import NO_KEYS
from twitlab.counting.layers.source import Log, blocks
from twitlab.counting.layers.zones import NO_ZONES, Zones, scan

_BYTES: Final = 56  # an event, while its range is looked through
_MARKS: Final = (1 << 22) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Hold what was found.

    Args:
        offsets: of all events whose id had come before, ascending.
        events_read: how many events were looked at, those of each scan.
        ranges: into how many ranges of ids they were cut; 0 if all ids ascended.
        zones: of all blocks, for who goes on.
    """

    offsets: Ints
    events_read: int
    ranges: int
    zones: Zones


NO_REPEATS: Final = Repeats(NO_KEYS, 0, 0, NO_ZONES)


def find_repeats(
    log: Log, start: int, end: int, memory_bytes: int, before: Zones = NO_ZONES
) -> Repeats:
    """Find the events whose id stands in the log before them.

    Args:
        log: where they stand.
        start: the offset of the first.
        end: the offset behind the last.
        memory_bytes: how much to use at a time, about.
        before: the zones of what stands before start, if that is to be looked at too; what the log
            has dropped of it is not.

    Returns:
        The Repeats; of two events of one id, the one with the higher offset.

    Complexity: O(events log events) time for ids that nearly ascend, and two scans. Ids in no order
    are scanned once for each range: events * 56 / memory_bytes times.

    Source: Moerkotte, "Small Materialized Aggregates", VLDB 1998, for the least and the largest of
    each block, which say what need not be read.

    >>> from twitlab.counting.layers.source import EventsInMemory, Events
    >>> log = EventsInMemory([Events(np.array([10, 12, 17, 12]), 0, 40, 1)])
    >>> find_repeats(log, 0, 4, 1 << 20).offsets.tolist()
    [3]
    """
    before = before.since(log.start)
    noted = len(before.straggler_ids)
    new = scan(log, start, end, memory_bytes // _BYTES - noted, before.floors)
    zones = before.and_then(new)
    if zones.ascend:
        return Repeats(NO_KEYS, end - start, 0, zones)
    ranges = -(-(end - start) * _BYTES // memory_bytes)
    cuts = [0, *_quantiles(new.sample, ranges), 1 << 63]
    found, events_read = [], end - start
    for low, high in pairwise(cuts):
        ids, offsets, read = _of_range(log, new, low, high)
        found.append(_repeated(ids, offsets))
        events_read += read
        if len(before):
            came, read = _came(log, before, np.sort(ids))
            found.append(offsets[is_in(ids, came)])
            events_read += read
    return Repeats(np.unique(np.concatenate(found)), events_read, len(cuts) - 1, zones)


def _quantiles(sample: Ints, ranges: int) -> list[int]:
    """Give different ids, ascending, between which there are about as many."""
    at = np.arange(1, ranges) * len(sample) // ranges
    cuts: list[int] = np.unique(np.sort(sample)[at]).tolist()
    return [cut for cut in cuts if cut > 0]


def _of_range(log: Log, zones: Zones, low: int, high: int) -> tuple[Ints, Ints, int]:
    """Gather the ids of a range with their offsets, and say how many events were read for it."""
    among = (zones.straggler_ids >= low) & (zones.straggler_ids <= high - 1)
    ids, offsets = [zones.straggler_ids[among]], [zones.straggler_offsets[among]]
    read = 0
    for start, end in zones.runs((zones.least <= high - 1) & (zones.largest >= low)):
        read += end - start
        for offset, block in blocks(log, start, end):
            some = block.event_ids
            inside = np.flatnonzero((some >= low) & (some <= high - 1))
            ids.append(some[inside])
            offsets.append(inside + offset)
    return np.concatenate(ids), np.concatenate(offsets), read


def _came(log: Log, zones: Zones, ids: Ints) -> tuple[Ints, int]:
    """Say which of some ids, ascending, stand in blocks, and how many events were read for it."""
    found, read = [zones.straggler_ids[is_in(zones.straggler_ids, ids)]], 0
    can_have = ids.searchsorted(zones.least) < ids.searchsorted(zones.largest, side="right")
    for start, end in zones.runs(can_have):
        read += end - start
        for _, block in blocks(log, start, end):
            found.append(block.event_ids[is_in(block.event_ids, ids)])
    return np.unique(np.concatenate(found)), read


def _repeated(ids: Ints, offsets: Ints) -> Ints:
    """Give the offsets of ids that stand before too; a straggler may be there twice itself."""
    if (ids[1:] > ids[:-1]).all():
        return NO_KEYS
    in_order = np.sort(ids)
    twice = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    if not len(twice):
        return twice
    # Most ids come once. A table of marks says so of nearly all of them, before any is looked up.
    marks = np.zeros(_MARKS + 1, bool)
    marks[twice & _MARKS] = True
    at = np.flatnonzero(marks[ids & _MARKS])
    at = at[is_in(ids[at], twice)]
    order = at[np.lexsort((offsets[at], ids[at]))]
    ids, offsets = ids[order], offsets[order]
    found: Ints = offsets[1:][(ids[1:] == ids[:-1]) & (offsets[1:] != offsets[:-1])]
    return found
