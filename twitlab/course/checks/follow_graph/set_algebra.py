"""The check of *Who of mine follows X?*: sorted lists of ids, combined with few looks."""

from __future__ import annotations

import random
from math import log2
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import written
from twitlab.course.checking.check import Case, Observed
from twitlab.course.checking.counted import Counts, counting
from twitlab.course.kinds.coding import alike, code_check, short

HOWS = ("intersection", "union", "difference")
LARGEST = 31_000_000
"""Followers of the largest account. Source: Krikorian, QCon SF 2012, slides."""
FOLLOWED = 200
"""Assumed: whom one user follows."""
LONG = 2_000
_SLACK = 100

REFERENCE = """\
def combine(how, lists):
    from bisect import bisect_left
    from heapq import merge

    kept = []
    if how == "union":
        for each in merge(*lists):
            if not kept or kept[-1] != each:
                kept.append(each)
        return kept
    kept, *others = sorted(lists, key=len) if how == "intersection" else lists
    for other in others:
        walked, kept, place = kept, [], 0
        for each in walked:
            place = bisect_left(other, each, place)
            found = place < len(other) and other[place] == each
            if found == (how == "intersection"):
                kept.append(each)
    return list(kept)
"""

MISTAKES = """
# by sets
The result is right, and each id of each list was hashed to get it. You follow $followed people, and
X has $large followers (the largest account, Krikorian 2012): of every $share ids that you read, one
is about you. The lists are sorted. What can one do in a sorted list?
+def combine(how, lists):
+    first, *others = [set(ids) for ids in lists]
+    return sorted(getattr(first, how)(*others))

# each id read
You compare and hash few ids of these lists, but you read each of them. A copy, a list of other
numbers, a set: whatever is made of a whole list goes through the whole list, $large ids to find
five. A search reads about $looks of them. Which line of yours visits all?
@ by sets
~ set(ids) -> {int(each) for each in ids}

# a list read anew for each id
You compare few ids, but for each id that you look for you read a list once more. A slice such as
`other[place:]` copies all that is behind the place; so does a list or a set made inside the loop.
`bisect_left(other, each, place)` begins at a place and copies nothing. What do you make in the
loop?
~ bisect_left(other, each, place) -> place + bisect_left(other[place:], each)

# both lists walked
You walk through both lists side by side. That is good when they are equally long. With $followed
ids against $large you take $large steps, nearly all of them past ids that nobody asked for. How
does one look a name up in a telephone book?
+def combine(how, lists):
+    result = list(lists[0])
+    for other in lists[1:]:
+        a, b, kept = 0, 0, []
+        while a < len(result) and b < len(other):
+            if result[a] == other[b]:
+                kept += [] if how == "difference" else [result[a]]
+                a, b = a + 1, b + 1
+            elif result[a] < other[b]:
+                kept += [] if how == "intersection" else [result[a]]
+                a += 1
+            else:
+                kept += [other[b]] if how == "union" else []
+                b += 1
+        rest = [] if how == "intersection" else result[a:]
+        result = kept + rest + (other[b:] if how == "union" else [])
+    return result

# each list searched from its start
`in` on a list compares one id after another. In a list of 31 million that is half of it, for each
of the ids you look for. `in` does not know that the list is sorted. You do.
-            place = bisect_left(other, each, place)
-            found = place < len(other) and other[place] == each
+            found = each in other

# walks the first list, not the shortest
You search well, but you walk through whichever list comes first. If that is the one with $large
ids, you search $large times. An intersection does not care about the order of its lists. Which one
should you walk?
~ sorted(lists, key=len) if how == "intersection" else lists -> lists

# the shortest taken for the first
You sort the lists by length for every operation. An intersection allows that. But *A without B* is
not *B without A*: whom I follow and who does not follow me back is another question than the
reverse. Which lists of a difference may change places?
~ sorted(lists, key=len) if how == "intersection" else lists -> sorted(lists, key=len)

# only two lists
You combine the first two lists, and leave the others out. 'Who that I follow follows X' is two
lists; 'and does not follow Y' is a third. What do you do with the result of the first two?
~ *lists -> *lists[:2]
~ for other in others: -> for other in others[:1]:

# the union keeps an id twice
Who follows A and follows B stands in your union twice. Their mention is delivered twice then, and
each count made of it is too large. In a sorted stream, where do equal ids stand?
~ not kept or kept[-1] != each -> True

# the union is one list behind the other
You put the lists together as they are, so the result is not ascending. The next operation expects
sorted lists, searches in yours, and misses ids without a word. In which order must ids come out?
~ merge(*lists) -> (each for ids in lists for each in ids)
~ not kept or kept[-1] != each -> each not in kept

# the union grows list by list
You join the first two lists, then the third to the result, and so on. The ids of the first list are
walked again for every list that follows: with 200 lists 200 times, where about 8 times is enough.
How would you join 200 sorted piles of paper?
-        for each in merge(*lists):
+        joined = []
+        for ids in lists:
+            joined = list(merge(joined, ids))
+        for each in joined:

# in one of the others is not enough
You leave an id out only if *all* the other lists have it. 'Whom I follow, without the blocked and
without the muted' would then show everybody who is only one of the two. Read the contract's word
for the other lists once more.
     kept, *others = sorted(lists, key=len) if how == "intersection" else lists
+    if how == "difference" and others:
+        others = [combine("intersection", others)]

# differences on both sides
You give the ids that stand in just one of the lists, on either side. That is the *symmetric*
difference. The contract's difference begins with the first list and only takes away. Which of your
ids never stood in the first list?
+def combine(how, lists):
+    result = set(lists[0])
+    for other in lists[1:]:
+        result = getattr(result, how.replace("diff", "symmetric_diff"))(other)
+    return sorted(result)

# the end of the list is not asked for
`bisect_left` says where the id would stand. Where it is larger than all others, that is behind the
end, and there is nothing to look at. What must you ask before `other[place]`?
~ place < len(other) and other[place] == each -> other[place] == each

# a place is taken for a find
`bisect_left` gives a place for every id, also for one that is not there. You take the place for a
find. What stands at that place?
~ place < len(other) and other[place] == each -> place < len(other)

# only the second list is taken away
Your difference takes the second list away, and no other. 'Whom I follow, without the blocked and
without the muted' would show the muted. How often must you ask about each id?
~ for other in others: -> for other in others if how == "intersection" else others[:1]:

# only two lists meet
Your intersection asks two lists, and the others are not looked at. An id must be in *every* list.
What do you do with what the first two have in common?
~ for other in others: -> for other in others if how == "difference" else others[:1]:

# in just one of the lists
You give the ids that stand in exactly one of the lists, whichever it is. The contract's difference
asks about the first list alone. What has an id to do with it that was never there?
+def combine(how, lists):
+    from bisect import bisect_left
+    from heapq import merge
+
+    def holds(ids, wanted):
+        place = bisect_left(ids, wanted)
+        return place < len(ids) and ids[place] == wanted
+
+    kept = []
+    if how == "union":
+        for each in merge(*lists):
+            if not kept or kept[-1] != each:
+                kept.append(each)
+        return kept
+    if how == "intersection":
+        shortest, *others = sorted(lists, key=len)
+        return [each for each in shortest if all(holds(ids, each) for ids in others)]
+    for number, ids in enumerate(lists):
+        others = lists[:number] + lists[number + 1 :]
+        kept += [each for each in ids if not any(holds(other, each) for other in others)]
+    return sorted(kept)

# in all the others, or in none
You take an id away only if *all* the other lists have it. Where there is no other list, 'all of
them' is true of each id, and nothing is left. What must hold for an id to stay: with two other
lists, and with none?
     kept, *others = sorted(lists, key=len) if how == "intersection" else lists
+    if how == "difference":
+        others = [combine("intersection", others)] if others else [kept]

# the caller's own list returned
Of one list alone you return that list itself, and not one of your own. Who sorts your result or
adds to it changes what belongs to the caller. What did you make anew?
     kept = []
+    if len(lists) == 1:
+        return lists[0]

# no id is ever found
Your search finds nothing: each intersection is empty, and each difference is the whole first list.
`bisect_right` gives the place *behind* an equal id. Do you look at the place where the id stands?
~ from bisect import bisect_left -> from bisect import bisect_right as bisect_left

# the first list walked, however long
An intersection may begin with any of its lists, and you begin with the first. Where that is the one
with $large ids, each of them is looked up in a short list. Which list asks for the fewest searches?
+def combine(how, lists):
+    from bisect import bisect_left
+    from heapq import merge
+
+    def holds(ids, wanted):
+        place = bisect_left(ids, wanted)
+        return place < len(ids) and ids[place] == wanted
+
+    kept = []
+    for each in merge(*lists) if how == "union" else []:
+        if not kept or kept[-1] != each:
+            kept.append(each)
+    if how == "union":
+        return kept
+    first, *others = lists
+    if how == "intersection":
+        return [each for each in first if all(holds(ids, each) for ids in others)]
+    return [each for each in first if not any(holds(ids, each) for ids in others)]

# what is taken away is walked
For a difference you look up each id of the lists that are taken away. With $followed ids in the
first list and $large in the second, that is $large searches for $followed questions. About which
ids does the contract ask?
+def combine(how, lists):
+    from bisect import bisect_left
+    from heapq import merge
+
+    def holds(ids, wanted):
+        place = bisect_left(ids, wanted)
+        return place < len(ids) and ids[place] == wanted
+
+    kept = []
+    for each in merge(*lists) if how == "union" else []:
+        if not kept or kept[-1] != each:
+            kept.append(each)
+    if how == "union":
+        return kept
+    if how == "intersection":
+        first, *others = sorted(lists, key=len)
+        return [each for each in first if all(holds(ids, each) for ids in others)]
+    first, *others = lists
+    gone = {each for ids in others for each in ids if holds(first, each)}
+    return [each for each in first if each not in gone]
"""

