"""Find the most frequent of one stream in six ways, each in the same memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np

from twitlab.columns import Ints
from twitlab.counting import (
    Counted,
    CountMin,
    HeavyHitters,
    LossyCounting,
    MisraGries,
    SpaceSaving,
    count_all,
)
from twitlab.errors import BadValue
from twitlab.experiments.counting.hot_stream import SKEWS
from twitlab.experiments.counting.skewed import skewed

MEMORIES: Final = MappingProxyType({"12 KB": 12_000, "48 KB": 48_000, "192 KB": 192_000})
"""Bytes, by what a learner reads."""

FREQUENT_WAYS: Final = (
    "count-min",
    "conservative",
    "Space-Saving",
    "Misra-Gries",
    "Lossy Counting",
    "sample",
)

EQUAL_EVENTS: Final = 200_000
EQUAL_KEYS: Final = 20_000

LOSSY_WINDOWS: Final = {
    ("strong", "12 KB"): 1_368, ("strong", "48 KB"): 9_460, ("strong", "192 KB"): 63_939,
    ("usual", "12 KB"): 605, ("usual", "48 KB"): 3_117, ("usual", "192 KB"): 19_254,
    ("weak", "12 KB"): 491, ("weak", "48 KB"): 2_012, ("weak", "192 KB"): 8_962,
}  # fmt: skip
"""The longest windows of Lossy Counting, in events, with which it never keeps more than fits."""

_COUNTER: Final = 24  # bytes: a key and two numbers
_CANDIDATES: Final = 200  # beside a sketch, of 16 bytes each
_DEPTH: Final = 4
_BATCH: Final = 1_000
_SEED: Final = 2012


@dataclass(frozen=True, slots=True)
class WayErrors:
    """Say what one way makes of the true first 100.

    Args:
        way: one of :data:`FREQUENT_WAYS`.
        bound: how far a count may be off, as the way promises; None if it promises nothing.
        half: how far half of the 100 counts are off at most.
        worst: how far the worst is off; a key that is not kept, by all its count.
        right: how many of the 100 are among the way's own first 100.
    """

    way: str
    bound: int | None
    half: int
    worst: int
    right: int


@lru_cache(maxsize=16)
def equal_memory(memory: str, skew: str = "usual") -> tuple[WayErrors, ...]:
    """Count 200,000 retweets of 20,000 tweets in each way.

    A counter has 24 bytes, a candidate beside a sketch 16, an event of a sample 8.

    Args:
        memory: one of :data:`MEMORIES`.
        skew: one of :data:`~twitlab.experiments.counting.SKEWS`.

    Returns:
        What each of :data:`FREQUENT_WAYS` does.

    Raises:
        BadValue: an argument is none of these.

    Complexity: O(events), in plain Python for Lossy Counting.

    >>> [found.right for found in equal_memory("192 KB", "strong")][2:5]
    [100, 100, 100]
    """
    if memory not in MEMORIES:
        raise BadValue(f"memory must be one of {[*MEMORIES]}, got {memory!r}")
    if skew not in SKEWS:
        raise BadValue(f"skew must be one of {[*SKEWS]}, got {skew!r}")
    stream = skewed(EQUAL_EVENTS, EQUAL_KEYS, SKEWS[skew], _SEED)
    keys, counts = count_all(stream)
    first = np.lexsort((keys, -counts))[:100]
    true = dict(zip(keys[first].tolist(), counts[first].tolist(), strict=True))
    found = []
    for way in FREQUENT_WAYS:
        estimate, top, bound = _count(way, memory, skew, stream)
        off = sorted(abs(estimate(key) - count) for key, count in true.items())
        named = {each.key for each in top}
        found.append(WayErrors(way, bound, off[len(off) // 2], off[-1], len(named & true.keys())))
    return tuple(found)


def _count(
    way: str, memory: str, skew: str, stream: Ints
) -> tuple[Callable[[int], int], list[Counted], int | None]:
    """Let one way count the stream; give its estimate, its first 100, and what it promises."""
    nbytes = MEMORIES[memory]
    if way == "sample":
        return _sample(stream, nbytes // 8)
    if way == "Lossy Counting":
        lossy = LossyCounting(1 / LOSSY_WINDOWS[skew, memory])
        for key in stream.tolist():
            lossy.add(key)
        return lossy.estimate, lossy.top(100), int(lossy.epsilon * lossy.total)
    counting: HeavyHitters | SpaceSaving | MisraGries
    if way == "Space-Saving":
        counting = SpaceSaving(nbytes // _COUNTER)
    elif way == "Misra-Gries":
        counting = MisraGries(nbytes // _COUNTER)
    else:
        width = (nbytes - 16 * _CANDIDATES) // (8 * _DEPTH)
        sketch = CountMin(width, _DEPTH, conservative=way == "conservative", seed=_SEED)
        counting = HeavyHitters(_CANDIDATES, sketch)
    for low in range(0, len(stream), _BATCH):
        counting.add(stream[low : low + _BATCH])
    if isinstance(counting, HeavyHitters):
        bound = int(counting.sketch.epsilon * counting.total)
    elif isinstance(counting, SpaceSaving):
        bound = counting.total // counting.capacity
    else:
        bound = counting.total // (counting.capacity + 1)
    return counting.estimate, counting.top(100), bound


def _sample(stream: Ints, size: int) -> tuple[Callable[[int], int], list[Counted], None]:
    """Draw some of the events, and count only these."""
    rng = np.random.default_rng(_SEED)
    keys, counts = count_all(rng.choice(stream, size, replace=False))
    order = np.lexsort((keys, -counts))[:100]
    scaled = np.round(counts * (len(stream) / size)).astype(np.int64)
    kept = dict(zip(keys.tolist(), scaled.tolist(), strict=True))
    top = [Counted(int(keys[at]), kept[int(keys[at])], 0, len(stream)) for at in order]
    return lambda key: kept.get(key, 0), top, None
