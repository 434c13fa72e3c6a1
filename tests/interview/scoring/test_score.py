"""A session is scored on evidence: what proves a line, and what does not count."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.help.made_sessions import (
    Happens,
    all_phases,
    happens,
    made,
    opened,
)
from tests.help.rubric_pack import rubric_pack
from twitlab.errors import BadValue
from twitlab.interview.events import Event, Role
from twitlab.interview.packs.words import DIMENSIONS, PHASES
from twitlab.interview.scoring.results import State
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session


def interviewed(*events: Happens, without: str = "") -> Session:
    """Make a session of two in which all phases took place, but one."""
    phases = [each for each in PHASES if each != without]
    begun = [*opened("candidate", "interviewer"), *all_phases("interviewer", phases)]
    return made(*begun, *events)


def alone(*events: Happens) -> Session:
    """Make a session of one in which all phases took place."""
    return made(*opened("solo"), *all_phases("solo"), *events)


def key(at: str, kind: str, **fields: object) -> Happens:
    """Let the interviewer press a key."""
    return happens(at, "interviewer", kind, **fields)


def tick(
    line: str, quote: str = "so it was", earned: bool = True, role: Role = "interviewer"
) -> Happens:
    """Tick a line after the session."""
    return happens("40:00", role, "ticked", line=line, earned=earned, quote=quote)


def committed(at: str, estimate: str, value: str, role: Role = "candidate") -> Happens:
    """Commit a number."""
    return happens(at, role, "estimated", estimate=estimate, value=value)


PATH, DEEP, LEADS = tick("whole-path"), tick("goes-deep"), tick("leads")
RATE, RATIO = key("1:00", "asked", tag="rate"), key("2:00", "asked", tag="ratio")
WRITES, STORED = committed("5:00", "writes", "4 write/s"), committed("6:00", "stored", "1.4 TB")


@pytest.mark.parametrize(
    ("line", "events", "state"),
    [
        ("asks-rates", [], "missed"),
        ("asks-rates", [RATE], "missed"),
        ("asks-rates", [RATE, key("3:00", "asked", tag="rate")], "missed"),
        ("asks-rates", [RATE, key("3:00", "asked", tag="size")], "missed"),
        ("asks-rates", [RATE, RATIO], "proved"),
        ("says-limits", [key("1:00", "heard", tag="not-now")], "proved"),
        ("says-limits", [key("1:00", "heard", tag="failure")], "missed"),
        ("no-early-shards", [PATH], "proved"),
        ("no-early-shards", [key("1:00", "heard", tag="shards-at-once")], "missed"),
        ("right-writes", [], "missed"),
        ("right-writes", [WRITES], "proved"),
        ("right-writes", [committed("4:00", "writes", "400 write/s"), WRITES], "proved"),
        ("right-writes", [committed("4:00", "writes", "4"), WRITES], "proved"),
        ("right-writes", [WRITES, committed("6:00", "writes", "400 write/s")], "missed"),
        ("right-writes", [WRITES, committed("6:00", "writes", "four")], "proved"),
        ("right-at-once", [WRITES], "missed"),
        ("right-at-once", [WRITES, STORED], "proved"),
        ("right-at-once", [committed("4:00", "writes", "40 write/s"), WRITES, STORED], "missed"),
        ("right-at-once", [committed("4:00", "writes", "4 GB"), WRITES, STORED], "proved"),
        ("alone-in-depth", [DEEP, key("20:00", "hinted", topic="cache", rung=1)], "proved"),
        ("alone-in-depth", [DEEP, key("20:00", "hinted", topic="cache", rung=2)], "missed"),
        ("alone-in-depth", [DEEP, key("20:00", "hinted", topic="counter", rung=3)], "proved"),
        ("names-keys", [], "not observed"),
        ("names-keys", [tick("names-keys")], "proved"),
        ("names-keys", [tick("names-keys", earned=False)], "missed"),
        ("names-keys", [tick("names-keys", quote=" ")], "not observed"),
        ("names-keys", [tick("names-keys", role="candidate")], "not observed"),
        ("names-keys", [*opened("rater"), tick("names-keys", role="rater")], "not observed"),
        ("asks-rates", [tick("asks-rates")], "missed"),
        ("asks-rates", [RATE, RATIO, tick("asks-rates", earned=False)], "proved"),
        ("right-writes", [tick("right-writes")], "missed"),
    ],
)
def test_line_is_scored_by_the_rule_of_its_evidence(
    line: str, events: list[Happens], state: State
) -> None:
    assert score(interviewed(*events)).line(line).state == state


@pytest.mark.parametrize(
    ("begins", "state"),
    [
        (["17:30"], "proved"),
        (["17:31"], "missed"),
        (["17:31", "17:32"], "missed"),
        (["10:00", "20:00"], "proved"),
    ],
)
def test_phase_is_in_time_when_its_first_begin_is(begins: list[str], state: State) -> None:
    phases = [happens(at, "interviewer", "phase", phase="high-level") for at in begins]
    found = score(made(*opened("interviewer"), *phases, LEADS)).line("in-time")
    assert found.state == state
    assert found.evidence[0].at_ms == phases[0].at_ms


@pytest.mark.parametrize(
    ("last", "ended", "state"),
    [("17:29", False, "not observed"), ("17:30", False, "missed"), ("3:00", True, "missed")],
)
def test_phase_that_never_began_is_missed_once_its_time_is_over(
    last: str, ended: bool, state: State
) -> None:
    """The line's own phase took place; the one that had to begin did not."""
    pack = rubric_pack()
    moved = {"in-time", "leads"}
    rubric = [
        each.model_copy(update={"phase": "scope"}) if each.id in moved else each
        for each in pack.rubric
    ]
    pack = pack.model_copy(update={"rubric": tuple(rubric)})
    end = [key("3:00", "ended")] if ended else [key(last, "asked", tag="rate")]
    begun = key("0:00", "phase", phase="scope")
    found = score(made(*opened("interviewer"), begun, *end, LEADS, pack=pack)).line("in-time")
    assert found.state == state


