"""Photos of a whiteboard: noted beside a role's file, which a notebook holds meanwhile."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.help.interviews import BEGUN_MS, only_small, toml_of
from twitlab.errors import BadValue, CourseError
from twitlab.interview.copying import merge
from twitlab.interview.events import Ended, PhaseBegun, PhotoAdded, Revealed, Role
from twitlab.interview.journal import Journal
from twitlab.interview.photos import add_photo
from twitlab.interview.played import play
from twitlab.interview.session import Session, join, open_session
from twitlab.interview.timing import ManualClock2

PHOTO = b"\xff\xd8\xff a whiteboard"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Play a session of two."""
    begin = '00:00 interviewer phase phase="scope"'
    play(toml_of(tmp_path, "one", begin, "34:00 interviewer ended"), tmp_path / "one", only_small)
    return tmp_path / "one"


def taken(folder: Path, name: str = "board.jpg", at_ms: int = 0) -> PhotoAdded:
    photo = folder.parent / name
    photo.write_bytes(PHOTO + name.encode())
    begun_ms = open_session(folder, only_small).files["candidate"].opened.wall_ms
    return add_photo(folder / "candidate.log", photo, ManualClock2(begun_ms + at_ms))


def names(session: Session) -> list[str]:
    return [each.event.file for each in session.of(PhotoAdded)]


def test_photo_has_its_time_among_the_events_of_the_session(folder: Path) -> None:
    taken(folder, "late.jpg", 1_200_000)
    taken(folder, "early.jpg", 600_000)
    session = open_session(folder, only_small)
    assert [(each.at_ms, each.role) for each in session.of(PhotoAdded)] == [
        (600_000, "candidate"),
        (1_200_000, "candidate"),
    ]
    assert names(session) == ["candidate-early.jpg", "candidate-late.jpg"]
    assert session.notes == ()


def test_photo_moves_with_the_clock_of_its_laptop(folder: Path) -> None:
    """The candidate's clock is an hour ahead; both files have the phase."""
    both: tuple[tuple[Role, int], ...] = (("candidate", 1), ("interviewer", 0))
    for role, hours in both:
        log = folder / f"{role}.log"
        opened = open_session(folder, only_small).files[role].opened
        log.unlink()
        clock = ManualClock2(BEGUN_MS + hours * 3_600_000)
        stamps = {"wall_ms": clock.wall_ms(), "mono_ms": 0}
        with Journal.create(log, opened.model_copy(update=stamps), clock) as made:
            clock.advance_ms(120_000)
            made.record(PhaseBegun, phase="scope")
    taken(folder, at_ms=300_000)
    (photo,) = open_session(folder, only_small).of(PhotoAdded)
    assert photo.at_ms == 180_000  # since the phase began


def test_all_files_of_a_folder_are_one_session_with_its_photos(
    folder: Path, tmp_path: Path
) -> None:
    taken(folder)
    paths = sorted(folder.glob("*.log"))
    assert [each.name for each in paths] == [
        "candidate-photos.log", "candidate.log", "interviewer.log"
    ]  # fmt: skip
    assert names(join(paths, only_small)) == ["candidate-board.jpg"]
    session, out, missing = merge(paths, tmp_path / "out", load=only_small)
    assert (missing, out / "candidate-board.jpg") == ([], tmp_path / "out" / "candidate-board.jpg")
    assert names(open_session(out, only_small)) == names(session) == ["candidate-board.jpg"]


@pytest.mark.parametrize("content", [b"", b"?", b"00000000 {}\n"])
def test_file_of_photos_that_is_damaged_costs_no_session(folder: Path, content: bytes) -> None:
    whole = open_session(folder, only_small)
    (folder / "candidate-photos.log").write_bytes(content)
    session = open_session(folder, only_small)
    assert session.events == whole.events
    (note,) = session.notes
    assert note.startswith("no photo counts: candidate-photos.log")
    with pytest.raises(CourseError, match=r"candidate-photos\.log"):
        taken(folder)
    assert (folder / "candidate-photos.log").read_bytes() == content
    assert list(folder.glob("*.jpg")) == []


