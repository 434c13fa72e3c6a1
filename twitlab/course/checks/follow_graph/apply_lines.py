"""The check of *Crash in the middle*: a batch of writes in two tables, killed and run again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import written
from twitlab.course.checking.check import Case, Judgement, Mistake
from twitlab.course.checking.patches import read_patches
from twitlab.course.kinds.ordering import order_lines

HEAD = """\
def apply(batch, number, forward, backward, saved):"""

LINES = {
    "A": "        write = (at, removed)",
    "B": "    for a, b, at, removed in batch:",
    "C": "        backward[b, a] = write",
    "D": "    saved['batch'] = number",
    "E": "        forward[a, b] = max(write, forward.get((a, b), write))",
    "F": "        if write == forward.get((a, b)):",
    "G": "            continue",
    "H": "        saved['batch'] = number",
    "I": "        backward[b, a] = max(write, backward.get((b, a), write))",
    "J": "        if removed:",
    "K": "            forward.pop((a, b), None)",
}

TAIL = '''

class Table(dict):
    """A table on disk: what was written stays, and before any write the server can die."""

    crash_after = None

    def __setitem__(self, key, value):
        if Table.crash_after == 0:
            raise RuntimeError("crash")
        if Table.crash_after is not None:
            Table.crash_after -= 1
        dict.__setitem__(self, key, value)


def live(batches, crashes):
    forward, backward, saved = Table(), Table(), Table(batch=-1)
    for crash_after in [*crashes, None]:
        Table.crash_after = crash_after
        try:
            for number in range(saved["batch"] + 1, len(batches)):
                apply(batches[number], number, forward, backward, saved)
        except RuntimeError:
            continue
    tables = [sorted([*edge, *row] for edge, row in each.items()) for each in (forward, backward)]
    return [*tables, saved["batch"]]
'''
"""Not shown to the learner; the notebook says in words what it does."""

Write = list[int]
"""Follower, followee, time, and 1 for an unfollow."""


def cases(seed: int) -> list[Case]:
    """Give calm days, then a crash before each single write, then random days."""
    rng = random.Random(seed)
    follow, other, unfollow = [1, 9, 5, 0], [2, 9, 6, 0], [1, 9, 7, 1]
    calm: list[list[list[Write]]] = [
        [[follow]],
        [[follow, other]],
        [[follow], [unfollow]],
        [[unfollow], [follow]],
        [[[1, 9, 5, 1]], [[1, 9, 5, 0]]],
        [[follow, [1, 9, 3, 1]]],
        [[follow], [follow]],
    ]
    stormy = [[[[follow, other]], [step]] for step in range(5)]
    stormy += [[[[follow], [unfollow]], [step]] for step in range(6)]
    stormy += [[[[follow, [1, 9, 3, 1], other]], [step]] for step in range(3, 6)]
    days = [_day(rng) for _ in range(30)]
    return [{"args": args} for args in (*([day, []] for day in calm), *stormy, [[[]], []], *days)]


def _day(rng: random.Random) -> list[Any]:
    batches = [
        [
            [rng.randrange(1, 3), rng.randrange(8, 10), rng.randrange(1, 6), rng.randrange(2)]
            for _ in range(rng.randrange(3))
        ]
        for _ in range(rng.randrange(1, 4))
    ]
    return [batches, [rng.randrange(6) for _ in range(rng.randrange(3))]]


def call(case: Case) -> str:
    """Write down the batches and the crashes, in words."""
    batches, crashes = case["args"]
    told = [f"[{', '.join(_told(each) for each in batch)}]" for batch in batches]
    ends = [f"life {life} dies after {n} writes to disk" for life, n in enumerate(crashes, 1)]
    storm = f" ({'; '.join(ends)})" if ends else " (no crash)"
    return f"batches {' and '.join(told)}{storm}".replace("after 1 writes", "after 1 write")


def _told(write: Write) -> str:
    follower, followee, at, removed = write
    return f"{follower} {'un' if removed else ''}follows {followee} at {at}"


def judge(case: Case, returned: Any) -> Judgement:
    """Hold both tables against the newest write of each edge."""
    batches, _ = case["args"]
    newest: dict[tuple[int, int], tuple[int, int]] = {}
    for follower, followee, at, removed in (write for batch in batches for write in batch):
        edge = (follower, followee)
        newest[edge] = max((at, removed), newest.get(edge, (0, 0)))
    forward, backward, saved = returned
    wanted = {"forward": newest, "backward": {(b, a): row for (a, b), row in newest.items()}}
    for name, rows in (("forward", forward), ("backward", backward)):
        have = {(a, b): (at, removed) for a, b, at, removed in rows}
        for edge, row in sorted(wanted[name].items()):
            if have.get(edge) != row:
                return Judgement(
                    ok=False,
                    got=f"{name}[{edge[0]}, {edge[1]}] is {have.get(edge, 'not there')}",
                    expected=f"{row}",
                    why="(time, removed) of the newest write of this edge must stand in both "
                    "tables in the end, after any crash.",
                )
    return Judgement(
        ok=saved == len(batches) - 1,
        got=f"saved['batch'] is {written(saved)}",
        expected=f"{len(batches) - 1}",
        why="In the end all batches are done, and the next start must not begin before them.",
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give a batch or two of small writes, and at most one crash."""
    write = st.tuples(st.just(1), st.just(9), st.integers(1, 2), st.integers(0, 1)).map(list)
    batches = st.lists(st.lists(write, min_size=1, max_size=2), min_size=1, max_size=2)
    crashes = st.lists(st.integers(0, 4), max_size=1)
    return st.tuples(batches, crashes).map(lambda args: {"args": list(args)})


