"""What is scored: one line for one thing that was done, and what proves it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from twitlab.interview.packs.words import DIMENSIONS, Dimension, Entry, Id, Level, Line, Phase

Rung = Annotated[int, Field(ge=1, le=4)]


class Asked(Entry):
    """Be proved when the interviewer noted that a fact was asked for."""

    by: Literal["asked"]
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)] = 1


class Heard(Entry):
    """Be proved when the interviewer noted one of the things to listen for, or a flag."""

    by: Literal["heard"]
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)] = 1


class NotHeard(Entry):
    """Be proved when none of these was noted, and the phase took place."""

    by: Literal["not heard"]
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]


class Estimated(Entry):
    """Be proved by committed numbers that are right: this is measured."""

    by: Literal["estimate"]
    ids: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)] = 1
    first_try: bool = False


class FewHints(Entry):
    """Be proved when no hint on these topics above a rung was given: this is measured."""

    by: Literal["hints"]
    topics: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_most: Annotated[int, Field(ge=0, le=3)] = 0


class InTime(Entry):
    """Be proved when a phase was begun while this share of the slot was over: measured."""

    by: Literal["time"]
    phase: Phase
    at_most: Annotated[float, Field(gt=0, le=1)]


class Ticked(Entry):
    """Be proved by a person who read or heard it and says where: a quote goes with it."""

    by: Literal["ticked"]


Evidence = Annotated[
    Asked | Heard | NotHeard | Estimated | FewHints | InTime | Ticked, Field(discriminator="by")
]
MEASURED = ("estimate", "hints", "time")
"""Worked out from what was computed or clocked. The rest is a person's word, never added to it."""


class RubricLine(Entry):
    """Be one line of the score."""

    id: Id
    dimension: Dimension
    phase: Phase
    """In which it is most often earned; it is *not observed* if that phase never took place."""
    rung: Annotated[int, Field(ge=2, le=4)]
    """Of which rung it is evidence. Rung 1 is observed, and no rung above it reached."""
    text: Line
    evidence: Evidence
    why: Line
    """Why it matters, to who missed it."""
    mends: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Lessons or exercises, by id."""
    weak: Line
    strong: Line

    @property
    def is_measured(self) -> bool:
        """Tell whether no person's judgement is in it."""
        return self.evidence.by in MEASURED


class Expected(Entry):
    """Be what one level is expected to reach, by dimension."""

    level: Level
    rungs: dict[Dimension, Rung]
    says: Line
    """What an answer at this level is like, in a sentence."""

    @model_validator(mode="after")
    def _has_every_dimension(self) -> Expected:
        if missing := [each for each in DIMENSIONS if each not in self.rungs]:
            raise ValueError(f"rungs must have every dimension; missing: {', '.join(missing)}")
        return self
