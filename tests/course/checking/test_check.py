"""Observing answers, judging what was observed, and naming mistakes."""

from __future__ import annotations

import inspect
import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain, shown, whole_number, written
from twitlab.course.book.manifest import Course
from twitlab.course.checking.assessing import assess
from twitlab.course.checking.check import (
    Case,
    Check,
    Judgement,
    Mistake,
    Observed,
    observe_one,
    taken_apart,
    variant,
)
from twitlab.course.checking.verdict import Verdict
from twitlab.errors import CourseError

EXERCISE = Course.here().exercises[0]


def judge(case: Case, observed: Observed) -> Judgement:
    right = case["n"] ** 2
    return Judgement(observed["returned"] == right, written(observed["returned"]), str(right), "")


CHECK = Check(
    cases=lambda seed: [{"n": n} for n in range(4)],
    call=lambda case: f"square({case['n']})",
    observe=lambda answer, case: {"returned": answer(case["n"])},
    judge=judge,
    mistakes=(
        Mistake("doubled", "You doubled.", lambda n: n * 2),
        Mistake("tripled", "You tripled.", lambda n: n * 3),
        Mistake("divided", "You divided.", lambda n: 1 / n),
    ),
    alternatives=(),
)


def verdict_on(answer: Any, check: Check = CHECK) -> Verdict:
    cases = check.cases(0)
    return assess(EXERCISE, check, cases, [observe_one(check, answer, case) for case in cases])


def test_right_answer_passes_with_all_points() -> None:
    verdict = verdict_on(lambda n: n * n)
    assert (verdict.status, verdict.points) == ("passed", EXERCISE.points)
    assert verdict.counterexample is None


def test_first_failing_case_is_the_counterexample() -> None:
    verdict = verdict_on(lambda n: n**2 if n < 3 else -1)
    assert verdict.status == "failed"
    assert verdict.counterexample is not None
    assert verdict.counterexample.call == "square(3)"
    assert verdict.mistake is None


def test_mistake_that_does_the_same_is_named() -> None:
    assert verdict_on(lambda n: n + n).mistake == "doubled"
    assert verdict_on(lambda n: n + n + n).mistake == "tripled"


def test_of_several_that_fit_the_one_most_alike_is_named() -> None:
    several = (
        Mistake("zero", "Always zero.", lambda n: 0),
        Mistake("negative", "Negative.", lambda n: -n),
    )
    check = Check(
        cases=lambda seed: [{"n": 0.5}, {"n": 2}],
        call=CHECK.call,
        observe=lambda answer, case: {"returned": int(answer(case["n"]))},
        judge=judge,
        mistakes=several,
        alternatives=(),
    )
    assert verdict_on(lambda n: -n, check).mistake == "negative"
    assert verdict_on(lambda n: 0, check).mistake == "zero"


def test_mistake_that_does_the_same_on_few_cases_only_is_not_named() -> None:
    many = replace(CHECK, cases=lambda seed: [{"n": n} for n in range(3, 10)])
    assert verdict_on(lambda n: n * 2, many).mistake == "doubled"
    assert verdict_on(lambda n: n * 2 if n < 7 else 0, many).mistake is None
    assert verdict_on(lambda n: n * 2 if n < 8 else 0, many).mistake == "doubled"
    # Nor is it where the answer is right and the mistake is not.
    assert verdict_on(lambda n: n * 2 if n < 7 else n * n, many).mistake is None


def test_mistake_that_first_shows_behind_the_cases_compared_is_named() -> None:
    many = replace(CHECK, cases=lambda seed: [{"n": 2}] * 70 + [{"n": 3}])
    assert verdict_on(lambda n: n + n, many).mistake == "doubled"


def test_name_is_for_the_same_value_of_the_same_type() -> None:
    check = replace(CHECK, cases=lambda seed: [{"n": 3}, {"n": 1}])
    assert verdict_on(lambda n: n * 2.0, check).mistake is None
    ones = replace(check, mistakes=(Mistake("one", "Always one.", lambda n: 1),))
    assert verdict_on(lambda n: True, ones).mistake is None
    assert verdict_on(lambda n: 1, ones).mistake == "one"


