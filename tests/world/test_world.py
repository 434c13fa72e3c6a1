"""A made world is the same everywhere and looks like Twitter; a read one keeps what was read."""

import dataclasses
import re
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.help.needs import real_data
from tests.help.processes import features_without, printed
from twitlab.errors import TwitlabError
from twitlab.ids import timestamps_ms
from twitlab.world import (
    KINDS,
    MENTION,
    ORIGINAL,
    REPLY,
    RETWEET,
    EdgeRows,
    TweetRows,
    World,
    WorldModel,
    read_higgs_activity,
    read_snap_edges,
)
from twitlab.world.chance import falling_weights, make_wheel, spin, wheel_bits
from twitlab.world.model import HOUR_WEIGHTS
from twitlab.world.rows import clean_edges
from twitlab.world.texts import MadeTexts, hashtag, word

DIGEST = "from twitlab.world import World; print(World.generate(3_000, 20_000, 7).digest())"
PINNED = "235929798991"


@pytest.fixture(scope="module")
def world() -> World:
    return World.generate(users=5_000, tweets=50_000, seed=20_130_803)


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def tweet_rows(users: Any, **columns: Any) -> TweetRows:
    count = len(users)
    fields: dict[str, Any] = {
        "tweet_ids": None,
        "users": users,
        "created_ms": np.full(count, 1_400_000_000_000),
        "kinds": np.zeros(count, np.int8),
        "to_users": np.full(count, "" if users.dtype == object else -1, users.dtype),
        "targets": np.full(count, -1),
        "texts": None,
    }
    return TweetRows(**fields | columns)


# The same everywhere


def test_generate_is_pinned() -> None:
    # Whoever changes what a world holds changes every lesson's numbers: this must be meant.
    assert World.generate(3_000, 20_000, 7).digest().startswith(PINNED)


@pytest.mark.parametrize(
    "start", [("AVX512", "X86_V4"), ("AVX", "X86_V", "FMA", "SSE", "SVE", "ASIMD")]
)
def test_generate_is_identical_without_vector_units(start: tuple[str, ...]) -> None:
    if not (names := features_without(start)):
        pytest.skip("this processor, or this NumPy, has none of these to switch off")
    found = printed(DIGEST, NPY_DISABLE_CPU_FEATURES=names, PYTHONHASHSEED="2")
    assert found.strip() == World.generate(3_000, 20_000, 7).digest()


def test_generate_differs_by_seed_and_graph_ignores_tweets() -> None:
    one, two, three = (World.generate(300, n, seed) for n, seed in ((50, 1), (50, 2), (99, 1)))
    assert len({one.digest(), two.digest(), three.digest()}) == 3
    assert (one.destinations == three.destinations).all()
    assert not np.array_equal(one.destinations, two.destinations)


