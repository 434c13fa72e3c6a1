"""Draw cost, latency and staleness of a hybrid fan-out, as its celebrity threshold is turned."""

import math
from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from twitlab.errors import BadValue
from twitlab.experiments import GRID, Costs, Workload, costs_of
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.plots.fanout import counted, write_lines

CURVES: Final = ("hidden", "shown")

AIM_S: Final = 5  # highscalability.com, 8 July 2013


_LANE: Final = 1.25  # from one lane's floor to the next; a lane is 1 high
_LANES: Final = (  # name, the value at its floor, and how many times ten fit
    (("cost: list", "operations", "for each tweet"), 1.0, 4),
    (("latency: lists", "that a page", "waits for"), 1.0, 3),
    (("staleness:", "seconds to the", "last follower"), 0.1, 4),
)
_LINES: Final = (  # lane, row of its words beside the lane, role, style
    (0, -1, "write", "-"),
    (0, 0, "read", "--"),
    (0, 1, "measured", ":"),
    (1, 0, "read", "--"),
    (2, 0, "write", "-"),
)
_RIGHT: Final = math.log10(6_000)


def draw_threshold(
    workload: Workload, threshold: int, pages: int, per_s: int, curves: str = "shown"
) -> Picture:
    """Draw cost, latency and staleness of a hybrid, at one threshold or at all.

    Cost counts list operations for each tweet: entries written, and lists read for the pages that
    are read while one tweet is posted.

    Args:
        workload: the tweets and the graph.
        threshold: who has more followers is pulled, 10 to 6,000.
        pages: how many are read for each tweet that is posted, 1 or more.
        per_s: how many deliveries a second are made, 1 or more.
        curves: "shown" for what other thresholds would give, "hidden" to look for it.

    Returns:
        The Picture; its text twin has the numbers of this threshold, or of all.

    Raises:
        BadType: threshold is not an int.
        BadValue: an argument is out of range.

    Complexity: as :func:`costs_of`, for some twenty thresholds if curves are shown.
    """
    if curves not in CURVES:
        raise BadValue(f"curves must be one of {list(CURVES)}, got {curves!r}")
    if pages < 1:
        raise BadValue(f"pages must be 1 or more, got {pages}")
    here = costs_of(workload, threshold, per_s)
    label = (
        f"Above {threshold:,} followers, {counted(here.celebrities, 'account')} pulled: "
        f"{here.written + pages * here.lists:,.1f} list operations for each tweet; "
        f"99 in 100 readers wait for at most {counted(here.most_lists, 'list')} a page; "
        f"the last follower of the slowest tweet has it after {here.last_s:,.1f} s."
    )
    shown = {each: costs_of(workload, each, per_s) for each in GRID} if curves == "shown" else {}
    rows = [_row(each, found, pages) for each, found in sorted({**shown, threshold: here}.items())]
    head = "threshold  written  lists read       sum  lists of a page  last follower"
    behind = _draw_frame()
    with house_style():
        figure, axes = _lanes()
        axes.set_axis_off()
        values = {each: _values(found, pages) for each, found in shown.items()}
        at = math.log10(threshold)
        for line, (value, words) in enumerate(zip(_values(here, pages), _words(here, pages))):
            lane, row, role, style = _LINES[line]
            colour, marker = ROLES[role].colour, ROLES[role].marker
            if values:
                axes.plot([math.log10(each) for each in values],
                          [_height(lane, each[line]) for each in values.values()],
                          color=colour, linestyle=style, linewidth=2)  # fmt: skip
            middle = -lane * _LANE + 0.5 - 0.26 * row
            axes.plot([at, _RIGHT + 0.14], [_height(lane, value), middle], marker=marker,
                      color=colour, linestyle="none", clip_on=False)  # fmt: skip
            axes.text(_RIGHT + 0.22, middle, words, va="center")
        return render(figure, label=label, text="\n".join([label, head, *rows]), behind=behind)


@lru_cache(maxsize=1)
def _draw_frame() -> str:
    """Draw the three floors, their scales and names, and the aim, which no knob changes."""
    with house_style():
        figure, axes = _lanes()
        marks = []
        for lane, (name, low, tens) in enumerate(_LANES):
            for ten in range(tens + 1):
                value = low * 10**ten
                marks.append((_height(lane, value), f"{value:,.0f}" if value >= 1 else "0.1"))
            axes.plot([1, _RIGHT], [-lane * _LANE] * 2, color=INK, linewidth=1.2, clip_on=False)
            write_lines(axes, 0.58, -lane * _LANE + 0.5, name, "right", 0.26)
        followers = [(float(n), f"{10**n:,}") for n in (1, 2, 3)]
        draw_axis(axes, "x", 1, _RIGHT, marks=[*followers, (_RIGHT, "6,000")],
                  title="threshold: who has more followers is pulled")  # fmt: skip
        draw_axis(axes, "y", -2 * _LANE, 1.05, marks=marks, grid=True)
        axes.spines["bottom"].set_visible(False)
        aim = _height(2, AIM_S)
        axes.plot([1, _RIGHT], [aim, aim], color=INK, linestyle="--", linewidth=2)
        axes.text(1.02, aim + 0.03, f"the aim: {AIM_S} s", va="bottom")
        return drawing(figure)


def _lanes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(430, left=205, right=200, top=10, bottom=55)
    axes.set(xlim=(1, _RIGHT), ylim=(-2 * _LANE, 1.05))
    return figure, axes


def _height(lane: int, value: float) -> float:
    """Place a value in its lane; one below the floor or above the top is put there."""
    _, low, tens = _LANES[lane]
    within = math.log10(value / low) / tens if value > 0 else 0.0
    return min(max(within, 0.0), 1.0) - lane * _LANE


def _values(found: Costs, pages: int) -> tuple[float, ...]:
    """Give what the lines show, in the order of _LINES."""
    read = pages * found.lists
    return found.written, read, found.written + read, float(found.most_lists), found.last_s


def _words(found: Costs, pages: int) -> tuple[str, ...]:
    written, read, total, lists, last_s = _values(found, pages)
    return (
        f"written {written:,.1f}",
        f"lists read {read:,.1f}",
        f"sum {total:,.1f}",
        counted(int(lists), "list"),
        f"{last_s:,.1f} s",
    )


def _row(threshold: int, found: Costs, pages: int) -> str:
    written, read, total, lists, last_s = _values(found, pages)
    return (
        f"{threshold:>9,} {written:>8,.1f} {read:>11,.1f} {total:>9,.1f} "
        f"{lists:>16,.0f} {last_s:>12,.1f} s"
    )
