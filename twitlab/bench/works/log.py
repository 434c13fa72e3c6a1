"""The log: records acknowledged when they are on the disk, against SQLite and Redis; recovery.

Each writes to a file of its own in one folder, and answers a batch when the disk has it. Redis is
told so by bytes that were made before: a client in Python would cost more than the server. Sixty
batches have their turn at once: ext4 lets a sync wait for those of others to come (max_batch_time
in ext4(5)), and so whose turn it was before would count.
"""

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from weakref import finalize

import numpy as np

from twitlab.bench.harness import Bench, Contest, Fact, Missing, Work
from twitlab.bench.redis_server import redis_peer
from twitlab.log import EventLog, Events

RECORD_BYTES, BATCH = 64, 1_000
ROUNDS: Final = 15
THREADS: Final = 16
_SQLITE: Final = f"sqlite {sqlite3.sqlite_version}"
Batches = Sequence[list[bytes]]


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; in full they take some two minutes and 2 GB of disk."""
    batches, singles, kept_bytes = (3, 4, 1 << 20) if quick else (60, 60, 1 << 30)
    return [
        _appended(batches, BATCH),
        _appended(singles, 1),
        _together(THREADS, 2 if quick else 25),
        _recovered(kept_bytes),
    ]


def _appended(count: int, size: int) -> Contest:
    chance = np.random.default_rng(1)
    batches = [[chance.bytes(RECORD_BYTES) for _ in range(size)] for _ in range(count)]
    return Contest(
        title=(
            f"{RECORD_BYTES} B records appended and acknowledged, each batch of {size:,} synced"
        ),
        unit="records",
        count=count * size,
        ours=_log_work(batches),
        peers=[
            _sqlite_work(batches, "WAL"),
            _sqlite_work(batches, "DELETE"),
            *_redis_works(batches),
        ],
        agree=_same,
        facts=partial(_policies, batches) if size > 1 else tuple,
        rounds=ROUNDS,
    )


def _same(ours: int, theirs: int) -> str:
    return "" if ours == theirs else f"{ours} records are kept, and {theirs}"


def _log_work(batches: Batches) -> Work:
    folder = TemporaryDirectory()
    log = EventLog(folder.name)

    def run() -> int:
        before = log.acknowledged
        for batch in batches:
            log.append(batch)
        return log.acknowledged - before

    finalize(run, _close, log, folder)
    return Work("EventLog.append, synced", run)


def _sqlite_work(batches: Batches, journal: str) -> Work:
    folder = TemporaryDirectory()
    base = sqlite3.connect(Path(folder.name) / "base", check_same_thread=False)
    base.execute(f"PRAGMA journal_mode = {journal}")
    base.execute("PRAGMA synchronous = FULL")
    base.execute("CREATE TABLE log (place INTEGER PRIMARY KEY, record BLOB)")
    rows = [[(record,) for record in batch] for batch in batches]

    def length() -> int:
        return int(base.execute("SELECT coalesce(max(place), 0) FROM log").fetchone()[0])

    def run() -> int:
        before = length()
        for some in rows:
            base.executemany("INSERT INTO log (record) VALUES (?)", some)
            base.commit()
        return length() - before

    finalize(run, _close, base, folder)
    return Work(f"{_SQLITE}, {journal}, synchronous FULL", run)


def _close(opened: Any, folder: "TemporaryDirectory[str]") -> None:
    opened.close()
    folder.cleanup()


def _redis_works(batches: Batches) -> list[Work | Missing]:
    each = [(b"".join(map(_xadd, batch)), len(batch)) for batch in batches]
    works = [redis_peer("always, a command a record", partial(_sent, each, 1), synced=True)]
    if len(batches[0]) > 1:
        for how, join in (("a field a record", list), ("as one value", _one)):
            whole = [(_xadd(*join(batch)), 1) for batch in batches]
            sent = partial(_sent, whole, len(batches[0]))
            works.append(redis_peer(f"always, one XADD a batch, {how}", sent, synced=True))
    return works


def _one(batch: list[bytes]) -> list[bytes]:
    return [b"".join(batch)]


def _xadd(*values: bytes) -> bytes:
    fields = b"".join(b"$1\r\nr\r\n$%d\r\n%s\r\n" % (len(each), each) for each in values)
    return b"*%d\r\n$4\r\nXADD\r\n$1\r\nl\r\n$1\r\n*\r\n%s" % (3 + 2 * len(values), fields)


def _sent(
    pieces: Sequence[tuple[bytes, int]], records: int, client: Any, path: str
) -> Callable[[], int]:
    """Send each batch and wait for its answers, of two lines each."""

    def run() -> int:
        before = int(client.xlen("l"))
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.connect(path)
            for piece, commands in pieces:
                line.sendall(piece)
                lines = 2 * commands
                while lines:
                    lines -= line.recv(1 << 16).count(b"\n")
        return records * (int(client.xlen("l")) - before)

    return run


def _policies(batches: Batches) -> list[Fact]:
    """Say what the same costs if nobody waits for the disk, or for ten milliseconds' worth."""
    found = []
    for sync in ("interval", "none"):
        with TemporaryDirectory() as folder, EventLog(folder, sync=sync) as log:
            start = time.perf_counter()
            for _ in range(5):
                for batch in batches:
                    log.append(batch)
            log.sync()
            taken = time.perf_counter() - start
            found.append(Fact(f"sync {sync}, and one at the end", log.end / taken, "records/s"))
    with TemporaryDirectory() as folder, EventLog(folder) as log:
        start = time.process_time()
        for batch in batches:
            log.append(batch)
        taken = time.process_time() - start
    found.append(Fact("processor time of our batch", 1e6 * taken / len(batches), "us"))
    return found


