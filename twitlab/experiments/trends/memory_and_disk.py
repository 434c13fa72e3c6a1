"""Measure on this machine what is read from memory, from a disk and over a network's code.

Beside each stands what the table of latencies says, the same on every machine:

    read from memory, 64 bytes        100 ns     then 4 KB from an SSD       150,000 ns
    a round trip in a data centre 500,000 ns

So the SSD in this machine is nearer than the memory of the next one, by that table. What this
leaves out: a disk in a cloud is itself behind a network, and today's networks and NVMe disks are
faster than the table. A measurement from Python has some 50 ns of Python in it, and more with a
call of the system; two threads that answer each other wait for each other's turn too.
"""

import mmap
import os
import socket
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from twitlab.arguments import as_path, check_int, check_number
from twitlab.errors import BadValue
from twitlab.estimate import latency

PAGE: Final = 4_096
_TABLE: Final = {row.name: row.ns for row in latency.TABLE}
_MEMORY_NS: Final = _TABLE["Main memory reference"]
_SSD_NS: Final = _TABLE["Read 4 KB at random from SSD"]
_TRIP_NS: Final = _TABLE["Round trip within one data centre"]
_FILE_PAGES: Final = 16_384  # 64 MB
_ROWS: Final = 1_000_000

Clock = Callable[[], int]  # nanoseconds since any moment


@dataclass(frozen=True, slots=True)
class Read:
    """Say what one read takes.

    Args:
        what: is read, and from where.
        p50_ns: half of the reads took no longer.
        p99_ns: 99 in 100 took no longer.
        table_ns: what `source` has for it, or for the nearest there is.
        source: of that number.
        how: what makes this machine's number unlike that, in a few words.
    """

    what: str
    p50_ns: float
    p99_ns: float
    table_ns: float
    source: str
    how: str


