"""An answer is run by itself, on cases that are always the same and on fresh ones, and again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from twitlab.course.book.manifest import Course
from twitlab.course.checking.assessing import DIFFERS, REMEMBERS, judged
from twitlab.course.checking.attempt import FIRST_SEED, attempt, cases_of
from twitlab.course.checking.check import Case, Check, Judgement, Observed
from twitlab.course.checking.verdict import Verdict

EXERCISE = Course.here().exercises[0]
SEED = 7


def judge(case: Case, observed: Observed) -> Judgement:
    right = case["n"] ** 2
    return Judgement(observed["returned"] == right, str(observed["returned"]), str(right), "")


CHECK = Check(
    cases=lambda seed: [{"n": 4}, {"n": 5}, {"n": 6}, {"n": seed}],
    call=lambda case: f"square({case['n']})",
    observe=lambda answer, case: {"returned": answer(case["n"])},
    judge=judge,
    mistakes=(),
    alternatives=(),
    strategy=lambda: st.fixed_dictionaries({"n": st.integers(0, 9)}),
)


def verdict_on(source: str, check: Check = CHECK) -> Verdict:
    return judged(EXERCISE, check, attempt(check, "square", source, SEED), SEED)


def test_cases_are_those_of_the_first_seed_and_then_the_fresh_ones() -> None:
    assert [case["n"] for case in cases_of(CHECK, SEED)] == [4, 5, 6, FIRST_SEED, SEED]
    assert [case["n"] for case in cases_of(CHECK, FIRST_SEED)] == [4, 5, 6, FIRST_SEED]


def test_answer_that_is_wrong_on_a_fresh_case_only_fails() -> None:
    assert verdict_on("def square(n):\n    return n * n").status == "passed"
    verdict = verdict_on(f"def square(n):\n    return n * n if n != {SEED} else 0")
    assert verdict.counterexample
    assert verdict.counterexample.call == f"square({SEED})"


def test_smaller_case_is_shown_where_one_fails() -> None:
    verdict = verdict_on("def square(n):\n    return n * n + (n > 1)")
    assert verdict.counterexample
    assert verdict.counterexample.call == "square(2)"


def test_what_an_earlier_call_left_behind_is_told_as_that() -> None:
    verdict = verdict_on(
        "def square(n, seen=[]):\n    seen.append(n)\n    return n * n + (5 in seen and n == 6)"
    )
    assert (verdict.status, verdict.mistake) == ("failed", REMEMBERS)
    assert verdict.counterexample
    assert verdict.counterexample.call == "square(6), after square(5)"
    verdict = verdict_on(
        "def square(n, seen=[]):\n    seen.append(n)\n    return n * n + (len(seen) == 3)"
    )
    assert verdict.mistake == REMEMBERS
    assert verdict.counterexample
    assert verdict.counterexample.call == "square(6), after other calls"


@pytest.fixture
def turns() -> Iterator[Any]:
    """Count turns where no fresh copy of an answer forgets them, as a clock does."""
    math.turn = 0  # type: ignore[attr-defined]
    yield math
    del math.turn  # type: ignore[attr-defined]


@pytest.mark.usefixtures("turns")
def test_answer_that_does_otherwise_when_all_is_done_again_is_no_memory() -> None:
    verdict = verdict_on(
        "import math\n\ndef square(n):\n    math.turn += 1\n    return n * n + (math.turn == 3)"
    )
    assert (verdict.status, verdict.mistake) == ("failed", DIFFERS)
    assert verdict.counterexample
    assert verdict.counterexample.call == "square(6)"


def test_name_that_another_cell_defines_is_told_from_one_that_nobody_does() -> None:
    tried = attempt(CHECK, "square", "square = helper", SEED)
    here = judged(EXERCISE, CHECK, tried, SEED, elsewhere=("helper",))
    assert "which stands in another cell" in here.reason
    assert "which is defined nowhere" in judged(EXERCISE, CHECK, tried, SEED).reason
