"""A fresh machine gets the same environment as any other, or is told what is in the way."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from email import message_from_string
from functools import partial
from io import StringIO
from pathlib import Path
from typing import IO, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bootstrap
import hatch_build
from bootstrap import Environment, Refusal
from tests.conftest import ROOT
from tests.help.needs import need

LOCKS = ("course", "dev", "build")
SETUP_LOCKS = (*LOCKS, "uv")
# The peers of the benches are part of dev, so the environment installs them from there.
ALL_LOCKS = (*SETUP_LOCKS, "bench")


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
    """Stands in for venv, pip and uv: notes what is run, and fails where it is told to."""

    def __init__(self, root: Path) -> None:
        self.ran: list[str] = []
        self.fails_at: set[str] = set()
        self.stopped_at = ""
        self.pip_settings = ""
        self.seen_by_uv: Mapping[str, str] = {}
        self.made: list[list[str]] = []
        self.root = root
        (root / "requirements").mkdir(parents=True)
        (root / "twitlab").mkdir()
        for lock in SETUP_LOCKS:
            (root / "requirements" / f"{lock}.txt").write_text(f"{lock}==1\n")
        for file in ("pyproject.toml", "hatch_build.py", "twitlab/__init__.py"):
            (root / file).write_text("one\n")

    def run(
        self,
        command: list[str],
        cwd: Path,
        variables: Mapping[str, str],
        out: IO[bytes],
        tick: Callable[[], None],
    ) -> int:
        if "-I" in command:
            return 0
        if "config" in command:
            out.write(self.pip_settings.encode())
            return 0
        what = self._meaning(command)
        out.write(f"{what} says something\n".encode())
        tick()
        if what == self.stopped_at:
            raise KeyboardInterrupt
        if what in self.fails_at:
            return 7
        if what == "venv":
            folder = Path(command[-1]).name
            self.made.append([*command[:-1], folder])
            python = Environment(cwd, folder=folder).program("python")
            python.parent.mkdir(parents=True)
            python.touch()
        if what.startswith("uv "):
            self.seen_by_uv = variables
        self.ran.append(what)
        return 0

    def _meaning(self, command: list[str]) -> str:
        """Say what a command does, such as ``uv dev``: let uv install the test tools."""
        if "venv" in command:
            return "venv"
        tool = "pip" if "-m" in command else "uv"
        if "check" in command:
            return f"{tool} check"
        lock = "package" if "--editable" in command else Path(command[-1]).stem
        return f"{tool} {'course' if lock == 'build' else lock}"

    def ensure(self, tests: bool) -> list[str]:
        """Give what was run to make the environment right."""
        self.ran = []
        Environment(self.root, self.run).ensure(tests)
        return self.ran


EVERYTHING = ["venv", "pip uv", "uv course", "uv dev", "uv package", "uv check"]
BY_PIP = ["venv", "pip course", "pip dev", "pip package", "pip check"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "checkout")


def test_environment_fresh_is_made_and_then_left_alone(machine: Machine) -> None:
    assert machine.ensure(tests=True) == EVERYTHING
    assert machine.ensure(tests=True) == []
    assert machine.ensure(tests=False) == []


def test_environment_for_lab_gets_the_test_tools_on_top(machine: Machine) -> None:
    assert machine.ensure(tests=False) == ["venv", "pip uv", "uv course", "uv package", "uv check"]
    assert machine.ensure(tests=True) == ["pip uv", "uv dev", "uv check"]


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
    assert machine.ensure(tests=True) == ["pip uv", "uv package", "uv check"]


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


@pytest.mark.parametrize("step", BY_PIP)
def test_environment_that_failed_says_so_and_starts_afresh(machine: Machine, step: str) -> None:
    machine.fails_at = {"pip uv", step}
    for _ in range(2):
        with pytest.raises(Refusal, match=r"exit code 7: (Making|Installing|Checking) "):
            machine.ensure(tests=True)
    machine.fails_at = set()
    assert machine.ensure(tests=True) == EVERYTHING


@pytest.mark.parametrize("step", EVERYTHING)
def test_environment_that_was_stopped_is_made_afresh(machine: Machine, step: str) -> None:
    machine.stopped_at = step
    with pytest.raises(KeyboardInterrupt):
        machine.ensure(tests=True)
    machine.stopped_at = ""
    assert machine.ensure(tests=True) == EVERYTHING


def test_environment_that_failed_shows_the_end_of_the_log(machine: Machine) -> None:
    machine.fails_at = {"pip uv", "pip dev"}
    with pytest.raises(Refusal) as refused:
        machine.ensure(tests=True)
    log = machine.root / ".venv" / "twitlab.log"
    what, command, said, where, *_ = str(refused.value).splitlines()
    assert what == "This failed with exit code 7: Installing the pinned test tools"
    assert command.endswith("dev.txt")
    assert where == f"All that was run and said is in {log}."
    assert said == "  | pip dev says something"
    all_said = [line for line in log.read_text().splitlines() if line.endswith("says something")]
    ran = ["venv", "pip uv", "venv", "pip course", "pip dev"]
    assert all_said == [f"{what} says something" for what in ran]


def test_environment_that_is_changed_begins_its_log_anew(machine: Machine) -> None:
    machine.ensure(tests=False)
    machine.ensure(tests=True)
    log = (machine.root / ".venv" / "twitlab.log").read_text()
    assert "uv dev says" in log
    assert "uv course says" not in log


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


# uv, and pip where uv cannot


@pytest.mark.parametrize("step", ["pip uv", "uv course", "uv dev", "uv package", "uv check"])
def test_pip_installs_all_of_it_anew_where_uv_cannot(machine: Machine, step: str) -> None:
    machine.fails_at = {step}
    done_before = EVERYTHING[: EVERYTHING.index(step)]
    assert machine.ensure(tests=True) == [*done_before, *BY_PIP]
    assert machine.ensure(tests=True) == []
    log = (machine.root / ".venv" / "twitlab.log").read_text()
    assert f"{step} says something" in log
    assert "pip package says something" in log


def test_pip_that_made_all_of_it_anew_claims_no_test_tools(machine: Machine) -> None:
    machine.ensure(tests=True)
    (machine.root / "pyproject.toml").write_text("two\n")
    machine.fails_at = {"uv package"}
    assert machine.ensure(tests=False)[1:] == ["venv", "pip course", "pip package", "pip check"]
    assert machine.ensure(tests=True) == ["pip dev", "pip check"]


@pytest.mark.parametrize(("tests", "compiles"), [(False, True), (True, False)])
def test_uv_compiles_for_a_learner_whose_python_would_leave_nothing_compiled(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tests: bool, compiles: bool
) -> None:
    monkeypatch.delenv("UV_COMPILE_BYTECODE", raising=False)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    machine.ensure(tests)
    assert ("UV_COMPILE_BYTECODE" in machine.seen_by_uv) == compiles
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (machine.root / "pyproject.toml").write_text("two\n")
    machine.ensure(tests=False)
    assert "UV_COMPILE_BYTECODE" not in machine.seen_by_uv


def test_pip_goes_on_with_what_pip_has_made(machine: Machine) -> None:
    machine.fails_at = {"uv course"}
    machine.ensure(tests=False)
    assert machine.ensure(tests=True) == ["pip dev", "pip check"]


def test_uv_looks_for_packages_where_pip_would(machine: Machine) -> None:
    machine.pip_settings = """\
