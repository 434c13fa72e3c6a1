"""The check of *The newest in both lists*: two posting lists, read from the newest end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain, whole_numbers
from twitlab.course.checking.check import Case, Observed
from twitlab.course.checking.watched import watched
from twitlab.course.kinds.coding import code_check

TWEETS, IN_30, IN_10, PAGE = 2_000_000, 600_000, 200_000, 20
"""Assumed for the messages: two words, in 30 and in 10 of 100 tweets, and a page."""
_FEW: Final = round(PAGE * TWEETS * (IN_30 + IN_10) / (IN_30 * IN_10))
_BIG: Final = 1 << 61  # ids of this size differ by less than a float can tell

REFERENCE = """\
def newest_both(a, b, n):
    both = []
    i, j = len(a) - 1, len(b) - 1
    while i >= 0 and j >= 0 and len(both) < n:
        if a[i] == b[j]:
            both.append(a[i])
            i, j = i - 1, j - 1
        elif a[i] > b[j]:
            i -= 1
        else:
            j -= 1
    return both
"""

MISTAKES = """
# all intersected, then cut
The right ids, and all of both lists read for them. Two words that stand in 30 and in 10 of every
100 of two million tweets have $all postings; for a page of $page about $few are enough. A set, a
sorted copy, a slice of the whole list: whatever is made of all of a list reads all of it. Which
posting of a list can be in the page, and which one after it?
+def newest_both(a, b, n):
+    return sorted(set(a) & set(b), reverse=True)[:n]

# one list read whole
You walk the one list from its newest end, and before that you read all of the other one, to have it
as a set or a list of your own. That other list may be the longest of the index. Both can be walked,
side by side. Which of them must go on, and when?
+def newest_both(a, b, n):
+    others = set(b)
+    both = []
+    for x in reversed(a):
+        if len(both) == n:
+            break
+        if x in others:
+            both.append(x)
+    return both

# one list read whole, and a page of 0 never full
You read all of one list, to have it as a set or a list of your own, and walk the other one. You can
walk both, side by side, each from its newest end. And for n = 0 you return all: you ask whether the
page is full only after an id went in. What comes first, the question or the posting?
+def newest_both(a, b, n):
+    others = set(b)
+    both = []
+    for x in reversed(a):
+        if x in others:
+            both.append(x)
+            if len(both) == n:
+                break
+    return both

# merged to the end
You merge the lists and look for neighbours that are equal. That is a fine idea, and `heapq.merge`
does not know when to stop: it fetches one posting ahead, and when one list has ended it goes
through the rest of the other, where nothing can have a neighbour.
+def newest_both(a, b, n):
+    from heapq import merge
+
+    both, before = [], None
+    if n == 0:
+        return both
+    for x in merge(reversed(a), reversed(b), reverse=True):
+        if x == before:
+            both.append(x)
+            if len(both) == n:
+                break
+        before = x
+    return both

# never stopped
You begin at the right end, and you never ask whether the page is full: you walk to the other end of
the lists, and cut afterwards. With the n-th id the work is done. Where does your loop end?
~ i >= 0 and j >= 0 and len(both) < n -> i >= 0 and j >= 0
~ return both -> return both[:n]

# from the oldest end
You walk both lists, and you begin at the oldest end: the page is known only when the newest
postings come, at the very last. The reader wants what is new. At which end of the lists does it
stand?
+def newest_both(a, b, n):
+    both = []
+    i = j = 0
+    while i < len(a) and j < len(b):
+        if a[i] == b[j]:
+            both.append(a[i])
+        i, j = i + (a[i] <= b[j]), j + (b[j] <= a[i])
+    return both[::-1][:n]

# the oldest of both
You stop early, and at the wrong end: where more tweets have both words than the page has places,
you show the *oldest* of them. Where there are no more, the ids are right, and the older postings
were read for nothing. Postings are appended as tweets are written. Where does the newest one stand?
@ from the oldest end
~ len(b) -> len(b) and len(both) < n
~ both[::-1][:n] -> both

# one too many
The page is full, and you read on before you notice: the next postings are fetched first, and then
the page is counted. One posting is little; a read from another segment, or from disk, is not. Ask
whether the page is full *before* you read.
-    while i >= 0 and j >= 0 and len(both) < n:
-        if a[i] == b[j]:
+    while i >= 0 and j >= 0:
+        x, y = a[i], b[j]
+        if len(both) == n:
+            break
+        if x == y:

