"""A history over the sessions of a workspace: what each earned, what changed, what came again.

It is the learner's own: a session counts where there is a file of the one who answered. Marks stand
side by side; nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from twitlab.errors import TwitlabError
from twitlab.interview.anchors import bundled_names
from twitlab.interview.events import PhaseBegun
from twitlab.interview.exporting import raters_of
from twitlab.interview.packs.pack import load_pack
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import DIMENSIONS, Dimension
from twitlab.interview.places import all_folders
from twitlab.interview.scoring.facts import PLAYS
from twitlab.interview.scoring.results import Column, LineScore, Score
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Load, Session, open_session

_COLUMNS: Final[tuple[Column, ...]] = get_args(Column)


@dataclass(frozen=True, slots=True)
class Past:
    """Hold a session that was played, with its score by the one whose word leads.

    Args:
        begun_ms: when the file of the one who answered was begun, since 1970 UTC.
        session: what happened.
        score: of it.
    """

    begun_ms: int
    session: Session
    score: Score

    def mark(self, dimension: Dimension, column: Column) -> int | None:
        """Give a mark, or None where nothing was observed."""
        band = self.score.profile[dimension]
        return band.measured if column == "measured" else band.judged

    def missed(self) -> list[LineScore]:
        """Give the lines that were observed and not earned."""
        return [each for each in self.score.lines if each.state == "missed"]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Say of a session why it does not count."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class History:
    """Hold the sessions that count, oldest first, and those that do not."""

    sessions: tuple[Past, ...]
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Hold a mark of the last session beside the same mark of one before it.

    Args:
        before: the mark it was, in the session `since`.
        after: the mark of the last session.
    """

    dimension: Dimension
    column: Column
    before: int
    after: int
    since: str


@dataclass(frozen=True, slots=True)
class Again:
    """Be what was missed in two sessions or more, and in the last that had it.

    Args:
        pack: of which it is; a line stands in one pack only.
        line: of the rubric, as the last session had it.
        sessions: in which it was missed, oldest first.
    """

    pack: str
    line: RubricLine
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MistakeAgain:
    """Be a mistake that the numbers of two sessions or more look like."""

    name: str
    asks: str
    sessions: tuple[str, ...]


def history_of(root: Path, load: Load = load_pack) -> History:
    """Read and score the sessions of a workspace.

    A session that lies there twice, as one that was merged does, counts once: with most files.

    Args:
        root: of the workspace.
        load: gives a pack by its id.

    Complexity: O(sessions * lines * events).
    """
    found: dict[str, Session] = {}
    passed_over = []
    for folder in all_folders(root):
        try:
            session = open_session(folder, load)
        except TwitlabError as error:
            passed_over.append(PassedOver(folder.name, str(error)))
            continue
        if why := _why_not(folder.name, session):
            passed_over.append(PassedOver(folder.name, why))
        elif (before := found.get(session.name)) is None or len(before.files) <= len(session.files):
            found[session.name] = session
    past = [_past(session) for session in found.values()]
    past.sort(key=lambda each: (each.begun_ms, each.session.name))
    names = {*found}
    return History(tuple(past), tuple(each for each in passed_over if each.name not in names))


def _why_not(folder: str, session: Session) -> str:
    if folder in bundled_names():
        return "it came with the kit, for raters"
    if not any(role in session.files for role in PLAYS):
        return "it has no file of a candidate, so it is taken for another person's interview"
    return "" if session.of(PhaseBegun) else "it was not begun"


def _past(session: Session) -> Past:
    own = next(kept for role in PLAYS if (kept := session.files.get(role)))
    return Past(own.opened.wall_ms, session, score(session, raters_of(session)[0]))


def changes(history: History) -> tuple[Change, ...]:
    """Hold the marks of the last session beside the last ones before it, where they differ.

    A judged mark is held beside one by the same kind of person: a candidate's own word and an
    interviewer's are two scales.
    """
    return tuple(_changes(history.sessions)) if history.sessions else ()


def _changes(sessions: tuple[Past, ...]) -> Iterator[Change]:
    last, earlier = sessions[-1], sessions[-2::-1]
    for dimension in DIMENSIONS:
        for column in _COLUMNS:
            after = last.mark(dimension, column)
            same = [
                each
                for each in earlier
                if each.mark(dimension, column) is not None
                and (column == "measured" or each.score.rater == last.score.rater)
            ]
            if after is None or not same:
                continue
            mark = same[0].mark(dimension, column)
            if mark is not None and mark != after:
                yield Change(dimension, column, mark, after, same[0].session.name)


def missed_again(history: History) -> tuple[Again, ...]:
    """Give the lines that were missed twice or more, and also when they were observed last."""
    missed: dict[tuple[str, str], list[str]] = {}
    last: dict[tuple[str, str], LineScore] = {}
    for past in history.sessions:
        for each in past.score.lines:
            if each.state == "not observed":
                continue
            key = (past.session.pack.id, each.line.id)
            last[key] = each
            if each.state == "missed":
                missed.setdefault(key, []).append(past.session.name)
    return tuple(
        Again(key[0], last[key].line, tuple(names))
        for key, names in missed.items()
        if len(names) > 1 and last[key].state == "missed"
    )


def mistakes_again(history: History) -> tuple[MistakeAgain, ...]:
    """Give the mistakes that committed numbers of two sessions or more look like."""
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for past in history.sessions:
        for each in past.score.tries:
            for slip in each.graded.slips[:1]:
                found.setdefault(slip.name, (slip.asks, {}))[1][past.session.name] = None
    return tuple(
        MistakeAgain(name, asks, tuple(names))
        for name, (asks, names) in found.items()
        if len(names) > 1
    )


def last_look(history: History) -> Past | None:
    """Give the last session in which anything was observed."""
    for past in reversed(history.sessions):
        if any(each.state != "not observed" for each in past.score.lines):
            return past
    return None


def weakest(history: History) -> tuple[str, ...]:
    """Give what mends the missed lines of the last session, of the lowest marks first.

    A line counts with the mark of its own dimension and column; then the lower rung comes first.

    Returns:
        Ids of lessons and exercises, each once; they need not be in the course.
    """
    return tuple(dict.fromkeys(name for each in _weak_lines(history) for name in each.line.mends))


def weak_dimensions(history: History) -> tuple[Dimension, ...]:
    """Give the dimensions of the missed lines of the last session, as `weakest` has them."""
    return tuple(dict.fromkeys(each.line.dimension for each in _weak_lines(history)))


def _weak_lines(history: History) -> list[LineScore]:
    past = last_look(history)
    if past is None:
        return []

    def weakness(each: LineScore) -> tuple[int, int]:
        mark = past.mark(each.line.dimension, "measured" if each.measured else "judged")
        return mark or 0, each.line.rung

    return sorted(past.missed(), key=weakness)
