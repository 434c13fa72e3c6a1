"""Store tweets in plain lists: what one would write first, and the oracle of the fast store."""

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadValue
from twitlab.ids import MAX_ID, TweetId
from twitlab.partitioning.strategy import Strategy, check_fresh


class PlainStore:
    """Keep (id, user) pairs in one list for each partition, and read a list in full when asked.

    The answers and the partitions touched are the same as of `TweetStore`; the rows scanned are all
    that the partitions hold, which is what an index saves.

    Args:
        strategy: a ByUser, ByTweet, ByTime or Ring that is not in use yet.

    Raises:
        BadType: strategy is none.
        BadValue: the strategy is in use.

    Complexity: O(partitions) to append, O(rows of the partitions asked) to read.

    >>> from twitlab.partitioning.strategy import ByUser
    >>> store = PlainStore(ByUser(2))
    >>> store.append(20, 12)
    >>> store.append(34, 12)
    >>> store.latest(12, 1), store.get(20)
    (([34], 1, 2), (12, 2, 2))
    """

    __slots__ = ("_lists", "_strategy")

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = check_fresh(strategy)
        self._lists: dict[int, list[tuple[TweetId, int]]] = {n: [] for n in strategy.partitions}

    def append(self, tweet_id: TweetId, user_id: int) -> None:
        """Write one tweet.

        Args:
            tweet_id: above all that are stored.
            user_id: who wrote it.

        Raises:
            BadType: a number is not an int.
            BadValue: a number is out of range, or the tweet is not the newest.
        """
        tweet_id = check_int("tweet_id", tweet_id, 0, MAX_ID)
        user_id = check_int("user_id", user_id, 0, MAX_ID)
        newest = max((rows[-1][0] for rows in self._lists.values() if rows), default=-1)
        if tweet_id <= newest:
            raise BadValue(f"tweet_id must be above {newest}, the newest, got {tweet_id}")
        placed, self._strategy = self._strategy.place(np.array([tweet_id]), np.array([user_id]))
        self._lists.setdefault(int(placed[0]), []).append((tweet_id, user_id))

    def get(self, tweet_id: TweetId) -> tuple[int | None, int, int]:
        """Find who wrote a tweet, by reading each partition that may hold it.

        Args:
            tweet_id: 0 to 2**63 - 1.

        Returns:
            The user or None, partitions touched, rows scanned.

        Raises:
            BadType: tweet_id is not an int.
            BadValue: tweet_id is out of range.
        """
        tweet_id = check_int("tweet_id", tweet_id, 0, MAX_ID)
        asked = [part for part, _ in self._strategy.routes(np.array([tweet_id]))]
        rows = [row for part in asked for row in self._lists[part]]
        authors = [user for each, user in rows if each == tweet_id]
        return (authors[0] if authors else None), len(asked), len(rows)

    def latest(self, user_id: int, n: int) -> tuple[list[TweetId], int, int]:
        """Find a user's newest tweets, by reading partitions until there are enough.

        Args:
            user_id: whose.
            n: at most how many, 1 or more.

        Returns:
            Ids, newest first, partitions touched, rows scanned.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is out of range.
        """
        user_id = check_int("user_id", user_id, 0, MAX_ID)
        n = check_int("n", n, 1, None)
        found: list[TweetId] = []
        touched = scanned = 0
        for step in self._strategy.steps(user_id, None):
            rows = [row for part in step for row in self._lists[part]]
            touched, scanned = touched + len(step), scanned + len(rows)
            found += sorted((each for each, user in rows if user == user_id), reverse=True)
            if len(found) >= n:
                break
        return found[:n], touched, scanned
