"""Hold all fan-outs to one contract, to each other, to SQLite and to a look at every tweet."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from sqlite3 import ProgrammingError
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.help.needs import real_data
from twitlab.errors import TwitlabError
from twitlab.fanout import (
    FanoutDoor,
    FanoutOnRead,
    FanoutOnWrite,
    FanoutWork,
    HybridFanout,
    PlainFanout,
    SelectFanout,
    on_write,
)
from twitlab.world import REPLY, RETWEET, World, read_snap_edges

USERS, CAP = 5, 4
USER = st.integers(0, USERS - 1)
PAIR = st.tuples(USER, USER).filter(lambda pair: pair[0] != pair[1])
EDGES = st.lists(PAIR, max_size=12)
Make = Callable[..., FanoutDoor]
MAKERS: dict[str, Make] = {
    "write": partial(FanoutOnWrite, cap=CAP),
    "read": partial(FanoutOnRead, cap=CAP),
    "hybrid 0": partial(HybridFanout, threshold=0, cap=CAP),
    "hybrid 2": partial(HybridFanout, threshold=2, cap=CAP),
    "plain": partial(PlainFanout, cap=CAP),
    "select": partial(SelectFanout, cap=CAP),
}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of tweets and pages do what millions do: come in several batches."""
    monkeypatch.setattr(on_write, "_BATCH", 5)
    monkeypatch.setattr(on_write, "_PAGES", 2)


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def ends(edges: list[tuple[int, int]]) -> Any:
    return np.array(edges, np.int64).reshape(-1, 2).T


def pages(fanout: FanoutDoor, n: int) -> list[tuple[list[int], list[int]]]:
    """Give every home timeline, one at a time, and see that all at once are the same."""
    found = []
    homes = fanout.homes(np.arange(fanout.users), n)
    for user in range(fanout.users):
        page = fanout.home(user, n)
        ids, originals = page.ids.tolist(), page.originals.tolist()
        assert ids == sorted(set(ids), reverse=True)
        assert len(set(originals)) == len(originals)
        assert page.entries_read >= len(ids)
        assert [each for each in homes.ids[user].tolist() if each >= 0] == ids
        assert [each for each in homes.originals[user].tolist() if each >= 0] == originals
        assert homes.ids[user].tolist()[: len(ids)] == ids, "what is missing comes last"
        found.append((ids, originals))
    return found


@pytest.fixture(params=list(MAKERS))
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    made: list[FanoutDoor] = []

    def one(*graph: Any) -> FanoutDoor:
        made.append(MAKERS[request.param](*graph))
        return made[-1]

    yield one
    for each in made:
        if isinstance(each, SelectFanout):
            each.close()


# All agree, whatever is done


class AnyOperations(RuleBasedStateMachine):
    """Do the same to all fan-outs and see that nobody can tell them apart."""

    @initialize(edges=EDGES)
    def begin(self, edges: list[tuple[int, int]]) -> None:
        self.all = {name: make(USERS, *ends(edges)) for name, make in MAKERS.items()}
        self.ids: list[int] = []
        self.newest = -1

    def do(self, name: str, *arguments: Any) -> Any:
        """Call a method of all; they return the same, or refuse in the same words."""
        results = []
        for each in self.all.values():
            try:
                results.append((getattr(each, name)(*arguments), ""))
            except TwitlabError as error:
                results.append((None, str(error)))
        if name != "post":
            assert all(result == results[0] for result in results)
        assert all(error == results[0][1] for _, error in results)
        return results[0]

    @rule(data=st.data(), count=st.integers(1, 8), as_one=st.booleans())
    def post(self, data: st.DataObject, count: int, as_one: bool) -> None:
        rows: list[tuple[int, int, int, int]] = []
        for _ in range(count):
            self.newest += data.draw(st.integers(1, 3))
            kind = data.draw(st.sampled_from(["plain", "plain", "reply", "retweet"]))
            older = self.ids + [row[0] for row in rows]
            rows.append(
                (
                    self.newest,
                    data.draw(USER),
                    data.draw(USER) if kind == "reply" else -1,
                    data.draw(st.sampled_from(older)) if kind == "retweet" and older else -1,
                )
            )
        self.ids += [row[0] for row in rows]
        if as_one:
            self.do("post", *np.array(rows).T)
        else:
            for row in rows:
                self.do("post", *row)

    @rule(pair=PAIR)
    def follow(self, pair: tuple[int, int]) -> None:
        self.do("follow", *pair)

    @rule(pair=PAIR)
    def unfollow(self, pair: tuple[int, int]) -> None:
        self.do("unfollow", *pair)

    @rule(pair=PAIR)
    def block(self, pair: tuple[int, int]) -> None:
        self.do("block", *pair)

    @rule(pair=PAIR)
    def unblock(self, pair: tuple[int, int]) -> None:
        self.do("unblock", *pair)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(self.ids), min_size=1, max_size=2))
        self.do("delete", ints(*some))

    @rule(user=USER)
    def evict(self, user: int) -> None:
        for each in self.all.values():
            before = pages(each, CAP)
            each.evict(user)
            assert not each.evict(user)
            assert pages(each, CAP) == before

    @invariant()
    def all_agree(self) -> None:
        for each in self.all.values():
            if isinstance(each, FanoutOnRead | FanoutOnWrite):
                each.check_invariants()
        for n in (1, CAP):
            expected = pages(self.all["plain"], n)
            for name, each in self.all.items():
                assert pages(each, n) == expected, name

    def teardown(self) -> None:
        for each in getattr(self, "all", {}).values():
            if isinstance(each, SelectFanout):
                each.close()


