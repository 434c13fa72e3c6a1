"""The check of *Review the top 100*: nine claims of a design that counts retweets and likes."""

from __future__ import annotations

from math import log
from typing import Final

from twitlab.course.kinds.critiquing import Claim, critique

COUNTS, TOP, PROCESSORS = 1_000_000, 100, 10
"""Different tweets of an hour, how many are wanted, and who counts: assumed."""
RETWEETS_PER_S, MEAN_RETWEETS, BYTES_A_KEY, HOT = 5_000, 20, 100, 0.3
"""Of all, for each tweet that is retweeted at all, of a dict, and of one tweet alone: assumed."""
MINUTES, NUMBER_100, SUM_OF_LASTS = 60, 7_000, 6_000
"""Of the lists of minutes: how many, the count of number 100, and the sum of their last counts."""
SERVERS, BATCH, ROWS = 100, 50, 8
"""Who takes likes, after how many they write, and into how many rows: assumed."""

_ENTER: Final = TOP * (1 + log(COUNTS / TOP))
_EVENTS: Final = RETWEETS_PER_S * 86_400
_KEYS: Final = _EVENTS // MEAN_RETWEETS
_MEAN: Final = RETWEETS_PER_S // PROCESSORS
_BUSIEST: Final = HOT * RETWEETS_PER_S + (1 - HOT) * RETWEETS_PER_S / PROCESSORS
_HIDDEN: Final = MINUTES * (TOP - 1)

REASONS = {
    "A": "A comparison is made at the wrong end of an order.",
    "B": "What is little in each part can be much in the whole.",
    "C": "One key is much hotter than the mean says.",
    "D": "What one place remembers is expected of another.",
    "E": "What holds for one of many is said of all together.",
    "F": "Events are taken for different keys.",
    "G": "An answer is kept, and given again when it is no longer right.",
    "H": "A number of one day is taken for that of another.",
}

CLAIMS = (
    Claim(
        f"An hour has {COUNTS:,} different tweets, and the heap of {TOP} has the largest count on "
        "top. A count that is smaller than the top is not among the largest, so it is thrown away "
        "after one comparison.",
        "In the heap are 95 and 80, and two are wanted. Now comes 90. With which of the two must "
        "it be compared?",
        because="A",
        not_because={
            "F": f"The {COUNTS:,} are different tweets, and each comes once, with its count. What "
            "is it compared with?",
            "E": "It is wrong for a single count already. Take 95 and 80, and let 90 come.",
            "C": "Let all counts be about the same. It is wrong then too.",
        },
    ),
    Claim(
        f"With the smallest of the {TOP} on top, only about {_ENTER:,.0f} of {COUNTS:,} counts in "
        "random order ever enter the heap. So almost all of the work is to read the counts, and "
        "not to keep the heap in order.",
        f"Number i is among the largest {TOP} so far with chance {TOP} / i. Added up that is "
        f"{TOP} × (1 + ln {COUNTS // TOP:,}) = {_ENTER:,.0f}, about one in a thousand.",
    ),
    Claim(
        f"{RETWEETS_PER_S:,} retweets a second are {_EVENTS / 1e6:.0f} million a day, and a dict "
        f"needs {BYTES_A_KEY} bytes for a tweet. A tweet that is retweeted at all has "
        f"{MEAN_RETWEETS} retweets in the mean. So the dict of a day needs "
        f"{_EVENTS * BYTES_A_KEY / 1e9:.0f} GB.",
        f"How many *different* tweets are {_EVENTS / 1e6:.0f} million retweets, if each has "
        f"{MEAN_RETWEETS}? And a tweet that comes again needs how many bytes more?",
        because="F",
        not_because={
            "C": "Hot or not, a tweet has one place in the dict. How many tweets are there?",
            "H": "Both numbers are of the same day. What does each of them count?",
            "B": f"Nothing is cut off here. Divide {_EVENTS / 1e6:.0f} million by {MEAN_RETWEETS}.",
            "E": "There is one dict here. What has a place in it, an event or a tweet?",
        },
    ),
    Claim(
        f"A hash of the tweet's id sends each tweet to one of {PROCESSORS} processors. So each "
        f"processor need send only its {TOP} largest counts, {PROCESSORS * TOP:,} in all, and "
        f"the {TOP} largest of these are the exact top {TOP} of the hour.",
        "A tweet is counted in one place, so its count there is its count. If it is not among "
        f"the first {TOP} of its processor, there are {TOP} larger ones on that processor alone.",
    ),
    Claim(
        f"The hash spreads the tweets evenly over the {PROCESSORS} processors, and "
        f"{RETWEETS_PER_S:,} retweets a second are {_MEAN} for each. So no processor is ever sent "
        f"much more than {_MEAN} a second.",
        f"One tweet has {100 * HOT:.0f} % of all retweets for ten minutes. To how many of the "
        f"{PROCESSORS} processors do they go?",
        because="C",
        not_because={
            "F": "What is divided are events, and events are meant. The division is right. Who "
            "gets the mean?",
            "E": "The mean is the mean of all. Which processor is far from it, and why?",
            "H": "It is one and the same second. Who gets the mean in it?",
            "B": "Nothing is little here. Which key is large?",
        },
    ),
    Claim(
        f"For each minute its top {TOP} is kept, and the rest is thrown away. The top {TOP} of the "
        f"hour is made of the {MINUTES} lists: a tweet that was in none of them cannot be among "
        f"the first {TOP} of the hour.",
        f"A tweet comes {TOP - 1} times in each minute, and in each minute {TOP} others come "
        f"{TOP} times, never the same. How often does it come in the hour, and how often the "
        "others?",
        because="BE",
        not_because={
            "G": "Grant that each list is right and new. What was thrown away in each minute?",
            "C": "No tweet need be hot for it: it is enough to be nearly first, again and again.",
            "D": "No place remembers anything here but its list. What is in no list?",
            "H": "All minutes are of the same hour. What was thrown away in each of them?",
        },
    ),
    Claim(
        f"In the merged lists of the {MINUTES} minutes, number {TOP} has the count "
        f"{NUMBER_100:,}. The last counts of all {MINUTES} lists add up to {SUM_OF_LASTS:,}. So "
        f"no tweet that is in no list belongs to the top {TOP} of this hour.",
        "In each minute such a tweet came at most as often as the last of the list, so at most "
        f"{SUM_OF_LASTS:,} times in the hour. The first {TOP} came {NUMBER_100:,} times or more "
        "each. It is the bound that the claim before it lacks.",
    ),
    Claim(
        f"Each of {SERVERS} servers adds up likes and writes after {BATCH} of them. So a read of "
        f"the rows misses at most {BATCH - 1} likes.",
        "How many can wait on one server? And how many servers are there?",
        because="EB",
        not_because={
            "G": "No answer is kept: each read adds the rows up anew. What is in no row yet?",
            "C": "Let all tweets be liked alike. How many likes wait on all servers together?",
            "D": "No server need remember what another one does. How many wait in all?",
        },
    ),
    Claim(
        f"A tweet's likes are in {ROWS} rows, and each row ignores a write whose key it has seen. "
        "A write that got no answer is sent again with the same key, to a row that is chosen anew "
        "by chance. So no like is counted twice.",
        "The first write was written to row 3, and its answer was lost. The second goes to row 5. "
        "What does row 5 know of the key?",
        because="D",
        not_because={
            "C": "One like is enough to see it. Which rows know its key?",
            "G": "No answer is kept, it was lost. Who can tell that the second write is the first?",
            "E": "Take one server and one like. It can be wrong then too.",
            "F": "A key here names a write, and it stays the same. Who has seen it?",
        },
    ),
)

