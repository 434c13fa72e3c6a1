"""Keep home timelines: for each user a buffer of the newest entries, written in bulk.

All buffers lie in one array, `cap` slots for each user. A full one goes on at its first slot, so
that the newest entry overwrites the oldest. With a cap of 4, user 2 has the slots 8 to 11:

    slot                8   9  10  11    written
    rows 5 6 7 came     5   6   7   .       3     the newest is in slot 8 + (3 - 1) % 4 = 10
    rows 8 9 come       9   6   7   8       5     the newest is in slot 8 + (5 - 1) % 4 = 8

The newest three are read backwards from there, and round the corner: 9, then 8 7. To deliver
8 9 to user 2 and 8 to user 0 at once, the entries are put in the order of users, 0 2 2; the rank of
each among its user's, 0 0 1, is added to what was written, 3 + 0 and 3 + 1 of user 2; modulo 4
that is 3 and 0, the slots 11 and 8.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import first_of_runs, order_by
from twitlab.errors import BadValue

Rows = NDArray[np.int32]  # row numbers of tweets, shape (rows,)
NO_ROW: Final = -1
MAX_CELLS: Final = 1 << 33  # 32 GiB of entries


class TimelineBuffers:
    """Keep the newest `cap` entries of each user, or nothing of one who was dropped.

    The model: an entry is the row number of a tweet, 4 bytes where Twitter had 20. Entries of a
    user come in ascending order. A full ring overwrites its oldest entry. What the model leaves
    out: machines, replicas, and lists that take less memory while they are short.

    Args:
        users: how many.
        cap: how many entries each has at most, 1 or more.

    Raises:
        BadValue: users * cap is above 2**33.

    Complexity: 4 * users * cap bytes, and 9 a user more.

    Source: Krikorian, "Timelines at scale", QCon SF 2012 (20 bytes an entry; only timelines that
    are in memory are written); haplocheirus, config/production.scala (800 entries).

    >>> timelines = TimelineBuffers(users=3, cap=2)
    >>> timelines.deliver(np.array([2, 1, 2, 2]), np.array([0, 0, 1, 2], np.int32))
    >>> timelines.newest(2, 9), timelines.newest(1, 9)
    ([2, 1], [0])
    """

    # Invariant: the newest entry of u is in slot (written[u] - 1) % cap, older ones below it;
    # all entries with rows above the last of a full ring are in it.
    def __init__(self, users: int, cap: int) -> None:
        if users * cap > MAX_CELLS:
            raise BadValue(f"users * cap must be at most {MAX_CELLS}, got {users} * {cap}")
        self._cap = cap
        # Written, not only promised: memory that nobody wrote yet is paid for by the first tweets.
        self._entries = np.full(users * cap, NO_ROW, np.int32)
        self._written = np.zeros(users, np.int64)
        self._is_kept = np.ones(users, bool)
        self._dropped = 0
        self._written_view = self._written.data

    @property
    def cap(self) -> int:
        """Say how many entries a timeline has at most."""
        return self._cap

    @property
    def nbytes(self) -> int:
        """Count the bytes of the arrays."""
        return self._entries.nbytes + self._written.nbytes + self._is_kept.nbytes

    @property
    def all_kept(self) -> bool:
        """Say whether nobody was dropped."""
        return not self._dropped

    def is_kept(self, users: NDArray[Any]) -> NDArray[np.bool_]:
        """Say whose timelines are here, shape (users,)."""
        kept: NDArray[np.bool_] = self._is_kept[users]
        return kept

    def keeps(self, user: int) -> bool:
        """Say whether a user's timeline is here."""
        return bool(self._is_kept[user])

    def is_full(self, user: int) -> bool:
        """Say whether older entries may have been overwritten."""
        return self._written_view[user] >= self._cap

    def oldest(self, user: int) -> int:
        """Return the oldest entry of a full timeline."""
        return int(self._entries[user * self._cap + self._written_view[user] % self._cap])

    def newest(self, user: int, count: int) -> list[int]:
        """Give a user's newest entries, newest first; fewer than count only if there are no more.

        Complexity: O(count).
        """
        written, begin = self._written_view[user], user * self._cap
        size, end = min(count, written, self._cap), written % self._cap
        found: list[int] = self._entries[begin + max(end - size, 0) : begin + end][::-1].tolist()
        if size > end:  # round the corner
            stop = begin + self._cap
            found += self._entries[stop - (size - end) : stop][::-1].tolist()
        return found

    def newest_many(self, users: NDArray[Any], n: int) -> NDArray[np.int32]:
        """Give the newest entries of many users.

        Args:
            users: whose, shape (users,).
            n: how many of each, 1 to cap.

        Returns:
            Newest first, NO_ROW where there are no more, shape (users, n).

        Complexity: O(users * n); for n = 20 some two or three cache lines a user.
        """
        written = self._written[users]
        back = np.arange(n)  # (n,)
        begins, last = users * self._cap, (written - 1) % self._cap
        slots = (begins + last)[:, None] - back  # (users, n)
        round_the_corner = np.flatnonzero(last < n - 1)
        slots[round_the_corner] += (last[round_the_corner, None] < back) * self._cap
        found: NDArray[np.int32] = self._entries.take(slots)
        short = np.flatnonzero(written < n)
        found[short] = np.where(back < written[short, None], found[short], NO_ROW)
        return found

    def deliver(self, users: NDArray[Any], rows: Rows) -> None:
        """Write entries; those for one user come in ascending order, above all it has.

        The entries are put in the order of users. The rank of each in its user's run says how far
        behind the user's newest entry it goes, so one scatter writes them all.

        Args:
            users: whom to write to, all kept, shape (entries,).
            rows: what to write, shape (entries,).

        Complexity: O(entries) time, about 60 * entries bytes.
        """
        if not len(users):
            return
        order = order_by(users)
        users, rows = users.take(order), rows.take(order)
        starts = np.flatnonzero(first_of_runs(users))
        counts = np.diff(starts, append=len(users))
        whose = users[starts].astype(np.int64)
        written = self._written[whose]
        slots = np.repeat(written % self._cap - starts, counts)
        slots += np.arange(len(slots))
        if int(counts.max()) > self._cap:  # only the last ones stay
            stays = np.repeat(starts + counts - self._cap, counts) <= np.arange(len(slots))
            slots, rows, users = slots[stays] % self._cap, rows[stays], users[stays]
        else:
            slots -= (slots >= self._cap) * self._cap
        slots += users.astype(np.int64) * self._cap
        self._entries[slots] = rows
        self._written[whose] = written + counts

    def drop(self, user: int) -> None:
        """Forget a user's timeline."""
        self._dropped += bool(self._is_kept[user])
        self._is_kept[user] = False
        self._written[user] = 0

    def fill(self, user: int, rows: list[int]) -> None:
        """Bring back a timeline that was dropped.

        Args:
            user: whose.
            rows: its entries, newest first, at most cap.
        """
        begin = user * self._cap
        self._entries[begin : begin + len(rows)] = rows[::-1]
        self._written[user] = len(rows)
        self._is_kept[user] = True
        self._dropped -= 1

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        assert self._dropped == int((~self._is_kept).sum())
        assert (self._written >= 0).all()
        assert not self._written[~self._is_kept].any()
        for user in range(len(self._written)):
            rows = self.newest(user, self._cap)
            assert len(rows) == min(self._written[user], self._cap)
            assert rows == sorted(set(rows), reverse=True), "entries descend, none twice"
            assert not self.is_full(user) or rows[-1] == self.oldest(user)
