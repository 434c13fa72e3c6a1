"""Many answers, to one exercise or to several, graded as the grader does it, but in one kernel.

Up to the process that it would start for each of them, the grader's own code runs. What it gave
to those processes, one process gets: a notebook in which the cells of all answers follow each
other.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat

from tests.conftest import ROOT
from tests.help.judge_of_each import Jobs, Verdicts
from tests.help.submissions import hand_in
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook, write_notebook
from twitlab.course.checking.verdict import Verdict, verdict_of, with_next
from twitlab.course.grader import grading
from twitlab.course.grader.judging import Job

_LIMIT_S = 300


class _Waiting:
    """Stand where the grader starts a process: keep what it would run, and start none."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.jobs: list[Job] = []
        self.notebooks: list[nbformat.NotebookNode] = []
        self.environment: dict[str, str] = {}

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        job = Job.model_validate_json(options["input"])
        self.jobs.append(job)
        self.notebooks.append(read_notebook(job.notebook))
        self.environment = options["env"]
        exercise = self._course.exercise(job.exercise)
        job.report.write_text(verdict_of(exercise, "error").model_dump_json(), encoding="utf-8")
        return subprocess.CompletedProcess(command, 0, b"", b"")


def graded_together(
    course: Course, answers: Sequence[tuple[Exercise, str]], seed: int
) -> list[Verdict]:
    """Grade answers: the verdict on each, in their order.

    Args:
        course: The course that the exercises belong to.
        answers: Which exercise each answers, and the text of its answer cell.
        seed: Which cases to use.
    """
    waiting = _Waiting(course)
    verdicts: list[Verdict | None] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (exercise, answer) in enumerate(answers):
            path = hand_in(course, exercise, answer, Path(folder, f"{number}.ipynb"))
            before = len(waiting.jobs)
            with mock.patch.object(subprocess, "run", waiting.run):
                at_once = grading.grade(course, exercise, path, seed).verdict
            verdicts.append(at_once if len(waiting.jobs) == before else None)
        judged = iter(_run(waiting, Path(folder, "run")))
    return [with_next(each or next(judged), course) for each in verdicts]


def _run(waiting: _Waiting, folder: Path) -> list[Verdict]:
    notebook = waiting.notebooks[0]
    notebook.cells = [cell for each in waiting.notebooks for cell in each.cells]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    home = folder / "home"
    home.mkdir(parents=True)
    files = {"notebook": folder / "all.ipynb", "report": folder / "report.json"}
    jobs = Jobs(jobs=[each.model_copy(update=files) for each in waiting.jobs])
    write_notebook(files["notebook"], notebook)
    theirs = waiting.environment["HOME"]
    environment = {k: v.replace(theirs, str(home)) for k, v in waiting.environment.items()}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.help.judge_of_each"],
        input=jobs.model_dump_json(),
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return Verdicts.model_validate_json(files["report"].read_text(encoding="utf-8")).verdicts
