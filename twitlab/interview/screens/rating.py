"""A candidate rates themself before anything is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from twitlab.interview.events import SelfRated
from twitlab.interview.packs.words import DIMENSION_TITLES, DIMENSIONS, Dimension
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.sitting import Sitting
from twitlab.ui.widgets.ratings import Ratings

MARKS: Final = (
    (1, "1: little of it"),
    (2, "2: the basics"),
    (3, "3: most of it, with reasons"),
    (4, "4: all of it, with numbers and what fails"),
    (0, "cannot say"),
)


def self_ratings(
    sitting: Sitting,
    button: str,
    then: Callable[[Pressed], None],
    first: Callable[[], None] = lambda: None,
    dimensions: Sequence[Dimension] = DIMENSIONS,
) -> Ratings:
    """Make a form for one's own ratings.

    Args:
        sitting: of who rates.
        button: what its button says.
        then: called when they are recorded, with the press.
        first: called before anything is recorded; it may refuse.
        dimensions: which are rated at first.
    """

    def rate(marks: dict[str, int], press: Pressed) -> None:
        first()
        for dimension, mark in marks.items():
            sitting.do(press, SelfRated, dimension=dimension, rung=mark)
        then(press)

    ratings = Ratings(
        "Rate yourself",
        MARKS,
        rate,
        about="Before anything is shown. Nobody adds these up; you compare them later.",
        button=button,
    )
    ratings.ask(rows_of(dimensions))
    return ratings


def rows_of(dimensions: Sequence[Dimension]) -> list[tuple[str, str]]:
    """Give dimensions as rows of a form."""
    return [(each, DIMENSION_TITLES[each]) for each in dimensions]
