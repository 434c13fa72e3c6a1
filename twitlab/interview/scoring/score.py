"""Score a session: pure, from what its files hold and one person's word."""

from __future__ import annotations

from typing import get_args

from twitlab.errors import BadValue
from twitlab.interview.scoring.bands import profile_of
from twitlab.interview.scoring.facts import Facts
from twitlab.interview.scoring.lines import score_lines
from twitlab.interview.scoring.numbers import all_tries
from twitlab.interview.scoring.quotes import ticks_that_count
from twitlab.interview.scoring.results import Rater, Score
from twitlab.interview.session import Session


def score(session: Session, rater: Rater = "interviewer") -> Score:
    """Score each line of the rubric on its evidence, and the dimensions on their lines.

    A line is *measured* where its evidence is computed or clocked; the rest is a person's word, and
    never added to it. An interviewer's word is the keys that were pressed while listening, and what
    was ticked afterwards with a quote. A candidate alone, and a second rater, tick every judged
    line with a quote: neither of them pressed keys.

    Args:
        session: What happened.
        rater: Whose word is taken. Where that person left no file, judged lines are *not observed*.

    Raises:
        BadValue: There is no such rater.

    Complexity: O(lines * events).
    """
    if rater not in get_args(Rater):
        raise BadValue(f"rater must be one of {', '.join(get_args(Rater))}, got {rater!r}")
    facts = Facts(session, rater)
    ticks, refused = ticks_that_count(facts)
    lines = score_lines(facts, ticks)
    return Score(
        session=session.name,
        pack=session.pack,
        slot=session.slot,
        level=session.level,
        rater=rater,
        alone=facts.alone,
        lines=lines,
        profile=profile_of(lines),
        self_rated={each.event.dimension: each.event.rung for each in facts.ratings()},
        tries=all_tries(facts),
        refused=refused,
    )
