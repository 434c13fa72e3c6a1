"""Pictures of the path: their twins say what they draw, and they stay inside."""

import html
import re

import pytest

from tests.help.pictures import MOST_LETTERS, assert_accessible
from twitlab.errors import BadValue
from twitlab.experiments.pipeline import (
    BUFFER_RATES,
    PATH_FLUSHES,
    PATH_SKEWS,
    Delays,
    buffer_costs,
    partition_loads,
    path_stages,
    trace_event,
)
from twitlab.ui.plots.pipeline import draw_falls, draw_stages, draw_trace
from twitlab.ui.plots.pipeline_loads import draw_loads
from twitlab.ui.plots.pipeline_path import BUFFER_AGES, BUFFER_SIZES, draw_buffer, draw_path


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


@pytest.mark.parametrize("flush_events", PATH_FLUSHES)
def test_the_map_names_each_box_and_what_goes_between(flush_events: int) -> None:
    picture = draw_path(flush_events)
    assert_accessible(picture)
    assert max(map(len, picture.text.splitlines()[1:])) <= MOST_LETTERS
    events, flushes, parts, _ = (f"{stage.messages:,}" for stage in path_stages(flush_events))
    drawn, lines = words(picture.svg), picture.text.splitlines()
    assert drawn.count(events) == 1
    assert drawn.count(flushes) == 1 + (flushes == parts)
    assert drawn.count(parts) == 2 + (flushes == parts)
    assert drawn.count(f"{events} raw") == 2
    for start, end, said in (
        ("gateways", "partitioner", flushes),
        ("partitioner", "speed layer", parts),
        ("batch layer", "serving layer", "exact hours, late"),
    ):
        assert any(line.startswith(start) and end in line and line.endswith(said) for line in lines)


@pytest.mark.parametrize("rate", BUFFER_RATES)
@pytest.mark.parametrize("age", ["10 ms", "60 s"])
@pytest.mark.parametrize("size", ["1", "4,000", "20,000"])
def test_a_buffer_is_drawn_and_said(rate: str, age: str, size: str) -> None:
    picture, costs = (
        draw_buffer(rate, age, size),
        buffer_costs(rate, BUFFER_AGES[age], BUFFER_SIZES[size]),
    )
    assert_accessible(picture)
    values = [costs.events, costs.messages, costs.records, costs.wait_ms, costs.at_risk]
    said = [f"{round(value):,}" for value in values]
    assert [line.split()[-1] for line in picture.text.splitlines()[1:]] == said
    assert set(said) <= set(words(picture.svg))


def test_bad_input_is_refused() -> None:
    with pytest.raises(BadValue, match="age must be one of"):
        draw_buffer(age="1 h")
    with pytest.raises(BadValue, match="size must be one of"):
        draw_buffer(size="3")
    with pytest.raises(BadValue, match="rate must be one of"):
        draw_buffer(rate="noon")
    with pytest.raises(BadValue, match="flush_events must be one of"):
        draw_path(4)
    with pytest.raises(BadValue, match="flush_events must be one of"):
        draw_stages(4)
    with pytest.raises(BadValue, match="skew must be one of"):
        draw_falls("flat")
    with pytest.raises(BadValue, match="hot must be from 0 to 90"):
        draw_loads(91)
    with pytest.raises(BadValue, match="second must be from 0 to 59"):
        draw_trace(60)
