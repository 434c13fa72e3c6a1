"""Walk through a segment's posting lists, from the newest tweet on, until a page is full.

Two lists of tweet numbers, and the newest two that are in both:

    quake     3  5  8  9 12 14            the shorter list leads
    tokyo  1  3  4  5  7  8 10 13 15

The walk takes a window at the newest end, here that in which quake has its last two: 12 to 15.
Tokyo's postings of that window are 13 and 15, and nothing is in both. The next window is wider: it
has 3, 5, 8 and 9 of quake, and 8 and 5 are in both. The page is full, and what is older is not
read, however long the lists are.

How wide the first window is, is a guess that costs little if it is wrong: if tokyo is in a tenth of
all tweets, then for 20 tweets with both some 200 postings of quake must be read.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final, NamedTuple, Protocol

import numpy as np

from twitlab.search.query import Either, Every, From, Phrase, Query, Term, parse
from twitlab.search.segment import Segment, Tweets
from twitlab.search.terms import hash_term, hash_user
from twitlab.search.windows import EitherNode, EveryNode, Node, PhraseNode, PostingList

_LEAST_WINDOW: Final = 256  # postings: fewer take as long
_SPARE: Final = 1.5  # times as many postings as the guess says are in the first window
_WIDER: Final = 4
_NOTHING: Final = np.empty(0, np.uint32)


class Plan(Protocol):
    """Be a part of a query, its words turned into the terms of an index."""

    def on(self, segment: Segment) -> Node | None:
        """Look the terms up; None if what is asked for cannot be in this segment."""


@lru_cache(maxsize=4096)
def plan_of(text: str, seed: int) -> tuple[Plan, bool]:
    """Read a query, and say whether it needs the places of words; what is asked often is kept.

    Raises:
        BadValue: text has a lone surrogate, or cannot be read.

    Complexity: O(len(text)), O(1) for one of the last 4,096.
    """
    query = parse(text)
    return plan(query, seed), _needs_places(query)


def _needs_places(query: Query) -> bool:
    if isinstance(query, Every):
        return any(map(_needs_places, query.parts + query.without))
    if isinstance(query, Either):
        return any(map(_needs_places, query.parts))
    return isinstance(query, Phrase)


def plan(query: Query, seed: int) -> Plan:
    """Turn a query's words into terms.

    Args:
        query: what is asked for.
        seed: of the hash of terms.

    Complexity: O(words).
    """
    match query:
        case Term(text):
            return _TermPlan(hash_term(text, seed))
        case From(user_id):
            return _TermPlan(hash_user(user_id, seed))
        case Phrase(words):
            return _PhrasePlan(tuple(_TermPlan(hash_term(word, seed)) for word in words))
        case Every(parts, without, since_id, until_id):
            plans = [tuple(plan(each, seed) for each in some) for some in (parts, without)]
            return _EveryPlan(plans[0], plans[1], since_id, until_id)
        case Either(parts):
            return _EitherPlan(tuple(plan(each, seed) for each in parts))


@dataclass(frozen=True, slots=True)
class _TermPlan:
    term: int

    def on(self, segment: Segment) -> PostingList | None:
        start, end = segment.range_of(self.term)
        return PostingList(segment, start, end) if end else None


@dataclass(frozen=True, slots=True)
class _PhrasePlan:
    words: tuple[_TermPlan, ...]

    def on(self, segment: Segment) -> Node | None:
        lists = [node for word in self.words if (node := word.on(segment)) is not None]
        return PhraseNode(lists) if len(lists) == len(self.words) else None


@dataclass(frozen=True, slots=True)
class _EveryPlan:
    parts: tuple[Plan, ...]
    without: tuple[Plan, ...]
    since_id: int
    until_id: int

    def on(self, segment: Segment) -> Node | None:
        nodes = []
        for part in self.parts:
            if (node := part.on(segment)) is None:
                return None
            nodes.append(node)
        without = [node for part in self.without if (node := part.on(segment)) is not None]
        since, until = segment.place(self.since_id), segment.place(self.until_id)
        return EveryNode(nodes, without, since, until)


@dataclass(frozen=True, slots=True)
class _EitherPlan:
    parts: tuple[Plan, ...]

    def on(self, segment: Segment) -> Node | None:
        nodes = [node for part in self.parts if (node := part.on(segment)) is not None]
        return EitherNode(nodes) if len(nodes) > 1 else nodes[0] if nodes else None


class Found(NamedTuple):
    """Hold what a walk found.

    Args:
        tweets: numbers of tweets, descending, shape (found,).
        postings_read: how many were passed.
        stopped_early: whether there was more to read.
    """

    tweets: Tweets
    postings_read: int
    stopped_early: bool


def walk(segment: Segment, asked: Plan, n: int, low: int, high: int) -> Found | None:
    """Find the newest n tweets of a segment that a query asks for.

    Args:
        segment: where to look.
        asked: what to look for.
        n: how many at most.
        low: the least number of a tweet that may be found.
        high: the least number above all that may be found.

    Returns:
        What was found; None if no posting was read, as a term is missing or no tweet is between.

    Complexity: O(postings passed), about n times the sum of the lists' lengths by the number of
    tweets in all of them.
    """
    node = asked.on(segment) if low < high else None
    if node is None:
        return None
    width = max(_LEAST_WINDOW, n)
    if node.size > width:
        width = max(width, ceil(_SPARE * node.leading(n)))
    found: list[Tweets] = []
    count, end = 0, high
    while end > low and count < n:
        begin = low if node.size <= width else max(low, node.reach(end, width))
        tweets = node.within(begin, end)
        if len(tweets):
            if segment.is_deleted is not None:
                tweets = tweets[~segment.is_deleted.take(tweets)]
            found.append(tweets[::-1])
            count += len(tweets)
        end, width = begin, _WIDER * width
    if count < n:
        tweets = np.concatenate(found) if found else _NOTHING
        return Found(tweets, node.count(low, high), stopped_early=False)
    tweets = (found[0] if len(found) == 1 else np.concatenate(found))[:n]
    stop = int(tweets[-1])
    return Found(tweets, node.count(stop, high), node.count(low, stop) > 0)
