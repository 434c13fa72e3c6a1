"""Four of the five gates that every exercise must pass, and what they stand on.

The fifth, that nbval reproduces the solution notebook, is in tests/house/test_notebooks.py.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import textwrap
from types import FunctionType
from typing import Any

import pytest

from tests.help.submissions import written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.book.regions import answer_source
from twitlab.course.checking.answer_cell import objection
from twitlab.course.checking.check import Check, load_check, observe_all
from twitlab.course.checking.verdict import Verdict, assess
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
    cases = check.cases(seed)
    return assess(exercise, check, cases, observe_all(check, answer, cases))


def defined_by(source: str, name: str) -> Any:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(source, namespace)
    return namespace[name]


def reference_source(exercise: Exercise) -> str:
    return answer_source(read_notebook(COURSE.solution_path(exercise)), exercise)


@each_exercise
def test_untouched_cell_is_not_attempted(exercise: Exercise) -> None:
    stub = answer_source(read_notebook(COURSE.root / exercise.path), exercise)
    verdict = judged(exercise, defined_by(stub, exercise.answer), SEEDS[0])
    assert verdict.status == "not attempted"
    assert verdict.points == 0


@each_exercise
@pytest.mark.parametrize("seed", SEEDS)
def test_reference_passes(exercise: Exercise, seed: int) -> None:
    source = reference_source(exercise)
    assert objection(source, exercise) is None
    verdict = judged(exercise, defined_by(source, exercise.answer), seed)
    assert verdict.status == "passed", str(verdict)
    assert verdict.points == exercise.points


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
    for answer in (*check.alternatives, *(each.answer for each in check.mistakes)):
        source = written_down(answer, exercise)
        assert objection(source, exercise) is None, source
        handed_in = judged(exercise, defined_by(source, exercise.answer), SEEDS[0])
        assert handed_in == judged(exercise, answer, SEEDS[0])


@each_mistake
@pytest.mark.parametrize("seed", SEEDS)
def test_named_wrong_answer_fails_with_its_own_message(
    exercise: Exercise, number: int, seed: int
) -> None:
    mistake = load_check(exercise).mistakes[number]
    verdict = judged(exercise, mistake.answer, seed)
    assert verdict.status == "failed"
    assert (verdict.mistake, verdict.message) == (mistake.name, mistake.message)
    assert verdict.counterexample is not None
    assert all((verdict.counterexample.got, verdict.counterexample.why))


@each_exercise
def test_cases_are_the_same_for_the_same_seed_in_another_process(exercise: Exercise) -> None:
    script = textwrap.dedent(f"""
        import json
        from twitlab.course.checking.check import load_check
        from twitlab.course.book.manifest import Course
        check = load_check(Course.here().exercise({exercise.id!r}))
        print(json.dumps(check.cases(7)))
    """)
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    cases = load_check(exercise).cases(7)
    assert json.loads(ended.stdout) == json.loads(json.dumps(cases))
    assert json.loads(json.dumps(cases)) == cases, "a case must be plain JSON"


@each_exercise
def test_mistakes_and_alternatives_stand_alone_as_an_answer_cell(exercise: Exercise) -> None:
    check: Check = load_check(exercise)
    for answer in (*(mistake.answer for mistake in check.mistakes), *check.alternatives):
        if isinstance(answer, FunctionType):
            source = textwrap.dedent(inspect.getsource(answer))
            assert callable(defined_by(source, answer.__name__))
            assert objection(source, exercise) is None


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
    if exercise.kind == "code":
        assert "shuffled" in texts[-2]
        assert exercise.wrong_lines
