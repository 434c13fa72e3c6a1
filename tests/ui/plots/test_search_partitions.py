"""The picture of an index in partitions says what its strategies cost."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.help.forked import Forks
from tests.help.pictures import MOST_LETTERS, assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadValue
from twitlab.experiments import (
    SEARCH_STRATEGIES,
    SearchRun,
    search_costs,
    search_runs,
    search_workload,
)
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.search_partitions import draw_divided

PICTURES = """
import hashlib
from twitlab.experiments import search_runs, search_workload
from twitlab.ui.plots.search_partitions import draw_divided
workload = search_workload(tweets=1_000, queries=10)
runs = {count: search_runs(workload, count) for count in (1, 4)}
for count in runs:
    for hot in (0, 33, 100):
        picture = draw_divided(runs, str(count), hot)
        print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""
Runs = Mapping[int, Sequence[SearchRun]]


@pytest.fixture(scope="module")
def runs() -> Runs:
    workload = search_workload(tweets=1_000, queries=20)
    return {count: search_runs(workload, count) for count in (1, 16, 64)}


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside(runs: Runs) -> None:
    for count in runs:
        for hot in (0, 50, 100):
            assert_accessible(draw_divided(runs, str(count), hot))


@pytest.mark.parametrize("hot", [0, 40, 100])
def test_text_has_what_each_strategy_costs(runs: Runs, hot: int) -> None:
    drawn = draw_divided(runs, "16", hot)
    lines = drawn.text.splitlines()
    assert lines[0] == drawn.label
    rows = search_costs(runs[16], hot / 100)
    assert max(map(len, lines[1:])) <= MOST_LETTERS
    for line, row in zip(lines[3:], rows, strict=True):
        assert line.startswith(row.by)
        said = [float(each) for each in line[17:].split()]
        wanted = [row.asked, row.tweet_messages, row.hottest_written, row.hottest_read]
        assert said == pytest.approx(wanted, abs=0.5)
        assert all(each in drawn.svg for each in line[17:].split())
    assert f"16 partitions, {hot} % of the queries about the goal." in drawn.label
    assert f"by term {rows[1].asked:.1f}, and {rows[1].hottest_read:.0f}." in drawn.label


def test_bars_are_as_long_as_their_numbers_say(runs: Runs) -> None:
    drawn = draw_divided(runs, "16", 50)
    rows = search_costs(runs[16], 0.5)
    for role, names in (
        ("read", {"asked": 16, "hottest_read": 320}),
        ("write", {"tweet_messages": 10, "hottest_written": 10}),
    ):
        colour = ROLES[role].colour.lower()
        paths = re.findall(rf'<path d="([^"]+)"[^>]*fill: {colour}', drawn.svg.lower())
        wide = [
            max(xs) - min(xs)
            for xs in ([float(x) for x in re.findall(r"[ml] ([\d.]+)", path)] for path in paths)
        ]
        wanted = [105 * getattr(row, name) / most for name, most in names.items() for row in rows]
        assert wide == pytest.approx(wanted, abs=0.2)


def test_largest_number_of_each_column_is_bold(runs: Runs) -> None:
    rows = search_costs(runs[16], 0.5)
    columns = [
        [getattr(row, name) for row in rows]
        for name in ("asked", "tweet_messages", "hottest_written", "hottest_read")
    ]
    bold = draw_divided(runs, "16", 50).svg.count("font-weight: 700")
    assert bold == sum(column.count(max(column)) for column in columns) < 16


def test_every_strategy_has_a_row(runs: Runs) -> None:
    drawn = draw_divided(runs, "64", 0)
    assert all(f">{by}</text>" in drawn.svg for by in SEARCH_STRATEGIES)


@pytest.mark.parametrize(("partitions", "hot"), [("5", 0), (16, 0), ("16", 101), ("16", -1)])
def test_divided_refuses(runs: Runs, partitions: Any, hot: int) -> None:
    with pytest.raises(BadValue):
        draw_divided(runs, partitions, hot)
