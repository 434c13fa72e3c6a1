"""Turn the assumptions of an estimate, and watch its arithmetic and its result follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from twitlab.errors import BadType, BadValue
from twitlab.estimate import Leaf, Quantity, Step, Term, quantity, read_quantity, say_quantity
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render
from twitlab.ui.widgets.explorer import Explorer, Knob

_LINE_PX: Final = 26
_LONGEST: Final = 92  # letters of 16 px in a picture's width


@dataclass(frozen=True, slots=True)
class Turn:
    """Say how far one assumption can be turned.

    Args:
        name: the assumption's name in the tree.
        unit: what one step counts in, such as "M tweet/day".
        low: the least, in that unit.
        high: the most.
        step: the distance of one key press.

    Raises:
        BadValue: the unit is unknown, or low is not below high.
    """

    name: str
    unit: str
    low: int
    high: int
    step: int = 1

    def knob(self, leaf: Leaf) -> Knob:
        """Give the control, at the assumption's value; it has to be a whole number of units."""
        share = (leaf.value / self.value(1)).to_root_units().magnitude
        if share.denominator != 1:
            raise BadValue(f"{self.name} must be a whole number of {self.unit}, got {leaf.value}")
        label = f"{self.name} ({self.unit})" if self.unit else self.name
        return Knob(self.name, label, int(share), self.low, self.high, self.step)

    def value(self, number: int) -> Quantity:
        """Give the quantity that a number of units is."""
        return read_quantity(f"{number} {self.unit}")


def ledger(
    tree: Step, unit: str, turns: Sequence[Turn], published: tuple[str, str] | None = None
) -> Explorer:
    """Return a widget with a slider for each assumption that may be turned.

    Args:
        tree: the estimate.
        unit: what the result is said in, such as "GiB/day".
        turns: which assumptions, and how far.
        published: a figure to compare with and its source, such as ("16 GiB/day", "the talk").

    Returns:
        An Explorer; `set(**{"tweets": 500})` turns it from code, and its text is what it shows.

    Raises:
        BadType: tree is not a Step.
        BadValue: an assumption is unknown, stands at no whole number of its unit, or is out of
            reach; or a unit does not fit.

    Complexity: one evaluation of the tree and one small figure for each change.

    >>> from twitlab.estimate import assumed, given
    >>> tree = given("tweets", "1000 tweet/s") * assumed("size", "200 B/tweet")
    >>> widget = ledger(tree, "GiB/day", [Turn("size", "B/tweet", 100, 400)])
    >>> widget.set(size=400)
    >>> widget.picture.label
    'The result is 32.2 GiB/day, 2 times what it was at first.'
    """
    if not isinstance(tree, Step):
        raise BadType(f"tree must be made of at least two assumptions, got {tree!r}")
    leaves = {leaf.name: leaf for leaf in tree.leaves}
    for turn in turns:
        if turn.name not in leaves:
            raise BadValue(f"there is no assumption {turn.name!r}; there are {', '.join(leaves)}")
    by_name = {turn.name: turn for turn in turns}
    beside = None if published is None else (read_quantity(published[0], unit), published[1])

    def draw(**values: int) -> Picture:
        now = tree.with_values({name: by_name[name].value(n) for name, n in values.items()})
        return draw_ledger(now, unit, first=tree, published=beside)

    return Explorer(draw, *(turn.knob(leaves[turn.name]) for turn in turns))


def draw_ledger(
    tree: Term,
    unit: str,
    first: Term | None = None,
    published: tuple[Quantity, str] | None = None,
) -> Picture:
    """Draw the arithmetic of an estimate line by line, and its result on a scale.

    Args:
        tree: the estimate as it is now.
        unit: what the result is said in.
        first: the estimate as it was at first, to compare with.
        published: a quantity to compare with, and its source.

    Returns:
        A Picture; its text twin is the arithmetic.

    Raises:
        BadValue: the result does not fit the unit.

    Complexity: O(terms), and one small figure.

    >>> from twitlab.estimate import given
    >>> print(draw_ledger(given("tweets", "400 M tweet/day"), "tweet/s").text)
    tweets = 400 M tweet/day  (given)
    The result is 4,630 tweet/s.
    """
    marks = [("Your estimate", tree.to(unit), "estimate")]
    label = f"The result is {tree.say(unit)}"
    if first is not None and first.to(unit) != tree.to(unit) and first.to(unit).magnitude:
        ratio = (tree.value / first.value).to_root_units().magnitude
        label += f", {say_quantity(quantity(ratio))} times what it was at first"
        marks.append(("At first", first.to(unit), "estimate"))
    label += "."
    explained = tree.explain().splitlines()
    lines = [*explained, label]
    if published is not None:
        lines.append(f"Published: {say_quantity(published[0], unit)} ({published[1]})")
        marks.append(("Published", published[0], "published"))
    text = "\n".join(lines)
    numbers = [Fraction(value.to(quantity(1, unit).units).magnitude) for _, value, _ in marks]
    seen = [number for number in numbers if number] or [Fraction(1)]
    with house_style():
        above = _LINE_PX * len(explained) + 10
        figure, axes = new_axes(above + 75 + 34 * len(marks), left=140, right=110, top=above)
        low, high = _scale(seen)
        draw_axis(axes, "x", low, high, log=True, title=f"{unit} (log scale)")
        draw_axis(axes, "y", len(marks) - 0.5, -0.5,
                  marks=[(lane, name) for lane, (name, _, _) in enumerate(marks)])  # fmt: skip
        for lane, ((_, value, role), number) in enumerate(zip(marks, numbers, strict=True)):
            style = ROLES[role]
            place = float(number) or low
            axes.plot([place], [lane], style.marker, color=style.colour, markeredgecolor=INK)
            axes.annotate(say_quantity(value, unit), (place, lane), xytext=(14, 0),
                          textcoords="offset points", va="center")  # fmt: skip
        height = above + 75 + 34 * len(marks)
        for number_of, line in enumerate(explained):
            y = 1 - (_LINE_PX * (number_of + 0.8)) / height
            figure.text(0.01, y, _fitted(line))
        return render(figure, label=label, text=text)


def _scale(numbers: Sequence[Fraction]) -> tuple[float, float]:
    """Give the ends of an axis in steps of 1,000, so that it stands still while a slider moves."""
    low = Fraction(1)
    while low * 4 > min(numbers):
        low /= 1_000
    while low * 4_000 <= min(numbers):
        low *= 1_000
    high = low * 1_000
    while high < max(numbers) * 4:
        high *= 1_000
    return float(low), float(high)


def _fitted(line: str) -> str:
    """Return a line without its numbers where it is too long: names and result say more."""
    parts = line.split(" = ")
    if len(line) > _LONGEST and len(parts) == 4:
        line = " = ".join((*parts[:2], parts[3]))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