TestAnyOperations = pytest.mark.slow(AnyOperations.TestCase)
TestAnyOperations.settings = settings(
    max_examples=50, stateful_step_count=15, phases=[Phase.explicit, Phase.generate]
)


# What a reader sees: the same of all, an example each


def seen(fanout: FanoutDoor, user: int) -> list[int]:
    ids: list[int] = fanout.home(user, CAP).ids.tolist()
    return ids


def test_tweets_of_followees_are_seen_newest_first_and_no_others(make: Make) -> None:
    fanout = make(USERS, ints(0, 0), ints(1, 2))
    fanout.post(ints(20, 29, 34, 41), ints(1, 2, 3, 1))
    assert seen(fanout, 0) == [41, 29, 20]
    assert fanout.home(0, 2).ids.tolist() == [41, 29]
    assert seen(fanout, 1) == []
    assert fanout.home(0, 2).ids.dtype == fanout.home(1).originals.dtype == np.int64


def test_reply_is_seen_by_those_only_who_follow_both(make: Make) -> None:
    fanout = make(USERS, ints(0, 0, 3), ints(1, 2, 1))
    fanout.post(20, 1, to_users=2)
    assert (seen(fanout, 0), seen(fanout, 3), seen(fanout, 2)) == ([20], [], [])
    fanout.follow(3, 2)
    fanout.unfollow(0, 2)
    assert (seen(fanout, 0), seen(fanout, 3)) == ([], [20])


def test_reply_to_oneself_is_seen_by_all_followers(make: Make) -> None:
    fanout = make(USERS, ints(0), ints(1))
    fanout.post(20, 1, to_users=1)
    assert seen(fanout, 0) == [20]


def test_retweet_carries_its_original_and_an_original_comes_once(make: Make) -> None:
    fanout = make(USERS, ints(0, 0, 3), ints(1, 2, 2))
    fanout.post(ints(20, 29, 34), ints(1, 2, 2), -1, ints(-1, 20, 29))
    for user in (0, 3):
        page = fanout.home(user, CAP)
        assert (page.ids.tolist(), page.originals.tolist()) == ([34], [20])
    fanout.delete(34)
    assert seen(fanout, 0) == [29]
    fanout.delete(29)
    assert (seen(fanout, 0), seen(fanout, 3)) == ([20], [])


def test_deleted_tweet_takes_its_retweets_with_it(make: Make) -> None:
    fanout = make(USERS, ints(0, 0), ints(1, 2))
    fanout.post(ints(20, 29, 34), ints(1, 2, 2), -1, ints(-1, 20, -1))
    assert fanout.delete(ints(20, 20)) == 1
    assert fanout.delete(20) == 0
    assert seen(fanout, 0) == [34]
    fanout.post(41, 2, retweet_of=20)
    assert seen(fanout, 0) == [34]


def test_block_ends_follows_and_hides_what_is_passed_on(make: Make) -> None:
    fanout = make(USERS, ints(0, 0, 1), ints(1, 2, 0))
    fanout.post(ints(20, 29), ints(1, 2), -1, ints(-1, 20))
    assert fanout.block(1, 0)
    assert not fanout.block(1, 0)
    assert seen(fanout, 0) == []
    for pair in ((0, 1), (1, 0)):
        with pytest.raises(TwitlabError, match="one of them blocks the other"):
            fanout.follow(*pair)
    assert not fanout.unblock(0, 1)
    assert fanout.unblock(1, 0)
    assert seen(fanout, 0) == [29]
    assert fanout.follow(0, 1)
    assert not fanout.follow(0, 1)


