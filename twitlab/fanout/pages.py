"""Do what all fan-outs of this kit share: keep tweets and follows, and make a page of entries."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import TIMELINE_ENTRIES, FanoutDoor
from twitlab.fanout.follows import Follows
from twitlab.fanout.posts import Posts
from twitlab.fanout.tweets import DELETED, REPLY, RETWEET, PostedTweets
from twitlab.ids import UserId


class StoredFanout(FanoutDoor):
    """Keep tweets in columns and follows in rows, and give pages of the newest that may be seen.

    The model: as FanoutDoor. Every row of a timeline comes from one of two streams, newest first:
    entries that were kept for the user, or a walk over the lists of followees. What the model
    leaves out: as FanoutDoor.

    Args:
        users: how many.
        sources: who follows, shape (edges,).
        destinations: who is followed, shape (edges,).
        cap: the largest page that may be asked for.
    """

    # Invariant: as those of Follows and PostedTweets.
    def __init__(
        self,
        users: int,
        sources: NDArray[Any],
        destinations: NDArray[Any],
        cap: int = TIMELINE_ENTRIES,
    ) -> None:
        super().__init__(users, sources, destinations, cap)
        self._tweets = PostedTweets(self._users)
        self._follows = Follows(self._users, sources, destinations)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        rows = self._follows.followees, self._follows.followers
        return self._tweets.nbytes + sum(each.nbytes for each in rows)

    def _newest_id(self) -> int:
        return self._tweets.newest_id

    def _are_known(self, ids: Ints) -> NDArray[np.bool_]:
        return self._tweets.rows_of(ids) >= 0

    def _append(self, posts: Posts) -> Ints:
        self._tweets.append(posts)
        return np.zeros(len(posts), np.int64)

    def _delete(self, ids: Ints) -> int:
        return self._tweets.delete(self._tweets.rows_of(ids))

    def _change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        changed = self._follows.change(user, other, is_followed)
        if changed:
            # What was kept lacks the other's tweets, and replies to the other, or has too many.
            self._evict(user)
        return changed

    def _may_be_seen(self, users: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Say for pairs whether a user may see a followee's tweet: no reply to a stranger."""
        seen = np.ones(len(rows), bool)
        replies = np.flatnonzero(self._tweets.flags[rows] & REPLY)
        to_users = self._tweets.to_users[rows[replies]]
        seen[replies] = self._follows.followees.have(users[replies], to_users)
        return seen

    def _walk(self, user: UserId, authors: NDArray[Any]) -> Iterator[int]:
        """Give the rows of some of a user's followees, newest first, less replies to strangers."""
        flags, to_users = self._tweets.flag_view, self._tweets.to_view
        follows = self._follows.followees.has
        for row in self._tweets.walk(authors):
            if not flags[row] & REPLY or follows(user, to_users[row]):
                yield row

    def _is_hidden(self, user: UserId, row: int) -> bool:
        """Say whether a tweet is deleted, or passed on across a block.

        That can change while a row is kept. Whom the user follows cannot: that drops the timeline.
        """
        tweets = self._tweets
        flags, original = tweets.flag_view, tweets.original_view[row]
        if self._blocks and self._is_blocked(user, tweets.user_view[original]):
            return True
        return bool((flags[row] | flags[original]) & DELETED)

    def _page(self, user: UserId, n: int, rows: Iterable[int], lists: int) -> Home:
        """Take the first n rows that are not hidden and have different originals."""
        flags, originals = self._tweets.flag_view, self._tweets.original_view
        found: dict[int, int] = {}  # row of the original: row
        read = 0
        for row in rows:
            read += 1
            if flags[row] & (DELETED | RETWEET) and self._is_hidden(user, row):
                continue
            if found.setdefault(originals[row], row) == row and len(found) == n:
                break
        ids = self._tweets.ids
        return Home(ids.take(list(found.values())), ids.take(list(found)), read, lists)

    def _pulled_page(self, user: UserId, n: int) -> Home:
        """Make a page of nothing but the lists of all followees."""
        followees = self._follows.followees.row(user)
        return self._page(user, n, self._walk(user, followees), len(followees))

    def _newest_entries(self, user: UserId, authors: NDArray[Any], cap: int) -> list[int]:
        """Give what a timeline of some followees would hold, newest first."""
        shown = (row for row in self._walk(user, authors) if not self._is_hidden(user, row))
        return list(islice(shown, cap))

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        self._tweets.check_invariants()
        followees, followers = self._follows.followees, self._follows.followers
        followees.check_invariants()
        followers.check_invariants()
        forth = {(u, int(v)) for u in range(self._users) for v in followees.row(u)}
        back = {(int(u), v) for v in range(self._users) for u in followers.row(v)}
        assert forth == back, "both directions agree"
        assert not any((u, v) in forth or (v, u) in forth for u, v in self._blocks)
