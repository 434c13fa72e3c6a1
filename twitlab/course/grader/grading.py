"""Grade saved notebooks: the learner's answers, put into pristine notebooks, run by nbval."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import nbformat

from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import is_check, read_notebook, write_notebook
from twitlab.course.book.regions import answer_source
from twitlab.course.checking.answer_cell import Answer, find_answer, is_untouched, refusal
from twitlab.course.checking.verdict import Verdict, verdict_of, with_next
from twitlab.course.grader.judging import NOT_STARTED, Job
from twitlab.errors import CourseError

_STARTUP_S = 120
_STARTS = 2  # a port that a kernel was to have may be gone when it asks for it
_PASSED_ON = ("PATH", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "LANG", "LC_ALL", "LC_CTYPE")


@dataclass(frozen=True, slots=True)
class Graded:
    """A verdict and the saved file it is about."""

    exercise: Exercise
    verdict: Verdict
    path: Path | None
    saved_at: datetime | None


def grade(course: Course, exercise: Exercise, path: Path | None, seed: int | None = None) -> Graded:
    """Grade one saved notebook.

    The file is only read. Its answer goes into a pristine notebook in a temporary folder, which
    nbval runs in a process of its own: a clean home, no configuration and no file of the learner's.
    A hang or a dead kernel ends in a verdict like any other.

    Args:
        course: The course the exercise belongs to.
        exercise: Which exercise to grade.
        path: The learner's notebook; None where there is none.
        seed: Which cases to use; fresh ones where none is given.

    Returns:
        The verdict, never an exception for anything a learner can put into a file.

    Raises:
        CourseError: The grader itself failed.
    """
    if path is None:
        note = f"There is no notebook for it; `{typed(f'reset {exercise.id}')}` puts it back."
        return Graded(exercise, verdict_of(exercise, "not attempted", notes=[note]), None, None)
    try:
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        saved_at = None
    verdict = with_next(_verdict(course, exercise, path, seed), course)
    return Graded(exercise, verdict, path, saved_at)


def grade_text(course: Course, exercise: Exercise, path: Path) -> Graded:
    """Grade a file that holds nothing but the text of an answer cell, as a saved notebook.

    Raises:
        CourseError: The file cannot be read, or the grader itself failed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise CourseError(f"{path} cannot be read as an answer: {said}") from None
    pristine = read_notebook(course.root / exercise.path)
    verdict = with_next(_of_answer(course, exercise, pristine, Answer(text), None), course)
    return Graded(exercise, verdict, path, saved_at)


def grade_all(
    course: Course,
    saved: Sequence[tuple[Exercise, Path | None]],
    done: Callable[[Graded], None],
    workers: int | None = None,
) -> list[Graded]:
    """Grade several notebooks side by side; ``done`` hears of each as it ends.

    Returns:
        The outcomes, in the order asked for.
    """
    with ThreadPoolExecutor(workers or min(os.cpu_count() or 1, 8)) as pool:
        pending = [pool.submit(grade, course, exercise, path) for exercise, path in saved]
        try:
            for future in as_completed(pending):
                done(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [future.result() for future in pending]


def _verdict(course: Course, exercise: Exercise, path: Path, seed: int | None) -> Verdict:
    pristine = read_notebook(course.root / exercise.path)
    stub = answer_source(pristine, exercise)
    try:
        answer = find_answer(read_notebook(path), exercise, stub)
    except CourseError as error:
        begin = typed(f"reset {exercise.id}")
        note = f"`{begin}` keeps a backup of this file and starts you afresh."
        return verdict_of(exercise, "error", reason=str(error), notes=[note])
    if is_untouched(answer.source, stub):
        copies = _copies_with_an_answer(exercise, path, stub)
        answer = replace(answer, notes=(*answer.notes, *copies))
    return _of_answer(course, exercise, pristine, answer, seed)


def _of_answer(
    course: Course,
    exercise: Exercise,
    pristine: nbformat.NotebookNode,
    answer: Answer,
    seed: int | None,
) -> Verdict:
    stub = answer_source(pristine, exercise)
    refused = refusal(exercise, answer.source, stub, answer.notes)
    if refused is not None:
        return refused
    seed = secrets.randbelow(2**31) if seed is None else seed
    return _run(course, exercise, pristine, answer, seed)


def _copies_with_an_answer(exercise: Exercise, path: Path, stub: str) -> Iterator[str]:
    """Name the notebooks beside this one that hold an answer to the same exercise."""
    for other in sorted(path.parent.glob("*.ipynb")):
        if other == path or not other.name.startswith(Path(exercise.file).stem):
            continue
        try:
            found = find_answer(read_notebook(other), exercise, stub)
        except CourseError:
            continue
        if not is_untouched(found.source, stub):
            yield f"`{other.name}` has an answer; this is about `{path.name}`, which has none."


def _run(
    course: Course, exercise: Exercise, pristine: nbformat.NotebookNode, answer: Answer, seed: int
) -> Verdict:
    (cell,) = [cell for cell in pristine.cells if is_check(cell)]
    cell.source = (
        "from twitlab.course.grader.observing import observe_here\n\n"
        f"observe_here({exercise.id!r}, {answer.source!r}, seed={seed})"
    )
    cell.execution_count = 1  # nbval compares nothing on a cell that was never run
    pristine.cells = [cell]
    with tempfile.TemporaryDirectory(prefix="twitlab-", ignore_cleanup_errors=True) as folder:
        work, home = Path(folder, "run"), Path(folder, "home")
        home.mkdir()
        job = Job(
            course=course.root,
            exercise=exercise.id,
            notebook=work / exercise.file,
            report=Path(folder, f"{secrets.token_hex(8)}.json"),
            seed=seed,
            seconds=exercise.seconds,
            notes=answer.notes,
            elsewhere=answer.elsewhere,
        )
        write_notebook(job.notebook, pristine)
        limit = _STARTUP_S + exercise.seconds + 10
        for _ in range(_STARTS):
            try:
                ended = subprocess.run(
                    [sys.executable, "-P", "-m", "twitlab.course.grader.judging"],
                    input=job.model_dump_json().encode(),
                    capture_output=True,
                    timeout=limit,
                    cwd=work,
                    env=_clean_environment(home),
                    check=False,
                )
            except subprocess.TimeoutExpired:
                reason = f"ran past {limit} s and could not be stopped cell by cell."
                return verdict_of(exercise, "error", reason=reason, notes=answer.notes)
            if ended.returncode != NOT_STARTED:
                break
        if not job.report.exists():
            said = (ended.stdout + ended.stderr).decode("utf-8", "replace").strip()
            raise CourseError(
                f"the grader failed on {exercise.id} (exit {ended.returncode}): {said[-800:]}"
            )
        return Verdict.model_validate_json(job.report.read_text(encoding="utf-8"))


def _clean_environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folders = ("HOME", "USERPROFILE", "APPDATA", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR")
    return {
        **kept,
        **dict.fromkeys(folders, str(home)),
        "JUPYTER_RUNTIME_DIR": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "TMP": str(home),
        "TEMP": str(home),
        "TMPDIR": str(home),
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