@pytest.mark.parametrize("pair", [(0, 1), (1, 0)])
def test_block_hides_what_is_passed_on_later(make: Make, pair: tuple[int, int]) -> None:
    fanout = make(USERS, ints(0), ints(2))
    fanout.block(*pair)
    assert seen(fanout, 0) == []
    fanout.post(ints(20, 29, 34), ints(1, 2, 2), -1, ints(-1, 20, -1))
    assert pages(fanout, CAP)[0] == ([34], [34])


def test_follow_shows_what_was_posted_before_and_unfollow_hides_it(make: Make) -> None:
    fanout = make(USERS, ints(), ints())
    fanout.post(ints(20, 29), ints(1, 1))
    assert fanout.follow(0, 1)
    assert seen(fanout, 0) == [29, 20]
    assert fanout.unfollow(0, 1)
    assert not fanout.unfollow(0, 1)
    assert seen(fanout, 0) == []


def test_page_goes_on_behind_the_cap_if_what_was_kept_is_deleted(make: Make) -> None:
    fanout = make(USERS, ints(0), ints(1))
    fanout.post(np.arange(20, 32), np.full(12, 1))
    fanout.delete(np.arange(26, 32))
    assert seen(fanout, 0) == [25, 24, 23, 22]


def test_one_at_a_time_is_the_same_as_all_at_once(make: Make) -> None:
    world = World.generate(users=USERS, tweets=40, seed=4)
    graph = world.users, world.sources, world.destinations
    at_once, one_by_one = make(*graph), make(*graph)
    columns = columns_of(world)
    deliveries = at_once.post(*columns).deliveries
    single = [one_by_one.post(*map(int, row)).deliveries.tolist() for row in zip(*columns)]
    assert [[each] for each in deliveries.tolist()] == single
    assert pages(at_once, CAP) == pages(one_by_one, CAP)
    assert at_once.work == one_by_one.work


def test_nothing_at_all_is_allowed(make: Make) -> None:
    nobody = make(0, ints(), ints())
    assert nobody.homes(ints(), 3).ids.shape == (0, 3)
    fanout = make(USERS, ints(0), ints(1))
    assert fanout.post(ints(), ints()).deliveries.tolist() == []
    assert fanout.delete(ints()) == 0
    assert seen(fanout, 0) == []


# Worlds, against SQLite


def columns_of(world: World) -> tuple[np.ndarray[Any, Any], ...]:
    tweets = world.tweets
    answers = np.where(tweets.kind == REPLY, tweets.to_user, -1)
    passed_on = np.where(tweets.kind == RETWEET, tweets.tweet_id[tweets.target], -1)
    return tweets.tweet_id, tweets.user_id, answers, passed_on


def assert_like_sqlite(world: World, columns: Any, asked: np.ndarray[Any, Any], cap: int) -> None:
    graph = world.users, world.sources, world.destinations
    select = SelectFanout(*graph, cap=cap)
    select.post(*columns)
    expected = select.homes(asked, cap)
    select.close()
    threshold = int(np.sort(world.in_degree())[-3])
    for fanout in (
        FanoutOnRead(*graph, cap=cap),
        FanoutOnWrite(*graph, cap=cap),
        HybridFanout(*graph, threshold=threshold, cap=cap),
    ):
        half = len(columns[0]) // 2
        fanout.post(*(column[:half] for column in columns))
        fanout.post(*(column[half:] for column in columns))
        for _ in range(2):
            homes = fanout.homes(asked, cap)
            assert (homes.ids == expected.ids).all()
            assert (homes.originals == expected.originals).all()
            for user in asked.tolist():
                fanout.evict(user)


@pytest.mark.parametrize("seed", range(3))
def test_worlds_are_like_sqlite(seed: int) -> None:
    world = World.generate(users=80, tweets=1_500, seed=seed)
    assert_like_sqlite(world, columns_of(world), np.arange(80), cap=20)


