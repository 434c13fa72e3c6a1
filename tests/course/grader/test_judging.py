"""What a kernel reports is believed only as far as it holds together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_output

from tests.help.submissions import RIGHT
from twitlab.course.book.manifest import Course
from twitlab.course.checking.attempt import attempt, cases_of
from twitlab.course.checking.check import load_check
from twitlab.course.checking.verdict import Verdict
from twitlab.course.grader.judging import Job, Judge
from twitlab.course.grader.observing import OBSERVED

COURSE = Course.here()
EXERCISE = COURSE.exercise("first-repeat")
SEED = 7


def judged(*reports: Any) -> Verdict:
    job = Job(
        course=COURSE.root,
        exercise=EXERCISE.id,
        notebook=Path("unread.ipynb"),
        report=Path("unwritten.json"),
        seed=SEED,
        seconds=30,
    )
    sent = [new_output("display_data", {OBSERVED: json.dumps(each)}) for each in reports]
    return Judge(job)._judge(sent)


def report(source: str = RIGHT, **changed: Any) -> dict[str, Any]:
    seen = attempt(load_check(EXERCISE), EXERCISE.answer, source, SEED).model_dump()
    return {"exercise": EXERCISE.id, "seed": SEED, "attempt": {**seen, **changed}}


def test_report_as_it_is_sent_gets_its_verdict() -> None:
    assert judged(report()).status == "passed"
    assert judged(report("def first_repeat(ids): return 0")).status == "failed"
    assert judged(report("1 / 0")).status == "error"


FORGED: dict[str, list[Any]] = {
    "nothing": [],
    "twice": [report(), report()],
    "a number": [7],
    "no attempt": [{"exercise": EXERCISE.id, "seed": SEED}],
    "another seed": [{**report(), "seed": SEED + 1}],
    "another exercise": [{**report(), "exercise": "decode-id"}],
    "no case": [report(observed=[])],
    "one case too few": [report(observed=report()["attempt"]["observed"][1:])],
    "cases of nothing": [report(observed=[{}] * len(cases_of(load_check(EXERCISE), SEED)))],
    "remembers what is right": [report(remembers=True)],
    "after a case that is not there": [
        report("def first_repeat(ids): return 0", remembers=True, after=10**6)
    ],
    "a smaller case of nothing": [report(smaller=[{}, {"returned": 1}])],
    "raised nothing": [report(raised={}, observed=[])],
}


@pytest.mark.parametrize("name", FORGED)
def test_report_that_does_not_hold_together_is_an_error_and_stops_nobody(name: str) -> None:
    verdict = judged(*FORGED[name])
    assert (verdict.status, verdict.points) == ("error", 0)
    assert "did not report what it observed" in verdict.reason
