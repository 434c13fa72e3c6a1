"""The check of *Review the timelines*: eight lines of a design for home timelines."""

from __future__ import annotations

from twitlab.course.kinds.critiquing import Claim, critique

TWEETS_PER_S, TIMELINES_PER_TWEET = 4_600, 75
"""Source: Kleppmann, Designing Data-Intensive Applications, chapter 1; figures of November 2012."""
LARGEST = 31_000_000
"""Followers of the largest account. Source: Krikorian, QCon SF 2012, slides."""
USERS = 150_000_000
"""Active users. Source: the same."""
ENTRIES, ENTRY_BYTES = 800, 20
"""Sources: twitter-archive/haplocheirus, default bounds; Krikorian, QCon SF 2012, slides."""
DELIVERIES_PER_DAY = 30_000_000_000
"""Source: Bloom, Tanzu blog, 7 August 2013."""
WORKER_PER_S, DISK_PER_S = 10_000, 100
"""Entries that a worker writes in a second, and seeks of a disk: what the page gives."""

_PER_S = TWEETS_PER_S * TIMELINES_PER_TWEET
_MEAN_MS = 1_000 * TIMELINES_PER_TWEET / WORKER_PER_S
_LARGEST_MIN = LARGEST / WORKER_PER_S / 60
_ONE_COPY_TB = USERS * ENTRIES * ENTRY_BYTES / 1e12
_DISKS = _PER_S / DISK_PER_S
_DAYS_HELD = ENTRIES / (DELIVERIES_PER_DAY / USERS)

REASONS = {
    "A": "A mean over tweets stands where the largest account is needed.",
    "B": "Copies are left out: what must survive a dead server is kept more than once.",
    "C": "What can be made again from something else is taken for lost.",
    "D": "The order of arrival is taken for the order of age.",
    "E": "Something falls between two rules: neither of them applies to it.",
    "F": "The same thing is stored or shown twice.",
    "G": "A mean over time stands where the busiest second is needed.",
}

CLAIMS = (
    Claim(
        "4,600 tweets a second, each written into 75 timelines, are 345,000 deliveries in a mean "
        "second.",
        f"4,600 × 75 is {_PER_S:,}. It calls itself a mean second, and claims no more.",
    ),
    Claim(
        "A worker writes 10,000 entries a second and delivers one tweet after the other. 75 "
        f"entries take {_MEAN_MS:.1f} ms. So no tweet waits long for the one before it.",
        f"One tweet of the largest account goes to {LARGEST / 1e6:.0f} million timelines. How long "
        "does this worker take for it, and who waits behind it?",
        because="A",
        not_because={
            "G": "At the peak more tweets queue up, that is true. But take the quietest hour, and "
            "the one tweet that the worker happens to get first. When is it done?",
            "D": "The order here is that of a queue, and the claim is about time. Multiply for one "
            "single tweet.",
            "B": "Three copies make it three times slower, and 22 ms would still be short. There "
            "is a factor of 400,000.",
        },
    ),
    Claim(
        "150 million home timelines of 800 entries of 20 bytes are 2.4 TB. So with 2.4 TB of "
        "memory every timeline is still there when a server dies.",
        f"{_ONE_COPY_TB:.1f} TB hold each entry once. A server dies: where else do its timelines "
        "stand?",
        because="B",
        not_because={
            "C": "A timeline can be made again, but the claim says *still there*, and millions of "
            "timelines are not made again in a moment. What is missing in the sum?",
            "A": "800 is the cap and no mean: no list is longer. Read the second sentence again.",
            "F": "Rather the contrary: each entry stands in memory just once. Is that enough?",
            "G": "Memory does not depend on the second: the lists are full, day and night.",
        },
    ),
    Claim(
        "Whoever has not come for a month is thrown out of memory. Else these tweets would be "
        "lost, so each delivery is also written to a disk, and read back on return.",
        "The tweets stand in the tweet store, and who follows whom in the graph. What does it take "
        f"to make one timeline anew? And {_PER_S:,} more disk writes a second, at {DISK_PER_S} "
        f"seeks a disk, keep {_DISKS:,.0f} disks busy.",
        because="C",
        not_because={
            "F": "It does write everything twice, but for a reason that it names: else the tweets "
            "would be *lost*. Is that so?",
            "B": "It adds a copy, on disk. Is what it protects in danger at all?",
            "E": "No tweet is forgotten here: each is on disk. Ask instead whether that is needed.",
        },
    ),
    Claim(
        "Each timeline is a list, and a delivery puts the tweet in front. So it is sorted from new "
        "to old without any sorting.",
        "The worker of claim 2 is at a tweet with 31 million followers. Meanwhile other workers "
        "deliver. Which tweet stands in front for the last follower, and which is newer? "
        "What if a batch is delivered again?",
        because="D",
        not_because={
            "F": "A retry could put it there twice, and claim 6 takes care of that. Even if each "
            "comes once: do they come in the order in which they were written?",
            "A": "A large account makes the trouble larger. But two small ones and two workers are "
            "enough. What does *in front* go by?",
            "E": "Each tweet comes into the list, none is forgotten. In which place?",
        },
    ),
    Claim(
        "A worker dies in the middle of a batch. At once another delivers the whole batch again, "
        "and a timeline that has the id already is left as it is. So nobody misses a tweet, and "
        "nobody sees it twice.",
        "What was delivered is found by its id and left alone, what was not is added. Delivering "
        "twice does the same as delivering once, and that is all that a retry needs.",
    ),
    Claim(
        "Hybrid: tweets of accounts with a million followers or more are not delivered. A read "
        "merges the reader's timeline with the lists of those followees who have a million *now*. "
        "So each tweet comes to the reader on one of the two ways.",
        "An account with 1,000,010 followers tweets at noon. At one o'clock 20 people leave it. "
        "A reader comes at two: on which of the two ways does the tweet of noon come?",
        because="E",
        not_because={
            "F": "On the way *up* an old tweet may come on both ways, which the merge can see by "
            "its id. What about an account on its way *down*?",
            "C": "The tweet is still in the store, so it is not gone. But who fetches it from "
            "there, and why should they?",
            "A": "Both kinds of accounts are thought of, large and small. What about one that is "
            "large at noon and small at two?",
        },
    ),
    Claim(
        "A timeline holds 800 entries. Whoever reads further back gets the rest from the tweet "
        "store: slower, and seldom. So memory does not grow with the tweets.",
        f"30 billion deliveries a day for 150 million users fill 800 places in {_DAYS_HELD:.0f} "
        "days. From then on one entry goes for each that comes. Memory grows with the users, "
        "and the old tweets are still in the store.",
    ),
)

