"""The played sessions earn what an interviewer who knows the question gives them."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from twitlab.interview.played import play, read_played
from twitlab.interview.scoring.score import score
from twitlab.interview.session import open_session

SESSIONS = sorted((ROOT / "tests" / "interview" / "sessions").glob("*/*.toml"))


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_played_session_earns_the_marks_it_should(path: Path, tmp_path: Path) -> None:
    play(path, tmp_path)
    found = score(open_session(tmp_path))
    got = {name: (band.measured, band.judged) for name, band in found.profile.items()}
    expected = read_played(path).expected
    marks = {name: (each.measured, each.judged) for name, each in expected.items()}
    assert got == {name: marks.get(name, (None, None)) for name in got}
    assert found.refused == ()
