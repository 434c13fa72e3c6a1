"""Say how often each key came at one gateway in one minute: what a gateway sends on.

    gateway 3, sequence 17, minute 28 005 120:   key 40 came 90 times, key 41 twice

A flush that gets no answer is sent again as it was. Gateway, sequence and minute are its name, by
which whoever receives it can tell that he has it already.
"""

from dataclasses import dataclass
from typing import Final

from twitlab.arguments import as_ints, check_int
from twitlab.columns import Ints
from twitlab.errors import BadValue

MAX_NUMBER: Final = (1 << 63) - 1
MS_PER_MINUTE: Final = 60_000
MOST_EVENTS: Final = 1 << 40  # of one flush; sums over four million flushes still fit an int64


@dataclass(frozen=True, slots=True, eq=False)
class Flush:
    """Hold one flush.

    Args:
        gateway: who sends it, 0 to 2**31 - 1.
        sequence: which flush of that gateway it is, from 0.
        minute: in which its events happened, in minutes since 1970 UTC.
        keys: the different keys, ascending, 0 to 2**63 - 1, shape (keys,).
        counts: how often each came, 1 or more, shape (keys,); 2**40 in all at most.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, lengths differ, or keys do not ascend.

    Complexity: O(keys); 16 bytes a key.

    >>> import numpy as np
    >>> flush = Flush(3, 17, 28_005_120, np.array([40, 41]), np.array([90, 2]))
    >>> flush.name, len(flush), flush.events
    ((3, 17, 28005120), 2, 92)
    """

    gateway: int
    sequence: int
    minute: int
    keys: Ints
    counts: Ints

    def __post_init__(self) -> None:
        for name, high in (("gateway", (1 << 31) - 1), ("sequence", None), ("minute", None)):
            object.__setattr__(self, name, check_int(name, getattr(self, name), 0, high))
        keys = as_ints("keys", self.keys, MAX_NUMBER)
        counts = as_ints("counts", self.counts, MOST_EVENTS, 1)
        if len(keys) != len(counts):
            raise BadValue(f"counts must have length {len(keys)} as keys, got {len(counts)}")
        if (keys[1:] <= keys[:-1]).any():
            raise BadValue("keys must ascend, each once")
        if (events := int(counts.sum())) > MOST_EVENTS:
            raise BadValue(f"counts must be {MOST_EVENTS} in all at most, got {events}")
        for name, column in (("keys", keys.view()), ("counts", counts.view())):
            column.flags.writeable = False
            object.__setattr__(self, name, column)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def name(self) -> tuple[int, int, int]:
        """Gateway, sequence and minute: no two flushes have the same, a repeat has it again."""
        return self.gateway, self.sequence, self.minute

    @property
    def events(self) -> int:
        """How many events it stands for."""
        return int(self.counts.sum())
