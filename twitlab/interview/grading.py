"""Grade a committed number: right within the pack's factor, or which mistake it looks like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from twitlab.errors import BadValue
from twitlab.estimate import (
    Quantity,
    Slip,
    fitting,
    read_quantity,
    say_factor,
    say_quantity,
    slips,
)
from twitlab.interview.packs.answers import Estimate
from twitlab.interview.packs.formula import tree_of

_DIGITS = Fraction(1, 1_000)
"""What is off by less was rounded to three digits."""
Outcome = Literal["right", "wrong", "no try"]


@dataclass(frozen=True, slots=True)
class Looks:
    """Name a mistake that would make the number that was committed.

    Attributes:
        name: What the mistake is called.
        asks: What to ask who made it; it does not tell the right number.
    """

    name: str
    asks: str


@dataclass(frozen=True, slots=True)
class Graded:
    """Say what one committed number is worth.

    Attributes:
        value: As it was typed.
        outcome: *No try* is a text that cannot be read, or has another unit: it costs nothing.
        says: How far off it is, or why it is no try, in words.
        slips: Mistakes that lead to just this number, nearest first; several may fit.
    """

    value: str
    outcome: Outcome
    says: str
    slips: tuple[Looks, ...] = ()


def grade(estimate: Estimate, value: str) -> Graded:
    """Hold a committed number against the estimate of a pack.

    Args:
        estimate: From a pack.
        value: As a person types it, such as "150 TB/month".

    Returns:
        Its outcome. A wrong number is named after the mistakes that make it, the pack's own before
        those that every estimate has; a number that none of them makes has no name.

    >>> from twitlab.interview.packs.answers import Row
    >>> row = Row(name="tweets", says="tweets", value="500 M tweet/day", source="assumed")
    >>> said = {"id": "writes", "asks": "How many?", "decides": "Machines."}
    >>> estimate = Estimate(**said, unit="tweet/s", rows=(row,), formula="tweets")
    >>> grade(estimate, "6 k tweet/s").outcome, grade(estimate, "6 GB").outcome
    ('right', 'no try')
    """
    try:
        found = read_quantity(value, estimate.unit)
    except BadValue as error:
        return Graded(value, "no try", str(error))
    right = tree_of(estimate).to(estimate.unit)
    ratio = Fraction((found / right).to_root_units().magnitude)
    within = Fraction(str(estimate.within))
    if 1 / within <= ratio <= within:
        return Graded(value, "right", "exact" if abs(ratio - 1) < _DIGITS else say_factor(ratio))
    fits = fitting(found, right, known_slips(estimate))
    looks = tuple(Looks(slip.name, slip.question) for slip in fits)
    return Graded(value, "wrong", say_factor(ratio), looks)


def right_value(estimate: Estimate) -> str:
    """Say what the pack's own rows make, in the unit that was asked for."""
    return say_quantity(tree_of(estimate).to(estimate.unit), estimate.unit)


@lru_cache(maxsize=256)
def known_slips(estimate: Estimate) -> tuple[Slip, ...]:
    """Give the mistakes of an estimate: the pack's own, then the usual ones that differ."""
    tree = tree_of(estimate)
    own = tuple(_own(estimate, tree.to(estimate.unit)))
    taken = {slip.factor for slip in own}
    return (*own, *(slip for slip in slips(tree, estimate.unit) if slip.factor not in taken))


def _own(estimate: Estimate, right: Quantity) -> Iterator[Slip]:
    for slip in estimate.slips:
        wrong = tree_of(estimate, slip.formula).to(estimate.unit)
        factor = Fraction((wrong / right).to_root_units().magnitude)
        if factor != 1:
            yield Slip(slip.name, wrong, factor, slip.asks)
