"""Sessions made by hand, event by event, without files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.help.rubric_pack import rubric_pack
from twitlab.interview.events import EVENTS, Event, Opened, Role
from twitlab.interview.lines import Kept
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import PHASES
from twitlab.interview.session import Happened, Session


@dataclass(frozen=True)
class Happens:
    """An event that is to be put in a session."""

    at_ms: int
    role: Role
    event: Event


def happens(at: str, role: Role, kind: str, /, **fields: Any) -> Happens:
    """Make one event: `at` is minutes:seconds."""
    minutes, seconds = at.split(":")
    at_ms = (60 * int(minutes) + int(seconds)) * 1_000
    raw = {"kind": kind, "wall_ms": at_ms, "mono_ms": at_ms, **fields}
    return Happens(at_ms, role, EVENTS.validate_python(raw))


def opened(*roles: Role) -> list[Happens]:
    """Begin the files of some roles."""
    about = {"session": "red-fox-7", "pack": "short-links", "version": 1, "variant": "small"}
    return [happens("0:00", role, "opened", role=role, slot=35, **about) for role in roles]


def all_phases(role: Role, names: Iterable[str] = PHASES) -> list[Happens]:
    """Walk through the phases, four minutes each."""
    return [
        happens(f"{4 * number}:00", role, "phase", phase=name) for number, name in enumerate(names)
    ]


def made(*events: Happens, pack: Pack | None = None, **fields: Any) -> Session:
    """Make a session of events; they are put in order of time, and numbered in their files."""
    ordered = sorted(events, key=lambda one: one.at_ms)
    files: dict[Role, Kept] = {}
    happened = []
    for each in ordered:
        if isinstance(each.event, Opened):
            files[each.role] = Kept(Path(f"{each.role}.log"), each.event, (), (), 0)
        kept = files[each.role]
        happened.append(Happened(each.at_ms, each.role, kept.lines, each.event))
        numbered = (*kept.numbered, (kept.lines, each.event))
        files[each.role] = replace(kept, numbered=numbered, lines=kept.lines + 1)
    about: dict[str, Any] = {"name": "red-fox-7", "slot": 35, "level": "mid", "notes": ()} | fields
    return Session(
        pack=pack or rubric_pack(), files=files, events=_counting(happened, files), **about
    )


def without(session: Session, gone: Happened[Event]) -> Session:
    """Give the session as it is when one event never was; others keep their numbers."""
    kept = session.files[gone.role]
    numbered = tuple(each for each in kept.numbered if each[0] != gone.number)
    return replace(
        session,
        files={**session.files, gone.role: replace(kept, numbered=numbered)},
        events=tuple(each for each in session.events if each != gone),
    )


def _counting(
    happened: Iterable[Happened[Event]], files: dict[Role, Kept]
) -> tuple[Happened[Event], ...]:
    back = {role: kept.taken_back for role, kept in files.items()}
    return tuple(each for each in happened if each.number not in back[each.role])
