"""Say in words what a piece of evidence is."""

from __future__ import annotations

from twitlab.interview.events import FactAsked, Heard, Hinted, PhaseBegun, Ticked
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import PHASE_TITLES
from twitlab.interview.scoring.results import Proof, Try
from twitlab.interview.session import Happened


def of_tag(pack: Pack, tag: str) -> str:
    """Say what a tag stands for: a question, a thing to listen for, or a flag."""
    said = {each.tag: each.asked_as for each in pack.facts}
    said |= {each.tag: each.text for guide in pack.guides for each in guide.listen}
    said |= {each.tag: each.text for each in pack.flags}
    return said.get(tag, tag)


def asked(pack: Pack, found: Happened[FactAsked]) -> Proof:
    """Say that a fact was asked for."""
    return Proof(found.at_ms, found.role, f"asked: {of_tag(pack, found.event.tag)}")


def heard(pack: Pack, found: Happened[Heard]) -> Proof:
    """Say that something was heard, and in which words if somebody took them down."""
    text = f"heard: {of_tag(pack, found.event.tag)}"
    return Proof(found.at_ms, found.role, text, found.event.note)


def hinted(pack: Pack, found: Happened[Hinted]) -> Proof:
    """Say that a hint was given, how strong it was, and what it helps with."""
    topic, rung = found.event.topic, found.event.rung
    about = next((each.about for each in pack.hints if each.topic == topic), topic)
    return Proof(found.at_ms, found.role, f"hint, rung {rung} of 3: {about}")


def begun(found: Happened[PhaseBegun]) -> Proof:
    """Say that a phase began."""
    return Proof(found.at_ms, found.role, f"{PHASE_TITLES[found.event.phase]} began")


def ticked(found: Happened[Ticked]) -> Proof:
    """Say what a person said of a line."""
    text = "earned" if found.event.earned else "not earned"
    return Proof(found.at_ms, found.role, text, found.event.quote)


def committed(each: Try) -> Proof:
    """Say which number was committed, and what it was worth."""
    graded = each.graded
    which = f"try {each.number}, {graded.outcome}" if each.number else "no try"
    return Proof(each.at_ms, each.role, f"{each.estimate}, {which}: {graded.says}", graded.value)
