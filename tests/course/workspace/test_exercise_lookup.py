"""Naming an exercise: ids, file names and paths are understood, and what is not is helped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.help.make import NOW
from twitlab.course.book.manifest import Course
from twitlab.course.workspace.exercise_lookup import named_exercise
from twitlab.course.workspace.make import create
from twitlab.errors import CourseError

COURSE = Course.here()


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_exercise_is_found_by_its_id_its_file_and_its_path(exercise: object) -> None:
    from twitlab.course.book.manifest import Exercise

    assert isinstance(exercise, Exercise)
    stem = exercise.file.removesuffix(".ipynb")
    names = [exercise.id, stem, exercise.file, exercise.path, f"./exercises/{stem}"]
    names += [f"exercises\\{exercise.file}", f"/somewhere/else/{exercise.file}"]
    assert [named_exercise(COURSE, name) for name in names] == [exercise] * len(names)


def test_renamed_notebook_is_known_by_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = create(tmp_path / "mine", COURSE, NOW)
    monkeypatch.chdir(mine.root)
    Path("exercises/00_review_ids.ipynb").rename("my review.ipynb")
    assert named_exercise(COURSE, "my review.ipynb").id == "review-ids"
    with pytest.raises(CourseError, match="no exercise has the id"):
        named_exercise(COURSE, "notebooks/00_start_here.ipynb")


def test_name_that_is_nearly_one_gets_the_near_ones_alone() -> None:
    for name in ("frist-repeat", "00_frist_repeat", "exercises/00_first_repaet.ipynb"):
        with pytest.raises(CourseError, match="did you mean first-repeat") as raised:
            named_exercise(COURSE, name)
        assert "snowflake" not in str(raised.value)


@pytest.mark.parametrize("name", ["nonsense", "", ".", "/", "[/bold]", "~nobody/x.ipynb", "a\0b"])
def test_name_like_none_gets_all_ids(name: str) -> None:
    with pytest.raises(CourseError, match="no exercise has the id") as raised:
        named_exercise(COURSE, name)
    assert "did you mean" not in str(raised.value)
    for exercise in COURSE.exercises:
        assert exercise.id in str(raised.value)
