"""The check of *Choose the ids*: five schemes, five requirements, one of each to defend."""

from __future__ import annotations

from math import pi, sqrt

from twitlab.course.kinds.choosing import Option, choose

TWEETS_PER_DAY = 400_000_000
"""Source: highscalability.com, 8 July 2013."""
PEAK_PER_S = 143_199
"""Source: Krikorian, August 2013, quoted by datacenterknowledge.com, 19 August 2013."""
ROUND_TRIP_S = 0.0005
"""Within a data centre. Source: donnemartin/system-design-primer, latency numbers."""
ENTRY_BYTES = 20
"""Tweet id 8, user id 8, bits 4. Source: Krikorian, QCon SF 2012, slides."""

_YEARS = 10
_TWEETS = TWEETS_PER_DAY * 365.25 * _YEARS
_DAYS_64 = sqrt(pi / 2 * 2**64) / TWEETS_PER_DAY
_REPEATS_64 = _TWEETS * _TWEETS / 2 / 2**64
_REPEATS_122 = _TWEETS * _TWEETS / 2 / 2**122
_MS_PER_DAY = 86_400_000
_PER_MS = TWEETS_PER_DAY / _MS_PER_DAY
_REPEATS_22 = _MS_PER_DAY * _PER_MS * _PER_MS / 2 / 2**22
"""A day's equal pairs among 22 random bits, both of one ms; tweets come at random, evenly."""
_PEAK_REPEATS_22 = 1_000 * (PEAK_PER_S / 1_000) ** 2 / 2 / 2**22
_ONE_BY_ONE_PER_S = 1 / ROUND_TRIP_S
_SNOWFLAKE_PER_S = 4_096 * 1_000
_YEARS_41 = 2**41 / 1_000 / 86_400 / 365.25

REQUIREMENTS = {
    "8 bytes": "an id fits into 8 bytes",
    "unique": "over ten years of 400 million tweets a day, no id is given out twice; a chance "
    "below one in a million counts as never",
    "alone": "a server that has been started gives out ids without asking any other machine",
    "sorted": "ids sort by time: a tweet that is a second newer has the larger id",
    "peak": "143,199 ids, all different, can be given out in one second",
}

OPTIONS = (
    Option(
        "random",
        breaks={
            "unique": f"64 random bits meet their first repeat after about {_DAYS_64:.1f} days. "
            f"In ten years {_REPEATS_64:,.0f} pairs of tweets share an id.",
            "sorted": "The value of a random number says nothing about when it was drawn.",
        },
        keeps={
            "8 bytes": "64 bits are 8 bytes.",
            "alone": "Drawing a number needs nobody else. That is what makes it attractive.",
            "peak": "Each server draws for itself, so more servers draw more.",
        },
    ),
    Option(
        "uuid4",
        breaks={
            "8 bytes": "A UUID has 128 bits, 16 bytes. A timeline entry of "
            f"{ENTRY_BYTES} bytes grows to {ENTRY_BYTES + 8}.",
            "sorted": "Its 122 free bits are random; none of them holds the time.",
        },
        keeps={
            "unique": f"Work it out for 122 bits: among the {_TWEETS / 1e12:.2f} trillion tweets "
            f"of ten years, {_REPEATS_122 * 1e13:.0f} × 10^-13 equal pairs are to be expected.",
            "alone": "Each server draws for itself.",
            "peak": "Each server draws for itself, so more servers draw more.",
        },
    ),
    Option(
        "counter",
        breaks={
            "alone": "Every id is a request to that one database. While it cannot be reached, "
            "nobody can tweet.",
            "peak": "Each increment waits for the one before. With one round trip of 0.5 ms each "
            f"that makes {_ONE_BY_ONE_PER_S:,.0f} a second, "
            f"{PEAK_PER_S / _ONE_BY_ONE_PER_S:.0f} times too few.",
        },
        keeps={
            "8 bytes": f"Ten years are {_TWEETS / 1e12:.2f} trillion tweets, and 41 bits count "
            f"to {2**41 / 1e12:.1f} trillion.",
            "unique": "One row counts, and each number is on disk before it is given out: none "
            "comes twice.",
            "sorted": "One row counts, so a later number is a larger one. No scheme sorts better.",
        },
    ),
    Option(
        "time+random",
        breaks={
            "unique": f"A day has {_PER_MS:.2f} tweets in each ms, on average. Among 22 random "
            f"bits that makes about {_REPEATS_22:.0f} repeats a day.",
            "peak": f"At the peak {PEAK_PER_S / 1_000:.0f} tweets share each ms, and 22 random "
            f"bits give {_PEAK_REPEATS_22:.1f} repeats in that second.",
        },
        keeps={
            "8 bytes": "41 + 22 bits are 63.",
            "alone": "A clock and a random number are at hand in every server.",
            "sorted": "The time stands in the upper bits, and they decide. The random bits only "
            "mix up tweets of the same ms.",
        },
    ),
    Option(
        "snowflake",
        breaks={},
        keeps={
            "8 bytes": "41 + 10 + 12 bits are 63.",
            "unique": "Two ids of the same ms differ in the worker, or in the sequence. And "
            f"41 bits of ms last {_YEARS_41:.0f} years.",
            "alone": "A server gets its worker number when it starts. After that it asks nobody.",
            "sorted": "The time stands in the upper bits; clocks that agree within a second are "
            "all it takes.",
            "peak": f"4,096 ids in each ms are {_SNOWFLAKE_PER_S:,} a second, for one worker. "
            f"The peak is {100 * PEAK_PER_S / _SNOWFLAKE_PER_S:.1f} % of that.",
        },
        defensible=True,
    ),
)

MISTAKES = """
# 64 random bits trusted
18 million trillion ids look endless. But a repeat needs only *some* two equal ids, and those come
after about 1.25 · √N draws: of 64 bits, only 32 count.
+random: choose
+snowflake: alone

# a UUID, as everywhere
For a table that nobody sorts, a UUID is a good choice, and no interviewer will mind it. Here an id
stands in every entry of every timeline. Hold it against each requirement, one after another, before
you choose.
+uuid4: choose
+snowflake: alone

# a counter, as in every small service
It is the simplest scheme there is, and right until it has to serve many servers. Ask of each
design: which one machine must be up for this to work?
+counter: choose
+snowflake: unique

# time and random bits trusted
Four million values for each ms look like plenty for five tweets. But a day has 86 million ms, and
each of them is a new chance for an equal pair.
+time+random: choose
+snowflake: alone

# a UUID accused of repeats
Random is not the same as too few bits. 122 bits behave like 61 that are counted up, and ten years
of tweets need 41. Look for what those bits *cost*.
+uuid4: unique

# a counter accused of running out
People remember the 32-bit counters that ran out. 8 bytes count further than anyone can tweet. Ask
of the counter not *how far* it counts but *where* it stands.
+counter: 8 bytes

# the counter accused of repeats
Many servers write to it, so it looks like a race. But that is just what a database prevents: it
lets one increment through at a time. What does that make the others do?
+counter: unique

# random ids accused of asking
You may think: to be sure, a server would have to ask the others. True, but this scheme does not
ask. It hopes. Which requirement pays for the hope?
+random: alone

# random lower bits accused of breaking the order
Compare 5|9 and 6|1, with the time before the bar: the time decides, whatever comes after it. What
about 5|9 and 5|9?
+time+random: sorted

# time and random bits accused of asking
A server has a clock of its own and draws its own random bits. Whom would it have to ask, and for
what? Two servers draw in the same ms and know nothing of each other: what can happen then?
+time+random: alone
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
)
