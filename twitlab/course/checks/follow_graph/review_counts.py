"""The check of *Count the followers*: eight claims of a design that counts by +1 and -1."""

from __future__ import annotations

from twitlab.course.kinds.critiquing import Claim, critique

WRITES_PER_S = 20_000
"""At FlockDB's peak. Source: twitter-archive/flockdb, README, April 2010."""
EDGES = 13_000_000_000
"""In FlockDB. Source: the same."""
LARGEST = 31_000_000
"""Followers of the largest account. Source: Krikorian, QCon SF 2012, slides."""
REPEATED = 1_000
"""Assumed: one message in a thousand is delivered twice."""
CACHE_S = 60
"""Assumed: how long a count is kept in a cache."""

_TWICE_PER_S = WRITES_PER_S // REPEATED
_TWICE_A_DAY = _TWICE_PER_S * 86_400

REASONS = {
    "A": "A message that arrives twice is counted twice.",
    "B": "Writes that arrive in another order end in another state.",
    "C": "Two servers are written one after the other, and a crash can come in between.",
    "D": "What is read may be older than what the reader has just written.",
    "E": "One key is much hotter than the mean says.",
    "F": "The number does not fit in memory.",
    "G": "Clocks of two servers differ.",
}

CLAIMS = (
    Claim(
        f"At {WRITES_PER_S:,} follows and unfollows a second, a queue that delivers one message in "
        f"{REPEATED:,} twice repeats {_TWICE_PER_S} writes a second.",
        f"{WRITES_PER_S:,} / {REPEATED:,} is {_TWICE_PER_S}. The claim only says how often it "
        "happens. Ask what the next one makes of it.",
    ),
    Claim(
        "Each message adds 1 to the count of the followee, or takes 1 away. The queue never loses "
        "a message, so the counts are right in the end.",
        "Never lost is half of it. What does your count say after one follow that came twice?",
        because="A",
        not_because={
            "B": "Put +1, -1, +1 in any order: the sum is the same. Order does no harm to a sum. "
            "What does?",
            "C": "There is only one count here, on one server. Think of the queue: what does it "
            "promise, and what does it not?",
            "D": "A moment later every reader sees the same count. But is it the right one? Think "
            "of the queue.",
        },
    ),
    Claim(
        "The edge itself is safe: a row carries the time of its newest write, an older write "
        "changes nothing, and of two writes with one time the unfollow counts. It may be "
        "delivered twice, and in any order.",
        "Try it: follow at 5, unfollow at 7, in both orders, and each of them twice. The row "
        "says the same in the end, each time. This is what the rest of the design lacks.",
    ),
    Claim(
        "To save the times, an unfollow deletes the row. A follow that finds no row makes a new "
        "one.",
        "Deliver the unfollow of 12:07 first, and then the follow of 12:05. Who follows now?",
        because="B",
        not_because={
            "A": "Deliver the unfollow twice: the second one finds no row and deletes nothing. "
            "Repeats of one message right behind each other do no harm. What does?",
            "G": "Let one clock stamp both messages. The trouble is still there. What happens on "
            "the road?",
            "C": "Think of one row on one server that never crashes. It can still be wrong.",
        },
    ),
    Claim(
        "For each edge there is a row in the forward table, by follower, and one in the backward "
        "table, by followee. So both questions are answered by one server each, without asking "
        "all of them.",
        "A table partitioned by follower has all rows of one follower on one server; the other "
        "table has all rows of one followee on one. Each edge is stored twice for just that.",
    ),
    Claim(
        "The program calls the message done, writes the forward row, and then the backward row. So "
        "no message is done twice, and the two tables agree in the end.",
        "Let the server die after the first row. Who delivers the message again?",
        because="C",
        not_because={
            "A": "The message is called done at once, so it comes only once. Look at what a crash "
            "does.",
            "B": "Let only one message be on its way. There is still a moment in which it goes "
            "wrong. Which?",
            "D": "For a moment the tables differ, and a reader may notice. But the claim says *in "
            "the end*. What makes them differ for ever?",
        },
    ),
    Claim(
        f"The count on a profile is kept in a cache for {CACHE_S} seconds. Who taps *follow* and "
        "loads the page sees the new count.",
        f"Somebody loaded this profile {CACHE_S // 2} seconds ago. What does the cache hold when "
        "you load it again?",
        because="D",
        not_because={
            "A": "Let the message come just once. What is on the page, right after the tap?",
            "C": "Let no server crash. What is on the page, right after the tap?",
            "E": "The cache is good against just that. Think of a quiet profile with one reader, "
            "who taps.",
        },
    ),
    Claim(
        f"{WRITES_PER_S:,} writes a second, spread over 100 servers by followee, are "
        f"{WRITES_PER_S // 100} for each. So no server ever has much more than that.",
        "A star joins, and in the first ten minutes a million people tap *follow*. On how many of "
        "the 100 servers is the count of that star?",
        because="E",
        not_because={
            "A": "Repeats make it 0.1 % more. Look for something that makes one server's share "
            "many times larger.",
            "F": "A count has a few bytes. It is not the room that is short. What is?",
        },
    ),
)

