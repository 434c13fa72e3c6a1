"""Classic mistakes come from the tree, and a wrong result is asked about by its factor."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from twitlab.estimate import Slip, Step, asked, assumed, fitting, given, quantity, say_factor, slips

AT_LAST = {
    "one zero too many": 10,
    "one zero missing": Fraction(1, 10),
    "two zeros too many": 100,
    "two zeros missing": Fraction(1, 100),
    "six zeros too many": 10**6,
    "six zeros missing": Fraction(1, 10**6),
    "seconds for days": Fraction(1, 86_400),
    "days for seconds": 86_400,
}


def a_tree(copies: int = 3, fan_out: int = 75, days: int = 30) -> Step:
    return (
        given("tweets", "400 M tweet/day")
        * assumed("size", "20 B/delivery", mark="size")
        * given("fan-out", f"{fan_out} delivery/tweet", mark="fan-out")
        * asked("copies", copies, mark="replication")
        * assumed("peak", 3, mark="peak")
        * assumed("kept", f"{days} day", mark="span")
    )


def named(tree: Step, unit: str) -> dict[str, Slip]:
    return {slip.name: slip for slip in slips(tree, unit)}


def test_each_mark_makes_its_slip() -> None:
    found = {name: slip.factor for name, slip in named(a_tree(), "TB").items()}
    assert found == {
        "bits for bytes": 8,
        "bytes for bits": Fraction(1, 8),
        "fan-out left out": Fraction(1, 75),
        "replication left out": Fraction(1, 3),
        "mean for peak": Fraction(1, 3),
        "one for the whole span": Fraction(1, 30),
        "1,024 for 1,000": Fraction(1000, 1024) ** 4,
        "three zeros too many": 1_000,
        "three zeros missing": Fraction(1, 1_000),
        **AT_LAST,
    }


def test_lost_zeros_are_asked_about_where_nothing_of_the_tree_makes_ten() -> None:
    tree = a_tree(fan_out=75)
    assert [s.name for s in fitting(tree.value * 10, tree.value, slips(tree, "TB"))] == [
        "one zero too many"
    ]
    tree = a_tree(fan_out=10)
    assert [s.name for s in fitting(tree.value / 10, tree.value, slips(tree, "TB"))] == [
        "fan-out left out"
    ]


def test_unit_of_the_result_makes_slips_of_its_span_and_its_prefix() -> None:
    tree = given("tweets", "1000 tweet/s") * assumed("size", "200 B/tweet")
    found = {name: slip.factor for name, slip in named(tree, "GiB/month").items()}
    assert found["day for month"] == Fraction(12 * 100, 36525)
    assert found["year for month"] == 12
    assert found["1,000 for 1,024"] == Fraction(1024, 1000) ** 3
    assert "month for month" not in found
    spans = {f"{n} for second" for n in ("hour", "day", "month", "year")}
    zeros = {"three zeros too many", "three zeros missing"}
    # A day for a second is days for seconds: it has one name.
    assert set(named(tree, "B/s")) == {*spans, *zeros, *AT_LAST} - {"days for seconds"}


def test_slip_that_changes_nothing_is_none() -> None:
    assert "replication left out" not in named(a_tree(copies=1), "TB")


@for_all(st.integers(2, 5), st.integers(10, 900), st.integers(2, 400), st.data())
def test_result_of_a_slip_is_asked_about_nearest_first(
    copies: int, fan_out: int, days: int, data: st.DataObject
) -> None:
    tree = a_tree(copies, fan_out, days)
    known = slips(tree, "TB")
    slip = data.draw(st.sampled_from(known))
    assert slip.value == tree.value * slip.factor
    fits = fitting(slip.value, tree.value, known)
    assert slip in fits
    assert fits[0].factor == slip.factor
    assert all(slip.question for slip in fits)


@pytest.mark.parametrize(
    ("kept", "asks"),
    [
        ("36 month", "Your number covers 1 month. “kept” is 36 month: was it multiplied in?"),
        ("36", "Your number covers one only. “kept” is 36: was it multiplied in?"),
    ],
)
def test_span_is_asked_about_with_its_unit_or_without_one(kept: str, asks: str) -> None:
    tree = given("links", "10 M write/month") * assumed("kept", kept, mark="span")
    unit = "write" if "month" in kept else "write/month"
    assert named(tree, unit)["one for the whole span"].question == asks


def test_all_that_fit_are_asked_about() -> None:
    tree = a_tree()
    fits = fitting(tree.value / 3, tree.value, slips(tree, "TB"))
    assert [slip.name for slip in fits] == ["replication left out", "mean for peak"]
    assert len({slip.question for slip in fits}) == 2


def test_two_slips_at_once_are_found_where_none_fits_alone() -> None:
    tree = a_tree()
    known = slips(tree, "TB")
    fits = fitting(tree.value * 8 / 75, tree.value, known)
    assert {slip.name for slip in fits} == {"bits for bytes", "fan-out left out"}
    for one, two in combinations([slip for slip in known if slip.pairs], 2):
        assert fitting(tree.value * one.factor * two.factor, tree.value, known) or (
            one.factor * two.factor == 1
        )


@pytest.mark.parametrize("share", ["1", "1.02", "0.99", "0.85", "1.9", "5"])
def test_what_no_slip_makes_is_not_explained(share: str) -> None:
    tree = a_tree()
    assert fitting(tree.value * Fraction(share), tree.value, slips(tree, "TB")) == ()


@pytest.mark.parametrize(("said", "asks"), [("195", 0), ("200", 1), ("198", 0)])
def test_thousand_for_1024_is_asked_about_only_where_it_shows(said: str, asks: int) -> None:
    tree = given("tweets", "1000 tweet/s") * assumed("size", "200 B/tweet")
    result = quantity(int(said), "KiB/s")
    fits = fitting(result, tree.value, slips(tree, "KiB/s"))
    assert [slip.name for slip in fits] == ["1,000 for 1,024"] * asks


def test_zero_has_no_factor() -> None:
    none = given("tweets", "0 tweet/s") * assumed("size", "200 B/tweet")
    with pytest.raises(ValueError, match="must not come to 0"):
        slips(none, "B/s")
    with pytest.raises(ValueError, match="right must be above 0"):
        fitting(quantity(1, "B/s"), none.value, ())
    tree = a_tree()
    assert fitting(tree.value * 0, tree.value, slips(tree, "TB")) == ()


@pytest.mark.parametrize(
    ("ratio", "said"),
    [("1", "exact"), ("0", "too low: it is 0"),
     ("8", "8 times too high"), ("1/75", "75 times too low"),
     ("1.024", "2.4 % too high"), ("0.97", "3 % too low"), ("2.345", "2.35 times too high")],
)  # fmt: skip
def test_say_factor(ratio: str, said: str) -> None:
    assert say_factor(Fraction(ratio)) == said