@settings(max_examples=60)
@given(
    users=st.integers(0, 60),
    tweets=st.integers(0, 200),
    seed=st.integers(0, 2**80),
    mean_followees=st.integers(0, 70),
    share=st.sampled_from([0.0, 0.3, 0.5]),
    days=st.integers(1, 3),
    mutual_pairs=st.sampled_from([0.0, 0.2, 1.0]),
)
def test_generate_holds_its_invariants(
    users: int, tweets: int, seed: int, mean_followees: int, share: float, **more: Any
) -> None:
    model = WorldModel(mean_followees=mean_followees, replies=share, retweets=share, **more)
    made = World.generate(users, tweets if users else 0, seed, model)
    made.check_invariants()
    assert made.users == users
    assert len(made.tweets) == (tweets if users else 0)
    wanted = min(users * mean_followees, users * (users - 1) // 2)
    assert wanted <= len(made.sources) <= wanted + 1  # friends come in pairs
    assert (timestamps_ms(made.tweets.tweet_id) == made.tweets.created_ms).all()


def test_generate_no_users_is_an_empty_world() -> None:
    empty = World.generate(users=0, tweets=0, seed=1)
    empty.check_invariants()
    assert empty.digest() == World.from_edges_and_tweets().digest()
    assert (len(empty.users_frame()), len(empty.edges_frame()), len(empty.tweets_frame())) == (
        0,
    ) * 3
    assert empty.mutual_pairs() == 0
    with pytest.raises(ValueError, match="user must be from 0 to -1, got 0"):
        empty.name(0)


def test_generate_one_user_talks_alone() -> None:
    alone = World.generate(users=1, tweets=30, seed=1)
    alone.check_invariants()
    assert len(alone.sources) == 0
    assert set(alone.tweets.user_id.tolist()) == {0}


@pytest.mark.parametrize(("replies", "retweets", "kind"), [(1.0, 0, REPLY), (0, 1.0, RETWEET)])
def test_generate_one_kind_only_has_a_first_tweet(
    replies: float, retweets: float, kind: int
) -> None:
    made = World.generate(20, 99, 1, WorldModel(replies=replies, retweets=retweets))
    made.check_invariants()
    assert made.tweets.kind.tolist() == [ORIGINAL] + [kind] * 98


def test_world_does_not_change(world: World) -> None:
    with pytest.raises(ValueError, match="read-only"):
        world.sources[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        world.tweets.kind[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.users = 1  # type: ignore[misc]


# Like Twitter


def test_graph_has_kwaks_share_of_mutual_pairs(world: World) -> None:
    # Fans that happen to follow each other add a little: under 0.01 here.
    assert 0.221 <= world.mutual_pairs() < 0.231


def test_graph_agrees_with_networkx(world: World) -> None:
    graph = nx.DiGraph(zip(world.sources.tolist(), world.destinations.tolist()))
    assert graph.number_of_edges() == len(world.sources)
    assert [graph.in_degree(user) for user in range(99)] == world.in_degree()[:99].tolist()
    assert [graph.out_degree(user) for user in range(99)] == world.out_degree()[:99].tolist()
    mutual = nx.overall_reciprocity(graph)  # a share of edges
    assert world.mutual_pairs() == pytest.approx(mutual / (2 - mutual))


def test_graph_has_celebrities_who_do_not_follow_back(world: World) -> None:
    followers, followees = world.in_degree(), world.out_degree()
    first = int(followers.argmax())
    assert 0.15 * world.users < followers[first] < 0.25 * world.users
    assert followees[first] < followers[first] / 4
    assert followees.max() < 0.08 * world.users
    assert np.median(followers) < 0.75 * followers.mean()


def test_kinds_have_their_shares(world: World) -> None:
    # Binomial with n = 50,000: sd below 0.0021. Five sd fails by chance for one seed in a million.
    shares = np.bincount(world.tweets.kind, minlength=4) / len(world.tweets)
    assert abs(shares[REPLY] - 0.31) < 0.0105
    assert abs(shares[RETWEET] - 0.20) < 0.0105
    assert shares[MENTION] == 0


def test_answers_go_to_followees(world: World) -> None:
    edges = set(zip(world.sources.tolist(), world.destinations.tolist()))
    aimed = np.flatnonzero(world.tweets.target >= 0)[-1_000:]
    pairs = zip(world.tweets.user_id[aimed].tolist(), world.tweets.to_user[aimed].tolist())
    assert np.mean([pair in edges for pair in pairs]) > 0.9


def test_answers_go_to_the_authors_latest_post(world: World) -> None:
    # Those who found nothing at a followee take any recent tweet: under a tenth, and early ones.
    columns, latest, right = world.tweets, dict[int, int](), []
    for at, (user, kind, target) in enumerate(
        zip(columns.user_id.tolist(), columns.kind.tolist(), columns.target.tolist())
    ):
        if target >= 0:
            right.append(latest[int(columns.user_id[target])] == target)
        if kind != RETWEET:
            latest[user] = at
    assert np.mean(right) > 0.9
    assert np.mean(right[-5_000:]) > 0.99


def test_hours_follow_their_weights(world: World) -> None:
    # Bursts are 5 % of tweets and may all fall into one hour.
    hours = np.bincount(world.tweets.created_ms // 3_600_000 % 24, minlength=24)
    wanted = np.array(HOUR_WEIGHTS) / sum(HOUR_WEIGHTS) * 0.95 * len(world.tweets)
    assert (np.abs(hours - wanted) < 0.05 * len(world.tweets)).all()
    assert 2.5 < hours.max() / hours.min() < 5


def test_largest_burst_peaks_as_the_record_did() -> None:
    # Published: 143,199 a second against a mean of 5,700, 25 times, 3 August 2013.
    for seed in range(5):
        made = World.generate(500, 200_000, seed)
        minutes = np.bincount((made.tweets.created_ms - WorldModel().start_ms) // 60_000)
        assert 15 < minutes.max() / (200_000 / 10_080) < 40
        (texts,) = (t for t in [made.tweets.texts] if isinstance(t, MadeTexts))
        peak = made.tweets.created_ms // 60_000
        tags = texts.hashtag_ids[peak == np.bincount(peak).argmax()]
        tags = tags[tags >= 0]
        assert np.bincount(tags).max() > 0.9 * len(tags)


def test_words_follow_zipf(world: World) -> None:
    texts = world.tweets.texts
    assert isinstance(texts, MadeTexts)
    counts = np.bincount(texts.word_ids, minlength=20_000)
    # Some 360,000 words, of which the first is 1 in 10.48: 34,000, sd under 200.
    for rank in (2, 4, 8):
        assert abs(counts[rank - 1] * rank / counts[0] - 1) < 0.05
    assert (np.diff(texts.offsets)[world.tweets.kind == RETWEET] == 0).all()


def test_text_fits_and_says_what_kind_it_is(world: World) -> None:
    for at in range(2_000):
        text, kind = world.text(at), world.tweets.kind[at]
        assert len(re.sub(r"^RT @\w+: ", "", text)) <= 140
        assert text.startswith({ORIGINAL: "", REPLY: "@user", RETWEET: "RT @user"}[int(kind)])
        if kind == RETWEET:
            assert text.endswith(": " + world.text(int(world.tweets.target[at])))


def test_words_are_all_different() -> None:
    words = [word(number) for number in range(65_536)]
    assert len(set(words)) == len(words)
    assert (words[79], words[80], max(map(len, words))) == ("ju", "tata", 6)
    assert len(f"@user9999999 {' '.join(words[-14:])} {hashtag(65_535)}") <= 140


# Against real data


def test_made_graph_has_the_tail_of_a_real_one() -> None:
    real = World.from_edges_and_tweets(read_snap_edges(real_data("followers-medium.txt.gz")))
    real.check_invariants()
    assert (real.users, len(real.sources)) == (9_226, 59_576)
    made = World.generate(real.users, 0, 1)
    assert abs(real.mutual_pairs() - made.mutual_pairs()) < 0.02
    for times in (2, 4, 8, 16):
        shares = [
            float((w.in_degree() >= times * len(w.sources) / w.users).mean()) for w in (real, made)
        ]
        assert 1 / 3 < shares[1] / shares[0] < 3


def test_real_interactions_become_a_world() -> None:
    rows = read_higgs_activity(real_data("higgs-activity_time.txt.gz"))
    real = World.from_edges_and_tweets(tweets=rows)
    real.check_invariants()
    assert real.users == 304_691
    kinds = np.bincount(real.tweets.kind, minlength=4)
    assert kinds.tolist() == [0, 36_902, 354_930, 171_237]
    assert int(np.bincount(real.tweets.created_ms // 1_000 - 1_341_100_000).max()) == 55
    assert (timestamps_ms(real.tweets.tweet_id) == real.tweets.created_ms).all()
    # Its peak minute is 20 times its mean one; bursts of a made world are of that size.
    minutes = np.bincount(real.tweets.created_ms // 60_000 - real.tweets.created_ms[0] // 60_000)
    assert 15 < minutes.max() / minutes.mean() < 40
    assert real.outer_ids is not None
    assert int(real.outer_ids[real.tweets.user_id[0]]) in {223_789, 213_163}
    assert len(real.tweets_frame(5, 9)) == 4


# What readers give


def test_from_edges_and_tweets_numbers_everyone_named() -> None:
    edges = EdgeRows(ints(70, 50), ints(50, 90))
    rows = tweet_rows(
        ints(40, 50, 50),
        tweet_ids=ints(9, 5, 7),
        kinds=np.array([REPLY, ORIGINAL, RETWEET], np.int8),
        to_users=ints(99, -1, 70),
        targets=ints(5, -1, 1_000),
        texts=("c", "a", "b"),
    )
    joined = World.from_edges_and_tweets(edges, rows)
    joined.check_invariants()
    assert joined.outer_ids is not None
    assert joined.outer_ids.tolist() == [40, 50, 70, 90, 99]
    assert joined.tweets.tweet_id.tolist() == [5, 7, 9]
    assert joined.tweets.user_id.tolist() == [1, 1, 0]
    assert joined.tweets.to_user.tolist() == [-1, 2, 4]
    assert joined.tweets.target.tolist() == [-1, -1, 0]
    assert [joined.text(at) for at in range(3)] == ["a", "b", "c"]
    assert joined.name(4) == "user99"
    assert joined.users_frame().followers.tolist() == [0, 1, 0, 1, 0]


def test_from_edges_and_tweets_keeps_screen_names() -> None:
    users = np.array(["bo", "al"], object)
    joined = World.from_edges_and_tweets(tweets=tweet_rows(users, to_users=users[::-1].copy()))
    assert joined.names == ("al", "bo")
    assert joined.users_frame().name.tolist() == ["al", "bo"]
    assert joined.tweets.to_user.tolist() == [0, 1]
    assert joined.text(0) == ""


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=40))
def test_clean_edges_agrees_with_a_set(lines: list[tuple[int, int]]) -> None:
    table = np.array(lines, np.int64).reshape(-1, 2)
    clean = clean_edges(table[:, 0], table[:, 1])
    wanted = sorted({(a, b) for a, b in lines if a != b})
    assert list(zip(clean.sources.tolist(), clean.destinations.tolist())) == wanted
    assert clean.self_loops == sum(a == b for a, b in lines)
    assert len(lines) == len(wanted) + clean.self_loops + clean.duplicates


def test_frames_have_the_worlds_rows(world: World) -> None:
    users, edges, tweets = world.users_frame(), world.edges_frame(), world.tweets_frame(10, 20)
    assert list(tweets.tweet_id) == world.tweets.tweet_id[10:20].tolist()
    assert [KINDS.index(kind) for kind in tweets.kind] == world.tweets.kind[10:20].tolist()
    assert list(tweets.text) == [world.text(at) for at in range(10, 20)]
    assert str(tweets.time.dtype.tz) == "UTC"
    assert [int(t.timestamp() * 1000 + 0.5) for t in tweets.time] == world.tweets.created_ms[
        10:20
    ].tolist()
    assert users.followers.sum() == users.followees.sum() == len(edges)
    assert users.tweets.sum() == len(world.tweets)


# Chance


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9).filter(any), st.integers(8, 12))
def test_wheel_gives_each_its_share_of_slots(weights: list[int], bits: int) -> None:
    wheel = make_wheel(np.array(weights), bits)
    assert len(wheel) == 1 << bits
    for owner, weight in enumerate(weights):
        assert abs(int((wheel == owner).sum()) - (weight << bits) / sum(weights)) <= 1


def test_wheel_of_a_million_has_slots_for_the_least() -> None:
    weights = falling_weights(1_000_000, "3/4")
    counts = np.bincount(make_wheel(weights, wheel_bits(1_000_000)), minlength=1_000_000)
    assert counts.min() >= 4


@pytest.mark.parametrize(("power", "exponent"), [("1/2", 0.5), ("3/4", 0.75), ("1", 1.0)])
def test_weights_fall_by_their_power(power: str, exponent: float) -> None:
    ranks = np.arange(4, 1_004)
    wanted = 2**30 / ranks**exponent
    assert np.abs(falling_weights(1_000, power, shift=3) - wanted).max() < 1.001


def test_spin_draws_by_weight() -> None:
    # Binomial with n = 40,000, p = 1/4: sd 87. Five sd: one seed in a million.
    wheel = make_wheel(ints(3, 1), 16)
    assert abs(int(spin(wheel, 40_000, np.random.default_rng(1)).sum()) - 10_000) < 435


# Refusals


@pytest.mark.parametrize(
    ("arguments", "builtin", "message"),
    [
        ((-1, 0, 1), ValueError, "users must be from 0 to 10000000, got -1"),
        ((10**8, 0, 1), ValueError, "users must be from 0 to 10000000, got 100000000"),
        ((2, -5, 1), ValueError, "tweets must be from 0 to 200000000, got -5"),
        ((0, 1, 1), ValueError, "tweets must be from 0 to 0, got 1"),
        ((2, 5, -1), ValueError, "seed must be 0 or more, got -1"),
        ((2.0, 5, 1), TypeError, "users must be an int, got 2.0"),
        ((True, 5, 1), TypeError, "users must be an int, got True"),
        ((2, "5", 1), TypeError, "tweets must be an int, got '5'"),
        ((2, 5, None), TypeError, "seed must be an int, got None"),
        ((2, 5, 1, {}), TypeError, "model must be a WorldModel, got {}"),
    ],
)
def test_generate_refuses(arguments: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        World.generate(*arguments)
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"replies": 1.5}, "replies must be from 0 to 1, got 1.5"),
        ({"replies": float("nan")}, "replies must be finite, got nan"),
        ({"retweets": True}, "retweets must be a number, got True"),
        ({"replies": 0.6, "retweets": 0.6}, r"replies \+ retweets must be at most 1, got 1.2"),
        ({"days": 0}, "days must be from 1 to 3650, got 0"),
        ({"vocabulary": 70_000}, "vocabulary must be from 1 to 65536, got 70000"),
        ({"hour_weights": (1,) * 23}, "hour_weights must be 24 integers, got 23"),
        ({"hour_weights": (0,) * 24}, "hour_weights must have an hour above 0"),
        ({"hour_weights": (-1,) * 24}, r"hour_weights\[0\] must be from 0 to 1000000, got -1"),
        ({"hour_weights": 5}, "hour_weights must be a tuple, got 5"),
        ({"words": (5, 3)}, r"words\[1\] must be from 5 to 14, got 3"),
        ({"words": 5}, "words must be a tuple, got 5"),
        ({"start_ms": 5}, "start_ms must be from"),
    ],
)
def test_model_refuses(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TwitlabError, match=message):
        WorldModel(**fields)


@pytest.mark.parametrize("tweet", [-1, 50_000])
def test_text_refuses_what_is_not_there(world: World, tweet: int) -> None:
    with pytest.raises(ValueError, match=f"tweet must be from 0 to 49999, got {tweet}"):
        world.text(tweet)
    with pytest.raises(ValueError, match="start must be from 0 to 3, got 4"):
        world.tweets_frame(4, 3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EdgeRows([1], [2]), "sources must be an array of int64, got list"),  # type: ignore[arg-type]
        (lambda: EdgeRows(ints(1), ints(1, 2)), r"destinations must have shape \(1,\)"),
        (lambda: EdgeRows(ints(3), ints(3)), "user 3 following itself"),
        (lambda: EdgeRows(ints(3, 3), ints(4, 4)), "edges must be different"),
        (lambda: tweet_rows(ints(1, 1), tweet_ids=ints(8, 8)), "got 8 twice"),
        (lambda: tweet_rows(ints(1), kinds=np.array([4], np.int8)), "kinds must be from 0 to 3"),
        (lambda: tweet_rows(ints(1), texts=()), "texts must be 1 strings, got 0"),
        (
            lambda: tweet_rows(ints(1).astype(np.float64)),
            "users must be an array of int64 or object",
        ),
        (lambda: World.from_edges_and_tweets(5), "edges must be EdgeRows or None, got int"),  # type: ignore[arg-type]
        (lambda: World.from_edges_and_tweets(None, 5), "tweets must be TweetRows or None"),  # type: ignore[arg-type]
        (
            lambda: World.from_edges_and_tweets(
                EdgeRows(ints(1), ints(2)), tweet_rows(np.array(["a"], object))
            ),
            "edges must name users as tweets do, got numbers and screen names",
        ),
        (
            lambda: World.from_edges_and_tweets(tweets=tweet_rows(ints(1), created_ms=ints(0))),
            "times_ms must be",
        ),
    ],
)
def test_rows_refuse(make: Any, message: str) -> None:
    with pytest.raises(TwitlabError, match=message):
        make()
