"""Two bundled sessions that a rater scores before the first real one, and what they earn."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from twitlab.errors import CourseError, TwitlabError
from twitlab.interview.packs.words import Dimension
from twitlab.interview.places import FOLDER as SESSIONS
from twitlab.interview.places import folder_of, notebook_of
from twitlab.interview.played import BEGUN_MS, play
from twitlab.interview.scoring.raters import Agreement, agreement
from twitlab.interview.scoring.results import Score, State
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session, files_in, open_session
from twitlab.interview.starting import write_screen

FOLDER: Final = Path(__file__).parent / "bundled"


@dataclass(frozen=True, slots=True)
class Anchors:
    """Hold what a bundled session earns, and why.

    Attributes:
        about: What it is there to show.
        lines: Each judged line to the reason of its state.
        bands: Each dimension to the reason of its judged mark.
    """

    about: str
    lines: Mapping[str, str]
    bands: Mapping[Dimension, str]


@dataclass(frozen=True, slots=True)
class Told:
    """Be what a rater is told of one line: the own word, the anchor, and the reason.

    Attributes:
        line: Its id.
        text: What it asks for.
        mine: What the rater said.
        anchor: What it earns.
        reason: Why.
    """

    line: str
    text: str
    mine: State
    anchor: State
    reason: str


def bundled_names() -> tuple[str, ...]:
    """Give the names of the bundled sessions, in the order they are scored.

    They lie among a workspace's own sessions, and nobody there played them: a history, or what is
    worked out from how somebody did, leaves out each session that has one of these names.
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def lay_out(root: Path, name: str) -> Path:
    """Put a bundled session among those of a workspace, unless it is there already.

    Args:
        root: Of the workspace.
        name: From `bundled_names`.

    Returns:
        The folder with its files, ready for a rater.

    Raises:
        CourseError: There is no such bundled session.
    """
    path, folder = _path(FOLDER, name), folder_of(root, name)
    if not files_in(folder):
        for each in play(path, folder):  # as old as it is: a session of one's own is the last one
            os.utime(each, (BEGUN_MS / 1_000, BEGUN_MS / 1_000))
    return folder


def left_to_rate(root: Path) -> tuple[str, ...]:
    """Give the bundled sessions of which a rater has not yet ticked each judged line."""
    return tuple(each for each in bundled_names() if not _is_rated(folder_of(root, each)))


def left_before(folder: Path) -> tuple[str, ...]:
    """Give the bundled sessions that a rater should score before a session of a workspace.

    Args:
        folder: Of the session that is to be rated.

    Returns:
        Names; none where the session is a bundled one, lies in no workspace, or the bundled ones
        there cannot be read: they are practice, and keep nobody from a real session.
    """
    if folder.parent.name != SESSIONS or folder.name in bundled_names():
        return ()
    try:
        return left_to_rate(folder.parent.parent)
    except TwitlabError:
        return ()


def first_to_rate(folder: Path) -> tuple[Path, ...]:
    """Lay out what a rater should score before a session, and give its notebooks."""
    root = folder.parent.parent
    return tuple(_screen_of(lay_out(root, name), name) for name in left_before(folder))


def _screen_of(folder: Path, name: str) -> Path:
    path = notebook_of(folder, "rater")
    return path if path.exists() else write_screen(folder, "rater", name)


def anchors_of(name: str) -> Anchors:
    """Give what a bundled session earns; a rater sees it after scoring, never before.

    Raises:
        CourseError: There is no such bundled session.
    """
    raw: dict[str, Any] = tomllib.loads(_path(FOLDER / "reasons", name).read_text("utf-8"))
    return Anchors(raw["about"], raw["lines"], raw["bands"])


def told(session: Session) -> tuple[tuple[Told, ...], Agreement]:
    """Hold a rater's score of a bundled session against its anchors.

    Args:
        session: A bundled one, with the file of a rater who has ticked each judged line.

    Returns:
        Each judged line that took place, and how far the rater agrees.

    Raises:
        CourseError: It is no bundled session, or lines are left to tick: the anchors stay hidden.
    """
    anchors = anchors_of(session.name)
    if left := _unticked(session):
        raise CourseError(
            f"the anchors are shown when each line is ticked; left are {', '.join(left)}"
        )
    first, mine = score(session), score(session, "rater")
    return tuple(_told(first, mine, anchors)), agreement([(first, mine)])


def _told(first: Score, mine: Score, anchors: Anchors) -> list[Told]:
    return [
        Told(one.line.id, one.line.text, two.state, one.state, anchors.lines[one.line.id])
        for one, two in zip(first.lines, mine.lines, strict=True)
        if one.line.id in anchors.lines
    ]


def _is_rated(folder: Path) -> bool:
    return bool(files_in(folder)) and not _unticked(open_session(folder))


def _unticked(session: Session) -> list[str]:
    """Give the judged lines that the interviewer scored and the rater has not."""
    pairs = zip(score(session).lines, score(session, "rater").lines, strict=True)
    return [
        one.line.id
        for one, two in pairs
        if not one.measured and one.state != "not observed" and two.state == "not observed"
    ]


def _path(folder: Path, name: str) -> Path:
    if name not in (known := bundled_names()):
        raise CourseError(f"there is no bundled session {name!r}; there are {', '.join(known)}")
    return folder / f"{name}.toml"
