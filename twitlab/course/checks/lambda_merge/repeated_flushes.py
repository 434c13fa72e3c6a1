"""The check of *The flush that came twice*: repeats of flushes dropped, in bounded memory."""

from __future__ import annotations

import gc
import json
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.checking.fresh import afresh
from twitlab.course.kinds.coding import alike, code_check

Flush = list[Any]
"""Who gets it, "A" or "B"; then gateway, sequence, minute, and pairs of a key and its count."""

ON_THE_WAY, ALLOWED = 8, 64
"""How many flushes of a gateway are without an answer at most, and how many numbers may be kept."""
LONG: Final = 2_400
"""So many flushes that even one bit for each of them is more than is allowed."""

REFERENCE = """\
def take(memory, totals, flush):
    gateway, sequence, minute, counts = flush
    due, early = memory.get(gateway, (0, set()))
    if sequence < due or sequence in early:
        return False
    early.add(sequence)
    while due in early:
        early.remove(due)
        due += 1
    memory[gateway] = (due, early)
    row = totals.setdefault(minute, {})
    for key, count in counts.items():
        row[key] = row.get(key, 0) + count
    return True
"""

MISTAKES = """
# each flush is added
You add each flush that comes. A gateway that gets no answer cannot know whether the flush or the
answer was lost, so it sends again, and you count twice. What does a repeat have in common with the
first, and with nothing else?
-    if sequence < due or sequence in early:
+    if False:

# kept outside the memory
You keep what came outside of `memory`: in a dictionary of your cell, or in a default argument. Both
processors then share it, and what one has taken counts as a repeat at the other. Each gets its own
part of a flush, under the same name. Where does `memory` stand in your code?
-def take(memory, totals, flush):
+def take(memory, totals, flush, kept={}):
+    memory = kept

# the gateway left out
You look at the sequence, and not at the gateway. Each gateway numbers from 0. So flush 0 of the
second gateway looks like a repeat of the first one's, and its events are lost. Whose number is it?
-    gateway, sequence, minute, counts = flush
+    _, sequence, minute, counts = flush
+    gateway = "any"

# one flush for a gateway and a minute
You take one flush of each gateway and minute. A gateway flushes many times in a minute: as often as
its buffer is full. All but the first are lost. Which part of the name tells these flushes apart?
-    if sequence < due or sequence in early:
+    if (gateway, minute) in memory:
         return False
+    memory[gateway, minute] = True

# the same content taken for a repeat
You compare what is *in* the flush. Two flushes can have the same counts: in each of two seconds a
tweet came three times. Both happened. A repeat is known by its name, and not by its content.
-    if sequence < due or sequence in early:
+    same = (gateway, minute, tuple(sorted(counts.items())))
+    if same in memory:
         return False
+    memory[same] = True

# an older minute taken for a repeat
You keep for each gateway the newest minute, and take what is older for a repeat. A flush can come
late: it was on the way when a newer one came. Nobody has counted its events yet.
-    if sequence < due or sequence in early:
+    newest = memory.get(("minute", gateway), minute)
+    memory["minute", gateway] = max(minute, newest)
+    if minute < newest or sequence < due or sequence in early:

# what is overtaken is dropped
You keep the highest sequence of each gateway, and take all below it for repeats. Flush 4 can
overtake flush 3. Then 3 comes for the first time, and you drop it: its events are lost. Which
numbers below the highest have not come yet?
-    while due in early:
-        early.remove(due)
-        due += 1
+    due = sequence + 1
+    early.clear()

# only the last is known
You keep the last flush of each gateway, and compare with it. A repeat can come after a newer flush:
the answer to 3 was lost, 4 came, and then 3 comes again. You count it twice. What must be known of
those before the last?
-    if sequence < due or sequence in early:
+    if memory.get(("last", gateway)) == sequence:
         return False
+    memory["last", gateway] = sequence

# only the last eight are known
You keep the last eight flushes that *came*. A repeat can be delayed for as long as it likes, and
come when a hundred others have come since. Then you do not know it any more. What can be said of
all old sequences at once, without a list of them?
-    due, early = memory.get(gateway, (0, set()))
-    if sequence < due or sequence in early:
-        return False
-    early.add(sequence)
-    while due in early:
-        early.remove(due)
-        due += 1
-    memory[gateway] = (due, early)
+    lately = memory.setdefault(gateway, [])
+    if sequence in lately:
+        return False
+    lately.append(sequence)
+    del lately[:-8]

# what is old taken for new
You keep the highest sequences of each gateway, and take what is below them all for new. A repeat
can be late by a day, and is far below them. When flush 20 has come, which ones have come for sure?
-    due, early = memory.get(gateway, (0, set()))
-    if sequence < due or sequence in early:
-        return False
-    early.add(sequence)
-    while due in early:
-        early.remove(due)
-        due += 1
-    memory[gateway] = (due, early)
+    highest = memory.setdefault(gateway, [])
+    if sequence in highest:
+        return False
+    highest.append(sequence)
+    highest.sort()
+    del highest[:-8]

# one place too few
You look at seven sequences, up to the highest, and take what is below them for repeats. Eight can
be without an answer: 20 can come while 13 is on the way, and then you drop 13. How far below the
highest can one that is new be?
-    if sequence < due or sequence in early:
-        return False
-    early.add(sequence)
-    while due in early:
-        early.remove(due)
-        due += 1
+    if sequence <= due - 7 or sequence in early:
+        return False
+    due = max(due, sequence)
+    early = {each for each in (*early, sequence) if each > due - 7}

# what comes early is turned away
You take only the flush whose turn it is. One that overtook another is turned away, and your answer
False tells the gateway that you have it: it is never sent again. Keep it in mind until its turn
has come.
-    if sequence < due or sequence in early:
+    if sequence != due:

# held back until its turn
You hold a flush that came early back, and add it when its turn has come. Until then its events are
missing from the totals, and its counts fill your memory. Counts can be added in any order: only
*that* it came must be kept in mind.
+def take(memory, totals, flush):
+    gateway, sequence, minute, counts = flush
+    due, waiting = memory.setdefault(gateway, [0, {}])
+    if sequence < due or sequence in waiting:
+        return False
+    waiting[sequence] = (minute, counts)
+    while due in waiting:
+        minute, counts = waiting.pop(due)
+        row = totals.setdefault(minute, {})
+        for key, count in counts.items():
+            row[key] = row.get(key, 0) + count
+        due += 1
+    memory[gateway] = [due, waiting]
+    return True

# what is overtaken in its minute is dropped
You keep the highest sequence of each gateway *and minute*, and take all below it for repeats. Two
flushes of one minute can overtake each other as well: what comes second is new, and you drop it.
-    if sequence < due or sequence in early:
+    highest = memory.get((gateway, minute), -1)
+    memory[gateway, minute] = max(highest, sequence)
+    if sequence <= highest:

# what comes early is not remembered
You add a flush that came before its turn, and do not note it. When it is repeated, it is still
before its turn, and you add it again. Which of the sequences from `due` on have you taken?
-    early.add(sequence)
+    if sequence == due:
+        early.add(sequence)

# everything remembered
Right totals, and a memory that grows with the flushes: you keep something of each, for ever. A
gateway that flushes 100 times a second sends 8.6 million a day. If 0 to 4,999 have all come, how
many numbers say so?
-        early.remove(due)

# the first flush taken for a repeat
Sequences begin with 0. Your memory begins as if 0 had come, so the first flush of each gateway is
dropped as a repeat. What do you know of a gateway from which nothing has come?
-    due, early = memory.get(gateway, (0, set()))
+    due, early = memory.get(gateway, (1, set()))

# begins with the first that comes
You begin with the sequence that comes first from a gateway. It need not be the one that was sent
first: flush 1 can overtake flush 0. Then 0 is below where you began, and you drop it. With which
number does each gateway begin?
-    due, early = memory.get(gateway, (0, set()))
+    due, early = memory.get(gateway, (sequence, set()))

# an empty flush is passed over
You pass over a flush without counts: there is nothing to add. But it is new, and its sequence has
come. Who notes up to where all have come, and not this one, has a gap that never closes, and has to
keep all in mind that comes after it.
-    early.add(sequence)
+    if not counts:
+        return False
+    early.add(sequence)

# counts replaced
You set the total of a key to the count of the flush. Other flushes have brought counts of the same
key and minute before. A flush that is new is *added*.
-        row[key] = row.get(key, 0) + count
+        row[key] = count

# the minute replaced
You put the counts of the flush in the place of all that the minute had. Other flushes have brought
counts of this minute before. Add key by key.
-    row = totals.setdefault(minute, {})
+    row = totals[minute] = {}

# the larger of the two
You keep the larger of two counts. That drops repeats without any memory, and it drops true events
too: two flushes with 3 and 5 make 8. The larger one is right only where one count contains the
other.
-        row[key] = row.get(key, 0) + count
+        row[key] = max(row.get(key, 0), count)

# counted in the newest minute
You add a flush that comes late to the newest minute. Its events happened in the minute that stands
on it. When it comes does not change that.
-    row = totals.setdefault(minute, {})
+    row = totals.setdefault(max([minute, *totals]), {})

# each pair one event
You add 1 for each key. Behind a key stands how often it came: a flush is there to bring many events
in one message.
-        row[key] = row.get(key, 0) + count
+        row[key] = row.get(key, 0) + 1

# added before it is known
You add first and look afterwards. The answer False is right then, and the counts have been added
a second time. What must be known before anything changes?
+def take(memory, totals, flush):
+    gateway, sequence, minute, counts = flush
+    row = totals.setdefault(minute, {})
+    for key, count in counts.items():
+        row[key] = row.get(key, 0) + count
+    due, early = memory.get(gateway, (0, set()))
+    if sequence < due or sequence in early:
+        return False
+    early.add(sequence)
+    while due in early:
+        early.remove(due)
+        due += 1
+    memory[gateway] = (due, early)
+    return True

# the flush's own dictionary kept
The first flush of a minute becomes its totals: the same dictionary, and not a copy. The next flush
is added to it, and so to the flush that its sender still holds. If it is sent again, to another
processor, it has counts that never happened.
-    row = totals.setdefault(minute, {})
+    if minute not in totals:
+        totals[minute] = counts
+        return True
+    row = totals[minute]

# True for a repeat
You return True for a repeat, and False for a flush that is new. The contract has it the other way
round: was it added?
-        return False
+        return True
-    return True
+    return False

# nothing for a repeat
For a repeat your function returns None. The contract asks for False: the gateway gets an answer
either way, or it would send for ever.
-        return False
+        return None

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
-        return False
+        return None
-    return True
+    return None
"""