# one list read on when the other has ended
One list has ended, so nothing more can be in both. You read the other one on, to its end. Of a rare
word and a common one that is nearly the whole cost. What does an ended list say about all that is
older?
-    while i >= 0 and j >= 0 and len(both) < n:
-        if a[i] == b[j]:
+    while (i >= 0 or j >= 0) and len(both) < n:
+        x = a[i] if i >= 0 else -1
+        y = b[j] if j >= 0 else -1
+        if x == y:
~ a[i] > b[j] -> x > y

# one list walked to its end
You go through the first list to its end, and look each posting up in the second, also where the
second has no posting left that could be as old. When the second list has ended, what can the rest
of the first still give?
+def newest_both(a, b, n):
+    both = []
+    j = len(b) - 1
+    for x in reversed(a):
+        while j >= 0 and b[j] > x:
+            j -= 1
+        if len(both) < n and j >= 0 and b[j] == x:
+            both.append(x)
+        if len(both) == n:
+            break
+    return both

# searched with `in`
`x in b` begins at the oldest posting and compares one after another. To look for a new tweet it
reads through all the years before. And `in` never says that `b` has ended, or is empty, so you go
through all of `a` as well. `in` does not know where the new ones stand. You do.
@ one list read whole
-    others = set(b)
~ x in others -> x in b

# searched with `in`, and a page of 0 never full
`x in b` begins at the oldest posting and compares one after another, and it never says that `b` has
ended. You know where the new ones stand. And for n = 0 you return all: you ask whether the page is
full only after an id went in. What comes first, the question or the posting?
@ one list read whole, and a page of 0 never full
-    others = set(b)
~ x in others -> x in b

# searched with `in`, and a page of 0 holds one
`x in b` begins at the oldest posting and compares one after another, and it never says that `b` has
ended. You know where the new ones stand. And for n = 0 you return one id, or read for it: you ask
whether the page is full only after you looked. What comes first, the question or the posting?
@ searched with `in`, and a page of 0 never full
~ len(both) == n -> len(both) >= n

# searched by halves
A search by halves looks into the middle of the list first. In an array that is one look. Here it is
half of the list: a posting is stored as a difference to the newer one, so that nobody knows it who
has not read all newer ones. Can you get to the place step by step, from the newest end?
+def newest_both(a, b, n):
+    from bisect import bisect_left
+
+    both = []
+    for x in reversed(a):
+        if len(both) == n:
+            break
+        place = bisect_left(b, x)
+        if place < len(b) and b[place] == x:
+            both.append(x)
+    return both

# the n newest of each
You intersect the n newest of each list. A tweet that has both words may be number 21 in one list
and number 3 in the other, and you lose it. For $page tweets that are in both, about $few postings
are needed, and not $page of each. When do you know that you have enough?
+def newest_both(a, b, n):
+    some = set(a[max(0, len(a) - n) :]) & set(b[max(0, len(b) - n) :])
+    return sorted(some, reverse=True)

# one id more than asked for
Your loop goes on while the page has n ids *or fewer*: with n it is full. Should it go on then?
~ len(both) < n -> len(both) <= n

# oldest first
The right ids, and the wrong way round. The page shows the newest first, and it is found first too.
~ return both -> return both[::-1]

# the wrong list goes on
Where two postings differ, you step on in the list with the *smaller* id. But its posting may be
waiting for one that comes later in the other list. One of the two ids can no longer be found in the
other list. Which one?
~ a[i] > b[j] -> a[i] < b[j]

# both lists go on
Where two postings differ, you step on in both lists: the newest is compared with the newest, the
second with the second. So the smaller of the two ids is thrown away, although it may be the very
next one in the other list. Which of the two can no longer be matched?
-        elif a[i] > b[j]:
-            i -= 1
~ j -= 1 -> i, j = i - 1, j - 1

# past the oldest end
Place -1 is no place before the first: Python takes it for the last. Your walk goes past the oldest
posting and comes in again at the newest, or ends in an IndexError. What must be true of both places
before you look?
~ i >= 0 and j >= 0 and len(both) < n -> len(both) < n

# the oldest posting never read
Your walk ends one step early: the posting at place 0 is never looked at. Place 0 is a place like
any other. It holds the first tweet that ever had the word.
~ i >= 0 and j >= 0 and len(both) < n -> i > 0 and j > 0 and len(both) < n

# id 0 taken for the end
You take the id 0 for *no posting*. The contract says that ids begin at 0. What can never be an id?
+def newest_both(a, b, n):
+    left, right = reversed(a), reversed(b)
+    both = []
+    x, y = (next(left, 0), next(right, 0)) if n else (0, 0)
+    while x and y:
+        if x == y:
+            both.append(x)
+            if len(both) == n:
+                break
+        if x > y:
+            x = next(left, 0)
+        elif x < y:
+            y = next(right, 0)
+        else:
+            x, y = next(left, 0), next(right, 0)
+    return both

