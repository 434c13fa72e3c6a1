"""The commands of an exercise: check it, a hint, a reset, the solution."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.help.command_line import COURSE, FIRST, NOW, Run, answered, checked
from tests.help.make import add_after, change
from tests.help.submissions import reference
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.status import Status
from twitlab.course.checking.verdict import Counterexample, verdict_of
from twitlab.course.grader.grading import Graded
from twitlab.course.record.events import Checked
from twitlab.course.record.progress import Progress
from twitlab.course.terminal import checked as checked_module
from twitlab.course.terminal.report import reset_report
from twitlab.course.terminal.solution import solution_report
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError


def test_check_grades_saved_answers_and_records_them(run: Run, mine: Workspace) -> None:
    path = answered(mine, FIRST, reference(COURSE, FIRST))
    done = run("check", FIRST.id, FIRST.id)
    assert done.code == 0
    assert done.out.count(f"{FIRST.title}: passed (10 of 10 points)") == 1
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    stamp = saved.astimezone().strftime("%Y-%m-%d %H:%M")
    assert re.search(rf"file +exercises/00_first_repeat.ipynb, saved {stamp}", done.out)
    assert "twitlab solution first-repeat" in done.out
    assert done.out.endswith("10 of 10 points\n")
    (event,) = mine.progress.events()
    assert isinstance(event, Checked)
    assert (event.status, event.points, event.by) == ("passed", 10, "grader")
    assert event.saved_at == saved


def test_check_of_broken_notebooks_grades_the_others(run: Run, mine: Workspace) -> None:
    broken, other = COURSE.exercises[1], COURSE.exercises[2]
    answered(mine, FIRST, "import os\ndef first_repeat(ids): return os.getpid()")
    (mine.root / broken.path).write_text("{not json", encoding="utf-8")
    (mine.root / other.path).unlink()
    done = run("check")
    assert done.code == 1
    assert f"{FIRST.title}: failed (0 of 10 points)" in done.out
    assert "Line 1 of the answer cell imports os" in done.out
    assert "stuck?    twitlab hint first-repeat" in done.out
    assert f"{broken.title}: error" in done.out
    assert "is not JSON" in done.out
    assert f"{other.title}: not attempted" in done.out
    assert f"`twitlab reset {other.id}` puts it back" in done.out
    assert f"0 of {COURSE.points} points" in done.out
    titles = [done.out.index(f"{exercise.title}: ") for exercise in (FIRST, broken, other)]
    assert titles == sorted(titles)
    assert mine.progress.standing(FIRST.id).status == "failed"
    assert mine.progress.standing(broken.id).status == "error"


def test_check_as_json_prints_nothing_else(run: Run, mine: Workspace) -> None:
    answered(mine, FIRST, "def first_repeat(ids): return '→ü'\nimport os")
    done = run("check", "--json")
    assert done.code == 1
    assert done.err == ""
    assert done.out.isascii()
    whole = json.loads(done.out)
    assert (whole["points"], whole["max_points"]) == (0, COURSE.points)
    assert [each["exercise"] for each in whole["verdicts"]] == [e.id for e in COURSE.exercises]
    assert whole["verdicts"][0]["status"] == "failed"
    assert whole["verdicts"][0]["file"] == FIRST.path
    datetime.fromisoformat(whole["verdicts"][0]["saved_at"])


def test_check_shows_what_was_attempted_and_counts_the_rest(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(mine, FIRST, "import os")
    others = len(COURSE.exercises) - 1
    done = run("check")
    assert done.out.count("not attempted") == 1
    assert done.out.endswith(f"0 of {COURSE.points} points, {others} not attempted\n")
    second = COURSE.exercises[1]
    (mine.root / second.path).unlink()
    done = run("check")
    assert f"{second.title}: not attempted" in done.out, "there is more to say of it"
    assert done.out.endswith(f", {others - 1} not attempted\n")
    assert f"{second.title}: not attempted" in run("check", second.id).out
    assert len(json.loads(run("check", "--json").out)["verdicts"]) == len(COURSE.exercises)


@pytest.mark.slow
def test_check_judges_a_plain_file_and_records_nothing(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    file.write_text("\ufeff" + reference(COURSE, FIRST), encoding="utf-8")
    done = run("check", FIRST.id, "--answer", str(file))
    assert (done.code, done.err) == (0, "")
    assert f"{FIRST.title}: passed (10 of 10 points)" in done.out
    assert "mine.py, saved" in done.out
    file.write_text("def first_repeat(ids): return 0", encoding="utf-8")
    done = run("check", FIRST.id, "--json", "--answer", str(file))
    assert done.code == 1
    whole = json.loads(done.out)
    assert (whole["workspace"], whole["verdicts"][0]["file"]) == (None, str(file))
    assert mine.progress.events() == ()


def test_check_of_a_plain_file_wants_one_exercise_and_a_text(run: Run, tmp_path: Path) -> None:
    for ids in ((), (FIRST.id, COURSE.exercises[1].id)):
        done = run("check", *ids, "--answer", str(tmp_path / "none.py"))
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert f"--answer is for one exercise, got {len(ids)}" in done.err
    assert "none.py cannot be read" in run("check", FIRST.id, "--answer", "none.py").err
    (tmp_path / "away" / "bytes.py").write_bytes(b"\xff\xfe\x00")
    assert "not text in UTF-8" in run("check", FIRST.id, "--answer", "bytes.py").err


def in_notebook(mine: Workspace, status: Status, at: datetime) -> None:
    checked = Checked(
        at=at,
        exercise=FIRST.id,
        status=status,
        points=FIRST.points if status == "passed" else 0,
        max_points=FIRST.points,
        by="notebook",
    )
    mine.progress.record(checked)


def test_check_of_a_file_older_than_the_check_in_the_notebook_says_so(
    run: Run, mine: Workspace
) -> None:
    path = mine.root / FIRST.path
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    in_notebook(mine, "failed", saved + timedelta(seconds=30))
    in_notebook(mine, "passed", saved + timedelta(seconds=90))
    stamp = (saved + timedelta(seconds=90)).astimezone().strftime("%H:%M")
    said = "after this file was saved: save it there (Ctrl+S), then check again"
    done = run("check", FIRST.id)
    assert done.code == 1
    assert "not attempted" in done.out
    assert f"note      you checked it in the notebook at {stamp}, {said}" in done.out
    (verdict,) = json.loads(run("check", "--json", FIRST.id).out)["verdicts"]
    assert said in verdict["notes"][-1]
    os.utime(path, (saved.timestamp() + 91,) * 2)
    assert "you checked it in the notebook" not in run("check", FIRST.id).out


def test_check_of_a_saved_answer_that_passes_needs_no_note(run: Run, mine: Workspace) -> None:
    answered(mine, FIRST, reference(COURSE, FIRST))
    in_notebook(mine, "failed", datetime.now(UTC) + timedelta(days=1))
    assert "you checked it" not in run("check", FIRST.id).out
    answered(mine, FIRST, "")
    day = (datetime.now(UTC) + timedelta(days=1)).astimezone().strftime("%Y-%m-%d %H:%M")
    assert f"in the notebook at {day[:10]}" in run("check", FIRST.id).out


def test_check_says_that_the_answer_stands_in_another_cell(run: Run, mine: Workspace) -> None:
    answer = add_after(FIRST.answer_id, reference(COURSE, FIRST))
    change(mine.root / FIRST.path, answer)
    done = run("check", FIRST.id)
    assert "not attempted" in done.out
    assert "note      The answer cell is as it was given; another cell defines" in done.out


def test_exercise_can_be_named_by_its_file(run: Run, mine: Workspace) -> None:
    assert run("hint", "exercises/00_first_repeat.ipynb").code == 0
    assert mine.progress.standing(FIRST.id).hints_taken == 1
    assert FIRST.hints[0] in run("hint", "00_first_repeat", "--again").out
    assert run("solution", "00_first_repeat.ipynb", "--give-up").code == 0
    assert mine.progress.standing(FIRST.id).gave_up
    assert run("check", FIRST.id, FIRST.file).out.count(FIRST.title) == 1
    assert run("reset", FIRST.file).code == 0


def test_command_that_wants_an_exercise_lists_them_where_none_is_named(
    run: Run, mine: Workspace
) -> None:
    for command in ("hint", "reset", "solution"):
        done = run(command)
        assert (done.code, done.out) == (2, "")
        assert f"`twitlab {command} ID` takes one of these" in done.err
        for exercise in COURSE.exercises:
            assert f"  {exercise.id} " in done.err
            assert exercise.title in done.err
    assert mine.progress.events() == ()


def graded_as(*statuses: Status) -> Callable[..., list[Graded]]:
    """Stand in for the grader: exercises end in the opposite order."""

    def grade_all(
        course: Course, saved: Sequence[tuple[Exercise, Path]], done: Callable[[Graded], None]
    ) -> list[Graded]:
        outcomes = []
        for (exercise, path), status in zip(saved, statuses, strict=True):
            found = Counterexample(call="f('[b]')", got="[red]x", expected="'\x1b[2J'", why="`y`")
            verdict = verdict_of(exercise, status, counterexample=found, mistake="m", message="[i]")
            outcomes.append(Graded(exercise, verdict, path, NOW))
        for outcome in reversed(outcomes):
            done(outcome)
        return outcomes

    return grade_all


def test_check_shows_verdicts_in_the_order_asked_for_and_markup_as_it_is(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_module, "grade_all", graded_as("failed", "passed"))
    second = COURSE.exercises[1]
    done = run("check", second.id, FIRST.id)
    assert done.code == 1
    assert done.out.index(second.title) < done.out.index(FIRST.title)
    for line in ("call      f('[b]')", "got       [red]x", "why       `y`", "mistake   m: [i]"):
        assert line in done.out
    assert "\x1b" not in done.out
    assert "expected  '\ufffd[2J'" in done.out


def test_check_that_cannot_be_recorded_still_shows_the_verdict(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Progress, event: object) -> None:
        raise CourseError("the disk is full")

    monkeypatch.setattr(checked_module, "grade_all", graded_as("passed"))
    monkeypatch.setattr(Progress, "record", full)
    done = run("check", FIRST.id)
    assert done.code == 0
    assert "passed (10 of 10 points)" in done.out
    assert done.err == "twitlab: first-repeat was graded, and not recorded: the disk is full\n"


def test_check_that_is_interrupted_says_so(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any) -> list[Graded]:
        raise KeyboardInterrupt

    monkeypatch.setattr(checked_module, "grade_all", interrupted)
    done = run("check")
    assert done.code == 130
    assert done.err == "twitlab: stopped; what was graded until now is recorded\n"


def test_hints_come_one_by_one_and_the_last_again(run: Run, mine: Workspace) -> None:
    first = run("hint", FIRST.id)
    assert first.code == 0
    assert f"{FIRST.title}, hint 1 of" in first.out
    assert FIRST.hints[0] in first.out
    assert "twitlab hint first-repeat" in first.out
    again = run("hint", FIRST.id, "--again")
    assert FIRST.hints[0] in again.out
    assert len(mine.progress.events()) == 1
    outs = [run("hint", FIRST.id).out for _ in range(4)]
    assert "    for position, tweet_id in enumerate(ids):" in outs[1]
    assert FIRST.hints[-1] in outs[2]
    assert outs[3] == outs[2]
    assert "twitlab solution first-repeat --give-up" in outs[3]
    assert mine.progress.standing(FIRST.id).hints_taken == 4
    assert run("hint", FIRST.id, "--again").out.count(f"{FIRST.title}, hint") == 4


def test_reset_keeps_a_backup_and_says_where(run: Run, mine: Workspace) -> None:
    path = answered(mine, FIRST, "MINE = 1")
    written = path.read_bytes()
    done = run("reset", FIRST.id)
    assert done.code == 0
    assert f"{FIRST.path} is as it was given." in done.out
    (kept,) = [line.split()[1] for line in done.out.splitlines() if "yours" in line]
    assert (mine.root / kept).read_bytes() == written
    assert path.read_bytes() == (COURSE.root / FIRST.path).read_bytes()
    assert "Close its tab there first" in done.out
    assert "Reload Notebook from Disk" in done.out
    assert "that folder is hidden" in done.out


@pytest.mark.skipif(os.name == "nt", reason="The command is for a POSIX shell.")
@pytest.mark.parametrize("width", [40, 80, 200])
def test_reset_gives_a_command_that_brings_ones_own_back(mine: Workspace, width: int) -> None:
    path = answered(mine, FIRST, "MINE = 1")
    written = path.read_bytes()
    kept = mine.reset(FIRST, NOW)
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    for each in reset_report(mine.root, path, kept):
        console.print(each, crop=False)
    assert isinstance(console.file, StringIO)
    (command,) = [line for line in console.file.getvalue().splitlines() if " cp " in line]
    assert path.read_bytes() != written
    subprocess.run(["sh", "-c", command], check=True)
    assert path.read_bytes() == written


def test_solution_is_refused_until_passed(run: Run, mine: Workspace) -> None:
    done = run("solution", FIRST.id)
    assert (done.code, done.out) == (2, "")
    for way in ("check first-repeat", "hint first-repeat", "solution first-repeat --give-up"):
        assert f"`twitlab {way}`" in done.err
    assert mine.progress.events() == ()


def test_giving_up_is_recorded_once_and_shows_both_answers(run: Run, mine: Workspace) -> None:
    answered(mine, FIRST, "def first_repeat(ids):\n    return '[bold]mine[/bold]'")
    done = run("solution", FIRST.id, "--give-up")
    assert done.code == 0
    assert "return '[bold]mine[/bold]'" in done.out
    assert reference(COURSE, FIRST) in done.out
    assert "SOLUTION" not in done.out
    assert run("solution", FIRST.id).out == done.out
    run("solution", FIRST.id, "--give-up")
    assert [event.event for event in mine.progress.events()] == ["gave up"]


def test_solution_after_a_pass_records_nothing(run: Run, mine: Workspace) -> None:
    checked(mine, FIRST, "passed")
    assert run("solution", FIRST.id, "--give-up").code == 0
    assert not mine.progress.standing(FIRST.id).gave_up


def test_solution_beside_a_notebook_that_is_broken_or_gone(run: Run, mine: Workspace) -> None:
    checked(mine, FIRST, "passed")
    (mine.root / FIRST.path).write_text("[]", encoding="utf-8")
    assert "# 00_first_repeat.ipynb is not a notebook" in run("solution", FIRST.id).out
    (mine.root / FIRST.path).unlink()
    assert "# There is no notebook for it." in run("solution", FIRST.id).out


@pytest.mark.parametrize(("width", "beside"), [(120, True), (80, False)])
def test_solution_stands_beside_the_answer_where_there_is_room(width: int, beside: bool) -> None:
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    for each in solution_report(console, "a = 1", "exercises/x.ipynb", "b = 2"):
        console.print(each)
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert any("a = 1" in line and "b = 2" in line for line in lines) is beside
    assert any("b = 2" in line for line in lines)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_solution_keeps_its_words_and_its_indents(exercise: Exercise, width: int) -> None:
    code = reference(COURSE, exercise)
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    for each in solution_report(console, "x = 1", "exercises/x.ipynb", code):
        console.print(each)
    assert isinstance(console.file, StringIO)
    shown = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert max(map(len, shown)) <= width
    if "x = 1" not in shown:  # beside each other
        assert all(any(each.endswith(line) for each in shown) for line in code.splitlines())
        return
    rest = shown[shown.index("One right answer") + 1 :]
    assert " ".join(rest).split() == code.split()
    for line in rest:
        if not any(whole.startswith(line) for whole in code.splitlines()):
            assert line.startswith("    ")
