"""Runs that go on from the last: the same as a run over the whole log, for less reading."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.help.layers import HOUR_MS, as_log, counted, flushed, made, pairs, top_of
from twitlab.clock import ManualClock
from twitlab.counting.layers import (
    BatchLayer,
    EventsInMemory,
    ServingLayer,
    SeveralLogs,
    SpeedLayer,
    Watermark,
    as_they_are,
    source,
)
from twitlab.counting.layers.repeats import find_repeats
from twitlab.counting.layers.zones import NO_ZONES
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.log import EventLog, Events

MEMORY = 1 << 20


class Dropping(EventsInMemory):
    """A log that drops its first events."""

    first = 0

    @property
    def start(self) -> int:
        return self.first


def same(one: BatchLayer, other: BatchLayer) -> None:
    """Assert that two layers know the same."""
    one.check_invariants()
    assert (one.counted, one.end) == (other.counted, other.end)
    assert one.hours.keys() == other.hours.keys()
    for number, hour in one.hours.items():
        true = other.hours[number]
        assert (hour.hour, hour.events, hour.rest) == (true.hour, true.events, true.rest)
        assert np.array_equal(hour.keys, true.keys)
        assert np.array_equal(hour.counts, true.counts)
    assert one.top(5, 0, 9) == other.top(5, 0, 9)


@settings(max_examples=60)
@given(
    events_made=st.integers(0, 300),
    late_ms=st.sampled_from([0, 60_000, 2 * HOUR_MS]),
    twice=st.integers(0, 30),
    size=st.integers(1, 100),
    cuts=st.lists(st.tuples(st.integers(0, 330), st.none() | st.integers(0, 240)), max_size=4),
    unique_ids=st.booleans(),
    seed=st.integers(0, 1 << 20),
)
def test_runs_that_go_on_are_one_over_the_whole_log(
    events_made: int,
    late_ms: int,
    twice: int,
    size: int,
    cuts: list[tuple[int, int | None]],
    unique_ids: bool,
    seed: int,
) -> None:
    events = made(events_made, seed=seed, late_ms=late_ms, twice=twice if events_made else 0)
    log, batch = EventsInMemory(), BatchLayer(memory_bytes=MEMORY, unique_ids=unique_ids)
    batch.run(log)
    repeats = 0
    for end, until in [*sorted(cuts, key=lambda each: each[0]), (len(events), None)]:
        before = log.readable
        for low in range(before, min(end, len(events)), size):
            log.append(events[low : min(low + size, end, len(events))])
        found = batch.advance(until_minute=until)
        assert (found.start, found.end) == (before, log.readable)
        repeats += found.repeats
        whole = BatchLayer(unique_ids=unique_ids)
        true = whole.run(log, until_minute=until)
        assert (repeats, found.waiting) == (true.repeats, true.waiting)
        same(batch, whole)


class Runs(RuleBasedStateMachine):
    """Append in any order, run and go on, in memory and in files; compare with a new layer."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.log, self.mapping = EventsInMemory(), as_they_are
        self.until: int | None = None
        self.layers = [
            BatchLayer(memory_bytes=MEMORY),
            BatchLayer(memory_bytes=MEMORY, folder=self.folder.name),
        ]
        self.next_id = 0
        for layer in self.layers:
            layer.run(self.log)

    @rule(rows=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 239), st.integers(0, 4))))
    def append(self, rows: list[tuple[int, int, int]]) -> None:
        """Append events, some with the id of an earlier one, and some of hours long gone."""
        for back, minute, key in rows:
            event_id = self.next_id - back if 0 < back <= self.next_id else self.next_id
            self.next_id = max(self.next_id, event_id + 1)
            self.log.append(Events(event_id, minute * 60_000, key, key % 2))

    @rule(until=st.none() | st.integers(0, 250))
    def advance(self, until: int | None) -> None:
        """Go on."""
        for layer in self.layers:
            layer.advance(until_minute=until)
        self.until = until
        self.compare()

    @rule(wrong=st.booleans(), until=st.none() | st.integers(0, 250))
    def run_anew(self, wrong: bool, until: int | None) -> None:
        """Mend a bug, or bring one in."""
        self.mapping = by_author if wrong else as_they_are
        for layer in self.layers:
            layer.run(self.log, mapping=self.mapping, until_minute=until)
        self.until = until
        self.compare()

    @rule()
    def fail(self) -> None:
        """Refuse what changes nothing."""
        for layer in self.layers:
            with pytest.raises(BadValue, match="until_minute must be 0 or more"):
                layer.advance(until_minute=-1)

    def compare(self) -> None:
        whole = BatchLayer()
        whole.run(self.log, mapping=self.mapping, until_minute=self.until)
        for layer in self.layers:
            same(layer, whole)

    @invariant()
    def nothing_else_is_in_the_folder(self) -> None:
        """See that files that no hour needs are gone, and that all others are there."""
        if hasattr(self, "layers"):
            memory, files = self.layers
            assert files.nbytes == memory.nbytes
            nbytes = sum(file.stat().st_size for file in Path(self.folder.name).iterdir())
            assert nbytes >= files.nbytes

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            del self.layers
            self.folder.cleanup()


