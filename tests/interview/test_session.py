"""A session from the files of its roles: what belongs together, on which clock, in which order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.help.interviews import BEGUN_MS, only_small, opened, small_pack, toml_of
from twitlab.errors import CourseError
from twitlab.interview.events import Ended, Estimated, Event, FactAsked, Noted, PhaseBegun
from twitlab.interview.journal import Journal
from twitlab.interview.lines import Kept, read_kept
from twitlab.interview.played import play
from twitlab.interview.session import join, open_session
from twitlab.interview.timing import ManualClock2

PAIR = (
    '00:00 interviewer phase phase="scope"',
    '00:40 interviewer asked tag="users"',
    '00:50 candidate noted phase="scope"; text="ten users"',
    '05:00 interviewer phase phase="estimates"',
    '06:00 candidate estimated estimate="sales"; value="20 tweet/day"',
    "34:00 interviewer ended",
)


def file_of(
    folder: Path, name: str, *records: tuple[int, type[Event], dict[str, Any]], **changes: Any
) -> Path:
    """Write a file whose events come at these milliseconds after it was opened."""
    path, first = folder / name, opened(**changes)
    clock = ManualClock2(first.wall_ms)
    with Journal.create(path, first, clock) as made:
        for at_ms, kind, fields in records:
            clock.advance_ms(first.wall_ms + at_ms - clock.wall_ms())
            made.record(kind, **fields)
    return path


def scope(at_ms: int = 0) -> tuple[int, type[Event], dict[str, Any]]:
    return (at_ms, PhaseBegun, {"phase": "scope"})


def test_session_of_two_has_all_events_in_order_of_time(tmp_path: Path) -> None:
    play(toml_of(tmp_path, "one", *PAIR, head='level = "mid"'), tmp_path / "one", only_small)
    session = open_session(tmp_path / "one", only_small)
    assert (session.name, session.slot, session.level) == ("small-one", 35, "mid")
    assert session.pack == small_pack().as_variant("usual")
    assert list(session.files) == ["interviewer", "candidate"]
    assert [(each.at_ms, each.role, each.event.kind) for each in session.events] == [
        (0, "interviewer", "opened"),
        (0, "interviewer", "phase"),
        (0, "candidate", "opened"),
        (40_000, "interviewer", "asked"),
        (50_000, "candidate", "noted"),
        (300_000, "interviewer", "phase"),
        (360_000, "candidate", "estimated"),
        (2_040_000, "interviewer", "ended"),
    ]
    (estimate,) = session.of(Estimated)
    assert (estimate.number, estimate.event.value) == (2, "20 tweet/day")
    assert session.has_ended
    assert not session.is_solo
    assert session.notes == ()


def test_order_of_the_paths_changes_nothing(tmp_path: Path) -> None:
    paths = play(toml_of(tmp_path, "one", *PAIR), tmp_path / "one", only_small)
    assert join(paths, only_small) == join(paths[::-1], only_small)


def test_time_begins_with_the_first_phase_and_not_with_the_file(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, "a.log", (5_000, Noted, {"phase": "scope", "text": "early"}), scope(60_000),
        (61_000, FactAsked, {"tag": "users"}),
    )  # fmt: skip
    session = join([path], only_small)
    assert [each.at_ms for each in session.events] == [0, 0, 0, 1_000]


def test_phase_to_which_one_comes_back_begins_once(tmp_path: Path) -> None:
    again = (500_000, PhaseBegun, {"phase": "scope"})
    path = file_of(tmp_path, "a.log", scope(), (90_000, PhaseBegun, {"phase": "estimates"}), again)
    assert [each.at_ms for each in join([path], only_small).events] == [0, 0, 90_000, 500_000]


def test_phase_that_was_taken_back_begins_nothing(tmp_path: Path) -> None:
    from twitlab.interview.events import TakenBack

    path = file_of(
        tmp_path, "a.log", scope(1_000), (2_000, TakenBack, {"number": 1}), scope(60_000),
        (61_000, Ended, {}),
    )  # fmt: skip
    session = join([path], only_small)
    assert [(each.at_ms, each.number) for each in session.events] == [(0, 0), (0, 3), (1_000, 4)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"session": "small-other"}, "the session is small-bako-tiru in a.log and small-other in"),
        ({"pack": "top-k"}, "the pack is small in a.log and top-k in b.log"),
        ({"version": 2}, "the version of the pack is 1 in a.log and 2 in b.log"),
        ({"variant": "large"}, "the variant is usual in a.log and large in b.log"),
        ({"role": "solo"}, "b.log is of somebody alone, and a.log of a candidate"),
        (
            {"role": "candidate", "who": "Bo"},
            r"a.log \(no name\) and b.log \(Bo\) are both of a candidate",
        ),
    ],
)
def test_files_that_do_not_belong_together_are_refused(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    one = file_of(tmp_path, "a.log", scope())
    two = file_of(tmp_path, "b.log", scope(), **{"role": "interviewer", **change})
    before = one.read_bytes(), two.read_bytes()
    with pytest.raises(CourseError, match=message):
        join([one, two], only_small)
    assert (one.read_bytes(), two.read_bytes()) == before


def test_third_file_of_another_session_is_refused(tmp_path: Path) -> None:
    files = [
        file_of(tmp_path, "a.log", scope()),
        file_of(tmp_path, "b.log", scope(), role="interviewer"),
        file_of(tmp_path, "c.log", scope(), role="rater", session="small-other"),
    ]
    with pytest.raises(CourseError, match=r"in [ab]\.log and small-other in c\.log"):
        join(files, only_small)


def test_older_copy_of_a_file_is_passed_over(tmp_path: Path) -> None:
    one = file_of(tmp_path, "a.log", scope(), (9_000, Ended, {}))
    copy = tmp_path / "copy.log"
    copy.write_bytes(b"".join(one.read_bytes().splitlines(keepends=True)[:2]))
    for paths in ([one, copy], [copy, one], [one, one]):
        assert len(join(paths, only_small).events) == 3


def test_what_was_taken_back_is_looked_for_so_often_whatever_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once an event would be minutes for thousands of events."""
    asked: list[Kept] = []

    def back(kept: Kept) -> frozenset[int]:
        asked.append(kept)
        return frozenset()

    counts = []
    for name, more in (("few", 1), ("many", 50)):
        (tmp_path / name).mkdir()
        log = file_of(tmp_path / name, "solo.log", *[scope()] * more, role="solo")
        with monkeypatch.context() as counting:
            counting.setattr(Kept, "taken_back", property(back))
            join([log], only_small)
            read_kept(log).refuse_not_there(1)
        counts.append(len(asked))
        asked.clear()
    assert counts[0] == counts[1] > 0


