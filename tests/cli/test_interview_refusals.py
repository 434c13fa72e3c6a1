"""What a hostile or unlucky person types around a mock interview: one line, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from filelock import FileLock

from tests.help.command_line import NOW, Run
from tests.help.interviews import SMALL, only_small, toml_of
from twitlab.course.workspace.workspace import FORMAT, About, Workspace
from twitlab.errors import CourseError
from twitlab.interview import places, starting
from twitlab.interview.events import Opened, Role
from twitlab.interview.packs import pack
from twitlab.interview.places import FOLDER
from twitlab.interview.played import play
from twitlab.interview.starting import Wish, start
from twitlab.interview.timing import ManualClock2

LONG = "x" * 10_000
NOBODY = "~nobody-has-this-name"


@pytest.fixture(autouse=True)
def only_the_small_pack(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the kit have one pack, of tests."""
    monkeypatch.setattr(pack, "FOLDER", SMALL.parent)
    pack.load_pack.cache_clear()
    yield
    pack.load_pack.cache_clear()


@pytest.fixture
def mine(elsewhere: Path) -> Workspace:
    """Make the usual workspace, without the course: no command here looks at it."""
    place = Workspace(elsewhere, About(format=FORMAT, created=NOW, course="0"))
    place.write_about()
    return place


@pytest.fixture
def one(mine: Workspace, tmp_path: Path) -> Path:
    """Play a session of two among those of the workspace."""
    folder = mine.root / FOLDER / "small-one"
    phase = '00:00 interviewer phase phase="scope"'
    play(toml_of(tmp_path, "one", phase, "09:00 candidate ended"), folder)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    found = sorted(each for each in folder.rglob("*") if not each.name.endswith(".lock"))
    return {str(each): each.read_bytes() if each.is_file() else b"" for each in found}


@pytest.mark.parametrize(
    "name", [LONG, NOBODY, "\udcff", "a\u202e\n/b"], ids=lambda name: ascii(name)[:8]
)
@pytest.mark.parametrize(
    "arguments",
    [
        ["start", "NAME"],
        ["start", "small", "--variant", "NAME"],
        ["start", "small", "--session", "NAME", "--variant", "true"],
        ["resume", "NAME"],
        ["merge", "NAME"],
        ["export", "NAME"],
        ["photo", "NAME", "board.jpg"],
        ["photo", "small-one", "NAME"],
        ["sheet", "NAME"],
        ["resume", "--workspace", "NAME"],
    ],
    ids=" ".join,
)
def test_name_that_is_none_is_refused_in_one_short_line(
    run: Run, mine: Workspace, one: Path, arguments: list[str], name: str
) -> None:
    before = everything(mine.root)
    done = run("interview", *(name if each == "NAME" else each for each in arguments))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("twitlab: ")
    assert done.err.count("\n") == 1
    assert len(done.err) < 1_100
    assert "[Errno" not in done.err
    assert everything(mine.root) == before


def test_tilde_that_is_nobodys_is_a_folder_like_others(
    run: Run, one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(
        "interview",
        "export",
        "small-one",
        "--out",
        NOBODY,
        "--format",
        "md",
        "-w",
        str(tmp_path / "usual"),
    )
    assert done.code == 0
    assert (tmp_path / NOBODY / "scorecard.md").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--session", "", "--variant", "true"], "a session's name has letters, digits and '-'"),
        (["--who", "x" * 61], "--who may have at most 60 letters, got 61"),
        (["--session", "small-one", "--role", "rater", "--slot", "60"], "and the session has 35"),
    ],
)
def test_start_with_what_does_not_fit_makes_nothing(
    run: Run, mine: Workspace, one: Path, arguments: list[str], message: str
) -> None:
    before = everything(mine.root)
    done = run("interview", "start", "small", *arguments)
    assert done.code == 2
    assert message in done.err
    assert everything(mine.root) == before


def test_start_where_the_file_is_a_link_that_leads_nowhere_makes_nothing(
    run: Run, mine: Workspace, one: Path
) -> None:
    (one / "rater.log").symlink_to(one / "nowhere")
    before = everything(mine.root)
    done = run("interview", "start", "small", "--role", "rater", "--session", "small-one")
    assert "small-one has a file of the rater already" in done.err
    assert everything(mine.root) == before


