"""Draw what an index costs whose segments are small or large."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log10
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from twitlab.errors import BadValue
from twitlab.experiments import SegmentCosts
from twitlab.ui.drawing.numbers import short_number
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, WIDTH_PX, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.plots.fanout import counted

_LEFT: Final = 240  # for the names of rows
_LONG: Final = 480  # of the strip, and of the scale from 1 to 100 million
_DECADES: Final = 8
_HIGH: Final = 34  # of the strip
_MOST_EDGES: Final = 300  # between segments: more cannot be told apart
_THICK_EDGES: Final = 60
_FIRST: Final = 120  # where the first row stands, from the strip's upper edge
_ROW: Final = 38


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    field: str  # of SegmentCosts
    role: str


_ROWS: Final = (
    _Row("segments opened", "opened", "read"),
    _Row("postings read", "postings_read", "read"),
    _Row("bytes a tweet", "bytes_a_tweet", "measured"),
    _Row("tweets to index again", "tweets_lost", "lost"),
    _Row("bytes a new copy needs", "bytes_needed", "write"),
)
_FLOOR: Final = _FIRST + _ROW * len(_ROWS) - _ROW // 2


def draw_segments(
    costs: Mapping[str, Mapping[str, SegmentCosts]], size: str, words: str
) -> Picture:
    """Draw the segments of an index, those that one query opens, and what their size costs.

    Args:
        costs: of :func:`~twitlab.experiments.segment_costs`, by the size of a segment.
        size: one of these sizes.
        words: one of :data:`~twitlab.experiments.SEGMENT_QUERIES`.

    Returns:
        The Picture; its text twin has a line for each number.

    Raises:
        BadValue: size or words is not known.

    Complexity: O(segments), and one small figure.
    """
    for name, value, known in (("size", size, [*costs]), ("words", words, [*costs.get(size, ())])):
        if value not in known:
            raise BadValue(f"{name} must be one of {known}, got {value!r}")
    chosen = costs[size][words]
    said = {row: _said(_value(chosen, row)) for row in _ROWS}
    lost = chosen.tweets_lost
    label = (
        f"{size} tweets in a segment, {words}: the newest 20 open {chosen.opened} of "
        f"{counted(len(chosen.held), 'segment')}. "
    ) + (f"Not sealed: {counted(lost, 'tweet')}." if lost else "All are sealed.")
    lines = [f"{row.name:22}  {said[row]:>12}" for row in _ROWS]
    with house_style():
        figure, axes = _axes()
        _draw_strip(axes, chosen)
        for at, row in enumerate(_ROWS):
            y, x = _FIRST + at * _ROW, _place(_value(chosen, row))
            role = ROLES[row.role]
            axes.plot([0, x], [y, y], color=role.colour, linewidth=4)
            axes.plot([x], [y], marker=role.marker, color=role.colour, clip_on=False)
            axes.text(x + 14, y, said[row], va="center", weight="bold")
        return render(figure, label=label, text="\n".join([label, *lines]), behind=_frame())


def _draw_strip(axes: Axes, chosen: SegmentCosts) -> None:
    """Draw the segments as boxes along time, the newest on the right, those opened filled."""
    total = sum(chosen.held)
    # Where each segment begins, the newest first.
    begins = [_LONG * (1 - below / total) for below in accumulate(chosen.held)]
    opened = begins[chosen.opened - 1]
    colour = ROLES["read"].colour
    axes.add_patch(Rectangle((opened, 0), _LONG - opened, _HIGH, facecolor=colour))
    if 1 < len(begins) <= _MOST_EDGES:
        # All edges are one path: a small picture is redrawn sooner.
        edges = Path([(x, y) for x in begins[:-1] for y in (0, _HIGH)],
                     [Path.MOVETO, Path.LINETO] * (len(begins) - 1))  # fmt: skip
        thin = 1.2 if len(begins) <= _THICK_EDGES else 0.5
        axes.add_patch(PathPatch(edges, fill=False, edgecolor=INK, linewidth=thin))
    count = counted(len(chosen.held), "segment")
    axes.text(-14, _HIGH / 2, count, ha="right", va="center")
    if chosen.tweets_lost:
        y, blue = _HIGH + 8, ROLES["write"]
        axes.plot([begins[0], _LONG], [y, y], color=blue.colour, linewidth=4)
        axes.text(_LONG, y + 7, "not sealed", ha="right", va="top")


@lru_cache(maxsize=1)
def _frame() -> str:
    """Draw the names of the rows and the scale, which no knob changes."""
    with house_style():
        figure, axes = _axes()
        outline = Rectangle((0, 0), _LONG, _HIGH, fill=False, edgecolor=INK, linewidth=1.2)
        outline.set_clip_on(False)
        axes.add_patch(outline)
        axes.text(0, _HIGH + 15, "green: opened", va="top")
        axes.text(_LONG + 12, _HIGH / 2, "newest", va="center")
        for at, row in enumerate(_ROWS):
            axes.text(-14, _FIRST + at * _ROW, row.name, ha="right", va="center")
        places = [_LONG * power / _DECADES for power in range(_DECADES + 1)]
        ruled = [((x, _FIRST - _ROW / 2), (x, _FLOOR)) for x in places]
        axes.add_collection(
            LineCollection(ruled, colors=INK, alpha=0.2, linewidths=1, clip_on=False)
        )
        for power, x in enumerate(places):
            axes.text(x, _FLOOR + 6, short_number(10**power), ha="center", va="top")
        return drawing(figure)


def _axes() -> tuple[Figure, Axes]:
    high = _FLOOR + 40
    figure, axes = new_axes(high, left=_LEFT, right=WIDTH_PX - _LEFT - _LONG, top=5, bottom=5)
    axes.set(xlim=(0, _LONG), ylim=(high - 15, -5))
    axes.set_axis_off()
    return figure, axes


def _value(costs: SegmentCosts, row: _Row) -> float:
    return float(getattr(costs, row.field))


def _place(value: float) -> float:
    """Say where a number stands on the scale; 0 stands where 1 does."""
    return _LONG * log10(max(value, 1)) / _DECADES


def _said(value: float) -> str:
    return f"{value / 1e6:.1f} million" if value >= 1e6 else f"{value:,.0f}"
