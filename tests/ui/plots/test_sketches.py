"""Pictures of sketches: cells that collide, and errors beside their bounds."""

import html
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.counting import CountMin
from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import DEPTHS, WIDTH_BITS, equal_memory, sketch_errors
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.sketch_cells import UPDATES, draw_cells
from twitlab.ui.plots.sketch_errors import draw_errors, draw_ways, say_bytes

STREAM = "ABACABADACAB"
LESSON: dict[str, Any] = {"width": 5, "depth": 3, "seed": 128}
PICTURES = """
import hashlib
from twitlab.ui.plots.sketch_cells import draw_cells
from twitlab.ui.plots.sketch_errors import draw_errors, draw_ways
pictures = [draw_cells("ABACABADACAB", "ABCDE", width=5, depth=3, seed=128, events=at, update=how)
            for at in (0, 12) for how in ("plain", "conservative")]
pictures += [draw_errors(10, 2), draw_ways("12 KB", "weak")]
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside() -> None:
    for picture in (
        *(draw_cells(STREAM, "ABCDE", **LESSON, update=update) for update in UPDATES),
        draw_cells("A" * 40, "A", width=1, depth=1, seed=0),
        draw_cells("ABCDE" * 8, "ABCDE", width=6, depth=4, seed=0, events=0),
        draw_cells("ABCDE" * 8, "ABCDE", width=1, depth=4, seed=0),
        *(draw_errors(bits, depth) for bits, depth in zip(WIDTH_BITS, DEPTHS)),
        draw_ways("12 KB", "weak"),
    ):
        assert_accessible(picture)


# Cells


@settings(max_examples=25)
@given(
    stream=st.text("ABCD", max_size=20),
    width=st.integers(1, 6),
    depth=st.integers(1, 4),
    seed=st.integers(0, 99),
    update=st.sampled_from(UPDATES),
    data=st.data(),
)
def test_cells_are_those_of_a_sketch(
    stream: str, width: int, depth: int, seed: int, update: str, data: st.DataObject
) -> None:
    events = data.draw(st.integers(0, len(stream)))
    sketch = CountMin(width, depth, conservative=update == "conservative", seed=seed)
    for key in stream[:events]:
        sketch.add(key)
    drawn = draw_cells(
        stream, "ABCDE", width=width, depth=depth, seed=seed, events=events, update=update
    )
    head, *lines = drawn.text.splitlines()
    assert head == drawn.label
    homes = sketch.cells_of([*"ABCDE"])
    for row in range(depth):
        cells = re.findall(r"(\d+)(?: ([A-E]+))?", lines[row].removeprefix(f"row {row}"))
        assert [int(count) for count, _ in cells] == sketch.cells[row].tolist()
        for at, (_, keys) in enumerate(cells):
            expected = [
                key for key, home in zip("ABCDE", homes[row])
                if home == at and key in stream[:events]
            ]  # fmt: skip
            assert [*keys] == expected
    for at, key in enumerate("ABCDE"):
        said = re.findall(r"\d+", lines[depth + at])
        numbers = [int(sketch.cells[row, homes[row, at]]) for row in range(depth)]
        assert [int(each) for each in said] == [
            *numbers, sketch.estimate(key), stream[:events].count(key)
        ]  # fmt: skip
        assert f"{key} reads {min(numbers)} (came {stream[:events].count(key)})" in head


def test_cells_mark_what_is_shared_read_and_raised() -> None:
    svg = draw_cells(STREAM, "ABCDE", **LESSON).svg.lower()
    roles = [ROLES[role].colour.lower() for role in ("lost", "read", "write")]
    # Three shared cells and two wrong answers; seven numbers that are the least of their key; and
    # the three cells that B, the last, has raised.
    assert [svg.count(f"stroke: {colour}") for colour in roles] == [5, 7, 3]
    bold = Counter(re.findall(r"font-weight: 700[^>]*>([^<]+)<", svg))
    assert bold == Counter("abcde" + "66" + "3" * 8 + "2" + "4")


def test_lesson_reads_what_it_says_of_five_tweets() -> None:
    plain, raised = (draw_cells(STREAM, "ABCDE", **LESSON, update=update) for update in UPDATES)
    assert re.findall(r"(\w) reads (\d+) \(came (\d+)\)", plain.label) == [
        ("A", "6", "6"), ("B", "3", "3"), ("C", "2", "2"), ("D", "3", "1"), ("E", "3", "0"),
    ]  # fmt: skip
    assert re.findall(r"reads (\d+)", raised.label) == [*"63222"]
    before = draw_cells(STREAM, "ABCDE", **LESSON, events=11)
    assert "B has 3, 2, 2 in its cells: it reads 2, and came 2" in before.text
    homes = CountMin(5, 3, seed=128).cells_of([*"ABCDE"])
    assert homes.T.tolist() == [[3, 0, 1], [2, 4, 3], [4, 2, 1], [2, 2, 1], [3, 2, 1]]


@pytest.mark.parametrize(
    ("stream", "asked", "changed", "error", "said"),
    [
        ("A", "", {}, BadValue, "asked must be 1 to 5 different keys"),
        ("A", "AA", {}, BadValue, "asked must be 1 to 5 different keys"),
        ("A", "ABCDEF", {}, BadValue, "asked must be 1 to 5 different keys"),
        ("A" * 41, "A", {}, BadValue, "stream must have at most 40 keys, got 41"),
        ("AB", "A", {}, BadValue, r"stream must have asked keys only, got \['B'\]"),
        (["A", 1], "A", {}, BadType, "a key of stream must be a str, got 1"),
        (["A"], ["A", "BC"], {}, BadValue, "a key of asked must be one letter, got 'BC'"),
        ("A", "A", {"width": 7}, BadValue, "width must be from 1 to 6"),
        ("A", "A", {"depth": 0}, BadValue, "depth must be from 1 to 4"),
        ("A", "A", {"depth": 1.0}, BadType, "depth must be an int"),
        ("A", "A", {"seed": -1}, BadValue, "seed must be"),
        ("A", "A", {"events": 2}, BadValue, "events must be from 0 to 1"),
        ("A", "A", {"update": "fast"}, BadValue, "update must be one of"),
    ],
)
def test_cells_refuse(
    stream: Any, asked: Any, changed: dict[str, Any], error: type, said: str
) -> None:
    with pytest.raises(error, match=said):
        draw_cells(stream, asked, **{**LESSON, **changed})


# Errors


LEFT, RIGHT = 160, 860 - 16 - (3 * 82 + 110)  # where the axes begin and end, in pixels


def places_of(svg: str, colour: str, *, of_heads: bool = False) -> list[float]:
    """Give where the markers of a colour stand in the axes, or right of them, left to right."""
    uses = re.findall(r"<use [^>]*>", svg.lower())
    found = sorted(float(re.findall(r' x="([\d.]+)"', use)[0]) for use in uses if colour in use)
    return [place for place in found if (place > RIGHT + 1) == of_heads]


def at(number: int) -> float:
    """Give where a number stands on the scale from 0.5 to a million, in pixels."""
    return float(LEFT + (RIGHT - LEFT) * np.log(max(number, 0.5) / 0.5) / np.log(1e6 / 0.5))


@pytest.mark.parametrize(("bits", "depth"), [(12, 5), (14, 1)])
def test_errors_picture_has_what_the_sketch_has(bits: int, depth: int) -> None:
    drawn, found = draw_errors(bits, depth), sketch_errors(bits, depth)
    head, plain, raised, bound, hundredth = drawn.text.splitlines()
    assert head == drawn.label
    assert head.startswith(f"{depth} x {1 << bits:,} cells, {say_bytes(found.nbytes)}, ")
    assert f"The bound is {found.bound:,}, but" in head
    assert head.endswith(f"it names {found.right}.")
    for line, errors in ((plain, found.plain), (raised, found.conservative)):
        numbers = [int(each.replace(",", "")) for each in re.findall(r"[\d,]*\d", line)[:4]]
        assert numbers == [errors.half, 99, 100, errors.most]
        assert f"the worst {errors.worst:,};" in line
        for number in (errors.half, errors.most, errors.worst):
            assert f">{number:,}</text>" in drawn.svg
    assert bound.split()[2] == f"{found.bound:,},"
    assert hundredth.split()[3] == f"{found.hundredth:,}"
    for role, numbers in (
        ("lost", [found.plain.worst, found.conservative.worst]),
        ("estimate", [found.bound]),
        ("write", [found.hundredth]),
    ):
        expected = sorted(map(at, numbers))
        assert places_of(drawn.svg, ROLES[role].colour.lower()) == pytest.approx(expected, abs=0.2)


def test_ways_picture_has_what_each_way_has() -> None:
    drawn, found = draw_ways("12 KB", "weak"), equal_memory("12 KB", "weak")
    head, *lines = drawn.text.splitlines()
    assert head == drawn.label
    for line, row in zip(lines, found, strict=True):
        assert line.startswith(row.way)
        assert f"by {row.half:,} at most, the worst by {row.worst:,};" in line
        promise = "it promises nothing" if row.bound is None else f"it promises {row.bound:,};"
        assert promise in line
        assert line.endswith(f"names {row.right} of 100")
        assert f"{row.way} {row.right}" in head
        assert f">{row.worst:,}</text>" in drawn.svg
    assert ">none</text>" in drawn.svg
    bounds = sorted(at(row.bound) for row in found if row.bound is not None)
    estimate = ROLES["estimate"].colour.lower()
    assert places_of(drawn.svg, estimate) == pytest.approx(bounds, abs=0.2)


def texts_of(svg: str) -> list[tuple[float, float, str]]:
    """Give the place of each text that ends there, and the text."""
    found = []
    for text in re.findall(r"<text ([^>]*text-anchor: end[^>]*)>([^<]+)<", svg):
        place = [float(re.findall(rf'\b{axis}="([\d.-]+)"', text[0])[0]) for axis in "xy"]
        found.append((place[1], place[0], html.unescape(text[1])))
    return sorted(found)


@pytest.mark.parametrize("bits", WIDTH_BITS)
@pytest.mark.parametrize("depth", [*DEPTHS, 8])
def test_columns_of_errors_do_not_touch(bits: int, depth: int) -> None:
    texts = texts_of(draw_errors(bits, depth).svg)
    assert any(said.startswith("< ") for _, _, said in texts)
    for (y, end, said), (next_y, next_end, next_said) in pairwise(texts):
        if abs(next_y - y) < 1:
            # A letter of 16 px is 9.7 px wide on average, in the widest of the fonts.
            assert next_end - 9.7 * len(next_said) - end > 6, (said, next_said)


def test_heads_of_columns_have_the_markers_of_their_numbers() -> None:
    for drawn, heads in (
        (draw_errors(12, 5), {"measured": ["read", "100"], "lost": ["worst"]}),
        (draw_ways("12 KB"), {"measured": ["off by"], "lost": ["worst"], "estimate": ["bound"]}),
    ):
        ends = {said: end for _, end, said in reversed(texts_of(drawn.svg))}
        for role, words in heads.items():
            colour = ROLES[role].colour.lower()
            if role == "measured":
                colour = "currentcolor"
            marks = places_of(drawn.svg, colour, of_heads=True)
            assert marks == pytest.approx([ends[word] - 62 for word in words], abs=0.2)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: draw_errors(7, 5), BadValue),
        (lambda: draw_errors(12, 11), BadValue),
        (lambda: draw_errors(12.0, 5), BadType),  # type: ignore[arg-type]
        (lambda: draw_ways("1 MB"), BadValue),
        (lambda: draw_ways("12 KB", "flat"), BadValue),
    ],
)
def test_errors_refuse(call: Any, error: type) -> None:
    with pytest.raises(error):
        call()


def test_bytes_are_said_in_kb_and_mb() -> None:
    assert [say_bytes(count) for count in (2_048, 163_840, 1_087_320)] == [
        "2 KB",
        "164 KB",
        "1.1 MB",
    ]
