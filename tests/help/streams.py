"""Streams of events that tests count: made ones of several skews, and real ones."""

import gzip
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.help.needs import real_data


def zipf(events: int, exponent: float, seed: int, keys: int = 100_000) -> NDArray[np.int64]:
    """Draw keys of which number r comes with a chance of 1 / r**exponent, r from 1 to keys."""
    rng = np.random.default_rng(seed)
    weights = np.cumsum(1 / np.arange(1, keys + 1) ** exponent)
    ranks = np.searchsorted(weights, rng.random(events) * weights[-1])
    # No key tells its rank, and half are below 0.
    drawn: NDArray[np.int64] = rng.permutation(keys)[ranks] - keys // 2
    return drawn


@cache
def baskets() -> NDArray[np.int64]:
    """Read what was sold in a shop: 908,576 items, 16,470 different."""
    with gzip.open(real_data("retail.dat.gz"), "rt", encoding="ascii") as file:
        return np.array(file.read().split(), np.int64)


@cache
def _activity() -> list[str]:
    with gzip.open(real_data("higgs-activity_time.txt.gz"), "rt", encoding="ascii") as file:
        return file.read().split()


def kinds() -> list[str]:
    """Read what 563,069 tweets of a week of 2012 were: RT, MT (a mention) or RE (a reply)."""
    return _activity()[3::4]


def retweets() -> NDArray[np.int64]:
    """Read who was retweeted in that week, and when: users and seconds, shape (events, 2)."""
    users_and_times = zip(_activity()[1::4], _activity()[2::4], kinds())
    return np.array([row[:2] for row in users_and_times if row[2] == "RT"], np.int64)
