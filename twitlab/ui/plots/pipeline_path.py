"""Draw the path as a map of its boxes, and what a gateway's buffer costs."""

from functools import lru_cache
from typing import Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.errors import BadValue
from twitlab.experiments.pipeline import BUFFER_RATES, BufferCosts, buffer_costs, path_stages
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import say_number, short_number
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.drawing.table import as_table

# The map


class _Box(NamedTuple):
    name: str
    x: int
    y: int
    lines: tuple[str, ...]
    role: str | None


class _Arrow(NamedTuple):
    start: str
    end: str
    said: str  # with the numbers of messages, by stage
    role: str


_HALF: Final = 72, 28  # of a box
_BOXES: Final = (
    _Box("phones", 85, 40, ("phones",), None),
    _Box("gateways", 305, 40, ("gateways",), None),
    _Box("partitioner", 535, 40, ("partitioner",), None),
    _Box("speed layer", 765, 40, ("speed layer",), "estimate"),
    _Box("log", 305, 170, ("log, synced",), "write"),
    _Box("files of minutes", 535, 170, ("files of", "minutes"), "measured"),
    _Box("batch layer", 305, 300, ("batch layer",), "measured"),
    _Box("serving layer", 765, 300, ("serving", "layer"), "read"),
)
_ARROWS: Final = (
    _Arrow("phones", "gateways", "{events}", "write"),
    _Arrow("gateways", "log", "{events} raw", "write"),
    _Arrow("gateways", "partitioner", "{flushes}", "write"),
    _Arrow("partitioner", "speed layer", "{parts}", "write"),
    _Arrow("partitioner", "files of minutes", "{parts}", "write"),
    _Arrow("log", "batch layer", "{events} raw", "read"),
    _Arrow("speed layer", "serving layer", "approximate, now", "read"),
    _Arrow("batch layer", "serving layer", "exact hours, late", "read"),
)


def draw_path(flush_events: int = 4_000) -> Picture:
    """Draw the boxes that 64,000 likes pass until somebody reads a count, and the messages.

    Args:
        flush_events: one of :data:`~twitlab.experiments.pipeline.PATH_FLUSHES`.

    Returns:
        The Picture; its text twin has a line for each arrow.

    Raises:
        BadType, BadValue: flush_events is none of these.

    Complexity: as :func:`~twitlab.experiments.pipeline.path_stages`, and one small figure.
    """
    stages = path_stages(flush_events)
    numbers = {stage.name: f"{stage.messages:,}" for stage in stages}
    label = (
        f"The path of {numbers['events']} likes: {numbers['flushes']} flushes leave the gateways, "
        f"{numbers['parts']} parts leave the partitioner."
    )
    texts = [each.said.format(**numbers) for each in _ARROWS]
    rows = [(each.start, each.end, said) for each, said in zip(_ARROWS, texts, strict=True)]
    table = as_table([("from", ""), ("to", ""), ("messages", "")], rows)
    with house_style():
        figure, axes = _map_axes()
        boxes = {box.name: box for box in _BOXES}
        for box in _BOXES:
            _draw_box(axes, box)
        for each, said in zip(_ARROWS, texts, strict=True):
            _draw_arrow(axes, boxes[each.start], boxes[each.end], said, each.role)
        return render(figure, label=label, text="\n".join([label, *table]))


def _draw_box(axes: Axes, box: _Box) -> None:
    wide, high = _HALF
    axes.add_patch(
        Rectangle((box.x - wide, box.y - high), 2 * wide, 2 * high, fill=False,
                  edgecolor=ROLES[box.role].colour if box.role else INK,
                  linewidth=4 if box.role else 1.2)
    )  # fmt: skip
    for at, line in enumerate(box.lines):
        y = box.y + 20 * (at - (len(box.lines) - 1) / 2)
        axes.text(box.x, y, line, ha="center", va="center", weight="bold" if box.role else "normal")