MISTAKES = f"""
# never lost taken for once
A queue that loses nothing must send again when it is in doubt: *at least once*. {_TWICE_PER_S}
repeats a second are {_TWICE_A_DAY / 1e6:.1f} million wrong steps in a day at that rate. Nothing
makes them cancel out, and no later message mends them. What kind of write may safely come twice?
-2

# the deleted row believed
Nothing is left to say that the edge was removed, and when. A message that was held up on its way
then brings back a follow that the user took back, or somebody whom they blocked. What must an
unfollow leave behind?
-4

# done too early
Whoever calls a message done first gets no second chance. Each crash in between leaves an edge in
one table only: you follow, and are no follower. Nobody looks for it, because each table by itself
looks healthy. When may a message be called done?
-6

# the cache forgotten
For up to {CACHE_S} seconds the page shows the count from before the tap. The user thinks that the
tap failed, and taps again: now they have unfollowed. Who must see a new count at once, and for whom
is a minute early enough?
-7

# the mean server
The mean of 100 servers says nothing about one key. A million follows in ten minutes are
{1_000_000 / 600:,.0f} a second for *one* count, on one server, on top of its mean of
{WRITES_PER_S // 100}. The largest account had {LARGEST / 1e6:.0f} million followers (Krikorian
2012). Ask for the hottest key, and not for the mean.
-8

# order blamed for the count
Steps of +1 and -1 may change places, and the sum is the same: addition is commutative. What
addition is *not* is idempotent. Keep the two apart: what happens in another order, and what happens
when it comes twice?
+2: B

# repeats blamed for the deleted row
An unfollow that comes twice deletes once. The trouble needs no repeat: two messages, each once, are
enough. In which order must they come?
+4: A

# clocks blamed for the deleted row
Two clocks that differ are a real trouble for time stamps. But here a deleted row has no time stamp
left, right or wrong, that a late message could be compared with. Set all clocks right, and ask
again.
+4: G

# a safe row accused of its order
Claim 3 is the one part that may come late, twice and in any order. Take three writes and try all
six orders before you accuse it. What does this row do that the count does not?
+3: B

# a safe row accused of its clocks
Clocks do differ, and then the *wrong one* of two writes may win. But every server picks the same
winner, and that is what claim 3 says: order and repeats do no harm. Accuse a claim of what it says.
+3: G

# two tables accused
Two rows for an edge cost twice the room, and they can differ for a moment. Claim 5 says only what
they are good for. With one table, one of the two questions would have to look through all
{EDGES / 1e9:.0f} billion edges (FlockDB, 2010). Which claim says *how* the two are written?
+5: C

# a true sum accused
{_TWICE_PER_S} repeats a second: that is a true sum, and no conclusion is drawn from it yet. In a
review accuse the claim that uses a number wrongly, not the number.
+1: A

# the moment blamed for the tables
For a moment the tables differ, and somebody may see it: true, and it passes. The claim speaks of
the end. What can happen in that moment so that it never passes?
+6: D
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
