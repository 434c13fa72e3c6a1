"""The check of *Any order, any repetition*: late, repeated and replayed follows."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, whole_number, written
from twitlab.course.checking.check import (
    Case,
    Judgement,
    Observed,
    taken_apart,
)
from twitlab.course.kinds.coding import code_check

ACTIONS = ("follow", "unfollow")
FLOCKDB_WRITES_PER_S = 20_000
"""At the peak. Source: twitter-archive/flockdb, README, April 2010."""
_REPEATED = 1_000
"""Assumed: one write in a thousand arrives twice, because its answer was lost."""
_WRONG_A_DAY = FLOCKDB_WRITES_PER_S // _REPEATED * 86_400

REFERENCE = """\
def apply(row, write):
    old = row if row is not None else (-1, "unfollow")
    later = write[0] > old[0]
    tie = write[0] == old[0]
    if later or tie and write[1] == "unfollow":
        new = write
    else:
        new = old
    return new, (new[1] == "follow") - (old[1] == "follow")
"""

MISTAKES = """
# the last to arrive wins
You let the write win that arrives last. The network decides then, and not the user: two writes of
one second can arrive in either order, and two copies of the row then differ for ever. What does
each write carry that says when it was *meant*?
~ write[0] > old[0] -> True

# no tombstone
An unfollow deletes the row, and the time goes with it. A late follow then finds nothing that is
newer, and is believed: somebody follows again whom they had left, or even blocked. What must stay
behind when a follow is gone?
+def apply(row, write):
+    if row is not None and (write[0] < row[0] or write == row):
+        return row, 0
+    if write[1] == "unfollow":
+        return None, 0 if row is None else -1
+    return write, 1 if row is None else 0

# an unfollow without a follow is dropped
There is nothing to remove, so you do nothing. But the follow may be still on its way. When it
arrives, nobody remembers that it was taken back already. A write that has no effect today can
decide tomorrow.
     old = row if row is not None else (-1, "unfollow")
+    if row is None and write[1] == "unfollow":
+        return None, 0

# every write counts
You add 1 for each follow and take 1 for each unfollow, also where the write changes nothing.
FlockDB took $flockdb_writes_per_s writes a second at its peak (its README, 2010). If one in a
thousand arrives twice, up to $wrong_a_day million counts go wrong in a day at that rate, and none
is ever mended. What must differ, before and after, for the count to move?
~ (new[1] == "follow") - (old[1] == "follow") -> 1 if write[1] == "follow" else -1

# every newer write counts
You leave the old writes out of the count, and that is half of it. But a newer follow of somebody
who is followed already makes nobody a second follower, and an unfollow of nobody takes no follower
away. Look at the row before *and* after.
-    return new, (new[1] == "follow") - (old[1] == "follow")
+    return new, 0 if new is old else 1 if write[1] == "follow" else -1

# on a tie the last wins
Two writes have the same time, and you take the one that arrives second. In the other order you end
in the other state. A tie needs a rule that looks only at the two writes and never at the order. The
contract names one.
~ tie and write[1] == "unfollow" -> tie

# on a tie the first wins
Two writes have the same time, and you keep the one that came first. In the other order you end in
the other state: two copies of one row differ, and no later repeat mends it. Which rule needs no
order?
~ later or tie and write[1] == "unfollow" -> later

# on a tie the follow wins
Your rule for ties does not look at the order, and that is good: all copies agree. But it is not the
rule of the contract. Whoever is in doubt should rather lose a follower than be followed against
their will.
~ write[1] == "unfollow" -> write[1] == "follow"

# an unfollow is for ever
Once removed, your row stays removed. That is a rule of its own (a set in which what was taken out
never comes back), and it needs no times. But people do follow again, and the contract lets the
*later* one win.
     old = row if row is not None else (-1, "unfollow")
+    gone = old[1] == "unfollow" and row is not None
-    if later or tie and write[1] == "unfollow":
+    if (later and not gone) or (write[1] == "unfollow" and (later or tie)):

# nothing new, so nothing kept
The edge is in that state already, so you leave the row as it is. But the newer time is lost with
it. A write that lies *between* the two times comes late and wins against the old one. The state did
not change; what did?
-    if later or tie and write[1] == "unfollow":
+    if (later and (row is None or write[1] != old[1])) or tie and write[1] == "unfollow":

# the change is missing
You return the row alone. The pair of time and action is then taken for the two results, a row of 5
and a change of *follow*. The contract asks for two: the row, which is a pair itself, and behind it
the change.
~ new, (new[1] == "follow") - (old[1] == "follow") -> new

# the earlier wins
You keep the write with the *smaller* time. It is the same in any order, but it is what the user
wanted first, and not what they want now.
~ write[0] > old[0] -> row is None or write[0] < old[0]

# the count and not the change
Your second value says whether there is a follow *now*. A repeated follow then adds a follower each
time, and an unfollow takes nobody away. Which two states make a change?
~ (new[1] == "follow") - (old[1] == "follow") -> int(new[1] == "follow")

# a follow of time 0 lost
A first follow of time 0 is lost. You let an edge without a row stand for an unfollow of time 0, and
that unfollow wins the tie. Nobody sent it. What holds for an edge of which nothing has arrived?
~ (-1, "unfollow") -> (0, "unfollow")

