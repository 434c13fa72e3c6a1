"""Draw an axis as a few artists, not five for each tick: a widget waits for every one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.ticker import MaxNLocator, NullLocator

from twitlab.errors import BadValue
from twitlab.ui.drawing.numbers import short_number
from twitlab.ui.drawing.style import INK

Marks = Sequence[tuple[float, str]]

_TICK_PX: Final = 5
_PAD_PX: Final = 9
_TITLE_PX: Final = 28  # what ticks and their names take below an axis

_TICK: Final[dict[str, Any]] = {
    "linestyle": "none",
    "color": INK,
    "markersize": _TICK_PX,
    "markeredgewidth": 1.2,
    "clip_on": False,
}


def draw_axis(
    axes: Axes,
    which: str,
    low: float,
    high: float,
    *,
    title: str = "",
    log: bool = False,
    marks: Marks | None = None,
    grid: bool = False,
    ticks: int = 8,
) -> None:
    """Give the x or the y axis its ends, its ticks with their names, and its title.

    matplotlib's own ticks cost five artists each, half of the time that a small figure takes.

    Args:
        axes: whose axis.
        which: "x" or "y".
        low: its left or lower end; above `high` it runs the other way.
        high: its other end.
        title: what is counted; for the x axis only (a y axis is named by the picture's label).
        log: whether it is logarithmic.
        marks: ticks with their names; None takes round numbers, or powers of ten if `log`.
        grid: whether each tick has a line through the picture.
        ticks: how many round numbers to show at most.

    Raises:
        BadValue: `which` is not "x" or "y", the ends are equal, or a logarithmic axis does not
            have 0 < low < high.

    Complexity: O(ticks) time.
    """
    if which not in ("x", "y"):
        raise BadValue(f'which must be "x" or "y", got {which!r}')
    if log and not 0 < low < high:
        raise BadValue(f"low and high must satisfy 0 < low < high, got {low!r} and {high!r}")
    if low == high:
        raise BadValue(f"low and high must differ, got {low!r} twice")
    axes.set(
        **{f"{which}scale": "log" if log else "linear", f"{which}lim": (float(low), float(high))}
    )
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(NullLocator())
    axis.set_minor_locator(NullLocator())
    if marks is None:
        marks = _powers(low, high, ticks) if log else _round_numbers(low, high, ticks)
    places = [float(at) for at, _ in marks]
    at_zero = [0.0] * len(marks)
    if which == "x":
        along, (names, va, ha) = axes.get_xaxis_transform(), axes.get_xaxis_text1_transform(_PAD_PX)
        axes.plot(places, at_zero, transform=along, marker=TICKDOWN, **_TICK)
        lines = [((at, 0.0), (at, 1.0)) for at in places]
        axes.set_xlabel(title, labelpad=_TITLE_PX)
        points = list(zip(places, at_zero, strict=True))
    else:
        along, (names, va, ha) = axes.get_yaxis_transform(), axes.get_yaxis_text1_transform(_PAD_PX)
        axes.plot(at_zero, places, transform=along, marker=TICKLEFT, **_TICK)
        lines = [((0.0, at), (1.0, at)) for at in places]
        points = list(zip(at_zero, places, strict=True))
    for (x, y), (_, name) in zip(points, marks, strict=True):
        axes.text(x, y, name, transform=names, va=va, ha=ha)
    if grid:
        ruled = LineCollection(
            lines, colors=INK, alpha=0.2, linewidths=1, transform=along, zorder=0.5
        )
        axes.add_collection(ruled, autolim=False)


def _powers(low: float, high: float, ticks: int) -> Marks:
    # Exact powers of ten, from decimal text: 10.0**n differs between processors.
    powers = [n for n in range(-30, 60) if low <= float(f"1e{n}") <= high]
    digits = (1,) if len(powers) >= 3 else (1, 2, 5)
    every = -(-len(powers) // ticks) if len(powers) >= 3 else 1
    texts = [f"{digit}e{n}" for n in range(-30, 60) if n % every == 0 for digit in digits]
    return [
        (float(text), short_number(int(Decimal(text)) if Decimal(text) >= 1 else float(text)))
        for text in texts
        if low <= float(text) <= high
    ]


def _round_numbers(low: float, high: float, ticks: int) -> Marks:
    low, high = min(low, high), max(low, high)
    places = MaxNLocator(ticks, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [(float(at), short_number(float(at))) for at in places if low <= at <= high]
