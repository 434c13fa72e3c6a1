"""Send one stream down the whole path, and count what goes from stage to stage."""

from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.clock import ManualClock
from twitlab.errors import BadValue
from twitlab.experiments.pipeline.streams import BEGIN_MS, likes
from twitlab.faults import Disk
from twitlab.log import MS_PER_MINUTE, Partitioner, Pipeline, Stage

PATH_FLUSHES: Final = (1_000, 4_000, 16_000)
"""How many events a flush may stand for."""

_EVENTS: Final = 64_000


@lru_cache(maxsize=32, typed=True)
def path_stages(
    flush_events: int = 4_000,
    skew: str = "usual",
    gateways: int = 4,
    partitions: int = 4,
    seed: int = 2012,
) -> tuple[Stage, ...]:
    """Send 64,000 likes of a minute through gateways, a partitioner and processors into files.

    Args:
        flush_events: one of :data:`PATH_FLUSHES`.
        skew: one of :data:`PATH_SKEWS`.
        gateways: that take events in turn, 1 to 16.
        partitions: 1 to 64.
        seed: of the draws, and of the hash.

    Returns:
        The stages: events, flushes, parts, files.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.
        OSError: the disk for temporary files refuses.

    Complexity: O(events log events).

    >>> [stage.messages for stage in path_stages()]
    [64000, 16, 64, 4]
    """
    if flush_events not in PATH_FLUSHES:
        raise BadValue(f"flush_events must be one of {[*PATH_FLUSHES]}, got {flush_events!r}")
    count = check_int("gateways", gateways, 1, 16)
    partitioner = Partitioner(check_int("partitions", partitions, 1, 64), seed=seed)
    stream = likes(_EVENTS, skew, seed=seed)
    clock = ManualClock(BEGIN_MS)
    with TemporaryDirectory() as folder:
        path = Pipeline(
            folder,
            gateways=count,
            partitioner=partitioner,
            clock=clock,
            max_age_ms=MS_PER_MINUTE,
            max_events=flush_events,
            files=Disk(),
        )
        for some in np.array_split(np.arange(len(stream)), -(-len(stream) // flush_events)):
            clock.set_ms(int(stream.times_ms[some[-1]]))
            for at in range(count):
                path.take(at, stream[some[0] + at : some[-1] + 1 : count])
            path.step()
        clock.advance_ms(2 * MS_PER_MINUTE)
        path.step()
        path.write()
        path.close()
        return path.stages
