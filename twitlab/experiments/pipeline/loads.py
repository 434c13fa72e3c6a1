"""Count what a hot key does to the partition that it belongs to, before and after adding up."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.experiments.counting import hot_stream
from twitlab.log import Flush, Partitioner

LOAD_WAYS: Final = (
    "events",
    "events, hot key split",
    "flushes",
    "flushes, hot key split",
)
"""What is sent to the processors: each event, or each gateway's counts."""

HOT: Final = 0  # of hot_stream
_FLUSH: Final = 1_000


@dataclass(frozen=True, slots=True)
class PartitionLoad:
    """Say what the busiest processor has to take.

    Args:
        way: one of :data:`LOAD_WAYS`.
        records: that all processors take.
        busiest: how many of 100 of them the busiest takes.
        readers: how many processors are asked how often the hot key came.
    """

    way: str
    records: int
    busiest: float
    readers: int


@lru_cache(maxsize=64, typed=True)
def partition_loads(hot: int, partitions: int = 8, seed: int = 2012) -> tuple[PartitionLoad, ...]:
    """Send 10,000 retweets to processors in each way; flushes stand for 1,000.

    Args:
        hot: how many of a hundred are of one tweet, 0 to 90.
        partitions: 1 to 64.
        seed: of the draws, and of the hash.

    Returns:
        What each of :data:`LOAD_WAYS` costs.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: O(events log events).

    >>> [round(load.busiest) for load in partition_loads(60)]
    [63, 14, 14, 14]
    """
    count = check_int("partitions", partitions, 1, 64)
    stream = hot_stream(hot, seed=seed)
    found = []
    for way, split in zip(LOAD_WAYS, (False, True) * 2):
        partitioner = Partitioner(count, seed=seed, hot=[HOT] if split else [])
        loads = _of_events if way.startswith("events") else _of_flushes
        rows = loads(stream, partitioner)
        share = 100 * float(rows.max() / rows.sum())
        readers = len(partitioner.readers(HOT))
        found.append(PartitionLoad(way, round(float(rows.sum())), share, readers))
    return tuple(found)


def _of_events(stream: Ints, partitioner: Partitioner) -> NDArray[np.float64]:
    """Send each event for itself; those of a split key go to its partitions in turn."""
    rows = np.zeros(partitioner.partitions)
    for key, times in zip(*(each.tolist() for each in np.unique(stream, return_counts=True))):
        readers = partitioner.readers(key)
        rows[readers] += times / len(readers)
    return rows


def _of_flushes(stream: Ints, partitioner: Partitioner) -> NDArray[np.float64]:
    rows = np.zeros(partitioner.partitions)
    for sequence, low in enumerate(range(0, len(stream), _FLUSH)):
        keys, counts = np.unique(stream[low : low + _FLUSH], return_counts=True)
        parts = partitioner.split(Flush(0, sequence, 0, keys, counts))
        rows += [len(part) for part in parts]
    return rows
