"""Streams of events that tests count: made ones of several skews, and real ones."""

import gzip

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


def baskets() -> NDArray[np.int64]:
    """Read what was sold in a shop: 908,576 items, 16,470 different."""
    with gzip.open(real_data("retail.dat.gz"), "rt", encoding="ascii") as file:
        return np.array(file.read().split(), np.int64)


def retweets() -> NDArray[np.int64]:
    """Read who was retweeted in a week of 2012, and when: users and seconds, shape (events, 2)."""
    with gzip.open(real_data("higgs-activity_time.txt.gz"), "rt", encoding="ascii") as file:
        rows = [line.split() for line in file]
    return np.array([[row[1], row[2]] for row in rows if row[3] == "RT"], np.int64)