MISTAKES = f"""
# the largest on top
The heap holds the best so far, and one of them must go when a better one comes: the *worst* of
them. So the worst must be at hand. A count below the largest of {TOP} can still be larger than all
the others.
-1

# every retweet a key
{_EVENTS / 1e6:.0f} million events of {MEAN_RETWEETS} for a tweet are {_KEYS / 1e6:.1f} million
tweets, and {BYTES_A_KEY} bytes for each are {_KEYS * BYTES_A_KEY / 1e9:.1f} GB. One more retweet
of a known tweet adds one to a number. Before you buy memory, ask how many *different* there are.
-3

# the mean processor
{100 * HOT:.0f} % of {RETWEETS_PER_S:,} are {HOT * RETWEETS_PER_S:,.0f} a second, and all go to one
processor: with its share of the others {_BUSIEST:,.0f}, where the mean is {_MEAN}. A hash spreads
keys. It does not spread the events of one key.
-5

# a cut list trusted
It came {MINUTES} × {TOP - 1} = {_HIDDEN:,} times, the others {TOP} times each: it wins the hour by
far, and no list shows it. What is cut off in each minute adds up.
-6

# one server for all
{BATCH - 1} likes can wait on each server, and {SERVERS} servers are {SERVERS * (BATCH - 1):,} likes
that no read sees. What one of many can miss must be multiplied before it is promised.
-8

# any row for the second try
Each row knows the keys that it has seen itself. Of {ROWS} rows chosen by chance, {ROWS - 1} in
{ROWS} times the second try meets a row that has not seen the first. A write that is repeated must
go to the same row.
-9

# a true number of entries accused
Work it out: 1 + ln 10,000 is 10.2, and times {TOP} that is {_ENTER:,.0f}. It holds in *random*
order, and the claim says so. In ascending order all of them enter; that is another claim.
+2: A

# exact lists accused
This claim looks like the one about minutes, and one thing is different: a tweet is on *one*
processor, while it comes in many minutes. So nothing of it is cut off on another processor. Where
keys are not shared, lists may be cut.
+4: B

# the partitioner blamed for its hot key
A hot tweet makes its processor work hard, and that is claim 5. Its count is right all the same.
Claim 4 says that {PROCESSORS * TOP:,} counts are enough: are they?
+4: C

# a true bound accused
It is true that minutes hide tweets. But how much can they hide? In each minute at most the last
count of its list, so {SUM_OF_LASTS:,} in all, and {NUMBER_100:,} is more. Whoever adds up the
bounds may cut.
+7: B

# what waits taken for an old answer
A read adds up the rows as they are now, and no answer is kept from before. What it misses was never
written: it waits on the servers. How many servers are there?
+8: G
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
