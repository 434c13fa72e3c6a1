"""Draw what a hot key does to the partition that it belongs to, before and after adding up."""

from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.experiments.pipeline import LOAD_WAYS, PartitionLoad, partition_loads
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.drawing.table import as_table

_WIDE: Final = 200  # of a column, its gap included
_BAR: Final = 110  # the longest bar; its number stands behind it
_ROW: Final = 52
_HIGH: Final = 26  # of a bar
_HEAD: Final = -66  # where the first line above the bars stands, from the first bar's middle
_LINE: Final = 22

_COLUMNS: Final = (
    (("busiest takes,", "of 100 records"), "busiest", "write", 100),
    (("records,", "to all"), "records", "measured", 10_000),
    (("asked for", "the hot key"), "readers", "read", 64),
)


def draw_loads(hot: int, partitions: int = 8) -> Picture:
    """Draw what the busiest of some processors takes, with events and with flushes.

    Args:
        hot: how many of a hundred retweets are of the goal's tweet, 0 to 90.
        partitions: 1 to 64.

    Returns:
        The Picture; its text twin is the table.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: as :func:`~twitlab.experiments.pipeline.partition_loads`, and one small figure.
    """
    loads = partition_loads(hot, partitions)
    label = (
        f"{hot} % of the retweets are of one tweet. Its partition takes {loads[0].busiest:.0f} of "
        f"100 events; of the records of flushes the busiest takes {loads[2].busiest:.0f} of 100."
    )
    lines = as_table(
        [("", ""), *(head for head, *_ in _COLUMNS)],
        [(load.way, *(_said(load, name) for _, name, *_ in _COLUMNS)) for load in loads],
    )
    with house_style():
        figure, axes = _axes()
        for at, (_, name, role, most) in enumerate(_COLUMNS):
            bars = []
            for lane, load in enumerate(loads):
                long = _BAR * float(getattr(load, name)) / most
                bars.append(Rectangle((at * _WIDE, lane * _ROW - _HIGH / 2), long, _HIGH))
                axes.text(at * _WIDE + long + 8, lane * _ROW, _said(load, name), va="center")
            colour = ROLES[role].colour
            axes.add_collection(PatchCollection(bars, facecolors=colour, edgecolors="none"))
        return render(figure, label=label, text="\n".join([label, *lines]), behind=_frame())


@lru_cache(maxsize=1)
def _frame() -> str:
    """Draw the names of rows and columns, which no knob changes."""
    with house_style():
        figure, axes = _axes()
        for lane, way in enumerate(LOAD_WAYS):
            axes.text(-14, lane * _ROW, way, ha="right", va="center")
        for at, (head, *_) in enumerate(_COLUMNS):
            for line, words in enumerate(head):
                axes.text(at * _WIDE, _HEAD + _LINE * line, words, va="center")
            floor = [-_ROW / 2, (len(LOAD_WAYS) - 0.5) * _ROW]
            axes.plot([at * _WIDE] * 2, floor, color=INK, linewidth=1.2, clip_on=False)
        return drawing(figure)


def _axes() -> tuple[Figure, Axes]:
    high = 90 + _ROW * len(LOAD_WAYS) - _ROW // 2
    figure, axes = new_axes(high, left=230, right=10, top=5, bottom=5)
    axes.set(xlim=(0, 620), ylim=(high - 95, -85))
    axes.set_axis_off()
    return figure, axes


def _said(load: PartitionLoad, name: str) -> str:
    value = getattr(load, name)
    return f"{value:.1f}" if isinstance(value, float) else f"{value:,}"
