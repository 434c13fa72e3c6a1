"""Count the postings that one page of a search reads, for words of known shares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.arguments import check_int, check_number
from twitlab.errors import BadType, BadValue
from twitlab.search import SearchIndex

SHARES: Final = {
    "30 %": 0.3, "10 %": 0.1, "3 %": 0.03, "1 %": 0.01, "0.3 %": 0.003, "0.1 %": 0.001,
    "0.03 %": 0.0003,
}  # fmt: skip
"""Of the tweets, those that have a word, by how that is written; the largest first."""
MEETINGS: Final = ("meet by chance", "never meet")
"""How often two words stand in one tweet."""
PAGE_SIZES: Final = (1, 200)

_MOST_WORDS: Final = 8  # for which all texts that can be made of them are written once
_BATCH: Final = 100_000


def texts_of(shares: Mapping[str, float], tweets: int, seed: int, apart: str = "") -> list[str]:
    """Make texts in which each word stands in a known share of all.

    Words come by chance, each for itself, but for one pair of words that never meet.

    Args:
        shares: by word, in which part of the tweets it stands, 0 to 1; at most 8 words.
        tweets: how many texts.
        seed: of the draws.
        apart: two of the words, with a blank between, that never stand in one tweet; "" for none.

    Returns:
        The texts; the words of each in the order of `shares`.

    Raises:
        BadType: tweets or seed is not an int.
        BadValue: a share is out of range, there are too many words, `apart` is no two of them, or
            the two would have to meet.

    Complexity: O(tweets * words).

    >>> texts_of({"the": 0.6, "que": 0.4, "rain": 0.5}, 4, seed=1, apart="the que")
    ['the', 'que rain', 'the', 'que']
    """
    check_int("tweets", tweets, 0, None)
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    if len(shares) > _MOST_WORDS:
        raise BadValue(f"shares must have at most {_MOST_WORDS} words, got {len(shares)}")
    for word, share in shares.items():
        check_number(f"the share of {word}", share, 0, 1)
    pair = apart.split()
    if apart and (len(pair) != 2 or not set(pair) <= set(shares) or pair[0] == pair[1]):
        raise BadValue(f"apart must be two of {list(shares)}, got {apart!r}")
    if sum(shares[word] for word in pair) > 1:
        raise BadValue(f"apart must have shares of 1 together at most, got {apart!r}")
    drawn = {word: rng.random(tweets) for word in shares}
    if pair:  # the second is there where the first, and a gap above it, is not
        drawn[pair[1]] = 1 - drawn[pair[0]]
    which = np.zeros(tweets, np.int64)
    for at, (word, share) in enumerate(shares.items()):
        which += (drawn[word] < share).astype(np.int64) << at
    words = list(shares)
    made = [
        " ".join(word for at, word in enumerate(words) if number >> at & 1)
        for number in range(1 << len(words))
    ]
    texts: list[str] = np.array(made, object)[which].tolist()
    return texts


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Hold an index with pairs of words, each pair rarer than the one before.

    Args:
        index: of texts in which three words stand for each of :data:`SHARES`: a0 and b0, both in
            30 % of the tweets, meet by chance; a0 and c0 never do; a1, b1 and c1 are in 10 %.
        tweets: how many it has.
        held: how many postings each word has.
    """

    index: SearchIndex
    tweets: int
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PairReads:
    """Say what one page of two words reads.

    Args:
        found: tweets on the page.
        held: postings of both lists.
        read: postings that were read.
    """

    found: int
    held: int
    read: int


def ladder_of(tweets: int, seed: int) -> Ladder:
    """Index tweets with pairs of words of all shares.

    Args:
        tweets: how many.
        seed: of the draws.

    Returns:
        The Ladder; its index is one segment.

    Raises:
        BadType, BadValue: an argument is no int, or is out of range.

    Complexity: O(tweets).

    >>> ladder_of(1_000, seed=1).index.search("a0 c0").ids.tolist()
    []
    """
    check_int("tweets", tweets, 1, None)
    check_int("seed", seed, 0, None)
    index = SearchIndex(segment_tweets=tweets, positions=False)
    held: Counter[str] = Counter()
    for begin in range(0, tweets, _BATCH):
        count = min(_BATCH, tweets - begin)
        rungs = [
            texts_of({f"a{at}": share, f"c{at}": share, f"b{at}": share}, count,
                     seed + begin * len(SHARES) + at, apart=f"a{at} c{at}")
            for at, share in enumerate(SHARES.values())
        ]  # fmt: skip
        index.index(np.arange(begin, begin + count), [*map(" ".join, zip(*rungs))])
        for rung in rungs:
            for text, times in Counter(rung).items():
                held.update(dict.fromkeys(text.split(), times))
    index.merge()
    return Ladder(index, tweets, held)


def count_reads(ladder: Ladder, n: int, meet: str) -> list[PairReads]:
    """Ask for the newest tweets with two words, for each share, and count what is read.

    Args:
        ladder: from :func:`ladder_of`.
        n: how large the page is, 1 to 200.
        meet: one of :data:`MEETINGS`.

    Returns:
        For each of :data:`SHARES`, what its page finds and reads.

    Raises:
        BadType: ladder is no Ladder, or n no int.
        BadValue: n or meet is out of range.

    Complexity: a search for each share.
    """
    if not isinstance(ladder, Ladder):
        raise BadType(f"ladder must be a Ladder, got {type(ladder).__name__}")
    check_int("n", n, *PAGE_SIZES)
    if meet not in MEETINGS:
        raise BadValue(f"meet must be one of {list(MEETINGS)}, got {meet!r}")
    other = "b" if meet == MEETINGS[0] else "c"
    reads = []
    for at in range(len(SHARES)):
        page = ladder.index.search(f"a{at} {other}{at}", n)
        held = ladder.held[f"a{at}"] + ladder.held[f"{other}{at}"]
        reads.append(PairReads(len(page.ids), held, page.work.postings_read))
    return reads


def expected_reads(tweets: int, shares: Sequence[float], n: int) -> float:
    """Say how many postings a page of words that meet by chance reads, by arithmetic.

    A tweet has all the words with the product of their shares. So the page is full after n tweets
    divided by that product, or at the oldest tweet; and of the tweets passed, each list has its
    share.

    Args:
        tweets: how many there are.
        shares: of the words, above 0.
        n: how large the page is.

    Returns:
        The postings, on average; a little less than this where a page is full about half the time.

    Raises:
        BadValue: there are no shares, or one is not above 0.

    Complexity: O(words).

    >>> round(expected_reads(2_000_000, [0.3, 0.1], 20))
    267
    """
    if not shares or min(shares) <= 0:
        raise BadValue(f"shares must be above 0, one or more, got {list(shares)}")
    return min(tweets, n / float(np.prod(shares))) * sum(shares)