def read_latencies(
    clock: Clock, folder: str | Path | None = None, reads: int = 2_000, seed: int = 1
) -> list[Read]:
    """Measure six ways to read.

    Args:
        clock: gives nanoseconds, `time.perf_counter_ns` in a lesson.
        folder: on which disk a file of 64 MB is made for it; None for that of temporary files. One
            held in memory shows it.
        reads: of each kind, 10 or more. Reads too short for a clock are timed 100 at a time.
        seed: of the places that are read.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: reads is below 10, folder is no path, or the clock runs backwards.
        OSError: the disk refuses.

    Complexity: some seconds; 64 MB on the disk and 200 MB of memory, which are given back.
    """
    reads = check_int("reads", reads, 10, None)
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    where = None if folder is None else as_path("folder", folder)
    found = [_from_dict(clock, reads, rng), _from_array(clock, reads, rng)]
    with TemporaryDirectory(dir=where) as made:
        file = Path(made) / "pages"
        pages = rng.integers(0, 256, (_FILE_PAGES // 64, PAGE), np.uint8).tobytes()
        with file.open("wb") as opened:
            for _ in range(64):
                opened.write(pages)
            opened.flush()
            os.fsync(opened.fileno())
        places = (rng.integers(0, _FILE_PAGES, reads) * PAGE).tolist()
        found += [_from_page_cache(clock, file, places), _from_disk(clock, file, places)]
    return [*found, _over_loopback(clock, reads, 8), _over_loopback(clock, reads, PAGE)]


def _timed(clock: Clock, read: Callable[[Any], object], asked: Sequence[Any], each: int = 1) -> Any:
    took = []
    for at in range(0, len(asked) - each + 1, each):
        some = asked[at : at + each]
        start = clock()
        for one in some:
            read(one)
        took.append((clock() - start) / each)
    if min(took) < 0:
        raise BadValue(f"clock must not run backwards; it went {-min(took)} ns back")
    return np.percentile(took, [50, 99]).tolist()


def _read(what: str, measured: Any, table_ns: float, how: str) -> Read:
    p50_ns, p99_ns = measured
    return Read(what, p50_ns, p99_ns, table_ns, latency.SOURCE, how)


def _from_dict(clock: Clock, reads: int, rng: np.random.Generator) -> Read:
    table = {f"#{number}": float(number) for number in range(_ROWS)}
    asked = [f"#{number}" for number in rng.integers(0, _ROWS, 10 * reads).tolist()]
    measured = _timed(clock, table.__getitem__, asked, 10)
    return _read(
        "a score of a dict of a million", measured, _MEMORY_NS, "several places, and Python"
    )


def _from_array(clock: Clock, reads: int, rng: np.random.Generator) -> Read:
    table = array("d", bytes(8 * 8 * _ROWS))
    asked = rng.integers(0, len(table), 10 * reads).tolist()
    measured = _timed(clock, table.__getitem__, asked, 10)
    return _read("8 bytes of an array of 64 MB", measured, _MEMORY_NS, "one place, and Python")


def _from_page_cache(clock: Clock, file: Path, places: Sequence[int]) -> Read:
    with file.open("rb") as opened, closing(mmap.mmap(opened.fileno(), 0, prot=_READ)) as mapped:
        for at in range(0, len(mapped), PAGE):
            mapped[at]  # touched, so that the page is there
        measured = _timed(clock, lambda at: mapped[at : at + PAGE], places)
    return _read("4 KB of a mapped file, in the page cache", measured, _MEMORY_NS, "64 lines")


_READ: Final = getattr(mmap, "PROT_READ", 1)


def _from_disk(clock: Clock, file: Path, places: Sequence[int]) -> Read:
    """Read past the page cache, if the system lets us; else ask it to forget the file first."""
    how = "O_DIRECT: past the page cache of this system, perhaps not of its host"
    try:
        with _direct(file) as read:
            return _read("4 KB from the disk", _timed(clock, read, places), _SSD_NS, how)
    except (OSError, AttributeError):
        return _forgotten(clock, file, places)


@contextmanager
def _direct(file: Path) -> Iterator[Callable[[int], object]]:
    handle = os.open(file, os.O_RDONLY | os.O_DIRECT)
    try:
        with closing(mmap.mmap(-1, PAGE)) as aligned:
            os.preadv(handle, [aligned], 0)  # refused here where it cannot be done
            yield lambda at: os.preadv(handle, [aligned], at)
    finally:
        os.close(handle)


def _forgotten(clock: Clock, file: Path, places: Sequence[int]) -> Read:
    how = "nothing could be done about the page cache: this is memory"
    with file.open("rb", buffering=0) as opened:
        with suppress(OSError, AttributeError):
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_RANDOM)
            how = "the page cache was asked to forget the file"

        def read(at: int) -> None:
            opened.seek(at)
            opened.read(PAGE)

        different = list(dict.fromkeys(places))  # a page that comes again is in the cache
        return _read("4 KB from the disk", _timed(clock, read, different), _SSD_NS, how)


def _over_loopback(clock: Clock, reads: int, nbytes: int) -> Read:
    answer = bytes(nbytes)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        here = socket.create_connection(server.getsockname())
        there, _ = server.accept()

    def serve() -> None:
        while there.recv(64):
            there.sendall(answer)

    def ask(_: object) -> None:
        here.sendall(b"a tweet?")
        left = nbytes
        while left:
            left -= len(here.recv(left))

    thread = threading.Thread(target=serve, daemon=True)
    with closing(there):
        for each in (here, there):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread.start()
        try:
            measured = _timed(clock, ask, range(reads))
        finally:
            here.close()
            thread.join()
    how = "TCP over this machine's loopback: all of a network's code, and no cable"
    return _read(f"{nbytes:,} bytes of a neighbour's memory", measured, _TRIP_NS, how)


@dataclass(frozen=True, slots=True)
class Price:
    """Say what a place for bytes costs.

    Args:
        what: it is.
        usd_per_gb: US dollars for 10**9 bytes.
        source: of the price, with its year, or "assumed".
    """

    what: str
    usd_per_gb: float
    source: str


PRICES: Final = (
    Price("memory of a server", 4.0, "assumed"),
    Price("NVMe disk of a server", 0.10, "assumed"),
    Price("hard disk of a server", 0.02, "assumed"),
)
"""Round numbers to reckon with; look up today's. Neither a quotation nor a measurement."""


def break_even_s(
    page_bytes: int, usd_per_read_per_s: float, usd_per_gb: float = PRICES[0].usd_per_gb
) -> float:
    """Say how rarely a page may be read so that keeping it in memory still costs no more.

    A page that is read every t seconds takes 1 / t of a read a second from the disk, which costs
    money; a page in memory costs money too. At t both cost the same.

    Args:
        page_bytes: 1 or more.
        usd_per_read_per_s: the price of a disk by how many reads a second it makes.
        usd_per_gb: of memory.

    Raises:
        BadType: an argument is no number.
        BadValue: an argument is out of range.

    Source: Gray and Putzolu, "The 5 Minute Rule for Trading Memory for Disc Accesses", SIGMOD 1987.

    Complexity: O(1).

    >>> break_even_s(1_000, usd_per_read_per_s=2_000, usd_per_gb=5_000_000)  # as in 1987: 5 minutes
    400.0
    >>> round(break_even_s(4_096, usd_per_read_per_s=200 / 500_000))  # assumed: an NVMe for $200
    24
    """
    page_bytes = check_int("page_bytes", page_bytes, 1, None)
    for name, value in (("usd_per_read_per_s", usd_per_read_per_s), ("usd_per_gb", usd_per_gb)):
        if not check_number(name, value) > 0:
            raise BadValue(f"{name} must be above 0, got {value}")
    return float(usd_per_read_per_s) / (page_bytes * float(usd_per_gb) / 1e9)
