"""Short scenes for interviewers: something is said, and one key is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from twitlab.interview.events import FactAsked, Heard, Noted, PhaseBegun
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import PHASES, Phase
from twitlab.interview.screens.leading import guide_of
from twitlab.interview.session import Session

NOTHING: Final = "nothing"
_FACT: Final = "They ask for this fact. It is told only when it is asked for."
_TOO_LITTLE: Final = "This is too little for any key. Ask for the number or the reason, and wait."


@dataclass(frozen=True, slots=True)
class Scene:
    """Be one moment of a session.

    Args:
        phase: that was on.
        at_ms: session time.
        said: what the candidate said or did.
        name: of the item that is to be pressed.
        why: what that item stands for.
    """

    phase: Phase
    at_ms: int
    said: str
    name: str
    why: str


def scenes_of(session: Session, *, with_nothing: bool = False) -> list[Scene]:
    """Make scenes of what an interviewer noted in a session, in order.

    Only what can be noted by a key in the phase that was on makes a scene, and each item once.
    Where nobody took the words down, the pack says how a candidate may put it.

    Args:
        session: with an interviewer's file.
        with_nothing: whether what the interviewer wrote down without a key is a scene in which no
            key is right.

    Complexity: O(events).
    """
    phase: Phase = PHASES[0]
    found: dict[str, Scene] = {}
    for each in session.events:
        match each.event:
            case PhaseBegun(phase=begun) if each.role == "interviewer":
                phase = begun
            case FactAsked(tag=tag):
                said, name = _asked(session.pack)[tag], f"asked/{tag}"
                found.setdefault(name, Scene(phase, each.at_ms, said, name, _FACT))
            case Heard(tag=tag, note=note):
                text, sounds_like = _heard(session.pack, phase).get(tag, ("", ""))
                if text and (said := note or sounds_like):
                    name = f"heard/{tag}"
                    found.setdefault(name, Scene(phase, each.at_ms, said, name, text))
            case Noted(text=text) if with_nothing and each.role == "interviewer":
                scene = Scene(phase, each.at_ms, text, NOTHING, _TOO_LITTLE)
                found[f"{NOTHING}/{each.number}"] = scene
    return list(found.values())


def _asked(pack: Pack) -> Mapping[str, str]:
    return {each.tag: each.asked_as for each in pack.facts}


def _heard(pack: Pack, phase: Phase) -> Mapping[str, tuple[str, str]]:
    """Give what can be heard in a phase, and how it sounds; a flag has no words of its own."""
    heard = {each.tag: (each.text, each.sounds_like) for each in guide_of(pack, phase).listen}
    return heard | {each.tag: (each.text, "") for each in pack.flags}