global.index-url='https://of.the.company/simple'
global.timeout='60'
install.find-links='one two'
:env:.proxy='squid'
WARNING: something else
"""
    machine.ensure(tests=False)
    names = ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "ALL_PROXY")
    assert {name: machine.seen_by_uv[name] for name in names} == {
        "UV_DEFAULT_INDEX": "https://of.the.company/simple",
        "UV_FIND_LINKS": "one,two",
        "ALL_PROXY": "squid",
    }


def test_uv_variables_take_the_strongest_setting_of_pip() -> None:
    settings = ":env:.index-url='c'\nglobal.index-url='a'\ninstall.index-url='b'\n"
    assert bootstrap.uv_variables(settings, {}) == {"UV_DEFAULT_INDEX": "c"}


def test_uv_variables_of_further_indexes_search_them_all_as_pip_does() -> None:
    assert bootstrap.uv_variables("global.extra-index-url='\\na\\nb'\n", {}) == {
        "UV_INDEX": "a b",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_uv_variables_that_are_set_stay() -> None:
    before = {"UV_DEFAULT_INDEX": "mine", "PATH": "there"}
    assert bootstrap.uv_variables("global.index-url='a'\n", before) == before


def test_uv_asks_no_index_where_pip_is_told_to_ask_none() -> None:
    uv = Path(sys.executable).with_name("uv")
    need("uv beside this Python", uv.exists(), "Run `make env`.")
    variables = bootstrap.uv_variables("global.no-index='1'\n", os.environ)
    options = ["--dry-run", "--no-cache", "--reinstall", "--python", sys.executable]
    done = _run([str(uv), "pip", "install", *options, "twitlab-pin-that-is-nowhere"], variables)
    assert done.returncode != 0
    assert "the network was disabled" in done.stderr


# What is on the screen, and in the log


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_screen_that_is_a_terminal_has_one_line_that_is_rewritten() -> None:
    seconds = iter([0.0, 0.0, 1.6, 3.0])
    screen = bootstrap.Screen(out := Terminal(), lambda: next(seconds))
    screen.begin("Installing")
    screen.tick("Downloading nümpy")
    screen.end("Set up")
    first, second, third, erased, last = out.getvalue().split("\r")
    assert (first, second) == ("", "twitlab: Installing, 0 s")
    assert third == "twitlab: Installing, 2 s: Downloading n?mpy"
    assert erased == " " * len(third)
    assert last == "twitlab: Set up in 3 s.\n"


def test_screen_line_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    screen = bootstrap.Screen(out := Terminal(), lambda: 0.0)
    screen.begin("Installing")
    screen.tick("x" * 100)
    screen.tick("short")
    screen.leave()
    long, short = out.getvalue().split("\r")[2:]
    assert len(long) == 39
    assert short == "twitlab: Installing, 0 s: short".ljust(39) + "\n"


def test_screen_that_is_a_file_has_a_line_a_step(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.ensure(tests=False)
    assert capsys.readouterr().out.splitlines() == [
        "twitlab: Making .venv ...",
        "twitlab: Installing uv ...",
        "twitlab: Installing the pinned packages of the kit ...",
        "twitlab: Installing twitlab itself ...",
        "twitlab: Checking that nothing is missing ...",
        "twitlab: Set up in 0 s.",
    ]
    machine.ensure(tests=False)
    assert capsys.readouterr().out == ""


def test_screen_line_ends_before_a_failure_is_told(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", out := Terminal())
    machine.fails_at = {"pip uv", "pip course"}
    with pytest.raises(Refusal):
        machine.ensure(tests=False)
    assert out.getvalue().endswith("\n")


def test_run_keeps_what_a_command_says_and_ticks_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "TICK_SECONDS", 0.01)
    says = "import os, sys, time; print(os.getcwd(), sys.stdin.read()); time.sleep(0.3); exit(3)"
    ticks: list[None] = []
    with (tmp_path / "log").open("wb") as out:
        command = [sys.executable, "-c", says]
        code = bootstrap.run(command, tmp_path, os.environ, out, lambda: ticks.append(None))
    assert code == 3
    assert bootstrap.last_lines(tmp_path / "log", 5) == [str(tmp_path)]
    assert len(ticks) > 1


def test_run_of_what_is_not_there_fails_and_says_so(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as out:
        command = [str(tmp_path / "uv")]
        assert bootstrap.run(command, tmp_path, os.environ, out, lambda: None) == 127
    assert "uv" in (tmp_path / "log").read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot ask whether a process is there so.")
def test_run_that_is_stopped_leaves_no_process(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def stop() -> None:
        if bootstrap.last_lines(log, 1):
            raise KeyboardInterrupt

    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    with log.open("wb") as out, pytest.raises(KeyboardInterrupt):
        bootstrap.run([sys.executable, "-c", child], tmp_path, os.environ, out, stop)
    (pid,) = bootstrap.last_lines(log, 1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_last_lines_of_a_long_log_are_its_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"x" * 10_000 + b"\n\xff one\n\n two \r\n")
    assert bootstrap.last_lines(log, 2) == ["\ufffd one", " two"]


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


# In CI, the fast tests on a further Python


def _python(file: Path, version: str, checks: bool = True) -> Path:
    """Make a file that answers as a Python of this version does; a broken one fails each check."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'#!/bin/sh\n[ "$2" = check ] && exit {int(not checks)}\necho {version}\n')
    file.chmod(0o755)
    return file


