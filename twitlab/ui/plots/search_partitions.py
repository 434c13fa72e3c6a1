"""Draw what a query and a tweet cost on an index in partitions, under each strategy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from twitlab.errors import BadValue
from twitlab.experiments import SEARCH_STRATEGIES, SearchCosts, SearchRun, search_costs
from twitlab.ui.drawing.bars import Bar, BarTable
from twitlab.ui.drawing.picture import Picture

HOT_PERCENT: Final = (0, 100)


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
_TABLE: Final = BarTable(
    rows=tuple(SEARCH_STRATEGIES),
    columns=tuple((each.head, each.role) for each in _COLUMNS),
    column_wide=175,
    longest=105,
    names_wide=155,
    wide=700,
    right=5,
    corner=("divided", "by"),
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
    bars = [[_bar(rows, row, each, count) for each in _COLUMNS] for row in rows]
    return _TABLE.draw(label, bars)


def _bar(rows: Sequence[SearchCosts], row: SearchCosts, column: _Column, count: int) -> Bar:
    value = _value(row, column)
    share = min(value / (column.most or count), 1)
    return Bar(share, _said(value), is_bold=value == _worst(rows, column))


def _value(row: SearchCosts, column: _Column) -> float:
    return float(getattr(row, column.name))


def _worst(rows: Sequence[SearchCosts], column: _Column) -> float:
    return max(_value(row, column) for row in rows)


def _said(value: float) -> str:
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"
