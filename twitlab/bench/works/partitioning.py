"""A tweet store against an indexed table in SQLite, both in memory.

Authors are uneven. Users are asked for as often as they write, so nearly all have a full page.
"""

import json
import sqlite3
import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np

from twitlab.bench.harness import Bench, Contest, Fact, Work
from twitlab.columns import Ints
from twitlab.partitioning import ByTweet, ByUser, TweetStore

NODES = 8
PAGE = 20
SQLITE = f"sqlite3 {sqlite3.sqlite_version}"


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; those that read share two stores and one table."""
    tweets, users_asked, ids_asked = (1_000_000, 300, 5_000) if quick else (10_000_000, 500, 20_000)
    rng = np.random.default_rng(1)
    ids = np.arange(tweets, dtype=np.int64) << 12
    # The busiest 1 % of users write a fifth of the tweets.
    user_ids = (rng.random(tweets) ** 3 * (tweets // 100)).astype(np.int64)
    by_user, by_tweet, table = TweetStore(ByUser(NODES)), TweetStore(ByTweet(NODES)), Table()
    by_user.append(ids, user_ids)
    by_tweet.append(ids, user_ids)
    table.append(list(zip(ids.tolist(), user_ids.tolist(), strict=True)))
    users, sought = rng.choice(user_ids, 10 * users_asked), rng.choice(ids, ids_asked)
    written = tweets // 10
    return [
        newest_one_at_a_time(by_user, table, users),
        newest_in_bulk(by_user, table, users[:users_asked]),
        by_id("by tweet", by_tweet, table, sought),
        by_id("by user, all partitions asked", by_user, table, sought),
        appends(ids[:written], user_ids[:written], written),
        appends(ids[:written], user_ids[:written], 1_000),
    ]


class Table:
    """Hold tweets as SQLite does: a row each, by id, and an index by user, then id.

    A contest holds it until its last round, so the database is closed when it is dropped.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect(":memory:")
        weakref.finalize(self, self._base.close)
        self._base.execute("create table tweets (id integer primary key, user_id integer)")
        self._base.execute("create index by_user on tweets (user_id, id)")

    def append(self, rows: Sequence[tuple[int, int]]) -> None:
        """Write rows in one transaction."""
        with self._base:
            self._base.executemany("insert into tweets values (?, ?)", rows)

    def newest(self, users: Sequence[int]) -> list[list[int]]:
        """Find each user's newest ids, by a statement each."""
        asked = f"select id from tweets where user_id = ? order by id desc limit {PAGE}"
        found = (self._base.execute(asked, (user,)).fetchall() for user in users)
        return [[row[0] for row in rows] for rows in found]

    def newest_of_all(self, users: Sequence[int]) -> list[tuple[str]]:
        """Find each user's newest ids, by one statement; they come as one text a user."""
        asked = f"""select (select group_concat(id) from (
            select id from tweets where user_id = asked.value order by id desc limit {PAGE}
        )) from json_each(?) asked"""
        return self._base.execute(asked, (json.dumps(users),)).fetchall()

    def authors(self, ids: Sequence[int]) -> list[tuple[int]]:
        """Find who wrote each tweet, by a statement each."""
        asked = "select user_id from tweets where id = ?"
        return [self._base.execute(asked, (each,)).fetchone() for each in ids]

    def authors_of_all(self, ids: Sequence[int]) -> list[tuple[int]]:
        """Find who wrote each tweet, by one statement."""
        # Only a cross join keeps SQLite from reading the whole table.
        asked = (
            "select user_id from json_each(?) asked cross join tweets on tweets.id = asked.value"
        )
        return self._base.execute(asked, (json.dumps(ids),)).fetchall()

    def rows(self) -> list[tuple[int, int]]:
        """Give all rows, by id."""
        return self._base.execute("select id, user_id from tweets order by id").fetchall()

    def nbytes(self) -> int:
        """Give the size of the table and its index."""
        pages, size = (
            self._base.execute(f"pragma {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
        return int(pages * size)


def newest_one_at_a_time(store: TweetStore, table: Table, users: Ints) -> Contest:
    """Ask for the newest tweets of one user after the other."""
    listed = users.tolist()
    return Contest(
        title=_newest_title(store, users, "one at a time"),
        unit="users",
        count=len(users),
        ours=Work("TweetStore.latest", lambda: [store.latest(user, PAGE).ids for user in listed]),
        peers=[Work(SQLITE, lambda: table.newest(listed))],
        agree=lambda ours, theirs: _differ([ids.tolist() for ids in ours], theirs),
        facts=lambda: [
            Fact("the store", store.nbytes / len(store), "B a tweet"),
            Fact("SQLite's table and index", table.nbytes() / len(store), "B a tweet"),
        ],
    )


def newest_in_bulk(store: TweetStore, table: Table, users: Ints) -> Contest:
    """Ask for the newest tweets of all users at once."""
    listed = users.tolist()
    return Contest(
        title=_newest_title(store, users, "in bulk"),
        unit="users",
        count=len(users),
        ours=Work("TweetStore.latest_many", lambda: store.latest_many(users, PAGE).ids),
        peers=[
            Work(f"{SQLITE}, a statement each", lambda: table.newest(listed)),
            Work(f"{SQLITE}, one statement", lambda: table.newest_of_all(listed)),
        ],
        agree=_same_newest,
    )


def by_id(name: str, store: TweetStore, table: Table, ids: Ints) -> Contest:
    """Ask who wrote some tweets."""
    listed = ids.tolist()
    return Contest(
        title=f"{len(ids):,} of {len(store):,} tweets by id, partitioned {name}",
        unit="tweets",
        count=len(ids),
        ours=Work("TweetStore.get", lambda: store.get(ids).user_ids),
        peers=[
            Work(f"{SQLITE}, a statement each", lambda: table.authors(listed)),
            Work(f"{SQLITE}, one statement", lambda: table.authors_of_all(listed)),
        ],
        agree=lambda ours, theirs: _differ(ours.tolist(), [row[0] for row in theirs]),
    )


def appends(ids: Ints, user_ids: Ints, batch: int) -> Contest:
    """Write tweets into an empty store, a batch at a time, by user."""
    rows = list(zip(ids.tolist(), user_ids.tolist(), strict=True))

    def ours() -> TweetStore:
        store = TweetStore(ByUser(NODES))
        for low in range(0, len(ids), batch):
            store.append(ids[low : low + batch], user_ids[low : low + batch])
        return store

    def theirs() -> Table:
        table = Table()
        for low in range(0, len(rows), batch):
            table.append(rows[low : low + batch])
        return table

    def same_rows(store: TweetStore, table: Table) -> str:
        stored, authors = table.rows(), store.get(ids).user_ids
        return _differ(list(zip(ids.tolist(), authors.tolist(), strict=True)), stored)

    return Contest(
        title=f"{len(ids):,} tweets written, {batch:,} at a time, by user",
        unit="tweets",
        count=len(ids),
        ours=Work("TweetStore.append", ours),
        peers=[Work(f"{SQLITE}, executemany", theirs)],
        agree=same_rows,
        rounds=5,
    )


def _newest_title(store: TweetStore, users: Ints, how: str) -> str:
    return f"newest {PAGE} of {len(users)} users among {len(store):,} tweets, by user, {how}"


def _same_newest(ours: Any, theirs: list[Any]) -> str:
    if isinstance(theirs[0], tuple):
        theirs = [[int(each) for each in row[0].split(",")] for row in theirs]
    return _differ([[each for each in row if each >= 0] for row in ours.tolist()], theirs)


def _differ(ours: Sequence[Any], theirs: Sequence[Any]) -> str:
    return "" if ours == theirs else "the answers differ"


BENCH = Bench("tweets by user and by tweet, against an indexed table", contests)
