"""Keep the score of each member in one array, and tell the index of the best what has changed."""

from array import array
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.errors import BadValue
from twitlab.trends.answers import Member
from twitlab.trends.changes import Change, listed
from twitlab.trends.rows import Rows, refuse_other_kind
from twitlab.trends.top_index import TopIndex

_NAN: Final = float("nan")
_LEAST_ROWS: Final = 64
_FEW: Final = 64  # in one call: they cost less one by one


class Scores:
    """Hold scores by row, and make changes.

    State: `view` is the same memory as `scores`: an array gives one number fast, NumPy gives all. A
    row whose score is NaN has no member, and waits for the one it had. `order` has the rows of all
    members, the least first, or is None: something has changed since. No score is -0.0.
    """

    __slots__ = ("count", "index", "order", "rows", "scores", "view")

    def __init__(self) -> None:
        self.index = TopIndex()
        self.clear()

    def clear(self) -> None:
        """Have no member."""
        self.rows = Rows()
        self.scores = array("d", [_NAN]) * _LEAST_ROWS
        self.view: NDArray[np.float64] = np.frombuffer(self.scores)
        self.count = 0
        self.order: Ints | None = None
        self.index.forget()

    def check(self, change: Change) -> None:
        """Refuse a change that cannot be made; make none.

        Raises:
            BadType: its members are of another kind than those that are there.
            BadValue: a score would not be a number.
        """
        if len(change):
            kind = int if isinstance(change.members, np.ndarray) else str
            refuse_other_kind(kind(), self.rows.kind)
        if change.kind == "increase" and change.has_infinite:
            self._refuse_nan(change)

    def _refuse_nan(self, change: Change) -> None:
        scores: dict[Member, float] = {}
        for member, by in zip(listed(change.members), change.numbers.tolist()):
            old = scores.get(member, self.score(member))
            scores[member] = new = by if old != old else old + by
            if new != new:
                raise BadValue(f"by must leave a number, got {by} for a score of {old}")

    def score(self, member: Member) -> float:
        """Give the score of a member, NaN if it is not there."""
        row = self.rows.row_of.get(member)
        return _NAN if row is None else self.scores[row]

    def make(self, change: Change) -> Ints | None:
        """Make a change that was checked, and give the rows of its members, if it had to know."""
        if change.kind == "remove":
            for member in listed(change.members):
                self.set_one(member, _NAN)
            if len(self.rows.members) > 2 * self.count + _LEAST_ROWS:
                self._compact()
        elif len(change) <= _FEW:
            for member, number in zip(listed(change.members), change.numbers.tolist()):
                old = self.score(member) if change.kind == "increase" else _NAN
                self.set_one(member, number if old != old else old + number)
        else:
            return self._make_many(change)
        return None

    def set_one(self, member: Member, new: float) -> None:
        """Set a score; NaN takes the member out."""
        row = self.rows.row_of.get(member)
        old = _NAN if row is None else self.scores[row]
        if old == new or (old != old and new != new):
            return
        if row is None:
            row = self.rows.enter_one(member)
            self._grow()
        self.count += (old != old) - (new != new)
        self.scores[row] = new
        self.order = None
        if new >= self.index.floor or old >= self.index.floor:
            self.index.changed.add(row)

    def _make_many(self, change: Change) -> Ints:
        rows = self.rows.enter(change.members)
        self._grow()
        new = rows[np.isnan(self.view[rows])]
        if len(new):
            new = np.unique(new)
            self.count += len(new)
            self.view[new] = 0.0
        if change.kind == "put":
            self.view[rows] = change.numbers
        else:
            with np.errstate(over="ignore"):
                np.add.at(self.view, rows, change.numbers)
        self.order = None
        self.index.forget()
        return rows

    def _grow(self) -> None:
        missing = len(self.rows.members) - len(self.scores)
        if missing > 0:
            # A new array: the old one cannot grow while NumPy looks at it.
            more = array("d", [_NAN]) * max(missing, len(self.scores))
            self.scores = self.scores + more
            self.view = np.frombuffer(self.scores)

    def columns(self) -> tuple[Any, NDArray[np.float64]]:
        """Give all members, int64 or a list of str, and their scores."""
        rows = np.flatnonzero(self.view == self.view)
        members = [self.rows.members[row] for row in rows.tolist()]
        found: Any = np.array(members, np.int64) if self.rows.kind is int else members
        return found, self.view[rows]

    def _compact(self) -> None:
        """Give rows only to members that are there."""
        members, scores = self.columns()
        self.clear()
        if len(members):
            self._make_many(Change("put", members, scores))

    def scale(self, factor: float) -> None:
        """Multiply all scores by a factor above 0."""
        self.view *= factor
        self.view += 0.0  # what was too small to be kept may have become -0.0
        self.order = None
        self.index.forget()
