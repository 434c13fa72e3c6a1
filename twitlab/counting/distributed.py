"""Count one thing that everybody counts: one row, many rows, or batches.

A tweet's likes, eight servers, and 800 likes at once. A row takes one write at a time, and who
comes while it is written waits:

    one row        800 writes one behind the other
    eight rows     100 each: an eighth of the wait, and a read adds eight rows up
    batches of 50  16 writes; a read may miss what no server has sent yet, 49 each at most
"""

from dataclasses import dataclass

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.counting.keys import MOST_COUNT
from twitlab.hashing import hash_int

MAX_SHARDS = 65_536
MAX_SERVER = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class CounterWork:
    """Count what a counter cost.

    Args:
        writes: to rows.
        most_on_one_row: the writes of the busiest row, which come one behind the other.
        rows_read: by all reads.
    """

    writes: int
    most_on_one_row: int
    rows_read: int


class ShardedCounter:
    """Count in several rows, so that few writers want the same one.

    The model: a row takes one write at a time. A writer chooses a row by its own number and the
    number of its write, so rows fill evenly, also if one server has all the writes. A read adds all
    rows up; one that comes while others write, misses some of their writes, and no write is lost or
    counted twice. One row is the counter as one writes it first.

    Args:
        shards: rows, 1 to 65,536.
        batch: how many events a server adds up before it writes, 1 or more. Until then no read sees
            them, and they are lost if the server is.
        seed: of the choice of rows.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: O(1) an add, O(shards) a read.

    Source: Google App Engine, "Sharding counters", 2008.

    >>> likes = ShardedCounter(shards=8)
    >>> for server in range(100):
    ...     likes.add(server)
    >>> likes.estimate(), likes.work.rows_read
    (100, 8)
    """

    def __init__(self, shards: int = 1, batch: int = 1, *, seed: int = 0) -> None:
        count = check_int("shards", shards, 1, MAX_SHARDS)
        self._batch = check_int("batch", batch, 1, None)
        self._seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self._rows: Ints = np.zeros(count, np.int64)
        self._writes: Ints = np.zeros(count, np.int64)
        self._waiting: dict[int, int] = {}  # events of each server that are in no row yet
        self._rows_read = 0
        self._total = 0  # events, with those that were lost: no row can have more

    @property
    def work(self) -> CounterWork:
        """What it cost so far."""
        return CounterWork(int(self._writes.sum()), int(self._writes.max()), self._rows_read)

    def add(self, server: int, count: int = 1) -> None:
        """Count events that a server saw.

        Args:
            server: its number, 0 or more.
            count: how many, 0 or more.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is below 0, or the total would not fit 62 bits.
        """
        server = check_int("server", server, 0, MAX_SERVER)
        count = check_int("count", count, 0, MOST_COUNT - self._total)
        self._total += count
        self._waiting[server] = self._waiting.get(server, 0) + count
        if self._waiting[server] >= self._batch:
            self.flush(server)

    def flush(self, server: int) -> None:
        """Write what a server has added up, as it does when it is shut down in order.

        Raises:
            BadType: server is not an int.
            BadValue: server is below 0.
        """
        count = self._waiting.pop(check_int("server", server, 0, MAX_SERVER), 0)
        if count:
            turn = server * 0x9E3779B1 + int(self._writes.sum())
            row = hash_int(turn & ((1 << 63) - 1), self._seed) % len(self._rows)
            self._rows[row] += count
            self._writes[row] += 1

    def lose(self, server: int) -> int:
        """Lose a server before it wrote, and say how many events were lost with it.

        Raises:
            BadType: server is not an int.
            BadValue: server is below 0.
        """
        return self._waiting.pop(check_int("server", server, 0, MAX_SERVER), 0)

    def estimate(self) -> int:
        """Add all rows up: what was written, not what is waiting."""
        self._rows_read += len(self._rows)
        return int(self._rows.sum())

    @property
    def waiting(self) -> int:
        """How many events no read can see yet."""
        return sum(self._waiting.values())
