"""The picture of segments says which are opened, and what their size costs."""

import re
from collections.abc import Mapping

import pytest

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadValue
from twitlab.experiments import SEGMENT_QUERIES, SegmentCosts, segment_costs, segment_texts
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.search_segments import draw_segments

PICTURES = """
import hashlib
from twitlab.experiments import SEGMENT_QUERIES, segment_costs, segment_texts
from twitlab.ui.plots.search_segments import draw_segments
texts = segment_texts(10_550, 1)
costs = {str(size): segment_costs(texts, size) for size in (100, 1_000, 100_000)}
for size in costs:
    for words in SEGMENT_QUERIES:
        picture = draw_segments(costs, size, words)
        print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""
Costs = Mapping[str, Mapping[str, SegmentCosts]]


@pytest.fixture(scope="module")
def costs() -> Costs:
    texts = segment_texts(10_550, seed=1)
    sizes = (10, 36, 50, 100, 1_000, 1_000_000)  # of 50 none is open; 36 makes most edges
    return {f"{size:,}": segment_costs(texts, size) for size in sizes}


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside(costs: Costs) -> None:
    for size in costs:
        for words in SEGMENT_QUERIES:
            assert_accessible(draw_segments(costs, size, words))


def test_largest_numbers_stay_inside() -> None:
    most = SegmentCosts((1,), 1, 99_999_999, 99_999_999.0, 99_999_999, 99_999_999)
    assert_accessible(draw_segments({"1": {"any": most}}, "1", "any"))


@pytest.mark.parametrize("words", SEGMENT_QUERIES)
def test_text_has_each_number(costs: Costs, words: str) -> None:
    drawn = draw_segments(costs, "1,000", words)
    each = costs["1,000"][words]
    lines = drawn.text.splitlines()
    assert lines[0] == drawn.label
    said = [re.split(r"  +", line)[1] for line in lines[1:]]
    wanted = [each.opened, each.postings_read, each.bytes_a_tweet, each.tweets_lost]
    assert said[:4] == [f"{value:,.0f}" for value in wanted]
    assert said[4] in (f"{each.bytes_needed:,}", f"{each.bytes_needed / 1e6:.1f} million")
    assert all(f">{value}<" in drawn.svg for value in said)
    assert drawn.label == (
        f"1,000 tweets in a segment, {words}: the newest 20 open {each.opened} of 11 segments. "
        "Not sealed: 550 tweets."
    )


def test_label_says_that_all_are_sealed(costs: Costs) -> None:
    drawn = draw_segments(costs, "50", "common words")
    assert drawn.label.endswith("All are sealed.")
    assert ">not sealed<" not in drawn.svg
    assert ">not sealed<" in draw_segments(costs, "36", "common words").svg


def test_strip_is_filled_as_far_as_segments_are_opened(costs: Costs) -> None:
    """The strip is 480 wide, and begins at 240."""
    for size in costs:
        for words in SEGMENT_QUERIES:
            drawn = draw_segments(costs, size, words)
            each = costs[size][words]
            green = ROLES["read"].colour.lower()
            path = re.findall(rf'<path d="([^"]+)"[^>]*fill: {green}', drawn.svg.lower())[0]
            places = [float(x) for x in re.findall(r"[ml] ([\d.]+)", path)]
            opened = sum(each.held[: each.opened]) / sum(each.held)
            assert max(places) == pytest.approx(720, abs=1)
            assert max(places) - min(places) == pytest.approx(480 * opened, abs=1)


def test_strip_has_no_edges_that_cannot_be_told_apart(costs: Costs) -> None:
    drawn = {size: draw_segments(costs, size, "common words") for size in ("10", "36", "1,000,000")}
    assert len(drawn["10"].svg) < len(drawn["1,000,000"].svg) + 200 < len(drawn["36"].svg)
    assert ">1,055 segments<" in drawn["10"].svg


def test_lines_are_as_long_as_their_numbers_say(costs: Costs) -> None:
    """60 pixels for each factor of ten."""
    drawn = draw_segments(costs, "1,000", "common words")
    each = costs["1,000"]["common words"]
    orange = ROLES["lost"].colour.lower()
    (path,) = re.findall(
        rf'<path d="([^"]+)"[^>]*stroke: {orange}; stroke-width: 4', drawn.svg.lower()
    )
    places = [float(x) for x in re.findall(r"[ml] ([\d.]+)", path)]
    assert each.tweets_lost == 550
    assert max(places) - min(places) == pytest.approx(60 * 2.74, abs=1)


@pytest.mark.parametrize(
    ("size", "words", "said"),
    [
        ("1000", "rare words", "size must be one of"),
        ("1,000", "rain", "words must be one of"),
    ],
)
def test_refusal_says_what_is_allowed(costs: Costs, size: str, words: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        draw_segments(costs, size, words)