def test_real_followers_are_like_sqlite() -> None:
    world = World.from_edges_and_tweets(read_snap_edges(real_data("followers-small.txt.gz")))
    rng = np.random.default_rng(1)
    ids, authors = np.arange(1, 5_001) * 3, rng.integers(0, world.users, 5_000)
    answers = np.where(rng.random(5_000) < 0.3, rng.integers(0, world.users, 5_000), -1)
    older = ids[rng.integers(0, np.maximum(np.arange(5_000), 1))]
    passed_on = np.where((answers < 0) & (rng.random(5_000) < 0.3) & (ids > older), older, -1)
    asked = rng.integers(0, world.users, 50)
    assert_like_sqlite(world, (ids, authors, answers, passed_on), asked, cap=10)


# Deliveries and what they cost


def test_delivery_is_made_to_each_follower_whose_timeline_is_kept() -> None:
    fanout = FanoutOnWrite(USERS, ints(0, 2, 3, 0), ints(1, 1, 1, 2), cap=CAP)
    posted = fanout.post(ints(20, 29, 34), ints(1, 2, 4))
    assert posted.deliveries.tolist() == [3, 1, 0]
    assert posted.bytes_written == 16
    fanout.evict(2)
    assert fanout.post(41, 1).deliveries.tolist() == [2]
    assert fanout.home(2).ids.tolist() == [41, 20]
    assert fanout.post(ints(47, 50), ints(1, 1), ints(2, 0)).deliveries.tolist() == [1, 0]
    assert fanout.home(0, 2) is not None
    work = fanout.work
    assert (work.tweets, work.deliveries, work.rebuilt_entries, work.reads) == (6, 7, 2, 2)
    assert work.bytes_written == 36
    assert fanout.nbytes > 4 * USERS * CAP


def test_nothing_is_delivered_on_read_and_nothing_of_celebrities_in_the_hybrid() -> None:
    graph = USERS, ints(0, 2, 3, 0), ints(1, 1, 1, 2)
    tweets = ints(20, 29), ints(1, 2)
    assert FanoutOnRead(*graph).post(*tweets).deliveries.tolist() == [0, 0]
    hybrid = HybridFanout(*graph, threshold=2)
    assert hybrid.post(*tweets).deliveries.tolist() == [0, 1]
    assert hybrid.celebrities.tolist() == [1]
    page = hybrid.home(0)
    assert (page.ids.tolist(), page.lists_read) == ([29, 20], 2)
    on_read = FanoutOnRead(*graph)
    on_read.post(*tweets)
    assert on_read.home(0).lists_read == 2
    assert on_read.work == FanoutWork(2, 0, 0, reads=1, entries_read=2, lists_read=2)


@given(EDGES, st.lists(USER, max_size=12))
def test_rebuilt_timeline_holds_the_entries_that_it_held(
    edges: list[tuple[int, int]], authors: list[int]
) -> None:
    sources, destinations = ends(edges)
    fanout = FanoutOnWrite(USERS, sources, destinations, CAP)
    fanout.post(np.arange(len(authors)), np.array(authors, np.int64))
    for user in range(USERS):
        before = fanout._timelines.newest(user, CAP)
        fanout.evict(user)
        fanout.home(user)
        assert fanout._timelines.newest(user, CAP) == before


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9, 30])
def test_batch_larger_than_the_cap_leaves_the_newest(count: int) -> None:
    fanout = FanoutOnWrite(2, ints(0), ints(1), cap=CAP)
    for first in (0, 100):
        fanout.post(first + np.arange(count), np.full(count, 1))
        newest = sorted([*range(count), *range(first, first + count)], reverse=True)
        expected = list(dict.fromkeys(newest))[:CAP]
        assert fanout.home(0, CAP).ids.tolist() == expected
        fanout.check_invariants()


def test_nothing_is_lost_or_doubled_when_an_author_becomes_a_celebrity() -> None:
    fanout = HybridFanout(USERS, ints(0, 2, 0), ints(1, 1, 4), threshold=2, cap=8)
    fanout.post(ints(20, 21), ints(1, 4))
    fanout.follow(3, 1)
    assert fanout.post(ints(30, 31), ints(1, 4)).deliveries.tolist() == [0, 1]
    assert fanout.home(0).ids.tolist() == [31, 30, 21, 20]
    fanout.unfollow(3, 1)
    assert fanout.post(40, 1).deliveries.tolist() == [0], "once pulled, always pulled"
    assert fanout.home(0).ids.tolist() == [40, 31, 30, 21, 20]
    assert fanout.homes(ints(0, 2)).ids[:, :5].tolist() == [
        [40, 31, 30, 21, 20],
        [40, 30, 20, -1, -1],
    ]


