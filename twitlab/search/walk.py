"""Walk through a segment's posting lists, from the newest tweet on, until a page is full.

Two lists of tweet numbers, and the newest two that are in both:

    quake     3  5  8  9 12 14            the shorter list leads
    tokyo  1  3  4  5  7  8 10 13 15

The walk takes a window at the newest end, here that in which quake has its last two: 12 to 15.
Tokyo's postings of that window are 13 and 15, and nothing is in both. The next window, twice as
wide, has 8 and 9 of quake and 8 and 10 of tokyo: 8 is found. The next has 3 and 5: 5 is the second,
and nothing older is read. So much of a list is read as the page needs, however long the list is.

A query is a tree. Each of its nodes can say which of its tweets stand in a window (`within`), and
how wide a window must be to read about so many postings (`reach`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import first_of_runs
from twitlab.search.query import Either, Every, From, Phrase, Query, Term
from twitlab.search.segment import PLACE_BITS, Postings, Segment, Tweets, tweets_of
from twitlab.search.terms import hash_term, hash_user

_FIRST_WINDOW: Final = 64  # postings of the leading list
_WIDER: Final = 4
_LOPSIDED: Final = 16  # times as long: then a look-up costs less than a walk
_PLACE: Final = np.uint32((1 << PLACE_BITS) - 1)
_NOTHING: Final = np.empty(0, np.uint32)


class Node(Protocol):
    """Answer for a part of a query, in one segment. Tweets are numbers from low to below high."""

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending."""

    def reach(self, high: int, count: int) -> int:
        """Say where a window to high must begin for this to read about count postings there."""

    def count(self, low: int, high: int) -> int:
        """Say how many postings are read in a window."""


class PostingList:
    """Hold the postings of one term."""

    def __init__(self, postings: Postings) -> None:
        self._postings, self._view = postings, postings.data

    def __len__(self) -> int:
        return len(self._postings)

    def part(self, low: int, high: int) -> Postings:
        """Give the postings of a window, with places."""
        return self._postings[self._place(low) : self._place(high)]

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending."""
        tweets = tweets_of(self.part(low, high))
        return tweets[first_of_runs(tweets)]

    def reach(self, high: int, count: int) -> int:
        """Say where a window of so many postings begins."""
        at = self._place(high) - count
        return self._view[at] >> PLACE_BITS if at > 0 else 0

    def count(self, low: int, high: int) -> int:
        """Count the postings of a window."""
        return self._place(high) - self._place(low)

    def has(self, tweets: Tweets) -> NDArray[np.bool_]:
        """Say which tweets are in the list, by bisection."""
        places = np.searchsorted(self._postings, np.left_shift(tweets, PLACE_BITS))
        found: NDArray[np.bool_] = tweets_of(self._postings.take(places, mode="clip")) == tweets
        return found

    def _place(self, tweet: int) -> int:
        return bisect_left(self._view, tweet << PLACE_BITS)


class _Every:
    """Intersect, then take away: the part with the fewest postings leads."""

    def __init__(self, parts: Sequence[Node], without: Sequence[Node], since: int, until: int):
        self._parts, self._without, self._since, self._until = parts, without, since, until

    def within(self, low: int, high: int) -> Tweets:
        low, high = max(low, self._since), min(high, self._until)
        if low >= high:
            return _NOTHING
        leader, *others = sorted(self._parts, key=lambda part: part.count(low, high))
        found = leader.within(low, high)
        for other in others:
            if not len(found):
                return found
            found = found[self._are_in(other, found, low, high)]
        for other in self._without:
            if not len(found):
                return found
            found = found[~self._are_in(other, found, low, high)]
        return found

    def reach(self, high: int, count: int) -> int:
        """Reach as far as the part that reaches farthest, which is the rarest."""
        return min(part.reach(high, count) for part in self._parts)

    def count(self, low: int, high: int) -> int:
        low, high = max(low, self._since), min(high, self._until)
        if low >= high:
            return 0
        counts = [part.count(low, high) for part in self._parts]
        least = min(counts)
        if not least:
            return 0
        counts += [part.count(low, high) for part in self._without]
        return sum(count if count <= _LOPSIDED * least else least for count in counts)

    def _are_in(self, other: Node, found: Tweets, low: int, high: int) -> NDArray[np.bool_]:
        if isinstance(other, PostingList):
            if other.count(low, high) > _LOPSIDED * len(found):
                return other.has(found)
            tweets = tweets_of(other.part(low, high))
        else:
            tweets = other.within(low, high)
        is_there = np.zeros(high - low, bool)
        is_there[tweets - np.uint32(low)] = True
        return is_there.take(found - np.uint32(low))


class _Either:
    """Unite; the most frequent part says how far to read."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self._parts = parts

    def within(self, low: int, high: int) -> Tweets:
        tweets = np.concatenate([part.within(low, high) for part in self._parts])
        tweets.sort(kind="stable")
        return tweets[first_of_runs(tweets)]

    def reach(self, high: int, count: int) -> int:
        return max(part.reach(high, count) for part in self._parts)

    def count(self, low: int, high: int) -> int:
        return sum(part.count(low, high) for part in self._parts)


