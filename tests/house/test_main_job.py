"""The main job: from the wheel on an empty machine to a course graded, by `twitlab` and files."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT
from tests.help.jupyter import OWN_PORT, START_S, port_of
from tests.help.submissions import mistakes, written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import Mistake

pytestmark = pytest.mark.slow

Json = dict[str, Any]

# So long may the course be graded once: a time for each of its exercises, on a busy machine too.
grades_all = pytest.mark.timeout(300 + 20 * len(Course.here().exercises))

# Every Python of the environment runs this first: the command, JupyterLab, the grader, kernels.
_WATCH = """
import os, sys

ALLOWED, NOTES = {allowed!r}, {notes!r}
PLACES = {{"os.mkdir": 1, "os.remove": 1, "os.rmdir": 1, "os.rename": 2, "os.link": 2,
          "os.symlink": 2, "os.truncate": 1, "sqlite3.connect": 1}}

def watch(event, args):
    if event == "open":
        path, mode, flags = args
        if not (set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            return
        paths = [path]
    elif event in PLACES:
        paths = args[: PLACES[event]]
    else:
        return
    for path in paths:
        if isinstance(path, (str, bytes, os.PathLike)):
            place = os.path.abspath(os.fsdecode(path))
            allowed = any(place == each or place.startswith(each + os.sep) for each in ALLOWED)
            if not allowed and "__pycache__" not in place:
                with open(NOTES, "a", encoding="utf-8") as file:
                    file.write(f"{{event}} {{place}}\\n")

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Machine:
    """An environment in which nothing but the wheel was installed, and an empty home."""

    root: Path

    @property
    def workspace(self) -> Path:
        """Where the learner works."""
        return self.root / "work"

    @property
    def course(self) -> Path:
        """The course that the wheel carried."""
        (found,) = (self.root / "env").glob("**/site-packages/twitlab/_course")
        return found

    @property
    def program(self) -> str:
        """The console script."""
        return str(self.scripts / "twitlab")

    @property
    def scripts(self) -> Path:
        """The folder of the environment that holds its programs."""
        return self.root / "env" / ("Scripts" if os.name == "nt" else "bin")

    def variables(self, home: str = "home") -> dict[str, str]:
        """Give the variables of a person who has no other Python and no other Jupyter."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYT", "JUPYTER"))}
        names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
        temporary = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(self.root / "tmp"))
        homes = dict.fromkeys(names, str(self.root / home))
        return {**kept, **homes, **temporary}

    def twitlab(self, *arguments: str, cwd: str = "elsewhere") -> subprocess.CompletedProcess[str]:
        """Run the command in a folder of the machine."""
        return subprocess.run(
            [self.program, *arguments],
            cwd=self.root / cwd,
            env=self.variables(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def check(self, *exercises: str, cwd: str = "work") -> tuple[int, Json, dict[str, Json]]:
        """Run ``twitlab check --json``: its exit code, what it says, and that by exercise."""
        done = self.twitlab("check", "--json", *exercises, cwd=cwd)
        assert done.stderr == ""
        said: Json = json.loads(done.stdout)
        return done.returncode, said, {each["exercise"]: each for each in said["verdicts"]}

    def fill_in(self, path: str, answer_id: str, answer: str) -> None:
        """Write an answer into a notebook of the workspace, and into nothing else."""
        place = self.workspace / path
        notebook = json.loads(place.read_text(encoding="utf-8"))
        (cell,) = [cell for cell in notebook["cells"] if _grade_id(cell) == answer_id]
        cell["source"] = answer
        place.write_text(json.dumps(notebook), encoding="utf-8")

    def strays(self) -> list[str]:
        """Give what was written outside the workspace and the folder for temporary files."""
        notes = self.root / "strays"
        return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []


def _grade_id(cell: Json) -> str | None:
    marks = cell["metadata"].get("nbgrader", {})
    found: str | None = marks.get("grade_id")
    return found


@pytest.fixture(scope="module")
def machine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Install the wheel into a new environment, and let `twitlab lab` make a workspace."""
    root = tmp_path_factory.mktemp("machine").resolve()
    for name in ("home", "lab-home", "tmp", "elsewhere"):
        (root / name).mkdir()
    uv = [sys.executable, "-m", "uv", "--quiet"]
    _run([*uv, "venv", "--python", sys.executable, str(root / "env")])
    _run([*uv, "pip", "install", "--python", str(root / "env"), str(wheel)])
    made = Machine(root)
    places = ("work", "tmp", "lab-home", "strays")
    allowed = [*(str(root / name) for name in places), "/dev", "/proc"]
    watch = _WATCH.format(allowed=allowed, notes=str(root / "strays"))
    (made.course.parents[1] / "sitecustomize.py").write_text(watch, encoding="utf-8")
    _open_lab_once(made)
    shutil.move(made.workspace, root / "given")
    return made


@pytest.fixture(autouse=True)
def tidy(machine: Machine) -> Iterator[None]:
    """Give each test the workspace as it was made; see that all was written where it may be."""
    shutil.copytree(machine.root / "given", machine.workspace)
    before = _content(machine.course.parent)
    yield
    shutil.rmtree(machine.workspace)
    assert machine.strays() == []
    for name in ("home", "elsewhere", "tmp"):
        assert list((machine.root / name).iterdir()) == []
    assert _content(machine.course.parent) == before


def _content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files if "__pycache__" not in path.parts}


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _open_lab_once(machine: Machine) -> None:
    """Make the workspace as a learner does; end JupyterLab when it leads to the start page."""
    runtime = machine.root / "lab-home" / "runtime"
    command = [machine.program, "lab", "../work", "--no-browser", "--", OWN_PORT]
    process = subprocess.Popen(
        [*command, "--IdentityProvider.token=secret", "--allow-root"],
        cwd=machine.root / "elsewhere",
        env={**machine.variables("lab-home"), "JUPYTER_RUNTIME_DIR": str(runtime)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        port = port_of(process, runtime)
        for _ in range(START_S * 5):
            try:
                with urlopen(f"http://127.0.0.1:{port}/?token=secret", timeout=5) as page:
                    assert urlsplit(page.url).path == "/lab/tree/notebooks/00_start_here.ipynb"
                    return
            except (URLError, OSError):
                if process.poll() is not None:
                    break
                time.sleep(0.2)
        process.kill()
        said = process.stdout.read().decode() if process.stdout else ""
        raise AssertionError(f"JupyterLab did not start:\n{said}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def course(machine: Machine) -> Course:
    """Read the manifest that the wheel carried."""
    return Course.load(machine.course)


def test_workspace_untouched_is_at_zero_and_nothing_attempted(
    machine: Machine, course: Course
) -> None:
    code, said, verdicts = machine.check()
    assert code == 1
    assert (said["points"], said["max_points"]) == (0, course.points)
    assert list(verdicts) == [exercise.id for exercise in course.exercises]
    assert {each["status"] for each in verdicts.values()} == {"not attempted"}
    assert {each["points"] for each in verdicts.values()} == {0}


def wrong_answers_by_turn() -> list[Any]:
    """Give every wrong answer of the course, in turns with at most one of each exercise.

    tests/course/checks/test_wrong_answers.py has them all judged at any time, but not by the wheel.
    """
    exercises = Course.here().exercises
    known = [[(each, wrong) for wrong in mistakes(each)] for each in exercises]
    turns = [[each for each in some if each] for some in zip_longest(*known)]
    of_each_kind = {each.kind: (each, mistakes(each)[0]) for each in reversed(exercises)}
    return [
        pytest.param([*of_each_kind.values()], id="one of each kind"),
        *(
            pytest.param(turn, id=str(number), marks=pytest.mark.full)
            for number, turn in enumerate(turns)
        ),
    ]


@grades_all
@pytest.mark.parametrize("given", wrong_answers_by_turn())
def test_workspace_with_each_wrong_answer_in_turn_is_told_each_mistake(
    machine: Machine, given: list[tuple[Exercise, Mistake]]
) -> None:
    for exercise, mistake in given:
        answer = written_down(mistake.answer, exercise)
        machine.fill_in(exercise.path, exercise.answer_id, answer)
    code, said, verdicts = machine.check(*(exercise.id for exercise, _ in given))
    assert (code, said["points"]) == (1, 0)
    for exercise, mistake in given:
        verdict = verdicts[exercise.id]
        told = (verdict["status"], verdict["mistake"], verdict["message"])
        assert told == ("failed", mistake.name, mistake.message), verdict


def solution_of(course: Course, exercise: Exercise) -> str:
    """Give the answer that the wheel carries."""
    solution = json.loads(course.solution_path(exercise).read_text(encoding="utf-8"))
    (cell,) = [cell for cell in solution["cells"] if _grade_id(cell) == exercise.answer_id]
    return "".join(cell["source"])


def hand_in(machine: Machine, course: Course, exercises: Iterable[Exercise]) -> None:
    """Do the work of some exercises."""
    for exercise in exercises:
        machine.fill_in(exercise.path, exercise.answer_id, solution_of(course, exercise))


_JUDGE = """
import json, sys
from twitlab.course import check_text
print(json.dumps({id: check_text(id, text).status for id, text in json.load(sys.stdin).items()}))
"""


def test_every_solution_passes_by_the_package_that_the_wheel_installs(
    machine: Machine, course: Course
) -> None:
    """Nothing that a check needs may be missing there; how files are graded, others see."""
    texts = {exercise.id: solution_of(course, exercise) for exercise in course.exercises}
    done = subprocess.run(
        [str(machine.scripts / "python"), "-c", _JUDGE],
        input=json.dumps(texts),
        cwd=machine.root / "elsewhere",
        env=machine.variables(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == dict.fromkeys(texts, "passed")


def some_and_all() -> list[Any]:
    """Give one exercise of each kind, and all."""
    exercises = Course.here().exercises
    of_each_kind = {each.kind: each.id for each in reversed(exercises)}
    return [
        pytest.param([*of_each_kind.values()], id="one of each kind"),
        pytest.param([each.id for each in exercises], id="all", marks=pytest.mark.full),
    ]


@grades_all
@pytest.mark.parametrize("ids", some_and_all())
def test_workspace_with_solutions_ends_at_full_marks(
    machine: Machine, course: Course, ids: list[str]
) -> None:
    done = [course.exercise(each) for each in ids]
    points = sum(exercise.points for exercise in done)
    hand_in(machine, course, done)
    code, said, verdicts = machine.check(*ids, cwd="work/exercises")
    assert code == 0
    assert said["points"] == said["max_points"] == points
    assert {each: verdicts[each]["status"] for each in ids} == dict.fromkeys(ids, "passed")
    says = machine.twitlab("--workspace", str(machine.workspace))
    assert says.returncode == 0
    assert f"{points} of {course.points} points" in says.stdout


def test_update_after_the_work_changes_nothing(machine: Machine, course: Course) -> None:
    given = _content(machine.workspace)
    hand_in(machine, course, course.exercises)
    before = _content(machine.workspace)
    changed = {Path(name).name for name in given if given[name] != before[name]}
    assert changed == {exercise.file for exercise in course.exercises}
    done = machine.twitlab("--workspace", str(machine.workspace), "update")
    assert (done.returncode, done.stderr) == (0, "")
    assert _content(machine.workspace) == before


def test_machine_has_exactly_the_locked_versions(machine: Machine, wheel: Path) -> None:
    lock = ROOT / "requirements" / "course.txt"
    locked = set(re.findall(r"^([a-z0-9-]+==[^ ;\n]+)", lock.read_text(), re.MULTILINE))
    command = [sys.executable, "-m", "uv", "pip", "freeze", "--python", str(machine.root / "env")]
    frozen = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    found = {line for line in frozen if line and not line.startswith("twitlab ")}
    assert found <= locked
