"""Hold the posting lists of some tweets in five arrays that never change.

Three tweets, numbered from the oldest: 0 "big quake", 1 "quake again", 2 "big news". Sorted by the
hash of the term, the arrays are

    term      again    big         news     quake
    start     0        1           3        4          6
    posting   1.1      0.0  2.0    2.1      0.1  1.0

A posting says in which tweet the word stands, and where: 0.1 is tweet 0, word 1. Both are one
number, tweet << 8 | word, so that a list ascends, and its end is its newest tweet. The number of a
tweet is its place in the ids, which ascend with time.

A term is found by its first bits: hashes are spread evenly, so of 64 terms some 8 begin with the
same 3 bits, and where each such slot begins is kept. Three steps of bisection are left.

Source: Busch et al., "Earlybird: Real-Time Search at Twitter", ICDE 2012, section 4: segments, and
postings of 24 bits for the tweet and 8 for the position, read from the newest on.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, first_of_runs, is_in
from twitlab.hashing import Hashes
from twitlab.search.posts import NOBODY, Posts, Prints, refuse_long_texts
from twitlab.search.terms import hash_term, hash_users
from twitlab.search.tokens import fold
from twitlab.search.words import find_words
from twitlab.tweet import find_marked

PLACE_BITS: Final = 8
MAX_TWEETS: Final = 1 << (32 - PLACE_BITS)
Postings = NDArray[np.uint32]  # tweet << PLACE_BITS | place, ascending, shape (postings,)
Tweets = NDArray[np.uint32]  # numbers of tweets, ascending, shape (tweets,)


Range = tuple[int, int]  # where the postings of a term begin, and where they end
_NOWHERE: Final = (0, 0)
_SLOT_BITS: Final = 4  # 8 to 16 terms in a slot, on average
_SHIFT: Final = np.uint32(PLACE_BITS)


def tweets_of(postings: Postings) -> Tweets:
    """Give the number of the tweet that each posting is in."""
    tweets: Tweets = postings >> _SHIFT
    return tweets


@dataclass(slots=True, eq=False)
class Segment:
    """Hold some tweets' posting lists; nothing of it changes but which tweets are deleted.

    Args:
        ids: ascending, int64, shape (tweets,).
        prints: by which a tweet is known when it comes again, uint32, shape (tweets,).
        terms: hashes, ascending, uint64, shape (terms,).
        starts: where each term's list begins; one more for the end, uint32, shape (terms + 1,).
        postings: all lists, one after another, uint32, shape (postings,).
        is_deleted: of each tweet, shape (tweets,); None if none is.
    """

    ids: Ints
    prints: Prints
    terms: Hashes
    starts: NDArray[np.uint32]
    postings: Postings
    is_deleted: NDArray[np.bool_] | None = None
    ids_view: "memoryview[int]" = field(init=False)
    _terms: "memoryview[int]" = field(init=False)  # bisect on an array makes an array at each step
    _starts: "memoryview[int]" = field(init=False)
    postings_view: "memoryview[int]" = field(init=False)
    _slots: "memoryview[int]" = field(
        init=False
    )  # where the terms begin that have these first bits
    _shift: int = field(init=False)
    tweets: int = field(init=False)  # how many
    oldest: int = field(init=False)  # the smallest id
    newest: int = field(init=False)  # the largest

    def __post_init__(self) -> None:
        self.ids_view, self._terms, self._starts = self.ids.data, self.terms.data, self.starts.data
        self.postings_view, self.tweets = self.postings.data, len(self.ids)
        self.oldest, self.newest = self.ids_view[0], self.ids_view[-1]
        bits = (len(self.terms) >> _SLOT_BITS).bit_length()
        self._shift = 64 - bits
        bounds = np.arange(1 << bits, dtype=np.uint64) << np.uint64(self._shift)
        firsts = self.terms.searchsorted(bounds)
        self._slots = np.append(firsts, len(self.terms)).astype(np.uint32).data

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all arrays."""
        columns = (self.ids, self.prints, self.terms, self.starts, self.postings)
        deleted = 0 if self.is_deleted is None else self.is_deleted.nbytes
        return deleted + self._slots.nbytes + sum(column.nbytes for column in columns)

    def place(self, id_: int) -> int:
        """Say how many tweets have a smaller id.

        Complexity: O(log tweets); O(1) for one newer than all, or older.
        """
        if id_ > self.newest:
            return self.tweets
        return bisect_left(self.ids_view, id_) if id_ > self.oldest else 0

    def ranges_of(self, hashes: Iterable[int]) -> list[Range]:
        """Say where the postings of each term begin and end; (0, 0) if it is not here.

        Complexity: O(1) each: hashes are spread evenly, so few terms begin with the same bits.
        """
        terms, starts, slots, shift = self._terms, self._starts, self._slots, self._shift
        found = []
        for term in hashes:
            slot = term >> shift
            end = slots[slot + 1]
            at = bisect_left(terms, term, slots[slot], end)
            is_here = at < end and terms[at] == term
            found.append((starts[at], starts[at + 1]) if is_here else _NOWHERE)
        return found

    def without_deleted(self, tweets: Tweets) -> Tweets:
        """Leave out of some tweets those that were deleted."""
        return tweets if self.is_deleted is None else tweets[~self.is_deleted.take(tweets)]

    def delete(self, ids: Ints) -> int:
        """Mark tweets as deleted, and say how many were not yet.

        Args:
            ids: ascending; those that are not here are left out.

        Complexity: O(ids log tweets), and a byte a tweet once.
        """
        if not len(ids) or ids[-1] < self.ids[0] or ids[0] > self.ids[-1]:
            return 0
        places = np.searchsorted(self.ids, ids[is_in(ids, self.ids)])
        if not len(places):
            return 0
        if self.is_deleted is None:
            self.is_deleted = np.zeros(len(self), bool)
        fresh = len(places) - int(self.is_deleted[places].sum())
        self.is_deleted[places] = True
        return fresh

    def columns(self) -> tuple[Ints, Prints, Hashes, NDArray[np.uint32], Postings]:
        """Give the arrays that never change."""
        return self.ids, self.prints, self.terms, self.starts, self.postings

    def check_invariants(self) -> None:
        """Assert that everything is in its order.

        Complexity: O(postings).
        """
        assert (self.ids[1:] > self.ids[:-1]).all()
        assert len(self.prints) == len(self.ids) <= MAX_TWEETS
        assert (self.terms[1:] > self.terms[:-1]).all()
        assert len(self.starts) == len(self.terms) + 1
        assert self.starts[0] == 0
        assert (self.starts[1:] > self.starts[:-1]).all(), "no list is empty"
        assert self.starts[-1] == len(self.postings)
        is_first = np.zeros(len(self.postings), bool)
        is_first[self.starts[:-1]] = True
        assert (is_first[1:] | (self.postings[1:] > self.postings[:-1])).all()
        assert (tweets_of(self.postings) < len(self.ids)).all()
        assert self.is_deleted is None or len(self.is_deleted) == len(self.ids)


