"""Keep tweets, and a global secondary index of users, each partitioned by its own key."""

from typing import Any

from numpy.typing import NDArray

from twitlab.columns import Column
from twitlab.partitioning.answers import Cursor, Found, Load, TweetPage, Written
from twitlab.partitioning.store import TweetStore
from twitlab.partitioning.strategy import ByTweet, ByUser
from twitlab.tweet import TweetBatch, as_batch


class IndexedByUser:
    """Store tweets by id (T-Bird), and in an index of its own each user's ids by user (T-Flock).

    No question asks all partitions any more. The price: each tweet is written twice, and a user's
    newest tweets are read in two turns, the index first, then the tweets themselves. The model
    writes both at once; what it leaves out is the time when one has a tweet and the other not.

    Args:
        tweet_nodes: partitions of the tweets, 1 to 65,536.
        user_nodes: partitions of the index, 1 to 65,536.
        users: how many users there are; None if any number may be one.
        seed: which hash function, 0 to 2**64 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: twice the space of one store.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, "T-Bird Implementation", "T-Flock".

    >>> import numpy as np
    >>> tweets = IndexedByUser(tweet_nodes=8, user_nodes=4)
    >>> tweets.append(np.array([20, 29, 34]), np.array([12, 7, 12])).rows
    6
    >>> page = tweets.latest(12, 1)
    >>> page.ids.tolist(), page.partitions_touched
    ([34], 2)
    """

    __slots__ = ("_index", "_tweets")

    def __init__(
        self, tweet_nodes: int, user_nodes: int, users: int | None = None, seed: int = 0
    ) -> None:
        self._tweets = TweetStore(ByTweet(tweet_nodes, seed), users)
        self._index = TweetStore(ByUser(user_nodes, seed), users)

    def append(
        self, tweets: TweetBatch | Column, user_ids: Column | None = None, **columns: Column
    ) -> Written:
        """Write tweets to both stores; arguments and errors as `TweetStore.append`.

        Returns:
            Rows written and partitions touched, of both together.
        """
        # The second takes whatever the first took, so nothing is left half-written.
        batch = as_batch(tweets, user_ids, **columns)
        stored, index = self._tweets.append(batch), self._index.append(batch)
        touched = stored.partitions_touched + index.partitions_touched
        return Written(stored.rows + index.rows, touched)

    def get(self, ids: NDArray[Any]) -> Found:
        """Find tweets by id; the index is not asked. Arguments and errors as `TweetStore.get`."""
        return self._tweets.get(ids)

    def latest(self, user_id: int, n: int, cursor: Cursor | None = None) -> TweetPage:
        """Find a user's newest tweets: their ids in the index, then each at its own place.

        Arguments and errors as `TweetStore.latest`.

        Returns:
            The page, with the cost of both turns.
        """
        page = self._index.latest(user_id, n, cursor)
        found = self._tweets.get(page.ids)
        return TweetPage(
            user_id=page.user_id,
            ids=page.ids,
            cursor=page.cursor,
            partitions_touched=page.partitions_touched + found.partitions_touched,
            rows_scanned=page.rows_scanned + found.rows_scanned,
        )

    def loads(self) -> tuple[Load, Load]:
        """Show how the tweets and the index lie on their partitions."""
        return self._tweets.load(), self._index.load()

    def check_invariants(self) -> None:
        """Raise AssertionError unless both hold the same rows, each as it promises."""
        self._tweets.check_invariants()
        self._index.check_invariants()
        assert len(self._tweets) == len(self._index)