BY_WHAT_IS_MISSING = """\
def take(memory, totals, flush):
    gateway, sequence, minute, counts = flush
    known = memory.setdefault(gateway, {"next": 0, "missing": []})
    if sequence in known["missing"]:
        known["missing"].remove(sequence)
    elif sequence < known["next"]:
        return False
    else:
        known["missing"] += range(known["next"], sequence)
        known["next"] = sequence + 1
    for key, count in counts.items():
        totals.setdefault(minute, {}).setdefault(key, 0)
        totals[minute][key] += count
    return True
"""

BY_EIGHT_BITS = """\
def take(memory, totals, flush):
    gateway, sequence, minute, counts = flush
    newest, bits = memory.get(gateway, [-1, 0])
    if sequence > newest:
        bits = (bits << (sequence - newest)) % 256
        newest = sequence
    behind = newest - sequence
    if behind > 7 or bits >> behind & 1:
        return False
    memory[gateway] = [newest, bits | 1 << behind]
    totals[minute] = {
        key: totals.get(minute, {}).get(key, 0) + counts.get(key, 0)
        for key in {*totals.get(minute, {}), *counts}
    }
    return True
"""


def _to(who: str, gateway: int, *sequences: int, minute: int = 5) -> list[Flush]:
    return [[who, gateway, sequence, minute, [[40, sequence + 1]]] for sequence in sequences]


