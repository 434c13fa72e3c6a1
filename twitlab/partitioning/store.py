"""Store tweets on partitions, and say what each read and write touched."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_ids, check_int
from twitlab.columns import Column, Ints, group
from twitlab.errors import BadType, BadValue
from twitlab.ids import MAX_ID, TweetId
from twitlab.partitioning.answers import (
    NO_TWEET,
    NO_USER,
    Cursor,
    Found,
    Pages,
    TweetPage,
    Written,
)
from twitlab.partitioning.partition import Partition
from twitlab.partitioning.rebalancing import PartitionedRows
from twitlab.tweet import TweetBatch, as_batch

MAX_PAGE = 1_000_000
_MAX_CELLS = 1 << 27
_NONE: Ints = np.empty(0, dtype=np.int64)


class TweetStore(PartitionedRows):
    """Keep who wrote which tweet, on partitions that a strategy picks.

    The model: tweets come in the order of their ids, as snowflakes do from one worker. A partition
    finds a tweet or a user by an index; its cost is the rows that it reads, and the index's inner
    nodes are free. What the model leaves out: texts, deletion, tweets that come late, replicas, and
    the network: partitions are asked in this process.

    Args:
        strategy: a ByUser, ByTweet, ByTime or Ring, or what has their methods; not in use yet.
        users: how many users there are, 0 to users - 1; None if any number may be one.

    Raises:
        BadType: strategy is none, or users is not an int.
        BadValue: users is out of range, or the strategy is in use.

    Complexity: 24 bytes a row and 16 a user in each partition.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010: by time ("Dirt-Goose"), by primary key
    ("T-Bird"), index by user id ("T-Flock").

    >>> from twitlab.partitioning import ByUser
    >>> store = TweetStore(ByUser(4))
    >>> store.append(np.array([20, 29, 34]), np.array([12, 5, 12])).partitions_touched
    2
    >>> page, found = store.latest(12, 2), store.get(np.array([29]))
    >>> page.ids.tolist(), page.partitions_touched, found.partitions_touched
    ([34, 20], 1, 4)
    """

    __slots__ = ()

    def append(
        self, tweets: TweetBatch | Column, user_ids: Column | None = None, **columns: Column
    ) -> Written:
        """Write tweets, of which it keeps the ids and who wrote each.

        Args:
            tweets: a TweetBatch, or the ids of one; above all that are stored.
            user_ids: who wrote each; nothing beside a TweetBatch.
            columns: others of a TweetBatch, by name.

        Returns:
            Rows written and partitions touched.

        Raises:
            BadType: as TweetBatch.
            BadValue: as TweetBatch; an id is not above all that are stored, or a user is unknown.
                Nothing is written then.

        Complexity: O(log rows) sorts a row, amortised; one sort if it all comes at once.

        >>> from twitlab.partitioning import ByTweet
        >>> TweetStore(ByTweet(4)).append(np.array([1, 2, 3, 4]), np.array([7, 7, 7, 7]))
        Written(rows=4, partitions_touched=2)
        """
        batch = as_batch(tweets, user_ids, **columns)
        if not len(batch):
            return Written(0, 0)
        _check_batch(batch, self._newest, self._users)
        ids, user_ids = batch.ids, batch.user_ids
        placed, strategy = self._strategy.place(ids, user_ids)
        grown = []
        for number, at in group(placed):
            partition = self._partitions.get(number, Partition())
            grown.append((number, partition, partition.grown(ids[at], user_ids[at]), len(at)))
        # From here on nothing can fail.
        for number, partition, segments, rows in grown:
            partition.segments = segments
            partition.writes += rows
            self._partitions[number] = partition
        self._strategy, self._newest = strategy, int(ids[-1])
        return Written(len(ids), len(grown))

    def append_one(self, tweet_id: TweetId, user_id: int) -> Written:
        """Write one tweet, as `append` does.

        Args:
            tweet_id: above all that are stored.
            user_id: who wrote it.

        Returns:
            Rows written and partitions touched.

        Raises:
            BadType: a number is not an int.
            BadValue: as `append`.

        Complexity: as `append`.

        >>> from twitlab.partitioning import ByUser
        >>> TweetStore(ByUser(4)).append_one(20, 12)
        Written(rows=1, partitions_touched=1)
        """
        tweet_id = check_int("tweet_id", tweet_id, 0, MAX_ID)
        user_id = check_int("user_id", user_id, 0, self._users - 1)
        return self.append(np.array([tweet_id]), np.array([user_id]))

    def get(self, ids: NDArray[Any]) -> Found:
        """Find tweets by id.

        Each partition that may hold one is asked once, for all of them.

        Args:
            ids: in any order, any integer dtype, shape (count,).

        Returns:
            Who wrote each, -1 where there is no such tweet, and what it cost.

        Raises:
            BadType: ids is not an array of integers.
            BadValue: ids is not one-dimensional, or an id is out of range.

        Complexity: O(count log count), and O(count log(rows)**2) for each partition asked.

        >>> from twitlab.partitioning import ByTweet
        >>> store = TweetStore(ByTweet(4))
        >>> _ = store.append(np.array([20, 29, 34]), np.array([12, 7, 12]))
        >>> store.get(np.array([34, 30])).user_ids.tolist()
        [12, -1]
        """
        ids = check_ids("ids", ids, MAX_ID)
        # A search for ids that ascend walks on from row to row, near what it has just read.
        order = np.argsort(ids)
        ascending = ids[order]  # (count,)
        authors = np.full(len(ids), NO_USER, dtype=np.int64)
        routes = self._strategy.routes(ascending) if len(ids) else []
        for number, at in routes:
            here = self._partitions[number].authors(ascending[at])
            authors[at] = np.maximum(authors[at], here)
        user_ids = np.empty_like(authors)
        user_ids[order] = authors
        return Found(ids, user_ids, len(routes), int((user_ids != NO_USER).sum()))

    def latest(self, user_id: int, n: int, cursor: Cursor | None = None) -> TweetPage:
        """Find a user's newest tweets, or the next page of them.

        Partitions that may hold equally new tweets are asked together, each for n rows; older ones
        only if there are not yet enough.

        Args:
            user_id: whose.
            n: at most how many, 1 to 1,000,000.
            cursor: where an earlier page of this user ended; None for the newest.

        Returns:
            Up to n ids, newest first, a cursor if there are n, and what it cost.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: the user is unknown, n is out of range, or the cursor is another user's.

        Complexity: O(log(rows)**2 + n) for each partition asked.

        >>> from twitlab.partitioning import ByTime
        >>> store = TweetStore(ByTime(2))
        >>> _ = store.append(np.array([20, 29, 34]), np.array([12, 7, 12]))
        >>> first = store.latest(12, 1)
        >>> first.ids.tolist(), store.latest(12, 1, first.cursor).ids.tolist()
        ([34], [20])
        """
        user_id = check_int("user_id", user_id, 0, self._users - 1)
        n = check_int("n", n, 1, MAX_PAGE)
        before_id = _check_cursor(cursor, user_id)
        found: list[Ints] = []
        missing, touched, scanned = n, 0, 0
        for step in self._strategy.steps(user_id, before_id):
            pieces = [self._partitions[part].latest(user_id, missing, before_id) for part in step]
            touched += len(step)
            scanned += sum(map(len, pieces))
            ids = pieces[0] if len(pieces) == 1 else np.sort(np.concatenate(pieces))[-missing:]
            found.append(ids[::-1])
            missing -= len(ids)
            if not missing:
                break
        # One piece is copied in half the time that joining takes.
        ids = found[0].copy() if len(found) == 1 else np.concatenate([_NONE, *found])
        after = None if missing else Cursor(user_id, int(ids[-1]))
        return TweetPage(user_id, ids, after, touched, scanned)

    def latest_many(self, user_ids: NDArray[Any], n: int) -> Pages:
        """Find the newest tweets of many users, of each as `latest` does.

        A partition is asked once for all users that it may know, and not for those that have
        enough.

        Args:
            user_ids: whose, in any order, any integer dtype, shape (users,).
            n: at most how many of each, 1 to 1,000,000; users * n at most 2**27.

        Returns:
            A row of n ids for each user, and what it cost.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: a user is unknown, or n is out of range.

        Complexity: O(users * (log(rows)**2 + n log n)) for each partition asked.

        >>> from twitlab.partitioning import ByUser
        >>> store = TweetStore(ByUser(4))
        >>> _ = store.append(np.array([20, 29, 34]), np.array([12, 7, 12]))
        >>> store.latest_many(np.array([7, 12]), 2).ids.tolist()
        [[29, -1], [34, 20]]
        """
        user_ids = check_ids("user_ids", user_ids, self._users - 1)
        n = check_int("n", n, 1, min(MAX_PAGE, _MAX_CELLS // max(len(user_ids), 1)))
        ids = np.full((len(user_ids), n), NO_TWEET, dtype=np.int64)  # each row ascends
        missing = np.full(len(user_ids), n, dtype=np.int64)
        touched = scanned = 0
        for step in self._strategy.steps_of_many(user_ids):
            asked = missing.copy()
            for number, at in step:
                at = at[asked[at] > 0]
                if not len(at):
                    continue
                newest, rows = self._partitions[number].latest_many(user_ids[at], asked[at], n)
                touched, scanned = touched + 1, scanned + int(rows.sum())
                if (missing[at] < n).any():  # some have rows from elsewhere
                    newest = np.sort(np.hstack([ids[at], newest]), axis=1)[:, -n:]
                ids[at] = newest
                missing[at] = np.maximum(missing[at] - rows, 0)
            if not missing.any():
                break
        return Pages(user_ids, ids[:, ::-1].copy(), touched, scanned)


def _check_cursor(cursor: object, user_id: int) -> TweetId | None:
    if cursor is None:
        return None
    if not isinstance(cursor, Cursor):
        raise BadType(f"cursor must be a Cursor that a page gave, or None, got {cursor!r}")
    if cursor.user_id != user_id:
        raise BadValue(f"cursor must be of user {user_id}, got one of user {cursor.user_id}")
    return check_int("cursor.before_id", cursor.before_id, 0, MAX_ID)


def _check_batch(batch: TweetBatch, newest: TweetId, users: int) -> None:
    if int(batch.ids[0]) <= newest:
        raise BadValue(f"ids must be above {newest}, the newest that is stored, got {batch.ids[0]}")
    if int(batch.user_ids.max()) >= users:
        raise BadValue(f"user_ids must be from 0 to {users - 1}, got {batch.user_ids.max()}")
