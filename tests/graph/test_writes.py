"""Hold writes to their promise: any order and any repetition, and all of a batch or nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.graphs import ONE_WRITE, USERS, assert_equal, batch_of
from tests.help.stores import ints
from twitlab.errors import TwitlabError
from twitlab.graph import ABSENT, ARCHIVED, REMOVED, PlainGraph, SocialGraph
from twitlab.graph.writes import MAX_TIME


@given(st.lists(ONE_WRITE, max_size=25), st.randoms(use_true_random=False), st.integers(1, 4))
def test_writes_commute_whatever_the_order_repeats_and_partitions(
    rows: list[tuple[int, int, int, int]], random: Any, partitions: int
) -> None:
    plain, at_once = PlainGraph(), SocialGraph(USERS)
    plain.apply(batch_of(rows))
    at_once.apply(batch_of(rows))
    shuffled = rows + random.choices(rows, k=5) if rows else []
    random.shuffle(shuffled)
    graph = SocialGraph(USERS, partitions)
    for start in range(0, len(shuffled), 3):
        graph.apply(batch_of(shuffled[start : start + 3]))
    assert_equal(at_once, plain)
    assert_equal(graph, plain)
    users = np.arange(USERS)
    sources, destinations = np.repeat(users, USERS), np.tile(users, USERS)
    states = graph.states(sources, destinations)
    assert (states == at_once.states(sources, destinations)).all()


def test_later_time_wins_and_on_a_tie_the_removal() -> None:
    graph = SocialGraph(3)
    assert graph.unfollow(0, 1, at=5) == 1  # before the follow that it undoes
    assert graph.follow(0, 1, at=4) == graph.follow(0, 1, at=5) == graph.archive(0, 1, at=5) == 0
    assert graph.states(0, 1).tolist() == [REMOVED]
    assert graph.archive(0, 1, at=6) == 1
    assert graph.states(0, ints(1, 2)).tolist() == [ARCHIVED, ABSENT]
    assert graph.follow(0, 1, at=6) == 0
    assert graph.follow(0, 1, at=7) == 1
    assert graph.followers(1).tolist() == [0]


def test_batch_that_waits_does_not_change_with_its_array() -> None:
    graph, sources = SocialGraph(4, partitions=2), ints(1)
    graph.take_down(1)
    graph.follow(sources, 2, at=1)
    sources[0] = 3
    graph.hand_off(1)
    assert graph.followers(2).tolist() == [1]


BAD_WRITES: list[Any] = [
    (ints(1, 5), ints(2, 2), 9, ValueError, "sources must be users from 0 to 4, got 5"),
    (ints(1, 2), ints(2, 7), 9, ValueError, "destinations must be users from 0 to 4, got 7"),
    (ints(1, -1), 2, 9, ValueError, "sources must be from 0 to 2147483646, got -1"),
    (np.array([1, 2**64 - 1], np.uint64), 2, 9, ValueError, "got 18446744073709551615"),
    (2**70, 2, 9, ValueError, "sources must be from 0 to 2147483646, got 1180591620717411303424"),
    (np.array([1, 2**70], object), 2, 9, TypeError, "array of integers, got object"),
    (ints(1, 3), ints(1, 3, 4), 9, ValueError, "sources must have length 3 as the others, got 2"),
    (ints(1, 3), 2, ints(1), ValueError, "at must have length 2 as the others, got 1"),
    (ints(1, 2), ints(3, 2), 9, ValueError, "must differ, got user 2 following itself"),
    (ints(1, 3), 2, ints(1, -1), ValueError, r"at must be from 0 to \d+, got -1"),
    (1, 2, MAX_TIME + 1, ValueError, "at must be from 0 to 2305843009213693950"),
    (np.array([1.0]), 2, 9, TypeError, "array of integers, got float64"),
    (np.array([True]), 2, 9, TypeError, "array of integers, got bool"),
    ([1, 3], 2, 9, TypeError, r"an int or a numpy array of integers, got \[1, 3\]"),
    (True, 2, 9, TypeError, "got True"),
    (1, None, 9, TypeError, "destinations must be an int or a numpy array of integers, got None"),
    (np.ones((2, 2), int), 2, 9, ValueError, r"one-dimensional, got shape \(2, 2\)"),
    (1, 2, 9.5, TypeError, "at must be an int or a numpy array of integers, got 9.5"),
]


@pytest.mark.parametrize(("sources", "destinations", "at", "builtin", "message"), BAD_WRITES)
def test_write_refused_leaves_nothing_half_applied(
    sources: Any, destinations: Any, at: Any, builtin: type, message: str
) -> None:
    graph = SocialGraph(5, partitions=2)
    graph.follow(0, 4, at=1)
    before = graph.work
    for write in (graph.follow, graph.unfollow, graph.archive):
        with pytest.raises(TwitlabError, match=message) as caught:
            write(sources, destinations, at)
        assert isinstance(caught.value, builtin)
    assert graph.work == before
    assert [graph.followees(user).tolist() for user in range(5)] == [[4], [], [], [], []]
    graph.check_invariants()
