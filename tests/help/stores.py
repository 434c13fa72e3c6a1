"""Stores and strategies that several tests make."""

import sqlite3
import weakref
from typing import Any

import numpy as np

from twitlab.partitioning import ByTime, ByTweet, ByUser, Ring, Strategy, TweetStore

LAST = 2**63 - 1
NAMES = ("by user", "by tweet", "by time", "ring by user", "ring by tweet")


def made(name: str, size: int = 4) -> Strategy:
    """Make a strategy; size is partitions, or rows in one."""
    makers: dict[str, Any] = {
        "by user": lambda: ByUser(size),
        "by tweet": lambda: ByTweet(size),
        "by time": lambda: ByTime(size),
        "ring by user": lambda: Ring(size, 8),
        "ring by tweet": lambda: Ring(size, 8, key="tweet"),
    }
    strategy: Strategy = makers[name]()
    return strategy


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def filled(strategy: Strategy, tweets: int = 400, users: int = 7) -> TweetStore:
    """Make a store of tweets 10, 20, 30, ... by users in turn."""
    store = TweetStore(strategy)
    at = np.arange(tweets, dtype=np.int64)
    store.append((at + 1) * 10, at % users)
    return store


class Sqlite:
    """Be the oracle: one indexed table, closed when the oracle is dropped."""

    def __init__(self) -> None:
        self.base = sqlite3.connect(":memory:")
        weakref.finalize(self, self.base.close)
        self.base.execute("create table tweets (id integer primary key, user integer)")
        self.base.execute("create index by_user on tweets (user, id)")

    def append(self, ids: Any, user_ids: Any) -> None:
        rows = zip(ids.tolist(), user_ids.tolist(), strict=True)
        self.base.executemany("insert into tweets values (?, ?)", rows)

    def author(self, tweet_id: int) -> int:
        row = self.base.execute("select user from tweets where id = ?", (tweet_id,)).fetchone()
        return int(row[0]) if row else -1

    def latest(self, user_id: int, n: int, before_id: int = LAST) -> list[int]:
        asked = "select id from tweets where user = ? and id < ? order by id desc limit ?"
        return [row[0] for row in self.base.execute(asked, (user_id, before_id, n))]
