"""Hold the hybrid to what it pulls, and its pages to the boundary between both ways."""

import numpy as np

from tests.help.timelines import USERS, ints
from twitlab.fanout import FanoutOnRead, FanoutWork, HybridFanout


def test_nothing_is_delivered_on_read_and_nothing_of_celebrities_in_the_hybrid() -> None:
    graph = USERS, ints(0, 2, 3, 0), ints(1, 1, 1, 2)
    tweets = ints(20, 29), ints(1, 2)
    assert FanoutOnRead(*graph).post(*tweets).deliveries.tolist() == [0, 0]
    hybrid = HybridFanout(*graph, threshold=2)
    assert hybrid.post(*tweets).deliveries.tolist() == [0, 1]
    assert hybrid.celebrities.tolist() == [1]
    page = hybrid.home(0)
    assert (page.ids.tolist(), page.lists_read) == ([29, 20], 2)
    on_read = FanoutOnRead(*graph)
    on_read.post(*tweets)
    assert on_read.home(0).lists_read == 2
    assert on_read.work == FanoutWork(2, 0, 0, reads=1, entries_read=2, lists_read=2)


def test_nothing_is_lost_or_doubled_when_an_author_becomes_a_celebrity() -> None:
    fanout = HybridFanout(USERS, ints(0, 2, 0), ints(1, 1, 4), threshold=2, cap=8)
    fanout.post(ints(20, 21), ints(1, 4))
    fanout.follow(3, 1)
    assert fanout.post(ints(30, 31), ints(1, 4)).deliveries.tolist() == [0, 1]
    assert fanout.home(0).ids.tolist() == [31, 30, 21, 20]
    fanout.unfollow(3, 1)
    assert fanout.post(40, 1).deliveries.tolist() == [0], "once pulled, always pulled"
    assert fanout.home(0).ids.tolist() == [40, 31, 30, 21, 20]
    assert fanout.homes(ints(0, 2)).ids[:, :5].tolist() == [
        [40, 31, 30, 21, 20],
        [40, 30, 20, -1, -1],
    ]


def test_page_of_the_hybrid_does_not_skip_what_lies_behind_a_full_timeline() -> None:
    # User 0 follows a celebrity, 1, and another, 2. The timeline of 4 has only new tweets of 2.
    fanout = HybridFanout(USERS, ints(0, 3, 4, 0), ints(1, 1, 1, 2), threshold=2, cap=4)
    fanout.post(np.arange(10, 22), np.where(np.arange(12) < 3, 1, 2))
    fanout.delete(np.arange(17, 22))
    assert fanout.home(0, 4).ids.tolist() == [16, 15, 14, 13]
    assert fanout.homes(ints(0), 4).ids.tolist() == [[16, 15, 14, 13]]


def test_page_of_the_hybrid_looks_behind_what_was_pulled_first() -> None:
    fanout = HybridFanout(USERS, ints(0, 3, 0), ints(1, 1, 2), threshold=1, cap=4)
    fanout.post(ints(10, 20, 30), ints(2, 1, 1))
    fanout.delete(30)
    assert fanout.home(0, 1).ids.tolist() == [20]
    assert fanout.homes(ints(0), 1).ids.tolist() == [[20]]
