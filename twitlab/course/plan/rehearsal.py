"""What interviews and cards ask of a plan, as plain values: the course knows no interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

REVIEW_MINUTES = 5
"""Of an evening, for cards."""
MOCK_MINUTES = 20
"""Of the cold mock; the five minutes of that evening's review are for its score."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Say what a plan makes room for, and what comes first in it.

    Args:
        review: whether each evening that is long enough has five minutes of review.
        mock: whether a cold mock comes before all else.
        weakest: ids of lessons and exercises, those that are needed most first.
        weak_in: what they are weak in, in words.
        due: how many cards are due today.
    """

    review: bool = False
    mock: bool = False
    weakest: Sequence[str] = ()
    weak_in: Sequence[str] = ()
    due: int = 0


NONE = Rehearsal()
