"""Give home timelines by fan-out on write: each tweet goes to all followers when it is posted."""

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import HomeTimelines
from twitlab.fanout.pages import Pages
from twitlab.fanout.timelines import TimelineBuffers
from twitlab.fanout.written import WrittenTimelines
from twitlab.ids import UserId
from twitlab.tweet import TweetBatch


class FanoutOnWrite(HomeTimelines):
    """Write each tweet to the timelines of all followers, so that a read copies one row.

    The model: as HomeTimelines. A timeline has the newest entries up to a cap; what may lie behind
    is read from the tweets themselves. Who follows, unfollows or blocks loses the timeline, and the
    next read rebuilds it. A deleted tweet stays where it was written, and is left out on reading.
    What the model leaves out: as HomeTimelines; replicas, a queue of deliveries, and a timeline
    that is dropped because nobody reads it: `evict` does that.

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

    # Invariant: as WrittenTimelines, where all tweets are written.
    def _keep(self, sources: Ints, destinations: Ints) -> Pages:
        buffers = TimelineBuffers(self._users, self._most)  # first: it refuses what is too large
        self._pages = Pages(self._users, sources, destinations, self._blocks)
        self._timelines = WrittenTimelines(self._pages, buffers, self._users)
        return self._pages

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        return self._pages.nbytes + self._timelines.buffers.nbytes

    def _deliver(self, batch: TweetBatch) -> Ints:
        return self._timelines.deliver(self._pages.tweets.last_rows(len(batch)))

    def _home(self, user: UserId, n: int) -> Home:
        if not self._timelines.buffers.keeps(user):
            self._rebuilt += self._timelines.rebuild(user, self._pages.followees(user))
        rows, is_all = self._timelines.newest(user, n + n // 2)  # some are hidden, or come twice
        return self._pages.kept(user, n, rows, 1, is_all)

    def _copy_pages(self, users: Ints, n: int, ids: Ints, originals: Ints) -> NDArray[np.bool_]:
        buffers = self._timelines.buffers
        rows = buffers.newest_many(users, n)  # (users, n)
        return buffers.is_kept(users) & self._pages.copy(users, rows, ids, originals)

    def _evict(self, user: UserId) -> bool:
        return self._timelines.evict(user)

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        self._pages.check_invariants()
        self._timelines.check_invariants(self._pages.followees)
