"""Files of laptops that were not linked: whether they belong together, and on which clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median_low
from typing import Final

from twitlab.errors import CourseError
from twitlab.interview.events import Event, PhaseBegun, Role
from twitlab.interview.lines import Kept
from twitlab.interview.packs.words import Phase
from twitlab.interview.timing import time_events

AtMs = tuple[int, ...]
_ORDER: Final[tuple[Role, ...]] = ("interviewer", "candidate", "solo", "rater")
_SAME: Final = {
    "session": "session",
    "pack": "pack",
    "version": "version of the pack",
    "variant": "variant",
}
"""What must be the same in all files, to how it is called."""
_APART_MS: Final = 60_000
"""Who goes on to a phase does so within a minute of the other; more is a clock that is wrong."""
_NO_OVERLAP_MS: Final = 30 * 60_000


def one_of_each_role(files: Iterable[Kept]) -> dict[Role, Kept]:
    """Give files by role, the interviewer's first, or refuse what does not belong together.

    A file that another one goes on with, as an older copy on a stick, is passed over.

    Raises:
        CourseError: There are two sessions, two packs, two people in one role, or nobody.
    """
    files = list(files)
    for one, other in pairwise(files):
        _refuse_two_sessions(one, other)
    by_role: dict[Role, Kept] = {}
    for kept in files:
        role = kept.opened.role
        by_role[role] = _longer(by_role[role], kept) if role in by_role else kept
    if "solo" in by_role and (more := {*by_role} - {"solo", "rater"}):
        raise CourseError(
            f"{by_role['solo'].path.name} is of somebody alone, and {by_role[min(more)].path.name} "
            f"of a {min(more)}; they are no one session"
        )
    if not {*by_role} - {"rater"}:
        raise CourseError("there must be a candidate's, an interviewer's or a solo file")
    return {role: by_role[role] for role in _ORDER if role in by_role}


def _longer(one: Kept, other: Kept) -> Kept:
    short, long = sorted((one, other), key=lambda kept: kept.lines)
    if short.numbered == long.numbered[: len(short.numbered)]:
        return long
    first, second = (
        f"{called} ({kept.opened.who or 'no name'})"
        for called, kept in zip(_called(one, other), (one, other), strict=True)
    )
    raise CourseError(
        f"{first} and {second} are both of a {one.opened.role}; a session has one file for each "
        "role"
    )


def _called(one: Kept, other: Kept) -> tuple[str, str]:
    """Name two files so that they can be told apart."""
    if one.path.name != other.path.name:
        return one.path.name, other.path.name
    return str(one.path), str(other.path)


def _refuse_two_sessions(one: Kept, other: Kept) -> None:
    for key, noun in _SAME.items():
        first, second = getattr(one.opened, key), getattr(other.opened, key)
        if first != second:
            here, there = _called(one, other)
            raise CourseError(
                f"the {noun} is {first} in {here} and {second} in {there}; the files must be of "
                "one session"
            )


def align(files: Mapping[Role, Kept]) -> tuple[dict[Role, AtMs], list[str]]:
    """Work out the session time of every event, and what is to be said about the clocks.

    Each file has its own times; where two laptops' clocks differ, the phases that are in both files
    say by how much. A rater's file comes after all others. 0 is where the first phase begins.

    Returns:
        The times by role, beside `Kept.numbered`; negative before the first phase. The remarks.
    """
    own: dict[Role, AtMs] = {}
    notes: list[str] = []
    for role, kept in files.items():
        timed = time_events(kept.events, [number for number, _ in kept.numbered])
        own[role] = tuple(kept.opened.wall_ms + at_ms for at_ms in timed.at_ms)
        notes += [
            f"{kept.path.name}, event {kept.numbered[jump.at][0]}: {jump.says}"
            for jump in timed.jumps
        ]
    if "candidate" in files and "interviewer" in files:
        by_ms, why = _apart(files, own)
        own["candidate"] = tuple(at_ms + by_ms for at_ms in own["candidate"])
        notes += [why] if by_ms else []
    playing = [role for role in files if role != "rater"]
    begun = [at for role in playing for at in _phases(files[role], own[role]).values()]
    zero_ms = min(begun or [own[role][0] for role in playing])
    if "rater" in files:
        last_ms, first_ms = max(own[role][-1] for role in playing), own["rater"][0]
        own["rater"] = tuple(last_ms + at_ms - first_ms for at_ms in own["rater"])
    return {role: tuple(at_ms - zero_ms for at_ms in times) for role, times in own.items()}, notes


def _apart(files: Mapping[Role, Kept], own: Mapping[Role, AtMs]) -> tuple[int, str]:
    """Give by how much the candidate's times must be moved, and why."""
    lead, candidate = own["interviewer"], own["candidate"]
    theirs = _phases(files["interviewer"], lead)
    mine = _phases(files["candidate"], candidate)
    name = files["candidate"].path.name
    if both := [theirs[phase] - mine[phase] for phase in theirs if phase in mine]:
        by_ms = median_low(both)
        why = "so that the phases of both files agree"
        by_ms = by_ms if abs(by_ms) > _APART_MS else 0
    else:
        gap_ms = max(lead[0] - candidate[-1], candidate[0] - lead[-1])
        by_ms = lead[0] - candidate[0] if gap_ms > _NO_OVERLAP_MS else 0
        why = "so that both begin at one time: by their clocks they do not overlap"
    return by_ms, f"{name}: its times are moved by {by_ms / 1_000:+.0f} s, {why}"


def _phases(kept: Kept, at_ms: Sequence[int]) -> dict[Phase, int]:
    """Give when each phase was first begun."""
    first: dict[Phase, int] = {}
    back = kept.taken_back
    counting: list[tuple[int, Event]] = [
        (at, event)
        for at, (number, event) in zip(at_ms, kept.numbered, strict=True)
        if number not in back
    ]
    for at, event in counting:
        if isinstance(event, PhaseBegun):
            first.setdefault(event.phase, at)
    return first
