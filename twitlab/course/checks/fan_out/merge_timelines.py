"""The check of *The newest of many lists*: a merge that looks no further than it must."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_numbers
from twitlab.course.checking.check import Case, Observed
from twitlab.course.checking.watched import watched
from twitlab.course.kinds.coding import code_check

READS_PER_S = 300_000
"""Source: Krikorian, QCon SF 2012, slides."""
FOLLOWED, CAP, PAGE = 75, 800, 20
"""Lists, their length and a page, for the messages; 75 is our assumption, 800 the cap of 2012."""
_BIG = 1 << 61  # ids of this size differ by less than a float can tell

REFERENCE = """\
def newest(timelines, n):
    import heapq
    shown = []
    for tweet_id in heapq.merge(*timelines, reverse=True):
        if tweet_id in shown:
            continue
        shown.append(tweet_id)
        if len(shown) == n:
            break
    return shown
"""

MISTAKES = """
# everything read
Right, and far too much work: you go on reading where it is clear that nothing newer can come.
Whoever reads $followed lists of $cap to their ends has fetched $cap2 entries for a page of $page,
$reads_per_s times a second. The lists are sorted already. Which entry of a list can be the newest
of all?
~ heapq.merge(*timelines, reverse=True) -> sorted(sum(map(list, timelines), []), reverse=True)

# n of each list
Right, and too much work: you take n entries of each list, in case they all come from it. For a page
of $page out of $followed lists that is $page2 entries, where about $page3 do. When do you *know*
that you need a list's second entry?
-    for tweet_id in heapq.merge(*timelines, reverse=True):
+    for tweet_id in sorted((i for t in timelines for i in t[:n]), reverse=True):

# the same tweet twice
A tweet that stands in two lists is shown twice. In a hybrid that is no rare case: while an account
grows past the threshold, its tweets of that minute may be pushed *and* pulled, and all its
followers see them double. Where do equal ids stand in a merged order?
~ tweet_id in shown -> False

# repeats removed too late
You take n entries first and remove what is double afterwards. So the page is too short, though more
tweets are there. A reader who gets 18 of 20 thinks that this is the end. Count only what you show.
~ tweet_id in shown -> False
~ return shown -> return sorted(set(shown), reverse=True)

# one from each in turn
You take one entry from each list, then a second from each. That is fair to the authors and wrong
for the reader: who writes ten times in an hour has ten of the newest tweets. After taking one,
which lists must be compared?
+def newest(timelines, n):
+    shown = []
+    for at in range(max(map(len, timelines), default=0)):
+        for ids in timelines:
+            if at < len(ids) and len(shown) < n and ids[at] not in shown:
+                shown.append(ids[at])
+    return shown

# one list after another
You read the first list to its end before the second begins. Its last entry may be a year older than
the second list's first. Compare across the lists, at every step.
~ heapq.merge(*timelines, reverse=True) -> (each for ids in timelines for each in ids)

# the first list to end ends all
You stop as soon as one list has no more entries. One followee who joined yesterday and wrote once,
and your reader's page ends there. What does an empty list say about the others?
+def newest(timelines, n):
+    at = [0] * len(timelines)
+    shown = []
+    while timelines and len(shown) < n:
+        if any(i == len(ids) for ids, i in zip(timelines, at, strict=True)):
+            break
+        heads = [ids[i] for ids, i in zip(timelines, at, strict=True)]
+        number = heads.index(max(heads))
+        at[number] += 1
+        if heads[number] not in shown:
+            shown.append(heads[number])
+    return shown

# oldest first
The right ids, the wrong way round: the reader's page begins with the oldest. Everything about
timelines goes from new to old, the lists that you were given too.
~ return shown -> return shown[::-1]

# merged as if oldest came first
`heapq.merge` and `heappop` take the *smallest* first, and trust that the lists are sorted that way.
Yours go from the largest down. Of unsorted lists a merge makes no error, only a wrong order. What
must it be told?
~ heapq.merge(*timelines, reverse=True) -> heapq.merge(*timelines)

