"""Draw what a query and a tweet cost on an index in partitions, under each strategy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.errors import BadValue
from twitlab.experiments import SEARCH_STRATEGIES, SearchCosts, SearchRun, search_costs
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.drawing.table import as_table

HOT_PERCENT: Final = (0, 100)

_WIDE: Final = 175  # of a column, its gap included
_BAR: Final = 105  # the longest bar; its number stands behind it
_ROW: Final = 52
_HIGH: Final = 26  # of a bar
_HEAD: Final = -66  # where the first line above the bars stands, from the first bar's middle
_LINE: Final = 22


@dataclass(frozen=True, slots=True)
class _Column:
    head: tuple[str, str]
    name: str  # of SearchCosts
    role: str
    most: float  # what the longest bar stands for; 0 for the number of partitions


_COLUMNS: Final = (
    _Column(("asked,", "a query"), "asked", "read", 0),
    _Column(("written to,", "a tweet"), "tweet_messages", "write", 10),
    _Column(("hottest: writes", "of 10 postings"), "hottest_written", "write", 10),
    _Column(("hottest: reads", "postings a query"), "hottest_read", "read", 320),
)


def draw_divided(runs: Mapping[int, Sequence[SearchRun]], partitions: str, hot: int) -> Picture:
    """Draw what each strategy asks, writes and burns.

    Args:
        runs: of :func:`~twitlab.experiments.search_runs`, by the number of partitions.
        partitions: one of these numbers, as a str.
        hot: how many of a hundred queries are about the hot word of the hour, 0 to 100.

    Returns:
        The Picture; its text twin is the table.

    Raises:
        BadType: hot is no number.
        BadValue: partitions or hot is out of range.

    Complexity: O(partitions), and one small figure.
    """
    known = [str(each) for each in runs]
    if partitions not in known:
        raise BadValue(f"partitions must be one of {known}, got {partitions!r}")
    count = int(partitions)
    rows = search_costs(runs[count], hot / 100)
    by_document, by_term = rows[0], rows[1]
    label = (
        f"{count} partitions, {hot} % of the queries about the goal. By document, a query asks "
        f"{by_document.asked:.0f}, and the hottest reads {by_document.hottest_read:.0f} postings a "
        f"query; by term {by_term.asked:.1f}, and {by_term.hottest_read:.0f}."
    )
    lines = as_table(
        [("divided", "by"), *(each.head for each in _COLUMNS)],
        [(row.by, *(_said(_value(row, each)) for each in _COLUMNS)) for row in rows],
    )
    with house_style():
        figure, axes = _axes()
        for at, column in enumerate(_COLUMNS):
            bars = []
            for lane, row in enumerate(rows):
                value = _value(row, column)
                long = _BAR * min(value / (column.most or count), 1)
                bars.append(Rectangle((at * _WIDE, lane * _ROW - _HIGH / 2), long, _HIGH))
                axes.text(at * _WIDE + long + 8, lane * _ROW, _said(value), va="center",
                          weight="bold" if value == _worst(rows, column) else "normal")  # fmt: skip
            colour = ROLES[column.role].colour
            axes.add_collection(PatchCollection(bars, facecolors=colour, edgecolors="none"))
        return render(figure, label=label, text="\n".join([label, *lines]), behind=_frame())


@lru_cache(maxsize=1)
def _frame() -> str:
    """Draw the names of rows and columns, which no knob changes."""
    with house_style():
        figure, axes = _axes()
        for lane, by in enumerate(SEARCH_STRATEGIES):
            axes.text(-14, lane * _ROW, by, ha="right", va="center")
        axes.text(-14, _HEAD + _LINE, "divided by", ha="right", va="center")
        for at, column in enumerate(_COLUMNS):
            for line, words in enumerate(column.head):
                axes.text(at * _WIDE, _HEAD + _LINE * line, words, va="center")
            floor = [-_ROW / 2, (len(SEARCH_STRATEGIES) - 0.5) * _ROW]
            axes.plot([at * _WIDE] * 2, floor, color=INK, linewidth=1.2, clip_on=False)
        return drawing(figure)


def _axes() -> tuple[Figure, Axes]:
    high = 90 + _ROW * len(SEARCH_STRATEGIES) - _ROW // 2
    figure, axes = new_axes(high, left=155, right=5, top=5, bottom=5)
    axes.set(xlim=(0, 700), ylim=(high - 95, -85))
    axes.set_axis_off()
    return figure, axes


def _value(row: SearchCosts, column: _Column) -> float:
    return float(getattr(row, column.name))


def _worst(rows: Sequence[SearchCosts], column: _Column) -> float:
    return max(_value(row, column) for row in rows)


def _said(value: float) -> str:
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"
