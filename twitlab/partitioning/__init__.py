"""Store tweets on partitions, and say what each read and write touched.

Partition by user, by tweet, by time or on a ring: each makes one question cheap and another dear.
What one would write first is `plain.py`, the store `store.py`. The strategies are in `strategy.py`,
`ring.py` and `by_time.py`; one partition in `partition.py`, all of a store, and how rows move
between them, in `rebalancing.py`; a cache in front in `cache.py`; tweets and their index by user
(a global secondary index) in `index_by_user.py`; what is answered in `answers.py`.
"""

from twitlab.partitioning.answers import (
    NO_TWEET,
    NO_USER,
    Cursor,
    Found,
    Load,
    Moved,
    Pages,
    TweetPage,
    Written,
)
from twitlab.partitioning.by_time import ByTime
from twitlab.partitioning.cache import StoreCache
from twitlab.partitioning.index_by_user import IndexedByUser
from twitlab.partitioning.plain import PlainStore
from twitlab.partitioning.ring import Ring, moved_keys
from twitlab.partitioning.store import TweetStore
from twitlab.partitioning.strategy import MAX_PARTITIONS, ByTweet, ByUser, Hashed, Route, Strategy

__all__ = [
    "MAX_PARTITIONS",
    "NO_TWEET",
    "NO_USER",
    "ByTime",
    "ByTweet",
    "ByUser",
    "Cursor",
    "Found",
    "Hashed",
    "IndexedByUser",
    "Load",
    "Moved",
    "Pages",
    "PlainStore",
    "Ring",
    "Route",
    "StoreCache",
    "Strategy",
    "TweetPage",
    "TweetStore",
    "Written",
    "moved_keys",
]
