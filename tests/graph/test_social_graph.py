"""Hold the graph to its plain version, to networkx and to Python's sets, in any order of writes."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.help.graphs import BATCH, ONE_WRITE, USERS, assert_equal, batch_of
from tests.help.needs import real_data
from tests.help.stores import ints
from twitlab.errors import TwitlabError
from twitlab.graph import START, EdgeWrites, PartitionUnavailable, PlainGraph, SocialGraph
from twitlab.world import World, read_snap_edges

# Any order, any repetition


class AnyWrites(RuleBasedStateMachine):
    """Write to a graph and to its plain version, while partitions go away and come back."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = SocialGraph(USERS, partitions=3)
        self.plain = PlainGraph()
        self.sent: list[EdgeWrites] = []
        self.lost: list[EdgeWrites] = []

    @rule(rows=BATCH)
    def write(self, rows: list[tuple[int, int, int, int]]) -> None:
        writes = batch_of([row for row in rows if row[2] >= self.graph.low_water])
        self.graph.apply(writes)
        self.plain.apply(writes)
        self.sent.append(writes)

    @rule(rows=BATCH)
    def lose(self, rows: list[tuple[int, int, int, int]]) -> None:
        self.lost.append(batch_of(rows))

    @precondition(lambda self: self.lost)
    @rule(data=st.data())
    def find_again(self, data: st.DataObject) -> None:
        writes = self.lost.pop(data.draw(st.integers(0, len(self.lost) - 1)))
        if len(writes) and writes.at.min() < self.graph.low_water:
            with pytest.raises(ValueError, match="the low-water mark"):
                self.graph.apply(writes)
        else:
            self.graph.apply(writes)
            self.plain.apply(writes)
            self.sent.append(writes)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        writes = self.sent[data.draw(st.integers(0, len(self.sent) - 1))]
        if not len(writes) or writes.at.min() >= self.graph.low_water:
            assert self.graph.apply(writes) == 0

    @rule(partition=st.integers(0, 2))
    def take_down(self, partition: int) -> None:
        self.graph.take_down(partition)
        with pytest.raises(PartitionUnavailable, match=f"partition {partition} is away"):
            self.graph.followers(partition)

    @rule(partition=st.integers(0, 2))
    def hand_off(self, partition: int) -> None:
        self.graph.hand_off(partition)
        assert partition not in self.graph.away
        assert self.graph.hand_off(partition) == 0

    @precondition(lambda self: not self.graph.away)
    @rule(more=st.integers(0, 3))
    def seal(self, more: int) -> None:
        self.graph.seal(self.graph.low_water + more)

    @invariant()
    def graphs_agree(self) -> None:
        self.graph.check_invariants()
        if not self.graph.away:
            assert_equal(self.graph, self.plain)

    def teardown(self) -> None:
        for partition in self.graph.away:
            self.graph.hand_off(partition)
        assert_equal(self.graph, self.plain)


AnyWrites.TestCase.settings = settings(max_examples=40, stateful_step_count=20)


# small_runs cannot reach a unittest case, so this runs it from a function.
def test_any_writes_agree_with_plain() -> None:
    AnyWrites.TestCase("runTest").runTest()


# Reads


@pytest.mark.parametrize("partitions", [1, 5])
def test_graph_agrees_with_networkx_on_a_made_world(partitions: int) -> None:
    world = World.generate(users=400, tweets=0, seed=3)
    agree_with_networkx(world, partitions)


@pytest.mark.parametrize("name", ["followers-small.txt.gz", "followers-medium.txt.gz"])
def test_graph_agrees_with_networkx_on_real_followers(name: str) -> None:
    world = World.from_edges_and_tweets(read_snap_edges(real_data(name)))
    agree_with_networkx(world, partitions=4)


def agree_with_networkx(world: World, partitions: int) -> None:
    oracle = nx.DiGraph()
    oracle.add_nodes_from(range(world.users))
    oracle.add_edges_from(zip(world.sources.tolist(), world.destinations.tolist()))
    rng = np.random.default_rng(1)
    shuffled = rng.permutation(len(world.sources))
    graph = SocialGraph.from_edges(
        world.sources[shuffled],
        world.destinations[shuffled],
        users=world.users,
        partitions=partitions,
    )
    gone = shuffled[::5]  # some leave, some of these return
    graph.unfollow(world.sources[gone], world.destinations[gone], at=5)
    oracle.remove_edges_from(zip(world.sources[gone].tolist(), world.destinations[gone].tolist()))
    back = gone[::3]
    graph.follow(world.sources[back], world.destinations[back], at=6)
    oracle.add_edges_from(zip(world.sources[back].tolist(), world.destinations[back].tolist()))
    every = np.arange(world.users)
    assert graph.count_followers(every).tolist() == [d for _, d in oracle.in_degree(every.tolist())]
    assert graph.count_followees(every).tolist() == [
        d for _, d in oracle.out_degree(every.tolist())
    ]
    for user in rng.integers(0, world.users, 100).tolist():
        assert graph.followers(user).tolist() == sorted(oracle.predecessors(user))
        assert graph.followees(user).tolist() == sorted(oracle.successors(user))
    sources = np.concatenate([world.sources, rng.integers(0, world.users, 5_000)])
    others = np.concatenate([world.destinations, rng.integers(0, world.users, 5_000)])
    expected = [oracle.has_edge(*pair) for pair in zip(sources.tolist(), others.tolist())]
    assert graph.follows(sources, others).tolist() == expected
    for user, other in rng.integers(0, world.users, (100, 2)).tolist():
        known = set(oracle.successors(user)) & set(oracle.predecessors(other))
        assert graph.followees_following(user, other).tolist() == sorted(known)


