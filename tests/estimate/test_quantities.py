"""Hold our few units to pint's own list, and reading to saying."""

import contextlib
import subprocess
import sys
from fractions import Fraction
from functools import cache
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.estimate import (
    quantity,
    read_quantity,
    read_unit,
    registry,
    say_fraction,
    say_quantity,
    unit_text,
)
from twitlab.estimate.units import COUNTS

UNITS = ["B/s", "KiB/s", "GB/day", "tweet/user/day", "delivery/tweet", "MB/tweet", "ms", "TiB", ""]
READ = {
    "16 GB/day": ("GB/day", 16),
    "1.6e10 B/day": ("GB/day", 16),
    "16G": ("GB/day", 16),
    "16G/day": ("GB/day", 16),
    "16 billion bytes per day": ("GB/day", 16),
    "~16 GB a day": ("GB/day", 16),
    "400 M tweets a day": ("tweet/day", 400_000_000),
    "400M": ("tweet/day", 400_000_000),
    "4 x 10^8/day": ("tweet/day", 400_000_000),
    "400,000,000 tweet / day": ("tweet/day", 400_000_000),
    "200 B": ("B/tweet", 200),
    "1600 bit/tweet": ("B/tweet", 200),
    "0.2 KB per tweet": ("B/tweet", 200),
    "75": ("delivery/tweet", 75),
    "75 deliveries per tweet": ("delivery/tweet", 75),
    "15 words a tweet": ("posting/tweet", 15),
    "32 bits per posting": ("B/posting", 4),
    "32 bytes an event": ("B/event", 32),
    "3 copies": ("", 3),
    "3": ("", 3),
    "10 %": ("", Fraction(1, 10)),
    "8 Mbps": ("B/s", 1_000_000),
    "300k rps": ("request/s", 300_000),
    "4.1 G people": ("user", 4_100_000_000),
    "2^10 B": ("KiB", 1),
    ".5 ms": ("s", Fraction(1, 2000)),
    "5 tweets each day": ("tweet/day", 5),
    "1\u202f000 B": ("B", 1000),
    "1,234,567.5 B": ("B", Fraction(2_469_135, 2)),
    "1'000'000 B": ("B", 10**6),
    "1_0000_0000 B": ("B", 10**8),
    "0.999": ("", Fraction(999, 1000)),
    "10x10": ("", 100),
    "5 1/s": ("1/s", 5),
    "0 / day": ("tweet/day", 0),
}


@pytest.mark.parametrize("text", READ)
def test_read_quantity_takes_what_people_write(text: str) -> None:
    unit, number = READ[text]
    assert read_quantity(text, unit).to(read_unit(unit)).magnitude == number


