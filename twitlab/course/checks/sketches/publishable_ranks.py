"""The check of *Which ranks are sure?*: what may be published of a list with known errors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_numbers
from twitlab.course.checking.check import Case
from twitlab.course.kinds.coding import code_check

Found = list[list[int]]

REFERENCE = """\
def publishable(found, missing):
    ranks = []
    lowest = float("inf")
    for rank, (key, estimate, error) in enumerate(found, 1):
        least = estimate - error
        after = found[rank][1] if rank < len(found) else missing
        if lowest >= estimate and least >= max(after, missing):
            ranks.append(rank)
        lowest = min(lowest, least)
    return ranks
"""

MISTAKES = """
# only what comes after
You ask whether a key is ahead of all that come after it, and that is half of it. Number 3 is also
wrong if the key belongs to place 2. Who stands before it, and may have come less often?
~ lowest >= estimate and least >= max(after, missing) -> least >= max(after, missing)

# only what comes before
You ask whether all that stand before a key came at least as often, and that is half of it. A key
further down, or one that is not in the list at all, may have come more often than it.
~ lowest >= estimate and least >= max(after, missing) -> lowest >= estimate

# only the one before
You look at the place before and no further up. Its error may be small, and the error of the key
above it large: then that one can fall below both. What is the least that *any* of those before can
have come?
~ min(lowest, least) -> least

# a cut taken for a rank
You ask whether the first r keys are ahead of all others. Then it is known who is *among* the first
r, and not in which order they stand there. The rank of one key needs two cuts: one above it, and
one below it.
-        if lowest >= estimate and least >= max(after, missing):
-            ranks.append(rank)
-        lowest = min(lowest, least)
+        lowest = min(lowest, least)
+        if lowest >= max(after, missing):
+            ranks.append(rank)

# what is not listed forgotten
You compare the keys of the list with each other. A key that is not in the list may have come up to
`missing` times. Hold each key's least against that too.
~ found[rank][1] if rank < len(found) else missing -> found[rank][1] if rank < len(found) else 0
~ max(after, missing) -> after

# only the last held against what is not listed
You hold the last key of the list against `missing`, and none of the others. A key that is not
listed has no place below the last: it may belong anywhere. For which ranks would that make you
wrong?
~ max(after, missing) -> after

# the estimate held against what is not listed
You hold each key's *estimate* against `missing`. The estimate is the most that it can have come:
with fewer, a key that is not listed is ahead of it. Which number of this key must be at least
`missing`?
~ found[rank][1] if rank < len(found) else missing -> found[rank][1] if rank < len(found) else 0
~ max(after, missing) -> after and estimate >= missing

# only the gaps beside it
You look at two gaps, the one to the place before and the one to the place after, and hold the last
key against `missing`. Where all errors are the same and nothing is missing that is enough. Here a
key two places above may have come less often than this one, and a key that is not listed more
often.
~ max(after, missing) -> after
~ min(lowest, least) -> least

# gaps larger than their errors
You look at two gaps, and each must be *more* than the error of the key above it. As much is enough:
then the two came equally often at worst. And two gaps are not all: a key two places above may have
come less often than this one, and a key that is not listed more often.
~ lowest >= estimate and least >= max(after, missing) -> lowest > estimate and least > after
~ min(lowest, least) -> least

# gaps held against the largest error
You hold the gaps between neighbours against *one* error, the largest. That is the rule for a sketch
in which all keys have the same. Here each key has its own, and with its own you may publish more.
And the gap between the last key and `missing` is not all: each key has to be ahead of `missing`.
     lowest = float("inf")
+    worst = max((each[2] for each in found), default=0)
~ estimate - error -> estimate - worst
~ max(after, missing) -> after
~ min(lowest, least) -> least

# the last always published
Nothing stands below the last key of the list, and so you take it for sure. Below it is all that is
not listed.
-        if lowest >= estimate and least >= max(after, missing):
+        last = rank == len(found)
+        if lowest >= estimate and (last or least >= max(after, missing)):

# the last never published
You leave the last place out: there is no next key to compare it with. It has something to be
compared with, though: what is not listed came at most `missing` times.
~ enumerate(found, 1) -> enumerate(found[:-1], 1)

# equals refused
You ask for *more* where *as often* is enough. Two keys that came equally often may stand in either
order, and nobody can say that it is wrong.
-        if lowest >= estimate and least >= max(after, missing):
+        if lowest > estimate and least > max(after, missing):

# equals refused below
Towards the keys after it you ask for *more* where *as often* is enough. Two keys that came equally
often may stand in either order, and nobody can say that it is wrong.
~ least >= max(after, missing) -> least > max(after, missing)

# equals refused above
Towards the keys before it you ask for *more* where *as often* is enough. Two keys that came equally
often may stand in either order, and nobody can say that it is wrong.
~ lowest >= estimate -> lowest > estimate

# the estimates taken for counts
You compare the estimates, and they are in order already, so you publish nearly everything. An
estimate is the *most* that a key can have come. What is the least?
~ estimate - error -> estimate

