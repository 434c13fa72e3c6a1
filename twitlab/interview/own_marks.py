"""Marks of one's own beside those of people who scored the same session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from twitlab.errors import BadValue
from twitlab.interview.packs.words import DIMENSION_TITLES, Dimension
from twitlab.interview.scoring.raters import Agreement, OnBand
from twitlab.interview.scoring.results import Rater
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session


@dataclass(frozen=True, slots=True)
class Beside:
    """Hold one's own marks beside those of another.

    Args:
        rater: whose the others are.
        found: the dimensions that both marked; the other's mark comes first.
        waiting: dimensions that have no mark of one's own yet.
    """

    rater: Rater
    found: Agreement
    waiting: tuple[Dimension, ...]

    def __repr__(self) -> str:
        if self.waiting:
            names = ", ".join(map(DIMENSION_TITLES.__getitem__, self.waiting))
            return f"Your mark is not there yet: {names}. Nothing is shown before it is."
        rows = [
            f"{DIMENSION_TITLES[e.dimension]:32}{e.other:>6}{e.one:>14}" for e in self.found.bands
        ]
        head = f"{'':32}{'you':>6}{self.rater:>14}"
        return "\n".join([head, *rows, self._sentence()])

    def _sentence(self) -> str:
        count, apart = len(self.found.bands), self.found.difference or 0
        way = f"{abs(apart):.1f} rungs {'higher' if apart > 0 else 'lower'}" if apart else "level"
        return (
            f"Same mark: {self.found.exact} of {count}; at most one rung apart: "
            f"{self.found.within_one}. On average yours are {way}."
        )


def beside(session: Session, mine: Mapping[str, int], rater: Rater = "interviewer") -> Beside:
    """Compare one's own marks with what a person judged of the same session.

    Args:
        session: which was read.
        mine: dimension to mark, 1 to 4; 0 stands for no mark yet.
        rater: with whose word.

    Raises:
        BadValue: there is no such dimension or mark, or the other has none there.

    >>> from twitlab.interview.example import example
    >>> beside(example("middling"), {"data-api": 0})
    Your mark is not there yet: Data and API. Nothing is shown before it is.
    """
    earned, pairs, waiting = score(session, rater), [], []
    for dimension in get_args(Dimension):
        if (mark := mine.get(dimension)) is None:
            continue
        other = earned.profile[dimension].judged
        if isinstance(mark, bool) or mark not in range(5):
            raise BadValue(f"{dimension} must be 1 to 4, or 0 for no mark yet; got {mark!r}")
        if other is None:
            raise BadValue(f"{dimension} was not observed by the {rater}")
        if mark == 0:
            waiting.append(dimension)
        pairs.append(OnBand(earned.session, dimension, other, mark))
    _refuse_unknown(mine)
    return Beside(rater, Agreement((), tuple(pairs), 0), tuple(waiting))


def _refuse_unknown(mine: Mapping[str, int]) -> None:
    known = get_args(Dimension)
    for name in mine:
        if name not in known:
            raise BadValue(f"a dimension must be one of {', '.join(known)}; got {name!r}")
