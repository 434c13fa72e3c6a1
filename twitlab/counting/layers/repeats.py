"""Find the events that a log has twice, in bounded memory, however far apart they stand.

Eight ids in four blocks, and memory for four of them at a time:

    10 11 | 12 17 | 13 14 | 12 18         from 10 to 18, and 12 stands in two blocks

    first scan     of each block its least and its largest id; a sample says that half are below 13
    ids to 12      blocks 0, 1 and 3 can have some: 10 11 12 12      12 is twice
    ids from 13    blocks 1, 2 and 3 can have some: 17 13 14 18      none is

The second 12 is the repeat, by its offset. Ids that are made of a clock ascend nearly, so that a
range of ids is in few blocks, and two scans are enough. If all ascend, one is. A single late id, as
this 12, would make each range look into its block: stragglers are noted apart, while they are few.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from twitlab.columns import Ints, is_in
from twitlab.counting.layers.bounds import NO_KEYS
from twitlab.counting.layers.source import Log, blocks

_SAMPLED: Final = 1 << 7  # every so-manieth id says where to cut
_BYTES: Final = 56  # an event, while its range is looked through
_MARKS: Final = (1 << 22) - 1
_BEHIND: Final = 2  # blocks; what belongs before the middle of a block so far back is a straggler


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Hold what was found.

    Args:
        offsets: of all events whose id had come before, ascending.
        events_read: how many events were looked at, those of each scan.
        ranges: into how many ranges of ids they were cut; 0 if all ids ascended.
    """

    offsets: Ints
    events_read: int
    ranges: int


@dataclass(frozen=True, slots=True, eq=False)
class _Zones:
    starts: Ints  # the offset of each block
    ends: Ints  # the offset behind it
    least: Ints  # its least id, but for stragglers
    largest: Ints
    ascend: bool  # through all blocks, none twice
    sample: Ints
    straggler_ids: Ints
    straggler_offsets: Ints


def find_repeats(log: Log, start: int, end: int, memory_bytes: int) -> Repeats:
    """Find the events whose id stands in the log before them.

    Args:
        log: where they stand.
        start: the offset of the first.
        end: the offset behind the last.
        memory_bytes: how much to use at a time, about.

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
    zones = _scan(log, start, end, memory_bytes // _BYTES)
    if zones.ascend:
        return Repeats(NO_KEYS, end - start, 0)
    ranges = -(-(end - start) * _BYTES // memory_bytes)
    cuts = [0, *_quantiles(zones.sample, ranges), 1 << 63]
    found, events_read = [], end - start
    for low, high in pairwise(cuts):
        ids, offsets, read = _of_range(log, zones, low, high)
        events_read += read
        found.append(_repeated(ids, offsets))
    return Repeats(np.sort(np.concatenate(found)), events_read, len(cuts) - 1)


def _scan(log: Log, start: int, end: int, most: int) -> _Zones:
    """Look at all ids once, and note at most so many stragglers."""
    zones: list[tuple[int, int, int, int]] = []
    samples, late, late_offsets = [NO_KEYS], [NO_KEYS], [NO_KEYS]
    ascend, before, floors = True, -1, [0]
    for first, block in blocks(log, start, end):
        ids = block.event_ids
        least, largest = int(ids.min()), int(ids.max())
        ascend = ascend and least > before and bool((ids[1:] > ids[:-1]).all())
        before = largest
        samples.append(ids[::_SAMPLED].copy())
        floor = floors[max(0, len(floors) - _BEHIND)]
        if least < floor and most > 0:
            is_late = ids < floor
            late.append(ids[is_late])
            late_offsets.append(np.flatnonzero(is_late) + first)
            most -= len(late[-1])
            least = int(ids[~is_late].min(initial=largest))
        floors.append(max(floors[-1], int(np.median(samples[-1]))))
        zones.append((first, first + len(ids), least, largest))
    starts, ends, lows, highs = np.array(zones, np.int64).reshape(-1, 4).T
    sample, stragglers, places = map(np.concatenate, (samples, late, late_offsets))
    return _Zones(starts, ends, lows, highs, ascend, sample, stragglers, places)


def _quantiles(sample: Ints, ranges: int) -> list[int]:
    """Give different ids, ascending, between which there are about as many."""
    at = np.arange(1, ranges) * len(sample) // ranges
    cuts: list[int] = np.unique(np.sort(sample)[at]).tolist()
    return [cut for cut in cuts if cut > 0]


def _of_range(log: Log, zones: _Zones, low: int, high: int) -> tuple[Ints, Ints, int]:
    """Gather the ids of a range with their offsets, and say how many events were read for it."""
    among = (zones.straggler_ids >= low) & (zones.straggler_ids <= high - 1)
    ids, offsets = [zones.straggler_ids[among]], [zones.straggler_offsets[among]]
    read = 0
    for start, end in _runs(zones, low, high):
        read += end - start
        for offset, block in blocks(log, start, end):
            some = block.event_ids
            inside = np.flatnonzero((some >= low) & (some <= high - 1))
            ids.append(some[inside])
            offsets.append(inside + offset)
    return np.concatenate(ids), np.concatenate(offsets), read


def _runs(zones: _Zones, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Give from where to where blocks follow each other that can have ids of a range."""
    inside = np.concatenate([[False], (zones.least <= high - 1) & (zones.largest >= low), [False]])
    ends = np.flatnonzero(inside[1:] != inside[:-1])
    for first, last in zip(ends[::2].tolist(), ends[1::2].tolist()):
        yield int(zones.starts[first]), int(zones.ends[last - 1])


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
