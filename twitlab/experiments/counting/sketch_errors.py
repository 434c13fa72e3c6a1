"""Turn width and depth of a count-min sketch, and see the bound beside the error."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.counting import CountMin, count_all
from twitlab.experiments.counting.skewed import skewed

WIDTH_BITS: Final = (8, 17)
"""The width is 2 to the power of these."""
DEPTHS: Final = (1, 10)

SKETCH_EVENTS: Final = 1_000_000
SKETCH_KEYS: Final = 100_000
STRANGERS: Final = 20_000
"""How many keys that never came are read: all that they read is error."""

_BATCH: Final = 10_000  # events that a conservative sketch takes at once
_SEED: Final = 2012


@dataclass(frozen=True, slots=True)
class ReadErrors:
    """Say what keys read that never came.

    Args:
        half: what half of them read at most.
        most: what 99 of 100 read at most.
        worst: the highest.
        beyond: the share that reads more than the bound.
    """

    half: int
    most: int
    worst: int
    beyond: float


@dataclass(frozen=True, slots=True)
class SketchErrors:
    """Say what a sketch of one size promises, and what it does.

    Args:
        events: how many retweets were counted.
        strangers: how many tweets that never came were read.
        nbytes: of the table.
        bound: epsilon * events: how much too high a key reads at most ...
        delta: ... but for this share of the keys.
        plain: what is measured.
        conservative: the same, of a conservative sketch.
        hundredth: how often number 100 of the stream came.
        right: how many of the true first 100 are among the 100 that read highest.
    """

    events: int
    strangers: int
    nbytes: int
    bound: int
    delta: float
    plain: ReadErrors
    conservative: ReadErrors
    hundredth: int
    right: int


@lru_cache(maxsize=64, typed=True)
def sketch_errors(bits: int, depth: int) -> SketchErrors:
    """Count a million retweets of 100,000 tweets in a sketch, and read what never came.

    Args:
        bits: the width is 2**bits, 8 to 17.
        depth: rows, 1 to 10.

    Returns:
        The SketchErrors.

    Raises:
        BadType, BadValue: an argument is no int, or out of range.

    Complexity: O(events * depth).

    >>> found = sketch_errors(bits=15, depth=5)
    >>> found.plain.most < found.bound, found.nbytes
    (True, 1310720)
    """
    check_int("bits", bits, *WIDTH_BITS)
    check_int("depth", depth, *DEPTHS)
    stream, keys, counts = _stream()
    plain, raised = (
        CountMin(1 << bits, depth, conservative=each, seed=_SEED) for each in (False, True)
    )
    plain.add(keys, counts)  # a plain table does not depend on the order
    for low in range(0, len(stream), _BATCH):
        raised.add(stream[low : low + _BATCH])
    bound = int(plain.epsilon * plain.total)
    order = np.lexsort((keys, -counts))[:100]
    named = np.lexsort((keys, -plain.estimate(keys)))[:100]
    return SketchErrors(
        plain.total,
        STRANGERS,
        plain.nbytes,
        bound,
        plain.delta,
        _errors(plain, bound),
        _errors(raised, bound),
        int(counts[order[-1]]),
        len(np.intersect1d(order, named)),
    )


@lru_cache(maxsize=1)
def _stream() -> tuple[Ints, Ints, Ints]:
    stream = skewed(SKETCH_EVENTS, SKETCH_KEYS, seed=_SEED)
    return stream, *count_all(stream)


def _errors(sketch: CountMin, bound: int) -> ReadErrors:
    read = np.sort(sketch.estimate(np.arange(SKETCH_KEYS, SKETCH_KEYS + STRANGERS)))
    half, most = (int(read[round(share * len(read)) - 1]) for share in (0.5, 0.99))
    return ReadErrors(half, most, int(read[-1]), float((read > bound).mean()))