# the error on both sides
You let a key come more often than its estimate says. These estimates are never too low: the error
goes one way, and you publish less than you may.
-        least = estimate - error
-        after = found[rank][1] if rank < len(found) else missing
-        if lowest >= estimate and least >= max(after, missing):
+        least = estimate - error
+        after = max((each[1] + each[2] for each in found[rank:]), default=missing)
+        if lowest >= estimate + error and least >= max(after, missing):

# the error taken off twice
You take the error off twice: once for the key's least, and once more before you compare. The other
estimate is the most that the other key can have come, and no error is added to it. So you publish
less than you may.
~ least >= max(after, missing) -> least - error >= max(after, missing)

# least held against least
You compare the least of a key with the least of the next. Both can be wrong at once, and in
different directions: this one may have come as rarely as it can, and the next as often as it can.
-        after = found[rank][1] if rank < len(found) else missing
+        after = found[rank][1] - found[rank][2] if rank < len(found) else missing
~ lowest >= estimate -> lowest >= least

# the middles compared
You compare the middles between least and most. The truth can be anywhere between the two, also at
the ends: there the order may be another. Compare the least of one with the most of the other.
-        if lowest >= estimate and least >= max(after, missing):
+        middles = [each[1] - each[2] / 2 for each in found]
+        middle, before, behind = middles[rank - 1], middles[: rank - 1], middles[rank:]
+        if min([middle, *before]) >= middle >= max([missing, *behind]):

# an empty list
You look at the first key before you know that there is one. A list can be empty: then no rank is
sure, and the answer is empty too.
~ float("inf") -> found[0][1]

# one error for all
You take the largest error for all keys. What you publish is true, and it is less than you may: each
key has an error of its own, and for some it is 0.
     lowest = float("inf")
+    worst = max((each[2] for each in found), default=0)
~ estimate - error -> estimate - worst

# stops at the first that is not sure
You stop at the first rank that may be wrong. The ranks below it can be sure again: if numbers 1 and
2 may be exchanged, number 3 is still number 3.
             ranks.append(rank)
+        else:
+            break

# the first never published
The first place has nothing before it, and you hold it against something all the same. Nothing can
be wrong with what is not there. What should your comparison begin with?
~ float("inf") -> 0

# the last taken for the one before the first
For the first key you look at place -1, and Python takes that for the *last* of the list. Before the
first there is nobody.
~ float("inf") -> found[-1][1] - found[-1][2] if found else 0

# beyond the last
You look at the key after the last one, and there is none. What comes after the last is all that is
not listed.
~ found[rank][1] if rank < len(found) else missing -> found[rank][1]

# from the last to the first
The right ranks, and the wrong way round: they ascend. If you went through the list from its end,
turn the answer around.
~ return ranks -> return ranks[::-1]

# counted from 0
Your ranks are one too low. Python counts places from 0, and readers of a list begin with number 1.
~ ranks.append(rank) -> ranks.append(rank - 1)

# keys and not ranks
You return the keys that may be published. The contract asks for their ranks: 1 for the first.
~ ranks.append(rank) -> ranks.append(key)

# how many and not which
You return a number. The sure ranks can have gaps, so the contract asks which they are: a list.
~ return ranks -> return len(ranks)

# yes or no for each
You return yes or no for each key of the list. The contract asks for the ranks that are sure.
~ return ranks -> return [rank in ranks for rank in range(1, len(found) + 1)]

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
~ return ranks -> ranks.reverse()
"""

BY_ALL_PAIRS = """\
def publishable(found, missing):
    sure = []
    for place, (_, most, error) in enumerate(found):
        least = most - error
        before = all(each[1] - each[2] >= most for each in found[:place])
        after = all(each[1] <= least for each in found[place + 1 :])
        if before and after and missing <= least:
            sure.append(place + 1)
    return sure
"""

FROM_BELOW = """\
def publishable(found, missing):
    above = []
    for _, most, error in found:
        above.append(min(above[-1], most - error) if above else most - error)
    sure, below = [], missing
    for place in reversed(range(len(found))):
        _, most, error = found[place]
        if most - error >= below and (not place or above[place - 1] >= most):
            sure.append(place + 1)
        below = max(below, most)
    return sure[::-1]
