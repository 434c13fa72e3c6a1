"""The numbers that were committed in a session, each graded: first tries and later ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twitlab.interview.events import Estimated
from twitlab.interview.grading import grade
from twitlab.interview.packs.answers import Estimate
from twitlab.interview.scoring.facts import Facts
from twitlab.interview.scoring.results import Try
from twitlab.interview.session import Happened


def tries_of(facts: Facts, estimate: Estimate) -> tuple[Try, ...]:
    """Grade what was committed to one estimate, in order; what is no try has no number.

    The candidate's own file counts; where it has none, what the interviewer took down. What is
    committed after the good lines of the estimate's phase were shown is left out.
    """
    own = _of(estimate, facts.unaided(Estimated, estimate.phase))
    return tuple(_numbered(estimate, own or _of(estimate, facts.all(Estimated, "interviewer"))))


def all_tries(facts: Facts) -> tuple[Try, ...]:
    """Grade everything that was committed, by estimate in the pack's order."""
    return tuple(
        each for estimate in facts.session.pack.estimates for each in tries_of(facts, estimate)
    )


def is_right(tries: Iterable[Try], *, first_try: bool) -> bool:
    """Tell whether the number that stands, the last try, is right; or the first one."""
    real = [each for each in tries if each.number is not None]
    return bool(real) and real[0 if first_try else -1].graded.outcome == "right"


def _of(estimate: Estimate, found: Iterable[Happened[Estimated]]) -> list[Happened[Estimated]]:
    return [each for each in found if each.event.estimate == estimate.id]


def _numbered(estimate: Estimate, found: Iterable[Happened[Estimated]]) -> Iterator[Try]:
    number = 0
    for each in found:
        graded = grade(estimate, each.event.value)
        number += graded.outcome != "no try"
        said = None if graded.outcome == "no try" else number
        yield Try(estimate.id, said, each.at_ms, each.role, graded)
