"""Hold a table of bars to its numbers: in words, in length, and in what does not change."""

from twitlab.ui.drawing.bars import Bar, BarTable
from twitlab.ui.drawing.picture import Picture

TABLE = BarTable(
    rows=("alone", "shared"),
    columns=((("reads", "a query"), "read"),),
    column_wide=200,
    longest=100,
    names_wide=150,
    wide=300,
    corner=("divided", "by"),
)


def drawn(share: float, *, is_bold: bool = False) -> Picture:
    return TABLE.draw("Two ways.", [[Bar(share, "4", is_bold)], [Bar(1.0, "8")]])


def test_twin_says_what_the_picture_says() -> None:
    assert [line.split() for line in drawn(0.5).text.splitlines()] == [
        ["Two", "ways."],
        ["divided", "reads"],
        ["by", "a", "query"],
        ["alone", "4"],
        ["shared", "8"],
    ]


def test_picture_changes_with_a_share_and_with_what_is_bold() -> None:
    half, whole = drawn(0.5).svg, drawn(1.0).svg
    assert half != whole
    assert drawn(0.5, is_bold=True).svg != half
    assert "divided by" in whole
