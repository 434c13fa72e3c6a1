"""The commands around a mock interview, as two people and somebody alone type them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from tests.help.command_line import NOW, Run
from tests.help.interviews import SMALL, toml_of
from twitlab.course.terminal.report import short
from twitlab.course.workspace.workspace import FORMAT, About, Workspace
from twitlab.errors import CourseError
from twitlab.interview.events import Ended, Event, PhotoAdded
from twitlab.interview.journal import Journal, read_journal
from twitlab.interview.packs import pack
from twitlab.interview.packs.words import PHASES
from twitlab.interview.photos import add_photo
from twitlab.interview.places import FOLDER, log_of
from twitlab.interview.played import play
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.session import Happened, open_session
from twitlab.interview.timing import SystemClock2

PHOTO = b"\xff\xd8\xff a whiteboard"


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


def folders(mine: Workspace) -> list[Path]:
    return sorted((mine.root / FOLDER).iterdir()) if (mine.root / FOLDER).exists() else []


def everything(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def pair(run: Run, mine: Workspace) -> Path:
    """Start a session of two on one machine, and give its folder."""
    assert run("interview", "start", "small", "--role", "interviewer").code == 0
    (folder,) = folders(mine)
    done = run("interview", "start", "small", "--role", "candidate", "--session", folder.name)
    assert done.code == 0
    return folder


def test_interview_lists_packs_and_variants_without_a_workspace(run: Run) -> None:
    done = run("interview")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split() == ["small", "A", "shop", "of", "notes"]
    assert [line.split()[0] for line in lines[1:4]] == ["usual", "large", "true"]
    assert "true scale" in lines[3]
    assert "true scale" not in lines[2]
    assert "Your sessions" not in done.out


def test_interview_lists_sessions_also_a_damaged_one(run: Run, mine: Workspace) -> None:
    folder = pair(run, mine)
    with Journal.resume(log_of(folder, "interviewer"), SystemClock2()) as journal:
        journal.record(Ended)
    log_of(folder, "candidate").write_bytes(b"?")
    done = run("interview")
    assert done.code == 0
    (line,) = [each for each in done.out.splitlines() if each.startswith(f"  {folder.name}")]
    assert "candidate.log, line 1 must say" in line
    assert "interviewer ended, 3 events" in line


def test_start_makes_a_file_and_a_notebook_and_says_what_to_open(run: Run, mine: Workspace) -> None:
    done = run("interview", "start", "small", "--level", "mid", "--slot", "45", "--who", "Zoë 李")
    assert done.code == 0
    (folder,) = folders(mine)
    kept = read_journal(folder / "solo.log")
    assert (kept.opened.session, kept.opened.role) == (folder.name, "solo")
    assert (kept.opened.slot, kept.opened.level, kept.opened.who) == (45, "mid", "Zoë 李")
    assert (kept.opened.pack, kept.opened.version, kept.opened.variant) == ("small", 1, "usual")
    notebook = nbformat.read(folder / "solo.ipynb", 4)
    nbformat.validate(notebook)
    (code,) = [each.source for each in notebook.cells if each.cell_type == "code"]
    assert code == 'from twitlab.interview.screens.solo import solo\n\nsolo(".")'
    assert f"open      {FOLDER}/{folder.name}/solo.ipynb in JupyterLab" in done.out
    assert "other" not in done.out


def test_start_of_two_says_the_command_for_the_other_one(run: Run, mine: Workspace) -> None:
    """It is whole: on a laptop that knows nothing it starts the same session."""
    done = run("interview", "start", "small", "--role", "interviewer", "--level", "senior",
               "--variant", "large", "--slot", "60")  # fmt: skip
    (folder,) = folders(mine)
    found = re.search(r"^ +twitlab (interview start .*)$", done.out, re.MULTILINE)
    assert found is not None
    interviewer = log_of(folder, "interviewer").rename(mine.root / "interviewer.log")
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    assert run(*found[1].split()).code == 0
    candidate = read_journal(log_of(folder, "candidate")).opened
    other = read_journal(interviewer).opened
    same = {"role": "", "wall_ms": 0, "mono_ms": 0}
    assert candidate.model_copy(update=same) == other.model_copy(update=same)


def test_second_role_takes_over_what_the_session_has(run: Run, mine: Workspace) -> None:
    run("interview", "start", "small", "--role", "interviewer", "--variant", "true", "--slot", "60")
    (folder,) = folders(mine)
    said = folder.name.upper().replace("-", " ")
    done = run("interview", "start", "small", "--role", "candidate", "--session", said)
    assert done.code == 0
    assert "other" not in done.out  # is here already
    opened = read_journal(log_of(folder, "candidate")).opened
    assert (opened.variant, opened.slot, opened.session) == ("true", 60, folder.name)
    assert set(open_session(folder).files) == {"candidate", "interviewer"}


def test_new_sessions_go_round_the_variants(run: Run, mine: Workspace) -> None:
    for _ in range(4):
        run("interview", "start", "small")
    played = [read_journal(each / "solo.log").opened.variant for each in folders(mine)]
    assert sorted(played) == ["large", "true", "usual", "usual"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["smal"], "there is no pack 'smal'; there are small"),
        (["small", "--variant", "huge"], "no variant 'huge'; it has usual, large, true"),
        (["small", "--role", "boss"], "--role is 'boss'; allowed are candidate, interviewer, solo"),
        (["small", "--slot", "40"], "--slot is 40; allowed are 35, 45, 60"),
        (["small", "--slot", "0"], "--slot is 0; allowed are 35, 45, 60"),
        (["small", "--level", "chief"], "--level is chief; allowed are junior, mid, senior, staff"),
        (["small", "--session", "../x", "--variant", "true"], "a session's name has letters"),
        (["small", "--session", "x"], "--variant is needed with --session: both laptops"),
        (["small", "--who", "half \udcff"], "opened: a text holds half a character"),
        (["small", "--role", "rater"], "a rater scores a session that was played"),
    ],
)
def test_start_that_is_wrong_is_refused_and_makes_nothing(
    run: Run, mine: Workspace, arguments: list[str], message: str
) -> None:
    done = run("interview", "start", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1
    assert folders(mine) == []


def test_start_where_a_file_is_in_the_way_says_so_and_keeps_it(run: Run, mine: Workspace) -> None:
    (mine.root / FOLDER).write_text("mine")
    for arguments in (["start", "small"], ["drill"]):
        done = run("interview", *arguments)
        assert done.code == 2
        assert "cannot be written: " in done.err
    assert (mine.root / FOLDER).read_text() == "mine"
    assert run("interview").code == 0


def test_start_without_a_workspace_is_refused(run: Run) -> None:
    assert "you have no workspace yet" in run("interview", "start", "small").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--role", "candidate"], "has a file of the candidate already, which is never overwri"),
        (["--role", "solo"], "solo.log is of somebody alone, and candidate.log of a candidate"),
        (["--role", "rater", "--variant", "true"], "the variant is"),
    ],
)
def test_start_that_does_not_fit_a_session_changes_nothing(
    run: Run, mine: Workspace, arguments: list[str], message: str
) -> None:
    folder = pair(run, mine)
    before = everything(folder)
    done = run("interview", "start", "small", "--session", folder.name, *arguments)
    assert done.code == 2
    assert message in done.err
    assert everything(folder) == before


def test_rater_begins_in_the_folder_of_the_session(run: Run, mine: Workspace) -> None:
    folder = pair(run, mine)
    done = run("interview", "start", "small", "--role", "rater", "--session", folder.name)
    assert done.code == 0
    assert "rater.ipynb" in done.out
    assert set(open_session(folder).files) == {"candidate", "interviewer", "rater"}


def test_notebook_that_is_there_is_kept(run: Run, mine: Workspace) -> None:
    folder = pair(run, mine)
    log_of(folder, "candidate").unlink()
    (folder / "candidate.ipynb").write_text("mine")
    run("interview", "start", "small", "--role", "candidate", "--session", folder.name)
    assert (folder / "candidate.ipynb").read_text() == "mine"


def test_resume_says_where_it_stands_and_brings_a_lost_notebook_back(
    run: Run, mine: Workspace
) -> None:
    folder = pair(run, mine)
    (folder / "interviewer.ipynb").unlink()
    logs = {each: each.read_bytes() for each in folder.glob("*.log")}
    with log_of(folder, "candidate").open("ab") as torn:
        torn.write(b"0123")
    done = run("interview", "resume")
    assert done.code == 0
    assert f"Session {folder.name}: small, variant usual, 35 minutes" in done.out
    assert re.search(r"interviewer +not begun, 1 event$", done.out, re.MULTILINE)
    assert "note      candidate.log, line 2 was cut off while it was written" in done.out
    assert f"{FOLDER}/{folder.name}/interviewer.ipynb in JupyterLab" in done.out
    assert (folder / "interviewer.ipynb").exists()
    assert log_of(folder, "interviewer").read_bytes() == logs[log_of(folder, "interviewer")]
    assert run("interview", "resume", folder.name).out == done.out
    assert "there is no session 'x'" in run("interview", "resume", "x").err


def test_merge_brings_files_and_photos_of_two_laptops_together(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    play(
        toml_of(tmp_path, "one", '00:00 interviewer phase phase="scope"', "09:00 candidate ended"),
        tmp_path / "one",
    )
    one, two = tmp_path / "one", tmp_path / "two"
    two.mkdir()
    (one / "interviewer.log").rename(two / "interviewer.log")
    (tmp_path / "my board.JPG").write_bytes(PHOTO)
    add_photo(one / "candidate.log", tmp_path / "my board.JPG", SystemClock2())
    before = everything(one) | everything(two)
    done = run("interview", "merge", str(one), str(two / "interviewer.log"))
    assert (done.code, done.err) == (0, "")
    out = mine.root / FOLDER / "small-one-merged"
    assert {each.name: each.read_bytes() for each in out.iterdir()} == {
        "candidate.log": (one / "candidate.log").read_bytes(),
        "interviewer.log": (two / "interviewer.log").read_bytes(),
        "candidate-photos.log": (one / "candidate-photos.log").read_bytes(),
        "candidate-my board.JPG": PHOTO,
    }
    assert everything(one) | everything(two) == before
    assert set(open_session(out).files) == {"candidate", "interviewer"}
    again = run("interview", "merge", str(one), str(two))
    assert again.code == 0
    assert (mine.root / FOLDER / "small-one-merged-2").is_dir()


def test_merge_into_a_folder_that_is_taken_changes_nothing(run: Run, tmp_path: Path) -> None:
    play(toml_of(tmp_path, "one"), tmp_path / "one")
    out = tmp_path / "out"
    out.mkdir()
    assert run("interview", "merge", str(tmp_path / "one"), "--out", str(out)).code == 0
    before = everything(out)
    done = run("interview", "merge", str(tmp_path / "one"), "--out", str(out))
    assert "out is there already, and is not empty; name a new folder" in done.err
    assert everything(out) == before
    assert sorted(each.name for each in tmp_path.iterdir() if "merging" in each.name) == []


def test_merge_that_the_disk_refuses_leaves_nothing_of_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(toml_of(tmp_path, "one"), tmp_path / "one")
    copied: list[Path] = []

    def copy_one(source: Path, target: Path) -> None:
        if copied:
            raise OSError(28, "No space left on device")
        copied.append(target)
        target.write_bytes(source.read_bytes())

    before = everything(tmp_path)
    with monkeypatch.context() as full:
        full.setattr(shutil, "copyfile", copy_one)
        done = run("interview", "merge", str(tmp_path / "one"), "--out", str(tmp_path / "out"))
    assert (done.code, len(copied)) == (2, 1)
    assert "out cannot be written: No space left on device" in done.err
    assert everything(tmp_path) == before
    assert not (tmp_path / "out").exists()


def test_merge_of_two_sessions_makes_nothing(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        play(toml_of(tmp_path, name), tmp_path / name)
    files = [str(tmp_path / "one" / "candidate.log"), str(tmp_path / "two" / "interviewer.log")]
    done = run("interview", "merge", *files, "--out", str(tmp_path / "out"))
    assert done.code == 2
    assert "the session is small-one in candidate.log and small-two in interviewer.log" in done.err
    assert not (tmp_path / "out").exists()


def test_merge_says_which_photo_is_gone_or_was_changed(run: Run, tmp_path: Path) -> None:
    """And follows no name that leads out of the folder."""
    play(toml_of(tmp_path, "one"), tmp_path / "one")
    log = tmp_path / "one" / "candidate.log"
    (tmp_path / "secret.jpg").write_bytes(PHOTO)
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(PHOTO + name.encode())
        add_photo(log, tmp_path / name, SystemClock2())
    (log.parent / "candidate-a.jpg").unlink()
    (log.parent / "candidate-b.jpg").write_bytes(b"other")
    from hashlib import sha256

    with Journal.resume(log, SystemClock2()) as journal:
        journal.record(PhotoAdded, file="../secret.jpg", sha256=sha256(PHOTO).hexdigest())
    done = run("interview", "merge", str(log.parent), "--out", str(tmp_path / "out"))
    assert done.code == 0
    missing = [line.split("'")[1] for line in done.out.splitlines() if "missing" in line]
    assert missing == ["../secret.jpg", "candidate-a.jpg", "candidate-b.jpg"]
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
        "candidate-photos.log",
        "candidate.log",
        "interviewer.log",
    ]


def test_photo_is_copied_beside_the_file_and_recorded_once(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    folder = pair(run, mine)
    photo = tmp_path / "white board (1) é.PNG"
    photo.write_bytes(PHOTO)
    done = run("interview", "photo", folder.name, str(photo))
    assert done.code == 0
    name = "candidate-white board (1) é.PNG"
    assert f"as {name}" in done.out
    assert (folder / name).read_bytes() == PHOTO
    assert [type(each) for each in open_session(folder).of(PhotoAdded)] == [Happened]
    before = everything(folder)
    assert run("interview", "photo", folder.name, str(photo)).out == done.out
    assert everything(folder) == before
    photo.write_bytes(PHOTO + b"!")
    assert "candidate-white board (1) é-2.PNG" in run(
        "interview", "photo", folder.name, str(photo)
    ).out  # fmt: skip
    assert (folder / name).read_bytes() == PHOTO


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"x", "a.txt is no photo; allowed are .jpg, .jpeg, .png"),
        ("a.jpg", None, "a.jpg is not there, or is no file"),
        ("a.jpg", b"", "a.jpg has 0.0 MiB; allowed are up to 64, and not none"),
    ],
)
def test_photo_that_is_none_is_refused_and_records_nothing(
    run: Run, mine: Workspace, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    folder = pair(run, mine)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = everything(folder)
    done = run("interview", "photo", folder.name, str(tmp_path / name))
    assert done.code == 2
    assert message in done.err
    assert everything(folder) == before


def test_photo_while_a_notebook_has_the_file_changes_nothing_of_it(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    folder = pair(run, mine)
    log = log_of(folder, "candidate")
    before = log.read_bytes()
    with FileLock(folder / ".candidate.log.lock"):  # as a kernel of another process
        for name in ("a.jpg", "b.jpg"):
            (tmp_path / name).write_bytes(PHOTO + name.encode())
            assert run("interview", "photo", folder.name, str(tmp_path / name)).code == 0
    assert log.read_bytes() == before
    found = open_session(folder).of(PhotoAdded)
    assert [each.event.file for each in found] == ["candidate-a.jpg", "candidate-b.jpg"]
    assert {each.role for each in found} == {"candidate"}
    assert run("interview", "export", folder.name).code == 0
    assert "candidate-b.jpg" in (folder / "scorecard.html").read_text(encoding="utf-8")


def test_photo_that_cannot_be_recorded_is_not_copied(
    run: Run, mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pair(run, mine)
    (tmp_path / "a.jpg").write_bytes(PHOTO)

    real = Journal.record

    def refuse(self: Journal, kind: type[Event], **fields: object) -> Event:
        if kind is PhotoAdded:
            assert len(list(folder.glob("*.jpg"))) == 1
            raise CourseError("no space left")
        return real(self, kind, **fields)

    with monkeypatch.context() as full:
        full.setattr(Journal, "record", refuse)
        assert run("interview", "photo", folder.name, str(tmp_path / "a.jpg")).code == 2
    assert not list(folder.glob("*.jpg"))
    assert run("interview", "photo", folder.name, str(tmp_path / "a.jpg")).code == 0


def test_export_writes_all_forms_or_the_one_that_is_named(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    play(
        toml_of(tmp_path, "one", '00:00 solo phase phase="scope"', "09:00 solo ended"),
        mine.root / FOLDER / "small-one",
    )
    folder = mine.root / FOLDER / "small-one"
    assert run("interview", "export", "Small One", "--format", "md").code == 0
    assert sorted(each.name for each in folder.iterdir()) == ["scorecard.md", "solo.log"]
    assert run("interview", "export", "--out", str(tmp_path / "out")).code == 0
    made = [f"scorecard.{form}" for form in ("html", "json", "md")]
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == made
    assert (tmp_path / "out" / "scorecard.md").read_bytes() == (
        folder / "scorecard.md"
    ).read_bytes()  # fmt: skip
    done = run("interview", "export", "--format", "pdf", "--out", str(tmp_path / "none"))
    assert done.err == "twitlab: --format is 'pdf'; allowed are html, md, json\n"
    assert not (tmp_path / "none").exists()


def test_sheet_is_of_the_last_session_or_of_what_is_asked_for(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    out = mine.root / FOLDER / "sheet-small-usual.html"
    done = run("interview", "sheet", "small")
    assert done.code == 0
    assert "variant usual, 35 minutes" in done.out
    assert "Design a shop that sells notes." in out.read_text(encoding="utf-8")
    run("interview", "start", "small", "--variant", "true", "--slot", "60", "--level", "staff")
    done = run("interview", "sheet", "small")
    assert "sheet-small-true.html: variant true, 60 minutes" in done.out
    command = "interview start small --variant true --slot 60 --level staff --role interviewer"
    assert command in done.out
    assert "variant large, 45 minutes" in run(
        "interview", "sheet", "small", "--variant", "large", "--slot", "45"
    ).out  # fmt: skip
    named = tmp_path / "paper.html"
    assert run("interview", "sheet", "small", "--out", str(named)).code == 0
    before = named.read_bytes()
    assert before == (mine.root / FOLDER / "sheet-small-true.html").read_bytes()
    done = run("interview", "sheet", "small", "--variant", "large", "--out", str(named))
    assert "paper.html is there already; name a new file" in done.err
    assert named.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["smal"], "there is no pack 'smal'"),
        (["small", "--variant", "huge"], "no variant 'huge'"),
        (["small", "--slot", "0"], "slot must be one of 35, 45, 60, got 0"),
        (["small", "--level", "chief"], "level must be one of junior"),
    ],
)
def test_sheet_that_is_wrong_is_refused_and_makes_nothing(
    run: Run, mine: Workspace, arguments: list[str], message: str
) -> None:
    done = run("interview", "sheet", *arguments)
    assert done.code == 2
    assert message in done.err
    assert folders(mine) == []


def test_drill_is_a_notebook_that_is_kept_when_it_is_there(run: Run, mine: Workspace) -> None:
    done = run("interview", "drill")
    assert f"open      {FOLDER}/drill.ipynb in JupyterLab" in done.out
    notebook = mine.root / FOLDER / "drill.ipynb"
    (code,) = [each.source for each in nbformat.read(notebook, 4).cells if each.id == "screen"]
    assert code == "from twitlab.interview.screens.drill import drill\n\ndrill()"
    notebook.write_text("mine")
    assert run("interview", "drill").out == done.out
    assert notebook.read_text() == "mine"
    assert "Your sessions" not in run("interview").out


def test_workspace_is_named_before_or_behind(run: Run, mine: Workspace, tmp_path: Path) -> None:
    """And where none is named, it is the usual one."""
    wrong = str(tmp_path / "nothing")
    for arguments in (
        ("-w", wrong, "interview", "start", "small"),
        ("interview", "-w", wrong, "start", "small"),
        ("interview", "start", "small", "-w", wrong),
    ):
        assert "nothing is not a workspace" in run(*arguments).err
    assert folders(mine) == []
    assert run("-w", wrong, "interview", "start", "small", "-w", str(mine.root)).code == 0
    assert len(folders(mine)) == 1


def test_export_makes_a_scorecard_in_three_forms(run: Run, mine: Workspace, tmp_path: Path) -> None:
    folder = pair(run, mine)
    made = [folder / f"scorecard.{form}" for form in ("html", "md", "json")]
    done = run("interview", "export", folder.name)
    assert done.code == 0
    assert done.out.splitlines()[:3] == [short(each) for each in made]
    assert all(folder.name in each.read_text(encoding="utf-8") for each in made)
    again = everything(folder)
    assert run("interview", "export", folder.name).code == 0
    assert everything(folder) == again
    assert run("interview", "export", "--out", str(tmp_path / "out")).code == 0
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == sorted(
        each.name for each in made
    )


def test_export_needs_no_workspace_but_a_folder(run: Run, tmp_path: Path) -> None:
    play(toml_of(tmp_path, "one", "00:00 interviewer phase phase = 'scope'"), tmp_path / "one")
    assert run("interview", "export", str(tmp_path / "one")).code == 0
    assert (tmp_path / "one" / "scorecard.html").exists()
    done = run("interview", "export", "nowhere")
    assert done.code == 2
    assert "there is no session 'nowhere'" in done.err


def test_anchors_are_laid_out_and_say_how_to_score_them(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "FOLDER", Path(pack.__file__).parent)
    pack.load_pack.cache_clear()
    done = run("interview", "anchors")
    assert done.code == 0
    assert [each.name for each in folders(mine)] == ["anchor-one", "anchor-two"]
    assert done.out.count("score it first") == 2
    line = next(each for each in done.out.splitlines() if "--session anchor-one" in each)
    typed = line.split("twitlab", 1)[1].split()
    assert run(*typed).code == 0
    assert log_of(folders(mine)[0], "rater").exists()
    assert "score it first" in run("interview", "anchors").out


def test_cold_mock_is_twenty_minutes_alone_and_says_its_phases(run: Run, mine: Workspace) -> None:
    done = run("interview", "start", "small", "--cold")
    assert done.code == 0
    (folder,) = folders(mine)
    kept = read_journal(folder / "solo.log")
    assert (kept.opened.role, kept.opened.slot) == ("solo", 20)
    assert "small, variant usual, 20 minutes" in done.out
    assert "Scope 3, Estimates 2, API and data 3, High-level design 4, Deep dives 6" in done.out
    assert "twitlab plan` begins with what was weak" in done.out
    sitting = Sitting.resume(folder, "solo")
    with sitting.journal:
        assert [sitting.phase_ms(each)[1] // 60_000 for each in PHASES] == [3, 2, 3, 4, 6, 2]


@pytest.mark.parametrize(
    "more",
    [("--role", "candidate"), ("--slot", "45"), ("--session", "x", "--variant", "usual")],
)
def test_cold_mock_of_two_or_of_another_length_is_refused(
    run: Run, mine: Workspace, more: tuple[str, ...]
) -> None:
    done = run("interview", "start", "small", "--cold", *more)
    assert done.err == (
        "twitlab: --cold is 20 minutes alone: --role, --slot and --session do not go with it\n"
    )
    assert folders(mine) == []


def test_history_lists_what_was_played_in_a_table_and_as_json(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    assert run("interview", "history").out.startswith("You have played no session yet")
    for name in ("one", "two"):
        events = ('00:00 solo phase phase="scope"', '06:00 solo phase phase="estimates"',
                  '07:00 solo estimated estimate="sales"; value="9 tweet/day"')  # fmt: skip
        play(toml_of(tmp_path, name, *events), mine.root / FOLDER / f"small-{name}")
    done = run("interview", "history")
    assert done.code == 0
    assert re.search(r"^Estimation +1 / – +1 / –$", done.out, re.MULTILINE)
    assert "Does it. (small, Estimates, 2 times) → Start here (notebooks/00_" in done.out
    raw = json.loads(run("interview", "history", "--json").out)
    assert [each["name"] for each in raw["sessions"]] == ["small-one", "small-two"]
    assert [each["line"] for each in raw["missed_again"]] == ["line-estimation"]
