"""Find out what went wrong in an estimate, from its rows and not only from its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from twitlab.course.kinds.estimate_ledger import of_amount
from twitlab.estimate import Leaf, Quantity, Slip, Term, fitting, slips, slips_of_unit

_GIVEN_NEAR = Fraction(102, 100)
"""A given figure may be rounded to two digits, no further."""

_EIGHT_NEAR = Fraction(105, 100)
"""An assumption may be wrong by 8 without a slip: only what is eight times the usual one is asked
about."""

_SCALED = 100
"""What people write with a k, an M or a G; smaller numbers do not lose three zeros."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How far a result is from what the learner's own rows make, and what may explain it.

    Attributes:
        ratio: The result over what the rows make.
        names: The slips that fit, nearest first.
        questions: What to ask about each.
        missing: Rows that the ledger leaves out.
    """

    ratio: Fraction
    names: tuple[str, ...]
    questions: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowDiagnosis:
    """Whether a row can be defended; else the slip that explains it, by name and question."""

    ok: bool
    name: str = ""
    why: str = ""


def diagnose_result(tree: Term, unit: str, rows: Mapping[str, str], result: str) -> Diagnosis:
    """Hold a result against the learner's own rows.

    Args:
        tree: The arithmetic.
        unit: What the result is asked in.
        rows: Name to amount, for the rows there are.
        result: The amount of the result.
    """
    return _diagnosis(tree, unit, tuple(rows.items()), result)


@lru_cache(maxsize=1_000)  # a mistake is found by holding an answer against one known after another
def _diagnosis(tree: Term, unit: str, rows: tuple[tuple[str, str], ...], result: str) -> Diagnosis:
    known = {leaf.name: leaf for leaf in tree.leaves}
    own = tree.with_values({n: of_amount(a, known[n].unit) for n, a in rows if n in known})
    found = of_amount(result, unit)
    missing = tuple(name for name in known if name not in dict(rows))
    right = own.to(unit)
    if not right.magnitude:
        ratio = Fraction(1 if not found.magnitude else 10**9)
        return Diagnosis(ratio, (), ("One of your rows is 0, so that all of it is.",), missing)
    # Without a row nobody knows what was reckoned with: with what the tree has, or with 1.
    fits = fitting(found, right, slips(own, unit)) if not missing else ()
    questions = [f"There is no row for “{name}”. Does it not belong here?" for name in missing]
    questions += [slip.question for slip in fits]
    ratio = Fraction((found / right).to_root_units().magnitude)
    return Diagnosis(ratio, tuple(slip.name for slip in fits), tuple(questions), missing)


def row_slips(leaf: Leaf) -> tuple[Slip, ...]:
    """Generate what goes wrong in one row: bits for bytes, a scale, a span of time."""
    tried: list[tuple[str, Fraction, str]] = []
    name = f"“{leaf.name}”"
    if "[information]" in leaf.value.dimensionality:
        tried += [
            ("bits for bytes", Fraction(8), f"Is {name} counted in bits? B is a byte, 8 of them."),
            ("bytes for bits", Fraction(1, 8), f"Was {name} divided by 8? B is a byte already."),
        ]
    tried += slips_of_unit(leaf.unit, name)
    if leaf.value.magnitude >= _SCALED:
        more, fewer = "is it k and not M, or M and not G?", "is it M and not k, or G and not M?"
        tried += [
            (
                "a thousand times too many",
                Fraction(1_000),
                f"Three zeros too many in {name}: {more}",
            ),
            (
                "a thousand times too few",
                Fraction(1, 1_000),
                f"Three zeros missing in {name}: {fewer}",
            ),
        ]
    return tuple(Slip(n, leaf.value * f, f, question) for n, f, question in tried)


def diagnose_row(leaf: Leaf, value: Quantity) -> RowDiagnosis:
    """Tell whether a row is in the leaf's range, or is the given figure; else why it may not be."""
    if leaf.source == "given":
        low, high = leaf.value / _GIVEN_NEAR, leaf.value * _GIVEN_NEAR
    else:
        low, high = leaf.least, leaf.most
    if low <= value <= high:
        return RowDiagnosis(True)
    for slip in row_slips(leaf):
        share = slip.value / leaf.value
        if slip.factor in (8, Fraction(1, 8)) and leaf.source != "given":
            is_it = slip.value / _EIGHT_NEAR <= value <= slip.value * _EIGHT_NEAR
        else:
            is_it = low * share <= value <= high * share
        if is_it:
            return RowDiagnosis(False, slip.name, slip.question)
    return RowDiagnosis(False, "too low" if value < low else "too high")
