"""Hold the stores to SQLite, to the plain one, and to what each strategy promises of its cost."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.help.needs import real_data
from tests.help.stores import LAST, NAMES, Sqlite, filled, ints, made
from twitlab.errors import TwitlabError
from twitlab.partitioning import (
    ByTime,
    ByUser,
    Cursor,
    IndexedByUser,
    Load,
    PlainStore,
    TweetPage,
    TweetStore,
)
from twitlab.world import World, read_higgs_activity


def pages(store: TweetStore | IndexedByUser, user_id: int, n: int) -> list[TweetPage]:
    """Page through all of a user's tweets."""
    found = [store.latest(user_id, n)]
    while found[-1].cursor:
        found.append(store.latest(user_id, n, found[-1].cursor))
    return found


# The same answers as SQLite


@pytest.fixture(scope="module")
def world() -> World:
    return World.generate(users=300, tweets=6_000, seed=20_130_803)


@pytest.mark.parametrize("batch", [6_000, 97])
@pytest.mark.parametrize("name", [*NAMES, "two stores"])
def test_store_answers_as_sqlite_on_a_world(world: World, name: str, batch: int) -> None:
    size = 500 if name == "by time" else 5
    store: Any = (
        IndexedByUser(5, 3, 300) if name == "two stores" else TweetStore(made(name, size), 300)
    )
    oracle = Sqlite()
    for low in range(0, 6_000, batch):
        columns = world.tweets.tweet_id, world.tweets.user_id
        ids, user_ids = (column[low : low + batch] for column in columns)
        store.append(ids, user_ids)
        oracle.append(ids, user_ids)
    store.check_invariants()
    for user_id in range(300):
        assert store.latest(user_id, 20).ids.tolist() == oracle.latest(user_id, 20)
        paged = np.concatenate([page.ids for page in pages(store, user_id, 7)])
        assert paged.tolist() == oracle.latest(user_id, 6_000)
    if isinstance(store, TweetStore):
        many = store.latest_many(np.arange(300)[::-1], 20)
        rows = [[each for each in row if each >= 0] for row in many.ids.tolist()]
        assert rows == [oracle.latest(user_id, 20) for user_id in range(300)][::-1]
    asked = np.concatenate([world.tweets.tweet_id[::-7], world.tweets.tweet_id[::50] + 1])
    assert store.get(asked).user_ids.tolist() == [oracle.author(each) for each in asked.tolist()]


def test_store_answers_as_sqlite_on_real_retweets() -> None:
    rows = read_higgs_activity(real_data("higgs-activity_time.txt.gz"))
    world = World.from_edges_and_tweets(None, rows)
    ids, user_ids = world.tweets.tweet_id, world.tweets.user_id
    store, oracle = TweetStore(ByTime(50_000), world.users), Sqlite()
    store.append(ids, user_ids)
    oracle.append(ids, user_ids)
    busiest = np.argsort(-np.bincount(user_ids), kind="stable")[:50]
    for user_id in [*busiest.tolist(), *range(50)]:
        assert store.latest(user_id, 20).ids.tolist() == oracle.latest(user_id, 20)


