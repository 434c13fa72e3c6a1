"""Exact hours over a log, against a Counter and against the two jobs step by step."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.help.layers import HOUR_MS, as_log, counted, made, pairs, top_of
from twitlab.counting.layers import (
    BatchLayer,
    EventsInMemory,
    SeveralLogs,
    as_they_are,
    bounds,
    count_by_jobs,
    largest,
    source,
)
from twitlab.counting.layers.hour_files import HourFiles
from twitlab.counting.layers.repeats import find_repeats
from twitlab.counting.layers.tally import Tally, by_hour
from twitlab.errors import BadType, BadValue
from twitlab.log import Events


@settings(max_examples=50)
@given(
    count=st.integers(0, 300),
    late_ms=st.sampled_from([0, 60_000, 2 * HOUR_MS]),
    twice=st.integers(0, 30),
    size=st.integers(1, 100),
    seed=st.integers(0, 1 << 20),
)
def test_hours_are_those_of_a_counter(
    count: int, late_ms: int, twice: int, size: int, seed: int
) -> None:
    events = made(count, seed=seed, late_ms=late_ms, twice=twice if count else 0)
    log, batch = as_log(events, size), BatchLayer()
    run = batch.run(log)
    batch.check_invariants()
    for hour in range(4):
        true = counted(events, 60 * hour, 60 * hour + 60)
        found = batch.hours.get(hour)
        got = dict(zip(found.keys.tolist(), found.counts.tolist())) if found else {}
        assert got == true
    assert (run.counted, run.repeats) == (count, len(events) - count)
    assert pairs(batch.top(5, 0, 2)[0]) == top_of(counted(events, 0, 120), 5)
    if len(events):
        splits = [events[low : low + size] for low in range(0, len(events), size)]
        jobs = count_by_jobs(splits, 5, reducers=3)
        assert pairs(jobs.top) == pairs(batch.top(5, 0, 4)[0])
        assert jobs.counts == counted(events, 0, 240)


@pytest.mark.parametrize("memory_bytes", [1 << 18, 1 << 30])
@pytest.mark.parametrize("late_minutes", [5, 300])
@pytest.mark.parametrize("size", [500, 5_000])
def test_repeats_are_found_however_far_apart(
    memory_bytes: int, late_minutes: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "BLOCK", 1_000)
    events = made(100_000, seed=5, hours=9, late_ms=late_minutes * 60_000, twice=800)
    log = as_log(events, size)
    found = find_repeats(log, 0, log.readable, memory_bytes)
    _, first = np.unique(events.event_ids, return_index=True)
    assert np.array_equal(found.offsets, np.setdiff1d(np.arange(len(events)), first))
    assert (found.ranges > 12) == (memory_bytes == 1 << 18)
    # Ids that nearly ascend are in few blocks of each range, though some come much later again.
    if late_minutes == 5:
        assert found.events_read <= 7 * len(events)


def test_repeats_of_ids_in_no_order_are_found_in_little_memory() -> None:
    rng = np.random.default_rng(3)
    ids = rng.integers(0, 1 << 62, 150_000)
    ids[100_000:] = ids[rng.integers(0, 100_000, 50_000)]
    ids[:3] = 0, (1 << 63) - 1, 0
    log = as_log(Events(ids, 0, 1, 1), 10_000)
    found = find_repeats(log, 0, log.readable, 1 << 20)
    _, first = np.unique(ids, return_index=True)
    assert np.array_equal(found.offsets, np.setdiff1d(np.arange(len(ids)), first))


def test_a_log_of_one_id_over_and_over_has_one_event() -> None:
    log = as_log(Events(np.zeros(100_000, np.int64), 5, 7, 1), 3_000)
    batch = BatchLayer(memory_bytes=1 << 20)
    assert batch.run(log).repeats == 99_999
    assert pairs(batch.top(2, 0, 1)[0]) == [(7, 1)]


def test_ids_that_ascend_are_scanned_once() -> None:
    log = as_log(made(5_000, seed=1), 700)
    assert find_repeats(log, 0, 5_000, 1 << 20).events_read == 5_000
    assert BatchLayer().run(log).events_read == 10_000
    assert BatchLayer(unique_ids=True).run(log).events_read == 5_000


def test_little_memory_counts_the_same() -> None:
    events = made(150_000, seed=2, hours=5, keys=40_000, late_ms=2 * HOUR_MS, twice=100)
    log = as_log(events, 4_000)
    little, much = BatchLayer(memory_bytes=1 << 20), BatchLayer()
    assert little.run(log).counted == much.run(log).counted == 150_000
    for hour in much.hours:
        assert np.array_equal(little.hours[hour].keys, much.hours[hour].keys)
        assert np.array_equal(little.hours[hour].counts, much.hours[hour].counts)


@pytest.mark.parametrize("keep", [None, 5])
def test_hours_in_files_are_those_in_memory(tmp_path: Path, keep: int | None) -> None:
    events = made(150_000, seed=2, hours=6, keys=90_000, late_ms=3 * HOUR_MS, twice=100)
    log, folder = as_log(events, 4_000), tmp_path / "hours"
    folder.mkdir()
    (folder / "000007.counts").write_bytes(b"of an earlier layer")
    files = BatchLayer(keep=keep, memory_bytes=1 << 20, folder=folder)
    memory = BatchLayer(keep=keep)
    memory.run(log)
    for _ in range(2):
        assert files.run(log).counted == 150_000
        files.check_invariants()
        assert len([*folder.iterdir()]) == len(files.hours) == 6
        assert files.nbytes == memory.nbytes
        assert files.top(20, 1, 5) == memory.top(20, 1, 5)
    kept = files.hours[0].keys
    files.run(log, first_hour=3)
    assert files.hours[0].keys is kept
    assert len([*folder.iterdir()]) == 6
    assert files.top(20, 0, 6) == memory.top(20, 0, 6)


def test_a_run_that_fails_leaves_its_hours_in_files(tmp_path: Path) -> None:
    events = made(3_000, seed=2)
    batch = BatchLayer(folder=tmp_path)
    batch.run(as_log(events, 500))
    before = batch.top(5, 0, 3)

    def fails(_: Events) -> Events:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        batch.run(as_log(events, 500), mapping=fails)
    assert batch.top(5, 0, 3) == before
    with pytest.raises(BadType, match="folder must be a str or a Path, got 3"):
        BatchLayer(folder=3)  # type: ignore[arg-type]


def test_counts_go_to_files_when_they_are_much(tmp_path: Path) -> None:
    tally = Tally(500, counted_bytes=20_000, files=HourFiles(tmp_path))
    events = made(20_000, seed=1, keys=9_000, late_ms=HOUR_MS)
    for low in range(0, 20_000, 400):
        tally.add(events[low : low + 400])
        assert tally.counted_bytes <= 20_000
    assert len([*tmp_path.iterdir()]) > 5
    for hour in tally.hours():
        keys, counts = np.unique(
            events.keys[events.times_ms // HOUR_MS == hour.hour], return_counts=True
        )
        assert np.array_equal(hour.keys, keys)
        assert np.array_equal(hour.counts, counts)


@pytest.mark.parametrize("hours", [1, 3, 40])
def test_a_block_of_many_hours_is_dealt_to_them(hours: int) -> None:
    events = made(3_000, seed=hours, hours=hours, late_ms=50 * HOUR_MS)
    dealt = dict(by_hour(events))
    assert sorted(np.concatenate([*dealt.values()]).tolist()) == sorted(events.keys.tolist())
    for hour, keys in dealt.items():
        assert np.array_equal(keys, events.keys[events.times_ms // HOUR_MS == hour])


def test_many_hours_are_added_up_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_FOLD", 50)
    events = made(4_000, seed=1, hours=30, keys=200)
    batch = BatchLayer()
    batch.run(as_log(events, 500))
    assert pairs(batch.top(200, 2, 29)[0]) == top_of(counted(events, 120, 29 * 60), 200)


def test_the_first_and_the_last_millisecond_of_an_hour_are_in_it() -> None:
    times = np.array([0, HOUR_MS - 1, HOUR_MS, 2 * HOUR_MS - 1, 2 * HOUR_MS])
    dealt = {hour: keys.tolist() for hour, keys in by_hour(Events(times, times, np.arange(5), 1))}
    assert dealt == {0: [0, 1], 1: [2, 3], 2: [4]}


def test_a_tally_holds_few_events_at_a_time() -> None:
    tally, events = Tally(pending=500), made(5_000, seed=1, late_ms=HOUR_MS)
    for low in range(0, 5_000, 100):
        tally.add(events[low : low + 100])
        assert tally.pending <= 500
    assert sum(hour.events for hour in tally.hours()) == 5_000
    assert tally.pending == 0


def test_an_event_at_the_end_of_time_has_its_hour() -> None:
    last = (1 << 63) - 1
    found = dict(by_hour(Events(np.array([1, 2]), np.array([last, last - HOUR_MS]), 7, 1)))
    assert sorted(found) == [last // HOUR_MS - 1, last // HOUR_MS]


def test_lists_that_were_cut_bound_what_they_do_not_show() -> None:
    events = made(4_000, seed=4, hours=2, keys=60)
    true = counted(events, 0, 120)
    batch = BatchLayer(keep=8)
    batch.run(as_log(events, 500))
    batch.check_invariants()
    found, sure = batch.top(8, 0, 2)
    assert all(each.least <= true[int(each.key)] <= each.most for each in found)
    assert any(each.least < each.most for each in found)
    rest = batch.bounds(0, 2).rest
    assert max(n for key, n in true.items() if key not in batch.bounds(0, 2).keys) <= rest
    best = {key for key, _ in top_of(true, 8)}
    assert {each.key for each, is_sure in zip(found, sure) if is_sure} <= best
    assert 0 < sum(sure) < 8


def test_two_exact_lists_are_not_an_exact_list_of_two_hours() -> None:
    """Key 3 came most often in both hours together, and is in neither list."""
    keys = [1] * 5 + [2] * 5 + [3] * 4 + [4] * 5 + [5] * 5 + [3] * 4
    times = np.repeat([0, HOUR_MS], 14)
    log = EventsInMemory([Events(np.arange(28), times, np.array(keys), 1)])
    lists, full = BatchLayer(keep=2), BatchLayer()
    lists.run(log)
    full.run(log)
    assert pairs(full.top(1, 0, 2)[0]) == [(3, 8)]
    found, sure = lists.top(1, 0, 2)
    assert (found[0].least, found[0].most, sure) == (5, 10, (False,))
    assert lists.bounds(0, 2).rest == 10


def test_only_complete_hours_are_made() -> None:
    events = made(1_000, seed=6, hours=3)
    batch = BatchLayer()
    run = batch.run(as_log(events, 100), until_minute=119)
    assert ([*batch.hours], batch.counted) == ([0], range(1))
    assert run.counted + run.waiting == 1_000
    assert run.counted == sum(counted(events, 0, 60).values())
    batch.run(as_log(events, 100), until_minute=120)
    assert ([*batch.hours], batch.counted) == ([0, 1], range(2))


def test_late_events_land_in_their_hour_in_the_next_run() -> None:
    log, batch = (
        EventsInMemory([Events(np.array([1, 2]), np.array([5, HOUR_MS]), 7, 1)]),
        BatchLayer(),
    )
    batch.run(log)
    assert pairs(batch.top(1, 0, 1)[0]) == [(7, 1)]
    log.append(Events(3, 6, 7, 1))
    batch.run(log)
    assert pairs(batch.top(1, 0, 1)[0]) == [(7, 2)]


def test_a_wrong_mapping_is_mended_by_another_run() -> None:
    events = made(2_000, seed=8, twice=50)
    log, batch = as_log(events, 300), BatchLayer()
    by_author = batch.run(
        log, mapping=lambda some: Events(some.event_ids, some.times_ms, some.authors, 1)
    )
    wrong = batch.top(3, 0, 3)
    mended = batch.run(log)
    assert batch.top(3, 0, 3) != wrong
    assert pairs(batch.top(3, 0, 3)[0]) == top_of(counted(events, 0, 180), 3)
    assert by_author.counted == mended.counted == 2_000
    assert mended.events_read >= 2 * len(events)


def test_a_run_that_fails_changes_nothing() -> None:
    log, batch = as_log(made(500, seed=9), 100), BatchLayer()
    batch.run(log)
    before = batch.top(5, 0, 3), batch.end, batch.counted
    calls = []

    def fails(events: Events) -> Events:
        calls.append(len(events))
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        batch.run(log, mapping=fails)
    wrong: Any = lambda events: events.keys  # noqa: E731
    with pytest.raises(BadType, match="mapping must give Events, got array"):
        batch.run(log, mapping=wrong)
    with pytest.raises(BadValue, match="until_minute must be 0 or more, got -1"):
        batch.run(log, until_minute=-1)
    assert (batch.top(5, 0, 3), batch.end, batch.counted) == before
    assert calls


def test_several_logs_are_counted_as_one() -> None:
    events = made(3_000, seed=10, twice=200)
    logs = [as_log(events[:1_700], 100), as_log(events[1_700:], 900)]
    both = SeveralLogs(logs)
    logs[0].append(Events(1, 0, 19, 1))  # after it was joined
    batch = BatchLayer()
    assert batch.run(both).repeats == 200
    assert pairs(batch.top(9, 0, 3)[0]) == top_of(counted(events, 0, 180), 9)
    one = [each for batch in both.batches(1_690, 1_710) for each in batch.events.event_ids]
    assert one == events[1_690:1_710].event_ids.tolist()


class Cut(EventsInMemory):
    """A log that has dropped its first events, and lost some others to damage."""

    def __init__(self, events: Events, start: int, gone: range) -> None:
        super().__init__([events])
        self._first, self._gone = start, gone

    @property
    def start(self) -> int:
        return self._first

    def batches(self, start: Any = None, end: Any = None, *, least: int = 1) -> Any:
        low, high = self._first if start is None else start, self.readable if end is None else end
        for some in (
            range(low, min(high, self._gone.start)),
            range(max(low, self._gone.stop), high),
        ):
            if some:
                yield from super().batches(some.start, some.stop, least=10)


def test_hours_that_the_log_has_dropped_stay_if_one_says_so() -> None:
    events = made(3_000, seed=11, twice=20)
    batch = BatchLayer()
    batch.run(as_log(events, 100))
    first = batch.hours[0].counts.tolist()
    cut = Cut(events, int(np.searchsorted(events.times_ms[:1_400], HOUR_MS - 1)), range(0))
    with pytest.raises(
        BadValue, match="first_hour must be said: the log has dropped its events before offset"
    ):
        batch.run(cut)
    batch.run(cut, first_hour=1)
    assert (batch.counted, batch.hours[0].counts.tolist()) == (range(3), first)
    assert pairs(batch.top(3, 0, 3)[0]) == top_of(counted(events, 0, 180), 3)
    new = BatchLayer()
    new.run(cut, first_hour=1)
    assert new.counted == range(1, 3)


def test_damage_in_the_log_moves_no_offset() -> None:
    events = made(2_000, seed=12, twice=300)
    log, batch = Cut(events, 0, range(500, 700)), BatchLayer()
    batch.run(log)
    ids = np.concatenate([events.event_ids[:500], events.event_ids[700:]])
    rows = [*range(500), *range(700, len(events))]
    left = Events(ids, events.times_ms[rows], events.keys[rows], 1)
    assert pairs(batch.top(9, 0, 3)[0]) == top_of(counted(left, 0, 180), 9)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"keep": 0}, "keep must be 1 or more, got 0"),
        ({"unique_ids": 1}, "unique_ids must be True or False, got 1"),
        ({"memory_bytes": 1_000}, "memory_bytes must be 1048576 or more, got 1000"),
    ],
)
def test_what_no_layer_can_be_made_of_is_refused(arguments: dict[str, Any], match: str) -> None:
    with pytest.raises((BadType, BadValue), match=match):
        BatchLayer(**arguments)


def test_hours_that_end_before_they_start_are_refused() -> None:
    with pytest.raises(BadValue, match="end_hour must be 5 or more, got 4"):
        BatchLayer().top(1, 5, 4)
    with pytest.raises(BadValue, match="k must be 0 or more, got -1"):
        BatchLayer().top(-1, 4, 5)
    assert BatchLayer().top(3, 5, 5) == ((), ())


@given(
    counts=st.lists(st.integers(0, 3) | st.integers(0, 1 << 40), max_size=60),
    k=st.integers(0, 70),
    copies=st.integers(1, 40),
)
@example(counts=[1], k=40, copies=40)
def test_the_largest_are_those_of_a_sort(counts: list[int], k: int, copies: int) -> None:
    column = np.array(counts * copies, np.int64)
    order = np.lexsort((np.arange(len(column)), -column))
    assert np.array_equal(largest(column, k), order[:k])


@pytest.mark.parametrize("k", [1, 100, 5_000, 299_999, 300_000])
def test_the_largest_of_many_are_those_of_a_sort(k: int) -> None:
    column = np.random.default_rng(k).zipf(1.4, 300_000).clip(max=1 << 40)
    order = np.lexsort((np.arange(len(column)), -column))
    assert np.array_equal(largest(column, k), order[:k])


def test_as_they_are_changes_nothing() -> None:
    events = made(3, seed=1)
    assert as_they_are(events) is events
