"""One answer of exact hours and approximate minutes: what is exact, and how far off the rest is."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.help.layers import HOUR_MS, as_log, counted, flushed, made, pairs, top_of
from twitlab.clock import ManualClock
from twitlab.counting import BatchLayer, ServingLayer, SpeedLayer
from twitlab.counting.layers import EventsInMemory, Kappa, Span, Watermark
from twitlab.errors import BadType, BadValue
from twitlab.log import EventLog, Events, Flush

LATE = made(800, seed=3, hours=4, keys=30, late_ms=20 * 60_000)
FLUSHES = [*flushed(LATE, each=400)]


def layers(
    events: Events, *, until_minute: int | None = None, keep: int | None = None, **speed: Any
) -> ServingLayer:
    """Send events to a log and through gateways, and count the first hours exactly."""
    fast, batch = SpeedLayer(**speed), BatchLayer(keep=keep)
    for each in FLUSHES if events is LATE else flushed(events):
        fast.take(each)
    if until_minute is not None:
        batch.run(as_log(events, 300), until_minute=until_minute)
    return ServingLayer(batch, fast)


@settings(max_examples=40)
@given(
    start=st.integers(0, 200),
    length=st.integers(0, 200),
    until_minute=st.integers(0, 250),
    keep=st.sampled_from([None, 3, 12]),
    candidates=st.sampled_from([3, 50]),
    width=st.sampled_from([8, 1 << 12]),
)
def test_each_count_is_between_its_bounds(
    start: int, length: int, until_minute: int, keep: int | None, candidates: int, width: int
) -> None:
    events = LATE
    serving = layers(
        events,
        until_minute=until_minute,
        keep=keep,
        candidates=candidates,
        width=width,
        minutes=1_000,
    )
    true = counted(events, start, start + length)
    served = serving.top(10, start, start + length)
    for each in served.top:
        assert each.least <= each.count <= each.most
        assert true[int(each.key)] <= each.most
        if width > 8:  # where no two keys share a cell of each row
            assert each.least <= true[int(each.key)]
    shown = {int(each.key) for each in served.top}
    best = dict(top_of(true, 10))
    if width > 8:
        assert {each.key for each, sure in zip(served.top, served.sure) if sure} <= best.keys()
        if keep is None and candidates == 50:
            assert pairs(served.top) == top_of(true, 10)
    ends = sorted({*_minutes(served.exact), *_minutes(served.approximate), *_minutes(served.gaps)})
    assert ends == [*range(start, start + length)]
    assert len(shown) == len(served.top)


def _minutes(some: tuple[Span, ...]) -> list[int]:
    return [minute for span in some for minute in range(span.start, span.end)]


def test_an_answer_says_which_part_is_exact() -> None:
    events = made(4_000, seed=5, hours=4)
    serving = layers(events, until_minute=180, width=64, candidates=20, minutes=1_000)
    served = serving.top(3, 50, 200)
    assert served.exact == (Span(60, 180),)
    assert served.approximate == (Span(60 - 10, 60), Span(180, 200))
    some = counted(events, 50, 60) + counted(events, 180, 200)
    assert served.error == int(np.e / 64 * some.total())
    assert not served.is_exact
    assert str(served) == (
        "exact: 01:00 to 03:00\n"
        f"approximate: 00:50 to 01:00, 03:00 to 03:20 (at most {served.error} too high, but rarely)"
    )
    exact = serving.top(3, 60, 180)
    assert (exact.is_exact, exact.approximate, exact.error) == (True, (), 0)
    assert all(exact.sure)
    assert pairs(exact.top) == top_of(counted(events, 60, 180), 3)
    assert serving.top(3, 61, 119).exact == ()
    assert serving.top(3, 100, 100).top == ()


def test_without_a_batch_layer_all_is_approximate() -> None:
    served = layers(made(500, seed=1, hours=1)).top(3, 0, 60)
    assert (served.exact, served.approximate) == ((), (Span(0, 60),))
    assert served.to_come == (Span(59, 60),)


def test_a_dead_processor_is_told_and_bounded_until_the_hour_is_exact() -> None:
    events = made(3_000, seed=6, hours=2)
    fast, batch = SpeedLayer(processors=3), BatchLayer()
    for each in flushed(events):
        fast.take(each)
    serving = ServingLayer(batch, fast)
    lost = fast.die(0)
    true = counted(events, 0, 120)
    served = serving.top(20, 0, 120)
    assert served.lost == lost
    died = sum(each.events for each in lost)
    assert f"lost: {died} events of a dead processor" in str(served)
    assert died == served.others > 0
    known = {each.key: each for each in served.top}
    assert all(n <= (known[key].most if key in known else died) for key, n in true.items())
    batch.run(as_log(events, 100))
    mended = serving.top(20, 0, 120)
    assert (mended.lost, mended.is_exact) == ((), True)
    assert pairs(mended.top) == top_of(true, 20)


def test_late_events_are_told_until_the_next_run() -> None:
    log, clock = EventsInMemory(), ManualClock(10 * HOUR_MS)
    watermark = Watermark(5 * 60_000, clock)
    fast = SpeedLayer(clock=clock)
    serving = ServingLayer(BatchLayer(), fast, watermark)

    def arrive(event_id: int, minute: int) -> None:
        event = Events(event_id, minute * 60_000, 7, 1)
        log.append(event)
        watermark.take(event)
        fast.take(Flush(0, event_id, minute, np.array([7]), np.array([1])))

    for event_id, minute in enumerate((10, 50, 66)):
        arrive(event_id, minute)
    serving.refresh(log)
    arrive(3, 20)
    served = serving.top(1, 0, 60)
    assert (served.late, served.exact) == (1, (Span(0, 60),))
    assert (served.top[0].least, served.top[0].most, served.others) == (2, 3, 1)
    assert "late: 1 events for the exact part" in str(served)
    assert (watermark.late, watermark.late_hours) == (1, {0: 1})
    serving.refresh(log)
    served = serving.top(1, 0, 60)
    assert (served.late, pairs(served.top), served.is_exact) == (0, [(7, 3)], True)


def test_events_still_to_come_are_told() -> None:
    watermark = Watermark(10 * 60_000, ManualClock(HOUR_MS))
    events = made(500, seed=2, hours=1)
    watermark.take(events)
    fast = SpeedLayer()
    for each in flushed(events):
        fast.take(each)
    serving = ServingLayer(BatchLayer(), fast, watermark)
    assert watermark.minute == 49
    assert serving.top(1, 0, 49).to_come == ()
    served = serving.top(1, 0, 90)
    assert served.to_come == (Span(49, 90),)
    assert "still to come: 00:49 to 01:30" in str(served)


def test_minutes_of_a_dead_gateway_are_still_to_come_until_it_is_back_or_gone() -> None:
    """Its events are in a log and in no count: the answer names the minutes that may lack some."""
    watermark = Watermark(0, ManualClock(HOUR_MS), sources=[0, 1])
    fast = SpeedLayer()
    serving = ServingLayer(BatchLayer(), fast, watermark)

    def arrive(gateway: int, minute: int, sequence: int) -> None:
        watermark.take(Events(minute, minute * 60_000, 7, 1), source=gateway)
        fast.take(Flush(gateway, sequence, minute, np.array([7]), np.array([1])))

    for gateway in (0, 1):
        arrive(gateway, 10, 0)
    for minute in range(11, 31):  # gateway 1 is dead
        arrive(0, minute, minute)
    assert serving.top(1, 0, 30).to_come == (Span(10, 30),)
    assert serving.top(1, 0, 10).to_come == ()
    arrive(1, 20, 1)
    assert serving.top(1, 0, 30).to_come == (Span(20, 30),)
    watermark.gone(1)
    assert serving.top(1, 0, 30).to_come == ()


def test_minutes_of_which_nothing_is_known_are_told() -> None:
    events = made(1_000, seed=7, hours=4)
    serving = layers(events, until_minute=120, minutes=60)
    served = serving.top(3, 30, 240)
    assert served.gaps == (Span(30, 60), Span(120, 180))
    assert (served.exact, served.approximate) == ((Span(60, 120),), (Span(180, 240),))
    assert "unknown: 00:30 to 01:00, 02:00 to 03:00" in str(served)
    assert not serving.top(3, 30, 120).is_exact
    young = ServingLayer(BatchLayer(), SpeedLayer(since_minute=30))
    assert young.top(1, 0, 40).gaps == (Span(0, 30),)


def test_a_key_that_is_no_candidate_of_the_minutes_is_read_all_the_same() -> None:
    old = Events(np.arange(50), 0, 7, 1)
    batch, fast = BatchLayer(), SpeedLayer(candidates=1)
    batch.run(EventsInMemory([old]))
    fast.take(Flush(0, 0, 60, np.array([7, 8]), np.array([3, 90])))
    served = ServingLayer(batch, fast).top(2, 0, 61)
    assert pairs(served.top) == [(8, 90), (7, 53)]


@settings(max_examples=10)
@given(seed=st.integers(0, 1 << 20), size=st.integers(1, 200), twice=st.integers(0, 40))
def test_lambda_and_kappa_give_the_same_exact_answers(seed: int, size: int, twice: int) -> None:
    events = made(800, seed=seed, late_ms=HOUR_MS, twice=twice)
    log = as_log(events, size)
    serving, kappa = layers(events, until_minute=180), Kappa(log)
    kappa.advance()
    for start, end in ((0, 1), (1, 3), (0, 3)):
        found = serving.top(7, 60 * start, 60 * end)
        assert found.top == kappa.top(7, 60 * start, 60 * end)
        assert pairs(found.top) == top_of(counted(events, 60 * start, 60 * end), 7)


def test_a_log_on_disk_is_counted_as_one_in_memory(tmp_path: Path) -> None:
    events = made(4_000, seed=9, late_ms=HOUR_MS, twice=80)
    with EventLog(tmp_path / "log", sync="none", segment_bytes=20_000) as log:
        for low in range(0, len(events), 150):
            log.append(events[low : low + 150])
        batch, kappa = BatchLayer(), Kappa(log)
        assert batch.run(log).repeats == 80
        kappa.advance()
        found = ServingLayer(batch, SpeedLayer()).top(9, 0, 180)
        assert found.top == kappa.top(9, 0, 180)
        assert pairs(found.top) == top_of(counted(events, 0, 180), 9)
        del found


def test_bad_input_is_refused_and_changes_nothing() -> None:
    events = made(500, seed=1)
    serving = layers(events, until_minute=60)
    before = serving.top(3, 0, 180)
    calls: list[tuple[Any, str]] = [
        (lambda: serving.top(3, 60, 59), "end_minute must be 60 or more, got 59"),
        (lambda: serving.top(3, -1, 59), "start_minute must be 0 or more, got -1"),
        (lambda: serving.top(True, 0, 59), "k must be an int, got True"),
        (lambda: serving.top(3, 0, 59.5), "end_minute must be an int, got 59.5"),  # type: ignore[arg-type]
        (lambda: ServingLayer(3, SpeedLayer()), "batch must be a BatchLayer, got 3"),  # type: ignore[arg-type]
        (lambda: ServingLayer(BatchLayer(), None), "speed must be a SpeedLayer, got None"),  # type: ignore[arg-type]
        (lambda: ServingLayer(BatchLayer(), SpeedLayer(), 3), "watermark must be a Watermark"),  # type: ignore[arg-type]
    ]
    for call, match in calls:
        with pytest.raises((BadType, BadValue), match=match):
            call()
        assert serving.top(3, 0, 180) == before


def test_a_refresh_that_fails_changes_no_answer() -> None:
    events = made(500, seed=1)
    serving = layers(events, until_minute=60)
    before = serving.top(3, 0, 180)

    def fails(_: Events) -> Events:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        serving.refresh(as_log(events, 100), mapping=fails)
    assert serving.top(3, 0, 180) == before


def test_a_long_interval_costs_no_more_than_what_is_there() -> None:
    events = made(500, seed=1)
    served = layers(events, until_minute=120).top(3, 0, 1 << 60)
    assert pairs(served.top) == top_of(Counter(counted(events, 0, 180)), 3)
    assert served.exact == (Span(0, 120),)
