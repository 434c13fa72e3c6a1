"""The check of *Where does fame begin?*: seven thresholds for a hybrid, four requirements."""

from __future__ import annotations

from dataclasses import dataclass

from twitlab.course.kinds.choosing import Option, choose

READERS = 150_000_000
"""Active users. Source: Krikorian, QCon SF 2012, slides."""
READS_PER_S = 300_000
"""Source: the same."""
ENTRIES, ENTRY_BYTES = 800, 20
"""Sources: twitter-archive/haplocheirus, default bounds; Krikorian, QCon SF 2012, slides."""
AIM_S = 5
"""Source: highscalability.com, 8 July 2013."""
ONE_TWEET_PER_S = 31_000_000 / 300
"""Entries a second for one tweet: 5 minutes to 31 million. Source: the same."""

ACCOUNTS = (
    (20, 146_000_000, 2.5),
    (300, 4_000_000, 8),
    (10_000, 60_000, 10),
    (300_000, 1_000, 10),
    (3_000_000, 40, 20),
    (30_000_000, 5, 10),
)
"""Followers of each, accounts, tweets a day of each. Made up, so that the sums are the published
ones: 400 million tweets and 30 billion deliveries a day."""
PEAK, COPIES, CAN_M, MEMORY_TB = 3, 3, 8, 15
FAN_FOLLOWS, SLOW, MOST_SLOW = 1_000, 0.001, 0.05
"""What the exercise gives besides."""
THRESHOLDS: dict[str, float] = {
    "0": 0,
    "100": 100,
    "1k": 1_000,
    "100k": 100_000,
    "1M": 1_000_000,
    "10M": 10_000_000,
    "never": float("inf"),
}


@dataclass(frozen=True, slots=True)
class Load:
    """What a threshold costs.

    Attributes:
        pushed_per_s: Deliveries a second, at the mean and for one copy.
        lists: Lists that a mean page asks.
        fan_lists: Lists that the page of the greatest fan asks.
        last_s: Seconds until the last follower can see a tweet that is pushed.
    """

    pushed_per_s: float
    lists: float
    fan_lists: int
    last_s: float

    @property
    def reads_m(self) -> float:
        """Millions of list reads a second at the peak."""
        return PEAK * READS_PER_S * self.lists / 1e6

    @property
    def writes_m(self) -> float:
        """Millions of list writes a second at the peak."""
        return PEAK * COPIES * self.pushed_per_s / 1e6

    @property
    def slow(self) -> float:
        """The part of the fan's pages that wait for at least one slow list."""
        return 1 - (1 - SLOW) ** self.fan_lists


def load(threshold: float) -> Load:
    """Work out what it costs to push the accounts below a threshold and to pull the others."""
    pushed = [each for each in ACCOUNTS if each[0] < threshold]
    pulled = [each for each in ACCOUNTS if each[0] >= threshold]
    own = int(bool(pushed))
    return Load(
        pushed_per_s=sum(fans * many * tweets for fans, many, tweets in pushed) / 86_400,
        lists=own + sum(fans * many for fans, many, _ in pulled) / READERS,
        fan_lists=own + min(FAN_FOLLOWS, sum(many for _, many, _ in pulled)),
        last_s=max((fans for fans, _, _ in pushed), default=0) / ONE_TWEET_PER_S,
    )


LOADS = {name: load(threshold) for name, threshold in THRESHOLDS.items()}

REQUIREMENTS = {
    "operations": "at a peak of three times the mean, reads and writes of lists are together no "
    "more than 8 million a second",
    "in time": "every follower who looks can see a tweet within 5 seconds",
    "slow pages": "of the greatest fan's pages, at most 5 % wait for a slow list",
    "memory": "all lists fit into 15 TB",
}

_LISTS_TB = READERS * ENTRIES * ENTRY_BYTES / 1e12