def test_start_that_the_disk_refuses_leaves_no_notebook(
    run: Run, mine: Workspace, one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = everything(mine.root)
    monkeypatch.setattr("twitlab.interview.journal.begin_file", full)
    done = run("interview", "start", "small", "--role", "rater", "--session", "small-one")
    assert "No space left on device" in done.err
    assert everything(mine.root) == before


@pytest.mark.parametrize("way", ["a file", "in a file", "a folder for a page", "too long"])
def test_export_to_where_nothing_can_be_written_says_so(
    run: Run, mine: Workspace, one: Path, tmp_path: Path, way: str
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "taken" / "scorecard.md").mkdir(parents=True)
    out = {"a file": "file", "in a file": "file/x", "a folder for a page": "taken"}.get(way, LONG)
    before = everything(tmp_path)
    done = run("interview", "export", "small-one", "--out", str(tmp_path / out))
    assert done.code == 2
    assert "a scorecard cannot be written: " in done.err or "is there already" in done.err
    assert "[Errno" not in done.err
    assert everything(tmp_path) == before


def test_export_keeps_the_scorecard_of_another_session(
    run: Run, mine: Workspace, one: Path, tmp_path: Path
) -> None:
    play(toml_of(tmp_path, "two"), mine.root / FOLDER / "small-two")
    out = tmp_path / "cards"
    for _ in range(2):  # the same again is no harm
        assert run("interview", "export", "small-one", "--out", str(out)).code == 0
    before = everything(out)
    done = run("interview", "export", "small-two", "--out", str(out))
    assert "scorecard.html is there already; name another folder with --out" in done.err
    assert everything(out) == before


def test_merge_into_the_empty_folder_that_one_is_in(
    run: Run, one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "here"
    out.mkdir()
    monkeypatch.chdir(out)
    assert run("interview", "merge", str(one), "--out", ".").code == 0
    assert sorted(each.name for each in Path().iterdir()) == ["candidate.log", "interviewer.log"]


@pytest.mark.parametrize(
    "arguments", [["merge", "ONE", "--out", LONG], ["sheet", "small", "--out", LONG]]
)
def test_out_that_is_too_long_is_refused(
    run: Run, mine: Workspace, one: Path, arguments: list[str]
) -> None:
    before = everything(mine.root)
    done = run("interview", *(str(one) if each == "ONE" else each for each in arguments))
    assert done.code == 2
    assert "cannot be written: File name too long" in done.err
    assert everything(mine.root) == before


@pytest.mark.parametrize("role", ["rater", "candidate"])
def test_start_that_somebody_else_was_faster_with_harms_neither(
    mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    """The other one comes after all was looked at, and takes the role or another variant."""
    wish = Wish("small", role, "usual", session="small-race")
    folder = mine.root / FOLDER / "small-race"
    if role == "rater":
        play(toml_of(tmp_path, "race"), folder)
    other = Wish("small", "interviewer", "large", session="small-race")
    faster = wish if role == "rater" else other
    real = starting._opened

    def opened(*arguments: Any) -> Opened:
        found = real(*arguments)
        monkeypatch.undo()
        start(mine.root, faster, ManualClock2(), Random(1), only_small)
        seen.update(everything(folder))
        return found

    seen: dict[str, bytes] = {}
    monkeypatch.setattr(starting, "_opened", opened)
    with pytest.raises(CourseError, match=r"has a file of the rater already|the variant is"):
        start(mine.root, wish, ManualClock2(), Random(1), only_small)
    assert everything(folder) == seen
    assert len(seen) >= 2


def test_start_waits_for_nobody_for_long(mine: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_WAIT_S", 0.0)
    folder = mine.root / FOLDER / "small-race"
    folder.mkdir(parents=True)
    wish = Wish("small", "solo", "usual", session="small-race")
    with (
        FileLock(folder / ".session.lock"),
        pytest.raises(CourseError, match="just writing in small-"),
    ):
        start(mine.root, wish, ManualClock2(), Random(1), only_small)
    assert everything(folder) == {}
    start(mine.root, wish, ManualClock2(), Random(1), only_small)
