"""Draw a count-min sketch so small that one can watch its keys collide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.counting import CountMin
from twitlab.errors import BadType, BadValue
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

UPDATES: Final = ("plain", "conservative")

_MOST_WIDTH: Final = 6
_MOST_DEPTH: Final = 4
_MOST_KEYS: Final = 5
_MOST_EVENTS: Final = 40
_CELL: Final = (72, 62)
_READ: Final = 66  # how wide a column of what is read is
_GAP: Final = 48
_LEFT: Final = 66


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Hold a sketch after some events, and what its keys read."""

    sketch: CountMin
    came: dict[str, int]  # how often, in the order of the keys asked
    homes: Ints  # the cell of each row, shape (depth, keys asked)
    written: set[tuple[int, int]]  # what the last event raised, as (row, cell)

    def shared(self, row: int, cell: int) -> str:
        """Give the keys that came and have this cell."""
        names = zip(self.came.items(), self.homes[row].tolist(), strict=True)
        return "".join(key for (key, often), home in names if often and home == cell)

    def read(self, row: int) -> list[int]:
        """Give what the cells of the asked keys have in a row."""
        found: list[int] = self.sketch.cells[row][self.homes[row]].tolist()
        return found

    def estimates(self) -> list[int]:
        """Give what the asked keys read."""
        found: list[int] = self.sketch.estimate([*self.came]).tolist()
        return found


def draw_cells(
    stream: Sequence[str],
    asked: Sequence[str],
    *,
    width: int,
    depth: int,
    seed: int,
    events: int | None = None,
    update: str = "plain",
) -> Picture:
    """Draw each cell of a count-min sketch with the keys that share it, and what keys read.

    Args:
        stream: keys of one letter, at most 40.
        asked: 1 to 5 different keys of one letter, all of the stream's among them.
        width: cells in a row, 1 to 6.
        depth: rows, 1 to 4.
        seed: of the sketch.
        events: how many of the stream have come; None for all.
        update: one of :data:`UPDATES`.

    Returns:
        The Picture; its text twin has a line for each row, and one for each key asked.

    Raises:
        BadType: a number is no int, or a key no str.
        BadValue: an argument is out of range, or a key of the stream is not asked.

    Complexity: one small figure.

    >>> draw_cells("AAB", "ABC", width=4, depth=2, seed=0).label
    'After 3 retweets, plain: A reads 2 (came 2), B reads 1 (came 1), C reads 0 (came 0).'
    """
    check_int("width", width, 1, _MOST_WIDTH)
    check_int("depth", depth, 1, _MOST_DEPTH)
    if update not in UPDATES:
        raise BadValue(f"update must be one of {[*UPDATES]}, got {update!r}")
    _check_keys(stream, asked)
    end = len(stream) if events is None else check_int("events", events, 0, len(stream))
    sketch = CountMin(width, depth, conservative=update == "conservative", seed=seed)
    table = _fill(sketch, stream[:end], asked)
    label = _say(table, end, update)
    with house_style():
        high = 70 + depth * _CELL[1] + 76
        figure, axes = new_axes(high, left=0, right=0, top=0, bottom=0)
        axes.set(xlim=(0, 860), ylim=(high, 0))
        axes.set_axis_off()
        _draw_grid(axes, table)
        _draw_reads(axes, table)
        return render(figure, label=label, text="\n".join([label, *_lines(table)]))


def _fill(sketch: CountMin, stream: Sequence[str], asked: Sequence[str]) -> _Table:
    before = sketch.cells.copy()
    for key in stream:
        before = sketch.cells.copy()
        sketch.add(key)
    rows, cells = (sketch.cells != before).nonzero()
    came = {key: [*stream].count(key) for key in asked}
    written = set(zip(rows.tolist(), cells.tolist(), strict=True))
    return _Table(sketch, came, sketch.cells_of([*asked]), written)


def _say(table: _Table, end: int, update: str) -> str:
    pairs = zip(table.came.items(), table.estimates(), strict=True)
    said = ", ".join(f"{key} reads {read} (came {came})" for (key, came), read in pairs)
    return f"After {end} retweets, {update}: {said}."


