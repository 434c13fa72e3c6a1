"""Give each member a row of its own: one member by a dict, many numbers at once by `slots.py`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from twitlab.arguments import as_ints
from twitlab.columns import Ints
from twitlab.errors import BadType
from twitlab.trends.answers import MAX_MEMBER, Member, check_member
from twitlab.trends.slots import Slots


class Rows:
    """Keep a row for each member, from 0 on; a member that goes keeps its row.

    Complexity: O(1) a member; some 100 bytes each.

    >>> rows = Rows()
    >>> rows.enter(["a", "b", "a"]).tolist(), rows.find(["b", "c"]).tolist(), rows.members
    ([0, 1, 0], [1, -1], ['a', 'b'])
    """

    def __init__(self) -> None:
        self.kind: type | None = None  # int or str, once there is a member
        self.row_of: dict[Member, int] = {}
        self.members: list[Any] = []  # of each row
        self._slots: Slots | None = None  # made when many numbers come at once

    def find(self, members: Any) -> Ints:
        """Give the rows of checked members, -1 for one that has none, shape (members,)."""
        if not isinstance(members, np.ndarray):
            found = [self.row_of.get(member, -1) for member in members]
            return np.array(found, np.int64)
        if self._slots is None:
            self._slots = Slots()
            if self.kind is int:
                self._slots.enter(np.array(self.members, np.int64), np.arange(len(self.members)))
        return self._slots.find(members)  # type: ignore[return-value]  # rows of 32 bits

    def enter(self, members: Any) -> Ints:
        """Give the rows of checked members, new ones to those that have none."""
        rows = self.find(members)
        missing = np.flatnonzero(rows < 0)
        if len(missing):
            if isinstance(members, np.ndarray):
                new: Any = np.unique(members[missing]).tolist()
            else:
                new = list(dict.fromkeys(members[at] for at in missing.tolist()))
            self._append(new)
            some = members[missing] if isinstance(members, np.ndarray) else members
            rows = (
                self.find(members) if some is members else _filled(rows, missing, self.find(some))
            )
        return rows

    def enter_one(self, member: Member) -> int:
        """Give the row of a checked member, a new one if it has none."""
        row = self.row_of.get(member)
        if row is None:
            row = len(self.members)
            self._append([member])
        return row

    def _append(self, new: list[Any]) -> None:
        first = len(self.members)
        self.kind = self.kind or type(new[0])
        self.row_of.update(zip(new, range(first, first + len(new))))
        self.members += new
        if self._slots is not None:
            self._slots.enter(np.array(new, np.int64), np.arange(first, first + len(new)))


def _filled(rows: Ints, places: Ints, found: Ints) -> Ints:
    rows[places] = found
    return rows


def is_many(members: object) -> bool:
    """Say whether members are several: an array or a sequence, and no text."""
    return isinstance(members, np.ndarray | Sequence) and not isinstance(members, str | bytes)


def as_members(members: Any, kind: type | None) -> Any:
    """Return many members as int64 or as a list of str, all of one kind and of the kind given.

    Raises:
        BadType: a member is neither an int nor a str, or of another kind than those before.
        BadValue: a number is out of range, or a text has a lone surrogate.
    """
    if isinstance(members, np.ndarray):
        column = as_ints("members", members, MAX_MEMBER)
        if len(column):
            refuse_other_kind(0, kind)
        return column
    checked = [check_member(member) for member in members]
    kinds = {type(member) for member in checked}
    if len(kinds) > 1:
        raise BadType("members must be all int or all str, got both")
    if checked:
        refuse_other_kind(checked[0], kind)
    return np.array(checked, np.int64) if kinds == {int} else checked


def refuse_other_kind(member: Member, kind: type | None) -> None:
    """Refuse a member that is not of the kind of those that are there."""
    if kind is not None and type(member) is not kind:
        raise BadType(
            f"member must be of one type with those before, {kind.__name__}, got "
            f"{type(member).__name__}"
        )
