"""The check of *By document or by term?*: seven ways, four requirements."""

from __future__ import annotations

from dataclasses import dataclass

from twitlab.course.kinds.choosing import Option, choose

TWEETS_PER_S = 3_000
"""At the peak. Source: Kim, Decomposing Twitter, cubrid.org, 2011; figures of September 2010."""
QUERIES_PER_S = 13_000
"""Source: the same."""
POSTINGS = 25
"""A tweet's: 21,000 writes over 850 tweets a second, which is an inference. Source: the same."""
MACHINES, TERMS, DEEP = 40, 2, 0.2
"""Partitions in all, terms a query, and the share of queries that go through all of the index."""
HOT_IN_QUERIES, HOT_IN_TWEETS = 0.5, 1 / 3
"""The share of queries and of tweets with the word of the evening."""
CAN_WRITE, CAN_SEND, UNEVEN, FOUND = 20_000, 250_000, 3, 0.8
"""What the requirements allow."""

WAYS: dict[str, tuple[int, int] | None] = {
    "term": None,
    "document": (1, 40),
    "2 x 20": (2, 20),
    "5 x 8": (5, 8),
    "10 x 4": (10, 4),
    "20 x 2": (20, 2),
    "time": (40, 1),
}
"""Spans of time, and partitions in each."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a way to partition the index costs.

    Attributes:
        postings: That the busiest partition writes in a second.
        messages: To all partitions in a second, writes and queries; at most.
        busiest: Queries a second that the busiest partition is asked.
        mean: Queries a second that the mean partition is asked.
        found: The least part of the newest tweets that a query finds if a partition is lost.
    """

    postings: float
    messages: float
    busiest: float
    mean: float
    found: float


def load(way: tuple[int, int] | None) -> Load:
    """Work out what it costs to partition the index in a way."""
    if way is None:
        hot = TWEETS_PER_S * HOT_IN_TWEETS
        others = (TWEETS_PER_S * POSTINGS - hot) / MACHINES
        return Load(
            postings=hot + others,
            messages=QUERIES_PER_S * TERMS + TWEETS_PER_S * POSTINGS,
            busiest=QUERIES_PER_S * HOT_IN_QUERIES,
            mean=QUERIES_PER_S * TERMS / MACHINES,
            found=0,
        )
    _, each = way
    asked = QUERIES_PER_S * ((1 - DEEP) * each + DEEP * MACHINES)
    return Load(
        postings=TWEETS_PER_S * POSTINGS / each,
        messages=asked + TWEETS_PER_S,
        busiest=QUERIES_PER_S,
        mean=asked / MACHINES,
        found=1 - 1 / each,
    )


LOADS = {name: load(way) for name, way in WAYS.items()}

REQUIREMENTS = {
    "writes": f"the busiest partition writes no more than {CAN_WRITE:,} postings a second",
    "messages": f"no more than {CAN_SEND:,} messages a second go to all partitions together",
    "even": f"the busiest partition is asked by no more than {UNEVEN} times as many queries as "
    "the mean one",
    "lost": f"if one partition is lost, every query still finds at least {FOUND:.0%} of the "
    "newest tweets that it asks for".replace("%", " %"),
}


def _said(name: str) -> dict[str, tuple[bool, str]]:
    cost, way = LOADS[name], WAYS[name]
    written, sent, asked, lost = _of_term(cost) if way is None else _of_spans(cost, way[1])
    return {
        "writes": (cost.postings <= CAN_WRITE, written),
        "messages": (cost.messages <= CAN_SEND, sent),
        "even": (cost.busiest <= UNEVEN * cost.mean, asked),
        "lost": (cost.found >= FOUND, lost),
    }


def _of_term(cost: Load) -> tuple[str, str, str, str]:
    written = (
        f"{TWEETS_PER_S * HOT_IN_TWEETS:,.0f} postings a second of the hot word, and a fortieth of "
        f"all others, are {cost.postings:,.0f}. Writing is not what the hot word makes dear."
    )
    sent = (
        f"{QUERIES_PER_S * TERMS:,} to two partitions for each query, and at most "
        f"{TWEETS_PER_S * POSTINGS:,} to write each tweet to its {POSTINGS}: at most "
        f"{cost.messages:,.0f}."
    )
    asked = (
        f"{QUERIES_PER_S * TERMS:,} questions over {MACHINES} partitions are {cost.mean:,.0f} for "
        f"the mean one, and half of all queries, {cost.busiest:,.0f}, go to the one with the hot "
        "word."
    )
    lost = (
        "The whole list of a word is in one partition. If just that one is lost, a query for the "
        "word finds nothing."
    )
    return written, sent, asked, lost


