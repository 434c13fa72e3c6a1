"""The run of the tests itself: its order, what it leaves out, and that nothing outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, SLOW
from tests.help.watchdog import left_after, started_within

only_with_proc = pytest.mark.skipif(not Path("/proc").is_dir(), reason="Only /proc tells who runs.")

# As JupyterLab and a grader's kernel are: in a session of its own, soon nobody's child, and with
# nothing in its environment but folders.
STARTS = """
import os, subprocess, sys, tempfile, time

def test_that_starts_something():
    server = [sys.executable, "-c", "import time; time.sleep(600)"]
    start = f"import subprocess; subprocess.Popen({server}, start_new_session=True)"
    for environment in (os.environ, {"TMPDIR": tempfile.mkdtemp()}):
        subprocess.run([sys.executable, "-c", start], env=environment, check=True)
    time.sleep(%r)
"""


def nested(folder: Path, test: str, *arguments: str) -> subprocess.Popen[str]:
    """Run a test in a pytest of its own, which has what tests/conftest.py gives."""
    file = folder / "test_nested.py"
    file.write_text(test, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  slow:\n  full:\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    return subprocess.Popen(
        [*command, f"--basetemp={folder / 'base'}", "-q", *arguments, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def said_by(run: subprocess.Popen[str]) -> str:
    said, _ = run.communicate()
    return said


@only_with_proc
@pytest.mark.parametrize("workers", ["0", "2"])
def test_run_that_is_killed_leaves_nothing_running(tmp_path: Path, workers: str) -> None:
    run = nested(tmp_path, STARTS % 600, "-n", workers, "--dist=loadgroup")
    for _ in range(600):
        if len(started_within(tmp_path / "base")) >= 2:
            break
        time.sleep(0.1)
    else:
        run.kill()
        raise AssertionError(said_by(run))
    run.kill()
    said_by(run)
    assert left_after(30, tmp_path / "base") == {}


@only_with_proc
def test_run_that_leaves_something_running_fails_and_ends_it(tmp_path: Path) -> None:
    run = nested(tmp_path, STARTS % 0, "-n", "0")
    assert "tests left these running" in said_by(run)
    assert run.returncode == 1
    assert started_within(tmp_path / "base") == {}


MARKED = """
import pytest

@pytest.mark.slow
def test_slow(): pass

@pytest.mark.slow
@pytest.mark.full
def test_for_a_release(): pass

def test_wheel_is_built(): pass

def test_fast(): pass
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["fast", "wheel_is_built", "slow"]),
        (["--quick"], ["fast"]),
        (["--full"], ["fast", "wheel_is_built", "slow", "for_a_release"]),
        (["--full", "-k", "release"], ["for_a_release"]),
    ],
)
def test_run_begins_with_the_fast_and_leaves_out_what_is_not_asked_for(
    tmp_path: Path, arguments: list[str], expected: list[str]
) -> None:
    said = said_by(nested(tmp_path, MARKED, "--collect-only", "-p", "no:xdist", *arguments))
    found = [line.partition("::test_")[2] for line in said.splitlines() if "::test_" in line]
    assert found == expected, said


GROUPED = """
import os, pathlib, time

def note(kind):
    time.sleep(0.1)
    with pathlib.Path(kind).open("a") as file:
        print(os.environ["PYTEST_XDIST_WORKER"], file=file)
""" + "".join(
    f"def test_{kind}_{number}(): note({kind!r})\n"
    for number in range(4)
    for kind in ("wheel", "other")
)


def test_group_is_run_by_one_worker_and_the_rest_by_both(tmp_path: Path) -> None:
    said_by(nested(tmp_path, GROUPED, "-n", "2", "--dist=loadgroup", "--no-loadscope-reorder"))
    workers = {kind: (tmp_path / kind).read_text().split() for kind in ("wheel", "other")}
    assert [len(workers["wheel"]), len(set(workers["wheel"]))] == [4, 1]
    assert [len(workers["other"]), len(set(workers["other"]))] == [4, 2]


def test_slow_tests_are_tests_that_there_are() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py")]
    gone = {name for name in SLOW if not any(name.partition(".")[0] in text for text in texts)}
    assert gone == set(), "take them out of tests/help/slow_tests.txt"
