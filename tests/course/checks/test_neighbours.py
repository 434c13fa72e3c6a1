"""The sixth gate, for orders and estimates: what is a step off a right one fails, or is right."""

from __future__ import annotations

import random
import runpy
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.help.submissions import reference
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import Case, Check, load_check, observe_one
from twitlab.course.checking.faults import fault
from twitlab.course.kinds.estimate_mistakes import bounds
from twitlab.course.kinds.estimate_mistakes import reference as ledger_of
from twitlab.estimate import Term, slips

COURSE = Course.here()
SAMPLE = 500
"""So many orders two steps off are looked at, of some thousands."""
FACTORS = (10, 100, 1_000, 60, 365, 1_024, 86_400)


def of_kind(kind: str) -> pytest.MarkDecorator:
    some = [each for each in COURSE.exercises if each.kind == kind]
    return pytest.mark.parametrize("exercise", some, ids=lambda each: each.id)


def passes(check: Check, answer: Any, cases: Sequence[Case]) -> bool:
    return all(fault(check, case, observe_one(check, answer, case)) is None for case in cases)


def right_answer(exercise: Exercise) -> Any:
    namespace: dict[str, Any] = {}
    exec(reference(COURSE, exercise), namespace)
    return namespace[exercise.answer]


# Order the lines.


def neighbours(order: str, letters: str) -> Iterator[str]:
    """Drop, move, swap and add lines, one at a time."""
    for at, letter in enumerate(order):
        left = order[:at] + order[at + 1 :]
        yield left
        yield from (left[:to] + letter + left[to:] for to in range(len(order)))
        for other in range(at):
            swapped = list(order)
            swapped[at], swapped[other] = order[other], letter
            yield "".join(swapped)
    for letter in sorted(set(letters) - set(order)):
        yield from (order[:to] + letter + order[to:] for to in range(len(order) + 1))


def _snowflake() -> Iterator[Case]:
    for readings in (r for n in range(6) for r in product(range(3), repeat=n)):
        yield {"args": [list(readings), 1_023]}
    yield {"args": [[0] * 4_096 + [1], 0]}
    yield {"args": [[9, *[8, 7] * 2_100, *[9] * 4_095, 10], 6]}


def _servers() -> Iterator[Case]:
    for tweets, followers, reads, peak, most in product((0, 1, 2), (0, 3), (0, 1), (1, 2), (1, 3)):
        yield {"args": [tweets * 86_400, followers, reads * 86_400, peak, most]}


def _crashes() -> Iterator[Case]:
    writes = [[1, 9, at, removed] for at in (0, 1) for removed in (0, 1)]
    for first, second, step in product(writes, writes, range(7)):
        yield {"args": [[[first], [second]], [step]]}
        yield {"args": [[[first, second]], [step, 1]]}


def _power() -> Iterator[Case]:
    for many, first, second in product((1, 4, 5), range(20), range(12)):
        yield {"args": [many, [first, second]]}


def _towns() -> Iterator[dict[str, Any]]:
    for pages, posts, followers, followees in product((0, 1, 7, 10**6), repeat=4):
        yield {"args": [pages, posts, followers, followees]}


MORE = {
    "snowflake-lines": _snowflake,
    "day-to-servers": _servers,
    "apply-lines": _crashes,
    "order-recovery": _power,
    "first-ten-minutes": _towns,
}


@of_kind("order the lines")
def test_an_order_near_a_right_one_that_passes_keeps_the_promises_elsewhere(
    exercise: Exercise,
) -> None:
    check = load_check(exercise)
    letters = "".join(text[0] for text in check.shows)
    answers = [right_answer(exercise), *check.alternatives]
    right = {"".join(each for each in "".join(a).upper() if each in letters) for a in answers}
    near = {each for order in right for each in neighbours(order, letters)}
    rng = random.Random(2012)
    some = rng.sample(sorted(near), 10)
    far = sorted({each for order in some for each in neighbours(order, letters)} - near)
    cases = check.cases(0)
    orders = sorted({*right, *near, *rng.sample(far, min(SAMPLE, len(far)))})
    found = [order for order in orders if passes(check, list(order), cases)]
    assert right <= set(found)
    assert len(found) < len(orders) / 10
    more = [*MORE[exercise.id](), *(case for seed in range(1, 6) for case in check.cases(seed))]
    assert [order for order in found if not passes(check, list(order), more)] == []


# Estimates.


def content(exercise: Exercise) -> dict[str, Any]:
    """Give what the check of an estimate is made of: its trees among it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("twitlab.course.kinds.estimating.estimating", lambda **given: given)
        file = f"twitlab/course/checks/{exercise.lesson}/{exercise.id}.py".replace("-", "_")
        made: dict[str, Any] = runpy.run_path(str(ROOT / file))["CHECK"]
    return made


@of_kind("estimate")
def test_a_result_off_by_a_slip_fails_whatever_is_concluded(exercise: Exercise) -> None:
    check, made = load_check(exercise), content(exercise)
    unit, tolerance = made["unit"], Fraction(made.get("tolerance", 2))
    for way in made["ways"]:

        def passing(factor: Fraction, way: Term = way) -> list[str]:
            said = bounds(way.to(unit) * factor, unit)
            ledgers = {
                letter: ledger_of(way, unit, letter, **said) for letter in made["conclusions"]
            }
            return [key for key, each in ledgers.items() if passes(check, each, check.cases(0))]

        assert passing(Fraction(1)), "the right result passes with its letter"
        factors = {slip.name: slip.factor for slip in slips(way, unit)}
        factors |= {f"{by:,} times": Fraction(by) for by in FACTORS}
        factors |= {f"a {by:,}th": Fraction(1, by) for by in FACTORS}
        for name, factor in factors.items():
            if not 1 / tolerance <= factor <= tolerance:
                assert passing(factor) == [], name
