"""Hold all fan-outs to one contract, to each other, to SQLite and to a look at every tweet."""

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.help.needs import real_data
from tests.help.timelines import (
    CAP,
    EDGES,
    MAKERS,
    PAIR,
    USER,
    USERS,
    Make,
    ends,
    ints,
    pages,
    seen,
)
from twitlab.errors import TwitlabError
from twitlab.fanout import FanoutOnRead, FanoutOnWrite, HybridFanout, SelectFanout
from twitlab.tweet import TweetBatch
from twitlab.world import World, read_snap_edges

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
        ids, user_ids, answers, passed_on = np.array(rows).T
        batch = TweetBatch(ids, user_ids, in_reply_to_user_ids=answers, retweet_of_ids=passed_on)
        for part in [batch] if as_one else [batch[at : at + 1] for at in range(count)]:
            self.do("post", part)

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


def test_tweets_of_followees_are_seen_newest_first_and_no_others(make: Make) -> None:
    fanout = make(USERS, ints(0, 0), ints(1, 2))
    fanout.post(ints(20, 29, 34, 41), ints(1, 2, 3, 1))
    assert seen(fanout, 0) == [41, 29, 20]
    assert fanout.home(0, 2).ids.tolist() == [41, 29]
    assert seen(fanout, 1) == []
    assert fanout.home(0, 2).ids.dtype == fanout.home(1).originals.dtype == np.int64


def test_reply_is_seen_by_those_only_who_follow_both(make: Make) -> None:
    fanout = make(USERS, ints(0, 0, 3), ints(1, 2, 1))
    fanout.post(20, 1, in_reply_to_user_ids=2)
    assert (seen(fanout, 0), seen(fanout, 3), seen(fanout, 2)) == ([20], [], [])
    fanout.follow(3, 2)
    fanout.unfollow(0, 2)
    assert (seen(fanout, 0), seen(fanout, 3)) == ([], [20])


def test_reply_to_oneself_is_seen_by_all_followers(make: Make) -> None:
    fanout = make(USERS, ints(0), ints(1))
    fanout.post(20, 1, in_reply_to_user_ids=1)
    assert seen(fanout, 0) == [20]


def test_retweet_carries_its_original_and_an_original_comes_once(make: Make) -> None:
    fanout = make(USERS, ints(0, 0, 3), ints(1, 2, 2))
    fanout.post(ints(20, 29, 34), ints(1, 2, 2), retweet_of_ids=ints(-1, 20, 29))
    for user in (0, 3):
        page = fanout.home(user, CAP)
        assert (page.ids.tolist(), page.originals.tolist()) == ([34], [20])
    fanout.delete(34)
    assert seen(fanout, 0) == [29]
    fanout.delete(29)
    assert (seen(fanout, 0), seen(fanout, 3)) == ([20], [])


def test_deleted_tweet_takes_its_retweets_with_it(make: Make) -> None:
    fanout = make(USERS, ints(0, 0), ints(1, 2))
    fanout.post(ints(20, 29, 34), ints(1, 2, 2), retweet_of_ids=ints(-1, 20, -1))
    assert fanout.delete(ints(20, 20)) == 1
    assert fanout.delete(20) == 0
    assert seen(fanout, 0) == [34]
    fanout.post(41, 2, retweet_of_ids=20)
    assert seen(fanout, 0) == [34]


def test_block_ends_follows_and_hides_what_is_passed_on(make: Make) -> None:
    fanout = make(USERS, ints(0, 0, 1), ints(1, 2, 0))
    fanout.post(ints(20, 29), ints(1, 2), retweet_of_ids=ints(-1, 20))
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
    fanout.post(ints(20, 29, 34), ints(1, 2, 2), retweet_of_ids=ints(-1, 20, -1))
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
    batch = world.batch()
    deliveries = at_once.post(batch).deliveries
    rows = (batch[at : at + 1] for at in range(len(batch)))
    single = [one_by_one.post(row).deliveries.tolist() for row in rows]
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


def assert_like_sqlite(
    world: World, batch: TweetBatch, asked: np.ndarray[Any, Any], cap: int
) -> None:
    graph = world.users, world.sources, world.destinations
    select = SelectFanout(*graph, cap=cap)
    select.post(batch)
    expected = select.homes(asked, cap)
    select.close()
    threshold = int(np.sort(world.in_degree())[-3])
    for fanout in (
        FanoutOnRead(*graph, cap=cap),
        FanoutOnWrite(*graph, cap=cap),
        HybridFanout(*graph, threshold=threshold, cap=cap),
    ):
        half = len(batch) // 2
        fanout.post(batch[:half])
        fanout.post(batch[half:])
        for _ in range(2):
            homes = fanout.homes(asked, cap)
            assert (homes.ids == expected.ids).all()
            assert (homes.originals == expected.originals).all()
            for user in asked.tolist():
                fanout.evict(user)


@pytest.mark.parametrize("seed", range(3))
def test_worlds_are_like_sqlite(seed: int) -> None:
    world = World.generate(users=80, tweets=1_500, seed=seed)
    assert_like_sqlite(world, world.batch(), np.arange(80), cap=20)


def test_real_followers_are_like_sqlite() -> None:
    world = World.from_edges_and_tweets(read_snap_edges(real_data("followers-small.txt.gz")))
    rng = np.random.default_rng(1)
    ids, authors = np.arange(1, 5_001) * 3, rng.integers(0, world.users, 5_000)
    answers = np.where(rng.random(5_000) < 0.3, rng.integers(0, world.users, 5_000), -1)
    older = ids[rng.integers(0, np.maximum(np.arange(5_000), 1))]
    passed_on = np.where((answers < 0) & (rng.random(5_000) < 0.3) & (ids > older), older, -1)
    asked = rng.integers(0, world.users, 50)
    batch = TweetBatch(ids, authors, in_reply_to_user_ids=answers, retweet_of_ids=passed_on)
    assert_like_sqlite(world, batch, asked, cap=10)
