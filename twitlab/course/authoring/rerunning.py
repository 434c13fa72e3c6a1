"""Run lessons and solutions anew and store their outputs, the way the tests want them.

``make notebooks`` runs all of them, ``python -m twitlab.course.authoring.rerunning FILE...`` some.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from nbclient import NotebookClient

from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import read_notebook, write_notebook

_SECONDS_A_CELL = 600
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def rerun(path: Path) -> None:
    """Run one notebook from top to bottom in a fresh kernel; it is written only if all cells ran.

    What differs between machines, such as Python's version, is left out of its metadata.

    Raises:
        CourseError: The file is not a notebook.
        nbclient.exceptions.CellExecutionError: A cell raised.
    """
    notebook = read_notebook(path)
    NotebookClient(
        notebook,
        timeout=_SECONDS_A_CELL,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            # A stored page has no kernel behind its widgets; without this the twin is shown.
            output.get("data", {}).pop(_WIDGET_VIEW, None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata["language_info"] = {"name": "python"}
    write_notebook(path, notebook)


def main(names: Iterable[str]) -> None:
    """Run the notebooks named, or all lessons and solutions of the course."""
    course = Course.here()
    everything = [course.root / lesson.path for lesson in course.lessons]
    everything += [course.solution_path(exercise) for exercise in course.exercises]
    for path in [Path(name) for name in names] or everything:
        print(path.name, flush=True)
        rerun(path)


if __name__ == "__main__":
    main(sys.argv[1:])
