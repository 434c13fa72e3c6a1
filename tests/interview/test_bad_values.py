"""Any bad text or path at a door of an interview is refused by an error of ours, or is harmless."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.help.interviews import only_small, small_pack
from twitlab.errors import TwitlabError
from twitlab.interview.copying import merge
from twitlab.interview.events import Estimated, Hinted, Noted, TakenBack
from twitlab.interview.exporting import export
from twitlab.interview.grading import grade
from twitlab.interview.journal import Journal, read_journal
from twitlab.interview.packs.pack import load_pack, read_pack
from twitlab.interview.photos import add_photo
from twitlab.interview.places import find_folder, folder_of, log_to_write
from twitlab.interview.played import play
from twitlab.interview.session import join, open_session
from twitlab.interview.starting import Wish, start
from twitlab.interview.timing import ManualClock2

LONG = "x" * 10_000
TEXTS = (
    "",
    " ",
    LONG,
    "../x",
    "/etc/passwd",
    "a\0b",
    "\udcff",
    "~nobody",
    "\u202e🙂\n",
    "con",
    "0",
)
NUMBERS: tuple[Any, ...] = (-1, 0, 2**70, 1.5, float("nan"), None, [], {}, "x")
PATHS = tuple(
    Path(each) for each in (LONG, "a\0b", "/dev/null", "/dev/null/x", "/nowhere/x", "half \udcff")
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a workspace with a session of one."""
    wish = Wish("small", "solo", "usual", session="small-one")
    start(tmp_path / "root", wish, ManualClock2(), Random(1), only_small)
    (tmp_path / "root" / "board.jpg").write_bytes(b"a whiteboard")
    return tmp_path / "root"


def held(folder: Path) -> dict[str, bytes]:
    found = [each for each in folder.rglob("*") if not each.name.endswith(".lock")]
    return {str(each): each.read_bytes() for each in found if each.is_file()}


def log_of(root: Path) -> Path:
    return root / "interviews" / "small-one" / "solo.log"


def begin(root: Path, **fields: Any) -> None:
    wish = Wish(**{"pack": "small", "role": "solo", "variant": "usual", **fields})
    start(root / "more", wish, ManualClock2(), Random(1), only_small)


def record(root: Path, kind: Any, **fields: Any) -> None:
    with Journal.create(root / "more" / f"{len(held(root))}.log", read_journal(log_of(root)).opened,
                        ManualClock2()) as journal:  # fmt: skip
        before = journal.path.read_bytes()
        try:
            journal.record(kind, **fields)
        except TwitlabError:
            assert journal.path.read_bytes() == before
            raise


DOORS: dict[str, tuple[Callable[[Path, Any], object], tuple[Any, ...]]] = {
    "find_folder": (find_folder, TEXTS),
    "folder_of": (folder_of, TEXTS),
    "load_pack": (lambda _, bad: load_pack(bad), TEXTS),
    "as_variant": (lambda _, bad: small_pack().as_variant(bad), (*TEXTS, *NUMBERS)),
    "grade": (
        lambda _, bad: grade(small_pack().as_variant("usual").estimates[0], bad),
        (*TEXTS, "nan tweet/day", "1e400 tweet/day", "-1 tweet/day", "0 tweet/day", "9" * 5_000),
    ),
    "start, pack": (lambda root, bad: begin(root, pack=bad), TEXTS),
    "start, variant": (lambda root, bad: begin(root, variant=bad), TEXTS),
    "start, session": (lambda root, bad: begin(root, session=bad), TEXTS),
    "start, level": (lambda root, bad: begin(root, level=bad), TEXTS),
    "start, slot": (lambda root, bad: begin(root, slot=bad), NUMBERS),
    "start, who": (lambda root, bad: begin(root, who=bad), TEXTS),
    "hinted, topic": (lambda root, bad: record(root, Hinted, topic=bad, rung=1), TEXTS),
    "hinted, rung": (lambda root, bad: record(root, Hinted, topic="boxes", rung=bad), NUMBERS),
    "noted, text": (lambda root, bad: record(root, Noted, phase="scope", text=bad), TEXTS),
    "noted, phase": (lambda root, bad: record(root, Noted, phase=bad, text="a"), TEXTS),
    "estimated": (lambda root, bad: record(root, Estimated, estimate="sales", value=bad), TEXTS),
    "taken back": (lambda root, bad: record(root, TakenBack, number=bad), NUMBERS),
    "read_journal": (lambda _, bad: read_journal(bad), PATHS),
    "read_pack": (lambda _, bad: read_pack(bad), PATHS),
    "open_session": (lambda _, bad: open_session(bad, only_small), PATHS),
    "join": (lambda root, bad: join([log_of(root), bad], only_small), PATHS),
    "merge": (lambda root, bad: merge([bad], None, root, only_small), PATHS),
    "merge, out": (lambda root, bad: merge([log_of(root)], bad, load=only_small), PATHS[:-1]),
    "add_photo": (lambda root, bad: add_photo(log_of(root), bad, ManualClock2()), PATHS),
    "add_photo, log": (lambda _, bad: add_photo(bad, Path("board.jpg"), ManualClock2()), PATHS),
    "log_to_write": (lambda _, bad: log_to_write(bad, "solo"), PATHS),
    "play": (lambda root, bad: play(bad, root / "more", only_small), PATHS),
    "export": (
        lambda root, bad: export(open_session(log_of(root).parent, only_small), bad),
        PATHS[:-1],
    ),
    "export, form": (
        lambda root, bad: export(
            open_session(log_of(root).parent, only_small), root / "more", form=bad
        ),
        TEXTS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_bad_value_is_refused_by_an_error_of_ours_and_changes_nothing(
    root: Path, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    call, values = DOORS[door]
    refused = []
    for bad in values:
        before = held(root)
        try:
            call(root, bad)
        except TwitlabError as error:
            refused.append(str(error))
            new = {*held(root)} - {*before}
            assert all(each.endswith(".log") and "/more/" in each for each in new), ascii(bad)
        assert held(root)[str(log_of(root))] == before[str(log_of(root))]
    assert refused or door in ("grade", "estimated")
    assert [each for each in refused if len(each) > 1_000 and LONG not in each] == []
