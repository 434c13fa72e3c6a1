"""Count the way one would write it first: a dict of all keys, and a heap of the largest.

Six counts, and the largest two. The heap holds the best so far, the smallest of them on top:

    count     7    3    9    8    2    5
    heap      7   3 7  7 9  8 9  8 9  8 9     9 throws out 3, 8 throws out 7; 2 and 5 do not enter

A count is compared with one number, the top of the heap. Of many counts in random order few enter.
"""

from collections.abc import Iterable, Mapping
from heapq import heappush, heapreplace
from typing import Final

from twitlab.arguments import check_int
from twitlab.counting.answers import Counted, Key, exactly
from twitlab.counting.one_key import check_key, check_pairs, refuse_other_type
from twitlab.errors import BadType

_KEYS: Final = (int, str)


class PlainCounter:
    """Keep how often each key came; the oracle of everything that keeps less.

    Complexity: O(1) an event; a dict entry, some 100 bytes, for each different key.

    >>> counter = PlainCounter()
    >>> for key in "abcab":
    ...     counter.add(key)
    >>> counter.estimate("a"), [each.key for each in counter.top(2)]
    (2, ['a', 'b'])
    """

    def __init__(self) -> None:
        self.counts: dict[Key, int] = {}

    def add(self, key: Key, count: int = 1) -> None:
        """Count a key; one that came no times is not kept.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those before, or count
                is not an int.
            BadValue: key is out of range, or has a lone surrogate, or count is below 0.
        """
        if type(key) not in _KEYS or key not in self.counts:  # else it was looked at before
            key = check_key(key)
            refuse_other_type(key, self.counts)
        if type(count) is not int or count < 1:
            count = check_int("count", count, 0, None)
        if count:
            self.counts[key] = self.counts.get(key, 0) + count

    def estimate(self, key: Key) -> int:
        """Say how often a key came.

        Raises:
            BadType: key is neither an int nor a str, or not of the type of those before.
            BadValue: key is out of range, or has a lone surrogate.
        """
        key = check_key(key)
        refuse_other_type(key, self.counts)
        return self.counts.get(key, 0)

    def top(self, k: int) -> list[Counted]:
        """Sort all keys, and give the k that came most often; of equals, the smaller key.

        Raises:
            BadType: k is not an int.
            BadValue: k is below 0.
        """
        return by_sorting(self.counts, k)


def by_sorting(counts: Mapping[Key, int], k: int) -> list[Counted]:
    """Give the k largest by sorting all: O(n log n).

    Args:
        counts: how often each key came, 0 or more.
        k: how many, 0 or more.

    Raises:
        BadType: counts are no mapping, a key or a count is of the wrong type, or keys are of both.
        BadValue: a key or a count is out of range.

    >>> by_sorting({"a": 1, "b": 5, "c": 5}, 2)[0]
    Counted(key='b', count=5, least=5, most=5)
    """
    k = check_int("k", k, 0, None)
    if not isinstance(counts, Mapping):
        raise BadType(f"counts must be a mapping of keys to counts, got {counts!r:.80}")
    ordered = sorted(check_pairs(counts.items()), key=lambda item: (-item[1], item[0]))
    return [exactly(key, count) for key, count in ordered[:k]]


def by_heap(items: Iterable[tuple[Key, int]], k: int) -> tuple[list[Counted], int]:
    """Give the k largest by a heap of k, and how many items ever entered it: O(n log k).

    Of n counts in random order about k (1 + ln(n / k)) enter: number i is among the largest k so
    far with chance k / i.

    Args:
        items: keys with their counts, 0 or more; each key once, which a heap of k cannot see.
        k: how many, 0 or more.

    Raises:
        BadType: items are no pairs, a key or a count is of the wrong type, or keys are of both.
        BadValue: a key or a count is out of range.

    >>> largest, entered = by_heap([("a", 7), ("b", 3), ("c", 9), ("d", 8), ("e", 2)], 2)
    >>> [each.key for each in largest], entered
    (['c', 'd'], 4)
    """
    k = check_int("k", k, 0, None)
    if not isinstance(items, Iterable):
        raise BadType(f"items must be pairs of a key and its count, got {items!r:.80}")
    heap: list[tuple[int, _Later]] = []
    entered = 0
    for key, count in check_pairs(items):
        item = (count, _Later(key))
        if len(heap) < k:
            heappush(heap, item)
            entered += 1
        elif k and heap[0] < item:
            heapreplace(heap, item)
            entered += 1
    ordered = sorted(heap, reverse=True)
    return [exactly(later.key, count) for count, later in ordered], entered


class _Later:
    """Turn the order of keys around: of equal counts the smaller key is the larger item."""

    __slots__ = ("key",)

    def __init__(self, key: Key) -> None:
        self.key = key

    def __lt__(self, other: "_Later") -> bool:
        return other.key < self.key  # type: ignore[operator]  # keys of one call are of one type

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Later) and self.key == other.key

    __hash__ = None  # type: ignore[assignment]
