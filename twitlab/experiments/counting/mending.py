"""Mend a bug by running again: the batch layer of a lambda, or a second version of a kappa."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from twitlab.arguments import check_int
from twitlab.counting import BatchLayer
from twitlab.counting.layers import MINUTES_PER_HOUR, MS_PER_HOUR, EventsInMemory, Kappa
from twitlab.log import Events

_ROBOT = 0  # the author whose retweets should not count
_ROBOT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Mended:
    """Say what a mended answer cost.

    Args:
        way: "lambda" or "kappa".
        events_read: events read from the log until the answer was right up to now.
        minutes: how long that took.
        wrong_minutes: how much of the day is still wrong at the end of it: for the lambda, what
            came while it ran, until its next run.
        bytes: of all counts and ids that stood side by side, at most.
        code_paths: how many programs count: who changes one has to change them all.
        right: how many of the true top 10 the answer has afterwards, over all that is exact.
        right_before: how many it had with the bug.
    """

    way: str
    events_read: int
    minutes: int
    wrong_minutes: int
    bytes: int
    code_paths: int
    right: int
    right_before: int


def without_robots(events: Events) -> Events:
    """Count what was not done by the robot."""
    stays = np.flatnonzero(events.authors != _ROBOT)
    return Events(
        events.event_ids[stays], events.times_ms[stays], events.keys[stays], events.authors[stays]
    )


@lru_cache(maxsize=32, typed=True)
def mend(
    hours: int = 6, speed_up: int = 8, a_minute: int = 100, seed: int = 2012
) -> tuple[Mended, Mended]:
    """Find after some hours that a robot's events were counted, and mend it both ways.

    The model: events come evenly; either way reads `speed_up` times as fast as they come. The
    kappa's old version goes on while the new one catches up.

    Args:
        hours: how many hours are in the log when the bug is found, 1 to 24.
        speed_up: how many times as fast as events come a log is read, 2 to 1,000.
        a_minute: events that come in a minute, 1 to 10,000.
        seed: of the draws.

    Returns:
        The lambda, and the kappa.

    Raises:
        BadType, BadValue: an argument is no int, or out of range.

    Complexity: O(hours * a_minute).

    >>> ways = mend(hours=2, speed_up=4, a_minute=10)
    >>> [(way.way, way.minutes, way.events_read) for way in ways]
    [('lambda', 30, 1200), ('kappa', 40, 2000)]
    """
    check_int("hours", hours, 1, 24)
    check_int("speed_up", speed_up, 2, 1_000)
    check_int("a_minute", a_minute, 1, 10_000)
    check_int("seed", seed, 0, None)
    return _by_lambda(hours, speed_up, a_minute, seed), _by_kappa(hours, speed_up, a_minute, seed)


def _by_lambda(hours: int, speed_up: int, a_minute: int, seed: int) -> Mended:
    log, end = EventsInMemory(), hours * MINUTES_PER_HOUR
    log.append(_events(0, end, a_minute, seed))
    batch = BatchLayer(unique_ids=True)
    batch.run(log)
    before = [each.key for each in batch.top(10, 0, hours)[0]]
    kept = batch.nbytes
    run = batch.run(log, mapping=without_robots)
    minutes = -(-end // speed_up)
    after = [each.key for each in batch.top(10, 0, hours)[0]]
    right = _true(0, end, a_minute, seed)
    return Mended(
        "lambda",
        run.events_read,
        minutes,
        minutes,
        kept + batch.nbytes,
        2,
        len({*after} & right),
        len({*before} & right),
    )


def _by_kappa(hours: int, speed_up: int, a_minute: int, seed: int) -> Mended:
    log, now = EventsInMemory(), hours * MINUTES_PER_HOUR
    log.append(_events(0, now, a_minute, seed))
    kappa = Kappa(log)
    kappa.advance()
    before = [each.key for each in kappa.top(10, 0, now)]
    kappa.replay(without_robots)
    read, most, minutes = 0, 0, 0
    is_behind = True
    while is_behind:
        log.append(_events(now, now + 1, a_minute, seed))
        now, minutes = now + 1, minutes + 1
        read += kappa.advance(speed_up * a_minute)
        new = kappa.replaying
        assert new is not None
        most = max(most, kappa.serving.bytes + new.bytes)
        is_behind = new.offset < kappa.serving.offset
    kappa.switch()
    after = [each.key for each in kappa.top(10, 0, now)]
    right = _true(0, now, a_minute, seed)
    return Mended("kappa", read, minutes, 0, most, 1, len({*after} & right), len({*before} & right))


def _events(start: int, end: int, a_minute: int, seed: int) -> Events:
    """Make the events of some minutes, the same whenever they are asked for."""
    parts = [_of_minute(minute, a_minute, seed) for minute in range(start, end)]
    columns = zip(*((e.event_ids, e.times_ms, e.keys, e.authors) for e in parts))
    return Events(*map(np.concatenate, columns))


def _of_minute(minute: int, a_minute: int, seed: int) -> Events:
    rng = np.random.default_rng([seed, minute])
    ids = np.arange(minute * a_minute, (minute + 1) * a_minute)
    is_robot = rng.random(a_minute) < _ROBOT_SHARE
    keys = np.where(is_robot, 900 + rng.integers(0, 8, a_minute), rng.zipf(1.3, a_minute) % 800)
    authors = np.where(is_robot, _ROBOT, rng.integers(1, 1_000, a_minute))
    times = minute * (MS_PER_HOUR // MINUTES_PER_HOUR)
    return Events(ids, times, keys, authors)


def _true(start: int, end: int, a_minute: int, seed: int) -> set[object]:
    batch = BatchLayer(unique_ids=True)
    batch.run(EventsInMemory([without_robots(_events(start, end, a_minute, seed))]))
    return {each.key for each in batch.top(10, 0, 1 << 20)[0]}