def test_line_is_not_observed_where_its_phase_never_began() -> None:
    heard = key("30:00", "heard", tag="failure")
    found = score(interviewed(heard, without="wrap-up")).line("says-failure")
    assert (found.state, found.evidence) == ("not observed", ())
    assert "Failure and wrap-up never began" in found.why
    assert score(interviewed(heard)).line("says-failure").state == "proved"


def test_gentle_hints_stand_beside_a_line_that_they_do_not_cost() -> None:
    gentle = key("20:00", "hinted", topic="cache", rung=1)
    found = score(interviewed(gentle, DEEP)).line("alone-in-depth")
    texts = ["Deep dives began", "hint, rung 1 of 3: the hottest cache"]
    assert (found.state, [each.text for each in found.evidence]) == ("proved", texts)
    strong = score(interviewed(gentle, DEEP, key("21:00", "hinted", topic="cache", rung=2)))
    assert [each.at_ms for each in strong.line("alone-in-depth").evidence] == [21 * 60_000]


def test_empty_session_earns_nothing_and_misses_nothing() -> None:
    found = score(made(*opened("candidate", "interviewer")))
    assert {each.state for each in found.lines} == {"not observed"}
    assert all(each.why for each in found.lines)
    assert {(band.measured, band.judged) for band in found.profile.values()} == {(None, None)}
    assert tuple(found.profile) == DIMENSIONS


def test_keys_are_not_observed_without_an_interviewer() -> None:
    session = made(*opened("candidate"), *all_phases("candidate"), WRITES, STORED)
    found = {each.line.id: each.state for each in score(session).lines}
    assert found["asks-rates"] == found["no-early-shards"] == "not observed"
    assert found["alone-in-depth"] == "not observed"
    assert found["right-at-once"] == "proved"


def test_own_numbers_come_before_what_the_interviewer_took_down() -> None:
    taken_down = committed("5:30", "writes", "4 write/s", role="interviewer")
    wrong = committed("5:00", "writes", "400 write/s")
    assert score(interviewed(taken_down)).line("right-writes").state == "proved"
    assert score(interviewed(wrong, taken_down)).line("right-writes").state == "missed"


