"""Hold partitions to what they owe each other, through an absence and a crash."""

from typing import Any

import numpy as np
import pytest

from tests.help.graphs import USERS, assert_equal
from tests.help.stores import ints
from twitlab.graph import (
    ABSENT,
    ARCHIVED,
    NORMAL,
    REMOVED,
    EdgeWrites,
    PartitionUnavailable,
    PlainGraph,
    SocialGraph,
)
from twitlab.graph.partitions import EdgePartitions


def test_replay_catches_up_when_both_ends_were_away() -> None:
    graph = SocialGraph(6, partitions=3)
    graph.follow(ints(1, 4), 2, at=1)
    graph.take_down(1)
    graph.take_down(2)
    assert graph.unfollow(1, 2, at=2) == 0
    assert graph.follow(0, 2, at=2) == 1
    assert graph.away == (1, 2)
    assert graph.hand_off(2) == 1
    assert graph.followers(2).tolist() == [0, 1, 4]  # what partition 1 decides is not known yet
    assert graph.hand_off(1) == 1
    assert graph.followers(2).tolist() == [0, 4]
    graph.check_invariants()


@pytest.mark.parametrize("states", [NORMAL, REMOVED])
def test_repeat_after_a_crash_between_the_two_rows_mends_the_second(
    monkeypatch: pytest.MonkeyPatch, states: int
) -> None:
    graph, plain = SocialGraph(USERS, partitions=2), PlainGraph()
    for writes in (EdgeWrites(0, np.array([1, 2]), at=3), EdgeWrites(0, 3, at=5)):
        graph.apply(writes)
        plain.apply(writes)

    def crash(*_: Any) -> None:
        raise OSError("the power is gone")

    last = EdgeWrites(0, np.array([1, 4]), at=7, states=states)
    with monkeypatch.context() as patch:
        patch.setattr(EdgePartitions, "_write_backward", crash)
        with pytest.raises(OSError, match="power"):
            graph.apply(last)
    assert graph.follows(0, 4) == (states == NORMAL), "the forward row is there"
    assert graph.apply(last) == 0, "so to it, the repeat changes nothing"
    plain.apply(last)
    graph.check_invariants()
    assert_equal(graph, plain)


def test_seal_refuses_older_writes_and_forgets_times() -> None:
    graph = SocialGraph(4)
    graph.follow(ints(0, 1, 2), 3, at=ints(10, 20, 30))
    graph.unfollow(0, 3, at=11)
    graph.archive(1, 3, at=21)
    graph.seal(25)
    assert graph.low_water == 25
    assert graph.states(ints(0, 1, 2), 3).tolist() == [ABSENT, ARCHIVED, NORMAL]
    with pytest.raises(ValueError, match="at must be 25 or more, the low-water mark, got 24"):
        graph.follow(ints(0, 1), 3, at=ints(25, 24))
    assert graph.followers(3).tolist() == [2]
    graph.follow(1, 3, at=25)
    assert graph.followers(3).tolist() == [1, 2]
    with pytest.raises(ValueError, match="low_water must be from 25"):
        graph.seal(24)
    graph.take_down(0)
    with pytest.raises(PartitionUnavailable):
        graph.seal(26)