MISTAKES = f"""
# 75 taken for every tweet
{_MEAN_MS:.1f} ms is right for a mean tweet. For the largest account this worker takes
{_LARGEST_MIN:.0f} minutes, and whatever stands behind it in the queue waits as long. Twitter aimed
at 5 seconds. Where a mean is fine, ask who is not.
-2

# one copy taken for safe
The sum is right, and the conclusion does not follow from it: with just enough memory for one copy
there is none left for a second. Ask of each stored number how many times it is stored.
-3

# a timeline taken for the truth
A home timeline holds nothing that is not known elsewhere: it is a *copy*, made so that reads are
fast. Throwing a copy away loses time, not tweets. Which parts of the system hold what cannot be
made again? For the others nobody needs {_DISKS:,.0f} disks.
-4

# in front taken for newest
It would be so with one worker that never fails. With two, tweets overtake each other, by minutes
where accounts are large. An id tells the time of writing; a place in a list tells only the time of
arriving.
-5

# the boundary trusted
Every tweet is either pushed or pulled, you think, and at any one moment that is so. But the push is
decided when it is *written*, the pull when it is *read*. Between the two an account can cross the
line. In which direction is something lost?
-7

# a true mean accused
345,000 is the mean second, and claim 1 calls it that. In a review accuse the line that uses a
number for what it cannot tell, not the number.
+1: G

# a retry accused
Delivering again sounds like seeing again. Read the second half: who has the id is left alone. A
write that can be repeated without harm is the best that one can have where workers die.
+6: F

# the cap accused of losing tweets
Entry 801 leaves the *list*. The tweet itself stands in the store, as before. A cap is a promise
about memory: what would it be without one, after a year?
+8: C

# the peak blamed for the slow worker
You look for the trouble in time, and it is in the accounts. In the quietest hour of the night the
largest account sends one tweet. What do the tweets behind it do?
+2: G

# double where it is lost
You saw that the boundary is the weak place. But seeing twice is the harmless half: the merge drops
equal ids. Let the account *lose* followers between its tweet and the read.
+7: F

# the disks accused of storing twice
Storing twice is no mistake by itself; three copies are the rule. The mistake is in the word before:
*lost*. Where would the tweets be, if the timeline were gone?
+4: F
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
