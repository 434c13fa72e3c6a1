"""Answers that people wrote without sight of a check: the wrong fail, and no name is untrue.

Those to exercises that are newer than the collection stand in blind_answers/, a file for each.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.help.needs import real_data
from tests.help.seen_once import SeenOnce
from twitlab.course import check_text
from twitlab.course.book.manifest import Course, Exercise

COURSE = Course.here()
# The label can be argued with, and the contract says now what counts: an exercise, words of what
# the answer is about, and words of the contract.
ARGUED = {
    ("year-of-tweets", "500M tweets a day"): "A figure that the page gives is taken as it is",
    ("deliveries", "mean fan-out at the peak"): "is accepted as your assumption",
    ("deliveries", "peak over mean 2.6"): "is accepted as your assumption",
    ("deliveries", "result per day"): "deliveries of another span, such as a day, are converted",
    ("any-order", "wrong only for times below 0"): "a whole number from 0 up",
}


NEWER = {file.stem: file for file in Path(__file__).with_name("blind_answers").glob("*.toml")}


def answers_to(exercise: Exercise) -> list[dict[str, Any]]:
    """Read the answers to one exercise, with what each is labelled."""
    if exercise.id not in NEWER:
        return [each for each in answers() if each["exercise"] == exercise.id]
    read = tomllib.loads(NEWER[exercise.id].read_text(encoding="utf-8"))["answers"]
    return [{"named_right": None, **each} for each in read]


@cache
def answers() -> list[dict[str, Any]]:
    """Read the collection, with what each is labelled and which names were untrue of it."""
    file = real_data("../answers/answers.json.gz")
    found: list[dict[str, Any]] = json.loads(gzip.decompress(file.read_bytes()))
    return found


@pytest.fixture(autouse=True)
def _mistakes_are_seen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = SeenOnce()
    monkeypatch.setattr("twitlab.course.checking.assessing.observe_one", seen.observe_one)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda each: each.id)
def test_wrong_answers_fail_right_ones_pass_and_no_untrue_name_is_given(exercise: Exercise) -> None:
    amiss = []
    for each in answers_to(exercise):
        if any(which == exercise.id and words in str(each["about"]) for which, words in ARGUED):
            continue
        verdict = check_text(exercise.id, each["source"])
        said = f"{each['about']}: {verdict.status}, {verdict.mistake}"
        if each["label"] == "wrong" and verdict.status in ("passed", "not attempted"):
            amiss.append(f"a wrong one passes: {said}")
        if each["label"] == "right" and verdict.status != "passed":
            amiss.append(f"a right one fails: {said}")
        if each["named_right"] is False and each["named"] == verdict.mistake is not None:
            amiss.append(f"an untrue name: {said}")
    assert amiss == []


def test_each_label_that_is_argued_with_is_of_one_answer_and_its_contract_says_why() -> None:
    for (exercise, words), said in ARGUED.items():
        about = [str(each["about"]) for each in answers() if each["exercise"] == exercise]
        assert sum(words in each for each in about) == 1
        assert said in (COURSE.root / COURSE.exercise(exercise).path).read_text(encoding="utf-8")


def test_answers_to_every_exercise_are_there() -> None:
    counts = Counter(each["exercise"] for each in answers())
    assert set(counts) | set(NEWER) == {each.id for each in COURSE.exercises}
