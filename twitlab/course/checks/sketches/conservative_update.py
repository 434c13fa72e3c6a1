"""The check of *Raise only what is too low*: the conservative update of a count-min sketch."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import alike, code_check

Add = list[Any]  # the key's places, one in each row, and how often it came

REFERENCE = """\
def add(cells, places, count):
    least = min(row[place] for row, place in zip(cells, places))
    wanted = least + count
    for row, place in zip(cells, places):
        if row[place] < wanted:
            row[place] = wanted
"""

MISTAKES = """
# all cells raised
You add the count to every cell of the key. That is the plain update, and it is never too low. But a
cell that already says more than the key can have does not need more. Which cells are too low for
the key's new estimate?
-        if row[place] < wanted:
-            row[place] = wanted
+        row[place] += count

# only one of the least
You raise one cell and stop, and others are as low as it was. The estimate is the *least* of all
cells: after your update it is what it was before, and the key's events are lost.
~ row[place] < wanted -> row[place] == least
             row[place] = wanted
+            break

# only the cells that were least
You raise the cells that were the least, and no others. For a count of 1 that is right. With more, a
cell that was a little higher can be too low afterwards: then the new estimate is that cell, and the
key reads less than it came.
~ row[place] < wanted -> row[place] == least

# raised by the count
You find the cells that are too low, and add the count to them. They must come *up to* the new
estimate, and not by the count: those that were above the least have less to go.
~ row[place] = wanted -> row[place] += count

# all cells set
You set every cell of the key to its new estimate, and some of them were higher. They are other
keys' too: now those read too low, and a count-min must never do that.
@ all cells raised
~ row[place] += count -> row[place] = wanted

# the least looked up again in each row
You look for the least of the cells again after each row. By then you have raised some yourself, and
count your own events once more. When do you need to know the estimate?
-    least = min(row[place] for row, place in zip(cells, places))
-    wanted = least + count
-    for row, place in zip(cells, places):
+    for row, place in zip(cells, places):
+        wanted = min(row[place] for row, place in zip(cells, places)) + count

# no cell changed
No cell changes, whatever comes. Mostly it is one of three: cells are held against the estimate of
*before*, and none is lower than that; they are raised to it, which they are already; or it is a
number that changes, taken out of the table, and not the cell. What must the key read afterwards,
and which line writes that into `row[place]`?
~ row[place] < wanted -> row[place] < least

# the largest cell taken
You begin with the *largest* cell of the key. A cell has the key's own events and those of others,
so the smallest one is nearest to the truth. The estimate of a count-min is the least.
-    least = min(row[place] for row, place in zip(cells, places))
+    least = max(row[place] for row, place in zip(cells, places))

# the mean taken
You begin with the mean of the key's cells. One cell that is shared with a hot tweet makes it far
too high. The least cell is the one with the fewest events of others.
-    least = min(row[place] for row, place in zip(cells, places))
+    least = sum(row[place] for row, place in zip(cells, places)) // len(cells)

# the least of a whole row
You take the least of whole rows. Each row has one cell of the key, at its place in `places`. The
others belong to other keys.
~ (row[place] for row, place in zip(cells, places)) -> (min(row) for row in cells)

# one event at a time forgotten
You raise by 1, whatever `count` says. The key came `count` times at once: it must end where `count`
single updates would have brought it.
~ least + count -> least + 1

# a count of 0 taken for 1
A count of 0 is a count: nothing came, and no cell changes.
~ least + count -> least + (count or 1)

# the place of the first row in all
You use the place of the first row in all of them. Each row has a hash of its own: that is why two
keys which meet in one row hardly meet in the next.
-    least = min(row[place] for row, place in zip(cells, places))
-    wanted = least + count
-    for row, place in zip(cells, places):
+    least = min(row[places[0]] for row in cells)
+    wanted = least + count
+    place = places[0]
+    for row in cells:

# rows and places exchanged
You take a place for the row, and the number of the row for the place. `cells[r]` is row r, and the
key's cell in it is `cells[r][places[r]]`.
-    least = min(row[place] for row, place in zip(cells, places))
-    wanted = least + count
-    for row, place in zip(cells, places):
-        if row[place] < wanted:
-            row[place] = wanted
+    where = [(place, number) for number, place in enumerate(places)]
+    least = min(cells[one][two] for one, two in where)
+    wanted = least + count
+    for one, two in where:
+        if cells[one][two] < wanted:
+            cells[one][two] = wanted

