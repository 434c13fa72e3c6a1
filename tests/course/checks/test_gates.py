"""Four of the six gates that every exercise must pass, and what they stand on.

The fifth, that nbval reproduces the solution notebook, is in tests/house/test_notebooks.py; the
sixth, that no small mutant of a right answer passes, in test_mutants.py.
"""

from __future__ import annotations

import json
import textwrap
from functools import cache
from typing import Any

import pytest
from hypothesis import find, settings
from hypothesis.errors import NoSuchExample

from tests.help.processes import printed
from tests.help.submissions import written_down
from twitlab.course import check_text
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.book.regions import answer_source
from twitlab.course.checking.answer_cell import objection
from twitlab.course.checking.assessing import assess
from twitlab.course.checking.check import (
    Case,
    Check,
    Observed,
    load_check,
    observe_all,
    observe_one,
)
from twitlab.course.checking.faults import fault
from twitlab.course.checking.verdict import Counterexample, Verdict
from twitlab.course.notebook.hint_texts import hints

COURSE = Course.here()
SEEDS = (1, 2, 3, 2012)

each_exercise = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda each: each.id)
each_mistake = pytest.mark.parametrize(
    ("exercise", "number"),
    [
        pytest.param(exercise, number, id=f"{exercise.id}: {mistake.name}")
        for exercise in COURSE.exercises
        for number, mistake in enumerate(load_check(exercise).mistakes)
    ],
)


def judged(exercise: Exercise, answer: Any, seed: int) -> Verdict:
    check = load_check(exercise)
    cases = _cases(exercise, seed)
    return assess(exercise, check, cases, [_observed_once(check, answer, each) for each in cases])


