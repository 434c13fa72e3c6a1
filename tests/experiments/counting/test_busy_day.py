"""A made day of retweets, and how many of an hour's most retweeted its minutes' lists name."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.help.streams import retweets
from twitlab.counting import Counted, count_all, top_k
from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import busy_day, hours_right, sum_of_tops


@pytest.fixture(scope="module")
def week() -> NDArray[np.int64]:
    """Who was retweeted in a week of 2012, and when, in the order of time."""
    events = retweets()
    return events[np.argsort(events[:, 1], kind="stable")]


def test_day_is_in_order_and_follows_from_its_seed() -> None:
    first, again, other = (busy_day(5_000, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.tweets, again.tweets)
    assert np.array_equal(first.minutes, again.minutes)
    assert first.tweets[:100].tolist() != other.tweets[:100].tolist()
    assert len(first.tweets) == len(first.minutes) <= 5_000
    assert (np.diff(first.minutes) >= 0).all()
    assert 0 <= first.minutes[0] <= first.minutes[-1] < 24 * 60
    assert len(busy_day(0, 1).tweets) == 0


def test_day_is_as_skew_as_real_retweets(week: NDArray[np.int64]) -> None:
    day = busy_day(200_000, seed=3)
    shares = [
        sum(each.count for each in top_k(users, 10)) / len(users)
        for users in (day.tweets, week[:, 0])
    ]
    assert shares == pytest.approx([0.149, 0.149], abs=0.02)


def test_retweets_come_soon_after_their_tweet() -> None:
    day = busy_day(200_000, seed=3)
    tweets, counts = count_all(day.tweets)
    largest = tweets[np.argsort(-counts)[:20]]
    # All of them come after it was written, so the first one is about the time of that.
    after = [
        day.minutes[day.tweets == each] - day.minutes[day.tweets == each].min() for each in largest
    ]
    assert np.exp(-1) == pytest.approx(np.mean(np.concatenate(after) > 30), abs=0.05)


def test_lists_are_added_up_as_if_nothing_were_cut_off() -> None:
    lists = [top_k(list("aab"), 1), top_k(list("bba"), 1), top_k(list("ccab"), 2)]
    assert sum_of_tops(lists, 2) == [Counted("a", 3, 3, 3), Counted("b", 2, 2, 2)]
    assert sum_of_tops([], 2) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200)), max_size=60), st.integers(1, 3))
def test_hours_right_is_each_hour_by_itself(events: list[tuple[int, int]], k: int) -> None:
    events.sort(key=lambda event: event[1])
    expected = []
    for hour in sorted({minute // 60 for _, minute in events}):
        own = [(key, minute) for key, minute in events if minute // 60 == hour]
        lists = [
            top_k(np.array([key for key, minute in own if minute == each]), k)
            for each in sorted({minute for _, minute in own})
        ]
        named = {each.key for each in sum_of_tops(lists, k)}
        true = {each.key for each in top_k(np.array([key for key, _ in own]), k)}
        expected.append(len(named & true))
    columns = np.array(events, np.int64).reshape(-1, 2)
    assert hours_right(columns[:, 0], columns[:, 1], k) == expected


def test_minutes_of_real_retweets_name_most_of_an_hours_ten(week: NDArray[np.int64]) -> None:
    """The figures that the lesson quotes."""
    right = np.array(hours_right(week[:, 0], week[:, 1] // 60, k=10))
    assert (len(week), len(right)) == (354_930, 168)
    assert right.mean() == pytest.approx(9.47, abs=0.005)
    assert right.min() == 7
    sizes = np.unique(week[:, 1] // 3_600, return_counts=True)[1]
    loud = (sizes >= 1_500) & (sizes < 5_000)
    assert loud.sum() == 26
    assert right[loud].mean() == pytest.approx(8.6, abs=0.05)
    assert right[sizes < 1_500].mean() > right[loud].mean() < right[sizes >= 5_000].mean()


@pytest.mark.parametrize(
    ("tweets", "minutes", "k", "error", "said"),
    [
        ([1, 2], [0], 1, BadValue, "minutes must have length 2 as tweets, got 1"),
        ([1, 2], [1, 0], 1, BadValue, "minutes must ascend"),
        ([1], [0], 0, BadValue, "k must be 1 or more"),
        ([1], [0], 1.0, BadType, "k must be an int"),
        ([-1], [0], 1, BadValue, "tweets must be"),
        ([0.5], [0], 1, BadType, "tweets must be"),
    ],
)
def test_hours_right_refuses(
    tweets: list[Any], minutes: list[int], k: Any, error: type, said: str
) -> None:
    with pytest.raises(error, match=said):
        hours_right(np.array(tweets), np.array(minutes), k)


def test_day_refuses() -> None:
    with pytest.raises(BadValue, match="retweets must be 0 or more"):
        busy_day(-1)
    with pytest.raises(BadType, match="seed must be an int"):
        busy_day(1, seed=1.0)  # type: ignore[arg-type]
