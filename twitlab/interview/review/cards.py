"""A card: something to think of first, and what to hold it against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

Kind = Literal["mistake", "estimate", "line", "exercise"]
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Card:
    """Ask one thing that was missed.

    Args:
        id: the same whenever the card is made anew, such as "line/top-k/asks-window".
        kind: what was missed; an exercise's mistake is a mistake too.
        about: where it is from, as a heading.
        front: the question.
        back: the answer.
        mends: ids of lessons and exercises of the course, where there is more.
    """

    id: str
    kind: Kind
    about: str
    front: str
    back: str
    mends: tuple[str, ...] = ()


def id_of(*steps: str) -> str:
    """Give the id of a card from what it is about, the kind first.

    >>> id_of("mistake", "first-repeat", "Positions counted from one")
    'mistake/first-repeat/positions-counted-from-one-94bf2f14'
    """
    return "/".join(_step(each) for each in steps)


def _step(text: str) -> str:
    """Write a name without blanks; one that loses something by it gets a checksum."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST]
    if plain == text:
        return plain
    return f"{plain or 'x'}-{crc32(text.encode('utf-8', 'replace')):08x}"
