"""Count by how much messages, records and bytes fall when a gateway adds up before it sends."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from twitlab.experiments.pipeline.streams import likes
from twitlab.log import Events, Flush, encode_flush, json_lines

FLUSH_EVENTS: Final = (1, 10, 100, 1_000, 4_000, 20_000)
"""How many events a flush stands for."""

_EVENTS: Final = 200_000
_SOME: Final = 2_000  # small flushes are measured on these, for they are many


@dataclass(frozen=True, slots=True)
class FlushFall:
    """Say how many times less is sent than one message of JSON for each event.

    Args:
        events: that a flush stands for: by so much messages fall.
        records: by how much records fall.
        json_bytes: by how much bytes fall, if flushes are JSON too.
        bytes: by how much bytes fall, if flushes are packed.
    """

    events: int
    records: float
    json_bytes: float
    bytes: float


@lru_cache(maxsize=8, typed=True)
def flush_falls(skew: str = "usual", seed: int = 2012) -> tuple[FlushFall, ...]:
    """Cut one stream of likes into flushes of each size.

    Args:
        skew: one of :data:`PATH_SKEWS`.
        seed: of the draws.

    Returns:
        For each of :data:`FLUSH_EVENTS` what it saves.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: O(events log events).

    >>> [(fall.events, round(fall.records, 1)) for fall in flush_falls()][-2:]
    [(4000, 1.7), (20000, 2.1)]
    """
    stream = likes(_EVENTS, skew, seed=seed)
    return tuple(_fall(stream if size >= 100 else stream[:_SOME], size) for size in FLUSH_EVENTS)


def _fall(stream: Events, size: int) -> FlushFall:
    flushes = []
    for sequence, low in enumerate(range(0, len(stream), size)):
        keys, counts = np.unique(stream.keys[low : low + size], return_counts=True)
        flushes.append(Flush(3, sequence, 28_333_320, keys, counts))
    before = len(json_lines(stream))
    return FlushFall(
        size,
        len(stream) / sum(map(len, flushes)),
        before / sum(len(json_lines(flush)) for flush in flushes),
        before / sum(len(encode_flush(flush)) for flush in flushes),
    )