def test_page_of_the_hybrid_does_not_skip_what_lies_behind_a_full_timeline() -> None:
    # User 0 follows a celebrity, 1, and another, 2. The timeline of 4 has only new tweets of 2.
    fanout = HybridFanout(USERS, ints(0, 3, 4, 0), ints(1, 1, 1, 2), threshold=2, cap=4)
    fanout.post(np.arange(10, 22), np.where(np.arange(12) < 3, 1, 2))
    fanout.delete(np.arange(17, 22))
    assert fanout.home(0, 4).ids.tolist() == [16, 15, 14, 13]
    assert fanout.homes(ints(0), 4).ids.tolist() == [[16, 15, 14, 13]]


def test_page_of_the_hybrid_looks_behind_what_was_pulled_first() -> None:
    fanout = HybridFanout(USERS, ints(0, 3, 0), ints(1, 1, 2), threshold=1, cap=4)
    fanout.post(ints(10, 20, 30), ints(2, 1, 1))
    fanout.delete(30)
    assert fanout.home(0, 1).ids.tolist() == [20]
    assert fanout.homes(ints(0), 1).ids.tolist() == [[20]]


# Bad input: refused in words, and nothing changes

MIXED = np.concatenate([np.array([1], np.int64), np.array([2**63], np.uint64)])
BAD_CALLS: list[tuple[str, tuple[Any, ...], type, str]] = [
    ("post", (ints(50, 50), ints(1, 1)), ValueError, "ids must ascend, got 50 after 50"),
    ("post", (ints(50, 40), ints(1, 1)), ValueError, "ids must ascend, got 40 after 50"),
    ("post", (29, 1), ValueError, "ids must be above 29, the newest, got 29"),
    ("post", (2**63, 1), ValueError, "ids must be from 0 to 9223372036854775807, got"),
    ("post", (np.array([2**64 - 1], np.uint64), ints(1)), ValueError, "ids must be from 0 to"),
    ("post", (MIXED, ints(1, 1)), TypeError, "ids must be an int or a numpy array of integers"),
    ("post", (-5, 1), ValueError, "ids must be from 0 to 9223372036854775807, got -5"),
    ("post", ([50], ints(1)), TypeError, r"ids must be an int or a numpy array of integers"),
    ("post", (True, 1), TypeError, "ids must be an int or a numpy array of integers, got True"),
    ("post", (np.array([[50]]), 1), ValueError, r"ids must be one-dimensional, got shape \(1, 1\)"),
    ("post", (50, USERS), ValueError, "user_ids must be users from 0 to 4, got 5"),
    ("post", (50, -1), ValueError, "user_ids must be from 0 to 2147483646, got -1"),
    ("post", (ints(50, 51), ints(1)), ValueError, "user_ids must have length 2 as ids, got 1"),
    ("post", (50, 1, USERS), ValueError, "to_users must be users from 0 to 4, got 5"),
    ("post", (50, 1, -2), ValueError, "to_users must be from -1 to 2147483646, got -2"),
    ("post", (50, 1, ints(1, 2)), ValueError, "to_users must have length 1 as ids, got 2"),
    ("post", (50, 1, -1, 21), ValueError, "retweet_of must be a tweet that was posted, got 21"),
    ("post", (50, 1, -1, 50), ValueError, "retweet_of must be an older tweet than 50, got 50"),
    ("post", (50, 1, 2, 20), ValueError, "a tweet must be a reply or a retweet, got 50"),
    ("post", (ints(50, 51), ints(1, 9)), ValueError, "user_ids must be users from 0 to 4, got 9"),
    ("home", (USERS, 1), ValueError, "user must be from 0 to 4, got 5"),
    ("home", (-1, 1), ValueError, "user must be from 0 to 4, got -1"),
    ("home", (True, 1), TypeError, "user must be an int, got True"),
    ("home", (0, 0), ValueError, "n must be from 1 to 4, got 0"),
    ("home", (0, CAP + 1), ValueError, "n must be from 1 to 4, got 5"),
    ("home", (0, 1.0), TypeError, "n must be an int, got 1.0"),
    ("homes", (ints(0, USERS), 1), ValueError, "users must be from 0 to 4, got 5"),
    ("homes", ([0], 1), TypeError, "users must be an int or a numpy array of integers"),
    ("homes", (ints(0), 10**9), ValueError, "n must be from 1 to 4, got 1000000000"),
    ("follow", (0, 0), ValueError, "other must be another user than 0, got the same"),
    ("follow", (0, USERS), ValueError, "other must be from 0 to 4, got 5"),
    ("unfollow", (-1, 0), ValueError, "user must be from 0 to 4, got -1"),
    ("block", (1, 1), ValueError, "other must be another user than 1, got the same"),
    ("unblock", ("1", 1), TypeError, "user must be an int, got '1'"),
    ("delete", (21,), ValueError, "ids must be tweets that were posted, got 21"),
    ("delete", (ints(20, 21),), ValueError, "ids must be tweets that were posted, got 21"),
    ("delete", (2**64,), ValueError, "ids must be from 0 to 9223372036854775807, got"),
    ("delete", (1.5,), TypeError, "ids must be an int or a numpy array of integers, got 1.5"),
    ("evict", (USERS,), ValueError, "user must be from 0 to 4, got 5"),
]


