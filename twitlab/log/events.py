"""Hold raw events as columns: what a gateway takes in, what the log keeps, what is counted later.

Who liked the tweet 40 at 12:00:00.000, and who did it 5 ms later?

    event_ids   700  701      unlike any other event's, so that a repeat can be told
    times_ms      0    5      when it happened, not when it arrived
    keys         40   40      what is counted: a tweet, a user, a hashtag by its number
    authors       7    8      who did it: that a hundred likes came from one person is a fact too
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from twitlab.arguments import as_ints
from twitlab.columns import Column
from twitlab.errors import BadValue

MAX_NUMBER: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Hold events that come together, or one.

    Arrays of int64 are not copied, and cannot be written to from here. What the model leaves out:
    an order. Event times run back when events are late, and one event may stand in two batches.

    Args:
        event_ids: 0 to 2**63 - 1: an int or an array of integers, shape (events,).
        times_ms: when each happened, milliseconds since 1970 UTC; here and below one for all, or
            one for each.
        keys: what each counts for, 0 to 2**63 - 1.
        authors: who did it, 0 to 2**63 - 1.

    Raises:
        BadType: a column is neither an int nor an array of integers.
        BadValue: columns differ in length, or a number is out of range.

    Complexity: O(events); 32 bytes an event.

    >>> events = Events(np.array([700, 701]), np.array([0, 5]), 40, np.array([7, 8]))
    >>> len(events), events.keys.tolist(), events[1:].authors.tolist()
    (2, [40, 40], [8])
    """

    event_ids: Column
    times_ms: Column
    keys: Column
    authors: Column

    def __post_init__(self) -> None:
        count = None
        for name in COLUMNS:
            value = getattr(self, name)
            column = as_ints(name, value, MAX_NUMBER)
            count = len(column) if count is None else count
            if not isinstance(value, np.ndarray):
                column = np.broadcast_to(column, count)
            if len(column) != count:
                raise BadValue(f"{name} must have length {count} as event_ids, got {len(column)}")
            column = column.view()
            column.flags.writeable = False
            object.__setattr__(self, name, column)

    @classmethod
    def checked(cls, *columns: Column) -> "Events":
        """Make events of columns that were looked at before, as those that a log has kept.

        Complexity: O(1).
        """
        events = object.__new__(cls)
        for name, column in zip(COLUMNS, columns, strict=True):
            column.flags.writeable = False
            object.__setattr__(events, name, column)
        return events

    def __len__(self) -> int:
        return len(self.event_ids)

    def __getitem__(self, at: slice) -> "Events":
        """Return some of the events."""
        return Events(*(getattr(self, name)[at] for name in COLUMNS))


COLUMNS: Final = tuple(field.name for field in fields(Events))
