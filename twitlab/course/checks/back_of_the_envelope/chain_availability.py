"""The check of *How often does it all work?*: parts in sequence and in parallel, nested."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import code_check

TOLERANCE = 1e-9
"""Floats that are multiplied in another order differ by about 1e-16 of themselves."""
_PARTS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999)
_THREE_NINES_DOWN_H = 365.25 * 24 * 0.001

REFERENCE = """\
def availability(system):
    if not isinstance(system, list):
        return system
    all_up, all_down = 1.0, 1.0
    for part in system[1:]:
        up = availability(part)
        all_up *= up
        all_down *= 1 - up
    return all_up if system[0] == "sequence" else 1 - all_down
"""

MISTAKES = """
# a copy that makes it worse
You multiply in both kinds of group, so each part that is added makes the system worse. That is true
where all are needed. Would you buy a second server if it made the first one fail more often? Ask
for a parallel group: when does it *not* work?
~ all_up if system[0] == "sequence" else 1 - all_down -> all_up

# the weakest link
A chain of steel is as strong as its weakest link, because all links are pulled at the same time.
Parts fail at *different* times. Ten parts that are each down for $three_nines hours a year (three
nines) make a chain that is down about $a_chain hours, and your function would say $three_nines.
-    return all_up if system[0] == "sequence" else 1 - all_down
+    ups = [availability(part) for part in system[1:]]
+    return min(ups) if system[0] == "sequence" else 1 - all_down

# the worst part, the best part
You let one part decide: the worst of a sequence, the best of a parallel group. Then a second copy
is worth nothing, and a tenth part in the chain costs nothing. Think of the times when each part is
down. Do they always fall together?
@ the weakest link
~ 1 - all_down -> max(ups)

# the mean of the parts
A mean answers: how often is a part up that I pick by chance? Asked is how often the *whole* works.
Try a chain of 0.5 and 0.5 with two coins: how often are both heads?
@ the weakest link
~ min(ups) if system[0] == "sequence" else 1 - all_down -> sum(ups) / len(ups)

# down times added
Added down times are what an engineer does in the head, and for a short chain of good parts it is
close: 0.999 and 0.999 give 0.998, and the exact number is 0.998001. But two parts can be down at
the same time, and then you count that time twice. Add four parts of 0.5 and see what is left.
@ the weakest link
~ min(ups) -> 1 - sum(1 - up for up in ups)

# the two words swapped
You have both rules, each in the other's place. In *sequence*: the request goes through one part
after another, and all must be up. In *parallel*: the parts stand beside each other, and any one
will do.
~ "sequence" -> "parallel"

# how often it is down
For a parallel group you give back how often *all are down*. That is the hard half of the way. What
is asked is the share of the time in which it works.
~ 1 - all_down -> all_down

# not all up is not all down
You take how often all copies are up, and subtract it from 1. That is how often *at least one is
down*. A parallel group fails when which of them are down?
~ 1 - all_down -> 1 - all_up

# up times added
Two copies that work half of the time do not make one that always works: they may both be down at
the same time. Where your sum goes over 1, it says so itself. Add nothing here; ask when *none* of
them is up.
@ the mean of the parts
~ sum(ups) / len(ups) -> min(1.0, sum(ups)) if system[0] == "parallel" else all_up

# inner groups melted into the outer one
You take all the numbers out of the inner groups and treat them as parts of the outer one. But a
pair of copies within a chain is *one* part of that chain, with a number of its own. Which number?
That question has the same form as the whole.
+def availability(system):
+    if not isinstance(system, list):
+        return system
+    parts, todo = [], list(system[1:])
+    while todo:
+        part = todo.pop()
+        if isinstance(part, list):
+            todo.extend(part[1:])
+        else:
+            parts.append(part)
+    works, down = 1.0, 1.0
+    for part in parts:
+        works *= part
+        down *= 1 - part
+    return works if system[0] == "sequence" else 1 - down

# the caller's list changed
Your number is right, and the caller's list is not what it was: an item was taken out of it, or a
number put in. Who asks twice may get another answer the second time. Read `system[0]` and
`system[1:]`, and keep what you work out in names of your own.
-    for part in system[1:]:
+    kind = system.pop(0)
+    for part in system:
~ system[0] -> kind

