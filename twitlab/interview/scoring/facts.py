"""What the files of a session hold, as the lines of a rubric ask for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, TypeVar

from twitlab.interview.events import (
    Ended,
    Event,
    PhaseBegun,
    PhotoAdded,
    Resumed,
    Revealed,
    Role,
    SelfRated,
    Ticked,
)
from twitlab.interview.packs.words import PHASES, Phase
from twitlab.interview.scoring.results import Rater
from twitlab.interview.session import Happened, Session

E = TypeVar("E", bound=Event)
_AFTERWARDS: Final = (Ended, PhotoAdded, Resumed, SelfRated, Ticked)
PLAYS: Final[tuple[Role, ...]] = ("solo", "candidate")
"""Whose file is the candidate's own."""


class Facts:
    """Answer what the lines of a rubric ask of a session, in one person's eyes.

    Args:
        session: What happened.
        rater: Whose word is taken.
    """

    def __init__(self, session: Session, rater: Rater) -> None:
        self.session = session
        self.rater = rater
        self.alone = "interviewer" not in session.files
        self._shown = _shown(session)
        self._unaided: dict[tuple[Any, Phase], list[Happened[Any]]] = {}

    def all(self, kind: type[E], *roles: Role) -> list[Happened[E]]:
        """Give the events of a kind in order, from the files of some roles, or of all but raters.

        A rater was not there: what a rater's file holds is a word about the session.
        """
        found = self.session.of(kind)
        return [e for e in found if (e.role in roles if roles else e.role != "rater")]

    def begun(self, phase: Phase) -> tuple[Happened[PhaseBegun], ...]:
        """Give the first begin of a phase in each file that has one."""
        first: dict[Role, Happened[PhaseBegun]] = {}
        for each in self.all(PhaseBegun):
            if each.event.phase == phase:
                first.setdefault(each.role, each)
        return tuple(first.values())

    def ticks(self) -> list[Happened[Ticked]]:
        """Give the ticks of the rater, in order."""
        return self.all(Ticked, *(PLAYS if self.rater == "self" else (self.rater,)))

    def ratings(self) -> list[Happened[SelfRated]]:
        """Give what the candidate said of each dimension before any good line was shown."""
        return [each for each in self.all(SelfRated, *PLAYS) if self._is_unaided(each, PHASES)]

    def unaided(self, kind: type[E], phase: Phase) -> list[Happened[E]]:
        """Give the candidate's events of a kind from before the good lines of a phase were shown.

        Args:
            kind: Of the events.
            phase: Whose good lines; the events may be of any phase.
        """
        if (kind, phase) not in self._unaided:
            found = self.all(kind, *PLAYS)
            self._unaided[kind, phase] = [e for e in found if self._is_unaided(e, (phase,))]
        return self._unaided[kind, phase]

    @property
    def has_hints(self) -> bool:
        """Tell whether there is a file in which a hint would stand."""
        return bool({"interviewer", "solo"} & {*self.session.files})

    @property
    def lasted_ms(self) -> int:
        """Tell when the last thing happened that is no word about the session."""
        times = (
            each.at_ms
            for each in self.session.events
            if each.role != "rater" and not isinstance(each.event, _AFTERWARDS)
        )
        return max(times, default=0)

    @property
    def has_ended(self) -> bool:
        """Tell whether somebody who took part said that the session is over."""
        return bool(self.all(Ended))

    def _is_unaided(self, found: Happened[Any], phases: Collection[Phase]) -> bool:
        """Tell whether nothing was shown before it; what was seen cannot be taken back."""
        shown = (self._shown.get((found.role, phase)) for phase in phases)
        return not any(number is not None and number < found.number for number in shown)


def _shown(session: Session) -> dict[tuple[Role, Phase], int]:
    """Give the number of the event that showed the good lines of a phase first, by file."""
    first: dict[tuple[Role, Phase], int] = {}
    for role, kept in session.files.items():
        for number, event in kept.numbered:
            if isinstance(event, Revealed):
                first.setdefault((role, event.phase), number)
    return first
