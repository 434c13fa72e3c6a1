"""Write tweets to the home timelines of who may see them, and bring back those that were lost."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ids32, Ints, at_once, shares
from twitlab.fanout.pages import Pages
from twitlab.fanout.timelines import TimelineBuffers
from twitlab.fanout.tweets import FLAG_REPLY
from twitlab.ids import UserId

_BATCH: Final = 1 << 20  # deliveries at a time


class WrittenTimelines:
    """Keep the timelines of users that tweets are written to.

    Args:
        pages: the tweets, and who follows whom.
        buffers: of each user, the rows that were written.
        users: how many.
    """

    # Invariant: a kept timeline has every row that a pull from all whose tweets are written would
    # show, or, if it is full, every one from its oldest entry on. It may have deleted ones too.
    def __init__(self, pages: Pages, buffers: TimelineBuffers, users: int) -> None:
        self._pages = pages
        self._users = users
        self.buffers = buffers

    def deliver(self, rows: Ints) -> Ints:
        """Write tweets to the timelines of their authors' followers, and count these, (rows,).

        Complexity: O(followers) a tweet; about 100 MB while a million deliveries are made.
        """
        followers = self._pages.follows.followers.sizes(self._pages.tweets.user_ids[rows])
        # Batches of like size, so that what stands between the steps fits in memory.
        batch = np.cumsum(followers) // _BATCH
        parts = np.split(rows, np.flatnonzero(np.diff(batch)) + 1)
        return np.concatenate([self._deliver(part) for part in parts])

    def _deliver(self, rows: Ints) -> Ints:
        """Each worker writes for a share of the users, so no two write to one timeline."""
        buffers, tweets, follows = self.buffers, self._pages.tweets, self._pages.follows
        authors, others = tweets.user_ids[rows], tweets.to_users[rows]
        is_reply = (tweets.flags[rows] & FLAG_REPLY) != 0
        # A reply is for those who follow both: the shorter of two lists, looked up in the other.
        followers = follows.followers.sizes(authors)
        is_swapped = is_reply.copy()
        is_swapped[is_reply] = follows.followers.sizes(others[is_reply]) < followers[is_reply]
        lists, others = np.where(is_swapped, (others, authors), (authors, others))
        are_sure = buffers.all_kept and not is_reply.any()

        def deliver(share: slice) -> Ints:
            high = share.stop if share.stop < self._users else None
            users, counts = follows.followers.many(lists, share.start, high)
            places = np.repeat(np.arange(len(rows)), counts)  # (deliveries,)
            if not are_sure:
                keep = buffers.is_kept(users)
                asked = np.flatnonzero(np.repeat(is_reply, counts))
                keep[asked] &= follows.followees.have(users[asked], others[places[asked]])
                users, places = users[keep], places[keep]
                counts = np.bincount(places, minlength=len(rows))
            buffers.deliver(users, rows.astype(np.int32)[places])
            return counts

        counts: Ints = np.sum(at_once(deliver, shares(self._users, int(followers.sum()))), axis=0)
        return counts

    def rebuild(self, user: UserId, authors: NDArray[Any]) -> int:
        """Bring back a dropped timeline from those whose tweets are written; count its entries."""
        rows = self._pages.newest_entries(user, authors, self.buffers.cap)
        self.buffers.fill(user, rows)
        return len(rows)

    def newest(self, user: UserId, most: int) -> tuple[list[int], bool]:
        """Give a user's newest rows, newest first, and say whether that is all there is."""
        rows = self.buffers.newest(user, most)
        return rows, len(rows) < most and not self.buffers.is_full(user)

    def evict(self, user: UserId) -> bool:
        """Drop a timeline, and say whether it was kept."""
        was_kept = self.buffers.keeps(user)
        if was_kept:
            self.buffers.drop(user)
        return was_kept

    def check_invariants(self, authors_of: Callable[[UserId], Ids32]) -> None:
        """Raise AssertionError unless each timeline has what the authors of a user wrote."""
        self.buffers.check_invariants()
        for user in filter(self.buffers.keeps, range(self._users)):
            should = self._pages.newest_entries(user, authors_of(user), len(self._pages.tweets))
            if self.buffers.is_full(user):
                oldest = self.buffers.oldest(user)
                should = [row for row in should if row >= oldest]
            assert set(should) <= set(self.buffers.newest(user, self.buffers.cap)), (
                "a kept timeline has all that was written"
            )
