"""Whether a line of the rubric was earned: each kind of evidence has its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from twitlab.interview.events import FactAsked, Heard, Hinted, Ticked
from twitlab.interview.packs import rubric
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import PHASE_TITLES
from twitlab.interview.scoring import words
from twitlab.interview.scoring.absence import is_by_absence, shown_beside, why_silent
from twitlab.interview.scoring.facts import Facts
from twitlab.interview.scoring.numbers import is_right, tries_of
from twitlab.interview.scoring.results import LineScore, Proof, State
from twitlab.interview.session import Happened


@dataclass(frozen=True, slots=True)
class _Ruling:
    state: State
    evidence: tuple[Proof, ...]
    why: str = ""
    shown: tuple[str, ...] = ()


def score_lines(facts: Facts, ticks: Mapping[str, Happened[Ticked]]) -> tuple[LineScore, ...]:
    """Score all lines of the rubric, in its order.

    Args:
        facts: What happened, in one person's eyes.
        ticks: Line to that person's last tick that counts.
    """
    rubric = facts.session.pack.rubric
    seen = [_scored(each, facts, ticks) for each in rubric if not is_by_absence(each)]
    found = {each.line.id: each for each in seen}
    return tuple(found.get(each.id) or _scored(each, facts, ticks, seen) for each in rubric)


def _scored(
    line: RubricLine,
    facts: Facts,
    ticks: Mapping[str, Happened[Ticked]],
    others: Sequence[LineScore] = (),
) -> LineScore:
    tick = ticks.get(line.id)
    ruling = _ruling(line, facts, tick, others)
    is_by_tick = tick is not None and words.ticked(tick) in ruling.evidence
    second = None if tick is None or is_by_tick else words.ticked(tick)
    return LineScore(
        line, ruling.state, ruling.evidence, line.is_measured, ruling.why, second, ruling.shown
    )


def _ruling(
    line: RubricLine,
    facts: Facts,
    tick: Happened[Ticked] | None,
    others: Sequence[LineScore],
) -> _Ruling:
    if not facts.begun(line.phase):
        return _unseen(f"The phase {PHASE_TITLES[line.phase]} never began.")
    if not line.is_measured and facts.rater != "interviewer":
        return _by_tick(tick)
    match line.evidence:
        case rubric.Estimated() as evidence:
            return _estimated(evidence, facts)
        case rubric.FewHints() as evidence:
            return _beside(line, _few_hints(evidence, line, facts), others)
        case rubric.InTime() as evidence:
            return _beside(line, _in_time(evidence, facts), others)
        case rubric.Ticked():
            return _by_tick(tick)
        case _ if facts.alone:
            return _unseen("There is no interviewer's file.")
        case rubric.Asked() as evidence:
            return _asked(evidence, facts)
        case rubric.Heard() as evidence:
            return _heard(evidence, facts)
        case rubric.NotHeard() as evidence:
            return _not_heard(evidence, line, facts, others)


def _beside(line: RubricLine, ruling: _Ruling, others: Sequence[LineScore]) -> _Ruling:
    """Take what absence says only beside something that was shown."""
    if ruling.state == "not observed":
        return ruling
    shown = shown_beside(line, others)
    if not shown:
        return _unseen(why_silent(line, others))
    return replace(ruling, shown=tuple(each.line.id for each in shown))


def _unseen(why: str) -> _Ruling:
    return _Ruling("not observed", (), why)


def _decided(proved: bool, evidence: Iterable[Proof], why: str) -> _Ruling:
    return _Ruling("proved" if proved else "missed", tuple(evidence), why)


def _by_tick(tick: Happened[Ticked] | None) -> _Ruling:
    if tick is None:
        return _unseen("Nobody said whether it was earned.")
    why = "" if tick.event.earned else "The one who judged it said that it was not earned."
    return _decided(tick.event.earned, [words.ticked(tick)], why)


def _listed(texts: Iterable[str]) -> str:
    """Put sentences in a row: one full stop, at the end."""
    said = "; ".join(each.rstrip(".") for each in texts)
    return said if said.endswith("?") else f"{said}."


def _asked(evidence: rubric.Asked, facts: Facts) -> _Ruling:
    found = [e for e in facts.all(FactAsked, "interviewer") if e.event.tag in evidence.tags]
    pack = facts.session.pack
    proofs = [words.asked(pack, each) for each in found]
    return _by_tags(evidence, [each.event.tag for each in found], proofs, facts, "asked for")


def _heard(evidence: rubric.Heard, facts: Facts) -> _Ruling:
    found = [e for e in facts.all(Heard, "interviewer") if e.event.tag in evidence.tags]
    pack = facts.session.pack
    proofs = [words.heard(pack, each) for each in found]
    return _by_tags(evidence, [each.event.tag for each in found], proofs, facts, "heard")


def _by_tags(
    evidence: rubric.Asked | rubric.Heard,
    found: list[str],
    proofs: list[Proof],
    facts: Facts,
    verb: str,
) -> _Ruling:
    lacking = [words.of_tag(facts.session.pack, t) for t in evidence.tags if t not in found]
    got = len({*found})
    why = f"Wanted: {evidence.at_least}; {verb}: {got}. Not {verb}: {_listed(lacking)}"
    return _decided(got >= evidence.at_least, proofs, "" if got >= evidence.at_least else why)


def _not_heard(
    evidence: rubric.NotHeard, line: RubricLine, facts: Facts, others: Sequence[LineScore]
) -> _Ruling:
    found = [e for e in facts.all(Heard, "interviewer") if e.event.tag in evidence.tags]
    pack = facts.session.pack
    proofs = [words.heard(pack, each) for each in found]
    if not found:
        begun = map(words.begun, facts.begun(line.phase))
        tags = _listed(words.of_tag(pack, each) for each in evidence.tags)
        return _beside(line, _decided(True, begun, f"Not heard: {tags}"), others)
    return _decided(False, proofs, "It was heard, and should not have been.")


def _estimated(evidence: rubric.Estimated, facts: Facts) -> _Ruling:
    proofs, right = [], 0
    at_once = " at the first try" if evidence.first_try else ""
    absent: list[str] = []
    wrong: list[str] = []
    for estimate in facts.session.pack.estimates:
        if estimate.id in evidence.ids:
            tries = tries_of(facts, estimate)
            proofs += [words.committed(each) for each in tries]
            ok = is_right(tries, first_try=evidence.first_try)
            right += ok
            if not ok:
                tried = any(each.number is not None for each in tries)
                (wrong if tried else absent).append(estimate.id.replace("-", " "))
    kinds = {"No number": absent, f"Not right{at_once}": wrong}
    lacking = "; ".join(f"{kind}: {', '.join(ids)}" for kind, ids in kinds.items() if ids)
    why = f"Wanted: {evidence.at_least}; right{at_once}: {right}. {lacking}"
    return _decided(right >= evidence.at_least, proofs, "" if right >= evidence.at_least else why)


def _few_hints(evidence: rubric.FewHints, line: RubricLine, facts: Facts) -> _Ruling:
    if not facts.has_hints:
        return _unseen("There is no file in which hints would stand.")
    given = [each for each in facts.all(Hinted) if each.event.topic in evidence.topics]
    above = [each for each in given if each.event.rung > evidence.at_most]
    which = f"hint above rung {evidence.at_most}" if evidence.at_most else "hint"
    hinted = partial(words.hinted, facts.session.pack)
    if above:
        return _decided(False, map(hinted, above), f"Proved only where no {which} is given.")
    begun = map(words.begun, facts.begun(line.phase))
    return _decided(True, [*begun, *map(hinted, given)], f"No {which} was given.")


def _in_time(evidence: rubric.InTime, facts: Facts) -> _Ruling:
    limit_ms = evidence.at_most * facts.session.slot * 60_000
    found, title = facts.begun(evidence.phase), PHASE_TITLES[evidence.phase]
    if not found and not facts.has_ended and facts.lasted_ms < limit_ms:
        return _unseen(f"The session stopped before {title} had to begin.")
    in_time = any(each.at_ms <= limit_ms for each in found)
    limit = f"{limit_ms // 60_000:.0f}:{limit_ms // 1_000 % 60:02.0f}"
    why = f"{title} was to begin by {limit} of {facts.session.slot} minutes."
    return _decided(in_time, map(words.begun, found), why)
