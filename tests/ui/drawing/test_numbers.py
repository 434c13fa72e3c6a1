"""Numbers are read as people type them, and said as people say them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import BadValue
from twitlab.ui.drawing.numbers import (
    parse_number,
    say_number,
    say_ratio,
    say_seconds,
    short_number,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1000000", 10**6),
        ("1_000_000", 10**6),
        ("1,000,000", 10**6),
        ("1 000 000", 10**6),
        ("1\u202f000\u00a0000", 10**6),
        ("1'000'000", 10**6),
        ("10,00,000", 10**6),  # ten lakh
        ("1e6", 10**6),
        ("1E6", 10**6),
        ("2.5e3", 2500),
        ("2^32", 2**32),
        ("2**32", 2**32),
        ("2 ^ 32", 2**32),
        ("10^9", 10**9),
        ("2^-1", 0.5),
        ("4 billion", 4 * 10**9),
        ("4.3 Billion", 4_300_000_000),
        ("4bn", 4 * 10**9),
        ("300k", 300_000),
        ("70 M", 70 * 10**6),
        ("1.5 trillion", 1_500_000_000_000),
        ("2^32 / 2", 2**31),
        ("2^32/2", 2**31),
        ("3 * 10^9", 3 * 10**9),
        ("3 x 10^9", 3 * 10**9),
        ("3 × 10^9", 3 * 10**9),
        ("  42 ", 42),
        ("0", 0),
        (".5", 0.5),
        ("5.", 5),
        ("0.1", 0.1),
        ("18446744073709551616", 2**64),
        ("٤٢", 42),
    ],
)
def test_parse_number_accepts(typed: str, number: float) -> None:
    parsed = parse_number(typed)
    assert parsed == number
    assert type(parsed) is type(number)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a number first"),
        ("   ", "Type a number first"),
        ("lots", "'lots' is not a number I can read"),
        ("1,5", "Write decimals with a point"),
        ("1.000.000", "is not a number I can read"),
        ("12,34", "is not a number I can read"),
        ("-5", "'-5' is below 0; an estimate is 0 or more."),
        ("− 2 k", "is below 0"),
        ("5 - 2", "is not a number I can read"),
        ("5 dozen", "is not a number I can read"),
        ("2^", "is not a number I can read"),
        ("^2", "is not a number I can read"),
        ("2^3^4", "is not a number I can read"),
        ("0^-1", "is not a number I can read"),
        ("9^9999999", "is not a number I can read"),
        ("10^10^10", "is not a number I can read"),
        ("1/0", "divides by zero"),
        ("1e999", "is too large"),
        ("999^399", "is too large"),
        ("1//2", "is not a number I can read"),
        ("nan", "is not a number I can read"),
        ("inf", "is not a number I can read"),
        ("__import__('os')", "is not a number I can read"),
        ("\ud800", "is not a number I can read"),
        ("1" * 150 + "e200", "is too large"),
        ("1" * 5000, "is too long"),
        ("x" * 100, "…' is not a number I can read"),
    ],
)
def test_parse_number_refuses(typed: str, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_number(typed)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 250


@given(st.text(max_size=30))
def test_parse_number_reads_or_refuses_any_text(typed: str) -> None:
    with suppress(BadValue):
        assert parse_number(typed) >= 0


@given(st.integers(0, 10**18))
def test_parse_number_reads_back_grouping(number: int) -> None:
    assert parse_number(f"{number:,}") == parse_number(f"{number:_}") == number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (999, "999"),
        (2**31, "2,147,483,648"),
        (82_137.4, "82,137"),
        (5.383e9, "5.38 billion"),
        (3e13, "30 trillion"),
        (10**13, "10 trillion"),
        (2**64, "18.4 million trillion"),
        (0.5724, "0.572"),
        (0.00001, "1e-05"),
        (10.0, "10"),
        (100.0, "100"),
        (1e30, "1.00e+30"),
        (10**350, "1.00e+350"),
        (-5, "-5"),
    ],
)
def test_say_number(number: float, said: str) -> None:
    assert say_number(number) == said


@given(st.floats(1e-3, 1e17))
def test_say_number_is_right_to_half_a_percent(number: float) -> None:
    assert abs(float(parse_number(say_number(number))) - number) <= 0.0051 * number + 0.0005


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1"),
        (100, "100"),
        (10**4, "10 k"),
        (10**9, "1 bn"),
        (10**13, "10 tn"),
        (10**18, "10^18"),
    ],
)
def test_short_number(number: int, said: str) -> None:
    assert short_number(number) == said


@pytest.mark.parametrize(
    ("estimate", "measured", "said"),
    [
        (2**31, 77_163, "27,800 times too high"),
        (77_163, 2**31, "27,800 times too low"),
        (2**31, 82_138.0, "26,100 times too high"),
        (110, 100, "right to within 10 %"),
        (100, 110, "right to within 10 %"),
        (111, 100, "1.11 times too high"),
        (160, 100, "1.6 times too high"),
        (1, 999_600, "1 million times too low"),
        (2**64, 1, "18.4 million trillion times too high"),
        (5, 5, "right to within 10 %"),
    ],
)
def test_say_ratio(estimate: float, measured: float, said: str) -> None:
    assert say_ratio(estimate, measured) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.574, "0.574 s"),
        (0.0057, "5.7 ms"),
        (5e-7, "less than a microsecond"),
        (59, "59 s"),
        (600, "10 minutes"),
        (86_400, "24 hours"),
        (1_162_716, "13.5 days"),
        (3.2e9, "101 years"),
        (1.99e15, "63.1 million years"),
    ],
)
def test_say_seconds(seconds: float, said: str) -> None:
    assert say_seconds(seconds) == said
