"""Know the classic mistakes of an estimate, generated from its own tree.

A slip is one thing that people get wrong: bits for bytes, a copy forgotten, a day for a month. Each
changes the result by a factor that follows from the tree, so a wrong result can be asked about.
Two slips at once are tried as the product of their factors, which is exact where the tree only
multiplies and divides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from twitlab.errors import BadValue
from twitlab.estimate.quantities import say_fraction, say_quantity
from twitlab.estimate.terms import Leaf, Term
from twitlab.estimate.units import Quantity, read_unit, registry

NEAR: Final = Fraction(115, 100)
"""A result within 15 % of what a slip makes is asked about: people round as they go."""
_PAIR_NEAR: Final = Fraction(105, 100)

_SPANS: Final = (("second", "s"), ("hour", "h"), ("day", "day"), ("month", "month"),
                 ("year", "year"))  # fmt: skip
_LEFT_OUT: Final = {
    "replication": (
        "replication left out",
        "Your number has room for one copy. “{name}” is {value}: were they all counted?",
    ),
    "fan-out": (
        "fan-out left out",
        "Your number counts each tweet once. “{name}” is {value}: who else is written to?",
    ),
    "peak": (
        "mean for peak",
        "Your number is that of an average second. “{name}” is {value}: what of the busiest one?",
    ),
    "span": (
        "one for the whole span",
        "Your number covers {one}. “{name}” is {value}: was it multiplied in?",
    ),
}


_ZEROS: Final = (
    (
        "three zeros too many",
        Fraction(1_000),
        "Your number is a thousand times what your rows make: is it k and not M, or G and not T?",
    ),
    (
        "three zeros missing",
        Fraction(1, 1_000),
        "Your number is a thousandth of what your rows make: is it M and not k, or T and not G?",
    ),
)
_DAY_S: Final = 86_400
# Looked at where nothing that the tree itself suggests makes the same factor.
_AT_LAST: Final = (
    *(
        (f"{say} {end}", Fraction(10) ** power, f"Your number is {times}: where did {it} {go}?")
        for say, zeros, it in (
            ("one zero", 1, "the zero"),
            ("two zeros", 2, "the zeros"),
            ("six zeros", 6, "the zeros"),
        )
        for end, power, times, go in (
            ("too many", zeros, f"{10**zeros:,} times what your rows make", "come from"),
            ("missing", -zeros, f"what your rows make, divided by {10**zeros:,}", "go"),
        )
    ),
    (
        "seconds for days",
        Fraction(1, _DAY_S),
        (
            "Your number is too small by 86,400, and a day has 86,400 seconds: was what comes in a "
            "second multiplied by days?"
        ),
    ),
    (
        "days for seconds",
        Fraction(_DAY_S),
        (
            "Your number is too large by 86,400, and a day has 86,400 seconds: was what comes in a "
            "day multiplied by seconds?"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Slip:
    """Hold one classic mistake on one tree.

    Args:
        name: what it is called.
        value: the wrong result it leads to.
        factor: the wrong result over the right one, exact.
        question: what to ask who made it; it does not tell the right number.
        pairs: whether it is tried together with another one.
    """

    name: str
    value: Quantity
    factor: Fraction
    question: str
    pairs: bool = True


def slips(tree: Term, unit: str) -> tuple[Slip, ...]:
    """Generate the classic mistakes of a tree whose result is asked in a unit.

    Marks on leaves give what is left out and bits for bytes; the unit gives day for month and
    1,000 for 1,024; k, M and G are mixed up anywhere, zeros get lost, and days meet seconds.

    Args:
        tree: the right arithmetic, on the learner's own assumptions.
        unit: what the result is asked in.

    Returns:
        The slips that change the result, those of leaves first.

    Raises:
        BadValue: the result does not fit the unit, or is 0.

    Complexity: O(leaves * terms).

    >>> from twitlab.estimate import assumed, given
    >>> tree = given("tweets", "1 k tweet/s") * assumed("size", "200 B/tweet", mark="size")
    >>> [(slip.name, say_fraction(slip.factor)) for slip in slips(tree, "GB/day")][:2]
    [('bits for bytes', '8'), ('bytes for bits', '0.125')]
    """
    right = tree.to(unit)
    if not right.magnitude:
        raise BadValue("tree must not come to 0: nothing is a multiple of it")
    found = [slip for leaf in tree.leaves for slip in _of_leaf(tree, leaf, right)]
    found += [
        Slip(name, right * factor, factor, question)
        for name, factor, question in (*slips_of_unit(unit), *_ZEROS)
    ]
    known = {slip.factor for slip in found}
    found += [
        Slip(name, right * factor, factor, question, pairs=False)
        for name, factor, question in _AT_LAST
        if factor not in known
    ]
    return tuple(slip for slip in found if slip.factor != 1)


def fitting(result: Quantity, right: Quantity, known: Sequence[Slip]) -> tuple[Slip, ...]:
    """Give the slips that could have led from the right result to the one found, nearest first.

    Where none fits by itself, pairs are tried, and both of a pair are given.

    Args:
        result: what the learner got.
        right: what the learner's own assumptions make, above 0.
        known: from `slips`.

    Returns:
        The slips to ask about; none where the result is right to within what a slip would change.

    Raises:
        BadValue: right is 0.

    Complexity: O(k**2) for k slips.

    The bounds are ours: 15 %, or a third of what the slip changes if that is less.

    >>> from twitlab.estimate import assumed, given
    >>> tree = given("tweets", "1 k tweet/s") * assumed("size", "200 B/tweet", mark="size")
    >>> wrong = tree.with_values({"size": "1.6 KB/tweet"}).value
    >>> [slip.name for slip in fitting(wrong, tree.value, slips(tree, "GB/day"))]
    ['bits for bytes']
    """
    if not right.magnitude:
        raise BadValue("right must be above 0: nothing is a multiple of 0")
    ratio = Fraction((result / right).to_root_units().magnitude)
    if not ratio:
        return ()
    fits: list[tuple[Fraction, int, tuple[Slip, ...]]] = [
        (_apart(ratio, slip.factor), n, (slip,))
        for n, slip in enumerate(known)
        if _apart(ratio, slip.factor) <= _window(slip)
    ]
    if not fits and _apart(ratio, Fraction(1)) > NEAR:
        paired = [slip for slip in known if slip.pairs]
        pairs = [pair for pair in combinations(paired, 2) if pair[0].factor * pair[1].factor != 1]
        fits = [
            (_apart(ratio, one.factor * two.factor), n, (one, two))
            for n, (one, two) in enumerate(pairs)
        ]
        fits = sorted((each for each in fits if each[0] <= _PAIR_NEAR), key=lambda e: e[:2])[:1]
    return tuple(slip for _, _, group in sorted(fits, key=lambda e: e[:2]) for slip in group)


def say_factor(ratio: Fraction) -> str:
    """Say a ratio as people do.

    >>> say_factor(Fraction(8)), say_factor(Fraction(1, 3)), say_factor(Fraction(51, 50))
    ('8 times too high', '3 times too low', '2 % too high')
    """
    if ratio == 1:
        return "exact"
    if not ratio:
        return "too low: it is 0"
    way, factor = ("high", ratio) if ratio > 1 else ("low", 1 / ratio)
    if factor < Fraction(11, 10):
        return f"{say_fraction(Fraction(round(abs(ratio - 1) * 1000), 10))} % too {way}"
    return f"{say_fraction(factor)} times too {way}"


def _of_leaf(tree: Term, leaf: Leaf, right: Quantity) -> list[Slip]:
    units = registry()
    if leaf.mark == "size":
        wrong = [
            ("bits for bytes", leaf.value * 8,
             f"A byte has 8 bits. Is “{leaf.name}” in your number counted in bits?"),
            ("bytes for bits", leaf.value / 8,
             f"Was “{leaf.name}” divided by 8, though it is in bytes already?"),
        ]  # fmt: skip
    elif leaf.mark:
        name, question = _LEFT_OUT[leaf.mark]
        one = units.Quantity(Fraction(1), leaf.value.units)
        covered = f"1 {leaf.unit}" if leaf.unit else "one only"
        question = question.format(name=leaf.name, value=say_quantity(leaf.value), one=covered)
        wrong = [(name, one, question)]
    else:
        return []
    made = [
        (name, tree.with_values({leaf.name: value}).value, question)
        for name, value, question in wrong
    ]
    return [
        Slip(name, value.to(right.units), Fraction((value / right).to_root_units().magnitude), text)
        for name, value, text in made
    ]


def slips_of_unit(unit: str, about: str = "the number") -> list[tuple[str, Fraction, str]]:
    """Give name, factor and question of what people get wrong about a unit itself.

    Args:
        unit: such as "GiB/month", of a result or of one assumption.
        about: what is in that unit.

    Raises:
        BadValue: the unit is unknown.

    Complexity: O(1).

    >>> [(name, say_fraction(factor)) for name, factor, _ in slips_of_unit("tweet/month")][2]
    ('day for month', '0.0329')
    """
    units, wanted = registry(), read_unit(unit)
    found = []
    for name, power in wanted._units.items():
        prefix, root, _ = units.parse_unit_name(name)[0]
        size = Fraction(units.Quantity(Fraction(1), name).to(root).magnitude)
        for thousands, steps in ((Fraction(1000) ** n, Fraction(1024) ** n) for n in range(1, 7)):
            if size == steps:
                found.append(("1,000 for 1,024", steps / thousands,
                    f"{unit} is binary: was it divided by 1,000 in place of 1,024?"))  # fmt: skip
            elif size == thousands and root in ("byte", "bit"):
                found.append(("1,024 for 1,000", thousands / steps,
                    f"{unit} is decimal: was it divided by 1,024 in place of 1,000?"))  # fmt: skip
        if not prefix and power == -1 and root in dict(_SPANS):
            asked = units.Quantity(Fraction(1), root)
            for other, symbol in _SPANS:
                if other != root:
                    ratio = units.Quantity(Fraction(1), other) / asked
                    question = f"It is {about} of 1 {root}. Is yours that of 1 {symbol}?"
                    factor = ratio.to_root_units().magnitude
                    found.append((f"{other} for {root}", factor, question))
    return found


def _apart(one: Fraction, two: Fraction) -> Fraction:
    return max(one / two, two / one) if one and two else Fraction(10**9)


def _window(slip: Slip) -> Fraction:
    if not slip.pairs:
        return _PAIR_NEAR  # what is off by a whole power of ten has the right digits
    return min(NEAR, 1 + (_apart(slip.factor, Fraction(1)) - 1) / 3)
