"""The check of *A heap of k*: the largest of a stream that is read once, in the memory of k."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items as items_of
from twitlab.course.book.jsonable import whole_number
from twitlab.course.checking.check import Case
from twitlab.course.kinds.streams import Pair, pairs_of, stream_check

Pairs = list[list[int]]

LONG, LONG_K, SEED = 5_000, 10, 2012
"""The stream whose memory is measured: its pairs, how many are wanted, and what it is made of."""
ALLOWED_BYTES: Final = 100_000
"""Ten pairs take some 2,000. A list of 5,000 ids alone, with nothing else, takes 200,000."""
TOP = 100
"""How many are wanted of a million, in the example of the messages."""

REFERENCE = """\
def top_k(items, k):
    from heapq import heappush, heapreplace

    heap = []
    for key, count in items:
        item = (count, -key)
        if len(heap) < k:
            heappush(heap, item)
        elif heap and item > heap[0]:
            heapreplace(heap, item)
    return [(-key, count) for count, key in sorted(heap, reverse=True)]
"""

MISTAKES = """
# everything kept
The right pairs, and the whole stream kept for them: in a sorted list, in a dictionary, in a heap
that only grows. An hour has $hour different tweets, and $top are wanted. A pair that is smaller
than $top others will never be among them. When do you know that of a pair, and what can you do
with it then?
+def top_k(items, k):
+    return sorted(items, key=lambda item: (-item[1], item[0]))[:k]

# the largest on top
Your heap has its *largest* pair on top, and so that is the one which you compare with and throw
out. The best so far is what must stay. A new pair takes the place of the worst of the k. Which end
of the order must be the one that you can reach at once?
~ (count, -key) -> (-count, key)
~ item > heap[0] -> item < heap[0]
-    return [(-key, count) for count, key in sorted(heap, reverse=True)]
+    return [(key, -count) for count, key in sorted(heap)]

# the smaller one let in
You replace the top of the heap when the new pair is *smaller* than it. Then the heap gets worse
with each step. The top is the smallest of the k: which pairs are better than it?
~ item > heap[0] -> item < heap[0]

# nothing replaced
You take the first k pairs and keep them, whatever comes. Who was retweeted first is not who was
retweeted most. What must happen when a larger pair comes and all k places are taken?
-        elif heap and item > heap[0]:
-            heapreplace(heap, item)

# always replaced
When the heap is full, you put each new pair in the place of the smallest, also if the new one is
smaller still. Compare before you replace; or push first, and then pop what is smallest.
~ heap and item > heap[0] -> heap

# equals never replaced
You compare the counts only, and let in what is *larger*. Of equal counts the one that came first
stays. The contract says another thing about equals: the smaller key comes first. So it also stays,
whenever it came. What must be compared when two counts are equal?
~ item > heap[0] -> count > heap[0][0]

# equals always replaced
You compare the counts only, and let in what is larger *or equal*. Of equal counts the one that came
last stays. The contract says that the smaller key does. What must be compared when two counts are
equal?
~ item > heap[0] -> count >= heap[0][0]

# of equals the larger key
Your pairs are compared by count and then by key, both in the same direction: of two equal counts
the *larger* key wins. The count is wanted large, and the key small. How can one comparison of
tuples do both?
~ (count, -key) -> (count, key)
~ (-key, count) -> (key, count)

# equals in the wrong order at the end
The right pairs, and equal counts stand in the wrong order: the larger key first. You got it right
in the heap, and sorted another way at the end.
-    return [(-key, count) for count, key in sorted(heap, reverse=True)]
+    ordered = sorted(heap, key=lambda item: (item[0], -item[1]), reverse=True)
+    return [(-key, count) for count, key in ordered]

# equals in the order of arrival
Of two equal counts you put the one first that came first in the stream, and where only one of them
has a place, it keeps it. The contract lets the smaller key win, so that the answer is the same in
whatever order the pairs come. What must be compared when two counts are equal?
+def top_k(items, k):
+    from heapq import nlargest
+
+    return nlargest(k, items, key=lambda item: item[1])

# the smallest first
The right pairs, and the wrong way round. The most retweeted comes first. A heap gives the smallest
first, so something must turn it around.
~ sorted(heap, reverse=True) -> sorted(heap)

# a heap taken for a sorted list
You return the heap as it stands. In a heap only the top is in its place: each pair is no larger
than the two below it, and nothing is said of which of the two is larger. Sort the k pairs at the
end.
~ sorted(heap, reverse=True) -> heap

# a heap read backwards
You return the heap backwards. In a heap only the top is in its place: each pair is no larger than
the two below it, and nothing is said of which of the two is larger. Sort the k pairs at the end.
~ sorted(heap, reverse=True) -> reversed(heap)

