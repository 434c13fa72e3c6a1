"""The check of *Late, or only slow?*: windows by event time, closed by a watermark."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, plain, whole_number
from twitlab.course.checking.check import Case, Observed, taken_apart
from twitlab.course.kinds.coding import alike, code_check

Events = list[list[int]]
"""When each arrived, and when it happened."""

REFERENCE = """\
def by_event_time(events, size_ms, lateness_ms):
    counts, closed, late, future = {}, [], 0, 0
    watermark_ms = 0
    for arrived_ms, time_ms in events:
        if time_ms > arrived_ms:
            future += 1
            continue
        start_ms = time_ms // size_ms * size_ms
        if start_ms + size_ms <= watermark_ms:
            late += 1
            continue
        counts[start_ms] = counts.get(start_ms, 0) + 1
        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
        for each in sorted(counts):
            if each + size_ms <= watermark_ms:
                closed.append((each, counts.pop(each)))
    return closed, late, future
"""

MISTAKES = """
# the time of arrival
You put an event into the window in which it *arrived*. A phone that was in a tunnel for ten minutes
then moves its retweets to another window, and a recount gives other numbers. When did it happen?
-        start_ms = time_ms // size_ms * size_ms
+        start_ms = arrived_ms // size_ms * size_ms

# the watermark runs back
You set the watermark anew with each event. One that was slow sets it back, and windows that were
closed are open again. What was passed stays passed: keep the largest.
-        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+        watermark_ms = time_ms - lateness_ms

# the watermark of the clock
Your watermark follows the time of arrival. If the network stands still for a minute, windows close
though their events are on the way. The watermark says how far the *events* have come.
-        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+        watermark_ms = max(watermark_ms, arrived_ms - lateness_ms)

# the clock closes a window before it is looked at
Your watermark follows the time of arrival, and you set it before you look at the event. An event
that was on its way for long finds its window closed by its own arrival. The watermark says how far
the *events* have come.
-        start_ms = time_ms // size_ms * size_ms
+        watermark_ms = max(watermark_ms, arrived_ms - lateness_ms)
+        start_ms = time_ms // size_ms * size_ms
-        watermark_ms = max(watermark_ms, time_ms - lateness_ms)

# no lateness
Your windows close as soon as a newer event comes. What is one millisecond behind it is late. How
long does the contract wait for those that are on the way?
-        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+        watermark_ms = max(watermark_ms, time_ms)

# the lateness added
You add the lateness to the time, and it has to be taken off: the watermark stands *behind* the
newest event. Yours closes windows whose events have not happened yet.
-        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+        watermark_ms = max(watermark_ms, time_ms + lateness_ms)

# the watermark of the window
You take the lateness off the beginning of the event's window, and not off its time. The watermark
then stands still for a whole window, and windows close later than they can.
-        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+        watermark_ms = max(watermark_ms, start_ms - lateness_ms)

# closed one millisecond later
When the watermark stands just at the end of a window, the window is closed: its last millisecond is
the one before. Yours waits for one more. Read the sentence once more: is the end in or out?
-        if start_ms + size_ms <= watermark_ms:
+        if start_ms + size_ms < watermark_ms:
-            if each + size_ms <= watermark_ms:
+            if each + size_ms < watermark_ms:

# closed one millisecond too early
You close a window when the watermark stands at its last millisecond. Events of this millisecond are
still allowed, and find it closed. The window from 0 to 9 ends at 10.
-        if start_ms + size_ms <= watermark_ms:
+        if start_ms + size_ms - 1 <= watermark_ms:
-            if each + size_ms <= watermark_ms:
+            if each + size_ms - 1 <= watermark_ms:

# closed with the next event
You close windows when the *next* event comes, before you count it. The watermark has passed their
ends already, and after the last event of the night they wait until the morning. When does the
watermark move?
+def by_event_time(events, size_ms, lateness_ms):
+    counts, closed, late, future = {}, [], 0, 0
+    watermark_ms = 0
+    for arrived_ms, time_ms in events:
+        for each in sorted(counts):
+            if each + size_ms <= watermark_ms:
+                closed.append((each, counts.pop(each)))
+        start_ms = time_ms // size_ms * size_ms
+        if time_ms > arrived_ms:
+            future += 1
+        elif start_ms + size_ms <= watermark_ms:
+            late += 1
+        else:
+            counts[start_ms] = counts.get(start_ms, 0) + 1
+            watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+    return closed, late, future

