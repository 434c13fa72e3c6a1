"""Turn the age and the size of a gateway's buffer: what is sent, how late, and what is at risk."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadValue
from twitlab.experiments.pipeline.streams import likes

BUFFER_RATES: Final = {"at night": 20, "usual": 2_000, "a goal": 40_000}
"""How many likes come to one gateway in a second."""

_EVENTS: Final = 200_000
_MOST: Final = 64_000  # are cut into flushes, or ten flushes if these are more


@dataclass(frozen=True, slots=True)
class BufferCosts:
    """Say what a buffer sends in a minute, and what waits in it.

    Args:
        events: that come in a minute.
        flush_events: how many a flush stands for.
        messages: that are sent in a minute.
        records: in these messages: keys with a count.
        wait_ms: how long an event waits at most.
        at_risk: events that wait at most; if the gateway dies, they are in no count until its log
            is read, and in none for ever if there is no log.
    """

    events: int
    flush_events: int
    messages: float
    records: float
    wait_ms: int
    at_risk: int


@lru_cache(maxsize=128, typed=True)
def buffer_costs(
    rate: str = "usual", age_ms: int = 1_000, max_events: int = 4_000, seed: int = 2012
) -> BufferCosts:
    """Cut a stream of likes that comes evenly into flushes, by age or size.

    Args:
        rate: one of :data:`BUFFER_RATES`.
        age_ms: that an event waits for others at most, 0 to 60,000.
        max_events: how many make a flush before they are old, 1 to 20,000.
        seed: of the draws.

    Returns:
        The BufferCosts.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: O(events log events).

    >>> costs = buffer_costs("usual", age_ms=1_000, max_events=4_000)
    >>> costs.flush_events, round(costs.messages), costs.wait_ms
    (2001, 60, 1000)
    """
    if rate not in BUFFER_RATES:
        raise BadValue(f"rate must be one of {[*BUFFER_RATES]}, got {rate!r}")
    check_int("age_ms", age_ms, 0, 60_000)
    check_int("max_events", max_events, 1, 20_000)
    per_s = BUFFER_RATES[rate]
    by_age = per_s * age_ms // 1_000 + 1  # the first, and who comes until it is old
    size = min(max_events, by_age)
    wait_ms = age_ms if by_age < max_events else (max_events - 1) * 1_000 // per_s
    events = 60 * per_s
    return BufferCosts(events, size, events / size, events / _fall(size, seed), wait_ms, size)


def _fall(size: int, seed: int) -> float:
    """Say how many events there are for each record, in flushes of some size."""
    keys = likes(_EVENTS, seed=seed).keys
    flushes = min(len(keys), max(_MOST, 10 * size)) // size
    rows = np.sort(keys[: flushes * size].reshape(flushes, size), axis=1)
    return rows.size / (flushes + int((rows[:, 1:] != rows[:, :-1]).sum()))
