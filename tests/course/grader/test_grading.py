"""Grading by nbval, and everything that must not talk it into points."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.help.submissions import RIGHT
from tests.help.watchdog import started_within
from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import grade_id, read_notebook, write_notebook
from twitlab.course.book.regions import answer_source
from twitlab.course.checking.verdict import verdict_of
from twitlab.course.grader.grading import Graded, grade, grade_all
from twitlab.course.grader.judging import NOT_STARTED, Job
from twitlab.errors import CourseError

COURSE = Course.here()
EXERCISE = COURSE.exercise("first-repeat").model_copy(update={"seconds": 5})
WRONG = RIGHT.replace("return position", "return position + 1")

ANSWERS = {
    "right": (RIGHT, "passed", ""),
    "wrong": (WRONG, "failed", "positions counted from one"),
    "skip comment": (f"# NBVAL_SKIP\n{RIGHT}", "passed", ""),
    "skip comment on a wrong answer": (f"# NBVAL_SKIP\n{WRONG}", "failed", "counted from one"),
    "ignore comments": (
        f"# NBVAL_IGNORE_OUTPUT\n# NBVAL_RAISES_EXCEPTION\n{WRONG}",
        "failed",
        "counted from one",
    ),
    "expects an exception": ("# NBVAL_RAISES_EXCEPTION\n1 / 0", "error", "ZeroDivisionError"),
    "endless loop": (
        "def first_repeat(ids):\n    while True:\n        pass",
        "error",
        "ran past 5 s",
    ),
    "endless loop that will not be interrupted": (
        (
            "def first_repeat(ids):\n    while True:\n        try:\n            while True:\n"
            "                pass\n        except BaseException:\n            pass"
        ),
        "error",
        "ran past 5 s",
    ),
    "dead kernel": (
        "import collections\n\ndef first_repeat(ids):\n    collections._sys.modules['os']._exit(0)",
        "error",
        "kernel died",
    ),
    "helper elsewhere": (
        "def first_repeat(ids):\n    return helper(ids)",
        "error",
        "move it into the answer cell",
    ),
    "helper elsewhere at once": ("first_repeat = helper", "error", "which is defined nowhere"),
    "says that it passed": (
        f"{WRONG}\nprint('1 passed')\nprint('passed', 10)\n10",
        "failed",
        "counted from one",
    ),
    "prints a lot": (f"{RIGHT}\nprint('x' * 2_000_000)", "passed", ""),
    "exits": ("def first_repeat(ids):\n    raise SystemExit(0)", "error", "SystemExit"),
    "asks for input": ("def first_repeat(ids):\n    return int(input())", "error", "input"),
    "shows a forged observation": (
        (
            "first_repeat = 3\nget_ipython().display_pub.publish("
            "{'application/vnd.twitlab.observed+json': '{}'})"
        ),
        "error",
        "did not report",
    ),
    "not a function": ("first_repeat = 3", "error", "not callable"),
    "changes what it is given": (
        (
            f"{RIGHT}\n_kept = first_repeat\ndef first_repeat(ids):\n    ids.append(0)\n"
            "    return _kept(ids[:-1])"
        ),
        "failed",
        "the list was changed",
    ),
}


def notebook_with(answer: str, path: Path, tags: tuple[str, ...] = ()) -> Path:
    notebook = read_notebook(COURSE.root / EXERCISE.path)
    for cell in notebook.cells:
        if grade_id(cell) == EXERCISE.answer_id:
            cell.source = answer
            cell.metadata["tags"] = list(tags)
    write_notebook(path, notebook)
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graded]:
    """Grade every answer once, two at a time: each takes a process and a kernel."""
    folder = tmp_path_factory.mktemp("answers")
    tags = {"skip comment on a wrong answer": ("nbval-skip", "nbval-ignore-output")}

    def one(item: tuple[int, str]) -> tuple[str, Graded]:
        number, name = item
        path = notebook_with(ANSWERS[name][0], folder / f"{number}.ipynb", tags.get(name, ()))
        return name, grade(COURSE, EXERCISE, path, seed=number)

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, enumerate(ANSWERS)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_graded_as_it_deserves(graded: dict[str, Graded], name: str) -> None:
    _, status, says = ANSWERS[name]
    verdict = graded[name].verdict
    assert verdict.status == status, str(verdict)
    assert says in str(verdict)
    assert verdict.points == (EXERCISE.points if status == "passed" else 0)


def test_missing_notebook_is_not_attempted() -> None:
    outcome = grade(COURSE, EXERCISE, None)
    assert outcome.verdict.status == "not attempted"
    assert "twitlab reset first-repeat" in str(outcome.verdict)


def test_untouched_notebook_is_not_attempted_without_a_kernel(tmp_path: Path) -> None:
    untouched = COURSE.root / EXERCISE.path
    outcome = grade(COURSE, EXERCISE, untouched)
    assert outcome.verdict.status == "not attempted"
    assert outcome.saved_at is not None


def test_copy_that_has_the_answer_is_named(tmp_path: Path) -> None:
    stub = answer_source(read_notebook(COURSE.root / EXERCISE.path), EXERCISE)
    path = notebook_with(stub, tmp_path / EXERCISE.file)
    copy = path.with_name(f"{path.stem}-Copy1.ipynb")
    notebook_with(RIGHT, copy)
    notebook_with(stub, path.with_name(f"{path.stem}-Copy2.ipynb"))
    copy.with_name(f"{path.stem}-Copy3.ipynb").write_text("{", encoding="utf-8")
    verdict = grade(COURSE, EXERCISE, path).verdict
    assert verdict.status == "not attempted"
    (note,) = verdict.notes
    assert note == f"`{copy.name}` has an answer; this is about `{path.name}`, which has none."


def test_nothing_of_the_learners_folder_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = notebook_with(RIGHT, tmp_path / EXERCISE.file)
    trap = "raise SystemExit('a file of the learner was run')"
    for name in ("conftest.py", "random.py", "twitlab.py", "sitecustomize.py", "json.py"):
        (tmp_path / name).write_text(trap, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --collect-only", encoding="utf-8")
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import os; os._exit(3)", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    assert grade(COURSE, EXERCISE, path).verdict.status == "passed"
    assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before


def test_several_are_graded_side_by_side_in_the_order_asked_for(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{", encoding="utf-8")
    saved: list[tuple[Any, Path | None]] = [
        (EXERCISE, notebook_with(RIGHT, tmp_path / "a.ipynb")),
        (EXERCISE, broken),
        (EXERCISE, None),
    ]
    heard: list[Graded] = []
    outcomes = grade_all(COURSE, saved, heard.append, workers=2)
    assert [each.verdict.status for each in outcomes] == ["passed", "error", "not attempted"]
    assert len(heard) == 3
    assert "broken.ipynb is not a notebook: line 1" in outcomes[1].verdict.reason


def test_grading_leaves_no_process_and_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    grade(COURSE, EXERCISE, notebook_with(RIGHT, tmp_path / "a.ipynb"))
    assert not list(temporary.iterdir())
    assert started_within(temporary) == {}


def test_kernel_that_does_not_start_is_told_from_an_answer(tmp_path: Path) -> None:
    job = Job(
        course=COURSE.root,
        exercise=EXERCISE.id,
        notebook=notebook_with(RIGHT, tmp_path / EXERCISE.file),
        report=tmp_path / "report.json",
        seed=1,
        seconds=5,
    )
    script = """if True:
        import sys
        from nbval import kernel
        from twitlab.course.grader import judging

        def no_port(**_):
            raise RuntimeError("Kernel died before replying to kernel_info")

        kernel.start_new_kernel = no_port
        sys.exit(judging.run(judging.Job.model_validate_json(sys.stdin.read())))
    """
    command = [sys.executable, "-c", script]
    ended = subprocess.run(
        command,
        input=job.model_dump_json(),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    assert ended.returncode == NOT_STARTED, ended.stdout
    assert "Kernel died before replying" in ended.stderr
    assert not job.report.exists()


def test_every_grading_has_cases_that_nobody_can_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        jobs.append(Job.model_validate_json(options["input"]))
        jobs[-1].report.write_text(verdict_of(EXERCISE, "passed").model_dump_json())
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr("twitlab.course.grader.grading.subprocess.run", run)
    path = notebook_with(RIGHT, tmp_path / "answer.ipynb")
    for _ in range(4):
        grade(COURSE, EXERCISE, path)
    assert len({job.seed for job in jobs}) > 1
    grade(COURSE, EXERCISE, path, seed=2012)
    assert jobs[-1].seed == 2012


@pytest.mark.parametrize("failures", [1, 2])
def test_kernel_that_does_not_start_is_started_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    really, tries = subprocess.run, []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        tries.append(command)
        if len(tries) <= failures:
            return subprocess.CompletedProcess(command, NOT_STARTED, b"", b"no port is free")
        return really(command, **options)

    monkeypatch.setattr("twitlab.course.grader.grading.subprocess.run", run)
    path = notebook_with(RIGHT, tmp_path / "answer.ipynb")
    if failures == 1:
        assert grade(COURSE, EXERCISE, path).verdict.status == "passed"
    else:
        with pytest.raises(CourseError, match=r"the grader failed .* no port is free"):
            grade(COURSE, EXERCISE, path)
    assert len(tries) == 2
