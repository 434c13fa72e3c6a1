"""What an event names must stand in the pack: a tag, an estimate, a hint, a line of the rubric."""

from __future__ import annotations

from collections.abc import Iterable

from twitlab.interview.events import (
    Changed,
    Estimated,
    Event,
    FactAsked,
    Heard,
    Hinted,
    Probed,
    Ticked,
)
from twitlab.interview.packs.pack import Pack


def unknown_name(event: Event, pack: Pack) -> str | None:
    """Say what an event names that the pack does not have, or None.

    Args:
        event: of a session.
        pack: as the variant that was played.
    """
    match event:
        case FactAsked(tag=tag):
            return _unless("fact", tag, (each.tag for each in pack.facts))
        case Heard(tag=tag):
            return _unless("tag", tag, pack.tags)
        case Estimated(estimate=name):
            return _unless("estimate", name, (each.id for each in pack.estimates))
        case Hinted(topic=topic):
            return _unless("hint", topic, (each.topic for each in pack.hints))
        case Probed(probe=name):
            return _unless("probe", name, (each.id for each in pack.probes))
        case Changed(curveball=name):
            return _unless("curveball", name, (each.id for each in pack.curveballs))
        case Ticked(line=line):
            return _unless("line of the rubric", line, (each.id for each in pack.rubric))
    return None


def _unless(noun: str, name: str, known: Iterable[str]) -> str | None:
    if name in (known := tuple(known)):
        return None
    return f"there is no {noun} {name!r}; there are {', '.join(known)}"
