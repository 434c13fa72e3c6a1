"""Write to edges with a time stamp, so that order and repetition do not matter.

State and time of a write are one number, its stamp: the time, then two bits of state. An edge's
stamp is the largest it was ever written with. A maximum is commutative, associative and idempotent,
so any order and any repetition of the same writes gives the same edge.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_column, is_int
from twitlab.columns import Column
from twitlab.errors import BadValue

Stamps = NDArray[np.int64]  # (time + 1) << 2 | state

# On one time the larger state wins: a removal over all.
NORMAL: Final = 0
ARCHIVED: Final = 1
REMOVED: Final = 2
STATES: Final = ("normal", "archived", "removed")
ABSENT: Final = -1  # less than every stamp
MAX_TIME: Final = (1 << 61) - 2
_COLUMNS: Final[dict[str, tuple[int, type[np.integer[Any]]]]] = {
    "sources": ((1 << 31) - 2, np.int32),
    "destinations": ((1 << 31) - 2, np.int32),
    "at": (MAX_TIME, np.int64),
    "states": (REMOVED, np.int8),
}


@dataclass(frozen=True, slots=True, eq=False)
class EdgeWrites:
    """Hold a batch of writes: who follows whom from now on, or no longer.

    Args:
        sources: who follows: one user or many, integers of 0 or more, shape (writes,).
        destinations: who is followed, the same shape.
        at: the time of each write or of all, an int from 0 to 2**61 - 2 in any unit; with seconds,
            a stamp takes 4 bytes for 34 years, with milliseconds for 12 days, else 8.
        states: NORMAL, ARCHIVED or REMOVED, for each or for all.

    Raises:
        BadType: a column is neither an int nor an array of integers.
        BadValue: columns differ in length, a number is out of range, or a user follows itself.

    >>> len(EdgeWrites(np.array([1, 2]), 3, at=10, states=NORMAL))
    2
    """

    sources: Column
    destinations: Column
    at: Column
    states: Column = NORMAL

    def __post_init__(self) -> None:
        names = self.__slots__
        for name, column in checked_columns({n: getattr(self, n) for n in names}).items():
            # A copy: the caller's array may change, a batch that waits for a partition may not.
            # One number for all takes no room, and is no array of the caller's.
            column = column.copy() if column is getattr(self, name) else column
            column.flags.writeable = False
            object.__setattr__(self, name, column)

    def __len__(self) -> int:
        return len(self.sources)

    def stamps(self) -> Stamps:
        """Return time and state of each write as one number.

        Complexity: O(writes).

        >>> EdgeWrites(np.array([1]), 3, at=10, states=REMOVED).stamps().tolist()
        [46]
        """
        stamps: Stamps = ((self.at + 1) << 2) | self.states
        return stamps


def checked_columns(given: dict[str, Column]) -> dict[str, NDArray[Any]]:
    """Return the columns of EdgeWrites, some or all, each in its dtype, or refuse them.

    Args:
        given: by name; sources and destinations among them.

    Returns:
        The columns, all of one length; an array of the right dtype is not copied.

    Raises:
        BadType: a column is neither an int nor an array of integers.
        BadValue: columns differ in length, a number is out of range, or a user follows itself.

    Complexity: O(writes).

    >>> checked_columns({"sources": 1, "destinations": np.array([2, 3])})["sources"].tolist()
    [1, 1]
    """
    columns = {name: check_column(name, value, _COLUMNS[name][0]) for name, value in given.items()}
    count = max(len(column) for column in columns.values())
    if not all(len(column) for column in columns.values()):
        count = 0
    for name, column in columns.items():
        alone = is_int(given[name])
        if len(column) != count and not alone:
            raise BadValue(f"{name} must have length {count} as the others, got {len(column)}")
        column = column.astype(_COLUMNS[name][1], copy=False)
        columns[name] = np.broadcast_to(column, count) if alone else column
    loops = np.flatnonzero(columns["sources"] == columns["destinations"])
    if loops.size:
        raise BadValue(
            "sources and destinations must differ, got user "
            f"{columns['sources'][loops[0]]} following itself"
        )
    return columns
