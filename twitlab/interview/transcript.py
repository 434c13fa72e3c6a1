"""A session to read: who did and said what, and nobody's judgement of it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import Final, get_args

from twitlab.errors import BadValue
from twitlab.interview.card import clock
from twitlab.interview.events import (
    Changed,
    Ended,
    Estimated,
    Event,
    FactAsked,
    Heard,
    Hinted,
    Noted,
    PhaseBegun,
    Probed,
)
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import PHASE_TITLES, Phase
from twitlab.interview.session import Session

_WIDTH: Final = 96
_INDENT: Final = " " * 7
Line = tuple[int, Phase | None, str]
"""Session time, the phase in which it was, and what was done or said."""


def transcript(session: Session, *phases: Phase) -> str:
    """Write down what was said and done, without the keys that were pressed for it.

    What an interviewer heard stands there in the words that were taken down; which line of the
    rubric they earn is left to who reads.

    Args:
        session: what happened.
        phases: which to show; all, where none is named.

    Raises:
        BadValue: there is no such phase.
    """
    for phase in phases:
        if phase not in get_args(Phase):
            raise BadValue(f"phase must be one of {', '.join(PHASE_TITLES)}; got {phase!r}")
    shown = [
        f"{clock(at_ms)}  {text}"
        for at_ms, phase, text in _lines(session)
        if not phases or phase in phases
    ]
    return "\n".join(fill(line, _WIDTH, subsequent_indent=_INDENT) for line in shown)


def _lines(session: Session) -> Iterator[Line]:
    phase: Phase | None = None
    for each in session.events:
        if each.role == "rater":
            continue
        if isinstance(each.event, PhaseBegun):
            phase = each.event.phase
        if text := _said(each.event, session.pack):
            yield each.at_ms, phase, text


def _said(event: Event, pack: Pack) -> str:
    """Say in a line what somebody did; nothing for a judgement, or for a key without words."""
    match event:
        case PhaseBegun(phase=phase):
            return f"--- {PHASE_TITLES[phase]}"
        case FactAsked(tag=tag):
            fact = next(each for each in pack.facts if each.tag == tag)
            return f"asks: “{fact.asked_as}” Answer: {fact.answer}"
        case Heard(note=note) if note:
            return f"says: “{note}”"
        case Estimated(estimate=name, value=value):
            return f"commits a number, {name}: {value}"
        case Noted(text=text):
            return f"writes: {text}"
        case Ended():
            return "--- the end"
    return _interviewer(event, pack)


def _interviewer(event: Event, pack: Pack) -> str:
    match event:
        case Hinted(topic=topic, rung=rung):
            ladder = next(each.rungs for each in pack.hints if each.topic == topic)
            return f"(hint, rung {rung} of 3) “{ladder[rung - 1]}”"
        case Probed(probe=name, strength=strength):
            probe = next(each for each in pack.probes if each.id == name)
            return f"(the interviewer) “{getattr(probe, strength)}”"
        case Changed(curveball=name):
            return f"(a change) “{next(c.says for c in pack.curveballs if c.id == name)}”"
    return ""
