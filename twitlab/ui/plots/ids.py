"""Draw ids that were picked at random: a few that one can see, and how long they stay different."""

from functools import lru_cache
from types import MappingProxyType
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from twitlab.errors import BadValue
from twitlab.ids.random_ids import MAX_BITS, FirstRepeat, Ids, mean_draws
from twitlab.ui.drawing.axis import Marks, draw_axis
from twitlab.ui.drawing.numbers import say_number, say_seconds
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render

# Tweets per second. Krikorian, "Twitter by the numbers", 2010 (70 M a day); highscalability.com,
# 8 July 2013 (400 M a day); Krikorian's blog on the record of 3 August 2013.
RATES: Final = MappingProxyType(
    {
        "2010: 70 M tweets a day": 70e6 / 86_400,
        "2013: 400 M tweets a day": 400e6 / 86_400,
        "Record, 3 Aug 2013: 143,199 tweets/s": 143_199.0,
    }
)

MIN_BITS: Final = 8
_YEAR_S: Final = 365.25 * 86_400
_MARKS: Final = (
    (1e-3, "1 ms"),
    (1.0, "1 s"),
    (3_600.0, "1 hour"),
    (86_400.0, "1 day"),
    (_YEAR_S, "1 year"),
    (_YEAR_S * 100, "100 years"),
    (_YEAR_S * 1e6, "1 M years"),
)


def draw_few_ids(ids: Ids, bits: int, found: FirstRepeat | None) -> Picture:
    """Draw each id above its place among all 2**bits, and mark the first repeat.

    Args:
        ids: the ids in the order of drawing, shape (count,), at most 12.
        bits: the size of an id, 1 to 4, so that each place can be seen.
        found: what the search for a repeat returned for these ids.

    Returns:
        The Picture; its text twin lists the draws.

    Raises:
        BadValue: bits or the number of ids is out of range, or an id does not fit.

    Complexity: one small figure.
    """
    drawn = [int(number) for number in ids]
    if not 1 <= bits <= 4 or len(drawn) > 12:
        raise BadValue(f"must be at most 4 bits and 12 ids, got {bits} and {len(drawn)}")
    if any(not 0 <= number < 1 << bits for number in drawn):
        raise BadValue(f"ids must be from 0 to {(1 << bits) - 1}, got {drawn}")
    lines = [f"position {at}: id {number}" for at, number in enumerate(drawn)]
    if found is None:
        label = f"{len(drawn)} ids of {bits} bits, all different."
    else:
        label = (
            f"{len(drawn)} ids of {bits} bits. Position {found.position} is the first repeat: "
            f"id {drawn[found.position]} was drawn at position {found.earlier}."
        )
        lines[found.position] += f"  <- the first repeat, same as position {found.earlier}"
    with house_style():
        highest = max((drawn.count(number) for number in drawn), default=1)
        figure, axes = new_axes(80 + 40 * highest, left=20, top=0)
        for at, number in enumerate(drawn):
            repeat = found is not None and at == found.position
            role = ROLES["lost" if repeat else "write"]
            height = drawn[:at].count(number)
            axes.plot([number], [height], role.marker, color=role.colour, markersize=14)
            said = f"{at}: repeat!" if repeat else f"{at}"
            axes.text(number + 0.3, height, said, va="center", weight="bold" if repeat else None)
        title = f"all {1 << bits} possible ids; the number beside a mark is its position"
        marks = [(number, str(number)) for number in range(1 << bits)]
        draw_axis(axes, "x", -0.6, (1 << bits) + 0.4, marks=marks, title=title)
        draw_axis(axes, "y", -0.5, highest - 0.4, marks=())
        axes.spines["left"].set_visible(False)
        return render(figure, label=label, text="\n".join([label, *lines]))


def draw_time_to_repeat(bits: int, rate: str) -> Picture:
    """Draw how long random ids stay different, for each size of id, and mark one size.

    The dotted line is what most people expect: no repeat until half of all ids are used.

    Args:
        bits: the size to mark, 8 to 64.
        rate: how fast ids are drawn, one of :data:`RATES`.

    Returns:
        The Picture; its text twin gives both answers for the marked size.

    Raises:
        BadValue: bits or rate is out of range.

    Complexity: one figure of 57 points a line when a rate is first asked for, then of two marks.
    """
    if not MIN_BITS <= bits <= MAX_BITS:
        raise BadValue(f"bits must be from {MIN_BITS} to {MAX_BITS}, got {bits}")
    if rate not in RATES:
        raise BadValue(f"rate must be one of {list(RATES)}, got {rate!r}")
    per_s = RATES[rate]
    mean_s, half_s = mean_draws(bits) / per_s, (1 << bits - 1) / per_s
    label = (
        f"{bits} bits: the first repeat comes after {say_number(mean_draws(bits))} ids, "
        f"{say_seconds(mean_s)}."
    )
    text = "\n".join(
        [
            label,
            f"Ids are drawn at {say_number(per_s)} a second ({rate}).",
            f"Half of all ids: {say_number(1 << bits - 1)} ids, {say_seconds(half_s)}.",
        ]
    )
    measured, guess = ROLES["measured"], ROLES["estimate"]
    behind = _both_lines(per_s)
    with house_style():
        figure, axes = _frame(y_marks=(), x_marks=())
        axes.set_axis_off()
        axes.plot([bits], [half_s], guess.marker, color=guess.colour, markeredgecolor=INK)
        axes.plot([bits], [mean_s], measured.marker, color=measured.colour, markersize=13)
        return render(figure, label=label, text=text, behind=behind)


@lru_cache(maxsize=len(RATES))
def _both_lines(per_s: float) -> str:
    """Draw what stays where it is while the size is turned."""
    sizes = range(MIN_BITS, MAX_BITS + 1)
    with house_style():
        figure, axes = _frame(
            x_marks=[(n, str(n)) for n in range(MIN_BITS, MAX_BITS + 1, 8)], y_marks=_MARKS
        )
        half, mean = ROLES["estimate"].colour, ROLES["measured"].colour
        axes.plot(sizes, [(1 << n - 1) / per_s for n in sizes], ":", color=half)
        axes.plot(sizes, [mean_draws(n) / per_s for n in sizes], color=mean)
        axes.text(36, 3e8, "half of all ids used", ha="right")
        axes.text(45, 2e1, "first repeat, on average", ha="left", va="top")
        return drawing(figure)


def _frame(x_marks: Marks, y_marks: Marks) -> tuple[Figure, Axes]:
    figure, axes = new_axes(380, left=100, right=30)
    draw_axis(axes, "x", MIN_BITS - 1, MAX_BITS + 1, marks=x_marks, title="bits in an id")
    draw_axis(axes, "y", 1e-5, 1e16, log=True, marks=y_marks, grid=True)
    return figure, axes
