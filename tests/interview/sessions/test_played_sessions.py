"""Six played sessions of a pack earn the marks that an interviewer who knows the question gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.help.made_sessions import without
from twitlab.interview.played import Marks, lines_of, play, read_played
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session, join, open_session

HERE = Path(__file__).parent
PACKS = sorted(each for each in HERE.iterdir() if any(each.glob("*.toml")))
SIX = ["empty", "hand-waved", "memorised", "overbuilt", "thorough-a", "thorough-b"]
STORED = [path for pack in PACKS for path in sorted(pack.glob("*.toml"))]
LOGS = sorted(HERE.glob("*/*/interviewer.log"))
every_pack = pytest.mark.parametrize("pack", PACKS, ids=[each.name for each in PACKS])
every_session = pytest.mark.parametrize(
    "path", STORED, ids=[f"{each.parent.name}-{each.stem}" for each in STORED]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the files that sessions leave."""
    return tmp_path_factory.mktemp("played")


@cache
def played(path: Path, folder: Path) -> Session:
    """Play a stored session, once."""
    return join(play(path, folder / path.parent.name / path.stem))


def judged(path: Path, folder: Path) -> dict[str, int]:
    """Give what the interviewer's word makes of each dimension."""
    profile = score(played(path, folder)).profile
    return {dimension: band.judged or 0 for dimension, band in profile.items()}


@every_pack
def test_six_sessions_of_one_variant_are_kept(pack: Path) -> None:
    of_six = [read_played(pack / f"{name}.toml") for name in SIX]

    assert {each.pack for each in of_six} == {pack.name}
    assert len({(each.variant, each.slot) for each in of_six}) == 1


@every_session
def test_a_session_earns_the_marks_that_are_expected(path: Path, folder: Path) -> None:
    expected = read_played(path).expected
    found = score(played(path, folder))

    assert expected
    assert found.refused == ()
    assert played(path, folder).notes == ()
    for dimension, band in found.profile.items():
        marks = Marks(measured=band.measured, judged=band.judged)
        assert marks == expected.get(dimension, Marks()), (
            dimension,
            [
                (each.line.id, each.state)
                for each in found.lines
                if each.line.dimension == dimension
            ],
        )


@every_session
def test_a_line_changes_without_one_piece_of_its_evidence(path: Path, folder: Path) -> None:
    session = played(path, folder)
    before = score(session).lines
    standing = {(proof.at_ms, proof.role) for line in before for proof in line.evidence}
    for event in session.events:
        if (event.at_ms, event.role) not in standing:
            continue
        after = score(without(session, event)).lines
        for one, other in zip(before, after, strict=True):
            # Of two events at one moment only one is in the proof: its line tells them apart.
            stood = any(
                (each.at_ms, each.role) == (event.at_ms, event.role) for each in one.evidence
            )
            alone = sum((e.at_ms, e.role) == (event.at_ms, event.role) for e in session.events) == 1
            if stood and alone:
                assert (one.state, one.evidence) != (other.state, other.evidence), one.line.id


@every_pack
def test_both_thorough_sessions_are_senior_and_no_other_is(pack: Path, folder: Path) -> None:
    levels = played(pack / "thorough-a.toml", folder).pack.levels
    (senior,) = (each for each in levels if each.level == "senior")
    for name in SIX:
        marks = judged(pack / f"{name}.toml", folder)
        reached = all(marks[each] >= rung for each, rung in senior.rungs.items())
        assert reached == name.startswith("thorough"), (name, marks)


@every_pack
def test_the_thorough_sessions_chose_differently(pack: Path, folder: Path) -> None:
    one, other = (score(played(pack / f"{name}.toml", folder)) for name in SIX[-2:])
    texts = [{p.text for line in each.lines for p in line.evidence} for each in (one, other)]

    assert len(texts[0] ^ texts[1]) > len(texts[0] & texts[1])


@pytest.mark.parametrize("log", LOGS, ids=[each.parent.name for each in LOGS])
def test_a_stored_log_is_read_as_the_day_it_was_written(log: Path, folder: Path) -> None:
    toml = log.parent.with_suffix(".toml")

    assert {f"{role}.log": content for role, content in lines_of(toml).items()} == {
        each.name: each.read_bytes() for each in log.parent.glob("*.log")
    }
    assert score(open_session(log.parent)).lines == score(played(toml, folder)).lines
