"""Shares cover all rows once, and nothing that comes out hangs on how many threads there are."""

import threading
from itertools import pairwise

import numpy as np
import pytest

from twitlab.columns import at_once, shares
from twitlab.columns import threads as module
from twitlab.fanout import FanoutOnWrite
from twitlab.graph import REMOVED, EdgeWrites, SocialGraph
from twitlab.world import World


@pytest.fixture(params=[1, 2, 3])
def workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Work with so many threads, and on shares so small that a test has several."""
    monkeypatch.setattr(module, "count_workers", lambda: request.param)
    monkeypatch.setattr(module, "_WORTH", 100)
    return int(request.param)


@pytest.mark.parametrize("count", [0, 1, 99, 199, 200, 1_001])
def test_shares_cover_a_range_once(workers: int, count: int) -> None:
    cut = shares(count)
    assert cut[0].start == 0
    assert cut[-1].stop == count
    assert all(one.stop == other.start for one, other in pairwise(cut))
    assert len(cut) == max(1, min(workers, count // 100))
    assert len(shares(7, rows=count)) == len(cut)


def test_results_stay_in_order_and_threads_are_used(workers: int) -> None:
    together = threading.Barrier(workers, timeout=20)

    def work(part: int) -> int:
        together.wait()  # breaks unless so many work at the same time
        return part * part

    assert at_once(work, range(workers)) == [part * part for part in range(workers)]


def test_few_rows_start_no_thread(workers: int) -> None:
    here = threading.get_ident()
    assert at_once(lambda _: threading.get_ident(), range(3), rows=199) == [here] * 3


@pytest.mark.usefixtures("workers")
def test_error_of_a_part_is_raised_and_no_thread_is_left_behind() -> None:
    def work(part: int) -> None:
        if part == 0:
            raise ValueError("part 0 is bad")

    before = threading.active_count()
    with pytest.raises(ValueError, match="part 0 is bad"):
        at_once(work, range(3))
    assert threading.active_count() == before


def graph_of(seed: int) -> SocialGraph:
    """Build a graph at once, and remove a third of it, mostly with older writes."""
    rng = np.random.default_rng(seed)
    sources, destinations = rng.integers(0, 150, 3_000), rng.integers(150, 300, 3_000)
    at = rng.integers(0, 50, 3_000)
    graph = SocialGraph.from_edges(sources, destinations, at, users=300, partitions=3)
    gone = rng.permutation(3_000)[:1_000]
    graph.apply(EdgeWrites(sources[gone], destinations[gone], rng.integers(0, 60, 1_000), REMOVED))
    graph.check_invariants()
    return graph


def test_graph_is_the_same_with_any_number_of_threads(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, pairs = graph_of(workers), np.divmod(np.arange(300 * 300), 300)
    found = graph.follows(*pairs).tolist(), [graph.followers(u).tolist() for u in range(300)]
    monkeypatch.setattr(module, "count_workers", lambda: 1)
    alone = graph_of(workers)
    assert found[0] == alone.follows(*pairs).tolist()
    assert found[1] == [alone.followers(u).tolist() for u in range(300)]


def test_timelines_are_the_same_with_any_number_of_threads(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.generate(200, 2_000, seed=workers)
    pages = []
    for count in (workers, 1):
        monkeypatch.setattr(module, "count_workers", lambda count=count: count)
        fanout = FanoutOnWrite(world.users, world.sources, world.destinations)
        fanout.evict(3)
        posted = fanout.post(world.batch())
        fanout.check_invariants()
        pages.append((posted.deliveries.tolist(), fanout.homes(np.arange(200)).ids.tolist()))
    assert pages[0] == pages[1]
