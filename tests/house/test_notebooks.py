"""Committed notebooks: nbval reproduces them, and they hold nothing that they should not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.help.asked_hosts import asked_within, watched
from tests.help.processes import features_without
from tests.help.warm_kernels import FIRST
from tests.help.without_wide_registers import WIDE
from twitlab.course.authoring.course_map import with_map
from twitlab.course.authoring.releasing import release
from twitlab.course.book.manifest import Course, Lesson
from twitlab.course.book.notebook_file import is_check, notebook_text

COURSE = Course.here()
RUN = sorted([*(COURSE.root / "notebooks").glob("*"), *(COURSE.root / "solutions").glob("*")])
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|tmp|work|Users|var|opt|usr)/[\w.-]+|[A-Z]:\\\\"
)

each_run_notebook = pytest.mark.parametrize("path", RUN, ids=lambda path: path.name)


def code_cells(path: Path) -> list[Any]:
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def nbval(lesson: Lesson, folder: Path, **environment: str) -> None:
    """Run a lesson and the solutions of its exercises; nbval compares what comes out.

    No other host is asked for anything.
    """
    own = [each for each in COURSE.exercises if each.lesson == lesson.id]
    # A cell that hangs would hold nbval for 2,000 s, its own limit.
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-cell-timeout=120"]
    command += ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no"]
    # Imported first, it spares nbformat a grammar that takes a second to load.
    command += ["-p", "twitlab.course"]
    # A port that a kernel was to have may be gone when it asks for it; so once more.
    for _ in range(2):
        ended = subprocess.run(
            [
                *command,
                str(COURSE.root / lesson.path),
                *(str(COURSE.solution_path(each)) for each in own),
            ],
            capture_output=True,
            text=True,
            cwd=COURSE.root,
            env=watched(folder, {**os.environ, "IPYTHONDIR": str(folder), **environment}),
            check=False,
        )
        if "Kernel died before replying to kernel_info" not in ended.stdout:
            break
    assert ended.returncode == 0, ended.stdout[-4000:]
    assert asked_within(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda each: each.id)
def test_strict_nbval_passes(tmp_path: Path, lesson: Lesson, warm: dict[str, str]) -> None:
    nbval(lesson, tmp_path, **warm)


def one_and_for_a_release_all() -> list[Any]:
    """Give each lesson; but for the first, a second run finds nothing on most days."""
    return [
        pytest.param(lesson, id=lesson.id, marks=[pytest.mark.full] if number else [])
        for number, lesson in enumerate(COURSE.lessons)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", one_and_for_a_release_all())
def test_strict_nbval_passes_with_avx512_switched_off(tmp_path: Path, lesson: Lesson) -> None:
    # On a processor without AVX-512 this is a second run: still worth having. And its kernels are
    # started as a learner's are.
    nbval(lesson, tmp_path, NPY_DISABLE_CPU_FEATURES=features_without(WIDE))


def test_every_notebook_is_run_with_a_lesson() -> None:
    lessons = {lesson.id for lesson in COURSE.lessons}
    assert {exercise.lesson for exercise in COURSE.exercises} <= lessons


def test_course_and_folders_name_the_same_notebooks() -> None:
    for folder, wanted in (
        ("notebooks", {lesson.file for lesson in COURSE.lessons}),
        ("exercises", {exercise.file for exercise in COURSE.exercises}),
        ("solutions", {exercise.file for exercise in COURSE.exercises}),
    ):
        found = {path.name for path in (COURSE.root / folder).iterdir() if path.name[0] != "."}
        assert found == wanted, folder


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda each: each.id)
def test_exercise_is_what_its_solution_gives(exercise: Any) -> None:
    committed = (COURSE.root / exercise.path).read_text(encoding="utf-8")
    assert committed == notebook_text(release(COURSE, exercise)), "run make exercises"


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda each: each.id)
def test_check_cell_ends_in_the_points_that_nbgrader_reads(exercise: Any) -> None:
    # Of a cell that gives no number nbgrader takes full points, and a wrong answer raises nothing.
    (cell,) = [c for c in code_cells(COURSE.solution_path(exercise)) if is_check(c)]
    assert cell.source == f'check("{exercise.id}")'


@each_run_notebook
def test_code_cells_were_run_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@each_run_notebook
def test_first_cell_imports_what_a_warm_kernel_has_imported(path: Path) -> None:
    assert any(line.startswith(FIRST) for line in code_cells(path)[0].source.splitlines())


@each_run_notebook
def test_outputs_hold_no_error_no_warning_and_no_machine_path(path: Path) -> None:
    for cell in code_cells(path):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            said = json.dumps(output.get("data", output.get("text")), ensure_ascii=False)
            assert "Warning" not in said
            assert not MACHINE_PATH.search(said), MACHINE_PATH.search(said)


@each_run_notebook
def test_outputs_are_ignored_on_two_cells_at_most(path: Path) -> None:
    ignored = [cell for cell in code_cells(path) if "NBVAL_IGNORE_OUTPUT" in cell.source]
    tagged = [
        cell for cell in code_cells(path) if "nbval-ignore-output" in cell.metadata.get("tags", [])
    ]
    assert len(ignored) + len(tagged) <= 2
    skipped = [
        cell
        for cell in code_cells(path)
        if re.search(r"nbval[-_]skip", cell.source + str(cell.metadata), re.IGNORECASE)
    ]
    assert not skipped


@pytest.mark.parametrize(
    "path",
    [*RUN, *sorted((COURSE.root / "exercises").glob("*"))],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_notebook_is_valid_and_names_no_machine(path: Path) -> None:
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "version" not in notebook.metadata.get("language_info", {})
    assert set(notebook.metadata) <= {"kernelspec", "language_info", "twitlab"}


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda each: each.id)
def test_lesson_keeps_its_cells_short(lesson: Any) -> None:
    for cell in nbformat.read(COURSE.root / lesson.path, nbformat.NO_CONVERT).cells:
        if cell.cell_type == "code":
            assert cell.source.count("\n") < 16, cell.source
        else:
            folded = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)
            prose = [
                line for line in folded.splitlines() if line.strip() and not line.startswith("|")
            ]
            assert len(prose) <= 10, cell.source


def test_readme_holds_the_course_map() -> None:
    readme = (COURSE.root / "README.md").read_text(encoding="utf-8")
    assert readme == with_map(readme, COURSE), "run make exercises"