GALLOPING = """\
def combine(how, lists):
    from bisect import bisect_left

    if how == "union":  # two neighbours at a time: log2(lists) rounds
        while len(lists) > 1:
            pairs = [sorted([*a, *b]) for a, b in zip(lists[::2], lists[1::2])]
            lists = pairs + (lists[-1:] if len(lists) % 2 else [])
        return [each for n, each in enumerate(lists[0]) if n == 0 or lists[0][n - 1] != each]
    first, *others = sorted(lists, key=len) if how == "intersection" else lists
    for other in others:
        result, low = [], 0
        for each in first:
            step = 1
            while low + step < len(other) and other[low + step] < each:
                step *= 2
            low = bisect_left(other, each, low + step // 2, min(low + step + 1, len(other)))
            if (low < len(other) and other[low] == each) == (how == "intersection"):
                result.append(each)
        first = result
    return [*first]
"""

ONE_ID_AT_A_TIME = """\
def combine(how, lists):
    from bisect import bisect_left

    def holds(ids, wanted):
        place = bisect_left(ids, wanted)
        return place != len(ids) and ids[place] == wanted

    if how == "union":
        everything = sorted(each for ids in lists for each in ids)
        return [b for a, b in zip([None, *everything], everything) if a != b]
    if how == "difference":
        return [each for each in lists[0] if not any(holds(ids, each) for ids in lists[1:])]
    shortest, *others = sorted(lists, key=len)
    return [each for each in shortest if all(holds(ids, each) for ids in others)]
"""

