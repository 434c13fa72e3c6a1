"""Progress: an append-only log that survives crashes, hand edits and newer versions."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.help.make import LATER, NOW
from twitlab.course.book.status import Status
from twitlab.course.record import lock
from twitlab.course.record.events import Checked, Committed, Event, GaveUp, Hinted, Planned
from twitlab.course.record.progress import Progress, Standing
from twitlab.errors import CourseError

JUNE = date(2026, 6, 1)


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress(tmp_path / ".twitlab" / "progress.jsonl")


def checked(status: Status, at: datetime = NOW, exercise: str = "a") -> Checked:
    points = 10 if status == "passed" else 0
    return Checked(
        exercise=exercise, status=status, points=points, max_points=10, by="grader", at=at
    )


def test_nothing_has_happened_where_there_is_no_log(progress: Progress) -> None:
    assert progress.events() == ()
    assert progress.standing("a") == Standing()
    assert progress.estimates("rate") is None
    assert progress.plan() is None
    assert progress.planned_since() is None
    assert progress.unreadable.count == 0
    assert not progress.path.parent.exists()


MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
EVENTS = st.one_of(
    st.builds(Checked, exercise=TEXT, at=MOMENTS, saved_at=st.none() | MOMENTS, mistake=TEXT),
    st.builds(Hinted, exercise=TEXT, at=MOMENTS),
    st.builds(
        Committed,
        key=TEXT,
        value=st.floats(allow_nan=False, allow_infinity=False),
        unit=TEXT,
        at=MOMENTS,
    ),
    st.builds(GaveUp, exercise=TEXT, at=MOMENTS),
    st.builds(Planned, interview=st.dates(), minutes=st.integers(10, 600), at=MOMENTS),
)


@given(events=st.lists(EVENTS, max_size=8), torn=st.binary(max_size=20))
def test_events_come_back_in_order_whatever_was_torn_before_them(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], torn: bytes
) -> None:
    progress = Progress(tmp_path_factory.mktemp("log") / "progress.jsonl")
    half = len(events) // 2
    for event in events[:half]:
        progress.record(event)
    with progress.path.open("ab") as file:
        file.write(torn)  # a crash in mid-write leaves no newline
    for event in events[half:]:
        progress.record(event)
    assert list(progress.events()) == events
    assert torn in progress.path.read_bytes()


def test_pass_is_never_lost_and_latest_check_is_told(progress: Progress) -> None:
    for status in ("not attempted", "failed", "error"):
        progress.record(checked(status))
        assert progress.standing("a").status == progress.standing("a").latest == status
    progress.record(checked("passed"))
    progress.record(checked("failed", LATER))
    standing = progress.standing("a")
    assert (standing.status, standing.points, standing.passed) == ("passed", 10, True)
    assert (standing.latest, standing.graded_at, standing.passed_at) == ("failed", LATER, NOW)
    assert progress.standing("b") == Standing()


def test_latest_is_by_line_not_by_clock(progress: Progress) -> None:
    progress.record(checked("error", LATER))
    progress.record(checked("failed", NOW))
    assert progress.standing("a").latest == "failed"


def test_hints_and_giving_up_are_counted_for_their_exercise(progress: Progress) -> None:
    progress.record(Hinted(exercise="a", level=2, at=NOW))
    progress.record(Hinted(exercise="a", level=1, at=NOW))
    progress.record(GaveUp(exercise="b", at=NOW))
    standings = progress.standings(["a", "b", "c"])
    assert [s.hints_taken for s in standings.values()] == [2, 0, 0]
    assert [s.gave_up for s in standings.values()] == [False, True, False]


def test_first_and_latest_estimate_are_told(progress: Progress) -> None:
    for value in (1.5, 3, 1e9):
        progress.record(Committed(key="rate", value=value, unit="per s", at=NOW))
    progress.record(Committed(key="other", value=7, unit="", at=NOW))
    found = progress.estimates("rate")
    assert found is not None
    assert (found.first.value, found.latest.value) == (1.5, 1e9)


def test_plan_counts_from_when_its_settings_were_first_used(progress: Progress) -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in range(1, 6)]
    for day, minutes in zip(days, (75, 60, 75, 75, 75), strict=True):
        progress.record(Planned(interview=JUNE, minutes=minutes, route="short", at=day))
    latest = progress.plan()
    assert latest is not None
    assert latest.at == days[-1]
    assert progress.planned_since(UTC) == date(2026, 3, 3)


def test_active_days_are_the_learners_own_and_planning_is_no_work(progress: Progress) -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    progress.record(checked("failed", late))
    progress.record(Planned(interview=JUNE, minutes=75, at=LATER))
    assert progress.active_days(UTC) == {date(2026, 3, 1)}
    assert progress.active_days(timezone(timedelta(hours=1))) == {date(2026, 3, 2)}


@pytest.mark.parametrize(
    "line",
    [
        b'{"event": "checked", "exercise": "a"',
        b'{"event": "danced", "at": "2026-03-01T18:30:00Z"}',
        b'{"event": "hinted", "exercise": "a", "level": 0, "at": "2026-03-01T18:30:00Z"}',
        b'{"event": "gave up", "exercise": "a", "at": "2026-03-01T18:30:00"}',
        b"\xff\x00",
        b"[]",
    ],
)
def test_line_that_is_not_understood_is_kept_and_counted(progress: Progress, line: bytes) -> None:
    progress.record(checked("failed"))
    progress.record(checked("failed"))
    with progress.path.open("ab") as file:
        file.write(line + b"\n\n \n" + line)
    progress.record(checked("passed"))
    assert progress.standing("a").passed
    assert (progress.unreadable.count, progress.unreadable.first_line) == (2, 3)
    assert progress.path.read_bytes().count(line) == 2


def test_event_with_a_field_from_a_newer_version_is_understood(progress: Progress) -> None:
    line = b'{"event": "gave up", "exercise": "a", "at": "2026-03-01T18:30:00Z", "mood": 1}\n'
    progress.path.parent.mkdir()
    progress.path.write_bytes(line)
    assert progress.standing("a").gave_up


def test_complete_last_line_without_newline_counts(progress: Progress) -> None:
    progress.record(checked("passed"))
    progress.path.write_bytes(progress.path.read_bytes().rstrip())
    assert progress.standing("a").passed
    progress.record(GaveUp(exercise="a", at=NOW))
    assert len(progress.events()) == 2


def test_moment_without_time_zone_is_refused_and_others_become_utc() -> None:
    with pytest.raises(ValidationError):
        GaveUp(exercise="a", at=NOW.replace(tzinfo=None))
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert GaveUp(exercise="a", at=there).at.utcoffset() == timedelta(0)


def test_threads_write_whole_lines(progress: Progress) -> None:
    def write(name: str) -> None:
        for _ in range(20):
            progress.record(checked("failed", exercise=name * 200))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(progress.events()) == 60
    assert progress.unreadable.count == 0


def test_lock_held_too_long_is_told_with_the_fix(
    progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LOCK_SECONDS", 0.1)
    progress.record(checked("passed"))
    before = progress.path.read_bytes()
    with (
        FileLock(progress.path.with_name("progress.jsonl.lock")),
        pytest.raises(CourseError, match=r"more than 0\.1 s; close other"),
    ):
        progress.record(checked("failed"))
    assert progress.path.read_bytes() == before
    progress.record(checked("failed"))


def test_folder_that_cannot_be_written_is_told_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / ".twitlab").write_bytes(b"a file where the folder should be")
    with pytest.raises(CourseError, match=r"cannot be written .*TWITLAB_WORKSPACE"):
        Progress(tmp_path / ".twitlab" / "progress.jsonl").record(checked("passed"))


def test_log_that_is_a_folder_is_told(progress: Progress) -> None:
    progress.path.mkdir(parents=True)
    with pytest.raises(CourseError, match="cannot be written"):
        progress.record(checked("passed"))
    with pytest.raises(CourseError, match="cannot be read"):
        progress.events()
