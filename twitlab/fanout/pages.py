"""Keep tweets and follows, and make a page of the newest tweets that somebody may see."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ids32, Ints
from twitlab.fanout.answers import NO_TWEET, Home
from twitlab.fanout.contract import Blocks, is_blocked
from twitlab.fanout.follows import Follows
from twitlab.fanout.tweets import FLAG_DELETED, FLAG_REPLY, FLAG_RETWEET, NO_ROW, TweetColumns
from twitlab.ids import TweetId, UserId
from twitlab.tweet import TweetBatch


class Pages:
    """Keep tweets in columns and follows in rows, and give pages of them: a `Keeper` that is held.

    The model: as HomeTimelines. Every row of a page comes from one of two streams, newest first:
    entries that were kept for the user, or a walk over the lists of followees.

    Args:
        users: how many.
        sources: who follows, shape (edges,).
        destinations: who is followed, shape (edges,).
        blocks: who blocks whom; whoever gives it may change it.

    >>> pages = Pages(3, np.array([0, 0]), np.array([1, 2]), set())
    >>> pages.append(TweetBatch(np.array([20, 29, 34]), np.array([1, 2, 1])))
    >>> pages.pulled(0, 2).ids.tolist()
    [34, 29]
    """

    # Invariant: as those of Follows and TweetColumns.
    def __init__(self, users: int, sources: Ints, destinations: Ints, blocks: Blocks) -> None:
        self._blocks = blocks
        self.tweets = TweetColumns(users)
        self.follows = Follows(users, sources, destinations)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        rows = self.follows.followees, self.follows.followers
        return self.tweets.nbytes + sum(each.nbytes for each in rows)

    def append(self, batch: TweetBatch) -> None:
        """Add tweets."""
        self.tweets.append(batch)

    def newest_id(self) -> TweetId:
        """Return the largest id, -1 if there is none."""
        return self.tweets.newest_id

    def are_known(self, ids: Ints) -> NDArray[np.bool_]:
        """Say which tweets are here, shape (ids,)."""
        known: NDArray[np.bool_] = self.tweets.rows_of(ids) != NO_ROW
        return known

    def delete(self, ids: Ints) -> int:
        """Mark tweets as deleted, and say how many were not before."""
        return self.tweets.delete(self.tweets.rows_of(ids))

    def change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        """Add or remove an edge, and say whether that changed anything."""
        return self.follows.change(user, other, is_followed)

    def followees(self, user: UserId) -> Ids32:
        """Return whom a user follows: a view that a later change makes invalid."""
        return self.follows.followees.row(user)

    def may_be_seen(self, users: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Say for pairs whether a user may see a followee's tweet: no reply to a stranger."""
        seen = np.ones(len(rows), bool)
        replies = np.flatnonzero(self.tweets.flags[rows] & FLAG_REPLY)
        to_users = self.tweets.to_users[rows[replies]]
        seen[replies] = self.follows.followees.have(users[replies], to_users)
        return seen

    def walk(self, user: UserId, authors: NDArray[Any]) -> Iterator[int]:
        """Give the rows of some of a user's followees, newest first, less replies to strangers."""
        flags, to_users = self.tweets.flag_view, self.tweets.to_view
        follows = self.follows.followees.has
        for row in self.tweets.walk(authors):
            if not flags[row] & FLAG_REPLY or follows(user, to_users[row]):
                yield row

    def newest_entries(self, user: UserId, authors: NDArray[Any], cap: int) -> list[int]:
        """Give what a timeline of some followees would hold, newest first."""
        shown = (row for row in self.walk(user, authors) if not self._is_hidden(user, row))
        return list(islice(shown, cap))

    def pulled(self, user: UserId, n: int) -> Home:
        """Make a page of nothing but the lists of all followees."""
        followees = self.followees(user)
        return self._page(user, n, self.walk(user, followees), len(followees))

    def kept(self, user: UserId, n: int, rows: list[int], lists: int, is_all: bool) -> Home:
        """Make a page of rows that were kept; if they are too few, pull what lies behind them.

        Args:
            user: whose page.
            n: how many tweets at most.
            rows: the newest, newest first; some are hidden, or carry the same.
            lists: from how many lists they come.
            is_all: whether there are no more.
        """
        page = self._page(user, n, rows, lists)
        if len(page.ids) == n or is_all:
            return page
        page = self.pulled(user, n)
        read = len(rows) + page.entries_read
        return Home(page.ids, page.originals, read, lists + page.lists_read)

    def _page(self, user: UserId, n: int, rows: Iterable[int], lists: int) -> Home:
        """Take the first n rows that are not hidden and have different originals."""
        flags, originals = self.tweets.flag_view, self.tweets.original_view
        found: dict[int, int] = {}  # row of the original: row
        read = 0
        for row in rows:
            read += 1
            if flags[row] & (FLAG_DELETED | FLAG_RETWEET) and self._is_hidden(user, row):
                continue
            if found.setdefault(originals[row], row) == row and len(found) == n:
                break
        ids = self.tweets.ids
        return Home(ids.take(list(found.values())), ids.take(list(found)), read, lists)

    def _is_hidden(self, user: UserId, row: int) -> bool:
        """Say whether a tweet is deleted, or passed on across a block.

        That can change while a row is kept. Whom the user follows cannot: that drops the timeline.
        """
        tweets = self.tweets
        flags, original = tweets.flag_view, tweets.original_view[row]
        if self._blocks and is_blocked(self._blocks, user, tweets.user_view[original]):
            return True
        return bool((flags[row] | flags[original]) & FLAG_DELETED)

    def copy(
        self, users: Ints, rows: NDArray[np.int32], ids: Ints, originals: Ints
    ) -> NDArray[np.bool_]:
        """Copy pages, and say which are right as they are: none deleted, hidden, twice or short.

        Args:
            users: whose, shape (users,).
            rows: their newest, newest first, hidden ones too; shape (users, n). It is used up.
            ids: where the page goes, shape (users, n).
            originals: where what each carries goes, shape (users, n).
        """
        tweets = self.tweets
        flags = tweets.flags.take(rows, mode="clip")
        tweets.ids.take(rows, mode="clip", out=ids)
        if (missing := rows == NO_ROW).any():
            flags[missing], ids[missing] = 0, NO_TWEET
        at = np.flatnonzero(flags & FLAG_RETWEET)
        carried = tweets.originals[rows.ravel()[at]]
        flags.ravel()[at] |= tweets.flags[carried]
        originals[:] = ids
        originals.ravel()[at] = tweets.ids[carried]
        rows.ravel()[at] = carried
        rows.sort(axis=1)
        is_twice = (rows[:, 1:] == rows[:, :-1]) & (rows[:, 1:] != NO_ROW)
        is_right: NDArray[np.bool_] = ~(is_twice.any(axis=1) | (flags & FLAG_DELETED).any(axis=1))
        if self._blocks:
            is_right &= ~np.isin(users, [user for pair in self._blocks for user in pair])
        return is_right

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        self.tweets.check_invariants()
        followees, followers = self.follows.followees, self.follows.followers
        followees.check_invariants()
        followers.check_invariants()
        users = range(len(followees))
        forth = {(u, int(v)) for u in users for v in followees.row(u)}
        back = {(int(u), v) for v in users for u in followers.row(v)}
        assert forth == back, "both directions agree"
        assert not any((u, v) in forth or (v, u) in forth for u, v in self._blocks)