class Operations(RuleBasedStateMachine):
    """Drive a store with anything it allows; the oracle is SQLite."""

    @initialize(name=st.sampled_from(NAMES), size=st.integers(1, 6))
    def start(self, name: str, size: int) -> None:
        self.store, self.oracle = TweetStore(made(name, size), users=6), Sqlite()
        self.newest = -1
        self.marks: list[Cursor] = []

    @rule(gaps=st.lists(st.integers(1, 3), max_size=12), data=st.data())
    def append(self, gaps: list[int], data: st.DataObject) -> None:
        ids = np.cumsum(np.array([self.newest, *gaps]))[1:]
        user_ids = np.array(
            data.draw(st.lists(st.integers(0, 5), min_size=len(ids), max_size=len(ids))), np.int32
        )
        written = self.store.append(ids, user_ids)
        assert written.rows == len(ids) >= written.partitions_touched
        self.oracle.append(ids, user_ids)
        self.newest = int(ids[-1]) if len(ids) else self.newest

    @rule(back=st.integers(0, 30), users=st.integers(6, 9))
    def refused(self, back: int, users: int) -> None:
        rows = len(self.store)
        for ids, user_ids in (
            ([self.newest + 5, max(self.newest - back, 0)], [0, 0]),
            ([self.newest + 5], [users]),
            ([self.newest + 5, self.newest + 6], [0]),
        ):
            with pytest.raises(TwitlabError):
                self.store.append(np.array(ids), np.array(user_ids))
        assert len(self.store) == rows

    @rule(user_id=st.integers(0, 5), n=st.integers(1, 9))
    def latest(self, user_id: int, n: int) -> None:
        page = self.store.latest(user_id, n)
        assert page.ids.tolist() == self.oracle.latest(user_id, n)
        assert (page.cursor is None) == (len(page.ids) < n)
        assert page.partitions_touched <= len(self.store.strategy.partitions)
        assert page.rows_scanned >= len(page.ids)
        if page.cursor:
            self.marks.append(page.cursor)

    @rule(users=st.lists(st.integers(0, 5), max_size=8), n=st.integers(1, 9))
    def latest_many(self, users: list[int], n: int) -> None:
        many = self.store.latest_many(np.array(users, np.int64), n)
        pages = [self.store.latest(user_id, n) for user_id in users]
        padded = [page.ids.tolist() + [-1] * (n - len(page.ids)) for page in pages]
        assert many.ids.tolist() == padded
        assert many.ids.shape == (len(users), n)
        assert many.rows_scanned == sum(page.rows_scanned for page in pages)
        assert many.partitions_touched <= sum(page.partitions_touched for page in pages)
        if len(users) == 1:
            assert many.partitions_touched == pages[0].partitions_touched

    @rule(n=st.integers(1, 9))
    def earlier(self, n: int) -> None:
        for mark in self.marks:
            page = self.store.latest(mark.user_id, n, mark)
            assert page.ids.tolist() == self.oracle.latest(mark.user_id, n, mark.before_id)

    @rule(ids=st.lists(st.integers(0, 120), max_size=9))
    def get(self, ids: list[int]) -> None:
        found = self.store.get(np.array(ids, np.int64))
        assert found.user_ids.tolist() == [self.oracle.author(each) for each in ids]

    @rule(name=st.sampled_from(NAMES), size=st.integers(1, 6))
    def move(self, name: str, size: int) -> None:
        moved = self.store.move_to(made(name, size))
        assert 0 <= moved.rows_moved <= moved.rows == len(self.store)
        assert 0 <= moved.keys_moved <= moved.keys <= moved.rows

    @rule(data=st.data())
    def change_nodes(self, data: st.DataObject) -> None:
        strategy = self.store.strategy
        if isinstance(strategy, ByTime):
            try:
                self.store.relieve_newest(data.draw(st.integers(1, 3)))
            except ValueError:
                assert len(self.store) % strategy.rows_per_partition == 0
        elif len(strategy.partitions) == 1 or data.draw(st.booleans()):
            self.store.add_node()
        else:
            self.store.lose_node(data.draw(st.sampled_from(strategy.partitions)))

    @rule()
    def fold(self) -> None:
        if isinstance(self.store.strategy, ByTime):
            extra = len(self.store.strategy.partitions)
            self.store.fold_extras()
            size = self.store.strategy.rows_per_partition
            assert len(self.store.strategy.partitions) == -(-len(self.store) // size) <= extra

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "store"):
            self.store.check_invariants()


TestOperations = Operations.TestCase
TestOperations.settings = settings(max_examples=40, stateful_step_count=25)


# What each strategy touches


