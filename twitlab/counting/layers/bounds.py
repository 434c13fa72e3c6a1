"""Say of each key how often it came, at least and at most; and add up what is known of some times.

An exact hour, and a list of the most frequent of another, which was cut behind its second line:

    hour 10, all keys      a 9   b 4
    hour 11, its top two   c 8   b 5          who is not shown came 5 times at most

    both, added up         a  9 to 14         it may have come up to 5 times in hour 11
                           b  9               it stands in both
                           c  8               hour 10 shows all, and c is not there
                           others  0 to 5

So the sum of exact lists is exact only if no list was cut. The order by the count is a, b, c here,
and a came most often for sure only if none of the others can have come more often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.arguments import check_int, check_ints, check_kind, shown
from twitlab.columns import Ints
from twitlab.counting.answers import Counted
from twitlab.counting.layers.largest import largest
from twitlab.counting.top_k import count_all
from twitlab.errors import BadType, BadValue


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Hold keys and how often each came.

    Args:
        keys: ascending, none twice, shape (keys,).
        counts: how often each came, as far as it was counted.
        least: how often at least.
        most: how often at most.
        rest: how often a key at most that is not among keys.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: rest is below 0, or columns differ in length. What they say is not looked at.
    """

    keys: Ints
    counts: Ints
    least: Ints
    most: Ints
    rest: int

    def __post_init__(self) -> None:
        columns = {"keys": self.keys, "counts": self.counts, "least": self.least}
        check_columns(self.rest, **columns, most=self.most)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def is_exact(self) -> bool:
        """Whether each count is exact, and all keys are there."""
        return self.rest == 0 and self.least is self.counts is self.most

    def raised(self, by: int) -> "Bounds":
        """Let every key have come up to so often more, 0 or more."""
        by = check_int("by", by, 0, MAX_COUNT)
        return Bounds(self.keys, self.counts, self.least, self.most + by, self.rest + by)

    def largest(self, k: int) -> Ints:
        """Give the k keys with the largest counts."""
        return self.keys[largest(self.counts, k)]

    def top(self, k: int) -> tuple[tuple[Counted, ...], tuple[bool, ...]]:
        """Give the k with the largest counts; of equals the smaller key.

        Args:
            k: how many, 0 or more.

        Returns:
            The keys, and of each whether it is for sure one of the k that came most often: whether
            no key that is not shown can have come as often. A key that ties with one that is not
            shown is not sure, though it may be.

        Complexity: O(keys + k log k).

        >>> found, sure = exact(np.array([3, 7]), np.array([5, 2])).top(1)
        >>> found, sure
        ((Counted(key=3, count=5, least=5, most=5),), (True,))
        """
        at = largest(self.counts, k)
        others = np.ones(len(self), bool)
        others[at] = False
        above = max(int(self.most[others].max(initial=0)), self.rest)
        columns = (self.keys, self.counts, self.least, self.most)
        rows = zip(*(column[at].tolist() for column in columns))
        return tuple(Counted(*row) for row in rows), tuple((self.least[at] > above).tolist())


def check_columns(rest: int, **columns: Ints) -> None:
    """Refuse columns of which one is none or shorter than another, and a rest below 0."""
    check_int("rest", rest, 0, None)
    for name, column in columns.items():
        check_ints(name, column, None, None)
        if len(column) != len(columns["keys"]):
            raise BadValue(
                f"{name} must have length {len(columns['keys'])} as keys, got {len(column)}"
            )


MAX_COUNT: Final = 1 << 62  # half of what an int64 has
_FOLD: Final = 1 << 22  # keys of several parts that are added up at a time
NO_KEYS: Final[Ints] = np.empty(0, np.int64)
NONE: Final = Bounds(NO_KEYS, NO_KEYS, NO_KEYS, NO_KEYS, 0)


def exact(keys: Ints, counts: Ints, rest: int = 0) -> Bounds:
    """Say that counts are exact.

    Args:
        keys: ascending, none twice, shape (keys,).
        counts: of each.
        rest: how often a key at most that is not among keys: 0 if all are.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a count is below 0, keys do not ascend, or lengths differ.

    Complexity: O(keys) to look at them; nothing is copied.
    """
    check_ints("counts", counts, 0, MAX_COUNT)
    if (check_ints("keys", keys, None, None)[1:] <= keys[:-1]).any():
        raise BadValue("keys must ascend, each once")
    return Bounds(keys, counts, counts, counts, rest)


def added(parts: Sequence[Bounds]) -> Bounds:
    """Add up what is known of times that do not overlap.

    A key that a part does not show came there from 0 times to as often as the rest of that part.

    Raises:
        BadType: parts is no sequence of Bounds.

    Complexity: O(n log n), n keys in all parts together; exact ones as `count_all`.

    >>> both = added([exact(np.array([1]), np.array([9])), exact(np.array([2]), np.array([8]), 5)])
    >>> both.least.tolist(), both.most.tolist(), both.rest
    ([9, 8], [14, 8], 5)
    """
    if not isinstance(parts, Sequence):
        raise BadType(f"parts must be a sequence of Bounds, got {shown(parts)}")
    for part in parts:
        check_kind("parts", part, Bounds, "a sequence of ")
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NONE
    if all(part.is_exact for part in parts):
        return _added_up(parts)
    keys, at = np.unique(np.concatenate([part.keys for part in parts]), return_inverse=True)
    rest = sum(part.rest for part in parts)
    counts, least = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    most = np.full(len(keys), rest)
    begin = 0
    for part in parts:
        places = at[begin : begin + len(part)]
        counts[places] += part.counts
        least[places] += part.least
        most[places] += part.most - part.rest
        begin += len(part)
    return Bounds(keys, counts, least, most, rest)


def _added_up(parts: Sequence[Bounds]) -> Bounds:
    """Add up exact counts, some parts at a time: all together would take twice their memory."""
    held: list[tuple[Ints, Ints]] = []
    rows = most = 0
    for part in parts:
        held.append((part.keys, part.counts))
        rows += len(part)
        if rows > max(_FOLD, most):
            held = [count_all(*map(np.concatenate, zip(*held)))]
            rows = len(held[0][0])
            most = 2 * rows
    keys, counts = count_all(*map(np.concatenate, zip(*held)))
    return Bounds(keys, counts, counts, counts, 0)


def beside(parts: Sequence[Bounds]) -> Bounds:
    """Put together what is known in several places that share no key; at least one.

    Complexity: O(keys log keys).
    """
    keys = np.concatenate([part.keys for part in parts])
    order = np.argsort(keys)
    counts = np.concatenate([part.counts for part in parts])[order]
    least = np.concatenate([part.least for part in parts])[order]
    most = np.concatenate([part.most for part in parts])[order]
    return Bounds(keys[order], counts, least, most, max(part.rest for part in parts))
