"""Approximate minutes of what gateways flush: bounds, repeats, and what dies with a processor."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.help.layers import flushed, made, pairs, top_of
from twitlab.clock import ManualClock
from twitlab.counting.layers import Span, SpeedLayer
from twitlab.errors import BadType, BadValue
from twitlab.log import MS_PER_MINUTE, Flush


def flush(
    minute: int, counts: dict[int, int], gateway: int = 0, sequence: int | None = None
) -> Flush:
    keys = sorted(counts)
    values = np.array([counts[key] for key in keys], np.int64)
    number = minute if sequence is None else sequence
    return Flush(gateway, number, minute, np.array(keys, np.int64), values)


def zipf_flushes(seed: int, minutes: int, keys: int) -> list[Flush]:
    rng = np.random.default_rng(seed)
    found = []
    for minute in range(minutes):
        drawn = rng.zipf(1.2, 4_000) % keys
        names, counts = np.unique(drawn, return_counts=True)
        found.append(Flush(0, minute, minute, names, counts))
    return found


def true_of(flushes: list[Flush], start: int, end: int) -> Counter[int]:
    counts: Counter[int] = Counter()
    for each in flushes:
        if start <= each.minute < end:
            counts.update(dict(zip(each.keys.tolist(), each.counts.tolist())))
    return counts


class Minutes(RuleBasedStateMachine):
    """Take flushes, repeats of them, and lose processors, beside a Counter of each minute."""

    @initialize(processors=st.integers(1, 4), candidates=st.sampled_from([2, 5, 100]))
    def begin(self, processors: int, candidates: int) -> None:
        self.speed = SpeedLayer(
            processors=processors, width=64, depth=3, candidates=candidates, minutes=5
        )
        self.taken: list[Flush] = []
        self.counts: dict[int, Counter[int]] = {}
        self.lost: Counter[int] = Counter()

    @rule(
        minute=st.integers(0, 12),
        counts=st.dictionaries(st.integers(0, 30), st.integers(1, 9), max_size=8),
    )
    def take(self, minute: int, counts: dict[int, int]) -> None:
        each = flush(minute, counts, sequence=len(self.taken))
        said = self.speed.take(each)
        assert said == ("counted" if minute >= self.speed.oldest else "too old")
        self.taken.append(each)
        if said == "counted":
            self.counts.setdefault(minute, Counter()).update(counts)
        self.counts = {m: c for m, c in self.counts.items() if m >= self.speed.oldest}

    @rule(number=st.integers(0, 100))
    def take_again(self, number: int) -> None:
        if self.taken:
            each, before = self.taken[number % len(self.taken)], self.speed.repeats
            if each.minute >= self.speed.oldest:
                assert self.speed.take(each) == "repeat"
                assert self.speed.repeats == before + 1

    @rule(number=st.integers(0, 3))
    def die(self, number: int) -> None:
        processor = number % len(self.speed._processors)
        for each in self.speed.die(processor):
            self.lost[each.minute] += each.events
        assert self.speed.die(processor) == ()

    @rule(start=st.integers(0, 12), length=st.integers(0, 12))
    def ask(self, start: int, length: int) -> None:
        span = Span(start, start + length)
        window = self.speed.window([span], also=np.array([3, 29]))
        true: Counter[int] = Counter()
        for minute, counts in self.counts.items():
            if span.has(minute):
                true.update(counts)
        died = sum(n for m, n in self.lost.items() if span.has(m) and m >= self.speed.oldest)
        assert sum(each.events for each in window.lost) == died
        known = dict(zip(window.bounds.keys.tolist(), window.bounds.most.tolist()))
        assert all(n <= known.get(key, window.bounds.rest) for key, n in true.items())
        if not died:
            assert window.bounds.counts.sum() >= sum(true[key] for key in known)

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "speed"):
            self.speed.check_invariants()


TestMinutes = Minutes.TestCase
TestMinutes.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("seed", range(5))
def test_a_window_keeps_the_bounds_of_its_sketch(seed: int) -> None:
    """A count may be further off with a chance of e**-4; of 60 keys 8 or more are once in 10**4."""
    flushes = zipf_flushes(seed, minutes=20, keys=3_000)
    speed = SpeedLayer(width=256, depth=4, candidates=60, seed=seed)
    for each in flushes:
        speed.take(each)
    true = true_of(flushes, 3, 17)
    found = speed.top(60, 3, 17)
    assert speed.bound(3, 17) == int(np.e / 256 * true.total())
    assert all(true[int(each.key)] <= each.most for each in found)
    assert sum(true[int(each.key)] < each.least for each in found) < 8
    assert {key for key, _ in top_of(true, 10)} <= {each.key for each in found}
    rest = speed.window([Span(3, 17)]).bounds.rest
    shown = {each.key for each in speed.top(10_000, 3, 17)}
    assert max(n for key, n in true.items() if key not in shown) <= rest


def test_candidates_of_all_minutes_are_found_when_no_minute_has_them_first() -> None:
    speed = SpeedLayer(candidates=3)
    for minute in range(4):
        speed.take(flush(minute, {100 + minute: 9, 200 + minute: 8, 7: 7}))
    assert pairs(speed.top(1, 0, 4)) == [(7, 28)]


def test_few_keys_in_wide_sketches_are_counted_exactly() -> None:
    events = made(3_000, seed=1, hours=1, late_ms=300_000)
    speed = SpeedLayer(processors=3)
    flushes = [*flushed(events)]
    assert {speed.take(each) for each in flushes} == {"counted"}
    assert {speed.take(each) for each in flushes} == {"repeat"}
    true = true_of(flushes, 10, 50)
    assert pairs(speed.top(20, 10, 50)) == top_of(true, 20)
    assert true.total() < 3_000 == true_of(flushes, 0, 60).total()


def test_a_key_that_is_no_candidate_came_no_more_than_what_was_left_out() -> None:
    speed = SpeedLayer(width=1, candidates=10)  # all share a cell, and none was left out
    speed.take(flush(5, {8: 90}))
    bounds = speed.window([Span(5, 6)], also=np.array([7])).bounds
    assert (bounds.keys.tolist(), bounds.most.tolist(), bounds.rest) == ([7, 8], [0, 90], 0)


def test_an_event_sent_by_two_gateways_counts_twice() -> None:
    speed = SpeedLayer()
    for gateway in (1, 2):
        speed.take(flush(5, {40: 1}, gateway))
    assert pairs(speed.top(1, 5, 6)) == [(40, 2)]


def test_a_dead_processor_is_told_beside_the_answer() -> None:
    speed = SpeedLayer(processors=2, seed=1)
    counts = {key: 10 + key for key in range(20)}
    for minute in (5, 6):
        speed.take(flush(minute, counts))
    before = pairs(speed.top(20, 5, 7))
    lost = speed.die(1)
    assert [(each.processor, each.minute) for each in lost] == [(1, 5), (1, 6)]
    speed.take(flush(6, counts, gateway=1))
    window = speed.window([Span(5, 7)])
    assert window.lost == lost
    died = sum(each.events for each in lost)
    assert window.bounds.rest == died
    for key, count in before:
        now = next(each for each in speed.top(20, 5, 7) if each.key == key)
        assert now.most >= count + counts[int(key)]
        assert now.count in (counts[int(key)], 3 * counts[int(key)])
    assert speed.window([Span(6, 7)]).lost == lost[1:]
    assert speed.window([Span(0, 5)]).lost == ()
    # Keys of the processor that lives are as they were, and no wider.
    narrow = [each for each in speed.top(20, 5, 7) if each.least == each.most]
    assert narrow
    assert all(each.count == 3 * counts[int(each.key)] for each in narrow)


def test_old_minutes_are_dropped_and_their_flushes_told() -> None:
    speed = SpeedLayer(minutes=3)
    for minute in range(6):
        speed.take(flush(minute, {40: 1}))
    assert (speed.oldest, speed.newest) == (3, 5)
    assert speed.take(flush(2, {40: 7}, gateway=1)) == "too old"
    assert speed.take(flush(2, {40: 7}, gateway=1)) == "repeat"
    assert speed.too_old == 7
    assert pairs(speed.top(1, 0, 9)) == [(40, 3)]
    assert speed.window([Span(0, 9)]).dropped == (Span(0, 3),)
    assert speed.window([Span(4, 9)]).dropped == ()
    size = speed.nbytes
    speed.take(flush(6, {40: 1}))
    assert speed.nbytes == size


def test_what_comes_for_a_settled_minute_is_late_as_well() -> None:
    speed = SpeedLayer()
    speed.take(flush(59, {40: 2}))
    speed.settle(60, {})
    assert speed.late == {}
    for minute, gateway in ((59, 1), (60, 0), (58, 0)):
        speed.take(flush(minute, {40: 3}, gateway))
    assert speed.late == {59: 3, 58: 3}
    assert pairs(speed.top(1, 58, 60)) == [(40, 8)]
    known = speed.late
    speed.take(flush(58, {40: 1}, 1))
    speed.settle(120, known)
    assert speed.late == {58: 1}


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"processors": 0}, "processors must be from 1 to 1024, got 0"),
        ({"width": 0}, "width must be from 1 to"),
        ({"depth": 65}, "depth must be from 1 to 64, got 65"),
        ({"candidates": 0}, "candidates must be from 1 to"),
        ({"minutes": 0}, "minutes must be 1 or more, got 0"),
        ({"since_minute": -1}, "since_minute must be 0 or more, got -1"),
        ({"seed": -1}, "seed must be from 0 to"),
        ({"ahead_minutes": -1}, "ahead_minutes must be 0 or more, got -1"),
    ],
)
def test_what_no_layer_can_be_made_of_is_refused(arguments: dict[str, Any], match: str) -> None:
    with pytest.raises(BadValue, match=match):
        SpeedLayer(**arguments)


def test_bad_input_changes_nothing() -> None:
    clock = ManualClock(100 * MS_PER_MINUTE)
    speed = SpeedLayer(processors=2, clock=clock)
    speed.take(flush(101, {40: 1}))
    wrong: Any = {"minute": 5}
    calls: list[tuple[Any, str]] = [
        (lambda: speed.take(flush(102, {40: 1})), "minute 101 or before, got 102"),
        (lambda: speed.take(wrong), "flush must be a Flush, got"),
        (lambda: speed.top(1, 6, 5), "end_minute must be 6 or more, got 5"),
        (lambda: speed.top(-1, 5, 6), "k must be 0 or more, got -1"),
        (lambda: speed.bound(-1, 6), "start_minute must be 0 or more, got -1"),
        (lambda: speed.die(2), "processor must be from 0 to 1, got 2"),
        (lambda: speed.settle(-1, {}), "before_minute must be 0 or more, got -1"),
    ]
    for call, match in calls:
        with pytest.raises((BadType, BadValue), match=match):
            call()
        assert (speed.newest, pairs(speed.top(9, 0, 200)), speed.repeats) == (101, [(40, 1)], 0)
        assert (speed.late, speed.too_old) == ({}, 0)
    clock.advance_ms(MS_PER_MINUTE)
    assert speed.take(flush(102, {40: 1})) == "counted"


def test_counts_below_zero_are_no_flush() -> None:
    with pytest.raises(BadValue, match="counts must be from 1 to 1099511627776, got -1"):
        flush(5, {40: -1})
