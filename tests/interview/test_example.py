"""Sessions that the kit brings along, read and marked by somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.help.stored_logs import SESSIONS
from twitlab.errors import BadValue
from twitlab.interview.events import Noted
from twitlab.interview.example import _FOLDER, example, example_names
from twitlab.interview.own_marks import beside
from twitlab.interview.packs.words import DIMENSIONS
from twitlab.interview.played import Marks, read_played
from twitlab.interview.scoring.raters import agreement
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Happened
from twitlab.interview.transcript import transcript

every = pytest.mark.parametrize("name", example_names())


@every
def test_an_example_earns_what_an_interviewer_expects(name: str) -> None:
    expected = read_played(_FOLDER / f"{name}.toml").expected
    found = example(name)

    marks = {
        each: Marks(measured=band.measured, judged=band.judged)
        for each, band in score(found).profile.items()
    }

    assert marks == {each: expected.get(each, Marks()) for each in DIMENSIONS}
    assert found.notes == ()
    assert score(found).refused == ()


@pytest.mark.parametrize("name", ["hand-waved", "memorised"])
def test_an_example_that_is_a_test_session_too_is_the_same_one(name: str) -> None:
    fixture = SESSIONS / "timeline-search" / f"{name}.toml"

    assert (_FOLDER / f"{name}.toml").read_bytes() == fixture.read_bytes()


def test_two_raters_of_the_middling_session_differ_by_what_the_lesson_says() -> None:
    session = example("middling")

    found = agreement([(score(session), score(session, "rater"))])

    assert (len(found.lines), found.same) == (22, 19)
    assert (len(found.bands), found.exact, found.within_one) == (7, 4, 6)
    assert score(session, "rater").refused == ()


def test_an_example_that_is_unknown_is_refused() -> None:
    with pytest.raises(BadValue, match="hand-waved, memorised, middling; got 'best'"):
        example("best")


def test_transcript_has_words_and_no_judgement() -> None:
    read = transcript(example("middling"))

    assert "02:00  says: “Three things: post a tweet, see the home page, search.”" in read
    assert "asks: “How often does somebody open the home page?” Answer: 300,000 pages" in read
    assert "(hint, rung 1 of 3) “Which box would you least like to lose, and why?”" in read
    assert "(a change) “A change. The largest account now has ten times the" in read
    assert "commits a number, deliveries: 46 k delivery/s" in read
    assert "says-core" not in read
    assert "40:00" not in read  # the rater's ticks
    assert "36:00" not in read  # the interviewer's
    assert max(map(len, read.splitlines())) <= 96


def test_transcript_has_nothing_that_a_second_rater_wrote() -> None:
    session = example("middling")
    event = Noted(wall_ms=0, mono_ms=0, phase="scope", text="too short for a senior")

    more = replace(session, events=(*session.events, Happened(60_000, "rater", 99, event)))

    assert transcript(more) == transcript(session)


def test_transcript_of_one_phase_has_no_other() -> None:
    read = transcript(example("middling"), "wrap-up")

    assert read.splitlines()[0] == "31:00  --- Failure and wrap-up"
    assert read.splitlines()[-1] == "34:40  --- the end"
    with pytest.raises(BadValue, match="phase must be one of scope,"):
        transcript(example("middling"), "end")  # type: ignore[arg-type]


def test_own_marks_stand_beside_those_of_a_rater() -> None:
    shown = repr(beside(example("middling"), {"data-api": 4, "depth": 3, "trade-offs": 3}))

    assert shown.splitlines()[1].split() == ["Data", "and", "API", "4", "2"]
    assert shown.endswith(
        "Same mark: 1 of 3; at most one rung apart: 2. On average yours are 1.0 rungs higher."
    )
    second = repr(beside(example("middling"), {"data-api": 4}, "rater"))
    assert second.endswith("at most one rung apart: 1. On average yours are level.")


@pytest.mark.parametrize(
    ("mine", "message"),
    [
        ({"data": 2}, "must be one of scoping, .*; got 'data'"),
        ({"depth": 5}, "depth must be 1 to 4, or 0 for no mark yet; got 5"),
        ({"depth": True}, "depth must be 1 to 4, .* got True"),
        ({"depth": "3"}, "depth must be 1 to 4, .* got '3'"),
    ],
)
def test_own_marks_that_are_none_are_refused(mine: dict[str, int], message: str) -> None:
    with pytest.raises(BadValue, match=message):
        beside(example("middling"), mine)


def test_own_marks_that_are_not_there_yet_show_nothing_of_the_others() -> None:
    shown = repr(beside(example("middling"), {"depth": 2, "data-api": 0}))

    assert shown.startswith("Your mark is not there yet: Data and API.")
    assert "rater" not in shown
    assert not any(digit in shown for digit in "1234")
