"""Read the numbers that people type, and say numbers the way people say them."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from twitlab.errors import BadValue

Number = int | float

_SCALES: Final = {
    "k": 10**3, "thousand": 10**3,
    "m": 10**6, "mn": 10**6, "million": 10**6, "millions": 10**6,
    "b": 10**9, "bn": 10**9, "g": 10**9, "billion": 10**9, "billions": 10**9,
    "t": 10**12, "tn": 10**12, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
_WORDS: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_SHORT: Final = ((10**12, "tn"), (10**9, "bn"), (10**6, "M"), (10**3, "k"))

# Groups of three after "," "_" "'" or a space; groups of two are how India writes a lakh.
_GROUPED: Final = re.compile(r"\d{1,3}(?:[,_' ]\d{2,3})*[,_' ]\d{3}(?:\.\d+)?")
_PLAIN: Final = re.compile(r"(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?")
_FACTOR: Final = re.compile(r"(?P<digits>.+?)\s*(?P<scale>[a-z]+)?")
_MAX_EXPONENT: Final = 400
_LARGEST: Final = 10**300  # a float holds it, so that it can be drawn
_LONGEST: Final = 200
_EXAMPLES: Final = "1000000, 1,000,000, 1e6, 2^20 or 4 billion"


def parse_number(text: str) -> Number:
    """Read one non-negative number as a person types it.

    Accepts grouping by ``,`` ``_`` ``'`` or a space, ``1e6``, ``2^32``, scale words
    (``4 billion``, ``300k``), and products and quotients of these (``2^32 / 2``).
    A decimal comma is refused, not guessed at: ``1,5`` could be two numbers.

    Args:
        text: what was typed.

    Returns:
        An int when the number is whole, else a float.

    Raises:
        BadValue: the text is not such a number, or is too large to write down.

    Complexity: O(len(text)) time.

    >>> [parse_number(t) for t in ("1,000,000", "2^32 / 2", "4.3 billion", "0.5")]
    [1000000, 2147483648, 4300000000, 0.5]
    """
    if len(text) > _LONGEST:
        raise BadValue(f"{_shown(text)} is too long to be a number. Try {_EXAMPLES}.")
    cleaned = re.sub(r"[\u00a0\u2009\u202f]", " ", text).strip().lower()
    cleaned = re.sub(r"\^|\*\*", "^", cleaned)
    pieces = re.split(r"\s*(×|\*|/|(?<=[\d\s])x(?=[\d\s]))\s*", cleaned)
    value = Fraction(1)
    for sign, piece in zip(["*", *pieces[1::2]], pieces[0::2], strict=True):
        factor = _factor(piece, text)
        if sign == "/" and factor == 0:
            raise BadValue(f"{text.strip()!r} divides by zero.")
        value = value / factor if sign == "/" else value * factor
    if value > _LARGEST:
        raise BadValue(f"{_shown(text)} is too large to be an estimate.")
    return value.numerator if value.denominator == 1 else float(value)


def _factor(piece: str, text: str) -> Fraction:
    if "^" in piece:
        base, _, exponent = (part.strip() for part in piece.partition("^"))
        if not re.fullmatch(r"-?\d{1,3}", exponent) or abs(int(exponent)) > _MAX_EXPONENT:
            raise _refusal(text)
        root = _factor(base, text)
        if root == 0:
            raise _refusal(text)
        return root ** int(exponent)
    match = _FACTOR.fullmatch(piece)
    if match is None:
        raise _refusal(text)
    digits, scale = match["digits"].strip(), match["scale"]
    if scale is not None and scale not in _SCALES:
        raise _refusal(text)
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[,_' ]", "", digits)
    elif not _PLAIN.fullmatch(digits):
        raise _refusal(text)
    return Fraction(digits.replace("_", "")) * _SCALES.get(scale or "", 1)


def _shown(text: str) -> str:
    stripped = text.strip()
    return repr(stripped if len(stripped) <= 40 else stripped[:39] + "…")


def _refusal(text: str) -> BadValue:
    if not text.strip():
        return BadValue(f"Type a number first, for example {_EXAMPLES}.")
    if re.match(r"[-\N{MINUS SIGN}]\s*[\d.]", text.strip()):
        return BadValue(f"{_shown(text)} is below 0; an estimate is 0 or more.")
    hint = " Write decimals with a point." if re.search(r"\d,\d{1,2}(?!\d)", text) else ""
    return BadValue(f"{_shown(text)} is not a number I can read.{hint} Try {_EXAMPLES}.")


def say_number(value: Number) -> str:
    """Say a number in full where it fits, else to three digits.

    >>> [say_number(v) for v in (2**31, 0.5724, 82137.4, 5.4e9, 2**64)]
    ['2,147,483,648', '0.572', '82,137', '5.4 billion', '18.4 million trillion']
    """
    if isinstance(value, int) and abs(value) < 10**13:
        return f"{value:,}"
    if abs(value) >= 10**24:
        return f"{Decimal(value):.3g}"
    if abs(value) >= 10**18:
        return f"{_three_digits(value / 10**18)} million trillion"
    for size, word in _WORDS:
        if abs(value) >= size:
            return f"{_three_digits(value / size)} {word}"
    return _three_digits(value) if abs(value) < 1000 else f"{value:,.0f}"


def _three_digits(value: Number) -> str:
    if value == 0 or 0.001 <= abs(value) < 100_000:
        places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
        text = f"{value:,.{places}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.3g}"


def short_number(value: Number) -> str:
    """Say a number in a few characters, for the ticks of an axis.

    >>> [short_number(v) for v in (1, 1000, 10**7, 10**18, 0.001)]
    ['1', '1 k', '10 M', '10^18', '0.001']
    """
    if value >= 10**15:
        digits = len(str(int(value))) - 1
        return f"10^{digits}"
    for size, letter in _SHORT:
        if value >= size:
            return f"{value / size:g} {letter}"
    return f"{value:g}"


def say_ratio(estimate: Number, measured: Number) -> str:
    """Say how far an estimate was from a measurement, as a factor in words.

    >>> say_ratio(2**31, 77_163)
    '27,800 times too high'
    >>> say_ratio(50, 100)
    '2 times too low'
    >>> say_ratio(103, 100)
    'right to within 10 %'
    """
    high = estimate >= measured
    exact = Fraction(estimate) / Fraction(measured)
    factor = exact if high else 1 / exact
    if factor <= Fraction(11, 10):
        return "right to within 10 %"
    return f"{_rounded(factor)} times too {'high' if high else 'low'}"


def _rounded(factor: Fraction) -> str:
    """Round to three digits, in integers, so that 27,829 is said as 27,800."""
    if factor < 100:
        return _three_digits(float(factor))
    whole = round(factor)
    step = 10 ** (len(str(whole)) - 3)
    whole = (whole + step // 2) // step * step
    return say_number(whole) if whole < 10**6 else say_number(float(whole))


def say_seconds(seconds: float) -> str:
    """Say a span of time in the unit a person would choose.

    >>> [say_seconds(s) for s in (0.0005, 0.57, 90, 20_000, 1_161_000, 5e9)]
    ['0.5 ms', '0.57 s', '90 s', '5.56 hours', '13.4 days', '158 years']
    """
    units = (
        (365.25 * 86_400, "years"),
        (2 * 86_400, "days"),
        (2 * 3_600, "hours"),
        (120, "minutes"),
    )
    sizes = {"years": 365.25 * 86_400, "days": 86_400, "hours": 3_600, "minutes": 60}
    for at_least, unit in units:
        if seconds >= at_least:
            return f"{say_number(seconds / sizes[unit])} {unit}"
    if seconds < 0.000_001:
        return "less than a microsecond"
    if seconds < 0.1:
        return f"{_three_digits(seconds * 1_000)} ms"
    return f"{_three_digits(seconds)} s"
