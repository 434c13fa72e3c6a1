# ruff: noqa: N999  # a bench is called as its file is, and this one's name is a word of Python
"""The lambda merge: exact hours of a log, against DuckDB with the same columns in its own file.

All times are of processors, not of the clock: DuckDB is held to one thread, the batch layer may use
two. The log is on the disk, in its own frames; DuckDB has its columns in a database file, which it
reads faster than Parquet. Both were written just before, so that both are read from memory.
"""

import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from weakref import finalize

import numpy as np

from twitlab.bench.harness import Bench, Contest, Fact, Missing, Work, peer
from twitlab.columns import Ints
from twitlab.counting import BatchLayer, SpeedLayer, top_k
from twitlab.counting.layers import MS_PER_HOUR, Span
from twitlab.log import MS_PER_MINUTE, EventLog, Events, Flush

HOURS: Final = 24
KEYS: Final = 1_000_000
ZIPF: Final = 1.0
FRAME: Final = 1 << 16  # events
MEMORY: Final = 256 << 20  # bytes, for a run; what it keeps comes on top
TWICE: Final = 1_000  # one event of so many comes again
BEST: Final = 100
_ROUNDS: Final = 5
_PART: Final = 1 << 20  # events made at a time


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; the full ones take some ten minutes, 8 GB of disk and 3 GB of memory."""
    events, fewer, texts = (
        (200_000, 50_000, 20_000) if quick else (100_000_000, 20_000_000, 5_000_000)
    )
    return [_by_hours(events), _without_repeats(fewer), _texts(texts), _flushes(fewer // 10)]


def _drawn(count: int, late: bool) -> Iterator[Events]:
    """Make events of a day: keys of a Zipf law, in the order of time, or nearly and some twice."""
    rng = np.random.default_rng(2012)
    shares = np.cumsum(1 / np.arange(1, KEYS + 1) ** ZIPF)
    names = rng.permutation(KEYS)
    for low in range(0, count, _PART):
        number = min(_PART, count - low)
        ids = np.arange(low, low + number)
        times = ids * (HOURS * MS_PER_HOUR) // count
        if late:
            ids = ids[np.argsort(ids + rng.integers(0, number // 20 + 1, number), kind="stable")]
            again = rng.integers(0, low + number, number // TWICE)
            ids = np.insert(ids, rng.integers(number // 2, number, len(again)), again)
            times = ids * (HOURS * MS_PER_HOUR) // count
            keys = names[(ids * 48_271 % KEYS) ** 2 // KEYS]  # of an id, so that a repeat has it
        else:
            keys = names[np.searchsorted(shares, rng.random(number) * shares[-1])]
        yield Events(ids, times, keys, ids % 1_000)


class _Both:
    """Hold the same events in a log and in a database."""

    def __init__(self, count: int, late: bool) -> None:
        folder = tempfile.TemporaryDirectory()
        self.folder = folder.name
        self.count, self._late = count, late
        self.log = EventLog(Path(folder.name) / "log", sync="none", segment_bytes=256 << 20)
        finalize(self, _end, self.log, folder)
        for part in _drawn(count, late):
            for low in range(0, len(part), FRAME):
                self.log.append(part[low : low + FRAME])

    def duckdb(self, statement: str) -> Callable[[], Any]:
        connection = import_module("duckdb").connect(f"{self.folder}/events.duckdb")
        connection.execute("SET threads = 1")
        connection.execute("CREATE TABLE events (event_id BIGINT, time_ms BIGINT, key BIGINT)")
        for part in _drawn(self.count, self._late):
            connection.register(
                "part", {"event_id": part.event_ids, "time_ms": part.times_ms, "key": part.keys}
            )
            connection.execute("INSERT INTO events SELECT event_id, time_ms, key FROM part")
            connection.unregister("part")
        connection.execute("CHECKPOINT")

        def run() -> Any:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE hours AS {statement}")
            hours = connection.execute("SELECT hour, sum(n) FROM hours GROUP BY hour ORDER BY hour")
            totals = [int(row[1]) for row in hours.fetchall()]
            top = connection.execute(
                f"SELECT key, sum(n) AS n FROM hours GROUP BY key ORDER BY n DESC, key LIMIT {BEST}"
            )
            return totals, [(int(key), int(n)) for key, n in top.fetchall()]

        return run

    def batch(self, unique_ids: bool) -> tuple[list[int], list[tuple[Any, int]]]:
        layer = BatchLayer(unique_ids=unique_ids, memory_bytes=MEMORY)
        layer.run(self.log)
        found, _ = layer.top(BEST, 0, HOURS)
        totals = [each.events for each in layer.hours.values()]
        return totals, [(each.key, each.count) for each in found]

    def memory(self, unique_ids: bool) -> Sequence[Fact]:
        """Say how much NumPy and Python held at most at a time; mapped files are not theirs."""
        tracemalloc.start()
        try:
            layer = BatchLayer(unique_ids=unique_ids, memory_bytes=MEMORY)
            layer.run(self.log)
            layer.top(BEST, 0, HOURS)
            held = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        return [
            Fact("held at most by a run and an answer, with what is kept", float(held), "B"),
            Fact("of these, what is kept: all keys of all hours", float(layer.nbytes), "B"),
        ]


def _end(log: EventLog, folder: "tempfile.TemporaryDirectory[str]") -> None:
    log.close()
    folder.cleanup()


def _same(ours: Any, theirs: Any) -> str:
    return "" if ours == theirs else "the counts differ"


def _by_hours(count: int) -> Contest:
    both = _Both(count, late=False)
    statement = (
        f"SELECT time_ms // {MS_PER_HOUR} AS hour, key, count(*) AS n FROM events GROUP BY ALL"
    )

    return Contest(
        title=f"{count:,} events of {KEYS:,} interned keys, by hour, and the top {BEST}",
        unit="events",
        count=count,
        ours=Work("BatchLayer.run", lambda: both.batch(unique_ids=True)),
        peers=[_duckdb(lambda: both.duckdb(statement))],
        agree=_same,
        facts=lambda: both.memory(True),
        rounds=_ROUNDS,
    )


def _without_repeats(count: int) -> Contest:
    both = _Both(count, late=True)
    statement = (
        f"SELECT time_ms // {MS_PER_HOUR} AS hour, key, count(DISTINCT event_id) AS n "
        "FROM events GROUP BY ALL"
    )

    return Contest(
        title=f"{count:,} events, out of order, one of {TWICE:,} twice, each counted once",
        unit="events",
        count=count,
        ours=Work("BatchLayer.run", lambda: both.batch(unique_ids=False)),
        peers=[_duckdb(lambda: both.duckdb(statement))],
        agree=_same,
        facts=lambda: both.memory(False),
        rounds=_ROUNDS,
    )


def _texts(count: int) -> Contest:
    """Count keys that nobody interned: what a log of texts would cost each time it is read."""
    numbers = np.concatenate([part.keys for part in _drawn(count, late=False)])
    texts = [f"user {number}" for number in numbers.tolist()]

    def ours() -> list[tuple[Any, int]]:
        return [(each.key, each.count) for each in top_k(texts, BEST)]

    def make() -> Callable[[], Any]:
        connection = import_module("duckdb").connect()
        connection.execute("SET threads = 1")
        connection.register("numbers", {"number": numbers})
        connection.execute("CREATE TABLE events AS SELECT 'user ' || number AS key FROM numbers")
        query = (
            f"SELECT key, count(*) AS n FROM events GROUP BY key ORDER BY n DESC, key LIMIT {BEST}"
        )
        return lambda: connection.execute(query).fetchall()

    return Contest(
        title=f"{count:,} texts, which the log did not intern, and the top {BEST}",
        unit="events",
        count=count,
        ours=Work("top_k", ours),
        peers=[_duckdb(make)],
        agree=_same,
        rounds=_ROUNDS,
    )


def _flushes(count: int) -> Contest:
    """Take an hour of flushes and read it, beside adding the same up exactly."""
    flushes = [*_flushed(count)]
    speeds: list[SpeedLayer] = []

    def ours() -> int:
        speeds[:] = [SpeedLayer(width=1 << 14, minutes=60)]
        for flush in flushes:
            speeds[0].take(flush)
        return len(speeds[0].top(BEST, 0, 60))

    def dicts() -> int:
        counts: dict[int, int] = {}
        for flush in flushes:
            for key, n in zip(flush.keys.tolist(), flush.counts.tolist()):
                counts[key] = counts.get(key, 0) + n
        return len(sorted(counts, key=lambda key: (-counts[key], key))[:BEST])

    def facts() -> Sequence[Fact]:
        (speed,) = speeds
        before = time.process_time_ns()
        window = speed.window([Span(0, 60)])
        taken = time.process_time_ns() - before
        exact = top_k(*_all(flushes))
        best = {each.key for each in exact}
        found = {each.key for each in speed.top(BEST, 0, 60)}
        return [
            Fact("to read a window of 60 minutes", taken / 1e6, "ms"),
            Fact("of sketches and candidates of 60 minutes", float(speed.nbytes), "B"),
            Fact("a count is too high at most, but rarely", float(window.error), "events"),
            Fact(f"of the true top {BEST} are found", float(len(found & best)), "keys"),
        ]

    def _all(some: list[Flush]) -> tuple[Ints, int, Ints]:
        keys = np.concatenate([each.keys for each in some])
        return keys, BEST, np.concatenate([each.counts for each in some])

    return Contest(
        title=f"{count:,} events of an hour in {len(flushes):,} flushes, and the top {BEST}",
        unit="events",
        count=count,
        ours=Work("SpeedLayer.take", ours),
        peers=[Work("a dict of all keys", dicts)],
        agree=lambda mine, theirs: "" if mine == theirs == BEST else "some are missing",
        facts=facts,
        rounds=_ROUNDS,
    )


def _flushed(count: int) -> Iterator[Flush]:
    keys = np.concatenate([part.keys for part in _drawn(count, late=False)])
    times = np.arange(count) * 60 * MS_PER_MINUTE // count
    for minute in range(60):
        some = keys[times // MS_PER_MINUTE == minute]
        for gateway, part in enumerate(np.array_split(some, 8)):
            yield Flush(gateway, minute, minute, *np.unique(part, return_counts=True))


def _duckdb(make: Callable[[], Callable[[], Any]]) -> Work | Missing:
    return peer("duckdb", "2.0.1", make)


BENCH = Bench(
    "lambda: exact hours of a log, and approximate minutes", contests, time.process_time_ns
)
