"""A history: which sessions count, what changed, what was missed again, what to do first."""

from __future__ import annotations

import json
import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.help.command_line import COURSE
from tests.help.histories import history, past, said, ticked
from tests.help.interviews import BEGUN_MS, DAY_MS, only_small, opened, toml_of
from tests.help.made_sessions import happens
from twitlab.interview.anchors import bundled_names
from twitlab.interview.events import PhaseBegun
from twitlab.interview.history import (
    Change,
    History,
    Past,
    changes,
    history_of,
    last_look,
    missed_again,
    mistakes_again,
    weak_dimensions,
    weakest,
)
from twitlab.interview.history_report import as_json, history_report
from twitlab.interview.journal import Journal
from twitlab.interview.packs.words import DIMENSIONS
from twitlab.interview.places import FOLDER
from twitlab.interview.played import play
from twitlab.interview.timing import ManualClock2

TWO = ('00:00 interviewer phase phase="scope"', "09:00 candidate ended")
ALONE = ('00:00 solo phase phase="scope"', "09:00 solo ended")


def played(root: Path, name: str, *events: str, folder: str = "", head: str = "") -> Path:
    place = root / FOLDER / (folder or f"small-{name}")
    play(toml_of(root, name, *events, head=head), place, only_small)
    return place


def shown(made: History, width: int = 80) -> str:
    file = StringIO()
    console = Console(file=file, width=width)
    for each in history_report(made, COURSE):
        console.print(each)
    return file.getvalue()


def names(root: Path) -> list[str]:
    return [each.session.name for each in history_of(root, only_small).sessions]


def test_workspace_without_sessions_has_an_empty_history(tmp_path: Path) -> None:
    made = history_of(tmp_path, only_small)
    assert made == History(())
    assert (changes(made), missed_again(made), mistakes_again(made)) == ((), (), ())
    assert (weakest(made), weak_dimensions(made), last_look(made)) == ((), (), None)
    assert "interview start PACK --cold" in shown(made)
    assert json.loads(as_json(made, COURSE))["sessions"] == []


def test_sessions_of_the_one_who_answered_count_and_others_are_said(tmp_path: Path) -> None:
    played(tmp_path, "two", *TWO)
    played(tmp_path, "alone", *ALONE)
    other = played(tmp_path, "other", *TWO)
    (other / "candidate.log").unlink()
    played(tmp_path, "still", '00:00 solo heard tag="heard-scope"')
    broken = played(tmp_path, "broken", *ALONE)
    (broken / "solo.log").write_bytes(b"?")
    made = history_of(tmp_path, only_small)
    assert [each.session.name for each in made.sessions] == ["small-alone", "small-two"]
    assert [each.score.rater for each in made.sessions] == ["self", "interviewer"]
    why = {each.name: each.why for each in made.passed_over}
    assert set(why) == {"small-other", "small-still", "small-broken"}
    assert "no file of a candidate" in why["small-other"]
    assert why["small-still"] == "it was not begun"
    assert "line 1 must say" in why["small-broken"]
    assert "left out  small-still: it was not begun" in shown(made)


@pytest.mark.parametrize("written_last", ["small-two", "small-two-merged"])
def test_session_that_was_merged_counts_once_with_all_its_files(
    tmp_path: Path, written_last: str
) -> None:
    begun = '00:00 candidate phase phase="scope"'
    whole = played(tmp_path, "two", begun, *TWO, folder="small-two-merged")
    mine = tmp_path / FOLDER / "small-two"
    mine.mkdir()
    shutil.copy(whole / "candidate.log", mine)
    for each in (tmp_path / FOLDER).glob("*/*.log"):
        os.utime(each, (9, 9) if each.parent.name == written_last else (5, 5))
    made = history_of(tmp_path, only_small)
    (only,) = made.sessions
    assert set(only.session.files) == {"candidate", "interviewer"}
    assert made.passed_over == ()


def test_bundled_session_is_not_the_learners_own(tmp_path: Path) -> None:
    played(tmp_path, "two", *TWO, folder=bundled_names()[0])
    made = history_of(tmp_path, only_small)
    assert made.sessions == ()
    assert [each.why for each in made.passed_over] == ["it came with the kit, for raters"]


def test_sessions_stand_in_order_of_time_and_not_of_names() -> None:
    made = history(past(name="b", day=1), past(name="a", day=2))
    assert [each["date"] for each in json.loads(as_json(made, COURSE))["sessions"]] == [
        "1970-01-02",
        "1970-01-03",
    ]


def test_sessions_that_were_read_stand_in_order_of_time(tmp_path: Path) -> None:
    for name, day in (("zeta", 0), ("alpha", 2), ("mid", 1)):
        at = BEGUN_MS + day * DAY_MS
        first = opened(session=name, role="solo", wall_ms=at)
        path = tmp_path / FOLDER / name / "solo.log"
        with Journal.create(path, first, ManualClock2(at)) as journal:
            journal.record(PhaseBegun, phase="scope")
    assert names(tmp_path) == ["zeta", "mid", "alpha"]