# a page of 0 never full
For n = 0 you return all. You ask whether the page is full only after an id went in, and then it
holds one already: it never holds 0. What comes first, the question or the posting?
~ i >= 0 and j >= 0 and len(both) < n -> i >= 0 and j >= 0
             both.append(a[i])
+            if len(both) == n:
+                break

# a page of 0 holds one
For n = 0 you return one id. You ask whether the page is full only after an id went in. What comes
first, the question or the posting?
@ a page of 0 never full
~ len(both) == n -> len(both) >= n

# a posting read for a page of 0
For n = 0 you return the right page, an empty one, and read a posting of each list first. Nothing is
wanted, so nothing may be read. Where does your walk ask whether the page is full: before it takes
the first two postings, or behind it?
+def newest_both(a, b, n):
+    left, right = reversed(a), reversed(b)
+    both = []
+    x, y = next(left, None), next(right, None)
+    while x is not None and y is not None and len(both) < n:
+        if x > y:
+            x = next(left, None)
+        elif x < y:
+            y = next(right, None)
+        else:
+            both.append(x)
+            if len(both) == n:
+                break
+            x, y = next(left, None), next(right, None)
+    return both

# a place behind the last
A list of 5 has the places 0 to 4. You begin at place `len(a)`, where nothing stands. Which place
has the newest posting?
~ len(a) - 1, len(b) - 1 -> len(a), len(b)
~ i >= 0 and j >= 0 and len(both) < n -> i > 0 and j > 0 and len(both) < n

# asked for what a posting list cannot do
A posting list knows `a[i]`, `len`, slices, `for`, `reversed` and `in`. It has no `pop`, `sort`,
`reverse`, `append` or `copy`: it belongs to the index, and others are reading it. Remember for each
list how far you are.
+def newest_both(a, b, n):
+    a.reverse()
+    b.reverse()
+    return [x for x in a if x in b][:n]

# in one of them is enough
You give the newest of either list. That is OR. *Big quake* asks for tweets that have both words.
+def newest_both(a, b, n):
+    return sorted({*a, *b}, reverse=True)[:n]
"""

BY_TURNS = """\
def newest_both(a, b, n):
    left, right = reversed(a), reversed(b)
    both = []
    x, y = (next(left, None), next(right, None)) if n else (None, None)
    while x is not None and y is not None:
        if x > y:
            x = next(left, None)
        elif x < y:
            y = next(right, None)
        else:
            both.append(x)
            if len(both) == n:
                break
            x, y = next(left, None), next(right, None)
    return both
"""

ONE_LEADS = """\
def common(a, b):
    left = len(b)
    for x in reversed(a):
        while left and b[left - 1] > x:
            left -= 1
        if not left:
            return
        if b[left - 1] == x:
            yield x


def newest_both(a, b, n):
    from itertools import islice

    return tuple(islice(common(a, b), n))
