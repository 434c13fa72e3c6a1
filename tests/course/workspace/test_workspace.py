"""A workspace: where one may be made, found again, backed up, reset and opened in JupyterLab."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.help.make import LATER, NOW, change, run, snapshot, sources, write_course, write_in
from twitlab import __version__
from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.record.events import GaveUp
from twitlab.course.workspace import atomic
from twitlab.course.workspace.jupyter import lab_command
from twitlab.course.workspace.make import create
from twitlab.course.workspace.updating import update
from twitlab.course.workspace.workspace import Workspace, default_workspace
from twitlab.errors import CourseError

LESSONS = {"one": ["one-a", "one-b"]}
A = "exercises/00_one_a.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course", LESSONS)


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    return create(tmp_path / "mine", course, NOW)


def test_new_workspace_holds_the_course_twice(workspace: Workspace, course: Course) -> None:
    for path in course.paths:
        given = (course.root / path).read_bytes()
        assert (workspace.root / path).read_bytes() == given
        assert (workspace.base / path).read_bytes() == given
    about = json.loads((workspace.root / ".twitlab/workspace.json").read_text(encoding="utf-8"))
    assert about == {"format": 1, "created": "2026-03-01T18:30:00Z", "course": __version__}


def test_empty_folder_is_taken(tmp_path: Path, course: Course) -> None:
    (tmp_path / "empty").mkdir()
    assert create(tmp_path / "empty", course, NOW).root == tmp_path / "empty"


def test_creating_again_changes_nothing(workspace: Workspace, course: Course) -> None:
    change(workspace.root / A, write_in("one-a-answer", "mine"))
    before = snapshot(workspace.root)
    create(workspace.root, course, LATER)
    assert snapshot(workspace.root) == before


def test_folder_that_is_something_else_is_refused(tmp_path: Path, course: Course) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("x", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    other = tmp_path / "other" / "deep"
    other.mkdir(parents=True)
    (tmp_path / "other" / "course.toml").write_text("", encoding="utf-8")
    mine = create(tmp_path / "mine", course, NOW)
    before = snapshot(tmp_path)
    for path, reason in (
        (full, r"not empty and is no workspace \(it holds thesis.txt\)"),
        (tmp_path / "file", "is a file"),
        (course.root, "is part of the course"),
        (course.root / "exercises", "is part of the course"),
        (course.root / "new", "is part of the course"),
        (tmp_path / "other" / "deep", "is part of the course"),
        (mine.root / "notebooks", "lies in the workspace"),
        (mine.root / ".twitlab" / "x", "lies in the workspace"),
    ):
        with pytest.raises(CourseError, match=reason):
            create(path, course, NOW)
    assert snapshot(tmp_path) == before


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path, course: Course) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CourseError):
        create(tmp_path / "file" / "sub", course, NOW)


@pytest.mark.parametrize("call", ["open", "find", "create"])
def test_workspace_of_a_newer_twitlab_is_refused(
    workspace: Workspace, course: Course, call: str
) -> None:
    note = workspace.root / ".twitlab/workspace.json"
    about = json.loads(note.read_text(encoding="utf-8")) | {"format": 2, "course": "9.0"}
    note.write_text(json.dumps(about), encoding="utf-8")
    before = snapshot(workspace.root)
    arguments = (course, NOW) if call == "create" else ()
    with pytest.raises(CourseError, match=r"newer twitlab \(workspace format 2, course 9.0\)"):
        (create if call == "create" else getattr(Workspace, call))(workspace.root, *arguments)
    assert snapshot(workspace.root) == before


def test_damaged_note_names_a_fix_that_works(workspace: Workspace, course: Course) -> None:
    change(workspace.root / A, write_in("one-a-answer", "mine"))
    note = workspace.root / ".twitlab/workspace.json"
    note.write_bytes(b"{")
    with pytest.raises(CourseError, match="delete this one file"):
        Workspace.open(workspace.root)
    note.unlink()
    create(workspace.root, course, NOW)
    assert "mine" in sources(workspace.root / A)


def test_creation_that_fails_at_any_write_is_completed_by_the_next(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = create(tmp_path / "whole", course, NOW)
    expected = {path: content for path, (content, _) in snapshot(whole.root).items()}
    put = atomic.put
    for at in range(len(expected)):
        written: list[Path] = []

        def failing(
            path: Path, content: bytes, at: int = at, written: list[Path] = written
        ) -> None:
            if len(written) == at:
                path.parent.mkdir(parents=True, exist_ok=True)
                raise OSError(28, "No space left on device")
            written.append(path)
            put(path, content)

        root = tmp_path / str(at)
        with monkeypatch.context() as patch:
            patch.setattr(atomic, "put", failing)
            with pytest.raises(CourseError, match="No space left"):
                create(root, course, NOW)
        create(root, course, NOW)
        assert {path: content for path, (content, _) in snapshot(root).items()} == expected


def test_workspace_is_found_from_below(workspace: Workspace, tmp_path: Path) -> None:
    for start in (".", "exercises", A, ".twitlab/base", "not/there"):
        found = Workspace.find(workspace.root / start)
        assert found is not None
        assert found.root == workspace.root
    assert Workspace.find(tmp_path) is None


def test_open_refuses_what_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="is not a workspace; `twitlab lab DIR`"):
        Workspace.open(tmp_path)


def test_default_is_in_the_home_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWITLAB_WORKSPACE", raising=False)
    assert default_workspace() == Path.home() / "twitlab-workspace"
    monkeypatch.setenv("TWITLAB_WORKSPACE", "~/x")
    assert default_workspace() == Path.home() / "x"


def test_exercise_is_found_in_its_place_then_by_its_mark(
    workspace: Workspace, course: Course
) -> None:
    exercise = course.exercise("one-a")
    place = workspace.root / A
    for folder in (".ipynb_checkpoints", "exercises/.ipynb_checkpoints"):
        checkpoint = workspace.root / folder / "00_one_a-checkpoint.ipynb"
        checkpoint.parent.mkdir()
        checkpoint.write_bytes(place.read_bytes())
    assert workspace.find_exercise(exercise) == place
    older = workspace.root / "older.ipynb"
    newer = workspace.root / "deep" / "newer.ipynb"
    newer.parent.mkdir()
    for path, saved in ((older, 1_000_000), (newer, 2_000_000)):
        path.write_bytes(place.read_bytes())
        os.utime(path, (saved, saved))
    assert workspace.find_exercise(exercise) == place
    content = place.read_bytes()
    place.unlink()
    assert workspace.find_exercise(exercise) == newer
    place.write_bytes((workspace.root / "exercises/00_one_b.ipynb").read_bytes())
    assert workspace.find_exercise(exercise) == newer  # what stands in the place is another one
    place.write_bytes(b"{broken")
    assert workspace.find_exercise(exercise) == place
    place.write_bytes(content.replace(b'"twitlab"', b'"other"'))
    newer.unlink()
    older.unlink()
    assert workspace.find_exercise(exercise) == place
    place.unlink()
    assert workspace.find_exercise(exercise) is None


def test_backups_of_the_same_second_lie_side_by_side(workspace: Workspace) -> None:
    path = workspace.root / A
    made = []
    for text in ("one", "two", "three"):
        path.write_text(text, encoding="utf-8")
        made.append(workspace.backup(path, NOW))
    assert [backup.read_text(encoding="utf-8") for backup in made] == ["one", "two", "three"]
    assert workspace.relative(made[0]) == f".twitlab/backups/20260301T183000Z/{A}"


def test_nothing_is_moved_onto_something(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        atomic.move(one, other)
    assert (one.read_bytes(), other.read_bytes()) == (b"1", b"2")


def test_reset_puts_the_pristine_notebook_back_and_keeps_a_backup(
    workspace: Workspace, course: Course
) -> None:
    exercise = course.exercise("one-a")
    workspace.progress.record(GaveUp(exercise="one-a", at=NOW))
    pristine = (workspace.root / A).read_bytes()
    (workspace.root / A).write_bytes(b"{broken, but mine")
    backup = workspace.reset(exercise, NOW)
    assert backup is not None
    assert backup.read_bytes() == b"{broken, but mine"
    assert (workspace.root / A).read_bytes() == pristine
    assert workspace.progress.standing("one-a").gave_up


def test_reset_of_a_moved_or_missing_exercise(workspace: Workspace, course: Course) -> None:
    exercise = course.exercise("one-a")
    pristine = (workspace.root / A).read_bytes()
    moved = workspace.root / "moved.ipynb"
    (workspace.root / A).rename(moved)
    change(moved, write_in("one-a-answer", "mine"))
    backup = workspace.reset(exercise, NOW)
    assert backup is not None
    assert "mine" in sources(backup)
    assert moved.read_bytes() == pristine
    moved.unlink()
    assert workspace.reset(exercise, NOW) is None
    assert (workspace.root / A).read_bytes() == pristine


def test_reset_without_pristine_copy_touches_nothing(workspace: Workspace, course: Course) -> None:
    (workspace.base / A).unlink()
    before = snapshot(workspace.root)
    with pytest.raises(CourseError, match="pristine copy"):
        workspace.reset(course.exercise("one-a"), NOW)
    assert snapshot(workspace.root) == before


def test_lab_opens_the_first_lesson_with_the_workspaces_settings_first(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/their/own")
    monkeypatch.setenv("PATH", "/their/bin")
    argv, env = lab_command(workspace, "notebooks/one & two.ipynb", ["--no-browser"])
    assert argv[:3] == [sys.executable, "-m", "jupyterlab"]
    assert argv[-1] == "--no-browser"
    assert f"--ServerApp.root_dir={workspace.root}" in argv
    assert f"--LabApp.workspaces_dir={workspace.jupyter / 'layouts'}" in argv
    assert "--LabApp.default_url=/lab/tree/notebooks/one%20%26%20two.ipynb" in argv
    assert env["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(workspace.jupyter), "/their/own"]
    assert env["PATH"] == os.environ["PATH"] == "/their/bin"
    assert os.environ["JUPYTER_CONFIG_PATH"] == "/their/own"
    monkeypatch.delenv("JUPYTER_CONFIG_PATH")
    assert lab_command(workspace)[1]["JUPYTER_CONFIG_PATH"] == str(workspace.jupyter)


LOOK = """
import json
from jupyterlab.handlers.announcements import NeverCheckForUpdate
from jupyterlab.labapp import LabApp
from jupyterlab_server.config import get_page_config

