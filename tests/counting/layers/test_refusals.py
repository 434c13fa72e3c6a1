"""Hand what is of the wrong kind to the doors of the layers: a clear error, and nothing changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.clock import ManualClock
from twitlab.counting.layers import (
    BatchLayer,
    Bounds,
    EventsInMemory,
    ExactHour,
    Kappa,
    ServingLayer,
    SeveralLogs,
    Span,
    SpeedLayer,
    Watermark,
    added,
    count_by_jobs,
    exact,
    largest,
)
from twitlab.errors import TwitlabError
from twitlab.log import Events, Flush

WRONG: list[Any] = [None, 1.5, float("nan"), np.array([1.5]), np.array(3), {"a": 1}, object()]
WRONG += [[object()], np.array([1, None], object), np.ma.array([1, 2], mask=[False, True])]
NUMBERS = [True, -1, *WRONG]  # where an int from 0 on is asked for
KINDS = [*NUMBERS, 0, 1 << 99_999]  # where something else is
INTS = np.array([1, 2])


def events() -> Events:
    return Events(np.array([11, 12]), 600_000, np.array([40, 41]), 7)


def refused(call: Callable[[Any], object], wrong: list[Any], said: str) -> None:
    """See each wrong value refused in few words that name the argument."""
    for each in wrong:
        with pytest.raises(TwitlabError, match=said) as caught:
            call(each)
        assert len(str(caught.value)) < 300


def test_layers_read_nothing_but_a_log() -> None:
    log, batch = EventsInMemory([events()]), BatchLayer()
    batch.run(log)
    for run in (batch.run, ServingLayer(batch, SpeedLayer()).refresh):
        refused(run, KINDS, "log must have start")
        refused(lambda wrong: run(log, mapping=wrong), KINDS, "mapping must")  # noqa: B023
    batch.check_invariants()
    assert batch.top(1, 0, 1)[0][0].count == 1
    refused(Kappa, KINDS, "log must have start")
    refused(lambda wrong: Kappa(log, mapping=wrong), KINDS, "mapping must be a function")
    kappa = Kappa(log)
    refused(kappa.replay, KINDS, "mapping must be a function")
    assert kappa.replaying is None
    refused(EventsInMemory, [0, None, [1], "ab"], "batch(es)? must be Events")
    refused(lambda wrong: list(log.batches(least=wrong)), [0, *NUMBERS], "least must be")
    refused(SeveralLogs, [0, None, [1], "ab"], "logs must")
    refused(lambda wrong: count_by_jobs(wrong, 1), [0, None, [1], "ab"], "splits must be a seq")
    refused(lambda wrong: count_by_jobs([events()], 1, combine=wrong), [None, 1], "combine must")


def test_the_speed_layer_and_the_watermark_stay_as_they_were() -> None:
    clock = ManualClock(600_000)
    others = [each for each in KINDS if each is not None]
    refused(lambda wrong: SpeedLayer(clock=wrong), others, "clock must have now_ms")
    speed = SpeedLayer(clock=clock)
    speed.take(Flush(1, 0, 9, INTS, INTS))
    refused(lambda wrong: speed.window(wrong), [0, None, [1], [(0, 5)]], "asked must be a sequenc")
    refused(lambda wrong: speed.window([Span(0, 20)], wrong), NUMBERS, "also must be")
    refused(lambda wrong: speed.settle(9, wrong), [0, None, [1]], "counted must be a dict")
    refused(lambda wrong: speed.settle(wrong, {}), NUMBERS, "before_minute must be")
    speed.check_invariants()
    assert speed.take(Flush(1, 1, 9, INTS, INTS)) == "counted"
    assert speed.late == {}
    refused(lambda wrong: Watermark(5, wrong), KINDS, "clock must have now_ms")
    refused(lambda wrong: Watermark(5, clock, sources=wrong), [None, 5, {1: 2}, "ab"], "sources m")
    watermark = Watermark(5, clock, sources=(0, 1))
    refused(lambda wrong: watermark.take(events(), wrong), [2, *NUMBERS], "source must be")
    refused(watermark.gone, [2, *NUMBERS], "source must be")
    watermark.check_invariants()
    assert (watermark.ms, watermark.events) == (0, 0)


def test_what_is_known_of_keys_is_held_to_its_form() -> None:
    refused(lambda wrong: exact(INTS, wrong), KINDS, "counts must")
    refused(lambda wrong: exact(wrong, INTS), KINDS, "keys must")
    refused(lambda wrong: exact(INTS, INTS, wrong), NUMBERS, "rest must be")
    refused(lambda wrong: exact(INTS, wrong), [np.array([1, -1])], "counts must be from 0 to")
    refused(lambda wrong: exact(wrong, INTS), [INTS[::-1], INTS * 0], "keys must ascend")
    refused(lambda wrong: Bounds(INTS, INTS, INTS, wrong, 0), [INTS[:1]], "most must have length 2")
    refused(lambda wrong: ExactHour(wrong, 1, INTS, INTS), NUMBERS, "hour must be")
    refused(lambda wrong: ExactHour(1, wrong, INTS, INTS), NUMBERS, "events must be")
    known = exact(INTS, INTS)
    for call in (known.largest, known.top, ExactHour(1, 3, INTS, INTS).cut):
        refused(call, NUMBERS, "k must be")
    refused(known.raised, NUMBERS, "by must be")
    refused(added, [None, 0, [1], "ab", [known, None]], "parts must be a sequence of Bounds")
    refused(lambda wrong: largest(wrong, 1), KINDS, "counts must be")
    refused(lambda wrong: largest(INTS, wrong), NUMBERS, "k must be")


def test_a_span_that_ends_before_it_starts_is_none() -> None:
    refused(lambda end: Span(5, end), [4, *NUMBERS], "end must be")
    refused(lambda start: Span(start, 5), [6, *NUMBERS], "(start|end) must be")
    refused(Span(5, 5).has, [True, *WRONG], "minute must be an int")


def test_a_folder_of_counts_keeps_what_is_not_of_a_layer(tmp_path: Path) -> None:
    for name in ("000000.counts", "000001.counts.part", "my.counts", "000001.counts.csv"):
        (tmp_path / name).write_text("x", encoding="ascii")
    BatchLayer(folder=tmp_path).run(EventsInMemory([events()]))
    left = sorted(each.name for each in tmp_path.iterdir())
    assert left == ["000000.counts", "000001.counts.csv", "my.counts"]
