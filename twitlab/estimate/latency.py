"""Know what each thing that a computer does takes, and measure the same on this machine.

The model: one number for each operation, within a factor of two or three. What it leaves out is the
tail: a mean hides the one read in a hundred that takes ten times as long. A measurement here is
made from Python, whose own cost of some 50 ns for a call is in every number; the smallest rows of
the table (L1 cache, a mispredicted branch) cannot be seen from it and have no measurement.
"""

import hashlib
import os
import socket
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadType, BadValue

Clock = Callable[[], int]
"""Gives nanoseconds since any moment, such as `time.perf_counter_ns`."""

SOURCE: Final = (
    "donnemartin/system-design-primer, README.md, 'Latency numbers every programmer should know', "
    "after Jeff Dean's and Peter Norvig's tables, in the form of 2012"
)
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Latency:
    """Hold one row of the table.

    Args:
        name: what is done.
        ns: how long it takes, nanoseconds.
        key: by which `measure` knows it; "" where Python cannot see it or one machine has none.
    """

    name: str
    ns: float
    key: str = ""


TABLE: Final = (
    Latency("L1 cache reference", 0.5),
    Latency("Branch mispredict", 5),
    Latency("L2 cache reference", 7),
    Latency("Mutex lock and unlock", 25, "mutex"),
    Latency("Main memory reference", 100, "memory reference"),
    Latency("Compress 1 KB with Zippy", 10_000, "compress 1 KB"),
    Latency("Send 1 KB over a 1 Gbps network", 10_000),
    Latency("Read 4 KB at random from SSD", 150_000),
    Latency("Read 1 MB in sequence from memory", 250_000, "read 1 MB"),
    Latency("Round trip within one data centre", 500_000, "round trip"),
    Latency("Read 1 MB in sequence from SSD", 1_000_000),
    Latency("Disk seek", 10_000_000),
    Latency("Read 1 MB in sequence from disk", 30_000_000),
    Latency("Packet California, Netherlands and back", 150_000_000),
)
"""Source: SOURCE, lines 1600 to 1626 of that file at commit ae9bbd7b."""

POWERS_OF_TWO: Final = (
    (10, "1 KB", "thousand"),
    (20, "1 MB", "million"),
    (30, "1 GB", "billion"),
    (40, "1 TB", "trillion"),
)
"""Exponent, what so many bytes are called there (binary: KiB, MiB, ...), and about how many.
Source: the same file, lines 1581 to 1594."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold one measurement on this machine.

    Args:
        key: what was done; one of KEYS.
        what: the same in words, with what makes it unlike the table's row.
        ns: the median of the rounds, nanoseconds for one operation.
        low_ns: the fastest round.
        high_ns: the slowest round.
        rounds: how many rounds; each did the operation `each` times.
        each: see rounds.
    """

    key: str
    what: str
    ns: float
    low_ns: float
    high_ns: float
    rounds: int
    each: int


def measure(key: str, clock: Clock, rounds: int = 9, folder: Path | None = None) -> Measured:
    """Measure one operation on this machine. Nothing is measured before this is called.

    Args:
        key: which operation, one of KEYS.
        clock: the clock to measure by, `time.perf_counter_ns` in a lesson.
        rounds: how often to repeat; 1 or more. The median is given.
        folder: where "fsync" may write 4 KB; a temporary one where None. It is left clean. On a
            folder that is held in memory (tmpfs) an fsync costs nothing, and shows it.

    Returns:
        The measurement. "round trip" goes through a socket of this machine and back: it has the
        system calls of a real one and not the cable, so it is shorter.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: key is unknown, rounds is below 1, or the clock runs backwards.

    Complexity: a few ms for each round; "memory reference" takes 200 MB for a second.

    >>> ticks = iter(range(0, 10**9, 1000))
    >>> measure("mutex", lambda: next(ticks), rounds=3).ns
    0.5
    """
    if not isinstance(key, str):
        raise BadType(f"key must be a string, got {key!r}")
    if key not in _MAKERS:
        raise BadValue(f"key must be one of {', '.join(_MAKERS)}, got {key!r}")
    check_int("rounds", rounds, 1, None)
    if not callable(clock):
        raise BadType(f"clock must give nanoseconds when called, got {clock!r}")
    what, each, maker = _MAKERS[key]
    with maker(folder, each) as run:
        run()  # the first round fills caches and opens what is opened late
        took = sorted(_timed(run, clock) / each for _ in range(rounds))
    return Measured(key, what, took[rounds // 2], took[0], took[-1], rounds, each)


def _timed(run: Callable[[], object], clock: Clock) -> int:
    start = clock()
    run()
    took = clock() - start
    if took < 0:
        raise BadValue(f"clock must not run backwards; it went {-took} ns back")
    return took


@contextmanager
def _mutex(_folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    lock = threading.Lock()

    def run() -> None:
        for _ in range(each):
            with lock:
                pass

    yield run


@contextmanager
def _memory_reference(_folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    # One random cycle through 64 MB: where to read next is known only when the last read is there,
    # so that no two are in flight at once.
    order = np.random.default_rng(1).permutation(8_000_000)
    following = np.empty_like(order)
    following[order] = np.roll(order, -1)
    table = following.data
    place = 0

    def run() -> None:
        nonlocal place
        at = place
        for _ in range(each):
            at = table[at]
        place = at

    yield run


@contextmanager
def _read_mb(_folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    # Each pass reads another MB of 64, so that it comes from memory and not from a cache.
    table = np.ones((64, _MB // 8), dtype=np.int64)
    turn = iter(np.tile(np.arange(64), 10_000).tolist())

    def run() -> None:
        for _ in range(each):
            table[next(turn)].sum()

    yield run


@contextmanager
def _compress(_folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    text = (b"RT @somebody: 400 million tweets a day, 200 bytes each http://t.co/ " * 16)[:1_000]

    def run() -> None:
        for _ in range(each):
            zlib.compress(text, 1)

    yield run


@contextmanager
def _hash(_folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    text = bytes(1_000)

    def run() -> None:
        for _ in range(each):
            hashlib.sha256(text).digest()

    yield run


@contextmanager
def _round_trip(_folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    here, there = socket.socketpair()

    def answer() -> None:
        while heard := there.recv(64):
            there.sendall(heard)

    def run() -> None:
        for _ in range(each):
            here.sendall(b"a tweet?")
            here.recv(64)

    with closing(there):
        echo = threading.Thread(target=answer, daemon=True)
        echo.start()
        try:
            yield run
        finally:
            here.close()
            echo.join()


@contextmanager
def _fsync(folder: Path | None, each: int) -> Iterator[Callable[[], object]]:
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:

        def run() -> None:
            for _ in range(each):
                file.seek(0)
                file.write(bytes(4_096))
                os.fsync(file.fileno())

        yield run


_MAKERS: Final = {
    "mutex": ("lock and unlock a lock from Python, without contention", 2_000, _mutex),
    "memory reference": (
        "8 bytes at a place of 64 MB that the read before named",
        20_000,
        _memory_reference,
    ),
    "compress 1 KB": ("compress 1 KB with zlib at its fastest", 100, _compress),
    "hash 1 KB": ("SHA-256 of 1 KB", 500, _hash),
    "read 1 MB": ("add up 1 MB of numbers in memory", 8, _read_mb),
    "round trip": ("8 bytes to another thread and back through a socket", 50, _round_trip),
    "fsync 4 KB": ("write 4 KB and wait until they are on disk", 2, _fsync),
}
KEYS: Final = tuple(_MAKERS)
"""What `measure` can measure."""
