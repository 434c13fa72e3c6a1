"""Each variant of each pack is played from its prompt to a scorecard, by its own content.

The best session does all that the pack asks for and earns 4 wherever there is something to earn;
its mirror is told everything, gets each number wrong, and earns nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate, cycle
from pathlib import Path
from typing import Any

import pytest

from twitlab.interview.events import (
    Ended,
    Estimated,
    FactAsked,
    Heard,
    Hinted,
    Noted,
    Opened,
    PhaseBegun,
    Revealed,
    Role,
    SelfRated,
    Ticked,
)
from twitlab.interview.grading import right_value
from twitlab.interview.journal import Journal
from twitlab.interview.packs.answers import Estimate
from twitlab.interview.packs.formula import tree_of
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.rubric import NotHeard
from twitlab.interview.packs.words import DIMENSIONS, PHASES, SLOTS, Phase
from twitlab.interview.scorecard import as_html, as_json, as_markdown
from twitlab.interview.scoring.results import Rater, Score
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session, open_session
from twitlab.interview.timing import ManualClock2

MONDAY_MS = 1_767_603_600_000
VARIANTS = [(name, each.id) for name in pack_ids() for each in load_pack(name).variants]
PLAYED = [(*each, slot) for each, slot in zip(VARIANTS, cycle(SLOTS), strict=False)]
every_played = pytest.mark.parametrize(
    ("name", "variant", "slot"), PLAYED, ids=[f"{n}-{v}-{s}" for n, v, s in PLAYED]
)


class Seats:
    """Hold the journals of those who take part, with a clock for each.

    Args:
        folder: for the files.
        pack: as the variant that is played.
        slot: in minutes.
        roles: who takes part.
    """

    def __init__(self, folder: Path, pack: Pack, slot: int, *roles: Role) -> None:
        assert pack.variant is not None
        self.pack, self.slot, self.folder = pack, slot, folder
        self._clocks = {role: ManualClock2(MONDAY_MS) for role in roles}
        about: dict[str, Any] = {"pack": pack.id, "version": pack.version, "slot": slot}
        about |= {"session": "reference", "variant": pack.variant.id, "level": "senior"}
        stamps: dict[str, Any] = {"wall_ms": MONDAY_MS, "mono_ms": 0}
        self._journals = {
            role: Journal.create(
                folder / f"{role}.log", Opened(role=role, **about, **stamps), self._clocks[role]
            )
            for role in roles
        }

    def do(self, role: Role, kind: Any, **fields: Any) -> None:
        """Record what happened; each event takes a tenth of a second."""
        for clock in self._clocks.values():
            clock.advance_ms(100)
        self._journals[role].record(kind, **fields)

    def wait(self, until_ms: int) -> None:
        """Let time pass, to a time of the session."""
        for clock in self._clocks.values():
            clock.advance_ms(max(MONDAY_MS + until_ms - clock.wall_ms(), 0))

    def restart(self, role: Role) -> None:
        """Let a kernel die, and go on with its file."""
        self._clocks[role].restart()
        self._journals[role] = Journal.resume(self.folder / f"{role}.log", self._clocks[role])

    def read(self) -> Session:
        """Close all files, and read what they hold."""
        for each in self._journals.values():
            each.close()
        return open_session(self.folder)


def walk(seats: Seats, *roles: Role) -> Iterator[Phase]:
    """Walk through the phases, each at its time; a kernel dies before the deep dives."""
    minutes = SLOTS[seats.slot]
    for phase, begins in zip(PHASES, accumulate((0, *minutes[:-1])), strict=True):
        seats.wait(begins * 60_000)
        if phase == "deep-dives":
            seats.restart(roles[0])
        for role in roles:
            seats.do(role, PhaseBegun, phase=phase)
        yield phase
    seats.wait(sum(minutes) * 60_000)
    for role in roles:
        seats.do(role, Ended)


def own_words(phase: Phase) -> str:
    """Give what a candidate writes down in a phase."""
    return f"In {phase} I choose one leader, for 5,800 writes a second need no second one."


def best_of_two(folder: Path, pack: Pack, slot: int) -> Session:
    """Ask for each fact, hear everything good, commit what is right, and tick by quote."""
    seats = Seats(folder, pack, slot, "candidate", "interviewer")
    bad = {t for e in pack.rubric if isinstance(e.evidence, NotHeard) for t in e.evidence.tags}
    for phase in walk(seats, "candidate", "interviewer"):
        if phase == PHASES[0]:
            for fact in pack.facts:
                seats.do("interviewer", FactAsked, tag=fact.tag)
            for flag in pack.flags:
                if flag.colour == "green":
                    seats.do("interviewer", Heard, tag=flag.tag)
        (guide,) = (each for each in pack.guides if each.phase == phase)
        for tag in (each.tag for each in guide.listen if each.tag not in bad):
            seats.do("interviewer", Heard, tag=tag, note=own_words(phase))
        commit(seats, "candidate", phase, right_value)
        seats.do("candidate", Noted, phase=phase, text=own_words(phase))
    for line in pack.rubric:
        if line.evidence.by == "ticked":
            quote = own_words(line.phase)
            seats.do("interviewer", Ticked, line=line.id, earned=True, quote=quote)
    return seats.read()


def best_alone(folder: Path, pack: Pack, slot: int) -> Session:
    """Write each phase down, rate oneself, see the good lines, and quote one's own words."""
    seats = Seats(folder, pack, slot, "solo")
    for phase in walk(seats, "solo"):
        commit(seats, "solo", phase, right_value)
        seats.do("solo", Noted, phase=phase, text=own_words(phase))
    for dimension in DIMENSIONS:
        seats.do("solo", SelfRated, dimension=dimension, rung=4)
    for phase in PHASES:
        seats.do("solo", Revealed, phase=phase)
    for line in pack.rubric:
        if not line.is_measured:
            quote = own_words(line.phase)[:40]
            seats.do("solo", Ticked, line=line.id, earned=True, quote=quote)
    return seats.read()


