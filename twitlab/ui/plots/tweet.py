"""Draw what a tweet's id says, and what the parts of a tweet weigh."""

from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.columns import Ints
from twitlab.errors import BadValue
from twitlab.tweet import (
    LAST_SEQUENTIAL_ID,
    MAX_CHARACTERS,
    Tweet,
    Weight,
    decode,
    timestamps_ms,
)
from twitlab.ui.drawing.axis import Marks, draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render

# One character of each kind, and what UTF-8 makes of it.
SCRIPTS: Final = MappingProxyType(
    {
        "English (a)": "a",
        "Greek (λ)": "λ",
        "Hindi (ह)": "ह",
        "Japanese (東)": "東",
        "emoji (😀)": "😀",
    }
)

_FIELDS: Final = (("time", 22, 41), ("data centre", 17, 5), ("worker", 12, 5), ("sequence", 0, 12))


def draw_id(tweet_id: int) -> Picture:
    """Draw the four fields of an id where they stand in its 64 bits, with what they say.

    With an id as small as Twitter's own before Snowflake it says that those hold no time.

    Args:
        tweet_id: 0 to 2**63 - 1.

    Returns:
        The Picture; its text twin gives each field's bits and value.

    Raises:
        BadType, BadValue: it is no int, or out of range.

    Complexity: one small figure.
    """
    parts = decode(tweet_id)
    values = {
        "time": _moment(parts.timestamp_ms),
        "data centre": str(parts.datacenter_id),
        "worker": str(parts.worker_id),
        "sequence": f"{parts.sequence:,}",
    }
    bits = {name: f"{tweet_id >> low & (1 << size) - 1:0{size}b}" for name, low, size in _FIELDS}
    label = (
        f"Id {tweet_id}: {values['time']}, data centre {values['data centre']}, "
        f"worker {values['worker']}, sequence {values['sequence']}."
    )
    if tweet_id <= LAST_SEQUENTIAL_ID:
        label += (
            f" Twitter's own ids up to {LAST_SEQUENTIAL_ID:,} were counted one by one: "
            "in them this is no time."
        )
    lines = [f"{name:12}{bits[name]:>41}  {values[name]}" for name, _, _ in _FIELDS]
    with house_style():
        figure, axes = new_axes(70 + 44 * len(_FIELDS), left=110, right=30, top=0)
        draw_axis(axes, "x", 63.5, -0.5, marks=[(n, str(n)) for n in (63, 22, 17, 12, 0)])
        marks = [(row, name) for row, (name, _, _) in enumerate(_FIELDS)]
        draw_axis(axes, "y", len(_FIELDS) - 0.4, -0.6, marks=marks)
        axes.set_xlabel("bit, the highest on the left", labelpad=28)
        for row, (name, low, size) in enumerate(_FIELDS):
            box = Rectangle((low, row - 0.36), size, 0.72, facecolor="none", edgecolor=INK)
            axes.add_patch(box)
            axes.text(low + size / 2, row, bits[name], ha="center", va="center", fontsize=15)
            at_left = low + size < 30
            axes.text(
                low + size + 1 if at_left else low - 1,
                row,
                values[name],
                ha="right" if at_left else "left",
                va="center",
                weight="bold",
            )
        return render(figure, label=label, text="\n".join([label, *lines]))


