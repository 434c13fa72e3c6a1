"""Walk through posting lists, from the newest tweet on, until a page is full.

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

from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple

import numpy as np

from twitlab.search.lookups import LookUp
from twitlab.search.plans import Plan
from twitlab.search.readers import CompositeReader, LeafReader, Reader
from twitlab.search.segment import MAX_TWEETS, Range, Segment, Tweets

_LEAST_WINDOW: Final = 256  # postings: fewer take as long
_SPARE: Final = 1.5  # times as many postings as the guess says are in the first window
_WIDER: Final = 4
_NOTHING: Final = np.empty(0, np.uint32)


def gather(
    segments: Sequence[Segment], asked: Plan, look_up: LookUp, enough: float
) -> tuple[Reader | None, int]:
    """Look terms up, from the newest segment on, until enough tweets are expected.

    Args:
        segments: one or more, the one with the newest tweet first.
        asked: what to look for.
        look_up: says where in a segment its terms are.
        enough: how many tweets.

    Returns:
        The segments in which something can be found, as one; it ends before a segment whose time
        overlaps. And how many were looked up.

    Complexity: O(terms * log(terms of a segment)) for each segment.
    """
    found: list[Segment] = []
    ranges: list[Sequence[Range]] = []
    looked_up = tweets = 0
    expected = 0.0
    expect = asked.expect
    for segment in segments:
        if found and (
            expected >= enough
            or segment.newest >= found[-1].oldest
            or tweets + segment.tweets > MAX_TWEETS
        ):
            break
        looked_up += 1
        here = look_up(segment)
        if guess := expect(here, segment.tweets):
            found.append(segment)
            ranges.append(here)
            expected += guess
            tweets += segment.tweets
    if not found:
        return None, looked_up
    if len(found) == 1:
        return LeafReader(found[0], ranges[0]), looked_up
    return CompositeReader(found[::-1], ranges[::-1]), looked_up


class Found(NamedTuple):
    """Hold what a walk found.

    Args:
        tweets: numbers of tweets, ascending, shape (found,).
        postings_read: how many were passed.
        stopped_early: whether there was more to read.
    """

    tweets: Tweets
    postings_read: int
    stopped_early: bool


def walk(reader: Reader, asked: Plan, n: int, low: int, high: int) -> Found:
    """Find the newest n tweets of some segments that a query asks for.

    Args:
        reader: where to look.
        asked: what to look for.
        n: how many at most.
        low: the least number of a tweet that may be found.
        high: the least number above all that may be found.

    Complexity: O(postings passed), about n times the sum of the lists' lengths by the number of
    tweets in all of them.
    """
    node = asked.on(reader)
    width = max(_LEAST_WINDOW, n)
    if node.size > width:
        width = max(width, ceil(_SPARE * node.leading(n)))
    found: list[Tweets] = []
    count, end = 0, high
    while end > low and count < n:
        begin = low if node.size <= width else max(low, node.reach(end, width))
        tweets = node.within(begin, end)
        if len(tweets):
            tweets = reader.without_deleted(tweets)
            found.append(tweets)
            count += len(tweets)
        end, width = begin, _WIDER * width
    if count < n:
        tweets = np.concatenate(found[::-1]) if found else _NOTHING
        return Found(tweets, node.count(low, high), stopped_early=False)
    tweets = (found[0] if len(found) == 1 else np.concatenate(found[::-1]))[-n:]
    stop = int(tweets[0])
    return Found(tweets, node.count(stop, high), node.count(low, stop) > 0)
