"""Hold snowflakes to their bits, to their plain version, to real ids, and to bad clocks."""

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from twitlab import ids as ids_room
from twitlab.clock import ManualClock, SystemClock
from twitlab.errors import BadValue, TwitlabError
from twitlab.ids import (
    EPOCH_MS,
    IDS_PER_MS,
    LAST_MS,
    MAX_ID,
    ClockWentBack,
    Snowflake,
    SnowflakeParts,
    decode,
    ids_at,
    ids_at_plain,
    timestamps_ms,
)

NOW_MS = EPOCH_MS + 1_000_000
NODES = st.integers(0, 31)
TIMES = st.integers(EPOCH_MS, LAST_MS)


class BrokenClock:
    """Tell what it is given, one reading after the other; a wait does nothing."""

    def __init__(self, *readings: Any) -> None:
        self._readings = list(readings)

    def now_ms(self) -> Any:
        return self._readings.pop(0)

    def wait_until_ms(self, time_ms: int) -> None:
        pass


# One after the other


def test_next_id_waits_out_a_full_millisecond() -> None:
    clock = ManualClock(NOW_MS)
    ids = Snowflake(1, 2, clock)
    made = [ids.next_id() for _ in range(IDS_PER_MS)]
    assert (clock.waits, clock.now_ms()) == (0, NOW_MS)
    made.append(ids.next_id())
    assert (clock.waits, clock.now_ms()) == (1, NOW_MS + 1)
    assert decode(made[-1]) == SnowflakeParts(NOW_MS + 1, 1, 2, 0)
    assert made == sorted(set(made))


@pytest.mark.parametrize("before", [0, 1, 4_095, 4_096])
@pytest.mark.parametrize("count", [0, 1, 4_095, 4_096, 4_097, 10_000])
def test_next_ids_agrees_with_one_at_a_time(before: int, count: int) -> None:
    one, many = (Snowflake(1, 2, ManualClock(NOW_MS)) for _ in range(2))
    for ids in (one, many):
        ids.next_ids(before)
    made = many.next_ids(count)
    assert made.dtype == np.int64
    assert made.tolist() == [one.next_id() for _ in range(count)]
    assert one.last_ms == many.last_ms
    assert one.next_id() == many.next_id()
    many.check_invariants()


def test_system_clock_ids_ascend_and_tell_the_time() -> None:
    clock = SystemClock()
    ids, before_ms = Snowflake(1, 2, clock), clock.now_ms()
    made = np.concatenate([ids.next_ids(10_000), [ids.next_id() for _ in range(1_000)]])
    assert (np.diff(made) > 0).all()
    times = timestamps_ms(made)
    assert before_ms <= times[0] <= times[-1] <= clock.now_ms()
    assert np.unique(times, return_counts=True)[1].max() <= IDS_PER_MS


@pytest.mark.parametrize("at", [(0, 0), (0, 1), (1, 0), (31, 31)])
def test_workers_never_share_an_id(at: tuple[int, int]) -> None:
    ours = set(Snowflake(*at, ManualClock(NOW_MS)).next_ids(9_000).tolist())
    for other in [(0, 0), (0, 1), (1, 0), (31, 31)]:
        theirs = Snowflake(*other, ManualClock(NOW_MS)).next_ids(9_000).tolist()
        assert ours.isdisjoint(theirs) == (at != other)


# Bad clocks and restarts


@pytest.mark.parametrize("back_ms", [1, 1_000, 10_000])
def test_clock_that_runs_back_is_refused_until_it_has_caught_up(back_ms: int) -> None:
    clock = ManualClock(NOW_MS)
    ids = Snowflake(1, 2, clock, save=lambda _: None)
    first = ids.next_id()
    clock.set_ms(NOW_MS - back_ms)
    for call in (ids.next_id, lambda: ids.next_ids(3)):
        with pytest.raises(ClockWentBack, match=f"{back_ms} ms behind the last id") as caught:
            call()
        assert isinstance(caught.value, TwitlabError)
    assert (ids.last_ms, clock.waits) == (NOW_MS, 0)
    ids.check_invariants()
    clock.set_ms(NOW_MS)
    assert ids.next_id() == first + 1


def test_clock_that_runs_back_during_next_ids_repeats_nothing() -> None:
    clock = BrokenClock(NOW_MS, NOW_MS, NOW_MS, NOW_MS - 1, NOW_MS - 1, NOW_MS + 1, NOW_MS + 1)
    ids = Snowflake(1, 2, clock)
    with pytest.raises(ClockWentBack):
        ids.next_ids(5_000)
    assert decode(ids.next_id()).timestamp_ms == NOW_MS + 1


