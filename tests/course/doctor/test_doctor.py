"""The doctor: each thing it looks at, healthy and broken, and the fix it names."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NoReturn

import pytest

import twitlab
from tests.conftest import ROOT
from tests.help.make import NOW, write_course
from twitlab.course.book.manifest import Course
from twitlab.course.book.status import Finding
from twitlab.course.doctor import doctor, hidden_modules, machine
from twitlab.course.doctor.doctor import Examination
from twitlab.course.record.events import GaveUp
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "mine", Course.here(), NOW)


# The computer


@pytest.mark.parametrize(
    ("version", "implementation", "bits", "state"),
    [
        ((3, 11, 0), "CPython", 64, "passed"),
        ((3, 14, 9), "CPython", 64, "passed"),
        ((3, 10, 9), "CPython", 64, "failed"),
        ((3, 15, 0), "CPython", 64, "failed"),
        ((3, 12, 0), "PyPy", 64, "failed"),
        ((3, 12, 0), "CPython", 32, "failed"),
    ],
)
def test_python_is_one_of_those_tested(
    version: tuple[int, ...], implementation: str, bits: int, state: str
) -> None:
    found = machine.python(version, implementation, bits)
    assert found.state == state
    assert ("install CPython 3.13" in found.fix) is (state == "failed")


def test_tested_pythons_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    low, high = machine.OLDEST, machine.NEWEST
    wanted = f">={low[0]}.{low[1]},<{high[0]}.{high[1] + 1}"
    assert project["requires-python"] == wanted


@pytest.mark.parametrize(
    ("environment", "workspace", "windows", "long_allowed", "state"),
    [
        (99, 150, True, False, "passed"),
        (100, 150, True, False, "failed"),
        (50, 230, True, False, "failed"),
        (100, 230, True, True, "passed"),
        (300, 300, False, False, "passed"),
    ],
)
def test_path_is_short_enough_for_windows(
    environment: int, workspace: int, windows: bool, long_allowed: bool, state: str
) -> None:
    found = machine.paths("e" * environment, "w" * workspace, windows, long_allowed)
    assert found.state == state
    assert ("move it to a shorter path" in found.fix) is (state == "failed")


def test_disk_has_room_or_not(tmp_path: Path) -> None:
    folders = [tmp_path / "not" / "there", tmp_path]
    assert machine.disk_space(folders, least_mib=0).state == "passed"
    found = machine.disk_space(folders, least_mib=2**40)
    assert found.state == "failed"
    assert f"make room until {2**40} MiB" in found.fix


# The course and the workspace


def test_course_is_complete_or_names_what_is_missing(tmp_path: Path) -> None:
    assert doctor.complete(Course.here()).state == "passed"
    course = write_course(tmp_path, {"one": ["one-a"]})
    found = Examination("course", lambda: doctor.complete(course))()
    assert found.state == "failed"
    assert "00_one_a.ipynb is not there" in found.text
    assert "install twitlab again" in found.fix


def test_workspace_is_there_or_will_be(workspace: Workspace, tmp_path: Path) -> None:
    assert doctor.writable(workspace, workspace.root).state == "passed"
    found = doctor.writable(None, tmp_path / "new")
    assert (found.state, found.fix) == ("warning", "twitlab lab")
    old = Workspace(workspace.root, workspace.about.model_copy(update={"course": "0.0.1"}))
    found = doctor.writable(old, workspace.root)
    assert (found.state, found.fix) == ("warning", "twitlab update")
    assert list(tmp_path.glob("**/.twitlab-doctor-*")) == []


def test_workspace_that_cannot_be_written_fails(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**arguments: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    found = doctor.writable(workspace, workspace.root)
    assert found.state == "failed"
    assert "Permission denied" in found.text
    assert "TWITLAB_WORKSPACE" in found.fix


def test_workspace_that_is_damaged_fails_and_the_rest_is_looked_at(workspace: Workspace) -> None:
    (workspace.root / ".twitlab/workspace.json").write_text("{", encoding="utf-8")
    every = {each.name: each for each in doctor.examinations(workspace.root)}
    found = every["workspace"]()
    assert found.state == "failed"
    assert found.text.endswith("workspace.json is damaged")
    assert found.fix.startswith("delete this one file and run `twitlab lab ")
    assert "--workspace" not in found.fix
    assert every["disk"]().state == "passed"


def test_progress_in_a_damaged_workspace_is_looked_at_all_the_same(workspace: Workspace) -> None:
    workspace.progress.record(GaveUp(exercise="first-repeat", at=NOW))
    (workspace.root / ".twitlab/workspace.json").write_text("{", encoding="utf-8")
    every = {each.name: each for each in doctor.examinations(workspace.root / "exercises")}
    assert every["progress"]() == Finding("progress", "passed", "1 events")


def test_workspace_of_a_newer_twitlab_is_not_said_to_be_damaged(workspace: Workspace) -> None:
    note = workspace.root / ".twitlab/workspace.json"
    note.write_text(note.read_text().replace('"format": 1', '"format": 2'), encoding="utf-8")
    every = {each.name: each for each in doctor.examinations(workspace.root)}
    found = every["workspace"]()
    assert "newer twitlab" in found.text
    assert found.fix == "upgrade twitlab, or name another folder: --workspace DIR"


def test_progress_is_readable_or_not(workspace: Workspace) -> None:
    assert doctor.readable(None).state == "passed"
    assert doctor.readable(workspace.progress).text == "0 events"
    path = workspace.progress.path
    path.write_text("torn\n", encoding="utf-8")
    found = doctor.readable(workspace.progress)
    assert found.state == "warning"
    assert "1 lines" in found.text
    assert "the first is line 1" in found.text
    path.unlink()
    path.mkdir()
    every = {each.name: each for each in doctor.examinations(workspace.root)}
    assert every["progress"]().state == "failed"


# Files that hide modules


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("exercises/types.py", "hides Python's own module types"),
        ("notebooks/random.py", "hides Python's own module random"),
        ("numpy.py", "hides the package numpy"),
        ("exercises/twitlab/__init__.py", "hides the package twitlab"),
        ("notebooks/json/__init__.py", "hides Python's own module json"),
    ],
)
def test_file_that_hides_a_module_is_named(workspace: Workspace, path: str, said: str) -> None:
    file = workspace.root / path
    file.parent.mkdir(exist_ok=True)
    file.touch()
    found = hidden_modules.modules(workspace.root)
    assert found.state == "failed"
    assert found.text == f"{file} {said}"
    moved = file.parent if file.name == "__init__.py" else file
    assert found.fix.startswith(f"rename {moved} to my_{moved.name}, or")


def test_every_file_that_hides_a_module_is_named(workspace: Workspace) -> None:
    for path in ("exercises/queue.py", "exercises/ast.py", "pandas.py"):
        (workspace.root / path).touch()
    found = hidden_modules.modules(workspace.root)
    at = [found.text.index(name) for name in ("ast.py", "queue.py", "pandas.py")]
    assert at == sorted(at)


@pytest.mark.parametrize(
    "path",
    [
        "exercises/tweets.py",  # nobody else's name
        "exercises/test.py",  # Python's, and nothing loads it
        "exercises/sys.py",  # Python finds its own first
        "exercises/os.py",  # as well
        "exercises/types.ipynb",  # no module
        "exercises/numpy/notes.txt",  # nor is a folder without __init__.py
        "mine/types.py",  # no notebook of the course is there
        "exercises/mine/types.py",
    ],
)
def test_file_that_hides_no_module_is_let_be(workspace: Workspace, path: str) -> None:
    file = workspace.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    assert hidden_modules.modules(workspace.root).state == "passed"


def test_modules_are_not_hidden_where_there_is_no_workspace(tmp_path: Path) -> None:
    assert hidden_modules.modules(tmp_path / "none").state == "passed"


def test_packages_that_may_be_hidden_are_those_of_a_kernel() -> None:
    code = (
        "import sys, ipykernel.kernelapp, matplotlib_inline.backend_inline, twitlab.course,"
        " ipywidgets, numpy, pandas, matplotlib.pyplot;"
        " print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split()) - sys.stdlib_module_names - hidden_modules.PACKAGES
    # What is left is the compilers', or an optional part of a package of the environment.
    assert {name for name in loaded if not name.startswith(("_", "cython"))} <= {"rfc3987_syntax"}


# The programs


def test_widgets_are_on_both_sides() -> None:
    found = doctor.widgets()
    assert found.state == "passed"
    assert "ipywidgets 8" in found.text


@pytest.mark.parametrize(
    ("info", "fix"),
    [
        ({"federated_extensions": {}, "disabled": {}}, "install twitlab again"),
        (
            {"federated_extensions": {doctor.WIDGETS: {}}, "disabled": {doctor.WIDGETS: True}},
            "jupyter labextension enable",
        ),
    ],
)
def test_widgets_missing_or_disabled_fail(
    info: dict[str, Any], fix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyterlab.commands.get_app_info", lambda options: info)
    found = doctor.widgets()
    assert found.state == "failed"
    assert fix in found.fix


def test_kernel_starts_and_answers(capfd: pytest.CaptureFixture[str]) -> None:
    found = doctor.kernel()
    assert found.state == "passed"
    assert "starts and answers" in found.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("ask", "said"),
    [("print('/other/python')", "/other/python"), ("import nothing_such", "No mod")],
)
def test_kernel_of_another_python_fails(ask: str, said: str) -> None:
    found = doctor.kernel(ask=ask)
    assert found.state == "failed"
    assert said in found.text
    assert sys.prefix in found.text
    assert "ipykernel install --sys-prefix" in found.fix


def test_kernel_that_dies_says_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    last = "import sys; sys.exit('No module named ipykernel')"
    argv = f'["{Path(sys.executable).as_posix()}", "-c", "{last}", "{{connection_file}}"]'
    (spec / "kernel.json").write_text(
        f'{{"argv": {argv}, "display_name": "dead", "language": "python"}}', encoding="utf-8"
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = Examination("kernel", doctor.kernel, doctor.KERNEL_FIX)()
    assert found.state == "failed"
    assert "No module named ipykernel" in found.text
    assert found.fix == doctor.KERNEL_FIX


@pytest.mark.slow
def test_kernel_that_a_file_kills_is_not_said_to_be_missing(workspace: Workspace) -> None:
    file = workspace.root / "exercises" / "types.py"
    file.write_text("class Tweet: ...\n", encoding="utf-8")
    every = {each.name: each for each in doctor.examinations(workspace.root)}
    found = every["kernel"]()
    assert found.state == "failed"
    assert "Kernel died" in found.text
    assert found.fix.startswith(f"rename {file} to my_types.py")
    file.unlink()
    assert every["kernel"]().state == "passed"


def test_kernel_that_dies_beside_no_such_file_keeps_its_fix(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**arguments: object) -> NoReturn:
        assert arguments == {"folder": workspace.root / "exercises"}
        raise CourseError("Kernel died")

    monkeypatch.setattr(doctor, "kernel", die)
    assert doctor.kernel_beside_notebooks(workspace.root).fix == doctor.KERNEL_FIX


def test_one_check_is_timed() -> None:
    found = doctor.one_check(Course.here())
    assert found.state == "passed"
    assert "graded in" in found.text


def test_one_check_that_does_not_pass_fails(tmp_path: Path) -> None:
    here = Course.here()
    for part in ("course.toml", "exercises"):
        copy = shutil.copytree if (here.root / part).is_dir() else shutil.copy
        copy(here.root / part, tmp_path / part)
    shutil.copytree(tmp_path / "exercises", tmp_path / "solutions")
    found = doctor.one_check(Course.load(tmp_path))
    assert found.state == "failed"
    assert "not attempted" in found.text


# The whole


def test_examination_never_raises() -> None:
    def refuse() -> NoReturn:
        raise CourseError("no")

    def break_down() -> NoReturn:
        raise ZeroDivisionError("odd")

    assert Examination("a", refuse, "do").__call__() == Finding("a", "failed", "no", "do")
    assert Examination("b", break_down)().text == "ZeroDivisionError: odd"


def test_everything_is_looked_at_in_order(tmp_path: Path) -> None:
    names = [each.name for each in doctor.examinations(tmp_path)]
    wanted = "Python path disk course workspace progress modules widgets kernel check"
    assert names == wanted.split()


def test_version_is_named() -> None:
    assert twitlab.__version__ in doctor.complete(Course.here()).text
