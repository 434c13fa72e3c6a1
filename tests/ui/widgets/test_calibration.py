"""Calibration says no more than the number of intervals allows."""

from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import BadType, BadValue
from twitlab.ui.widgets.calibration import Outcome, draw_calibration, say_calibration


def some(hits: int, misses: int, bare: int = 0) -> list[Outcome]:
    made = [Outcome(f"hit {n}", "ids", 100, 110, 50, 200) for n in range(hits)]
    made += [Outcome(f"miss {n}", "ids", 100, 400, 50, 200) for n in range(misses)]
    return made + [Outcome(f"bare {n}", "ids", 100, 300) for n in range(bare)]


@pytest.mark.parametrize(
    ("hits", "misses", "said"),
    [
        (0, 0, "No estimate with an interval has met its truth yet."),
        (1, 0, "1 of 1 intervals holds the truth. Nine more until"),
        (3, 6, "3 of 9 intervals hold the truth. One more until"),
        (9, 1, "9 of 10 intervals hold the truth, 90 %; they claim 90 %. That is as it should be"),
        (7, 3, "7 of 10 intervals hold the truth, 70 %; they claim 90 %. That is as it should be"),
        (6, 4, "6 of 10 intervals hold the truth, 60 %; they claim 90 %. They are too narrow"),
        (10, 0, "100 %; they claim 90 %. That is as it should be, as far as 10 can tell."),
        (30, 0, "100 %; they claim 90 %. They may be too wide"),
    ],
)
def test_say_calibration_by_hits_and_misses(hits: int, misses: int, said: str) -> None:
    assert said in say_calibration(some(hits, misses, bare=3))


@pytest.mark.parametrize(
    ("truth", "held"), [(50, True), (200, True), (49, False), (201, False), (100, True)]
)
def test_interval_holds_its_own_ends(truth: int, held: bool) -> None:
    assert Outcome("k", "ids", 100, truth, 50, 200).held is held
    assert Outcome("k", "ids", 100, truth).held is None


@given(st.integers(0, 9), st.integers(0, 9))
def test_no_percentage_below_ten_intervals(hits: int, misses: int) -> None:
    said = say_calibration(some(hits, misses))
    assert ("%" in said) == (hits + misses >= 10)


@given(st.integers(10, 40), st.data())
def test_too_narrow_is_said_where_chance_makes_it_in_fewer_than_one_in_twenty(
    count: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, count))
    # The oracle counts misses: at least so many, each with a chance of 1 in 10.
    tail = sum(
        comb(count, n) * Fraction(1, 10) ** n * Fraction(9, 10) ** (count - n)
        for n in range(count - hits, count + 1)
    )
    assert ("too narrow" in say_calibration(some(hits, count - hits))) == (tail < Fraction(1, 20))


def test_picture_has_each_outcome_as_text_and_a_headline() -> None:
    picture = draw_calibration(some(1, 1, bare=1))
    assert picture.label.startswith(
        "3 estimates met the truth: 1 within a factor of 2, half of them within 3. 1 of 2 intervals"
    )
    assert picture.text.splitlines()[1:] == [
        "hit 0: estimated 100 ids, truth 110, right to within 10 %; 50 to 200 holds it",
        "miss 0: estimated 100 ids, truth 400, 4 times too low; 50 to 200 misses it",
        "bare 0: estimated 100 ids, truth 300, 3 times too low",
    ]
    assert 'role="img"' in picture.svg
    assert "aria-label" in picture.svg


def test_picture_is_the_same_twice_and_holds_any_size() -> None:
    wild = [
        Outcome("far <over>", "s", 10**18, 1e-9, 1e-12, 10**20),
        Outcome("a very long name of an estimate", "s", 1, 10**15),
    ]
    picture = draw_calibration(wild)
    assert picture == draw_calibration(wild)
    assert "nan" not in picture.svg
    assert "inf" not in picture.svg
    assert "<over>" not in picture.svg


def test_long_log_draws_the_latest_twenty_and_lists_all() -> None:
    picture = draw_calibration(some(30, 0))
    assert picture.label.endswith("The latest 20 are drawn.")
    assert len(picture.text.splitlines()) == 31
    assert "hit 9<" not in picture.svg
    assert "hit 10<" in picture.svg


def test_lane_is_called_what_stands_behind_the_name_of_the_lesson() -> None:
    drawn = draw_calibration([Outcome("a-long-lesson-name/disk-seek", "ms", 5, 10)])
    assert ">disk-seek<" in drawn.svg
    assert "a-long-lesson-name/disk-seek" in drawn.text


def test_nothing_is_drawn_as_nothing() -> None:
    picture = draw_calibration([])
    assert picture.label == picture.text == "No estimate has met its truth yet."


@pytest.mark.parametrize(
    ("numbers", "error", "message"),
    [
        ((0, 1), BadValue, "estimate must be above 0"),
        ((1, -1), BadValue, "truth must be above 0"),
        ((1, float("inf")), BadValue, "truth must be above 0 and finite"),
        ((True, 1), BadType, "estimate must be a number"),
        ((1, "1"), BadType, "truth must be a number"),
        ((5, 5, 1, None), BadValue, "both be given or none"),
        ((5, 5, 9, 1), BadValue, "must be low <= estimate <= high, got 9, 5, 1"),
        ((5, 5, 6, 9), BadValue, "must be low <= estimate <= high"),
    ],
)
def test_outcome_refuses(numbers: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Outcome("key", "ids", *numbers)


def test_picture_refuses_what_is_no_outcome() -> None:
    with pytest.raises(BadType, match="outcomes must be Outcome records, got 5"):
        draw_calibration([5])  # type: ignore[list-item]