"""

ALONE: tuple[tuple[list[int], list[int], int], ...] = (
    ([5], [5], 1),
    ([5], [3], 1),
    ([1, 4, 9], [1, 3, 4, 8], 2),
    ([1, 4, 9], [1, 3, 4, 8], 1),
    ([2, 3, 5, 7], [1, 3, 5, 9], 1),
    ([2, 3, 5, 7], [2, 3, 5, 7], 2),
    ([2, 3, 5, 7], [2, 3, 5, 7], 9),
    ([2, 5, 7], [3, 5, 6, 7], 0),
    ([], [3, 5], 2),
    ([3, 5], [], 2),
    ([], [], 1),
    ([8], [1, 2, 3, 4, 5, 8, 9], 2),
    ([1, 2, 3, 4, 5, 8, 9], [8], 2),
    ([9], [1, 2, 3, 4], 1),
    ([1, 2, 3, 4], [9], 1),
    ([0, 4], [0, 3], 1),
    ([0], [0], 2),
    ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], 3),
    ([1, 3, 5, 7, 9, 11], [2, 4, 6, 8, 10, 12], 1),
    ([1, 2, 9, 10], [1, 2, 7, 8, 10], 2),
    ([1, 2, 5, 6, 7, 8, 9], [1, 2, 3, 4, 9], 3),
    ([*range(40)], [*range(0, 80, 2)], 3),
    ([_BIG, _BIG + 2], [_BIG + 1, _BIG + 2], 2),
    ([7, 2**63 - 1], [2**63 - 1], 1),
)


def drawn(rng: random.Random) -> Iterator[tuple[list[int], list[int], int]]:
    """Draw short lists, ids of 62 bits, and two long lists."""
    for least in [0] * 40 + [_BIG] * 5:
        a, b = (_drawn(rng, least, 14, rng.randrange(9)) for _ in range(2))
        yield a, b, rng.randrange(5)
    yield _drawn(rng, 0, 3_000, 900), _drawn(rng, 0, 3_000, 300), PAGE


def _drawn(rng: random.Random, least: int, span: int, size: int) -> list[int]:
    return sorted(rng.sample(range(least, least + span), size))


def right(a: list[int], b: list[int], n: int) -> list[int]:
    """Find the newest in both another way than the reference."""
    return sorted(set(a) & set(b), reverse=True)[:n]


def enough(case: Case) -> list[int]:
    """Say how many postings of each list may be read, counted from its newest end."""
    a, b, n = case["a"], case["b"], case["n"]
    page = right(a, b, n)
    if len(page) == n:  # nothing older than the last id of the page
        return [sum(each >= page[-1] for each in ids) if page else 0 for ids in (a, b)]
    ended = max(ids[0] if ids else 1 << 63 for ids in (a, b))  # the first list to end ends here
    return [min(len(ids), sum(each >= ended for each in ids) + 1) for ids in (a, b)]


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and see how far it looked into each list."""
    lists = [watched(case[name], "posting list") for name in "ab"]
    returned = answer(*(each for each, _ in lists), case["n"])
    if isinstance(returned, Iterator):
        returned = list(returned)
    sizes = [len(case[name]) for name in "ab"]
    places = [looked for _, looked in lists]
    read = [size - min(looked, default=size) for looked, size in zip(places, sizes, strict=True)]
    far = []
    if whole_numbers(plain(returned)) == right(**case):  # of a wrong page nobody counts the reads
        for looked, size, count, most in zip(places, sizes, read, enough(case), strict=True):
            words = (
                (count <= most, "enough"),
                (len(looked) == size, "all"),
                (looked == set(range(len(looked))), "from the oldest"),
                (len(looked) < count, "in jumps"),
                (count == most + 1, "one too many"),
                (True, "too far"),
            )
            far.append(next(word for holds, word in words if holds))
    return {"returned": returned, "far": far, "counts": read}


def too_far(case: Case, observed: Observed) -> tuple[str, str, str] | None:
    """Ask for no posting that is not needed."""
    read, most, page = observed["counts"], enough(case), right(**case)
    at = next((at for at in (0, 1) if read[at] > most[at]), None)
    if at is None:
        return None
    name, size = "ab"[at], len(case["ab"[at]])
    why = f"Of `{name}` {read[at]} of {size} postings were read, counted from the newest end. "
    if len(page) == case["n"]:
        last = f" when {page[-1]} was found" if page else " from the start: no id is wanted"
        why += f"The page was full{last}, and that takes {most[at]}."
    else:
        why += _ended(case, at, most[at])
    return f"the right ids; postings read: {sum(read)}", f"postings read: at most {sum(most)}", why


def _ended(case: Case, at: int, most: int) -> str:
    """Say when it is clear that one list, or the other, can give nothing more."""
    other = "ab"[1 - at]
    if not case[other]:
        return (
            f"`{other}` is empty, so nothing can be in both. One look at `{'ab'[at]}` is allowed."
        )
    return f"After {most} it is clear that nothing more can be in both: one list has ended."


def why(case: Case, got: Any, expected: list[int]) -> str:
    """Say what is wrong with a page."""
    found = whole_numbers(got)
    if found is None or None in found:
        return "A list of ids is wanted, and nothing else."
    wrong = [each for each in found if each not in case["a"] or each not in case["b"]]
    if wrong:
        return f"{wrong[0]} does not stand in both lists."
    if len(set(found)) < len(found):
        return "The same id comes twice."
    missing = [each for each in expected if each not in found]
    if missing:
        return f"{missing[0]} stands in both lists, and it is among the newest {case['n']}."
    if len(found) > len(expected):
        return f"The page is for {case['n']}, and {len(found)} came."
    return "These are the right ids. Newest first means: the largest id first."


def strategy() -> st.SearchStrategy[Case]:
    """Give two short lists of small ids."""
    ids = st.lists(st.integers(0, 7), unique=True, max_size=6).map(sorted)
    return st.builds(lambda a, b, n: {"a": a, "b": b, "n": n}, ids, ids, st.integers(1, 3))


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_TURNS, ONE_LEADS),
    fixed=ALONE,
    drawn=drawn,
    observe=observe,
    right=right,
    besides=too_far,
    why=why,
    strategy=strategy,
    figures={"all": f"{IN_30 + IN_10:,}", "few": f"{_FEW}", "page": f"{PAGE}"},
)