def test_missed_estimate_tells_what_was_wrong_from_what_was_never_said() -> None:
    def why(*events: Happens) -> str:
        return score(interviewed(*events)).line("right-writes").why

    assert why().endswith("No number: writes")
    assert why(committed("5:00", "writes", "many")).endswith("No number: writes")
    assert why(committed("5:00", "writes", "400 write/s")).endswith("Not right: writes")


def test_last_tick_counts() -> None:
    first = key("40:00", "ticked", line="leads", earned=False)
    last = key("41:00", "ticked", line="leads", earned=True, quote="shall we go on?")
    found = score(interviewed(first, last)).line("leads")
    assert (found.state, len(found.evidence)) == ("proved", 1)
    assert score(interviewed(last)).line("leads") == found
    assert score(interviewed(first)).line("leads").state == "missed"


def test_tick_on_a_line_by_key_is_a_second_word() -> None:
    found = score(interviewed(RATE, RATIO, tick("asks-rates", earned=False))).line("asks-rates")
    assert found.second is not None
    assert (found.second.text, found.second.quote) == ("not earned", "so it was")
    assert score(interviewed(tick("leads"))).line("leads").second is None


NOTE = happens("17:00", "solo", "noted", phase="high-level", text="A write\n goes to  one leader.")


@pytest.mark.parametrize(
    ("quote", "refused"),
    [
        ("A write goes to one leader.", ""),
        ("goes to one", ""),
        ("goes to two leaders", "word for word"),
        ("A WRITE goes", "word for word"),
        ("goes to", "at least 8 letters"),
        ("", "it is empty"),
        ("  ", "it is empty"),
    ],
)
def test_own_quote_stands_in_a_note_or_does_not_count(quote: str, refused: str) -> None:
    found = score(alone(NOTE, tick("whole-path", quote, role="solo")), "self")
    assert found.line("whole-path").state == ("not observed" if refused else "proved")
    assert [refused in each.why for each in found.refused] == ([True] if refused else [])


def test_own_quote_is_of_a_note_of_the_lines_phase() -> None:
    other = happens("17:00", "solo", "noted", phase="scope", text="A write goes to one leader.")
    ticked = tick("whole-path", "goes to one", role="solo")
    found = score(alone(other, ticked), "self")
    assert found.line("whole-path").state == "not observed"
    assert "a note of High-level design" in found.refused[0].why


@pytest.mark.parametrize(("phase", "counts"), [("high-level", False), ("scope", True)])
def test_what_is_noted_after_the_good_lines_does_not_count(phase: str, counts: bool) -> None:
    revealed = happens("16:59", "solo", "revealed", phase=phase)
    ticked = tick("whole-path", "goes to one", role="solo")
    found = score(alone(revealed, NOTE, ticked), "self")
    assert (found.line("whole-path").state == "proved") == counts
    assert ["were shown" in each.why for each in found.refused] == ([] if counts else [True])
    later = happens("17:01", "solo", "revealed", phase=phase)
    assert score(alone(later, NOTE, ticked), "self").line("whole-path").state == "proved"


def test_what_was_shown_cannot_be_taken_back() -> None:
    shown = happens("16:58", "solo", "revealed", phase="high-level")
    events = alone(shown, NOTE).events
    number = next(each.number for each in events if each.event == shown.event)
    back = happens("16:59", "solo", "taken back", number=number)
    ticked = tick("whole-path", "goes to one", role="solo")
    found = score(alone(shown, back, NOTE, ticked), "self")
    assert found.line("whole-path").state == "not observed"


def test_what_was_taken_back_does_not_count() -> None:
    session = interviewed(RATE, RATIO)
    number = next(each.number for each in session.events if each.event == RATIO.event)
    back = key("3:00", "taken back", number=number)
    assert score(interviewed(RATE, RATIO, back)).line("asks-rates").state == "missed"
    assert score(session).line("asks-rates").state == "proved"


