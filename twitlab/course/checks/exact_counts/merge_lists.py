"""The check of *Merge the tops*: lists of processors that share no key, read as far as needed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain
from twitlab.course.checking.check import Case, Observed
from twitlab.course.checking.watched import watched
from twitlab.course.checks.exact_counts.heap_top_k import wrong_pairs
from twitlab.course.kinds.coding import alike, code_check

Pairs = list[list[int]]

PROCESSORS, TOP = 100, 100
"""Of the example in the messages: how many lists there are, and how many pairs are wanted."""

REFERENCE = """\
def merge_top(lists, k):
    from heapq import heappop, heappush

    heap = []
    for number, items in enumerate(lists):
        if len(items) > 0:
            key, count = items[0]
            heappush(heap, (-count, key, number, 0))
    found = []
    while heap and len(found) < k:
        count, key, number, place = heappop(heap)
        found.append((key, -count))
        if place + 1 < len(lists[number]):
            key, count = lists[number][place + 1]
            heappush(heap, (-count, key, number, place + 1))
    return found
"""

MISTAKES = """
# everything read
The right pairs, and the lists are read to their ends. Each list descends: what stands behind its
first pair is no larger than that. As long as the first pair of a list has not been taken, nothing
behind it can be. Which pair of each list must you know at any moment?
+def merge_top(lists, k):
+    every = [pair for items in lists for pair in items]
+    return sorted(every, key=lambda pair: (-pair[1], pair[0]))[:k]

# k of each list
The right pairs, and k of each list are read for them. That is sure to be enough, and it is far too
much: with $processors processors and a top $top it is $each pairs, and $few do. From most lists you
take one pair or none. When must you know the second pair of a list?
@ everything read
~ [pair for items in lists for pair in items] -> [pair for items in lists for pair in items[:k]]

# the first of each list only
You take the first pair of each list, and nothing behind it. One processor may have two of the
largest, or all of them. When a pair has been taken, which one takes its place?
-        if place + 1 < len(lists[number]):
-            key, count = lists[number][place + 1]
-            heappush(heap, (-count, key, number, place + 1))