@given(st.lists(ONE_WRITE, max_size=30), st.integers(1, 3), st.sampled_from([0, 2**40]))
def test_from_edges_equals_applying_one_by_one(
    rows: list[tuple[int, int, int, int]], partitions: int, start: int
) -> None:
    sources, destinations, at, _ = np.array(rows, np.int64).reshape(-1, 4).T
    at = at * (start + 1)  # times too far apart for 4 bytes
    built = SocialGraph.from_edges(sources, destinations, at, users=USERS, partitions=partitions)
    untimed = SocialGraph.from_edges(sources, destinations, users=USERS, partitions=partitions)
    plain = PlainGraph()
    plain.apply(EdgeWrites(sources, destinations, at))
    assert_equal(built, plain)
    assert_equal(untimed, plain)
    if rows:
        assert built.unfollow(sources[:1], destinations[:1], at=int(at[0])) in (0, 1)
        assert untimed.unfollow(sources[:1], destinations[:1], at=0) == 1


def test_from_edges_takes_dtypes_that_hold_ids() -> None:
    for dtype in (np.int8, np.uint8, np.int32, np.uint32, np.int64, np.uint64):
        graph = SocialGraph.from_edges(np.array([0, 1], dtype), np.array([2, 2], dtype))
        assert graph.users == 3
        assert graph.followers(2).tolist() == [0, 1]
        assert graph.follows(np.array([1], dtype), np.array([2], dtype)).tolist() == [True]


def test_work_counts_what_was_done() -> None:
    graph = SocialGraph(6, partitions=3)
    graph.follow(ints(0, 1, 2), 3, at=1)
    graph.follow(0, 3, at=1)
    assert (graph.work.writes, graph.work.changed, graph.work.partitions_touched) == (4, 3, 4)
    graph.followers(3)
    graph.follows(0, 3)
    assert (graph.work.rows_read, graph.work.partitions_touched) == (4, 6)


# Bad input


@pytest.mark.parametrize("read", ["followers", "followees", "followers_page", "count_followers"])
@pytest.mark.parametrize(
    ("user", "builtin"),
    [(5, ValueError), (-1, ValueError), (2**64, ValueError), (True, TypeError), ("1", TypeError)],
)
def test_read_refuses_an_unknown_user(read: str, user: Any, builtin: type) -> None:
    with pytest.raises(TwitlabError, match="user must be") as caught:
        getattr(SocialGraph(5), read)(user)
    assert isinstance(caught.value, builtin)


def test_reads_refuse_other_bad_input() -> None:
    graph: Any = SocialGraph(5)
    for source, destination in ((5, 0), (0, 5), (-1, 0), (0, -1), (ints(5), 0), (0, ints(-1))):
        with pytest.raises(ValueError, match=r"(source|destination) must be from 0 to 4"):
            graph.follows(source, destination)
    for pair in ((True, 0), (0, 1.0), (None, 0), ("a", "b")):
        with pytest.raises(TypeError, match="must be an int or a numpy array of integers"):
            graph.follows(*pair)
    with pytest.raises(ValueError, match="destination must have length 2 as source, got 3"):
        graph.follows(ints(0, 1), ints(0, 1, 2))
    with pytest.raises(ValueError, match="count must be from 1 to 1000000, got 0"):
        graph.followers_page(1, START, 0)
    with pytest.raises(ValueError, match="cursor must be from -1 to 4, got -2"):
        graph.followers_page(1, -2)
    with pytest.raises(TypeError, match="cursor must be an int, got None"):
        graph.followers_page(1, None)
    with pytest.raises(ValueError, match="user must be from 0 to 4, got 9"):
        graph.count_followers(ints(1, 9))
    with pytest.raises(TypeError, match="writes must be EdgeWrites"):
        graph.apply([(1, 2)])
    with pytest.raises(TypeError, match="writes must be EdgeWrites"):
        PlainGraph().apply(graph)
    for call in (graph.take_down, graph.hand_off):
        with pytest.raises(ValueError, match="partition must be from 0 to 0, got 1"):
            call(1)


@pytest.mark.parametrize(
    ("users", "partitions", "builtin"),
    [
        (-1, 1, ValueError),
        (2**31, 1, ValueError),
        (3, 0, ValueError),
        (3, 1_025, ValueError),
        (3.0, 1, TypeError),
        (3, "1", TypeError),
        (True, 1, TypeError),
    ],
)
def test_graph_refuses_absurd_sizes(users: Any, partitions: Any, builtin: type) -> None:
    with pytest.raises(TwitlabError, match=r"(users|partitions) must be") as caught:
        SocialGraph(users, partitions)
    assert isinstance(caught.value, builtin)


def test_empty_graphs_answer() -> None:
    graph = SocialGraph.from_edges(ints(), ints())
    assert graph.users == 0
    assert graph.follow(ints(), ints(), at=3) == graph.hand_off(0) == 0
    assert graph.follows(ints(), ints()).tolist() == graph.count_followers(ints()).tolist() == []
    graph.seal(10)
    graph.check_invariants()
    lonely = SocialGraph(1, partitions=4)
    assert lonely.followers(0).tolist() == lonely.followees(0).tolist() == []
    assert lonely.followees_following(0, 0).tolist() == []