# entries taken out of the lists
`pop` takes an entry out of somebody's timeline. These lists are not yours: the next reader of the
same celebrity would find her tweets gone. Remember for each list how far you are.
+def newest(timelines, n):
+    shown = []
+    while len(shown) < n and any(timelines):
+        latest = max((ids for ids in timelines if ids), key=lambda ids: ids[0])
+        tweet_id = latest.pop(0)
+        if tweet_id not in shown:
+            shown.append(tweet_id)
+    return shown

# empty lists asked for their first
`timelines[i][0]` stops with an IndexError where a list is empty. Many accounts never wrote
anything, and following one of them breaks the whole page.
+def newest(timelines, n):
+    import heapq
+
+    heap = [(-ids[0], number, 0) for number, ids in enumerate(timelines)]
+    heapq.heapify(heap)
+    shown = []
+    while heap and len(shown) < n:
+        head, number, at = heapq.heappop(heap)
+        if -head not in shown:
+            shown.append(-head)
+        if at + 1 < len(timelines[number]):
+            heapq.heappush(heap, (-timelines[number][at + 1], number, at + 1))
+    return shown

# only the newest of each list
You take one entry of each list, the first. Who wrote ten times in the last hour has ten of the
newest tweets, and you show one. When you have shown a list's first entry, what is the next
candidate?
+def newest(timelines, n):
+    return sorted({ids[0] for ids in timelines if len(ids)}, reverse=True)[:n]

# round after round
You sort all first entries, then all second entries, and so on. But the second entry of one list can
be newer than the first of another. After each tweet that you take, what must you compare?
+def newest(timelines, n):
+    shown = []
+    for at in range(max(map(len, timelines), default=0)):
+        for each in sorted((ids[at] for ids in timelines if at < len(ids)), reverse=True):
+            if len(shown) < n and each not in shown:
+                shown.append(each)
+        if len(shown) == n:
+            break
+    return shown
"""

HEADS_COMPARED = """\
def newest(timelines, n):
    at = [0] * len(timelines)
    shown = []
    while len(shown) < n:
        heads = [ids[i] for ids, i in zip(timelines, at, strict=True) if i < len(ids)]
        if not heads:
            break
        shown.append(max(heads))
        for number, ids in enumerate(timelines):
            at[number] += at[number] < len(ids) and ids[at[number]] == shown[-1]
    return tuple(shown)
"""

A_HEAP_OF_HEADS = """\
def newest(timelines, n):
    import heapq

    heap = [(-ids[0], number, 0) for number, ids in enumerate(timelines) if len(ids)]
    heapq.heapify(heap)
    shown = []
    while heap and len(shown) < n:
        head, number, at = heap[0]
        if not shown or shown[-1] != -head:
            shown.append(-head)
        if at + 1 < len(timelines[number]):
            heapq.heapreplace(heap, (-timelines[number][at + 1], number, at + 1))
        else:
            heapq.heappop(heap)
    return shown
"""


ALONE: tuple[tuple[list[list[int]], int], ...] = (
    ([[5]], 1),
    ([[3], [5]], 1),
    ([[5, 2], [4, 3]], 4),
    ([[5, 4, 1], [3, 2]], 3),
    ([[3, 2], [9, 8, 7]], 3),
    ([[5, 4], []], 2),
    ([[5], [4, 3, 2]], 3),
    ([[5, 4], [5, 3]], 4),
    ([[5, 4], [5, 3]], 2),
    ([[5, 4], [5, 4], [5, 4]], 2),
    ([[5, 4], [5, 4]], 3),
    ([[9, 8, 7, 6]], 4),
    ([[0]], 1),
    ([[1, 0], [0]], 2),
    ([[_BIG + 1, _BIG], [_BIG + 2]], 3),
    ([[5, 4]], 9),
    ([], 3),
    ([[], []], 1),
    ([[9, 8, 7, 6, 5, 4], [3, 2, 1]], 2),
    ([[9, 8, 7, 2, 1], [6, 5, 4, 3]], 3),
)


def drawn(rng: random.Random) -> list[tuple[list[list[int]], int]]:
    """Draw short lists, then ids of 62 bits, then many long lists."""
    short = [_drawn(rng, 1) for _ in range(40)]
    wide = [_drawn(rng, _BIG) for _ in range(5)]
    ids = rng.sample(range(1, 10**6), 60 * 40)
    long = [sorted(ids[at : at + 40], reverse=True) for at in range(0, len(ids), 40)]
    return [*short, *wide, (long, PAGE)]


def _drawn(rng: random.Random, least: int) -> tuple[list[list[int]], int]:
    lists = [
        sorted(rng.sample(range(least, least + 12), rng.randrange(7)), reverse=True)
        for _ in range(rng.randrange(1, 5))
    ]
    return lists, rng.randrange(1, 8)


def call(case: Case) -> str:
    """Write the call down."""
    lists = case["timelines"]
    if len(lists) > 10:
        return f"newest([{len(lists)} lists of {len(lists[0])} ids], {case['n']})"
    return f"newest({lists}, {case['n']})"


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and see how far it looked into each list, and at how many entries."""
    pairs = [watched(ids, "timeline") for ids in case["timelines"]]
    returned = answer([timeline for timeline, _ in pairs], case["n"])
    if isinstance(returned, Iterator):
        returned = list(returned)
    return {
        "returned": returned,
        "looked": [max(looked, default=-1) + 1 for _, looked in pairs],
        "entries": [len(looked) for _, looked in pairs],
    }


