"""The command line, as a learner meets it: what it says, what it keeps, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import twitlab
from tests.help.make import add_after, change, write_course, write_in
from tests.help.submissions import hand_in, reference
from twitlab.cli import learn, main
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.status import Finding, Status
from twitlab.course.checking.verdict import Counterexample, verdict_of
from twitlab.course.grader.grading import Graded
from twitlab.course.plan.route import make_plan
from twitlab.course.record.events import Checked, GaveUp, Hinted
from twitlab.course.record.progress import Progress
from twitlab.course.terminal import checked as checked_module
from twitlab.course.terminal.overview import overview
from twitlab.course.terminal.plan import plan_report
from twitlab.course.terminal.report import local_time, reset_report
from twitlab.course.terminal.solution import solution_report
from twitlab.course.workspace import open_servers
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError

COURSE = Course.here()
FIRST = COURSE.exercise("first-repeat")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def run(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder; the usual workspace is a folder that is not there yet."""
    for name in ("FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    usual = tmp_path / "usual"
    monkeypatch.setenv("TWITLAB_WORKSPACE", str(usual))
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.chdir(away)
    return usual


@pytest.fixture
def mine(elsewhere: Path) -> Workspace:
    """Make the usual workspace."""
    return create(elsewhere, COURSE, NOW)


def answered(mine: Workspace, exercise: Exercise, answer: str) -> Path:
    return hand_in(COURSE, exercise, answer, mine.root / exercise.path)


def checked(mine: Workspace, exercise: Exercise, status: Status, minute: int = 0) -> None:
    points = exercise.points if status == "passed" else 0
    at = NOW + timedelta(minutes=minute)
    mine.progress.record(
        Checked(
            at=at,
            exercise=exercise.id,
            status=status,
            points=points,
            max_points=exercise.points,
            by="grader",
        )
    )


def row_of(out: str, exercise: Exercise) -> str:
    (row,) = [line for line in out.splitlines() if line.startswith(f"{exercise.id} ")]
    return row


# Where the learner stands


def test_status_without_a_workspace_says_how_to_get_one(run: Run, elsewhere: Path) -> None:
    done = run()
    assert done.code == 0
    assert "You have no workspace yet." in done.out
    assert f"`twitlab lab` makes one in {elsewhere}" in done.out


def test_status_of_a_new_workspace_names_every_exercise_and_the_first_step(
    run: Run, mine: Workspace
) -> None:
    done = run()
    assert done.code == 0
    assert f"0 of {COURSE.points} points, 0 of {len(COURSE.exercises)} exercises passed" in done.out
    for exercise in COURSE.exercises:
        row = row_of(done.out, exercise)
        core = "core" if exercise.core else "extra"
        for fact in (exercise.title, "not attempted", f"0/{exercise.points}", exercise.kind, core):
            assert fact in row
    assert "next      read notebooks/00_start_here.ipynb and do exercises/00_first" in done.out
    assert done.err == ""


def test_status_shows_what_happened_and_what_comes_next(run: Run, mine: Workspace) -> None:
    checked(mine, FIRST, "failed")
    mine.progress.record(Hinted(at=NOW, exercise=FIRST.id, level=2))
    mine.progress.record(GaveUp(at=NOW, exercise=FIRST.id))
    done = run()
    row = row_of(done.out, FIRST)
    assert "failed" in row
    assert "2 + answer" in row
    assert NOW.astimezone().strftime("%Y-%m-%d %H:%M") in row
    assert "next      go on with exercises/00_first_repeat.ipynb" in done.out
    assert "twitlab hint first-repeat" in done.out
    checked(mine, FIRST, "passed", 1)
    checked(mine, FIRST, "error", 2)
    done = run()
    assert "passed, last error" in row_of(done.out, FIRST)
    assert f"10 of {COURSE.points} points, 1 of" in done.out
    assert "00_first_repeat" not in done.out.split("next")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no tzset.")
def test_times_are_the_learners_own(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "XXX-05:30")
        time.tzset()
        assert local_time(at) == "2026-03-02 05:00"
    time.tzset()
    assert local_time(datetime.min.replace(tzinfo=UTC)).startswith("0001-01-01")


def test_status_takes_core_before_extra_and_ends(tmp_path: Path) -> None:
    settings = {"one-a": {"core": False}}
    course = write_course(tmp_path / "c", {"one": ["one-a", "one-b"]}, settings=settings)
    mine = create(tmp_path / "w", course, NOW)
    steps = []
    for name in ("one-b", "one-a"):
        steps.append(shown_overview(course, mine, 200).split("next")[1])
        checked(mine, course.exercise(name), "passed")
    assert "00_one_b" in steps[0]
    assert "00_one_a" in steps[1]
    assert "you passed everything" in shown_overview(course, mine, 200)


def shown_overview(course: Course, mine: Workspace, width: int) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    for each in overview(course, mine, console, NOW):
        console.print(each)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_status_fits_the_terminal(mine: Workspace, width: int) -> None:
    checked(mine, FIRST, "failed")
    shown = shown_overview(COURSE, mine, width)
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= width
    for fact in ("✗ failed", "○ not", "first-repeat", "code, core", "0/10", "exercises passed"):
        assert fact in shown


@pytest.mark.parametrize("width", [80, 120])
def test_status_wraps_no_title_and_no_kind_at_a_usual_width(mine: Workspace, width: int) -> None:
    for exercise in COURSE.exercises:
        checked(mine, exercise, "failed")
        mine.progress.record(Hinted(at=NOW, exercise=exercise.id, level=2))
        mine.progress.record(GaveUp(at=NOW, exercise=exercise.id))
    passed = next(each for each in COURSE.exercises if each.kind == "code")
    checked(mine, passed, "passed", 1)
    checked(mine, passed, "not attempted", 2)
    lines = shown_overview(COURSE, mine, width).splitlines()
    for exercise in COURSE.exercises:
        if exercise == passed:
            assert any(line.startswith(f"{exercise.title}  ") for line in lines)
            continue
        kind = f"{exercise.kind}, {'core' if exercise.core else 'extra'}"
        assert any(line.startswith(f"{exercise.title}  ") and "failed" in line for line in lines)
        (below,) = [line for line in lines if line.startswith(f"  {exercise.id} ")]
        assert f" {kind} " in below
        assert "hints: 2 + answer" in below
    assert max(map(len, lines)) <= width


def test_status_that_is_piped_fits_the_columns_asked_for(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def table() -> list[str]:
        return run().out.split("next")[0].splitlines()[1:]

    assert max(map(len, table())) > 100
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, table())) <= 80
    monkeypatch.setenv("COLUMNS", "x")
    assert max(map(len, table())) > 100


