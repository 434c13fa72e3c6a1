"""The check of *Log, snapshot, recover*: counts in memory that survive the power going."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Judgement
from twitlab.course.kinds.ordering import order_lines, read_orders

HEAD = """\
def run(disk, events, acknowledge):"""

LINES = {
    "A": "        disk.sync()",
    "B": "            disk.truncate(disk.end())",
    "C": "    for key in events:",
    "D": "        acknowledge(key)",
    "E": "    counts, start = disk.load()",
    "F": "        counts[key] = counts.get(key, 0) + 1",
    "G": "        if disk.length() >= 3:",
    "H": "    for key in disk.read(start):",
    "I": "            disk.save(counts, disk.end())",
    "J": "        disk.append(key)",
    "K": "        counts[key] = counts.get(key, 0) + 1",
    "L": "    for key in disk.read(0):",
    "M": "            disk.save(counts, start)",
    "N": "        if disk.length() == 3:",
}

TAIL = '''
    return counts


class Disk:
    """Keep a log and a snapshot; before each step the power can go."""

    def __init__(self):
        self.base, self.log, self.synced, self.snapshot, self.left = 0, [], 0, ({}, 0), None

    def step(self):
        if self.left == 0:
            raise RuntimeError("the power is gone")
        if self.left is not None:
            self.left -= 1

    def end(self):
        return self.base + len(self.log)

    def length(self):
        return len(self.log)

    def load(self):
        return dict(self.snapshot[0]), self.snapshot[1]

    def read(self, start):
        return self.log[max(0, start - self.base) :]

    def append(self, key):
        self.step()
        self.log.append(key)

    def sync(self):
        self.step()
        self.synced = len(self.log)

    def save(self, counts, offset):
        self.step()
        self.snapshot = dict(counts), offset

    def truncate(self, offset):
        self.step()
        gone = offset - self.base
        self.base, self.log, self.synced = offset, self.log[gone:], max(0, self.synced - gone)


def lives(how_many, cuts):
    from itertools import chain

    disk, events, acknowledged = Disk(), iter(range(how_many)), []

    def acknowledge(key):
        disk.step()
        acknowledged.append(key)

    for disk.left in cuts:
        try:
            run(disk, events, acknowledge)
        except RuntimeError:
            pass
        disk.log = disk.log[: disk.synced]
    disk.left = None
    run(disk, chain(events, range(how_many, how_many + 3)), acknowledge)
    length = disk.length()
    disk.log = disk.log[: disk.synced]
    counts = run(disk, iter(()), acknowledge)
    return [[[*pair] for pair in sorted(counts.items())], acknowledged, length]
'''
"""Not shown to the learner; the notebook says in words what it does."""


def cases(seed: int) -> list[Case]:
    """Give calm days, then a cut before each single step, then random days."""
    rng = random.Random(seed)
    calm: list[list[Any]] = [[many, []] for many in (1, 2, 3, 4, 7, 0)]
    stormy: list[list[Any]] = [[5, [step]] for step in range(18)]
    stormy += [[5, [step, 0]] for step in (9, 10, 11)]
    stormy += [[7, [step, later]] for step in (8, 9, 10, 11) for later in (1, 3, 5)]
    stormy += [[5, [step, later]] for step in (15, 16, 17) for later in (1, 2)]
    days: list[list[Any]] = [
        [rng.randrange(9), [rng.randrange(14) for _ in range(rng.randrange(4))]] for _ in range(30)
    ]
    return [{"args": args} for args in (*calm, *stormy, *days)]


def call(case: Case) -> str:
    """Write down how many events come, and when the power goes."""
    many, cuts = case["args"]
    ends = [f"the power goes after {n} steps of life {life}" for life, n in enumerate(cuts, 1)]
    first = f"events 0 to {many - 1}" if many > 1 else "event 0"
    told = f"{first}, and three more at the end" if many else "3 events"
    return f"{told}: {'; '.join(ends) or 'the power goes only at the end'}"


def judge(case: Case, returned: Any) -> Judgement:
    """Hold what is recovered in the end against what was acknowledged."""
    pairs, acknowledged, length = returned
    counts = dict(pairs)
    for key in sorted({*counts, *acknowledged}):
        count = counts.get(key, 0)
        if count > 1 or (count == 0 and key in acknowledged):
            told = "acknowledged" if key in acknowledged else "not acknowledged"
            why = "An event that was acknowledged is counted once, whenever the power goes; one "
            why += "that was not, once or not at all."
            got = f"event {key}, {told}, is counted {count} times"
            return Judgement(False, got, "counted once", why)
    many, cuts = case["args"]
    if len(acknowledged) < many + 3 - len(cuts):
        why = "Each time the power goes, one event at most can miss its acknowledgement."
        least = f"{many + 3 - len(cuts)} or more acknowledged"
        return Judgement(False, f"{len(acknowledged)} acknowledged", least, why)
    got = f"the log has {length} events after the last one"
    why = "A log that is never cut takes longer to read after each day."
    return Judgement(length <= 3, got, "3 at most", "" if length <= 3 else why)


def strategy() -> st.SearchStrategy[Case]:
    """Give a few events, and at most two cuts."""
    cuts = st.lists(st.integers(0, 12), max_size=2)
    return st.tuples(st.integers(1, 7), cuts).map(lambda args: {"args": list(args)})


MISTAKES = """
# acknowledged before it is synced
You acknowledge what is written and not yet synced. It may stand in a memory of the system only. The
power goes, and somebody has your word for an event that is nowhere. What must be true already when
you say *it is safe*?
+EHFCJDAKGIB