LISTS: tuple[list[list[int]], ...] = (
    [[1, 2, 3], [2, 3, 4]],
    [[2, 3, 4], [1, 2, 3]],
    [[1, 2]],
    [[], [1]],
    [[1], []],
    [[1, 5], [2, 9]],
    [[1, 2, 3, 4], [2, 3], [3, 4]],
    [[3, 9], [1, 3, 4, 8, 9]],
    [[2**60, 2**60 + 1], [2**60 + 1, 2**60 + 2]],
    [[0, 2], [0, 3]],
    [[], []],
    [[1], [2], [3], [4], [5]],
    [[0, 2**63], [2**63]],
    [[1, 2], [1, 2, 3], [2, 4, 5, 6]],
)
FEW, MANY = [10, 100, 130, 499], list(range(500))


def drawn(rng: random.Random) -> list[tuple[str, list[list[int]]]]:
    """Draw a few lists for each operation, then long ones for the work."""
    lists = [[_ids(rng, rng.randrange(8), 12) for _ in range(rng.randrange(1, 5))] for _ in HOWS]
    few, many, others = (_ids(rng, size, 2**60) for size in (20, LONG, 500))
    many = sorted({*many, *few[::2]})
    others = sorted({*others, *few[::3]})
    return [
        *((how, each) for each in lists for how in HOWS),
        ("intersection", [few, many]),
        ("intersection", [many, few]),
        ("intersection", [many, others, few]),
        ("difference", [few, many]),
        ("difference", [few, others, many]),
        ("union", [_ids(rng, 10, 2**60) for _ in range(60)]),
    ]


