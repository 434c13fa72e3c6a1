"""Count what the celebrity threshold of a hybrid fan-out costs, in writes, reads and staleness."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.fanout import ns_to_last_follower
from twitlab.world import World

THRESHOLDS: Final = (10, 6_000)
GRID: Final = (10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, *range(1_000, 6_001, 500))

_HOUR_MS: Final = 3_600_000
_NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """Hold what a threshold is judged by; :func:`workload_of` takes it from a world.

    Args:
        users: how many.
        sources, destinations: who follows whom, shape (edges,).
        followers: of each account that tweets, 0 of the others, shape (users,).
        thresholds: followers of the author of each tweet, ascending, shape (tweets,).
        written: deliveries of these tweets, summed up from 0, shape (tweets + 1,).
        hour_followers, hour_ms, hour_deliveries: of the tweets of one hour, in the order of time.
        lists: of each threshold of the curves, the mean of the lists of a page, and the most of 99
            in 100 readers.
    """

    users: int
    sources: NDArray[np.int32]
    destinations: NDArray[np.int32]
    followers: Ints
    thresholds: Ints
    written: Ints
    hour_followers: Ints
    hour_ms: Ints
    hour_deliveries: Ints
    lists: Mapping[int, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Costs:
    """Say what a threshold costs.

    Args:
        celebrities: how many accounts are pulled.
        written: deliveries for each tweet, on average.
        lists: lists read for a page, on average.
        most_lists: 99 in 100 readers have at most so many.
        last_s: from post to the last follower, of the slowest tweet of the hour, in seconds.
    """

    celebrities: int
    written: float
    lists: float
    most_lists: int
    last_s: float


def workload_of(world: World, deliveries: Ints, busiest: bool = False) -> Workload:
    """Take from a world what thresholds are judged by.

    Args:
        world: with tweets in the order of time.
        deliveries: of each tweet, if all are pushed; see Posted.deliveries.
        busiest: whether deliveries queue in the busiest hour, or in the one in the middle.

    Returns:
        The Workload.

    Raises:
        BadType: world is no World.
        BadValue: the world has no tweets, or not as many as deliveries.

    Complexity: O(tweets log tweets + edges).
    """
    if not isinstance(world, World):
        raise BadType(f"world must be a World, got {world!r}")
    if not len(world.tweets) or len(deliveries) != len(world.tweets):
        raise BadValue(
            f"deliveries must be of the world's {len(world.tweets)} tweets, at least one, "
            f"got {len(deliveries)}"
        )
    tweets = world.tweets
    followers = world.in_degree()
    of_tweet = followers[tweets.user_id]
    order = np.argsort(of_tweet, kind="stable")
    since = tweets.created_ms - tweets.created_ms[0]
    hours = np.bincount(since // _HOUR_MS, weights=deliveries)
    by_load = np.argsort(hours, kind="stable")
    chosen = since // _HOUR_MS == by_load[-1 if busiest else len(by_load) // 2]
    followers[np.bincount(tweets.user_id, minlength=world.users) == 0] = 0
    graph = world.users, world.sources, world.destinations, followers
    return Workload(
        *graph,
        of_tweet[order],
        np.concatenate([[0], np.cumsum(deliveries[order])]),
        of_tweet[chosen],
        since[chosen],
        deliveries[chosen],
        {threshold: _lists(*graph, threshold) for threshold in GRID},
    )


def _lists(
    users: int,
    sources: NDArray[np.int32],
    destinations: NDArray[np.int32],
    followers: Ints,
    threshold: int,
) -> tuple[float, int]:
    """Count the lists of a page: the reader's own timeline, and each followee who is pulled."""
    pulled = (followers > threshold)[destinations]
    lists = 1 + np.bincount(sources[pulled], minlength=users)
    return int(lists.sum()) / users, int(np.sort(lists)[(users * 99 - 1) // 100])


def costs_of(workload: Workload, threshold: int, per_s: int) -> Costs:
    """Count what a hybrid costs whose celebrities have more followers than the threshold.

    Args:
        workload: the tweets and the graph.
        threshold: 10 to 6,000 followers.
        per_s: how many deliveries a second are made, 1 or more.

    Returns:
        The Costs: what :class:`~twitlab.fanout.HybridFanout` would count.

    Raises:
        BadType: threshold is not an int.
        BadValue: a number is out of range.

    Complexity: O(edges), or O(tweets of the hour) for a threshold of the curves.
    """
    check_int("threshold", threshold, *THRESHOLDS)
    graph = workload.users, workload.sources, workload.destinations, workload.followers
    lists, most = workload.lists.get(threshold) or _lists(*graph, threshold)
    pushed = int(np.searchsorted(workload.thresholds, threshold, side="right"))
    queued = workload.hour_followers <= threshold
    waits = ns_to_last_follower(workload.hour_ms[queued], workload.hour_deliveries[queued], per_s)
    return Costs(
        int((workload.followers > threshold).sum()),
        int(workload.written[pushed]) / len(workload.thresholds),
        lists,
        most,
        int(waits.max(initial=0)) / _NS_PER_S,
    )
