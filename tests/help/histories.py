"""Histories made by hand, of sessions that need no files."""

from __future__ import annotations

from tests.help.made_sessions import Happens, all_phases, happens, made, opened
from twitlab.interview.events import Role
from twitlab.interview.history import History, Past
from twitlab.interview.scoring.results import Rater
from twitlab.interview.scoring.score import score

DAY_MS = 24 * 60 * 60_000


def past(*events: Happens, name: str = "one", rater: Rater = "interviewer", day: int = 0) -> Past:
    """Give a session of two in which all phases took place, and its score."""
    roles: tuple[Role, ...] = ("candidate", "interviewer")
    session = made(*opened(*roles), *all_phases("interviewer"), *events, name=name)
    return Past(day * DAY_MS, session, score(session, rater))


def history(*sessions: Past) -> History:
    """Give a history of sessions."""
    return History(sessions)


def said(at: str, value: str, estimate: str = "writes") -> Happens:
    """Commit a number."""
    return happens(at, "candidate", "estimated", estimate=estimate, value=value)


def ticked(
    at: str, line: str, earned: bool, role: Role = "interviewer", quote: str = "as said"
) -> Happens:
    """Tick a line of the rubric."""
    return happens(at, role, "ticked", line=line, earned=earned, quote=quote)
