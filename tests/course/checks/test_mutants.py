"""The sixth gate: no small mutant of a right answer passes the fixed cases.

What passes all the same does what the answer did, and stands in equivalent_mutants.toml with the
reason. Else a case is missing, and belongs into the check.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from tests.help.forked import Forks
from tests.help.mutants import mutants
from tests.help.run_mutants import mutants_of, passing
from tests.help.submissions import reference
from twitlab.course.book.manifest import Course, Exercise

COURSE = Course.here()
LISTED: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("equivalent_mutants.toml").read_text(encoding="utf-8")
)
MADE = {
    "return a < b": ["return a <= b", "return a >= b"],
    "return a and b": ["return a or b", "return a", "return b"],
    "return x is None": ["return x is not None", "return not x"],
    "return x == 0": ["return not x", "return x == 1"],
    "return x in d": ["return d.get(x)"],
    "return ids[n]": ["return ids[n + 1]", "return ids[n - 1]"],
    "return range(n)": ["return range(n + 1)", "return range(n - 1)"],
    "return f(a, b)": ["return f(b, a)"],
    "return (a, b)": ["return (b, a)"],
    "return sorted(ids, key=len)": ["return list(ids)", "return sorted(ids)"],
    "return a // b": ["return a / b", "return b // a"],
    "return list(ids)": ["return ids"],
    "return ids[:]": ["return ids"],
    "return ids.copy()": ["return ids"],
    "return {**held}": ["return held"],
    "return d.setdefault(k, 0)": ["return d.update({k: 0}) or d[k]"],
    "a = a + [1]": ["a += [1]"],
    "ids.sort()\na = 1": ["a = 1", "ids.sort()"],
    "if a:\n    kept[0] = b": [
        "kept[0] = b\nif a:\n    pass",
        "if a is not None:\n    kept[0] = b",
    ],
    "if a:\n    return\nkept = b": ["kept = b\nif a:\n    return"],
    "while a:\n    b()": ["if a:\n    b()"],
}


ends = pytest.mark.skipif(
    sys.platform == "win32", reason="needs a limit of the processor's time, which Windows has not"
)


@pytest.mark.parametrize("text", MADE)
def test_small_changes_are_made_of_each_kind(text: str) -> None:
    made = [each.text for each in mutants(text)]
    assert set(MADE[text]) <= set(made)
    assert text not in made
    assert len(made) == len(set(made))


def test_a_change_is_told_by_its_lines_as_they_were_and_are() -> None:
    made = {each.text: each.change for each in mutants("if a:\n    return\nb = 1")}
    assert made["if a:\n    return\nb = 2"] == "b = 1 -> b = 2"
    assert made["if a:\n    return"] == "b = 1 -> nothing"
    assert made["b = 1\nif a:\n    return"] == "b = 1 -> above if a:"


@ends
def test_a_mutant_that_does_not_end_fails_and_the_next_is_run(forks: Forks, tmp_path: Path) -> None:
    exercise = COURSE.exercise("first-repeat")
    right = reference(COURSE, exercise)
    bad = (
        "while True: pass",
        "while True:\n    try: 1 / 0\n    except: pass",
        "import os\nos._exit(0)",
        "def first_repeat(ids): return first_repeat(ids)",
        "def first_repeat(ids): return [0] * 10**10",
        "def first_repeat(ids): exit()",
    )
    texts = [each for some in bad for each in (some, right)]
    assert passing(forks, exercise, texts, tmp_path) == [False, True] * len(bad)


@ends
@pytest.mark.parametrize(
    "exercise", [e for e in COURSE.exercises if e.kind == "code"], ids=lambda each: each.id
)
def test_a_mutant_that_passes_the_fixed_cases_is_listed_as_equivalent(
    exercise: Exercise, forks: Forks, tmp_path: Path
) -> None:
    listed = {change for some in LISTED.get(exercise.id, {}).values() for change in some}
    made = mutants_of(exercise)
    passed = passing(forks, exercise, [each.text for each in made], tmp_path)
    survivors = {each.change for each, survived in zip(made, passed) if survived}
    assert survivors - listed == set(), "a case is missing, or they are equivalent"
    assert listed - survivors == set(), "these are killed now, or no longer made"
