"""A hundred broken notebooks: each gets one clear line, and none is changed or lost."""

import json
import os
import random
import shutil
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.help.submissions import reference
from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.grader.grading import Graded, grade, grade_all
from twitlab.course.workspace.make import create
from twitlab.course.workspace.updating import update
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError

COURSE = Course.here()
EXERCISE = COURSE.exercises[0]
LESSON = COURSE.lessons[0]
PRISTINE = (COURSE.root / EXERCISE.path).read_bytes()
NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
NEWS = "New in this version."
LONGEST_LINE = 300

# Refused before anything is run, so it tells at once whether this cell was found.
TELLTALE = "import antigravity"
FOUND = "imports antigravity"

Json = dict[str, Any]


def good() -> Json:
    """Give the exercise with the telltale in its answer cell."""
    raw: Json = json.loads(PRISTINE)
    answer_of(raw)["source"] = TELLTALE
    return raw


def answer_of(raw: Json) -> Json:
    """Find the answer cell."""
    (cell,) = [
        cell
        for cell in raw["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == EXERCISE.answer_id
    ]
    found: Json = cell
    return found


def as_bytes(raw: object) -> bytes:
    """Write JSON as an editor does, with half characters as escapes."""
    return json.dumps(raw, indent=1).encode("utf-8")


def notebook(**changes: Any) -> bytes:
    """Give the notebook with some of its keys changed."""
    return as_bytes({**good(), **changes})


def without(key: str) -> bytes:
    """Give the notebook without one of its keys."""
    raw = good()
    del raw[key]
    return as_bytes(raw)


def cells(change: Callable[[list[Json]], object]) -> bytes:
    """Give the notebook with its list of cells changed in place."""
    raw = good()
    change(raw["cells"])
    return as_bytes(raw)


def answer(**changes: Any) -> bytes:
    """Give the notebook with some keys of the answer cell changed; ``...`` takes one out."""
    raw = good()
    cell = answer_of(raw)
    for key, value in changes.items():
        if value is ...:
            del cell[key]
        else:
            cell[key] = value
    return as_bytes(raw)


def marked(**marks: Any) -> bytes:
    """Give the notebook with other nbgrader marks on the answer cell, which defines the answer."""
    raw = good()
    cell = answer_of(raw)
    cell["metadata"]["nbgrader"].update(marks)
    cell["source"] = f"{TELLTALE}\n{EXERCISE.answer} = 1"
    return as_bytes(raw)


def nested(depth: int) -> bytes:
    """Give lists within lists, as text; json.dumps would refuse them."""
    return b"[" * depth + b"]" * depth


def with_raw(text: bytes) -> bytes:
    """Give the notebook with a piece of JSON, as it is, for its metadata."""
    return notebook(metadata="HERE").replace(b'"HERE"', text)


def old_format(number: int) -> bytes:
    """Give the notebook as formats before the fourth had it."""
    worksheet = {"cells": [{"cell_type": "code", "input": TELLTALE, "outputs": []}]}
    return as_bytes({"nbformat": number, "nbformat_minor": 0, "worksheets": [worksheet]})


def twice(second: str) -> Callable[[list[Json]], None]:
    """Put the answer cell there again, saying something else."""

    def change(cells: list[Json]) -> None:
        again = deepcopy(answer_of({"cells": cells}))
        again["source"] = second
        cells.append(again)

    return change


def stream(text: str) -> Json:
    """Give an output that prints something."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def cut_at(place: float) -> bytes:
    """Give the notebook as a full disk leaves it."""
    return PRISTINE[: int(len(PRISTINE) * place)]


def garbled(seed: int) -> bytes:
    """Give the notebook with one of JSON's own characters replaced by another."""
    rng = random.Random(seed)
    text = bytearray(PRISTINE)
    places = [index for index, byte in enumerate(text) if byte in b'{}[]:"']
    place = rng.choice(places)
    text[place] = rng.choice([byte for byte in b"{}[]:,\x00" if byte != text[place]])
    return bytes(text)


def deep_output(depth: int) -> bytes:
    """Give the notebook with an output of lists within lists."""
    return answer(outputs="HERE").replace(b'"HERE"', nested(depth))


HALF = "\ud83d"
"""The first half of an emoji, as a copy that was cut short leaves it."""

UNREADABLE: dict[str, bytes] = {
    "an empty file": b"",
    "one blank": b" ",
    "a NUL": b"\x00",
    "a thousand NULs, as a crash leaves them": b"\x00" * 1000,
    "a byte order mark alone": b"\xef\xbb\xbf",
    "plain text": b"my answer is 42\n",
    "Python": b"def first_repeat(ids):\n    return None\n",
    "HTML": b"<!DOCTYPE html><title>404</title>",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a zip": b"PK\x03\x04\x14\x00\x00\x00",
    "a merge conflict": b"<<<<<<< HEAD\n" + PRISTINE + b"=======\n" + PRISTINE + b">>>>>>> x\n",
    "two notebooks on end": PRISTINE + PRISTINE,
    "a comma too many": PRISTINE.replace(b'"nbformat": 4,', b'"nbformat": 4,,'),
    "single quotes": PRISTINE.replace(b'"', b"'"),
    "UTF-16": PRISTINE.decode().encode("utf-16"),
    "Latin-1": as_bytes(good()).replace(b"antigravity", b"caf\xe9"),
    "a JSON list": b"[]",
    "a list of notebooks": b"[" + PRISTINE + b"]",
    "a JSON string": b'"notebook"',
    "a JSON number": b"4",
    "null": b"null",
    "true": b"true",
    "an empty object": b"{}",
    "NaN alone": b"NaN",
    **{f"cut at {place:.0%}": cut_at(place) for place in (0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)},
    **{f"format {number}": old_format(number) for number in (1, 2, 3)},
    "format 5": notebook(nbformat=5),
    "format as text": notebook(nbformat="4"),
    "format null": notebook(nbformat=None),
    "format of 4,000 digits": notebook(nbformat=10**4000),
    "format of 5,000 digits": notebook(nbformat="N").replace(b'"N"', b"9" * 5000),
    "format a long text": notebook(nbformat="4" * 100_000),
    "format an object": notebook(nbformat={"major": 4}),
    "no format": without("nbformat"),
    "minor format as text": notebook(nbformat_minor="five"),
    "minor format a long text": notebook(nbformat_minor="5\n" * 10_000),
    "minor format NaN": notebook(nbformat_minor=float("nan")),
    "no cells": without("cells"),
    "cells an object": notebook(cells={"0": {}}),
    "cells a text": notebook(cells="def f(): pass"),
    "cells null": notebook(cells=None),
    "a cell a text": cells(lambda all_: all_.insert(0, "x = 1")),  # type: ignore[arg-type]
    "a cell null": cells(lambda all_: all_.append(None)),  # type: ignore[arg-type]
    "a cell a list": cells(lambda all_: all_.append([])),  # type: ignore[arg-type]
    "a cell without a type": answer(cell_type=...),
    "a cell of type heading": answer(cell_type="heading"),
    "a cell type a list": answer(cell_type=["code"]),
    "a cell type of a megabyte": answer(cell_type="code\n" * 200_000),
    "a source a number": answer(source=7),
    "a source null": answer(source=None),
    "a source an object": answer(source={"text": TELLTALE}),
    "a source a list of numbers": answer(source=["x = 1\n", 2]),
    "a source a list of lists": answer(source=[["x = 1"]]),
    "half a character in the answer": answer(source=f"{TELLTALE}  # {HALF}"),
    "half a character in a text cell": cells(lambda all_: all_[0].update(source=f"a\n{HALF}b")),
    "cell metadata a list": answer(metadata=[]),
    "cell metadata a text": answer(metadata="nbgrader"),
    "cell metadata null": answer(metadata=None),
    "notebook metadata a list": notebook(metadata=[]),
    "notebook metadata null": notebook(metadata=None),
    "metadata 200,000 deep": with_raw(b'{"x": ' + nested(200_000) + b"}"),
    "metadata 20,000 deep": with_raw(b'{"x": ' + nested(20_000) + b"}"),
    "a cell type 20,000 deep": answer(cell_type="HERE").replace(b'"HERE"', nested(20_000)),
    "lists 200,000 deep": nested(200_000),
    "lists never closed": b"[" * 200_000,
    "more than is read": b" " * (64 * 2**20 + 1),
}

FOUND_ALL_THE_SAME: dict[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf" + as_bytes(good()),
    "Windows line ends": as_bytes(good()).replace(b"\n", b"\r\n"),
    "on one line": json.dumps(good()).encode(),
    "the source a list of lines": answer(source=[f"{TELLTALE}\n", "x = 1"]),
    "Windows line ends in the source": answer(source=f"x = 1\r\n{TELLTALE}\r\n"),
    "no kernel named": notebook(metadata={}),
    "no metadata": without("metadata"),
    "a kernel that is not here": notebook(metadata={"kernelspec": {"name": "cobol"}}),
    "a kernelspec a text": notebook(metadata={"kernelspec": "python3", "language_info": 3}),
    "another exercise's mark": notebook(metadata={"twitlab": {"exercise": "another"}}),
    "our mark a list": notebook(metadata={"twitlab": ["exercise"]}),
    "no minor format": without("nbformat_minor"),
    "a minor format to come": notebook(nbformat_minor=999),
    "keys to come": notebook(widgets={"x": 1}, signature=None),
    "NaN in the metadata": notebook(metadata={"x": float("nan"), "y": float("-inf")}),
    "a huge number in the metadata": notebook(metadata={"x": 10**4000}),
    "half a character in the metadata": notebook(metadata={"x": HALF, HALF: 1}),
    "half a character in an output": answer(outputs=[stream(HALF)]),
    "a NUL in an output": answer(outputs=[stream("\x00")]),
    "metadata 200 deep": with_raw(b'{"x": ' + nested(200) + b"}"),
    "a megabyte of output": answer(outputs=[stream("x" * 2**20)]),
    "a hundred thousand outputs": answer(outputs=[stream("x")] * 100_000),
    "no outputs": answer(outputs=...),
    "outputs a text": answer(outputs="hello"),
    "outputs null": answer(outputs=None),
    "no execution count": answer(execution_count=...),
    "an execution count a text": answer(execution_count="one"),
    "no cell id": answer(id=...),
    "a cell id a number": answer(id=7),
    "a cell id a list": answer(id=[]),
    "the same cell id everywhere": cells(lambda all_: [c.update(id="same") for c in all_]),
    "ten thousand cells more": cells(
        lambda all_: all_.extend(
            {"cell_type": "code", "source": f"x{n} = {n}", "metadata": {}} for n in range(10_000)
        )
    ),
    "the cells in reverse": cells(lambda all_: all_.reverse()),
    "the answer cell alone": cells(lambda all_: all_.__setitem__(slice(None), [all_[3]])),
    "the answer cell twice": cells(twice(TELLTALE)),
    "the answer cell again as it was given": cells(
        twice("".join(answer_of(json.loads(PRISTINE))["source"]))
    ),
    "an older answer before it": cells(
        lambda all_: all_.insert(0, {**deepcopy(all_[3]), "source": "x = 1"})
    ),
    "the answer cell without metadata": answer(
        metadata=..., source=f"{TELLTALE}\n{EXERCISE.answer} = 1"
    ),
    "the answer cell without marks": answer(metadata={}),
    "marks a text": answer(metadata={"nbgrader": "first-repeat-answer"}),
    "marks a list": answer(metadata={"nbgrader": []}),
    "marks null": answer(metadata={"nbgrader": None}),
    "a grade_id a number": marked(grade_id=3),
    "a grade_id a list": marked(grade_id=["x"]),
    "a grade_id with half a character": marked(grade_id=HALF),
    "no longer marked as an answer": marked(solution=False),
    "the solution mark a text": marked(solution="true"),
    "points a text": marked(points="many"),
    "NaN points": marked(points=float("nan")),
}

NOT_ATTEMPTED: dict[str, bytes] = {
    "no cell at all": notebook(cells=[]),
    "the answer cell deleted": cells(lambda all_: all_.__delitem__(3)),
    "the answer cell emptied": answer(source=""),
    "the answer cell blank": answer(source=" \n\t\n"),
    "the answer cell without a source": answer(source=...),
    "the answer cell made text": answer(cell_type="markdown"),
    "the answer cell made raw": answer(cell_type="raw"),
}

GARBLED = range(12)
DEPTHS = (300, 500, 700, 900, 2000)
"""Between these lies what one Python reads and another does not."""

NOT_PYTHON: dict[str, str] = {
    "a NUL in the answer": f"{EXERCISE.answer} = 1\x00",
    "brackets 5,000 deep": "(" * 5000,
    "signs 100,000 deep": "-" * 100_000 + "1",
    "attributes 20,000 deep": "x" + ".a" * 20_000,
    "half a line": f"def {EXERCISE.answer}(",
    "a tab among blanks": "if x:\n        y = 1\n\tz = 2",
    "another language": f"function {EXERCISE.answer}(ids) {{ return null; }}",
    "a merge conflict": f"<<<<<<< mine\n{EXERCISE.answer} = 1\n=======\n",
}

EVERY = {
    **UNREADABLE,
    **FOUND_ALL_THE_SAME,
    **NOT_ATTEMPTED,
    **{name: answer(source=source) for name, source in NOT_PYTHON.items()},
    **{f"garbled, {seed}": garbled(seed) for seed in GARBLED},
    **{f"an output {depth} deep": deep_output(depth) for depth in DEPTHS},
}


def graded(folder: Path, content: bytes) -> Graded:
    """Grade a file with this content, and see that it stays as it is."""
    path = folder / EXERCISE.file
    path.write_bytes(content)
    os.utime(path, ns=(10**18, 10**18))
    outcome = grade(COURSE, EXERCISE, path)
    assert path.read_bytes() == content
    assert path.stat().st_mtime_ns == 10**18
    assert [each.name for each in folder.iterdir()] == [EXERCISE.file]
    return outcome


def demand_one_clear_line(outcome: Graded) -> str:
    """See that the reason is one line that a person can read; give it."""
    line = outcome.verdict.reason
    assert 10 < len(line) <= LONGEST_LINE
    assert line.isprintable()
    assert "Traceback" not in line
    assert str(outcome.verdict)
    assert outcome.verdict.points == 0
    return line


def test_hundred_notebooks_and_more_are_here() -> None:
    assert len(set(EVERY.values())) == len(EVERY) > 100


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_notebook_unreadable_is_an_error_that_names_the_file(
    tmp_path: Path, content: bytes
) -> None:
    outcome = graded(tmp_path, content)
    assert outcome.verdict.status == "error"
    assert EXERCISE.file in demand_one_clear_line(outcome)


@pytest.mark.parametrize("content", FOUND_ALL_THE_SAME.values(), ids=FOUND_ALL_THE_SAME)
def test_answer_in_a_strange_notebook_is_found(tmp_path: Path, content: bytes) -> None:
    outcome = graded(tmp_path, content)
    assert outcome.verdict.status == "failed"
    assert FOUND in demand_one_clear_line(outcome)


@pytest.mark.parametrize("content", NOT_ATTEMPTED.values(), ids=NOT_ATTEMPTED)
def test_notebook_without_an_answer_is_not_attempted(tmp_path: Path, content: bytes) -> None:
    outcome = graded(tmp_path, content)
    assert (outcome.verdict.status, outcome.verdict.points) == ("not attempted", 0)


@pytest.mark.parametrize("source", NOT_PYTHON.values(), ids=NOT_PYTHON)
def test_answer_that_is_not_python_is_an_error_with_its_line(tmp_path: Path, source: str) -> None:
    outcome = graded(tmp_path, answer(source=source))
    assert outcome.verdict.status == "error"
    assert "answer cell is not Python" in demand_one_clear_line(outcome)


@pytest.mark.parametrize("seed", GARBLED)
def test_notebook_garbled_gets_a_verdict(tmp_path: Path, seed: int) -> None:
    outcome = graded(tmp_path, garbled(seed))
    assert outcome.verdict.status in ("error", "not attempted")
    if outcome.verdict.status == "error":
        assert EXERCISE.file in demand_one_clear_line(outcome)


@pytest.mark.parametrize("depth", DEPTHS)
def test_notebook_nested_deeply_is_read_or_refused(tmp_path: Path, depth: int) -> None:
    outcome = graded(tmp_path, deep_output(depth))
    line = demand_one_clear_line(outcome)
    assert FOUND in line or f"{EXERCISE.file} is not a notebook: it is nested too deeply" == line


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (Path.mkdir, "is a folder, not a notebook"),
        (lambda path: path.symlink_to(path.with_name("gone")), "is not there"),
        (lambda path: path.symlink_to(path), "cannot be read"),
        pytest.param(
            lambda path: os.mkfifo(path),
            "is not a plain file",
            marks=pytest.mark.skipif(os.name == "nt", reason="Windows has no such files."),
        ),
    ],
    ids=["a folder", "a link to nowhere", "a link to itself", "a pipe"],
)
def test_notebook_that_is_no_file_is_an_error_that_names_it(
    tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / EXERCISE.file
    make(path)
    line = demand_one_clear_line(grade(COURSE, EXERCISE, path))
    assert line.startswith(f"{EXERCISE.file} {why}")
    assert [each.name for each in tmp_path.iterdir()] == [EXERCISE.file]


def test_notebook_that_may_not_be_read_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / EXERCISE.file
    path.write_bytes(PRISTINE)
    read = Path.read_bytes

    def refuse(self: Path) -> bytes:
        # The tests may run as root, to whom no file is closed.
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    outcome = grade(COURSE, EXERCISE, path)
    expected = f"{EXERCISE.file} cannot be read: Permission denied"
    assert demand_one_clear_line(outcome) == expected


RUN_ALL_THE_SAME = (
    "a kernel that is not here",
    "ten thousand cells more",
    "half a character in an output",
    "the cells in reverse",
)


@pytest.mark.slow
def test_right_answer_in_a_strange_notebook_passes(tmp_path: Path) -> None:
    right = json.dumps(reference(COURSE, EXERCISE)).encode("utf-8")
    saved = []
    for name in RUN_ALL_THE_SAME:
        path = tmp_path / f"{name}.ipynb"
        path.write_bytes(FOUND_ALL_THE_SAME[name].replace(json.dumps(TELLTALE).encode(), right))
        saved.append((EXERCISE, path))
    outcomes = grade_all(COURSE, saved, done=lambda _: None)
    assert [outcome.verdict.status for outcome in outcomes] == ["passed"] * len(saved)


def copied(root: Path) -> Course:
    """Copy the lesson and the exercise, which are course enough: what is done is done to one."""
    for path in (LESSON.path, EXERCISE.path):
        (root / path).parent.mkdir(parents=True)
        shutil.copy(COURSE.root / path, root / path)
    told = tomllib.loads((COURSE.root / "course.toml").read_text(encoding="utf-8"))
    lines = []
    for table, wanted in (("lessons", LESSON), ("exercises", EXERCISE)):
        (entry,) = [each for each in told[table] if each["id"] == wanted.id]
        # JSON's texts, numbers and lists are TOML too.
        lines += [f"[[{table}]]", *(f"{key} = {json.dumps(entry[key])}" for key in entry)]
    (root / "course.toml").write_text("\n".join(lines), encoding="utf-8")
    return Course.load(root)


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Make a newer course, in which every notebook says something more."""
    course = copied(tmp_path_factory.mktemp("newer") / "course")
    for path in course.paths:
        raw = json.loads((course.root / path).read_bytes())
        raw["cells"].append({"cell_type": "markdown", "id": "new", "metadata": {}, "source": NEWS})
        (course.root / path).write_bytes(as_bytes(raw))
    return course


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace that tests copy."""
    folder = tmp_path_factory.mktemp("fresh")
    return create(folder / "work", copied(folder / "course"), NOW).root


@pytest.mark.parametrize(
    ("place", "content"),
    [
        *(pytest.param(EXERCISE.path, EVERY[name], id=f"exercise, {name}") for name in EVERY),
        *(pytest.param(LESSON.path, EVERY[name], id=f"lesson, {name}") for name in UNREADABLE),
    ],
)
def test_update_loses_no_broken_notebook(
    tmp_path: Path, fresh: Path, newer: Course, place: str, content: bytes
) -> None:
    root = shutil.copytree(fresh, tmp_path / "work")
    (root / place).write_bytes(content)
    changes = update(Workspace.open(root), newer, NOW, "9.9.9")
    (change,) = [each for each in changes if each.path == place]
    assert len(str(change)) <= LONGEST_LINE + 100
    assert str(change).isprintable()
    assert content in [path.read_bytes() for path in root.rglob("*.ipynb")]
    news = [path for path in (root / place).parent.glob("*.ipynb") if says_news(path)]
    assert (root / place) in news or any("v9.9.9" in path.name for path in news)
    assert update(Workspace.open(root), newer, NOW, "9.9.9") == []


@pytest.mark.parametrize("content", FOUND_ALL_THE_SAME.values(), ids=FOUND_ALL_THE_SAME)
def test_update_keeps_the_answer_of_a_strange_notebook(
    tmp_path: Path, fresh: Path, newer: Course, content: bytes
) -> None:
    root = shutil.copytree(fresh, tmp_path / "work")
    path = root / EXERCISE.path
    path.write_bytes(content)
    update(Workspace.open(root), newer, NOW, "9.9.9")
    assert says_news(path)
    assert FOUND in grade(newer, EXERCISE, path).verdict.reason


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_reset_keeps_a_broken_notebook_and_brings_the_pristine_one(
    tmp_path: Path, fresh: Path, content: bytes
) -> None:
    root = shutil.copytree(fresh, tmp_path / "work")
    path = root / EXERCISE.path
    path.write_bytes(content)
    kept = Workspace.open(root).reset(EXERCISE, NOW)
    assert kept is not None
    assert kept.read_bytes() == content
    assert path.read_bytes() == PRISTINE


def test_reset_of_a_folder_with_the_name_of_a_notebook_keeps_what_is_in_it(
    tmp_path: Path, fresh: Path
) -> None:
    root = shutil.copytree(fresh, tmp_path / "work")
    path = root / EXERCISE.path
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("mine")
    with pytest.raises(CourseError, match="exercises"):
        Workspace.open(root).reset(EXERCISE, NOW)
    assert (path / "mine.txt").read_text() == "mine"


def says_news(path: Path) -> bool:
    """Tell whether a notebook can be read and is of the newer course."""
    try:
        return any(cell.source == NEWS for cell in read_notebook(path).cells)
    except CourseError:
        return False
