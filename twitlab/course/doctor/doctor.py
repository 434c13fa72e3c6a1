"""Examine everything that twitlab stands on, and say how to mend what is not as it must be."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from time import perf_counter

import twitlab
from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course
from twitlab.course.book.status import Finding
from twitlab.course.doctor.hidden_modules import (
    folders_of_kernels,
    hiding_files,
    modules,
    renamed,
)
from twitlab.course.doctor.machine import (
    disk_space,
    long_paths_allowed,
    paths,
    python,
    that_exists,
)
from twitlab.course.record.progress import Progress
from twitlab.course.workspace.free_folder import note
from twitlab.course.workspace.workspace import UnusableWorkspace, Workspace, progress_of
from twitlab.errors import CourseError, TwitlabError

KERNEL_SECONDS = 60
WIDGETS = "@jupyter-widgets/jupyterlab-manager"
REINSTALL = "install twitlab again: `make lab` in a checkout, else `pip install --force-reinstall`"


@dataclass(frozen=True, slots=True)
class Examination:
    """Something to look at; what is wrong if looking itself fails is `fix`'s to mend."""

    name: str
    look: Callable[[], Finding]
    fix: str = REINSTALL

    def __call__(self) -> Finding:
        """Look, whatever happens."""
        try:
            return self.look()
        except UnusableWorkspace as error:
            return Finding(self.name, "failed", error.problem, error.fix)
        except TwitlabError as error:
            return Finding(self.name, "failed", str(error), self.fix)
        except Exception as error:  # noqa: BLE001 - a broken machine breaks in any way
            return Finding(self.name, "failed", f"{type(error).__name__}: {error}", self.fix)


def examinations(root: Path, load: Callable[[], Course] = Course.here) -> Iterator[Examination]:
    """Give what there is to examine, the quick first.

    Args:
        root: Where the workspace is, or would be made.
        load: Gives the course.
    """
    version = sys.version_info[:3]
    bits = 64 if sys.maxsize > 2**32 else 32
    yield Examination("Python", lambda: python(version, platform.python_implementation(), bits))
    yield Examination(
        "path", lambda: paths(sys.prefix, str(root), os.name == "nt", long_paths_allowed())
    )
    yield Examination("disk", lambda: disk_space([root, Path(tempfile.gettempdir())]))
    yield Examination("course", lambda: complete(load()))
    yield Examination(
        "workspace", lambda: writable(Workspace.find(root), root), "name another: --workspace DIR"
    )
    yield Examination("progress", lambda: readable(_progress(root)), PROGRESS_FIX)
    yield Examination(
        "modules", lambda: modules(root), f"make {root} and the folders in it readable"
    )
    yield Examination("widgets", widgets)
    yield Examination("kernel", lambda: kernel_beside_notebooks(root))
    yield Examination("check", lambda: one_check(load()))


def complete(course: Course) -> Finding:
    """Look whether everything that the manifest names is installed and can be read."""
    from twitlab.course.book.notebook_file import read_notebook
    from twitlab.course.book.regions import answer_source
    from twitlab.course.checking.check import load_check

    for path in course.paths:
        read_notebook(course.root / path)
    for exercise in course.exercises:
        answer_source(read_notebook(course.solution_path(exercise)), exercise)
        load_check(exercise)
    text = f"twitlab {twitlab.__version__}, all of its {len(course.paths)} notebooks are there"
    return Finding("course", "passed", text)


def writable(workspace: Workspace | None, place: Path) -> Finding:
    """Look whether the workspace can be written; where there is none, whether it can be made."""
    folder = that_exists(place)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".twitlab-doctor-"):
            pass
    except OSError as error:
        return Finding(
            "workspace",
            "failed",
            f"{folder} cannot be written ({error.strerror or error})",
            "make it writable, or set TWITLAB_WORKSPACE to a folder of your own",
        )
    if workspace is None:
        text = f"none yet; it will be made in {place}"
        return Finding("workspace", "warning", text, typed("lab"))
    if workspace.about.course != twitlab.__version__:
        text = f"{workspace.root} has the course of twitlab {workspace.about.course}"
        return Finding("workspace", "warning", text, typed("update"))
    return Finding("workspace", "passed", str(workspace.root))