def by_author(events: Events) -> Events:
    """Count for the wrong thing."""
    return Events(events.event_ids, events.times_ms, events.authors, 1)


TestRuns = Runs.TestCase
TestRuns.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)


@pytest.mark.parametrize("late_minutes", [0, 5, 300])
@pytest.mark.parametrize("twice", [0, 800])
def test_repeats_of_old_events_are_found_in_few_blocks(
    late_minutes: int, twice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "BLOCK", 1_000)
    events = made(100_000, seed=5, hours=9, late_ms=late_minutes * 60_000, twice=twice)
    log = as_log(events, 500)
    zones, found, read = NO_ZONES, [], 0
    edges = [*range(0, len(events), 9_000), len(events)]
    for start, end in pairwise(edges):
        some = find_repeats(log, start, end, 1 << 18, zones)
        zones = some.zones
        found.append(some.offsets)
        read += some.events_read
        assert len(zones.sample) == 0
    _, first = np.unique(events.event_ids, return_index=True)
    assert np.array_equal(np.concatenate(found), np.setdiff1d(np.arange(len(events)), first))
    if late_minutes == 0 and not twice:
        assert read == len(events)
    elif late_minutes == 5 and not twice:
        assert read <= 3 * len(events)


def test_the_floor_of_stragglers_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BLOCK", 1_000)
    ids = np.arange(20_000)
    ids[15_000] = 3  # a straggler: without the floor of before, its block has all ids from 3 on
    log = as_log(Events(ids, 0, 1, 1), 500)
    before = find_repeats(log, 0, 15_000, MEMORY)
    found = find_repeats(log, 15_000, 20_000, MEMORY, before.zones)
    assert found.offsets.tolist() == [15_000]
    assert (found.zones.straggler_ids.tolist(), found.zones.least[15]) == ([3], 15_001)
    assert found.events_read == 2 * 5_000 + 1_000  # two scans, and the block that has had 3


def test_a_straggler_is_known_when_it_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BLOCK", 1_000)
    ids = 10 + np.arange(20_000)
    ids[12_000] = 3  # for the first time, and late
    ids[17_000] = 3
    log = Dropping(Events(ids[low : low + 500], 0, 1, 1) for low in range(0, 20_000, 500))
    before = find_repeats(log, 0, 15_000, MEMORY).zones
    for start, repeats in ((0, [17_000]), (12_000, [17_000]), (12_001, [])):
        log.first = start
        assert find_repeats(log, 15_000, 20_000, MEMORY, before).offsets.tolist() == repeats


def test_the_last_id_may_come_again_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BLOCK", 10)
    log = as_log(Events(np.array([4, 2, *range(5, 30), *range(29, 50)]), 0, 1, 1), 10)
    before = find_repeats(log, 0, 27, MEMORY).zones
    assert find_repeats(log, 27, 48, MEMORY, before).offsets.tolist() == [27]
    found = find_repeats(log, 28, 48, MEMORY, before)  # these ascend, above all that were before
    assert (found.offsets.tolist(), found.events_read) == ([], 20)


