"""Give home timelines by fan-out on read: merge the lists of all followees for each."""

from twitlab.columns import Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import HomeTimelines
from twitlab.fanout.pages import Pages
from twitlab.ids import UserId


class FanoutOnRead(HomeTimelines):
    """Write a tweet once, and merge the lists of all followees for each read.

    The model: as HomeTimelines. Only the n followees with the newest latest tweet can contribute to
    a page of n, so few lists are entered. What the model leaves out: as HomeTimelines; that the
    lists are on other machines, each of which has to be asked.

    Args:
        users: how many, 0 to 2**31 - 1.
        sources: who follows, integers, shape (edges,); repeats are allowed.
        destinations: who is followed, the same shape.
        cap: the largest page that may be asked for, 1 to 100,000.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, the arrays differ in length, or a user follows itself.

    Complexity: to post O(1) a tweet; to read O(followees log followees) in NumPy, and O(log n) for
    each entry. 8 bytes an edge, 36 a user, 25 a tweet.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, for both ways; Silberstein et al.,
    "Feeding Frenzy", SIGMOD 2010, for which is cheaper when.

    >>> import numpy as np
    >>> fanout = FanoutOnRead(3, np.array([0, 0]), np.array([1, 2]))
    >>> fanout.post(np.array([20, 29, 34]), np.array([1, 2, 1])).deliveries.tolist()
    [0, 0, 0]
    >>> fanout.home(0, 2).ids.tolist()
    [34, 29]
    """

    # Invariant: as Pages.
    def _keep(self, sources: Ints, destinations: Ints) -> Pages:
        self._pages = Pages(self._users, sources, destinations, self._blocks)
        return self._pages

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        return self._pages.nbytes

    def _home(self, user: UserId, n: int) -> Home:
        return self._pages.pulled(user, n)

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises holds."""
        self._pages.check_invariants()
