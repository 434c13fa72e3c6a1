"""A week of real retweets: the most retweeted user of each hour, by the fast path and the slow."""

from importlib import import_module

import numpy as np
import pytest

from tests.help.layers import pairs
from tests.help.streams import retweets
from twitlab.counting.layers import (
    MINUTES_PER_HOUR,
    MS_PER_HOUR,
    BatchLayer,
    EventsInMemory,
    ServingLayer,
    SpeedLayer,
)
from twitlab.log import MS_PER_MINUTE, Events, Flush


@pytest.fixture(scope="module")
def week() -> Events:
    rows = retweets()
    order = np.argsort(rows[:, 1], kind="stable")
    users, seconds = rows[order].T
    return Events(np.arange(len(rows)), seconds * 1_000, users, 1)


@pytest.fixture(scope="module")
def batch(week: Events) -> BatchLayer:
    made = BatchLayer()
    made.run(EventsInMemory(week[low : low + 1_000] for low in range(0, len(week), 1_000)))
    return made


def flushes(week: Events) -> dict[int, list[Flush]]:
    """Make the flushes of each hour, two gateways to a minute."""
    found: dict[int, list[Flush]] = {}
    minutes = week.times_ms // MS_PER_MINUTE
    for minute in np.unique(minutes).tolist():
        some = week.keys[minutes == minute]
        for gateway in (0, 1):
            if len(part := some[gateway::2]):
                each = Flush(gateway, minute, minute, *np.unique(part, return_counts=True))
                found.setdefault(minute // MINUTES_PER_HOUR, []).append(each)
    return found


def test_hours_are_those_of_duckdb(week: Events, batch: BatchLayer) -> None:
    connection = import_module("duckdb").connect()
    connection.register("week", {"time_ms": week.times_ms, "key": week.keys})
    rows = connection.execute(
        f"SELECT time_ms // {MS_PER_HOUR} AS hour, key, count(*) AS n FROM week GROUP BY hour, key "
        "QUALIFY row_number() OVER (PARTITION BY hour ORDER BY n DESC, key) <= 10 "
        "ORDER BY hour, n DESC, key"
    ).fetchall()
    best: dict[int, list[tuple[int, int]]] = {}
    for hour, key, count in rows:
        best.setdefault(hour, []).append((key, count))
    assert len(best) == len(batch.hours) == 168
    for hour, true in best.items():
        found, sure = batch.top(10, hour, hour + 1)
        assert pairs(found) == true
        assert sure[0] == (len(true) == 1 or true[0][1] > true[-1][1])
    whole = connection.execute(
        "SELECT key, count(*) AS n FROM week GROUP BY key ORDER BY n DESC, key LIMIT 10"
    ).fetchall()
    assert pairs(batch.top(10, *(batch.counted.start, batch.counted.stop))[0]) == whole


def test_the_fast_path_finds_the_most_retweeted_user_of_nearly_each_hour(
    week: Events, batch: BatchLayer
) -> None:
    """In 8 KB a minute, in which it keeps 30 users, it is right where the first is well ahead."""
    speed = SpeedLayer(width=256, depth=4, candidates=30, minutes=60)
    right, hours = 0, 0
    for hour, some in [*flushes(week).items()][::2]:
        for flush in some:
            speed.take(flush)
        true = batch.hours[hour]
        counts = dict(zip(true.keys.tolist(), true.counts.tolist()))
        first = 60 * hour
        served = ServingLayer(BatchLayer(), speed).top(1, first, first + 60)
        (found,) = served.top
        exact = ServingLayer(batch, speed).top(1, first, first + 60)
        assert exact.is_exact
        assert counts[int(found.key)] <= found.most
        assert exact.top[0].count <= max(found.most, served.others)
        if served.sure[0]:
            assert found.key == exact.top[0].key
        right += found.key == exact.top[0].key
        hours += 1
    assert hours == 84
    assert right >= 80, right
