"""The check of *Trending, not just popular*: a rate against the hashtag's own past."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, whole_number
from twitlab.course.checking.check import Case
from twitlab.course.kinds.coding import code_check

Windows = list[list[list[int]]]
"""Of each window its hashtags, each with how many tweets it had, by how many authors."""

REFERENCE = """\
def trending(windows, k, floor, times):
    from fractions import Fraction

    *past, now = windows
    found = []
    for key, (tweets, authors) in now.items():
        before = sum(window[key][1] for window in past if key in window)
        rate = Fraction(authors * len(past), max(before, len(past)))
        if authors >= floor and rate >= times:
            found.append((-rate, -authors, key))
    return [key for rate, authors, key in sorted(found)[:k]]
"""

MISTAKES = """
# the most popular
You list the hashtags with the most authors now. That is the same list every day: #monday each
Monday. Whatever its size, how many authors does a hashtag *use to* have?
+def trending(windows, k, floor, times):
+    now = windows[-1]
+    return sorted(now, key=lambda key: (-now[key][1], key))[:k]

# trending ones by their size
You leave out what is not trending, and put the rest in order by their authors. Then a large hashtag
that has doubled stands before a new one with 80 times what was expected. The contract orders by the
rate; the number of authors only decides between equal rates.
-            found.append((-rate, -authors, key))
+            found.append((-authors, -rate, key))

# by the difference
You put them in order by how many authors *more* there are. Of 100,000 authors one in a hundred more
are 1,000, and no small hashtag ever comes to that. How many *times* what was expected is it?
-            found.append((-rate, -authors, key))
+            found.append((Fraction(max(before, len(past)), len(past)) - authors, -authors, key))

# no floor
You have no floor. Four people who say a new word are four times what was expected, and of such
words there are millions. Which hashtags have too few authors to be asked about?
-        if authors >= floor and rate >= times:
+        if rate >= times:

# the floor itself left out
A hashtag with exactly as many authors as the floor is in. You want one more.
-        if authors >= floor and rate >= times:
+        if authors > floor and rate >= times:

# the floor or the rate
One of the two is enough for you: `or`. Then #monday is in, which has the floor each Monday. The
contract wants both.
-        if authors >= floor and rate >= times:
+        if authors >= floor or rate >= times:

# the floor of the past
You hold what was *expected* against the floor. So what is new is never trending. The floor is for
the authors now: are they enough to be worth a line?
-        if authors >= floor and rate >= times:
+        if before >= floor * len(past) and rate >= times:

# the floor of tweets
You hold the *tweets* against the floor. One account that tweets all day is over it. How many
*authors* are there?
-        if authors >= floor and rate >= times:
+        if tweets >= floor and rate >= times:

# tweets counted
You count tweets in the place of authors. One program that sends the same hashtag 500 times makes a
trend so, alone. What can one account not send twice in a window?
-    for key, (tweets, authors) in now.items():
-        before = sum(window[key][1] for window in past if key in window)
+    for key, (authors, _) in now.items():
+        before = sum(window[key][0] for window in past if key in window)

# tweets now, authors before
You take the tweets of now and the authors of the past. Two different things are divided: a hashtag
seems to grow because its authors tweet more than once.
-    for key, (tweets, authors) in now.items():
+    for key, (authors, _) in now.items():

# authors now, tweets before
You take the authors of now and the tweets of the past. Two different things are divided: the
expectation is too high, and trends are missed.
-        before = sum(window[key][1] for window in past if key in window)
+        before = sum(window[key][0] for window in past if key in window)

# now taken for the oldest
You take the first window for now. The oldest comes first, and the last one is now.
-    *past, now = windows
+    now, *past = windows

# now in its own past
The window of now is among those with which you compare. What is trending then raises what was
expected of it: with one window before, no rate can be above 2. Which windows are the past?
-    *past, now = windows
+    past, now = windows, windows[-1]

# the sum of the past
You compare one window with all windows of the past together. With six of them, a hashtag that is
six times as large looks as it always was. How many authors does *one* window have, in the mean?
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors, max(before, 1))

# divided by nothing
What is new had no authors before, and you divide by 0: Python stops with a ZeroDivisionError. What
does the contract expect of a hashtag that nobody used?
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors * len(past), before)

# new ones left out
You leave out what is not in the past. But most trends are new: nobody wrote the name of the street
before the fire. What does the contract expect of a hashtag that nobody used?
-        if authors >= floor and rate >= times:
+        if before and authors >= floor and rate >= times:

# new ones first
You put what is new before all others, as if its rate was without an end. A new word of ten people
then stands above one that rose from 2 to 4,000. What does the contract expect of a hashtag that
nobody used?
-            found.append((-rate, -authors, key))
+            found.append((before > 0, -rate, -authors, key))
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return [each[-1] for each in sorted(found)[:k]]

# divided by all windows
You add up the past, and divide by the number of *all* windows. The window of now is not in the sum,
so it is none of those of the mean.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors * len(windows), max(before, len(windows)))

# one only for new ones
You expect 1 of what is *new*, and less than 1 of what was there once: one author in six windows is
0.17. So one author last hour makes a hashtag six times as surprising as none. The contract has
*at least 1* for all.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors * len(past), before or len(past))

# one added
You add 1 to what was expected. That is a common way not to divide by 0, and it makes all small
rates smaller: 10 in the place of 1 are then 5 times. The contract takes the larger of the two.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors * len(past), before + len(past))

# one author in all is enough
You take at least 1 for the *sum* of the past. Then less than one author is expected of a window.
The contract has at least 1 for the *mean*: how large is the sum then?
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors * len(past), max(before, 1))

# the mean of the windows with any
You take the mean only of windows in which the hashtag was used. One with 60 authors a week ago, and
none since, is then expected with 60 in each. A window without it has 0 authors, and it counts.
-        before = sum(window[key][1] for window in past if key in window)
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        counts = [window[key][1] for window in past if key in window]
+        rate = Fraction(authors * max(len(counts), 1), max(sum(counts), len(counts), 1))

# one at least in each window
You count 1 for each window without the hashtag. Of a hashtag with 60 authors in one window and none
in five, that makes 65. The contract has 0 there, and at least 1 for the *mean*.
-        before = sum(window[key][1] for window in past if key in window)
+        before = sum(window[key][1] if key in window else 1 for window in past)

# the window before
You compare with the last window of the past alone. After a quiet one everything is a trend. The
contract takes the mean of *all* of them.
-    *past, now = windows
+    past, now = windows[-2:-1], windows[-1]

# the largest of the past
You compare with the largest window of the past. A trend of last night is then no trend tonight,
however quiet it was since. The contract takes the mean.
-        before = sum(window[key][1] for window in past if key in window)
+        before = len(past) * max(window[key][1] if key in window else 0 for window in past)

