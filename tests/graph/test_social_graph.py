"""Hold the graph to its plain version, to networkx and to Python's sets, in any order of writes."""

from bisect import bisect_left
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.help.needs import real_data
from twitlab.columns import (
    difference,
    find_in_rows,
    intersection,
    lookup,
    sort_keys,
    sorting,
    splice,
    union,
)
from twitlab.errors import TwitlabError
from twitlab.graph import (
    ABSENT,
    ARCHIVED,
    NORMAL,
    REMOVED,
    START,
    EdgeWrites,
    PartitionUnavailable,
    PlainGraph,
    SocialGraph,
    adjacency,
    runs,
)
from twitlab.graph.partitions import EdgePartitions
from twitlab.graph.stamps import StampColumn
from twitlab.graph.writes import MAX_TIME
from twitlab.world import World, read_snap_edges

USERS = 7
SETS = st.lists(st.sets(st.integers(0, 40)), min_size=1, max_size=5)
ONE_WRITE = st.tuples(
    st.integers(0, USERS - 1),
    st.integers(0, USERS - 1),
    st.integers(0, 12),
    st.sampled_from([NORMAL, NORMAL, ARCHIVED, REMOVED]),
).filter(lambda write: write[0] != write[1])
BATCH = st.lists(ONE_WRITE, max_size=8)


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of writes do what millions do: grow runs, merge them, compact them."""
    monkeypatch.setattr(adjacency, "_SMALL", 6)
    monkeypatch.setattr(adjacency, "_FAR", 5)
    monkeypatch.setattr(runs, "_MANY", 2)
    monkeypatch.setattr(sorting, "_PIECE", 16)
    monkeypatch.setattr(lookup, "_BLOCK", 7)


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def batch_of(rows: list[tuple[int, int, int, int]]) -> EdgeWrites:
    return EdgeWrites(*np.array(rows, np.int64).reshape(-1, 4).T)


def assert_equal(graph: SocialGraph, plain: PlainGraph) -> None:
    """Ask both everything."""
    graph.check_invariants()
    users = range(graph.users)
    every = np.arange(graph.users)
    for user in users:
        followers, followees = plain.followers(user), plain.followees(user)
        assert graph.followers(user).tolist() == followers
        assert graph.followees(user).tolist() == followees
        assert graph.count_followers(user) == len(followers)
        assert graph.count_followees(user) == len(followees)
        expected = [plain.follows(user, other) for other in users]
        assert graph.follows(user, every).tolist() == expected
        assert [graph.follows(user, other) for other in users] == expected
        for count in (1, 3):
            assert pages(graph, user, count) == followers
    counts = [len(plain.followers(user)) for user in users]
    assert graph.count_followers(every).tolist() == counts


def pages(graph: SocialGraph, user: int, count: int) -> list[int]:
    found: list[int] = []
    cursor: int | None = START
    while cursor is not None:
        page = graph.followers_page(user, cursor, count)
        assert len(page.users) == count or page.cursor is None
        found += page.users.tolist()
        cursor = page.cursor
    return found


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


@given(st.lists(ONE_WRITE, max_size=25), st.randoms(use_true_random=False), st.integers(1, 4))
def test_writes_commute_whatever_the_order_repeats_and_partitions(
    rows: list[tuple[int, int, int, int]], random: Any, partitions: int
) -> None:
    plain, at_once = PlainGraph(), SocialGraph(USERS)
    plain.apply(batch_of(rows))
    at_once.apply(batch_of(rows))
    shuffled = rows + random.choices(rows, k=5) if rows else []
    random.shuffle(shuffled)
    graph = SocialGraph(USERS, partitions)
    for start in range(0, len(shuffled), 3):
        graph.apply(batch_of(shuffled[start : start + 3]))
    assert_equal(at_once, plain)
    assert_equal(graph, plain)
    users = np.arange(USERS)
    sources, destinations = np.repeat(users, USERS), np.tile(users, USERS)
    states = graph.states(sources, destinations)
    assert (states == at_once.states(sources, destinations)).all()


def test_later_time_wins_and_on_a_tie_the_removal() -> None:
    graph = SocialGraph(3)
    assert graph.unfollow(0, 1, at=5) == 1  # before the follow that it undoes
    assert graph.follow(0, 1, at=4) == graph.follow(0, 1, at=5) == graph.archive(0, 1, at=5) == 0
    assert graph.states(0, 1).tolist() == [REMOVED]
    assert graph.archive(0, 1, at=6) == 1
    assert graph.states(0, ints(1, 2)).tolist() == [ARCHIVED, ABSENT]
    assert graph.follow(0, 1, at=6) == 0
    assert graph.follow(0, 1, at=7) == 1
    assert graph.followers(1).tolist() == [0]


def test_replay_catches_up_when_both_ends_were_away() -> None:
    graph = SocialGraph(6, partitions=3)
    graph.follow(ints(1, 4), 2, at=1)
    graph.take_down(1)
    graph.take_down(2)
    assert graph.unfollow(1, 2, at=2) == 0
    assert graph.follow(0, 2, at=2) == 1
    assert graph.away == (1, 2)
    assert graph.hand_off(2) == 1
    assert graph.followers(2).tolist() == [0, 1, 4]  # what partition 1 decides is not known yet
    assert graph.hand_off(1) == 1
    assert graph.followers(2).tolist() == [0, 4]
    graph.check_invariants()


@pytest.mark.parametrize("states", [NORMAL, REMOVED])
def test_repeat_after_a_crash_between_the_two_rows_mends_the_second(
    monkeypatch: pytest.MonkeyPatch, states: int
) -> None:
    graph, plain = SocialGraph(USERS, partitions=2), PlainGraph()
    for writes in (EdgeWrites(0, np.array([1, 2]), at=3), EdgeWrites(0, 3, at=5)):
        graph.apply(writes)
        plain.apply(writes)

    def crash(*_: Any) -> None:
        raise OSError("the power is gone")

    last = EdgeWrites(0, np.array([1, 4]), at=7, states=states)
    with monkeypatch.context() as patch:
        patch.setattr(EdgePartitions, "_write_backward", crash)
        with pytest.raises(OSError, match="power"):
            graph.apply(last)
    assert graph.follows(0, 4) == (states == NORMAL), "the forward row is there"
    assert graph.apply(last) == 0, "so to it, the repeat changes nothing"
    plain.apply(last)
    graph.check_invariants()
    assert_equal(graph, plain)


def test_batch_that_waits_does_not_change_with_its_array() -> None:
    graph, sources = SocialGraph(4, partitions=2), ints(1)
    graph.take_down(1)
    graph.follow(sources, 2, at=1)
    sources[0] = 3
    graph.hand_off(1)
    assert graph.followers(2).tolist() == [1]


def test_seal_refuses_older_writes_and_forgets_times() -> None:
    graph = SocialGraph(4)
    graph.follow(ints(0, 1, 2), 3, at=ints(10, 20, 30))
    graph.unfollow(0, 3, at=11)
    graph.archive(1, 3, at=21)
    graph.seal(25)
    assert graph.low_water == 25
    assert graph.states(ints(0, 1, 2), 3).tolist() == [ABSENT, ARCHIVED, NORMAL]
    with pytest.raises(ValueError, match="at must be 25 or more, the low-water mark, got 24"):
        graph.follow(ints(0, 1), 3, at=ints(25, 24))
    assert graph.followers(3).tolist() == [2]
    graph.follow(1, 3, at=25)
    assert graph.followers(3).tolist() == [1, 2]
    with pytest.raises(ValueError, match="low_water must be from 25"):
        graph.seal(24)
    graph.take_down(0)
    with pytest.raises(PartitionUnavailable):
        graph.seal(26)


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


def test_work_counts_what_was_done() -> None:
    graph = SocialGraph(6, partitions=3)
    graph.follow(ints(0, 1, 2), 3, at=1)
    graph.follow(0, 3, at=1)
    assert (graph.work.writes, graph.work.changed, graph.work.partitions_touched) == (4, 3, 4)
    graph.followers(3)
    graph.follows(0, 3)
    assert (graph.work.rows_read, graph.work.partitions_touched) == (4, 6)


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


# The pieces


@given(st.lists(st.sets(st.integers(0, 80), max_size=40), min_size=1, max_size=6), st.data())
def test_find_in_rows_agrees_with_index(rows: list[set[int]], data: st.DataObject) -> None:
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    ids = np.array([id_ for row in rows for id_ in sorted(row)], np.int32)
    pair = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, 80))
    pairs = data.draw(st.lists(pair, max_size=30))
    asked = np.array(pairs, np.int64).reshape(-1, 2)
    places = [int(starts[row]) + bisect_left(sorted(rows[row]), id_) for row, id_ in pairs]
    expected = [place if id_ in rows[row] else ~place for place, (row, id_) in zip(places, pairs)]
    assert find_in_rows(starts, ids, asked[:, 0], asked[:, 1]).tolist() == expected


@given(st.lists(st.integers(0, 2**40 - 1) | st.integers(0, 20)))
def test_sort_keys_agrees_with_a_stable_sort(numbers: list[int]) -> None:
    keys, places = np.array(numbers, np.int64), np.arange(len(numbers))
    sort_keys(keys, 40, places)
    assert keys.tolist() == sorted(numbers)
    assert places.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)


@given(st.lists(st.integers(0, 99)), st.data())
def test_splice_agrees_with_a_list(numbers: list[int], data: st.DataObject) -> None:
    at = st.integers(0, len(numbers))
    gone = sorted(
        data.draw(st.sets(at.filter(lambda place: place < len(numbers)))) if numbers else ()
    )
    to = sorted(data.draw(st.lists(at, max_size=20)))
    more = [100 + place for place in range(len(to))]
    expected: list[int] = []
    for place in range(len(numbers) + 1):
        expected += [new for new, before in zip(more, to) if before == place]
        expected += numbers[place : place + 1] if place not in gone else []
    found = splice(np.array(numbers, np.int32), ints(*gone), ints(*to), ints(*more))
    assert found.tolist() == expected
    assert found.dtype == np.int32


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**40), st.integers(2**62, 2**63 - 1))))
def test_stamp_column_gives_back_what_it_got(numbers: list[int]) -> None:
    stamps = np.array(numbers, np.int64)
    column = StampColumn(len(stamps), stamps)
    assert column.all().tolist() == numbers
    assert column.take(np.arange(len(stamps))).tolist() == numbers
    assert [column.is_normal(at) for at in range(len(stamps))] == [n % 4 == 0 for n in numbers]
    normal = column.are_normal(0, len(stamps))
    assert normal is None or normal.tolist() == [n % 4 == 0 for n in numbers]


@given(SETS, st.sampled_from([np.int32, np.int64, np.uint64]))
def test_set_algebra_agrees_with_python_sets(sets: list[set[int]], dtype: Any) -> None:
    arrays = [np.array(sorted(ids), dtype) for ids in sets]
    first, *others = sets
    expected = (
        (intersection(*arrays), first.intersection(*others)),
        (union(*arrays), first.union(*others)),
        (difference(*arrays), first.difference(*others)),
    )
    for found, ids in expected:
        assert found.tolist() == sorted(ids)
        assert found.dtype == dtype
        assert not any(np.shares_memory(found, array) for array in arrays)


@pytest.mark.parametrize("operation", [intersection, union, difference])
@pytest.mark.parametrize(
    ("sets", "builtin", "message"),
    [
        (([1, 2],), TypeError, r"sets\[0\] must be a numpy array of integers, got list"),
        ((ints(1), np.array([1.5])), TypeError, r"sets\[1\] must be .* got float64"),
        ((ints(1), np.array([1], np.uint64)), TypeError, r"sets\[1\] must be int64 as the first"),
        ((ints(2, 1),), ValueError, r"sets\[0\] must be ascending"),
        ((ints(1), ints(1, 1)), ValueError, r"sets\[1\] must be ascending, none twice"),
        ((np.zeros((2, 2), int),), ValueError, r"one-dimensional, got shape \(2, 2\)"),
    ],
)
def test_set_algebra_refuses(operation: Any, sets: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        operation(*sets)
    assert isinstance(caught.value, builtin)


def test_intersection_and_union_refuse_no_operand() -> None:
    for operation in (intersection, union):
        with pytest.raises(ValueError, match="sets must be one or more, got none"):
            operation()


# Bad input

BAD_WRITES: list[Any] = [
    (ints(1, 5), ints(2, 2), 9, ValueError, "sources must be users from 0 to 4, got 5"),
    (ints(1, 2), ints(2, 7), 9, ValueError, "destinations must be users from 0 to 4, got 7"),
    (ints(1, -1), 2, 9, ValueError, "sources must be from 0 to 2147483646, got -1"),
    (np.array([1, 2**64 - 1], np.uint64), 2, 9, ValueError, "got 18446744073709551615"),
    (2**70, 2, 9, ValueError, "sources must be from 0 to 2147483646, got 1180591620717411303424"),
    (np.array([1, 2**70], object), 2, 9, TypeError, "array of integers, got object"),
    (ints(1, 3), ints(1, 3, 4), 9, ValueError, "sources must have length 3 as the others, got 2"),
    (ints(1, 3), 2, ints(1), ValueError, "at must have length 2 as the others, got 1"),
    (ints(1, 2), ints(3, 2), 9, ValueError, "must differ, got user 2 following itself"),
    (ints(1, 3), 2, ints(1, -1), ValueError, r"at must be from 0 to \d+, got -1"),
    (1, 2, MAX_TIME + 1, ValueError, "at must be from 0 to 2305843009213693950"),
    (np.array([1.0]), 2, 9, TypeError, "array of integers, got float64"),
    (np.array([True]), 2, 9, TypeError, "array of integers, got bool"),
    ([1, 3], 2, 9, TypeError, r"an int or a numpy array of integers, got \[1, 3\]"),
    (True, 2, 9, TypeError, "got True"),
    (1, None, 9, TypeError, "destinations must be an int or a numpy array of integers, got None"),
    (np.ones((2, 2), int), 2, 9, ValueError, r"one-dimensional, got shape \(2, 2\)"),
    (1, 2, 9.5, TypeError, "at must be an int or a numpy array of integers, got 9.5"),
]


@pytest.mark.parametrize(("sources", "destinations", "at", "builtin", "message"), BAD_WRITES)
def test_write_refused_leaves_nothing_half_applied(
    sources: Any, destinations: Any, at: Any, builtin: type, message: str
) -> None:
    graph = SocialGraph(5, partitions=2)
    graph.follow(0, 4, at=1)
    before = graph.work
    for write in (graph.follow, graph.unfollow, graph.archive):
        with pytest.raises(TwitlabError, match=message) as caught:
            write(sources, destinations, at)
        assert isinstance(caught.value, builtin)
    assert graph.work == before
    assert [graph.followees(user).tolist() for user in range(5)] == [[4], [], [], [], []]
    graph.check_invariants()


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