class _Phrase:
    """Intersect by place: word number k stands k places behind the first."""

    def __init__(self, lists: Sequence[PostingList]) -> None:
        self._lists = lists

    def within(self, low: int, high: int) -> Tweets:
        # The list that has the fewest postings leads. 0.7 stands for word 7 of tweet 0, so that
        # k places before 0.7 is 0.7 - k; a place below 0 would be in another tweet.
        by_count = sorted(enumerate(self._lists), key=lambda each: each[1].count(low, high))
        starts: Postings | None = None
        for offset, each in by_count:
            part = each.part(low, high)
            here: Postings = part[part & _PLACE >= offset] - np.uint32(offset)
            starts = here if starts is None else starts[_are_in(starts, here)]
            if not len(starts):
                return _NOTHING
        assert starts is not None
        tweets = tweets_of(starts)
        return tweets[first_of_runs(tweets)]

    def reach(self, high: int, count: int) -> int:
        return min(each.reach(high, count) for each in self._lists)

    def count(self, low: int, high: int) -> int:
        counts = [each.count(low, high) for each in self._lists]
        return sum(counts) if min(counts) else 0


def _are_in(some: Postings, others: Postings) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(some), bool)
    found: NDArray[np.bool_] = others.take(np.searchsorted(others, some), mode="clip") == some
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Hold what a walk found.

    Args:
        tweets: numbers of tweets, descending, shape (found,).
        postings_read: how many were passed.
        stopped_early: whether there was more to read.
    """

    tweets: Tweets
    postings_read: int
    stopped_early: bool


def walk(segment: Segment, query: Query, seed: int, n: int, low: int, high: int) -> Found:
    """Find the newest n tweets of a segment that a query asks for.

    Args:
        segment: where to look.
        query: what to look for.
        seed: of the hash of terms.
        n: how many at most.
        low: the least number of a tweet that may be found.
        high: the least number above all that may be found.

    Complexity: O(postings passed), about n times the sum of the lists' lengths by the number of
    tweets in all of them.
    """
    node = _node(query, segment, seed)
    if node is None or low >= high:
        return Found(_NOTHING, 0, stopped_early=False)
    found: list[Tweets] = []
    count, end, width = 0, high, max(_FIRST_WINDOW, 2 * n)
    while end > low and count < n:
        begin = max(low, node.reach(end, width))
        tweets = node.within(begin, end)
        if segment.is_deleted is not None:
            tweets = tweets[~segment.is_deleted.take(tweets)]
        found.append(tweets[::-1])
        count += len(tweets)
        end, width = begin, _WIDER * width
    tweets = np.concatenate(found)[:n] if found else _NOTHING
    stop = int(tweets[-1]) if count >= n else end
    return Found(tweets, node.count(stop, high), stop > low and node.count(low, stop) > 0)


def _node(query: Query, segment: Segment, seed: int) -> Node | None:
    """Look up what a query asks for; None if that cannot be in this segment."""
    match query:
        case Term(text):
            return _list(segment, hash_term(text, seed))
        case From(user_id):
            return _list(segment, hash_user(user_id, seed))
        case Phrase(words):
            lists = [_list(segment, hash_term(word, seed)) for word in words]
            some = [each for each in lists if each is not None]
            return _Phrase(some) if len(some) == len(lists) else None
        case Every(parts, without, since_id, until_id):
            since, until = segment.place(since_id), segment.place(until_id)
            wanted = [_node(part, segment, seed) for part in parts]
            unwanted = [_node(part, segment, seed) for part in without]
            there = [each for each in wanted if each is not None]
            if len(there) < len(wanted) or since >= until:
                return None
            return _Every(there, [each for each in unwanted if each is not None], since, until)
        case Either(parts):
            some_parts = [_node(part, segment, seed) for part in parts]
            present = [each for each in some_parts if each is not None]
            return _Either(present) if present else None


def _list(segment: Segment, term: int) -> PostingList | None:
    start, end = segment.range_of(term)
    return PostingList(segment.postings[start:end]) if end else None
