"""Multiply, divide and add assumptions into a tree that explains its own arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from twitlab.errors import BadType, BadValue
from twitlab.estimate.quantities import Number, quantity, read_quantity, say_quantity
from twitlab.estimate.units import Quantity, read_unit, registry, unit_text

Source = Literal["given", "asked", "assumed", "number"]
Mark = Literal["", "size", "replication", "fan-out", "peak", "span"]
MARKS: Final = ("", "size", "replication", "fan-out", "peak", "span")
SOURCES: Final = ("given", "asked", "assumed")

_SIGNS: Final = {"*": "×", "/": "/", "+": "+"}


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Be a number with a unit that knows where it came from: a leaf or a step.

    Args:
        name: what it is called; "" for a step that is only passed through.
        value: a pint quantity whose magnitude is a Fraction.
    """

    name: str
    value: Quantity

    def __mul__(self, other: object) -> Step:
        return _step("*", self, other)

    def __rmul__(self, other: object) -> Step:
        return _step("*", other, self)

    def __truediv__(self, other: object) -> Step:
        return _step("/", self, other)

    def __rtruediv__(self, other: object) -> Step:
        return _step("/", other, self)

    def __add__(self, other: object) -> Step:
        return _step("+", self, other)

    def __radd__(self, other: object) -> Step:
        return _step("+", other, self)

    def __str__(self) -> str:
        return f"{self.name or 'result'} = {say_quantity(self.value)}"

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Give the assumptions that it stands on, each once, in the order they are used."""
        found = {leaf.name: leaf for leaf in _leaves(self) if leaf.source != "number"}
        return tuple(found.values())

    def to(self, unit: str) -> Quantity:
        """Give the value in a unit; BadValue where it does not fit."""
        wanted = read_unit(unit)
        if self.value.dimensionality != wanted.dimensionality:
            raise BadValue(
                f"unit must fit {self.name or 'the result'}, which is in "
                f"{unit_text(self.value.units) or 'no unit'}; got {unit!r}"
            )
        return self.value.to(wanted)

    def say(self, unit: str | None = None, *, binary: bool = False) -> str:
        """Say the value to three digits, in a unit or in one that fits."""
        return say_quantity(self.value if unit is None else self.to(unit), unit, binary=binary)

    def explain(self) -> str:
        """Write the arithmetic down, one line for each assumption and each named step.

        Complexity: O(terms).

        >>> from twitlab.estimate import assumed, given
        >>> tweets = given("tweets", "1000 tweet/s", source="Krikorian, 2010")
        >>> print((tweets * assumed("size", "200 B/tweet")).named("text", "KiB/s").explain())
        tweets = 1,000 tweet/s  (given: Krikorian, 2010)
        size = 200 B/tweet  (assumed)
        text = tweets × size = 1,000 tweet/s × 200 B/tweet = 195 KiB/s
        """
        lines = {_line(term): None for term in _in_order(self) if term.name or term is self}
        return "\n".join(line for line in lines if line)

    def with_values(self, values: Mapping[str, str | Quantity | Number]) -> Term:
        """Evaluate the same tree on other assumptions.

        Args:
            values: name of an assumption to its value: text with a unit, a quantity, or a number
                in the unit that the assumption has now.

        Returns:
            A new tree; this one stays as it is.

        Raises:
            BadValue: there is no such assumption, or a value does not fit its unit.
            BadType: a value is of another type.

        Complexity: O(terms).

        >>> from twitlab.estimate import assumed, given
        >>> tree = given("tweets", "1000 tweet/s") * assumed("size", "200 B/tweet")
        >>> tree.with_values({"size": "1 KB"}).say()
        '1 MB/s'
        """
        known = {leaf.name: leaf for leaf in self.leaves}
        for name in values:
            if name not in known:
                raise BadValue(f"there is no assumption {name!r}; there are {', '.join(known)}")
        return _rebuilt(self, {name: known[name].at(value) for name, value in values.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Leaf(Term):
    """Hold one assumption.

    Args:
        name: what it is called, the same in every tree of an estimate.
        value: the quantity.
        source: who says so: "given" by the question or a publication, "asked" of the
            interviewer, "assumed" by oneself; "number" is a bare factor in a formula.
        why: the publication, or the reason.
        mark: what people forget about it; see `twitlab.estimate.usual_slips`.
        least, most: the range in which a good engineer could put it, both included.
    """

    source: Source
    why: str = ""
    mark: Mark = ""
    least: Quantity | None = None
    most: Quantity | None = None

    @property
    def unit(self) -> str:
        """The unit it is written in."""
        return unit_text(self.value.units)

    def at(self, value: str | Quantity | Number) -> Leaf:
        """Give the same assumption with another value; it must fit the unit."""
        return replace(self, value=quantity_in(value, self.unit, self.name))


@dataclass(frozen=True, slots=True, eq=False)
class Step(Term):
    """Hold what two terms make; `unit` is what its value is said in, None for any that fits."""

    sign: str
    left: Term
    right: Term
    unit: str | None = None

    def named(self, name: str, unit: str | None = None) -> Step:
        """Give the step a name, so that it is explained on a line of its own.

        Args:
            name: what it is called.
            unit: what to say it in, such as "GB/day".

        Raises:
            BadValue: the value does not fit the unit.
        """
        value = self.value if unit is None else self.to(unit)
        return replace(self, name=name, unit=unit, value=value)


def quantity_in(value: object, unit: str | None, name: str) -> Quantity:
    """Take text with a unit, a quantity, or a number in a unit; refuse the rest by name."""
    if isinstance(value, str):
        return read_quantity(value, unit)
    if isinstance(value, registry().Quantity):
        if unit is not None and value.dimensionality != read_unit(unit).dimensionality:
            raise BadValue(f"{name} must fit {unit}, got {say_quantity(value)}")
        if value.magnitude < 0:
            raise BadValue(f"{name} must be 0 or more, got {value}")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        raise BadType(f"{name} must be text with a unit, a quantity or a number, got {value!r}")
    return quantity(value, unit or "")


def _term(value: object) -> Term:
    if isinstance(value, Term):
        return value
    found = quantity_in(value, None, "a factor")
    return Leaf(say_quantity(found), found, "number")


def _step(sign: str, first: object, second: object) -> Step:
    left, right = _term(first), _term(second)
    known = {leaf.name: leaf for leaf in left.leaves}
    for leaf in right.leaves:
        other = known.get(leaf.name, leaf)
        if other is not leaf and (other.value != leaf.value or other.source != leaf.source):
            raise BadValue(f"two assumptions are called {leaf.name!r} and differ")
    return Step("", _combined(sign, left, right), sign, left, right)


def _combined(sign: str, left: Term, right: Term) -> Quantity:
    if sign == "+":
        if left.value.dimensionality != right.value.dimensionality:
            raise BadValue(
                f"cannot add {_called(left)} in {unit_text(left.value.units) or 'no unit'} and "
                f"{_called(right)} in {unit_text(right.value.units) or 'no unit'}"
            )
        return left.value + right.value
    if sign == "/" and not right.value.magnitude:
        raise BadValue(f"cannot divide by {_called(right)}: it is 0")
    made = left.value * right.value if sign == "*" else left.value / right.value
    return made.to_reduced_units()


def _rebuilt(term: Term, leaves: Mapping[str, Leaf]) -> Term:
    if not isinstance(term, Step):
        return leaves.get(term.name, term)
    left, right = _rebuilt(term.left, leaves), _rebuilt(term.right, leaves)
    made = Step("", _combined(term.sign, left, right), term.sign, left, right)
    return made.named(term.name, term.unit) if term.name else made


def _in_order(term: Term) -> Iterator[Term]:
    if isinstance(term, Step):
        yield from _in_order(term.left)
        yield from _in_order(term.right)
    yield term


def _leaves(term: Term) -> Iterator[Leaf]:
    return (each for each in _in_order(term) if isinstance(each, Leaf))


def _line(term: Term) -> str:
    if isinstance(term, Leaf):
        if term.source == "number":
            return ""
        why = f": {term.why}" if term.why else ""
        return f"{term.name} = {say_quantity(term.value)}  ({term.source}{why})"
    assert isinstance(term, Step)
    names, numbers = (_formula(term, names=each, top=True) for each in (True, False))
    said = say_quantity(term.value, term.unit)
    return f"{term.name or 'result'} = {names} = {numbers} = {said}"


def _formula(term: Term, *, names: bool, top: bool = False) -> str:
    """Write a step as names or as numbers; a step with a name of its own is not opened."""
    if not isinstance(term, Step) or (term.name and not top):
        unit = term.unit if isinstance(term, Step) else None
        return term.name if names else say_quantity(term.value, unit)
    left, right = (_formula(each, names=names) for each in (term.left, term.right))
    if _is_sum(term.left) and term.sign != "+":
        left = f"({left})"
    if (
        isinstance(term.right, Step)
        and not term.right.name
        and (_is_sum(term.right) or term.sign == "/")
    ):
        right = f"({right})"
    return f"{left} {_SIGNS[term.sign]} {right}"


def _is_sum(term: Term) -> bool:
    return isinstance(term, Step) and not term.name and term.sign == "+"


def _called(term: Term) -> str:
    return term.name or f"({_formula(term, names=True, top=True)})"