def test_rater_alone_is_no_session(tmp_path: Path) -> None:
    path = file_of(tmp_path, "rater.log", role="rater")
    with pytest.raises(CourseError, match="must be a candidate's, an interviewer's or a solo file"):
        join([path], only_small)


def test_folder_without_files_is_no_session(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no file of an interview"):
        open_session(tmp_path, only_small)


def test_file_of_another_name_in_the_folder_is_none_of_the_session(tmp_path: Path) -> None:
    play(toml_of(tmp_path, "one", *PAIR), tmp_path / "one", only_small)
    session = open_session(tmp_path / "one", only_small)
    (tmp_path / "one" / "jupyter.log").write_text("started")
    (tmp_path / "one" / "candidate (1).log").write_text("")
    assert open_session(tmp_path / "one", only_small) == session


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "made with version 2 of pack small, and this twitlab has version 1"),
        ({"variant": "gone"}, "pack small has no variant 'gone'; it has usual, large, true"),
        ({"pack": "gone"}, "there is no pack 'gone'"),
    ],
)
def test_pack_of_another_version_is_refused(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = file_of(tmp_path, "a.log", scope(), **change)
    with pytest.raises(CourseError, match=message):
        join([path], only_small)


def test_session_that_was_cut_off_is_read_and_can_go_on(tmp_path: Path) -> None:
    paths = play(toml_of(tmp_path, "one", *PAIR), tmp_path / "one", only_small)
    interviewer = paths[1]
    interviewer.write_bytes(interviewer.read_bytes()[:-9])  # in the midst of its last event
    session = open_session(tmp_path / "one", only_small)
    assert len(session.events) == 7
    assert not session.has_ended
    assert session.notes == ("interviewer.log, line 5 was cut off while it was written",)
    with Journal.resume(interviewer, ManualClock2(session.events[-1].event.wall_ms + 9)) as again:
        again.record(Ended)
    session = open_session(tmp_path / "one", only_small)
    assert [each.at_ms for each in session.events[-2:]] == [360_009, 360_009]
    assert session.has_ended


def test_name_that_the_pack_does_not_have_is_said_and_left_out(tmp_path: Path) -> None:
    """As after a change of the pack without another version."""
    path = file_of(tmp_path, "a.log", scope(), (5, Estimated, {"estimate": "gone", "value": "1"}))
    session = join([path], only_small)
    assert session.of(Estimated) == ()
    (note,) = session.notes
    assert note.startswith("a.log, event 2 does not count: there is no estimate 'gone'; there are")


@pytest.mark.parametrize("by_ms", [-7 * 3_600_000, -60_001, -60_000, 0, 59_000, 86_400_000])
def test_clocks_of_two_laptops_are_aligned_by_the_phases_of_both(
    tmp_path: Path, by_ms: int
) -> None:
    phases = [scope(), (300_000, PhaseBegun, {"phase": "estimates"})]
    one = file_of(tmp_path, "i.log", *phases, role="interviewer")
    late = [(at + 2_000, *rest) for at, *rest in phases]
    two = file_of(
        tmp_path, "c.log", *late, (310_000, Ended, {}), wall_ms=BEGUN_MS + by_ms  # type: ignore[arg-type]
    )  # fmt: skip
    session = join([one, two], only_small)
    moved = abs(by_ms + 2_000) > 60_000
    assert bool(session.notes) == moved
    if moved:
        (note,) = session.notes
        assert note.startswith(f"c.log: its times are moved by {-(by_ms + 2_000) / 1_000:+.0f} s,")
        (ended,) = session.of(Ended)
        assert ended.at_ms == 308_000


def test_clocks_that_do_not_overlap_begin_together(tmp_path: Path) -> None:
    one = file_of(tmp_path, "i.log", scope(), (60_000, Ended, {}), role="interviewer")
    two = file_of(
        tmp_path, "c.log", (9_000, Noted, {"phase": "scope", "text": "a"}),
        wall_ms=BEGUN_MS - 86_400_000,
    )  # fmt: skip
    session = join([one, two], only_small)
    assert [each.at_ms for each in session.of(Noted)] == [9_000]
    (note,) = session.notes
    assert "moved by +86400 s, so that both begin at one time" in note


def test_clock_that_jumps_is_said_with_file_and_event(tmp_path: Path) -> None:
    clock = ManualClock2(BEGUN_MS)
    with Journal.create(tmp_path / "candidate.log", opened(), clock) as made:
        made.record(PhaseBegun, phase="scope")
        clock.advance_ms(1_000)
        clock.set_wall_ms(5)
        made.record(Ended)
    session = open_session(tmp_path, only_small)
    assert session.of(Ended)[0].at_ms == 1_000
    (note,) = session.notes
    assert note.startswith("candidate.log, event 2: the wall clock jumped back by")


def test_rater_comes_after_the_session_whenever_it_was(tmp_path: Path) -> None:
    events = (*PAIR, '34:00 rater noted phase="scope"; text="a"')
    play(toml_of(tmp_path, "one", *events), tmp_path / "one", only_small)
    rater = tmp_path / "one" / "rater.log"
    rater.unlink()
    file_of(
        tmp_path / "one", "rater.log", (3_000, Noted, {"phase": "scope", "text": "a"}),
        role="rater", session="small-one", wall_ms=BEGUN_MS + 9 * 86_400_000,
    )  # fmt: skip
    session = open_session(tmp_path / "one", only_small)
    assert [(each.at_ms, each.role) for each in session.events[-2:]] == [
        (2_040_000, "rater"),
        (2_043_000, "rater"),
    ]


def test_interviewers_slot_and_level_lead(tmp_path: Path) -> None:
    one = file_of(tmp_path, "c.log", scope(), slot=35, level="mid")
    two = file_of(tmp_path, "i.log", scope(), role="interviewer", slot=60)
    session = join([one, two], only_small)
    assert (session.slot, session.level) == (60, "mid")
    assert session.notes == ("c.log was played in 35 minutes; the 60 of i.log count",)
