"""Keep where the postings of a term are in the sealed segments, once it is asked for again.

    term      segment 0   segment 1   segment 2
    quake     120 to 131  88 to 90    not here, 0 to 0

To look a word up in sixteen segments is to read from sixteen places in memory, and again from
sixteen others for the next word. What was found is one short row. A sealed segment never changes,
so a row is never wrong: rows are dropped only when more segments are sealed, or there are too many.
A word that nobody asks for twice costs no row.
"""

from array import array
from collections.abc import Callable, Sequence
from operator import methodcaller
from typing import Final

from twitlab.search.segment import Range, Segment

LookUp = Callable[[Segment], list[Range]]
_MOST_TERMS: Final = 1 << 12
_MOST_RANGES: Final = 1 << 17  # that are kept, a megabyte


class Lookups:
    """Look terms up in segments.

    Args:
        sealed: segments for which it is kept what was found.

    Complexity: O(kept terms * sealed segments) space, two or three megabytes at most.
    """

    __slots__ = ("_most", "_once", "_places", "_rows", "sealed")

    def __init__(self, sealed: Sequence[Segment]) -> None:
        self.sealed = tuple(sealed)
        self._places = {segment: 2 * at for at, segment in enumerate(sealed)}
        self._rows: dict[int, array[int]] = {}  # a start and an end for each sealed segment
        self._once: set[int] = set()  # terms that were asked for, and have no row yet
        self._most = min(_MOST_TERMS, _MOST_RANGES // max(len(sealed), 1))

    def of(self, terms: Sequence[int]) -> LookUp:
        """Give a function that says where in a segment each of some terms is, by their hashes."""
        rows = [row for term in terms if (row := self._rows.get(term)) is not None]
        places = self._places
        if len(rows) < len(terms):
            return methodcaller("ranges_of", terms)

        def look_up(segment: Segment) -> list[Range]:
            at = places.get(segment)
            if at is None:
                return segment.ranges_of(terms)
            return [(row[at], row[at + 1]) for row in rows]

        return look_up

    def keep(self, terms: Sequence[int]) -> None:
        """Keep where terms are, if they were looked up in many segments before."""
        for term in terms:
            if term in self._rows:
                continue
            if term in self._once:
                self._rows[term] = self._row_of(term)
            else:
                self._once.add(term)
        if len(self._rows) > self._most:
            self._rows.clear()
        if len(self._once) > self._most:
            self._once.clear()

    def _row_of(self, term: int) -> "array[int]":
        # Whole before it can be seen: another thread may search meanwhile.
        return array("I", [edge for each in self.sealed for edge in each.ranges_of((term,))[0]])
