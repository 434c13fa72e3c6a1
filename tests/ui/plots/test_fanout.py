"""Pictures of a fan-out say what a real fan-out counts."""

import re
from typing import Any

import numpy as np
import pytest

from tests.help.pictures import assert_accessible
from twitlab.errors import BadValue
from twitlab.fanout import FanoutOnRead, FanoutOnWrite, HomeTimelines, HybridFanout
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.plots.fanout import WAYS, draw_fanouts, draw_ways

SVG = "{http://www.w3.org/2000/svg}"
FOLLOWS = {
    "Ann": ["Bob"],
    "Bob": ["Ann", "Cem"],
    "Cem": ["Ann", "Bob"],
    "Dee": [],
    "Eva": ["Ann", "Dee"],
    "Fay": ["Ann", "Bob", "Eva"],
}
NAMES = list(FOLLOWS)


def pictures() -> list[Picture]:
    ways = [draw_ways(FOLLOWS, "Ann", "Fay", way, 3) for way in WAYS]
    ours = {"followers of the mean tweet's author": (46.4, "46"), "middle account": (0, "0")}
    return [*ways, draw_fanouts(ours, {"all-time peak by November 2010 [1]": (700, "700")})]


def test_pictures_are_accessible_and_stay_inside() -> None:
    for picture in pictures():
        assert_accessible(picture, most=40_000)


@pytest.mark.parametrize("author", NAMES)
@pytest.mark.parametrize("reader", ["Bob", "Dee", "Fay"])
@pytest.mark.parametrize("threshold", [0, 2, 3])
def test_way_is_drawn_as_a_real_fanout_counts(author: str, reader: str, threshold: int) -> None:
    """Everybody has tweeted once before: only who tweets is pulled."""
    edges = [(NAMES.index(one), NAMES.index(to)) for one in NAMES for to in FOLLOWS[one]]
    sources, destinations = np.array(edges).T
    real: dict[str, HomeTimelines] = {
        "write": FanoutOnWrite(6, sources, destinations),
        "read": FanoutOnRead(6, sources, destinations),
        "hybrid": HybridFanout(6, sources, destinations, threshold),
    }
    for way, fanout in real.items():
        fanout.post(np.arange(6), np.arange(6))
        written = fanout.post(9, NAMES.index(author)).deliveries.sum()
        lists = fanout.home(NAMES.index(reader)).lists_read
        label = draw_ways(FOLLOWS, author, reader, way, threshold).label
        assert re.findall(r"\d+", label) == [str(written), str(lists)], (way, label)


def test_way_says_its_lines_in_words() -> None:
    drawn = draw_ways(FOLLOWS, "Bob", "Fay", "hybrid", 3)
    assert drawn.text.splitlines()[1:4] == [
        "written to: Ann, Cem, Fay",
        "read: Fay's timeline, the tweets of Ann",
        "Ann follows Bob",
    ]
    assert "Dee follows nobody" in drawn.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"author": "Gus"}, "author must be one of"),
        ({"reader": ""}, "reader must be one of"),
        ({"way": "luck"}, "way must be one of"),
        ({"follows": {str(name): [] for name in range(9)}}, "at most 8 people, got 9"),
    ],
)
def test_ways_refuse(change: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"follows": FOLLOWS, "author": "Ann", "reader": "Bob", "way": "read"}
    with pytest.raises(BadValue, match=said):
        draw_ways(**{**given, **change})


def test_fanouts_are_listed_with_their_numbers() -> None:
    drawn = draw_fanouts({"a": (11, "11"), "b": (46.4, "46")}, {"c": (75, "75")})
    assert drawn.text.splitlines()[1:] == [
        "  11  measured   a",
        "  46  measured   b",
        "  75  published  c",
    ]
    assert "2 numbers of our world, from 11 to 46; 1 published, from 75 to 75" in drawn.label


def test_fanout_of_zero_is_drawn_at_the_left_end() -> None:
    svg = draw_fanouts({"none": (0, "0"), "few": (2, "2")}, {"many": (75, "75")}).svg
    at = {said: float(x) for x, said in re.findall(r'x="([\d.]+)"[^>]*>(0|2|75)</text>', svg)}
    assert 380 < at["0"] < at["2"] < at["75"]


@pytest.mark.parametrize(
    ("ours", "published"),
    [({}, {"c": (1, "1")}), ({"a": (1, "1")}, {}), ({"a": (-1, "-1")}, {"c": (1, "1")}),
     ({"a": (0, "0")}, {"c": (0, "0")})],
)  # fmt: skip
def test_fanouts_refuse_what_no_axis_has(ours: Any, published: Any) -> None:
    with pytest.raises(BadValue, match="ours and published"):
        draw_fanouts(ours, published)
