"""A committed number: right within the factor, wrong with a name, or no try."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.rubric_pack import rubric_pack
from twitlab.estimate import read_quantity
from twitlab.interview.grading import grade, known_slips, right_value
from twitlab.interview.packs.answers import Estimate

PACK = rubric_pack()
WRITES, STORED = PACK.estimates


@pytest.mark.parametrize(
    ("value", "outcome", "names"),
    [
        ("10 M write/month", "right", []),
        ("4/s", "right", []),
        ("20 M write/month", "right", []),
        ("5 M write/month", "right", []),
        ("20.1 M write/month", "wrong", []),
        ("4.99 M write/month", "wrong", []),
        ("38 write/s", "wrong", ["ten months of links"]),
        ("3.8 k write/s", "wrong", ["three zeros too many"]),
        ("0 write/s", "wrong", []),
    ],
)
def test_number_is_graded_at_the_edges_of_its_factor(
    value: str, outcome: str, names: list[str]
) -> None:
    graded = grade(WRITES, value)
    assert graded.outcome == outcome
    assert [each.name for each in graded.slips] == names


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("many", "does not begin with a number"),
        ("12 GB", "write/s is wanted"),
        ("4", "has no unit"),
        ("-4 write/s", "is negative"),
        ("", "does not begin with a number"),
        ("4 wrote/s", "there is no unit 'wrote'"),
    ],
)
def test_what_cannot_be_read_is_no_try_and_says_why(value: str, says: str) -> None:
    graded = grade(WRITES, value)
    assert graded.outcome == "no try"
    assert says in graded.says
    assert graded.slips == ()


def test_own_slip_takes_the_place_of_a_usual_one_with_the_same_factor() -> None:
    factors = [slip.factor for slip in known_slips(WRITES)]
    assert known_slips(WRITES)[0].name == "ten months of links"
    assert factors.count(Fraction(10)) == 1


@pytest.mark.parametrize("estimate", PACK.estimates, ids=lambda each: each.id)
def test_right_value_is_right_when_it_is_committed(estimate: Estimate) -> None:
    assert grade(estimate, right_value(estimate)).outcome == "right"


def test_usual_slip_is_named_with_its_question() -> None:
    graded = grade(STORED, "457 GB")
    assert [each.name for each in graded.slips] == ["replication left out"]
    assert "copies" in graded.slips[0].asks
    assert graded.says == "3 times too low"


@given(st.integers(min_value=-300, max_value=300))
def test_outcome_is_that_of_the_ratio(percent: int) -> None:
    ratio = Fraction(10) ** (percent // 100) * Fraction(100 + percent % 100, 100)
    right = read_quantity(right_value(WRITES), WRITES.unit)
    graded = grade(WRITES, f"{float(10_000_000 * ratio):.9f} write/month")
    assert right.magnitude
    assert (graded.outcome == "right") == (Fraction(1, 2) <= ratio <= 2)
