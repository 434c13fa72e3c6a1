"""Draw how far off a learner's estimates were, and whether their intervals hold the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Final

from twitlab.errors import BadType, BadValue
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import Number, say_number, say_ratio
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

CLAIMED: Final = Fraction(9, 10)
FEWEST: Final = 10
"""Below so many intervals a percentage would say more than they can: no percentage is given."""
_MOST_ROWS: Final = 20
_FARTHEST: Final = Fraction(1_000)
_UNLIKELY: Final = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold one estimate and the truth that came after it.

    Args:
        key: what was estimated.
        unit: what is counted.
        estimate: the number committed to, above 0.
        truth: the number measured or published, above 0.
        low: the lower end of the 90 % interval, or None.
        high: the upper end, or None.

    Raises:
        BadType: a number is not one.
        BadValue: not 0 < estimate and truth, or not 0 < low <= estimate <= high.
    """

    key: str
    unit: str
    estimate: Number
    truth: Number
    low: Number | None = None
    high: Number | None = None

    def __post_init__(self) -> None:
        for name in ("estimate", "truth", "low", "high"):
            number = getattr(self, name)
            if number is None and name in ("low", "high"):
                continue
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise BadType(f"{name} must be a number, got {number!r}")
            if not 0 < number < float("inf"):
                raise BadValue(f"{name} must be above 0 and finite, got {number!r}")
        if (self.low is None) is not (self.high is None):
            raise BadValue(f"low and high must both be given or none, got {self.low}, {self.high}")
        ends = (self.low, self.estimate, self.high)
        if self.low is not None and not ends == tuple(sorted(ends)):  # type: ignore[type-var]
            raise BadValue(f"must be low <= estimate <= high, got {', '.join(map(str, ends))}")

    @property
    def held(self) -> bool | None:
        """Whether the interval holds the truth; None without an interval."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.truth <= self.high

    def line(self) -> str:
        """Say the outcome in a line of text."""
        said = (
            f"{self.key}: estimated {say_number(self.estimate)} {self.unit}, "
            f"truth {say_number(self.truth)}, {say_ratio(self.estimate, self.truth)}"
        )
        if self.low is None or self.high is None:
            return said
        word = "holds" if self.held else "misses"
        return f"{said}; {say_number(self.low)} to {say_number(self.high)} {word} it"


def say_calibration(outcomes: Sequence[Outcome]) -> str:
    """Say whether intervals that claim 90 % hold the truth as often as that.

    Args:
        outcomes: any number of them; those without an interval are passed over.

    Returns:
        One or two sentences. Below ten intervals they hold counts and no percentage. From ten on
        they say whether so few hits would come by chance to somebody who is right nine times out
        of ten: in fewer than 1 in 20 such learners counts as too narrow.

    Complexity: O(n) for n intervals; sums are exact.

    Source: Alpert and Raiffa, "A progress report on the training of probability assessors", 1982,
        in Kahneman, Slovic and Tversky (eds.), for asking by intervals; the test is binomial.

    >>> say_calibration([Outcome("rate", "tweets/s", 5_000, 4_630, 2_000, 9_000)])
    '1 of 1 intervals holds the truth. Nine more until that can be put in per cent.'
    """
    held = [each.held for each in outcomes if each.held is not None]
    count, hits = len(held), sum(held)
    if not count:
        return "No estimate with an interval has met its truth yet."
    verb = "holds" if hits == 1 else "hold"
    opening = f"{hits} of {count} intervals {verb} the truth"
    if count < FEWEST:
        more = FEWEST - count
        words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
        return f"{opening}. {words[more - 1].capitalize()} more until that can be put in per cent."
    opening += f", {100 * hits // count} %; they claim 90 %."
    if _chance_of_at_most(hits, count) < _UNLIKELY:
        return f"{opening} They are too narrow: you are surer than you should be."
    if hits == count and count >= 3 * FEWEST:
        return f"{opening} They may be too wide: they rule out less than they could."
    return f"{opening} That is as it should be, as far as {count} can tell."


def draw_calibration(outcomes: Sequence[Outcome]) -> Picture:
    """Draw each estimate and its interval as multiples of the truth, the latest 20 of them.

    Args:
        outcomes: in the order in which they were measured.

    Returns:
        A Picture: a lane for each, the truth a line at 1; the text twin has every outcome.

    Raises:
        BadType: one is not an Outcome.

    Complexity: O(n), and one figure.

    >>> draw_calibration([]).label
    'No estimate has met its truth yet.'
    """
    for each in outcomes:
        if not isinstance(each, Outcome):
            raise BadType(f"outcomes must be Outcome records, got {each!r}")
    shown = list(outcomes)[-_MOST_ROWS:]
    headline = _headline(outcomes)
    rest = f" The latest {_MOST_ROWS} are drawn." if len(outcomes) > _MOST_ROWS else ""
    text = "\n".join([headline, *(each.line() for each in outcomes)])
    with house_style():
        lanes = max(len(shown), 1)
        figure, axes = new_axes(80 + 30 * lanes, left=250, right=25, top=10)
        places = [_clipped(n, each.truth) for each in shown for n in _numbers(each)]
        ends = max([10.0, *(max(place, 1 / place) for place in places)]) * 1.3
        draw_axis(axes, "x", 1 / ends, ends, log=True, title="estimate / truth (log scale)")
        names = [(lane, _lane(each)) for lane, each in enumerate(shown)]
        draw_axis(axes, "y", lanes - 0.5, -0.5, marks=names)
        axes.axvline(1, color=INK, linestyle="--", linewidth=1.5)
        style = ROLES["estimate"]
        for lane, each in enumerate(shown):
            if each.low is not None and each.high is not None:
                span = [_clipped(each.low, each.truth), _clipped(each.high, each.truth)]
                line = "|-" if each.held else "|:"
                axes.plot(span, [lane, lane], line, color=style.colour, markeredgewidth=2.5)
            place = _clipped(each.estimate, each.truth)
            axes.plot([place], [lane], style.marker, color=style.colour, markeredgecolor=INK)
        return render(figure, label=headline + rest, text=text)


def _headline(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return "No estimate has met its truth yet."
    off = sorted(_factor_off(each) for each in outcomes)
    middle = off[(len(off) - 1) // 2]
    near = sum(each <= 2 for each in off)
    count = f"{len(off)} estimate{'s' if len(off) > 1 else ''}"
    return (
        f"{count} met the truth: {near} within a factor of 2, half of them within "
        f"{say_number(float(middle))}. {say_calibration(outcomes)}"
    )


def _factor_off(outcome: Outcome) -> Fraction:
    ratio = Fraction(outcome.estimate) / Fraction(outcome.truth)
    return max(ratio, 1 / ratio)


def _numbers(outcome: Outcome) -> list[Number]:
    ends = (outcome.low, outcome.high)
    return [outcome.estimate, *(end for end in ends if end is not None)]


def _clipped(number: Number, truth: Number) -> float:
    """Give a number as a multiple of the truth, held at the edge of what can be drawn."""
    ratio = Fraction(number) / Fraction(truth)
    return float(min(max(ratio, 1 / _FARTHEST), _FARTHEST))


def _lane(outcome: Outcome) -> str:
    name = outcome.key.rpartition("/")[2]  # behind the lesson's own name
    name = name if len(name) <= 18 else name[:17] + "…"
    return f"{name} (missed)" if outcome.held is False else name


def _chance_of_at_most(hits: int, count: int) -> Fraction:
    """Give the chance of so few hits or fewer, if each interval held with 9 in 10."""
    ways = (comb(count, n) * CLAIMED**n * (1 - CLAIMED) ** (count - n) for n in range(hits + 1))
    return sum(ways, Fraction(0))
