"""Without one piece of its evidence a line is another one: in every line of every pack."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.made_sessions import Happens, all_phases, happens, made, opened, without
from tests.help.rubric_pack import rubric_pack
from twitlab.interview.grading import right_value
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.rubric import NotHeard
from twitlab.interview.packs.words import PHASES
from twitlab.interview.scoring.results import Rater, Score
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session

PACKS = [
    rubric_pack(),
    *(load_pack(each).as_variant(v.id) for each in pack_ids() for v in load_pack(each).variants),
]
NOTE = "So it is, and this is why: one leader takes them all."


def best_of_two(pack: Pack) -> Session:
    """Make a session in which everything good is said, computed, heard and ticked."""
    bad = {tag for each in pack.rubric if isinstance(each.evidence, NotHeard)
           for tag in each.evidence.tags}  # fmt: skip
    asked = [happens("1:00", "interviewer", "asked", tag=each.tag) for each in pack.facts]
    facts = {each.tag for each in pack.facts}
    heard = [
        happens("2:00", "interviewer", "heard", tag=tag)
        for tag in pack.tags
        if tag not in bad | facts
    ]
    ticked = [
        happens("40:00", "interviewer", "ticked", line=each.id, earned=True, quote=NOTE)
        for each in pack.rubric
    ]
    return session_of(pack, [*phases(), *asked, *heard, *numbers(pack), *ticked])


def best_alone(pack: Pack) -> Session:
    """Make a session of one in which each line is ticked by an own note."""
    noted = [happens("2:00", "solo", "noted", phase=each, text=NOTE) for each in PHASES]
    ticked = [
        happens("40:00", "solo", "ticked", line=each.id, earned=True, quote=NOTE[:30])
        for each in pack.rubric
    ]
    events = [*opened("solo"), *all_phases("solo"), *noted, *ticked]
    mine = [replace(each, role="solo") for each in numbers(pack)]
    return session_of(pack, [*events, *mine])


def best_for_a_rater(pack: Pack) -> Session:
    """Let a second rater tick everything of a session."""
    ticked = [
        happens("50:00", "rater", "ticked", line=each.id, earned=True, quote=NOTE)
        for each in pack.rubric
    ]
    told = [Happens(each.at_ms, each.role, each.event) for each in best_of_two(pack).events]
    return session_of(pack, [*told, *opened("rater"), *ticked])


def phases() -> Iterator[Happens]:
    """Begin the files of two, and all phases."""
    yield from opened("interviewer", "candidate")
    yield from all_phases("interviewer")


def numbers(pack: Pack) -> list[Happens]:
    """Commit what is right to each estimate."""
    return [
        happens("5:00", "candidate", "estimated", estimate=each.id, value=right_value(each))
        for each in pack.estimates
    ]


def session_of(pack: Pack, events: list[Happens]) -> Session:
    """Give each event a time of its own, so that a proof tells which one it is."""
    ordered = sorted(events, key=lambda each: each.at_ms)
    return made(*(replace(e, at_ms=e.at_ms + n) for n, e in enumerate(ordered)), pack=pack)


def assert_evidence_counts(session: Session, rater: Rater) -> int:
    """See that each proof is an event whose loss changes the line; give how many there are."""
    whole, by_time = score(session, rater), {each.at_ms: each for each in session.events}
    less: dict[int, Score] = {}
    proofs = 0
    for line in whole.lines:
        for proof in line.evidence:
            gone = by_time[proof.at_ms]
            assert gone.role == proof.role
            if proof.at_ms not in less:
                less[proof.at_ms] = score(without(session, gone), rater)
            after = less[proof.at_ms].line(line.line.id)
            assert (after.state, after.evidence) != (line.state, line.evidence), line.line.id
            proofs += 1
    return proofs


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: f"{p.id}-{p.variant.id}")
@pytest.mark.parametrize(
    ("best", "rater"),
    [(best_of_two, "interviewer"), (best_alone, "self"), (best_for_a_rater, "rater")],
)
def test_removing_one_piece_of_evidence_changes_its_line(
    pack: Pack, best: Callable[[Pack], Session], rater: Rater
) -> None:
    session = best(pack)
    found = score(session, rater)
    assert {each.line.id: each.state for each in found.lines if each.state != "proved"} == {}
    assert found.refused == ()
    assert assert_evidence_counts(session, rater) >= len(pack.rubric)


PACK = rubric_pack()
EVENTS = st.one_of(
    st.builds(lambda phase: ("phase", {"phase": phase}), st.sampled_from(PHASES)),
    st.builds(lambda tag: ("asked", {"tag": tag}), st.sampled_from([f.tag for f in PACK.facts])),
    st.builds(lambda tag: ("heard", {"tag": tag}), st.sampled_from(PACK.tags[4:])),
    st.builds(
        lambda name, value: ("estimated", {"estimate": name, "value": value}),
        st.sampled_from([each.id for each in PACK.estimates]),
        st.sampled_from(["4 write/s", "40 write/s", "1.4 TB", "457 GB", "much"]),
    ),
    st.builds(
        lambda topic, rung: ("hinted", {"topic": topic, "rung": rung}),
        st.sampled_from([each.topic for each in PACK.hints]),
        st.integers(1, 3),
    ),
    st.builds(
        lambda line, earned, quote: ("ticked", {"line": line, "earned": earned, "quote": quote}),
        st.sampled_from([each.id for each in PACK.rubric]),
        st.booleans(),
        st.sampled_from(["", NOTE, "something else"]),
    ),
    st.builds(lambda phase: ("noted", {"phase": phase, "text": NOTE}), st.sampled_from(PHASES)),
    st.builds(lambda phase: ("revealed", {"phase": phase}), st.sampled_from(PHASES)),
    st.builds(lambda number: ("taken back", {"number": number}), st.integers(1, 12)),
)
ROLES = st.sampled_from(["interviewer", "candidate", "rater"])


@given(
    st.lists(st.tuples(ROLES, st.integers(0, 34), EVENTS), max_size=30),
    st.booleans(),
    st.sampled_from(["interviewer", "self", "rater"]),
)
def test_removing_one_piece_of_evidence_changes_its_line_in_any_session(
    told: list[Any], alone: bool, rater: Rater
) -> None:
    """In a session of one, `candidate` and `interviewer` are the same person."""
    events = [
        happens(f"{minute}:00", "solo" if alone and role != "rater" else role, kind, **fields)
        for role, minute, (kind, fields) in told
    ]
    roles = ("solo", "rater") if alone else ("interviewer", "candidate", "rater")
    assert_evidence_counts(session_of(PACK, [*opened(*roles), *events]), rater)
