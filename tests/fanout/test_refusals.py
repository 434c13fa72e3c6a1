"""What fan-outs refuse, in which words, and that nothing is done then."""

from typing import Any

import numpy as np
import pytest

from tests.help.timelines import CAP, USERS, Make, ints, pages, seen
from twitlab.errors import TwitlabError
from twitlab.fanout import FanoutOnWrite, HybridFanout, PlainFanout, SelectFanout
from twitlab.tweet import TweetBatch


def one(**columns: Any) -> tuple[TweetBatch]:
    return (TweetBatch(50, 1, **columns),)


BOTH = one(in_reply_to_user_ids=2, retweet_of_ids=20)
MIXED = np.concatenate([np.array([1], np.int64), np.array([2**63], np.uint64)])
BAD_CALLS: list[tuple[str, tuple[Any, ...], type, str]] = [
    ("post", (ints(50, 50), ints(1, 1)), ValueError, "ids must ascend, got 50 at 1, after 50"),
    ("post", (ints(50, 40), ints(1, 1)), ValueError, "ids must ascend, got 40 at 1, after 50"),
    ("post", (29, 1), ValueError, "ids must be above 29, the newest, got 29"),
    ("post", (2**63, 1), ValueError, "ids must be from 0 to 9223372036854775807, got"),
    ("post", (np.array([2**64 - 1], np.uint64), ints(1)), ValueError, "ids must be from 0 to"),
    ("post", (MIXED, ints(1, 1)), TypeError, "ids must be an int or a numpy array of integers"),
    ("post", (-5, 1), ValueError, "ids must be from 0 to 9223372036854775807, got -5"),
    ("post", ([50], ints(1)), TypeError, r"ids must be an int or a numpy array of integers"),
    ("post", (True, 1), TypeError, "ids must be an int or a numpy array of integers, got True"),
    ("post", (np.array([[50]]), 1), ValueError, r"ids must be one-dimensional, got shape \(1, 1\)"),
    ("post", (50, USERS), ValueError, "user_ids must be users from 0 to 4, got 5"),
    ("post", (50, -1), ValueError, "user_ids must be from 0 to 9223372036854775807, got -1"),
    ("post", (ints(50, 51), ints(1)), ValueError, "user_ids must have length 2 as ids, got 1"),
    (
        "post",
        (TweetBatch(50, 1, in_reply_to_user_ids=USERS),),
        ValueError,
        "in_reply_to_user_ids must be users from 0 to 4, got 5",
    ),
    (
        "post",
        (TweetBatch(50, 1, retweet_of_ids=21),),
        ValueError,
        "retweet_of_ids must be tweets that were posted, got 21",
    ),
    (
        "post",
        (TweetBatch(50, 1, retweet_of_ids=51),),
        ValueError,
        "retweet_of_ids must be older tweets than 50, got 51",
    ),
    (
        "post",
        (TweetBatch(50, 1, in_reply_to_user_ids=2, retweet_of_ids=20),),
        ValueError,
        "a tweet must be a reply or a retweet, got 50",
    ),
    ("post", (ints(50, 51), ints(1, 9)), ValueError, "user_ids must be users from 0 to 4, got 9"),
    ("home", (USERS, 1), ValueError, "user must be from 0 to 4, got 5"),
    ("home", (-1, 1), ValueError, "user must be from 0 to 4, got -1"),
    ("home", (True, 1), TypeError, "user must be an int, got True"),
    ("home", (0, 0), ValueError, "n must be from 1 to 4, got 0"),
    ("home", (0, CAP + 1), ValueError, "n must be from 1 to 4, got 5"),
    ("home", (0, 1.0), TypeError, "n must be an int, got 1.0"),
    ("homes", (ints(0, USERS), 1), ValueError, "users must be from 0 to 4, got 5"),
    ("homes", ([0], 1), TypeError, "users must be an int or a numpy array of integers"),
    ("homes", (ints(0), 10**9), ValueError, "n must be from 1 to 4, got 1000000000"),
    ("follow", (0, 0), ValueError, "other must be another user than 0, got the same"),
    ("follow", (0, USERS), ValueError, "other must be from 0 to 4, got 5"),
    ("unfollow", (-1, 0), ValueError, "user must be from 0 to 4, got -1"),
    ("block", (1, 1), ValueError, "other must be another user than 1, got the same"),
    ("unblock", ("1", 1), TypeError, "user must be an int, got '1'"),
    ("delete", (21,), ValueError, "ids must be tweets that were posted, got 21"),
    ("delete", (ints(20, 21),), ValueError, "ids must be tweets that were posted, got 21"),
    ("delete", (2**64,), ValueError, "ids must be from 0 to 9223372036854775807, got"),
    ("delete", (1.5,), TypeError, "ids must be an int or a numpy array of integers, got 1.5"),
    ("evict", (USERS,), ValueError, "user must be from 0 to 4, got 5"),
]


