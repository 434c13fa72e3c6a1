"""Updating a workspace: new versions come, and nothing that a learner wrote is lost."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.help.make import (
    LATER,
    NOW,
    add_after,
    cell,
    change,
    delete,
    duplicate,
    exercise_cells,
    graded,
    move_to,
    run,
    snapshot,
    sources,
    strip_ids,
    write_course,
    write_in,
)
from twitlab.course.book.notebook_file import grade_id, read_notebook
from twitlab.course.workspace import atomic
from twitlab.course.workspace.make import create
from twitlab.course.workspace.updating import update
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError

LESSONS = {"one": ["one-a", "one-b"], "two": ["two-a"]}
A = "exercises/00_one_a.ipynb"
B = "exercises/00_one_b.ipynb"
LESSON = "notebooks/00_one.ipynb"
ANSWER = "def one_a():\n    return 'mine'"


class Learner:
    """A workspace of edition 1 whose course can be brought to another edition."""

    def __init__(self, folder: Path) -> None:
        self.course_root = folder / "course"
        self.write = partial(write_course, self.course_root)
        self.course = self.write(LESSONS)
        self.workspace = create(folder / "mine", self.course, NOW)
        self.root = self.workspace.root

    def update(self, version: str = "0.2.0") -> dict[str, str]:
        """Update; give what happened to each path, and see that a second update does nothing."""
        changes = update(Workspace.open(self.root), self.course, LATER, version)
        before = snapshot(self.root)
        assert update(Workspace.open(self.root), self.course, LATER, version) == []
        assert snapshot(self.root) == before
        for path in (*self.workspace.notebooks(),):
            assert_valid(path)
        self.texts = {each.path: str(each) for each in changes}
        self.kept = {each.path: each.backup for each in changes}
        return {each.path: each.kind for each in changes}

    def edition(self, number: int = 2, **kwargs: Any) -> None:
        """Publish another edition of the course."""
        self.course = self.write(kwargs.pop("lessons", LESSONS), number, **kwargs)

    def copy(self, folder: Path) -> Learner:
        """Give the same workspace in another place, for the same course."""
        twin = copy(self)
        twin.workspace = Workspace.open(Path(shutil.copytree(self.root, folder)))
        twin.root = twin.workspace.root
        return twin

    def change(self, path: str, *edits: Callable[[Any], None]) -> bytes:
        """Edit a notebook; give the bytes that are then saved."""
        change(self.root / path, *edits)
        return (self.root / path).read_bytes()

    def backups(self) -> list[bytes]:
        """Give the contents of all backups."""
        return [path.read_bytes() for path in self.workspace.backups.rglob("*.ipynb")]


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    return Learner(tmp_path)


def assert_valid(path: Path) -> None:
    try:
        read_notebook(path)
    except CourseError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded = nbformat.read(path, nbformat.NO_CONVERT)
        if loaded.nbformat_minor >= 5:
            nbformat.validate(loaded)
            ids = [each.id for each in loaded.cells]
            assert len(ids) == len(set(ids))


def new_sources(name: str, edition: int = 2) -> list[str]:
    return [each["source"] for each in exercise_cells(name, edition)]


def test_update_of_same_course_writes_nothing(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER))
    before = snapshot(learner.root)
    with learner.workspace.lock():  # another program's lock is not waited for either
        assert update(learner.workspace, learner.course, LATER) == []
    assert snapshot(learner.root) == before


@pytest.mark.parametrize("path", [A, LESSON])
def test_untouched_notebook_is_replaced_even_when_it_was_run(learner: Learner, path: str) -> None:
    learner.change(path, run)
    learner.edition()
    assert learner.update()[path] == "replaced"
    assert learner.texts[path] == f"{path}: replaced by the new version; yours was unchanged"
    assert (learner.root / path).read_bytes() == (learner.course_root / path).read_bytes()
    assert learner.backups() == []


def test_touched_exercise_keeps_answers_in_new_notebook(learner: Learner) -> None:
    old = learner.change(A, write_in("one-a-answer", ANSWER), write_in("one-a-why", "Because."))
    learner.edition()
    assert learner.update()[A] == "rebuilt"
    expected = new_sources("one-a")
    expected[3], expected[6] = ANSWER, "Because."
    assert sources(learner.root / A) == expected
    assert learner.backups() == [old]
    backup = learner.kept[A]
    assert backup is not None
    assert backup.read_bytes() == old
    assert learner.workspace.relative(backup) in learner.texts[A]
    rebuilt = read_notebook(learner.root / A)
    assert grade_id(rebuilt.cells[3]) == "one-a-answer"


def test_answer_not_begun_takes_new_stub(learner: Learner) -> None:
    learner.change(A, write_in("one-a-why", "Because."))
    learner.edition()
    learner.update()
    assert sources(learner.root / A)[3] == new_sources("one-a")[3]


def test_added_cells_stay_behind_the_cell_they_stood_behind(learner: Learner) -> None:
    learner.change(
        A,
        add_after(None, "top"),
        add_after("one-a-begin", "second"),
        add_after("one-a-begin", "first", "markdown"),
        add_after("one-a-why", "end"),
        run,
    )
    learner.edition()
    learner.update()
    given = new_sources("one-a")
    assert sources(learner.root / A) == [
        "top", *given[:2], "first", "second", *given[2:], "end"
    ]  # fmt: skip
    added = read_notebook(learner.root / A).cells[0]
    assert added.outputs == []
    assert added.execution_count is None


def test_added_cell_follows_the_nearest_given_cell_that_still_exists(learner: Learner) -> None:
    learner.change(A, add_after("one-a-contract", "mine"))
    cells = exercise_cells("one-a", 2)
    del cells[2]
    learner.edition(cells={"one-a": cells})
    learner.update()
    assert sources(learner.root / A)[1:3] == ["begin('one-a')", "mine"]


def test_deleted_and_moved_given_cells_come_back_in_order(learner: Learner) -> None:
    learner.change(
        A,
        write_in("one-a-answer", ANSWER),
        delete("one-a-contract"),
        delete("one-a-check"),
        move_to("one-a-answer", 0),
    )
    learner.edition()
    learner.update()
    expected = new_sources("one-a")
    expected[3] = ANSWER
    assert sources(learner.root / A) == expected


def test_edited_prose_is_kept_right_after_the_new_one(learner: Learner) -> None:
    learner.change(A, write_in("one-a-story", "my story"), add_after("one-a-story", "note"))
    learner.edition()
    learner.update()
    given = new_sources("one-a")
    assert sources(learner.root / A)[:4] == [given[0], "my story", "note", given[1]]
    mine = read_notebook(learner.root / A).cells[1]
    assert "nbgrader" not in mine.metadata


def test_answer_that_left_the_exercise_is_kept_as_plain_cell(learner: Learner) -> None:
    learner.change(A, write_in("one-a-why", "Because."))
    learner.edition(cells={"one-a": exercise_cells("one-a", 2)[:-1]})
    learner.update()
    last = read_notebook(learner.root / A).cells[-1]
    assert last.source == "Because."
    assert grade_id(last) is None


def test_duplicated_answer_counts_as_the_grader_counts_it(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", "first try"), duplicate("one-a-answer", ANSWER))
    learner.edition()
    learner.update()
    assert sources(learner.root / A)[3:5] == [ANSWER, "first try"]
    ids = [grade_id(each) for each in read_notebook(learner.root / A).cells]
    assert ids.count("one-a-answer") == 1


def test_answer_that_kept_its_mark_goes_before_one_that_lost_it(learner: Learner) -> None:
    def unmark(loaded: Any) -> None:
        loaded.cells[-1].metadata.clear()

    learner.change(
        A,
        duplicate("one-a-answer", ANSWER),
        write_in("one-a-answer", "unmarked"),
        move_to("one-a-answer", 7),
        unmark,
    )
    learner.edition()
    learner.update()
    expected = new_sources("one-a")
    expected[3] = ANSWER
    assert sources(learner.root / A) == [*expected[:4], "unmarked", *expected[4:]]


def test_duplicate_that_says_the_same_or_nothing_new_is_dropped(learner: Learner) -> None:
    stub = exercise_cells("one-a", 1)[3]["source"]
    learner.change(
        A,
        write_in("one-a-answer", ANSWER),
        duplicate("one-a-answer", stub),
        duplicate("one-a-answer", ANSWER),
    )
    learner.edition()
    learner.update()
    expected = new_sources("one-a")
    expected[3] = ANSWER
    assert sources(learner.root / A) == expected


def test_answer_written_elsewhere_is_put_into_the_answer_cell(learner: Learner) -> None:
    learner.change(A, add_after("one-a-begin", ANSWER), delete("one-a-answer"))
    learner.edition()
    learner.update()
    expected = new_sources("one-a")
    expected[3] = ANSWER
    assert sources(learner.root / A) == expected


def test_notebook_without_cell_ids_is_rebuilt_without_doubles(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER), add_after("one-a-begin", "x"), strip_ids)
    learner.edition()
    learner.update()
    expected = new_sources("one-a")
    expected[3] = ANSWER
    expected.insert(2, "x")
    assert sources(learner.root / A) == expected


def test_pasted_picture_stays_with_the_answer_and_the_added_cell(learner: Learner) -> None:
    picture = {"p.png": {"image/png": "iVBORw0KGgo="}}

    def paste(loaded: Any) -> None:
        for index in (-1, 0):
            loaded.cells[index]["attachments"] = picture

    learner.change(A, add_after(None, "![](attachment:p.png)", "markdown"), paste)
    learner.edition()
    learner.update()
    cells = read_notebook(learner.root / A).cells
    assert cells[0].attachments == picture
    assert cells[-1].attachments == picture


def test_metadata_that_no_notebook_may_have_is_dropped_from_kept_cells(learner: Learner) -> None:
    def spoil(loaded: Any) -> None:
        loaded.cells[0].metadata.update({"name": 5, "tags": "no list"})
        loaded.cells[1].metadata.update({"tags": ["mine"], "nbgrader": {"grade_id": "x"}})
        loaded.cells[2]["attachments"] = {"p.png": 5}

    adds = [add_after(None, text, "markdown") for text in ("c", "b", "a")]
    path = learner.root / A
    learner.change(A, *adds)
    raw = json.loads(path.read_text(encoding="utf-8"))
    spoil(nbformat.from_dict(raw))
    loaded = read_notebook(path)
    spoil(loaded)
    path.write_text(json.dumps(loaded), encoding="utf-8")
    learner.edition()
    learner.update()
    first, second, third = read_notebook(path).cells[:3]
    assert (first.source, first.metadata) == ("a", {})
    assert (second.source, second.metadata) == ("b", {"tags": ["mine"]})
    assert (third.source, third.get("attachments")) == ("c", {})


def test_touched_lesson_stays_and_new_one_is_offered_once(learner: Learner) -> None:
    mine = learner.change(LESSON, add_after("one-title", "my note"))
    learner.edition()
    assert learner.update()[LESSON] == "beside"
    beside = learner.root / "notebooks/00_one.v0.2.0.ipynb"
    assert (learner.root / LESSON).read_bytes() == mine
    assert beside.read_bytes() == (learner.course_root / LESSON).read_bytes()
    beside.unlink()
    assert learner.update("0.2.1") == {}
    assert not beside.exists()


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("from twitlab.edge_writes import EdgeWrites", "twitlab.edge_writes"),
        ("from twitlab import random_ids", "twitlab.random_ids"),
        ("import twitlab.random_ids as ids", "twitlab.random_ids"),
        ("from twitlab.graph import Graph, SocialGraph", "twitlab.graph.Graph"),
        ("if True:\n    from twitlab.ui.explorer import Knob", "twitlab.ui.explorer"),
    ],
)
def test_touched_lesson_whose_imports_have_moved_says_so(
    learner: Learner, line: str, gone: str
) -> None:
    mine = learner.change(LESSON, add_after("one-title", line))
    learner.edition()
    assert learner.update()[LESSON] == "beside"
    assert (learner.root / LESSON).read_bytes() == mine
    assert "notebooks/00_one.v0.2.0.ipynb" in learner.texts[LESSON]
    assert learner.texts[LESSON].endswith(f"yours imports what has moved, {gone}")


@pytest.mark.parametrize(
    "line",
    [
        "from twitlab.graph import SocialGraph",
        "import twitlab\nfrom twitlab.ids import *",
        "from numpy.edge_writes import gone",
        "%time from twitlab.edge_writes import EdgeWrites",
    ],
)
def test_touched_lesson_whose_imports_stand_says_nothing_of_them(
    learner: Learner, line: str
) -> None:
    learner.change(LESSON, add_after("one-title", line))
    learner.edition()
    assert learner.update()[LESSON] == "beside"
    assert "imports" not in learner.texts[LESSON]


def test_offered_lesson_never_overwrites_one_beside(learner: Learner) -> None:
    learner.change(LESSON, add_after("one-title", "my note"))
    for number in (2, 3):
        learner.edition(number)
        learner.update("0.2.0")
    names = sorted(path.name for path in (learner.root / "notebooks").glob("00_one*"))
    assert names == ["00_one.ipynb", "00_one.v0.2.0-2.ipynb", "00_one.v0.2.0.ipynb"]


def test_lesson_whose_outputs_alone_changed_is_not_offered(learner: Learner) -> None:
    learner.change(LESSON, add_after("one-title", "my note"))
    change(learner.course_root / LESSON, run)
    assert learner.update() == {}


def test_removed_notebook_goes_to_backups_if_untouched_and_stays_if_not(learner: Learner) -> None:
    mine = learner.change(A, write_in("one-a-answer", ANSWER))
    untouched = learner.change(B, run)
    learner.edition(lessons={"one": [], "two": ["two-a"]})
    kinds = learner.update()
    assert (kinds[A], kinds[B]) == ("left", "removed")
    assert (learner.root / A).read_bytes() == mine
    assert not (learner.root / B).exists()
    assert learner.backups() == [untouched]
    assert not (learner.workspace.base / A).exists()


def test_exercise_that_returns_finds_the_learners_file(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER))
    learner.edition(lessons={"one": ["one-b"], "two": ["two-a"]})
    learner.update()
    learner.edition(3)
    assert learner.update("0.3.0")[A] == "rebuilt"
    assert ANSWER in sources(learner.root / A)


def test_missing_notebooks_come_back(learner: Learner) -> None:
    (learner.root / A).unlink()
    (learner.root / LESSON).unlink()
    assert learner.update() == {LESSON: "brought back", A: "brought back"}
    (learner.root / A).unlink()
    learner.edition()
    assert learner.update()[A] == "brought back"
    assert sources(learner.root / A) == new_sources("one-a")


def test_moved_exercise_is_updated_where_it_is(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER))
    there = learner.root / "done" / "my try.ipynb"
    there.parent.mkdir()
    (learner.root / A).rename(there)
    learner.edition()
    assert learner.update()["done/my try.ipynb"] == "rebuilt"
    assert ANSWER in sources(there)
    assert not (learner.root / A).exists()


def test_exercise_follows_a_new_file_name(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER))
    learner.edition(files={"one-a": "05_one_a.ipynb", "one-b": "06_one_b.ipynb"})
    kinds = learner.update()
    assert kinds["exercises/05_one_a.ipynb"] == "rebuilt"
    assert kinds["exercises/06_one_b.ipynb"] == "replaced"
    assert ANSWER in sources(learner.root / "exercises/05_one_a.ipynb")
    assert not (learner.root / A).exists()
    assert not (learner.root / B).exists()


def test_exercises_that_swap_file_names_lose_no_answer(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER))
    learner.change(B, write_in("one-b-answer", "def one_b(): return 'b'"))
    learner.edition(files={"one-a": Path(B).name, "one-b": Path(A).name})
    learner.update()
    for name, answer in (("one-a", ANSWER), ("one-b", "def one_b(): return 'b'")):
        found = learner.workspace.find_exercise(learner.course.exercise(name))
        assert found is not None
        answers = [c.source for c in read_notebook(found).cells if grade_id(c) == f"{name}-answer"]
        assert answers == [answer]


def test_reset_after_swapped_file_names_gives_the_right_notebook(learner: Learner) -> None:
    learner.edition(1, files={"one-a": Path(B).name, "one-b": Path(A).name})
    learner.update()
    for name in ("one-a", "one-b"):
        learner.workspace.reset(learner.course.exercise(name), LATER)
        found = learner.workspace.find_exercise(learner.course.exercise(name))
        assert found is not None
        assert sources(found) == new_sources(name, 1)


def test_learner_gets_notebooks_that_were_not_run(learner: Learner) -> None:
    for path in learner.course.paths:
        change(learner.course_root / path, run)
    (learner.root / A).unlink()
    assert learner.update()[A] == "brought back"
    assert not any(each.get("outputs") for each in read_notebook(learner.root / A).cells)


def test_exercise_that_takes_the_file_name_of_another_loses_no_answer(learner: Learner) -> None:
    learner.change(B, write_in("one-b-answer", "def one_b(): return 'b'"))
    learner.edition(files={"one-a": Path(B).name, "one-b": "08_one_b.ipynb"})
    learner.update()
    for name, answer in (("one-a", new_sources("one-a")[3]), ("one-b", "def one_b(): return 'b'")):
        found = learner.workspace.find_exercise(learner.course.exercise(name))
        assert found is not None
        assert sources(found)[3] == answer
        assert not any("one-a" in text for text in sources(found)) or name == "one-a"


def test_folder_in_the_place_of_an_exercise_is_set_aside(learner: Learner) -> None:
    (learner.root / A).unlink()
    (learner.root / A / "inside").mkdir(parents=True)
    learner.edition()
    assert learner.update()[A] == "set aside"
    assert (learner.root / "exercises/00_one_a.yours.ipynb/inside").is_dir()
    assert sources(learner.root / A) == new_sources("one-a")


def test_own_file_in_the_place_of_a_new_one_is_kept_beside(learner: Learner) -> None:
    own = learner.root / "exercises/00_one_c.ipynb"
    own.write_text("my list", encoding="utf-8")
    folder = learner.root / "notebooks/02_three.ipynb"
    folder.mkdir()
    (folder / "inside").write_text("x", encoding="utf-8")
    learner.edition(lessons=LESSONS | {"one": ["one-a", "one-b", "one-c"], "three": []})
    kinds = learner.update()
    assert kinds["exercises/00_one_c.ipynb"] == "set aside"
    assert kinds["notebooks/02_three.ipynb"] == "set aside"
    assert sources(own) == new_sources("one-c")
    beside = learner.root / "exercises/00_one_c.yours.ipynb"
    assert beside.read_text(encoding="utf-8") == "my list"
    assert learner.backups() == [b"my list"]
    assert (learner.root / "notebooks/02_three.yours.ipynb/inside").is_file()
    assert read_notebook(folder).cells


@pytest.mark.parametrize("path", [A, LESSON])
@pytest.mark.parametrize("content", [b"{broken", b"", b"\xff\xfe", b'{"nbformat": 3}'])
def test_unreadable_notebook_stays_with_new_one_beside(
    learner: Learner, path: str, content: bytes
) -> None:
    (learner.root / path).write_bytes(content)
    learner.edition()
    assert learner.update()[path] == "unreadable"
    assert (learner.root / path).read_bytes() == content
    assert learner.backups() == [content]
    beside = (learner.root / path).with_suffix(".v0.2.0.ipynb")
    assert beside.read_bytes() == (learner.course_root / path).read_bytes()
    assert beside.name in learner.texts[path]


def test_lost_base_loses_no_answer(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER))
    for path in learner.workspace.base.rglob("*.ipynb"):
        path.unlink()
    learner.edition()
    assert learner.update()[A] == "rebuilt"
    assert ANSWER in sources(learner.root / A)


def test_incomplete_course_is_refused_before_anything_is_written(learner: Learner) -> None:
    learner.edition()
    (learner.course_root / "exercises/01_two_a.ipynb").unlink()
    before = snapshot(learner.root)
    with pytest.raises(CourseError, match="incomplete"):
        update(learner.workspace, learner.course, LATER)
    assert snapshot(learner.root) == before


def test_progress_survives_an_update(learner: Learner) -> None:
    log = learner.root / ".twitlab/progress.jsonl"
    log.write_bytes(b"kept\n")
    learner.edition()
    learner.update()
    assert log.read_bytes() == b"kept\n"


def test_version_is_noted(learner: Learner) -> None:
    assert learner.update("9.9.9") == {}
    assert Workspace.open(learner.root).about.course == "9.9.9"


def everything_at_once(folder: Path) -> Learner:
    """Set up one workspace in which an update has all there is to do."""
    learner = Learner(folder)
    learner.write(LESSONS | {"gone": ["gone-a", "gone-b"], "lost": ["lost-a"]})
    learner.edition(1, lessons=LESSONS | {"gone": ["gone-a", "gone-b"], "lost": ["lost-a"]})
    learner.update("0.1.0")
    learner.change(A, write_in("one-a-answer", ANSWER), write_in("one-a-story", "my story"))
    learner.change(LESSON, add_after("one-title", "my note"))
    learner.change("exercises/02_gone_b.ipynb", add_after(None, "gone note"))
    learner.change("exercises/01_two_a.ipynb", write_in("two-a-why", "Two."))
    (learner.root / "notebooks/03_lost.ipynb").write_bytes(b"{broken lesson")
    (learner.root / "exercises/03_lost_a.ipynb").unlink()
    (learner.root / "exercises/04_new_a.ipynb").write_bytes(b"my own file")
    (learner.root / "exercises/00_one_b.v0.2.0.ipynb").write_bytes(b"mine, too")
    learner.edition(
        lessons=LESSONS | {"lost": ["lost-a"], "fresh": ["new-a"]},
        files={
            "two-a": "09_two_a.ipynb",
            "lost": "03_lost.ipynb",
            "lost-a": "03_lost_a.ipynb",
            "new-a": "04_new_a.ipynb",
        },
    )
    return learner


def end_state(learner: Learner) -> tuple[dict[str, bytes], list[bytes]]:
    """Give all files but backups, and what the backups hold."""
    files = {path: content for path, (content, _) in snapshot(learner.root).items()}
    backups = {path for path in files if path.startswith(".twitlab/backups/")}
    kept = {path: content for path, content in files.items() if path not in backups}
    return kept, sorted(files[path] for path in backups)


class Crash:
    """Makes the k-th write to the disk fail, and all after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int | None) -> None:
        self.count = 0
        self.at = at
        for name in ("put", "move", "drop"):
            monkeypatch.setattr(atomic, name, self._wrap(getattr(atomic, name)))

    def _wrap(self, write: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*args: Any) -> None:
            if self.at is not None and self.count >= self.at:
                raise OSError(28, "No space left on device")
            self.count += 1
            write(*args)

        return wrapped