def newest(timelines: list[list[int]], n: int) -> list[int]:
    """Find the newest ids another way than the reference."""
    return sorted({each for ids in timelines for each in ids}, reverse=True)[:n]


def too_far(case: Case, observed: Observed) -> tuple[str, str, str] | None:
    """Ask for no look into a list beyond what it takes to be sure."""
    lists, looked = case["timelines"], observed["looked"]
    expected = newest(lists, case["n"])
    enough = [_enough(ids, expected) for ids in lists]
    at = next((at for at, most in enumerate(enough) if looked[at] > most), None)
    if at is None:
        return None
    why = (
        f"List {at} was looked into up to entry {looked[at]} of {len(lists[at])}. After "
        f"{enough[at]} it is clear that nothing newer than {expected[-1]}, the last id returned, "
        "can follow there: each list is sorted."
    )
    got = f"the right ids, after a look at {sum(observed['entries'])} entries"
    return got, f"a look at {sum(enough)} entries at most", why


def _enough(ids: list[int], expected: list[int]) -> int:
    """Count what may be looked at: all that is shown, and the first entry that is older."""
    shown = sum(each >= expected[-1] for each in ids) if expected else 0
    return min(len(ids), shown + 1)


def why(case: Case, got: Any, expected: list[int]) -> str:
    """Say what is wrong with a page."""
    found = whole_numbers(got)
    if found is None:
        return "A list of ids is wanted."
    if len(set(found)) < len(found):
        twice = next(each for each in found if found.count(each) > 1)
        return f"Tweet {twice} is shown {found.count(twice)} times."
    missing = [each for each in expected if each not in found]
    if not missing:
        if len(found) > len(expected):
            return f"{case['n']} ids are asked for, and {len(found)} came."
        return "These are the right ids. Newest first means: the largest id first."
    at = next(at for at, ids in enumerate(case["timelines"]) if missing[0] in ids)
    return (
        f"Tweet {missing[0]} is missing. It stands in list {at}, and from the newest "
        f"of all it is number {expected.index(missing[0]) + 1}."
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give a few short lists of small ids."""
    ids = st.lists(st.integers(1, 9), unique=True, max_size=5)
    lists = st.lists(ids.map(lambda some: sorted(some, reverse=True)), max_size=3)
    # `fixed_dictionaries` gives the fields in any order, and they are the arguments in theirs.
    return st.builds(lambda some, n: {"timelines": some, "n": n}, lists, st.integers(1, 5))


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(HEADS_COMPARED, A_HEAP_OF_HEADS),
    fixed=ALONE,
    drawn=drawn,
    call=call,
    observe=observe,
    right=newest,
    besides=too_far,
    why=why,
    strategy=strategy,
    figures={
        "followed": f"{FOLLOWED}",
        "cap": f"{CAP}",
        "cap2": f"{FOLLOWED * CAP:,}",
        "page": f"{PAGE}",
        "reads_per_s": f"{READS_PER_S:,}",
        "page2": f"{FOLLOWED * PAGE:,}",
        "page3": f"{FOLLOWED + PAGE}",
    },
)