def test_number_committed_after_the_good_lines_does_not_count() -> None:
    mine = committed("5:00", "writes", "4 write/s", role="solo")
    shown = happens("4:59", "solo", "revealed", phase="estimates")
    assert score(alone(mine), "self").line("right-writes").state == "proved"
    assert score(alone(shown, mine), "self").line("right-writes").state == "missed"


def test_alone_all_judged_lines_are_ticked() -> None:
    note = happens("1:00", "solo", "noted", phase="scope", text="How many reads for each write?")
    ticked = tick("asks-rates", "How many reads", role="solo")
    found = score(alone(note, ticked), "self")
    assert found.line("asks-rates").state == "proved"
    assert found.line("no-early-shards").state == "not observed"
    assert found.line("alone-in-depth").state == "not observed"
    deep = happens("18:00", "solo", "noted", phase="deep-dives", text="One hot key, a second copy.")
    shown = alone(deep, tick("goes-deep", "One hot key", role="solo"))
    assert score(shown, "self").line("alone-in-depth").state == "proved"


def test_rater_ticks_all_judged_lines_and_changes_nothing_that_is_measured() -> None:
    events = [RATE, RATIO, WRITES, DEEP, key("41:00", "ended")]
    session = interviewed(*events)
    word = tick("asks-rates", "never asked", earned=False, role="rater")
    slip = happens("42:00", "rater", "hinted", topic="cache", rung=3)
    deep = tick("goes-deep", role="rater")
    both = interviewed(*events, *opened("rater"), word, slip, deep)
    blind = score(both, "rater")
    assert blind.line("asks-rates").state == "missed"
    assert blind.line("says-limits").state == "not observed"
    assert blind.line("alone-in-depth").state == "proved"
    assert score(both).line("asks-rates").state == "proved"
    assert score(both).lines == score(session).lines


def test_self_rating_counts_before_anything_is_shown() -> None:
    rated = [
        happens("30:00", "solo", "self rated", dimension="depth", rung=1),
        happens("31:00", "solo", "self rated", dimension="depth", rung=3),
        happens("32:00", "solo", "self rated", dimension="scoping", rung=0),
        happens("34:00", "solo", "self rated", dimension="design", rung=4),
    ]
    shown = happens("33:00", "solo", "revealed", phase="scope")
    assert score(alone(*rated, shown), "self").self_rated == {"depth": 3, "scoping": 0}


def test_unknown_lines_and_raters_are_refused() -> None:
    found = score(interviewed(tick("no-such-line")))
    assert [each.why for each in found.refused] == ["the rubric has no such line"]
    with pytest.raises(BadValue, match="rater must be one of interviewer, self, rater, got 'me'"):
        score(interviewed(), "me")  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        found.line("no-such-line")


def test_measured_and_judged_are_two_marks() -> None:
    session = interviewed(WRITES, STORED, tick("says-peak", earned=False))
    band = score(session).profile["estimation"]
    assert (band.measured, band.judged) == (3, 1)
    assert [(t.rung, t.column, t.proved, t.observed) for t in band.tallies] == [
        (2, "measured", 1, 1),
        (3, "measured", 1, 1),
        (2, "judged", 0, 1),
    ]


class Walked(tuple[tuple[int, Event], ...]):
    """Count how often all of a file's events are gone through."""

    times = 0

    def __iter__(self) -> Iterator[tuple[int, Event]]:
        type(self).times += 1
        return super().__iter__()


def test_files_are_gone_through_as_often_whatever_happened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once for each note would be minutes for thousands of events."""
    walks = []
    for more in (1, 30):
        notes = [happens("1:00", "solo", "noted", phase="scope", text="ten users")] * more
        ratings = [happens("2:00", "solo", "self rated", dimension="depth", rung=2)] * more
        session = made(*opened("solo"), *all_phases("solo"), *notes, *ratings)
        (kept,) = session.files.values()
        monkeypatch.setattr(Walked, "times", 0)
        walked = replace(kept, numbered=Walked(kept.numbered))
        score(replace(session, files={"solo": walked}), "self")
        walks.append(Walked.times)
    assert walks[0] == walks[1] > 0