# closed at its beginning
You close a window when the watermark reaches its *beginning*. It has hardly begun then, and nearly
all of its events are late. Which end of the window must be passed?
-        if start_ms + size_ms <= watermark_ms:
+        if start_ms <= watermark_ms and start_ms not in counts:
-            if each + size_ms <= watermark_ms:
+            if each <= watermark_ms:

# lost in silence
You drop the late events, and nobody hears of it. The counts look right, and are too low. Who reads
them must be able to see by how much: count what you drop.
-            late += 1

# a closed window changed
You add late events to the window that is closed. It was given away: somebody has printed it, or
added it up. The contract counts them beside it.
-            late += 1
+            closed = [(each, count + (each == start_ms)) for each, count in closed]

# a closed window opened again
You open the window of a late event anew. It closes at once, with a count of 1, and stands in your
list twice: who adds up is right by chance, and who looks it up has the wrong one of two. A window
that is closed stays closed.
-        if start_ms + size_ms <= watermark_ms:
+        if False:

# late, and counted all the same
You count a late event as late, and then go on: it is counted in its window as well, and the window
had been given away. Is a `continue` or an `else` missing?
             late += 1
-            continue

# late only where a window was
You look whether the window is in the list of the closed ones. One in which nothing had happened is
not in it, and closed all the same: the watermark has passed it. What decides whether it is closed?
-        if start_ms + size_ms <= watermark_ms:
+        if start_ms in dict(closed):

# behind the watermark taken for late
You call an event late if its time is behind the watermark. But its window can be open still: then
it can be counted, and should be. Late is what finds its *window* closed.
-        if start_ms + size_ms <= watermark_ms:
+        if time_ms < watermark_ms:

# the delay in the place of the watermark
You compare how long the event was on its way. One that took long is no problem while its window is
open, and one that took a moment is late if its window is closed. What has closed its window?
-        if start_ms + size_ms <= watermark_ms:
+        if arrived_ms - time_ms > lateness_ms:

# sorted first
You sort the events by their time, and then nothing is ever late. In a stream nobody has them all:
they come one after another, and there is always one that has not come yet.
-    for arrived_ms, time_ms in events:
+    for arrived_ms, time_ms in sorted(events, key=lambda each: each[1]):

# the future counted
You take an event whose time is after its arrival. Its clock is wrong: it cannot have happened yet.
One phone that is a year ahead moves your watermark by a year, and all that comes then is late.
-        if time_ms > arrived_ms:
+        if False:

# the future moves the watermark
You count the event of the future apart, and move the watermark with it. That is the harm which it
can do: it closes all windows. It changes nothing but its own count.
             future += 1
+            watermark_ms = max(watermark_ms, time_ms - lateness_ms)

# the future closes windows
You count the event of the future apart, and let it move the watermark and close windows all the
same. That is the harm which it can do: one clock that is a year ahead closes them all. It changes
nothing but its own count.
+def by_event_time(events, size_ms, lateness_ms):
+    counts, closed, late, future = {}, [], 0, 0
+    watermark_ms = 0
+    for arrived_ms, time_ms in events:
+        start_ms = time_ms // size_ms * size_ms
+        if time_ms > arrived_ms:
+            future += 1
+        elif start_ms + size_ms <= watermark_ms:
+            late += 1
+        else:
+            counts[start_ms] = counts.get(start_ms, 0) + 1
+        watermark_ms = max(watermark_ms, time_ms - lateness_ms)
+        for each in sorted(counts):
+            if each + size_ms <= watermark_ms:
+                closed.append((each, counts.pop(each)))
+    return closed, late, future

# from the future, and counted all the same
You count an event of the future as such, and then go on: it is counted in its window as well, and
moves the watermark. It changes nothing but its own count. Is a `continue` or an `else` missing?
             future += 1
-            continue

