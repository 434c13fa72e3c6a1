"""The check of *Exact here, bounded there*: hours and minutes stitched into one answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, plain, written
from twitlab.course.checking.check import Case, Observed, taken_apart
from twitlab.course.kinds.coding import alike, code_check

Table = list[list[int]]
"""Pairs of a key and its count."""
Hours = list[list[Any]]
"""An hour and its table, for each that is computed."""
Runs = list[list[Any]]
"""From a minute to another one, the table of each minute between them, and its error."""
Answer = tuple[dict[int, tuple[int, int]], list[int], int]

REFERENCE = """\
def stitch(hours, minutes, start, end):
    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
    parts = [(hours[hour], 0) for hour in exact]
    parts += [minutes[at] for at in range(start, end) if at // 60 not in exact]
    counts = {}
    for key in {key for estimates, _ in parts for key in estimates}:
        least = most = 0
        for estimates, error in parts:
            estimate = estimates.get(key, error)
            least += max(estimate - error, 0)
            most += estimate
        counts[key] = (least, most)
    return counts, exact, sum(error for _, error in parts)
"""

MISTAKES = """
# an hour that is cut taken whole
You take an hour of which only a part is asked for. Its count has the events of the other part too,
and nobody can take them out again. Which hours lie wholly between start and end?
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = sorted(hour for hour in hours if start < 60 * hour + 60 and 60 * hour < end)

# the hour of the start taken whole
You round `start` down to its hour, and take this hour whole. It began before `start`: what came
before is counted too. To which side must the start be rounded, and to which the end?
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = [hour for hour in range(start // 60, end // 60) if hour in hours]

# the edges left out
You take minutes only of hours that are not computed. Where the interval begins or ends inside an
hour that *is* computed, you have neither the hour nor its minutes: these events are missing. What
covers a minute whose hour you cannot use?
-    parts += [minutes[at] for at in range(start, end) if at // 60 not in exact]
+    parts += [minutes[at] for at in range(start, end) if at // 60 not in hours]

# a hole between two hours
You take minutes before the first exact hour and after the last. Between two hours there can be one
that is not computed: its events are missing. Ask of each minute whether an hour has it.
-    parts += [minutes[at] for at in range(start, end) if at // 60 not in exact]
+    first, last = (60 * exact[0], 60 * exact[-1] + 60) if exact else (end, end)
+    parts += [minutes[at] for at in (*range(start, first), *range(last, end))]

# hours alone
You take the hours and no minutes. What happened since the last full hour is missing, and it is just
what people ask for. What has the fast path got that the slow one has not got yet?
-    parts += [minutes[at] for at in range(start, end) if at // 60 not in exact]

# minutes alone
You take the minutes and no hours. Each minute adds its error, and exact counts lie beside them. And
minutes are kept only until their hour is computed: some are not there any more.
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = []

# minutes counted twice
You take the exact hours, and all minutes as well. The events of a minute inside such an hour are
counted twice. Which minutes does an hour make needless?
-    parts += [minutes[at] for at in range(start, end) if at // 60 not in exact]
+    parts += [minutes[at] for at in range(start, end) if at in minutes]

# the last hour left to its minutes
An hour that ends just where the interval ends lies wholly inside. You leave it to its minutes: the
answer is less exact than it can be, and these minutes need not be there. Is `end` in or out?
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 < end)

# the first hour left to its minutes
An hour that begins just where the interval begins lies wholly inside. You leave it to its minutes:
the answer is less exact than it can be. Is `start` in or out?
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = sorted(hour for hour in hours if start < 60 * hour and 60 * hour + 60 <= end)

# the end counted in
You take one minute too many: `end` itself. The interval ends before it. Else two
answers, one up to 12:00 and one from 12:00 on, both have this minute.
-    parts += [minutes[at] for at in range(start, end) if at // 60 not in exact]
+    parts += [minutes[at] for at in range(start, end + 1) if at // 60 not in exact]

# each hour taken for computed
You take each hour between start and end, and do not look whether it is computed. The slow path is
late, or has to compute an hour anew. What covers such an hour?
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = list(range(-(-start // 60), end // 60))

# an hour not computed taken for empty
An hour that is not computed has no table, and you take that for an empty table: nobody retweeted.
Nobody has looked yet. The minutes of this hour are there: take them.
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
-    parts = [(hours[hour], 0) for hour in exact]
+    exact = list(range(-(-start // 60), end // 60))
+    parts = [(hours.get(hour, {}), 0) for hour in exact]

# an empty hour taken for not computed
You ask whether the table of an hour is true, where you mean whether it is there. An empty one says
that nobody retweeted anything: that is exact as well. How do you ask whether an hour stands in a
dictionary?
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = sorted(h for h in hours if hours[h] and start <= 60 * h and 60 * h + 60 <= end)

# the hours as a set
You return the hours as a set, and a set has no order. The contract wants a list, ascending.
-    return counts, exact, sum(error for _, error in parts)
+    return counts, set(exact), sum(error for _, error in parts)

# hours as they stand
Your hours stand in the order of the dictionary. The contract wants them ascending: hours are
computed in any order, and one is computed anew after a bug.
-    exact = sorted(hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end)
+    exact = [hour for hour in hours if start <= 60 * hour and 60 * hour + 60 <= end]

# the largest error for the sum
You take the largest error of a minute for the error of all. Each minute can be wrong by its own
error, and all to the same side. What is the worst that ten minutes can do together?
-    counts = {}
+    counts, worst = {}, max((error for _, error in parts), default=0)
-        counts[key] = (least, most)
-    return counts, exact, sum(error for _, error in parts)
+        counts[key] = (max(most - worst, 0), most)
+    return counts, exact, worst

# the largest error for what is missing
Your counts are right. For a key that is not there you take the largest error of a minute: it can
have come in each minute, each time up to that minute's error.
-    return counts, exact, sum(error for _, error in parts)
+    return counts, exact, max((error for _, error in parts), default=0)

# the last error for what is missing
Your counts are right. For a key that is not there you take the error of one minute, the last: it
can have come in each minute, each time up to that minute's error.
-    return counts, exact, sum(error for _, error in parts)
+    return counts, exact, parts[-1][1] if parts else 0

# added up first, and then bounded
You add up all estimates of a key, and take the sum of *all* errors off at the end. A key that one
minute lists loses the errors of ten. And its most has nothing of the nine minutes that do not list
it. First the bounds of each table, then the sums.
-            estimate = estimates.get(key, error)
-            least += max(estimate - error, 0)
-            most += estimate
-        counts[key] = (least, most)
+            least -= error
+            most += estimates.get(key, 0)
+        counts[key] = (max(most + least, 0), most)

# the error on both sides
You let a key come more often than its estimate says. These estimates are never too low: the error
goes one way. The most is the estimate.
-            most += estimate
+            most += estimates.get(key, 0) + error

# estimates taken for counts
You take the estimate for what is sure. It is the *most*. A part of it, up to the error, may be
events of other keys.
-            least += max(estimate - error, 0)
+            least += estimates.get(key, 0)

# fewer than never
Your least goes below what is possible: an estimate of 2 with an error of 5 makes -3 for you. In no
minute can a key come fewer than 0 times.
-            least += max(estimate - error, 0)
+            least += estimate - error

# cut off at the end
You add up first and cut off at 0 afterwards. So what is missing in one minute is taken from another
one, where it was sure. At least 3 in one minute and at least 0 in the next are at least 3.
-            least += max(estimate - error, 0)
+            least += estimates.get(key, 0) - error
-        counts[key] = (least, most)
+        counts[key] = (max(least, 0), most)

# cut off after the sum
Your least is cut off at 0 only when the errors of all minutes are taken off. So what is missing in
one minute is taken from another one, where it was sure. At least 3 in one minute and at least 0 in
the next are at least 3.
-            least += max(estimate - error, 0)
+            least += estimates[key] - error if key in estimates else 0
-        counts[key] = (least, most)
+        counts[key] = (max(least, 0), most)

# not listed taken for none
A key that a minute does not list counts as 0 there. A minute lists only some keys: what it does not
list came up to `error` times. Only an hour has all of them.
-            estimate = estimates.get(key, error)
+            estimate = estimates.get(key, 0)

# only keys that all parts have
You keep the keys that all parts list. A tweet of this morning is in no minute, and one of the last
minute in no hour. Both were retweeted. Which keys belong in the answer?
-    for key in {key for estimates, _ in parts for key in estimates}:
+    for key in set.intersection(*(set(each) for each, _ in parts)) if parts else ():

# only keys of the hours
You answer for the keys of the hours. What is new since the last of them, the newest tweets, is
missing. Which keys belong in the answer?
-    for key in {key for estimates, _ in parts for key in estimates}:
+    for key in {key for hour in exact for key in hours[hour]}:

# only keys of the minutes
You answer for the keys that the minutes list. What came in the hours alone is missing, with counts
that are exact. Which keys belong in the answer?
-    for key in {key for estimates, _ in parts for key in estimates}:
+    for key in {key for estimates, _ in parts[len(exact) :] for key in estimates}:

# nothing can be missing
You say that a key which is not in the answer never came. It can have come in each minute that you
took, as often as that minute's error says.
-    return counts, exact, sum(error for _, error in parts)
+    return counts, exact, 0

# errors of minutes that were not used
You add the errors of all minutes between start and end, also of those whose hour you took. An hour
is exact, whatever its minutes say.
-    return counts, exact, sum(error for _, error in parts)
+    return counts, exact, sum(minutes[at][1] for at in range(start, end) if at in minutes)

# the hour's own table added to
You add the other hours into the table of the first one: it is the same dictionary, and not a copy.
With the next question this hour has the counts of several. Begin with a dictionary of your own.
-    parts = [(hours[hour], 0) for hour in exact]
+    parts = [(hours[hour], 0) for hour in exact[:1]]
+    for hour in exact[1:]:
+        for key, count in hours[hour].items():
+            parts[0][0][key] = parts[0][0].get(key, 0) + count

# minutes in the place of hours
You return the minutes that are exact. The contract asks for the hours: each is 60 minutes.
-    return counts, exact, sum(error for _, error in parts)
+    inside = [at for hour in exact for at in range(60 * hour, 60 * hour + 60)]
+    return counts, inside, sum(error for _, error in parts)

# how many hours and not which
You return how many hours are exact. The contract asks which: a list.
-    return counts, exact, sum(error for _, error in parts)
+    return counts, len(exact), sum(error for _, error in parts)

# most and least
Your pairs have the most first. The contract asks for (least, most).
-        counts[key] = (least, most)
+        counts[key] = (most, least)

# estimate and error
Your pairs are an estimate and how much of it is not sure. That says the same; the contract asks for
(least, most).
-        counts[key] = (least, most)
+        counts[key] = (most, most - least)

# one number for each key
You return one number for each key, the most. Who reads it cannot see that a part of it is not sure.
The contract asks for (least, most), also where both are the same.
-        counts[key] = (least, most)
+        counts[key] = most

# exact counts without a pair
Where least and most are the same you return one number. The contract asks for a pair all the same:
who reads the answer need not ask which of the two it is.
-        counts[key] = (least, most)
+        counts[key] = (least, most) if least < most else most

# in another order
You return the hours first. The contract has the counts, the hours, and then how often a key can
have come that is not in the answer.
-    return counts, exact, sum(error for _, error in parts)
+    return exact, counts, sum(error for _, error in parts)

# the counts alone
You return the counts alone. Which hours are exact, and how often a key can have come that is not
there, belong to the answer.
-    return counts, exact, sum(error for _, error in parts)
+    return counts

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
-    return counts, exact, sum(error for _, error in parts)
+    return None
"""

MINUTE_BY_MINUTE = """\
def stitch(hours, minutes, start, end):
    least, most, exact, missing = {}, {}, [], 0
    at = start
    while at < end:
        hour, into = divmod(at, 60)
        if into == 0 and at + 60 <= end and hour in hours:
            exact.append(hour)
            table, error, at = hours[hour], 0, at + 60
        else:
            table, error = minutes[at]
            at += 1
        for key, count in table.items():
            # Before this part the key was listed nowhere, or its bounds hold all parts but this.
            least[key] = least.get(key, 0) + (count - error if count > error else 0)
            most[key] = most.get(key, missing) + count
        for key in most:
            if key not in table:
                most[key] += error
        missing += error
    return {key: (least[key], most[key]) for key in most}, exact, missing
"""

BY_SUMS = """\
def stitch(hours, minutes, start, end):
    first, last = -(-start // 60), end // 60
    exact = [hour for hour in range(first, last) if hour in hours]
    inside = {60 * hour + minute for hour in exact for minute in range(60)}
    tables = [minutes[at] for at in range(start, end) if at not in inside]
    missing = sum(table[1] for table in tables)
    counts = {}
    for hour in exact:
        for key, count in hours[hour].items():
            low, high = counts.get(key, (0, missing))
            counts[key] = low + count, high + count
    for table, error in tables:
        for key, estimate in table.items():
            low, high = counts.get(key, (0, missing))
            counts[key] = [low + max(0, estimate - error), high + estimate - error]
    return [counts, exact, missing]
"""

_H: Hours = [[1, [[40, 90], [41, 2]]]]
_M: Runs = [[0, 240, [[40, 2]], 1]]
_WITHOUT: Runs = [[0, 60, [[40, 2]], 1], [120, 240, [[40, 3], [42, 4]], 2]]
_THREE: Hours = [[2, [[40, 5]]], [3, [[41, 6]]], [1, [[40, 90], [41, 2]]]]
_BIG = 1 << 60
ALONE: tuple[tuple[Hours, Runs, int, int], ...] = (
    (_H, _M, 60, 120),
    ([], _M, 60, 62),
    (_H, _M, 60, 60),
    ([], [], 0, 0),
    (_H, _M, 60, 61),
    (_H, _M, 119, 120),
    (_H, _M, 120, 122),
    (_H, _M, 58, 60),
    (_H, _M, 60, 121),
    (_H, _M, 59, 120),
    (_H, _M, 59, 121),
    (_H, _M, 60, 119),
    (_H, _M, 61, 120),
    (_H, _M, 61, 121),
    (_H, _WITHOUT, 60, 120),
    (_H, _WITHOUT, 58, 122),
    (_H, _WITHOUT, 60, 123),
    ([], _M, 60, 120),
    ([], _M, 30, 150),
    ([[1, []]], _M, 60, 120),
    ([[1, []]], _WITHOUT, 59, 121),
    ([[0, [[0, 5]]]], [[60, 62, [[0, 2]], 1]], 0, 61),
    ([[0, [[0, 5]]]], _M, 0, 60),
    (_THREE, _WITHOUT, 60, 180),
    (_THREE, _M, 59, 181),
    (_THREE, _M, 90, 210),
    (_THREE, [[0, 60, [], 1], [240, 260, [[40, 2]], 1]], 58, 243),
    ([_THREE[1], _THREE[2]], _M, 60, 240),
    ([_THREE[1], _THREE[2]], _M, 90, 210),
    ([_THREE[1], _THREE[2]], _M, 59, 239),
    ([], [[0, 3, [[40, 2]], 5]], 0, 3),
    ([], [[0, 1, [[40, 8]], 5], [1, 2, [[40, 2]], 5]], 0, 2),
    ([], [[0, 1, [[40, 8]], 5], [1, 2, [[41, 7]], 3]], 0, 2),
    ([], [[0, 1, [[40, 8]], 3], [1, 2, [[41, 7]], 5]], 0, 2),
    (_H, [[58, 60, [[43, 7]], 3], [120, 121, [[41, 5]], 4]], 58, 121),
    ([], [[0, 2, [], 4]], 0, 2),
    ([], [[0, 2, [[40, 1]], 0]], 0, 2),
    (_H, [[120, 122, [[41, 1]], 0]], 60, 122),
    ([[1, [[40, _BIG]]]], [[120, 122, [[40, _BIG + 1]], _BIG - 1]], 60, 122),
)


def given(case: Case) -> tuple[dict[int, Any], dict[int, Any], int, int]:
    """Make of a case what an answer is called with."""
    hours = {hour: dict(map(tuple, table)) for hour, table in case["hours"]}
    minutes = {
        at: (dict(map(tuple, table)), error)
        for first, last, table, error in case["minutes"]
        for at in range(first, last)
    }
    return hours, minutes, case["start"], case["end"]


def parts_of(case: Case) -> Iterator[tuple[str, dict[int, int], int]]:
    """Give what covers the interval: its name, its table, and its error."""
    hours, minutes, start, end = given(case)
    for hour in sorted({at // 60 for at in range(start, end)}):
        inside = [at for at in range(start, end) if at // 60 == hour]
        if len(inside) == 60 and hour in hours:
            yield f"hour {hour}", hours[hour], 0
        else:
            yield from ((f"minute {at}", *minutes[at]) for at in inside)


def right(case: Case) -> Answer:
    """Work it out key by key, from the least and the most of each part."""
    parts = list(parts_of(case))
    exact = [int(name[5:]) for name, _, _ in parts if name[0] == "h"]
    counts = {}
    for key in sorted({key for _, table, _ in parts for key in table}):
        least = sum(max(0, table.get(key, 0) - error) for _, table, error in parts)
        counts[key] = (least, sum(table.get(key, error) for _, table, error in parts))
    return counts, exact, sum(error for *_, error in parts)


def drawn(rng: random.Random) -> Iterator[tuple[Hours, Runs, int, int]]:
    """Draw a few hours, some of them computed, whose minutes are gone then or not."""
    for _ in range(40):
        hours: Hours = [[h, _some(rng)] for h in rng.sample(range(5), rng.randrange(5))]
        start = rng.choice([0, 60, 120, rng.randrange(180)])
        end = start + rng.choice([0, 1, 60, 120, rng.randrange(130)])
        case = {"hours": hours, "minutes": [[0, 310, [], 0]], "start": start, "end": end}
        used = {int(name[5:]) for name, *_ in parts_of(case) if name[0] == "h"}
        cuts = sorted({*range(0, 361, 60), *rng.sample(range(300), 3), start, end})
        gone = rng.random() < 0.5
        yield (
            hours,
            [
                [first, last, _some(rng), rng.choice([0, 1, 2, 5])]
                for first, last in pairwise(cuts)
                if not (gone and first // 60 in used)
            ],
            start,
            end,
        )


def _some(rng: random.Random) -> Table:
    return [[key, rng.randint(1, 9)] for key in rng.sample([0, 7, 8, 9], rng.randrange(4))]


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and put its keys in order."""
    called = given(case)
    counts, exact, missing = taken_apart(
        answer(*called), "the counts", "the exact hours", "what is missing at most"
    )
    if isinstance(counts, dict):
        pairs = sorted(counts.items(), key=lambda pair: repr(pair[0]).zfill(30))
        counts = {key: tuple(v) if isinstance(v, list) else v for key, v in pairs}
    return {"returned": (counts, exact, missing), "unchanged": called == given(case)}


def call(case: Case) -> str:
    """Write the call down, with minutes that are alike in one."""
    hours = written(plain(given(case)[0]))
    runs = [
        f"{first}{f' to {last - 1}' if last - first > 1 else ''}: "
        f"{written(plain((dict(map(tuple, table)), error)))}"
        for first, last, table, error in case["minutes"]
    ]
    told = f"stitch({hours}, minutes, {case['start']}, {case['end']})"
    return f"{told} with the minutes {'; '.join(runs) or 'none'}"


def why(case: Case, got: Any, expected: Answer) -> str:
    """Say of the first thing that is wrong how it comes about."""
    said, exact, _ = items(got) or (None, None, None)
    parts, (counts, hours, most) = list(parts_of(case)), expected
    if not alike(exact, hours):
        return f"Computed, and wholly inside: {', '.join(f'hour {h}' for h in hours) or 'no hour'}."
    pairs = said.get("value", []) if isinstance(said, dict) else None
    if not isinstance(pairs, list):
        return "A dictionary is wanted, from a key to (least, most)."
    found = {written(key): value for key, value in pairs}
    for key in counts:
        if alike(found.pop(str(key), None), plain(counts[key])):
            continue
        told = [_told(key, *each) for each in parts]
        return f"Key {key}: {'; '.join(told[:4])}{'; and so on' if len(told) > 4 else ''}."
    if found:
        return f"Key {next(iter(found))} is in no part that is used."
    return f"The errors of the minutes that are used add up to {most}."


def _told(key: int, name: str, table: dict[int, int], error: int) -> str:
    if name[0] == "h":
        return f"{name} has {table.get(key, 0)}"
    if key not in table:
        return f"{name} does not list it, so at most {error}"
    return f"{name} has {max(0, table[key] - error)} to {table[key]}"


def strategy() -> st.SearchStrategy[Case]:
    """Give one or two hours and the minutes around them."""
    table = st.lists(st.integers(1, 5), max_size=1).map(lambda some: [[40, each] for each in some])
    hours = st.dictionaries(st.integers(0, 1), table, max_size=2).map(
        lambda some: [list(each) for each in some.items()]
    )
    run = st.tuples(table, st.integers(0, 2)).map(list)
    ends = st.lists(st.sampled_from([0, 1, 59, 60, 61, 120, 121]), min_size=2, max_size=2)
    return st.builds(
        lambda some, early, late, both: {
            "hours": some,
            "minutes": [[0, 60, *early], [60, 130, *late]],
            "start": min(both),
            "end": max(both),
        },
        hours,
        run,
        run,
        ends,
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(MINUTE_BY_MINUTE, BY_SUMS),
    fixed=ALONE,
    drawn=drawn,
    call=call,
    observe=observe,
    right=lambda *values: right(dict(zip(("hours", "minutes", "start", "end"), values))),
    why=why,
    lent=("a table", "The tables belong to the layers, and the next question needs them."),
    strategy=strategy,
)
