"""Join what readers give: number the users anew, and find the tweets that tweets go to."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.errors import BadType, BadValue
from twitlab.ids import ids_at
from twitlab.world.rows import EdgeRows, TweetRows
from twitlab.world.tweets import REPLY, RETWEET, Tweets

Joined = tuple[
    int,
    NDArray[np.int32],
    NDArray[np.int32],
    Tweets,
    NDArray[np.int64] | None,
    tuple[str, ...] | None,
]


def join(edges: EdgeRows | None, tweets: TweetRows | None) -> Joined:
    """Give the fields of a world that holds these edges and tweets.

    Args:
        edges: who follows whom, or None.
        tweets: who said what, or None.

    Returns:
        The fields of :class:`~twitlab.world.World`, in its order.

    Raises:
        BadType: an argument is of the wrong type, or edges name users by number and tweets by
            name.
        BadValue: tweets without ids have times that ids cannot hold.

    Complexity: O(n log n) time, n = users + edges + tweets.

    >>> join(EdgeRows(np.array([70, 50]), np.array([50, 90])), None)[1].tolist()
    [0, 1]
    """
    nothing = np.empty(0, np.int64)
    edges = EdgeRows(nothing, nothing) if edges is None else edges
    if tweets is None:
        no_kinds = np.empty(0, np.int8)
        tweets = TweetRows(nothing, nothing, nothing, no_kinds, nothing, nothing, ())
    if not isinstance(edges, EdgeRows):
        raise BadType(f"edges must be EdgeRows or None, got {type(edges).__name__}")
    if not isinstance(tweets, TweetRows):
        raise BadType(f"tweets must be TweetRows or None, got {type(tweets).__name__}")
    named = tweets.users.dtype == object
    if named and len(edges.sources):
        raise BadType("edges must name users as tweets do, got numbers and screen names")
    none: Any = "" if named else -1
    seen = [tweets.users, tweets.to_users[tweets.to_users != none]]
    outer = np.unique(np.concatenate(seen if named else [*seen, edges.sources, edges.destinations]))
    if len(outer) >= 2**31:
        raise BadValue(f"users must be fewer than {2**31}, got {len(outer)}")
    sources, destinations = (_places(outer, ids) for ids in (edges.sources, edges.destinations))
    order = np.lexsort((destinations, sources))
    return (
        len(outer),
        sources[order],
        destinations[order],
        _order_tweets(tweets, outer, none),
        None if named else outer,
        tuple(outer.tolist()) if named else None,
    )


def _order_tweets(rows: TweetRows, outer: NDArray[Any], none: Any) -> Tweets:
    """Sort the rows of a source by id, and turn its names for users and tweets into indexes."""
    by = rows.created_ms if rows.tweet_ids is None else rows.tweet_ids
    order = np.argsort(by, kind="stable")
    created_ms, kind = rows.created_ms[order], rows.kinds[order]
    ids = ids_at(created_ms, 0, 0) if rows.tweet_ids is None else rows.tweet_ids[order]
    wanted, to_users = rows.targets[order], rows.to_users[order]
    known = np.isin(wanted, ids) & ((kind == REPLY) | (kind == RETWEET))
    return Tweets(
        tweet_id=ids,
        user_id=_places(outer, rows.users[order]),
        created_ms=created_ms,
        kind=kind,
        target=np.where(known, _places(ids, wanted), np.int32(-1)),
        to_user=np.where(to_users != none, _places(outer, to_users), np.int32(-1)),
        texts=None if rows.texts is None else tuple(rows.texts[at] for at in order.tolist()),
    )


def _places(ids: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.int32]:
    return np.searchsorted(ids, wanted).astype(np.int32)
