"""Keep the members above a threshold in order, and leave all others alone.

Who asks for the top 100 of 100,000 does not care how the others lie. The index has the best few
hundred in a sorted list; the least of them is the threshold:

    scores    a 9   b 7   c 7   d 4   e 3   f 1        asked for: the top 2
    index     d 4   c 7   b 7   a 9                    threshold: (4, d)

    e becomes 4    (4, e) is above (4, d): e is put in its place at the next question
    f becomes 3    below: nothing but its own score is touched
    d becomes 2    it leaves the index at the next question

If too many are in the index, the least go, and the threshold rises; if fewer are left than are
asked for, it is built anew. A hot member that is written to ten times between two questions is
moved once.
"""

from bisect import bisect_left, insort
from heapq import nlargest
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.trends.answers import Scored

_SPARE: Final = 64  # members in the index beyond those asked for
_BLOCK: Final = 64  # scores of which only the largest is looked at
_INFINITE: Final = float("inf")

Scores = NDArray[np.float64]


class TopIndex:
    """Hold the best members in order.

    State: `best` ascends; every member that is not in `changed` and is `edge` or above is in it,
    with its score, and `held` has its entry by its row. `floor` is the score of `edge`: who writes
    a score that is or was `floor` or above puts its row into `changed`. Without an index `floor` is
    infinite.

    Complexity: O(log size) and a short move of memory for each changed row.
    """

    __slots__ = ("best", "changed", "edge", "floor", "held", "moved", "rebuilt", "scanned")

    def __init__(self) -> None:
        self.best: list[Scored] = []
        self.held: dict[int, Scored] = {}
        self.changed: set[int] = set()
        self.edge: Scored | None = None
        self.floor = _INFINITE
        self.moved = self.rebuilt = self.scanned = 0

    def forget(self) -> None:
        """Have no index until the next question: so much has changed that it is built anew."""
        self.floor = _INFINITE
        self.changed.clear()

    def top(self, k: int, scores: Scores, members: list[Any], count: int) -> list[Scored]:
        """Give the k best, the best last, and perhaps more before them.

        Args:
            k: how many, 1 to count.
            scores: of each row; NaN: it has no member.
            members: of each row.
            count: how many members there are.
        """
        if self.floor == _INFINITE:
            self._build(k, scores, members, count)
        if self.changed:
            self._fold(scores, members)
        if len(self.best) < k:
            self._build(k, scores, members, count)
        elif len(self.best) > 8 * k + 4 * _SPARE:
            self._cut(self.best[-(2 * k + _SPARE) :])
        return self.best

    def _fold(self, scores: Scores, members: list[Any]) -> None:
        best, held, edge = self.best, self.held, self.edge
        self.moved += len(self.changed)
        for row in self.changed:
            entry = held.pop(row, None)
            if entry is not None:
                del best[bisect_left(best, entry)]
            score = float(scores[row])
            if score == score:
                entry = Scored(score, members[row])
                if edge is None or entry >= edge:
                    insort(best, entry)
                    held[row] = entry
        self.changed.clear()

    def _cut(self, best: list[Scored]) -> None:
        self.best, self.edge, self.floor = best, best[0], best[0].score
        self.held = {row: entry for row, entry in self.held.items() if entry >= best[0]}

    def _build(self, k: int, scores: Scores, members: list[Any], count: int) -> None:
        want = min(2 * k + _SPARE, count)
        rows = self._above(k, want, scores)
        if len(rows) > 4 * want:
            rows = _largest(want, rows, scores, members)
        entries = map(Scored, scores[rows].tolist(), map(members.__getitem__, rows.tolist()))
        self.held = dict(zip(rows.tolist(), entries))
        self.best = sorted(self.held.values())
        has_all = len(self.best) == count
        self.edge = None if has_all else self.best[0]
        self.floor = -_INFINITE if has_all else self.best[0].score
        self.changed.clear()
        self.rebuilt += 1

    def _above(self, k: int, want: int, scores: Scores) -> Ints:
        """Give rows that have the best in them, k or more: by the old threshold, or by blocks."""
        self.scanned += len(scores)
        if self.edge is not None:
            rows = np.flatnonzero(scores > self.edge.score)
            if k <= len(rows) <= 4 * want:
                return rows
        # A score as high as the want-th of the blocks' largest is no higher than the want-th of
        # all; filtering by it leaves few to sort, however many are equal below.
        blocks = len(scores) // _BLOCK
        least = -_INFINITE
        if blocks > want:
            largest = np.fmax.reduce(scores[: blocks * _BLOCK].reshape(blocks, _BLOCK), axis=1)
            largest = largest[largest == largest]
            if len(largest) > want:
                least = np.partition(largest, len(largest) - want)[len(largest) - want]
        return np.flatnonzero(scores >= least)


def _largest(want: int, rows: Ints, scores: Scores, members: list[Any]) -> Ints:
    """Give those of some rows that have the best `want` members, of equals the larger members."""
    some = scores[rows]
    least = np.partition(some, len(some) - want)[len(some) - want]
    larger, equal = rows[some > least], rows[some == least]
    chosen = nlargest(want - len(larger), equal.tolist(), key=members.__getitem__)
    return np.concatenate([larger, np.array(chosen, np.int64)])