# nothing returned
Your function gives None back. Is there a `return` on every way out, also on the one for a single
number? `print` shows a value to people; only `return` gives it to the caller, and the caller here
is your own function.
+def availability(system):
+    print(system)

# only the first part
Only the first part of each group counts. Is your `return` indented so far that it belongs to the
loop? Then the loop ends in its first round. When is the answer for the whole group known?
~ system[1:] -> system[1:2]

# only the first two copies
A third copy changes nothing in your parallel groups. The formula for two is right, and a group may
have more. Two copies together work for a share of the time: what is that share, seen from the
third?
~ system[1:] -> system[1:] if system[0] == "sequence" else system[1:3]

# the mean of the copies
Your chain is right. In a parallel group you take the mean of the copies, so a bad second copy makes
a good first one worse. Would you switch the second one off? When is such a group down?
@ the mean of the parts
~ sum(ups) -> all_up if system[0] == "sequence" else sum(ups)

# exactly one copy up
You add up the times in which *exactly one* copy works. When two work at once, the group works too,
and these times are missing. Is there one state of the group that is easier to count?
-    return all_up if system[0] == "sequence" else 1 - all_down
+    ups = [availability(part) for part in system[1:]]
+    if system[0] == "sequence":
+        return all_up
+    alone = 0
+    for this, up in enumerate(ups):
+        for number, other in enumerate(ups):
+            up *= 1 if number == this else 1 - other
+        alone += up
+    return alone

# groups deeper down left out
You look into the groups of a group, and no deeper: what stands further down is left out. A system
may be nested as deep as it likes. Which function of yours gives the number of a group already?
+def availability(system):
+    def works(kind, ups):
+        all_up, all_down = 1.0, 1.0
+        for up in ups:
+            all_up *= up
+            all_down *= 1 - up
+        return all_up if kind == "sequence" else 1 - all_down
+
+    if not isinstance(system, list):
+        return system
+    parts = []
+    for part in system[1:]:
+        if isinstance(part, list):
+            part = works(part[0], [each for each in part[1:] if not isinstance(each, list)])
+        parts.append(part)
+    return works(system[0], parts)

# whole numbers are no parts
Your function stops at a part that is 1 or 0. These are whole numbers: `isinstance(1, float)` is
False, so you take them for groups. How else do you tell a group from a part?
~ not isinstance(system, list) -> isinstance(system, float)
"""

BY_A_STACK = """\
def availability(system):
    done = []
    todo = [system]
    while todo:
        step = todo.pop()
        if isinstance(step, tuple):
            kind, count = step
            parts = [done.pop() for _ in range(count)]
            share = 1.0
            for part in parts:
                share *= part if kind == "sequence" else 1 - part
            done.append(share if kind == "sequence" else 1 - share)
        elif isinstance(step, list):
            todo.append((step[0], len(step) - 1))
            todo.extend(step[1:])
        else:
            done.append(step)
    return done[0]
"""

ONE_PART_AFTER_ANOTHER = """\
def availability(system):
    if isinstance(system, (int, float)):
        return system
    kind, first, *rest = system
    so_far = availability(first)
    for part in rest:
        also = availability(part)
        so_far = so_far * also if kind == "sequence" else so_far + also - so_far * also
    return so_far
