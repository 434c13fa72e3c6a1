"""What can happen in a session: one small record for each thing that was done or said."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from twitlab.interview.packs.talk import Strength
from twitlab.interview.packs.words import Dimension, Entry, Id, Line, Phase, Slot

Role = Literal["candidate", "interviewer", "solo", "rater"]
"""Whose file it is. *Solo* is a candidate alone; a *rater* scores a session of others."""


class _Event(Entry):
    wall_ms: Annotated[int, Field(ge=0)]
    """Milliseconds since 1970 UTC, as the system's clock says; it may jump."""
    mono_ms: Annotated[int, Field(ge=0)]
    """Milliseconds of a clock that never jumps, from the start of this run of the kernel."""


class Opened(_Event):
    """A file was begun; always the first event of it."""

    kind: Literal["opened"] = "opened"
    session: Line
    """The same in the files of all roles of a session; people can read it out."""
    role: Role
    pack: Id
    version: Annotated[int, Field(ge=1)]
    variant: Id
    slot: Slot
    level: Literal["junior", "mid", "senior", "staff"] | None = None
    """The level that is interviewed for, where it was said."""
    who: str = ""
    """How the person wants to be called."""


class Resumed(_Event):
    """A file was opened again, after a kernel's restart or a closed lid."""

    kind: Literal["resumed"] = "resumed"


class PhaseBegun(_Event):
    """The interview went on to a phase, or back to it."""

    kind: Literal["phase"] = "phase"
    phase: Phase


class FactAsked(_Event):
    """The candidate asked for a fact, and was told it."""

    kind: Literal["asked"] = "asked"
    tag: Id


class Heard(_Event):
    """The interviewer heard one of the things to listen for, or saw a flag."""

    kind: Literal["heard"] = "heard"
    tag: Id
    note: str = ""
    """What was said, where somebody wrote it down."""


class Estimated(_Event):
    """A number was committed; the same again is another try."""

    kind: Literal["estimated"] = "estimated"
    estimate: Id
    value: Line
    """As it was typed, such as "150 TB/month"."""


class Noted(_Event):
    """The candidate wrote design and reasons down."""

    kind: Literal["noted"] = "noted"
    phase: Phase
    text: Line


class Hinted(_Event):
    """A hint was given; rung 1 is the gentlest."""

    kind: Literal["hinted"] = "hinted"
    topic: Id
    rung: Annotated[int, Field(ge=1, le=3)]


class HintWanted(_Event):
    """The candidate asked for a hint; which one was given stands in the interviewer's file."""

    kind: Literal["hint wanted"] = "hint wanted"
    phase: Phase


class Probed(_Event):
    """The interviewer pushed on a point."""

    kind: Literal["probed"] = "probed"
    probe: Id
    strength: Strength


class Changed(_Event):
    """The interviewer changed a requirement."""

    kind: Literal["changed"] = "changed"
    curveball: Id


class Revealed(_Event):
    """Somebody alone saw the good lines of a phase; what is noted for it later does not count."""

    kind: Literal["revealed"] = "revealed"
    phase: Phase


class Ticked(_Event):
    """A person said of a rubric line that it was earned, or was not, and where."""

    kind: Literal["ticked"] = "ticked"
    line: Id
    earned: bool
    quote: str = ""
    """What was said or written; whoever ticks alone quotes one's own note, word for word."""


class SelfRated(_Event):
    """A candidate rated a dimension before anything was shown; 0 is *cannot say*."""

    kind: Literal["self rated"] = "self rated"
    dimension: Dimension
    rung: Annotated[int, Field(ge=0, le=4)]


class PhotoAdded(_Event):
    """A photo of the whiteboard was put beside the file."""

    kind: Literal["photo"] = "photo"
    file: Line
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class TakenBack(_Event):
    """An event was a slip of the finger: what it said does not count."""

    kind: Literal["taken back"] = "taken back"
    number: Annotated[int, Field(ge=1)]
    """Of the event in this file, from 0; the first one cannot be taken back."""


class Ended(_Event):
    """The session is over; ticks, ratings and photos may still come."""

    kind: Literal["ended"] = "ended"


Event = Annotated[
    Opened
    | Resumed
    | PhaseBegun
    | FactAsked
    | Heard
    | Estimated
    | Noted
    | Hinted
    | HintWanted
    | Probed
    | Changed
    | Revealed
    | Ticked
    | SelfRated
    | PhotoAdded
    | TakenBack
    | Ended,
    Field(discriminator="kind"),
]
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