def test_going_on_reads_what_is_new_and_the_last_few_blocks() -> None:
    events = made(500_000, seed=3, hours=5, late_ms=60_000)
    log = as_log(events[:450_000], 5_000)
    batch = BatchLayer()
    batch.run(log)
    for low in range(450_000, 500_000, 5_000):
        log.append(events[low : low + 5_000])
    assert batch.advance().events_read <= 5 * 50_000 + 2 * source.BLOCK
    assert batch.advance().events_read == 0
    whole = BatchLayer()
    whole.run(log)
    same(batch, whole)


def test_a_run_that_goes_on_says_what_it_did() -> None:
    log = EventsInMemory([Events(np.arange(4), np.array([0, 1, HOUR_MS, HOUR_MS]), 7, 1)])
    batch = BatchLayer()
    batch.run(log, until_minute=60)
    log.append(Events(np.array([1, 9, 10]), np.array([1, 2, 2 * HOUR_MS]), np.array([7, 8, 8]), 1))
    found = batch.advance(until_minute=60)  # hour 0 gets one event; it has 3 of 2 keys
    assert (found.start, found.end, found.repeats) == (4, 7, 1)
    assert (found.hours, found.counted, found.counts_kept, found.waiting) == (1, 3, 2, 3)
    found = batch.advance(until_minute=180)  # nothing came, and two hours are over
    assert (found.hours, found.counted, found.counts_kept, found.waiting) == (2, 3, 2, 0)
    assert batch.counted == range(3)


def test_after_a_bug_the_next_run_goes_on_with_the_new_mapping() -> None:
    events = made(3_000, seed=8, twice=50, late_ms=HOUR_MS)
    log, batch = as_log(events[:1_000], 300), BatchLayer()
    batch.run(log, mapping=by_author)
    log.append(events[1_000:2_000])
    batch.advance()
    assert {each.key for each in batch.top(9, 0, 9)[0]} <= {0, *range(50)}
    batch.run(log)
    log.append(events[2_000:])
    batch.advance()
    assert pairs(batch.top(3, 0, 3)[0]) == top_of(counted(events, 0, 180), 3)


def test_a_mapping_that_fails_while_going_on_changes_nothing() -> None:
    events = made(600, seed=9, twice=20)
    log, batch = as_log(events[:300], 100), BatchLayer()
    answers: list[Any] = []

    def sometimes(some: Events) -> Events:
        return answers.pop() if answers else some

    batch.run(log, mapping=sometimes, until_minute=0)
    assert batch.nbytes == sum(16 * len(counted(events[:300], h, h + 60)) for h in (0, 60, 120))
    log.append(events[300:])
    before = batch.top(5, 0, 3), batch.end, batch.counted, batch.nbytes
    answers.append(3)
    with pytest.raises(BadType, match="mapping must give Events, got 3"):
        batch.advance()
    assert (batch.top(5, 0, 3), batch.end, batch.counted, batch.nbytes) == before
    batch.advance()
    assert pairs(batch.top(5, 0, 3)[0]) == top_of(counted(events, 0, 180), 5)


def test_what_the_log_has_dropped_stays_counted() -> None:
    events = made(3_000, seed=11, late_ms=60_000, twice=20)
    log, batch = Dropping([events[:2_000]]), BatchLayer()
    batch.run(log)
    log.append(events[2_000:])
    log.first = 1_500
    batch.advance()
    late = set(events.event_ids[2_000:].tolist()) & set(events.event_ids[:1_500].tolist())
    total = sum(hour.events for hour in batch.hours.values())
    assert total == 3_000 + len(late)  # a repeat of what was dropped is not told
    log.append(Events(9_000, 0, 1, 1))
    log.first = log.readable
    before = batch.top(5, 0, 3)
    with pytest.raises(BadValue, match="log must have its events from offset 3020 on, and has dr"):
        batch.advance()
    assert batch.top(5, 0, 3) == before