def test_change_holds_the_last_mark_beside_the_last_one_that_was_observed() -> None:
    """Between them is a session in which nothing of this was observed."""
    low = past(ticked("30:00", "says-peak", False), said("5:00", "900 write/s"), name="low")
    none = past(said("5:00", "900 write/s"), name="none")
    high = past(ticked("30:00", "says-peak", True), said("5:00", "900 write/s"), name="high")
    assert Change("estimation", "judged", 1, 2, "low") in changes(history(low, none, high))
    assert Change("estimation", "judged", 2, 1, "high") in changes(history(high, none, low))
    assert not [each for each in changes(history(low, low)) if each.dimension == "estimation"]
    text = shown(history(low, none, high))
    assert "better: Estimation, judged: 1 in low, now 2" in text
    assert "lower: Estimation, judged: 2 in high" in shown(history(high, none, low))


def test_own_word_is_not_held_beside_an_interviewers() -> None:
    theirs = past(ticked("30:00", "says-peak", False), name="theirs")
    own = past(
        happens("5:00", "candidate", "noted", phase="estimates", text="The peak is ten times it."),
        ticked("30:00", "says-peak", True, "candidate", "The peak is ten times"),
        name="own",
        rater="self",
    )
    assert own.mark("estimation", "judged") == 2
    assert not [each for each in changes(history(theirs, own)) if each.column == "judged"]


def test_line_missed_twice_is_said_until_it_is_earned() -> None:
    bad = [past(ticked("30:00", "says-peak", False), name=name) for name in ("one", "two")]
    good = past(ticked("30:00", "says-peak", True), name="three")
    unseen = past(name="four")

    def lines(*sessions: Past) -> dict[str, tuple[str, ...]]:
        return {each.line.id: each.sessions for each in missed_again(history(*sessions))}

    assert lines(bad[0]) == {}
    assert lines(*bad)["says-peak"] == ("one", "two")
    assert lines(*bad, unseen)["says-peak"] == ("one", "two")
    assert "says-peak" not in lines(*bad, good)
    assert "says-peak" not in lines(bad[0], good)
    assert lines(bad[0], good, bad[1])["says-peak"] == ("one", "two")
    assert "Does what says-peak says. (short-links, Estimates, 2 times)" in shown(history(*bad))


def test_mistake_of_two_sessions_is_said_and_twice_in_one_is_not() -> None:
    once = past(said("5:00", "40 write/s"), said("6:00", "40 write/s"), name="one")
    assert mistakes_again(history(once)) == ()
    (again,) = mistakes_again(history(once, past(said("5:00", "40 write/s"), name="two")))
    assert (again.name, again.sessions) == ("ten months of links", ("one", "two"))
    assert "ten months of links, 2 times: Of how many months" in shown(
        history(once, past(said("5:00", "40 write/s"), name="two"))
    )


def test_weakest_are_the_lowest_marks_of_the_last_session_that_was_looked_at() -> None:
    """Estimation, judged, is 1 by its one missed line; scoping is 2 with a line missed above."""
    asked = [happens("1:00", "interviewer", "asked", tag=tag) for tag in ("rate", "ratio")]
    last = past(*asked, ticked("30:00", "says-peak", False), said("5:00", "4 write/s"),
                said("6:00", "137 GB", "stored"), name="last")  # fmt: skip
    found = weak_dimensions(history(past(name="old"), last))
    assert found.index("estimation") < found.index("scoping")
    assert weakest(history(last)) == ("back-of-the-envelope", "day-to-servers")


def test_table_has_a_row_a_dimension_and_no_sum() -> None:
    sessions = [past(ticked("30:00", "says-peak", True), name=f"s{n}", day=n) for n in range(9)]
    text = shown(history(*sessions))
    assert "The last 6 of 9 sessions:" in text
    assert max(map(len, text.splitlines())) <= 80
    (row,) = [line for line in text.splitlines() if line.startswith("Estimation")]
    assert row.split() == ["Estimation", *["1", "/", "2"] * 6]
    assert "Nothing is added up" in text
    raw = json.loads(as_json(history(*sessions), COURSE))
    assert len(raw["sessions"]) == 9
    assert [each["dimension"] for each in raw["sessions"][0]["profile"]] == [*DIMENSIONS]
    assert raw["sessions"][0]["profile"][1] == {
        "dimension": "estimation", "title": "Estimation", "measured": 1, "judged": 2,
    }  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 120])
def test_history_of_unicode_names_fits_the_terminal(width: int) -> None:
    again = [past(ticked("30:00", "says-peak", False), name="ünï-李-🎉") for _ in "ab"]
    text = shown(history(*again), width)
    assert max(map(len, text.splitlines())) <= width
    raw = json.loads(as_json(history(*again), COURSE))
    assert raw["missed_again"][0]["sessions"] == ["ünï-李-🎉"] * 2