OTHERS = [minor for minor in (14, 13, 12, 11) if minor != sys.version_info[1]]


@pytest.mark.skipif(os.name == "nt", reason="CI runs on Debian.")
def test_other_python_is_the_newest_that_runs(tmp_path: Path) -> None:
    newest, older, oldest = OTHERS
    programs, versions = tmp_path / "programs", tmp_path / "pyenv" / "versions"
    # A shim, whose Python is not there.
    _python(programs / f"python3.{newest}", "", checks=False)
    _python(versions / f"3.{newest}.0" / "bin" / f"python3.{newest}", "", checks=False)
    good = _python(versions / f"3.{older}.2" / "bin" / f"python3.{older}", f"3.{older}.2")
    _python(programs / f"python3.{oldest}", f"3.{oldest}.9")
    variables = {"PATH": str(programs), "PYENV_ROOT": str(tmp_path / "pyenv")}
    found = bootstrap.newest_other_python(ROOT, variables)
    assert found == bootstrap.Python(str(good), f"3.{older}.2")
    good.unlink()
    found = bootstrap.newest_other_python(ROOT, variables)
    assert found is not None
    assert found.version == f"3.{oldest}.9"


def test_other_python_is_none_where_there_is_only_ours(tmp_path: Path) -> None:
    ours = f"3.{sys.version_info[1]}"
    _python(tmp_path / f"python{ours}", f"{ours}.0")
    variables = {"PATH": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    assert bootstrap.newest_other_python(ROOT, variables) is None


def test_environment_of_another_python_stands_beside_ours(machine: Machine) -> None:
    machine.ensure(tests=True)
    other = bootstrap.Python("/usr/bin/python3.13", "3.13.9")
    machine.ran = []
    Environment(machine.root, machine.run, ".venv-3.13", other).ensure(tests=True)
    assert machine.ran == EVERYTHING
    assert machine.made == [*machine.made[:1], [other.program, "-m", "venv", ".venv-3.13"]]
    assert "3.13.9" in (machine.root / ".venv-3.13" / "twitlab.json").read_text()
    assert machine.ensure(tests=True) == []


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> list[str]:
    """Note what `make test` runs, in place of running it: a program's folder and what it runs."""
    noted: list[str] = []

    def note(command: list[str], environ: Any = None, **more: Any) -> int:
        assert "PYTHONDONTWRITEBYTECODE" not in (environ or more["env"])
        noted.append(f"{Path(command[0]).parents[1].name} {command[2]}")
        return int(noted[-1] in machine.fails_at)

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr("subprocess.call", note)
    monkeypatch.setattr(bootstrap, "hand_over", note)
    monkeypatch.setattr(bootstrap, "Environment", partial(Environment, run=machine.run))
    other = bootstrap.Python("/usr/bin/python3.13", "3.13.9")
    monkeypatch.setattr(bootstrap, "newest_other_python", lambda *_: other)
    monkeypatch.chdir(machine.root)
    return noted


CHECKS = [".venv ruff", ".venv ruff", ".venv mypy", ".venv pytest"]


@pytest.mark.parametrize(("ci", "more"), [("true", [".venv-3.13 pytest"]), ("", [])])
def test_make_test_runs_on_a_further_python_in_ci_only(
    machine: Machine, called: list[str], monkeypatch: pytest.MonkeyPatch, ci: str, more: list[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    assert bootstrap.test(Environment(machine.root, machine.run), []) == 0
    assert called == [*CHECKS, *more]
    assert [command[0] for command in machine.made[1:]] == ["/usr/bin/python3.13"] * len(more)


@pytest.mark.parametrize("fails", [".venv pytest", ".venv-3.13 pytest"])
def test_make_test_that_fails_on_either_python_is_red(
    machine: Machine, called: list[str], monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    monkeypatch.setenv("CI", "true")
    machine.fails_at = {fails}
    assert bootstrap.test(Environment(machine.root, machine.run), []) == 1
    assert called[-1] == fails


def test_make_test_without_another_python_says_so(
    called: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "newest_other_python", lambda *_: None)
    assert bootstrap.test_on_another_python(Path()) == 0
    assert "no other Python" in capsys.readouterr().out
    assert called == []


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
    file = rf"requirements/({'|'.join(ALL_LOCKS)})\.(in|txt)"
    why = rf" {{4}}#( via)?( {{1,3}}([a-z0-9-]+|-[rc] {file}))?"
    assert [line for line in text if not re.fullmatch(f"{pin}|{why}", line)] == []


@pytest.mark.parametrize(
    ("smaller", "larger"), [("course", "dev"), ("bench", "dev"), ("build", "dev"), ("uv", "dev")]
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
