"""Draw how far counts are off beside how far they may be: one sketch, and six ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from twitlab.experiments.counting import ReadErrors, WayErrors, equal_memory, sketch_errors
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import short_number
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

_ZERO: Final = 0.5  # where 0 stands on a scale of powers of ten
_MOST: Final = 1_000_000
_ROW: Final = 44
_HEAD: Final = 56
_FOOT: Final = 66
_COLUMN: Final = 82
_COLUMNS: Final = 4
_LAST: Final = 110  # the last column: a share of less than 0.01 % takes more room
_MARK: Final = 62  # how far left of its column's end a head has its marker

# One sketch


def draw_errors(bits: int, depth: int) -> Picture:
    """Draw what tweets that never came read in a sketch, beside its bound.

    Args:
        bits: the width is 2**bits, 8 to 17.
        depth: rows, 1 to 10.

    Returns:
        The Picture; its text twin has a line for each number.

    Raises:
        BadType, BadValue: an argument is no int, or out of range.

    Complexity: as :func:`~twitlab.experiments.counting.sketch_errors`, and one small figure.
    """
    found = sketch_errors(bits, depth)
    head = f"{depth} x {1 << bits:,} cells, {say_bytes(found.nbytes)}"
    label = (
        f"{head}, {found.events:,} retweets: a tweet that never came reads {found.plain.half:,} "
        f"as a rule, {found.plain.worst:,} at worst of {found.strangers:,}. The bound is "
        f"{found.bound:,}, but for {_percent(found.delta)}. Of the true first 100 it names "
        f"{found.right}."
    )
    lines = [
        f"{name:14}half read {errors.half:,} at most, 99 of 100 {errors.most:,}, "
        f"the worst {errors.worst:,}; above the bound: {_percent(errors.beyond)}"
        for name, errors in (("plain", found.plain), ("conservative", found.conservative))
    ]
    lines += [
        f"{'the bound':14}{found.bound:,}, but for {_percent(found.delta)}",
        f"{'number 100':14}came {found.hundredth:,} times",
    ]
    shown = [
        _of_errors("plain", found.plain),
        _of_errors("conservative", found.conservative),
        _Lane("the bound", ((found.bound, "estimate"),),
              ("", "", f"{found.bound:,}", f"< {_percent(found.delta)}")),
        _Lane("number 100", ((found.hundredth, "write"),),
              ("", "", f"{found.hundredth:,}", "")),
    ]  # fmt: skip
    heads = (
        _Head("half", "read", "measured"),
        _Head("99 of", "100", "measured"),
        _Head("the", "worst", "lost"),
        _Head("above", "bound"),
    )
    return _draw(shown, heads, label, lines, "what it reads; each line is ten times the one before")


def _of_errors(name: str, errors: ReadErrors) -> "_Lane":
    marks = ((errors.half, "measured"), (errors.most, "measured"), (errors.worst, "lost"))
    numbers = (errors.half, errors.most, errors.worst)
    return _Lane(name, marks, (*map("{:,}".format, numbers), _percent(errors.beyond)))


# Six ways


def draw_ways(memory: str, skew: str = "usual") -> Picture:
    """Draw how far six ways are off in the counts of the true first 100, in the same memory.

    Args:
        memory: one of :data:`~twitlab.experiments.counting.MEMORIES`.
        skew: one of :data:`~twitlab.experiments.counting.SKEWS`.

    Returns:
        The Picture; its text twin has a line for each way.

    Raises:
        BadValue: an argument is none of these.

    Complexity: as :func:`~twitlab.experiments.counting.equal_memory`, and one small figure.
    """
    found = equal_memory(memory, skew)
    named = ", ".join(f"{row.way} {row.right}" for row in found)
    label = f"{memory} for each way. Of the true first 100, they name: {named}."
    lines = [
        f"{row.way:16}half are off by {row.half:,} at most, the worst by {row.worst:,}; "
        f"{_say_bound(row)}; names {row.right} of 100"
        for row in found
    ]
    shown = [
        _Lane(
            row.way,
            ((row.half, "measured"), (row.worst, "lost"),
             *(((row.bound, "estimate"),) if row.bound is not None else ())),
            (f"{row.half:,}", f"{row.worst:,}",
             "none" if row.bound is None else f"{row.bound:,}", f"{row.right}"),
        )
        for row in found
    ]  # fmt: skip
    heads = (
        _Head("half", "off by", "measured"),
        _Head("the", "worst", "lost"),
        _Head("its", "bound", "estimate"),
        _Head("named,", "of 100"),
    )
    return _draw(shown, heads, label, lines, "off by; each line is ten times the one before")


def _say_bound(row: WayErrors) -> str:
    return "it promises nothing" if row.bound is None else f"it promises {row.bound:,}"


# Both


@dataclass(frozen=True, slots=True)
class _Lane:
    name: str
    marks: tuple[tuple[int, str], ...]  # a number, and the role that draws it
    says: tuple[str, ...]  # one for each column


@dataclass(frozen=True, slots=True)
class _Head:
    first: str
    second: str
    role: str = ""  # that draws the column's number in the picture, if one does


def _draw(
    lanes: Sequence[_Lane],
    heads: Sequence[_Head],
    label: str,
    lines: Sequence[str],
    title: str,
) -> Picture:
    with house_style():
        figure, axes = _axes(len(lanes))
        marks = [(_ZERO, "0"), *((10**at, short_number(10**at)) for at in range(7))]
        draw_axis(axes, "x", _ZERO, _MOST, log=True, marks=marks, grid=True, title=title)
        for at, lane in enumerate(lanes):
            axes.annotate(lane.name, (_ZERO, at), (-16, 0), textcoords="offset pixels",
                          ha="right", va="center")  # fmt: skip
            places = [max(number, _ZERO) for number, _ in lane.marks]
            axes.plot([min(places), max(places)], [at] * 2, color=INK, linewidth=1.2)
            for place, (_, role) in zip(places, lane.marks, strict=True):
                _mark(axes, place, at, role)
            for column, said in enumerate(lane.says):
                _write(axes, column, at, said)
        for column, head in enumerate(heads):
            for line, word in enumerate((head.first, head.second)):
                _write(axes, column, -1.25 + 0.5 * line, word)
            if head.role:
                _mark(axes, _right_of_axes(axes, _end(column) - _MARK), -1, head.role)
        return render(figure, label=label, text="\n".join([label, *lines]))


def _axes(lanes: int) -> tuple[Figure, Axes]:
    high = _HEAD + _ROW * lanes + _FOOT
    right = _end(_COLUMNS - 1) + 16
    figure, axes = new_axes(high, left=160, right=right, top=_HEAD, bottom=_FOOT)
    axes.set(ylim=(lanes - 0.5, -0.5), yticks=[])
    axes.spines["left"].set_visible(False)
    return figure, axes


def _write(axes: Axes, column: int, lane: float, said: str) -> None:
    axes.annotate(said, (_MOST, lane), (_end(column), 0), va="center", ha="right",
                  textcoords="offset pixels", annotation_clip=False)  # fmt: skip


def _mark(axes: Axes, place: float, lane: float, role: str) -> None:
    look = ROLES[role]
    axes.plot([place], [lane], marker=look.marker, color=look.colour, clip_on=False)


def _end(column: int) -> int:
    """Say how far right of the axes a column ends, in pixels."""
    return column * _COLUMN + (_LAST if column == _COLUMNS - 1 else _COLUMN)


def _right_of_axes(axes: Axes, pixels: float) -> float:
    """Give the number that would stand so far right of the axes' end."""
    wide = axes.bbox.width
    return float(_ZERO * (_MOST / _ZERO) ** ((wide + pixels) / wide))


def say_bytes(count: int) -> str:
    """Say how much memory, in KB or MB of 1,000."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1e3:.0f} KB"


def _percent(share: float) -> str:
    """Say a share in percent, to two digits."""
    return f"{100 * share:.2g} %" if share else "0 %"
