"""What a scorecard says, as plain data: the same for a page, for Markdown and for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from twitlab.course.book.manifest import Course
from twitlab.interview.events import (
    Changed,
    FactAsked,
    Hinted,
    PhaseBegun,
    PhotoAdded,
    Probed,
)
from twitlab.interview.first_page import clock, mend, next_of, proof_of, strengths_of
from twitlab.interview.grading import right_value
from twitlab.interview.packs.words import DIMENSION_TITLES, LEVELS, PHASE_TITLES
from twitlab.interview.scoring.raters import agreement, sentences
from twitlab.interview.scoring.results import LineScore, Score, Try
from twitlab.interview.scoring.score import score
from twitlab.interview.scoring.words import of_tag
from twitlab.interview.session import Session

__all__ = ["FORMAT", "WHOSE", "card_of", "clock", "mend"]

FORMAT = 1
WHOSE = {"interviewer": "judged", "self": "judged, self", "rater": "judged, second rater"}


def card_of(earned: Score, session: Session, course: Course) -> dict[str, Any]:
    """Put together what a scorecard says; `as_json` has its shape."""
    return {
        "format": FORMAT,
        "session": _session(earned, session),
        "profile": [_dimension(earned, each) for each in earned.profile],
        "strengths": strengths_of(earned),
        "next": next_of(earned, course),
        "lines": [_line(earned, each, course) for each in earned.lines],
        "estimates": list(_estimates(earned)),
        "agreement": _agreement(earned, session),
        "happened": list(_happened(session)),
        "refused": [
            {"at": clock(each.at_ms), "line": each.line, "quote": each.quote, "why": each.why}
            for each in earned.refused
        ],
        "notes": list(session.notes),
    }


def _session(earned: Score, session: Session) -> dict[str, Any]:
    variant = earned.pack.variant
    says = {each.level: each.says for each in earned.pack.levels}
    return {
        "name": earned.session,
        "pack": earned.pack.id,
        "version": earned.pack.version,
        "title": earned.pack.title,
        "variant": variant.id if variant else "",
        "variant_title": variant.title if variant else "",
        "slot_minutes": earned.slot,
        "level": earned.level,
        "level_says": says[earned.level] if earned.level else "",
        "rater": earned.rater,
        "alone": earned.alone,
        "ended": session.has_ended,
        "who": {role: kept.opened.who for role, kept in session.files.items()},
    }


def _dimension(earned: Score, dimension: Any) -> dict[str, Any]:
    band = earned.profile[dimension]
    expected = {each.level: each.rungs[dimension] for each in earned.pack.levels}
    return {
        "dimension": dimension,
        "title": DIMENSION_TITLES[dimension],
        "measured": band.measured,
        "judged": band.judged,
        "self_rated": earned.self_rated.get(dimension),
        "expected": {level: expected[level] for level in LEVELS},
        "rungs": [
            {"rung": t.rung, "column": t.column, "proved": t.proved, "observed": t.observed}
            for t in band.tallies
        ],
        "unseen": list(band.unseen),
        "held": list(band.held),
    }


def _line(earned: Score, each: LineScore, course: Course) -> dict[str, Any]:
    line = each.line
    return {
        "line": line.id,
        "dimension": line.dimension,
        "phase": line.phase,
        "phase_title": PHASE_TITLES[line.phase],
        "rung": line.rung,
        "text": line.text,
        "column": "measured" if each.measured else WHOSE[earned.rater],
        "state": each.state,
        "state_why": each.why,
        "evidence": [proof_of(proof) for proof in each.evidence],
        "shown": list(each.shown),
        "second_word": None if each.second is None else proof_of(each.second),
        "why": line.why,
        "weak": line.weak,
        "strong": line.strong,
        "mends": [mend(course, name) for name in line.mends],
    }


def _agreement(second: Score, session: Session) -> dict[str, Any] | None:
    """Hold a second rater's score against the interviewer's, where there are both."""
    if second.rater != "rater" or "interviewer" not in session.files:
        return None
    found = agreement([(score(session), second)])
    return {
        "lines": len(found.lines),
        "same": found.same,
        "bands": len(found.bands),
        "exact": found.exact,
        "within_one": found.within_one,
        "difference": found.difference,
        "kappa": found.kappa,
        "unpaired": found.unpaired,
        "says": list(sentences(found)),
        "differ": [
            {"line": each.line, "interviewer": each.one, "rater": each.other}
            for each in found.lines
            if each.one != each.other
        ],
    }


def _estimates(earned: Score) -> Iterator[dict[str, Any]]:
    tries = {name: [*group] for name, group in groupby(earned.tries, lambda each: each.estimate)}
    for estimate in earned.pack.estimates:
        yield {
            "estimate": estimate.id,
            "asks": estimate.asks,
            "right": right_value(estimate),
            "within": estimate.within,
            "decides": estimate.decides,
            "tries": [_try(each) for each in tries.get(estimate.id, ())],
        }


def _try(each: Try) -> dict[str, Any]:
    graded = each.graded
    return {
        "at": clock(each.at_ms),
        "role": each.role,
        "number": each.number,
        "value": graded.value,
        "outcome": graded.outcome,
        "says": graded.says,
        "slips": [{"name": slip.name, "asks": slip.asks} for slip in graded.slips],
    }


def _happened(session: Session) -> Iterator[dict[str, str]]:
    """Give what was asked, hinted, probed and changed, in order."""
    for each in session.events:
        if each.role != "rater" and (said := _said(session, each.event)):
            what, text = said
            yield {"at": clock(each.at_ms), "role": each.role, "what": what, "text": text}


def _said(session: Session, event: Any) -> tuple[str, str] | None:
    pack = session.pack
    match event:
        case PhaseBegun(phase=phase):
            return "phase", PHASE_TITLES[phase]
        case FactAsked(tag=tag):
            return "asked", of_tag(pack, tag)
        case Hinted(topic=topic, rung=rung):
            ladder = _first(each.rungs for each in pack.hints if each.topic == topic)
            return f"hint, rung {rung} of 3", ladder[rung - 1] if ladder else topic
        case Probed(probe=name, strength=strength):
            probe = _first(each for each in pack.probes if each.id == name)
            return f"probe, {strength}", getattr(probe, strength, name)
        case Changed(curveball=name):
            said = _first(each.says for each in pack.curveballs if each.id == name)
            return "change", said or name
        case PhotoAdded(file=file):
            return "photo", file
    return None


def _first(found: Iterable[Any]) -> Any:
    return next(iter(found), None)
