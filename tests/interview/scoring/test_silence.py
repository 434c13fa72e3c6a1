"""Silence earns nothing: what is proved by absence is observed only beside what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.made_sessions import Happens, all_phases, happens, made, opened
from tests.help.rubric_pack import rubric_pack
from twitlab.interview.grading import right_value
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.words import PHASES
from twitlab.interview.scoring.absence import is_by_absence
from twitlab.interview.scoring.results import LineScore, Rater
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session

PACKS = [
    rubric_pack(),
    *(load_pack(each).as_variant(v.id) for each in pack_ids() for v in load_pack(each).variants),
]
every_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda p: f"{p.id}-{p.variant.id}")


def tick(line: str, earned: bool = True) -> Happens:
    """Tick a line afterwards."""
    fields = {"line": line, "earned": earned, "quote": "so it was said"}
    return happens("40:00", "interviewer", "ticked", **fields)


def session_of(*events: Happens, pack: Pack | None = None, walks: Any = PHASES) -> Session:
    """Make a session of two that walks through phases in time."""
    walked = all_phases("interviewer", walks)
    return made(*opened("candidate", "interviewer"), *walked, *events, pack=pack)


@every_pack
def test_silence_while_the_interviewer_moves_on_earns_nothing(pack: Pack) -> None:
    found = score(session_of(pack=pack))
    by_absence = [each for each in found.lines if is_by_absence(each.line)]
    assert {each.state for each in by_absence} == {"not observed"}
    assert all(each.why.startswith("Silence earns nothing: ") for each in by_absence)
    marks = [(band.measured, band.judged) for band in found.profile.values()]
    assert {mark for pair in marks for mark in pair} <= {1, None}
    assert [1 for measured, _ in marks if measured is not None] == [
        1 for name in found.profile if has_numbers(pack, name)
    ]


def has_numbers(pack: Pack, dimension: str) -> bool:
    """Tell whether a dimension has lines that stand on estimates."""
    return any(e.dimension == dimension and e.evidence.by == "estimate" for e in pack.rubric)


@pytest.mark.parametrize(
    ("line", "beside", "other"),
    [
        ("alone-in-depth", "goes-deep", "whole-path"),
        ("in-time", "leads", "whole-path"),
        ("no-early-shards", "whole-path", "leads"),
    ],
)
def test_absence_is_observed_beside_a_proved_line_of_its_dimension(
    line: str, beside: str, other: str
) -> None:
    shown = score(session_of(tick(beside))).line(line)
    assert (shown.state, shown.shown) == ("proved", (beside,))
    for events in ([], [tick(beside, earned=False)], [tick(other)]):
        found = score(session_of(*events)).line(line)
        assert (found.state, found.evidence, found.shown) == ("not observed", (), ())
        assert found.why.startswith("Silence earns nothing: ")


def test_reason_names_what_was_not_shown() -> None:
    found = score(session_of())
    said = "Silence earns nothing: no judged line of {} is proved."
    assert found.line("alone-in-depth").why == said.format("Depth in the phase Deep dives")
    assert found.line("in-time").why == said.format("Communication and drive")
    assert said.format("Communication and drive") in found.profile["communication"].unseen
    pack = with_line("leads", phase="scope")
    early = score(session_of(tick("leads"), pack=pack)).line("in-time")
    assert early.why == said.format("the phase High-level design")


def with_line(name: str, **changes: Any) -> Pack:
    """Give the small pack with one line changed."""
    pack = rubric_pack()
    rubric = (e.model_copy(update=changes) if e.id == name else e for e in pack.rubric)
    return pack.model_copy(update={"rubric": tuple(rubric)})


def test_time_stands_on_a_line_of_its_dimension_and_one_of_its_phase() -> None:
    pack = with_line("leads", phase="scope")
    found = score(session_of(tick("leads"), tick("whole-path"), pack=pack)).line("in-time")
    assert (found.state, found.shown) == ("proved", ("leads", "whole-path"))


def test_hints_stand_on_a_line_of_their_own_phase() -> None:
    pack = with_line("goes-deep", phase="wrap-up")
    found = score(session_of(tick("goes-deep"), pack=pack)).line("alone-in-depth")
    assert found.state == "not observed"


def test_what_was_heard_and_should_not_have_been_is_no_silence() -> None:
    shards = happens("1:00", "interviewer", "heard", tag="shards-at-once")
    found = score(session_of(shards)).line("no-early-shards")
    assert (found.state, len(found.evidence)) == ("missed", 1)


def test_absence_does_not_stand_on_absence() -> None:
    pack = with_line("alone-in-depth", dimension="design", phase="high-level")
    assert score(session_of(pack=pack)).line("alone-in-depth").state == "not observed"


@pytest.mark.parametrize("rater", ["self", "rater"])
def test_each_takes_the_own_word_for_what_was_shown(rater: Rater) -> None:
    mine = happens("41:00", "rater", "ticked", line="goes-deep", earned=True, quote="so it was")
    session = session_of(*opened("rater"), mine)
    found = score(session, rater).line("alone-in-depth")
    assert found.state == ("proved" if rater == "rater" else "not observed")


def rungs_of(session: Session) -> list[int]:
    """Give all marks, where *not observed* is as low as 1."""
    bands = score(session).profile.values()
    return [mark or 1 for band in bands for mark in (band.measured, band.judged)]


def told_in(pack: Pack, phases: tuple[str, ...], chosen: Any) -> list[Happens]:
    """Choose what happened in some phases; nothing is noted for a line of a later one."""
    later = [each for each in pack.rubric if each.phase not in phases]
    early = {tag for each in later for tag in getattr(each.evidence, "tags", ())}
    facts: list[tuple[str, dict[str, Any]]] = [("asked", {"tag": each.tag}) for each in pack.facts]
    heard = [("heard", {"tag": tag}) for tag in pack.tags[len(pack.facts) :]]
    keys = [each for each in facts + heard if each[1]["tag"] not in early]
    hints = [("hinted", {"topic": e.topic, "rung": n}) for e in pack.hints for n in (1, 2, 3)]
    ticks = [
        ("ticked", {"line": each.id, "earned": True, "quote": "so it was"})
        for each in pack.rubric
        if each.phase in phases
    ]
    early |= {name for each in later for name in getattr(each.evidence, "ids", ())}
    numbers = [
        ("estimated", {"estimate": each.id, "value": right_value(each)})
        for each in pack.estimates
        if each.id not in early
    ]
    offered: list[tuple[str, dict[str, Any]]] = [
        *keys,
        *ticks,
        *numbers,
        *(hints if chosen.draw(st.booleans()) else []),
    ]
    some = chosen.draw(st.sets(st.integers(0, max(len(offered) - 1, 0)), max_size=12))
    is_most = chosen.draw(st.booleans())
    said = [each for n, each in enumerate(offered) if (n in some) != is_most]
    return [happens("0:30", "interviewer", kind, **fields) for kind, fields in said]


@given(st.data(), st.sampled_from(range(len(PACKS))), st.integers(0, 5), st.booleans())
def test_more_silence_never_raises_a_mark(
    data: st.DataObject, number: int, walked: int, ends: bool
) -> None:
    """The interviewer moves on, through phases in which nothing is said and no hint is given."""
    pack, phases = PACKS[number], PHASES[:walked]
    told = told_in(pack, phases, data)
    before = session_of(*told, pack=pack, walks=phases)
    last = [happens("34:00", "interviewer", "ended")] if ends else []
    after = session_of(*told, *last, pack=pack)
    for was, now in zip(rungs_of(before), rungs_of(after), strict=True):
        assert now <= was


def test_held_lines_are_those_above_the_mark() -> None:
    band = score(session_of(tick("goes-deep"))).profile["depth"]
    assert (band.judged, band.held) == (4, ())
    low = happens("1:00", "interviewer", "heard", tag="shards-at-once")
    band = score(session_of(tick("whole-path"), low)).profile["design"]
    assert (band.judged, band.held) == (1, ("whole-path",))


def test_lines_of_one_absence_say_it_once() -> None:
    line: LineScore = score(session_of()).line("alone-in-depth")
    unseen = score(session_of()).profile["depth"].unseen
    assert unseen.count(line.why) == 1