def _together(threads: int, each: int) -> Contest:
    """Append single records from many threads, each of which waits for its answers."""
    record, folder = [bytes(RECORD_BYTES)], TemporaryDirectory()
    log = EventLog(folder.name)
    syncs: list[float] = []

    def produce() -> None:
        for _ in range(each):
            log.append(record)

    def run() -> int:
        before, synced = log.acknowledged, log.syncs
        producers = [threading.Thread(target=produce) for _ in range(threads)]
        for one in producers:
            one.start()
        for one in producers:
            one.join()
        syncs.append((log.acknowledged - before) / (log.syncs - synced))
        return log.acknowledged - before

    finalize(run, _close, log, folder)
    singles = [record] * (threads * each)
    return Contest(
        title=f"single records from {threads} threads, each acknowledged",
        unit="records",
        count=threads * each,
        ours=Work("EventLog.append, a sync for all that wait", run),
        peers=[_sqlite_work(singles, "WAL")],
        agree=_same,
        facts=lambda: [Fact("records a sync", median(syncs), "records")],
        rounds=5,
    )


def _recovered(nbytes: int) -> Contest:
    """Open a log that was not closed: all of it is read and held against its sums."""
    folder = TemporaryDirectory()
    events = 2_000
    some = Events(np.arange(events), np.arange(events), np.arange(events) % 100, 7)
    with EventLog(folder.name, sync="none") as log:
        while log.nbytes < nbytes:
            log.append(some)
        kept = log.end

    def run() -> int:
        opened = EventLog(folder.name)
        opened.close()
        return opened.end

    def facts() -> list[Fact]:
        return [
            Fact("recovered", nbytes / 1e6, "MB"),
            Fact("warm, the median of five", median(_taken(run) for _ in range(5)), "s"),
            Fact("processor time of all threads", median(_worked(run) for _ in range(5)), "s"),
            Fact("cold, the median of three", median(_cold(folder.name, run)), "s"),
        ]

    finalize(run, folder.cleanup)
    return Contest(
        title=f"a log of {nbytes / 1e9:.1f} GB, {events:,} events a frame, recovered",
        unit="events",
        count=kept,
        ours=Work("EventLog opened", run),
        peers=[Work("its bytes read, and nothing done", partial(_read, folder.name, kept))],
        agree=_same,
        facts=facts,
        rounds=5,
    )


def _read(folder: str, kept: int) -> int:
    for file in sorted(Path(folder).glob("*.log")):
        with file.open("rb", buffering=0) as opened:
            while opened.read(1 << 20):
                pass
    return kept


def _taken(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _worked(run: Callable[[], Any]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _cold(folder: str, run: Callable[[], Any]) -> list[float]:
    """Time it after the system was asked to forget the files; NaN would say nothing, so 0 does."""
    if not hasattr(os, "posix_fadvise"):
        return [0.0]
    times = []
    for _ in range(3):
        for file in Path(folder).glob("*.log"):
            handle = os.open(file, os.O_RDONLY)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
        times.append(_taken(run))
    return times


BENCH = Bench("log: acknowledged appends and recovery", contests)
