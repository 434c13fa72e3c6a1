"""Hold the units of an estimate: a small registry of our own, with exact conversions.

The registry is pint's, filled with what an estimate of Twitter needs and nothing else. pint's own
list takes 0.15 s to load and knows a barn (``b``) but no tweet. What is counted (tweets, users,
deliveries) has a dimension of its own: tweets plus users is then refused like bytes plus seconds,
and a fan-out is told from a replication factor. A copy is the exception: it is a plain number,
since three copies of a byte are three bytes.
"""

import difflib
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from twitlab.errors import BadType, BadValue

if TYPE_CHECKING:
    import pint

Quantity = Any  # pint's Quantity with a Fraction; pint types its magnitude as anything

COUNTS: Final = (
    "tweet", "user", "device", "delivery", "request", "read", "write", "query", "edge", "machine",
    "message", "follower", "image", "posting", "event",
)  # fmt: skip
_ALIASES: Final = {
    "user": "person = people = member",
    "delivery": "deliveries = insert",
    "request": "req",
    "query": "queries = search = searches",
    "machine": "server = node = host",
    "message": "msg",
    "image": "photo",
    "posting": "word = term",
}
_UNITS: Final = (
    "nano- = 1/1000000000 = n-",
    "micro- = 1/1000000 = µ- = μ- = u-",
    "milli- = 1/1000 = m-",
    "kilo- = 1000 = k- = K-",
    "mega- = 1000000 = M-",
    "giga- = 1000000000 = G-",
    "tera- = 1000000000000 = T-",
    "peta- = 1000000000000000 = P-",
    "exa- = 1000000000000000000 = E-",
    *(f"{name}- = {1024 ** (n + 1)} = {name[0].upper()}i-"
      for n, name in enumerate(("kibi", "mebi", "gibi", "tebi", "pebi", "exbi"))),
    "second = [time] = s = sec",
    "minute = 60 * second = min",
    "hour = 3600 * second = h = hr",
    "day = 86400 * second",
    "week = 7 * day",
    # A year of 365.25 days and a twelfth of it, as in pint's own list.
    "year = 365.25 * day = year = yr",
    "month = year / 12",
    "bit = [information] = bit = b",
    "byte = 8 * bit = B",
    "Bps = byte / second",
    "bps = bit / second",
    "copy = [] = copy = copies = replica",
    "percent = 1 / 100",
)  # fmt: skip

_RATES: Final = (
    "tps = tweet / second = tps = TPS",
    "rps = request / second = rps = RPS",
    "qps = query / second = qps = QPS",
)
_TIMES: Final = ("s", "min", "h", "day", "week", "month", "year", "ms")
# Letters that people write for a time; pint has some of them for other things.
_ABBREVIATIONS: Final = {
    "d": ["day"], "w": ["week"], "wk": ["week"], "m": ["min", "month", "M for a million"],
    "mo": ["month"], "mon": ["month"], "mth": ["month"], "y": ["year"],
}  # fmt: skip
_THOUSANDTH: Final = re.compile(r"(?:nano|micro|milli)(?:bit|byte|tweet|user)")
_TOKEN: Final = re.compile(r"\s*([/*·×]?)\s*(1|[A-Za-zµμ]+)(?:(?:\^|\*\*)(-?\d))?\s*")


@cache
def registry() -> "pint.UnitRegistry[Any]":
    """Give the one registry of the kit's units, made at the first call.

    Returns:
        A pint registry whose numbers are fractions: results are exact, and so the same on every
        processor. Decimal prefixes (kB, or KB as people write it, is 1,000 bytes) and binary ones
        (KiB is 1,024) are both known. The "195 KB/s" of the talks is 195 KiB/s.

    Complexity: about 0.2 s at the first call, nearly all of it importing pint; then O(1).

    Source: IEC 80000-13:2008 for the binary prefixes; pint.readthedocs.io for the registry.

    >>> registry().Quantity(1, "KiB").to("B").magnitude
    Fraction(1024, 1)
    """
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(None, non_int_type=Fraction)
    for line in _UNITS:
        units.define(line)
    for name in COUNTS:
        aliases = f" = {_ALIASES[name]}" if name in _ALIASES else ""
        units.define(f"{name} = [{name}] = {name}{aliases}")
    for line in _RATES:
        units.define(line)
    return units


