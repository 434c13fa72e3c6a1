"""The check of *Review a design*: seven claims about random ids."""

from __future__ import annotations

from math import pi, sqrt

from twitlab.course.kinds.critiquing import Claim, critique

TWEETS_PER_DAY = 400_000_000
"""Source: highscalability.com, 8 July 2013."""

_YEARS_TO_USE_UP = 2**64 / TWEETS_PER_DAY / 365.25
_DRAWS_64 = sqrt(pi / 2 * 2**64)
_DAYS_64 = _DRAWS_64 / TWEETS_PER_DAY

REASONS = {
    "A": "Any two of the ids can be the equal pair, and the number of pairs grows with the "
    "square of the number of ids drawn.",
    "B": "The first repeat comes after about 1.25 · √N draws, where N is the number of possible "
    "ids; so it grows with the square root of N.",
    "C": "The draws are no longer independent of each other.",
    "D": "The value of a random number says nothing about when it was drawn.",
    "E": "64 bits are too few to give every tweet an id of its own.",
    "F": "The more servers draw, the more often two of them draw the same id.",
    "G": "To know whether an id was given out before, all servers must be asked.",
}

CLAIMS = (
    Claim(
        "64 bits make 1.8 × 10^19 different ids. At 400 million tweets a day it takes 126 million "
        "years to use each of them once.",
        f"2^64 / 400 million a day / 365.25 days are {_YEARS_TO_USE_UP / 1e6:.0f} million years: "
        "the sum is right. It answers another question, though. Which one does the next claim "
        "need?",
    ),
    Claim(
        "So in our first ten years a repeated id is next to impossible.",
        f"Work it out: 1.25 · √(2^64) draws are {_DRAWS_64 / 1e9:.1f} billion. How many days of "
        "400 million tweets is that?",
        because="AB",
        not_because={
            "E": "There are more than enough: a counter with 64 bits would never run out. "
            "The trouble is how these ids are picked.",
            "F": "One server that draws all the ids meets its first repeat just as soon.",
        },
    ),
    Claim(
        "If we ever need more room, we add a byte: with 72 bits the first repeat comes 256 times "
        "later.",
        f"With 64 bits the first repeat comes after {_DAYS_64:.1f} days. Put 2^72 into "
        "1.25 · √N in place of 2^64: how many days come out?",
        because="BA",
        not_because={
            "E": "The claim is about 72 bits, and with 72 bits there are 256 times as many ids. "
            "What does the first repeat grow with?"
        },
    ),
    Claim(
        "It makes no difference how many servers draw, as long as they draw independently: a "
        "thousand servers with 400 million draws a day between them meet their first repeat as "
        "soon as one server with 400 million draws a day.",
        "A repeat is two equal draws. Whether one server made both or two servers made one each "
        "changes nothing, if all draws are independent. Only their number counts.",
    ),
    Claim(
        "So that tests can replay a day, every server starts its generator from the same seed. "
        "Each id is still 64 bits long, so the risk stays as it was.",
        "Write down the first three ids that server 1 draws after its start. Which three does "
        "server 2 draw?",
        because="C",
        not_because={
            "A": "Count of pairs and 1.25 · √N hold for draws that know nothing of each other. "
            "Here the trouble comes with the second draw of all.",
            "B": "1.25 · √N holds for draws that know nothing of each other. Here the trouble "
            "comes with the second draw of all.",
            "F": "More servers alone do no harm; see claim 4. What do these servers share?",
        },
    ),
    Claim(
        "A home timeline is sorted by id, the largest first, so the newest tweet is on top.",
        "Of two tweets, one drew the id 7 and the other the id 9. Which of them is newer?",
        because="D",
    ),
    Claim(
        "A unique index on the id, partitioned by id, notices a repeat before it does harm. "
        "The price: each new tweet waits for the one node that holds that part of the index.",
        "Equal ids lie in the same partition. So one node is enough to see a repeat, and the "
        "server can draw again. The price is told as well: this is an honest claim.",
    ),
)

MISTAKES = """
# enough ids taken for no repeats
Two questions are mixed up here: when the ids are *used up*, and when two of them are *equal*. A
room of 23 people is far from using up the 365 birthdays, and yet two of them probably share one.
-2

# 256 times the ids, 256 times the time
It feels as if time must grow with the number of ids. But the pairs grow as well while you draw. Try
it small: after how many draws do 4 bits repeat, and 8 bits?
-3

# a true number taken for a wrong one
In a review, check the sum before the conclusion. A true sentence that supports a wrong conclusion
is the hardest to see; accuse the conclusion.
+1: E

# more servers, more repeats
It is natural to look for the fault between the servers. But shuffle the thousand streams into one:
nobody can tell it from the stream of a single server.
+4: F

# the seed overlooked
The length of an id is not its randomness. Ids of any length are only as different as what they are
made from. The lesson's section *Break* did just this.
-5

# larger taken for later
With a counter, larger is later, and many people carry that habit over. What would have to stand in
the upper bits of an id for it to be true?
-6

# too few bits blamed
That is the first thought of most people, and it leads to longer ids. Claim 1 has just shown that
there are plenty. So what about the *picking* makes them collide?
+2: E

# all servers asked
That would be so if each server kept its own ids to itself. Look at how the index is partitioned: on
how many nodes can an id that equals yours lie?
+7: G

# the seed seen, the reason not
You feel that something is wrong, and the number of servers is not it: claim 4 has a thousand of
them. Compare claims 4 and 5 word by word.
+5: F
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
