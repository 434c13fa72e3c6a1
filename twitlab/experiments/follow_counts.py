"""Send follows over a bad network, and count followers in three ways: which count ends up wrong?

What a learner would write first is to add 1 for each follow and take 1 away for each unfollow.
That is right as long as each message comes once and in order.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.errors import BadType, BadValue
from twitlab.faults import Faults, arrivals_of
from twitlab.graph import NORMAL, REMOVED, EdgeWrites, SocialGraph
from twitlab.world import World

DESIGNS: Final = ("+1 or -1 a message", "rows, last to come", "rows, latest time")

_AGAIN_MS: Final = 1_000

Bools = NDArray[np.bool_]
Came = NDArray[Any]  # places in writes, in the order in which the copies came, shape (copies,)


def taps_of(world: World, edges: int, again: int, last_ms: int, seed: int) -> EdgeWrites:
    """Make writes: people unfollow somebody, and some of them soon follow again.

    Args:
        world: with edges.
        edges: how many edges are tapped; half of the world's at most.
        again: how many of them are tapped a second time, 1 to 1,000 ms later; edges at most.
        last_ms: first taps are at 0 to last_ms - 1, all equally likely.
        seed: 0 or more.

    Returns:
        The writes, in the order of their times in ms; two for one edge differ in time.

    Raises:
        BadType: world is no World.
        BadValue: the world has fewer than two edges.

    Complexity: O(edges of the world + edges log edges).
    """
    if not isinstance(world, World):
        raise BadType(f"world must be a World, got {world!r:.80}")
    if len(world.sources) < 2:
        raise BadValue(f"world must have two edges or more, got {len(world.sources)}")
    rng = np.random.Generator(np.random.PCG64(seed))
    edges = min(edges, len(world.sources) // 2)
    again = min(again, edges)
    first = rng.permutation(len(world.sources))[:edges]
    at = rng.integers(0, last_ms, edges)
    later = at[:again] + rng.integers(1, _AGAIN_MS + 1, again)
    edge, at = np.concatenate([first, first[:again]]), np.concatenate([at, later])
    states = np.repeat([REMOVED, NORMAL], [edges, again])
    order = np.argsort(at, kind="stable")
    edge = edge[order]
    return EdgeWrites(world.sources[edge], world.destinations[edge], at[order], states[order])


def off_by(writes: EdgeWrites, came: Came) -> NDArray[np.int64]:
    """Say by how much the number of followers is wrong in the end, under each design.

    Before its first write, an edge is what that write changes. What is right is what the writes
    say in the order in which they were sent.

    Args:
        writes: in the order in which they were sent.
        came: which of them came, in what order; one may come more than once, or never.

    Returns:
        Kept less right, by design as in DESIGNS and by account as in
        `np.unique(writes.destinations)`, shape (3, accounts).

    Raises:
        BadType: writes are not EdgeWrites.
        IndexError: came names a write that is not there.

    Complexity: O(writes log writes + copies).

    >>> taps = EdgeWrites(1, 2, at=np.array([5, 7]), states=np.array([NORMAL, REMOVED]))
    >>> off_by(taps, np.array([1, 0, 0])).ravel().tolist()
    [1, 1, 0]
    """
    if not isinstance(writes, EdgeWrites):
        raise BadType(f"writes must be EdgeWrites, got {writes!r:.80}")
    users, ends = np.unique([writes.sources, writes.destinations], return_inverse=True)
    sources, destinations = ends.reshape(2, -1)
    _, first, edge = np.unique(
        sources * len(users) + destinations, return_index=True, return_inverse=True
    )
    follows = writes.states == NORMAL
    before = ~follows[first]
    followed = destinations[first]  # of each edge

    def rows_after(order: Came) -> Bools:
        rows: Bools = before.copy()
        rows[edge[order]] = follows[order]  # where an edge comes twice, the later one stays
        return rows

    def counts(rows: Bools) -> NDArray[np.int64]:
        return np.bincount(followed[rows], minlength=len(users))

    right = counts(rows_after(np.arange(len(writes))))
    up, down = (
        np.bincount(destinations[came][follows[came] == way], minlength=len(users))
        for way in (True, False)
    )
    graph = SocialGraph.from_edges(
        sources[first][before], followed[before], users=len(users), partitions=1
    )
    graph.apply(EdgeWrites(sources[came], destinations[came], writes.at[came], writes.states[came]))
    stamped = graph.count_followers(np.arange(len(users)))
    kept = np.stack([counts(before) + up - down, counts(rows_after(came)), stamped])
    off: NDArray[np.int64] = (kept - right)[:, np.unique(destinations)]
    return off


def arrivals(writes: EdgeWrites, faults: Faults, seed: int) -> Came:
    """Send writes over a bad network, each as one message, and say which came in what order.

    Args:
        writes: in the order in which they are sent; `at` in ms.
        faults: how bad the network is.
        seed: 0 to 2**64 - 1.

    Returns:
        Places in writes, int64, shape (copies,).

    Raises:
        BadType, BadValue: as arrivals_of.

    Complexity: O(copies log copies).

    >>> arrivals(EdgeWrites(1, 2, at=np.array([5, 7])), Faults(), seed=1).tolist()
    [0, 1]
    """
    return arrivals_of(writes.at, faults, seed)[0]
