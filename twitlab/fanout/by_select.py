"""Give home timelines by the SELECT that every design begins with, run on SQLite in memory."""

import sqlite3
import weakref
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import HomeTimelines
from twitlab.ids import UserId
from twitlab.tweet import TweetBatch

TABLES: Final = """
CREATE TABLE follows (source INTEGER, destination INTEGER, PRIMARY KEY (source, destination))
    WITHOUT ROWID;
CREATE TABLE blocks (source INTEGER, destination INTEGER, PRIMARY KEY (source, destination))
    WITHOUT ROWID;
CREATE TABLE tweets (id INTEGER PRIMARY KEY, user_id INTEGER, to_user INTEGER, original INTEGER,
    is_deleted INTEGER DEFAULT 0);
CREATE INDEX tweets_of_user ON tweets (user_id, id);
"""
BROKEN: Final = """
SELECT id FROM tweets
WHERE user_id IN (SELECT destination FROM follows WHERE source = :user)
ORDER BY id DESC LIMIT :n
"""
SELECT: Final = """
SELECT max(shown.id), shown.original
FROM tweets AS shown JOIN tweets AS original ON original.id = shown.original
WHERE shown.user_id IN (SELECT destination FROM follows WHERE source = :user)
  AND NOT shown.is_deleted AND NOT original.is_deleted
  AND (shown.to_user IN (-1, shown.user_id)
       OR shown.to_user IN (SELECT destination FROM follows WHERE source = :user))
  AND NOT EXISTS (SELECT 1 FROM blocks WHERE
       source = :user AND destination = original.user_id
       OR source = original.user_id AND destination = :user)
GROUP BY shown.original ORDER BY max(shown.id) DESC LIMIT :n
"""


class _Tables:
    """Keep what a `Keeper` has to, and blocks, in a database."""

    def __init__(self, sources: Ints, destinations: Ints) -> None:
        # Whichever thread drops the fan-out may close the database.
        self.database = sqlite3.connect(":memory:", check_same_thread=False)
        self.close = weakref.finalize(self, self.database.close)
        self.database.executescript(TABLES)
        edges = zip(sources.tolist(), destinations.tolist())
        self.database.executemany("INSERT OR IGNORE INTO follows VALUES (?, ?)", edges)

    def append(self, batch: TweetBatch) -> None:
        columns = batch.ids, batch.user_ids, batch.in_reply_to_user_ids, batch.retweet_of_ids
        for id_, user_id, to_user, retweet_of in zip(*(column.tolist() for column in columns)):
            original = id_
            if retweet_of >= 0:
                original = self.one("SELECT original FROM tweets WHERE id = ?", retweet_of)
            self.database.execute(
                "INSERT INTO tweets (id, user_id, to_user, original) VALUES (?, ?, ?, ?)",
                (id_, user_id, to_user, original),
            )

    def newest_id(self) -> int:
        return self.one("SELECT coalesce(max(id), -1) FROM tweets")

    def are_known(self, ids: Ints) -> NDArray[np.bool_]:
        found = [
            self.one("SELECT count(*) FROM tweets WHERE id = ?", each) for each in ids.tolist()
        ]
        return np.array(found, bool)

    def delete(self, ids: Ints) -> int:
        change = "UPDATE tweets SET is_deleted = 1 WHERE id = ? AND NOT is_deleted"
        return sum(self.database.execute(change, (each,)).rowcount for each in ids.tolist())

    def change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        return self.change("follows", user, other, is_followed)

    def change(self, table: str, user: UserId, other: UserId, is_added: bool) -> bool:
        change = (
            f"INSERT OR IGNORE INTO {table} VALUES (?, ?)"
            if is_added
            else f"DELETE FROM {table} WHERE source = ? AND destination = ?"
        )
        return bool(self.database.execute(change, (user, other)).rowcount)

    def one(self, query: str, *values: int) -> int:
        return int(self.database.execute(query, values).fetchone()[0])


class SelectFanout(HomeTimelines):
    """Keep rows in tables, and let the database find a home timeline.

    The model: as HomeTimelines. `BROKEN` is the query as one writes it first, which knows of no
    reply, retweet, block or deletion; `SELECT` is the one that does. The database has to look at
    every tweet of every followee, and sort: no index is on "tweets of those whom I follow, by
    time". What the model leaves out: disks, and a server.

    `close()`, or the end of a `with`, gives the database back at once. Who forgets it loses
    nothing: it is given back when the last name for the fan-out is gone, or when Python ends.

    Args:
        users: how many.
        sources: who follows, shape (edges,).
        destinations: who is followed, shape (edges,).
        cap: the largest page that may be asked for.

    Complexity: to post O(log tweets); to read O(t log t) for the t tweets of all followees.

    Source: Krikorian, "Timelines at scale", QCon SF 2012; sqlite.org, "Query Planning".

    >>> with SelectFanout(3, np.array([0, 0]), np.array([1, 2])) as fanout:
    ...     _ = fanout.post(np.array([20, 29, 34]), np.array([1, 2, 1]))
    ...     fanout.home(0, 2).ids.tolist(), fanout.broken(0, 2)
    ([34, 29], [34, 29])
    """

    def _keep(self, sources: Ints, destinations: Ints) -> _Tables:
        self._tables = _Tables(sources, destinations)
        return self._tables

    def broken(self, user: UserId, n: int = 20) -> list[int]:
        """Run the query as one writes it first, and give the ids."""
        found = self._tables.database.execute(BROKEN, {"user": user, "n": n})
        return [row[0] for row in found]

    def close(self) -> None:
        """Give the database back; nothing can be asked after that."""
        self._tables.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _home(self, user: UserId, n: int) -> Home:
        found = self._tables.database.execute(SELECT, {"user": user, "n": n}).fetchall()
        rows = np.array(found, np.int64).reshape(-1, 2)
        read = self._tables.one(
            "SELECT count(*) FROM tweets WHERE user_id IN"
            " (SELECT destination FROM follows WHERE source = ?)",
            user,
        )
        return Home(rows[:, 0], rows[:, 1], entries_read=read, lists_read=1)

    def _block_changed(self, user: UserId, other: UserId) -> None:
        self._tables.change("blocks", user, other, (user, other) in self._blocks)