@pytest.mark.parametrize(("name", "arguments", "builtin", "message"), BAD_CALLS)
def test_bad_call_is_refused_and_changes_nothing(
    make: Make, name: str, arguments: tuple[Any, ...], builtin: type, message: str
) -> None:
    fanout = make(USERS, ints(0, 0, 3), ints(1, 2, 1))
    fanout.post(ints(20, 29), ints(1, 2))
    before, work = pages(fanout, CAP), fanout.work
    with pytest.raises(TwitlabError, match=message) as caught:
        getattr(fanout, name)(*arguments)
    assert isinstance(caught.value, builtin)
    assert fanout.work.tweets == work.tweets
    assert pages(fanout, CAP) == before
    fanout.post(50, 1)
    assert seen(fanout, 0)[0] == 50


@pytest.mark.parametrize(
    ("graph", "builtin", "message"),
    [
        ((-1, ints(), ints()), ValueError, "users must be from 0 to"),
        ((2**40, ints(), ints()), ValueError, "users"),
        ((1.0, ints(), ints()), TypeError, "users must be an int, got 1.0"),
        ((5, ints(0, 1), ints(1)), ValueError, "destinations must have length 2 as sources, got 1"),
        ((5, ints(0), ints(5)), ValueError, "destinations must be from 0 to 4, got 5"),
        ((5, ints(-1), ints(0)), ValueError, "sources must be from 0 to 4, got -1"),
        ((5, ints(3), ints(3)), ValueError, "must differ, got user 3 following itself"),
        ((5, [0], ints(1)), TypeError, "sources must be an int or a numpy array of integers"),
        ((5, np.array([0.0]), ints(1)), TypeError, "got float64"),
    ],
)
def test_bad_graph_is_refused(
    make: Make, graph: tuple[Any, ...], builtin: type, message: str
) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        make(*graph)
    assert isinstance(caught.value, builtin)


@pytest.mark.parametrize("cls", [FanoutOnWrite, HybridFanout, PlainFanout, SelectFanout])
@pytest.mark.parametrize(
    ("cap", "builtin"), [(0, ValueError), (-1, ValueError), (10**9, ValueError), (2.0, TypeError)]
)
def test_bad_cap_is_refused(cls: Any, cap: Any, builtin: type) -> None:
    with pytest.raises(TwitlabError, match="cap must be") as caught:
        cls(USERS, ints(), ints(), cap=cap)
    assert isinstance(caught.value, builtin)


def test_timelines_that_no_machine_holds_are_refused() -> None:
    with pytest.raises(ValueError, match=r"users \* cap must be at most 8589934592"):
        FanoutOnWrite(2**31 - 1, ints(), ints())


@pytest.mark.parametrize("threshold", [-1, 1.5, None, True])
def test_bad_threshold_is_refused(threshold: Any) -> None:
    with pytest.raises(TwitlabError, match="threshold must be"):
        HybridFanout(USERS, ints(), ints(), threshold=threshold)


def test_database_of_select_is_closed_at_the_end_of_a_with() -> None:
    with SelectFanout(USERS, ints(0), ints(1)) as fanout:
        fanout.post(1, 1)
        assert fanout.home(0).ids.tolist() == [1]
    with pytest.raises(ProgrammingError, match="closed database"):
        fanout.home(0)
    fanout.close()


def test_database_of_select_that_nobody_closed_is_closed_when_it_is_dropped() -> None:
    fanout = SelectFanout(USERS, ints(), ints())
    database = fanout._database
    # Any thread may be the one that drops it.
    with ThreadPoolExecutor() as pool:
        box = [fanout]
        del fanout
        pool.submit(box.clear).result()
    with pytest.raises(ProgrammingError, match="closed database"):
        database.execute("SELECT 1")
