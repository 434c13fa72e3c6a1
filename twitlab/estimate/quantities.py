"""Read and say numbers with units, exactly: every magnitude is a fraction."""

import difflib
import re
from fractions import Fraction
from typing import Any, Final

from twitlab.arguments import check_number
from twitlab.errors import BadType, BadValue
from twitlab.estimate.units import (
    Quantity,
    counts_of,
    read_unit,
    registry,
    unit_text,
    without_prefix,
)

Number = int | float | Fraction

_SCALES: Final = {
    "k": 10**3, "K": 10**3, "thousand": 10**3,
    "M": 10**6, "mn": 10**6, "million": 10**6, "millions": 10**6,
    "G": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9,
    "T": 10**12, "tn": 10**12, "trillion": 10**12, "trillions": 10**12,
    "P": 10**15,
}  # fmt: skip
# What is written for a scale elsewhere, and is too short to be near one.
_MEANT: Final = {
    "mil": "million", "mill": "million", "mio": "million", "bil": "billion", "mrd": "billion",
}  # fmt: skip
_DECIMAL: Final = (("E", 10**18), ("P", 10**15), ("T", 10**12), ("G", 10**9), ("M", 10**6),
                   ("k", 10**3))  # fmt: skip
_BINARY: Final = (("Ei", 2**60), ("Pi", 2**50), ("Ti", 2**40), ("Gi", 2**30), ("Mi", 2**20),
                  ("Ki", 2**10))  # fmt: skip
# One sign between the thousands, and no group that begins with 0: "0,200" is a European's 0.2.
_THREES: Final = "|".join(rf"(?:{sign}\d{{3}})+" for sign in ",_' ")
_ONE: Final = (
    rf"(?:[1-9]\d{{0,2}}(?:{_THREES})(?![\d_])(?:\.\d+)?|[1-9]\d*(?:_\d+)+(?:\.\d*)?"
    r"|\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2}(?!\d))?"
    r"(?:\s*(?:\^|\*\*)\s*-?\d{1,2}(?!\d))?"
)
_NUMBER: Final = re.compile(rf"{_ONE}(?:\s*(?:×|\*(?!\*)|x(?=\s*\d))\s*{_ONE})*")
_SCALE: Final = re.compile(rf"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?=[\s/]|$)")
_OTHER_BASE: Final = re.compile(r"(?<![\d.])0[xXbBoO]\d")  # 0x10 is no product of 0 and 10
_PLAIN_WANTED: Final = "a plain number is wanted, such as '3'."
_LONGEST: Final = 120


def quantity(value: Number, unit: str = "") -> Quantity:
    """Make an exact quantity; a float is taken as it is written, so 0.1 is a tenth.

    Args:
        value: a finite number of 0 or more.
        unit: its unit, such as "tweet/day"; none for a plain number.

    Raises:
        BadType: value is not a number.
        BadValue: value is negative or not finite, or the unit is unknown.

    Complexity: O(len(unit)).

    Source: pint.readthedocs.io, "Using custom numeric types".

    >>> say_quantity(quantity(0.2, "KiB/tweet"), "B/tweet")
    '205 B/tweet'
    """
    return registry().Quantity(exact("value", value), read_unit(unit))