# the last place taken for the smallest
You compare with `heap[-1]`. In a heap the smallest stands at place 0; the last place holds just one
of the larger ones. Then pairs are turned away that are better than the smallest of the k.
~ heap[0] -> heap[-1]

# put in without repair
You write the new pair to place 0 and leave it there. It is larger than what stood there, so now a
smaller one may stand below it, and place 0 is no longer the smallest. `heapreplace` also lets the
new pair sink to its place.
~ heapreplace(heap, item) -> heap[0] = item

# ordered by the key
You compare the pairs as they come, and a pair begins with its key: the heap keeps the largest
*keys*. What must stand first in what the heap compares?
~ (count, -key) -> (key, count)
-    return [(-key, count) for count, key in sorted(heap, reverse=True)]
+    return sorted(heap, key=lambda item: (-item[1], item[0]))

# one too many
Your heap takes a pair while it has k *or fewer*: with k it is full, and you let one more in.
~ len(heap) < k -> len(heap) <= k

# one too few
Your heap is full before it has k pairs. With how many pairs in it may one more still come in?
~ len(heap) < k -> len(heap) < k - 1

# the top of an empty heap
For k = 0 your heap stays empty, and you ask for its top. None wanted is a number like any other:
the answer is an empty list.
~ heap and item > heap[0] -> item > heap[0]

# at least one
For k = 0 you return one pair. You ask how many there are only after the first went in. What comes
first?
     heap = []
+    k = max(k, 1)

# k pairs taken for granted
You take k pairs from the stream before you look whether there are so many. A quiet minute may have
three tweets, and the answer is then all three.
~ heap = [] -> heap = sorted((count, -key) for key, count in (next(items) for _ in [None] * k))

# less than k is nothing
Where the stream has fewer than k pairs, you return nothing, or not all of them. The contract says:
then all of them. A quiet minute may have three tweets.
             heapreplace(heap, item)
+    if len(heap) < k:
+        return []

# read twice
You read the stream, and then you read it again. It can be read once: the second loop finds nothing
there. Who retweeted is gone by, as it is in life. What must you keep while you read?
+def top_k(items, k):
+    counts = sorted((count for _, count in items), reverse=True)[:k]
+    least = counts[-1] if counts else 0
+    found = [(key, count) for key, count in items if count >= least]
+    return sorted(found, key=lambda item: (-item[1], item[0]))[:k]

# the stream asked for its length
A stream has no length and no places: nobody knows how many will come. It can only say what comes
next. What do you want to know from its length? The heap can say how full *it* is.
+def top_k(items, k):
+    k = min(k, len(items))
+    return sorted(items, key=lambda item: (-item[1], item[0]))[:k]

# the stream asked for its places
A stream has no places: nobody can ask it for its first k or for its last. It can only say what
comes next, as in `for key, count in items`. Keep what you need of that in the heap.
+def top_k(items, k):
+    return sorted(items[:], key=lambda item: (-item[1], item[0]))[:k]

# a count of 0 left out
You leave out pairs whose count is 0. A count of 0 is a count: the pair stands in the stream, and if
there are not k larger ones, it belongs to the answer.
     for key, count in items:
+        if not count:
+            continue

# the keys alone
You return keys. The contract asks for pairs, (key, count): without its count a key cannot be merged
with what other processors found.
~ (-key, count) -> -key

# the count before the key
The heap needs the count in front, and the reader does not: the answer is made of (key, count).
~ (-key, count) -> (count, -key)

# the sign left on
For the heap you turned the sign of a number around, and it still stands so in the answer. Turn it
back.
~ (-key, count) -> (key, count)
"""

PUSH_AND_POP = """\
def top_k(items, k):
    from heapq import heappop, heappush

    heap = []
    for key, count in items:
        heappush(heap, (count, -key))
        if len(heap) > k:
            heappop(heap)
    found = []
    while heap:
        count, key = heappop(heap)
        found.append((-key, count))
    found.reverse()
    return found
"""

BY_BISECTION = """\
def top_k(items, k):
    from bisect import insort

    best = []
    for key, count in items:
        insort(best, (-count, key))
        del best[k:]
    return [(key, -count) for count, key in best]
"""

BY_LIBRARY = """\
def top_k(items, k):
    from heapq import nlargest

    return nlargest(k, items, key=lambda item: (item[1], -item[0]))
