"""Read one segment, or several that follow each other in time as if they were one.

What a query asks for was looked up in each; so a reader knows where the postings of its terms are.

Source: Lucene's IndexReader, lucene.apache.org: leaf and composite readers, and the document base
of each leaf.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, Protocol

import numpy as np

from twitlab.columns import Ints
from twitlab.search.posting_lists import JoinedList, PostingList, split
from twitlab.search.segment import Range, Segment, Tweets

_FEW: Final = 64  # tweets: fewer are found faster one by one than in a pass over all segments


class Reader(Protocol):
    """Number tweets from the oldest on, and give their posting lists."""

    tweets: int  # how many

    def list_of(self, number: int) -> PostingList | JoinedList:
        """Give the postings of the term of this number."""

    def place(self, id_: int) -> int:
        """Say how many tweets have a smaller id."""

    def ids_of(self, tweets: Tweets) -> Ints:
        """Give the ids of tweets, which ascend."""

    def without_deleted(self, tweets: Tweets) -> Tweets:
        """Leave out of tweets, which ascend, those that were deleted."""


class LeafReader:
    """Read one segment.

    Args:
        segment: which.
        ranges: where the postings of each term are, by its number in the query.
    """

    __slots__ = ("_ranges", "_segment", "place", "tweets")

    def __init__(self, segment: Segment, ranges: Sequence[Range]) -> None:
        self._segment, self._ranges = segment, ranges
        self.tweets, self.place = segment.tweets, segment.place

    def list_of(self, number: int) -> PostingList:
        """Give the postings of the term of this number."""
        return PostingList(self._segment, self._ranges[number])

    def ids_of(self, tweets: Tweets) -> Ints:
        """Give the ids of tweets."""
        return self._segment.ids.take(tweets)

    def without_deleted(self, tweets: Tweets) -> Tweets:
        """Leave out those that were deleted."""
        return self._segment.without_deleted(tweets)


class CompositeReader:
    """Read several segments.

    Args:
        segments: each newer than the one before; at most 2**24 tweets together.
        ranges: of each segment, where the postings of each term are, by its number in the query.
    """

    __slots__ = ("_bases", "_ranges", "_segments", "tweets")

    def __init__(self, segments: Sequence[Segment], ranges: Sequence[Sequence[Range]]) -> None:
        self._segments, self._ranges = segments, ranges
        *self._bases, self.tweets = accumulate([each.tweets for each in segments], initial=0)

    def list_of(self, number: int) -> JoinedList:
        """Give the postings of the term of this number."""
        return JoinedList(self._segments, self._bases, [each[number] for each in self._ranges])

    def place(self, id_: int) -> int:
        """Say how many tweets have a smaller id.

        Complexity: O(segments + log(tweets)).
        """
        at = len(self._segments) - 1
        while at and id_ <= self._segments[at].oldest:
            at -= 1
        return self._bases[at] + self._segments[at].place(id_)

    def ids_of(self, tweets: Tweets) -> Ints:
        """Give the ids of tweets, which ascend."""
        if len(tweets) < _FEW:
            return np.array(self._ids_of_few(tweets.tolist()), np.int64)
        pieces = split(tweets, self._bases)
        return np.concatenate([self._segments[at].ids.take(some) for at, some in pieces])

    def without_deleted(self, tweets: Tweets) -> Tweets:
        """Leave out of tweets, which ascend, those that were deleted."""
        if all(each.is_deleted is None for each in self._segments):
            return tweets
        left = [
            self._segments[at].without_deleted(some) + np.uint32(self._bases[at])
            for at, some in split(tweets, self._bases)
        ]
        return np.concatenate(left)

    def _ids_of_few(self, tweets: Sequence[int]) -> list[int]:
        segments, bases, ids = self._segments, self._bases, []
        for tweet in tweets:
            at = bisect_right(bases, tweet) - 1
            ids.append(segments[at].ids_view[tweet - bases[at]])
        return ids