def exact(name: str, value: object) -> Fraction:
    """Turn a number of 0 or more into a fraction, or refuse it by name."""
    number = check_number(name, value, 0)
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def read_quantity(text: str, like: str | None = None) -> Quantity:
    """Read a quantity as a person writes it: "16 GB/day", "1.6e10 B/day", "400 M tweets a day".

    With `like`, the quantity has to fit that unit, and what goes without saying may be left out:
    the counts ("200 B" for B/tweet, "75" for delivery/tweet), and behind a scale letter the whole
    unit ("16G" for GB/day is 16 G bytes a day). A bare "16" for GB/day is refused: it could be
    anything. Upper and lower case are not the same: MB is a byte's, Mb a bit's, mb nobody's. What
    cannot be read is not guessed: the word that is near is offered.

    Args:
        text: a number, perhaps with a scale (k, M, million, bn), and a unit.
        like: the unit that is expected, or None for any.

    Returns:
        The quantity, in the units that were written.

    Raises:
        BadType: text is not a string.
        BadValue: it cannot be read, is negative, or does not fit `like`.

    Complexity: O(len(text)).

    Source: the three forms are those that learners type first; IEC 80000-13 for prefixes.

    >>> [say_quantity(read_quantity(t, "GB/day")) for t in ("16 GB/day", "1.6e10 B/day", "16G")]
    ['16 GB/day', '16 GB/day', '16 GB/day']
    """
    if not isinstance(text, str):
        raise BadType(f"text must be a string such as '16 GB/day', got {text!r}")
    cleaned = re.sub(r"[\u00a0\u2009\u202f]", " ", text[: _LONGEST + 1]).strip()
    cleaned = re.sub(r"^(?:~|≈|about\b|ca\.)\s*", "", cleaned)
    if cleaned.startswith(("-", "−")):
        raise BadValue(f"{text!r} is negative; a count, a size or a rate is 0 or more")
    number = _NUMBER.match(cleaned)
    if number is None or len(cleaned) > _LONGEST:
        raise BadValue(f"{text[:60]!r} does not begin with a number. {_such_as(like)}")
    rest = cleaned[number.end() :].strip()
    if _OTHER_BASE.search(cleaned):
        raise BadValue(f"{text!r} is not clear: write numbers with the digits 0 to 9 only")
    if re.match(r"[,.'_]\d|\d(?!\s*/)", rest):  # a unit may begin with 1/
        raise BadValue(f"{text!r} is not clear: write decimals with a point and 1,000 in threes")
    if re.match(r"(?:[eE]|(?:\^|\*\*)\s*)[+-]?\d{3}", rest):
        raise BadValue(f"{text[:60]!r} has too large a power: it may have two digits")
    scale = _SCALE.match(rest)
    value = _value(number[0]) * (_SCALES[scale[0]] if scale else 1)
    unit = _unit(rest[scale.end() :] if scale else rest, like, text, scaled=scale is not None)
    found = registry().Quantity(value, unit)
    return found if like is None else _fitted(found, like, text, scaled=scale is not None)


def say_quantity(value: Quantity, unit: str | None = None, *, binary: bool = False) -> str:
    """Say a quantity to three digits, whole numbers below a million in full.

    What is said can be read back by `read_quantity`.

    Args:
        value: the quantity.
        unit: the unit to say it in; None keeps its own, with a prefix that fits.
        binary: whether to take KiB and GiB in place of kB and GB.

    Raises:
        BadValue: the quantity does not fit the unit.

    Complexity: O(digits).

    Source: IEC 80000-13 for the prefixes.

    >>> flow = read_quantity("1000 tweet/s") * read_quantity("200 B/tweet")
    >>> say_quantity(flow), say_quantity(flow, binary=True), say_quantity(flow, "GiB/day")
    ('200 kB/s', '195 KiB/s', '16.1 GiB/day')
    """
    if unit is not None:
        wanted = read_unit(unit)
        if value.dimensionality != wanted.dimensionality:
            raise BadValue(f"{_plain(value)} cannot be said in {unit}")
        number = value.to(wanted).magnitude
        # No power of ten where a letter can be read: 1.39 M message/s. Of bytes the unit has one.
        scales = () if "[information]" in value.dimensionality else _DECIMAL[1:-1]
        for prefix, size in scales if unit else ():
            if number >= size:
                return f"{say_fraction(number / size)} {prefix} {unit}"
        return f"{say_fraction(number)} {unit}".strip()
    flat = without_prefix(value)
    text = unit_text(flat.units)
    head = text.partition("/")[0].partition("·")[0]
    if head in ("B", "bit"):
        for prefix, size in _BINARY if binary else _DECIMAL:
            if flat.magnitude >= size:
                return f"{say_fraction(flat.magnitude / size)} {prefix}{text}"
    elif flat.magnitude >= 10**6:
        for prefix, size in _DECIMAL[1:-1]:
            if flat.magnitude >= size:
                return f"{say_fraction(flat.magnitude / size)} {prefix} {text}".strip()
    text = f" {text}" if text and text[0] != "/" else text
    return f"{say_fraction(flat.magnitude)}{text}"