FIRST: Flush = ["A", 3, 0, 5, [[40, 90], [41, 2]]]
LATER: Flush = ["A", 3, 1, 5, [[40, 90], [41, 2]]]
ALONE: tuple[tuple[list[Flush], int], ...] = (
    ([FIRST], 0),
    ([FIRST, FIRST], 0),
    ([FIRST, LATER], 0),
    ([FIRST, FIRST, FIRST, LATER, FIRST], 0),
    ([FIRST, ["A", 0, 0, 5, [[40, 3]]]], 0),
    ([FIRST, ["B", 3, 0, 5, [[42, 7]]], FIRST], 0),
    ([FIRST, ["B", 3, 0, 5, []], ["B", 3, 0, 5, []]], 0),
    ([["A", 0, 0, 0, [[0, 1]]], ["A", 0, 0, 0, [[0, 1]]], ["A", 0, 1, 0, [[0, 1]]]], 0),
    ([["A", 3, 0, 5, []], LATER, ["A", 3, 0, 5, []], LATER], 0),
    (_to("A", 3, 1, 0), 0),
    (_to("A", 3, 1, 1, 0), 0),
    (_to("A", 3, 0, 2, 1), 0),
    (_to("A", 3, 0, 2, 2, 1, 2), 0),
    (_to("A", 3, 0, 1, 0), 0),
    (_to("A", 3, 2, 1, 0, 1, 0, 2, 3), 0),
    (_to("A", 3, 7, 0, 7, 0, 6, 1, 6, 1, 5, 2, 4, 3, 5, 2, 4, 3), 0),
    (_to("A", 3, *range(7), 14, 7, 14, 13, 8, 13, 8, 7), 0),
    (_to("A", 3, *range(12), 0, 3, 11), 0),
    (_to("A", 3, *range(12), 0, 0, 3, 0, 3), 0),
    (_to("A", 3, 0, 1, minute=6) + _to("A", 3, 2), 0),
    (_to("A", 3, 1, minute=6) + _to("A", 3, 0) + _to("A", 3, 1, minute=6) + _to("A", 3, 0), 0),
    (_to("A", 3, 0) + _to("A", 4, 0) + _to("A", 3, 0, 1) + _to("A", 4, 0, 2), 0),
    ([["A", 3, 0, 5, [[1 << 60, 1 << 60]]], ["A", 3, 1, 5, [[1 << 60, 1]]]], 0),
    ([], LONG),
)


