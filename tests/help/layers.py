"""Events that come late, twice and out of order, and the flushes that gateways make of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from twitlab.counting.layers import EventsInMemory
from twitlab.log import MS_PER_MINUTE, Events, Flush

HOUR_MS = 3_600_000


def made(
    count: int, *, seed: int, hours: int = 3, keys: int = 20, late_ms: int = 0, twice: int = 0
) -> Events:
    """Make events nearly in the order of time, of which some come a second time, anywhere later.

    Args:
        count: how many different ones.
        seed: of the draws.
        hours: from how many hours they are.
        keys: how many different; the first are the most frequent.
        late_ms: how much later one comes at most than it happened.
        twice: how many come again.
    """
    rng = np.random.default_rng(seed)
    times = np.sort(rng.integers(0, hours * HOUR_MS, count))
    drawn = rng.integers(0, keys, count) * rng.integers(0, keys, count) // keys
    order = np.argsort(times + rng.integers(0, late_ms + 1, count), kind="stable")
    again = rng.integers(0, count, twice) if count else np.empty(0, np.int64)
    order = np.insert(order, rng.integers(count // 2, count + 1, twice), order[again])
    ids = 1_000 + np.arange(count)
    authors = rng.integers(0, 50, count)
    return Events(ids[order], times[order], drawn[order], authors[order])


def as_log(events: Events, size: int) -> EventsInMemory:
    """Keep events in batches of a size."""
    return EventsInMemory(events[low : low + size] for low in range(0, len(events), size))


def counted(events: Events, start_minute: int, end_minute: int) -> Counter[int]:
    """Count the keys of events in some minutes, each event once: the oracle."""
    rows = zip(events.event_ids.tolist(), events.times_ms.tolist(), events.keys.tolist())
    once = {event_id: (time, key) for event_id, time, key in rows}
    return Counter(
        key for time, key in once.values() if start_minute <= time // MS_PER_MINUTE < end_minute
    )


def top_of(counts: Counter[int], k: int) -> list[tuple[int, int]]:
    """Give the k largest; of equals the smaller key."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:k]


def pairs(found: Sequence[Any]) -> list[tuple[int, int]]:
    """Give keys and counts of an answer."""
    return [(each.key, each.count) for each in found]


def flushed(events: Events, gateways: int = 2, each: int = 500) -> Iterator[Flush]:
    """Make flushes as gateways do that send on after so many events."""
    numbers = [0] * gateways
    for low in range(0, len(events), each):
        gateway = low // each % gateways
        some = events[low : low + each]
        minutes = some.times_ms // MS_PER_MINUTE
        for minute in np.unique(minutes).tolist():
            keys, counts = np.unique(some.keys[minutes == minute], return_counts=True)
            yield Flush(gateway, numbers[gateway], minute, keys, counts)
            numbers[gateway] += 1