def say_fraction(number: Fraction) -> str:
    """Say an exact number to three digits, whole ones below a million in full.

    >>> [say_fraction(Fraction(n)) for n in ("86400", "4629.6", "0.0023148", "1e12", "1/3000000")]
    ['86,400', '4,630', '0.00231', '1e12', '3.33e-7']
    """
    if number == 0 or (number.denominator == 1 and abs(number) < 10**6):
        return f"{int(number):,}"
    power = _power_of_ten(number)
    step = Fraction(10) ** (power - 2)
    rounded = int(number / step + Fraction(1, 2)) * step
    power = _power_of_ten(rounded)
    if not -4 <= power < 6:
        return f"{_digits(rounded / Fraction(10) ** power)}e{power}"
    return _digits(rounded)


def _unit(written: str, like: str | None, text: str, *, scaled: bool) -> Any:
    """Read what stands behind a number, or say what it may have been meant to be."""
    try:
        return read_unit(written)
    except BadValue:
        word = written.partition("/")[0].partition(" ")[0]
        near = None if scaled else _near_scale(word.casefold())
        if near:
            why = f"{text!r} is not clear: there is no {word!r}. Did you mean {near}?"
        elif like is not None and read_unit(like).dimensionless:
            why = f"{text!r} does not fit: {_PLAIN_WANTED}"
        else:
            raise
    raise BadValue(why)


def _near_scale(word: str) -> str | None:
    words = [each for each in _SCALES if len(each) > 1]
    return _MEANT.get(word) or next(iter(difflib.get_close_matches(word, words, 1, 0.8)), None)


def _fitted(found: Quantity, like: str, text: str, *, scaled: bool) -> Quantity:
    units, wanted = registry(), read_unit(like)
    if found.dimensionality == wanted.dimensionality:
        return found
    base = units.Quantity(Fraction(1), wanted).to_root_units().units
    missing = (wanted / found.units).dimensionality
    own = counts_of(found)
    allowed = counts_of(wanted)
    only_counts = all(name in allowed and name not in own for name in missing)
    if only_counts:
        return units.Quantity(found.to_root_units().magnitude, base).to(wanted)
    if scaled and not found.dimensionality:
        return units.Quantity(found.magnitude, without_prefix(quantity(1, like)).units)
    if scaled and dict(missing) == {"[information]": 1}:
        return found * units.Quantity(Fraction(1), "byte")
    if not found.dimensionality:
        raise BadValue(f"{text!r} has no unit. {_such_as(like)}")
    why = _PLAIN_WANTED
    if not wanted.dimensionless:
        why = f"a quantity in {like} is wanted. {_such_as(like)}"
    of_bytes = ["[information]" in each.dimensionality for each in (found, wanted)]
    if of_bytes == [True, False] and re.search(r"[\d ]B\b", text):
        why += " B is bytes; a billion is bn."
    raise BadValue(f"{text!r} does not fit: {why}")


def _value(text: str) -> Fraction:
    value = Fraction(1)
    for piece in re.split(r"\s*(?:×|(?<!\*)\*(?!\*)|x)\s*", text):
        base, *power = re.split(r"\s*(?:\^|\*\*)\s*", piece)
        number = Fraction(re.sub(r"[,_' ]", "", base))
        if power and number == 0:
            raise BadValue(f"{text!r} is not a number: 0 has no powers here")
        value *= number ** int(power[0]) if power else number
    return value


def _power_of_ten(number: Fraction) -> int:
    power = len(str(abs(number.numerator))) - len(str(number.denominator))
    return power - 1 if abs(number) < Fraction(10) ** power else power


def _digits(number: Fraction) -> str:
    places = 0
    while places < 8 and number * 10**places % 1:
        places += 1
    whole, rest = divmod(int(number * 10**places), 10**places)
    return f"{whole:,}" + (f".{rest:0{places}d}" if places else "")


def _plain(value: Quantity) -> str:
    return f"{say_fraction(value.magnitude)} {unit_text(value.units)}".strip()


def _such_as(like: str | None) -> str:
    wanted = "GB/day" if like is None else like
    return f"Write it like '{f'16 {wanted}'.strip()}'."
