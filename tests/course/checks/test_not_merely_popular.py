"""What *Trending, not just popular* says of a wrong list is true of the list."""

from __future__ import annotations

from typing import Any

import pytest

from twitlab.course.checks.trends.not_merely_popular import CHECK, why

LARGE = 1 << 60


def case_of(*windows: dict[int, int], k: int = 10, floor: int = 1, times: int = 3) -> Any:
    """Give a case in which each author has tweeted once."""
    made = [[[key, by, by] for key, by in window.items()] for window in windows]
    return {"windows": made, "k": k, "floor": floor, "times": times}


def test_the_day_of_the_notebook_says_how_many_times_as_it_does() -> None:
    said = why(case_of({2: 3}, {}, {2: 80}), [], [2])
    assert said == "Hashtag 2: 80 authors, enough; expected (3 + 0) / 2; 53.33 times."


@pytest.mark.parametrize(("more", "word"), [(-1, "less"), (1, "more")])
def test_a_rate_beside_times_is_not_said_to_be_times(more: int, word: str) -> None:
    said = why(case_of({7: LARGE}, {7: 3 * LARGE + more}), [7], [])
    assert f"a little {word} than 3 times" in said


def test_a_rate_of_just_times_is_said_as_it_is() -> None:
    assert "; 3 times." in why(case_of({7: LARGE}, {7: 3 * LARGE}), [], [7])


def test_of_rates_that_read_alike_it_is_said_which_is_larger() -> None:
    windows = {7: 3 * LARGE, 8: 3 * LARGE + 1}, {7: 10 * LARGE, 8: 10 * LARGE + 3}
    assert why(case_of(*windows), [8, 7], [7, 8]).endswith("The rate of 7 is a little larger.")


def test_of_equal_rates_none_is_said_to_be_larger() -> None:
    said = why(case_of({}, {7: 5, 8: 5}), [8, 7], [7, 8])
    assert said.count("5 times.") == 2
    assert "larger" not in said


@pytest.mark.parametrize("k", [0, 1])
def test_a_list_that_is_too_long_is_told_its_k(k: int) -> None:
    case = case_of({}, {7: 9, 8: 8}, k=k)
    assert why(case, [7, 8], [7][:k]) == f"k is {k}, so no more than {k} are listed."


def test_one_author_is_one() -> None:
    assert "Hashtag 7: 1 author, enough;" in why(case_of({}, {7: 1}), [7], [])


def test_what_is_said_never_fails_on_a_case_of_the_check() -> None:
    for case in CHECK.cases(1):
        assert why(case, [7, 8, 99, "no id"], [8, 7])
