"""Lessons hold on a world of real data as on the generated one: nothing in them is made to fit."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.help.needs import real_data
from twitlab.course.book.manifest import Course, Lesson

COURSE = Course.here()
MADE = re.compile(r"World\.generate\([^)]*\)")
EVENTS = "563,069"  # what the Higgs data has, printed by each of these lessons
WITH_A_WORLD = [
    lesson
    for lesson in COURSE.lessons
    if MADE.search((COURSE.root / lesson.path).read_text(encoding="utf-8"))
]


def test_lessons_with_a_world_are_here() -> None:
    assert {lesson.id for lesson in WITH_A_WORLD} >= {"tweet-struct", "back-of-the-envelope"}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", WITH_A_WORLD, ids=lambda lesson: lesson.id)
def test_lesson_runs_on_a_real_world(
    lesson: Lesson, tmp_path: Path, warm: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in warm.items():
        monkeypatch.setenv(name, value)
    edges, tweets = (
        str(real_data(f"{name}.txt.gz")) for name in ("followers-medium", "higgs-activity_time")
    )
    read = (
        f"World.from_edges_and_tweets(\n"
        f"    readers.read_snap_edges({edges!r}), readers.read_higgs_activity({tweets!r})\n"
        f")"
    )
    notebook = nbformat.read(COURSE.root / lesson.path, nbformat.NO_CONVERT)
    cell = next(each for each in notebook.cells if MADE.search(each.source))
    cell.source = "from twitlab import world as readers\n" + MADE.sub(lambda _: read, cell.source)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(tmp_path))
    assert EVENTS in str([each.get("outputs") for each in notebook.cells])
