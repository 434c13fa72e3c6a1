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

The contract that all keep is in `contract.py`; a way each in `on_write.py`, `on_read.py` and
`hybrid.py`. What the three hold is in `pages.py`, and what two of them write to in `written.py`;
what one would write first in `plain.py` and `by_select.py`; the time to the last follower in
`delivery_queue.py`. Tweets are posted as a `twitlab.tweet.TweetBatch`, or as its columns.
"""

from twitlab.fanout.answers import ENTRY_BYTES, NO_TWEET, FanoutWork, Home, Homes, Posted
from twitlab.fanout.by_select import BROKEN, SelectFanout
from twitlab.fanout.contract import TIMELINE_ENTRIES, HomeTimelines
from twitlab.fanout.delivery_queue import ns_to_last_follower
from twitlab.fanout.hybrid import HybridFanout
from twitlab.fanout.on_read import FanoutOnRead
from twitlab.fanout.on_write import FanoutOnWrite
from twitlab.fanout.plain import PlainFanout

__all__ = [
    "BROKEN",
    "ENTRY_BYTES",
    "NO_TWEET",
    "TIMELINE_ENTRIES",
    "FanoutOnRead",
    "FanoutOnWrite",
    "FanoutWork",
    "Home",
    "HomeTimelines",
    "Homes",
    "HybridFanout",
    "PlainFanout",
    "Posted",
    "SelectFanout",
    "ns_to_last_follower",
]
