"""What is said in an interview: facts, probes, hints, turns, and what one listens for."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

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


class Step(Entry):
    """Be one thing that an interviewer does, says, or says when something is so.

    In a pack a plain text is what to say.
    """

    do: Line | None = None
    """What to do, or when to say it; not to be read aloud."""
    say: Line | None = None
    """Words to say, one for one."""

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, given: Any) -> Any:
        return {"say": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _refuse_mixed(self) -> Self:
        if not (self.do or self.say):
            raise ValueError("a step needs do or say")
        if set('"“”') & set(f"{self.do or ''}{self.say or ''}"):
            raise ValueError("say holds the words without quotes; what is not said aloud is do")
        return self

    @property
    def text(self) -> str:
        """The step as it is shown: all that is said aloud is in quotes, and nothing else.

        >>> Step(do="After any claim", say="How do you know?").text
        'After any claim: “How do you know?”'
        """
        return ": ".join(each for each in (self.do, self.say and f"“{self.say}”") if each)


class Guide(Entry):
    """Tell an interviewer how to lead one phase, who need not know the answer."""

    phase: Phase
    say: Annotated[tuple[Step, ...], Field(min_length=1)]
    """What to say and to do, in order."""
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
    about: Line
    """What it helps with, in a few words that an interviewer finds it by."""
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
