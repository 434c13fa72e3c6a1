"""Make the likes that a service gets: few tweets get many, most get one."""

from functools import lru_cache
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadValue
from twitlab.experiments.counting import skewed
from twitlab.log import MS_PER_MINUTE, Events

PATH_SKEWS: Final = {"strong": 1.2, "usual": 1.0, "weak": 0.8}
"""The exponents of a stream of likes."""
BEGIN_MS: Final = 28_333_320 * MS_PER_MINUTE  # 14 November 2023, 22:00 UTC

_TWEETS: Final = 1_000_000
_USERS: Final = 300_000


@lru_cache(maxsize=8, typed=True)
def likes(events: int, skew: str = "usual", minutes: int = 1, seed: int = 2012) -> Events:
    """Make likes of a million tweets by 300,000 users, evenly over some minutes, in order.

    Args:
        events: how many, 0 to 1,000,000.
        skew: one of :data:`PATH_SKEWS`.
        minutes: 1 to 60.
        seed: of the draws.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: O(events + tweets).

    >>> len(likes(1_000)), len(np.unique(likes(1_000).keys)) < 900
    (1000, True)
    """
    check_int("events", events, 0, 1_000_000)
    check_int("minutes", minutes, 1, 60)
    if skew not in PATH_SKEWS:
        raise BadValue(f"skew must be one of {[*PATH_SKEWS]}, got {skew!r}")
    keys = skewed(events, _TWEETS, PATH_SKEWS[skew], seed)
    rng = np.random.default_rng(seed)
    times = BEGIN_MS + np.sort(rng.integers(0, minutes * MS_PER_MINUTE, events))
    ids = ((times - BEGIN_MS) << 22) + rng.integers(0, 1 << 22, events)  # as Snowflake makes them
    return Events(ids, times, keys, rng.integers(0, _USERS, events))
