"""The check of *The partition key*: six keys, and the number that rules out each but one."""

from __future__ import annotations

from twitlab.course.kinds.choosing import Option, choose

WRITES = 12_000
"""Tweets a second at the peak. Source: Kleppmann, DDIA, chapter 1, figures of November 2012."""

PARTITIONS, PER_PARTITION, TOTAL = 100, 10_000, 1_000_000
"""What the exercise gives, as all that follows."""
BY_ID, PAGES, PAGE = 60_000, 20_000, 20
STAR_BY_ID, STAR_PAGES, STAR_TWEETS = 9_000, 1_000, 900
BACK = 2
"""Partitions by time that a page asks in the mean."""

_USER = WRITES + BY_ID * PARTITIONS + PAGES
_TWEET = WRITES + BY_ID + PAGES * PARTITIONS
_TIME = WRITES + BY_ID + PAGES * BACK
_USER_INDEX = 2 * WRITES + 2 * BY_ID + PAGES
_TWEET_INDEX = 2 * WRITES + BY_ID + PAGES * (1 + PAGE)
_STAR = STAR_BY_ID + STAR_PAGES
"""Requests for the busiest account's tweets, all on one partition where they lie by user."""
_STAR_PARTITION = (_USER_INDEX - _STAR) // PARTITIONS + _STAR
_INDEX_PARTITION = (_TWEET_INDEX - STAR_PAGES) // PARTITIONS + STAR_PAGES
_MOVED = PARTITIONS / (PARTITIONS + 1)

REQUIREMENTS = {
    "total": "at the peak, all partitions together get at most 1,000,000 requests a second",
    "hottest": "at the peak, no partition gets more than 10,000 requests a second",
    "page": "a page of any user, also of one who has written nothing for years, asks at most 25 "
    "times",
    "grow": "when partition 101 joins, at most a tenth of the tweets are moved",
}

_RING = "A ring moves about 1 / 101 of the tweets: what the new partition takes over."

OPTIONS = (
    Option(
        "user",
        breaks={
            "total": f"An id alone does not tell the user, so {BY_ID:,} reads ask all "
            f"{PARTITIONS} partitions: with the rest {_USER:,} requests a second.",
            "hottest": f"Each of the {BY_ID:,} reads by id goes to *every* partition.",
        },
        keeps={"page": "All tweets of a user are on one partition.", "grow": _RING},
    ),
    Option(
        "tweet",
        breaks={
            "total": f"A user's tweets are everywhere, so {PAGES:,} pages ask all {PARTITIONS} "
            f"partitions: with the rest {_TWEET:,} requests a second.",
            "hottest": f"Each of the {PAGES:,} pages goes to *every* partition.",
            "page": f"It asks {PARTITIONS}.",
        },
        keeps={"grow": _RING},
    ),
    Option(
        "time",
        breaks={
            "hottest": f"All {WRITES:,} writes go to the newest partition, and most reads too.",
            "page": "For somebody who has been silent for years it walks back through all the "
            f"{PARTITIONS} partitions.",
        },
        keeps={
            "total": f"{WRITES:,} + {BY_ID:,} + {PAGES:,} × {BACK} are {_TIME:,} a second.",
            "grow": "The new partition takes the new tweets. Nothing is moved.",
        },
    ),
    Option(
        "user, index by tweet",
        breaks={
            "hottest": f"The busiest account's tweets lie together. {STAR_BY_ID:,} reads by id "
            f"and {STAR_PAGES:,} pages ask that one partition, and its share of the rest comes "
            f"on top: {_STAR_PARTITION:,} a second.",
        },
        keeps={
            "total": f"2 × {WRITES:,} + 2 × {BY_ID:,} + {PAGES:,} are {_USER_INDEX:,} a second.",
            "page": "All tweets of a user are on one partition.",
            "grow": _RING,
        },
    ),
    Option(
        "tweet by modulo, index by user",
        breaks={
            "grow": f"From hash % 100 to hash % 101 the number changes for {_MOVED:.0%} of the "
            "tweets.",
        },
        keeps={
            "total": f"2 × {WRITES:,} + {BY_ID:,} + {PAGES:,} × {1 + PAGE} are {_TWEET_INDEX:,} "
            "a second.",
            "hottest": "The one that has the busiest account's index entry gets "
            f"{_INDEX_PARTITION:,} a second.",
            "page": f"It asks the index once and then for {PAGE} tweets: {1 + PAGE}.",
        },
    ),
    Option(
        "tweet, index by user",
        breaks={},
        keeps={
            "total": f"2 × {WRITES:,} + {BY_ID:,} + {PAGES:,} × {1 + PAGE} are {_TWEET_INDEX:,} "
            "a second.",
            "hottest": "The one that has the busiest account's index entry gets "
            f"{_INDEX_PARTITION:,} a second.",
            "page": f"It asks the index once and then for {PAGE} tweets: {1 + PAGE}.",
            "grow": _RING,
        },
        defensible=True,
    ),
)