# the first row left out
You leave out the first row. In Python the first of a list has the number 0, and each row has a cell
of the key.
-    least = min(row[place] for row, place in zip(cells, places))
-    wanted = least + count
-    for row, place in zip(cells, places):
+    least = min(row[place] for row, place in zip(cells[1:] or cells, places[1:] or places))
+    wanted = least + count
+    for row, place in zip(cells[1:] or cells, places[1:] or places):

# the last row left out
You never write to the last row. Its cell stays as it was, and the estimate is the least of all
cells. `range` ends before its end, and so does a slice.
~ for row, place in zip(cells, places): -> for row, place in zip(cells[:-1], places):

# stops at the first that is high enough
You stop at the first row whose cell is high enough. Those that follow can still be too low.
-        if row[place] < wanted:
-            row[place] = wanted
+        if row[place] >= wanted:
+            break
+        row[place] = wanted

# a new table
You make a new table and leave the old one as it was. The sketch is `cells`: who holds it must see
the events.
-    least = min(row[place] for row, place in zip(cells, places))
+    cells = [list(row) for row in cells]
+    least = min(row[place] for row, place in zip(cells, places))
             row[place] = wanted
+    return cells

# the whole row raised
You raise every cell of a row that is too low for the key. Only one of them is the key's: the one at
its place.
@ all cells raised
~ row[place] += count -> row[:] = [max(each, wanted) for each in row]
"""

BY_MAX = """\
def add(cells, places, count):
    own = [(number, place) for number, place in enumerate(places)]
    reads = min(cells[number][place] for number, place in own) + count
    for number, place in own:
        cells[number][place] = max(cells[number][place], reads)
"""

ONE_BY_ONE = """\
def add(cells, places, count):
    rows = range(len(cells))
    for _ in range(count):
        held = [cells[row][places[row]] for row in rows]
        for row in rows:
            if held[row] == min(held):
                cells[row][places[row]] += 1
