"""The check of *Which questions first?*: five lists of questions, and what each leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from twitlab.course.kinds.choosing import Option, Words, choose

FACTS: Mapping[str, tuple[int, int]] = {
    "users": (2_000_000, 10_000_000),
    "posts": (10, 1_000),
    "pages": (100, 100_000),
    "largest": (10_000, 10_000_000),
    "fresh": (5, 86_400),
    "lost": (0, 60),
    "letters": (140, 280),
    "countries": (1, 20),
}
"""Each question to the two answers that are possible; all numbers here are assumed."""
FOLLOWERS, DELIVERIES_PER_S, DISK_TB, YEARS = 50, 100_000, 10, 3
"""Followers of a post, followees of a page alike; deliveries of one post; a machine's disk."""
_POSTS_KEPT_S = YEARS * 365 * 86_400
_BYTES = 500
"""Of a post with its indexes, beside its letters."""

Answers = Mapping[str, int]
DECISIONS: Mapping[str, Callable[[Answers], bool]] = {
    "push": lambda a: a["posts"] * FOLLOWERS < a["pages"] * FOLLOWERS,
    "stars": lambda a: a["largest"] / DELIVERIES_PER_S > a["fresh"],
    "sync": lambda a: a["lost"] == 0,
    "disk": lambda a: a["posts"] * _POSTS_KEPT_S * (_BYTES + a["letters"]) <= DISK_TB * 1e12,
}
"""What is open, as a question with yes or no."""

REQUIREMENTS = {
    "push": "it is known whether pushing is less work than pulling",
    "stars": "it is known whether the largest account needs a way of its own",
    "sync": "it is known whether a post must be on disk before it is answered",
    "disk": f"it is known whether {YEARS} years of posts fit onto the disk of one machine",
}

LISTS = {
    "polite": ("users", "posts", "letters", "lost", "countries"),
    "mean": ("users", "posts", "pages", "lost", "letters"),
    "promise": ("posts", "largest", "fresh", "lost", "countries"),
    "reader": ("users", "pages", "largest", "fresh", "lost"),
    "sharp": ("posts", "pages", "largest", "fresh", "lost"),
    "load": ("posts", "pages", "largest", "letters", "users"),
}


def all_answers(names: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """Give each way in which some questions can be answered."""
    for values in product(*(FACTS[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def open_after(asked: tuple[str, ...], decision: str) -> dict[str, int] | None:
    """Give answers after which a decision is open still; None if there are none."""
    rest = tuple(name for name in FACTS if name not in asked)
    for known in all_answers(asked):
        if len({DECISIONS[decision]({**known, **other}) for other in all_answers(rest)}) > 1:
            return known
    return None


_NEEDS = {
    decision: [
        name
        for name in FACTS
        if open_after(tuple(each for each in FACTS if each != name), decision) is not None
    ]
    for decision in DECISIONS
}
"""Decision to the questions without which it stays open."""
_WHY = {
    "push": f"10 posts a second × {FOLLOWERS} are 500 entries, and 1,000 are 50,000; 100 pages "
    f"× {FOLLOWERS} are 5,000 lists, and 100,000 are 5 million. Only both together tell which is "
    "less.",
    "stars": "10 million at 100,000 a second take 100 s: too long for 5 s, and nothing for a day. "
    "10,000 take 0.1 s, which is never too long.",
    "sync": "Nobody but the interviewer can say whether the last minute may be lost.",
    "disk": "10 posts a second are at most 0.8 TB in three years, and 1,000 are at least 60 TB. "
    "How many letters a post has changes neither side of 10 TB.",
}


def _option(name: str, asked: tuple[str, ...]) -> Option:
    said = {}
    for decision, why in _WHY.items():
        lacking = [each for each in _NEEDS[decision] if each not in asked]
        is_settled = open_after(asked, decision) is None
        has = f"It asks for {' and '.join(_NEEDS[decision])}."
        told = f"It does not ask for {' or '.join(lacking)}." if lacking else has
        said[decision] = (is_settled, f"{told} {why}")
    return Option.of(name, said)


OPTIONS = tuple(_option(name, asked) for name, asked in LISTS.items())

MISTAKES = """
# five good questions that change nothing
They sound well prepared. But give each question both of its answers: for `users`, `letters` and
`countries`, which decision comes out differently?
+polite: choose
+sharp: push

# the mean taken for all
Posts and pages are known, so push or pull is settled. But who is the largest account, and how long
may its last follower wait? A mean says nothing about that.
+mean: choose
+sharp: push

# promises without a load
All that is promised is known, and half of the load. With 1,000 posts a second, which is less work:
to push them, or to pull for 100 pages a second? And for 100,000?
+promise: choose
+sharp: push

# readers without writers
It is known how often somebody looks, and not how often somebody posts. Try 100 pages a second:
which way is less work with 10 posts, and with 1,000?
+reader: choose
+sharp: push

# a load without a promise
These numbers say how much there is, and not how soon it must be there or what may be lost. 100
seconds for the last follower: is that too long?
+load: choose
+sharp: push

# the letters taken for what fills a disk
Posts a second are known to this list. How many letters a post has: work out three years with 140
and with 280. Does either side of 10 TB change?
+polite: disk

# the disk without the users
This list does not ask how many people there are, and it need not: posts a second are what fills a
disk. Which of the four does it leave open?
+promise: disk

# the pages taken for the promise
This list asks for the largest account and for how soon. So that is settled. What is it that nobody
told it: how much is written?
+reader: stars

# a list that asks for the loss
This one asks what may be lost. So it is settled whether a post must be on disk. What does it not
ask about the largest account?
+mean: sync

# a list that asks for posts and pages
Both sides of push and pull are known here. What is not known is a promise: how soon, or what may be
lost?
+load: push
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
    words=Words("list", "decision", "settles", "leaves open"),
)
