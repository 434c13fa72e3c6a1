"""Say in words what was recorded, and under which name of a screen it stands."""

from __future__ import annotations

from typing import Final

from twitlab.interview.events import (
    Changed,
    Ended,
    Estimated,
    Event,
    FactAsked,
    Heard,
    Hinted,
    HintWanted,
    Noted,
    PhaseBegun,
    PhotoAdded,
    Probed,
    Revealed,
    SelfRated,
    Ticked,
)
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import DIMENSION_TITLES, PHASE_TITLES
from twitlab.interview.screens.leading import STRENGTHS
from twitlab.interview.screens.sitting import Sitting, clock_of

_SHORT: Final = 90


def name_of(event: Event) -> str:
    """Give the name of the item or stage of a screen that an event notes, or nothing."""
    match event:
        case FactAsked(tag=tag):
            return f"asked/{tag}"
        case Heard(tag=tag):
            return f"heard/{tag}"
        case Hinted(topic=topic, rung=rung):
            return f"hint/{topic}/{rung - 1}"
        case Probed(probe=probe, strength=strength):
            return f"probe/{probe}/{STRENGTHS.index(strength)}"
        case Changed(curveball=curveball):
            return f"change/{curveball}"
    return ""


def noted(sitting: Sitting) -> dict[str, str]:
    """Give what was noted, by name, with the time at which it was noted first."""
    times = sitting.at_ms()
    found: dict[str, str] = {}
    for number, event in sitting.counting:
        if name := name_of(event):
            found.setdefault(name, clock_of(times[number]))
    return found


def number_of(sitting: Sitting, name: str) -> int | None:
    """Give the number of the latest event that stands under a name, or None."""
    if name.startswith("event/"):
        return int(name.removeprefix("event/"))
    return next((at for at, event in reversed(sitting.counting) if name_of(event) == name), None)


def say_event(event: Event, pack: Pack) -> str:
    """Say in a line what was recorded; nothing for what is no news to a person."""
    match event:
        case PhaseBegun(phase=phase):
            return f"begun: {PHASE_TITLES[phase]}"
        case FactAsked() | Heard():
            return _say_tag(event, pack)
        case Hinted(topic=topic, rung=rung):
            return f"hint given: {topic.replace('-', ' ')}, rung {rung} of 3"
        case HintWanted():
            return "a hint was asked for"
        case Probed(probe=name, strength=strength):
            about = next((each.about for each in pack.probes if each.id == name), name)
            return f"asked harder ({strength}): {about}"
        case Changed(curveball=name):
            says = next((each.says for each in pack.curveballs if each.id == name), name)
            return f"requirement changed: {says}"
        case Estimated(estimate=name, value=value):
            asks = next((each.asks for each in pack.estimates if each.id == name), name)
            return f"number committed: {asks} {value}"
        case Noted(text=text):
            return f"written: {short(text)}"
        case Revealed(phase=phase):
            return f"good lines shown: {PHASE_TITLES[phase]}"
        case Ticked() | SelfRated():
            return _say_judged(event, pack)
        case PhotoAdded(file=file):
            return f"photo added: {file}"
        case Ended():
            return "the interview ended"
    return ""


def _say_tag(event: FactAsked | Heard, pack: Pack) -> str:
    if isinstance(event, FactAsked):
        asked = next((each.asked_as for each in pack.facts if each.tag == event.tag), event.tag)
        return f"asked, and told: {asked}"
    said = {each.tag: each.text for guide in pack.guides for each in guide.listen}
    said |= {each.tag: f"flag: {each.text}" for each in pack.flags}
    note = f" “{event.note}”" if event.note else ""
    return f"heard: {said.get(event.tag, event.tag)}{note}"


def _say_judged(event: Ticked | SelfRated, pack: Pack) -> str:
    if isinstance(event, SelfRated):
        mark = event.rung or "cannot say"
        return f"rated by oneself: {DIMENSION_TITLES[event.dimension]}: {mark}"
    text = next((each.text for each in pack.rubric if each.id == event.line), event.line)
    return f"{'earned' if event.earned else 'not earned'}: {text}"


def short(text: str) -> str:
    """Cut a text that is too long for a line.

    >>> short("one two")
    'one two'
    """
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"
