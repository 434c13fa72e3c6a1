"""Pictures of counts say what the package counts, and so do those of what counting costs."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.help.forked import Forks
from tests.help.pictures import MOST_LETTERS, assert_accessible, assert_same_without_vector_units
from twitlab.counting import by_heap, top_k
from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import COUNTING_WAYS, SKEWS, like_costs, processor_costs
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.counting import draw_heap, draw_tops
from twitlab.ui.plots.counting_costs import PROCESSORS, draw_likes, draw_processors

SIX = {"a": 7, "b": 3, "c": 9, "d": 8, "e": 2, "f": 5}
TWO = {"minute 0": ["a", "c"], "minute 1": ["b", "c"]}
PICTURES = """
import hashlib
from twitlab.ui.plots.counting import draw_heap, draw_tops
from twitlab.ui.plots.counting_costs import draw_likes, draw_processors
pictures = [draw_heap({"a": 7, "b": 3, "c": 9}, 2), draw_tops({"one": ["a", "b"], "two": []}, 1)]
pictures += [draw_processors("4", hot, skew) for hot in (0, 50) for skew in ("usual", "weak")]
pictures += [draw_likes(rows, batch) for rows in (1, 8) for batch in (1, 50)]
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside() -> None:
    wide = {f"processor {at:2}": [*"abcdefg"] for at in range(6)}
    for picture in (
        draw_heap(SIX, 2),
        draw_heap({f"{at:04}": 9_000 + at for at in range(8)}, 4),
        draw_heap({"a": 0}, 1),
        draw_tops(TWO, 1),
        draw_tops(wide, 1),
        draw_tops(wide, 4),
        draw_tops({"nobody": []}, 2),
        *(draw_processors(count, hot, skew)
          for count in PROCESSORS for hot in (0, 90) for skew in SKEWS),
        *(draw_likes(rows, batch) for rows in (1, 64) for batch in (1, 500)),
    ):  # fmt: skip
        assert_accessible(picture)


# A heap


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(1, 4))
def test_heap_shows_what_enters_and_what_it_holds(numbers: list[int], k: int) -> None:
    counts = dict(zip("abcdefgh", numbers))
    drawn = draw_heap(counts, k)
    head, *rows = drawn.text.splitlines()
    largest, entered = by_heap(counts.items(), k)
    assert head == drawn.label
    assert f"{entered} enter." in head
    assert head.endswith(f"are {', '.join(f'{each.key} {each.count}' for each in largest)}.")
    assert [" enters " in row for row in rows].count(True) == entered
    for end, row in enumerate(rows, start=1):
        held = [pair.split() for pair in row.split("heap: ")[1].split(", ")]
        now = by_heap([*counts.items()][:end], k)[0]
        assert held == [[each.key, str(each.count)] for each in now[::-1]]


def test_heap_marks_what_enters() -> None:
    drawn = draw_heap(SIX, 2)
    assert drawn.text.splitlines()[4:6] == [
        "d    8 enters     heap: d 8, c 9",
        "e    2 stays out  heap: d 8, c 9",
    ]
    blue = ROLES["write"].colour.lower()
    assert drawn.svg.lower().count(f"stroke: {blue}") == 8  # as they come, and in the heap
    bold = re.findall(r"font-weight: 700[^>]*>([^<]+)<", drawn.svg)
    assert Counter(bold) == {"a 7": 2, "b 3": 2, "c 9": 2, "d 8": 2}
    assert drawn.svg.count(">stays out<") == 2


@pytest.mark.parametrize(
    ("counts", "k", "error", "said"),
    [
        ({}, 1, BadValue, "counts must be 1 to 8, got 0"),
        (dict.fromkeys("abcdefghi", 1), 1, BadValue, "counts must be 1 to 8, got 9"),
        (SIX, 0, BadValue, "k must be from 1 to 4"),
        (SIX, 2.0, BadType, "k must be an int"),
        ({"a": -1}, 1, BadValue, "the count of a must be from 0"),
        ({"abcde": 1}, 1, BadValue, "a key of counts must have 1 to 4 letters"),
        ({1: 1}, 1, BadType, "a key of counts must be a str"),
    ],
)
def test_heap_refuses(counts: Any, k: Any, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        draw_heap(counts, k)


# Lists that cut off


@settings(max_examples=30)
@given(
    streams=st.lists(st.text("abcdefg", max_size=9), min_size=1, max_size=6),
    k=st.integers(1, 4),
)
def test_tops_show_lists_and_what_they_cut_off(streams: list[str], k: int) -> None:
    named = {f"minute {at}": [*keys] for at, keys in enumerate(streams)}
    drawn = draw_tops(named, k)
    head, *rows = drawn.text.splitlines()
    assert head == drawn.label

    def said(some: Any) -> str:
        return ", ".join(f"{each.key} {each.count}" for each in some)

    sums: Counter[str] = Counter()
    for row, (name, keys) in zip(rows, named.items()):
        counted = top_k(keys, 7)
        sums.update({str(each.key): each.count for each in counted[:k]})
        cut = f"   (cut off: {said(counted[k:])})" if len(counted) > k else ""
        assert row == f"{name:14}  {said(counted[:k]) or 'nothing'}{cut}"
    added = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:k]
    true = top_k([*chain(*streams)], k)
    assert rows[-2][16:] == (", ".join(f"{key} {count}" for key, count in added) or "nothing")
    assert rows[-1][16:] == (said(true) or "nothing")
    assert ("In truth the same." in head) == (rows[-2][16:] == rows[-1][16:])
    hidden = [str(each.key) for each in true if str(each.key) not in sums]
    assert ("which no list shows" in head) == bool(hidden)