def worst_of_two(folder: Path, pack: Pack, slot: int) -> Session:
    """Hear nothing, give each hint to the end, commit what is wrong, and tick nothing as earned."""
    seats = Seats(folder, pack, slot, "candidate", "interviewer")
    for phase in walk(seats, "candidate", "interviewer"):
        for ladder in (each for each in pack.hints if each.phase == phase):
            for rung in (1, 2, 3):
                seats.do("interviewer", Hinted, topic=ladder.topic, rung=rung)
        commit(seats, "candidate", phase, wrong_value)
        seats.do("candidate", Noted, phase=phase, text="Boxes, and a queue between them.")
    for line in pack.rubric:
        if line.evidence.by == "ticked":
            seats.do("interviewer", Ticked, line=line.id, earned=False)
    return seats.read()


def commit(seats: Seats, role: Role, phase: Phase, value: Any) -> None:
    """Commit a number to each estimate of a phase."""
    for estimate in (each for each in seats.pack.estimates if each.phase == phase):
        seats.do(role, Estimated, estimate=estimate.id, value=value(estimate))


def wrong_value(estimate: Estimate) -> str:
    """Give a number that is far too large."""
    return f"{float(tree_of(estimate).to(estimate.unit).magnitude) * 1e5:.6g} {estimate.unit}"


def rungs(found: Score, *, measured: bool) -> dict[str, int | None]:
    """Give the marks of one column."""
    return {
        dimension: band.measured if measured else band.judged
        for dimension, band in found.profile.items()
    }


def assert_scorecards_say_it(found: Score, session: Session) -> None:
    """See that all three forms of the scorecard have what was earned."""
    card = json.loads(as_json(found, session))
    assert {e["line"]: e["state"] for e in card["lines"]} == {
        e.line.id: e.state for e in found.lines
    }
    assert {e["dimension"]: e["measured"] for e in card["profile"]} == rungs(found, measured=True)
    assert {e["dimension"]: e["judged"] for e in card["profile"]} == rungs(found, measured=False)
    page, text = as_html(found, session), as_markdown(found, session)
    proved = sum(each.state == "proved" for each in found.lines)
    assert page.count('<article class="proved">') == text.count("- **proved**: ") == proved


@every_played
@pytest.mark.parametrize(("play", "rater"), [(best_of_two, "interviewer"), (best_alone, "self")])
def test_best_session_earns_four_wherever_there_is_something_to_earn(
    play: Any, rater: Rater, name: str, variant: str, slot: int, tmp_path: Path
) -> None:
    pack = load_pack(name).as_variant(variant)
    session = play(tmp_path, pack, slot)
    found = score(session, rater)
    assert session.notes == ()
    assert found.refused == ()
    assert {each.graded.outcome for each in found.tries} == {"right"}
    assert [each.line.id for each in found.lines if each.state != "proved"] == []
    for measured in (True, False):
        top = {e.dimension for e in pack.rubric if e.is_measured == measured and e.rung == 4}
        expected = {each: 4 if each in top else None for each in DIMENSIONS}
        assert rungs(found, measured=measured) == expected
    assert_scorecards_say_it(found, session)


@every_played
def test_its_mirror_earns_nothing(name: str, variant: str, slot: int, tmp_path: Path) -> None:
    pack = load_pack(name).as_variant(variant)
    session = worst_of_two(tmp_path, pack, slot)
    found = score(session)
    assert {each.graded.outcome for each in found.tries} == {"wrong"}
    assert [each.line.id for each in found.lines if each.state == "proved"] == []
    assert {*rungs(found, measured=True).values()} == {1, None}
    assert {*rungs(found, measured=False).values()} == {1}
    assert_scorecards_say_it(found, session)