def test_hours_before_the_first_stay_as_they_are() -> None:
    log = EventsInMemory([Events(np.arange(3), np.array([0, HOUR_MS, HOUR_MS]), 7, 1)])
    batch = BatchLayer()
    batch.run(log)
    batch.run(log, first_hour=1)
    log.append(Events(np.array([5, 6]), np.array([5, HOUR_MS]), 7, 1))
    batch.advance()
    assert [each.events for each in batch.hours.values()] == [1, 3]
    assert batch.counted == range(2)


@pytest.mark.parametrize("keep", [None, 3])
def test_what_there_is_nothing_to_go_on_from_is_refused(keep: int | None) -> None:
    batch = BatchLayer(keep=keep)
    with pytest.raises(BadValue, match="advance must come after run"):
        batch.advance()
    batch.run(EventsInMemory())
    if keep is not None:
        with pytest.raises(BadValue, match="keep must be None to go on, got 3"):
            batch.advance()
    wrong: Sequence[Any] = (True, "a", 1.5, -1)
    for until in wrong:
        with pytest.raises(TwitlabError, match=r"until_minute must be|keep must be None"):
            batch.advance(until_minute=until)


def test_several_logs_grow_behind_what_was_read() -> None:
    events = made(3_000, seed=10, twice=200, late_ms=HOUR_MS)
    logs = [as_log(events[:500], 100), as_log(events[500:1_000], 90)]
    both, batch = SeveralLogs(logs), BatchLayer()
    batch.run(both)
    grown = 1_000
    for at, low in enumerate(range(1_000, len(events), 250)):
        logs[at % 2].append(events[low : low + 250])
        if at % 3 == 2:
            grown += both.grow()
            assert grown == both.readable == min(low + 250, len(events))
            batch.advance()
    assert both.grow() + grown == len(events)
    assert both.grow() == 0
    batch.advance()
    found = [batch.events.event_ids for batch in both.batches()]
    assert sorted(np.concatenate(found).tolist()) == sorted(events.event_ids.tolist())
    whole = BatchLayer()
    whole.run(SeveralLogs(logs))
    assert batch.top(20, 0, 4) == whole.top(20, 0, 4)
    assert pairs(batch.top(9, 0, 4)[0]) == top_of(counted(events, 0, 240), 9)


def test_a_log_on_disk_is_gone_on_from(tmp_path: Path) -> None:
    events = made(4_000, seed=9, late_ms=HOUR_MS, twice=80)
    with EventLog(tmp_path / "log", sync="none", segment_bytes=20_000) as log:
        batch = BatchLayer(memory_bytes=MEMORY, folder=tmp_path / "hours")
        batch.run(log)
        repeats = 0
        for low in range(0, len(events), 700):
            log.append(events[low : low + 700])
            repeats += batch.advance(until_minute=low // 70).repeats
        batch.advance()
        assert repeats == 80
        assert pairs(batch.top(9, 0, 4)[0]) == top_of(counted(events, 0, 240), 9)


def test_the_serving_layer_goes_on_to_the_watermark() -> None:
    events = made(2_000, seed=4, late_ms=HOUR_MS)
    clock, log = ManualClock(10 * HOUR_MS), EventsInMemory()
    watermark = Watermark(5 * 60_000, clock)
    speeds = [SpeedLayer(clock=clock) for _ in range(2)]
    one, other = [ServingLayer(BatchLayer(), speed, watermark) for speed in speeds]
    one.refresh(log)
    numbers, late = count(), 0
    for low in range(0, 2_000, 400):
        some = events[low : low + 400]
        log.append(some)
        watermark.take(some)
        for flush in flushed(some):
            for speed in speeds:
                speed.take(replace(flush, sequence=next(numbers)))
        late += one.top(9, 0, 240).late
        found, true = one.advance(), other.refresh(log)
        assert (found.waiting, found.end) == (true.waiting, true.end)
        assert one.top(9, 0, 240) == other.top(9, 0, 240)
    assert late > 0
    assert found.hours < true.hours
    assert one.top(9, 0, 240).late == 0
