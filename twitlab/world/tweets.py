"""Make tweets: who, when, and which one they answer or repeat."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.ids import ids_at
from twitlab.world.chance import falling_weights, make_wheel, spin, wheel_bits
from twitlab.world.model import WorldModel
from twitlab.world.texts import MadeTexts, make_texts

ORIGINAL, REPLY, RETWEET, MENTION = range(4)
KINDS: Final = ("original", "reply", "retweet", "mention")

HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000
_BURST_DOUBLINGS: Final = 10  # a burst's tweets come within 1, 2, 4, ... 512 minutes
_RECENT: Final = 1_000
_LOOKS: Final = 3  # at so many followees one looks before one answers the newest tweet


@dataclass(frozen=True, slots=True, eq=False)
class Tweets:
    """Hold tweets as columns, all of shape (tweets,), in the order of their ids.

    Args:
        tweet_id: snowflake form in made worlds, int64, ascending, no two the same.
        user_id: who wrote it, int32.
        created_ms: when, Unix milliseconds, int64; ascending in made worlds.
        kind: the index into KINDS, int8. A mention names a user and answers no tweet.
        target: the index of the tweet it answers or repeats, int32; -1 if none is known.
        to_user: the user it answers, repeats or mentions, int32; -1 if none is known.
        texts: words by number, or the strings that were read; None if nothing is known of them.
    """

    tweet_id: NDArray[np.int64]
    user_id: NDArray[np.int32]
    created_ms: NDArray[np.int64]
    kind: NDArray[np.int8]
    target: NDArray[np.int32]
    to_user: NDArray[np.int32]
    texts: MadeTexts | tuple[str, ...] | None

    def __len__(self) -> int:
        return len(self.tweet_id)


def make_tweets(
    count: int,
    order: NDArray[np.int64],
    edges: tuple[NDArray[np.int32], NDArray[np.int32]],
    model: WorldModel,
    rng: np.random.Generator,
) -> Tweets:
    """Draw tweets: times from a daily rhythm and from bursts, authors by their activity.

    A reply or retweet goes to the newest tweet among the latest of three followees. Who follows
    nobody that has spoken takes one of the last thousand tweets instead. A retweet of a retweet
    counts for the first tweet, as at Twitter. The first tweet of a world is always an original.

    Args:
        count: how many, 0 or more.
        order: the users, from the most to the least active, shape (users,).
        edges: sources and destinations, sorted by source.
        model: the rest is as it says.
        rng: the source of chance.

    Returns:
        The tweets.

    Raises:
        BadValue: a millisecond has more than 4,096 tweets.

    Complexity: O(count log count) time, about 150 bytes a tweet while it works.

    Chosen, not measured: how a target is picked, and that
    activity falls with the square root of the rank, so that no user of a million writes more than
    one tweet in 2,000.

    >>> nobody = np.empty(0, np.int32)
    >>> tweets = make_tweets(9, np.array([1, 0]), (nobody, nobody), WorldModel(),
    ...                      np.random.default_rng(1))
    >>> tweets.user_id.tolist()
    [0, 1, 1, 1, 1, 0, 1, 1, 1]
    """
    created_ms, burst_tags = _make_times(count, model, rng)
    weights = falling_weights(len(order), "1/2")
    user_id = spin(make_wheel(weights, wheel_bits(len(order)), order), count, rng)
    answers, repeats = (round(share * 10**6) for share in (model.replies, model.retweets))
    shares = np.array([max(0, 10**6 - answers - repeats), answers, repeats])
    kind = spin(make_wheel(shares, 20), count, rng).astype(np.int8)
    kind[:1] = ORIGINAL
    target = _pick_targets(user_id, kind, edges, rng)
    to_user = np.where(target >= 0, user_id[target], np.int32(-1)) if count else target
    texts = make_texts(kind != RETWEET, burst_tags, model, rng)
    return Tweets(ids_at(created_ms, 0, 0), user_id, created_ms, kind, target, to_user, texts)


def _make_times(
    count: int, model: WorldModel, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Draw when tweets come, in order, and the hashtags of those that come in a burst."""
    span_ms = model.days * 24 * HOUR_MS
    bursts = min(model.days * model.bursts_per_day, model.hashtags)
    in_bursts = round(count * model.in_bursts) if bursts else 0
    calm = _draw_rhythm(count - in_bursts, model, rng)
    tags = np.full(count, -1, np.int32)
    times = calm
    if in_bursts:
        longest_ms = _MINUTE_MS << (_BURST_DOUBLINGS - 1)
        starts = _draw_rhythm(bursts, model, rng) % (span_ms - longest_ms)
        which = spin(make_wheel(falling_weights(bursts, "1"), 16), in_bursts, rng)
        within = np.int64(_MINUTE_MS) << rng.integers(0, _BURST_DOUBLINGS, size=in_bursts)
        times = np.concatenate([calm, starts[which] + rng.integers(0, within)])
        names = rng.permutation(model.hashtags)[:bursts].astype(np.int32)
        tags[count - in_bursts :] = names[which]
    order = np.argsort(times, kind="stable")
    return times[order] + model.start_ms, tags[order]


def _draw_rhythm(count: int, model: WorldModel, rng: np.random.Generator) -> NDArray[np.int64]:
    hours = spin(make_wheel(np.array(model.hour_weights), 20), count, rng).astype(np.int64)
    hours += 24 * rng.integers(0, model.days, size=count)
    return hours * HOUR_MS + rng.integers(0, HOUR_MS, size=count)


def _pick_targets(
    user_id: NDArray[np.int32],
    kind: NDArray[np.int8],
    edges: tuple[NDArray[np.int32], NDArray[np.int32]],
    rng: np.random.Generator,
) -> NDArray[np.int32]:
    """Find for each reply and retweet the tweet it goes to; the first tweet is an original."""
    count = len(user_id)
    target = np.full(count, -1, np.int32)
    asking = np.flatnonzero(kind != ORIGINAL)  # (a,)
    posts = np.flatnonzero(kind != RETWEET)  # (p,), what one can answer or repeat
    if not len(asking):
        return target
    by_author = user_id[posts].astype(np.int64) * count + posts  # author first, then time
    by_author.sort()
    found = np.full(len(asking), -1, np.int64)
    sources, destinations = edges
    askers = user_id[asking]
    first = np.searchsorted(sources, askers)  # (a,), where the asker's edges begin
    followees = np.searchsorted(sources, askers, side="right") - first
    some = np.flatnonzero(followees)
    for _ in range(_LOOKS):
        edge = first[some] + rng.integers(0, followees[some])
        author = destinations[edge].astype(np.int64)
        place = np.searchsorted(by_author, author * count + asking[some]) - 1
        latest = by_author[np.maximum(place, 0)]
        said = (place >= 0) & (latest // count == author)
        found[some] = np.maximum(found[some], np.where(said, latest % count, -1))
    lost = np.flatnonzero(found < 0)
    before = np.searchsorted(posts, asking[lost])  # how many posts there were: one or more
    found[lost] = posts[before - 1 - rng.integers(0, np.minimum(before, _RECENT))]
    target[asking] = found
    return target
