"""The file of answers: what was answered stands, and only one review writes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from twitlab.errors import CourseError
from twitlab.interview import appending
from twitlab.interview.review.answers import Answered, Answers, answers_file, read_answers
from twitlab.interview.timing import ManualClock2

NAMES = ["line/a/b", "ünï-李-🎉", "x" * 300]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give where the answers are to be."""
    return answers_file(tmp_path)


def given(path: Path, *names: str) -> None:
    clock = ManualClock2(5_000)
    with Answers(path, clock) as answers:
        for each in names:
            answers.record(each, "good")
            clock.advance_ms(1_000)


def cards(path: Path) -> list[str]:
    return [each.card for _, each in read_answers(path).numbered]


def test_answers_are_read_as_they_were_given(path: Path) -> None:
    assert read_answers(path).numbered == ()
    given(path, *NAMES[:2])
    given(path, NAMES[2])
    found = [each for _, each in read_answers(path).numbered]
    assert [each.card for each in found] == NAMES
    assert [each.wall_ms for each in found] == [5_000, 6_000, 5_000]
    assert found[0] == Answered(wall_ms=5_000, card=NAMES[0], grade="good")
    with Answers(path, ManualClock2()) as answers:
        assert answers.all == tuple(found)


def test_review_without_an_answer_makes_no_file(path: Path) -> None:
    given(path)
    assert not path.exists()


def test_line_that_was_torn_or_changed_costs_itself_alone(path: Path) -> None:
    given(path, *NAMES)
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    assert cards(path) == NAMES[:2]
    given(path, "after")
    assert cards(path) == [*NAMES[:2], "after"]
    assert [each.line for each in read_answers(path).damage] == [3]
    path.write_bytes(whole.replace(b"line/a/b", b"line/a/c"))
    assert cards(path) == NAMES[1:]


def test_answer_of_a_newer_kit_is_passed_over_and_kept(path: Path) -> None:
    from pydantic import BaseModel

    from twitlab.interview.lines import as_line

    class Later(BaseModel):
        kind: str = "postponed"

    given(path, "a")
    path.write_bytes(path.read_bytes() + as_line(1, Later()))
    given(path, "b")
    assert cards(path) == ["a", "b"]
    assert b"postponed" in path.read_bytes()
    assert read_answers(path).count == 3


def test_second_review_is_refused_and_let_in_afterwards(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from twitlab.interview.review.answers import Answers\n"
        "from twitlab.interview.timing import SystemClock2\n"
        "with Answers(Path(sys.argv[1]), SystemClock2()) as made: made.record('other', 'easy')\n"
    )

    def other() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, str(path)],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip

    with Answers(path, ManualClock2()) as answers:
        answers.record("mine", "good")
        assert "another review is open, and writes reviews.log" in other().stderr
        with pytest.raises(CourseError, match="another review is open"):
            Answers(path, ManualClock2())
    assert cards(path) == ["mine"]
    assert other().returncode == 0
    assert cards(path) == ["mine", "other"]


@pytest.mark.parametrize("before", [(), ("a",)])
def test_answer_that_the_disk_refuses_is_not_there(
    path: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...]
) -> None:
    given(path, *before)
    content = path.read_bytes() if before else None

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with Answers(path, ManualClock2()) as answers:
        with monkeypatch.context() as full:
            full.setattr(os, "fsync", refuse)
            full.setattr(appending, "sync_folder", refuse)
            with pytest.raises(CourseError, match=r"No space left.*This was not recorded"):
                answers.record("lost", "good")
        assert (path.read_bytes() if path.exists() else None) == content
        assert [each.card for each in answers.all] == [*before]
        answers.record("kept", "good")
    assert cards(path) == [*before, "kept"]


def test_file_that_is_no_file_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CourseError, match="no plain file"):
        Answers(path, ManualClock2())
    path.rmdir()
    given(path, "a")
    assert cards(path) == ["a"]