def test_update_that_fails_at_any_write_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything_at_once(tmp_path / "before")
    whole = before.copy(tmp_path / "whole")
    with monkeypatch.context() as patch:
        crash = Crash(patch, None)
        kinds = whole.update()
    assert set(kinds.values()) == {
        "replaced", "rebuilt", "beside", "left", "removed", "unreadable",
        "brought back", "set aside", "new",
    }  # fmt: skip
    assert crash.count > 25
    expected = end_state(whole)
    for at in range(crash.count):
        learner = before.copy(tmp_path / str(at))
        with monkeypatch.context() as patch:
            Crash(patch, at)
            with pytest.raises(CourseError):
                update(learner.workspace, learner.course, LATER, "0.2.0")
        for attempt in (at + 1, None):  # and once more a little further on, then to the end
            with monkeypatch.context() as patch:
                Crash(patch, attempt and 1)
                try:
                    learner.update()
                except CourseError:
                    assert attempt is not None
        assert end_state(learner) == expected, f"after failing at write {at}"


def test_cells_of_old_and_new_course_may_share_no_id(learner: Learner) -> None:
    learner.change(A, write_in("one-a-answer", ANSWER), write_in("one-a-contract", "edited"))
    cells = [
        cell("x1", "All new."),
        graded("one-a-answer", "def one_a(): ...", solution=True),
        graded("one-a-check", "check('one-a')", grade=True),
    ]
    learner.edition(cells={"one-a": cells})
    learner.update()
    assert sources(learner.root / A) == ["edited", "All new.", ANSWER, "check('one-a')"]
