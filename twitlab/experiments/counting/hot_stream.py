"""Make a stream of retweets in which one tweet is as hot as one likes."""

from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.errors import BadValue

SKEWS: Final = {"strong": 1.2, "usual": 0.9, "weak": 0.5}
"""The exponents of a stream of retweets."""
HOT_SHARES: Final = (0, 90)

HOT_TWEET: Final = 0
"""The goal's tweet; the others have numbers from 1 on."""

_EVENTS: Final = 10_000
_TWEETS: Final = 5_000


def hot_stream(hot: int, skew: str = "usual", seed: int = 2012) -> Ints:
    """Make 10,000 retweets of 5,000 tweets, some of them of one hot tweet, number 0.

    Args:
        hot: how many of a hundred are of the hot tweet, 0 to 90; the others are as before.
        skew: one of :data:`SKEWS`, of the others.
        seed: of the draws.

    Returns:
        The tweets, in the order in which they are retweeted, shape (10,000,).

    Raises:
        BadType: hot or seed is no int.
        BadValue: an argument is out of range.

    Complexity: O(events log tweets).

    >>> int((hot_stream(90) == 0).sum()) > 8_000
    True
    """
    check_int("hot", hot, *HOT_SHARES)
    if skew not in SKEWS:
        raise BadValue(f"skew must be one of {[*SKEWS]}, got {skew!r}")
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    shares = np.cumsum(1 / np.arange(1, _TWEETS + 1) ** SKEWS[skew])
    drawn = np.searchsorted(shares, rng.random(_EVENTS) * shares[-1])
    tweets = rng.permutation(_TWEETS)[drawn] + 1
    return np.where(rng.random(_EVENTS) * 100 < hot, HOT_TWEET, tweets)