def readable(progress: Progress | None) -> Finding:
    """Look whether the learner's progress can be read and added to."""
    from twitlab.course.record.lock import locked

    if progress is None:
        return Finding("progress", "passed", "none yet")
    events, unreadable, path = len(progress.events()), progress.unreadable, progress.path
    with locked(path.with_name(path.name + ".lock"), "your progress"):
        if path.exists():
            with path.open("ab"):
                pass
    if unreadable.count:
        return Finding(
            "progress",
            "warning",
            f"{events} events; {unreadable.count} lines of {path} are not understood, the first "
            f"is line {unreadable.first_line}",
            "nothing is lost: they are kept and passed over. A newer twitlab may understand them",
        )
    return Finding("progress", "passed", f"{events} events")


def _progress(place: Path) -> Progress | None:
    """Find the progress at or above a place, even where the workspace cannot be opened."""
    place = place.resolve()
    roots = (folder for folder in (place, *place.parents) if note(folder).is_file())
    return next((progress_of(root) for root in roots), None)


PROGRESS_FIX = "make the file writable; if it is moved away, your progress starts afresh"


def widgets() -> Finding:
    """Look whether the notebook's widgets are installed on both sides."""
    from jupyterlab.commands import AppOptions, get_app_info  # type: ignore[import-untyped]
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    version = metadata.version("ipywidgets")
    lab = get_app_info(AppOptions(labextensions_path=LabApp().labextensions_path))
    if WIDGETS not in lab["federated_extensions"]:
        return Finding("widgets", "failed", f"JupyterLab does not have {WIDGETS}", REINSTALL)
    if WIDGETS in lab["disabled"]:
        fix = f"jupyter labextension enable {WIDGETS}"
        return Finding("widgets", "failed", f"{WIDGETS} is disabled in JupyterLab", fix)
    text = f"ipywidgets {version}, in JupyterLab {metadata.version('jupyterlab')}"
    return Finding("widgets", "passed", text)


KERNEL_FIX = (
    "`python -m ipykernel install --sys-prefix` with this Python; if that does not help, look for "
    "a firewall or an antivirus program that stops programs on this computer from talking to "
    "each other (127.0.0.1)"
)
ASK = "import sys, twitlab; print(sys.prefix)"


def kernel_beside_notebooks(root: Path) -> Finding:
    """Look at the kernel of a notebook in this workspace; a file that hides a module is named."""
    folders = folders_of_kernels(root)
    # Where a file hides a module, a kernel shows whether it can live with that.
    folder = next((each for each in folders if hiding_files(each)), next(iter(folders), None))
    found = Examination("kernel", lambda: kernel(folder=folder), KERNEL_FIX)()
    hiding = [] if folder is None else hiding_files(folder)
    return replace(found, fix=renamed(hiding)) if hiding and found.state == "failed" else found


def kernel(seconds: int = KERNEL_SECONDS, ask: str = ASK, folder: Path | None = None) -> Finding:
    """Start the kernel that a notebook gets, and ask it which Python it is.

    Args:
        seconds: How long it may take.
        ask: What it runs; it should print its sys.prefix.
        folder: Where it starts; None is where we are.
    """
    from jupyter_client.manager import start_new_kernel

    said: list[str] = []

    def hear(message: dict[str, object]) -> None:
        content = message["content"]
        if isinstance(content, dict):
            said.extend(str(content[key]) for key in ("text", "evalue") if key in content)

    began = perf_counter()
    with tempfile.TemporaryFile() as stderr, warnings.catch_warnings():
        # Windows' event loop makes zmq warn of a thread that it starts.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            manager, client = start_new_kernel(seconds, "python3", stderr=stderr, cwd=folder)
        except RuntimeError as error:
            stderr.seek(0)
            last = stderr.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            raise CourseError(": ".join([str(error), *last])) from error
        try:
            client.execute_interactive(ask, timeout=seconds, output_hook=hear)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    took = perf_counter() - began
    answer = "".join(said).strip()
    if Path(answer) != Path(sys.prefix):
        text = f"the kernel python3 is not this Python's ({sys.prefix}); it said: {answer}"
        return Finding("kernel", "failed", text, KERNEL_FIX)
    return Finding("kernel", "passed", f"starts and answers, {took:.1f} s")


def one_check(course: Course) -> Finding:
    """Grade one solution of the course, as `twitlab check` grades an answer."""
    from twitlab.course.grader.grading import grade

    exercise = course.exercises[0]
    began = perf_counter()
    verdict = grade(course, exercise, course.solution_path(exercise), seed=1).verdict
    took = perf_counter() - began
    if verdict.status != "passed":
        text = f"the solution of {exercise.id}: {verdict.status} {verdict.reason}".strip()
        return Finding("check", "failed", text, REINSTALL)
    return Finding("check", "passed", f"{exercise.id} graded in {took:.1f} s")
