"""Keep tweets as columns, and find the newest of many users by walking back.

Each user's tweets are a linked list, and all lists lie in two arrays. Users 1 2 1 0 2 1 write:

    row        0   1   2   3   4   5
    user_ids   1   2   1   0   2   1
    older     -1  -1   0  -1   1   2     the row that this author wrote before; -1 ends the list
    latest     3   5   4                 of users 0, 1 and 2: where their lists begin

So the list of user 1 is 5 -> 2 -> 0. To walk back through users 0 and 1, their latest rows are
sorted: 3 5. The largest, 5, is given, and older[5] = 2 waits in a heap. Now 3 is due and is larger
than 2: it is given, and its list ends. Then the heap gives 2, and after it older[2] = 0. A page of
one tweet would never have entered the list of user 0: what is not due costs nothing.
"""

from collections.abc import Iterator
from heapq import heappop, heappush, heapreplace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, first_of_runs, order_by
from twitlab.tweet import NO_ID, TweetBatch

FLAG_DELETED: Final = 1
FLAG_REPLY: Final = 2
FLAG_RETWEET: Final = 4
NO_ROW: Final = -1
_ROOM: Final = 1_024
_COLUMNS: Final = ("ids", "user_ids", "to_users", "originals", "older", "flags")


class TweetColumns:
    """Keep tweets in the order of their ids; a tweet's row number is 4 bytes where its id is 8.

    The model: each tweet knows the one that its author wrote before. So a user's newest tweets
    are a list from the newest back, and the newest of many users are a merge of lists, of which
    only those are entered that are needed. What the model leaves out: texts, partitions, and the
    room of deleted tweets. Which partition would hold what is `partitioning.py`.

    Args:
        users: how many.

    Complexity: 25 bytes a tweet, up to twice that after it has grown; 4 bytes a user.

    >>> tweets = TweetColumns(users=3)
    >>> tweets.append(TweetBatch(np.array([20, 29, 34]), np.array([1, 2, 1])))
    >>> list(tweets.walk(np.array([1, 2])))
    [2, 1, 0]
    """

    # Invariant: columns are filled up to count, ids ascend; older[row] < row has the same author.
    def __init__(self, users: int) -> None:
        self._count = 0
        self._latest = np.full(users, NO_ROW, np.int32)
        self.ids = np.zeros(0, np.int64)
        self.user_ids = np.zeros(0, np.int32)
        self.to_users = np.zeros(0, np.int32)
        self.originals = np.zeros(0, np.int32)  # the row itself, unless it is a retweet
        self.older = np.zeros(0, np.int32)
        self.flags = np.zeros(0, np.uint8)
        self._grow(_ROOM)

    def __len__(self) -> int:
        return self._count

    @property
    def newest_id(self) -> int:
        """Say the largest id, -1 if there is none."""
        return int(self.ids[self._count - 1]) if self._count > 0 else -1

    @property
    def nbytes(self) -> int:
        """Count the bytes of all columns."""
        columns: list[NDArray[Any]] = [getattr(self, name) for name in _COLUMNS]
        return sum(column.nbytes for column in (*columns, self._latest))

    def rows_of(self, ids: Ints) -> Ints:
        """Find the rows of tweets, NO_ROW for an id that is not here.

        Complexity: O(log(tweets)) an id.
        """
        known = self.ids[: self._count]
        places: Ints = np.searchsorted(known, ids)
        places[places == self._count] = NO_ROW
        if self._count:
            places[known[places] != ids] = NO_ROW
        return places

    def append(self, batch: TweetBatch) -> None:
        """Add tweets whose ids are above all that are here; what they pass on is known.

        A retweet of a retweet counts for the first tweet.

        Complexity: O(tweets), amortised.
        """
        first, stop = self._count, self._count + len(batch)
        self._grow(stop)
        new, to_users = slice(first, stop), batch.in_reply_to_user_ids
        self.ids[new], self.user_ids[new], self.to_users[new] = batch.ids, batch.user_ids, to_users
        # A thread is read by all who follow its author: a reply to oneself needs no second follow.
        is_reply = (to_users != NO_ID) & (to_users != batch.user_ids)
        is_retweet = batch.retweet_of_ids != NO_ID
        self.flags[new] = is_reply * np.uint8(FLAG_REPLY) | is_retweet * np.uint8(FLAG_RETWEET)
        self.originals[new] = np.arange(first, stop)
        self._count = stop
        retweets = first + np.flatnonzero(is_retweet)
        self._point(retweets, self.rows_of(batch.retweet_of_ids[is_retweet]))
        self._link(first, batch.user_ids)

    def last_rows(self, count: int) -> Ints:
        """Return the rows that were added last."""
        return np.arange(self._count - count, self._count)

    def _point(self, retweets: Ints, passed_on: NDArray[Any]) -> None:
        """Set what retweets carry: the end of each chain of retweets, found by jumping."""
        self.originals[retweets] = passed_on
        while ((further := self.originals[passed_on]) != passed_on).any():
            self.originals[retweets] = passed_on = further

    def _link(self, first: int, user_ids: Ints) -> None:
        """Put new rows at the heads of their authors' lists."""
        if not len(user_ids):
            return
        order = order_by(user_ids)
        authors, rows = user_ids[order], first + order
        is_first = first_of_runs(authors)
        older = np.concatenate([[NO_ROW], rows[:-1]])
        older[is_first] = self._latest[authors[is_first]]
        self.older[rows] = older
        is_last = np.append(is_first[1:], True)
        self._latest[authors[is_last]] = rows[is_last]

    def delete(self, rows: Ints) -> int:
        """Mark tweets as deleted, and say how many were not before; a row may come twice."""
        rows = np.unique(rows)
        new = int((self.flags[rows] & FLAG_DELETED == 0).sum())
        self.flags[rows] |= FLAG_DELETED
        return new

    def walk(self, authors: NDArray[Any]) -> Iterator[int]:
        """Give the rows of some authors, newest first, one at a time.

        A heap has the next row of each list that was entered. A list is entered when its newest
        row is due: so of 1,000 authors, a page of 20 enters 20 lists at most.

        Args:
            authors: whose, none twice, shape (authors,).

        Complexity: O(authors log authors) in NumPy, then O(log n) for the n-th row.

        Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 5.4.1 (merging with a
        heap), and the lists' newest rows as a bound.
        """
        newest = np.sort(self._latest.take(authors))
        waiting, older = newest.data, self.older_view
        at = len(newest) - 1
        entered: list[int] = []  # a heap of rows, negated: the newest is first
        while True:
            due = waiting[at] if at >= 0 else NO_ROW
            if entered and -entered[0] > due:
                row = -entered[0]
                if (before := older[row]) >= 0:
                    heapreplace(entered, -before)
                else:
                    heappop(entered)
            elif due >= 0:
                row = due
                at -= 1
                if (before := older[row]) >= 0:
                    heappush(entered, -before)
            else:
                return
            yield row

    def newest_of(self, authors: NDArray[Any], n: int) -> NDArray[np.int32]:
        """Give the newest rows of each author, NO_ROW where there are no more.

        Complexity: O(authors * n).
        """
        found = np.full((len(authors), n), NO_ROW, np.int32)
        rows = self._latest.take(authors)
        for column in range(n):
            found[:, column] = rows
            rows = np.where(rows >= 0, self.older.take(rows, mode="clip"), NO_ROW)
        return found

    def _grow(self, stop: int) -> None:
        if stop <= len(self.ids):
            return
        room = max(stop, 2 * len(self.ids))
        for name in _COLUMNS:
            column = getattr(self, name)
            grown = np.zeros(room, column.dtype)
            grown[: self._count] = column[: self._count]
            setattr(self, name, grown)
        # One number is read from a memoryview in a third of the time that an array takes.
        self.user_view, self.to_view = self.user_ids.data, self.to_users.data
        self.original_view, self.older_view = self.originals.data, self.older.data
        self.flag_view = self.flags.data

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises of its arrays holds."""
        rows = np.arange(self._count)
        ids, older = self.ids[: self._count], self.older[: self._count]
        assert (ids[1:] > ids[:-1]).all()
        assert (older < rows).all()
        linked = older >= 0
        users = self.user_ids[: self._count]
        assert (users[older[linked]] == users[linked]).all()
        assert linked.sum() + (self._latest >= 0).sum() == self._count
        originals = self.originals[: self._count]
        assert (originals[originals] == originals).all(), "a retweet carries no retweet"
        assert ((originals == rows) == (self.flags[: self._count] & FLAG_RETWEET == 0)).all()