def test_mistake_that_is_right_on_the_case_shown_is_not_named() -> None:
    def judge_twice(case: Case, observed: Observed) -> Judgement:
        return Judgement(observed["unseen"] == case["n"], "", "", "")

    check = replace(
        CHECK,
        judge=judge_twice,
        observe=lambda answer, case: {"unseen": answer(case["n"]), "shown": 1},
        fingerprint=lambda seen: seen["shown"],
        mistakes=(Mistake("half", "Half.", lambda n: n or -1),),
    )
    assert verdict_on(lambda n: -1 if n == 2 else n, check).mistake is None


def test_nothing_returned_is_said_only_of_what_never_returns_anything() -> None:
    check = replace(
        CHECK,
        cases=lambda seed: [{"n": n} for n in range(10)],
        mistakes=(Mistake("nothing returned", "No return.", lambda n: None),),
    )
    assert verdict_on(lambda n: None, check).mistake == "nothing returned"
    assert verdict_on(lambda n: None if n else 0, check).mistake is None


def test_exception_is_an_error_and_a_known_one_is_a_named_mistake() -> None:
    def fails(n: int) -> int:
        raise KeyError("no")

    verdict = verdict_on(fails)
    assert (verdict.status, verdict.mistake) == ("error", None)
    assert verdict.counterexample is not None
    assert "KeyError" in verdict.counterexample.got
    assert verdict_on(lambda n: 1 / n).mistake == "divided"


def test_exception_of_one_type_is_a_named_mistake_only_if_it_says_the_same() -> None:
    places: dict[int, int] = {}

    def measured(n: Any) -> int:
        return len(n)

    check = replace(
        CHECK,
        observe=lambda answer, case: {"returned": answer(iter(range(case["n"])))},
        judge=lambda case, seen: Judgement(False, "", "", ""),
        mistakes=(
            Mistake("measured", "It has no length.", measured),
            Mistake("looked up", "It is not there.", lambda n: places[0]),
        ),
    )
    assert verdict_on(lambda n: len(n) + 1, check).mistake == "measured"
    assert verdict_on(lambda n: n[0], check).mistake is None
    assert verdict_on(lambda n: -n, check).mistake is None
    assert verdict_on(lambda n: len(7), check).mistake is None  # type: ignore[arg-type]
    assert verdict_on(lambda n: places[7], check).mistake == "looked up"


@pytest.mark.parametrize(
    ("returned", "got", "asks"),
    [(None, "None", True), (7, "7", False), ((1, 2, 3), "(1, 2, 3)", False), ("ab", "'ab'", False)],
)
def test_what_cannot_be_taken_apart_is_shown_and_is_no_error(
    returned: Any, got: str, asks: bool
) -> None:
    def observe(answer: Any, case: Case) -> Observed:
        ids, cursor = taken_apart(answer(case["n"]), "the ids", "the cursor")
        return {"ids": ids, "cursor": cursor}

    verdict = verdict_on(lambda n: returned, replace(CHECK, observe=observe, mistakes=()))
    assert verdict.status == "failed"
    assert verdict.counterexample is not None
    assert verdict.counterexample.got == got
    assert verdict.counterexample.expected == "the ids, the cursor"
    assert ("Is a `return` missing?" in verdict.counterexample.why) is asks
    assert taken_apart([1, 2], "one", "two") == (1, 2)


def test_stubs_line_left_in_an_answer_fails_where_it_is_reached() -> None:
    def stub(n: int) -> int:
        if n > 2:
            raise NotImplementedError("not attempted")
        return n * n

    for answer in (stub, ...):
        verdict = verdict_on(answer)
        assert verdict.status == "failed"
        assert verdict.counterexample
        assert "still says that nobody answered" in verdict.counterexample.why


def test_own_not_implemented_error_is_an_error() -> None:
    def other(n: int) -> int:
        raise NotImplementedError("later")

    assert verdict_on(other).status == "error"


