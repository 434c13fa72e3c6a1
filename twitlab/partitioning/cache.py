"""Put a cache in front of a tweet store: what hits it does not load the database."""

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_ids, check_int
from twitlab.errors import BadType
from twitlab.ids import MAX_ID
from twitlab.partitioning.answers import NO_USER, Found
from twitlab.partitioning.store import TweetStore

_MAX_ENTRIES = 100_000_000


class StoreCache:
    """Remember the tweets that were read last, and ask the store for the others.

    The model: one entry a tweet, the least recently read goes first (LRU). A request is answered
    by the cache as it stood when the request came; what it lacks is asked for in one go and
    then enters. Tweets never change, so nothing grows stale. What the model leaves out: bytes,
    times to live, several caches, and remembering that a tweet does not exist.

    Args:
        store: what stands behind.
        entries: how many tweets fit, 1 to 100 million.

    Raises:
        BadType: store is not a TweetStore, or entries is not an int.
        BadValue: entries is out of range.

    Complexity: O(1) a read, and what the store takes for a miss; about 150 bytes an entry.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, "Low Latency": primary keys are looked
    up in Memcached first, then in T-Bird.

    >>> from twitlab.partitioning import ByTweet
    >>> store = TweetStore(ByTweet(4))
    >>> _ = store.append(np.array([20, 29, 34]), np.array([12, 7, 12]))
    >>> cache = StoreCache(store, entries=2)
    >>> _ = cache.get(np.array([20, 29])), cache.get(np.array([29, 34, 20, 29]))
    >>> cache.hits, cache.misses, cache.hit_ratio
    (3, 3, 0.5)
    """

    __slots__ = ("_entries", "_known", "_store", "hits", "misses")

    def __init__(self, store: TweetStore, entries: int) -> None:
        if not isinstance(store, TweetStore):
            raise BadType(f"store must be a TweetStore, got {store!r}")
        self._entries = check_int("entries", entries, 1, _MAX_ENTRIES)
        self._store = store
        self._known: OrderedDict[int, int] = OrderedDict()  # id to user, the next to go first
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._known)

    @property
    def hit_ratio(self) -> float:
        """The share of tweets read that the cache had; 0 before the first read."""
        reads = self.hits + self.misses
        return self.hits / reads if reads else 0.0

    def get(self, ids: NDArray[Any]) -> Found:
        """Find tweets by id, as the store does.

        Args:
            ids: in any order, any integer dtype, shape (count,).

        Returns:
            Who wrote each; the cost is only what the store was asked for.

        Raises:
            BadType: ids is not an array of integers.
            BadValue: ids is not one-dimensional, or an id is out of range.

        Complexity: O(count), and the store's time for the misses.
        """
        ids = check_ids("ids", ids, MAX_ID)
        asked = ids.tolist()
        lacking = [each for each in asked if each not in self._known]
        answer = self._store.get(np.array(list(dict.fromkeys(lacking)), dtype=np.int64))
        fetched = dict(zip(answer.ids.tolist(), answer.user_ids.tolist(), strict=True))
        user_ids = [fetched[each] if each in fetched else self._known[each] for each in asked]
        self.hits += len(asked) - len(lacking)
        self.misses += len(lacking)
        for each, user_id in zip(asked, user_ids, strict=True):
            if user_id != NO_USER:
                self._known[each] = user_id
                self._known.move_to_end(each)
        while len(self._known) > self._entries:
            self._known.popitem(last=False)
        held = np.array(user_ids, dtype=np.int64)
        return Found(ids, held, answer.partitions_touched, answer.rows_scanned)

    def database_reads(self, reads: int) -> float:
        """Return how many of some reads pass through to the database at the hit ratio so far.

        Args:
            reads: tweets read, in total or per second, 0 or more.

        Returns:
            reads * misses / (hits + misses), in the same unit; all of them before the first read.

        Raises:
            BadType: reads is not an int.
            BadValue: reads is negative.

        Complexity: O(1).

        One proportion: from 99 % to 98 % of hits the load doubles.

        >>> from twitlab.partitioning import ByUser
        >>> StoreCache(TweetStore(ByUser(2)), 10).database_reads(300_000)
        300000.0
        """
        reads = check_int("reads", reads, 0, 1 << 63)
        seen = self.hits + self.misses
        return reads * self.misses / seen if seen else float(reads)

    def check_invariants(self) -> None:
        """Raise AssertionError unless the cache fits and agrees with the store."""
        assert len(self._known) <= self._entries
        ids = np.array(list(self._known), dtype=np.int64)
        assert self._store.get(ids).user_ids.tolist() == list(self._known.values())
