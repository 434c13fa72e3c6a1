"""Silence earns nothing: what is proved by absence counts only beside something that was shown.

No hint was given, a phase began in time, a flag was not heard: all of this holds also for somebody
who says nothing while the interviewer moves on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import DIMENSION_TITLES, PHASE_TITLES
from twitlab.interview.scoring.results import LineScore

_BY_ABSENCE: Final = ("hints", "time", "not heard")


def is_by_absence(line: RubricLine) -> bool:
    """Tell whether a line is proved by what did not happen."""
    return line.evidence.by in _BY_ABSENCE


def shown_beside(line: RubricLine, lines: Iterable[LineScore]) -> tuple[LineScore, ...]:
    """Give the judged lines that a line by absence stands on; none where too little was shown.

    It takes one proved line of its own dimension and phase. For a line by time one of its dimension
    and one of its phase are enough: no dimension has a word in each phase.

    Args:
        line: That is proved by absence.
        lines: All others, in the order of the rubric.
    """
    shown = [each for each in lines if _shows(each)]
    of_dimension = [each for each in shown if each.line.dimension == line.dimension]
    of_phase = [each for each in shown if each.line.phase == line.phase]
    of_both = [each for each in of_dimension if each.line.phase == line.phase]
    if of_both or line.evidence.by != "time":
        return tuple(of_both[:1])
    return (of_dimension[0], of_phase[0]) if of_dimension and of_phase else ()


def why_silent(line: RubricLine, lines: Sequence[LineScore]) -> str:
    """Say why a line by absence is not observed."""
    title, phase = DIMENSION_TITLES[line.dimension], PHASE_TITLES[line.phase]
    which = f"{title} in the phase {phase}"
    if line.evidence.by == "time":
        own = any(_shows(each) and each.line.dimension == line.dimension for each in lines)
        which = f"the phase {phase}" if own else title
    return f"Silence earns nothing: no judged line of {which} is proved."


def _shows(each: LineScore) -> bool:
    return not each.measured and each.state == "proved" and not is_by_absence(each.line)
