"""One path: what it answers, what a replay costs, and that two versions stand side by side."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.help.layers import HOUR_MS, as_log, counted, made, pairs, top_of
from twitlab.counting.layers import EventsInMemory, Kappa
from twitlab.errors import BadType, BadValue
from twitlab.log import Events


def by_author(events: Events) -> Events:
    return Events(events.event_ids, events.times_ms, events.authors, events.authors)


@settings(max_examples=30)
@given(
    count=st.integers(0, 300),
    late_ms=st.sampled_from([0, 2 * HOUR_MS]),
    twice=st.integers(0, 40),
    steps=st.lists(st.integers(0, 90), min_size=1, max_size=8),
    seed=st.integers(0, 1 << 20),
)
def test_minutes_are_those_of_a_counter(
    count: int, late_ms: int, twice: int, steps: list[int], seed: int
) -> None:
    events = made(count, seed=seed, late_ms=late_ms, twice=twice if count else 0)
    kappa = Kappa(as_log(events, 37))
    for most in steps:
        kappa.advance(most)
        kappa.check_invariants()
        read = events[: kappa.serving.offset]
        for start, end in ((0, 180), (17, 18), (50, 70)):
            assert pairs(kappa.top(6, start, end)) == top_of(counted(read, start, end), 6)
    kappa.advance()
    assert (kappa.behind, kappa.serving.repeats) == (0, len(events) - count)


def test_a_new_version_catches_up_while_the_old_one_answers() -> None:
    events = made(2_000, seed=1, twice=30)
    log = as_log(events[:1_500], 100)
    kappa = Kappa(log, mapping=by_author)
    kappa.advance()
    wrong, small = kappa.top(3, 0, 180), kappa.serving.bytes
    kappa.replay(lambda each: each)
    with pytest.raises(BadValue, match="switch must wait: the new version is 1500 events behind"):
        kappa.switch()
    with pytest.raises(BadValue, match="mapping must wait: another version is being replayed"):
        kappa.replay(by_author)
    turns = 0
    while kappa.replaying and kappa.replaying.offset < kappa.serving.offset:
        if turns < 5:
            log.append(events[1_500 + 100 * turns : 1_600 + 100 * turns])
        kappa.advance(300)
        assert turns or kappa.top(3, 0, 180) != wrong
        turns += 1
        kappa.check_invariants()
    assert turns == 7  # 1,500 to catch up at 200 more a turn than come, and then those that came
    new = kappa.replaying
    assert new
    both = kappa.serving.bytes + new.bytes
    old = kappa.switch()
    assert (old.offset, kappa.serving.events_read) == (2_000, 2_000)
    assert both > 1.5 * small
    assert kappa.serving == new
    kappa.replay(by_author)  # another one may begin
    assert pairs(kappa.top(5, 0, 180)) == top_of(counted(events[:2_000], 0, 180), 5)


def test_a_repeat_that_comes_after_its_ids_are_forgotten_counts_twice_and_is_told() -> None:
    log = EventsInMemory([Events(np.array([1, 2, 1]), np.array([0, 3 * HOUR_MS, 0]), 7, 1)])
    log.append(Events(1, 0, 7, 1))
    for remember, unchecked, count in ((1, 3, 3), (3, 3, 3), (4, 0, 1)):
        kappa = Kappa(log, remember_hours=remember)
        kappa.advance(2)
        kappa.advance()
        kappa.check_invariants()
        found = kappa.top(1, 0, 60)[0].count
        assert found == count, remember
        assert kappa.serving.unchecked == unchecked


def test_a_mapping_that_fails_leaves_all_as_it_was() -> None:
    events = made(300, seed=2)
    fails = True

    def moody(some: Events) -> Events:
        if fails:
            raise OSError("broken")
        return some

    kappa = Kappa(as_log(events, 50), mapping=moody)
    with pytest.raises(OSError, match="broken"):
        kappa.advance()
    assert (kappa.behind, kappa.serving.bytes) == (300, 0)
    fails = False
    kappa.advance()
    assert kappa.serving.repeats == 0
    assert pairs(kappa.top(9, 0, 180)) == top_of(counted(events, 0, 180), 9)
    wrong: Any = lambda some: some.keys  # noqa: E731
    with pytest.raises(BadType, match="mapping must give Events, got array"):
        Kappa(as_log(events, 50), mapping=wrong).advance()


def test_bad_input_is_refused() -> None:
    kappa = Kappa(EventsInMemory())
    with pytest.raises(BadValue, match="remember_hours must be 1 or more, got 0"):
        Kappa(EventsInMemory(), remember_hours=0)
    with pytest.raises(BadValue, match="most must be 0 or more, got -1"):
        kappa.advance(-1)
    with pytest.raises(BadValue, match="end_minute must be 5 or more, got 4"):
        kappa.top(1, 5, 4)
    with pytest.raises(BadValue, match="switch must come after replay"):
        kappa.switch()
    assert kappa.top(1, 0, 5) == ()