def test_last_photo_that_was_torn_off_is_said(folder: Path) -> None:
    taken(folder, "a.jpg")
    taken(folder, "b.jpg")
    log = folder / "candidate-photos.log"
    log.write_bytes(log.read_bytes()[:-5])
    session = open_session(folder, only_small)
    assert names(session) == ["candidate-a.jpg"]
    (note,) = session.notes
    assert note.startswith("candidate-photos.log, line 4 was cut off")


def test_photos_of_another_session_are_said_and_left_out(folder: Path, tmp_path: Path) -> None:
    play(toml_of(tmp_path, "two"), tmp_path / "two", only_small)
    taken(tmp_path / "two")
    (tmp_path / "two" / "candidate-photos.log").rename(folder / "candidate-photos.log")
    session = open_session(folder, only_small)
    assert names(session) == []
    assert session.notes == ("no photo counts: candidate-photos.log is of session small-two",)


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("a" * 240 + ".jpg", "a" * 40 + ".jpg"),
        ("李" * 80 + ".png", "李" * 40 + ".png"),
        ("a\nb\u202e🙂c.jpg", "a-b-c.jpg"),
        ("half \udcff.jpg", "half -.jpg"),
        ("my board (1).JPG", "my board (1).JPG"),
    ],
    ids=ascii,
)
def test_photo_of_any_name_gets_one_that_every_system_can_write(
    folder: Path, name: str, copied: str
) -> None:
    photo = folder.parent / name
    photo.write_bytes(PHOTO)
    found = add_photo(folder / "candidate.log", photo, ManualClock2())
    assert found.file == f"candidate-{copied}"
    assert (folder / found.file).read_bytes() == PHOTO


@pytest.mark.parametrize("way", ["a folder", "nothing in it", "a link that leads nowhere"])
def test_photo_that_is_no_file_is_refused(folder: Path, way: str) -> None:
    photo = folder.parent / "a.jpg"
    if way == "a folder":
        photo.mkdir()
    elif way == "nothing in it":
        photo.touch()
    else:
        photo.symlink_to("nowhere")
    with pytest.raises(BadValue, match=r"a\.jpg (is not there, or is no file|has 0\.0 MiB)"):
        add_photo(folder / "candidate.log", photo, ManualClock2())
    assert not (folder / "candidate-photos.log").exists()


def test_merge_puts_no_photo_in_the_place_of_a_file(folder: Path, tmp_path: Path) -> None:
    forged = tmp_path / "two"
    forged.mkdir()
    (folder / "candidate.log").rename(forged / "candidate.log")
    (forged / "interviewer.log").write_bytes(b"all was heard")
    digest = sha256(b"all was heard").hexdigest()
    with Journal.resume(forged / "candidate.log", ManualClock2()) as journal:
        journal.record(PhotoAdded, file="interviewer.log", sha256=digest)
    whole = (folder / "interviewer.log").read_bytes()
    paths = [folder / "interviewer.log", forged / "candidate.log"]
    _, out, missing = merge(paths, tmp_path / "out", load=only_small)
    assert missing == ["interviewer.log"]
    assert (out / "interviewer.log").read_bytes() == whole


def test_photo_comes_between_its_neighbours_where_time_stands_still(folder: Path) -> None:
    """While good lines are read no session time passes; the wall clock goes on."""
    opened = open_session(folder, only_small).files["candidate"].opened
    for each in folder.iterdir():
        each.unlink()
    clock = ManualClock2(opened.wall_ms)
    alone = opened.model_copy(update={"role": "solo"})
    with Journal.create(folder / "solo.log", alone, clock) as made:
        made.record(PhaseBegun, phase="scope")
        clock.advance_ms(60_000)
        made.record(Revealed, phase="scope")
        clock.advance_ms(600_000)
        made.record(PhaseBegun, phase="estimates")
        clock.advance_ms(90_000)
        made.record(Ended)
    photo = folder.parent / "a.jpg"
    for late_s in (300, 700, 900):
        photo.write_bytes(PHOTO + bytes([late_s % 251]))
        add_photo(folder / "solo.log", photo, ManualClock2(opened.wall_ms + late_s * 1_000))
    session = open_session(folder, only_small)
    assert [each.at_ms for each in session.of(PhotoAdded)] == [60_000, 100_000, 300_000]