"""

ALONE: tuple[Any, ...] = (
    0.9,
    ["sequence", 0.9],
    ["parallel", 0.9],
    ["sequence", 0.9, 0.8],
    ["parallel", 0.9, 0.8],
    ["sequence", 0.9, 0.9, 0.5],
    ["parallel", 0.5, 0.5, 0.9],
    ["sequence", 1, 0.5],
    ["parallel", 0, 0.5],
    ["sequence", 0.99, ["parallel", 0.9, 0.9]],
    ["parallel", ["sequence", 0.9, 0.8], ["sequence", 0.9, 0.8]],
    ["sequence", 0.9, ["sequence", 0.9, ["parallel", 0.5, ["sequence", 0.8, 0.9]]]],
)


def _drawn(rng: random.Random, depth: int) -> Any:
    if depth == 0 or rng.random() < 0.3:
        return rng.choice(_PARTS)
    kind = rng.choice(("sequence", "parallel"))
    return [kind, *(_drawn(rng, depth - 1) for _ in range(rng.randrange(1, 4)))]


def call(case: Case) -> str:
    """Write the call down."""
    return f"availability({_spelled(case['system'])})"


def _spelled(system: Any) -> str:
    if not isinstance(system, list):
        return str(system)
    return f'["{system[0]}", {", ".join(_spelled(part) for part in system[1:])}]'


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and see whether it changed what belongs to the caller."""
    before = _spelled(case["system"])
    returned = answer(case["system"])
    return {"returned": returned, "unchanged": _spelled(case["system"]) == before}


def judge(case: Case, observed: Observed) -> Judgement:
    """Accept the right share of the time, however it was multiplied."""
    works = float(_works(case["system"]))
    got = _number(observed["returned"])
    right = got is not None and abs(got - works) <= TOLERANCE
    changed = right and not observed["unchanged"]
    return Judgement(
        ok=right and not changed,
        got=written(observed["returned"]) + (", and the list was changed" if changed else ""),
        expected=f"{works:.12g}",
        why=_why(case["system"], got, changed),
    )


def _works(system: Any) -> Fraction:
    """Add up, exactly, the chances of all the ways to be up and down in which it works."""
    if not isinstance(system, list):
        return Fraction(str(system))
    kind, *parts = system
    ups = [_works(part) for part in parts]
    enough = all if kind == "sequence" else any
    works = Fraction(0)
    for state in product((True, False), repeat=len(parts)):
        chance = Fraction(1)
        for up, is_up in zip(ups, state, strict=True):
            chance *= up if is_up else 1 - up
        works += chance if enough(state) else 0
    return works


def _number(value: Any) -> float | None:
    if isinstance(value, dict):
        return _number(value["value"]) if str(value.get("type")).startswith("numpy.") else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)


def _why(system: Any, got: float | None, changed: bool) -> str:
    if changed:
        return "The list belongs to the caller, who may ask twice. Only read it."
    if got is None:
        return "A number from 0 to 1 is wanted: the share of the time in which the system works."
    if not isinstance(system, list):
        return "One part alone works as often as it works."
    kind, *parts = system
    if len(parts) == 1:
        return "A group of one part works when that part works, whatever the group is called."
    ups = [float(_works(part)) for part in parts]
    several = "both" if len(ups) == 2 else f"all {len(ups)}"
    if kind == "sequence":
        weakest = f"Its worst part is up {min(ups):.6g} of the time."
        if got > min(ups):
            return f"{weakest} All are needed, so the whole cannot do better than that."
        return f"{weakest} The whole needs {several}: how often are they up together?"
    best = f"Its best part is up {max(ups):.6g} of the time."
    if got < max(ups):
        return f"{best} One is enough, so the whole cannot do worse than that."
    return f"{best} It fails only while {several} are down: how often is that?"


def strategy() -> st.SearchStrategy[Case]:
    """Give small systems of parts that are easy to multiply in the head."""
    systems = st.recursive(
        st.sampled_from([0.5, 0.9]),
        lambda inner: st.builds(
            lambda kind, parts: [kind, *parts],
            st.sampled_from(["sequence", "parallel"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )
    return st.builds(lambda system: {"system": system}, systems)


def fingerprint(observed: Observed) -> Any:
    """Tell mistakes apart by what comes back, to ten digits; 1 is as good an answer as 1.0."""
    got = observed["returned"]
    number = _number(got)
    return [got if number is None else round(number, 10), observed["unchanged"]]


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_A_STACK, ONE_PART_AFTER_ANOTHER),
    fixed=[(system,) for system in ALONE],
    drawn=lambda rng: [(_drawn(rng, 3),) for _ in range(30)],
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    fingerprint=fingerprint,
    figures={
        "three_nines": f"{_THREE_NINES_DOWN_H:.1f}",
        "a_chain": f"{10 * _THREE_NINES_DOWN_H:.0f}",
    },
)
