"""Availability: held to counting every state of the pieces, up or down."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.estimate import copies_needed, downtime_s, in_parallel, in_sequence, nines, of_nines

SHARES = st.lists(st.integers(0, 1000).map(lambda n: n / 1000), min_size=1, max_size=5)


def chance(shares: list[float], up: Any) -> Fraction:
    """Add up the chances of the states in which the whole is up."""
    total = Fraction(0)
    for state in product([True, False], repeat=len(shares)):
        weight = Fraction(1)
        for works, share in zip(state, shares, strict=True):
            weight *= Fraction(str(share)) if works else 1 - Fraction(str(share))
        total += weight if up(state) else 0
    return total


@given(SHARES)
def test_sequence_and_parallel_agree_with_counting_states(shares: list[float]) -> None:
    assert in_sequence(*shares) == float(chance(shares, all))
    assert in_parallel(*shares) == float(chance(shares, any))
    assert in_sequence(*shares) <= min(shares) <= max(shares) <= in_parallel(*shares)


@pytest.mark.parametrize(
    ("availability", "days", "seconds"),
    [
        # Beyer et al., appendix A: 8.76 hours a year and 43.2 minutes in 30 days at three nines,
        # 5.26 minutes a year at five.
        (0.999, 365, 8.76 * 3600), (0.999, 30, 43.2 * 60), (0.99999, 365, 5.256 * 60),
        (0.9, 365, 36.5 * 86_400), (1, 365, 0), (0, 1, 86_400),
    ],
)  # fmt: skip
def test_downtime_is_as_published(availability: float, days: float, seconds: float) -> None:
    assert downtime_s(availability, days) == pytest.approx(seconds, rel=1e-12)


@pytest.mark.parametrize(
    ("availability", "count"),
    [(0, 0), (0.89, 0), (0.9, 1), (0.99, 2), (0.9949, 2), (0.9999, 4), (0.99999, 5)],
)
def test_nines_are_counted_as_written(availability: float, count: int) -> None:
    assert nines(availability) == count


@given(st.integers(0, 15))
def test_of_nines_is_what_nines_counts(count: int) -> None:
    assert nines(of_nines(count)) == count


@given(st.integers(1, 999), st.integers(0, 99_999))
def test_copies_needed_are_enough_and_one_less_is_not(share: int, wanted: int) -> None:
    up, goal = share / 1000, wanted / 100_000
    copies = copies_needed(up, goal)
    down, allowed = 1 - Fraction(share, 1000), 1 - Fraction(wanted, 100_000)
    assert down**copies <= allowed
    assert copies == 1 or down ** (copies - 1) > allowed


@pytest.mark.parametrize(
    ("share", "wanted", "copies"), [(0.9, 0.99, 2), (0.9, 0.991, 3), (0.99, 0.99, 1), (0.5, 0, 1)]
)
def test_copies_needed_at_the_very_edge(share: float, wanted: float, copies: int) -> None:
    assert copies_needed(share, wanted) == copies


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nines(99.9), ValueError, "from 0 to 1, got 99.9: 99.9 % is 0.999"),
        (lambda: nines(1), ValueError, "availability must be below 1, got 1"),
        (lambda: nines(-0.1), ValueError, "availability must be 0 or more, got -0.1"),
        (lambda: nines(float("nan")), ValueError, "availability must be finite, got nan"),
        (lambda: nines("0.9"), TypeError, "availability must be a number, got '0.9'"),  # type: ignore[arg-type]
        (lambda: downtime_s(True), TypeError, "must be a number, got True"),
        (lambda: downtime_s(0.9, -1), ValueError, "days must be 0 or more, got -1"),
        (in_sequence, ValueError, "one or more, got none"),
        (in_parallel, ValueError, "one or more, got none"),
        (lambda: in_parallel(0.9, 2), ValueError, "from 0 to 1, got 2"),
        (lambda: of_nines(16), ValueError, "count must be from 0 to 15, got 16"),
        (lambda: of_nines(2.0), TypeError, "count must be an int, got 2.0"),  # type: ignore[arg-type]
        (lambda: copies_needed(0, 0.9), ValueError, "above 0 and below 1, got 0"),
        (lambda: copies_needed(0.9, 1), ValueError, "wanted must be below 1, got 1"),
    ],
)
def test_availability_refuses(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        call()
    assert isinstance(caught.value, error)
    assert message in str(caught.value)
