"""The command line, as a learner meets it: where one stands, what is refused, how it is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import twitlab
from tests.help.command_line import COURSE, FIRST, NOW, Done, Run, answered, checked
from tests.help.make import change, write_course, write_in
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.record.events import GaveUp, Hinted
from twitlab.course.terminal.overview import overview
from twitlab.course.terminal.report import local_time
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace


def row_of(out: str, exercise: Exercise) -> str:
    (row,) = [line for line in out.splitlines() if line.startswith(f"{exercise.id} ")]
    return row


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
