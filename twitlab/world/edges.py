"""Make a follower graph: fans follow celebrities, friends follow each other."""

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import first_of_runs
from twitlab.world.chance import Wheel, falling_weights, make_wheel, spin, wheel_bits
from twitlab.world.model import WorldModel

Edges = tuple[NDArray[np.int32], NDArray[np.int32]]  # sources, destinations: shape (edges,) each
Keys = NDArray[np.int64]  # source * users + destination, ascending


def make_edges(
    users: int, model: WorldModel, order: NDArray[np.int64], rng: np.random.Generator
) -> Edges:
    """Draw who follows whom, without self-loops and duplicates.

    Friends are pairs of active users who follow each other. A fan is an active user, and follows
    by popularity alone: that is the celebrity tail, and celebrities do not follow back. In a world
    of few users there is room for at most half of all possible edges.

    Args:
        users: how many.
        model: mean_followees, mutual_pairs and top_share are used.
        order: the users, from the most to the least active, shape (users,).
        rng: the source of chance.

    Returns:
        Sources and destinations, sorted by source, then destination.

    Complexity: O(users + edges log edges) time, about 40 bytes an edge while it works.

    >>> rng = np.random.default_rng(1)
    >>> sources, destinations = make_edges(3, WorldModel(), np.array([2, 0, 1]), rng)
    >>> len(sources)
    3
    """
    wanted = min(users * model.mean_followees, users * (users - 1) // 2)
    if not wanted:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    pairs = round(wanted * model.mutual_pairs / (1 + model.mutual_pairs))
    active = _limited_wheel(order, wanted, model.top_following)
    popular = _limited_wheel(rng.permutation(users), wanted - 2 * pairs, model.top_share)
    friends = _draw_new(np.empty(0, np.int64), pairs, users, (active, active), True, rng)
    friends = np.concatenate([friends, friends % users * users + friends // users])
    friends.sort()
    edges = _draw_new(friends, wanted, users, (active, popular), False, rng)
    sources = (edges // users).astype(np.int32)
    edges %= users
    return sources, edges.astype(np.int32)


def _limited_wheel(order: NDArray[np.int64], edges: int, share: float) -> Wheel:
    """Let weights fall from the first to the last; flatten the top until it keeps to a share."""
    users = len(order)
    low, high = 0, users
    while low < high:
        shift = (low + high) // 2
        weights = falling_weights(users, "3/4", shift)
        if edges * int(weights[0]) <= share * users * int(weights.sum()):
            high = shift
        else:
            low = shift + 1
    return make_wheel(falling_weights(users, "3/4", low), wheel_bits(users), order)


def _draw_new(
    known: Keys,
    wanted: int,
    users: int,
    wheels: tuple[Wheel, Wheel],
    unordered: bool,
    rng: np.random.Generator,
) -> Keys:
    """Draw pairs of different users until there are enough different ones."""
    while (missing := wanted - len(known)) > 0:  # it ends: everyone has a slot on each wheel
        first, second = (spin(wheel, missing, rng) for wheel in wheels)
        if unordered:
            first, second = np.minimum(first, second), np.maximum(first, second)
        fresh = first.astype(np.int64) * users + second
        fresh = fresh[first != second]
        fresh.sort()
        known = np.concatenate([known, fresh])
        del first, second, fresh
        known.sort(kind="stable")  # two sorted runs: this one merges them
        known = known[first_of_runs(known)]
    return known