def _ids(rng: random.Random, size: int, below: int) -> list[int]:
    return sorted({rng.randrange(1, below) for _ in range(size)})


def most_looks(case: Case) -> int:
    """Give the bound of the contract, for each of the two counts, and some for short lists."""
    lists = case["lists"]
    if case["how"] == "union":
        bound = sum(map(len, lists)) * (4 * log2(len(lists)) + 8)
    else:
        rank = min(range(len(lists)), key=lambda n: len(lists[n]))
        walked = rank if case["how"] == "intersection" else 0
        others = [len(each) for n, each in enumerate(lists) if n != walked]
        bound = len(lists[walked]) * sum(2 * log2(each + 1) + 8 for each in others)
    return _SLACK + int(bound)


def work(case: Case, counts: Counts) -> str:
    """Say in a word or two how the work came about, so that one mistake is told from another."""
    most, once = most_looks(case), sum(map(len, case["lists"]))
    if counts.compared > most:
        many = "walked" if counts.compared <= 3 * once else "compared again and again"
        return "hashed" if counts.hashed else many
    if counts.reads > most:
        return "read" if counts.reads <= 3 * once else "read again and again"
    return "few"


def besides(case: Case, observed: Observed) -> tuple[str, str, str] | None:
    """Ask a right result for few looks, and for being a list of its own."""
    if observed["lent"]:
        return (
            f"{written(observed['returned'])}, the very list that was lent",
            f"{written(observed['returned'])}, in a list of its own",
            "Who sorts your result or adds to it changes the caller's list. Give a copy.",
        )
    if observed["work"] == "few":
        return None
    sizes = sorted({len(ids) for ids in case["lists"]})
    said = (
        f"There are {len(case['lists'])} lists, of {' and '.join(f'{n:,}' for n in sizes)} ids. "
        "`ids[3]` reads one id, a slice or a loop all that it visits; a set hashes each."
    )
    counts = "{reads:,} reads, {compared:,} comparisons and hashes".format(**observed["counts"])
    return f"the right ids; {counts}", f"at most {most_looks(case):,} of each", said


def why(case: Case, got: Any, expected: list[int]) -> str:
    """Say what belongs into the result."""
    if isinstance(got, list) and alike(sorted(got, key=repr), sorted(expected, key=repr)):
        return "These are the right ids, but not in ascending order."
    return {
        "intersection": "An id belongs to the intersection if it is in *every* list.",
        "union": "An id belongs to the union if it is in *some* list, and stands there once.",
        "difference": "An id belongs to the difference if it is in the *first* list and in *none* "
        "of the others.",
    }[case["how"]]


def by_sets(how: str, lists: list[list[int]]) -> list[int]:
    """Find the right ids another way than the reference."""
    first, *others = (set(ids) for ids in lists)
    return sorted(getattr(first, how)(*others))


def strategy() -> st.SearchStrategy[Case]:
    """Give short lists of small ids."""
    ids = st.lists(st.integers(1, 6), max_size=4, unique=True).map(sorted)
    # `fixed_dictionaries` gives the fields in any order, and they are the arguments in theirs.
    return st.builds(
        lambda how, lists: {"how": how, "lists": lists},
        st.sampled_from(HOWS),
        st.lists(ids, min_size=1, max_size=3),
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(GALLOPING, ONE_ID_AT_A_TIME),
    fixed=[
        *((how, lists) for lists in LISTS for how in HOWS),
        ("intersection", [MANY, FEW]),
        ("difference", [FEW, MANY]),
    ],
    drawn=drawn,
    right=by_sets,
    observe=counting(work),
    besides=besides,
    why=why,
    call=lambda case: f"combine({case['how']!r}, {short(case['lists'], most=9)})",
    lent=("a list", "The lists belong to the caller, who will read them again."),
    strategy=strategy,
    figures={
        "followed": FOLLOWED,
        "large": f"{LARGEST / 1e6:.0f} million",
        "share": f"{LARGEST // FOLLOWED:,}",
        "looks": f"{log2(LARGEST):.0f}",
    },
)
