"""Keep scores in order in memory, as Redis' sorted set does, for many more writes than questions.

Redis moves a member in a skip list at each write. Here a write changes one number; only if the
member is or gets among the best few hundred, it is noted as one to move at the next question
(`top_index.py`). Ten writes and one question, where a to z have scores from 0 to 25:

    increase c, k, a, z, d, a, m, y, b, e     ten numbers; z and y are above the threshold
    descending(0, 1)                          z and y are moved, and two entries are given

All other places are found by looking at all scores at once: O(n), in NumPy.
"""

import sys
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_kind, check_number, shown
from twitlab.errors import BadValue
from twitlab.trends.answers import Member, Scored, check_k, check_member
from twitlab.trends.changes import Change, change_of, listed
from twitlab.trends.ordering import order_of, rank_of
from twitlab.trends.plain import places
from twitlab.trends.scores import Scores

_SHARE: Final = 8  # a question for more than one in eight members orders all
_INFINITE: Final = float("inf")
_MOST_FACTOR: Final = sys.float_info.max
_WHOLE: Final = 1 << 53  # to here a double has every int


@dataclass(frozen=True, slots=True)
class SortedSetWork:
    """Say what a sorted set has done, beside writing numbers.

    Args:
        moved: places in the index of the best that were looked at because a write touched them.
        rebuilt: how often that index was made anew.
        scanned: scores looked at to make it, and for ranks.
        ordered: scores sorted for questions that the index cannot answer.
    """

    moved: int
    rebuilt: int
    scanned: int
    ordered: int


