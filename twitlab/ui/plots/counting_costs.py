"""Draw what it costs to count on many machines: processors of a stream, rows of one counter."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from twitlab.errors import BadValue
from twitlab.experiments.counting import (
    COUNTING_WAYS,
    LIKES,
    SERVERS,
    LikeCosts,
    ProcessorCosts,
    like_costs,
    processor_costs,
)
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.bars import Bar, BarTable
from twitlab.ui.drawing.numbers import short_number
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.plots.fanout import counted

PROCESSORS: Final = ("4", "16", "64")

# Processors


@dataclass(frozen=True, slots=True)
class _Column:
    head: tuple[str, str]
    name: str  # of ProcessorCosts
    role: str
    most: float  # what the longest bar stands for


_COLUMNS: Final = (
    _Column(("busiest takes,", "of 100 events"), "busiest", "write", 100),
    _Column(("counts fetched", "for an answer"), "moved", "read", 10_000),
    _Column(("right, of", "the top 10"), "right", "measured", 10),
)
_TABLE: Final = BarTable(
    rows=tuple(COUNTING_WAYS),
    columns=tuple((each.head, each.role) for each in _COLUMNS),
    column_wide=200,
    longest=110,
    names_wide=250,
    wide=600,
)


def draw_processors(processors: str, hot: int, skew: str = "usual") -> Picture:
    """Draw what each way to spread a stream costs, and whether its answer is right.

    Args:
        processors: one of :data:`PROCESSORS`.
        hot: how many of a hundred retweets are of the goal's tweet, 0 to 90.
        skew: one of :data:`~twitlab.experiments.counting.SKEWS`, of the others.

    Returns:
        The Picture; its text twin is the table.

    Raises:
        BadType: hot is no int.
        BadValue: an argument is out of range.

    Complexity: as :func:`~twitlab.experiments.counting.processor_costs`, and one small figure.
    """
    if processors not in PROCESSORS:
        raise BadValue(f"processors must be one of {[*PROCESSORS]}, got {processors!r}")
    rows = processor_costs(int(processors), hot, skew)
    _, lists, partitioner, split = rows
    label = (
        f"{processors} processors, {hot} % of the retweets are of the goal's tweet. The lists of "
        f"the load balancer have {lists.right} of 10 right. The busiest behind the partitioner "
        f"takes {partitioner.busiest:.0f} of 100 events, with the hot key split "
        f"{split.busiest:.0f}."
    )
    bars = [[_bar(row, each) for each in _COLUMNS] for row in rows]
    return _TABLE.draw(label, bars)


def _bar(row: ProcessorCosts, column: _Column) -> Bar:
    is_wrong = column.name == "right" and row.right < 10
    share = float(getattr(row, column.name)) / column.most
    return Bar(share, _number(row, column), is_bold=is_wrong)


def _number(row: ProcessorCosts, column: _Column) -> str:
    value = getattr(row, column.name)
    return f"{value:.1f}" if isinstance(value, float) else f"{value:,}"


# One counter

_LINES: Final = (
    ("writes, to all rows", "writes", "write"),
    ("in line at the busiest row", "in_line", "write"),
    ("rows that a read adds up", "rows_read", "read"),
    ("likes that a read misses", "unseen", "lost"),
    ("lost with one server, at most", "lost", "lost"),
)


def draw_likes(rows: int, batch: int) -> Picture:
    """Draw what 10,000 likes of one tweet cost, and what a read misses of them.

    Args:
        rows: of the counter, 1 to 64.
        batch: how many likes a server adds up before it writes, 1 to 500.

    Returns:
        The Picture; its text twin has a line for each number.

    Raises:
        BadType: an argument is no int.
        BadValue: an argument is out of range.

    Complexity: as :func:`~twitlab.experiments.counting.like_costs`, and one small figure.

    >>> draw_likes(rows=1, batch=1).label
    '10,000 likes on 20 servers, 1 row, batches of 1: 10,000 writes in line, and a read misses 0.'
    """
    costs = like_costs(rows, batch)
    label = (
        f"{LIKES:,} likes on {SERVERS} servers, {counted(rows, 'row')}, batches of {batch}: "
        f"{counted(costs.in_line, 'write')} in line, and a read misses {costs.unseen:,}."
    )
    lines = [f"{said:30}{_value(costs, name):7,}" for said, name, _ in _LINES]
    with house_style():
        figure, axes = _like_axes()
        axes.set_axis_off()
        for lane, (_, name, role) in enumerate(_LINES):
            value, look = _value(costs, name), ROLES[role]
            at = max(value, 0.5)
            axes.plot([0.5, at], [lane] * 2, color=look.colour)
            axes.plot([at], [lane], marker=look.marker, color=look.colour, clip_on=False)
            axes.annotate(f"{value:,}", (at, lane), (14, 0), textcoords="offset pixels",
                          va="center")  # fmt: skip
        return render(figure, label=label, text="\n".join([label, *lines]), behind=_like_frame())


@lru_cache(maxsize=1)
def _like_frame() -> str:
    """Draw the scale and the names, which no knob changes."""
    with house_style():
        figure, axes = _like_axes()
        for lane, (said, _, _) in enumerate(_LINES):
            axes.annotate(said, (0.5, lane), (-16, 0), textcoords="offset pixels", ha="right",
                          va="center")  # fmt: skip
        marks = [(0.5, "0"), *((10**at, short_number(10**at)) for at in range(5))]
        draw_axis(axes, "x", *axes.get_xlim(), log=True, marks=marks, grid=True,
                  title="each line to the right is ten times the one before")  # fmt: skip
        return drawing(figure)


def _like_axes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(310, left=275, right=70, top=5, bottom=60)
    axes.set(xscale="log", xlim=(0.5, 10_000), ylim=(len(_LINES) - 0.4, -0.6), yticks=[])
    axes.spines["left"].set_visible(False)
    return figure, axes


def _value(costs: LikeCosts, name: str) -> int:
    return int(getattr(costs, name))