# the change in front of the row
Both things are there, in the other order: the change first. The next call then gets a number for
its row. In which order does the contract name them?
-    return new, (new[1] == "follow") - (old[1] == "follow")
+    return (new[1] == "follow") - (old[1] == "follow"), new
"""

BY_THE_LARGER_PAIR = """\
def apply(row, write):
    new = write if row is None else max(row, write)  # "unfollow" comes after "follow"
    before = 1 if row is not None and row[1] == "follow" else 0
    return new, int(new[1] == "follow") - before
"""

CASE_BY_CASE = """\
def apply(row, write):
    if row is None:
        return write, 1 if write[1] == "follow" else 0
    if write[0] < row[0] or (write[0] == row[0] and row[1] == "unfollow"):
        return row, 0
    if write[1] == row[1]:
        return write, 0
    return write, 1 if write[1] == "follow" else -1
"""


ALONE: tuple[list[Any], ...] = (
    [[5, "follow"]],
    [[5, "unfollow"]],
    [[5, "follow"], [7, "unfollow"]],
    [[5, "unfollow"], [7, "follow"]],
    [[5, "follow"], [5, "follow"]],
    [[7, "unfollow"], [5, "follow"]],
    [[7, "follow"], [5, "unfollow"]],
    [[5, "follow"], [5, "unfollow"]],
    [[5, "unfollow"], [5, "follow"]],
    [[5, "follow"], [9, "follow"], [7, "unfollow"]],
    [[5, "unfollow"], [9, "unfollow"], [7, "follow"]],
    [[2**60, "follow"], [2**60 + 1, "unfollow"], [2**60, "follow"]],
    [[0, "follow"]],
    [[0, "unfollow"], [0, "follow"]],
)
FEW = ([5, "follow"], [7, "unfollow"], [7, "follow"], [9, "follow"])


def _delivered(rng: random.Random, count: int) -> list[list[Any]]:
    """Deliver writes in any order, some of them twice, and in the end some of them again."""
    sent = [[rng.randrange(1, 10), rng.choice(ACTIONS)] for _ in range(count)]
    arrived = [*sent, *rng.choices(sent, k=rng.randrange(3))]
    rng.shuffle(arrived)
    return [*arrived, *sent[: rng.randrange(count)]]


def call(case: Case) -> str:
    """Write down what arrives, in the order in which it does."""
    return "arriving in this order: " + ", ".join(
        f"{action} of time {time}" for time, action in case["writes"]
    )


def observe(answer: Any, case: Case) -> Observed:
    """Hand the writes over one by one; each gets the row that the one before has left."""
    row, steps = None, []
    for time, action in case["writes"]:
        row, change = taken_apart(
            answer(row, (time, action)), "the new row", "the change of the count"
        )
        steps.append([row, change])
    return {"steps": steps}


def judge(case: Case, observed: Observed) -> Judgement:
    """Hold row and count after each write against the newest write that has arrived."""
    have = count = 0
    for number, (row, change) in enumerate(observed["steps"], 1):
        arrived = case["writes"][:number]
        newest = max(time for time, _ in arrived)
        removed = [newest, "unfollow"] in arrived
        wanted = (newest, "unfollow" if removed else "follow")
        time, action = arrived[-1]
        after = f"after write {number}, {action} of time {time}: "
        if _row(row) != wanted:
            why = _why(wanted, len(set(map(tuple, arrived))) < number, row)
            return Judgement(False, f"{after}the row {written(row)}", f"{wanted}", why)
        step = int(change) if isinstance(change, bool) else whole_number(change)
        have += step or 0
        count = 0 if removed else 1
        if have != count or step is None:
            before = have - (step or 0)
            return Judgement(
                False,
                f"{after}a change of {written(change)}, which makes the count {have}",
                f"a change of {count - before}, which makes it {count}",
                f"Before this write the count was {before}. The row now says *{wanted[1]}*, so "
                f"this edge adds {count} to the followers.",
            )
    return Judgement(True, "as the newest write says", "as the newest write says", "")


def _row(row: Any) -> Any:
    pair = items(row) or []
    return (whole_number(pair[0]), pair[1]) if len(pair) == 2 else None


def _why(wanted: tuple[int, str], repeated: bool, row: Any) -> str:
    again = " A write that arrives again changes nothing." if repeated else ""
    if row is None:
        again = " `None` stands for an edge of which no write has arrived; here one has."
    return (
        f"Of all that has arrived so far, the latest time is {wanted[0]}, and *{wanted[1]}* is "
        f"what counts at that time (an unfollow, if there is one).{again}"
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give a few writes with small times, so that ties are found."""
    write = st.tuples(st.integers(1, 4), st.sampled_from(ACTIONS)).map(list)
    return st.fixed_dictionaries({"writes": st.lists(write, min_size=1, max_size=5)})


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_THE_LARGER_PAIR, CASE_BY_CASE),
    fields="writes",
    fixed=[*((writes,) for writes in ALONE), *((list(order),) for order in permutations(FEW))],
    drawn=lambda rng: [(_delivered(rng, rng.randrange(2, 9)),) for _ in range(30)],
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "yours gave", "right is"),
    figures={
        "flockdb_writes_per_s": f"{FLOCKDB_WRITES_PER_S:,}",
        "wrong_a_day": f"{_WRONG_A_DAY / 1000000.0:.1f}",
    },
)
