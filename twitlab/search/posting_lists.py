"""Hold the postings of one term: of one segment, or of several that are read as one.

Segments of three and two tweets, the older first. In the whole, the second one's tweets are
numbered from its base, 3:

    base    tweets    quake    in the whole
    0       0 1 2     0 2      0 2
    3       0 1       1        4

To intersect two lists in each of sixteen segments costs sixteen times some microseconds, however
short the lists are. So the pieces of each list are joined first, and intersected once. Where many
postings are not needed, because the other list is short, nothing is joined: each piece is bisected.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import first_of_runs
from twitlab.search.segment import PLACE_BITS, Postings, Range, Segment, Tweets, tweets_of

_COPIED: Final = 1 << 15  # postings: fewer are copied faster than looked through piece by piece
LAST_PLACE: Final = np.uint32((1 << PLACE_BITS) - 1)


class PostingList:
    """Hold the postings of one term in one segment. A window is tweets from low to below high.

    Args:
        segment: whose tweets are numbered from 0.
        here: which of its postings they are.
    """

    __slots__ = ("_range", "_segment", "size")

    def __init__(self, segment: Segment, here: Range) -> None:
        self._segment, self._range = segment, here
        self.size = here[1] - here[0]

    def part(self, low: int, high: int) -> Postings:
        """Give the postings of a window, with places."""
        return self._segment.postings[self._place(low) : self._place(high)]

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending, each once."""
        return once(tweets_of(self.part(low, high)))

    def reach(self, high: int, count: int) -> int:
        """Say where a window of so many postings begins."""
        at = self._place(high) - count
        return self._segment.postings_view[at] >> PLACE_BITS if at > self._range[0] else 0

    def leading(self, n: int) -> float:
        """Guess that each posting is a tweet."""
        return n

    def share(self) -> float:
        """Say what part of all tweets has the term."""
        return self.size / self._segment.tweets

    def count(self, low: int, high: int) -> int:
        """Count the postings of a window."""
        return self._place(high) - self._place(low)

    def _place(self, tweet: int) -> int:
        return _place(self._segment, self._range, tweet)


class JoinedList:
    """Hold the postings of one term in several segments that are numbered as one.

    Args:
        segments: each newer than the one before.
        bases: the number of each segment's first tweet.
        ranges: which of each segment's postings they are.
    """

    __slots__ = ("_bases", "_offsets", "_ranges", "_segments", "_tweets", "size")

    def __init__(
        self, segments: Sequence[Segment], bases: Sequence[int], ranges: Sequence[Range]
    ) -> None:
        self._segments, self._bases, self._ranges = segments, bases, ranges
        self._tweets = bases[-1] + segments[-1].tweets
        lengths = [end - start for start, end in ranges]
        *self._offsets, self.size = accumulate(lengths, initial=0)

    def part(self, low: int, high: int) -> "Pieces":
        """Give the postings of a window, with places."""
        first, last = bisect_right(self._bases, low) - 1, bisect_left(self._bases, high)
        ranges = list(self._ranges[first:last])
        ranges[-1] = (ranges[-1][0], self._place(last - 1, high))
        ranges[0] = (self._place(first, low), ranges[0][1])
        segments = self._segments[first:last]
        pieces = [segment.postings[start:end] for segment, (start, end) in zip(segments, ranges)]
        return Pieces(pieces, self._bases[first:last])

    def within(self, low: int, high: int) -> Tweets:
        """Give the tweets of a window, ascending, each once."""
        return once(tweets_of(self.part(low, high).joined()))

    def reach(self, high: int, count: int) -> int:
        """Say where a window of so many postings begins."""
        left = self._before(high) - count
        if left <= 0:
            return 0
        at = bisect_right(self._offsets, left) - 1
        place = self._ranges[at][0] + left - self._offsets[at]
        return self._bases[at] + (self._segments[at].postings_view[place] >> PLACE_BITS)

    def leading(self, n: int) -> float:
        """Guess that each posting is a tweet."""
        return n

    def share(self) -> float:
        """Say what part of all tweets has the term."""
        return self.size / self._tweets

    def count(self, low: int, high: int) -> int:
        """Count the postings of a window."""
        return self._before(high) - self._before(low)

    def _before(self, tweet: int) -> int:
        """Count the postings of all tweets before one."""
        if tweet <= 0:
            return 0
        if tweet >= self._tweets:
            return self.size
        at = bisect_right(self._bases, tweet) - 1
        return self._offsets[at] + self._place(at, tweet) - self._ranges[at][0]

    def _place(self, at: int, tweet: int) -> int:
        return _place(self._segments[at], self._ranges[at], tweet - self._bases[at])


class Pieces:
    """Hold the postings of a window in pieces: one of each segment, as that numbers its tweets.

    Args:
        pieces: some may be empty.
        bases: the number of each segment's first tweet.
    """

    __slots__ = ("_bases", "_pieces", "_size")

    def __init__(self, pieces: Sequence[Postings], bases: Sequence[int]) -> None:
        self._pieces, self._bases = pieces, [base << PLACE_BITS for base in bases]
        self._size = sum(map(len, pieces))

    def __len__(self) -> int:
        return self._size

    def joined(self) -> Postings:
        """Give all postings, ascending.

        Complexity: O(postings).
        """
        joined: Postings = np.concatenate(self._pieces)
        joined += np.array(self._bases, np.uint32).repeat([len(each) for each in self._pieces])
        return joined

    def look_up(self, wanted: Postings) -> NDArray[np.bool_]:
        """Say which of some tweets these are in, as `look_up` does.

        Complexity: O(wanted * log(postings)).
        """
        if self._size <= _COPIED:
            return look_up(self.joined(), wanted)
        found = [look_up(self._pieces[at], some) for at, some in split(wanted, self._bases)]
        return np.concatenate(found)


def look_up(postings: Postings, wanted: Postings) -> NDArray[np.bool_]:
    """Say which of some tweets any of the postings are in.

    Args:
        postings: ascending.
        wanted: tweets, given as postings at place 0, ascending.

    Complexity: O(wanted * log(postings)).
    """
    if not len(postings):
        return np.zeros(len(wanted), bool)
    # The next posting from there on is of this tweet, or not; one before it wraps around.
    found = postings.take(postings.searchsorted(wanted), mode="clip")
    found -= wanted
    is_there: NDArray[np.bool_] = found <= LAST_PLACE
    return is_there


def split(
    numbers: NDArray[np.uint32], bases: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Give each piece of ascending numbers that has any, numbered from its own base.

    >>> [(at, some.tolist()) for at, some in split(np.array([0, 2, 4], np.uint32), [0, 3, 9])]
    [(0, [0, 2]), (1, [1])]
    """
    starts = [*numbers.searchsorted(np.array(bases, np.uint32)).tolist(), len(numbers)]
    for at, base in enumerate(bases):
        if starts[at] < starts[at + 1]:
            yield at, numbers[starts[at] : starts[at + 1]] - np.uint32(base)


def once(tweets: Tweets) -> Tweets:
    """Give each of some ascending tweets once."""
    return tweets[first_of_runs(tweets)] if len(tweets) > 1 else tweets


def _place(segment: Segment, here: Range, tweet: int) -> int:
    """Say where in a segment's postings those of the tweets before one end."""
    start, end = here
    if tweet <= 0:
        return start
    if tweet >= segment.tweets:
        return end
    return bisect_left(segment.postings_view, tweet << PLACE_BITS, start, end)
