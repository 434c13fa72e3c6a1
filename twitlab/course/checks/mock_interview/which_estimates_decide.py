"""The check of *Which estimates decide?*: six numbers, six limits, time for three."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twitlab.course.kinds.choosing import Option, Words, choose

POSTS_PER_S, PAGES_PER_S, FOLLOWERS, FOLLOWEES = 500, 2_000, 60, 60
ACTIVE, ENTRIES, ENTRY_BYTES = 5_000_000, 200, 16
WORDS, POSTING_BYTES, INDEX_DAYS = 20, 4, 1
LARGEST, DELIVERIES_PER_S = 3_000_000, 200_000
"""Of a service for short posts: all assumed."""
DAY_S, EVENT_BYTES = 86_400, 300
FAR = 10
"""An estimate that is so many times from its limit settles it at a glance."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that could be worked out, and the limit that it is held against.

    Attributes:
        text: What is decided.
        sum_: How it is worked out, in words.
        value: The number.
        limit: Where the decision changes, in the same unit.
        unit: Of both.
    """

    text: str
    sum_: str
    value: float
    limit: float
    unit: str

    @property
    def times(self) -> float:
        """How many times the one is the other, the larger over the smaller."""
        return max(self.value / self.limit, self.limit / self.value)

    @property
    def is_close(self) -> bool:
        """Whether a glance is not enough."""
        return self.times <= FAR


ESTIMATES: Mapping[str, Estimate] = {
    "push": Estimate(
        "entries that are pushed, against lists that would be pulled",
        f"{POSTS_PER_S} posts × {FOLLOWERS} against {PAGES_PER_S:,} pages × {FOLLOWEES}",
        POSTS_PER_S * FOLLOWERS,
        PAGES_PER_S * FOLLOWEES,
        "a second",
    ),
    "memory": Estimate(
        "all timelines, against the memory of one machine",
        f"{ACTIVE:,} people × {ENTRIES} entries × {ENTRY_BYTES} bytes",
        ACTIVE * ENTRIES * ENTRY_BYTES / 1e9,
        64,
        "GB",
    ),
    "index": Estimate(
        f"the index of {INDEX_DAYS} day, against the memory of one machine",
        f"{POSTS_PER_S} posts × {DAY_S:,} s × {WORDS} words × {POSTING_BYTES} bytes",
        POSTS_PER_S * DAY_S * INDEX_DAYS * WORDS * POSTING_BYTES / 1e9,
        64,
        "GB",
    ),
    "stars": Estimate(
        "how long the last follower of the largest account waits, against what is allowed",
        f"{LARGEST:,} followers / {DELIVERIES_PER_S:,} a second",
        LARGEST / DELIVERIES_PER_S,
        5,
        "s",
    ),
    "network": Estimate(
        "bytes of posts that come in, against the network card of one machine",
        f"{POSTS_PER_S} posts × {EVENT_BYTES} bytes",
        POSTS_PER_S * EVENT_BYTES / 1e6,
        1_250,
        "MB a second",
    ),
    "log": Estimate(
        "a year of posts in the log, against the disk of one machine",
        f"{POSTS_PER_S} posts × 365 × {DAY_S:,} s × {EVENT_BYTES} bytes",
        POSTS_PER_S * 365 * DAY_S * EVENT_BYTES / 1e12,
        100,
        "TB",
    ),
}

TRIOS = {
    "storage": ("memory", "index", "log"),
    "mixed": ("push", "index", "stars"),
    "reading": ("push", "memory", "network"),
    "wide": ("push", "memory", "stars"),
    "writing": ("stars", "network", "log"),
    "sizes": ("memory", "stars", "index"),
}


def _say(number: float) -> str:
    return f"{number:,.3g}" if number < 100 else f"{number:,.0f}"


def _option(name: str, trio: tuple[str, ...]) -> Option:
    said = {}
    for each, found in ESTIMATES.items():
        told = (
            f"{found.sum_}: {_say(found.value)} against {_say(found.limit)} {found.unit}, which is "
            f"{_say(found.times)} times apart."
        )
        done = " It is worked out here." if each in trio else " It is not worked out here."
        glance = "" if found.is_close else " A glance is enough."
        said[each] = (each in trio or not found.is_close, f"{told}{glance}{done}")
    return Option.of(name, said)


REQUIREMENTS = {name: f"settled: {found.text}" for name, found in ESTIMATES.items()}
OPTIONS = tuple(_option(name, trio) for name, trio in TRIOS.items())

MISTAKES = """
# three sizes, and no rate
How much memory, how much disk: these are numbers that one knows how to work out. But two of the
three are far from their limits. And what is written and read in a second, and who waits how long,
stays open.
+storage: choose
+wide: stars

# one number by habit
The index is large in other designs. Work it out for this one, roughly: is it anywhere near the
memory of a machine? What would your third estimate better be?
+mixed: choose
+wide: stars

# the mean reader only
Load and memory are settled, and the network never was a question. How long does the last follower
of the largest account wait?
+reading: choose
+wide: stars

# all that is written
Posts come in at 500 a second, which is little for a network. Hold each of these three numbers
against its limit: how many of them could still fall on either side?
+writing: choose
+wide: stars

# sizes and one wait
These fit, or they do not: well asked. But whether the work is done when somebody posts or when
somebody looks is open, and it decides more than any of them. And is the index close to its limit?
+sizes: choose
+wide: push

# the index called open
Nobody works it out here, and nobody needs to: a glance settles it. By how many times is the index
of a day smaller than the memory of a machine?
+reading: index

# the network called open
Nobody works it out here, and nobody needs to: 500 small posts a second are no load for a network
card. Which number is within ten times of its limit?
+storage: network

# the log called open
Nobody works it out here, and nobody needs to: one look at a year of posts and at the disk settles
it. What in this trio is missing that is close to its limit?
+mixed: log

# the largest account called open
It is worked out here, so it is settled, whichever way. What is close to its limit and not worked
out?
+writing: stars

# push called open
Both sides of push and pull are worked out here. What is close to its limit and not worked out?
+reading: push
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
    words=Words("trio", "decision", "settles", "leaves open"),
)