# the future called late
You count events of the future as late. They came too *early*, and say something else: a phone has a
wrong clock. The contract has a count of their own.
-            future += 1
+            late += 1

# the present taken for the future
An event can arrive in the millisecond in which it happened. You count it as one of the future. Read
the sentence once more: after its arrival, or also at it?
-        if time_ms > arrived_ms:
+        if time_ms >= arrived_ms:

# the future forgiven
You let an event be ahead of its arrival by the lateness. The lateness is for those that are on the
way for a long time. Nothing is on the way for less than no time.
-        if time_ms > arrived_ms:
+        if time_ms > arrived_ms + lateness_ms:

# the end in the window
You count an event at the end of a window in it. That is the first millisecond of the next window.
Python's `//` rounds down: 20 // 10 is 2, and 19 // 10 is 1.
-        start_ms = time_ms // size_ms * size_ms
+        start_ms = -(-time_ms // size_ms) * size_ms - size_ms

# windows from the first event on
Your windows begin with the first event. Those of two processors then do not fit together, and none
begins at a full minute. The contract begins them at the multiples of their size.
-        start_ms = time_ms // size_ms * size_ms
+        start_ms = events[0][1] + (time_ms - events[0][1]) // size_ms * size_ms

# all closed at the end
You close at the end what is still open. The list has an end, and the stream has none: these windows
still wait for their events. Only the watermark closes a window.
-    return closed, late, future
+    return closed + sorted(counts.items()), late, future

# one window at a time
You close one window for each event. After a quiet time one event can pass the ends of several. How
many windows has the watermark passed?
-                closed.append((each, counts.pop(each)))
+                closed.append((each, counts.pop(each)))
+                break

# in the order in which they were opened
Windows that close together stand in the order in which they were opened. A late event can open an
older window after a newer one. The contract has the earlier one first.
-        for each in sorted(counts):
+        for each in list(counts):

# a dictionary changed while it is gone through
You take windows out of a dictionary while a `for` goes through it, and Python stops with a
RuntimeError. Go through a list of its keys; sorted, it has the right order as well.
-        for each in sorted(counts):
+        for each in counts:

# empty windows listed
You list windows in which nothing happened, with a count of 0. The contract leaves them out: after a
quiet night these are thousands of lines.
-    return closed, late, future
+    known = dict(closed)
+    if closed:
+        every = range(closed[0][0], closed[-1][0] + 1, size_ms)
+        closed = [(each, known.get(each, 0)) for each in every]
+    return closed, late, future

# the number of the window
You give the number of each window. The contract asks for its beginning, in milliseconds.
-                closed.append((each, counts.pop(each)))
+                closed.append((each // size_ms, counts.pop(each)))

# the end of the window
You give the end of each window. The contract asks for its beginning.
-                closed.append((each, counts.pop(each)))
+                closed.append((each + size_ms, counts.pop(each)))

# a time of 0 left out
You leave out an event whose time is 0. A time can be 0, and in Python 0 counts as false.
-        if time_ms > arrived_ms:
+        if not time_ms:
+            continue
+        if time_ms > arrived_ms:

# the late ones and not how many
You return the late events. The contract asks how many there were.
-    counts, closed, late, future = {}, [], 0, 0
+    counts, closed, late, future = {}, [], [], 0
-            late += 1
+            late.append(time_ms)

# a dictionary of windows
You return the windows as a dictionary. The contract asks for a list of pairs, in order.
-    return closed, late, future
+    return dict(closed), late, future

# late and future exchanged
You return the future before the late. The contract has the windows, then the late, then the future.
-    return closed, late, future
+    return closed, future, late

# the windows alone
You return the windows alone. How many events were late, and how many came from the future, belongs
beside them.
-    return closed, late, future
+    return closed

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
-    return closed, late, future
+    return None
"""

UP_TO_WHERE_IT_IS_CLOSED = """\
def by_event_time(events, size_ms, lateness_ms):
    windows, out, late, future, closed_to = {}, [], 0, 0, 0
    for arrived_ms, time_ms in events:
        if arrived_ms < time_ms:
            future += 1
        elif time_ms < closed_to:
            late += 1
        else:
            number = time_ms // size_ms
            windows[number] = windows.get(number, 0) + 1
            closed_to = max(closed_to, (time_ms - lateness_ms) // size_ms * size_ms)
            while windows and min(windows) * size_ms < closed_to:
                first = min(windows)
                out.append([first * size_ms, windows.pop(first)])
    return out, late, future
"""

AFTERWARDS = """\
def by_event_time(events, size_ms, lateness_ms):
    honest = [time for arrived, time in events if time <= arrived]
    counts, newest = {}, -1
    late = 0
    for time in honest:
        number = time // size_ms
        if (number + 1) * size_ms + lateness_ms <= newest:
            late += 1
        else:
            counts[number] = counts.get(number, 0) + 1
            newest = max(newest, time)
    passed = (each for each in sorted(counts) if (each + 1) * size_ms + lateness_ms <= newest)
    return [(each * size_ms, counts[each]) for each in passed], late, len(events) - len(honest)
"""

_START = (1 << 41) // 60_000 * 60_000
ALONE: tuple[tuple[Events, int, int], ...] = (
    ([[3, 3]], 10, 5),
    ([], 10, 5),
    ([[3, 3], [15, 15]], 10, 5),
    ([[3, 3], [14, 14]], 10, 5),
    ([[0, 0], [15, 15]], 10, 5),
    ([[3, 3], [15, 15], [20, 4]], 10, 5),
    ([[3, 3], [14, 14], [20, 4], [21, 15]], 10, 5),
    ([[9, 9], [10, 10], [15, 15], [25, 25]], 10, 5),
    ([[3, 3], [15, 15], [20, 9], [20, 10], [40, 25]], 10, 5),
    ([[30, 3], [40, 15]], 10, 5),
    ([[30, 3], [31, 4], [60, 16]], 10, 5),
    ([[40, 18], [41, 12], [42, 4]], 10, 5),
    ([[40, 18], [41, 11], [60, 25]], 10, 5),
    ([[40, 38], [41, 4]], 10, 5),
    ([[40, 38], [41, 4], [42, 5], [50, 45]], 10, 5),
    ([[20, 12], [21, 3], [60, 55]], 10, 5),
    ([[20, 12], [21, 3], [30, 22], [60, 55], [61, 3], [62, 14]], 10, 5),
    ([[3, 3], [95, 95]], 10, 5),
    ([[3, 3], [33, 33], [95, 95], [96, 96]], 10, 5),
    ([[5, 6]], 10, 5),
    ([[5, 5], [30, 30]], 10, 5),
    ([[3, 3], [5, 900], [6, 4], [30, 25]], 10, 5),
    ([[5, 9], [9, 9], [9, 12], [30, 30]], 10, 5),
    ([[5, 18], [19, 3], [30, 24]], 10, 5),
    ([[3, 3], [10, 10], [11, 9], [12, 11], [20, 20]], 10, 0),
    ([[0, 0], [1, 1], [2, 0], [3, 1], [3, 2]], 1, 0),
    ([[1, 1], [2, 0], [2, 2], [3, 1]], 1, 1),
    ([[3, 3], [3, 3], [15, 3], [30, 30]], 10, 5),
    ([[3, 3], [24, 24], [30, 4], [34, 35], [40, 34], [41, 4], [50, 45]], 10, 25),
    ([[7, 7], [22, 22], [23, 8]], 10, 5),
    ([[3, 3], [19, 19], [20, 12]], 10, 0),
    ([[9, 9], [9, 9], [20, 20]], 10, 0),
    ([[30, 29], [31, 20], [50, 45]], 10, 0),
    ([[30, 29], [31, 9], [32, 14], [33, 33]], 10, 20),
    (
        [[_START + at, _START + time] for at, time in ((5, 5), (90_000, 64_999), (91_000, 65_000))],
        60_000,
        5_000,
    ),
)


def right(events: Events, size_ms: int, lateness_ms: int) -> tuple[list[Any], int, int]:
    """Work it out event by event, each from all that came before it."""
    judged = [_judged(events, at, size_ms, lateness_ms) for at in range(len(events))]
    kept = [time for (_, time), how in zip(events, judged, strict=True) if how == "counted"]
    end = max(kept, default=0) - lateness_ms
    starts = sorted(
        {time - time % size_ms for time in kept if time - time % size_ms + size_ms <= end}
    )
    closed = [(start, sum(start <= time < start + size_ms for time in kept)) for start in starts]
    return closed, judged.count("late"), judged.count("future")


def _judged(events: Events, at: int, size_ms: int, lateness_ms: int) -> str:
    arrived, time = events[at]
    if time > arrived:
        return "future"
    end = time - time % size_ms + size_ms
    return "late" if end <= _watermark(events[:at], lateness_ms) else "counted"


def _watermark(events: Events, lateness_ms: int) -> int:
    return max((time for arrived, time in events if time <= arrived), default=0) - lateness_ms


def drawn(rng: random.Random) -> Iterator[tuple[Events, int, int]]:
    """Draw short streams; some events are late, and some phones have a wrong clock."""
    for number in range(60):
        size_ms, now_ms = rng.choice([1, 10, 10, 20]), 0
        events: Events = []
        for _ in range(rng.randrange(2, 10)):
            now_ms += rng.choice([0, 1, 3, 10, 40])
            back = rng.choice([0, 0, 1, 5, 20, 40])
            ahead = rng.choice([1, 7, 500]) if number % 3 == 0 and rng.random() < 0.3 else 0
            events.append([now_ms, now_ms + ahead if ahead else max(0, now_ms - back)])
        yield events, size_ms, rng.choice([0, 1, 5, 12, 30])


def call(case: Case) -> str:
    """Write the call down, with pairs as they are passed."""
    events = ", ".join(str(tuple(each)) for each in case["events"])
    return f"by_event_time([{events}], {case['size_ms']}, {case['lateness_ms']})"


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer with pairs: a case has lists, for it has to be JSON."""
    given = [tuple(each) for each in case["events"]]
    events = given[:]
    returned = answer(events, case["size_ms"], case["lateness_ms"])
    three = taken_apart(returned, "the closed windows", "how many were late", "how many in future")
    return {"returned": three, "unchanged": events == given}


def why(case: Case, got: Any, expected: tuple[list[Any], int, int]) -> str:
    """Say of the first thing that is wrong how it comes about."""
    events, size_ms, lateness_ms = case.values()
    said, late, future = items(got) or (None, None, None)
    if not alike(said, plain(expected[0])):
        mark = _watermark(events, lateness_ms)
        told = f"In the end the watermark is at {mark}: the largest time less {lateness_ms}."
        ends = [start + size_ms for start, _ in expected[0]]
        passed = ", ".join(map(str, ends)) or "none"
        return f"{told} Ends of windows with events that it has passed: {passed}."
    wanted = "late" if not alike(late, expected[1]) else "future"
    if whole_number(late if wanted == "late" else future) is None:
        return f"How many were {wanted}? A whole number is wanted."
    for at, (arrived, time) in enumerate(events):
        if _judged(events, at, size_ms, lateness_ms) != wanted:
            continue
        if wanted == "future":
            return f"The event of {time} arrived at {arrived}: its clock is wrong."
        mark, end = _watermark(events[:at], lateness_ms), time - time % size_ms + size_ms
        return f"The event of {time} is late: its window ends at {end}, the watermark is at {mark}."
    return "No event found its window closed." if wanted == "late" else "No clock is wrong."


def strategy() -> st.SearchStrategy[Case]:
    """Give few events with small times."""
    event = st.tuples(st.integers(0, 30), st.integers(0, 35)).map(list)
    return st.builds(
        lambda some, size_ms, lateness_ms: {
            "events": [[at, time] for at, (_, time) in zip(sorted(a for a, _ in some), some)],
            "size_ms": size_ms,
            "lateness_ms": lateness_ms,
        },
        st.lists(event, max_size=4),
        st.sampled_from([5, 10]),
        st.sampled_from([0, 5]),
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(UP_TO_WHERE_IT_IS_CLOSED, AFTERWARDS),
    fixed=ALONE,
    drawn=drawn,
    call=call,
    observe=observe,
    right=right,
    why=why,
    strategy=strategy,
)