"""

_BIG = 1 << 40
ALONE: tuple[tuple[list[list[int]], list[Add]], ...] = (
    ([[0, 0], [0, 0]], [[[0, 1], 1]]),
    ([[2, 0], [0, 1]], [[[0, 1], 1]]),
    ([[3, 0], [0, 1]], [[[0, 1], 1]]),
    ([[1, 0], [0, 3]], [[[0, 1], 1]]),
    ([[3, 0], [0, 1]], [[[0, 1], 0]]),
    ([[0, 0], [0, 0]], [[[0, 1], 0]]),
    ([[0, 5]], [[[1], 2]]),
    ([[4, 0], [0, 2]], [[[0, 1], 3]]),
    ([[2, 0], [0, 4]], [[[0, 1], 3]]),
    ([[2, 0], [0, 4]], [[[0, 1], 2]]),
    ([[2, 9, 1], [7, 3, 8], [4, 6, 5]], [[[0, 1, 2], 4]]),
    ([[2, 9, 1], [7, 3, 8], [4, 6, 5]], [[[1, 1, 2], 1]]),
    ([[5, 9, 1], [7, 5, 8], [4, 6, 5]], [[[0, 1, 2], 1]]),
    ([[6, 9, 1], [7, 5, 8], [4, 6, 7]], [[[0, 1, 2], 2]]),
    ([[9, 9, 1], [7, 5, 8], [4, 6, 5]], [[[0, 1, 2], 1]]),
    ([[5, 9, 1], [7, 9, 8], [4, 6, 5]], [[[0, 1, 2], 1]]),
    ([[3, 9, 1], [7, 4, 8], [4, 6, 5]], [[[0, 1, 2], 1]]),
    ([[3, 9, 1], [7, 4, 8], [4, 6, 5]], [[[0, 1, 2], 5]]),
    ([[0, 0, 0], [0, 0, 0]], [[[0, 2], 3], [[0, 1], 1], [[1, 1], 2], [[0, 2], 1]]),
    ([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[[3, 0, 2], 7], [[3, 1, 2], 2], [[1, 0, 2], 9]]),
    ([[_BIG, 0], [0, _BIG + 1]], [[[0, 1], 1]]),
)


def drawn(rng: random.Random) -> Iterator[tuple[list[list[int]], list[Add]]]:
    """Draw a small table, empty or not, and some keys."""
    for _ in range(50):
        depth, width = rng.randrange(1, 5), rng.randrange(1, 6)
        most = rng.choice([1, 4, 20])
        cells = [[rng.randrange(most) for _ in range(width)] for _ in range(depth)]
        adds: list[Add] = [
            [
                [rng.randrange(width) for _ in range(depth)],
                rng.choice([0, 1, 1, 2, rng.randrange(9)]),
            ]
            for _ in range(rng.randrange(1, 5))
        ]
        yield cells, adds


def observe(answer: Any, case: Case) -> Observed:
    """Add one key after another, and write the table down after each."""
    cells, tables, unchanged, other = case["cells"], [], True, False
    before = plain(copy.deepcopy(cells))
    for places, count in case["adds"]:
        given = list(places)
        returned = answer(cells, given, count)
        unchanged &= given == places
        other |= isinstance(returned, list) and returned is not cells
        tables.append(copy.deepcopy(plain(cells)))
    # Where nothing happens to the table, it matters whether another one was made.
    other &= all(each == before for each in tables)
    return {"tables": tables, "unchanged": unchanged, "other": other}


def right(cells: Sequence[Sequence[int]], places: Sequence[int], count: int) -> list[list[int]]:
    """Make the table after an update, another way than the reference."""
    reads = min(cells[row][place] for row, place in enumerate(places)) + count
    return [
        [max(cell, reads) if at == place else cell for at, cell in enumerate(row)]
        for row, place in zip(cells, places)
    ]


def judge(case: Case, observed: Observed) -> Judgement:
    """Hold each table against the one before, with what must be in it."""
    before = case["cells"]
    for number, ((places, count), after) in enumerate(zip(case["adds"], observed["tables"]), 1):
        wanted = right(before, places, count)
        if not alike(after, wanted):
            when = f", after update {number}" if len(case["adds"]) > 1 else ""
            got = f"{written(after)}{when}"
            return Judgement(False, got, written(wanted), _why(before, places, count, after))
        before = wanted
    if not observed["unchanged"]:
        why = "The places belong to the caller, who asks for them again. Only read them."
        return Judgement(
            False, f"{written(before)}, and `places` was changed", written(before), why
        )
    return Judgement(True, "", "", "")


def _why(before: Any, places: Sequence[int], count: int, after: Any) -> str:
    own = [before[row][place] for row, place in enumerate(places)]
    reads = min(own) + count
    said = (
        f"The key's cells were {written(own)}, so it must read {min(own)} + {count} = {reads} now. "
    )
    try:
        now = [after[row][place] for row, place in enumerate(places)]
        if min(now) < reads:
            return f"{said}It reads {min(now)}."
        lower = any(one < two for one, two in zip(now, own))
    except (IndexError, KeyError, TypeError):
        return f"{said}The table must stay a list of rows."
    if lower:
        return f"{said}A cell was lowered, and other keys need it."
    return f"{said}No cell has to be higher than that, unless it was so before."


def call(case: Case) -> str:
    """Write the calls down."""
    calls = "; ".join(f"add(cells, {places}, {count})" for places, count in case["adds"])
    return f"cells = {case['cells']}; {calls}"


def strategy() -> st.SearchStrategy[Case]:
    """Give a table of two rows, and one key or two."""
    row = st.lists(st.integers(0, 4), min_size=2, max_size=2)
    places = st.lists(st.integers(0, 1), min_size=2, max_size=2)
    added = st.tuples(places, st.integers(0, 3)).map(list)
    return st.builds(
        lambda one, two, adds: {"cells": [one, two], "adds": adds},
        row,
        row,
        st.lists(added, min_size=1, max_size=2),
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_MAX, ONE_BY_ONE),
    fixed=ALONE,
    drawn=drawn,
    fields="cells adds",
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
)
