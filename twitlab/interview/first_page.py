"""What the first page of a scorecard says beside the profile: what was strong, and what is next."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from twitlab.course.book.manifest import Course
from twitlab.interview.events import Role
from twitlab.interview.packs.words import DIMENSION_TITLES
from twitlab.interview.scoring.results import LineScore, Proof, Score

MOST: Final = 3
"""Strengths, and things to do next: what stands on a first page is read, and kept."""


def strengths_of(earned: Score) -> list[dict[str, Any]]:
    """Give the highest lines that were earned, of different dimensions, by what was shown."""
    best: dict[str, LineScore] = {}
    for each in sorted(earned.lines, key=lambda line: (-line.line.rung, line.measured)):
        held = earned.profile[each.line.dimension].held
        if each.state == "proved" and not each.shown and each.line.id not in held:
            best.setdefault(each.line.dimension, each)
    wrong = {(each.at_ms, each.role) for each in earned.tries if each.graded.outcome != "right"}
    return [_strength(each, wrong) for each in list(best.values())[:MOST]]


def _strength(each: LineScore, wrong: set[tuple[int, Role]]) -> dict[str, Any]:
    right = [proof for proof in each.evidence if (proof.at_ms, proof.role) not in wrong]
    proof = next((proof for proof in right if proof.quote), (right or each.evidence)[0])
    line = each.line
    return {
        "line": line.id,
        "title": DIMENSION_TITLES[line.dimension],
        "rung": line.rung,
        "text": line.text,
        "evidence": [proof_of(proof)],
    }


def next_of(earned: Score, course: Course) -> list[dict[str, Any]]:
    """Give what mends most of the lines that were missed, the most first, with those lines."""
    missed = [each.line for each in earned.lines if each.state == "missed"]
    missed.sort(key=lambda line: line.rung)
    counted = Counter(name for line in missed for name in line.mends)
    return [
        {**mend(course, name), "missed": [line.text for line in missed if name in line.mends]}
        for name, _ in counted.most_common(MOST)
    ]


def proof_of(proof: Proof) -> dict[str, Any]:
    """Give one piece of evidence as plain data."""
    return {
        "at": clock(proof.at_ms),
        "at_ms": proof.at_ms,
        "role": proof.role,
        "text": proof.text,
        "quote": proof.quote,
    }


def mend(course: Course, name: str) -> dict[str, str]:
    """Give a lesson or an exercise by its id, as plain data; one that is not there by its id."""
    for kind, entries in (("lesson", course.lessons), ("exercise", course.exercises)):
        for each in entries:
            if each.id == name:
                return {"id": name, "kind": kind, "title": each.title, "file": each.path}
    return {"id": name, "kind": "unknown", "title": name, "file": ""}


def clock(at_ms: int) -> str:
    """Write session time as minutes and seconds.

    >>> clock(605_900)
    '10:05'
    """
    minutes, seconds = divmod(at_ms // 1_000, 60)
    return f"{minutes:02}:{seconds:02}"