def drawn(rng: random.Random) -> Iterator[tuple[list[Flush], int]]:
    """Draw flushes of two gateways that overtake each other, and repeats that come any time."""
    for _ in range(40):
        flushes: list[Flush] = []
        for gateway in rng.sample(range(9), 2):
            order = sorted(range(rng.randrange(9)), key=lambda number: number + rng.uniform(0, 6))
            own: list[Flush] = []
            for number in order:
                minute, counts = 5 + (number + rng.randrange(3)) // 4, _some(rng)
                own += [[who, gateway, number, minute, counts] for who in "AB"[: gateway % 2 + 1]]
            for at in range(len(own), 0, -1):
                if rng.random() < 0.4:
                    own.insert(rng.randint(at, len(own)), own[at - 1])
            flushes += own
        yield flushes, 0


def _some(rng: random.Random) -> list[list[int]]:
    return [[key, rng.randint(1, 3)] for key in rng.sample([0, 7, 8], rng.randrange(3))]


def _all_of(case: Case) -> Iterator[Flush]:
    """Give what a case holds, and then a long time of one gateway: swaps, and old ones again."""
    yield from case["flushes"]
    for number in range(case["more"]):
        for each in [number ^ 1, *([number // 2] if number % 5 == 0 else [])]:
            yield ["A", 3, each, each // 100, [[40, 1]]]


def observe(answer: Any, case: Case) -> Observed:
    """Hand the flushes to two processors, and look at their totals after each."""
    answer = afresh(answer)  # what an earlier case left outside of its memory is not this one's
    held: dict[str, tuple[Any, Any]] = {"A": ({}, {}), "B": ({}, {})}
    steps, most, sent = [], 0, []
    for at, (who, gateway, sequence, minute, pairs) in enumerate(_all_of(case)):
        memory, totals = held[who]
        sent.append((dict(pairs), pairs))
        said = answer(memory, totals, (gateway, sequence, minute, sent[-1][0]))
        steps.append([said, None if case["more"] else _read(totals)])
        if case["more"] and at % 100 == 0:
            most = max(most, _numbers(memory, {id(totals), *map(id, totals.values())}))
    if case["more"]:
        steps = [[sum(said is True for said, _ in steps), _read(totals)]]
    changed = any([*map(list, counts.items())] != pairs for counts, pairs in sent)
    return {"steps": steps, "too much": most > ALLOWED, "changed": changed}


def _read(totals: Any) -> Any:
    """Give totals in order, without the minutes that have none."""
    if not all(isinstance(row, dict) for row in totals.values()):
        return totals
    return {minute: dict(_sorted(row)) for minute, row in _sorted(totals) if row}


def _sorted(pairs: dict[Any, Any]) -> list[tuple[Any, Any]]:
    return sorted(pairs.items(), key=lambda pair: (len(repr(pair[0])), repr(pair[0])))


def _numbers(value: Any, seen: set[int]) -> int:
    """Count what an object holds, in numbers: 32 bits, or four letters, are one more.

    What has been seen is not counted again, nor are the totals, where a function keeps them.
    """
    if isinstance(value, int):
        return 1 + value.bit_length() // 32
    if isinstance(value, float):
        return 2
    if isinstance(value, (str, bytes, bytearray)):
        return 1 + len(value) // 4
    if isinstance(value, (type, ModuleType)) or id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, FunctionType):  # what it was made with, and not its module
        made_with = value.__closure__, value.__defaults__, value.__kwdefaults__, value.__dict__
        return sum(_numbers(each, seen) for each in made_with)
    return sum(_numbers(each, seen) for each in gc.get_referents(value))


def names_kept(memory: Any, totals: Any, flush: Any) -> bool:
    """Do what is right another way than the reference: with each name that ever came."""
    *name, counts = flush
    new = tuple(name) not in memory
    memory[tuple(name)] = True
    row = totals.setdefault(name[-1], Counter())
    row.update(counts if new else {})
    return new


@cache
def _wanted(text: str) -> Any:
    return plain(observe(names_kept, json.loads(text))["steps"])


def judge(case: Case, observed: Observed) -> Judgement:
    """Hold each step against what is right."""
    wanted = _wanted(json.dumps(case))
    for at, (got, right) in enumerate(zip(observed["steps"], wanted, strict=True)):
        if alike(got, right):
            continue
        if case["more"]:
            said, due = (f"True {each[0]:,} times in all" for each in (got, right))
            return Judgement(False, said, f"{due}, and the totals of these", _LATE)
        which, (_, gateway, sequence, *_) = f"step {at + 1}: ", case["flushes"][at]
        before = any(each[:3] == case["flushes"][at][:3] for each in case["flushes"][:at])
        why = f"Flush {sequence} of gateway {gateway} {'came' if before else 'never came'} to this "
        why += "processor before."
        return Judgement(False, which + _told(got), _told(right), why)
    if observed["changed"]:
        why = "A flush belongs to who sends it: it may be sent once more. Only read it."
        return Judgement(False, "a flush was changed", "flushes as they came", why)
    if observed["too much"]:
        return Judgement(False, "too much in `memory`", f"at most {ALLOWED} numbers", _MORE)
    return Judgement(True, "as promised", "as promised", "")


_LATE = "Old flushes come again here, up to 1,200 later: they are repeats as well."
_MORE = "What is kept may grow with what is missing, and not with all that has come."


def _told(step: Any) -> str:
    return f"{written(step[0])}, and the totals {written(step[1])}"


def call(case: Case) -> str:
    """Tell which flush comes to whom."""
    told = [
        f"{who} gets flush {sequence} of gateway {gateway}, minute {minute}: "
        f"{written(plain(dict(pairs)))}"
        for who, gateway, sequence, minute, pairs in case["flushes"]
    ]
    more = f"one gateway sends {case['more']:,} flushes, some of them again"
    return "; ".join([*told, *([more] if case["more"] else [])]) or "nothing comes"


def strategy() -> st.SearchStrategy[Case]:
    """Give few flushes, whose counts say which they are."""
    flush = st.tuples(st.sampled_from("AB"), st.integers(0, 1), st.integers(0, 3)).map(
        lambda name: [*name, 5 + name[2] // 2, [[7, name[2] + 1]]]
    )
    return st.builds(
        lambda some: {"flushes": some, "more": 0}, st.lists(flush, min_size=1, max_size=5)
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_WHAT_IS_MISSING, BY_EIGHT_BITS),
    fixed=ALONE,
    drawn=drawn,
    fields="flushes more",
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "what came of it", "what is promised"),
)