class SortedSet:
    """Keep the score of each member, and say who has the most.

    It answers as Redis does. Scores are doubles (-0.0 is taken as 0.0); of equal scores the smaller
    member is first in ascending order, so the larger is first in descending. A member is a text or
    an int, all of one set are of one kind; `check_member` says their order. What the model leaves
    out: several threads at once, and ranges by score.

    Complexity: O(1) a write; the best k: O(k + what was written above the threshold since). All
    other ranks O(n), and ranges O(n log n) after a write. Some 150 bytes a member.

    Source: Redis, redis.io/docs, the page of each command; its name stands with the method.

    >>> tags = SortedSet()
    >>> tags.increase("#jazz"), tags.increase("#cats", 5), tags.increase("#jazz")
    (1.0, 5.0, 2.0)
    >>> [(each.member, each.score) for each in tags.descending(0, -1)], tags.rank_from_top("#jazz")
    ([('#cats', 5.0), ('#jazz', 2.0)], 1)
    >>> tags.increase(["#cats", "#news"], 2).tolist(), len(tags)
    ([7.0, 2.0], 3)
    """

    def __init__(self) -> None:
        self._kept = Scores()
        self._scanned = self._ordered = 0

    def __len__(self) -> int:
        """Count the members (ZCARD)."""
        return self._kept.count

    @property
    def work(self) -> SortedSetWork:
        """What was done so far."""
        index = self._kept.index
        scanned = self._scanned + index.scanned
        return SortedSetWork(index.moved, index.rebuilt, scanned, self._ordered)

    def increase(self, members: Any, by: Any = 1) -> Any:
        """Add to scores; that of a new member is what is added (ZINCRBY).

        Args:
            members: one, or many as an array of integers or a sequence. One may come several times.
            by: any number but NaN; one for all, or an array of numbers or a sequence, one for each.

        Returns:
            The new score, a float; for many, the scores after all, float64, shape (members,).

        Raises:
            BadType: a member is neither int nor str or of another kind than those before, or by is
                no number.
            BadValue: a member is out of range, lengths differ, by is NaN, or a score would be: one
                infinity that meets the other. Then nothing was changed.

        Complexity: O(1) a member.
        """
        kept, kind = self._kept, type(by)
        # What most calls are: True and 1.0 look like an int to a dict, so types are looked at.
        if type(members) is kept.rows.kind and (
            kind is float or (kind is int and -_WHOLE <= by <= _WHOLE)
        ):
            row = kept.rows.row_of.get(members)  # type: ignore[call-overload]  # it is a Member
            if row is not None:
                old = kept.scores[row]
                new = old + by
                if new == new:
                    if new != old:
                        kept.scores[row] = new
                        kept.order = None
                        index = kept.index
                        if new >= index.floor or old >= index.floor:
                            index.changed.add(row)
                    return new
        return self.apply(change_of("increase", members, by))

    def put(self, members: Any, scores: Any) -> int:
        """Set scores (ZADD); where a member comes several times, the last counts.

        Args:
            members: as for increase.
            scores: as by there.

        Returns:
            How many members are new.

        Raises:
            BadType: as for increase.
            BadValue: a member is out of range, lengths differ, or a score is NaN. Then nothing was
                changed.

        Complexity: O(1) a member.
        """
        return int(self.apply(change_of("put", members, scores)))

    def remove(self, members: Any) -> int:
        """Take members out (ZREM), and say how many were there.

        Raises:
            BadType: a member is neither int nor str, or of another kind than those that are there.
            BadValue: a member is out of range. Then nothing was changed.

        Complexity: O(1) a member.
        """
        return int(self.apply(change_of("remove", members)))

    def check(self, change: Change) -> None:
        """Refuse a change that cannot be made, and make none: what a log asks before it writes.

        Raises:
            BadType: change is no Change, or its members are of another kind than those there are.
            BadValue: a score would not be a number.
        """
        check_kind("change", change, Change)
        self._kept.check(change)

    def apply(self, change: Change) -> Any:
        """Make a change, and return what the call does that it stands for."""
        self.check(change)
        kept, before = self._kept, self._kept.count
        rows = kept.make(change)
        if change.kind != "increase":
            return abs(kept.count - before)
        if change.is_one:
            return kept.score(*listed(change.members))
        return kept.view[kept.rows.find(change.members) if rows is None else rows]

    def scale(self, factor: float) -> None:
        """Multiply all scores; their order stays, but for those that become equal.

        Raises:
            BadType: factor is no number.
            BadValue: factor is not above 0, or no double holds it.

        Complexity: O(n).
        """
        if not 0 < check_number("factor", factor) <= _MOST_FACTOR:
            raise BadValue(f"factor must be above 0 and fit a double, got {shown(factor)}")
        self._kept.scale(float(factor))

    def score(self, member: Member) -> float | None:
        """Say what score a member has, None if it is not there (ZSCORE).

        Complexity: O(1).
        """
        score = self._kept.score(check_member(member))
        return None if score != score else score

    def ascending(self, start: int, stop: int) -> list[Scored]:
        """Give the members from place start to place stop, the least first (ZRANGE).

        Args:
            start: from 0; below 0 it counts from the end.
            stop: the last one, counted as start; beyond the end it is the end.

        Raises:
            BadType: start or stop is not an int.

        Complexity: O(range) for the end of the list, see the class; else O(n log n) after a write.
        """
        found = self._part(start, stop)
        return self._from_end(len(self) - found.stop, len(self) - found.start)

    def descending(self, start: int, stop: int) -> list[Scored]:
        """Give the members from place start to place stop, the most first (ZREVRANGE).

        Args and Complexity: as for ascending.
        """
        index = self._kept.index
        is_plain = type(start) is type(stop) is int and not index.changed
        # What most questions are.
        if is_plain and index.floor < _INFINITE and 0 <= start <= stop < len(index.best):
            return index.best[-1 - start : -2 - stop : -1]
        found = self._part(start, stop)
        return self._from_end(found.start, found.stop)[::-1]

    def top(self, k: int) -> list[Scored]:
        """Give the k with the most, the most first."""
        k = check_k(k)
        return self.descending(0, k - 1) if k else []

    def rank(self, member: Member) -> int | None:
        """Say how many are before a member, the least first (ZRANK); None if it is not there.

        Complexity: O(n).
        """
        kept = self._kept
        if self.score(member) is None:
            return None
        self._scanned += len(kept.view)
        return rank_of(kept.rows.row_of[member], kept.view, kept.rows.members)

    def rank_from_top(self, member: Member) -> int | None:
        """Say how many are before a member, the most first (ZREVRANK); None if it is not there.

        Complexity: O(n).
        """
        rank = self.rank(member)
        return None if rank is None else len(self) - 1 - rank

    def columns(self) -> tuple[Any, NDArray[np.float64]]:
        """Give all members, in no order, int64 or a list of str, and their scores."""
        return self._kept.columns()

    def _part(self, start: int, stop: int) -> slice:
        start, stop = check_int("start", start, None, None), check_int("stop", stop, None, None)
        return places(start, stop, len(self))

    def _from_end(self, first: int, last: int) -> list[Scored]:
        """Give, ascending, those that first others up to last - 1 others are above."""
        kept, count = self._kept, self._kept.count
        if first >= last:
            return []
        if last * _SHARE <= count or count <= _SHARE:
            best = kept.index.top(last, kept.view, kept.rows.members, count)
            return best[len(best) - last : len(best) - first]
        if kept.order is None:
            kept.order = order_of(kept.view, kept.rows.members)
            self._ordered += count
        rows = kept.order[count - last : count - first]
        members = map(kept.rows.members.__getitem__, rows.tolist())
        return list(map(Scored, kept.view[rows].tolist(), members))

    def check_invariants(self) -> None:
        """Assert that rows, scores, the index and the order say the same."""
        kept, index = self._kept, self._kept.index
        live = np.flatnonzero(kept.view == kept.view).tolist()
        assert kept.count == len(live) <= len(kept.rows.members) <= len(kept.view)
        assert [kept.rows.row_of[each] for each in kept.rows.members] == list(
            range(len(kept.rows.members))
        )
        order = order_of(kept.view, kept.rows.members)
        entries = [Scored(float(kept.view[row]), kept.rows.members[row]) for row in order.tolist()]
        assert entries == sorted(entries)
        assert kept.order is None or kept.order.tolist() == order.tolist()
        if index.floor < float("inf"):
            best = {
                row: each
                for row, each in zip(order.tolist(), entries)
                if row not in index.changed and (index.edge is None or each >= index.edge)
            }
            assert best.items() <= index.held.items()
            assert sorted(index.held.values()) == index.best
            assert index.edge is None or index.floor == index.edge.score
