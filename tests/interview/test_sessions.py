"""Played sessions, six of each pack: the score derives the marks that an interviewer expects."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.help.stored_logs import SESSIONS, logs_of
from twitlab.interview.events import Noted, Opened, PhaseBegun
from twitlab.interview.packs.pack import pack_ids
from twitlab.interview.packs.words import DIMENSIONS, Dimension
from twitlab.interview.played import Marks, Played, play, read_played
from twitlab.interview.scoring.results import LineScore
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session, open_session

KINDS = ("empty", "hand-waved", "memorised", "overbuilt", "thorough-a", "thorough-b")
EACH = [(pack, kind) for pack in pack_ids() for kind in KINDS]
every_session = pytest.mark.parametrize(("pack", "kind"), EACH)
every_pack = pytest.mark.parametrize("pack", pack_ids())


def path_of(pack: str, kind: str) -> Path:
    """Give where a session is written down."""
    return SESSIONS / pack / f"{kind}.toml"


@cache
def written(pack: str, kind: str) -> Played:
    """Give a session as it is written down."""
    return read_played(path_of(pack, kind))


@cache
def session_of(pack: str, kind: str) -> Session:
    """Play a session, and open the files that it left."""
    with tempfile.TemporaryDirectory() as folder:
        play(path_of(pack, kind), Path(folder))
        return open_session(Path(folder))


def marks_of(pack: str, kind: str) -> dict[Dimension, Marks]:
    """Give the marks that a session earns."""
    profile = score(session_of(pack, kind)).profile
    return {
        each: Marks(measured=band.measured, judged=band.judged) for each, band in profile.items()
    }


@every_session
def test_a_session_earns_what_an_interviewer_expects(pack: str, kind: str) -> None:
    expected = written(pack, kind).expected

    assert marks_of(pack, kind) == {each: expected.get(each, Marks()) for each in DIMENSIONS}


@every_session
def test_a_session_says_nothing_that_its_pack_does_not_know(pack: str, kind: str) -> None:
    session = session_of(pack, kind)

    assert session.notes == ()
    assert score(session).refused == ()


def mentioned(*lines: LineScore) -> set[tuple[int, str]]:
    """Give when, and in whose file, the evidence of lines was."""
    return {(proof.at_ms, proof.role) for line in lines for proof in line.evidence}


@every_session
def test_without_one_piece_of_evidence_its_line_is_another_one(pack: str, kind: str) -> None:
    session = session_of(pack, kind)
    before = score(session).lines
    happened = [each for each in session.events if not isinstance(each.event, Opened)]
    moments = [(each.at_ms, each.role) for each in happened]
    assert len({*moments}) == len(moments), "two events of one moment: whose is the evidence?"
    assert mentioned(*before) <= {*moments}
    beside = {
        line.line.id: mentioned(*(each for each in before if each.line.id in line.shown))
        for line in before
    }

    for moment, gone in zip(moments, happened, strict=True):
        less = replace(session, events=tuple(each for each in session.events if each is not gone))
        for was, now in zip(before, score(less).lines, strict=True):
            if moment in mentioned(was):
                assert (now.state, now.evidence) != (was.state, was.evidence), (
                    f"{was.line.id} is the same without {gone.event!r}"
                )
            elif moment in beside[was.line.id]:  # of the line beside which this one is observed
                assert now.state in (was.state, "not observed")
            elif not isinstance(gone.event, PhaseBegun):  # without its phase no line is observed
                assert (now.state, now.evidence) == (was.state, was.evidence), (
                    f"{was.line.id} hangs on {gone.event!r}, and does not say so"
                )


@every_pack
def test_six_sessions_are_of_one_evening(pack: str) -> None:
    found = {each.stem for each in (SESSIONS / pack).glob("*.toml")}

    assert found == {*KINDS}
    assert {written(pack, kind).pack for kind in KINDS} == {pack}
    assert len({(written(pack, kind).variant, written(pack, kind).slot) for kind in KINDS}) == 1


@every_pack
def test_both_thorough_sessions_reach_the_senior_and_no_other_does(pack: str) -> None:
    levels = {each.level: each.rungs for each in session_of(pack, "empty").pack.levels}
    reached = {
        kind: all(
            (marks_of(pack, kind)[each].judged or 0) >= rung
            for each, rung in levels["senior"].items()
        )
        for kind in KINDS
    }

    assert [kind for kind, enough in reached.items() if enough] == ["thorough-a", "thorough-b"]


@every_pack
def test_thorough_sessions_chose_differently(pack: str) -> None:
    designs = [
        {each.event.text for each in session_of(pack, kind).of(Noted)}
        for kind in ("thorough-a", "thorough-b")
    ]

    assert all(designs)
    assert not designs[0] & designs[1]


@every_pack
def test_the_empty_session_earns_the_lowest_mark(pack: str) -> None:
    marks = marks_of(pack, "empty").values()

    assert {each.judged for each in marks} <= {1, None}
    assert {each.measured for each in marks} <= {1, None}
    assert 1 in {each.judged for each in marks}


@every_pack
def test_a_played_session_leaves_the_raw_log_that_is_stored(pack: str) -> None:
    stored = {each: each.read_bytes() for each in (SESSIONS / pack).glob("*.log")}

    assert stored == logs_of(pack), (
        "the format of a log, or the session, has changed; if it was meant: "
        "python -m tests.help.stored_logs"
    )