def make_segment(posts: Posts, seed: int, has_positions: bool) -> Segment:
    """Index some tweets: words, tags, names and authors become posting lists.

    Args:
        posts: at most 2**24.
        seed: of the hash of terms.
        has_positions: whether a posting says where in its tweet a word stands.

    Returns:
        The segment.

    Raises:
        BadValue: a text has more than 256 words.

    Complexity: O(w log w) time for w words, most of it in one sort of numbers.
    """
    words = find_words(posts.texts, seed)
    refuse_long_texts(posts.ids, words.counts)
    tweets = np.repeat(np.arange(len(posts), dtype=np.uint32) << PLACE_BITS, words.counts)
    if has_positions:
        firsts = np.cumsum(words.counts) - words.counts
        tweets |= np.arange(len(tweets), dtype=np.uint32) - np.repeat(firsts, words.counts).astype(
            np.uint32
        )
    marked, owners = _marked(posts, seed)
    written = np.flatnonzero(posts.user_ids != NOBODY)
    hashes = [words.hashes, marked, hash_users(posts.user_ids[written], seed)]
    others = np.concatenate([owners, written]).astype(np.uint32) << PLACE_BITS
    return _sorted(posts, np.concatenate(hashes), np.concatenate([tweets, others]))


def _marked(posts: Posts, seed: int) -> tuple[Hashes, Ints]:
    """Find hashtags and mentions, and in which tweet each stands."""
    found = find_marked(posts.texts)
    hashes = [hash_term("@" + fold(name), seed) for _, name in found.mentions]
    hashes += [hash_term("#" + fold(tag), seed) for _, tag in found.hashtags]
    owners = [at for at, _ in found.mentions] + [at for at, _ in found.hashtags]
    return np.array(hashes, np.uint64), np.array(owners, np.int64)


def _sorted(posts: Posts, hashes: Hashes, postings: Postings) -> Segment:
    """Bring the postings of each term together; they come in the order of the tweets."""
    bits = np.uint64(len(hashes).bit_length())
    # The number of a posting stands in the lowest bits of its hash: one sort orders by both.
    keys = (hashes >> bits << bits) | np.arange(len(hashes), dtype=np.uint64)
    keys.sort()
    order = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    in_order = hashes.take(order)
    if (in_order[1:] < in_order[:-1]).any():  # two hashes that differ in their lowest bits alone
        order = np.argsort(hashes, kind="stable")
        in_order = hashes.take(order)
    postings = postings.take(order)
    is_first = first_of_runs(in_order)
    is_new = is_first | first_of_runs(postings)  # a tag that stands twice in a tweet
    if not is_new.all():
        in_order, postings, is_first = in_order[is_new], postings[is_new], is_first[is_new]
    starts = np.flatnonzero(is_first)
    ends = np.append(starts, len(postings)).astype(np.uint32)
    return Segment(posts.ids, posts.prints, in_order[starts], ends, postings)
