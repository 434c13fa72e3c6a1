"""Count what a like costs where everybody likes one tweet: rows and batches."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.counting import ShardedCounter

LIKES: Final = 10_000
SERVERS: Final = 20
ROWS: Final = (1, 64)
BATCHES: Final = (1, 500)


@dataclass(frozen=True, slots=True)
class LikeCosts:
    """Say what 10,000 likes cost, and what a read knows.

    Args:
        writes: to all rows.
        in_line: to the busiest row; they come one behind the other.
        rows_read: by one read.
        unseen: likes that the read does not see, because they wait in a batch.
        lost: the most of them that are lost with one server.
    """

    writes: int
    in_line: int
    rows_read: int
    unseen: int
    lost: int


def like_costs(rows: int, batch: int, seed: int = 2012) -> LikeCosts:
    """Let 20 servers take 10,000 likes of one tweet, and read once.

    Each like comes to any of the servers.

    Args:
        rows: of the counter, 1 to 64.
        batch: how many likes a server adds up before it writes, 1 to 500.
        seed: of the servers drawn, and of the rows chosen.

    Returns:
        The LikeCosts.

    Raises:
        BadType: an argument is no int.
        BadValue: an argument is out of range.

    Complexity: O(likes).

    >>> like_costs(rows=1, batch=1)
    LikeCosts(writes=10000, in_line=10000, rows_read=1, unseen=0, lost=0)
    """
    check_int("rows", rows, *ROWS)
    check_int("batch", batch, *BATCHES)
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    counter = ShardedCounter(rows, batch, seed=seed)
    for server in rng.integers(SERVERS, size=LIKES).tolist():
        counter.add(server)
    work = counter.work
    unseen = LIKES - counter.estimate()
    read = counter.work.rows_read - work.rows_read
    lost = max(counter.lose(server) for server in range(SERVERS))
    return LikeCosts(work.writes, work.most_on_one_row, read, unseen, lost)