def _draw_arrow(axes: Axes, start: _Box, end: _Box, said: str, role: str) -> None:
    is_level, (wide, high) = start.y == end.y, _HALF
    x, y = (wide + 3, 0) if is_level else (0, high + 3)
    here, there = (start.x + x, start.y + y), (end.x - x, end.y - y)
    axes.annotate("", xy=there, xytext=here,
                  arrowprops={"arrowstyle": "-|>", "color": ROLES[role].colour, "linewidth": 2.5,
                              "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    middle = (here[0] + there[0]) / 2, (here[1] + there[1]) / 2
    if is_level:
        axes.text(middle[0] - 4, middle[1] - 14, said, ha="center", va="center")
    else:
        is_right = start.x > 700  # no room to the right of it; and boxes to the left of its middle
        side, at = (-12, 235.0) if is_right else (12, middle[1])
        axes.text(middle[0] + side, at, said, ha="right" if is_right else "left", va="center")


def _map_axes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(345, left=5, right=5, top=5, bottom=5)
    axes.set(xlim=(0, 850), ylim=(335, 0))
    axes.set_axis_off()
    return figure, axes


# The buffer

BUFFER_AGES: Final = {"10 ms": 10, "100 ms": 100, "1 s": 1_000, "10 s": 10_000, "60 s": 60_000}
BUFFER_SIZES: Final = {f"{size:,}": size for size in (1, 100, 1_000, 4_000, 20_000)}
_LANES: Final = (
    ("likes, a minute", "events", "measured"),
    ("messages, a minute", "messages", "write"),
    ("records, a minute", "records", "write"),
    ("ms that a like waits, at most", "wait_ms", "lost"),
    ("likes that wait, at most", "at_risk", "lost"),
)
_MOST: Final = 3_000_000


def draw_buffer(rate: str = "usual", age: str = "1 s", size: str = "4,000") -> Picture:
    """Draw what one gateway sends, how late it is, and how much waits in it.

    Args:
        rate: one of :data:`~twitlab.experiments.pipeline.BUFFER_RATES`.
        age: that a like waits for others, one of :data:`BUFFER_AGES`.
        size: how many make a flush, one of :data:`BUFFER_SIZES`.

    Returns:
        The Picture; its text twin has a line for each number.

    Raises:
        BadType, BadValue: an argument is none of these.

    Complexity: as :func:`~twitlab.experiments.pipeline.buffer_costs`, and one small figure.

    >>> draw_buffer("usual", "1 s", "4,000").label
    '2,000 likes a second, flushed after 1 s or 4,000 likes: 60 messages a minute, 2,001 wait.'
    """
    for name, asked, known in (("age", age, BUFFER_AGES), ("size", size, BUFFER_SIZES)):
        if asked not in known:
            raise BadValue(f"{name} must be one of {[*known]}, got {asked!r}")
    costs = buffer_costs(rate, BUFFER_AGES[age], BUFFER_SIZES[size])
    label = (
        f"{BUFFER_RATES[rate]:,} likes a second, flushed after {age} or {size} likes: "
        f"{say_number(costs.messages)} messages a minute, {costs.at_risk:,} wait."
    )
    lines = [f"{said:30}{_value(costs, name):11,}" for said, name, _ in _LANES]
    with house_style():
        figure, axes = _buffer_axes()
        axes.set_axis_off()
        for lane, (_, name, role) in enumerate(_LANES):
            value, look = _value(costs, name), ROLES[role]
            at = max(float(value), 0.5)
            axes.plot([0.5, at], [lane] * 2, color=look.colour)
            axes.plot([at], [lane], marker=look.marker, color=look.colour, clip_on=False)
            axes.annotate(f"{value:,}", (at, lane), (14, 0), textcoords="offset pixels",
                          va="center", annotation_clip=False)  # fmt: skip
        return render(figure, label=label, text="\n".join([label, *lines]), behind=_buffer_frame())


@lru_cache(maxsize=1)
def _buffer_frame() -> str:
    """Draw the scale and the names, which no knob changes."""
    with house_style():
        figure, axes = _buffer_axes()
        for lane, (said, _, _) in enumerate(_LANES):
            axes.annotate(said, (0.5, lane), (-16, 0), textcoords="offset pixels", ha="right",
                          va="center")  # fmt: skip
        marks = [(0.5, "0"), *((10**at, short_number(10**at)) for at in range(7))]
        draw_axis(axes, "x", *axes.get_xlim(), log=True, marks=marks, grid=True,
                  title="each line to the right is ten times the one before")  # fmt: skip
        return drawing(figure)


def _buffer_axes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(310, left=275, right=110, top=5, bottom=60)
    axes.set(xscale="log", xlim=(0.5, _MOST), ylim=(len(_LANES) - 0.4, -0.6), yticks=[])
    axes.spines["left"].set_visible(False)
    return figure, axes


def _value(costs: BufferCosts, name: str) -> int:
    value: float = getattr(costs, name)
    return round(value)
