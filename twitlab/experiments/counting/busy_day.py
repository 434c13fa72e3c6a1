"""Make a day of retweets, and ask each hour of it for its most retweeted, by its minutes' lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_column, check_int
from twitlab.columns import Ints
from twitlab.counting import Counted, PlainCounter, top_k
from twitlab.errors import BadValue

_MINUTES_A_DAY: Final = 1_440
_TWEETS: Final = 100_000
_EXPONENT: Final = 0.9  # as skew as the retweets of a week in 2012: 4 % for the first of all
_LIFE_MINUTES: Final = 30  # after which a third of a tweet's retweets are still to come
_MOST: Final = 1 << 40


@dataclass(frozen=True, slots=True, eq=False)
class BusyDay:
    """Hold retweets in the order in which they came.

    Args:
        tweets: which tweet each is of, shape (retweets,).
        minutes: when it came, 0 to 1,439, ascending, shape (retweets,).
    """

    tweets: Ints
    minutes: Ints


def busy_day(retweets: int = 1_000_000, seed: int = 2012) -> BusyDay:
    """Make a day of retweets: few tweets have many, and most of them come soon.

    The model: tweet number r of 100,000 has a share of 1 / r**0.9 of all retweets. It is written at
    any time of the day, and its retweets come after it, a third of them after more than 30 minutes.
    Day and night are alike; what would come after midnight is left out.

    Args:
        retweets: how many, at most.
        seed: of the draws.

    Returns:
        The BusyDay; no tweet's id tells how often it is retweeted.

    Raises:
        BadType, BadValue: an argument is no int, or below 0.

    Complexity: O(retweets log retweets).

    >>> day = busy_day(retweets=1_000, seed=1)
    >>> len(day.tweets) == len(day.minutes), int(day.minutes.max()) < 1_440
    (True, True)
    """
    check_int("retweets", retweets, 0, None)
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    shares = np.cumsum(1 / np.arange(1, _TWEETS + 1) ** _EXPONENT)
    ranks = np.searchsorted(shares, rng.random(retweets) * shares[-1])
    written = rng.random(_TWEETS) * _MINUTES_A_DAY
    came = written[ranks] + rng.exponential(_LIFE_MINUTES, retweets)
    order = np.argsort(came, kind="stable")
    order = order[came[order] < _MINUTES_A_DAY]
    names = rng.permutation(_TWEETS)
    return BusyDay(names[ranks[order]], came[order].astype(np.int64))


def sum_of_tops(lists: Sequence[Sequence[Counted]], k: int) -> list[Counted]:
    """Add up lists of the most frequent as if nothing had been cut off: wrong now and then.

    Args:
        lists: each as :func:`~twitlab.counting.top_k` gives it.
        k: how many are wanted.

    Returns:
        The k with the largest sums, which are counts only if no list cut the key off.

    Raises:
        BadType, BadValue: k is no int, or below 0.

    Complexity: O(items log items).

    >>> lists = [top_k(["b", "c"], 1), top_k(["c", "d", "d"], 1)]
    >>> [each.key for each in sum_of_tops(lists, 1)]
    ['d']
    """
    sums = PlainCounter()
    for items in lists:
        for each in items:
            sums.add(each.key, each.count)
    return sums.top(k)


def hours_right(tweets: NDArray[np.int64], minutes: NDArray[np.int64], k: int = 10) -> list[int]:
    """Say for each hour how many of its true top k the lists of its minutes give.

    Args:
        tweets: what is counted, shape (events,).
        minutes: when each came, ascending, shape (events,).
        k: how many each minute keeps, and how many are wanted of an hour.

    Returns:
        A number from 0 to k for each hour in which anything came.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: lengths differ, the minutes do not ascend, or k is below 1.

    Complexity: O(events log events).

    >>> hours_right(np.array([1, 2, 2, 3, 3, 3]), np.array([0, 1, 1, 60, 61, 61]), k=1)
    [1, 1]
    """
    keys = check_column("tweets", tweets, _MOST)
    when = check_column("minutes", minutes, _MOST)
    check_int("k", k, 1, None)
    if len(keys) != len(when):
        raise BadValue(f"minutes must have length {len(keys)} as tweets, got {len(when)}")
    if (when[1:] < when[:-1]).any():
        raise BadValue("minutes must ascend")
    right = []
    for hour in _runs(when // 60):
        true = {each.key for each in top_k(keys[hour], k)}
        of_hour, inside = keys[hour], when[hour]
        lists = [top_k(of_hour[minute], k) for minute in _runs(inside)]
        right.append(len(true & {each.key for each in sum_of_tops(lists, k)}))
    return right


def _runs(column: NDArray[Any]) -> list[slice]:
    """Give where each run of equal numbers stands."""
    ends = [*(np.flatnonzero(np.diff(column)) + 1).tolist(), len(column)]
    return [slice(low, high) for low, high in zip([0, *ends[:-1]], ends) if high > low]
