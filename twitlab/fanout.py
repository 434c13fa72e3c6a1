"""Give home timelines: by fan-out on write, by fan-out on read, or by both.

On write, each tweet is written to the timelines of all followers when it is posted: one delivery
for each. On read, nothing is written, and the lists of all followees are merged when somebody
looks. The hybrid writes what most authors post, and pulls what celebrities do.

Fan-out is quoted as many numbers, because they are quotients of different things. Deliveries a
second by tweets a second gives deliveries for each tweet:

- 21,000 / 120 = 175, the all-time peak in October 2008 (Kallen, "Big Data in Real-Time at
  Twitter", 2010). It counts followers.
- 1.2 million / 2,000 = 600, a peak of 2010, before the 2.1 million / 3,000 = 700 of November 2010
  (same talk). What is counted is deliveries a second, not requests: 2,000 requests a second
  bring the tweets.
- 345,000 / 4,600 = 75, a mean of November 2012 (Kleppmann, DDIA, chapter 1); and 30 billion
  / 400 million a day = 75 (Bloom, 2013). It counts entries written, and only timelines that are in
  memory are written (Krikorian, "Timelines at scale", QCon SF 2012).

So 600 and 75 do not contradict each other: the first is a peak, the second a mean; and a follower
who has not looked for long counts in the first only, if it counts followers as the 175 does.

The door is in `fanout_door.py`, what all share in `stored_fanout.py`; the other two are in
`fanout_on_write.py` and `hybrid_fanout.py`, the time to the last follower in `delivery_time.py`;
what one would write first in `plain_fanout.py` and `select_fanout.py`.
"""

from twitlab.fanout_answers import FanoutWork, Home, Homes, Posted
from twitlab.fanout_door import TIMELINE_ENTRIES, FanoutDoor, UserId
from twitlab.fanout_on_write import FanoutOnWrite
from twitlab.hybrid_fanout import HybridFanout
from twitlab.stored_fanout import StoredFanout

__all__ = [
    "TIMELINE_ENTRIES",
    "FanoutDoor",
    "FanoutOnRead",
    "FanoutOnWrite",
    "FanoutWork",
    "Home",
    "Homes",
    "HybridFanout",
    "Posted",
]


class FanoutOnRead(StoredFanout):
    """Write a tweet once, and merge the lists of all followees for each read.

    The model: as FanoutDoor. Only the n followees with the newest latest tweet can contribute to a
    page of n, so few lists are entered. What the model leaves out: as FanoutDoor; that the lists
    are on other machines, each of which has to be asked.

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

    def _home(self, user: UserId, n: int) -> Home:
        return self._pulled_page(user, n)
