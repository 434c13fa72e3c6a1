"""The graph: built, looked up and written to, against four packages and two stores."""

import sqlite3
import time
import weakref
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.bench.harness import Bench, Contest, Fact, Work, peer
from twitlab.bench.redis_server import redis_peer
from twitlab.columns import common, count_workers
from twitlab.graph import NORMAL, REMOVED, EdgeWrites, SocialGraph

EDGES_A_USER = 20
BEGIN = 1_375_000_000  # seconds
Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]  # sources, destinations: shape (pairs,) each


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; the full ones have 100 M edges, and take some ten minutes and 12 GB."""
    edges, asked, few = (1_000_000, 200_000, 20_000) if quick else (100_000_000, 1_000_000, 100_000)
    world = PowerLaw(edges // EDGES_A_USER)
    sources, destinations = world.edges(edges)
    densities = (100_000_000,) if quick else (100_000_000, 10_000_000, 1_000_000)
    return [
        _built(sources, destinations, world.users),
        _looked_up(world, sources, destinations, asked),
        _looked_up_singly(few),
        *(_intersected(universe, 200) for universe in densities),
        _written(few),
    ]


class PowerLaw:
    """Draw who follows whom: few users have most of the edges, and no id tells who."""

    def __init__(self, users: int) -> None:
        self.users = users
        self.rng = np.random.default_rng(1)
        self._names = self.rng.permutation(users).astype(np.int32)

    def edges(self, count: int) -> Pairs:
        """Draw pairs, now and then the same; a few less than count, as nobody follows itself."""
        sources, destinations = self._ends(count, 2), self._ends(count, 3)
        apart = sources != destinations
        return sources[apart], destinations[apart]

    def writes(self, count: int, begin: int) -> EdgeWrites:
        """Draw writes of the next 1,000 seconds in the order of time; each fifth removes."""
        sources, destinations = self.edges(count)
        at = begin + np.sort(self.rng.integers(0, 1_000, len(sources)))
        states = np.where(self.rng.random(len(sources)) < 0.2, REMOVED, NORMAL)
        return EdgeWrites(sources, destinations, at, states)

    def _ends(self, count: int, power: int) -> NDArray[np.int32]:
        drawn = self.rng.random(count)
        rank = drawn.copy()
        for _ in range(power - 1):  # only products: the same on every processor
            rank *= drawn
        return self._names[(rank * self.users).astype(np.int64)]


def _built(sources: NDArray[np.int32], destinations: NDArray[np.int32], users: int) -> Contest:
    def scipy() -> Callable[[], Any]:
        def run() -> Any:
            rows = _matrix(sources, destinations, users)
            return rows, rows.tocsc()

        return run

    def agree(ours: SocialGraph, theirs: Any) -> str:
        rows, columns = theirs
        every = np.arange(users)
        same = np.array_equal(ours.count_followees(every), np.diff(rows.indptr))
        same &= np.array_equal(ours.count_followers(every), np.diff(columns.indptr))
        for user in range(0, users, users // 100):
            low, high = columns.indptr[user : user + 2]
            same &= np.array_equal(ours.followers(user), columns.indices[low:high])
            low, high = rows.indptr[user : user + 2]
            same &= np.array_equal(ours.followees(user), rows.indices[low:high])
        return "" if same else "the rows differ"

    def facts() -> Sequence[Fact]:
        graph = SocialGraph.from_edges(sources, destinations, users=users)
        edges = int(graph.count_followees(np.arange(users)).sum())
        return [Fact("sealed, both directions together", graph.nbytes / edges, "B an edge")]

    return Contest(
        title=f"{len(sources):,} power-law edges of {users:,} users, built both ways",
        unit="edges",
        count=len(sources),
        ours=Work("SocialGraph.from_edges", lambda: _bare(sources, destinations, users)),
        peers=[peer("scipy", "1.17.1", scipy)],
        agree=agree,
        facts=facts,
        rounds=5,
    )


def _bare(sources: NDArray[np.int32], destinations: NDArray[np.int32], users: int) -> SocialGraph:
    return SocialGraph.from_edges(sources, destinations, users=users)


def _matrix(sources: NDArray[np.int32], destinations: NDArray[np.int32], users: int) -> Any:
    ones = np.ones(len(sources), np.int8)
    coo = import_module("scipy.sparse").coo_array((ones, (sources, destinations)), (users, users))
    return coo.tocsr()  # which adds up what is there twice


def _looked_up(
    world: PowerLaw, sources: NDArray[np.int32], destinations: NDArray[np.int32], asked: int
) -> Contest:
    """Ask for pairs, half of them edges, of a graph that keeps times and removals."""
    users, rng = world.users, world.rng
    at = BEGIN + rng.integers(0, 1_000_000, len(sources))
    # A partition for each thread: they take writes at the same time.
    graph = SocialGraph.from_edges(
        sources, destinations, at, users=users, partitions=count_workers()
    )
    gone = rng.integers(0, len(sources), len(sources) // 100)
    now = BEGIN + 1_000_000
    graph.unfollow(sources[gone], destinations[gone], now)
    known = rng.integers(0, len(sources), asked // 2)
    some = rng.permutation(asked)
    pairs = tuple(
        np.concatenate([end[known], rng.integers(0, users, asked - len(known), np.int32)])[some]
        for end in (sources, destinations)
    )

    def scipy() -> Callable[[], Any]:
        matrix = _matrix(sources, destinations, users)
        matrix[sources[gone], destinations[gone]] = 0  # as ours, it keeps what was removed
        return lambda: np.asarray(matrix[pairs]).ravel() > 0

    def facts() -> Sequence[Fact]:
        return _writes_on_top(graph, world, now, len(sources), 1_000_000)

    return Contest(
        title=f"{asked:,} pairs looked up at once in {len(sources):,} edges with times",
        unit="pairs",
        count=asked,
        ours=Work("SocialGraph.follows", lambda: graph.follows(*pairs)),
        peers=[peer("scipy", "1.17.1", scipy)],
        agree=lambda ours, theirs: "" if np.array_equal(ours, theirs) else "the answers differ",
        facts=facts,
    )


def _writes_on_top(
    graph: SocialGraph, world: PowerLaw, now: int, edges: int, batch: int
) -> Sequence[Fact]:
    """Write a tenth more into a standing graph: the new bases that this costs are in the time."""
    batch = min(batch, edges // 50)
    taken, written, most = 0, 0, 0.0
    for turn in range(1, edges // 10 // batch + 1):
        writes = world.writes(batch, now + turn * 1_000)
        begin = time.perf_counter_ns()
        graph.apply(writes)
        taken += time.perf_counter_ns() - begin
        written += len(writes)
        most = max(most, graph.nbytes / graph.count_edges())
    return [
        Fact("writes on top, new bases among them", written * 1e3 / taken, "M a second"),
        Fact("with times, removals and waiting writes, at most", most, "B an edge kept"),
    ]


def _looked_up_singly(count: int) -> Contest:
    world = PowerLaw(count)
    sources, destinations = world.edges(count * EDGES_A_USER)
    graph = SocialGraph.from_edges(sources, destinations, users=world.users)
    some = world.rng.integers(0, len(sources), count)
    others = world.rng.permutation(destinations[some])
    pairs = [*zip(sources[some].tolist(), destinations[some].tolist())][::2]
    pairs += zip(sources[some].tolist()[1::2], others.tolist()[1::2])

    def ours() -> list[bool]:
        follows = graph.follows
        return [follows(source, destination) for source, destination in pairs]

    def rustworkx() -> Callable[[], Any]:
        digraph = import_module("rustworkx").PyDiGraph(multigraph=False)
        digraph.add_nodes_from(range(world.users))
        digraph.add_edges_from_no_data([*zip(sources.tolist(), destinations.tolist())])
        has_edge = digraph.has_edge
        return lambda: [has_edge(source, destination) for source, destination in pairs]

    return Contest(
        title=f"{count:,} pairs looked up one at a time in {len(sources):,} edges",
        unit="pairs",
        count=count,
        ours=Work("SocialGraph.follows", ours),
        peers=[peer("rustworkx", "0.18.1", rustworkx)],
        agree=lambda ours, theirs: "" if ours == theirs else "the answers differ",
    )


def _intersected(universe: int, times: int) -> Contest:
    rng = np.random.default_rng(1)
    small, large = (
        np.unique(rng.integers(0, universe, count, np.int32)) for count in (1_000, 100_000)
    )
    small = np.union1d(small, rng.choice(large, 100))

    def pyroaring() -> Callable[[], Any]:
        bitmap = import_module("pyroaring").BitMap
        left, right = bitmap(small), bitmap(large)
        return lambda: [left & right for _ in range(times)][-1]

    def agree(ours: NDArray[np.int32], theirs: Any) -> str:
        return "" if ours.tolist() == list(theirs) else "the sets differ"

    return Contest(
        title=f"{times} times: 1 k ids intersected with 100 k, of {universe:,}",
        unit="sets",
        count=times,
        ours=Work("set_algebra.common", lambda: [common(small, large) for _ in range(times)][-1]),
        peers=[peer("pyroaring", "1.2.0", pyroaring)],
        agree=agree,
    )


def _written(count: int) -> Contest:
    """Write the same edges to an empty store, both ways; the answers are read afterwards."""
    world = PowerLaw(count // EDGES_A_USER)
    writes = world.writes(count, BEGIN)
    source, destination = writes.sources.tolist(), writes.destinations.tolist()
    rows = [*zip(source, destination, writes.stamps().tolist())]

    def ours() -> Any:
        graph = SocialGraph(world.users)
        graph.apply(writes)
        return lambda: [graph.followees(user).tolist() for user in range(world.users)]

    def sqlite() -> Any:
        store = sqlite3.connect(":memory:", isolation_level=None)
        store.execute("CREATE TABLE e (s, d, stamp, PRIMARY KEY (s, d)) WITHOUT ROWID")
        store.execute("CREATE INDEX back ON e (d, s)")
        store.execute("BEGIN")
        upsert = "INSERT INTO e VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET stamp = excluded.stamp"
        store.executemany(upsert + " WHERE excluded.stamp > stamp", rows)
        store.execute("COMMIT")

        def read() -> list[list[int]]:
            found: list[list[int]] = [[] for _ in range(world.users)]
            for s, d in store.execute("SELECT s, d FROM e WHERE stamp & 3 = 0 ORDER BY s, d"):
                found[s].append(d)
            return found

        # Of the rounds that are only timed, nobody reads the edges.
        weakref.finalize(read, store.close)
        return read

    return Contest(
        title=f"{len(writes):,} writes with times, both ways, from nothing",
        unit="writes",
        count=len(writes),
        ours=Work("SocialGraph.apply", ours),
        peers=[
            Work(f"sqlite {sqlite3.sqlite_version}, in memory", sqlite),
            redis_peer("ZADD GT", _redis(rows, world.users)),
        ],
        agree=lambda ours, theirs: "" if ours() == theirs() else "the edges differ",
        rounds=5,
    )


def _redis(rows: list[tuple[int, int, int]], users: int) -> Callable[[Any, str], Callable[[], Any]]:
    """Give what makes the work of a server: sorted sets, of which the larger score stays."""

    def make(client: Any, _path: str) -> Callable[[], Any]:
        def run() -> Any:
            client.flushall()
            for low in range(0, len(rows), 10_000):
                pipeline = client.pipeline(transaction=False)
                for source, destination, stamp in rows[low : low + 10_000]:
                    pipeline.zadd(f"f{source}", {str(destination): stamp}, gt=True)
                    pipeline.zadd(f"b{destination}", {str(source): stamp}, gt=True)
                pipeline.execute()
            return read

        def read() -> list[list[int]]:
            pipeline = client.pipeline(transaction=False)
            for user in range(users):
                pipeline.zrange(f"f{user}", 0, -1, withscores=True)
            return [
                sorted(int(other) for other, stamp in row if int(stamp) & 3 == NORMAL)
                for row in pipeline.execute()
            ]

        return run

    return make


BENCH = Bench("the graph: built, looked up, intersected and written to", contests)