def test_clock_that_does_not_wait_is_refused() -> None:
    ids = Snowflake(1, 2, BrokenClock(*[NOW_MS] * 99), last_ms=NOW_MS)
    with pytest.raises(ClockWentBack, match=f"at {NOW_MS} after waiting until {NOW_MS + 1}"):
        ids.next_id()
    assert ids.last_ms == NOW_MS
    ids.check_invariants()


@pytest.mark.parametrize("time_ms", [0, EPOCH_MS - 1, LAST_MS + 1])
def test_clock_outside_of_41_bits_is_refused(time_ms: int) -> None:
    ids = Snowflake(31, 31, ManualClock(time_ms))
    with pytest.raises(BadValue, match=f"the clock must be from {EPOCH_MS} to {LAST_MS}, got"):
        ids.next_id()
    assert ids.last_ms is None


@pytest.mark.parametrize("reading", [float(NOW_MS), None, True, str(NOW_MS)])
def test_clock_that_does_not_count_is_refused(reading: Any) -> None:
    ids = Snowflake(1, 2, BrokenClock(reading, reading))
    with pytest.raises(TypeError, match="the clock must be an int"):
        ids.next_id()


def test_clock_at_its_end_is_refused_when_full() -> None:
    ids = Snowflake(31, 31, ManualClock(LAST_MS))
    ids.next_ids(IDS_PER_MS)
    with pytest.raises(BadValue, match="that millisecond is full"):
        ids.next_id()


@pytest.mark.parametrize("used", [1, 4_096])
@pytest.mark.parametrize("later_ms", [0, 1, 5_000])
def test_restart_told_last_ms_never_repeats(used: int, later_ms: int) -> None:
    clock = ManualClock(NOW_MS)
    before = Snowflake(1, 2, clock)
    made = before.next_ids(used).tolist()
    clock.advance_ms(later_ms)
    after = Snowflake(1, 2, clock, last_ms=before.last_ms)
    after.check_invariants()
    assert after.last_ms == NOW_MS
    made += after.next_ids(5_000).tolist()
    assert made == sorted(set(made))
    assert decode(made[used]).timestamp_ms == NOW_MS + max(later_ms, 1)


def test_restart_with_the_clock_behind_is_refused() -> None:
    with pytest.raises(ClockWentBack, match="1 ms behind"):
        Snowflake(1, 2, ManualClock(NOW_MS - 1), last_ms=NOW_MS).next_id()


def test_save_is_told_before_and_once_for_a_while() -> None:
    clock, saved = ManualClock(NOW_MS), list[int]()
    ids = Snowflake(1, 2, clock, save=saved.append, ahead_ms=10)
    assert saved == []
    for _ in range(25):
        ids.next_id()
        assert saved[-1] >= clock.now_ms()
        clock.advance_ms(1)
    assert saved == [NOW_MS + 10, NOW_MS + 21, NOW_MS + 32]


def test_save_that_fails_makes_no_id() -> None:
    def save(time_ms: int) -> None:
        raise OSError("disk full")

    ids = Snowflake(1, 2, ManualClock(NOW_MS), save=save)
    for _ in range(2):  # the second call asks again: nothing was noted as saved
        with pytest.raises(OSError, match="disk full"):
            ids.next_id()
    assert ids.last_ms is None
    ids.check_invariants()


def test_restart_after_a_crash_waits_for_what_was_saved() -> None:
    clock, saved = ManualClock(NOW_MS), list[int]()
    made = [Snowflake(1, 2, clock, save=saved.append).next_id()]
    clock.advance_ms(3)
    after = Snowflake(1, 2, clock, last_ms=saved[-1], save=saved.append)
    made += after.next_ids(2).tolist()
    assert [decode(each).timestamp_ms - NOW_MS for each in made] == [0, 1_001, 1_001]
    assert saved == [NOW_MS + 1_000, NOW_MS + 2_001]
    clock.set_ms(NOW_MS - 1)
    with pytest.raises(ClockWentBack, match="1001 ms behind"):
        Snowflake(1, 2, clock, last_ms=saved[0], save=saved.append).next_id()