@pytest.fixture(autouse=True)
def _each_answer_is_observed_and_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember what an answer does on a case, and what is wrong with that: seeds share cases.

    tests/course/checks/test_wrong_answers.py does all anew each time, as the grader does.
    """
    monkeypatch.setattr("twitlab.course.checking.assessing.observe_one", _observed_once)
    monkeypatch.setattr("twitlab.course.checking.assessing.fault", _judged_once)


# What stands in here stays alive, so that no other has its address.
_observed: dict[tuple[int, str], tuple[Any, Observed]] = {}
_judged: dict[tuple[str, int], tuple[Observed, Counterexample | None]] = {}
_texts: dict[int, tuple[Case, str]] = {}
_seen_of: list[Check] = []


def _forget_other_checks(check: Check) -> None:
    if _seen_of != [check]:
        _seen_of[:] = [check]
        for each in (_observed, _judged, _texts):
            each.clear()


@cache
def _cases(exercise: Exercise, seed: int) -> list[Case]:
    return load_check(exercise).cases(seed)


def _text(case: Case) -> str:
    """Write a case as text, once."""
    if id(case) not in _texts:
        _texts[id(case)] = case, json.dumps(case)
    return _texts[id(case)][1]


def _observed_once(check: Check, answer: Any, case: Case) -> Observed:
    _forget_other_checks(check)
    key = (id(answer), _text(case))
    if key not in _observed:
        _observed[key] = answer, observe_one(check, answer, case)
    return _observed[key][1]


def _judged_once(check: Check, case: Case, seen: Observed) -> Counterexample | None:
    _forget_other_checks(check)
    key = (_text(case), id(seen))
    if key not in _judged:
        _judged[key] = seen, fault(check, case, seen)
    return _judged[key][1]


def defined_by(source: str, name: str) -> Any:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(source, namespace)
    return namespace[name]


def reference_source(exercise: Exercise) -> str:
    return answer_source(read_notebook(COURSE.solution_path(exercise)), exercise)


@each_exercise
def test_untouched_cell_is_not_attempted(exercise: Exercise) -> None:
    stub = answer_source(read_notebook(COURSE.root / exercise.path), exercise)
    for untouched in (stub, f"\n{stub}\n", ""):
        verdict = check_text(exercise.id, untouched)
        assert (verdict.status, verdict.points) == ("not attempted", 0)
    touched = check_text(exercise.id, f"{stub}\n# mine")
    assert touched.status == "failed"
    assert touched.counterexample
    assert "still says that nobody answered" in touched.counterexample.why


@each_exercise
@pytest.mark.parametrize("seed", SEEDS)
def test_reference_passes(exercise: Exercise, seed: int) -> None:
    source = reference_source(exercise)
    assert objection(source, exercise) is None
    verdict = judged(exercise, defined_by(source, exercise.answer), seed)
    assert verdict.status == "passed", str(verdict)
    assert verdict.points == exercise.points


@each_exercise
def test_reference_passes_what_is_tried_when_a_smaller_case_is_looked_for(
    exercise: Exercise,
) -> None:
    check = load_check(exercise)
    if check.strategy is None:
        return
    answer = defined_by(reference_source(exercise), exercise.answer)
    with pytest.raises(NoSuchExample):
        find(
            check.strategy(),
            lambda case: fault(check, case, observe_one(check, answer, case)) is not None,
            settings=settings(max_examples=100, deadline=None, database=None),
        )


@each_exercise
@pytest.mark.parametrize("seed", SEEDS)
def test_right_answer_written_differently_passes(exercise: Exercise, seed: int) -> None:
    alternatives = load_check(exercise).alternatives
    assert alternatives
    for answer in alternatives:
        verdict = judged(exercise, answer, seed)
        assert verdict.status == "passed", str(verdict)


@each_exercise
def test_every_answer_that_a_check_holds_can_be_handed_in(exercise: Exercise) -> None:
    check = load_check(exercise)
    cases = check.cases(SEEDS[0])
    for answer in (*check.alternatives, *(each.answer for each in check.mistakes)):
        source = written_down(answer, exercise)
        assert objection(source, exercise) is None, source
        handed_in = defined_by(source, exercise.answer)
        seen = observe_all(check, answer, cases)
        assert observe_all(check, handed_in, cases) == seen
        assert observe_all(check, answer, cases) == seen, "an earlier run is in the next"


@each_mistake
def test_named_wrong_answer_fails_with_its_own_message(exercise: Exercise, number: int) -> None:
    mistake = load_check(exercise).mistakes[number]
    for seed in SEEDS:
        verdict = judged(exercise, mistake.answer, seed)
        assert verdict.status == "failed", f"with the cases of seed {seed}"
        told = verdict.mistake, verdict.message
        assert told == (mistake.name, mistake.message), f"with the cases of seed {seed}"
        assert verdict.counterexample is not None
        assert all((verdict.counterexample.got, verdict.counterexample.why))


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, Any]:
    """Make the cases of every exercise in one other process, whose hashes are other ones."""
    script = textwrap.dedent("""
        import json
        from twitlab.course.checking.check import load_check
        from twitlab.course.book.manifest import Course
        exercises = Course.here().exercises
        print(json.dumps({each.id: load_check(each).cases(7) for each in exercises}))
    """)
    made: dict[str, Any] = json.loads(printed(script, PYTHONHASHSEED="2012"))
    return made


@each_exercise
def test_cases_are_the_same_for_the_same_seed_in_another_process(
    elsewhere: dict[str, Any], exercise: Exercise
) -> None:
    cases = load_check(exercise).cases(7)
    assert elsewhere[exercise.id] == cases, "a case must be plain JSON and come from its seed alone"


@each_exercise
def test_mistakes_have_names_and_messages_of_their_own(exercise: Exercise) -> None:
    mistakes = load_check(exercise).mistakes
    assert len(mistakes) >= 3
    assert len({mistake.name for mistake in mistakes}) == len(mistakes)
    assert len({mistake.message for mistake in mistakes}) == len(mistakes)
    assert all(len(mistake.message) > 40 for mistake in mistakes)


@each_exercise
def test_hints_go_from_a_nudge_to_nearly_the_answer(exercise: Exercise) -> None:
    texts = hints(COURSE, exercise)
    assert len(texts) == len(set(texts)) >= 3
    assert (texts[0], texts[-1]) == (exercise.hints[0], exercise.hints[-1])
    if exercise.kind == "code":
        assert "shuffled" in texts[-2]
        assert exercise.wrong_lines
