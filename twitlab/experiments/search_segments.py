"""Count what an index costs whose segments are small or large: to ask, to keep, to lose, to copy.

Seven tweets in segments of two and of four; the newest segment is open. Somebody wants a word that
only the oldest tweet has:

    10 20 | 30 40 | 50 60 | 70    opens 4 segments; 1 tweet is lost with the open one
    10 20 30 40 | 50 60 70        opens 2 segments; 3 tweets are lost
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadType, BadValue
from twitlab.experiments.search_reads import texts_of
from twitlab.search import SearchIndex

SEGMENT_SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
"""Tweets in a sealed segment."""
SEGMENT_QUERIES: Final = {
    "common words": "the rain", "rare words": "earthquake tokyo", "words that never meet": "the que"
}  # fmt: skip
"""Two words each, by what they are."""

_SHARES: Final = {"the": 0.3, "que": 0.2, "rain": 0.1, "earthquake": 0.01, "tokyo": 0.01}
_WORDS: Final = 100_000  # others, of which a tweet has five
_TWEET_WORDS: Final = 5
_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class SegmentCosts:
    """Say what one size of segments costs, for one query.

    Args:
        held: how many tweets each segment has, the newest first.
        opened: how many segments the newest 20 tweets open; they are the newest ones.
        postings_read: by these 20.
        bytes_a_tweet: of the whole index.
        tweets_lost: in the open segment, which nobody has as a file; 0 if none is open.
        bytes_needed: of the segments that are opened; a new copy can answer when it has them.
    """

    held: tuple[int, ...]
    opened: int
    postings_read: int
    bytes_a_tweet: float
    tweets_lost: int
    bytes_needed: int


def segment_texts(tweets: int = 255_500, seed: int = 2012) -> list[str]:
    """Make up texts with words of known shares and with five others, few of them common.

    The others are drawn by Zipf's law: the word of rank r comes in proportion to 1 / r.

    Args:
        tweets: how many; the usual number leaves the last of 1,000, of 10,000 and of 100,000 half
            full.
        seed: of the draws.

    Returns:
        The texts.

    Raises:
        BadType: an argument is not an int.
        BadValue: tweets is below 1, or seed below 0.

    Complexity: O(tweets).

    >>> segment_texts(2, seed=1)
    ['w273 w54942 w3 w53750 w24', 'que w94 w12454 w79 w432 w1']
    """
    check_int("tweets", tweets, 1, None)
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    known = texts_of(_SHARES, tweets, seed, apart=SEGMENT_QUERIES["words that never meet"])
    ends = np.cumsum(1 / np.arange(1, _WORDS + 1))
    drawn = np.searchsorted(ends, rng.random((tweets, _TWEET_WORDS)) * ends[-1])
    others = np.array([f"w{rank}" for rank in range(1, _WORDS + 1)], object)[drawn]
    return [
        " ".join((text, *more)) if text else " ".join(more)
        for text, more in zip(known, others.tolist(), strict=True)
    ]


def segment_costs(texts: Sequence[str], segment_tweets: int) -> dict[str, SegmentCosts]:
    """Index texts in segments of one size, and count what that costs.

    Each segment is sealed when it is full and never merged with another; the newest is open. In a
    real index the open one is several small ones; here they are made one, so that it counts once.

    Args:
        texts: of :func:`segment_texts`, the oldest first.
        segment_tweets: how many tweets a segment has when it is sealed, 1 to 2**24.

    Returns:
        The costs, by the names of :data:`SEGMENT_QUERIES`.

    Raises:
        BadType: texts are no sequence, or segment_tweets is not an int.
        BadValue: there are no texts, or segment_tweets is out of range.

    Complexity: O(words).

    >>> costs = segment_costs(["the rain", "the que", "rain"], segment_tweets=2)["common words"]
    >>> costs.held, costs.opened, costs.tweets_lost
    ((1, 2), 2, 1)
    """
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise BadType(f"texts must be a sequence of str, got {type(texts).__name__}")
    if not len(texts):
        raise BadValue("texts must be one or more, got none")
    index = SearchIndex(segment_tweets=segment_tweets, positions=False)
    for begin in range(0, len(texts), segment_tweets):
        some = texts[begin : begin + segment_tweets]
        index.index(np.arange(begin, begin + len(some)), some)
        index.seal()  # the open one too, which is several until then
    held = tuple(map(len, index.segments))
    sizes = [segment.nbytes for segment in index.segments]
    costs = {}
    for name, query in SEGMENT_QUERIES.items():
        work = index.search(query, _PAGE).work
        costs[name] = SegmentCosts(
            held=held,
            opened=work.segments,
            postings_read=work.postings_read,
            bytes_a_tweet=index.nbytes / len(texts),
            tweets_lost=held[0] if held[0] < segment_tweets else 0,
            bytes_needed=sum(sizes[: work.segments]),
        )
    return costs
