"""What a good answer holds: requirements, estimates, data, parts, designs and deep dives."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from twitlab.interview.packs.words import Entry, Figure, Id, Line, Phase, Source

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Requirement(Entry):
    """Be what the system must do, or how well."""

    id: Id
    kind: Literal["functional", "non-functional"]
    text: Line
    figure: Figure | None = None


class Row(Entry):
    """Be one assumption of an estimate."""

    name: Name
    """As the formula calls it."""
    says: Line
    """As a person calls it."""
    value: Line
    kind: Literal["given", "asked", "assumed"] = "assumed"
    mark: Literal["", "size", "replication", "fan-out", "peak", "span"] = ""
    """What people forget about it; see `twitlab.estimate.usual_slips`."""
    source: Source


class Slip(Entry):
    """Be a mistake of this one estimate, beside those that every estimate has."""

    name: Line
    formula: Line
    asks: Line
    """What is asked of who made it; it does not tell the number."""


class Estimate(Entry):
    """Be a number that decides something."""

    id: Id
    phase: Phase = "estimates"
    asks: Line
    unit: Line
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    formula: Line
    """Names of rows, numbers, + * / and parentheses: "users * tweets_each"."""
    within: Annotated[float, Field(gt=1, le=100)] = 2.0
    """By which factor an answer may be off."""
    decides: Line
    """What would be built otherwise if it were ten times more, or less."""
    slips: tuple[Slip, ...] = ()


class Call(Entry):
    """Be one call of the API."""

    call: Line
    returns: Line
    rate: Line
    source: Source


class Store(Entry):
    """Be one query and where its answer lies."""

    id: Id
    query: Line
    key: Line
    rate: Line
    """How often, with unit; its source beside it."""
    source: Source
    store: Line
    partition_key: Line
    why: Line


class Part(Entry):
    """Be a box of a good high-level design, and the requirement that pays for it."""

    id: Id
    text: Line
    because: Id
    """A requirement."""


class Design(Entry):
    """Be a whole answer that passes, argued."""

    id: Id
    title: Line
    choice: Line
    """The decision in which it differs from the other one."""
    sections: Annotated[tuple[Line, ...], Field(min_length=4)]
    """The answer, a paragraph for each step of the path of a write and a read."""
    holds: Line
    """Where it is the better one, with the number that says so."""
    costs: Line
    breaks_first: Line


class Dive(Entry):
    """Be a question that goes deep into one part."""

    id: Id
    asks: Line
    good: Annotated[tuple[Line, ...], Field(min_length=2)]
    lessons: tuple[Id, ...] = ()
    exercises: tuple[Id, ...] = ()
