"""Draw the path from a gateway to a count: what falls from stage to stage, and how late it is."""

from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from twitlab.experiments.pipeline import (
    HOPS,
    Delays,
    FlushFall,
    Hop,
    flush_falls,
    path_stages,
    trace_event,
)
from twitlab.log import STAGES, Stage
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import say_number, say_seconds, short_number
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.drawing.table import as_table

# Stages

_NAMES: Final = ("events, as JSON", "flushes", "parts, by key", "files of minutes")
_COLUMNS: Final = (("messages", "write"), ("records", "measured"), ("bytes", "read"))
_WIDE: Final = 225  # of a column, its gap included
_TEN: Final = 13  # pixels for ten times as much
_ROW: Final = 60


def draw_stages(flush_events: int = 4_000, skew: str = "usual") -> Picture:
    """Draw what 64,000 likes become from stage to stage: messages, records and bytes.

    Args:
        flush_events: one of :data:`~twitlab.experiments.pipeline.PATH_FLUSHES`.
        skew: one of :data:`~twitlab.experiments.pipeline.PATH_SKEWS`.

    Returns:
        The Picture; its text twin is the table, with how many times less there is.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: as :func:`~twitlab.experiments.pipeline.path_stages`, and one small figure.
    """
    stages = path_stages(flush_events, skew)
    messages, records, nbytes = map(say_number, stages[1].fall(stages[0]))
    label = (
        f"A flush of {flush_events:,} likes: messages fall {messages} times, records {records} "
        f"times, bytes {nbytes} times."
    )
    rows = [(name, *_texts(stage, stages[0])) for name, stage in zip(_NAMES, stages, strict=True)]
    heads = [("", ""), *(head for name, _ in _COLUMNS for head in ((name, ""), ("times", "less")))]
    with house_style():
        figure, axes = _stage_axes()
        for at, (name, role) in enumerate(_COLUMNS):
            for lane, stage in enumerate(stages):
                _draw_value(
                    axes, at * _WIDE, lane, getattr(stage, name), role, rows[lane][2 + 2 * at]
                )
        return render(figure, label=label, text="\n".join([label, *as_table(heads, rows)]),
                      behind=_stage_frame())  # fmt: skip


def _draw_value(axes: Axes, left: int, lane: int, value: int, role: str, less: str) -> None:
    """Draw a line that is longer by as much for each ten times, its number, and the fall."""
    look, long = ROLES[role], _TEN * max(0, len(str(value)) - 1 + int(str(value)[0]) / 10)
    axes.plot([left, left + long], [lane * _ROW] * 2, color=look.colour)
    axes.plot([left + long], [lane * _ROW], marker=look.marker, color=look.colour)
    axes.text(left + long + 12, lane * _ROW, short_number(_rounded(value)), va="center")
    if less:
        axes.text(left + 8, lane * _ROW + 22, f"÷ {less}", va="center")


def _rounded(value: int) -> int:
    """Round to three digits."""
    return round(value, 3 - len(str(value)))


def _texts(stage: Stage, first: Stage) -> list[str]:
    falls = ["" if stage is first else say_number(fall) for fall in stage.fall(first)]
    values = (f"{getattr(stage, name):,}" for name, _ in _COLUMNS)
    return [text for pair in zip(values, falls) for text in pair]


@lru_cache(maxsize=1)
def _stage_frame() -> str:
    """Draw the names of rows and columns, which no knob changes."""
    with house_style():
        figure, axes = _stage_axes()
        for lane, name in enumerate(_NAMES):
            axes.text(-14, lane * _ROW, name, ha="right", va="center")
        for at, (name, _) in enumerate(_COLUMNS):
            axes.text(at * _WIDE, -45, name, va="center", weight="bold")
            axes.plot([at * _WIDE] * 2, [-25, (len(STAGES) - 0.5) * _ROW], color=INK, linewidth=1.2)
        low = (len(STAGES) - 0.5) * _ROW + 25
        axes.text(0, low, "a line that is longer by this", va="center")
        axes.plot([230, 230 + _TEN], [low] * 2, color=INK)
        axes.text(255, low, "is ten times as much; ÷ is since the first stage", va="center")
        return drawing(figure)


def _stage_axes() -> tuple[Figure, Axes]:
    high = 110 + _ROW * len(STAGES)
    figure, axes = new_axes(high, left=165, right=10, top=5, bottom=5)
    axes.set(xlim=(0, 685), ylim=(high - 75, -65))
    axes.set_axis_off()
    return figure, axes


# Flushes of all sizes

_LINES: Final = (
    ("messages", "events", "write"),
    ("bytes, packed", "bytes", "read"),
    ("bytes, JSON", "json_bytes", "estimate"),
    ("records", "records", "measured"),
)


