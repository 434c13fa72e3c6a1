"""A session that is written down by hand leaves the files that a real one would leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.help.interviews import only_small, opened, toml_of
from twitlab.errors import CourseError
from twitlab.interview.events import Estimated, FactAsked, PhaseBegun, Resumed, TakenBack
from twitlab.interview.journal import Journal, read_journal
from twitlab.interview.played import BEGUN_MS, lines_of, play, read_played
from twitlab.interview.session import open_session
from twitlab.interview.timing import ManualClock2

BEGIN = '00:00 solo phase phase="scope"'


def test_files_are_byte_for_byte_those_of_a_journal(tmp_path: Path) -> None:
    toml = toml_of(
        tmp_path, "one", BEGIN, '00:40 solo asked tag="users"', "00:41 solo taken_back",
        "10:00 solo resumed", '61:30 solo estimated estimate="sales"; value="20 tweet/day"',
        head='slot = 60\nlevel = "staff"\nwho = { solo = "Ñandú" }',
    )  # fmt: skip
    clock = ManualClock2(BEGUN_MS)
    first = opened(
        role="solo", slot=60, level="staff", who="Ñandú", session="small-one", wall_ms=BEGUN_MS
    )
    with Journal.create(tmp_path / "real.log", first, clock) as real:
        real.record(PhaseBegun, phase="scope")
        clock.advance_ms(40_000)
        real.record(FactAsked, tag="users")
        clock.advance_ms(1_000)
        real.record(TakenBack, number=2)
        clock.advance_ms(559_000)
        clock.restart()
        real.record(Resumed)
        clock.advance_ms(3_090_000)
        real.record(Estimated, estimate="sales", value="20 tweet/day")
    (made,) = play(toml, tmp_path / "made", only_small)
    assert made.name == "solo.log"
    assert made.read_bytes() == (tmp_path / "real.log").read_bytes()
    assert open_session(made.parent, only_small).of(Estimated)[0].at_ms == 3_690_000


def test_roles_are_a_pair_or_whoever_appears(tmp_path: Path) -> None:
    def roles(*events: str, head: str = "") -> list[str]:
        return list(lines_of(toml_of(tmp_path, "one", *events, head=head), only_small))

    assert roles() == ["candidate", "interviewer"]
    assert roles('00:00 interviewer phase phase="scope"') == ["candidate", "interviewer"]
    assert roles(BEGIN) == ["solo"]
    assert roles(BEGIN, "09:00 rater ended") == ["solo", "rater"]
    assert roles(head='roles = ["candidate"]') == ["candidate"]


def test_session_in_which_nothing_happened_is_one(tmp_path: Path) -> None:
    play(toml_of(tmp_path, "none"), tmp_path / "none", only_small)
    assert [each.at_ms for each in open_session(tmp_path / "none", only_small).events] == [0, 0]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ('1:5 solo asked tag="users"', r"event 2 \(1:5\): at must be minutes and seconds"),
        ('00:60 solo asked tag="users"', "at must be minutes and seconds"),
        ('00:09 boss asked tag="users"', "role must be one of solo, got 'boss'"),
        ('00:09 solo waved tag="users"', r"event 2 \(00:09\): .*'waved'"),
        ('00:09 solo asked tag="hats"', "there is no fact 'hats'; there are users, writes"),
        ('00:09 solo asked tag="asks-first"', "there is no fact 'asks-first'"),
        ('00:09 solo heard tag="hats"', "there is no tag 'hats'"),
        ('00:09 solo estimated estimate="hats"; value="1"', "no estimate 'hats'; there are sales"),
        ('00:09 solo hinted topic="hats"; rung=1', "no hint 'hats'; there are boxes, rates"),
        ('00:09 solo probed probe="hats"; strength="ask"', "no probe 'hats'"),
        ('00:09 solo changed curveball="turn-large"', "no curveball 'turn-large'; there are turn"),
        ('00:09 solo ticked line="hats"; earned=true', "no line of the rubric 'hats'"),
        ("00:09 solo ticked line=\"line-depth\"; earned=3", "earned: Input should be a valid bool"),
        ("00:09 solo asked tag=\"users\"; colour=1", "colour: Extra inputs are not permitted"),
        ("00:09 solo taken_back number=2", "from 1 to 1; got 2"),
        ("00:09 solo opened slot=35", "Field required"),
    ],
)  # fmt: skip
def test_event_that_is_wrong_is_refused_by_number_and_writes_nothing(
    tmp_path: Path, event: str, message: str
) -> None:
    toml = toml_of(tmp_path, "one", BEGIN, event, head='roles = ["solo"]')
    with pytest.raises(CourseError, match=message) as refused:
        play(toml, tmp_path / "made", only_small)
    assert str(refused.value).startswith("one.toml, event 2 (")
    assert not (tmp_path / "made").exists()


def test_events_out_of_order_are_refused(tmp_path: Path) -> None:
    toml = toml_of(tmp_path, "one", BEGIN, "02:00 solo ended", "01:59 solo ended")
    with pytest.raises(CourseError, match=r"event 3 \(01:59\): events must be in order of time"):
        play(toml, tmp_path / "made", only_small)


def test_first_phase_that_is_late_is_refused(tmp_path: Path) -> None:
    toml = toml_of(tmp_path, "one", '00:01 solo phase phase="scope"')
    with pytest.raises(CourseError, match="first phase must be begun at"):
        play(toml, tmp_path / "made", only_small)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("slot = 40", "slot: Input should be 20, 35, 45 or 60; got 40"),
        ("colour = 1", "colour: Extra inputs are not permitted"),
        ("slot = ", "one.toml is not TOML"),
        ('who = { boss = "A" }', "who.boss"),
    ],
)
def test_head_that_is_wrong_is_refused(tmp_path: Path, head: str, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        read_played(toml_of(tmp_path, "one", head=head))


def test_session_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No such file"):
        read_played(tmp_path / "one.toml")


def test_files_that_are_there_are_never_overwritten(tmp_path: Path) -> None:
    toml = toml_of(tmp_path, "one", '00:00 interviewer phase phase="scope"')
    made = tmp_path / "made"
    made.mkdir()
    (made / "interviewer.log").write_bytes(b"mine")
    with pytest.raises(CourseError, match=r"interviewer\.log is there already"):
        play(toml, made, only_small)
    assert [each.name for each in made.iterdir()] == ["interviewer.log"]
    assert (made / "interviewer.log").read_bytes() == b"mine"


def test_taking_back_without_a_number_is_of_the_last_of_that_role(tmp_path: Path) -> None:
    toml = toml_of(
        tmp_path, "one", '00:00 interviewer phase phase="scope"',
        '00:01 interviewer asked tag="users"', '00:02 candidate noted phase="scope"; text="a"',
        "00:03 interviewer taken_back",
    )  # fmt: skip
    made = play(toml, tmp_path / "made", only_small)
    assert [each.kind for each in read_journal(made[1]).counting] == ["opened", "phase"]


def test_expected_marks_are_kept_and_stand_in_no_file(tmp_path: Path) -> None:
    plain = toml_of(tmp_path, "one", BEGIN)
    marked = tmp_path / "marked" / "one.toml"
    marked.parent.mkdir()
    marks = "\n[expected.depth]\nmeasured = 4\n[expected.scoping]\njudged = 1\n"
    marked.write_text(plain.read_text(encoding="utf-8") + marks, encoding="utf-8")
    expected = read_played(marked).expected
    assert (expected["depth"].measured, expected["depth"].judged) == (4, None)
    assert expected["scoping"].judged == 1
    assert lines_of(marked, only_small) == lines_of(plain, only_small)


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ("[expected.dept]\njudged = 1", "expected.dept"),
        ("[expected.depth]\njudged = 5", "less than or equal to 4"),
        ("[expected.depth]\njuged = 1", "expected.depth.juged"),
    ],
)
def test_marks_that_nobody_can_earn_are_refused(tmp_path: Path, marks: str, said: str) -> None:
    toml = toml_of(tmp_path, "one", BEGIN)
    toml.write_text(toml.read_text(encoding="utf-8") + f"\n{marks}\n", encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        read_played(toml)


@pytest.mark.parametrize("head", ["", 'roles = ["solo"]'])
def test_role_that_is_no_text_is_refused(tmp_path: Path, head: str) -> None:
    toml = toml_of(tmp_path, "one", head=head)
    event = '[[events]]\nat = "00:00"\nrole = ["solo"]\nkind = "ended"\n'
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{event}", encoding="utf-8")
    with pytest.raises(CourseError, match=r"event 1 \(00:00\): role must be one of .*'solo'"):
        play(toml, tmp_path / "made", only_small)


def test_disk_that_refuses_a_file_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_one(path: Path, content: bytes) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        path.parent.mkdir()
        path.write_bytes(content)

    written: list[Path] = []
    monkeypatch.setattr("twitlab.interview.played.write_whole", write_one)
    with pytest.raises(CourseError, match="made cannot be written: No space left on device"):
        play(toml_of(tmp_path, "one"), tmp_path / "made", only_small)
    assert len(written) == 1
    assert list((tmp_path / "made").iterdir()) == []
