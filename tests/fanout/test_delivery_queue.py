"""Hold the time to the last follower to a queue that is walked through."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.fanout import ns_to_last_follower


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30)), max_size=20), st.integers(1, 5_000)
)
def test_time_to_the_last_follower_is_that_of_a_queue(
    tweets: list[tuple[int, int]], per_s: int
) -> None:
    posted = np.cumsum([gap for gap, _ in tweets]).astype(np.int64)
    counts = np.array([count for _, count in tweets], np.int64)
    found = ns_to_last_follower(posted, counts, per_s)
    free_ns = 0.0
    for at_ms, count, took_ns in zip(posted.tolist(), counts.tolist(), found.tolist()):
        free_ns = max(free_ns, at_ms * 1e6) + count * 1e9 / per_s
        assert abs(took_ns - (free_ns - at_ms * 1e6) * (count > 0)) < 20


def test_published_deliveries_agree() -> None:
    assert 120 * 175 == 21_000
    assert 1_200_000 / 2_000 == 600
    assert 30e9 / 400e6 == 345_000 / 4_600 == 75
    # 31 million followers within 5 minutes (highscalability, 8 July 2013).
    per_s = 31_000_000 // 300
    assert ns_to_last_follower(ints(0), ints(31_000_000), per_s)[0] // 10**9 == 300


@pytest.mark.parametrize(
    ("arguments", "builtin", "message"),
    [
        ((ints(1, 0), ints(1, 1), 5), ValueError, "posted_ms must ascend, got 0 after 1"),
        ((ints(1), ints(1, 1), 5), ValueError, "deliveries must have length 1 as posted_ms, got 2"),
        ((ints(-1), ints(1), 5), ValueError, "posted_ms must be from 0 to"),
        ((ints(1), ints(-1), 5), ValueError, "deliveries must be from 0 to"),
        ((ints(1), ints(1), 0), ValueError, "per_s must be from 1 to"),
        ((ints(1), ints(1), 1.5), TypeError, "per_s must be an int, got 1.5"),
        (([1], ints(1), 5), TypeError, "posted_ms must be an int or a numpy array"),
        ((ints(1, 1, 1), np.full(3, 2**31 - 1), 1), ValueError, "less than 146 years in all"),
    ],
)
def test_time_to_the_last_follower_refuses(arguments: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        ns_to_last_follower(*arguments)
    assert isinstance(caught.value, builtin)
