"""Evenings filled with work, one entry after another, in an order that is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from twitlab.course.book.manifest import Exercise, Lesson

Entry = Lesson | Exercise

SHORTEST_PIECE = 10
"""Minutes; with less than this left, nothing new is begun on an evening."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry, or the part of one that is done in one evening."""

    entry: Entry
    minutes: int
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening's work, or time for revision."""

    day: date
    pieces: tuple[Piece, ...]
    revision: bool = False
    mock_minutes: int = 0
    """Of a cold mock, which comes before the work."""
    review_minutes: int = 0
    """Of cards that were missed; after a mock, of its score."""

    @property
    def minutes(self) -> int:
        """How long the evening takes; of revision only the review, the rest takes what it gets."""
        work = sum(piece.minutes for piece in self.pieces)
        return self.mock_minutes + work + self.review_minutes


@dataclass(slots=True)
class Packed:
    """Entries spread over numbered evenings, and those for which there was no room."""

    minutes: int
    capacity: int
    used: int
    """Minutes that are taken, from the first evening on."""
    placed: list[tuple[Entry, list[tuple[int, int]]]] = field(default_factory=list)
    """Each entry with its pieces: the number of the evening, the minutes."""
    left_out: tuple[Entry, ...] = ()

    @property
    def fits(self) -> bool:
        """Tell whether there was room for everything."""
        return not self.left_out

    def evenings(self, first: date) -> tuple[Evening, ...]:
        """Give the evenings with something to do, counted from a first day."""
        work: dict[int, list[Piece]] = {}
        for entry, pieces in self.placed:
            for part, (number, minutes) in enumerate(pieces, 1):
                work.setdefault(number, []).append(Piece(entry, minutes, part, len(pieces)))
        return tuple(
            Evening(first + timedelta(days=number), tuple(pieces))
            for number, pieces in sorted(work.items())
        )

    def place(self, entry: Entry, whole: bool) -> bool:
        """Put an entry behind the others; tell whether there was room."""
        start = self.used
        rest = self.minutes - start % self.minutes
        if entry.minutes > rest and (
            rest < SHORTEST_PIECE or (whole and entry.minutes <= self.minutes)
        ):
            start += rest
        if start + entry.minutes > self.capacity:
            return False
        self.placed.append((entry, _split(start, entry.minutes, self.minutes)))
        self.used = start + entry.minutes
        return True


def pack(
    entries: Sequence[Entry],
    grounds: Callable[[Entry], Iterable[str]],
    evenings: int,
    minutes: int,
    begun: int = 0,
) -> Packed:
    """Fill evenings with entries in the order given.

    An entry is kept in one evening where it fits into one, as long as everything has room that
    way; else each evening is filled to its end. An entry longer than an evening goes on on the
    next. What has no room is left out, and with it what stands on it; shorter entries behind it
    may still go in.

    Args:
        entries: What to do, in this order.
        grounds: Gives the ids that must come before an entry.
        evenings: How many evenings there are.
        minutes: How long each is.
        begun: Minutes of the first that are taken.

    Complexity:
        Time linear in entries and their grounds.
    """
    whole = Packed(minutes, evenings * minutes, begun)
    if _fill(whole, entries, grounds, whole=True).fits:
        return whole
    return _fill(Packed(minutes, evenings * minutes, begun), entries, grounds, whole=False)


def _fill(
    packed: Packed,
    entries: Sequence[Entry],
    grounds: Callable[[Entry], Iterable[str]],
    *,
    whole: bool,
) -> Packed:
    out: dict[str, Entry] = {}
    for entry in entries:
        if not out.keys().isdisjoint(grounds(entry)) or not packed.place(entry, whole):
            out[entry.id] = entry
    packed.left_out = tuple(out.values())
    return packed


def _split(start: int, length: int, minutes: int) -> list[tuple[int, int]]:
    pieces = []
    while length:
        number, at = divmod(start, minutes)
        piece = min(length, minutes - at)
        pieces.append((number, piece))
        start, length = start + piece, length - piece
    return pieces
