"""Say which tweets a part of a query is in, a window of tweets at a time.

A query becomes a tree, whose leaves are posting lists. Each node of it answers for
a window (`within`): tweets from one number to below another. Of 3 5 8 9 and 1 4 5 8 10, in the
window from 4 to 9, both lists have 5 and 8.

Postings are intersected in one of two ways. If one list has many times as many in the window, the
other's are looked up in it by bisection. If not, one list marks its tweets in an array, and the
other looks for marks: a step for each posting, and no comparison.
"""

import threading
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from twitlab.search.posting_lists import (
    LAST_PLACE,
    JoinedList,
    Pieces,
    PostingList,
    look_up,
    once,
)
from twitlab.search.segment import PLACE_BITS, Postings, Tweets, tweets_of

_LOPSIDED: Final = 16  # times as many: then a look-up costs less than a mark
_FIRST_PLACE: Final = ~LAST_PLACE  # a posting with these bits only is one of place 0
_NOTHING: Final = np.empty(0, np.uint32)
_LISTS: Final = (PostingList, JoinedList)


class Node(Protocol):
    """Answer for a part of a query. A window is tweets from low to below high."""

    size: int  # how many postings lead, in all

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending, each once."""

    def reach(self, high: int, count: int) -> int:
        """Say where a window to high must begin for about count postings to lead in it."""

    def leading(self, n: int) -> float:
        """Guess how many postings must lead in a window for n tweets to be found."""

    def share(self) -> float:
        """Say what part of all tweets this may be in, at most."""

    def count(self, low: int, high: int) -> int:
        """Say how many postings are read in a window."""


class EveryNode:
    """Intersect, then take away: the part with the fewest postings leads."""

    __slots__ = ("_parts", "_since", "_until", "_without", "size")

    def __init__(
        self, parts: Sequence[Node], without: Sequence[Node], since: int, until: int
    ) -> None:
        self._parts, self._without, self._since, self._until = parts, without, since, until
        self.size = min([part.size for part in parts])

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending, each once."""
        low, high = max(low, self._since), min(high, self._until)
        if low >= high:
            return _NOTHING
        first, *others = sorted([_read(part, low, high) for part in self._parts], key=len)
        found = _joined(first) & _FIRST_PLACE
        for part in others:
            if not len(found):
                return _NOTHING
            found = found[_have(part, found)]
        for node in self._without:
            if len(found):
                found = found[~_have(_read(node, low, high), found)]
        return once(tweets_of(found))

    def reach(self, high: int, count: int) -> int:
        """Reach as far as the part that reaches farthest, which is the rarest."""
        return min(part.reach(high, count) for part in self._parts)

    def leading(self, n: int) -> float:
        """Guess that the parts know nothing of each other."""
        guess = float(n)
        for share in sorted(part.share() for part in self._parts)[1:]:
            guess /= share
        return guess

    def share(self) -> float:
        """Give the least of the parts' shares."""
        return min(part.share() for part in self._parts)

    def count(self, low: int, high: int) -> int:
        """Count the postings that are read in a window."""
        low, high = max(low, self._since), min(high, self._until)
        if low >= high:
            return 0
        counts = [part.count(low, high) for part in self._parts]
        least = min(counts)
        if not least:
            return 0
        counts += [part.count(low, high) for part in self._without]
        return sum([count if count <= _LOPSIDED * least else least for count in counts])


class EitherNode:
    """Unite; the most frequent part says how far to read."""

    __slots__ = ("_parts", "size")

    def __init__(self, parts: Sequence[Node]) -> None:
        self._parts = parts
        self.size = max([part.size for part in parts])

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending, each once."""
        both = np.concatenate([_joined(_read(part, low, high)) for part in self._parts])
        tweets = tweets_of(both)
        tweets.sort(kind="stable")  # which finds the runs, and merges them
        return once(tweets)

    def reach(self, high: int, count: int) -> int:
        """Say where a window must begin."""
        return max(part.reach(high, count) for part in self._parts)

    def leading(self, n: int) -> float:
        """Guess how many postings must lead."""
        return n

    def share(self) -> float:
        """Give the sum of the parts' shares."""
        return min(1.0, sum(part.share() for part in self._parts))

    def count(self, low: int, high: int) -> int:
        """Count the postings that are read in a window."""
        return sum([part.count(low, high) for part in self._parts])


