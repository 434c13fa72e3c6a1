"""Hold the clocks to the time, and to ending every wait."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.clock import Clock, ManualClock, SystemClock
from twitlab.errors import TwitlabError


def test_system_clock_tells_the_systems_time() -> None:
    before = time.time_ns() // 1_000_000
    now_ms = SystemClock().now_ms()
    assert before <= now_ms <= time.time_ns() // 1_000_000
    assert type(now_ms) is int


def test_system_clock_waits_until_the_time_has_come() -> None:
    clock = SystemClock()
    until_ms = clock.now_ms() + 3
    clock.wait_until_ms(until_ms)
    assert clock.now_ms() >= until_ms


def test_system_clock_sleeps_again_when_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now_ns, slept = 5_000_000, []

    def sleep(seconds: float) -> None:
        nonlocal now_ns
        slept.append(seconds)
        now_ns += int(seconds * 1e9) - (4_000_000 if len(slept) == 1 else 0)

    monkeypatch.setattr(time, "time_ns", lambda: now_ns)
    monkeypatch.setattr(time, "sleep", sleep)
    SystemClock().wait_until_ms(7)
    assert slept == [0.002, 0.004]
    SystemClock().wait_until_ms(2_507)
    assert slept[2:] == [1.0, 1.0, 0.5]


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock(9)])
def test_wait_for_what_has_passed_returns_at_once(clock: Clock) -> None:
    before = clock.now_ms()
    clock.wait_until_ms(-1)
    clock.wait_until_ms(before)
    assert clock.now_ms() >= before


@given(st.lists(st.tuples(st.sampled_from(["wait", "advance", "set"]), st.integers(0, 99))))
def test_manual_clock_moves_only_when_moved(steps: list[tuple[str, int]]) -> None:
    clock, now_ms, waits = ManualClock(), 0, 0
    for step, amount in steps:
        if step == "wait":
            clock.wait_until_ms(amount)
            waits += amount > now_ms
            now_ms = max(now_ms, amount)
        elif step == "advance":
            clock.advance_ms(amount)
            now_ms += amount
        else:
            clock.set_ms(amount)
            now_ms = amount
        assert (clock.now_ms(), clock.waits) == (now_ms, waits)


@pytest.mark.parametrize(
    ("call", "builtin", "message"),
    [
        (lambda: ManualClock(-1), ValueError, "now_ms must be 0 or more, got -1"),
        (lambda: ManualClock().advance_ms(-1), ValueError, "by_ms must be 0 or more, got -1"),
        (lambda: ManualClock().set_ms(-1), ValueError, "time_ms must be 0 or more, got -1"),
        (lambda: ManualClock(True), TypeError, "now_ms must be an int, got True"),
        (
            lambda: ManualClock().wait_until_ms(1.5),  # type: ignore[arg-type]
            TypeError,
            "time_ms must be an int, got 1.5",
        ),
        (
            lambda: SystemClock().wait_until_ms("1"),  # type: ignore[arg-type]
            TypeError,
            "time_ms must be an int, got '1'",
        ),
    ],
)
def test_clock_refuses(call: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        call()
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message