MISTAKES = """
# saved before it is done
You write down that the batch is done, and then do it. A crash in between loses the batch for ever:
the next life begins behind it. A batch of 1,000 follows is then 1,000 people who tapped a button
and follow nobody. What must be true already when you say *done*?
+DBAEI
+DBAIE

# done before each write
The batch is called done before the first of its writes is on disk. A crash right after it loses the
whole batch, for the next life begins behind it; and a batch with no writes is never done. What must
be true already when you say *done*, and how often in a batch do you say it?
+BAHEI
+BAHIE

# done after each write
The batch is called done when its first write is. A crash then loses the rest of it, and a batch
with no writes is never done. How often, in one batch, is the batch done?
+BAEIH
+BAIEH

# done between the tables
You say *done* between the two tables. A crash right after it leaves a row in one table that the
other lacks, and no replay comes: the next life begins behind this batch. Which table does your
*done* know nothing of?
+BAEHI
+BAIHE

# already there, so all is done
You find the write in the forward table and skip the rest. It was put there by a life that died
right after, so the backward table never got it: you follow somebody and are not among their
followers, for ever. One table has the row. What does that say about the other table?
+BAFGEID

# the backward table takes what comes last
The forward table compares the times, the backward table takes what arrives last. A late follow is
then refused in one and believed in the other: the two tables answer the same question in two ways.
What must both do with an old write?
+BAECD

# an unfollow takes a newer follow out
Each unfollow first takes out the row that stands there, and then writes its own. An unfollow of
12:05 that comes late finds a follow of 12:07, takes it out, and has nothing to lose against any
more. The backward table compares, and keeps the follow. What must stand in the table when the times
are compared?
+BAJKEID

# the unfollow removes the row
An unfollow takes its row out of the forward table, and its time is gone. A replay of the follow
before it, or a follow that comes late, then finds nothing to lose against. What must an edge keep
when it is gone?
+BAEIJKD

# only one table
You fill the forward table alone. Whom somebody follows is answered, and 'who follows X?' is asked
of a table that is empty. Who asks that? Each tweet does, before it is delivered.
+BAED

# only the other table
You fill the backward table alone. Who follows X is answered, and 'whom do I follow?' would have to
look at the rows of all users. Which table is kept by follower?
+BAID

# above its loop
A line that belongs into the loop stands above the `for`. Indent says where a line belongs: whatever
stands further in than the `for` needs it above. The loop is gone through once for each write of the
batch, and above it there is no write yet. Which line must come before all lines of the loop?
+ABEID

# below the end of the loop
`D` stands as far left as `for`, so it ends the loop. The line below it stands further in again, and
has no `for` of its own. Which lines are done for *each write*, and which one for the batch?
+BAEDI
+BAIDE

# never done
You never say that a batch is done. Nothing is lost, for the writes may be repeated. But each life
begins with the first batch of all: after a year a restart takes as long as the year's writes take.
Which line lets the next life begin later?
+BAEI
"""
"""Where two orders stand, the second one has the backward table first."""

_TURNED = "(And so it is whichever of the two tables comes first.)"


def _both_ways() -> Iterator[Mistake]:
    """Name a mistake in both orders of the tables: a crash between the two tells them apart."""
    for each in read_patches(MISTAKES):
        order, *turned = (list(line[1:]) for line in each.lines)
        yield Mistake(each.name, each.message, order)
        for other in turned:
            yield Mistake(f"{each.name}, backward first", f"{each.message} {_TURNED}", other)


CHECK = order_lines(
    answer="order",
    function="live",
    head=HEAD,
    lines=LINES,
    tail=TAIL,
    cases=cases,
    judge=judge,
    call=call,
    strategy=strategy,
    mistakes=[*_both_ways()],
    alternatives=(list("BAIED"), "b, a, e, i, d", tuple("BAEIFGD")),
)
