"""Pictures of sorted sets and of trends say what the package says."""

import re
from typing import Any

import pytest

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadType, BadValue
from twitlab.experiments.trends import NAMES, PASTS, RULES, clock_of, found_by, quake_ranks
from twitlab.trends import PlainSortedSet
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.trends import draw_alarms, draw_fading, draw_ranks

SIX = {"#cats": 5, "#dogs": 9, "#jazz": 14, "#news": 40, "#rain": 14, "#tea": 3}
NO_NUMBER: Any = "3"
PICTURES = """
import hashlib
from twitlab.ui.plots.trends import draw_alarms, draw_fading, draw_ranks
pictures = [draw_ranks({"#a": 3, "#b": 5, "#c": 3}, 2)]
pictures += [draw_alarms("mean + 3 sigma", 10, past) for past in ("1", "6")]
pictures += [draw_alarms("more than chance", 10, "6")]
pictures += [draw_fading(half_life) for half_life in (1, 10, 42)]
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside() -> None:
    for picture in (
        draw_ranks(SIX, 3),
        draw_ranks({"#a": 0, "#b": 99}, 1),
        draw_ranks({f"#elevenlong{at}"[:12]: 99 - at for at in range(8)}, 7),
        *(draw_alarms(rule, floor, past)
          for rule in RULES for floor in (1, 60) for past in PASTS),
        *map(draw_fading, (1, 2, 10, 60)),
    ):  # fmt: skip
        assert_accessible(picture)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_ranks_are_those_of_the_plain_set(k: int) -> None:
    plain = PlainSortedSet()
    for name, score in SIX.items():
        plain.put(name, score)
    ordered = plain.descending(0, -1)
    drawn = draw_ranks(SIX, k)
    rows = [line.split() for line in drawn.text.splitlines()[3:]]
    assert rows == [
        [str(each.member), f"{each.score:g}", str(at), str(plain.rank(each.member)),
         "index" if at < k else "alone"]
        for at, each in enumerate(ordered)
    ]  # fmt: skip
    assert drawn.svg.lower().count(f"fill: {ROLES['read'].colour.lower()}") == k
    assert f"threshold is {ordered[k - 1].score:g}." in drawn.label


def test_alarms_are_those_found_and_marked() -> None:
    for rule, floor, past in ((RULES[0], 10, "1"), (RULES[2], 10, "6"), (RULES[2], 60, "1")):
        found, drawn = found_by(rule, floor, past), draw_alarms(rule, floor, past)
        lines = drawn.text.splitlines()[1:]
        for line, (tag, first) in zip(lines, found.first.items()):
            assert line.startswith(NAMES[tag])
            assert line.split()[1].strip(",") == ("never" if first is None else clock_of(first))
        assert lines[-1].split()[2] == f"{found.others:,}"
        named = {NAMES[tag] for tag, first in found.first.items() if first is not None}
        true = len(named & {"#quake", "#final"})
        for role, marks in (("read", true), ("lost", len(named) - true)):
            colour = ROLES[role].colour.lower()
            assert len(re.findall(rf"<use [^>]*fill: {colour}", drawn.svg.lower())) == marks
        is_bold = "font-weight: 700" in drawn.svg
        assert is_bold == (found.others > 0)


def test_delay_is_told_from_when_a_tag_is_said_more() -> None:
    assert "#quake      20:42, after 2 min" in draw_alarms(RULES[2], 10, "6").text
    assert "#goodnight  20:41\n" in draw_alarms(RULES[0], 1, "1").text  # before it is said more


def test_fading_tells_places() -> None:
    for half_life in (1, 20):
        drawn, ranks = draw_fading(half_life), quake_ranks(half_life)
        assert f"at best number {min(ranks)}" in drawn.svg
        rows = [line.split() for line in drawn.text.splitlines()[3:]]
        assert [row[0] for row in rows] == [clock_of(minute) for minute in range(100, 180, 10)]
        assert [row[1] for row in rows] == [f"{rank:,}" for rank in ranks[30::10]]
        assert [row[2] for row in rows] == [f"{rank:,}" for rank in quake_ranks(None)[30::10]]
    assert "Half-life 1 minute: #quake is among the first 10 from 20:44" in draw_fading(1).label
    assert "#quake is never among the first 10, at best number 16" in draw_fading(20).label
    edges = set()
    for half_life in range(1, 13):
        places = dict(zip(range(70, 180), quake_ranks(half_life)))
        inside = [minute for minute, rank in places.items() if rank < 11]
        said = f"10 from {clock_of(inside[0])} to {clock_of(inside[-1])}," if inside else "never"
        assert said in draw_fading(half_life).label
        edges |= {places[inside[0]], places[inside[-1]]} if inside else set()
    assert 10 in edges  # one that is just inside


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: draw_ranks({"#a": 1}, 1), BadValue, "scores must be 2 to 8, got 1"),
        (lambda: draw_ranks(dict.fromkeys("abcdefghi", 1), 1), BadValue, "scores must be 2 to 8"),
        (lambda: draw_ranks(SIX, 6), BadValue, "k must be from 1 to 5, got 6"),
        (lambda: draw_ranks(SIX, NO_NUMBER), BadType, "k must be an int"),
        (lambda: draw_ranks({"#a": 1, "#b": 100}, 1), BadValue, "score of #b must be from 0 to 99"),
        (lambda: draw_ranks({"#a": 1, "#" * 13: 1}, 1), BadValue, "at most 12 letters"),
        (lambda: draw_alarms("none", 1, "1"), BadValue, "rule must be one of"),
        (lambda: draw_alarms(RULES[0], 61, "1"), BadValue, "floor must be from 1 to 60, got 61"),
        (lambda: draw_fading(0), BadValue, "half_life must be from 1 to 60"),
        (lambda: draw_fading(NO_NUMBER), BadType, "half_life must be an int"),
    ],
)
def test_bad_arguments_are_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