@pytest.mark.parametrize(("name", "arguments", "builtin", "message"), BAD_CALLS)
def test_bad_call_is_refused_and_changes_nothing(
    make: Make, name: str, arguments: tuple[Any, ...], builtin: type, message: str
) -> None:
    fanout = make(USERS, ints(0, 0, 3), ints(1, 2, 1))
    fanout.post(ints(20, 29), ints(1, 2))
    before, work = pages(fanout, CAP), fanout.work
    with pytest.raises(TwitlabError, match=message) as caught:
        getattr(fanout, name)(*arguments)
    assert isinstance(caught.value, builtin)
    assert fanout.work.tweets == work.tweets
    assert pages(fanout, CAP) == before
    fanout.post(50, 1)
    assert seen(fanout, 0)[0] == 50


@pytest.mark.parametrize(
    ("graph", "builtin", "message"),
    [
        ((-1, ints(), ints()), ValueError, "users must be from 0 to"),
        ((2**40, ints(), ints()), ValueError, "users"),
        ((1.0, ints(), ints()), TypeError, "users must be an int, got 1.0"),
        ((5, ints(0, 1), ints(1)), ValueError, "destinations must have length 2 as sources, got 1"),
        ((5, ints(0), ints(5)), ValueError, "destinations must be from 0 to 4, got 5"),
        ((5, ints(-1), ints(0)), ValueError, "sources must be from 0 to 4, got -1"),
        ((5, ints(3), ints(3)), ValueError, "must differ, got user 3 following itself"),
        ((5, [0], ints(1)), TypeError, "sources must be an int or a numpy array of integers"),
        ((5, np.array([0.0]), ints(1)), TypeError, "got float64"),
    ],
)
def test_bad_graph_is_refused(
    make: Make, graph: tuple[Any, ...], builtin: type, message: str
) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        make(*graph)
    assert isinstance(caught.value, builtin)


@pytest.mark.parametrize("cls", [FanoutOnWrite, HybridFanout, PlainFanout, SelectFanout])
@pytest.mark.parametrize(
    ("cap", "builtin"), [(0, ValueError), (-1, ValueError), (10**9, ValueError), (2.0, TypeError)]
)
def test_bad_cap_is_refused(cls: Any, cap: Any, builtin: type) -> None:
    with pytest.raises(TwitlabError, match="cap must be") as caught:
        cls(USERS, ints(), ints(), cap=cap)
    assert isinstance(caught.value, builtin)


def test_timelines_that_no_machine_holds_are_refused() -> None:
    with pytest.raises(ValueError, match=r"users \* cap must be at most 8589934592"):
        FanoutOnWrite(2**31 - 1, ints(), ints())


@pytest.mark.parametrize("threshold", [-1, 1.5, None, True])
def test_bad_threshold_is_refused(threshold: Any) -> None:
    with pytest.raises(TwitlabError, match="threshold must be"):
        HybridFanout(USERS, ints(), ints(), threshold=threshold)
