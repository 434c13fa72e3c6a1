"""Give home timelines by fan-out on write: each tweet goes to all followers when it is posted."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints, at_once, shares
from twitlab.errors import BadValue
from twitlab.fanout.answers import NO_TWEET, Home, Homes
from twitlab.fanout.contract import MAX_CAP, MAX_USERS, TIMELINE_ENTRIES
from twitlab.fanout.pages import StoredFanout
from twitlab.fanout.posts import Posts
from twitlab.fanout.timelines import NO_ROW, RingTimelines
from twitlab.fanout.tweets import DELETED, REPLY, RETWEET
from twitlab.ids import UserId

MAX_CELLS: Final = 1 << 33  # 32 GiB of entries
_BATCH: Final = 1 << 20  # deliveries at a time
_PAGES: Final = 2_048  # home timelines at a time


class FanoutOnWrite(StoredFanout):
    """Write each tweet to the timelines of all followers, so that a read copies one row.

    The model: as FanoutDoor. A timeline has the newest entries up to a cap; what may lie behind is
    read from the tweets themselves. Who follows, unfollows or blocks loses the timeline, and the
    next read rebuilds it. A deleted tweet stays where it was written, and is left out on reading.
    What the model leaves out: as FanoutDoor; replicas, a queue of deliveries, and a timeline that
    is dropped because nobody reads it: `evict` does that.

    Args:
        users: how many, 0 to 2**31 - 1; users * cap at most 2**33.
        sources: who follows, integers, shape (edges,); repeats are allowed.
        destinations: who is followed, the same shape.
        cap: how many entries a timeline has at most, 1 to 100,000.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, the arrays differ in length, or a user follows itself.

    Complexity: to post O(followers) a tweet, one delivery each; to read O(n). 4 * cap bytes a user
    for timelines, 45 more; 8 an edge, 25 a tweet; about 100 MB while a
    million deliveries are made.

    Source: Krikorian, "Timelines at scale", QCon SF 2012: timelines in memory, only those that are
    there are written; 800 entries: haplocheirus, config/production.scala.

    >>> fanout = FanoutOnWrite(3, np.array([0, 0]), np.array([1, 2]))
    >>> fanout.post(np.array([20, 29, 34]), np.array([1, 2, 1])).deliveries.tolist()
    [1, 1, 1]
    >>> fanout.home(0, 2).ids.tolist(), fanout.evict(0), fanout.home(0, 1).ids.tolist()
    ([34, 29], True, [34])
    """

    # Invariant: a kept timeline has every row that a pull from all pushed followees would show, or,
    # if it is full, every one from its oldest entry on. It may have deleted ones too.
    def __init__(
        self,
        users: int,
        sources: NDArray[Any],
        destinations: NDArray[Any],
        cap: int = TIMELINE_ENTRIES,
    ) -> None:
        cells = check_int("users", users, 0, MAX_USERS) * check_int("cap", cap, 1, MAX_CAP)
        if cells > MAX_CELLS:
            raise BadValue(f"users * cap must be at most {MAX_CELLS}, got {users} * {cap}")
        super().__init__(users, sources, destinations, cap)
        self._timelines = RingTimelines(self._users, cap)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        return super().nbytes + self._timelines.nbytes

    def _append(self, posts: Posts) -> Ints:
        first = len(self._tweets)
        super()._append(posts)
        deliveries = np.zeros(len(posts), np.int64)
        pushed = np.flatnonzero(self._are_pushed(posts.user_ids))
        followers = self._follows.followers.sizes(posts.user_ids[pushed])
        # Batches of like size, so that what stands between the steps fits in memory.
        batch = np.cumsum(followers) // _BATCH
        for part in np.split(pushed, np.flatnonzero(np.diff(batch)) + 1):
            deliveries[part] = self._deliver(first + part)
        return deliveries

    def _deliver(self, rows: Ints) -> Ints:
        """Write tweets to the timelines of who may see them, and count these.

        Each worker writes for a share of the users, so no two write to one timeline.
        """
        authors = self._tweets.user_ids[rows]
        candidates = int(self._follows.followers.sizes(authors).sum())
        are_sure = self._timelines.all_kept and not (self._tweets.flags[rows] & REPLY).any()

        def deliver(share: slice) -> Ints:
            high = share.stop if share.stop < self._users else None
            users, counts = self._follows.followers.many(authors, share.start, high)
            places = np.repeat(np.arange(len(rows)), counts)  # (deliveries,)
            if not are_sure:
                keep = self._timelines.is_kept(users) & self._may_be_seen(users, rows[places])
                users, places = users[keep], places[keep]
                counts = np.bincount(places, minlength=len(rows))
            self._timelines.deliver(users, rows.astype(np.int32)[places])
            return counts

        counts: Ints = np.sum(at_once(deliver, shares(self._users, candidates)), axis=0)
        return counts

    def _home(self, user: UserId, n: int) -> Home:
        timelines = self._timelines
        if not timelines.keeps(user):
            followees = self._follows.followees.row(user)
            authors = followees[self._are_pushed(followees)]
            rows = self._newest_entries(user, authors, timelines.cap)
            timelines.fill(user, rows)
            self._rebuilt += len(rows)
        rows, lists, is_all = self._kept_rows(user, n + n // 2)  # some are hidden, or come twice
        kept = self._page(user, n, rows, lists)
        if len(kept.ids) == n or is_all:
            return kept
        page = self._pulled_page(user, n)  # what is missing lies behind what was kept
        return Home(
            page.ids, page.originals, len(rows) + page.entries_read, lists + page.lists_read
        )

    def _kept_rows(self, user: UserId, most: int) -> tuple[list[int], int, bool]:
        """Give a user's newest rows, of how many lists, and whether that is all there is."""
        rows = self._timelines.newest(user, most)
        return rows, 1, len(rows) < most and not self._timelines.is_full(user)

    def _fill_homes(self, users: Ints, n: int, homes: Homes) -> None:
        careful = []
        for low in range(0, len(users), _PAGES):
            part = slice(low, low + _PAGES)
            is_plain = self._plain_pages(users[part], n, homes.ids[part], homes.originals[part])
            careful.append(low + np.flatnonzero(~is_plain))
        places = np.concatenate([np.empty(0, np.int64), *careful])
        copied = len(users) - len(places)
        self._reads += copied
        self._entries_read += copied * n
        self._lists_read += copied
        homes.ids[places] = homes.originals[places] = NO_TWEET
        some = Homes(homes.ids[places], homes.originals[places])
        super()._fill_homes(users[places], n, some)
        homes.ids[places], homes.originals[places] = some.ids, some.originals

    def _plain_pages(self, users: Ints, n: int, ids: Ints, originals: Ints) -> NDArray[np.bool_]:
        """Copy pages, and say which are right as they are: none deleted, hidden, twice or short."""
        tweets = self._tweets
        rows, is_plain = self._newest_rows(users, n)  # (users, n)
        flags = tweets.flags.take(rows, mode="clip")
        tweets.ids.take(rows, mode="clip", out=ids)
        if (missing := rows == NO_ROW).any():
            flags[missing], ids[missing] = 0, NO_TWEET
        at = np.flatnonzero(flags & RETWEET)
        carried = tweets.originals[rows.ravel()[at]]
        flags.ravel()[at] |= tweets.flags[carried]
        originals[:] = ids
        originals.ravel()[at] = tweets.ids[carried]
        rows.ravel()[at] = carried
        rows.sort(axis=1)
        is_twice = (rows[:, 1:] == rows[:, :-1]) & (rows[:, 1:] != NO_ROW)
        is_plain &= ~(is_twice.any(axis=1) | (flags & DELETED).any(axis=1))
        if self._blocks:
            blocking = np.array([user for pair in self._blocks for user in pair])
            is_plain &= ~np.isin(users, blocking)
        return is_plain

    def _newest_rows(self, users: Ints, n: int) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Give the newest rows of many users, hidden ones too, and say for whom that is right.

        There is NO_ROW where there are no more.
        """
        return self._timelines.newest_many(users, n), self._timelines.is_kept(users)

    def _are_pushed(self, authors: NDArray[Any]) -> NDArray[np.bool_]:
        return np.ones(len(authors), bool)

    def _evict(self, user: UserId) -> bool:
        was_kept = self._timelines.keeps(user)
        if was_kept:
            self._timelines.drop(user)
        return was_kept

    def _block_changed(self, user: UserId, other: UserId) -> None:
        # A timeline that was rebuilt under the block lacks what is shown without it.
        for each in (user, other):
            self._evict(each)

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        super().check_invariants()
        self._timelines.check_invariants()
        for user in range(self._users):
            if not self._timelines.keeps(user):
                continue
            followees = self._follows.followees.row(user)
            pushed = followees[self._are_pushed(followees)]
            should = self._newest_entries(user, pushed, len(self._tweets))
            if self._timelines.is_full(user):
                oldest = self._timelines.oldest(user)
                should = [row for row in should if row >= oldest]
            assert set(should) <= set(self._timelines.newest(user, self._timelines.cap)), (
                "a kept timeline has all that was pushed"
            )
