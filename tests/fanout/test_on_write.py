"""Hold fan-out on write to its deliveries, what they cost, and the timelines that they fill."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.timelines import CAP, EDGES, USER, USERS, ends, ints
from twitlab.fanout import FanoutOnWrite


def test_delivery_is_made_to_each_follower_whose_timeline_is_kept() -> None:
    fanout = FanoutOnWrite(USERS, ints(0, 2, 3, 0), ints(1, 1, 1, 2), cap=CAP)
    posted = fanout.post(ints(20, 29, 34), ints(1, 2, 4))
    assert posted.deliveries.tolist() == [3, 1, 0]
    assert posted.bytes_written == 16
    fanout.evict(2)
    assert fanout.post(41, 1).deliveries.tolist() == [2]
    assert fanout.home(2).ids.tolist() == [41, 20]
    assert fanout.post(
        ints(47, 50), ints(1, 1), in_reply_to_user_ids=ints(2, 0)
    ).deliveries.tolist() == [1, 0]
    assert fanout.home(0, 2) is not None
    work = fanout.work
    assert (work.tweets, work.deliveries, work.rebuilt_entries, work.reads) == (6, 7, 2, 2)
    assert work.bytes_written == 36
    assert fanout.nbytes > 4 * USERS * CAP


@given(EDGES, st.lists(USER, max_size=12))
def test_rebuilt_timeline_holds_the_entries_that_it_held(
    edges: list[tuple[int, int]], authors: list[int]
) -> None:
    sources, destinations = ends(edges)
    fanout = FanoutOnWrite(USERS, sources, destinations, CAP)
    fanout.post(np.arange(len(authors)), np.array(authors, np.int64))
    for user in range(USERS):
        before = fanout._timelines.buffers.newest(user, CAP)
        fanout.evict(user)
        fanout.home(user)
        assert fanout._timelines.buffers.newest(user, CAP) == before


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9, 30])
def test_batch_larger_than_the_cap_leaves_the_newest(count: int) -> None:
    fanout = FanoutOnWrite(2, ints(0), ints(1), cap=CAP)
    for first in (0, 100):
        fanout.post(first + np.arange(count), np.full(count, 1))
        newest = sorted([*range(count), *range(first, first + count)], reverse=True)
        expected = list(dict.fromkeys(newest))[:CAP]
        assert fanout.home(0, CAP).ids.tolist() == expected
        fanout.check_invariants()
