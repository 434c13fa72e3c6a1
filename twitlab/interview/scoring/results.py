"""What scoring gives: lines on evidence, bands of dimensions; nothing here adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from twitlab.interview.events import Role
from twitlab.interview.grading import Graded
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import Dimension, Level

Rater = Literal["interviewer", "self", "rater"]
"""Whose word is taken. *Self* is the candidate; a *rater* scores a session of others, blind."""
State = Literal["proved", "missed", "not observed"]
Column = Literal["measured", "judged"]


@dataclass(frozen=True, slots=True)
class Proof:
    """Be one piece of evidence: what was said or computed, by whom, and when.

    Attributes:
        at_ms: Session time.
        role: Whose file has it.
        text: What it is, in the kit's words.
        quote: What a person typed: it may hold anything.
    """

    at_ms: int
    role: Role
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class LineScore:
    """Say of one line of the rubric whether it was earned, and on what that stands.

    Attributes:
        line: From the pack.
        state: *Not observed* is no fault: nobody did what the evidence needs.
        evidence: What it stands on; without one piece of it, the state or this list differs.
        measured: Whether no person's judgement is in it.
        why: What is lacking, or what did not happen that would have lost it.
        second: A person's word on a line that other evidence decides; it changes nothing.
        shown: Judged lines, by id, beside which this one is observed: it is proved by absence.
    """

    line: RubricLine
    state: State
    evidence: tuple[Proof, ...]
    measured: bool
    why: str = ""
    second: Proof | None = None
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Count the observed lines of one rung in one column of one dimension.

    Attributes:
        rung: 2 to 4.
        column: Measured or judged.
        proved: How many of them are proved.
        observed: How many are proved or missed.
    """

    rung: int
    column: Column
    proved: int
    observed: int


@dataclass(frozen=True, slots=True)
class Band:
    """Hold the two marks of one dimension, which are never put together.

    Attributes:
        measured: 1 to 4 by what was computed or clocked, or None: not observed.
        judged: 1 to 4 by a person's word, or None: not observed.
        tallies: What the marks stand on.
        unseen: Why a column or a line was not observed, each reason once.
        held: Lines, by id, that are proved and lift no mark: a rung below theirs was not reached.
    """

    measured: int | None
    judged: int | None
    tallies: tuple[Tally, ...] = ()
    unseen: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Try:
    """Be one number that was committed.

    Attributes:
        estimate: Its id in the pack.
        number: Of the try, from 1; None where it is no try.
        at_ms: Session time.
        role: Whose file has it.
        graded: What it is worth.
    """

    estimate: str
    number: int | None
    at_ms: int
    role: Role
    graded: Graded


@dataclass(frozen=True, slots=True)
class Refused:
    """Be a tick that does not count, and why.

    Attributes:
        line: Of the rubric.
        at_ms: Session time.
        quote: What it was to stand on.
        why: What is wrong with it.
    """

    line: str
    at_ms: int
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """Hold what a session earned by one person's word and by what was measured.

    Attributes:
        session: Which, the same in the files of all roles.
        pack: As the variant that was played.
        slot: Minutes.
        level: That was interviewed for, where it was said.
        rater: Whose word the judged lines stand on.
        alone: Whether the candidate had no interviewer.
        lines: All lines of the rubric, in its order.
        profile: Two marks a dimension. There is no sum and no overall level.
        self_rated: What the candidate said before anything was shown; 0 is *cannot say*.
        tries: All committed numbers, by estimate, then by time.
        refused: Ticks that do not count.
    """

    session: str
    pack: Pack
    slot: int
    level: Level | None
    rater: Rater
    alone: bool
    lines: tuple[LineScore, ...]
    profile: dict[Dimension, Band]
    self_rated: dict[Dimension, int]
    tries: tuple[Try, ...]
    refused: tuple[Refused, ...]

    def line(self, name: str) -> LineScore:
        """Look a line up by its id; KeyError where the rubric has none."""
        for each in self.lines:
            if each.line.id == name:
                return each
        raise KeyError(name)
