"""Say what a tweet store answered, what that cost, and how its partitions are loaded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.errors import BadValue

NO_USER = -1  # stands where there is no such tweet
NO_TWEET = -1  # fills up a page that is not full


@dataclass(frozen=True, slots=True)
class Written:
    """Say what an append cost.

    Args:
        rows: tweets written.
        partitions_touched: partitions that got at least one of them.
    """

    rows: int
    partitions_touched: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Mark where a page ended, so that the next begins there, whatever has been written since.

    Args:
        user_id: whose tweets are being paged.
        before_id: the next page holds ids below this one.
    """

    user_id: int
    before_id: int


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Hold the tweets that were asked for by id.

    Args:
        ids: as they were asked for, int64, shape (count,).
        user_ids: who wrote each, int64, shape (count,); -1 where there is no such tweet.
        partitions_touched: partitions that were asked.
        rows_scanned: rows that were read in them.
    """

    ids: Ints
    user_ids: Ints
    partitions_touched: int
    rows_scanned: int


@dataclass(frozen=True, slots=True, eq=False)
class TweetPage:
    """Hold a page of one user's tweets, newest first.

    Args:
        user_id: whose.
        ids: int64, descending, shape (count,), count at most what was asked for.
        cursor: where the next page begins; None if this page was not full, so there is no next.
        partitions_touched: partitions that were asked.
        rows_scanned: rows that were read in them, kept or not.
    """

    user_id: int
    ids: Ints
    cursor: Cursor | None
    partitions_touched: int
    rows_scanned: int


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Hold the newest tweets of many users.

    Args:
        user_ids: whose, int64, shape (users,).
        ids: a row for each user, newest first, then -1, int64, shape (users, n).
        partitions_touched: requests to partitions; one to the same partition counts anew in each
            turn.
        rows_scanned: rows that were read in them, kept or not.
    """

    user_ids: Ints
    ids: NDArray[np.int64]
    partitions_touched: int
    rows_scanned: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Say what a new placement moved.

    Args:
        keys: different partition keys that are placed: users or tweets.
        keys_moved: those of them that are now elsewhere.
        rows: tweets that are placed.
        rows_moved: those of them that are now elsewhere.
    """

    keys: int
    keys_moved: int
    rows: int
    rows_moved: int


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """Show how rows, writes and reads lie on the partitions, all of shape (partitions,).

    Args:
        partitions: their numbers, ascending, int64.
        rows: tweets that each holds, int64.
        writes: tweets written to each since the counts were last reset, int64.
        reads: look-ups of a tweet or a user in each since then, int64.
    """

    partitions: Ints
    rows: Ints
    writes: Ints
    reads: Ints

    def skew(self, of: str) -> float:
        """Return the fullest partition's share over the mean share: 1 is even.

        Args:
            of: "rows", "writes" or "reads".

        Returns:
            From 1 to the number of partitions; 1 if there is nothing to share.

        Raises:
            BadValue: of is none of the three.

        Complexity: O(partitions).

        >>> import numpy as np
        >>> two = np.array([0, 1])
        >>> Load(two, np.array([3, 1]), two, two).skew("rows")
        1.5
        """
        counts = self._counts(of)
        total = int(counts.sum())
        return int(counts.max()) * len(counts) / total if total else 1.0

    def hot(self, of: str, times: int = 2) -> list[int]:
        """Return the partitions that carry at least `times` the mean.

        Args:
            of: "rows", "writes" or "reads".
            times: how many times the mean is hot, 1 or more.

        Returns:
            Partition numbers, the hottest first; among equals the lower number.

        Raises:
            BadType: times is not an int.
            BadValue: of is none of the three, or times is below 1.

        Complexity: O(partitions log partitions).

        >>> import numpy as np
        >>> three = np.array([0, 1, 2])
        >>> Load(three, three, np.array([1, 8, 0]), three).hot("writes")
        [1]
        """
        times = check_int("times", times, 1, None)
        counts = self._counts(of).tolist()
        total = sum(counts)
        pairs = sorted(
            (-count, number) for number, count in zip(self.partitions.tolist(), counts, strict=True)
        )
        return [at for minus, at in pairs if minus and -minus * len(counts) >= times * total]

    def _counts(self, of: object) -> Ints:
        named: dict[object, Ints] = {"rows": self.rows, "writes": self.writes, "reads": self.reads}
        if of not in ("rows", "writes", "reads"):
            raise BadValue(f"of must be 'rows', 'writes' or 'reads', got {of!r}")
        return named[of]
