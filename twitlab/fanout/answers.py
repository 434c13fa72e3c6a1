"""Say what a fan-out answers, and what that cost."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

ENTRY_BYTES: Final = 4  # a row number; at Twitter 20: tweet id 8, user id 8, flags 4
NO_TWEET: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """Say to how many timelines each tweet of a batch was written.

    Args:
        deliveries: of each tweet, int64, shape (tweets,).
    """

    deliveries: NDArray[np.int64]

    @property
    def bytes_written(self) -> int:
        """What was written to timelines."""
        return int(self.deliveries.sum()) * ENTRY_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """Hold the newest tweets of one home timeline.

    Args:
        ids: newest first, int64, shape (tweets,).
        originals: of a retweet the tweet that it carries, else the id again; none twice.
        entries_read: how many tweets were looked at.
        lists_read: how many lists were merged: the timeline, and each followee that was pulled.
    """

    ids: NDArray[np.int64]
    originals: NDArray[np.int64]
    entries_read: int
    lists_read: int


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Hold the newest tweets of many home timelines.

    Args:
        ids: newest first, -1 where there are no more, int64, shape (users, n).
        originals: as of Home, the same shape.
    """

    ids: NDArray[np.int64]
    originals: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FanoutWork:
    """Say what all calls have cost so far.

    Args:
        tweets: how many were posted.
        deliveries: how many entries were written to timelines because of a post.
        rebuilt_entries: how many were written because a timeline had been dropped.
        reads: how many home timelines were given.
        entries_read: how many tweets were looked at for these.
        lists_read: how many lists were merged for these.
    """

    tweets: int = 0
    deliveries: int = 0
    rebuilt_entries: int = 0
    reads: int = 0
    entries_read: int = 0
    lists_read: int = 0

    @property
    def bytes_written(self) -> int:
        """What was written to timelines."""
        return (self.deliveries + self.rebuilt_entries) * ENTRY_BYTES