def test_status_asks_for_no_slow_library(mine: Workspace) -> None:
    code = (
        "import sys\nfrom twitlab.cli import main\n"
        "try:\n    main([])\nexcept SystemExit:\n    pass\n"
        "slow = 'matplotlib ipywidgets hypothesis IPython pandas pytest'.split()\n"
        "print(sorted(sys.modules.keys() & slow))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_status_tells_of_an_update(run: Run, mine: Workspace) -> None:
    assert "twitlab update" not in run().out
    old = mine.about.model_copy(update={"course": "0.0.1"})
    Workspace(mine.root, old).write_about()
    assert "`twitlab update` brings its course" in run().out
    run("update")
    assert "twitlab update" not in run().out


def test_progress_that_is_not_understood_is_one_line_on_stderr(run: Run, mine: Workspace) -> None:
    checked(mine, FIRST, "passed")
    with mine.progress.path.open("a", encoding="utf-8") as log:
        log.write("{torn\n")
    done = run()
    assert "passed" in row_of(done.out, FIRST)
    assert done.err.count("\n") == 1
    assert "1 in" in done.err
    assert "the first is line 2" in done.err


# Finding the workspace


def test_workspace_is_the_one_named_then_the_one_we_are_in_then_the_usual(
    run: Run, mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = create(tmp_path / "here", COURSE, NOW)
    named = create(tmp_path / "named", COURSE, NOW)
    assert str(mine.root) in run().out
    monkeypatch.chdir(here.root / "exercises")
    assert str(here.root) in run().out
    assert str(named.root) in run("-w", str(named.root)).out
    for arguments in (["--workspace", str(named.root), "hint"], ["hint", "-w", str(named.root)]):
        before = named.progress.standing(FIRST.id).hints_taken
        run(*arguments, FIRST.id)
        assert named.progress.standing(FIRST.id).hints_taken == before + 1


def test_refusal_is_one_line_and_exit_code_2(run: Run, mine: Workspace, tmp_path: Path) -> None:
    cases: dict[str, Sequence[str]] = {
        "no exercise has the id 'frist-repeat'; did you mean first-repeat": (
            "hint",
            "frist-repeat",
        ),
        "no exercise has the id": ("check", "[/bold]"),
        "is not a workspace": ("check", "-w", str(tmp_path / "away")),
        "you took no hint yet": ("hint", FIRST.id, "--again"),
        "you have no plan yet": ("plan",),
        "a day written as year-month-day": ("plan", "--interview", "30.7.2027"),
        "a day after today": ("plan", "--interview", "2020-01-01"),
        "10 to 600 are allowed": ("plan", "--interview", "2999-01-01", "--minutes", "-3"),
        "allowed are short, medium, long": ("plan", "--interview", "2999-01-01", "--route", "x"),
        "one folder is allowed": ("lab", "a", "b"),
    }
    for message, arguments in cases.items():
        done = run(*arguments)
        assert done.code == 2
        assert done.out == ""
        assert done.err.startswith("twitlab: ")
        assert done.err.count("\n") == 1
        assert message in done.err


def test_damaged_workspace_is_refused_with_the_fix(run: Run, mine: Workspace) -> None:
    (mine.root / ".twitlab/workspace.json").write_text("{", encoding="utf-8")
    done = run("check")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "is damaged" in done.err


def test_every_command_but_status_wants_a_workspace(run: Run) -> None:
    for arguments in (["check"], ["hint", FIRST.id], ["reset", FIRST.id], ["plan"], ["update"]):
        done = run(*arguments)
        assert done.code == 2
        assert "`twitlab lab` makes one" in done.err


def test_folder_that_was_removed_is_no_reason_to_fail(
    run: Run, mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Path:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "cwd", gone)
    assert str(mine.root) in run().out


def test_unknown_command_gets_a_suggestion(run: Run) -> None:
    done = run("soluton")
    assert done.code == 2
    assert "Did you mean 'solution'?" in done.err


def test_version(run: Run) -> None:
    assert run("--version") == Done(0, f"twitlab {twitlab.__version__}\n", "")


# Grading


def test_check_grades_saved_answers_and_records_them(run: Run, mine: Workspace) -> None:
    path = answered(mine, FIRST, reference(COURSE, FIRST))
    done = run("check", FIRST.id, FIRST.id)
    assert done.code == 0
    assert done.out.count(f"{FIRST.title}: passed (10 of 10 points)") == 1
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    stamp = saved.astimezone().strftime("%Y-%m-%d %H:%M")
    assert f"file      exercises/00_first_repeat.ipynb, saved {stamp}" in done.out
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
    titles = [done.out.index(f"{exercise.title}: ") for exercise in COURSE.exercises]
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


def test_messages_name_the_program_as_it_was_started(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/c/bin/twitlab"])
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("HOME", "/h")
    pristine = mine.base / FIRST.path
    checked(mine, FIRST, "failed")
    outs = [run(), run("hint", FIRST.id), run("solution", FIRST.id), run("plan"), run("reset")]
    outs += [run("doctor", "-h"), run("-h"), run("nothing")]
    outs += [run("update", "-w", str(mine.root.parent / "away"))]
    pristine.unlink()
    outs.append(run("reset", FIRST.id))
    (mine.root / ".twitlab/workspace.json").write_text("{", encoding="utf-8")
    outs.append(run("check"))
    monkeypatch.setenv("TWITLAB_WORKSPACE", str(mine.root.parent / "none"))
    outs += [run(), run("check")]
    for done in outs:
        said = done.out + done.err
        assert "/c/bin/twitlab " in said
        assert not re.search(r"(?<!/c/bin/)twitlab (lab|check|hint|reset|solution|plan)", said)


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


# Hints, resets, solutions


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


# The plan


def test_plan_that_leaves_evenings_free_says_why(run: Run, mine: Workspace) -> None:
    day = (NOW.astimezone() + timedelta(days=7)).date()
    made = run("plan", "--interview", str(day), "--minutes", "600")
    assert "free      all the work fits into one evening; the 5 evenings after it are" in made.out
    tomorrow = str(NOW.astimezone().date() + DAY)
    assert "free" not in run("plan", "--interview", tomorrow, "--minutes", "600").out


def test_plan_with_nothing_left_is_one_sentence_and_no_table(run: Run, mine: Workspace) -> None:
    for exercise in COURSE.exercises:
        checked(mine, exercise, "passed")
    for days in (1, 7):
        made = run("plan", "--interview", str(NOW.astimezone().date() + days * DAY))
        assert made.code == 0
        head, *rest = made.out.splitlines()
        assert head.startswith("Interview on")
        assert rest[-1] == (
            "  work      nothing is left of the course. Do again what failed first; "
            "answer aloud, in a minute each."
        )
        assert "Evening" not in made.out
        assert "route" not in made.out


def test_plan_in_which_nothing_fits_has_no_empty_table(tmp_path: Path) -> None:
    course = write_course(tmp_path, {"one": []}, settings={"one": {"minutes": 90}})
    today = NOW.astimezone().date()
    made = make_plan(course, {}, today, today + DAY, 10)
    console = Console(file=StringIO(), width=80)
    for each in plan_report(made, today):
        console.print(each)
    assert isinstance(console.file, StringIO)
    assert "Evening" not in console.file.getvalue()
    assert "No time for: one." in console.file.getvalue()


def test_plan_that_takes_the_place_of_another_says_so(run: Run, mine: Workspace) -> None:
    first, second = (str(NOW.astimezone().date() + days * DAY) for days in (7, 9))
    assert "replaces" not in run("plan", "--interview", first, "--minutes", "60").out
    assert "replaces" not in run("plan", "--interview", first, "--minutes", "60").out
    made = run("plan", "--interview", second, "--route", "short")
    assert f"replaces  your plan for {first}, 60 min an evening\n" in made.out
    assert "replaces" not in run("plan").out
    again = run("plan", "--minutes", "60")
    assert f"replaces  your plan for {second}, 75 min an evening, route short\n" in again.out


@pytest.mark.parametrize("minutes", ["-3", "0", "5", "601"])
def test_minutes_out_of_range_are_refused_in_one_wording(
    run: Run, mine: Workspace, minutes: str
) -> None:
    day = str(NOW.astimezone().date() + 7 * DAY)
    done = run("plan", "--interview", day, "--minutes", minutes)
    assert done.err == f"twitlab: --minutes is {minutes}; 10 to 600 are allowed\n"
    assert mine.progress.events() == ()


def test_plan_is_shown_saved_and_changed(run: Run, mine: Workspace) -> None:
    day = (NOW.astimezone() + timedelta(days=20)).date()
    made = run("plan", "--interview", str(day), "--minutes", "45", "--route", "short")
    assert made.code == 0
    assert f"Interview on {day:%A} {day}" in made.out
    assert "tonight" in made.out
    assert "The first repeated id" in made.out
    assert "revision" in made.out
    assert run("plan").out == made.out
    run("plan", "--minutes", "90")
    settings = mine.progress.plan()
    assert settings is not None
    assert settings.settings == (day, 90, "short")
    run("plan", "--interview", str(day))
    settings = mine.progress.plan()
    assert settings is not None
    assert settings.settings == (day, 75, None)
    assert len(mine.progress.events()) == 3
    assert "20 days to the interview; tonight: Start here" in run().out


def test_plan_that_is_over_or_missed_says_so(run: Run, mine: Workspace) -> None:
    from twitlab.course.record.events import Planned

    def planned(made: int, interview: int) -> None:
        day = (NOW.astimezone() + timedelta(days=interview)).date()
        made_at = NOW + timedelta(days=made)
        mine.progress.record(Planned(at=made_at, interview=day, minutes=60))

    planned(-3, 9)
    assert "missed    3 evenings" in run("plan").out
    planned(-9, -1)
    over = run("plan")
    assert over.code == 2
    assert "is over. `twitlab plan --interview DATE`" in over.err
    assert run().code == 0
    planned(-9, 0)
    assert "is today: good luck!" in run("plan").err


# JupyterLab


@pytest.fixture(autouse=True)
def no_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Look for running servers in an empty folder."""
    runtime = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    return runtime


@pytest.mark.parametrize("arguments", [[], ["--no-browser"], ["--port", "9999"]])
def test_lab_that_is_open_already_is_shown_and_not_opened_again(
    run: Run,
    mine: Workspace,
    handed: list[tuple[list[str], Path]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    shown: list[str] = []
    address = "http://localhost:8888/lab?token=[b]"
    monkeypatch.setattr(open_servers, "open_lab", {mine.root: address}.get)
    monkeypatch.setattr(webbrowser, "open", shown.append)
    done = run("lab", *arguments)
    assert (done.code, done.err, handed) == (0, "", [])
    assert f"JupyterLab is open already in {mine.root}." in done.out
    assert f"  address   {address}\n" in done.out
    assert ("it goes on as it was started" in done.out) is ("--port" in arguments)
    assert shown == ([] if "--no-browser" in arguments else [address])
    run("lab", str(mine.root.parent / "another"))
    assert len(handed) == 1


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Path]]:
    """Note what would be started, and where, in place of starting it."""
    started: list[tuple[list[str], Path]] = []

    def hand_over(argv: list[str], environment: object) -> int:
        started.append((argv, Path.cwd()))
        return 0

    monkeypatch.setattr(learn, "hand_over", hand_over)
    return started


def test_lab_makes_the_workspace_and_opens_the_start_page(
    run: Run, elsewhere: Path, handed: list[tuple[list[str], Path]]
) -> None:
    done = run("lab")
    assert done.code == 0
    assert f"Your workspace is new: {elsewhere}" in done.out
    ((argv, folder),) = handed
    assert folder == elsewhere
    assert argv[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={elsewhere}" in argv
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in argv
    assert "--no-browser" not in argv


def test_lab_passes_on_what_it_is_told(
    run: Run, tmp_path: Path, handed: list[tuple[list[str], Path]]
) -> None:
    folder = tmp_path / "a [bold]folder[/bold]"
    done = run("lab", str(folder), "--no-browser", "--port", "9999", "--", "--ip=::1", "--debug")
    run("--workspace", str(folder), "lab", "--", "--debug")
    assert f"Opening JupyterLab in {folder}." in done.out
    assert [where for _, where in handed] == [folder, folder]
    assert handed[0][0][-4:] == ["--no-browser", "--port=9999", "--ip=::1", "--debug"]
    assert handed[1][0][-1:] == ["--debug"]


def test_lab_and_update_say_what_changed(
    run: Run, mine: Workspace, handed: list[tuple[list[str], Path]]
) -> None:
    for command in ("lab", "update"):
        (mine.root / FIRST.path).unlink()
        done = run(command)
        assert "is up to date with twitlab" in done.out
        assert f"  changed   {FIRST.path}: was missing, and is back\n" in done.out
        assert (mine.root / FIRST.path).is_file()
    assert len(handed) == 1


def test_lab_refuses_a_folder_with_something_else_in_it(
    run: Run, tmp_path: Path, mine: Workspace, handed: list[tuple[list[str], Path]]
) -> None:
    (tmp_path / "away" / "thesis.txt").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "away", mine.root / "notebooks"):
        done = run("lab", str(folder))
        assert (done.code, done.err.count("\n")) == (2, 1)
    assert handed == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole consoles only.")
def test_lab_really_starts_and_ends_with_ctrl_c(elsewhere: Path) -> None:
    argv = [sys.executable, "-c", "from twitlab.cli import main; main()", "lab", "--no-browser"]
    terminal, ours = os.openpty()
    with subprocess.Popen(
        [*argv, "--", "--allow-root"],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as lab:
        assert lab.stdout is not None
        said: list[str] = []
        for line in lab.stdout:
            if "http://127.0.0.1" in line and not any("http://127.0.0.1" in each for each in said):
                lab.send_signal(signal.SIGINT)
            said.append(line)
        assert lab.wait(60) == 0
    for end in (terminal, ours):
        os.close(end)
    assert "/lab/tree/notebooks/00_start_here.ipynb?token=" in "".join(said)


# Consoles


def test_console_that_lacks_signs_gets_others(mine: Workspace) -> None:
    checked(mine, FIRST, "failed")
    answered(mine, FIRST, "def first_repeat(ids):\n    return '→'")
    mine.progress.record(GaveUp(at=NOW, exercise=FIRST.id))
    outs = []
    for arguments in ([], ["solution", FIRST.id]):
        done = subprocess.run(
            [sys.executable, "-c", "from twitlab.cli import main; main()", *arguments],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        outs.append(done.stdout.decode("cp1252"))
    assert "x failed" in outs[0]
    assert "- not attempted" in outs[0]
    assert "return '?'" in outs[1]


def test_output_that_is_no_terminal_has_no_colours_and_whole_lines(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    answered(mine, FIRST, "import os\n" + "x = 1\n")
    long = f"# {'wide ' * 100}end"
    change(mine.root / FIRST.path, write_in("first-repeat-answer", long))
    checked(mine, FIRST, "passed")
    for done in (run(), run("check", COURSE.exercises[1].id), run("solution", FIRST.id)):
        assert "\x1b" not in done.out
        assert "━" not in done.out
    assert long in run("solution", FIRST.id).out
    assert "2 more" not in run("hint", FIRST.id).out
    assert FIRST.hints[0] in run("hint", FIRST.id, "--again").out


# The doctor


def test_doctor_ends_with_1_when_something_fails(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twitlab.course.doctor import doctor

    found = [Finding("disk", "failed", "[full]", "make room"), Finding("path", "passed", "short")]

    def examinations(root: Path) -> list[doctor.Examination]:
        assert root == mine.root
        return [doctor.Examination(each.name, partial(copy, each)) for each in found]

    monkeypatch.setattr(doctor, "examinations", examinations)
    done = run("doctor")
    assert done.code == 1
    assert done.out.splitlines()[0].split() == ["✗", "disk", "[full]"]
    assert done.out.splitlines()[1].split() == ["fix", "make", "room"]
    assert done.out.endswith("1 of 2 failed\n")
    found.pop(0)
    done = run("doctor")
    assert (done.code, done.out.splitlines()[-1]) == (0, "All is well")
