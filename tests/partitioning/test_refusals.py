"""What stores and strategies refuse, in which words, and that nothing is done then."""

from typing import Any

import numpy as np
import pytest

from tests.help.stores import LAST, filled, ints
from twitlab.errors import TwitlabError
from twitlab.partitioning import (
    ByTime,
    ByTweet,
    ByUser,
    Cursor,
    PlainStore,
    Ring,
    StoreCache,
    TweetStore,
    moved_keys,
)

LOOSE: Any = TweetStore
STORE: Any = filled(ByUser(4), tweets=5)
KNOWN: Any = TweetStore(ByUser(4), users=10)
TIMED: Any = filled(ByTime(5), tweets=5)
MIXED = np.concatenate([np.array([1], np.int64), np.array([2**63], np.uint64)])


@pytest.mark.parametrize(
    ("call", "builtin", "message"),
    [
        (lambda: LOOSE(None), TypeError, "strategy must be a ByUser, ByTweet, ByTime or Ring"),
        (lambda: LOOSE(ByUser), TypeError, "strategy must be a ByUser, ByTweet, ByTime or Ring"),
        (lambda: LOOSE(TIMED.strategy), ValueError, "strategy must be new, got a ByTime"),
        (lambda: LOOSE(ByUser(1), -1), ValueError, "users must be from 0 to"),
        (lambda: LOOSE(ByUser(1), 1.5), TypeError, "users must be an int, got 1.5"),
        (lambda: ByUser(0), ValueError, "nodes must be from 1 to 65536, got 0"),
        (lambda: ByTweet(10**9), ValueError, "nodes must be from 1 to 65536, got 1000000000"),
        (lambda: ByUser((1, 1)), ValueError, r"nodes must be different, got \(1, 1\)"),
        (lambda: ByUser((1, -2)), ValueError, "nodes must be from 0 to 65535, got -2"),
        (lambda: ByUser(()), ValueError, "nodes must be from 1 to 65536, got 0"),
        (lambda: ByUser(True), TypeError, "nodes must be an int, got True"),
        (lambda: ByUser(4, seed=-1), ValueError, "seed must be from 0 to"),
        (lambda: Ring(4, key="time"), ValueError, "key must be 'user' or 'tweet', got 'time'"),
        (lambda: Ring(4, 0), ValueError, "virtual_nodes must be from 1 to 4096, got 0"),
        (lambda: Ring(65_536, 65), ValueError, "virtual_nodes must be at most 64 for 65536 nodes"),
        (lambda: ByTime(0), ValueError, "rows_per_partition must be from 1 to"),
        (lambda: ByTime(2.0), TypeError, "rows_per_partition must be an int, got 2.0"),  # type: ignore[arg-type]
        (lambda: STORE.append([1], [1]), TypeError, "ids must be .* a numpy array of .* got .1."),
        (lambda: STORE.append(MIXED, MIXED), TypeError, "ids must be .* got float64"),
        (
            lambda: STORE.append(np.array([2**64]), ints(1)),
            TypeError,
            "ids must be .* array of integers, got objects, as integers beyond 64 bits are",
        ),
        (
            lambda: STORE.append(np.array([2**63], np.uint64), ints(1)),
            ValueError,
            f"ids must be from 0 to {LAST}, got {2**63}",
        ),
        (lambda: STORE.append(ints(-1), ints(1)), ValueError, "ids must be from 0 to .* got -1"),
        (lambda: STORE.append(ints(99), ints(-1)), ValueError, "user_ids must be from 0 .* got -1"),
        (
            lambda: STORE.append(ints(98, 99), ints(1)),
            ValueError,
            "user_ids must have length 2 as ids, got 1",
        ),
        (lambda: STORE.append(ints(99)[None], ints(1)), ValueError, r"got shape \(1, 1\)"),
        (lambda: STORE.append(ints(99, 98), ints(1, 1)), ValueError, "got 98 at 1, after 99"),
        (lambda: STORE.append(ints(99, 99), ints(1, 1)), ValueError, "got 99 at 1, after 99"),
        (lambda: STORE.append(ints(50), ints(1)), ValueError, "ids must be above 50, .* got 50"),
        (lambda: STORE.append_one(20, 1), ValueError, "ids must be above 50, .* got 20"),
        (lambda: STORE.append_one(2**64, 1), ValueError, f"tweet_id must be .* got {2**64}"),
        (lambda: STORE.append_one("7", 1), TypeError, "tweet_id must be an int, got '7'"),
        (lambda: KNOWN.append(ints(1), ints(10)), ValueError, "user_ids must be from 0 to 9"),
        (lambda: KNOWN.append_one(1, 10), ValueError, "user_id must be from 0 to 9, got 10"),
        (lambda: KNOWN.latest(10, 5), ValueError, "user_id must be from 0 to 9, got 10"),
        (lambda: STORE.latest(-1, 5), ValueError, "user_id must be from 0 to .* got -1"),
        (lambda: STORE.latest(None, 5), TypeError, "user_id must be an int, got None"),
        (lambda: STORE.latest(1, 0), ValueError, "n must be from 1 to 1000000, got 0"),
        (lambda: STORE.latest(1, 10**30), ValueError, "n must be from 1 to 1000000, got 1000"),
        (lambda: STORE.latest(1, 5, 30), TypeError, "cursor must be a Cursor .* got 30"),
        (
            lambda: STORE.latest(1, 5, Cursor(2, 9)),
            ValueError,
            "cursor must be of user 1, got .* 2",
        ),
        (lambda: STORE.latest(1, 5, Cursor(1, -9)), ValueError, "cursor.before_id must be from 0"),
        (lambda: STORE.latest_many([1], 5), TypeError, "user_ids must be a numpy array"),
        (lambda: KNOWN.latest_many(ints(1, 10), 5), ValueError, "user_ids must be from 0 to 9"),
        (lambda: STORE.latest_many(ints(1), 0), ValueError, "n must be from 1 to 1000000, got 0"),
        (
            lambda: STORE.latest_many(np.arange(1_000), 1_000_000),
            ValueError,
            "n must be from 1 to 134217, got 1000000",
        ),
        (lambda: STORE.get([1]), TypeError, "ids must be a numpy array .* got list"),
        (lambda: STORE.get(ints(-5)), ValueError, "ids must be from 0 to .* got -5"),
        (lambda: STORE.lose_node(4), ValueError, r"node must be one of \(0, 1, 2, 3\), got 4"),
        (lambda: TweetStore(ByUser(1)).lose_node(0), ValueError, "nodes must be from 1 to"),
        (lambda: STORE.relieve_newest(1), ValueError, "strategy must be a ByTime .* got ByUser"),
        (lambda: STORE.fold_extras(), ValueError, "strategy must be a ByTime .* got ByUser"),
        (lambda: STORE.move_to(7), TypeError, "strategy must be a ByUser"),
        (lambda: TIMED.add_node(), ValueError, "strategy must be by a hash to add a node"),
        (lambda: TIMED.lose_node(0), ValueError, "strategy must be by a hash to lose a node"),
        (lambda: TIMED.relieve_newest(1), ValueError, "extra must wait for an open partition"),
        (lambda: TIMED.relieve_newest(0), ValueError, "extra must be from 1 to 65535, got 0"),
        (
            lambda: TweetStore(ByTime(1)).append(np.arange(70_000), np.arange(70_000)),
            ValueError,
            "rows_per_partition must be larger for so many tweets, got 1",
        ),
        (lambda: STORE.load().skew("tweets"), ValueError, "of must be 'rows', 'writes' or"),
        (lambda: STORE.load().hot("rows", 0), ValueError, "times must be 1 or more, got 0"),
        (lambda: moved_keys(TIMED.strategy, ByUser(1), ints(1)), TypeError, "before must be a"),
        (lambda: moved_keys(ByUser(1), ByUser(2), MIXED), TypeError, "keys must be .* got float64"),
        (lambda: StoreCache(STORE, 0), ValueError, "entries must be from 1 to 100000000, got 0"),
        (lambda: StoreCache(STORE, 2.5), TypeError, "entries must be an int, got 2.5"),  # type: ignore[arg-type]
        (lambda: StoreCache(ByUser(1), 5), TypeError, "store must be a TweetStore"),  # type: ignore[arg-type]
        (lambda: StoreCache(STORE, 5).database_reads(-1), ValueError, "reads must be from 0"),
        (lambda: PlainStore(ByUser(1)).append(-1, 1), ValueError, "tweet_id must be from 0"),
        (lambda: PlainStore(ByUser(1)).get(-1), ValueError, "tweet_id must be from 0"),
        (lambda: PlainStore(ByUser(1)).latest(1, 0), ValueError, "n must be 1 or more, got 0"),
        (lambda: PlainStore(TIMED.strategy), ValueError, "strategy must be new, got a ByTime"),
    ],
)
def test_bad_input_is_refused_and_nothing_done(call: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        call()
    assert isinstance(caught.value, builtin)
    for store in (STORE, TIMED):
        assert len(store) == 5
        store.check_invariants()
    assert len(KNOWN) == 0
