"""A session that is written down by hand, in TOML, turned into the files that it would have left.

pack = "top-k"                  also: slot, level, session, who.ROLE
variant = "searched"
about = "what this session shows"

[expected.depth]                where it is a test: the marks that it should earn
judged = 3                      also: measured; left out: not observed

[[events]]
at = "00:40"                    minutes and seconds of session time
role = "interviewer"
kind = "asked"                  an event's kind, and its fields
tag = "window"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import CourseError
from twitlab.interview.events import EVENTS, Event, Opened, PhaseBegun, Resumed, Role, TakenBack
from twitlab.interview.journal import first_problem
from twitlab.interview.lines import as_line
from twitlab.interview.naming import unknown_name
from twitlab.interview.packs.pack import load_pack
from twitlab.interview.packs.rubric import Rung
from twitlab.interview.packs.words import Dimension, Entry, Id, Level, Line, Slot
from twitlab.interview.session import Load
from twitlab.interview.timing import ManualClock2

BEGUN_MS: Final = 1_767_603_600_000
"""When a played session begins: 2026-01-05, 09:00 UTC."""
_AT = re.compile(r"([0-9]{1,3}):([0-5][0-9])")


class Marks(Entry):
    """Be what an interviewer who knows the question gives one dimension; None: not observed."""

    measured: Rung | None = None
    judged: Rung | None = None


class Played(Entry):
    """Be a session as it is written down."""

    pack: Id
    variant: Id
    about: Line
    slot: Slot = 35
    level: Level | None = None
    session: Line | None = None
    """Its name; else the pack's and the file's."""
    who: Annotated[dict[Role, str], Field(default_factory=dict)]
    roles: tuple[Role, ...] | None = None
    """Whose files there are; else candidate and interviewer, or solo, and a rater who appears."""
    expected: Annotated[dict[Dimension, Marks], Field(default_factory=dict)]
    """What the scores are held against; no file of the session has it."""
    events: tuple[dict[str, Any], ...] = ()


def play(path: Path, folder: Path, load: Load = load_pack) -> tuple[Path, ...]:
    """Write the files that a played session would have left.

    Args:
        path: of the TOML.
        folder: for the files, `candidate.log` and the like; made.
        load: gives a pack by its id.

    Returns:
        The files, one for each role.

    Raises:
        CourseError: The session is wrong: which event, what, and what is allowed; or a file is
            there already. Nothing was written.
    """
    lines = lines_of(path, load)
    places = {role: folder / f"{role}.log" for role in lines}
    for place in places.values():
        if place.exists():
            raise CourseError(f"{place} is there already; it is never overwritten")
    made: list[Path] = []
    try:
        for role, content in lines.items():
            write_whole(places[role], content)
            made.append(places[role])
    except BaseException as error:
        for place in made:
            place.unlink(missing_ok=True)
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise CourseError(f"{folder} cannot be written: {reason}") from error
        raise
    return tuple(made)


def lines_of(path: Path, load: Load = load_pack) -> dict[Role, bytes]:
    """Give what a played session's files would hold, by role."""
    played = read_played(path)
    pack = load(played.pack)
    variant, name = pack.as_variant(played.variant), played.session or f"{pack.id}-{path.stem}"
    made: dict[Role, list[Event]] = {
        role: [_opened(played, role, pack.version, name)] for role in _roles(played)
    }
    clocks = {role: ManualClock2(BEGUN_MS) for role in made}
    last_ms = 0
    for number, raw in enumerate(played.events, 1):
        where = f"{path.name}, event {number} ({raw.get('at')})"
        at_ms, role, event = _event(raw, made, clocks, where)
        if wrong := unknown_name(event, variant):
            raise CourseError(f"{where}: {wrong}")
        if at_ms < last_ms:
            raise CourseError(f"{where}: events must be in order of time")
        last_ms = at_ms
        made[role].append(event)
    _refuse_late_begin(path, made)
    return {
        role: b"".join(as_line(number, event) for number, event in enumerate(events))
        for role, events in made.items()
    }


def read_played(path: Path) -> Played:
    """Read a played session; its events are looked at when it is played.

    Raises:
        CourseError: It is missing, is no TOML, or has a wrong key.
    """
    try:
        return Played.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        raise CourseError(f"{path.name}: {first_problem(error)}") from error
    except ValueError as error:  # a null in the name
        raise CourseError(f"{str(path)!r} cannot be read: {error}") from error


def _roles(played: Played) -> tuple[Role, ...]:
    if played.roles is not None:
        return played.roles
    named = [each.get("role") for each in played.events]
    rater: tuple[Role, ...] = ("rater",) if "rater" in named else ()
    return ("solo", *rater) if "solo" in named else ("candidate", "interviewer", *rater)


def _opened(played: Played, role: Role, version: int, name: str) -> Opened:
    return Opened(
        wall_ms=BEGUN_MS,
        mono_ms=0,
        session=name,
        role=role,
        pack=played.pack,
        version=version,
        variant=played.variant,
        slot=played.slot,
        level=played.level,
        who=played.who.get(role, ""),
    )


def _event(
    raw: Mapping[str, Any],
    made: Mapping[Role, list[Event]],
    clocks: Mapping[Role, ManualClock2],
    where: str,
) -> tuple[int, Role, Event]:
    fields = {**raw}
    at, role, kind = (fields.pop(key, None) for key in ("at", "role", "kind"))
    if role not in [*made]:
        raise CourseError(f"{where}: role must be one of {', '.join(made)}, got {role!r}")
    at_ms = _milliseconds(at, where)
    clock = clocks[role]
    clock.advance_ms(max(BEGUN_MS + at_ms - clock.wall_ms(), 0))
    if kind == "resumed":
        clock.restart()
    if kind == "taken back":  # of what came last, where no number is given
        fields.setdefault("number", len(made[role]) - 1)
    stamps = {"wall_ms": clock.wall_ms(), "mono_ms": clock.mono_ms()}
    try:
        event = EVENTS.validate_python({**fields, "kind": kind, **stamps})
    except ValidationError as error:
        raise CourseError(f"{where}: {first_problem(error)}") from error
    _refuse_wrong_place(event, made[role], where)
    return at_ms, role, event


def _milliseconds(at: object, where: str) -> int:
    found = _AT.fullmatch(at) if isinstance(at, str) else None
    if found is None:
        raise CourseError(f'{where}: at must be minutes and seconds, such as "07:30"; got {at!r}')
    return (int(found[1]) * 60 + int(found[2])) * 1_000


def _refuse_wrong_place(event: Event, before: list[Event], where: str) -> None:
    if isinstance(event, Opened):
        raise CourseError(f"{where}: 'opened' is made by itself")
    if isinstance(event, TakenBack) and (
        event.number >= len(before) or isinstance(before[event.number], Opened | Resumed)
    ):
        raise CourseError(
            f"{where}: number must be of an event before it in the file of this role, from 1 to "
            f"{len(before) - 1}; got {event.number}"
        )


def _refuse_late_begin(path: Path, made: Mapping[Role, list[Event]]) -> None:
    """Refuse a first phase that is late: session time, as it is written, would be another one."""
    begun = [
        each.wall_ms for events in made.values() for each in events if isinstance(each, PhaseBegun)
    ]
    if begun and min(begun) != BEGUN_MS:
        raise CourseError(
            f'{path.name}: the first phase must be begun at "00:00", where session time begins'
        )
