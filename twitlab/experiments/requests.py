"""Count what each partition gets of thousands of writes and reads, under each partition key."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.partitioning import (
    ByTime,
    ByTweet,
    ByUser,
    Hashed,
    Ring,
    Route,
    TweetStore,
    moved_keys,
)
from twitlab.world import World

STRATEGIES: Final = ("user", "user, on a ring", "tweet", "time", "tweet, index by user")
PARTITIONS: Final = (1, 200)
PAGE: Final = 20

_KEYS_SAMPLED: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Requests:
    """Hold what a picture of requests is made of; :func:`requests_of` takes it from a world.

    Args:
        ids, user_ids: all tweets, int64, shape (tweets,).
        written: how many of them, the newest, are the writes.
        users: how many there are.
        readers_of: whose page is read, int64, shape (pages,); once for each page.
        pages: the newest ids of each, then -1, int64, shape (pages, 20).
    """

    ids: Ints
    user_ids: Ints
    written: int
    users: int
    readers_of: Ints
    pages: NDArray[np.int64]


def requests_of(world: World, store: TweetStore, count: int = 1_000) -> Requests:
    """Take reads and writes from a world: its newest tweets, and what followers look at.

    Followers at even distances in the list of edges each open the newest tweet of the one whom
    they follow, by its id, and then the page of the newest 20. So who has more followers is read
    more often.

    Args:
        world: with tweets and edges.
        store: one that holds the world's tweets.
        count: how many writes, reads and pages; fewer if the world has fewer.

    Returns:
        The Requests.

    Raises:
        BadType: world is no World.
        BadValue: the world has no tweet or no edge.

    Complexity: O(count) pages.
    """
    if not isinstance(world, World):
        raise BadType(f"world must be a World, got {world!r}")
    if not len(world.tweets) or not len(world.destinations):
        raise BadValue("world must have tweets and edges, got one without")
    step = max(1, len(world.destinations) // count)
    read = world.destinations[::step][:count].astype(np.int64)
    ids, user_ids = world.tweets.tweet_id, world.tweets.user_id.astype(np.int64)
    pages = store.latest_many(read, PAGE).ids
    return Requests(ids, user_ids, min(count, len(ids)), world.users, read, pages)


def count_requests(requests: Requests, partitions: int, by: str) -> tuple[NDArray[np.int64], float]:
    """Count how often each partition is asked or written to, and what one more would move.

    Args:
        requests: the reads and writes.
        partitions: how many, 1 to 200.
        by: one of :data:`STRATEGIES`.

    Returns:
        Requests of each partition for writes, reads by id and pages, shape (3, partitions); and
        which percentage of the keys one more partition moves.

    Raises:
        BadType: partitions is not an int.
        BadValue: partitions or by is out of range.

    Complexity: O(count * 20), and O(tweets) by time.
    """
    check_int("partitions", partitions, *PARTITIONS)
    if by not in STRATEGIES:
        raise BadValue(f"by must be one of {list(STRATEGIES)}, got {by!r}")
    newest = slice(len(requests.ids) - requests.written, None)
    ids, user_ids = requests.ids[newest], requests.user_ids[newest]
    links = requests.pages[requests.pages[:, 0] >= 0, 0]  # (pages,), at most
    if by == "time":
        rows = -(-len(requests.ids) // partitions)
        placed, strategy = ByTime(rows).place(requests.ids, requests.user_ids)
        # A page that is not full is looked for back to the first tweet of all.
        oldest = np.maximum(requests.pages[:, -1], requests.ids[0])
        asked = np.cumsum(_sums(strategy.routes(oldest), partitions))
        writes = np.bincount(placed[newest], minlength=partitions)
        return np.stack([writes, _sums(strategy.routes(links), partitions), asked]), 0.0
    tweet, user = ByTweet(partitions), ByUser(partitions)
    hashed: Hashed = {"user": user, "user, on a ring": Ring(partitions)}.get(by, tweet)
    writes = np.bincount(hashed.place(ids, user_ids)[0], minlength=partitions)
    pages = _sums(next(iter(hashed.steps_of_many(requests.readers_of))), partitions)
    if by == "tweet, index by user":
        writes = writes + np.bincount(user.owners(user_ids), minlength=partitions)
        pages = np.bincount(user.owners(requests.readers_of), minlength=partitions)
        page, column = np.nonzero(requests.pages >= 0)
        at = tweet.owners(requests.pages[page, column])
        # A page asks a partition once, however many of its tweets are there.
        once = np.unique(page * partitions + at) % partitions
        pages = pages + np.bincount(once, minlength=partitions)
    step = -(-len(requests.ids) // _KEYS_SAMPLED)
    keys = np.arange(requests.users) if hashed.key == "user" else requests.ids[::step]
    moved = moved_keys(hashed, hashed.with_node(), keys)
    by_id = _sums(hashed.routes(links), partitions)
    return np.stack([writes, by_id, pages]), 100 * moved.keys_moved / moved.keys


def _sums(routes: Iterable[Route], partitions: int) -> NDArray[np.int64]:
    sums = np.zeros(partitions, dtype=np.int64)
    for part, at in routes:
        sums[part] += len(at)
    return sums
