"""Count the way one would write it first: a dict of all keys, and a heap of the largest.

Six counts, and the largest two. The heap holds the best so far, the smallest of them on top:

    count     7    3    9    8    2    5
    heap      7   3 7  7 9  8 9  8 9  8 9     9 throws out 3, 8 throws out 7; 2 and 5 do not enter

A count is compared with one number, the top of the heap. Of many counts in random order few enter.
"""

from collections.abc import Iterable, Mapping
from heapq import heappush, heapreplace

from twitlab.arguments import check_int
from twitlab.counting.answers import Counted, Key, exactly


class PlainCounter:
    """Keep how often each key came; the oracle of everything that keeps less.

    It takes what it is given: keys of one type, and counts from 0 on, are for its caller to see to.

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
        """Count a key."""
        self.counts[key] = self.counts.get(key, 0) + count

    def estimate(self, key: Key) -> int:
        """Say how often a key came."""
        return self.counts.get(key, 0)

    def top(self, k: int) -> list[Counted]:
        """Sort all keys, and give the k that came most often; of equals, the smaller key."""
        return by_sorting(self.counts, k)


def by_sorting(counts: Mapping[Key, int], k: int) -> list[Counted]:
    """Give the k largest by sorting all: O(n log n).

    >>> by_sorting({"a": 1, "b": 5, "c": 5}, 2)[0]
    Counted(key='b', count=5, least=5, most=5)
    """
    k = check_int("k", k, 0, None)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [exactly(key, count) for key, count in ordered[:k]]


def by_heap(items: Iterable[tuple[Key, int]], k: int) -> tuple[list[Counted], int]:
    """Give the k largest by a heap of k, and how many items ever entered it: O(n log k).

    Of n counts in random order about k (1 + ln(n / k)) enter: number i is among the largest k so
    far with chance k / i.

    Args:
        items: keys, each once, with their counts.
        k: how many, 0 or more.

    >>> largest, entered = by_heap([("a", 7), ("b", 3), ("c", 9), ("d", 8), ("e", 2)], 2)
    >>> [each.key for each in largest], entered
    (['c', 'd'], 4)
    """
    k = check_int("k", k, 0, None)
    heap: list[tuple[int, _Later]] = []
    entered = 0
    for key, count in items:
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
