"""The manifest: what it refuses, in words an author can act on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from twitlab.course.book.manifest import Course, Exercise
from twitlab.errors import CourseError

LESSON = """
[[lessons]]
id = "{id}"
title = "A lesson"
question = "Why?"
file = "{file}"
minutes = 10
core = true
"""
EXERCISE = """
[[exercises]]
id = "{id}"
title = "An exercise"
file = "00_{name}.ipynb"
lesson = "{lesson}"
kind = "{kind}"
core = true
minutes = 10
difficulty = 1
points = {points}
stands_on = [{stands_on}]
answer = "answer"
hints = ["nudge", "nearly"]
"""


def lesson(name: str = "one", file: str = "00_one.ipynb") -> str:
    return LESSON.format(id=name, file=file)


def exercise(name: str = "first", file: str = "first", **changed: str) -> str:
    usual = {"lesson": "one", "kind": "code", "points": "10", "stands_on": ""}
    return EXERCISE.format(id=name, name=file, **{**usual, **changed})


def load(tmp_path: Path, text: str) -> Course:
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    return Course.load(tmp_path)


def test_course_is_read_in_its_order(tmp_path: Path) -> None:
    course = load(tmp_path, lesson() + exercise() + exercise("second", "second"))
    assert course.paths == (
        "notebooks/00_one.ipynb",
        "exercises/00_first.ipynb",
        "exercises/00_second.ipynb",
    )
    assert course.points == 20
    assert course.exercise("second").check_id == "second-check"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "lessons: Field required"),
        ("lessons = 3", "lessons"),
        ("[[lesson", "is not TOML"),
        (lesson(name="Not An Id"), r"lessons\.0\.id"),
        (lesson(file="../../etc.ipynb"), r"lessons\.0\.file"),
        (lesson() + lesson(), "'one' stands there 2 times"),
        (lesson() + exercise(name="one"), "'one' stands there 2 times"),
        (lesson() + exercise() + exercise("other"), "file 'exercises/00_first.ipynb' stands there"),
        (lesson() + exercise(kind="essay"), r"exercises\.0\.kind"),
        (lesson() + exercise(points="0"), r"exercises\.0\.points"),
        (lesson() + exercise(lesson="two"), "belongs to 'two', which is no lesson"),
        (lesson() + exercise(stands_on='"later"'), "'later', which does not come before it"),
        (lesson() + exercise() + "colour = 3", r"exercises\.0\.colour"),
    ],
)
def test_bad_manifest_is_refused_with_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        load(tmp_path, text)


def test_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="there is no course here"):
        Course.load(tmp_path)


def test_unknown_id_names_the_nearest(tmp_path: Path) -> None:
    course = load(tmp_path, lesson() + exercise())
    with pytest.raises(CourseError, match="no exercise has the id 'frist'; did you mean first"):
        course.exercise("frist")


def test_after_an_exercise_comes_the_next_of_its_lesson_then_the_next_lesson(
    tmp_path: Path,
) -> None:
    lessons = lesson() + lesson("two", "01_two.ipynb")
    exercises = exercise() + exercise("other", "other", lesson="two") + exercise("second", "second")
    course = load(tmp_path, lessons + exercises)
    after = {each.id: course.next_after(each.id) for each in course.exercises}
    assert after["first"] == course.exercise("second")
    assert after["second"] == course.lesson("two")
    assert after["other"] is None


@pytest.mark.parametrize("exercise", Course.here().exercises, ids=lambda each: each.id)
def test_sentence_about_real_life_is_short_and_has_its_source(exercise: Exercise) -> None:
    assert exercise.in_real_life
    assert len(exercise.in_real_life) <= 220
    assert re.search(r"\([^()]*\b(19|20)\d\d\)\.$", exercise.in_real_life)
