"""A fresh machine gets the same environment as any other, or is told what is in the way."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from email import message_from_string
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bootstrap
import hatch_build
from bootstrap import Environment, Refusal
from tests.conftest import ROOT
from tests.help.needs import need

LOCKS = ("course", "dev", "build")
# The peers of the benches are part of dev, so the environment installs them from there.
ALL_LOCKS = (*LOCKS, "bench")


# The Python


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_python_tested_is_accepted(minor: int) -> None:
    bootstrap.check_python((3, minor, 0), "CPython", False, 64)


@pytest.mark.parametrize(
    ("version", "implementation", "free_threaded", "bits", "why"),
    [
        ((3, 10, 13), "CPython", False, 64, "3.11 or newer"),
        ((3, 15, 0), "CPython", False, 64, "not been tested with a Python that new"),
        ((3, 11, 0), "PyPy", False, 64, "this is PyPy"),
        ((3, 14, 0), "CPython", True, 64, "free-threaded"),
        ((3, 12, 0), "CPython", False, 32, "32-bit"),
    ],
)
def test_python_untested_is_refused_with_reason_and_fix(
    version: tuple[int, ...], implementation: str, free_threaded: bool, bits: int, why: str
) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        bootstrap.check_python(version, implementation, free_threaded, bits)
    message = str(refused.value)
    assert "this is Python " + ".".join(map(str, version)) in message
    assert "What to do: install Python 3.13" in message


def test_bootstrap_parses_on_an_old_python() -> None:
    source = (ROOT / "bootstrap.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= sys.stdlib_module_names


def test_bootstrap_run_by_an_old_python_does_nothing_else(tmp_path: Path) -> None:
    shutil.copy(ROOT / "bootstrap.py", tmp_path)
    pretend = (
        "import runpy, sys; sys.version_info = (3, 6, 15); sys.argv = ['bootstrap.py', 'lab'];"
        "runpy.run_path('bootstrap.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", pretend],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "this is Python 3.6.15" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["bootstrap.py"]


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_python_without_venv_is_refused_with_the_package_to_install(missing: str) -> None:
    with pytest.raises(Refusal, match=f"no {missing}.*(?s:.)*apt install python3-venv"):
        bootstrap.check_venv_module(lambda name: name != missing)


def test_path_too_long_for_windows_is_refused_there_only() -> None:
    root = "C:\\" + "x" * 100
    with pytest.raises(Refusal, match="has 103 characters, and Windows allows 94"):
        bootstrap.check_path_length(root, windows=True, long_paths=False)
    bootstrap.check_path_length(root, windows=True, long_paths=True)
    bootstrap.check_path_length(root, windows=False, long_paths=False)
    bootstrap.check_path_length("C:\\twitlab", windows=True, long_paths=False)


def test_path_limit_covers_what_is_installed() -> None:
    folder = Path(sys.prefix)
    on_windows = [
        str(Path(".venv", *place.parts)).replace(f"lib/python3.{sys.version_info[1]}", "Lib")
        for file in folder.rglob("*")
        if "__pycache__" not in (place := file.relative_to(folder)).parts
    ]
    assert max(len(path) + 1 for path in on_windows) <= bootstrap.LONGEST_INSTALLED_PATH


# The environment


class Machine:
    """Stands in for pip and venv: notes what is run, and fails where it is told to."""

    def __init__(self, root: Path) -> None:
        self.ran: list[str] = []
        self.fails_at = ""
        self.root = root
        (root / "requirements").mkdir(parents=True)
        (root / "twitlab").mkdir()
        for lock in LOCKS:
            (root / "requirements" / f"{lock}.txt").write_text(f"{lock}==1\n")
        for file in ("pyproject.toml", "hatch_build.py", "twitlab/__init__.py"):
            (root / file).write_text("one\n")

    def run(self, command: list[str], cwd: Path) -> int:
        if "-I" in command:
            return 0
        if "venv" in command:
            what = "venv"
            python = Environment(cwd).program("python")
            python.parent.mkdir(parents=True)
            python.touch()
        elif "--editable" in command:
            what = "package"
        elif "install" in command:
            what = "dev" if command[-1].endswith("dev.txt") else "course"
        else:
            what = "check"
        if what == self.fails_at:
            return 7
        if what != "check":
            self.ran.append(what)
        return 0

    def ensure(self, tests: bool) -> list[str]:
        """Give what was run to make the environment right."""
        self.ran = []
        Environment(self.root, self.run).ensure(tests)
        return self.ran


EVERYTHING = ["venv", "course", "dev", "package"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "checkout")


def test_environment_fresh_is_made_and_then_left_alone(machine: Machine) -> None:
    assert machine.ensure(tests=True) == EVERYTHING
    assert machine.ensure(tests=True) == []
    assert machine.ensure(tests=False) == []


def test_environment_for_lab_gets_the_test_tools_on_top(machine: Machine) -> None:
    assert machine.ensure(tests=False) == ["venv", "course", "package"]
    assert machine.ensure(tests=True) == ["dev"]


def test_environment_in_an_empty_folder_is_made(machine: Machine) -> None:
    (machine.root / ".venv").mkdir()
    assert machine.ensure(tests=True) == EVERYTHING


@pytest.mark.parametrize("lock", LOCKS)
def test_environment_of_another_lock_is_made_afresh(machine: Machine, lock: str) -> None:
    machine.ensure(tests=True)
    old = machine.root / ".venv" / "old"
    old.mkdir()
    (machine.root / "requirements" / f"{lock}.txt").write_text(f"{lock}==2\n")
    assert machine.ensure(tests=True) == EVERYTHING
    assert not old.exists()


def test_environment_of_the_same_pins_otherwise_written_is_kept(machine: Machine) -> None:
    machine.ensure(tests=True)
    (machine.root / "requirements" / "course.txt").write_bytes(b"course==1\r\n    # via x\r\n")
    assert machine.ensure(tests=True) == []


def test_environment_of_another_pyproject_installs_only_the_package(machine: Machine) -> None:
    machine.ensure(tests=True)
    (machine.root / "pyproject.toml").write_text("two\n")
    assert machine.ensure(tests=True) == ["package"]


def test_environment_of_another_python_is_made_afresh(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.ensure(tests=True)
    monkeypatch.setattr("platform.python_version", lambda: "3.14.99")
    assert machine.ensure(tests=True) == EVERYTHING


def test_environment_of_a_moved_checkout_is_made_afresh(machine: Machine) -> None:
    machine.ensure(tests=True)
    machine.root = machine.root.rename(machine.root.with_name("moved"))
    assert machine.ensure(tests=True) == EVERYTHING


def test_environment_whose_python_is_gone_is_made_afresh(machine: Machine) -> None:
    machine.ensure(tests=True)
    Environment(machine.root).program("python").unlink()
    assert machine.ensure(tests=True) == EVERYTHING


@pytest.mark.parametrize("step", EVERYTHING)
def test_environment_that_failed_says_so_and_starts_afresh(machine: Machine, step: str) -> None:
    machine.fails_at = step
    with pytest.raises(Refusal, match=r"failed with exit code 7: (Making|Installing) "):
        machine.ensure(tests=True)
    machine.fails_at = ""
    assert machine.ensure(tests=True) == EVERYTHING


def test_environment_that_lacks_a_dependency_is_not_ready(machine: Machine) -> None:
    machine.fails_at = "check"
    for _ in range(2):
        with pytest.raises(Refusal, match="Checking that nothing is missing"):
            machine.ensure(tests=True)


@pytest.mark.parametrize("note", ["", "{", "[]", '"made"'])
def test_environment_whose_note_is_unreadable_is_made_afresh(machine: Machine, note: str) -> None:
    machine.ensure(tests=True)
    (machine.root / ".venv" / "twitlab.json").write_text(note)
    assert machine.ensure(tests=True) == EVERYTHING


def _folder(place: Path) -> None:
    place.mkdir()
    (place / "pyvenv.cfg").write_text("home = elsewhere\n")


def _file(place: Path) -> None:
    place.write_text("elsewhere\n")


def _link(place: Path) -> None:
    other = place.with_name("other")
    other.mkdir()
    (other / "twitlab.json").write_text("{}")
    place.symlink_to(other, target_is_directory=True)


@pytest.mark.parametrize("make", [_folder, _file, _link])
def test_environment_of_somebody_else_is_refused_and_kept(
    machine: Machine, make: Callable[[Path], None]
) -> None:
    make(machine.root / ".venv")
    before = sorted(machine.root.rglob("*"))
    with pytest.raises(Refusal, match="was not made by twitlab, so it is left as it is"):
        machine.ensure(tests=True)
    assert sorted(machine.root.rglob("*")) == before
    assert machine.ran == []


def test_environment_variables_are_those_of_an_activated_one(tmp_path: Path) -> None:
    environment = Environment(tmp_path)
    before = {"PATH": "there", "PYTHONHOME": "elsewhere", "PIP_INDEX_URL": "mirror"}
    assert environment.variables(before) == {
        "PATH": os.pathsep.join([str(environment.program("python").parent), "there"]),
        "PIP_INDEX_URL": "mirror",
        "VIRTUAL_ENV": str(tmp_path / ".venv"),
    }


def test_environment_holds_exactly_the_pins_that_apply_here() -> None:
    expected = {
        name: str(pin.specifier)
        for name, pin in pins("dev").items()
        if pin.marker is None or pin.marker.evaluate()
    }
    found = {name: f"=={importlib.metadata.version(name)}" for name in expected}
    assert found == expected


# Make and CI, with every program but theirs replaced


def _program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def _only(folder: Path, *names: str) -> dict[str, str]:
    """Give variables under which only these programs of the system are found."""
    for name in names:
        found = shutil.which(name)
        need(name, found is not None, f"Install {name}.")
        assert found is not None
        (folder / name).symlink_to(found)
    # What a `make test` around us hands down, and what the programs here set themselves.
    ours = ("MAKE", "MFLAGS", "ARGS", "DIR", "PYTHON", "DEBIAN_FRONTEND")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return {**kept, "PATH": str(folder)}


def _run(command: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


GOOD = '[ "$2" = check ] || { printf "<%s>" "${0##*/}" "$@"; echo; }'


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make; bootstrap.py is called directly.")
@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        (["lab"], "<lab>"),
        (["lab", "DIR=my work"], "<lab><my work>"),
        (["test"], "<test>"),
        (["test", "ARGS=-k 'a or b'"], "<test><-k><a or b>"),
    ],
)
def test_make_passes_over_a_python_that_does_not_run(
    tmp_path: Path, arguments: list[str], passed_on: str
) -> None:
    programs = tmp_path / "programs"
    _program(programs, "python3", "exit 127")
    _program(programs, "python3.14", "exit 2")
    _program(programs, "python3.12", GOOD)
    done = _run(["make", *arguments], _only(programs, "make", "sh"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"<python3.12><bootstrap.py>{passed_on}\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make; bootstrap.py is called directly.")
def test_make_uses_the_python_that_is_named(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    _program(programs, "python3", GOOD)
    _program(programs, "mine", GOOD)
    done = _run(["make", "lab", f"PYTHON={programs}/mine"], _only(programs, "make", "sh"))
    assert (done.returncode, done.stdout) == (0, "<mine><bootstrap.py><lab>\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make; bootstrap.py is called directly.")
def test_make_without_any_python_says_what_to_install(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    _program(programs, "python3", "exit 127")
    done = _run(["make", "test"], _only(programs, "make", "sh"))
    assert done.returncode != 0
    assert "None of these is a Python that twitlab runs on: python3 " in done.stderr
    assert "Install Python 3.13" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="CI runs on Debian.")
@pytest.mark.parametrize(
    ("lacks", "installs"),
    [
        ("", []),
        ("chromium", ["apt-get update", "apt-get install chromium"]),
        ("redis-server", ["apt-get update", "apt-get install redis-server"]),
        ("venv", ["apt-get update", "apt-get install python3 python3-venv"]),
    ],
)
def test_ci_installs_what_is_missing_then_makes_test(
    tmp_path: Path, lacks: str, installs: list[str]
) -> None:
    programs = tmp_path / "programs"
    note = tmp_path / "note"
    _program(programs, "make", f'echo "make $*" >> {note}')
    _program(programs, "python3", "exit 1" if lacks == "venv" else "exit 0")
    _program(
        programs,
        "apt-get",
        f'echo "apt-get $*" | sed "s/ --[a-z-]*//g" >> {note}\n[ "$DEBIAN_FRONTEND" ]',
    )
    for name in {"chromium", "redis-server"} - {lacks}:
        _program(programs, name, "exit 0")
    done = _run(["bash", ".ci/run"], _only(programs, "bash", "sh", "sed", "dirname"))
    assert (done.returncode, done.stderr) == (0, "")
    assert note.read_text().splitlines() == [*installs, "make test"]


# The locks


def lines(lock: str) -> list[str]:
    """Give the lines of a lock."""
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()


def pins(lock: str) -> dict[str, Requirement]:
    """Give the pins of a lock, by name."""
    found = [Requirement(line) for line in lines(lock) if not line.lstrip().startswith("#")]
    by_name: dict[str, Requirement] = {canonicalize_name(pin.name): pin for pin in found}
    # One version for all Pythons: a lesson's committed output is the same on each.
    assert len(by_name) == len(found)
    return by_name


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_lock_holds_exact_pins_and_names_no_host_and_no_path(lock: str) -> None:
    header, text = lines(lock)[:2], lines(lock)[2:]
    assert header == [
        "# This file was autogenerated by uv via the following command:",
        "#    make lock",
    ]
    pin = r"[a-z0-9-]+==[0-9][a-z0-9.]*( ; [a-z_]+ [^:/\\]*)?"
    why = r" {4}#( via)?( {1,3}([a-z0-9-]+|-[rc] requirements/(bench|build|course|dev)\.(in|txt)))?"
    assert [line for line in text if not re.fullmatch(f"{pin}|{why}", line)] == []


@pytest.mark.parametrize(
    ("smaller", "larger"), [("course", "dev"), ("bench", "dev"), ("build", "dev")]
)
def test_lock_agrees_with_the_lock_it_is_part_of(smaller: str, larger: str) -> None:
    part, whole = pins(smaller), pins(larger)
    assert {name: str(pin.specifier) for name, pin in part.items()} == {
        name: str(whole[name].specifier) for name in part if name in whole
    }


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_lock_pins_what_is_asked_for(lock: str) -> None:
    source = (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in source if line and line[0] not in "#-"]
    locked = pins(lock)
    for requirement in asked:
        (pin,) = locked[canonicalize_name(requirement.name)].specifier
        assert requirement.specifier.contains(pin.version), f"{requirement}: make lock"


# The wheel


def test_wheel_asks_for_exactly_the_pins_of_the_course(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_string(archive.read(name).decode())
    asked = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    needed = {str(requirement) for requirement in asked if "extra ==" not in str(requirement)}
    assert needed == {str(pin) for pin in pins("course").values()}
    assert metadata.get_all("Provides-Extra") == ["bench"]
    extra = {str(requirement) for requirement in asked} - needed
    assert extra == {_with_extra(pin, "bench") for pin in pins("bench").values()}
    assert metadata["Requires-Python"] == "<3.15,>=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Version"] == importlib.metadata.version("twitlab")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert metadata.get_payload() == readme


def _with_extra(pin: Requirement, extra: str) -> str:
    where = f'{pin.marker} and extra == "{extra}"' if pin.marker else f'extra == "{extra}"'
    return f"{pin.name}{pin.specifier}; {where}"


def test_wheel_carries_the_code_and_the_course_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
    course = set(hatch_build.course_files(ROOT).values())
    code = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "twitlab").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert carried == course | code
    assert "twitlab/_course/course.toml" in carried
    assert "twitlab/py.typed" in carried


def test_wheel_has_one_command_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = {
            name.split(".dist-info/")[1]: archive.read(name).decode()
            for name in archive.namelist()
            if ".dist-info/" in name
        }
    assert info["entry_points.txt"] == "[console_scripts]\ntwitlab = twitlab.cli:main\n"
    assert info["licenses/LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_course_files_leave_out_what_jupyter_leaves_behind(tmp_path: Path) -> None:
    (tmp_path / "course.toml").touch()
    for folder in ("exercises", "notebooks", "solutions"):
        for junk in (".ipynb_checkpoints", "__pycache__", "inner"):
            (tmp_path / folder / junk).mkdir(parents=True)
            (tmp_path / folder / junk / "a.ipynb").touch()
    assert sorted(hatch_build.course_files(tmp_path).values()) == [
        "twitlab/_course/course.toml",
        "twitlab/_course/exercises/inner/a.ipynb",
        "twitlab/_course/notebooks/inner/a.ipynb",
        "twitlab/_course/solutions/inner/a.ipynb",
    ]


def test_course_files_without_the_course_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"course\.toml is missing"):
        hatch_build.course_files(tmp_path)


# A part that a machine lacks


@pytest.mark.parametrize(("ci", "outcome"), [("true", "Failed"), ("", "Skipped")])
def test_need_missing_skips_on_a_laptop_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(
        BaseException, match=r"needs a browser, which is not here\. Get one\."
    ) as end:
        need("a browser", False, "Get one.")
    assert type(end.value).__name__ == outcome


def test_need_present_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    need("a browser", True, "Get one.")
