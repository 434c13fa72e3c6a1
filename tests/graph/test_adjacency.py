"""Hold rows to their order, whatever is hidden in them, and to the bytes that they promise."""

import numpy as np
import pytest

from tests.help.graphs import pages
from tests.help.stores import ints
from twitlab.graph import START, SocialGraph
from twitlab.world import World


def test_pages_stay_right_while_edges_are_written() -> None:
    graph = SocialGraph.from_edges(np.arange(0, 40, 2), np.full(20, 41), users=42)
    first = graph.followers_page(41, count=5)
    assert first.users.tolist() == [0, 2, 4, 6, 8]
    assert first.cursor == 8
    graph.follow(ints(1, 9, 10), 41, at=1)
    graph.unfollow(ints(2, 12), 41, at=1)
    second = graph.followers_page(41, first.cursor, count=3)
    assert second.users.tolist() == [9, 10, 14]
    assert graph.followees_page(9).users.tolist() == [41]
    assert graph.followers_page(0).cursor is None


def test_page_goes_on_past_a_stretch_of_removed_edges() -> None:
    graph = SocialGraph.from_edges(np.arange(100), np.full(100, 100), at=1)
    graph.unfollow(np.arange(5, 95), 100, at=2)
    graph.seal(0)
    assert pages(graph, 100, 4) == [*range(5), *range(95, 100)]
    assert graph.followers_page(100, 4, count=5).cursor is None
    forward = SocialGraph.from_edges(np.full(100, 100), np.arange(100), at=1)
    forward.unfollow(100, np.arange(5, 95), at=2)
    forward.seal(0)  # the removals stand in the base
    assert forward.followees_page(100, START, 7).users.tolist() == [*range(5), 95, 96]
    assert forward.count_followees(100) == 10


def test_bytes_an_edge_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # pieces of 16 take long for 400,000 edges
    world = World.generate(users=20_000, tweets=0, seed=1)
    edges = world.sources, world.destinations
    bare = SocialGraph.from_edges(*edges)
    assert bare.nbytes <= 9 * len(world.sources)
    timed = SocialGraph.from_edges(*edges, at=1_375_000_000 + np.arange(len(world.sources)))
    assert timed.nbytes <= 14 * len(world.sources)
    # As much as may wait, and asked for in bulk, which makes filters; no removal is of a new edge.
    few = np.arange(len(world.sources) // 20 - 1)
    timed.unfollow(edges[0][few], edges[1][few], at=1_400_000_000)
    assert not timed.follows(edges[0][few], edges[1][few]).any()
    assert timed.nbytes <= 14 * len(world.sources)
    timed.follow(edges[0][few], edges[1][few], at=1_400_000_001)
    timed.seal(2_000_000_000)
    assert timed.nbytes == bare.nbytes
