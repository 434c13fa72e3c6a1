"""Two bundled sessions: a rater scores them blind, and then is told what they earn and why."""

import io
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from twitlab.errors import CourseError
from twitlab.interview.anchor_report import anchors_report
from twitlab.interview.anchors import (
    FOLDER,
    anchors_of,
    bundled_names,
    lay_out,
    left_to_rate,
    told,
)
from twitlab.interview.events import Heard, Noted, Ticked
from twitlab.interview.journal import Journal, read_journal
from twitlab.interview.packs.words import DIMENSIONS, PHASES
from twitlab.interview.places import folder_of
from twitlab.interview.played import play
from twitlab.interview.reporting import started_report
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session, open_session
from twitlab.interview.timing import ManualClock2

NAMES = bundled_names()


def rated(root: Path, name: str, *, leave: int = 0, wrong: int = 0) -> Session:
    """Let a rater tick the lines of a session as they were scored, but some."""
    folder = lay_out(root, name)
    session = open_session(folder)
    lines = [each for each in score(session).lines if not each.measured]
    begun = next(iter(session.files.values())).opened
    clock = ManualClock2(begun.wall_ms)
    mine = begun.model_copy(update={"role": "rater"})
    with Journal.create(folder / "rater.log", mine, clock) as journal:
        for number, each in enumerate(lines[leave:]):
            earned = (each.state == "proved") != (number < wrong)
            journal.record(Ticked, line=each.line.id, earned=earned, quote="so it was said")
    return open_session(folder)


def test_there_are_two() -> None:
    assert NAMES == ("anchor-one", "anchor-two")
    assert {each.stem for each in (FOLDER / "reasons").glob("*.toml")} == {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_each_judged_line_and_mark_has_a_reason_that_fits(name: str, tmp_path: Path) -> None:
    session = open_session(lay_out(tmp_path, name))
    assert session.notes == ()
    found, anchors = score(session), anchors_of(name)
    judged = [each for each in found.lines if not each.measured]
    assert {*anchors.lines} == {each.line.id for each in judged}
    word = {"proved": "Earned", "missed": "Missed"}
    for each in judged:
        assert anchors.lines[each.line.id].startswith(word[each.state]), each.line.id
    assert tuple(anchors.bands) == DIMENSIONS
    for dimension, reason in anchors.bands.items():
        assert reason.startswith(f"{found.profile[dimension].judged}: ")


@pytest.mark.parametrize("name", NAMES)
def test_rater_reads_all_that_was_said_without_a_judgement(name: str, tmp_path: Path) -> None:
    """What proves a line stands in what the candidate said, or in a question that was answered."""
    session = open_session(lay_out(tmp_path, name))
    assert [each.event.phase for each in session.of(Noted)] == [*PHASES]
    said = " ".join(each.event.text for each in session.of(Noted))
    for each in session.of(Ticked):
        assert each.event.quote in said
    assert {each.role for each in session.of(Heard)} == {"interviewer"}


def test_two_together_have_enough_lines_for_kappa(tmp_path: Path) -> None:
    pairs = [told(rated(tmp_path, name))[1] for name in NAMES]
    assert sum(len(each.lines) for each in pairs) >= 28
    assert all(len(each.bands) == 7 for each in pairs)


def test_anchors_are_told_when_each_line_is_ticked(tmp_path: Path) -> None:
    assert left_to_rate(tmp_path) == NAMES
    half = rated(tmp_path, NAMES[0], leave=3)
    with pytest.raises(CourseError, match="left are in-and-out, asks-what-decides"):
        told(half)
    assert left_to_rate(tmp_path) == NAMES
    lines, agreed = told(rated(tmp_path, NAMES[1], wrong=2))
    assert left_to_rate(tmp_path) == NAMES[:1]
    assert [each.mine == each.anchor for each in lines].count(False) == 2
    assert agreed.same == len(lines) - 2
    assert all(each.reason and each.text for each in lines)


def test_laying_out_again_changes_nothing(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, NAMES[0])
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    assert lay_out(tmp_path, NAMES[0]) == folder
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_unknown_bundled_session_is_refused(tmp_path: Path) -> None:
    for act in (anchors_of, lambda name: lay_out(tmp_path, name)):
        with pytest.raises(CourseError, match="no bundled session 'other'; there are anchor-one"):
            act("other")


def test_who_begins_to_rate_a_real_session_is_told_of_them(tmp_path: Path) -> None:
    for name, told_of in (("red-fox", True), (NAMES[0], False)):
        play(FOLDER / f"{NAMES[0]}.toml", folder_of(tmp_path, name))
        for role in ("interviewer", "rater"):
            path = folder_of(tmp_path, name) / f"{role}.log"
            begun = read_journal(folder_of(tmp_path, name) / "interviewer.log").opened
            if role == "rater":
                mine = begun.model_copy(update={"role": "rater"})
                Journal.create(path, mine, ManualClock2(begun.wall_ms)).close()
            console = Console(width=200, file=io.StringIO())
            console.print(*started_report(tmp_path, read_journal(path)), sep="\n")
            said = cast(io.StringIO, console.file).getvalue()
            assert ("interview anchors" in said) == (told_of and role == "rater")


def test_report_tells_the_anchors_of_what_is_scored_only(tmp_path: Path) -> None:
    rated(tmp_path, NAMES[0], wrong=1)
    console = Console(width=200, file=io.StringIO())
    console.print(*anchors_report(tmp_path), sep="\n")
    said = cast(io.StringIO, console.file).getvalue()
    first, second = anchors_of(NAMES[0]), anchors_of(NAMES[1])
    flat = " ".join(said.split())
    assert flat.count("differs") == 1
    assert all(reason in flat for reason in [*first.lines.values(), *first.bands.values()])
    assert not any(reason in flat for reason in second.lines.values())
    assert "interview start timeline-search --role rater --session anchor-two" in flat
    assert "Lines that both judged: 22; the same: 21." in flat