def _of_spans(cost: Load, each: int) -> tuple[str, str, str, str]:
    mean = (1 - DEEP) * each + DEEP * MACHINES
    they = f"the {each} partitions" if each > 1 else "the one partition"
    written = (
        f"{TWEETS_PER_S * POSTINGS:,} postings a second go to {they} of the newest span: "
        f"{cost.postings:,.0f} for each."
    )
    ask = (
        f"Four queries in five ask {each}, and one in five asks {MACHINES}: {mean:.1f} in the mean."
    )
    if each == MACHINES:
        ask = f"Every query asks all {MACHINES}."
    sent = (
        f"{ask} {QUERIES_PER_S:,} times that, and {TWEETS_PER_S:,} for the tweets, are "
        f"{cost.messages:,.0f}."
    )
    asked = (
        f"In the newest span each partition is asked by all {QUERIES_PER_S:,} queries, and the "
        f"mean one of all by {cost.mean:,.0f}: {cost.busiest / cost.mean:.1f} times."
    )
    lost = (
        f"The newest tweets are on {they} of the newest span. Without one of these "
        f"{100 * cost.found:.1f} % of them are found."
    )
    return written, sent, asked, lost


OPTIONS = tuple(Option.of(name, _said(name)) for name in WAYS)

MISTAKES = f"""
# the fewest messages chosen
You count messages, and by term there are the fewest by far: a query asks 2 of {MACHINES}. True! It
is what makes this way so tempting. But half of all queries ask for one and the same word tonight.
On how many partitions is its list?
+5 x 8: messages
+term: choose

# everybody asked, because it is simplest
By document is simple and even, and it loses least when a machine dies. It pays with messages:
{QUERIES_PER_S:,} queries a second, each to {MACHINES} partitions. How many is that, and for how
many queries are the older tweets needed at all?
+5 x 8: even
+document: choose

# two spans taken for enough
Two spans let four queries in five leave half of the partitions in peace. Work it out: 0.8 × 20 and
0.2 × 40 are asked in the mean. What is that times {QUERIES_PER_S:,}?
+5 x 8: even
+2 x 20: choose

# the newest span too small
Four partitions just take the {TWEETS_PER_S * POSTINGS:,} postings a second. But they are also all
that most queries ask: {QUERIES_PER_S:,} a second for each of the four, beside
{LOADS["10 x 4"].mean:,.0f} for the mean one. And what is left of the newest tweets if one of the
four dies?
+5 x 8: messages
+10 x 4: choose

# two for all that is new
You leave as many partitions in peace as you can. But what is new is what everybody wants and where
everything is written: two partitions would take {TWEETS_PER_S * POSTINGS:,} postings a second
between them. How many are that for each?
+5 x 8: messages
+20 x 2: choose

# time alone
By time, most queries ask one partition of {MACHINES}. It is the *same* one for all of them, and
each posting is written there too. How many postings a second are that, and what is found if this
one dies?
+5 x 8: messages
+time: choose

# the hot word blamed for its writes
The hot word is in each third tweet. That is {TWEETS_PER_S * HOT_IN_TWEETS:,.0f} postings a second:
one for a tweet, not {POSTINGS}. Add the fortieth of all others, and hold it against
{CAN_WRITE:,}. A hot word does hurt its partition, by another of the four. Which?
+term: writes

# by term accused of its messages
A tweet goes to up to {POSTINGS} partitions, which is far more than one. But a query goes to two,
which is far fewer than {MACHINES}. Add up both sides, {TWEETS_PER_S:,} × {POSTINGS} and
{QUERIES_PER_S:,} × 2: is it more than {CAN_SEND:,}? What is bad about this way is not its sum.
+term: messages

# by document accused of the hot word
By document no word has a place of its own: each partition has a fortieth of the tweets with it, and
each is asked by every query. It is as even as can be. What does *every* cost?
+document: even

# by document accused of its writes
By document each tweet is written once, to one of {MACHINES}: {TWEETS_PER_S * POSTINGS:,} postings a
second are {TWEETS_PER_S * POSTINGS / MACHINES:,.0f} for each. Nobody writes more evenly. What does
a query cost?
+document: writes

# by document accused of a lost machine
If one of {MACHINES} is lost, each query misses a fortieth: 97.5 % are found. That is the best of
all seven. What does a query cost?
+document: lost

# two spans accused of a hot spot
Of 2 x 20, the newest 20 partitions are asked by all queries, and the others by one in five. The
mean is in between: {LOADS["2 x 20"].mean:,.0f}. How many times that is {QUERIES_PER_S:,}?
+2 x 20: even

# four partitions accused of their writes
{TWEETS_PER_S * POSTINGS:,} postings over four partitions are
{TWEETS_PER_S * POSTINGS / 4:,.0f}, and {CAN_WRITE:,} are allowed. It is close, and it holds. Look
at the queries, or at a machine that dies.
+10 x 4: writes

# few partitions accused of their messages
The fewer partitions a span has, the fewer a query asks: {LOADS["20 x 2"].messages:,.0f} messages a
second for 20 x 2 are half of what is allowed. What gets worse when a span has only two?
+20 x 2: messages

# by time accused of its messages
By time a query asks one partition, and one in five asks all: {0.8 + 0.2 * MACHINES:.1f} in the
mean, the least but for the way by term. Few messages, and all to the same machine. What follows
from that?
+time: messages
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
)
