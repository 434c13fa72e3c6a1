"""Take what is counted, and what is merged: what all that keep few counters do alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from twitlab.columns import Ints
from twitlab.counting.keys import MOST_COUNT, Keys, as_counts
from twitlab.counting.names import Names
from twitlab.counting.top_k import count_all
from twitlab.errors import BadType, BadValue

_BLOCK = 1 << 18  # keys that are added up before they meet the counters


class Sized(Protocol):
    """Be a sketch of so many counters, that has seen so many events."""

    seed: int
    capacity: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """Hold what came in one call.

    Args:
        numbers: of the keys, in their order, shape (keys,).
        added: how many events they are.
        blocks: the different numbers of each block of keys, ascending, and how often each came.
    """

    numbers: Ints
    added: int
    blocks: Iterator[tuple[Ints, Ints]]


def take(names: Names, keys: Keys, counts: Any, total: int) -> Taken:
    """Look at keys and counts, and give them in blocks; nothing is counted yet.

    Raises:
        BadType: an argument is of the wrong type, or keys are not of the type of those before.
        BadValue: a count is below 0, lengths differ, or the total would not fit 62 bits.
    """
    numbers = names.numbers(keys)
    often = as_counts(counts, len(numbers))
    added = len(numbers) if often is None else int(often.sum())
    if total + added > MOST_COUNT:
        raise BadValue(f"counts must keep the total to {MOST_COUNT}, got {added} more")
    parts = (slice(low, low + _BLOCK) for low in range(0, len(numbers), _BLOCK))
    blocks = (count_all(numbers[part], 1 if often is None else often[part]) for part in parts)
    return Taken(numbers, added, blocks)


def refuse_unlike(sketch: Sized, other: object) -> None:
    """Refuse to merge with what is no such sketch, or of another capacity or seed.

    Raises:
        BadType: other is of another type.
        BadValue: its capacity or seed is another, or both have too many events together.
    """
    if not isinstance(other, type(sketch)):
        kind = type(sketch).__name__
        raise BadType(f"other must be a {kind}, got {type(other).__name__}")
    for name in ("capacity", "seed"):
        ours, theirs = getattr(sketch, name), getattr(other, name)
        if ours != theirs:
            raise BadValue(f"other must have {name} {ours}, got {theirs}")
    if sketch.total + other.total > MOST_COUNT:
        raise BadValue(f"other must keep the total to {MOST_COUNT}, got {other.total} more")