"""

_BIG = 1 << 60  # counts of this size differ by less than a float can tell
ALONE: tuple[tuple[Found, int], ...] = (
    ([[707, 9, 2]], 5),
    ([], 5),
    ([], 0),
    ([[707, 9, 2]], 8),
    ([[707, 9, 2]], 7),
    ([[707, 9, 0]], 9),
    ([[0, 0, 0]], 0),
    ([[0, 1, 1]], 0),
    ([[703, 9, 2], [704, 6, 1]], 2),
    ([[703, 9, 2], [704, 7, 1]], 2),
    ([[703, 9, 2], [704, 8, 1]], 2),
    ([[703, 9, 2], [704, 6, 1]], 6),
    ([[703, 9, 2], [704, 6, 1]], 8),
    ([[703, 9, 2], [704, 6, 5]], 2),
    ([[705, 4, 0], [702, 4, 0], [709, 4, 0]], 0),
    ([[705, 4, 0], [702, 4, 0], [709, 4, 0]], 4),
    ([[705, 4, 0], [702, 4, 1], [709, 4, 0]], 0),
    ([[705, 90, 10], [702, 70, 5], [709, 65, 5], [703, 20, 5]], 10),
    ([[705, 90, 10], [702, 85, 5], [709, 65, 5], [703, 20, 5]], 10),
    ([[705, 90, 60], [702, 70, 1], [709, 60, 1], [703, 20, 5]], 10),
    ([[705, 90, 1], [702, 70, 40], [709, 60, 1], [703, 50, 1], [704, 20, 1]], 10),
    ([[705, 90, 1], [702, 70, 1], [709, 60, 1], [703, 50, 1], [704, 20, 1]], 55),
    ([[705, 100, 10], [702, 90, 10], [709, 80, 10], [703, 70, 10]], 60),
    ([[705, 100, 10], [702, 85, 10], [709, 70, 10], [703, 55, 10]], 30),
    ([[705, 50, 50], [702, 50, 0], [709, 0, 0]], 0),
    ([[705, _BIG + 3, 1], [702, _BIG + 2, 0], [709, _BIG, 0]], _BIG - 1),
    ([[705, _BIG + 3, 1], [702, _BIG + 2, 1], [709, _BIG, 0]], _BIG + 1),
    ([[705, _BIG + 3, 2], [702, _BIG + 2, 1], [709, _BIG, 0]], _BIG),
)


def right(found: Found, missing: int) -> list[int]:
    """Find the sure ranks another way than the reference: by whoever can contradict."""
    return [rank for rank in range(1, len(found) + 1) if not _against(found, missing, rank)]


def _against(found: Found, missing: int, rank: int) -> str:
    """Say who can make a rank wrong; "" where nobody can."""
    key, most, error = found[rank - 1]
    least = most - error
    for place, (other, estimate, off) in enumerate(found, 1):
        if place < rank and estimate - off < most:
            return (
                f"Key {other} stands before key {key}, and {_rarely(estimate - off)}; "
                f"key {key} {_often(most)}."
            )
        if place > rank and estimate > least:
            return (
                f"Key {other} stands after key {key}, and {_often(estimate)}; "
                f"key {key} {_rarely(least)}."
            )
    if missing > least:
        return f"A key that is not listed {_often(missing)}; key {key} {_rarely(least)}."
    return ""


def _often(count: int) -> str:
    return "may have come once" if count == 1 else f"may have come {count} times"


def _rarely(count: int) -> str:
    if count == 0:
        return "may never have come"
    return "may have come only once" if count == 1 else f"may have come only {count} times"


def why(case: Case, got: Any, expected: Sequence[int]) -> str:
    """Say of a rank why it is not sure, or that it is."""
    ranks = whole_numbers(got)
    found = case["found"]
    if ranks is None or None in ranks:
        return "A list of ranks is wanted, whole numbers from 1 up."
    for rank in filter(None, ranks):
        if 0 < rank <= len(found) and rank not in expected:
            return f"Number {rank} can be wrong. {_against(found, case['missing'], rank)}"
    left = [rank for rank in expected if rank not in ranks]
    if left:
        return f"Number {left[0]} is sure: nobody before or after, listed or not, can change it."
    return f"The ranks go from 1 to {len(found)}, each once, and ascend."


def drawn(rng: random.Random) -> Iterator[tuple[Found, int]]:
    """Draw short lists, with errors that are all the same or each its own."""
    for number in range(60):
        most = rng.choice([6, 30, 200])
        estimates = sorted((rng.randrange(most) for _ in range(rng.randrange(8))), reverse=True)
        same = rng.randrange(most // 3)
        errors = [
            same if number % 3 == 0 else rng.choice([0, 1, most // 9, most]) for _ in estimates
        ]
        keys = rng.sample(range(700, 750), len(estimates))
        found = [[key, each, min(each, off)] for key, each, off in zip(keys, estimates, errors)]
        yield found, rng.choice([0, rng.randrange(most), min(estimates, default=0)])


def strategy() -> st.SearchStrategy[Case]:
    """Give a short list of small numbers."""
    pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=4)

    def made(some: list[tuple[int, int]], missing: int) -> Case:
        ordered = sorted(some, reverse=True)
        found = [[key, most, min(most, off)] for key, (most, off) in enumerate(ordered, 70)]
        return {"found": found, "missing": missing}

    return st.builds(made, pairs, st.integers(0, 6))


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_ALL_PAIRS, FROM_BELOW),
    fixed=ALONE,
    drawn=drawn,
    given=lambda case: ([tuple(each) for each in case["found"]], case["missing"]),
    right=right,
    why=why,
    strategy=strategy,
)