def _lines(table: _Table) -> list[str]:
    lines = []
    for row in range(table.sketch.depth):
        cells = [
            f"{count} {table.shared(row, at)}".strip()
            for at, count in enumerate(table.sketch.cells[row].tolist())
        ]
        lines.append(f"row {row}   " + "  ".join(f"{each:7}" for each in cells).rstrip())
    reads = [table.read(row) for row in range(table.sketch.depth)]
    for at, (key, came) in enumerate(table.came.items()):
        numbers = [row[at] for row in reads]
        said = ", ".join(map(str, numbers))
        lines.append(f"{key} has {said} in its cells: it reads {min(numbers)}, and came {came}")
    return lines


def _draw_grid(axes: Axes, table: _Table) -> None:
    wide, high = _CELL
    for row in range(table.sketch.depth):
        top = 70 + row * high
        axes.text(_LEFT - 12, top + high / 2, f"row {row}", ha="right", va="center")
        for at, count in enumerate(table.sketch.cells[row].tolist()):
            left, keys = _LEFT + at * wide, table.shared(row, at)
            is_shared, is_new = len(keys) > 1, (row, at) in table.written
            box = Rectangle(
                (left + 3, top + 3), wide - 6, high - 6, fill=False,
                edgecolor=ROLES["lost"].colour if is_shared else INK,
                linewidth=4 if is_shared else 1.2)  # fmt: skip
            axes.add_patch(box)
            middle = left + wide / 2
            axes.text(middle, top + 21, keys, ha="center", va="center", parse_math=False)
            axes.text(middle, top + 43, f"{count}", ha="center", va="center",
                      weight="bold" if is_new else "normal")  # fmt: skip
            if is_new:
                axes.plot([middle - 14, middle + 14], [top + 54] * 2, linewidth=4,
                          color=ROLES["write"].colour)  # fmt: skip


def _draw_reads(axes: Axes, table: _Table) -> None:
    wide, high = _CELL
    left, depth = _LEFT + table.sketch.width * wide + _GAP, table.sketch.depth
    bottom = 70 + depth * high
    for at, ((key, came), read) in enumerate(
        zip(table.came.items(), table.estimates(), strict=True)
    ):
        middle = left + (at + 0.5) * _READ
        axes.text(middle, 44, key, ha="center", va="center", weight="bold", parse_math=False)
        for row in range(depth):
            number = table.read(row)[at]
            role = "read" if number == read else None
            _write_boxed(axes, middle, 70 + (row + 0.5) * high, number, role)
        _write_boxed(axes, middle, bottom + 24, read, "lost" if read != came else None)
        _write_boxed(axes, middle, bottom + 56, came, None)
    axes.plot([left, left + len(table.came) * _READ], [bottom + 3] * 2, color=INK, linewidth=1.2)
    for at, words in enumerate(("the least: it reads", "in truth")):
        axes.text(left - 12, bottom + 24 + 32 * at, words, ha="right", va="center")
    axes.text(_LEFT + 3, 44, "the table", va="center")
    axes.text(left + 12, 18, "what the cells of each tweet have", va="center")


def _write_boxed(axes: Axes, x: float, y: float, number: int, role: str | None) -> None:
    """Write a number; with a role it is bold, in a box of its colour."""
    axes.text(x, y, f"{number}", ha="center", va="center", weight="bold" if role else "normal")
    if role:
        axes.add_patch(Rectangle((x - 22, y - 14), 44, 28, fill=False, linewidth=2.5,
                                 edgecolor=ROLES[role].colour))  # fmt: skip


def _check_keys(stream: Sequence[str], asked: Sequence[str]) -> None:
    if not 1 <= len(asked) <= _MOST_KEYS or len(set(asked)) < len(asked):
        raise BadValue(f"asked must be 1 to {_MOST_KEYS} different keys, got {[*asked]}")
    if len(stream) > _MOST_EVENTS:
        raise BadValue(f"stream must have at most {_MOST_EVENTS} keys, got {len(stream)}")
    for name, keys in (("asked", asked), ("stream", stream)):
        for key in keys:
            if not isinstance(key, str):
                raise BadType(f"a key of {name} must be a str, got {key!r:.80}")
            if len(key) != 1:
                raise BadValue(f"a key of {name} must be one letter, got {key!r:.80}")
    if not set(stream) <= set(asked):
        raise BadValue(f"stream must have asked keys only, got {sorted(set(stream) - set(asked))}")
