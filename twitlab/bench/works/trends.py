"""Trends: a sorted set against Redis, in memory each; rows of features against Arrow."""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.bench.harness import Bench, Contest, Fact, Work, peer
from twitlab.bench.readers import reading
from twitlab.bench.redis_server import redis_peer
from twitlab.trends import FeatureTable, Scored, SortedSet, write_features

MEMBERS, TOP, WRITES = 100_000, 100, 9  # nine writes to one read of the top 100
AT_ONCE = 1_000  # operations in one pipeline
BLOCK = 9_000  # writes in one call
FEATURES = 20
READERS = 4  # processes that share a file
Operations = NDArray[np.int64]  # members that are written to, in order


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; the full ones take some two minutes."""
    writes = 9_000 if quick else 90_000
    rng = np.random.default_rng(1)
    ranks = np.cumsum(1 / np.arange(1, MEMBERS + 1))
    skewed = rng.permutation(MEMBERS)[np.searchsorted(ranks, rng.random(writes) * ranks[-1])]
    even = rng.integers(0, MEMBERS, writes)
    users = 10_000 if quick else 500_000
    return [
        _mixed("any member alike", even, _one_by_one, WRITES),
        _mixed("Zipf(1)", skewed, _one_by_one, WRITES),
        _mixed("any member alike, in bulk", even, _in_bulk, BLOCK),
        _written(users, rng),
        _opened(users, rng),
        _rows(users, 1_000 if quick else 20_000, rng),
    ]


def _start() -> NDArray[np.float64]:
    return np.random.default_rng(2).integers(1, 1_000, MEMBERS).astype(np.float64)


def _mixed(how: str, writes: Operations, ours: Callable[..., Any], block: int) -> Contest:
    kept = SortedSet()
    kept.put(np.arange(MEMBERS), _start())
    count = len(writes) + len(writes) // WRITES
    # Seconds of a processor that each run took.
    used: dict[str, list[float]] = {"ours": [], "Redis' server": [], "the same without scores": []}
    work = ours(kept, writes)
    redis = [_redis(writes, block, used[name], name == "Redis' server") for name in list(used)[1:]]

    def run() -> list[Scored]:
        start = time.process_time()
        found: list[Scored] = work()
        used["ours"].append(time.process_time() - start)
        return found

    def facts() -> Sequence[Fact]:
        by_cpu = [
            Fact(
                f"by its processor time alone, {name}", count / float(np.median(taken)), "a second"
            )
            for name, taken in used.items()
            if taken
        ]
        moved = Fact("writes that touched the index of the best", kept.work.moved, "members moved")
        return [*by_cpu, moved]

    return Contest(
        title=f"{MEMBERS:,} members, {WRITES} ZINCRBY to a ZREVRANGE of {TOP}, {how}",
        unit="operations",
        count=count,
        ours=Work(f"SortedSet, {block:,} writes, then reads", run),
        peers=[
            redis_peer(f"raw RESP, pipelines of {AT_ONCE:,}", redis[0]),
            redis_peer("the same, asked for members without scores", redis[1]),
        ],
        agree=lambda mine, theirs: "" if mine == theirs else "the last top differs",
        facts=facts,
    )


def _one_by_one(kept: SortedSet, writes: Operations) -> Callable[[], list[Scored]]:
    members = writes.tolist()

    def run() -> list[Scored]:
        found: list[Scored] = []
        for at in range(0, len(members), WRITES):
            for member in members[at : at + WRITES]:
                kept.increase(member)
            found = kept.descending(0, TOP - 1)
        return found

    return run


def _in_bulk(kept: SortedSet, writes: Operations) -> Callable[[], list[Scored]]:
    def run() -> list[Scored]:
        found: list[Scored] = []
        for at in range(0, len(writes), BLOCK):
            kept.increase(writes[at : at + BLOCK])
            for _ in range(BLOCK // WRITES):
                found = kept.descending(0, TOP - 1)
        return found

    return run


def _redis(
    writes: Operations, block: int, used: list[float], with_scores: bool
) -> Callable[[Any, str], Callable[[], list[Scored]]]:
    """Speak to Redis over a bare socket, with commands that were encoded before: only it works."""

    def make(client: Any, path: str) -> Callable[[], list[Scored]]:
        start = [
            _command(b"ZADD", b"z", b"%d" % score, member.to_bytes(8, "big"))
            for member, score in enumerate(_start().tolist())
        ]
        _say(path, [_joined(start[at : at + AT_ONCE]) for at in range(0, len(start), AT_ONCE)])
        pipelines = _pipelines(writes, block, with_scores)

        def cpu() -> float:
            said = client.info("cpu")
            return float(said["used_cpu_user"]) + float(said["used_cpu_sys"])

        def do() -> list[Scored]:
            before = cpu()
            _say(path, pipelines)
            used.append(cpu() - before)
            answer = client.zrevrange("z", 0, TOP - 1, withscores=True)
            return [Scored(score, int.from_bytes(member, "big")) for member, score in answer]

        return do

    return make


def _pipelines(writes: Operations, block: int, with_scores: bool) -> Sequence[bytes]:
    scores = [b"WITHSCORES"] if with_scores else []
    read = _command(b"ZREVRANGE", b"z", b"0", b"%d" % (TOP - 1), *scores)
    commands: list[bytes] = []
    for at in range(0, len(writes), block):
        commands += (
            _command(b"ZINCRBY", b"z", b"1", member.to_bytes(8, "big"))
            for member in writes[at : at + block].tolist()
        )
        commands += [read] * (block // WRITES)
    return [_joined(commands[at : at + AT_ONCE]) for at in range(0, len(commands), AT_ONCE)]


def _command(*parts: bytes) -> bytes:
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)


_END = b"the last answer of a pipeline"


def _joined(commands: Sequence[bytes]) -> bytes:
    return b"".join([*commands, _command(b"ECHO", _END)])


def _say(path: str, pipelines: Sequence[bytes]) -> None:
    """Send commands, and take all answers; none is looked at but the last of each pipeline."""
    with closing(socket.socket(socket.AF_UNIX)) as opened:
        opened.connect(path)
        for each in pipelines:
            opened.sendall(each)
            tail = b""
            while not tail.endswith(_END + b"\r\n"):
                tail = (tail + opened.recv(1 << 20))[-64:]


def _table(users: int, rng: np.random.Generator) -> tuple[Any, Any, list[str]]:
    ids = np.sort(rng.choice(1 << 40, users, replace=False))
    rows = rng.normal(size=(users, FEATURES)).astype(np.float32)
    return ids, rows, [f"feature {each}" for each in range(FEATURES)]


def _arrow_write(file: Path, ids: Any, rows: Any, names: list[str]) -> None:
    arrow, ipc = import_module("pyarrow"), import_module("pyarrow.ipc")
    columns = {"id": ids, **{name: rows[:, at] for at, name in enumerate(names)}}
    table = arrow.table(columns)
    with file.open("wb") as opened:
        with ipc.new_file(opened, table.schema) as writer:
            writer.write_table(table)
        opened.flush()
        os.fsync(opened.fileno())


def _arrow_open(file: Path) -> Any:
    arrow, ipc = import_module("pyarrow"), import_module("pyarrow.ipc")
    return ipc.open_file(arrow.memory_map(str(file))).read_all()


def _written(users: int, rng: np.random.Generator) -> Contest:
    ids, rows, names = _table(users, rng)
    folder = tempfile.TemporaryDirectory()
    ours, theirs = Path(folder.name) / "ours", Path(folder.name) / "arrow"

    def run() -> int:
        write_features(ours, ids, rows, names)
        return users

    def make() -> Callable[[], int]:
        def run() -> int:
            _arrow_write(theirs, ids, rows, names)
            return users

        return run

    def facts() -> Sequence[Fact]:
        files = [file for file in (ours, theirs) if file.exists()]
        found = [
            Fact(f"size of {each.name}'s file", each.stat().st_size, "bytes") for each in files
        ]
        folder.cleanup()
        return found

    return Contest(
        title=f"{users:,} users with {FEATURES} features written, and synced",
        unit="users",
        count=users,
        ours=Work("write_features, with a sum of all", run),
        peers=[peer("pyarrow", "26.0.1", make)],
        agree=lambda mine, theirs: "" if mine == theirs else "the numbers of users differ",
        facts=facts,
        rounds=5,
    )


def _opened(users: int, rng: np.random.Generator) -> Contest:
    ids, rows, names = _table(users, rng)
    folder = tempfile.TemporaryDirectory()
    ours, theirs = Path(folder.name) / "ours", Path(folder.name) / "arrow"
    write_features(ours, ids, rows, names)
    last = int(ids[-1])

    def read(check: bool) -> list[float]:
        found = FeatureTable(ours, check=check).row(last)
        assert found is not None
        return [float(each) for each in found]

    def make() -> Callable[[], list[float]]:
        _arrow_write(theirs, ids, rows, names)

        def run() -> list[float]:
            table = _arrow_open(theirs)
            at = int(table.column("id").to_numpy().searchsorted(last))
            return [table.column(name)[at].as_py() for name in names]

        return run

    def facts() -> Sequence[Fact]:
        found = _shared(ours, ids) if sys.platform == "linux" else ()
        folder.cleanup()
        return found

    return Contest(
        title=f"a file of {users:,} users opened, and one row read",
        unit="files",
        count=1,
        ours=Work("FeatureTable, without a check", lambda: read(check=False)),
        peers=[
            peer("pyarrow", "26.0.1", make),
            Work("FeatureTable, all checked by its sum", lambda: read(check=True)),
        ],
        agree=lambda mine, theirs: "" if mine == theirs else "the rows differ",
        facts=facts,
        rounds=5,
    )


def _shared(file: Path, ids: Any) -> Sequence[Fact]:
    """Count the memory of several processes that read all rows of one file at a time."""
    asked, whole = file.with_name("asked.npy"), file.stat().st_size
    np.save(asked, ids)
    with reading(file, asked, READERS) as readers:
        seen, there = sum(each.resident for each in readers), sum(each.share for each in readers)
        own = max(each.own for each in readers)
    of_file = "times the file"
    return [
        Fact(f"what {READERS} readers see of one file, added up", seen / whole, of_file),
        Fact(f"what is in memory of it for all {READERS}", there / whole, of_file),
        Fact("what a reader has for itself, at most", own / whole, of_file),
    ]


def _rows(users: int, reads: int, rng: np.random.Generator) -> Contest:
    ids, rows, names = _table(users, rng)
    folder = tempfile.TemporaryDirectory()
    ours, theirs = Path(folder.name) / "ours", Path(folder.name) / "arrow"
    write_features(ours, ids, rows, names)
    table = FeatureTable(ours)
    asked = rng.choice(ids, reads).tolist()
    one: dict[str, Callable[[int], Any]] = {"FeatureTable": table.row}

    def run() -> float:
        return sum(float(found[0]) for user in asked if (found := table.row(user)) is not None)

    def make() -> Callable[[], float]:
        _arrow_write(theirs, ids, rows, names)
        opened = _arrow_open(theirs)
        column = opened.column("id").to_numpy()
        columns = [opened.column(name).to_numpy() for name in names]

        def row(user: int) -> list[Any]:
            at = column.searchsorted(user)
            return [each[at] for each in columns]

        one["pyarrow"] = row
        return lambda: sum(float(row(user)[0]) for user in asked)

    def facts() -> Sequence[Fact]:
        found = [fact for name, each in one.items() for fact in _latencies(name, each, asked)]
        folder.cleanup()
        return found

    return Contest(
        title=f"{reads:,} rows of {FEATURES} features, each asked for by its user",
        unit="rows",
        count=reads,
        ours=Work("FeatureTable.row", run),
        peers=[peer("pyarrow", "26.0.1", make)],
        agree=lambda mine, theirs: "" if mine == theirs else f"{mine} and {theirs}",
        facts=facts,
    )


def _latencies(name: str, read: Callable[[int], Any], asked: Sequence[int]) -> Sequence[Fact]:
    took = []
    for user in asked:
        start = time.perf_counter_ns()
        read(user)
        took.append(time.perf_counter_ns() - start)
    p50, p99 = np.percentile(took, [50, 99]).tolist()
    return [Fact(f"p50 of a row, {name}", p50, "ns"), Fact(f"p99 of a row, {name}", p99, "ns")]


BENCH = Bench("trends: a sorted set, and rows of features", contests)
