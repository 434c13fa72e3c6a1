"""Lessons hold on a world of real data as on the generated one: nothing in them is made to fit.

What a lesson does without a world is not run again: nbval has run all of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.help.needed_cells import cells_with
from tests.help.needs import real_data
from twitlab.course.book.manifest import Course, Lesson

COURSE = Course.here()
MADE = re.compile(r"World\.generate\([^)]*\)")
EVENTS = 563_069  # what the Higgs data has; each of these lessons prints how many it got
# Where tweets get texts, these are made up, and a lesson makes 4,000: every fifth is enough.
STEP_OF_TEXTS = 5
READ = """\
from dataclasses import fields, replace
from twitlab import world as readers

rows = readers.read_higgs_activity({tweets!r})
columns = {{each.name: getattr(rows, each.name) for each in fields(rows)}}
some = {{name: held[::{step}] for name, held in columns.items() if held is not None}}
real = readers.World.from_edges_and_tweets(
    readers.read_snap_edges({edges!r}), replace(rows, **some)
)
"""
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
    notebook = nbformat.read(COURSE.root / lesson.path, nbformat.NO_CONVERT)
    cells = [each for each in notebook.cells if each.cell_type == "code"]
    at = next(number for number, each in enumerate(cells) if MADE.search(each.source))
    sources = [each.source for each in cells]
    notebook.cells = [cells[each] for each in cells_with(sources, at)]
    step = STEP_OF_TEXTS if "texts=True" in sources[at] else 1
    read = READ.format(edges=edges, tweets=tweets, step=step)
    cells[at].source = read + MADE.sub("real", sources[at])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(tmp_path))
    got = f"{len(range(0, EVENTS, step)):,}"
    assert got in str([each.get("outputs") for each in notebook.cells])