def read_unit(text: str) -> Any:
    """Read a unit such as "tweet/user/day", "tweets per second" or "B"; "" is a plain number.

    Raises:
        BadType: text is not a string.
        BadValue: a name in it is unknown; near ones are offered.

    Complexity: O(len(text)).

    Source: pint.readthedocs.io for the names within; the grammar is ours, and runs no code.

    >>> str(read_unit("tweets per user a day"))
    'tweet / day / user'
    """
    if not isinstance(text, str):
        raise BadType(f"unit must be a string such as 'GB/day', got {text!r}")
    return _read_unit(text)


@lru_cache(maxsize=1024)
def _read_unit(text: str) -> Any:
    unit = registry().Unit("")
    rest = re.sub(r"(?:^|(?<=[\w%]))\s*\b(?:per|each|every|an?)\s+", "/", text.strip())
    rest = rest.replace("%", "percent")
    if rest.startswith("/"):
        rest = "1" + rest
    while rest:
        token = _TOKEN.match(rest)
        if token is None:
            raise BadValue(f"{text!r} is not a unit: write it like GB/day or tweet/user/day")
        name, power = token[2], int(token[3] or 1)
        if name != "1":
            part = _named_unit(name) ** power
            unit = unit / part if token[1] == "/" else unit * part
        rest = rest[token.end() :]
    return unit


def unit_text(unit: Any) -> str:
    """Write a unit as one line without blanks: "tweet/user/day"; "" for a plain number."""
    units = registry()
    parts: dict[bool, list[str]] = {True: [], False: []}
    powers: Mapping[str, Any] = unit._units
    for name, power in powers.items():
        symbol = units.get_symbol(name)
        if symbol in ("copy", "percent"):
            symbol = {"copy": "", "percent": "%"}[symbol]
        times = abs(int(power))
        if symbol:
            parts[power > 0].append(symbol + (f"^{times}" if times > 1 else ""))
    # Bytes first above the line, time last below it: B/tweet, tweet/user/day.
    above = sorted(parts[True], key=lambda symbol: (not symbol.endswith(("B", "bit")), symbol))
    below = sorted(parts[False], key=lambda symbol: (symbol in _TIMES, symbol))
    return "·".join(above) + "".join(f"/{symbol}" for symbol in below)


def counts_of(value: Quantity) -> dict[str, Fraction]:
    """Give the dimensions of a quantity or unit that are counts, with their powers."""
    others = ("[time]", "[information]")
    return {name: p for name, p in value.dimensionality.items() if name not in others}


def without_prefix(value: Quantity) -> Quantity:
    """Take the prefixes of bytes, bits and counts away; spans of time stay as they are."""
    units = registry()
    plain = units.Unit("")
    for name, power in value.units._units.items():
        root = units.parse_unit_name(name)[0][1]
        plain *= units.Unit(name if units.Unit(root).dimensionality == "[time]" else root) ** int(
            power
        )
    return value.to(plain)


def _named_unit(name: str) -> Any:
    import pint

    units = registry()
    try:
        unit = units.parse_units(name)
    except pint.UndefinedUnitError:
        raise BadValue(f"there is no unit {name!r}.{_near(name)}") from None
    if _THOUSANDTH.match(str(unit)):
        raise BadValue(f"there is no unit {name!r}: m is a thousandth, M is a million.")
    return unit


def _near(name: str) -> str:
    symbols = [
        "B",
        *(p + u for p in ("k", "M", "G", "T", "P", "Ki", "Mi", "Gi") for u in ("B", "b")),
    ]
    known = [*symbols, *COUNTS, "s", "ms", "min", "hour", "day", "week", "month", "year", "copy"]
    known += ["byte", "bit", "second"]
    near = [each for each in known if each.casefold() == name.casefold()]
    # MBytes are Mbytes; in small letters from the first on they would be thousandths.
    lower = (name.lower(), name[0] + name[1:].lower())
    near = near or [each for each in lower if each != name and _is_unit(each)][:1]
    near = near or _ABBREVIATIONS.get(name.lower(), []) or difflib.get_close_matches(name, known, 2)
    return f" Did you mean {' or '.join(near)}?" if near else f" Known are {', '.join(COUNTS[:6])}."


def _is_unit(name: str) -> bool:
    return name in registry() and not _THOUSANDTH.match(str(registry().parse_units(name)))