# acknowledged before it is written
You acknowledge first, and write then. The power goes in between, and the event was only in memory.
What must be true already when you say *it is safe*?
+EHFCDJAKGIB

# never synced
You never sync. Each event is written, and the system decides when it goes to the disk. A process
that is killed loses nothing so, and that makes it look safe. The power does.
+EHFCJDKGIB

# never acknowledged
You never acknowledge. Nothing is promised, so nothing is broken; but who sent the event will send
it again and again.
+EHFCJAKGIB

# cut before the snapshot
You cut the log, and save the snapshot then. The power goes in between: the events are no longer in
the log, and not yet in the snapshot. Which of the two must be there before the other goes?
+EHFCJADKGBI

# cut without a snapshot
You cut the log, and never save a snapshot. Where are the counts then, when the power goes?
+EHFCJADKGB

# never cut
You never cut the log. Nothing is lost. But it grows for ever, and what is in the snapshot is kept
twice.
+EHFCJADKGI

# what is in the snapshot read again
You read events that are in the snapshot already: all of the log, or all from the offset of an older
snapshot. If the power went between snapshot and cut, they are counted twice. Up to where do the
counts of the snapshot go?
+ELFCJADKGIB

# the log not read
You load the snapshot, and go on. What came after the snapshot stands in the log, was acknowledged,
and is not counted.
+ECJADKGIB

# only at exactly three
You save and cut only if the log has *exactly* three events. The power went just then, and in the
next life it has four: it is never cut again.
+EHFCJADKNIB

# the snapshot before it is counted
You save the snapshot before the event is counted, with an offset behind it. So this event is in
neither: not in the counts, and not read any more.
+EHFCJADGIBK

# never counted
You write new events to the log, and do not count them in memory. They are counted after the next
start, if no snapshot has passed them over by then.
+EHFCJADGIB

# the log read last
You take new events before the log is read. The next snapshot has the new ones and not the old ones,
and the log is cut. What must memory hold before the first new event?
+ECJADKGIBHF

# nothing loaded
You do not load the snapshot, so there are no counts yet and no offset. Which line sets them?
+HFCJADKGIB
"""

CHECK = order_lines(
    answer="order",
    function="lives",
    head=HEAD,
    lines=LINES,
    tail=TAIL,
    cases=cases,
    judge=judge,
    call=call,
    strategy=strategy,
    mistakes=read_orders(MISTAKES),
    alternatives=(
        list("EHKCJAFDGIB"),
        "e, h, f, c, g, i, b, j, a, k, d",
        tuple("EHFCKJADGIB"),
    ),
)