def test_tops_say_what_no_list_shows() -> None:
    assert (
        draw_tops(TWO, 1).label == "Lists of 1. Added up: a 1. In truth: c 2, which no list shows."
    )
    more = {"one": [*"aaabbbccd"], "two": [*"aaaeeeccd"], "six": [*"fffgggccd"]}
    assert draw_tops(more, 2).label == (
        "Lists of 2. Added up: a 6, b 3. In truth: a 6, c 6, which no list shows: c 6."
    )


def test_tops_mark_lists_sums_and_truth() -> None:
    svg = draw_tops(TWO, 1).svg
    blue, green = (ROLES[role].colour.lower() for role in ("write", "read"))
    assert (svg.lower().count(f"stroke: {blue}"), svg.lower().count(f"stroke: {green}")) == (2, 1)
    assert svg.count(">cut off<") == 2
    bold = re.findall(r"font-weight: 700[^>]*>([^<]+)<", svg)
    assert bold == ["a 1", "b 1", "a 1", "c 2"]


@pytest.mark.parametrize(
    ("streams", "k", "error", "said"),
    [
        ({}, 1, BadValue, "streams must be 1 to 6, got 0"),
        ({str(at): [] for at in range(7)}, 1, BadValue, "streams must be 1 to 6, got 7"),
        (TWO, 5, BadValue, "k must be from 1 to 4"),
        (TWO, "1", BadType, "k must be an int"),
        ({"m": ["a", 1]}, 1, BadType, "a key of m must be a str"),
        ({"m": ["abcde"]}, 1, BadValue, "a key of m must have 1 to 4 letters"),
        ({"m": [*"abcdefgh"]}, 1, BadValue, "m must have at most 7 different keys"),
        ({"a long name of a minute": []}, 1, BadValue, "a name of streams must have 1 to 12"),
    ],
)
def test_tops_refuse(streams: Mapping[str, Any], k: Any, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        draw_tops(streams, k)


# What it costs


def lengths_of(svg: str, colour: str) -> list[float]:
    """Give how long the bars of one colour are."""
    paths = re.findall(rf'<path d="([^"]+)"[^>]*fill: {colour}', svg.lower())
    points = [[float(x) for x in re.findall(r"[ml] ([\d.]+)", path)] for path in paths]
    return [max(xs) - min(xs) for xs in points]


@pytest.mark.parametrize(("processors", "hot", "skew"), [("4", 0, "usual"), ("64", 60, "weak")])
def test_processors_picture_has_what_each_way_costs(processors: str, hot: int, skew: str) -> None:
    drawn = draw_processors(processors, hot, skew)
    rows = processor_costs(int(processors), hot, skew)
    head, *table = drawn.text.splitlines()
    lines = table[2:]
    assert max(map(len, table)) <= MOST_LETTERS
    assert head == drawn.label
    assert f"have {rows[1].right} of 10 right" in head
    assert f"takes {rows[2].busiest:.0f} of 100 events" in head
    assert head.endswith(f"split {rows[3].busiest:.0f}.")
    for line, row, way in zip(lines, rows, COUNTING_WAYS, strict=True):
        wanted = [f"{row.busiest:.1f}", f"{row.moved:,}", str(row.right)]
        assert line.startswith(way)
        assert line[27:].split() == wanted
        assert all(f">{each}</text>" in drawn.svg for each in (*wanted, way))
    for role, name, most in (("write", "busiest", 100), ("read", "moved", 10_000)):
        longs = [110 * float(getattr(row, name)) / most for row in rows]
        assert lengths_of(drawn.svg, ROLES[role].colour.lower()) == pytest.approx(longs, abs=0.2)
    assert drawn.svg.count("font-weight: 700") == sum(row.right < 10 for row in rows)


@pytest.mark.parametrize(("rows", "batch"), [(1, 1), (8, 50), (64, 500)])
def test_likes_picture_has_what_likes_cost(rows: int, batch: int) -> None:
    drawn, costs = draw_likes(rows, batch), like_costs(rows, batch)
    head, *lines = drawn.text.splitlines()
    assert head == drawn.label
    assert f"{costs.in_line:,} write" in head
    assert head.endswith(f"misses {costs.unseen:,}.")
    wanted = [costs.writes, costs.in_line, costs.rows_read, costs.unseen, costs.lost]
    assert [line.split()[-1] for line in lines] == [f"{each:,}" for each in wanted]
    assert all(f">{each:,}</text>" in drawn.svg for each in wanted)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: draw_processors("5", 0), BadValue),
        (lambda: draw_processors(4, 0), BadValue),  # type: ignore[arg-type]
        (lambda: draw_processors("4", 91), BadValue),
        (lambda: draw_processors("4", 0, "flat"), BadValue),
        (lambda: draw_likes(0, 1), BadValue),
        (lambda: draw_likes(1, 501), BadValue),
        (lambda: draw_likes(1.0, 1), BadType),  # type: ignore[arg-type]
    ],
)
def test_costs_refuse(call: Any, error: type) -> None:
    with pytest.raises(error):
        call()
