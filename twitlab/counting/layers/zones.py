"""Note of each block of a log its least and its largest id, so that few blocks are read again.

    block      0        1        2        3
    ids        10 11    12 17    13 14    12 18
    zone       10-11    12-17    13-14    12-18      who looks for 11 reads block 0 alone

Ids that are made of a clock ascend nearly, so that an id is in the zones of few blocks. A single
late id, as the second 12, would make the zone of its block wide: stragglers are noted apart, while
they are few.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.counting.layers.bounds import NO_KEYS
from twitlab.counting.layers.source import Log, blocks

_SAMPLED: Final = 1 << 7  # every so-manieth id says where to cut
_BEHIND: Final = 2  # blocks; what belongs before the middle of a block so far back is a straggler


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """Hold what is known of the ids of blocks that follow each other.

    Args:
        starts: the offset of each block, ascending.
        ends: the offset behind it.
        least: its least id, but for stragglers.
        largest: its largest.
        ascend: whether the ids of the blocks put last do, above all before: none is a repeat.
        sample: some of the ids.
        straggler_ids: noted apart.
        straggler_offsets: where they stand.
        floors: below which ids were stragglers, of the last blocks.
    """

    starts: Ints
    ends: Ints
    least: Ints
    largest: Ints
    ascend: bool
    sample: Ints
    straggler_ids: Ints
    straggler_offsets: Ints
    floors: tuple[int, ...]

    def __len__(self) -> int:
        """Count the blocks."""
        return len(self.starts)

    def runs(self, asked: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Give from where to where blocks follow each other that are asked for."""
        around = np.concatenate([[False], asked, [False]])
        edges = np.flatnonzero(around[1:] != around[:-1])
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist()):
            yield int(self.starts[first]), int(self.ends[last - 1])

    def and_then(self, later: "Zones") -> "Zones":
        """Put the zones of the blocks that follow behind these; the samples are not kept."""
        later_least = np.concatenate([later.least, later.straggler_ids])
        is_above = bool((later_least > self.largest.max(initial=-1)).all())
        ascend = later.ascend and is_above
        return Zones(
            np.concatenate([self.starts, later.starts]),
            np.concatenate([self.ends, later.ends]),
            np.concatenate([self.least, later.least]),
            np.concatenate([self.largest, later.largest]),
            ascend,
            NO_KEYS,
            np.concatenate([self.straggler_ids, later.straggler_ids]),
            np.concatenate([self.straggler_offsets, later.straggler_offsets]),
            later.floors,
        )

    def since(self, start: int) -> "Zones":
        """Leave out what stands before an offset: the log has dropped it."""
        stays, late = self.ends > start, self.straggler_offsets >= start
        return replace(
            self,
            starts=np.maximum(self.starts[stays], start),
            ends=self.ends[stays],
            least=self.least[stays],
            largest=self.largest[stays],
            straggler_ids=self.straggler_ids[late],
            straggler_offsets=self.straggler_offsets[late],
        )


NO_ZONES: Final = Zones(NO_KEYS, NO_KEYS, NO_KEYS, NO_KEYS, True, NO_KEYS, NO_KEYS, NO_KEYS, (0,))


def scan(log: Log, start: int, end: int, most: int, floors: tuple[int, ...] = (0,)) -> Zones:
    """Look at all ids once.

    Args:
        log: where they stand.
        start: the offset of the first.
        end: the offset behind the last.
        most: how many stragglers are noted.
        floors: of the blocks before.

    Complexity: O(events); 32 bytes for each block, and 16 for each straggler.
    """
    zones: list[tuple[int, int, int, int]] = []
    samples, late, late_offsets = [NO_KEYS], [NO_KEYS], [NO_KEYS]
    ascend, before, below = True, -1, [*floors]
    for first, block in blocks(log, start, end):
        ids = block.event_ids
        least, largest = int(ids.min()), int(ids.max())
        ascend = ascend and least > before and bool((ids[1:] > ids[:-1]).all())
        before = largest
        samples.append(ids[::_SAMPLED].copy())
        floor = below[max(0, len(below) - _BEHIND)]
        if least < floor and most > 0:
            is_late = ids < floor
            late.append(ids[is_late])
            late_offsets.append(np.flatnonzero(is_late) + first)
            most -= len(late[-1])
            least = int(ids[~is_late].min(initial=largest))
        below.append(max(below[-1], int(np.median(samples[-1]))))
        zones.append((first, first + len(ids), least, largest))
    starts, ends, lows, highs = np.array(zones, np.int64).reshape(-1, 4).T
    sample, stragglers, places = map(np.concatenate, (samples, late, late_offsets))
    floors = tuple(below[-_BEHIND:])
    return Zones(starts, ends, lows, highs, ascend, sample, stragglers, places, floors)
