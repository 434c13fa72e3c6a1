"""The board says where a learner stands, in words as well as in a bar."""

from html.parser import HTMLParser
from typing import Any

import pytest

from twitlab.errors import BadType, BadValue
from twitlab.ui.widgets.standings import MARKS, Board, BoardRow, board

ROWS = [
    BoardRow("First <repeat>", "code", True, "passed", 10, 10, "2 March, 10:00"),
    BoardRow("Second", "estimate", False, "failed", 2.5, 5),
    BoardRow("Third", "critique", True, "not attempted", 0, 5),
    BoardRow("Fourth", "code", True, "error", 0, 0),
]


class Tags(HTMLParser):
    """Collect the tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_bar_is_a_progress_bar_to_assistive_technology() -> None:
    tags = Tags(board(ROWS).html()).found
    (bar,) = [found for _, found in tags if found.get("role") == "progressbar"]
    assert (bar["aria-valuemin"], bar["aria-valuenow"], bar["aria-valuemax"]) == ("0", "62", "100")
    assert bar["aria-valuetext"] == "1 of 4 exercises passed, 12.5 of 20 points (62 %)"
    assert bar["aria-label"] == "Course progress"
    assert [found["scope"] for tag, found in tags if tag == "th"] == ["col"] * 5


def test_status_is_said_in_words() -> None:
    page = board(ROWS).html()
    for status in MARKS:
        assert f"{MARKS[status]} {status}" in page
    assert "color:" not in page.replace("currentColor", "").replace("background-color:", "")
    assert "First &lt;repeat&gt;" in page


def test_text_twin_has_every_row() -> None:
    assert repr(board(ROWS[:3])).splitlines() == [
        "[############........] 1 of 3 exercises passed, 12.5 of 20 points (62 %)",
        "Exercise        Kind             Status           Points    Last graded",
        "First <repeat>  code, core       ✓ passed         10 of 10  2 March, 10:00",
        "Second          estimate, extra  ✗ failed         2.5 of 5  not yet",
        "Third           critique, core   ○ not attempted  0 of 5    not yet",
    ]


def test_hundred_percent_is_for_all_points_only() -> None:
    nearly = [BoardRow("A", "code", True, "failed", 999, 1000)]
    assert "(99 %)" in board(nearly).summary
    assert "(100 %)" in board([BoardRow("A", "code", True, "passed", 1000, 1000)]).summary


def test_empty_board_is_at_zero() -> None:
    assert board([]).summary == "0 of 0 exercises passed, 0 of 0 points (0 %)"


def test_update_redraws_in_place() -> None:
    shown = board(ROWS[2:3])
    widget = shown.widget
    shown.update([BoardRow("Third", "critique", True, "passed", 5, 5)])
    assert shown.widget is widget
    assert "✓ passed" in widget.value


def test_bundle_is_deterministic_beside_the_view() -> None:
    one, two = (board(ROWS)._repr_mimebundle_() for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert one.pop(view) != two.pop(view)
    assert one == two
    assert set(one) == {"text/html", "text/plain"}


@pytest.mark.parametrize(
    ("status", "points", "max_points"), [("done", 1, 1), ("passed", 2, 1), ("passed", -1, 1)]
)
def test_row_refuses(status: str, points: float, max_points: float) -> None:
    with pytest.raises(BadValue):
        BoardRow("A", "code", True, status, points, max_points)


@pytest.mark.parametrize("row", [None, ("A", "code"), {"title": "A"}])
def test_board_refuses_other_rows(row: Any) -> None:
    with pytest.raises(BadType, match="rows must be BoardRow records"):
        Board([row])
