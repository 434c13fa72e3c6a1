"""Ids: one at a time against two packages, and in bulk against the plain version."""

from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from twitlab.bench.harness import Bench, Contest, Work, peer
from twitlab.clock import SystemClock
from twitlab.ids import EPOCH_MS, Snowflake, ids_at, ids_at_plain


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; the one for single ids uses the system's clock, as the peers do."""
    single = 10_000 if quick else 40_000
    bulk = 100_000 if quick else 500_000
    times = EPOCH_MS + np.sort(np.random.default_rng(1).integers(0, bulk // 100, bulk))
    make = Snowflake(1, 2, SystemClock()).next_id
    return [
        Contest(
            title=f"{single:,} ids, one at a time, all different and ascending",
            unit="ids",
            count=single,
            ours=Work("twitlab.tweet.Snowflake", lambda: [make() for _ in range(single)]),
            peers=[
                peer("snowflake-id", "1.0.2", lambda: _snowflake_id(single)),
                peer("uuid6", "2025.0.1", lambda: _uuid7(single)),
            ],
            agree=promise_kept,
        ),
        Contest(
            title=f"{bulk:,} ids from time stamps",
            unit="ids",
            count=bulk,
            ours=Work("twitlab.tweet.ids_at", lambda: ids_at(times, 1, 2)),
            peers=[Work("ids_at_plain", lambda: ids_at_plain(times, 1, 2))],
            agree=lambda ours, theirs: "" if np.array_equal(ours, theirs) else "the ids differ",
        ),
    ]


def promise_kept(ours: Sequence[Any], theirs: Sequence[Any]) -> str:
    """Say what is wrong with two lists of ids, which cannot be equal but must keep one promise."""
    if len(ours) != len(theirs):
        return f"{len(ours)} ids and {len(theirs)}"
    for ids in (ours, theirs):
        if any(after <= before for before, after in pairwise(ids)):
            return "some ids repeat or do not ascend"
    return ""


def _snowflake_id(count: int) -> Callable[[], list[int]]:
    # An epoch as ours, or 41 bits would not be the same promise.
    generator = import_module("snowflake").SnowflakeGenerator(34, epoch=EPOCH_MS)

    def run() -> list[int]:
        ids: list[int] = []
        while len(ids) < count:
            number = next(generator)
            if number is not None:  # None stands for a full millisecond: ask again
                ids.append(number)
        return ids

    return run


def _uuid7(count: int) -> Callable[[], list[Any]]:
    make = import_module("uuid6").uuid7
    return lambda: [make() for _ in range(count)]


BENCH = Bench("ids, one at a time and in bulk", contests)
