"""Draw how far an estimate was from a measurement, and say it as a factor."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets

from twitlab.errors import BadType, BadValue
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import Number, say_number, say_ratio
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

Interval = tuple[Number, Number]

_CLOSE = 30  # numbers nearer to each other than this factor leave much room at both edges


@dataclass(frozen=True, slots=True)
class Commitment:
    """Hold the first number that was committed to, and the latest."""

    first: Number
    latest: Number


class Gap:
    """Show an estimate beside a measurement, and follow later commits.

    Args:
        committed: asked at each redraw for what is committed then.
        measured: the measured number, above 0.
        label: what the measurement is called.
        unit: what is counted.
        example: a guess that people make, drawn where nothing is committed.
        interval: asked at each redraw for the ends that are committed then.

    Raises:
        BadType, BadValue: `measured` is not a number above 0.
    """

    def __init__(
        self,
        committed: Callable[[], Commitment | None],
        measured: Number,
        *,
        label: str,
        unit: str,
        example: Number,
        interval: Callable[[], Interval | None] = lambda: None,
    ) -> None:
        check_number("measured", measured)
        if measured <= 0:
            raise BadValue(f"measured must be above 0, got {measured}")
        self._committed, self._interval = committed, interval
        self._measured = measured
        self._label, self._unit, self._example = label, unit, example
        self._html = ipywidgets.HTML(layout={"width": "calc(100% - 8px)", "max_width": "880px"})
        self.redraw()

    @property
    def picture(self) -> Picture:
        """The picture that is shown now."""
        return self._picture

    def redraw(self) -> None:
        """Draw again from what is committed now."""
        self._picture = draw_gap(
            self._committed(),
            self._measured,
            label=self._label,
            unit=self._unit,
            example=self._example,
            interval=self._interval(),
        )
        self._html.value = self._picture.html(live=True)

    def __repr__(self) -> str:
        return self._picture.text

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return {
            **self._html._repr_mimebundle_(),
            "text/html": self._picture.html(),
            "text/plain": self._picture.text,
        }


def draw_gap(
    committed: Commitment | None,
    measured: Number,
    *,
    label: str,
    unit: str,
    example: Number,
    interval: Interval | None = None,
) -> Picture:
    """Draw an estimate against a measurement, with the factor between them in words.

    Args:
        committed: what the learner committed to; None draws `example`, and says so.
        measured: the measured number, above 0.
        label: what the measurement is called.
        unit: what is counted.
        example: a guess that people make.
        interval: the ends that the learner is 90 % sure of, drawn through the latest number.

    Returns:
        The Picture; its label says the factor, and whether the interval holds.

    Complexity: one small figure.
    """
    if committed is None:
        lanes = [("A guess", example)]
        opening = (
            "No estimate committed yet. "
            f"A guess, {say_number(example)}, is drawn in its place. It was "
        )
    elif committed.first == committed.latest:
        lanes = [("Your estimate", committed.first)]
        opening = "Your estimate was "
    else:
        lanes = [("Your first estimate", committed.first), ("Your estimate now", committed.latest)]
        opening = "Your first estimate was "
    headline = f"{opening}{say_ratio(lanes[0][1], measured)}."
    if interval is not None:
        holds = "holds it" if interval[0] <= measured <= interval[1] else "misses it"
        headline += (
            f" Your interval, {say_number(interval[0])} to {say_number(interval[1])}, {holds}."
        )
    rows = [*((name, number, "estimate") for name, number in lanes), (label, measured, "measured")]
    text = "\n".join([headline, *(f"{name}: {say_number(n)} {unit}" for name, n, _ in rows)])
    with house_style():
        names = max(len(name) for name, _, _ in rows)
        figure, axes = new_axes(70 + 50 * len(rows), left=10 * names + 25, right=25, top=10)
        numbers = [float(number) for _, number, _ in rows]
        # An end at 0 has no place on the axis: it is drawn at its edge.
        ends = [max(float(end), min(numbers) / 30) for end in interval or ()]
        drawn = [*numbers, *ends]
        low, high = min(drawn) / 30, max(drawn) * 30
        draw_axis(axes, "x", low, high, log=True, title=f"{unit} (log scale)")
        marks = [(lane, name) for lane, (name, _, _) in enumerate(rows)]
        draw_axis(axes, "y", len(rows) - 0.5, -0.6, marks=marks)
        axes.plot([numbers[0]] * 2, [0, len(rows) - 1], color=INK, alpha=0.5, linestyle=":")
        if interval is not None:
            axes.plot(ends, [len(lanes) - 1] * 2, color=INK, linewidth=3, marker="|", markersize=14)
        for lane, (_, number, role) in enumerate(rows):
            style, x = ROLES[role], float(number)
            axes.axhline(lane, color=INK, alpha=0.15, linewidth=1)
            if role == "measured":
                axes.plot([numbers[0], x], [lane, lane], color=INK, alpha=0.5, linestyle=":")
            axes.plot([x], [lane], style.marker, color=style.colour, markeredgecolor=INK)
            other = numbers[-1] if lane == 0 else numbers[0]
            if _CLOSE * min(x, other) > max(x, other):
                right = x >= other  # away from the other, or the two would run into each other
            else:
                # Away from the nearer edge of the axis (in decades, hence squares).
                right = x * x < low * high
            is_crossed = interval is not None and lane == len(lanes) - 1
            axes.annotate(
                say_number(number),
                (x, lane),
                # Above the ends of the interval, which are drawn as upright strokes.
                xytext=(14 if right else -14, 7 if is_crossed else 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="bottom",
            )
        return render(figure, label=headline, text=text)


def check_number(name: str, number: object) -> None:
    """Raise BadType or BadValue unless `number` is a finite number."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise BadType(f"{name} must be a number, got {number!r}")
    if isinstance(number, float) and not math.isfinite(number):
        raise BadValue(f"{name} must be finite, got {number!r}")
