"""Which ticks count: who says that a line was earned says where."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from twitlab.errors import BadValue
from twitlab.interview.events import Noted, Ticked
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import PHASE_TITLES
from twitlab.interview.scoring.facts import PLAYS, Facts
from twitlab.interview.scoring.results import Rater, Refused
from twitlab.interview.session import Happened, Session

SHORTEST = 8
"""Letters of a quote: less stands in any note."""


def check_quote(session: Session, line: RubricLine, quote: str, rater: Rater) -> None:
    """Refuse a quote that a line cannot stand on, before it is written down.

    A candidate quotes a note of the line's phase, word for word, written before the good lines of
    that phase were shown; blanks and line breaks are not compared. All others say what they heard
    or read, in words of their own.

    Raises:
        BadValue: The quote is empty, too short, or stands in no such note; it says which.
    """
    if why := why_refused(Facts(session, rater), line, quote):
        raise BadValue(why)


def why_refused(facts: Facts, line: RubricLine, quote: str) -> str:
    """Say why a line cannot stand on a quote; "" if it can."""
    words = _plain(quote)
    if not words:
        return "quote must say what was said or written; it is empty"
    if facts.rater != "self":
        return ""
    if len(words) < SHORTEST:
        return f"quote must have at least {SHORTEST} letters, got {quote!r}"
    title = PHASE_TITLES[line.phase]
    if _stands_in(facts.unaided(Noted, line.phase), line, words):
        return ""
    if _stands_in(facts.all(Noted, *PLAYS), line, words):
        return f"quote stands in a note written after the good lines of {title} were shown"
    return f"quote must stand in a note of {title}, word for word; got {quote!r}"


def ticks_that_count(facts: Facts) -> tuple[dict[str, Happened[Ticked]], tuple[Refused, ...]]:
    """Give the last tick of each line that counts, and the ticks that do not.

    A line that is said to be missed needs no quote.
    """
    lines = {each.id: each for each in facts.session.pack.rubric}
    counting: dict[str, Happened[Ticked]] = {}
    refused = []
    for each in facts.ticks():
        tick = each.event
        if tick.line not in lines:
            why = "the rubric has no such line"
        else:
            why = why_refused(facts, lines[tick.line], tick.quote) if tick.earned else ""
        if why:
            refused.append(Refused(tick.line, each.at_ms, tick.quote, why))
        else:
            counting[tick.line] = each
    return counting, tuple(refused)


def _stands_in(notes: Iterable[Happened[Noted]], line: RubricLine, words: str) -> bool:
    own = (each.event.text for each in notes if each.event.phase == line.phase)
    return any(words in _plain(text) for text in own)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
