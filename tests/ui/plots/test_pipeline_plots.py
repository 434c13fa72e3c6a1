"""Pictures of the path: their twins say what they draw, and they stay inside."""

import html
import re

import pytest

from tests.help.pictures import MOST_LETTERS, assert_accessible
from twitlab.errors import BadValue
from twitlab.experiments.pipeline import (
    PATH_FLUSHES,
    PATH_SKEWS,
    Delays,
    partition_loads,
    path_stages,
    trace_event,
)
from twitlab.ui.plots.pipeline import draw_falls, draw_stages, draw_trace
from twitlab.ui.plots.pipeline_loads import draw_loads


def words(svg: str) -> list[str]:
    """Give the texts of a picture."""
    return [html.unescape(each) for each in re.findall(r">([^<>]+)</text>", svg)]


@pytest.mark.parametrize(("flush_events", "skew"), [*zip(PATH_FLUSHES, PATH_SKEWS)])
def test_stages_are_drawn_and_said(flush_events: int, skew: str) -> None:
    picture = draw_stages(flush_events, skew)
    assert_accessible(picture)
    lines = picture.text.splitlines()
    assert lines[0] == picture.label
    for stage, line in zip(path_stages(flush_events, skew), lines[3:], strict=True):
        assert all(f"{each:,}" in line for each in (stage.messages, stage.records, stage.bytes))
    drawn = words(picture.svg)
    assert {"events, as JSON", "flushes", "messages", f"÷ {flush_events:,}"} <= set(drawn)


@pytest.mark.parametrize("skew", PATH_SKEWS)
def test_falls_are_drawn_and_said(skew: str) -> None:
    picture = draw_falls(skew)
    assert_accessible(picture)
    assert [line.split()[:2] for line in picture.text.splitlines()[3:]] == [
        [f"{size:,}"] * 2 for size in (1, 10, 100, 1_000, 4_000, 20_000)
    ]


@pytest.mark.parametrize("second", [0, 20, 59])
def test_a_like_is_followed(second: int) -> None:
    picture = draw_trace(second)
    assert_accessible(picture)
    assert max(map(len, picture.text.splitlines()[1:])) <= MOST_LETTERS
    assert len(picture.text.splitlines()) == 3 + len(trace_event(second))
    assert "49.7 minutes, at most 70 minutes" in words(draw_trace(20).svg)


def test_delays_at_their_ends_stay_inside() -> None:
    assert_accessible(draw_trace(59, 1, Delays(0, 0, 0, 0, 0, 0, 0)))
    assert_accessible(draw_trace(0, 1, Delays(phone_ms=3_600_000, batch_ms=3_600_000)))


@pytest.mark.parametrize(("hot", "partitions"), [(0, 1), (60, 8), (90, 64)])
def test_loads_are_drawn_and_said(hot: int, partitions: int) -> None:
    picture = draw_loads(hot, partitions)
    assert_accessible(picture)
    for load, line in zip(partition_loads(hot, partitions), picture.text.splitlines()[3:]):
        assert line.split()[-3:] == [f"{load.busiest:.1f}", f"{load.records:,}", str(load.readers)]
        assert f"{load.records:,}" in words(picture.svg)


def test_bad_input_is_refused() -> None:
    with pytest.raises(BadValue, match="flush_events must be one of"):
        draw_stages(4)
    with pytest.raises(BadValue, match="skew must be one of"):
        draw_falls("flat")
    with pytest.raises(BadValue, match="hot must be from 0 to 90"):
        draw_loads(91)
    with pytest.raises(BadValue, match="second must be from 0 to 59"):
        draw_trace(60)