@given(st.sampled_from(NAMES), st.integers(1, 5), st.lists(st.integers(0, 4), max_size=40))
def test_store_agrees_with_plain(name: str, size: int, users: list[int]) -> None:
    store, plain = TweetStore(made(name, size)), PlainStore(made(name, size))
    for tweet_id, user_id in enumerate(users):
        assert store.append_one(tweet_id, user_id).rows == 1
        plain.append(tweet_id, user_id)
    for user_id in range(5):
        page, (ids, touched, scanned) = store.latest(user_id, 3), plain.latest(user_id, 3)
        assert page.ids.tolist() == ids
        assert page.partitions_touched == touched
        assert page.rows_scanned <= scanned
    for tweet_id in (0, len(users) // 2, len(users)):
        found, (author, touched, _) = store.get(ints(tweet_id)), plain.get(tweet_id)
        assert found.user_ids.tolist() == [-1 if author is None else author]
        assert found.partitions_touched == touched


@given(st.sampled_from(NAMES), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_append_in_batches_holds_the_same_as_at_once(name: str, sizes: list[int]) -> None:
    once, often = TweetStore(made(name, 9)), TweetStore(made(name, 9))
    ids, user_ids = np.arange(sum(sizes)), np.arange(sum(sizes)) * 7 % 11
    once.append(ids, user_ids)
    for stop, size in zip(np.cumsum(sizes).tolist(), sizes, strict=True):
        often.append(ids[stop - size : stop], user_ids[stop - size : stop])
    often.check_invariants()
    assert once.load().rows.tolist() == often.load().rows.tolist()
    assert once.load().writes.tolist() == often.load().writes.tolist()
    for user_id in range(11):
        a, b = once.latest(user_id, 5), often.latest(user_id, 5)
        assert a.ids.tolist() == b.ids.tolist()
        assert (a.partitions_touched, a.rows_scanned) == (b.partitions_touched, b.rows_scanned)


@pytest.mark.parametrize(
    ("name", "for_tweet", "for_user"),
    [
        ("by user", 8, 1),
        ("by tweet", 1, 8),
        ("ring by user", 8, 1),
        ("ring by tweet", 1, 8),
    ],
)
def test_hashed_store_asks_one_by_its_key_and_all_by_the_other(
    name: str, for_tweet: int, for_user: int
) -> None:
    store = filled(made(name, 8))
    assert store.get(ints(500)).partitions_touched == for_tweet
    page = store.latest(3, 5)
    assert page.partitions_touched == for_user
    assert 5 <= page.rows_scanned <= 5 * for_user
    assert (page.rows_scanned == 5) == (for_user == 1)


def test_by_time_newest_are_near_and_silent_users_far() -> None:
    store = TweetStore(ByTime(100))
    ids = np.arange(1_000)
    user_ids = np.ones(1_000, np.int64)
    user_ids[:3] = 2  # spoke at first, never since
    store.append(ids, user_ids)
    assert store.latest(1, 20).partitions_touched == 1
    assert store.latest(1, 150).partitions_touched == 2
    assert store.latest(2, 3).partitions_touched == 10
    assert store.latest(9, 1).partitions_touched == 10  # has said nothing
    assert store.get(ints(0, 99, 999)).partitions_touched == 2
    first = store.latest(1, 150)
    assert store.latest(1, 10, first.cursor).partitions_touched == 1  # begins where it stopped
    assert TweetStore(ByTime(100)).latest(1, 1).partitions_touched == 0


def test_by_time_full_partition_passes_to_the_next() -> None:
    store = TweetStore(ByTime(100))
    assert store.append(np.arange(100), np.arange(100)).partitions_touched == 1
    assert store.load().rows.tolist() == [100]
    assert store.append_one(100, 1).partitions_touched == 1
    assert store.append(np.arange(101, 350), np.arange(249)).partitions_touched == 3
    assert store.load().rows.tolist() == [100, 100, 100, 50]


def test_newest_partition_is_hot_until_extras_relieve_it() -> None:
    store = TweetStore(ByTime(1_000))
    store.append(np.arange(3_100), np.zeros(3_100, np.int64))
    store.reset_counts()
    store.append(np.arange(3_100, 3_400), np.zeros(300, np.int64))
    assert store.load().writes.tolist() == [0, 0, 0, 300]
    assert store.load().hot("writes") == [3]
    assert store.load().skew("writes") == 4.0
    store.relieve_newest(2)
    store.reset_counts()
    store.append(np.arange(3_400, 3_700), np.zeros(300, np.int64))
    assert store.load().writes.tolist() == [0, 0, 0, 100, 100, 100]
    page = store.latest(0, 10)
    assert page.ids.tolist() == list(range(3_699, 3_689, -1))
    assert (page.partitions_touched, page.rows_scanned) == (3, 30)  # the price, on each read
    assert store.get(ints(3_500)).partitions_touched == 3
    assert store.fold_extras() == 200
    store.check_invariants()
    page = store.latest(0, 10)
    assert page.ids.tolist() == list(range(3_699, 3_689, -1))
    assert (page.partitions_touched, page.rows_scanned) == (1, 10)
    assert store.fold_extras() == 0
    store.append(np.arange(3_700, 4_001), np.zeros(301, np.int64))
    store.check_invariants()
    assert store.load().rows.tolist() == [1_000] * 4 + [1]


def test_one_busy_user_makes_a_hot_partition_by_user_and_none_by_tweet() -> None:
    ids = np.arange(10_000)
    user_ids = np.where(ids % 2 == 0, 7, ids)
    loads = {}
    for name in ("by user", "by tweet"):
        store = TweetStore(made(name, 10))
        store.append(ids, user_ids)
        loads[name] = store.load()
    assert loads["by user"].skew("rows") > 5
    assert loads["by user"].hot("rows", 5) == [int(ByUser(10).owners(ints(7))[0])]
    assert loads["by tweet"].skew("rows") < 1.1
    assert loads["by tweet"].hot("rows") == []


def test_load_counts_look_ups() -> None:
    store = filled(ByUser(4))
    owner = int(ByUser(4).owners(ints(3))[0])
    for _ in range(5):
        store.latest(3, 2)
    assert store.load().reads.tolist() == [5 * (part == owner) for part in range(4)]
    store.reset_counts()
    store.get(ints(10, 20, 99))
    assert store.load().reads.tolist() == [3] * 4
    assert store.load().rows.sum() == 400
    empty = TweetStore(ByTime(5)).load()
    assert (empty.skew("rows"), empty.hot("rows")) == (1.0, [])


def test_look_ups_in_an_empty_partition_are_counted_after_its_first_row() -> None:
    store = TweetStore(ByUser(1))
    store.latest(3, 2)
    store.append_one(1, 3)
    store.latest_many(ints(3, 4), 2)
    store.get(ints(1))
    assert store.load().reads.tolist() == [4]


def test_bytes_are_those_of_the_columns() -> None:
    store = filled(ByUser(1), tweets=70, users=7)
    assert store.nbytes == 24 * 70 + 16 * 7 + 8
    assert TweetStore(ByUser(4)).nbytes == 0


# The parts


def test_ids_at_both_ends_are_kept() -> None:
    store = TweetStore(ByUser(2))
    store.append(np.array([0, LAST], np.uint64), np.array([LAST, LAST], np.uint64))
    assert store.latest(LAST, 5).ids.tolist() == [LAST, 0]
    assert store.get(ints(LAST, 0)).user_ids.tolist() == [LAST, LAST]
    with pytest.raises(ValueError, match=f"ids must be above {LAST}"):
        store.append_one(LAST, 1)


def test_answers_do_not_change_with_what_was_passed_in() -> None:
    store, ids, user_ids = TweetStore(ByUser(1)), ints(1, 2), ints(5, 5)
    store.append(ids, user_ids)
    ids[:] = user_ids[:] = 0
    page = store.latest(5, 2)
    page.ids[:] = 7
    store.check_invariants()
    assert store.latest(5, 2).ids.tolist() == [2, 1]


@pytest.mark.parametrize("name", [*NAMES, "two stores"])
def test_empty_store_answers_with_nothing(name: str) -> None:
    store: Any = IndexedByUser(2, 2) if name == "two stores" else TweetStore(made(name))
    assert store.append(ints(), ints()).partitions_touched == 0
    assert store.latest(1, 5).ids.tolist() == []
    assert store.latest(1, 5).cursor is None
    assert store.get(ints(5)).user_ids.tolist() == [-1]
    assert store.get(ints()).partitions_touched == 0
    store.check_invariants()


def test_skew_of_even_load_is_one() -> None:
    four = ints(0, 1, 2, 3)
    assert Load(four, ints(5, 5, 5, 5), four, four).skew("rows") == 1.0