MISTAKES = f"""
# by user, because people have pages
It is the first thought of many: a page is one user's tweets, so keep them together. The page is
then as cheap as can be. But there are three reads by id for each page here. An id that comes alone
has to ask {PARTITIONS} partitions, and each new partition makes it dearer. Which kind of read is
the *common* one?
+user: choose
+tweet, index by user: total

# by tweet, because ids spread so evenly
Even it is: no partition has more tweets than another. And then a page comes, and every partition
has to work for it. {PAGES:,} pages a second become {PAGES * PARTITIONS:,} requests. Even storage is
not yet even work. What does a page need to know before it asks?
+tweet: choose
+tweet, index by user: total

# by time, because people read what is new
Right: nearly all reads want what is new. That is just the trouble. One partition takes every write
and nearly every read, and 99 watch. Twitter lived with it in 2010, when 1,500 tweets a second were
the daily peak (Kallen); here there are {WRITES:,}. How many can the newest one take?
+time: choose
+tweet, index by user: page

# by user with an index, because it is least work
Of the six, this is nearly the least work: {_USER_INDEX:,} requests a second in all. But a mean over
100 partitions says nothing about the worst one. Where are the tweets of the busiest account, and
who answers for all of them?
+user, index by tweet: choose
+tweet, index by user: total

# modulo, because it is simpler
One line of code and no ring: as long as nobody buys a machine it is as good. Then one does, and
{_MOVED:.0%} of all tweets are in the wrong place at the same moment. With 400 million tweets a day
(highscalability.com, 2013) and a year stored, how many is that?
+tweet by modulo, index by user: choose
+tweet, index by user: grow

# an index accused of too much work
Twenty-one requests for a page look like many, beside one. Work it out once: pages × 21, reads by
id, and two writes for each tweet. Then hold it against a million. A design is not ruled out by
being dearer than another.
+tweet by modulo, index by user: total

# modulo accused of being uneven
A hash modulo N spreads as evenly as a hash can. Its trouble does not show on any ordinary day. On
which day does N change, and who has to move then?
+tweet by modulo, index by user: hottest

# time accused of too much work in all
In all it is little work: {_TIME:,} requests a second, for most pages find their tweets in the
newest partitions. Add it up, and then ask how those requests are *shared out*.
+time: total

# time accused of moving tweets
By time nothing is ever moved: an old partition stays as it is, and the new one takes what is
written from now on. That is its best side. Look at the writes.
+time: grow

# by user accused of slow pages
The page of one user is what this key does *best*: one partition, one request. Which question can it
not answer without asking everybody?
+user: page

# by user with an index accused of asking everybody
That holds without the index. With it a read by id asks twice: the index for the user, then the
user's partition. Add it up again. What is left that could be wrong with it? Think of *one* user.
+user, index by tweet: total
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
)
