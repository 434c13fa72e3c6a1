"""The assumption ledger: what a learner writes down for an estimate, read with goodwill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from twitlab.course.kinds.reading import Unreadable, read_name, said
from twitlab.errors import BadType, BadValue
from twitlab.estimate import SOURCES, Quantity, quantity, read_quantity, registry, say_quantity

FIELDS = ("rows", "result", "low", "high", "therefore")


@dataclass(frozen=True, slots=True)
class Row:
    """One assumption: its name, its value, and who says so."""

    name: str
    value: Quantity
    source: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole estimate: assumptions, result, a 90 % interval, and what it rules out."""

    rows: tuple[Row, ...]
    result: Quantity
    low: Quantity
    high: Quantity
    therefore: str


def read_ledger(
    answer: Any, units: Mapping[str, str], unit: str, conclusions: Sequence[str]
) -> Ledger:
    """Read a ledger from plain literals.

    A ledger is a dictionary: ``"rows"`` is a list of (name, value, source), ``"result"``, ``"low"``
    and ``"high"`` are quantities as text, and ``"therefore"`` is the letter of a conclusion.

    Args:
        answer: What the answer cell holds.
        units: The name of each row that there may be, and the unit it has to fit.
        unit: What the result is asked in.
        conclusions: The letters to choose from.

    Raises:
        Unreadable: It is something else, a field is missing or unknown, a row stands there twice,
            or a text cannot be read as a quantity that fits. The message says which.
    """
    if not isinstance(answer, dict):
        raise Unreadable(f"{said(answer)} is no dictionary with {_quoted(FIELDS)}.")
    fields = {read_name(key, FIELDS): value for key, value in answer.items()}
    missing = [name for name in FIELDS if name not in fields]
    if missing:
        raise Unreadable(f'"{missing[0]}" is missing. A ledger has {_quoted(FIELDS)}.')
    if not isinstance(fields["rows"], list | tuple):
        raise Unreadable('"rows" holds a list of rows: [(name, value, source), ...].')
    rows: dict[str, Row] = {}
    for written in fields["rows"]:
        row = _row(written, units)
        if row.name in rows:
            raise Unreadable(f'The row "{row.name}" stands there twice.')
        rows[row.name] = row
    result, low, high = (_quantity(name, fields[name], unit) for name in ("result", "low", "high"))
    therefore = fields["therefore"]
    if isinstance(therefore, str):
        therefore = therefore.strip().strip(".()")
    try:
        letter = read_name(therefore, conclusions)
    except Unreadable as error:
        raise Unreadable(f'In "therefore": {error}') from None
    return Ledger(tuple(rows.values()), result, low, high, letter)


def amount(value: Quantity) -> str:
    """Write the size of a quantity down exactly, in base units, as text for JSON."""
    return str(Fraction(value.to_root_units().magnitude))


def of_amount(text: str, unit: str) -> Quantity:
    """Give the quantity that `amount` wrote down, in a unit it fits."""
    base = quantity(1, unit).to_root_units().units
    return registry().Quantity(Fraction(text), base).to(quantity(1, unit).units)


def say_tidily(value: Quantity, unit: str) -> str:
    """Say a quantity in the unit of the question where that is easy to read, else in its own."""
    text = say_quantity(value, unit)
    return say_quantity(value) if "e" in text.split(" ")[0] else text


def _row(written: Any, units: Mapping[str, str]) -> Row:
    if not isinstance(written, list | tuple) or len(written) != 3:
        raise Unreadable(f"{said(written)} is no row. A row is (name, value, source), three texts.")
    name = read_name(written[0], list(units))
    value = _quantity(name, written[1], units[name])
    try:
        source = read_name(written[2], SOURCES)
    except Unreadable as error:
        raise Unreadable(f'In the row "{name}": {error}') from None
    return Row(name, value, source)


def _quantity(name: str, written: Any, unit: str) -> Quantity:
    if written is ...:
        raise Unreadable(f'In "{name}": the three dots are still there.')
    if isinstance(written, int | float) and not isinstance(written, bool):
        written = repr(written)
    try:
        return read_quantity(written, unit)
    except (BadType, BadValue) as error:
        raise Unreadable(f'In "{name}": {error}') from None


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
