"""Draw what each partition gets of thousands of writes and reads, under each partition key."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from twitlab.experiments import Requests, count_requests
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render

_KINDS: Final = (("tweets written", "write"), ("tweets read by id", "read"), ("pages read", "read"))
_LANE: Final = 1.3  # from one lane's floor to the next; a lane is 1 high


def draw_requests(requests: Requests, partitions: int, by: str) -> Picture:
    """Draw how often each partition is asked for the same reads and writes.

    Args:
        requests: the reads and writes.
        partitions: how many, 1 to 200.
        by: one of :data:`STRATEGIES`.

    Returns:
        The Picture; its text twin has, for each kind, all requests, the mean and the most.

    Raises:
        BadType, BadValue: as :func:`count_requests`.

    Complexity: as :func:`count_requests`, and one small figure on a frame that stands still.
    """
    counts, moved = count_requests(requests, partitions, by)
    kinds = requests.written, int((requests.pages[:, 0] >= 0).sum()), len(requests.pages)
    total, hottest = int(counts.sum()), int(counts.sum(axis=0).max())
    names = [f"{kind:,} {name}" for kind, (name, _) in zip(kinds, _KINDS, strict=True)]
    label = (
        f"By {by}, {partitions} partition{'s' * (partitions > 1)}: {total:,} requests. "
        f"The hottest partition gets {hottest:,}, {hottest * partitions / total:.1f} times "
        f"the mean. One more partition moves {moved:.1f} % of the keys."
    )
    said = [f"mean {lane.sum() / partitions:,.1f}, most {lane.max():,}" for lane in counts]
    lines = [
        f"{name}: {lane.sum():,} requests, {words}"
        for name, lane, words in zip(names, counts, said, strict=True)
    ]
    behind = _draw_frame(tuple(names))
    with house_style():
        figure, axes = _lanes()
        axes.set_axis_off()
        steps = np.repeat(np.arange(partitions + 1) / partitions, 2)  # floor, top, top, ..., floor
        outlines, colours = [], []
        for lane, words in enumerate(said):
            floor = -lane * _LANE
            tops = [floor + _height(count) for count in counts[lane].tolist() for _ in (0, 1)]
            outlines.append(list(zip(steps.tolist(), [floor, *tops, floor], strict=True)))
            colours.append(ROLES[_KINDS[lane][1]].colour)
            _write(axes, 1.02, floor + 0.5, words.split(", "), "left")
        # Not `stairs`: a third of the time would go into finding the limits, which are known.
        filled = PolyCollection(outlines, facecolors=colours, edgecolors="none")
        axes.add_collection(filled, autolim=False)
        return render(figure, label=label, text="\n".join([label, *lines]), behind=behind)


@lru_cache(maxsize=2)
def _draw_frame(names: tuple[str, ...]) -> str:
    """Draw the three floors, their scales and names, which no knob changes."""
    with house_style():
        figure, axes = _lanes()
        floors = [-lane * _LANE for lane in range(len(names))]
        marks = [(floor + _height(n), f"{n:,}") for floor in floors for n in (1, 10, 100, 1_000)]
        draw_axis(axes, "x", 0, 1, marks=[], title="the partitions, side by side")
        draw_axis(axes, "y", floors[-1], 1.15, marks=marks, grid=True)
        axes.spines["bottom"].set_visible(False)
        for floor, name in zip(floors, names, strict=True):
            axes.plot([0, 1], [floor, floor], color=INK, linewidth=1.2, clip_on=False)
            _write(axes, -0.14, floor + 0.5, name.split(" ", 2), "right")
        return drawing(figure)


def _write(axes: Axes, x: float, middle: float, lines: list[str], ha: str) -> None:
    """Write lines one by one: matplotlib would align them by the widths of its own font."""
    for at, line in enumerate(lines):
        axes.text(x, middle + 0.22 * ((len(lines) - 1) / 2 - at), line, ha=ha, va="center")


def _lanes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(390, left=200, right=140, top=10, bottom=45)
    axes.set(xlim=(0, 1), ylim=(-(len(_KINDS) - 1) * _LANE, 1.15))
    return figure, axes


def _height(count: int) -> float:
    """Place a count from 1 to 1,000 in a lane 1 high: 1 is a fifth, and each ten times as much."""
    return 0.2 + 0.8 * math.log10(count) / 3 if count else 0.0