def test_answer_gets_a_copy_and_what_it_prints_is_dropped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check = Check(
        cases=lambda seed: [{"items": [1, 2]}],
        call=str,
        observe=lambda answer, case: {"returned": answer(case["items"])},
        judge=lambda case, observed: Judgement(True, "", "", ""),
        mistakes=(),
        alternatives=(),
    )
    case = check.cases(0)[0]

    def meddles(items: list[int]) -> None:
        items.clear()
        print("mine")

    observe_one(check, meddles, case)
    assert case == {"items": [1, 2]}
    assert capsys.readouterr().out == ""


def test_keyboard_interrupt_is_let_through() -> None:
    def interrupted(n: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verdict_on(interrupted)


def test_verdict_escapes_what_the_learner_wrote() -> None:
    verdict = verdict_on(lambda n: "<script>alert(1)</script>`x`")
    assert "<script>" not in verdict._repr_html_()
    assert "&lt;script&gt;" in verdict._repr_html_()
    assert "<script>" in str(verdict)


def test_verdict_text_holds_call_got_expected_and_why() -> None:
    text = str(verdict_on(lambda n: n + n))
    for word in (
        "failed",
        "call",
        "square(1)",
        "got",
        "2",
        "expected",
        "1",
        "You doubled.",
        "hint",
    ):
        assert word in text


def test_verdict_text_has_room_for_long_labels() -> None:
    labels = ("what happens to it", "yours gave", "promised")
    text = str(verdict_on(lambda n: n + n, replace(CHECK, labels=labels)))
    lines = text.splitlines()
    assert any(line.startswith("  what happens to it square(1)") for line in lines)
    assert any(line.startswith("  mistake            doubled: ") for line in lines)


class Odd:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (2**70, str(2**70)),
        (-(2**70), str(-(2**70))),
        (1.5, "1.5"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        ("a", "'a'"),
        ([1, (2,), "x"], "[1, (2,), 'x']"),
        ((1, 2), "(1, 2)"),
        (np.int64(3), "numpy.int64(3)"),
        ({1: 2}, "{1: 2}"),
        ({3, 1}, "set([1, 3])"),
        (Odd(), "(its repr raised RuntimeError)"),
    ],
)
def test_values_are_written_as_a_learner_would_write_them(value: Any, text: str) -> None:
    assert written(json.loads(json.dumps(plain(value)))) == text


def test_nothing_that_can_be_returned_breaks_plain() -> None:
    loop: list[Any] = []
    loop.append(loop)
    surrogate = "\ud800"
    for value in (loop, surrogate, {surrogate: surrogate}, np.arange(3), object, print, b"\xff"):
        json.dumps(plain(value)).encode("utf-8")


def test_plain_hides_addresses_that_differ_between_runs() -> None:
    assert "0x" not in json.dumps(plain(object()))


@given(st.integers())
def test_whole_numbers_survive_being_plain(number: int) -> None:
    assert whole_number(json.loads(json.dumps(plain(number)))) == number


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1], np.float64(1), {"type": "int"}])
def test_what_is_no_whole_number_is_not_read_as_one(value: Any) -> None:
    assert whole_number(plain(value)) is None


def test_numpy_integers_are_whole_numbers() -> None:
    assert whole_number(plain(np.int64(7))) == 7
    assert whole_number(plain(np.uint64(2**63))) == 2**63


@given(st.text(), st.integers(20, 200))
def test_shown_text_is_never_longer_than_asked(text: str, most: int) -> None:
    assert len(shown(text, most)) <= max(most, 5)


def test_variant_is_the_changed_function_with_its_text() -> None:
    made = variant("def f(x):\n    return x + 1\n", ("+ 1", "- 1"))
    assert made(5) == 4
    assert inspect.getsource(made) == "def f(x):\n    return x - 1\n"


@pytest.mark.parametrize("old", ["+ 2", "x"])
def test_variant_refuses_a_change_that_is_not_one(old: str) -> None:
    with pytest.raises(CourseError, match="times in the text to change"):
        variant("def f(x):\n    return x + 1\n", (old, "y"))
