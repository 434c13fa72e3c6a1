"""Hold what a bad network does to its promise, and shrinking to a search of everything."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.fanout import FanoutOnWrite
from twitlab.faults import (
    MAX_MS,
    Fails,
    Faults,
    History,
    Message,
    arrivals_of,
    shrink,
    transmit,
)
from twitlab.graph import NORMAL, REMOVED, EdgeWrites, SocialGraph

SHARE = st.sampled_from([0.0, 0.1, 0.5, 1.0])
FAULTS = st.builds(
    Faults, SHARE, SHARE, SHARE, st.sampled_from([(0, 0), (1, 10), (3, 3)]), st.sampled_from([1, 9])
)


def sent(count: int, every_ms: int = 2) -> list[Message]:
    return [Message(number, number * every_ms) for number in range(count)]


def came(history: History) -> list[Any]:
    found: list[Any] = []
    history.replay(found.append)
    return found


# What a network does


@given(st.integers(0, 40), FAULTS, st.integers(0, 2**64 - 1))
def test_messages_keep_what_was_sent_and_no_copy_comes_too_soon(
    count: int, faults: Faults, seed: int
) -> None:
    history = transmit(sent(count), faults, seed)
    assert history == transmit(sent(count), faults, seed)
    assert [message.payload for message in history.messages] == list(range(count))
    for message in history.messages:
        assert len(message.arrived_ms) <= 2
        for at in message.arrived_ms:
            assert at >= message.sent_ms + faults.delay_ms[0]
            if not faults.reordering:
                assert at <= 2 * count + faults.delay_ms[1]
    if not faults.reordering:
        assert came(history) == sorted(came(history))
        assert history.late() == ()
    if not faults.loss:
        assert set(came(history)) == set(range(count))
    if faults.loss == 1:
        assert came(history) == []
    if not faults.duplication:
        assert len(set(came(history))) == len(came(history))
    if faults.duplication == 1:
        assert all(message.fate != "arrived" for message in history.messages)


@given(st.integers(0, 20), st.integers(0, 20), FAULTS, st.integers(0, 99))
def test_fate_does_not_depend_on_what_is_sent_later(
    count: int, more: int, faults: Faults, seed: int
) -> None:
    longer = transmit(sent(count + more), faults, seed).messages
    assert longer[:count] == transmit(sent(count), faults, seed).messages


@given(
    st.lists(st.integers(0, 9), max_size=40).map(sorted),
    FAULTS,
    st.integers(0, 2**64 - 1),
    st.sampled_from(["int64", "uint8", "uint64"]),
)
def test_columns_come_as_messages_do(
    sent_ms: list[int], faults: Faults, seed: int, dtype: str
) -> None:
    history = transmit([Message(place, at) for place, at in enumerate(sent_ms)], faults, seed)
    places, at = arrivals_of(np.array(sent_ms, dtype), faults, seed)
    assert places.dtype == at.dtype == np.int64
    assert places.tolist() == came(history)
    assert at.tolist() == [when for when, _ in history.arrivals()]


def test_columns_at_the_end_of_time_come_as_messages_do() -> None:
    slow = Faults(0, 1, 1, delay_ms=(0, MAX_MS // 4), held_ms=MAX_MS // 4)
    history = transmit([Message(place, MAX_MS) for place in range(9)], slow, 2**64 - 1)
    _, at = arrivals_of(np.full(9, MAX_MS), slow, 2**64 - 1)
    assert at.tolist() == [when for when, _ in history.arrivals()]


def test_shares_are_what_was_asked_for() -> None:
    # Binomial(20,000, p) has sd 70.7 at most; 5 sd fail by chance for 1 seed in a million.
    faults = Faults(loss=0.3, duplication=0.2, reordering=0.1, delay_ms=(0, 0), held_ms=1_000)
    history = transmit(sent(20_000), faults, seed=7)
    fates = [message.fate for message in history.messages]
    assert abs(fates.count("lost") - 6_000) < 354
    assert abs(fates.count("doubled") - 2_800) < 354
    held = sum(at > each.sent_ms for each in history.messages for at in each.arrived_ms)
    assert abs(held - 0.1 * (14_000 + 2_800)) < 354


def test_channels_do_not_wait_for_each_other() -> None:
    messages = [Message("slow", 0, "a", "b"), Message("fast", 0, "c", "b")]
    seeds = [transmit(messages, Faults(delay_ms=(0, 9)), seed) for seed in range(20)]
    assert {tuple(came(history)) for history in seeds} == {("slow", "fast"), ("fast", "slow")}


def test_replay_for_one_receiver_leaves_out_the_others() -> None:
    history = transmit([Message(1, 0, receiver="a"), Message(2, 0, receiver="b")], Faults(), 1)
    found: list[int] = []
    history.replay(found.append, receiver="b")
    assert found == [2]


def test_late_is_what_a_later_one_overtook() -> None:
    first = Message("first", 0, arrived_ms=(9,))
    others = [Message("second", 1, arrived_ms=(2, 3)), Message("third", 4, arrived_ms=(9,))]
    assert [each.payload for each in History((first, *others)).late()] == ["first"]
    assert History((first, Message("x", 1, receiver="other", arrived_ms=(2,)))).late() == ()
    twice = Message("twice", 0, arrived_ms=(1, 5))
    assert len(History((twice, twice)).late()) == 1


# Shrinking


def smallest(history: History, fails: Fails) -> int:
    """Try all histories with some messages left out, the shortest first."""
    for size in range(len(history) + 1):
        for chosen in combinations(history.messages, size):
            if fails(History(chosen)):
                return size
    raise AssertionError


@given(st.integers(1, 7), st.sets(st.integers(0, 6), max_size=3), FAULTS, st.integers(0, 99))
def test_shrunk_is_the_smallest_if_some_messages_make_it_fail(
    count: int, guilty: set[int], faults: Faults, seed: int
) -> None:
    guilty = {each for each in guilty if each < count}
    history = transmit(sent(count), faults, seed)

    def fails(tried: History) -> bool:
        return guilty <= {message.payload for message in tried.messages}

    shrunk = shrink(history, fails).history
    assert {message.payload for message in shrunk.messages} == guilty
    assert len(shrunk) == smallest(history, fails)
    assert all(message.fate == "arrived" for message in shrunk.messages), "no fault is needed"


@given(st.integers(2, 9), FAULTS, st.integers(0, 999))
@settings(max_examples=200)
def test_nothing_can_be_left_out_of_what_is_shrunk(count: int, faults: Faults, seed: int) -> None:
    history = transmit(sent(count), faults, seed)
    rules: list[Fails] = [
        lambda tried: came(tried) != sorted(came(tried)),
        lambda tried: len(set(came(tried))) < len(came(tried)),
        lambda tried: len(set(came(tried))) < len(tried),
    ]
    expected = [(2, ["arrived", "arrived"]), (1, ["doubled"]), (1, ["lost"])]
    for fails, (size, fates) in zip(rules, expected):
        if not fails(history):
            with pytest.raises(ValueError, match="history must fail, got one that does not"):
                shrink(history, fails)
            continue
        shrunk = shrink(history, fails)
        assert fails(shrunk.history)
        assert shrunk.tries >= 2
        if size == 2 and len(shrunk.history) == 1:  # one message alone cannot be out of order
            raise AssertionError
        assert len(shrunk.history) == size == smallest(history, fails)
        assert [message.fate for message in shrunk.history.messages] == fates
        times = [at for each in shrunk.history.messages for at in (each.sent_ms, *each.arrived_ms)]
        assert max(times) <= 4


def test_failure_that_needs_its_times_keeps_them() -> None:
    history = History((Message("a", 5, arrived_ms=(7,)), Message("b", 70, arrived_ms=(90,))))
    shrunk = shrink(history, lambda tried: any(each.sent_ms == 70 for each in tried.messages))
    assert [each.sent_ms for each in shrunk.history.messages] == [70]


# Writes to the graph, and tweets for timelines

WRITES = [(0, 1, NORMAL), (0, 2, NORMAL), (0, 1, REMOVED), (3, 1, NORMAL), (0, 2, REMOVED)] * 3


def writes() -> list[Message]:
    return [Message((*write, at), at) for at, write in enumerate(WRITES)]


def follow_in_order_of_arrival(history: History) -> set[tuple[int, int]]:
    """Do what one writes first: no time stamp is looked at."""
    edges: set[tuple[int, int]] = set()

    def apply(write: tuple[int, int, int, int]) -> None:
        (edges.add if write[2] == NORMAL else edges.discard)(write[:2])

    history.replay(apply)
    return edges


def follow_by_time(history: History) -> set[tuple[int, int]]:
    graph = SocialGraph(users=4)
    history.replay(lambda write: graph.apply(EdgeWrites(write[0], write[1], write[3], write[2])))
    return {(u, int(v)) for u in range(4) for v in graph.followees(u)}


def in_time(history: History) -> History:
    return transmit(history.messages, Faults(delay_ms=(0, 0)), 0)


@given(st.integers(0, 30))
def test_writes_by_time_survive_any_order_and_repetition(seed: int) -> None:
    history = transmit(writes(), Faults(duplication=0.5, reordering=0.5), seed)
    assert follow_by_time(history) == follow_by_time(in_time(history))


def test_writes_by_arrival_fail_and_shrink_to_a_follow_and_an_unfollow() -> None:
    def fails(history: History) -> bool:
        return follow_in_order_of_arrival(history) != follow_in_order_of_arrival(in_time(history))

    history = transmit(writes(), Faults(reordering=0.5), seed=1)
    shrunk = shrink(history, fails).history
    first, second = (message.payload for message in shrunk.messages)
    assert first[:2] == second[:2]
    assert first[2] != second[2]
    assert len(shrunk.late()) == 1


def test_lost_write_fails_even_by_time() -> None:
    history = transmit(writes(), Faults(loss=0.3), seed=3)

    def fails(tried: History) -> bool:
        return follow_by_time(tried) != follow_by_time(in_time(tried))

    shrunk = shrink(history, fails).history
    assert [message.fate for message in shrunk.messages] == ["lost"]


def test_tweets_that_come_late_are_refused_by_a_fanout_and_shrink_to_two() -> None:
    def fails(history: History) -> bool:
        fanout = FanoutOnWrite(2, np.array([0]), np.array([1]), cap=8)
        try:
            history.replay(lambda tweet_id: fanout.post(tweet_id, 1))
        except TwitlabError:
            return True
        return False

    messages = [Message(20 + number, number) for number in range(12)]
    late = shrink(transmit(messages, Faults(reordering=0.4), seed=1), fails).history
    assert (len(late), len(late.late())) == (2, 1)
    doubled = shrink(transmit(messages, Faults(duplication=0.4), seed=1), fails).history
    assert [message.fate for message in doubled.messages] == ["doubled"]
    alright = transmit(messages, Faults(loss=0.5), seed=1)
    assert not fails(alright)


# Bad input


@pytest.mark.parametrize(
    ("arguments", "builtin", "message"),
    [
        ({"loss": -0.1}, ValueError, "loss must be from 0 to 1, got -0.1"),
        ({"loss": float("nan")}, ValueError, "loss must be finite, got nan"),
        ({"duplication": 1.5}, ValueError, "duplication must be from 0 to 1, got 1.5"),
        ({"reordering": True}, TypeError, "reordering must be a number, got True"),
        ({"reordering": "x"}, TypeError, "reordering must be a number, got 'x'"),
        ({"delay_ms": 5}, TypeError, "delay_ms must be a pair of ints, got 5"),
        ({"delay_ms": (1, 2, 3)}, TypeError, r"delay_ms must be a pair of ints, got \(1, 2, 3\)"),
        ({"delay_ms": (5, 2)}, ValueError, r"delay_ms\[1\] must be from 5 to"),
        ({"delay_ms": (-1, 2)}, ValueError, r"delay_ms\[0\] must be from 0 to"),
        ({"delay_ms": (0.5, 2)}, TypeError, r"delay_ms\[0\] must be an int, got 0.5"),
        ({"held_ms": 0}, ValueError, "held_ms must be from 1 to"),
    ],
)
def test_faults_refuse(arguments: dict[str, Any], builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        Faults(**arguments)
    assert isinstance(caught.value, builtin)


@pytest.mark.parametrize(
    ("arguments", "builtin", "message"),
    [
        ({"sent_ms": -1}, ValueError, "sent_ms must be from 0 to"),
        ({"sent_ms": 1.0}, TypeError, "sent_ms must be an int, got 1.0"),
        ({"sent_ms": MAX_MS + 1}, ValueError, "sent_ms must be from 0 to"),
        ({"sender": 5}, TypeError, "sender must be a str, got 5"),
        ({"receiver": ""}, ValueError, "receiver must not be empty"),
        ({"arrived_ms": [3]}, TypeError, r"arrived_ms must be a tuple of ints, got \[3\]"),
        ({"sent_ms": 5, "arrived_ms": (4,)}, ValueError, "arrived_ms must be from 5 to"),
    ],
)
def test_message_refuses(arguments: dict[str, Any], builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        Message("x", **({"sent_ms": 3} | arguments))
    assert isinstance(caught.value, builtin)


def test_history_refuses_a_time_that_runs_back_and_what_is_no_message() -> None:
    with pytest.raises(ValueError, match="sent_ms must not run back, got 3 after 5"):
        transmit([Message("a", 5), Message("b", 3)], Faults(), 1)
    bad: Any = ["a"]
    with pytest.raises(TypeError, match="messages must be Messages, got 'a'"):
        transmit(bad, Faults(), 1)
    with pytest.raises(TypeError, match="messages must be a tuple, got list"):
        History(bad)


@pytest.mark.parametrize(
    ("seed", "builtin"), [(-1, ValueError), (2**64, ValueError), ("1", TypeError)]
)
def test_transmit_refuses_a_bad_seed(seed: Any, builtin: type) -> None:
    with pytest.raises(TwitlabError, match="seed must be") as caught:
        transmit([], Faults(), seed)
    assert isinstance(caught.value, builtin)


def test_transmit_and_shrink_refuse_what_is_of_the_wrong_type() -> None:
    wrong: Any = None
    with pytest.raises(TypeError, match="faults must be Faults, got None"):
        transmit([], wrong, 1)
    with pytest.raises(TypeError, match="history must be a History, got None"):
        shrink(wrong, lambda history: True)
    with pytest.raises(TypeError, match="fails must be a function of a History, got None"):
        shrink(History(), wrong)


@pytest.mark.parametrize(
    ("sent_ms", "faults", "seed", "builtin", "message"),
    [
        (np.array([5, 3]), Faults(), 1, ValueError, "sent_ms must not run back, got 3 after 5"),
        (np.array([-1]), Faults(), 1, ValueError, "sent_ms must be from 0 to"),
        (np.array([MAX_MS + 1]), Faults(), 1, ValueError, "sent_ms must be from 0 to"),
        (np.array([0.5]), Faults(), 1, TypeError, "sent_ms must be a numpy array of integers"),
        ([1], Faults(), 1, TypeError, "sent_ms must be a numpy array of integers, got list"),
        (np.array([1]), None, 1, TypeError, "faults must be Faults, got None"),
        (np.array([1]), Faults(), -1, ValueError, "seed must be"),
    ],
)
def test_columns_are_refused(
    sent_ms: Any, faults: Any, seed: Any, builtin: type, message: str
) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        arrivals_of(sent_ms, faults, seed)
    assert isinstance(caught.value, builtin)