class PhraseNode:
    """Intersect by place: word number k stands k places behind the first."""

    __slots__ = ("_every", "_lists", "size")

    def __init__(self, lists: Sequence[PostingList | JoinedList]) -> None:
        self._every = EveryNode(lists, (), 0, 1 << 32)
        self._lists = lists
        self.size = self._every.size

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending, each once."""
        # Place 7 of tweet 3 is 3.7. If word number 2 stands there, the phrase begins at 3.5; if it
        # stands at 3.1, there is no such place, and 3.1 - 2 would be in another tweet.
        parts = [_joined(each.part(low, high)) for each in self._lists]
        begins: Postings | None = None
        for offset, part in sorted(enumerate(parts), key=lambda each: len(each[1])):
            here: Postings = part[part & LAST_PLACE >= offset] - np.uint32(offset)
            begins = here if begins is None else begins[_are_in(begins, here)]
        assert begins is not None
        return once(tweets_of(begins))

    def reach(self, high: int, count: int) -> int:
        """Say where a window must begin."""
        return self._every.reach(high, count)

    def leading(self, n: int) -> float:
        """Guess how many postings must lead."""
        return self._every.leading(n)

    def share(self) -> float:
        """Give the least of the words' shares."""
        return self._every.share()

    def count(self, low: int, high: int) -> int:
        """Count the postings that are read in a window."""
        counts = [each.count(low, high) for each in self._lists]
        return sum(counts) if min(counts) else 0


def _read(node: Node, low: int, high: int) -> Postings | Pieces:
    """Give the postings of a window; those of what is no list, as if at place 0."""
    if isinstance(node, _LISTS):
        return node.part(low, high)
    made: Postings = np.left_shift(node.within(low, high), PLACE_BITS)
    return made


def _joined(postings: Postings | Pieces) -> Postings:
    return postings.joined() if isinstance(postings, Pieces) else postings


def _have(postings: Postings | Pieces, wanted: Postings) -> NDArray[np.bool_]:
    """Say of tweets, given as postings at place 0, which of them some postings are in."""
    if not len(postings):
        return np.zeros(len(wanted), bool)
    if len(postings) <= _LOPSIDED * len(wanted):
        return _MARKS.have(tweets_of(_joined(postings)), tweets_of(wanted))
    if isinstance(postings, Pieces):
        return postings.look_up(wanted)
    return look_up(postings, wanted)


class _Marks(threading.local):
    """Mark tweets in an array that need not be cleared each time.

    A mark is the number of the time, 1 to 255; older marks mean nothing. Each thread has its own.
    """

    def __init__(self) -> None:
        self._marks, self._time = np.zeros(0, np.uint8), 0

    def have(self, marked: Tweets, tweets: Tweets) -> NDArray[np.bool_]:
        """Say which tweets are among those marked; both ascend, and neither is empty."""
        top = max(int(marked[-1]), int(tweets[-1]) if len(tweets) else 0)
        if top >= len(self._marks):
            self._marks, self._time = np.zeros(2 * top + 1, np.uint8), 0
        if self._time == 255:
            self._marks[:] = self._time = 0
        self._time += 1
        self._marks[marked.astype(np.intp)] = self._time  # int64 scatters three times as fast
        found: NDArray[np.bool_] = self._marks.take(tweets) == self._time
        return found


_MARKS: Final = _Marks()


def _are_in(some: Postings, others: Postings) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(some), bool)
    found: NDArray[np.bool_] = others.take(others.searchsorted(some), mode="clip") == some
    return found