class Life(RuleBasedStateMachine):
    """One worker: ids, a clock that jumps, crashes; what is known is only what was saved."""

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.saved, self.last = ManualClock(NOW_MS), list[int](), -1
        self.ids = Snowflake(3, 4, self.clock, save=self.saved.append, ahead_ms=5)

    @rule(count=st.sampled_from([1, 2, 4_095, 4_096, 5_000]))
    def make(self, count: int) -> None:
        try:
            made = self.ids.next_ids(count)
        except ClockWentBack:
            return
        assert made[0] > self.last
        assert (np.diff(made) > 0).all()
        self.last = int(made[-1])
        assert decode(self.last).timestamp_ms <= min(self.clock.now_ms(), self.saved[-1])

    @rule(by_ms=st.integers(-20, 20))
    def jump(self, by_ms: int) -> None:
        self.clock.set_ms(self.clock.now_ms() + by_ms)

    @rule()
    def crash(self) -> None:
        last_ms = self.saved[-1] if self.saved else None
        self.ids = Snowflake(3, 4, self.clock, last_ms, save=self.saved.append, ahead_ms=5)

    @invariant()
    def holds(self) -> None:
        self.ids.check_invariants()


TestLife = Life.TestCase


# Refusals

CLOCK = ManualClock(NOW_MS)
IDS = Snowflake(1, 2, CLOCK)
# For calls that a type checker would refuse too.
LOOSE: Any = ids_room
LOOSE_IDS: Any = IDS


@pytest.mark.parametrize(
    ("call", "builtin", "message"),
    [
        (lambda: Snowflake(32, 0, CLOCK), ValueError, "datacenter_id must be from 0 to 31, got 32"),
        (lambda: Snowflake(0, -1, CLOCK), ValueError, "worker_id must be from 0 to 31, got -1"),
        (lambda: Snowflake(0, 32, CLOCK), ValueError, "worker_id must be from 0 to 31, got 32"),
        (lambda: Snowflake(True, 0, CLOCK), TypeError, "datacenter_id must be an int, got True"),
        (lambda: LOOSE.Snowflake(0, 1.0, CLOCK), TypeError, "worker_id must be an int, got 1.0"),
        (
            lambda: LOOSE.Snowflake(0, 0, None),
            TypeError,
            "clock must have now_ms() and wait_until_ms(time_ms), got None",
        ),
        (
            lambda: Snowflake(0, 0, CLOCK, last_ms=EPOCH_MS - 1),
            ValueError,
            f"last_ms must be from {EPOCH_MS} to {LAST_MS}, got {EPOCH_MS - 1}",
        ),
        (
            lambda: LOOSE.Snowflake(0, 0, CLOCK, save=7),
            TypeError,
            "save must be a function or None, got 7",
        ),
        (
            lambda: Snowflake(0, 0, CLOCK, ahead_ms=-1),
            ValueError,
            f"ahead_ms must be from 0 to {2**41 - 1}, got -1",
        ),
        (lambda: IDS.next_ids(-1), ValueError, "count must be 0 or more, got -1"),
        (lambda: LOOSE_IDS.next_ids(2.0), TypeError, "count must be an int, got 2.0"),
        (lambda: decode(-1), ValueError, f"tweet_id must be from 0 to {MAX_ID}, got -1"),
        (lambda: decode(2**63), ValueError, f"tweet_id must be from 0 to {MAX_ID}, got {2**63}"),
        (lambda: LOOSE.decode("1"), TypeError, "tweet_id must be an int, got '1'"),
        (
            lambda: LOOSE.timestamps_ms([1]),
            TypeError,
            "ids must be a numpy array of integers, got list",
        ),
        (
            lambda: timestamps_ms(np.array([1.0])),
            TypeError,
            "ids must be a numpy array of integers, got float64",
        ),
        (
            lambda: timestamps_ms(np.array([0, 2**63], dtype=np.uint64)),
            ValueError,
            f"ids must be from 0 to {MAX_ID}, got {2**63}",
        ),
        (
            lambda: timestamps_ms(np.array([[1]])),
            ValueError,
            "ids must be one-dimensional, got shape (1, 1)",
        ),
        (
            lambda: ids_at(np.array([NOW_MS, NOW_MS - 1]), 1, 2),
            ValueError,
            f"times_ms must ascend, got {NOW_MS - 1} at 1, after {NOW_MS}",
        ),
        (
            lambda: ids_at(np.array([5]), 1, 2),
            ValueError,
            f"times_ms must be from {EPOCH_MS} to {LAST_MS}, got 5",
        ),
        (
            lambda: ids_at(np.array([NOW_MS]), 1, 32),
            ValueError,
            "worker_id must be from 0 to 31, got 32",
        ),
        (
            lambda: ids_at_plain(np.array([NOW_MS, NOW_MS - 1]), 1, 2),
            ValueError,
            f"times_ms must ascend, got {NOW_MS - 1} after {NOW_MS}",
        ),
    ],
)
def test_snowflake_refuses(call: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        call()
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message