def draw_falls(skew: str = "usual") -> Picture:
    """Draw how many times less is sent, by the number of events in a flush.

    Args:
        skew: one of :data:`~twitlab.experiments.pipeline.PATH_SKEWS`.

    Returns:
        The Picture; its text twin is the table.

    Raises:
        BadType, BadValue: skew is none.

    Complexity: as :func:`~twitlab.experiments.pipeline.flush_falls`, and one small figure.
    """
    falls = flush_falls(skew)
    last = next(fall for fall in falls if fall.events == 4_000)
    label = (
        f"At 4,000 events a flush there are 4,000 times fewer messages, {last.bytes:.0f} times "
        f"fewer bytes and {last.records:.1f} times fewer records."
    )
    heads = [("events,", "a flush"), *((name, "") for name, *_ in _LINES)]
    rows = [(f"{fall.events:,}", *(_said(fall, name) for _, name, _ in _LINES)) for fall in falls]
    with house_style():
        figure, axes = new_axes(400, left=90, right=175, top=20, bottom=65)
        axes.set(xscale="log", yscale="log", xlim=(0.8, 25_000), ylim=(0.7, 25_000))
        for name, field, role in _LINES:
            look, values = ROLES[role], [getattr(fall, field) for fall in falls]
            axes.plot([fall.events for fall in falls], values, color=look.colour,
                      marker=look.marker)  # fmt: skip
            axes.annotate(name, (falls[-1].events, values[-1]), (14, 0), va="center",
                          textcoords="offset pixels", annotation_clip=False)  # fmt: skip
        marks = [(10**at, short_number(10**at)) for at in range(5)]
        draw_axis(
            axes, "x", 0.8, 25_000, log=True, marks=marks, title="events that a flush stands for"
        )
        draw_axis(axes, "y", 0.7, 25_000, log=True, marks=marks, grid=True, title="times less")
        return render(figure, label=label, text="\n".join([label, *as_table(heads, rows)]))


def _said(fall: FlushFall, name: str) -> str:
    value = getattr(fall, name)
    return f"{value:,}" if isinstance(value, int) else f"{value:.1f}"


# One like, followed

_LEAST_MS: Final = 10


def draw_trace(
    second: int = 20, flush_events: int = 4_000, delays: Delays | None = None
) -> Picture:
    """Draw when each place has one like, and when it has the unluckiest of all.

    Args:
        second: at which it happens, 0 to 59.
        flush_events: how many make a flush, 1 or more.
        delays: of all steps; the usual ones where it is None.

    Returns:
        The Picture; its text twin is the table.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: as :func:`~twitlab.experiments.pipeline.trace_event`, and one small figure.
    """
    hops = trace_event(second, flush_events, Delays() if delays is None else delays)
    fast, exact = hops[5], hops[6]
    label = (
        f"A like of second {second} is in the fast answer after {_seconds(fast.after_ms)}, and in "
        f"an exact file after {_seconds(exact.after_ms)}."
    )
    heads = [("", ""), ("this step", "takes"), ("so far", ""), ("so far,", "at most")]
    rows = [(hop.name, *map(_seconds, _times(hop))) for hop in hops]
    with house_style():
        figure, axes = _trace_axes()
        axes.set_axis_off()
        for lane, hop in enumerate(hops):
            _draw_hop(axes, lane, hop)
        return render(figure, label=label, text="\n".join([label, *as_table(heads, rows)]),
                      behind=_trace_frame())  # fmt: skip


def _draw_hop(axes: Axes, lane: int, hop: Hop) -> None:
    here, worst = (max(_LEAST_MS, each) for each in (hop.after_ms, hop.stalest_ms))
    mine, other = ROLES["measured"], ROLES["lost"]
    axes.plot([here, worst], [lane] * 2, color=other.colour, linewidth=1.5)
    axes.plot([worst], [lane], marker=other.marker, color=other.colour, clip_on=False)
    axes.plot([here], [lane], marker=mine.marker, color=mine.colour, clip_on=False)
    said = _seconds(hop.after_ms)
    if hop.stalest_ms > hop.after_ms:
        said += f", at most {_seconds(hop.stalest_ms)}"
    axes.annotate(said, (worst, lane), (14, 0), textcoords="offset pixels",
                  va="center", annotation_clip=False)  # fmt: skip


@lru_cache(maxsize=1)
def _trace_frame() -> str:
    """Draw the scale and the names, which no knob changes."""
    with house_style():
        figure, axes = _trace_axes()
        for lane, name in enumerate(HOPS):
            axes.annotate(name, (_LEAST_MS, lane), (-16, 0), textcoords="offset pixels",
                          ha="right", va="center")  # fmt: skip
        marks = [(10.0**at, say_seconds(10**at / 1_000)) for at in (1, 2, 3)]
        marks += [(60_000.0, "1 min"), (3_600_000.0, "1 h")]
        draw_axis(axes, "x", *axes.get_xlim(), log=True, marks=marks, grid=True,
                  title="since it happened: ■ this like, × the unluckiest of all")  # fmt: skip
        return drawing(figure)


def _trace_axes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(430, left=215, right=285, top=5, bottom=65)
    axes.set(xscale="log", xlim=(_LEAST_MS, 6_000_000), ylim=(len(HOPS) - 0.4, -0.6), yticks=[])
    axes.spines["left"].set_visible(False)
    return figure, axes


def _times(hop: Hop) -> tuple[int, int, int]:
    return hop.took_ms, hop.after_ms, hop.stalest_ms


def _seconds(ms: int) -> str:
    return "0 ms" if not ms else say_seconds(ms / 1_000)
