"""The check of *The first repeated id*."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import written
from twitlab.course.checking.check import Case, Observed
from twitlab.course.checking.counted import Counts, counting
from twitlab.course.kinds.coding import code_check

LONG = 1_500
MOST_LOOKS_PER_ID = 50
"""A set compares each id about once and a sort about eleven times; looking through a list of
1,500 ids, or copying what is left of it, looks at each 750 times."""

REFERENCE = """\
def first_repeat(ids):
    seen = set()
    for position, tweet_id in enumerate(ids):
        if tweet_id in seen:
            return position
        seen.add(tweet_id)
    return None
"""

MISTAKES = """
# the earlier position
You return where the id stood *first*. Asked for is where it is met *again*: the position you are
reading when you notice.
~ return position -> return ids.index(tweet_id)

# the id instead of its position
You return the id that repeats. Asked for is its position; `enumerate(ids)` gives both.
~ return position -> return tweet_id

# positions counted from one
Your position is one too high. Python counts positions from 0.
~ return position -> return position + 1

# remembered before looked
You add the id to what you have seen and then ask whether it is there: it always is. Look first,
then remember.
-        if tweet_id in seen:
-            return position
-        seen.add(tweet_id)
+        seen.add(tweet_id)
+        if tweet_id in seen:
+            return position

# -1 for nothing found
When no id repeats, the contract says None. A -1 is a trap: `ids[-1]` is a real id, the last one, so
a caller who forgets to ask gets a wrong answer and no error.
~ return None -> return -1

# looks through a list
Your answer is right and too slow. On a list, `in`, `index` and `count` compare one by one, so the
work grows with the square of the ids. `in` on a set does not.
~ tweet_id in seen -> tweet_id in ids[:position]

# copies what is left each time
Your answer is right and too slow. A slice such as `ids[position:]` copies all the ids in it: half
of the list at each step, in the mean. `for` walks through a list and copies nothing.
~ tweet_id in seen -> ids[position:][0] in seen

# only neighbours compared
You compare each id with the one just before it. The earlier one can stand anywhere.
~ seen.add(tweet_id) -> seen = {tweet_id}

# the number of distinct ids
You return how many different ids there are. That is the position of the repeat only when nothing
comes after it.
~ return position -> return len(set(ids))

# the first id that will repeat
You take the first id that occurs again *somewhere*, and its second position. Another id may repeat
sooner: in [8, 5, 5, 8] the 5 does, at position 2.
~ tweet_id in seen -> tweet_id in set(ids[position + 1 :])
~ return position -> return ids.index(tweet_id, position + 1)

# nothing returned
Your function always gives None back. Is there a `return` on the way out? `print` shows a value to
people; only `return` gives it to the caller.
~ return position -> return print(position)

# sorted the caller's list
`ids.sort()` changes the caller's list and moves every id from its position, so the position you
return is one in another list.
 def first_repeat(ids):
+    ids.sort()

# False for nothing found
When no id repeats, the contract says None. In Python `False` is the number 0 as well, so a caller
can take yours for position 0. How would they tell the two apart?
~ return None -> return False

# the id at position 0 not remembered
An id that stands at position 0 and comes again is not noticed. Does your loop begin at 1, or do you
ask whether a stored position is *true*? In Python 0 is not. What do you really want to ask?
-        seen.add(tweet_id)
+        if position:
+            seen.add(tweet_id)

# the last repeat
You return the last position that repeats something. Asked is the first one. Your loop goes on after
it has found it: what could it do at that moment?
~ enumerate(ids) -> reversed(list(enumerate(ids)))
~ tweet_id in seen -> tweet_id in ids[:position]

# the end of the list never read
A repeat at the very end of the list is missed. Which position does your loop read last? `range(n)`
stops one before n already.
~ enumerate(ids) -> enumerate(ids[:-1])
"""

BY_DICTIONARY = """\
def first_repeat(ids):
    first = {}
    for position in range(len(ids)):
        if first.setdefault(ids[position], position) != position:
            return position
    return None
"""

BY_SORTING = """\
def first_repeat(ids):
    from itertools import pairwise

    order = sorted(range(len(ids)), key=lambda position: (ids[position], position))
    again = [b for a, b in pairwise(order) if ids[a] == ids[b]]
    return min(again, default=None)
"""

FIXED: tuple[list[int], ...] = (
    [],
    [7],
    [7, 7],
    [5, 6],
    [5, 8, 5],
    [8, 5, 5, 8],
    [0, 0],
    [1, 2, 3, 2, 1],
    [2**60, 2**60 + 1],
    [*range(LONG), LONG // 2],
)


def drawn(rng: random.Random) -> list[tuple[list[int]]]:
    """Draw short lists, then wide ids, then a list long enough to tell n from n²."""
    short = [[rng.randrange(1, 12) for _ in range(rng.randrange(2, 9))] for _ in range(40)]
    wide = [[rng.randrange(2**64) for _ in range(20)] for _ in range(5)]
    for ids in wide:
        ids.insert(rng.randrange(15, 20), ids[rng.randrange(10)])
    distinct = rng.sample(range(2**32), LONG)
    return [(ids,) for ids in (*short, *wide, [*distinct, distinct[LONG // 2]])]


def work(case: Case, counts: Counts) -> str:
    """Tell whether comparisons, or ids that are read, grow with the square of the ids."""
    most = MOST_LOOKS_PER_ID * len(case["ids"]) + 100
    return "many" if counts.compared > most else "copied" if counts.reads > most else "few"


def too_slow(case: Case, observed: Observed) -> tuple[str, str, str] | None:
    """Ask a right answer for few comparisons."""
    if observed["work"] == "few":
        return None
    found, looks = written(observed["returned"]), f"{len(case['ids']):,}"
    compared = observed["work"] == "many"
    work = observed["counts"]["compared" if compared else "reads"]
    return (
        f"{found}, after {work:,} {'comparisons' if compared else 'ids read or copied'}",
        f"{found}, after about one look at each id",
        (
            f"{looks} ids need about {looks} looks, one each. Yours grow with the square of the "
            "number of ids: for a day of tweets, 400 million, that is decades."
        ),
    )


def why(case: Case, got: Any, expected: int | None) -> str:
    """Say where the first repeat stands."""
    if expected is None:
        return "No id in the list occurs twice, so the answer is None."
    ids = case["ids"]
    return (
        f"Position {expected} holds {ids[expected]}, which stands at position "
        f"{ids.index(ids[expected])} already, and no earlier position repeats anything."
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_DICTIONARY, BY_SORTING),
    fixed=[(ids,) for ids in FIXED],
    drawn=drawn,
    observe=counting(work),
    besides=too_slow,
    why=why,
    lent=("the list", "The list belongs to the caller. Work on a copy, or better: only read it."),
    strategy=lambda: st.fixed_dictionaries({"ids": st.lists(st.integers(1, 9), max_size=8)}),
)