def _said(name: str) -> dict[str, tuple[bool, str]]:
    cost = LOADS[name]
    total = cost.reads_m + cost.writes_m
    late = (
        f"The largest account that is pushed has {cost.last_s * ONE_TWEET_PER_S:,.0f} followers. "
        f"At {ONE_TWEET_PER_S:,.0f} entries a second its last follower is served after "
        f"{f'{cost.last_s:.1f} s' if cost.last_s >= 0.1 else 'less than 0.1 s'}."
        if cost.last_s
        else "Nothing is pushed, so nobody waits for a delivery: the next read finds the tweet."
    )
    lists = 2 if name != "0" else 1
    return {
        "operations": (
            total <= CAN_M,
            (
                f"At the peak {cost.reads_m:.1f} million reads of lists ({cost.lists:.1f} for a "
                f"mean page) and {cost.writes_m:.1f} million writes make {total:.1f} million a "
                "second."
            ),
        ),
        "in time": (cost.last_s <= AIM_S, late),
        "slow pages": (
            cost.slow <= MOST_SLOW,
            (
                f"The fan's page asks {cost.fan_lists:,} "
                f"{'list' if cost.fan_lists == 1 else 'lists'}. At least one of them is slow for "
                f"{100 * cost.slow:.1f} % of the pages."
            ),
        ),
        "memory": (
            lists * COPIES * _LISTS_TB <= MEMORY_TB,
            f"{lists * READERS / 1e6:.0f} million lists of at most {ENTRIES} entries, three "
            f"times, are {lists * COPIES * _LISTS_TB:.1f} TB. "
            + (
                "Where exactly the threshold lies has no part in it: a home timeline is full "
                "sooner or later."
                if lists == 2
                else "There are no home timelines, only user timelines."
            ),
        ),
    }


OPTIONS = tuple(Option.of(name, _said(name)) for name in THRESHOLDS)


MISTAKES = f"""
# the cheapest chosen
You add up the operations, and pushing everything is the cheapest of all. True! So it is not the
work for which a hybrid is made. Take one single tweet of one of the five largest accounts: when
does its last follower see it?
+1M: operations
+never: choose

# only the very largest pulled
The five largest are what everybody talks about, and you stopped there. Go one class down: how long
does a tweet take to 3 million followers? A limit in seconds is a limit in followers. Which one?
+1M: operations
+10M: choose

# the mean reader served
With 100k a mean page asks {LOADS["100k"].lists:.1f} lists, and that looks harmless. But somebody
follows all of the famous. How many accounts are above this threshold, and how likely is it that not
one of so many answers is slow?
+100k: choose
+1M: slow pages

# nothing pushed
Without pushing there are no deliveries to pay for. But each tweet is written once and read many
times: {READS_PER_S:,} pages a second each ask for every followee. Count the lists of a mean page,
then the peak.
+0: choose
+1M: memory

# 1,000 followers taken for fame
1,000 sounds like many followers. But 60,000 accounts with 10,000 each make four followees of every
reader, and each of them is one list more for *every* page. What do reads and writes come to at the
peak?
+1k: choose
+1M: slow pages

# pushing accused of too many operations
30 million writes for one tweet look like too much work. But such tweets are rare: the five largest
accounts make 50 a day. Add up a whole second and not one tweet. What is bad about one tweet of
theirs is another thing.
+never: operations

# 100k accused of too many operations
Add the reads and the writes at the peak: it is close, but is it too much? A design must be ruled
out by a number that it breaks. Look at another reader than the mean.
+100k: operations

# reading accused of being late
Fan-out on read is slow to *build a page*. But a tweet is there for everybody at once, in its
author's one list. Who would wait 5 seconds for it?
+0: in time

# memory blamed for pushing
You expect that more pushing means more entries to keep. But a home timeline is cut at {ENTRIES}
entries, whether 50 or 200 arrive in a day. A cap makes memory a matter of readers, and no longer of
tweets.
+never: memory
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
)