REFUSED = {
    "16": ("GB/day", "'16' has no unit. Write it like '16 GB/day'."),
    "1.6e10": ("GB/day", "has no unit"),
    "16 GB": ("GB/day", "does not fit: a quantity in GB/day"),
    "400 M deliveries/day": ("tweet/day", "does not fit: a quantity in tweet/day"),
    "16 gb/day": ("GB/day", "there is no unit 'gb'. Did you mean GB"),
    "5 mb": ("MB", "there is no unit 'mb': m is a thousandth, M is a million"),
    "5 m tweets": (None, "there is no unit 'm'"),
    "-5 tweet/day": ("tweet/day", "is negative"),
    "−5": ("", "is negative"),
    "1,5 GB": ("GB", "write decimals with a point"),
    "0,200 kB": ("B/tweet", "write decimals with a point"),
    "0,125 TB/year": ("TB/year", "write decimals with a point"),
    "0,999": ("", "write decimals with a point"),
    "0'500 TB": ("TB", "write decimals with a point"),
    "0 500 TB": ("TB", "write decimals with a point"),
    "0_500 TB": ("TB", "write decimals with a point"),
    "00,200 kB": ("kB", "write decimals with a point"),
    "1,0000 B": ("B", "write decimals with a point"),
    "1000,000 B": ("B", "write decimals with a point"),
    "1,000'000 B": ("B", "write decimals with a point"),
    "1 000,500 B": ("B", "write decimals with a point"),
    "2 x 0,500": ("", "write decimals with a point"),
    "0x10": ("", "the digits 0 to 9 only"),
    "0x10 TB/year": ("TB/year", "the digits 0 to 9 only"),
    "5 x 0x10": ("", "the digits 0 to 9 only"),
    "0b1": (None, "the digits 0 to 9 only"),
    "half": ("", "does not begin with a number"),
    "": ("GB", "does not begin with a number. Write it like '16 GB'"),
    "5 twet": ("tweet", "Did you mean tweet?"),
    "5 B/(s)": (None, "is not a unit"),
    "__import__('os')": (None, "does not begin with a number"),
    "5 __import__('os')": (None, "is not a unit"),
    "5 frobs": (None, "there is no unit 'frobs'. Known are tweet"),
    "1e999 B": (None, "has too large a power: it may have two digits"),
    "10^100 B": (None, "has too large a power"),
    "200 Bytes per tweet": ("B/tweet", "there is no unit 'Bytes'. Did you mean bytes?"),
    "5 MBytes": ("MB", "Did you mean Mbytes?"),  # and not mbytes, a thousandth
    "5 Tweets/Day": ("tweet/day", "Did you mean tweets?"),
    "5 tweets/WEEK": ("tweet/s", "Did you mean week?"),
    "400 Million tweets/day": ("tweet/day", "there is no 'Million'. Did you mean million?"),
    "5 milion": ("", "Did you mean million?"),
    "5 Mio tweets": ("tweet", "Did you mean million?"),
    "5 Thousands": (None, "Did you mean thousand?"),
    "400M tweets/d": ("tweet/day", "there is no unit 'd'. Did you mean day?"),
    "400 tweets/m": ("tweet/s", "Did you mean min or month or M for a million?"),
    "0.4B tweets/day": ("tweet/day", "'16 tweet/day'. B is bytes; a billion is bn."),
    "4 GB/day": ("tweet/day", "Write it like '16 tweet/day'."),
    "2 B": ("", "a plain number is wanted, such as '3'. B is bytes"),
    "3 copies/tweet": ("", "'3 copies/tweet' does not fit: a plain number is wanted, such as '3'."),
    "3 disks": ("", "'3 disks' does not fit: a plain number is wanted, such as '3'."),
    "3 tweets": ("", "a plain number is wanted, such as '3'."),
    "three": ("", "Write it like '16'."),
    "9" * 200: (None, "does not begin with a number"),
    "0^-1 B": (None, "is not a number"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_read_quantity_refuses_and_says_why(text: str) -> None:
    unit, why = REFUSED[text]
    with pytest.raises(TwitlabError) as caught:
        read_quantity(text, unit)
    assert isinstance(caught.value, ValueError)
    assert why in str(caught.value)


@pytest.mark.parametrize("text", [None, 16, b"16 GB", ["16 GB"]])
def test_read_quantity_refuses_what_is_no_text(text: Any) -> None:
    with pytest.raises(TypeError, match="text must be a string"):
        read_quantity(text)
    with pytest.raises(TypeError, match="unit must be a string"):
        read_unit(text)


@given(st.text(max_size=30))
def test_read_quantity_reads_or_refuses_anything(text: str) -> None:
    with contextlib.suppress(TwitlabError):
        assert read_quantity(text).magnitude >= 0


@given(
    st.fractions(min_value=0, max_value=10**20, max_denominator=10**9), st.sampled_from(UNITS),
    st.booleans(),
)  # fmt: skip
def test_what_is_said_reads_back_to_three_digits(number: Fraction, unit: str, binary: bool) -> None:
    made = registry().Quantity(number, read_unit(unit))
    for said in (say_quantity(made, binary=binary), say_quantity(made, unit)):
        back = read_quantity(said)
        assert back.dimensionality == made.dimensionality
        assert abs(back - made) * 200 <= made


@cache
def pints_own() -> Any:
    return pint.UnitRegistry(cache_folder=None)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("KiB/s", "bit/s"), ("GB/day", "kB/hour"), ("month", "day"), ("year", "s"), ("TiB", "MB"),
     ("Mbps", "byte/s"), ("week", "minute"), ("µs", "ns"), ("Bps", "bit/hour")],
)  # fmt: skip
def test_conversions_agree_with_pints_own_list(ours: str, theirs: str) -> None:
    mine = registry().Quantity(Fraction(1), read_unit(ours)).to(read_unit(theirs)).magnitude
    oracle = pints_own().Quantity(1, ours.replace("Bps", "B/s").replace("bps", "bit/s"))
    assert isinstance(mine, Fraction)
    assert float(mine) == pytest.approx(oracle.to(theirs).magnitude, rel=1e-12)


