"""Counting: sketches against two packages, exact counts against two databases in memory."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.bench.harness import Bench, Contest, Fact, Missing, Work, peer
from twitlab.counting import CountMin, SpaceSaving, count_all

EXPONENT = 1.1
WIDTH, DEPTH = 1 << 16, 5
CAPACITY_BITS = 12
Stream = NDArray[np.int64]


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; the full ones take some five minutes and 3 GB."""
    events, few, dense = (
        (100_000, 5_000, 1_000_000) if quick else (10_000_000, 500_000, 100_000_000)
    )
    rng = np.random.default_rng(1)
    stream = rng.zipf(EXPONENT, events).astype(np.int64)
    texts = [f"user {each}" for each in stream[: events // 10].tolist()]
    cells = 1 << (12 if quick else 20)
    return [
        _updated(stream, _datasketches_update, _random_adds),
        _updated(stream[:few], _probables_update),
        _asked(stream),
        _updated(texts, _datasketches_update),
        _heavy(stream),
        _merged(cells),
        _exact(dense, rng),
    ]


def _updated(stream: Any, *rivals: Callable[[Any], Work | Missing]) -> Contest:
    kind = "texts" if isinstance(stream, list) else "numbers"

    def ours() -> CountMin:
        sketch = CountMin(WIDTH, DEPTH)
        sketch.add(stream)
        return sketch

    def agree(sketch: CountMin, theirs: Any) -> str:
        return "" if sketch.total == theirs.total else "the totals differ"

    return Contest(
        title=f"{len(stream):,} {kind}, Zipf({EXPONENT}), into a sketch of {WIDTH:,} by {DEPTH}",
        unit="events",
        count=len(stream),
        ours=Work("CountMin.add", ours),
        peers=[rival(stream) for rival in rivals],
        agree=agree,
        rounds=5,
    )


class _Total:
    """Say how many events a peer's sketch has."""

    def __init__(self, sketch: Any, total: int) -> None:
        self.sketch, self.total = sketch, total


def _datasketches_update(stream: Any) -> Work | Missing:
    keys = stream if isinstance(stream, list) else stream.tolist()

    def make() -> Callable[[], Any]:
        kind = import_module("datasketches").count_min_sketch

        def run() -> _Total:
            sketch = kind(DEPTH, WIDTH)
            update = sketch.update
            for key in keys:
                update(key)
            return _Total(sketch, int(sketch.total_weight))

        return run

    return peer("datasketches", "5.2.0", make)


def _random_adds(stream: Stream) -> Work:
    """Add to places that are known: what is left of a sketch's work if hashes cost nothing."""
    places = np.random.default_rng(2).integers(0, WIDTH, len(stream))

    def run() -> _Total:
        table = np.zeros((DEPTH, WIDTH), np.int64)
        for low in range(0, len(places), WIDTH):
            for row in table:
                np.add.at(row, places[low : low + WIDTH], 1)
        return _Total(table, int(table[0].sum()))

    return Work(f"{DEPTH} random adds a key, without a hash", run)


def _probables_update(stream: Any) -> Work | Missing:
    keys = [str(key) for key in stream.tolist()]

    def make() -> Callable[[], Any]:
        kind = import_module("probables").CountMinSketch

        def run() -> _Total:
            sketch = kind(width=WIDTH, depth=DEPTH)
            for key in keys:
                sketch.add(key)
            return _Total(sketch, int(sketch.elements_added))

        return run

    return peer("pyprobables", "0.7.0", make)


def _asked(stream: Stream) -> Contest:
    sketch = CountMin(WIDTH, DEPTH)
    sketch.add(stream)
    cautious = CountMin(WIDTH, DEPTH, conservative=True)
    cautious.add(stream)
    keys, true = np.unique(stream, return_counts=True)
    rivals: list[Any] = []

    def make() -> Callable[[], Any]:
        rival = import_module("datasketches").count_min_sketch(DEPTH, WIDTH)
        for key in stream.tolist():
            rival.update(key)
        rivals.append(rival)
        asked = stream.tolist()
        return lambda: [rival.get_estimate(key) for key in asked]

    def agree(ours: Any, theirs: Any) -> str:
        least = true[np.searchsorted(keys, stream)]
        too_low = (ours < least).any() or (np.array(theirs) < least).any()
        return "an answer is too low" if too_low else ""

    def facts() -> Sequence[Fact]:
        found = [
            Fact("mean error of all keys, plain", _error(sketch), "events"),
            Fact("mean error of all keys, conservative", _error(cautious), "events"),
        ]
        for rival in rivals:
            theirs = np.array([rival.get_estimate(key) for key in keys.tolist()])
            found.append(
                Fact(
                    "mean error of datasketches', as large", float((theirs - true).mean()), "events"
                )
            )
        return found

    def _error(some: CountMin) -> float:
        return float((some.estimate(keys) - true).mean())

    return Contest(
        title=f"{len(stream):,} keys asked of a sketch of {WIDTH:,} by {DEPTH}",
        unit="keys",
        count=len(stream),
        ours=Work("CountMin.estimate", lambda: sketch.estimate(stream)),
        peers=[peer("datasketches", "5.2.0", make)],
        agree=agree,
        facts=facts,
        rounds=5,
    )


def _heavy(stream: Stream) -> Contest:
    capacity = 1 << CAPACITY_BITS
    keys, true = np.unique(stream, return_counts=True)
    best = set(keys[np.argsort(-true, kind="stable")[:100]].tolist())
    bounds: dict[str, float] = {}

    def ours() -> set[Any]:
        sketch = SpaceSaving(capacity)
        sketch.add(stream)
        top = sketch.top(100)
        bounds["ours"] = max(each.most - each.least for each in top)
        return {each.key for each in top}

    def make() -> Callable[[], Any]:
        module = import_module("datasketches")
        rows = stream.tolist()

        def run() -> set[Any]:
            # Its table is used to three quarters: of 2**13 places it keeps 6,144 keys.
            sketch = module.frequent_items_sketch(CAPACITY_BITS + 1)
            update = sketch.update
            for key in rows:
                update(key)
            kind = module.frequent_items_error_type.NO_FALSE_NEGATIVES
            found = sketch.get_frequent_items(kind)[:100]
            bounds["theirs"] = max(each[3] - each[2] for each in found)
            return {each[0] for each in found}

        return run

    def agree(ours: set[Any], theirs: set[Any]) -> str:
        missed = len(best - ours)
        return f"ours misses {missed} of the top 100" if missed else ""

    def facts() -> Sequence[Fact]:
        return [
            Fact(f"widest bound of a count in the top 100, {whose}", bound, "events")
            for whose, bound in bounds.items()
        ]

    return Contest(
        title=f"top 100 of {len(stream):,} events with {capacity:,} counters",
        unit="events",
        count=len(stream),
        ours=Work("SpaceSaving", ours),
        peers=[peer("datasketches", "5.2.0", make)],
        agree=agree,
        facts=facts,
        rounds=5,
    )


def _merged(width: int) -> Contest:
    one, two = CountMin(width, DEPTH), CountMin(width, DEPTH)
    one.add(np.arange(1_000))
    two.add(np.arange(500, 1_500))

    def make() -> Callable[[], Any]:
        kind = import_module("datasketches").count_min_sketch
        first, second = kind(DEPTH, width), kind(DEPTH, width)
        for key in range(1_000):
            first.update(key)
            second.update(key + 500)

        def run() -> int:
            first.merge(second)
            return int(first.get_estimate(700))

        return run

    def ours() -> int:
        one.merge(two)
        return int(one.estimate(700))

    return Contest(
        title=f"two sketches of {width:,} by {DEPTH} merged",
        unit="merges",
        count=1,
        ours=Work("CountMin.merge", ours),
        peers=[peer("datasketches", "5.2.0", make)],
        agree=lambda mine, theirs: "" if mine == theirs else f"{mine} and {theirs}",
    )


def _exact(rows: int, rng: np.random.Generator) -> Contest:
    keys = (rng.random(rows) ** 3 * max(1, rows // 100)).astype(np.int32)

    def duckdb() -> Callable[[], Any]:
        connection = import_module("duckdb").connect()
        connection.execute("SET threads = 2")
        connection.register("events", {"key": keys})
        query = "SELECT key, count(*) FROM events GROUP BY key ORDER BY key"
        return lambda: tuple(connection.execute(query).fetchnumpy().values())

    def polars() -> Callable[[], Any]:
        module = import_module("polars")
        frame = module.DataFrame({"key": keys})

        def run() -> Any:
            found = frame.group_by("key").len().sort("key")
            return found["key"].to_numpy(), found["len"].to_numpy()

        return run

    def agree(ours: Any, theirs: Any) -> str:
        same = all(np.array_equal(mine, yours) for mine, yours in zip(ours, theirs))
        return "" if same else "the counts differ"

    return Contest(
        title=f"{rows:,} dense keys counted exactly",
        unit="rows",
        count=rows,
        ours=Work("count_all", lambda: count_all(keys)),
        peers=[peer("duckdb", "2.0.1", duckdb), peer("polars", "2.1.0", polars)],
        agree=agree,
        rounds=5,
    )


BENCH = Bench("counting: sketches and exact counts", contests)
