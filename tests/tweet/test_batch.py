"""Hold a batch of columns to the tweets that it is made of, and to its one rule."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.fanout import (
    FanoutOnRead,
    FanoutOnWrite,
    HomeTimelines,
    HybridFanout,
    PlainFanout,
    SelectFanout,
)
from twitlab.ids import MAX_ID
from twitlab.partitioning import ByTime, ByTweet, ByUser, IndexedByUser, Ring, TweetStore
from twitlab.tweet import NO_ID, Tweet, TweetBatch, as_batch
from twitlab.world import MENTION, REPLY, RETWEET, TweetRows, World

ID = st.integers(0, MAX_ID)
TWEET = st.builds(
    Tweet,
    id=ID.map(lambda number: number | 1),  # what it refers to is even: never itself
    user_id=ID,
    text=st.sampled_from(["just setting up", "#twttr", "é", "👋"]),
    in_reply_to_id=st.none() | ID.map(lambda number: number & ~1),
    in_reply_to_user_id=st.none() | ID,
    retweet_of_id=st.none() | ID.map(lambda number: number & ~1),
)
TWEETS = st.lists(TWEET, max_size=6, unique_by=lambda tweet: tweet.id).map(
    lambda tweets: sorted(tweets, key=lambda tweet: tweet.id)
)
COLUMNS = ("ids", "user_ids", "in_reply_to_ids", "in_reply_to_user_ids", "retweet_of_ids")


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


@given(TWEETS)
def test_batch_gives_the_tweets_back_that_it_was_made_of(tweets: list[Tweet]) -> None:
    batch = TweetBatch.of(tweets)
    assert len(batch) == len(tweets)
    assert list(batch) == tweets
    assert batch.created_at_ms.tolist() == [tweet.created_at_ms for tweet in tweets]
    for name in COLUMNS:
        column = getattr(batch, name)
        assert column.dtype == np.int64
        fields = [getattr(tweet, name[:-1]) for tweet in tweets]
        assert column.tolist() == [NO_ID if each is None else each for each in fields]


@given(TWEETS, st.integers(-7, 7), st.integers(-7, 7))
def test_slice_is_the_batch_of_a_slice(tweets: list[Tweet], start: int, stop: int) -> None:
    part = TweetBatch.of(tweets)[start:stop]
    assert isinstance(part, TweetBatch)
    assert list(part) == tweets[start:stop]


def test_one_number_or_text_stands_for_all_rows() -> None:
    numbers = ints(20, 29, 34)
    for one in (7, np.int64(7), np.uint8(7)):
        batch = TweetBatch(
            numbers,
            one,
            texts="hi",
            in_reply_to_ids=one,
            in_reply_to_user_ids=one,
            retweet_of_ids=one,
        )
        assert [getattr(batch, name).tolist() for name in COLUMNS] == [[20, 29, 34], *[[7] * 3] * 4]
        assert batch.texts == ("hi",) * 3
        assert list(batch[1:]) == [Tweet(id_, 7, "hi", 7, 7, 7) for id_ in (29, 34)]
    assert len(TweetBatch(20, 7)) == len(TweetBatch(np.uint64(20), ints(7))) == 1
    assert len(TweetBatch(ints(), 7)) == len(TweetBatch(ints(), ints())) == 0


def test_columns_are_not_copied_and_cannot_be_written_to() -> None:
    numbers, authors = ints(20, 29), ints(1, 2)
    batch = TweetBatch(numbers, authors)
    assert np.shares_memory(batch.ids, numbers)
    assert np.shares_memory(batch[1:].user_ids, authors)
    for name in COLUMNS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(batch, name)[0] = 1
    numbers[0] = 5  # the caller's stays the caller's


def test_batch_without_texts_gives_no_tweet() -> None:
    with pytest.raises(ValueError, match="texts must be known of a Tweet"):
        TweetBatch(20, 7)[0]


MIXED = np.concatenate([ints(1), np.array([2**63], np.uint64)])


@pytest.mark.parametrize(
    ("columns", "builtin", "message"),
    [
        ({"ids": ints(50, 50)}, ValueError, "ids must ascend, got 50 at 1, after 50"),
        ({"ids": ints(50, 40)}, ValueError, "ids must ascend, got 40 at 1, after 50"),
        ({"ids": 2**63}, ValueError, f"ids must be from 0 to {MAX_ID}, got {2**63}"),
        ({"ids": np.array([2**63], np.uint64)}, ValueError, f"ids must be from 0 .* got {2**63}"),
        ({"ids": -1}, ValueError, f"ids must be from 0 to {MAX_ID}, got -1"),
        ({"ids": [50]}, TypeError, r"ids must be an int or a numpy array of integers, got \[50\]"),
        ({"ids": MIXED}, TypeError, "ids must be .* got float64"),
        ({"ids": True}, TypeError, "ids must be .* got True"),
        ({"ids": ints(50)[None]}, ValueError, r"ids must be one-dimensional, got shape \(1, 1\)"),
        ({"user_ids": -1}, ValueError, f"user_ids must be from 0 to {MAX_ID}, got -1"),
        ({"user_ids": None}, TypeError, "user_ids must be .* got None"),
        ({"user_ids": ints(1)}, ValueError, "user_ids must have length 2 as ids, got 1"),
        ({"in_reply_to_ids": -2}, ValueError, "in_reply_to_ids must be from -1 to"),
        ({"in_reply_to_ids": 29}, ValueError, "in_reply_to_ids must be another tweet, got 29 for"),
        ({"in_reply_to_user_ids": ints(1, -2)}, ValueError, "in_reply_to_user_ids must be from -1"),
        ({"retweet_of_ids": 20}, ValueError, "retweet_of_ids must be another tweet, got 20 for"),
        ({"retweet_of_ids": ints(1, 2, 3)}, ValueError, "retweet_of_ids must have length 2 as ids"),
        ({"texts": ["a"]}, ValueError, "texts must have length 2 as ids, got 1"),
        ({"texts": ["a", 7]}, TypeError, "texts must be a str, got int"),
        ({"texts": ["a", "\ud800"]}, ValueError, "texts must have no lone surrogates"),
        ({"texts": 7}, TypeError, "texts must be a str or a sequence of them, got int"),
    ],
)
def test_bad_column_is_refused(columns: dict[str, Any], builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        TweetBatch(**{"ids": ints(20, 29), "user_ids": ints(1, 2), **columns})
    assert isinstance(caught.value, builtin)


def test_what_is_no_tweet_is_refused() -> None:
    nothing: Any = ["hi"]
    with pytest.raises(TypeError, match="tweets must be Tweets, got 'hi'"):
        TweetBatch.of(nothing)


def test_user_may_be_answered_who_has_the_number_of_the_tweet() -> None:
    assert TweetBatch(20, 20, in_reply_to_user_ids=20).in_reply_to_user_ids.tolist() == [20]


def test_batch_is_taken_as_it_is_and_columns_beside_it_are_refused() -> None:
    batch = TweetBatch(20, 7)
    assert as_batch(batch) is batch
    assert as_batch(20, 7, retweet_of_ids=3).retweet_of_ids.tolist() == [3]
    with pytest.raises(TypeError, match="got user_ids beside it"):
        as_batch(batch, 7)
    with pytest.raises(TypeError, match="got user_ids, texts beside it"):
        as_batch(batch, 7, texts="hi")


@pytest.mark.parametrize("seed", range(3))
def test_batch_of_a_world_says_what_its_frame_says(seed: int) -> None:
    world = World.generate(users=50, tweets=400, seed=seed)
    frame, batch = world.tweets_frame(), world.batch(texts=True)
    assert len(set(frame.kind)) == 3
    ids = frame.tweet_id.tolist()
    for tweet, row in zip(batch, frame.itertuples(), strict=True):
        target = None if row.target < 0 else ids[row.target]
        answers, passes_on = row.kind == "reply", row.kind == "retweet"
        assert tweet == Tweet(
            row.tweet_id,
            row.user,
            row.text,
            in_reply_to_id=target if answers else None,
            in_reply_to_user_id=row.to_user if answers else None,
            retweet_of_id=target if passes_on else None,
        )
    assert list(world.batch(100, 120, texts=True)) == list(batch[100:120])
    assert world.batch().texts is None
    assert len(World.generate(users=0, tweets=0, seed=seed).batch()) == 0


def test_batch_of_a_world_says_nothing_of_what_its_source_does_not_tell() -> None:
    kinds = np.array([MENTION, RETWEET, REPLY], np.int8)
    rows = TweetRows(
        tweet_ids=ints(20, 29, 34),
        users=ints(7, 8, 9),
        created_ms=ints(0, 0, 0),
        kinds=kinds,
        to_users=ints(9, 9, 7),
        targets=ints(-1, -1, -1),
        texts=None,
    )
    batch = World.from_edges_and_tweets(tweets=rows).batch()
    assert batch.in_reply_to_user_ids.tolist() == [NO_ID, NO_ID, 0]
    assert batch.in_reply_to_ids.tolist() == batch.retweet_of_ids.tolist() == [NO_ID] * 3


# One batch, all parts


def test_one_tweet_is_followed_through_all_parts_that_its_batch_was_posted_to() -> None:
    world = World.generate(users=40, tweets=600, seed=5)
    batch = world.batch(texts=True)
    followers = [world.sources[world.destinations == user].tolist() for user in range(world.users)]
    # The last original of somebody who is followed: on the first page of each follower.
    at = max(
        place
        for place, tweet in enumerate(batch)
        if tweet.retweet_of_id is None
        and tweet.in_reply_to_user_id is None
        and followers[tweet.user_id]
    )
    tweet = batch[at]
    stores: list[TweetStore | IndexedByUser] = [IndexedByUser(4, 4)]
    stores += [TweetStore(each) for each in (ByUser(4), ByTweet(4), ByTime(100), Ring(4))]
    for store in stores:
        assert store.append(batch).rows in (len(batch), 2 * len(batch))
        assert store.get(batch.ids[at : at + 1]).user_ids.tolist() == [tweet.user_id]
        assert tweet.id in store.latest(tweet.user_id, 20).ids
        store.check_invariants()
    graph = world.users, world.sources, world.destinations
    made: list[HomeTimelines] = [
        FanoutOnWrite(*graph),
        FanoutOnRead(*graph),
        HybridFanout(*graph, threshold=20),
        PlainFanout(*graph),
        SelectFanout(*graph),
    ]
    deliveries = [fanout.post(batch).deliveries[at] for fanout in made]
    assert deliveries[0] == len(followers[tweet.user_id])
    for fanout in made:
        for reader in followers[tweet.user_id]:
            assert tweet.id in fanout.home(reader, 100).originals
        if isinstance(fanout, SelectFanout):
            fanout.close()


def test_part_refuses_a_batch_whole_and_takes_it_after_another_did() -> None:
    world = World.generate(users=40, tweets=50, seed=5)
    batch = world.batch()
    small_store, small = TweetStore(ByUser(4), users=5), FanoutOnRead(5, ints(), ints())
    with pytest.raises(ValueError, match="user_ids must be from 0 to 4"):
        small_store.append(batch)
    with pytest.raises(ValueError, match="user_ids must be users from 0 to 4"):
        small.post(batch)
    assert len(small_store) == small.work.tweets == 0
    assert FanoutOnRead(40, ints(), ints()).post(batch).deliveries.tolist() == [0] * 50