# the mean rounded down
You round the mean down with `//`. 5 authors in 3 windows are 1.67, and yours are 1: the rate is too
high by two thirds. Keep it as a fraction.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = Fraction(authors, max(before // len(past), 1))

# the rate rounded down
You round the rate down with `//`. Rates that differ are then equal, and the order between them is
by something else. Keep it as a fraction.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = authors * len(past) // max(before, len(past))

# a mean as a float
You work out the mean as a float, and divide by it. It is rounded, and the rate once more: what is
just 3 times can come out a little below 3, and equal rates can come out different. Compare the
fractions: Python's `Fraction` does, or multiply in the place of dividing.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = authors / max(before / len(past), 1)

# a rate as a float
Your rate is one division of whole numbers, as a float. For small numbers that is right. A float has
53 bits, and for large numbers different rates come out equal. Compare the fractions: Python's
`Fraction` does, or multiply in the place of dividing.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = authors * len(past) / max(before, len(past))

# a rate that is rounded
You round the rate. What is 2.999 times what was expected is then 3 times, and rates that differ
come out equal, so the order between them is by something else. Keep it as a fraction.
-        rate = Fraction(authors * len(past), max(before, len(past)))
+        rate = round(Fraction(authors * len(past), max(before, len(past))), 2)

# just so many times left out
A hashtag that has exactly `times` what was expected is in. You want more.
-        if authors >= floor and rate >= times:
+        if authors >= floor and rate > times:

# so many times more
You ask whether it has `times` what was expected *more* than what was expected. From 10 to 30 is
3 times, and 2 times more. The contract means 3.
-        if authors >= floor and rate >= times:
+        if authors >= floor and rate - 1 >= times:

# all rates
You do not look at `times`. When nothing happens, the first of your list is what grew by a tenth. An
empty list is an answer too.
-        if authors >= floor and rate >= times:
+        if authors >= floor:

# the k most popular, then their rates
You take the k with the most authors first, and look for trends among those. They are the hashtags
of every day, and what is rising is below them. When may a list be cut?
-    return [key for rate, authors, key in sorted(found)[:k]]
+    top = sorted(now, key=lambda key: (-now[key][1], key))[:k]
+    return [key for rate, authors, key in sorted(found) if key in top]

# the k highest rates, then the floor
You cut the list at k, and look at the floor afterwards. Words of one or two people have the highest
rates, and they take the places. When may a list be cut?
-        if authors >= floor and rate >= times:
-            found.append((-rate, -authors, key))
-    return [key for rate, authors, key in sorted(found)[:k]]
+        found.append((-rate, -authors, key))
+    best = sorted(found)[:k]
+    return [key for rate, authors, key in best if -authors >= floor and -rate >= times]

# equals as they came
Of equal rates you give the one first that stands first in the dictionary. Another server has the
same numbers in another order, and shows another list. The contract has more authors first, and then
the smaller id.
-            found.append((-rate, -authors, key))
-    return [key for rate, authors, key in sorted(found)[:k]]
+            found.append((-rate, key))
+    return [key for _, key in sorted(found, key=lambda each: each[0])[:k]]

# equals by their ids alone
Of equal rates you give the smaller id first. The contract looks at the authors of now before that:
6 times with 600 people is more certain than 6 times with 12.
-            found.append((-rate, -authors, key))
+            found.append((-rate, 0, key))

# fewer authors first
Of equal rates the one with *more* authors now comes first. You have it the other way around.
-            found.append((-rate, -authors, key))
+            found.append((-rate, authors, key))

# the larger id first
Where rate and authors are equal, the *smaller* id comes first. Is all of your list sorted in
reverse?
-            found.append((-rate, -authors, key))
-    return [key for rate, authors, key in sorted(found)[:k]]
+            found.append((rate, authors, key))
+    return [key for rate, authors, key in sorted(found, reverse=True)[:k]]

# ids as text
You put ids in order as text: there 10 comes before 9. They are numbers.
-            found.append((-rate, -authors, key))
+            found.append((-rate, -authors, str(key)))
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return [int(key) for rate, authors, key in sorted(found)[:k]]

# the lowest rate first
Your list begins with the lowest rate. The largest comes first.
-            found.append((-rate, -authors, key))
+            found.append((rate, -authors, key))

# by their ids
You take the right ones, and then put them in order by their ids. The largest rate comes first.
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return sorted(key for rate, authors, key in sorted(found)[:k])

# all of them
You list all that are trending. The contract asks for k at most; and k can be 0.
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return [key for rate, authors, key in sorted(found)]

# all of them where k is 0
With k = 0 you list all that are trending. The list is then empty. Do you cut with `[-k:]`? -0 is 0,
so it begins at the beginning. Or do you ask whether there is a `k`? In Python 0 counts as false.
-            found.append((-rate, -authors, key))
-    return [key for rate, authors, key in sorted(found)[:k]]
+            found.append((rate, authors, -key))
+    return [-key for rate, authors, key in sorted(found)[-k:]][::-1]

# one too many
You list one more than `k`. `[:k]` gives k of them: it ends before place k.
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return [key for rate, authors, key in sorted(found)[: k + 1]]

# the id 0 left out
You leave out the hashtag whose id is 0. Ids begin at 0, and in Python 0 counts as false.
-        if authors >= floor and rate >= times:
+        if key and authors >= floor and rate >= times:

# with their rates
You return the ids with their rates. The contract asks for the ids alone.
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return [(key, float(-rate)) for rate, authors, key in sorted(found)[:k]]

# a set of them
You return a set. It has no order, and the contract has the largest rate first.
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return {key for rate, authors, key in sorted(found)[:k]}

# the windows changed
You change the list of windows, or a window in it: `pop` takes one out, `setdefault` puts a hashtag
in. They belong to the caller, who goes on counting in them. `windows[-1]` and `get` only read.
-    *past, now = windows
+    now = windows.pop()
+    past = windows

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
-    return [key for rate, authors, key in sorted(found)[:k]]
+    return None
"""

BY_PRODUCTS = """\
def trending(windows, k, floor, times):
    now, past = windows[-1], windows[:-1]
    expected = {}
    for key in now:
        expected[key] = len(past)
        before = 0
        for window in past:
            if key in window:
                before += window[key][1]
        if before > expected[key]:
            expected[key] = before

    def is_before(a, b):
        left, right = now[a][1] * expected[b], now[b][1] * expected[a]
        if left != right:
            return left > right
        return (now[b][1], a) < (now[a][1], b)

    kept = [key for key, (_, authors) in now.items()
            if floor <= authors and times * expected[key] <= authors * len(past)]
    places = {sum(is_before(other, key) for other in kept): key for key in kept}
    return [places[place] for place in range(min(k, len(kept)))]
"""

BY_SORTING_THREE_TIMES = """\
def trending(windows, k, floor, times):
    from fractions import Fraction

    authors = {key: pair[1] for key, pair in windows[-1].items()}
    mean = dict.fromkeys(authors, Fraction(0))
    for window in windows[:-1]:
        for key in mean.keys() & window.keys():
            mean[key] += Fraction(window[key][1], len(windows) - 1)
    rates = {key: authors[key] / max(mean[key], Fraction(1)) for key in mean}
    keys = sorted(rates)
    keys.sort(key=authors.get, reverse=True)
    keys.sort(key=rates.get, reverse=True)
    return [key for key in keys if rates[key] >= times and authors[key] >= floor][:k]
"""

_BIG = 1 << 60
_LARGE = [[7, 5 * _BIG, 5 * _BIG], [8, 5 * _BIG + 4, 5 * _BIG + 4]]
_THIRDS = [[7, 10 * _BIG, 10 * _BIG], [8, 10 * _BIG + 3, 10 * _BIG + 3]]
_DAY: Windows = [
    [[1, 1000, 900], [2, 3, 3]],
    [[1, 1100, 950]],
    [[1, 1200, 1000], [2, 400, 80], [3, 500, 4]],
]
_RATES = [[[7, 2, 2], [8, 40, 40], [9, 300, 300]], [[9, 900, 900], [8, 200, 200], [7, 12, 12]]]
ALONE: tuple[tuple[Windows, int, int, int], ...] = (
    (_DAY, 10, 10, 3),
    ([[], []], 10, 10, 3),
    ([[[7, 5, 5]], []], 10, 1, 2),
    ([[], [[7, 10, 10]]], 10, 10, 3),
    ([[], [[7, 9, 9]]], 10, 10, 3),
    ([[], [[7, 90, 9]]], 10, 10, 3),
    ([[], [[7, 1, 1]]], 10, 1, 2),
    ([[], [[7, 2, 2]]], 10, 1, 2),
    ([[[7, 10, 10]], [[7, 30, 30]]], 10, 10, 3),
    ([[[7, 10, 10]], [[7, 29, 29]]], 10, 10, 3),
    ([[[7, 10, 10]], [[7, 500, 29]]], 10, 10, 3),
    ([[[7, 500, 10]], [[7, 30, 30]]], 10, 10, 3),
    ([[[7, 500, 10]], [[7, 600, 30]]], 10, 10, 3),
    ([[[7, 10, 10]], [[7, 20, 20]], [[7, 45, 45]]], 10, 10, 3),
    ([[[7, 10, 10]], [[7, 20, 20]], [[7, 44, 44]]], 10, 10, 3),
    ([[[7, 60, 60]], [], [], [[7, 60, 60]]], 10, 10, 3),
    ([[], [[7, 60, 60]], [], [[7, 60, 60]]], 10, 10, 3),
    ([[], [[7, 60, 60]], [], [[7, 90, 90]]], 10, 10, 3),
    ([[], [], [[7, 60, 60]], [[7, 60, 60]]], 10, 10, 3),
    ([[[7, 20, 20]], [[7, 20, 20]], [], [[7, 30, 30]]], 10, 10, 3),
    ([[[7, 1, 1]], [], [], [[7, 12, 12], [8, 13, 13], [9, 11, 11]]], 10, 10, 3),
    ([[[7, 1, 1]], [[7, 1, 1]], [[7, 1, 1]], [[7, 12, 12], [8, 12, 12]]], 10, 10, 3),
    ([[[7, 2, 2]], [[7, 2, 2]], [[7, 1, 1]], [[7, 17, 17], [8, 12, 12]]], 10, 10, 3),
    ([[[7, 1, 1]], [[7, 12, 12], [8, 10, 10]]], 10, 10, 3),
    ([[[7, 2, 2]], [[7, 4000, 4000], [8, 10, 10]]], 10, 10, 3),
    ([[[8, 4000, 4000], [9, 3, 3]], [[8, 9000, 9000], [9, 30, 30]]], 10, 10, 2),
    (_RATES, 10, 10, 3),
    (_RATES, 2, 10, 3),
    (_RATES, 1, 10, 3),
    (_RATES, 0, 10, 3),
    ([[], [[7, 3, 3], [8, 20, 20], [9, 12, 12]]], 1, 10, 3),
    ([[[6, 90, 90]], [[6, 99, 99], [7, 13, 13], [8, 12, 12]]], 1, 10, 3),
    ([[[6, 1, 1]], [[6, 9, 9], [7, 12, 12], [8, 11, 11]]], 2, 10, 3),
    ([[], [[9, 12, 12], [8, 12, 12]]], 10, 10, 3),
    ([[], [[9, 12, 12], [8, 12, 12], [7, 12, 12]]], 2, 10, 3),
    ([[], [[10, 12, 12], [9, 12, 12], [100, 12, 12]]], 10, 10, 3),
    ([[[7, 2, 2]], [[7, 12, 12], [8, 6, 6]]], 10, 5, 3),
    ([[[8, 2, 2]], [[7, 6, 6], [8, 12, 12]]], 10, 5, 3),
    ([[], [[0, 12, 12]]], 10, 10, 3),
    ([[[0, 4, 4]], [[0, 12, 12], [5, 12, 12]]], 10, 10, 3),
    ([[[5, 90, 90], [6, 1, 1]], [[7, 12, 12]]], 10, 10, 3),
    ([[[7, 3, 3]], [[7, 1, 1]], [[7, 1, 1]], [[7, 25, 25], [8, 15, 15]]], 10, 10, 2),
    ([[[7, 7, 7]], [[7, 13, 13]], [], [], [], [[7, 12, 12]]], 10, 10, 3),
    ([[[7, 8, 8]], [[7, 5, 5]], [], [], [], [], [], [], [], [[7, 13, 13]]], 10, 10, 9),
    ([[[7, _BIG, _BIG]], [[7, 3 * _BIG - 1, 3 * _BIG - 1]]], 10, 10, 3),
    ([[[7, _BIG, _BIG], [8, _BIG + 1, _BIG + 1]], _LARGE], 2, 1, 3),
    ([[[7, 3 * _BIG, 3 * _BIG], [8, 3 * _BIG + 1, 3 * _BIG + 1]], _THIRDS], 2, 1, 3),
    ([[[7, 1000, 1000], [8, 900, 900]], [[7, 2999, 2999], [8, 2699, 2699]]], 10, 10, 3),
    ([[[7, 1000, 1000], [8, 1100, 1100]], [[7, 4002, 4002], [8, 4401, 4401]]], 10, 10, 3),
    ([[[7, 100, 100], [8, 50, 50]], [[7, 200, 200], [8, 170, 170], [9, 20, 20]]], 10, 10, 2),
    ([[[7, 10, 10], [8, 100, 100]], [[7, 35, 35], [8, 310, 310]]], 10, 10, 3),
    ([[[8, 10, 10]], [[7, 9, 9], [8, 40, 40]]], 1, 10, 3),
    ([[], [[9, 50, 12], [8, 12, 12]]], 10, 10, 3),
    ([[[7, 7, 7]], [], [], [[7, 35, 35]]], 10, 10, 15),
    ([[[7, 4, 4], [8, 28, 28]], [], [], [[7, 20, 20], [8, 140, 140]]], 10, 10, 3),
    ([[[7, 4, 4], [8, 28, 28]], [], [], [[7, 30, 30], [8, 210, 210]]], 1, 10, 3),
)


def given(case: Case) -> tuple[list[dict[int, tuple[int, int]]], int, int, int]:
    """Make of a case, which is JSON, what an answer is called with."""
    windows = [{key: (each, by) for key, each, by in window} for window in case["windows"]]
    return windows, case["k"], case["floor"], case["times"]


def right(windows: Windows, k: int, floor: int, times: int) -> list[int]:
    """Work it out in whole numbers: one hashtag is before another if its product is larger."""
    *_, now = tables = [{key: by for key, _, by in window} for window in windows]
    rows = [(by, _expected(tables, key), -key) for key, by in now.items()]
    kept = [row for row in rows if row[0] >= floor and row[0] * (len(tables) - 1) >= times * row[1]]

    def compare(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
        return a[0] * b[1] - b[0] * a[1] or (1 if (a[0], a[2]) > (b[0], b[2]) else -1)

    return [-row[2] for row in sorted(kept, key=cmp_to_key(compare), reverse=True)[:k]]


def _expected(tables: list[dict[int, int]], key: int) -> int:
    """Give what is expected of all windows of the past together."""
    return max(len(tables) - 1, sum(table.get(key, 0) for table in tables[:-1]))


def drawn(rng: random.Random) -> Iterator[tuple[Windows, int, int, int]]:
    """Draw a few windows with a few hashtags, some of which rise."""
    for _ in range(60):
        size = rng.choice([3, 12, 60])
        windows: Windows = [
            [[key, by + rng.choice([0, 0, 9]), by] for key, by in _some(rng, size)]
            for _ in range(rng.randrange(2, 6))
        ]
        now = [[key, each * 3, by * rng.choice([1, 2, 3])] for key, each, by in windows[-1]]
        yield [*windows[:-1], now], rng.randrange(5), rng.choice([1, 3, 10]), rng.choice([2, 3, 4])


def _some(rng: random.Random, size: int) -> list[tuple[int, int]]:
    keys = rng.sample([0, 7, 8, 9, 10, 100], rng.randrange(6))
    return [(key, rng.choice([1, 2, size, rng.randint(1, size)])) for key in keys]


def call(case: Case) -> str:
    """Write the call down."""
    return f"trending({', '.join(map(str, given(case)))})"


def why(case: Case, got: Any, expected: list[int]) -> str:
    """Work out the first hashtag in which the two lists differ."""
    said = items(got)
    if said is None:
        return "A list of ids is wanted."
    tables = [{key: by for key, _, by in window} for window in case["windows"]]
    found: list[int | None] = [whole_number(each) for each in said]
    at = next((n for n, pair in enumerate(zip(found, expected)) if pair[0] != pair[1]), None)
    n = min(len(found), len(expected)) if at is None else at
    if n == case["k"] < len(found):
        return f"k is {n}, so no more than {n} are listed."
    keys = dict.fromkeys([*expected[n : n + 1], *found[n : n + 1]])
    told = [_told(tables, key, case) for key in keys if key is not None]
    rates = {key: _rate(tables, key) for key in keys if key is not None and key in tables[-1]}
    if len(set(map(_times, rates.values()))) < len(set(rates.values())):
        told.append(f"The rate of {max(rates, key=rates.__getitem__)} is a little larger.")
    return " ".join(told) or f"There are {len(expected)} to list, k is {case['k']}."


def _told(tables: list[dict[int, int]], key: int, case: Case) -> str:
    *past, now = tables
    if key not in now:
        return f"{key} is no hashtag of now."
    mean = " + ".join(str(table.get(key, 0)) for table in past)
    mean = f"({mean}) / {len(past)}" if len(past) > 1 else mean
    least = "" if sum(table.get(key, 0) for table in past) >= len(past) else ", so 1"
    enough = "enough" if now[key] >= case["floor"] else f"below the floor of {case['floor']}"
    rate, times = _rate(tables, key), case["times"]
    seems = _times(rate) == _times(Fraction(times)) and rate != times
    said = f"a little {'less' if rate < times else 'more'} than {times}" if seems else _times(rate)
    authors = "1 author" if now[key] == 1 else f"{now[key]} authors"
    return f"Hashtag {key}: {authors}, {enough}; expected {mean}{least}; {said} times."


def _rate(tables: list[dict[int, int]], key: int) -> Fraction:
    return Fraction(tables[-1][key] * (len(tables) - 1), _expected(tables, key))


def _times(rate: Fraction) -> str:
    return f"{float(rate):.4g}"


def strategy() -> st.SearchStrategy[Case]:
    """Give two or three windows with up to two hashtags."""
    window = st.dictionaries(
        st.integers(7, 8), st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=2
    ).map(lambda some: [[key, by + more, by] for key, (more, by) in some.items()])
    return st.fixed_dictionaries(
        {
            "windows": st.lists(window, min_size=2, max_size=3),
            "k": st.integers(0, 2),
            "floor": st.integers(1, 4),
            "times": st.integers(2, 3),
        }
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_PRODUCTS, BY_SORTING_THREE_TIMES),
    fixed=ALONE,
    drawn=drawn,
    given=given,
    call=call,
    right=right,
    why=why,
    lent=("a window", "The windows belong to the caller, who goes on counting in them. Only read."),
    strategy=strategy,
)