app = LabApp.initialize_server(argv=["--no-browser", "--port=0"])
lab = app.extension_manager.extension_apps["jupyterlab"].pop()
page = app.web_app.settings["page_config_data"]
disabled = get_page_config([])["disabledExtensions"]
print(json.dumps([
    lab.news_url, lab.check_for_updates_class is NeverCheckForUpdate, lab.extension_manager,
    page["news"], page["buildCheck"], page["extensionManager"]["can_install"], disabled,
]))
"""


def test_jupyterlab_takes_the_settings_and_asks_nobody(
    workspace: Workspace, tmp_path: Path
) -> None:
    env = lab_command(workspace)[1] | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=env | {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")},
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *settings, disabled = json.loads(done.stdout)
    assert settings == [None, True, "readonly", {"disabled": True}, False, False]
    assert "@jupyterlab/apputils-extension:announcements" in disabled


def test_learner_gets_lessons_that_were_not_run_yet(tmp_path: Path, course: Course) -> None:
    lesson = course.lessons[0].path
    change(course.root / lesson, run)
    workspace = create(tmp_path / "fresh", course, NOW)
    cells = read_notebook(workspace.root / lesson).cells
    assert not any(each.get("outputs") for each in cells)
    assert update(workspace, course, LATER) == []


def test_reset_with_a_folder_in_the_way_says_so(workspace: Workspace, course: Course) -> None:
    (workspace.root / A).unlink()
    (workspace.root / A).mkdir()
    with pytest.raises(CourseError, match="a folder is in the way"):
        workspace.reset(course.exercise("one-a"), NOW)