def test_counts_have_dimensions_of_their_own_and_copies_have_none() -> None:
    kinds = {str(read_unit(name).dimensionality) for name in COUNTS}
    assert len(kinds) == len(COUNTS)
    assert read_unit("copies").dimensionality == read_unit("percent").dimensionality == {}
    with pytest.raises(pint.DimensionalityError):
        read_quantity("1 tweet") + read_quantity("1 user")


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("200000 B/s", "KiB/s", "195 KiB/s"),
        ("86400 s", None, "86,400 s"),
        ("4629.63 tweet/s", None, "4,630 tweet/s"),
        ("345000 delivery/s", None, "345,000 delivery/s"),
        ("30e9 delivery/day", None, "30 G delivery/day"),
        ("120e9 message/day", "message/s", "1.39 M message/s"),
        ("2e7 GB", "GB", "2e7 GB"),
        ("999999 B", None, "1,000 kB"),
        ("0 GB", None, "0 B"),
        ("3 copies", None, "3"),
        ("1 /s", None, "1/s"),
    ],
)
def test_say_quantity_takes_a_prefix_that_fits(text: str, unit: str | None, said: str) -> None:
    assert say_quantity(read_quantity(text), unit) == said


@given(st.fractions(min_value=Fraction(1, 10**12), max_value=10**15))
def test_say_fraction_is_right_to_half_a_step(number: Fraction) -> None:
    said = Fraction(say_fraction(number).replace(",", ""))
    assert abs(said - number) * 200 <= number


@given(st.lists(st.sampled_from(["tweet", "B", "user", "s", "day"]), min_size=1, max_size=4))
def test_unit_text_reads_back(parts: list[str]) -> None:
    unit = read_unit("/".join(parts))
    assert (
        read_unit(unit_text(unit) if unit_text(unit)[:1] != "/" else f"1{unit_text(unit)}") == unit
    )


def test_quantity_takes_a_float_as_it_is_written() -> None:
    assert quantity(0.1, "GB").to("MB").magnitude == 100


@pytest.mark.parametrize(
    ("value", "unit", "error", "message"),
    [
        (-1, "GB", ValueError, "value must be 0 or more, got -1"),
        (float("nan"), "GB", ValueError, "value must be finite, got nan"),
        (float("inf"), "", ValueError, "value must be finite, got inf"),
        (True, "GB", TypeError, "value must be a number, got True"),
        ("1", "GB", TypeError, "value must be a number, got '1'"),
        (1, "gb", ValueError, "there is no unit 'gb'"),
    ],
)
def test_quantity_refuses(value: Any, unit: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        quantity(value, unit)


def test_say_quantity_refuses_a_unit_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="5 B cannot be said in tweet"):
        say_quantity(read_quantity("5 B"), "tweet")


def test_pint_is_not_imported_until_a_quantity_is_made() -> None:
    code = (
        "import sys, twitlab.estimate, twitlab.course.kinds.estimating;"
        "print('pint' in sys.modules); twitlab.estimate.given('n', '1 tweet');"
        "print('pint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