# a share from each list
You take an equal share from each list. Keys are spread over the processors by their hash, and not
by their counts: one processor may have two of the largest, or all of them. Who decides from which
list the next pair comes?
+def merge_top(lists, k):
+    share = -(-k // max(1, len(lists)))
+    every = [pair for items in lists for pair in items[:share]]
+    return sorted(every, key=lambda pair: (-pair[1], pair[0]))[:k]

# by turns
You take the lists by turns: a pair from the first, one from the second, and so on. Their counts say
whose turn it is. Compare the pairs that are next in each list: which of them is the largest of all
that are left?
+def merge_top(lists, k):
+    every = []
+    for place in range(max(map(len, lists), default=0)):
+        every += [items[place] for items in lists if place < len(items)]
+    return every[:k]

# one list after the other
You put the lists one behind the other and cut. The first processor is not the one with the largest
counts. Compare the pairs that are next in each list.
+def merge_top(lists, k):
+    return [pair for items in lists for pair in items][:k]

# the smallest head taken
Of the pairs that are next in each list you take the *smallest*. `heappop` gives the smallest thing
in the heap, and you want the largest count. What can you do with a count so that the largest
becomes the smallest?
~ (-count, key, number, 0) -> (count, key, number, 0)
~ (key, -count) -> (key, count)
~ (-count, key, number, place + 1) -> (count, key, number, place + 1)

# equals by the list they are in
Of two equal counts you take the one whose list comes first. Which processor has a key is decided by
a hash; the answer must not depend on that. The contract says which of two equal counts comes first.
~ (-count, key, number, 0) -> (-count, number, key, 0)
~ count, key, number, place = heappop(heap) -> count, number, key, place = heappop(heap)
~ (-count, key, number, place + 1) -> (-count, number, key, place + 1)

# of equals the larger key
Of two equal counts you take the larger key. The contract wants the smaller one first, and each list
has them so.
~ (-count, key, number, 0) -> (-count, -key, number, 0)
~ (key, -count) -> (-key, -count)
~ (-count, key, number, place + 1) -> (-count, -key, number, place + 1)

# ordered by the key
You compare the pairs as they stand, and a pair begins with its key. The lists descend by the count:
what must stand first in what you compare?
+def merge_top(lists, k):
+    from heapq import merge
+    from itertools import islice
+
+    return list(islice(merge(*lists, reverse=True), k))

# the smallest first
The right pairs, and the wrong way round. The largest count comes first, and it is found first too.
~ return found -> return found[::-1]

# an empty list has no first
You look at the first pair of each list, also of one that is empty: a processor may have had nothing
to count in this hour. Ask how long a list is before you look.
-        if len(items) > 0:
-            key, count = items[0]
-            heappush(heap, (-count, key, number, 0))
+        key, count = items[0]
+        heappush(heap, (-count, key, number, 0))

# past the end of a list
You took the last pair of a list, and look for one behind it. A list of three pairs has the places 0
to 2. Ask before you look; the other lists go on without it.
-        if place + 1 < len(lists[number]):
-            key, count = lists[number][place + 1]
-            heappush(heap, (-count, key, number, place + 1))
+        key, count = lists[number][place + 1]
+        heappush(heap, (-count, key, number, place + 1))

# the last pair of a list never read
You leave each list one pair too early. In a list of three pairs, place 2 is a place like any other.
~ place + 1 < len(lists[number]) -> place + 2 < len(lists[number])

# the first list to end ends it
You stop when the first list has ended. The others may have many pairs that belong to the answer.
The list that has ended only takes no part any more.
-        if place + 1 < len(lists[number]):
-            key, count = lists[number][place + 1]
-            heappush(heap, (-count, key, number, place + 1))
+        if place + 1 >= len(lists[number]):
+            break
+        key, count = lists[number][place + 1]
+        heappush(heap, (-count, key, number, place + 1))

# one pair too many
Your loop goes on while k pairs *or fewer* are found: with k all are found. Should it go on then?
~ len(found) < k -> len(found) <= k

# one pair too few
Your loop ends before k pairs are found. With how many found must it still go on?
~ len(found) < k -> len(found) < k - 1

# at least one
For k = 0 you return one pair. You ask whether all are found only after one was taken. What comes
first?
~ len(found) < k -> len(found) < max(k, 1)

# less than k is nothing
Where all lists together have fewer than k pairs, you return nothing. The contract says: then all.
~ return found -> return found if len(found) == k else []

# asked for what a list cannot do
The lists belong to the processors. You may read `items[i]`, `len(items)`, slices, `for` and `in`;
they have no `pop`, `sort` or `remove`. Remember for each list how far you are.
+def merge_top(lists, k):
+    found = []
+    while len(found) < k:
+        best = max(lists, key=lambda items: items[0][1] if items else -1)
+        found.append(best.pop(0))
+    return found

# a count of 0 left out
You leave out pairs whose count is 0. Each stands in the list of its processor, so it is a pair like
any other: if there are not k larger ones, it belongs to the answer.
-        found.append((key, -count))
+        if count:
+            found.append((key, -count))

# the keys alone
You return keys. The contract asks for pairs, (key, count): who merges your list with others needs
the counts.
~ (key, -count) -> key

# the sign left on
For the heap you turned the sign of the counts around, and they still stand so in the answer. Turn
them back.
~ (key, -count) -> (key, count)
"""

BY_LIBRARY = """\
def merge_top(lists, k):
    from heapq import merge
    from itertools import islice

    return list(islice(merge(*lists, key=lambda pair: (-pair[1], pair[0])), k))
"""

BY_HAND = """\
def merge_top(lists, k):
    streams = [iter(items) for items in lists]
    heads = [next(stream, None) for stream in streams]
    found = []
    for _ in range(k):
        best = None
        for number, head in enumerate(heads):
            if head is not None:
                order = (-head[1], head[0], number)
                if best is None or order < best:
                    best = order
        if best is None:
            break
        number = best[2]
        found.append(heads[number])
        heads[number] = next(streams[number], None)
    return found
"""

_BIG: Final = 1 << 61  # ids of this size differ by less than a float can tell
ALONE: tuple[tuple[list[Pairs], int], ...] = (
    ([[[5, 3]]], 1),
    ([[[5, 3], [7, 2]]], 1),
    ([[[5, 3]], [[7, 4]]], 1),
    ([[[5, 3]], [[7, 4]]], 2),
    ([[[7, 4]], [[5, 3]]], 1),
    ([[[7, 3]], [[5, 3]]], 1),
    ([[[5, 3]], [[7, 3]]], 2),
    ([[[7, 3]], [[5, 3]]], 2),
    ([[[1, 9], [3, 4], [5, 1]], [[2, 7], [4, 5]]], 4),
    ([[[1, 9], [3, 4], [5, 1]], [[2, 7], [4, 5]]], 5),
    ([[[1, 9], [3, 8], [5, 7], [7, 1]], [[2, 6], [4, 5]]], 3),
    ([[[2, 6], [4, 5]], [[1, 9], [3, 8], [5, 7], [7, 1]]], 3),
    ([[[2, 6], [4, 5], [6, 4], [8, 3]], [[1, 9], [3, 8], [5, 7]], []], 4),
    ([[[1, 2], [9, 2]], [[4, 2], [5, 2]], [[0, 2], [7, 2]]], 4),
    ([[[4, 2], [5, 2]], [[0, 2], [7, 2]], [[1, 2], [9, 2]]], 5),
    ([[[9, 5], [1, 4]], [[2, 4], [3, 4]]], 3),
    ([[[9, 5], [4, 4]], [[2, 4], [3, 4]]], 3),
    ([[[9, 6], [8, 5], [7, 4]], [[3, 3], [2, 2], [1, 1]]], 3),
    ([[[9, 6], [8, 5], [7, 4]], [[3, 3], [2, 2], [1, 1]]], 5),
    ([[[9, 9]], [[1, 8], [2, 7], [3, 6], [4, 5]]], 4),
    ([[], [[3, 5], [4, 2]], []], 1),
    ([[], []], 2),
    ([], 3),
    ([], 0),
    ([[[5, 3]], [[7, 4]]], 0),
    ([[[5, 3]], [[7, 4], [8, 1]]], 9),
    ([[[0, 0]], [[1, 0]]], 1),
    ([[[1, 0]], [[0, 0]]], 1),
    ([[[0, 3], [4, 0]], [[1, 1], [2, 0]]], 4),
    ([[[_BIG + 1, 7]], [[_BIG, 7]], [[_BIG + 2, 7]]], 2),
    ([[[2**63 - 1, _BIG]], [[3, _BIG + 1], [4, 1]]], 2),
    ([[[8, 6], [1, 3]], [[7, 6], [2, 3]], [[6, 6], [3, 3]], [[5, 6], [4, 3]]], 4),
    ([[[10 * at + one, 90 - 10 * at - one] for at in range(9)] for one in range(9)], 12),
)


def right(lists: list[Pairs], k: int) -> list[tuple[int, int]]:
    """Find the largest another way than the reference."""
    every = [(key, count) for items in lists for key, count in items]
    return sorted(every, key=lambda pair: (-pair[1], pair[0]))[:k]


def enough(case: Case) -> list[int]:
    """Say how many pairs of each list may be read: those that are returned, and one more."""
    found = {key for key, _ in right(**case)}
    return [min(len(items), sum(key in found for key, _ in items) + 1) for items in case["lists"]]


def drawn(rng: random.Random) -> Iterator[tuple[list[Pairs], int]]:
    """Draw a few short lists with many equal counts, and some with ids of 62 bits."""
    for least in [0] * 40 + [_BIG] * 5:
        keys = rng.sample(range(least, least + 40), rng.randrange(14))
        most = rng.choice([2, 5, 50])
        lists: list[Pairs] = [[] for _ in range(rng.randrange(1, 5))]
        for key in keys:
            rng.choice(lists).append([key, rng.randrange(most)])
        yield [sorted(items, key=_order) for items in lists], rng.randrange(7)


def _order(pair: list[int]) -> tuple[int, int]:
    key, count = pair
    return -count, key


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and see how far it looked into each list."""
    sizes = [len(items) for items in case["lists"]]
    lent = [watched([(*pair,) for pair in items], "list", "pairs") for items in case["lists"]]
    returned = answer([items for items, _ in lent], case["k"])
    read = [max(looked, default=-1) + 1 for _, looked in lent]
    far = []
    if alike(plain(returned), plain(right(**case))):  # of wrong pairs nobody counts the reads
        for count, most, size in zip(read, enough(case), sizes, strict=True):
            words = (
                (count <= most, "enough"),
                (count == size, "all"),
                (count == case["k"], "k"),
                (True, "too far"),
            )
            far.append(next(word for holds, word in words if holds))
    return {"returned": returned, "far": far, "counts": read}


def too_far(case: Case, observed: Observed) -> tuple[str, str, str] | None:
    """Ask for no pair that is not needed."""
    read, most = observed["counts"], enough(case)
    at = next((at for at, count in enumerate(read) if count > most[at]), None)
    if at is None:
        return None
    taken = sum(pair in right(**case) for pair in map(tuple, case["lists"][at]))
    why = (
        f"Of list {at}, {read[at]} of {len(case['lists'][at])} pairs were read. {taken} of them "
        f"are in the answer, so it takes {most[at]} to see that no more are."
    )
    return f"the right pairs; read: {sum(read)}", f"pairs read: at most {sum(most)}", why


def why(case: Case, got: Any, expected: list[tuple[int, int]]) -> str:
    """Say what is wrong with what was found."""
    came = {key: count for items in case["lists"] for key, count in items}
    return wrong_pairs(came, case["k"], got, expected)


def strategy() -> st.SearchStrategy[Case]:
    """Give a few short lists of small numbers."""
    pairs = st.dictionaries(st.integers(0, 7), st.tuples(st.integers(0, 4), st.integers(0, 2)))

    def made(some: dict[int, tuple[int, int]], k: int) -> Case:
        lists: list[Pairs] = [[], [], []]
        for key, (count, number) in some.items():
            lists[number].append([key, count])
        return {"lists": [sorted(items, key=_order) for items in lists], "k": k}

    return st.builds(made, pairs, st.integers(0, 3))


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_LIBRARY, BY_HAND),
    fixed=ALONE,
    drawn=drawn,
    given=lambda case: ([[(*pair,) for pair in items] for items in case["lists"]], case["k"]),
    observe=observe,
    right=right,
    besides=too_far,
    why=why,
    strategy=strategy,
    figures={
        "processors": f"{PROCESSORS}",
        "top": f"{TOP}",
        "each": f"{PROCESSORS * TOP:,}",
        "few": f"{PROCESSORS + TOP}",
    },
)
