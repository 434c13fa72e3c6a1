"""What is said in an interview: facts, probes, hints, turns, and what one listens for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from twitlab.interview.packs.words import Entry, Figure, Id, Line, Phase, Source

Strength = Literal["ask", "doubt", "contradict"]


class Fact(Entry):
    """Be told only to who asks for it."""

    tag: Id
    asked_as: Line
    """A question that earns it, as a candidate would say it."""
    answer: Line
    figure: Figure | None = None
    source: Source = "assumed"


class Listen(Entry):
    """Be one thing to listen for: heard, it is one key."""

    tag: Id
    text: Line
    """What counts, in words that need no knowledge of the answer."""
    sounds_like: Line
    """How a candidate may put it."""


class Guide(Entry):
    """Tell an interviewer how to lead one phase, who need not know the answer."""

    phase: Phase
    say: Annotated[tuple[Line, ...], Field(min_length=1)]
    """What to say, in order, word for word."""
    withhold: tuple[Line, ...] = ()
    """What not to give away in this phase."""
    listen: Annotated[tuple[Listen, ...], Field(min_length=1, max_length=7)]
    move_on: Line
    """When the phase is over, whatever the clock says."""


class Probe(Entry):
    """Push on one point, in three strengths."""

    id: Id
    phase: Phase
    about: Line
    ask: Line
    doubt: Line
    contradict: Line
    """Holds a published number against what was said."""
    source: Source
    good: Line
    """What a good reply holds."""


class HintLadder(Entry):
    """Help in three rungs, from a nudge to nearly the answer; the rung is kept."""

    topic: Id
    phase: Phase
    rungs: Annotated[tuple[Line, Line, Line], Field()]


class Curveball(Entry):
    """Change a requirement mid-way."""

    id: Id
    phase: Phase = "deep-dives"
    says: Line
    changes: Id
    """The requirement that it changes."""
    good: Line
    poor: Line


class FollowUp(Entry):
    """Be asked when there is time left."""

    asks: Line
    good: Line


class CommonMistake(Entry):
    """Be what candidates often say, and what is wrong with it."""

    id: Id
    says: Line
    instead: Line


class Flag(Entry):
    """Be a sign that an interviewer notes at once."""

    tag: Id
    colour: Literal["green", "red"]
    text: Line
