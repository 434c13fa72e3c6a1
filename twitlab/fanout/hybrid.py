"""Give home timelines by both ways: what most authors post is written, celebrities are pulled."""

from itertools import islice, takewhile
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ids32, Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import TIMELINE_ENTRIES, HomeTimelines
from twitlab.fanout.pages import Pages
from twitlab.fanout.timelines import NO_ROW, TimelineBuffers
from twitlab.fanout.written import WrittenTimelines
from twitlab.ids import UserId
from twitlab.tweet import TweetBatch

_ROW_BITS: Final = 31
_LAST_ROW: Final = (1 << _ROW_BITS) - 1


class HybridFanout(HomeTimelines):
    """Write what most authors post, and pull what authors with very many followers do.

    The model: as FanoutOnWrite. Who has more followers than the threshold when posting is pulled
    from then on, and stays so. Entries that were written before stay: a tweet that is pushed and
    pulled is seen once. A page ends where a full timeline ends, and the rest is pulled from all
    followees. So nothing is lost and nothing comes twice at the boundary. What the model leaves
    out: as FanoutOnWrite; a way back for who loses followers.

    Args:
        users: how many, 0 to 2**31 - 1; users * cap at most 2**33.
        sources: who follows, integers, shape (edges,); repeats are allowed.
        destinations: who is followed, the same shape.
        threshold: the largest number of followers whose timelines are still written to, 0 or more.
        cap: how many entries a timeline has at most, 1 to 100,000.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, the arrays differ in length, or a user follows itself.

    Complexity: to post O(followers), at most the threshold; to read O(followees) in NumPy, O(n) for
    the timeline and O(log n) for each entry that is pulled. Memory as FanoutOnWrite.

    Source: highscalability.com, 8 July 2013 (Krikorian): tweets of accounts with very many
    followers are merged in on reading, as they take up to 5 minutes to deliver.

    >>> follows = np.array([0, 1, 2, 0]), np.array([3, 3, 3, 1])
    >>> fanout = HybridFanout(4, *follows, threshold=2)
    >>> fanout.post(np.array([20, 29, 34]), np.array([3, 1, 3])).deliveries.tolist()
    [0, 1, 0]
    >>> fanout.home(0).ids.tolist()
    [34, 29, 20]
    """

    # Invariant: as WrittenTimelines, where the tweets of those are written who are not of
    # _is_pulled; every tweet that was not written is of a user of _is_pulled.
    def __init__(
        self,
        users: int,
        sources: NDArray[Any],
        destinations: NDArray[Any],
        threshold: int = 10_000,
        cap: int = TIMELINE_ENTRIES,
    ) -> None:
        self._threshold = check_int("threshold", threshold, 0, None)
        super().__init__(users, sources, destinations, cap)

    def _keep(self, sources: Ints, destinations: Ints) -> Pages:
        buffers = TimelineBuffers(self._users, self._most)  # first: it refuses what is too large
        self._pages = Pages(self._users, sources, destinations, self._blocks)
        self._timelines = WrittenTimelines(self._pages, buffers, self._users)
        self._is_pulled = np.zeros(self._users, bool)
        return self._pages

    @property
    def celebrities(self) -> NDArray[np.int64]:
        """List whose tweets are pulled, ascending."""
        return np.flatnonzero(self._is_pulled)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        return self._pages.nbytes + self._timelines.buffers.nbytes

    def _deliver(self, batch: TweetBatch) -> Ints:
        followers = self._pages.follows.followers.sizes(batch.user_ids)
        self._is_pulled[batch.user_ids[followers > self._threshold]] = True
        pushed = np.flatnonzero(~self._is_pulled[batch.user_ids])
        deliveries = np.zeros(len(batch), np.int64)
        rows = self._pages.tweets.last_rows(len(batch))
        deliveries[pushed] = self._timelines.deliver(rows[pushed])
        return deliveries

    def _home(self, user: UserId, n: int) -> Home:
        if not self._timelines.buffers.keeps(user):
            self._rebuilt += self._timelines.rebuild(user, self._pushed_to(user))
        most = n + n // 2  # some are hidden, or come twice
        rows, is_all = self._timelines.newest(user, most)
        followees = self._pages.followees(user)
        pulled = followees[self._is_pulled[followees]]
        if len(pulled):
            # Below its oldest entry a timeline may lack something that was pushed ...
            oldest = 0 if is_all else rows[-1]
            newer = takewhile(lambda row: row >= oldest, self._pages.walk(user, pulled))
            more = list(islice(newer, most))
            if len(more) == most:  # ... and below the last that was pulled, something pulled.
                rows = [row for row in rows if row > more[-1]]
                is_all = False
            rows = sorted(rows + more, reverse=True)
        return self._pages.kept(user, n, rows, 1 + len(pulled), is_all)

    def _copy_pages(self, users: Ints, n: int, ids: Ints, originals: Ints) -> NDArray[np.bool_]:
        buffers = self._timelines.buffers
        rows, is_right = buffers.newest_many(users, n), buffers.is_kept(users)  # (users, n)
        followees, sizes = self._pages.follows.followees.many(users)
        places = np.repeat(np.arange(len(users)), sizes)
        is_pulled = self._is_pulled[followees]
        places, pulled = places[is_pulled], followees[is_pulled]  # (pulls,)
        lists, which = np.unique(pulled, return_inverse=True)
        newest = self._pages.tweets.newest_of(lists, n)[which]  # (pulls, n)
        # A row that is older than a whole page of pushed ones is not on the page.
        pull, column = np.nonzero(newest >= np.maximum(rows[places, -1], 0)[:, None])
        to, more = places[pull], newest[pull, column]
        seen = self._pages.may_be_seen(users[to], more)
        rows = _newest_of_each(rows, to[seen], more[seen])
        # A page that ends below the end of what was taken of a list may lack what comes after that.
        is_right[places[newest[:, -1] > rows[places, -1]]] = False
        return is_right & self._pages.copy(users, rows, ids, originals)

    def _pushed_to(self, user: UserId) -> Ids32:
        """Return those of a user's followees whose tweets are written."""
        followees = self._pages.followees(user)
        return followees[~self._is_pulled[followees]]

    def _evict(self, user: UserId) -> bool:
        return self._timelines.evict(user)

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        self._pages.check_invariants()
        self._timelines.check_invariants(self._pushed_to)


def _newest_of_each(
    rows: NDArray[np.int32], places: Ints, more: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Merge each line of rows with more rows for some lines; what comes twice stays twice."""
    count, n = rows.shape
    kept = np.flatnonzero(rows != NO_ROW)
    places = np.concatenate([kept // n, places])
    # Line and row in one number, the newest row first: one sort merges all lines.
    keys = places << _ROW_BITS | (_LAST_ROW - np.concatenate([rows.ravel()[kept], more]))
    keys.sort()
    places = keys >> _ROW_BITS
    rank = np.arange(len(keys)) - np.searchsorted(places, np.arange(count))[places]
    on_page = rank < n
    merged = np.full((count, n), NO_ROW, np.int32)
    merged[places[on_page], rank[on_page]] = _LAST_ROW - (keys[on_page] & _LAST_ROW)
    return merged