"""

_BIG: Final = 1 << 61  # ids of this size differ by less than a float can tell
ALONE: tuple[tuple[Pairs, int], ...] = (
    ([[5, 3]], 1),
    ([], 1),
    ([[5, 3], [7, 4]], 1),
    ([[7, 4], [5, 3]], 1),
    ([[7, 4], [5, 3]], 2),
    ([[5, 3], [7, 4]], 2),
    ([[5, 3], [7, 3]], 1),
    ([[7, 3], [5, 3]], 1),
    ([[7, 3], [5, 3]], 2),
    ([[5, 3], [7, 3]], 2),
    ([[1, 7], [2, 3], [3, 9], [4, 8], [5, 2], [6, 5]], 2),
    ([[1, 7], [2, 3], [3, 9], [4, 8], [5, 2], [6, 5]], 3),
    ([[6, 1], [5, 2], [4, 3], [3, 4], [2, 5], [1, 6]], 4),
    ([[6, 6], [5, 5], [4, 4], [3, 3], [2, 2], [1, 1]], 4),
    ([[1, 2], [2, 9], [3, 9], [4, 4], [5, 5], [6, 6], [7, 1]], 3),
    ([[9, 4], [8, 4], [7, 4], [3, 4], [4, 4]], 3),
    ([[3, 4], [4, 4], [7, 4], [8, 4], [9, 4]], 3),
    ([[3, 4], [9, 5], [1, 4], [2, 5], [8, 4]], 4),
    ([[4, 2], [6, 8]], 5),
    ([[4, 2], [6, 8]], 0),
    ([], 0),
    ([], 4),
    ([[0, 0]], 1),
    ([[0, 0], [1, 0]], 1),
    ([[1, 0], [0, 0], [2, 1]], 2),
    ([[0, 3], [4, 0], [2, 5]], 3),
    ([[0, 5], [4, 5], [2, 1]], 1),
    ([[_BIG + 1, 7], [_BIG, 7], [_BIG + 2, 7]], 2),
    ([[2**63 - 1, _BIG], [3, _BIG + 1], [4, _BIG - 1]], 2),
    ([[9, 10], [8, 20], [7, 30], [6, 40], [5, 5], [4, 15], [3, 25], [2, 35]], 4),
)


def long(seed: int) -> Iterator[Pair]:
    """Give the pairs of the long stream."""
    rng = random.Random(seed)
    for number in range(1, LONG + 1):
        yield number * 0x9E3779B1 % (1 << 40), rng.randrange(1_000, 1_000_000)


def right(pairs: Iterable[Pair], k: int) -> list[Pair]:
    """Find the largest another way than the reference."""
    return sorted(pairs, key=lambda item: (-item[1], item[0]))[:k]


def drawn(rng: random.Random) -> Iterator[tuple[Pairs, int]]:
    """Draw short streams with many equal counts, and some with ids of 62 bits."""
    for least in [0] * 40 + [_BIG] * 5:
        keys = rng.sample(range(least, least + 40), rng.randrange(12))
        most = rng.choice([2, 5, 50])
        yield [[key, rng.randrange(most)] for key in keys], rng.randrange(6)


def why(case: Case, got: Any, expected: Sequence[Pair]) -> str:
    """Say what is wrong with what was found."""
    items = case["items"]
    came = pairs_of(items) if isinstance(items, list) else long(items)
    return wrong_pairs(dict(came), case["k"], got, expected)


def wrong_pairs(came: dict[int, int], k: int, got: Any, expected: Sequence[Pair]) -> str:
    """Say what is wrong with a list of pairs.

    Args:
        came: All keys that there are, with their counts.
        k: How many pairs are wanted.
        got: What came back, as plain JSON.
        expected: The right pairs.
    """
    found = items_of(got)
    pairs = [items_of(each) for each in found] if found is not None else [None]
    if any(each is None or len(each) != 2 for each in pairs):
        return "A list of pairs is wanted, (key, count), and nothing else."
    read = [tuple(map(whole_number, each or ())) for each in pairs]
    strange = [each for each in read if each[0] not in came or came[each[0]] != each[1]]
    if strange:
        return f"The pair {strange[0]} did not come."
    if len(set(read)) < len(read):
        return "The same pair comes twice."
    if len(read) > k:
        return f"{k} are wanted, and {len(read)} came."
    missing = [each for each in expected if each not in read]
    if missing:
        key, count = missing[0]
        equal = [each for each in read if each[1] == count]
        if equal:
            return f"{key} has the count {count}, as {equal[-1][0]} has, and is the smaller key."
        return f"{key} has the count {count}, and belongs to the top {k}."
    return "These are the right pairs. The largest count comes first; of equals the smaller key."


def strategy() -> st.SearchStrategy[Case]:
    """Give a short stream of small numbers."""
    pairs = st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 4)), unique_by=lambda each: each[0]
    )
    return st.builds(
        lambda some, k: {"items": [[*each] for each in some], "k": k}, pairs, st.integers(0, 3)
    )


CHECK = stream_check(
    function="top_k",
    noun="pairs",
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(PUSH_AND_POP, BY_BISECTION, BY_LIBRARY),
    fixed=[*ALONE, (SEED, LONG_K)],
    drawn=drawn,
    right=right,
    long=long,
    length=LONG,
    allowed_bytes=ALLOWED_BYTES,
    takes_kb=2,
    why=why,
    strategy=strategy,
    figures={"hour": "a million", "top": f"{TOP}"},
)
