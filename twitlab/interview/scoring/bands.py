"""Which rung a dimension reaches: two thirds of the lines of each rung on the way up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from twitlab.interview.packs.words import DIMENSIONS, Dimension
from twitlab.interview.scoring.results import Band, Column, LineScore, Tally

RUNGS: Final = (2, 3, 4)
_COLUMNS: Final = (("measured", True), ("judged", False))


def profile_of(lines: Iterable[LineScore]) -> dict[Dimension, Band]:
    """Give the two marks of each dimension, in the order of the dimensions."""
    kept = tuple(lines)
    return {
        each: _band([line for line in kept if line.line.dimension == each]) for each in DIMENSIONS
    }


def band_of(tallies: Sequence[Tally]) -> int | None:
    """Give the mark of one column of one dimension.

    It is the highest rung with observed lines such that on it, and on each rung with observed lines
    below it, at least two thirds of them are proved; 1 if there is none. A rung of which nothing
    was observed neither stops the way up nor is reached by it.

    Where a rung has one line, that line decides: missed on rung 2, the mark is 1 whatever else is
    proved. More lines would not make it gentler (of two, both are needed; of three, one may be
    missed, and the rubric would no longer be filled in five minutes), and a rung that is skipped is
    news that no average should hide. So the slack is in the line, which asks for some of its tags,
    and the scorecard says which proved lines lift no mark.

    Args:
        tallies: Of one column, a rung at most once, lowest first.

    Returns:
        1 to 4, or None: nothing was observed.

    >>> band_of([Tally(2, "judged", 2, 3), Tally(3, "judged", 1, 2), Tally(4, "judged", 1, 1)])
    2
    """
    observed = [each for each in tallies if each.observed]
    if not observed:
        return None
    reached = 1
    for each in observed:
        if 3 * each.proved < 2 * each.observed:
            break
        reached = each.rung
    return reached


def _band(lines: Sequence[LineScore]) -> Band:
    measured, judged = _tallies(lines, "measured"), _tallies(lines, "judged")
    there = {each.measured for each in lines}
    unseen = [f"No line of this dimension is {n}." for n, m in _COLUMNS if m not in there]
    unseen += dict.fromkeys(each.why for each in lines if each.state == "not observed")
    marks = {True: band_of(measured), False: band_of(judged)}
    above = (e for e in lines if e.state == "proved" and e.line.rung > (marks[e.measured] or 0))
    held = tuple(each.line.id for each in above)
    return Band(marks[True], marks[False], (*measured, *judged), tuple(unseen), held)


def _tallies(lines: Sequence[LineScore], column: Column) -> tuple[Tally, ...]:
    own = [each for each in lines if each.measured == (column == "measured")]
    own = [each for each in own if each.state != "not observed"]
    return tuple(
        Tally(rung, column, sum(each.state == "proved" for each in on_it), len(on_it))
        for rung in RUNGS
        if (on_it := [each for each in own if each.line.rung == rung])
    )