def draw_weight(characters: int, script: str) -> Picture:
    """Draw the bytes of a tweet, part by part, for a text of one kind of character.

    Args:
        characters: how many, 1 to 140.
        script: which kind, one of :data:`SCRIPTS`.

    Returns:
        The Picture; its text twin is the same as a table.

    Raises:
        BadValue: characters or script is out of range.

    Complexity: one small figure at first, then its last bar only.
    """
    if not 1 <= characters <= MAX_CHARACTERS:
        raise BadValue(f"characters must be from 1 to {MAX_CHARACTERS}, got {characters}")
    if script not in SCRIPTS:
        raise BadValue(f"script must be one of {list(SCRIPTS)}, got {script!r}")
    tweet = Tweet(id=0, user_id=0, text=SCRIPTS[script] * characters)
    *fixed, last = (each for each in tweet.weight if each.bytes)
    label = (
        f"{characters} character{'s' * (characters > 1)}, {script}: {last.bytes} bytes of text, "
        f"{tweet.weight_bytes} bytes in all."
    )
    text = "\n".join([label, *(f"{each.field:22}{each.bytes:>4} B" for each in (*fixed, last))])
    behind = _draw_fixed(tuple(fixed), last.field)
    with house_style():
        figure, axes = _frame((), len(fixed) + 1, ())
        axes.set_axis_off()
        _draw_bar(axes, len(fixed), last)
        return render(figure, label=label, text=text, behind=behind)


@lru_cache(maxsize=1)
def _draw_fixed(fixed: tuple[Weight, ...], last: str) -> str:
    """Draw the fields that weigh the same in every tweet, and the place of the one that differs."""
    with house_style():
        names = [*(each.field for each in fixed), last]
        marks = [(n, str(n)) for n in range(0, 601, 100)]
        figure, axes = _frame(list(enumerate(names)), len(names), marks)
        for row, each in enumerate(fixed):
            _draw_bar(axes, row, each)
        return drawing(figure)


def _draw_bar(axes: Axes, row: int, field: Weight) -> None:
    axes.barh([row], [field.bytes], height=0.55, color=ROLES["measured"].colour)
    axes.text(field.bytes + 6, row, str(field.bytes), va="center")


def _frame(names: Marks, rows: int, sizes: Marks) -> tuple[Figure, Axes]:
    figure, axes = new_axes(70 + 34 * rows, left=200, right=50, top=0)
    draw_axis(axes, "x", 0, 600, marks=sizes, title="bytes", grid=True)
    draw_axis(axes, "y", rows - 0.4, -0.6, marks=names)
    return figure, axes


def draw_hours(ids: Ints) -> Picture:
    """Draw how many tweets each hour of the day has (UTC), from nothing but their ids.

    With ids as small as Twitter's own before Snowflake it says that those hold no time.

    Args:
        ids: snowflakes, int64, shape (count,), at least one.

    Returns:
        The Picture; its text twin has the count of each hour.

    Raises:
        BadType, BadValue: they are not such ids, or there are none.

    Complexity: O(count), and one small figure.
    """
    hours = timestamps_ms(ids) // 3_600_000 % 24
    if not hours.size:
        raise BadValue("ids must be one or more, got none")
    counts = np.bincount(hours, minlength=24).tolist()
    most, fewest = (counts.index(each(counts)) for each in (max, min))
    label = (
        f"{hours.size:,} tweets: busiest from {most}:00 UTC ({counts[most]:,}), "
        f"quietest from {fewest}:00 ({counts[fewest]:,})."
    )
    if early := int((ids <= LAST_SEQUENTIAL_ID).sum()):
        label += (
            f" {early:,} of them hold no time, if they are Twitter's own from before Snowflake."
        )
    text = "\n".join([label, *(f"{hour:2}:00 {count:>9,}" for hour, count in enumerate(counts))])
    with house_style():
        figure, axes = new_axes(260, left=80, right=30, top=10)
        marks = [(hour, f"{hour}:00") for hour in range(0, 24, 3)]
        draw_axis(axes, "x", -0.7, 23.7, marks=marks, title="hour of the day, UTC")
        draw_axis(axes, "y", 0, max(counts) * 1.05, grid=True, ticks=5)
        axes.bar(range(24), counts, width=0.7, color=ROLES["measured"].colour)
        return render(figure, label=label, text=text)


def _moment(timestamp_ms: int) -> str:
    at = datetime.fromtimestamp(timestamp_ms // 1_000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{timestamp_ms % 1_000:03} UTC"
