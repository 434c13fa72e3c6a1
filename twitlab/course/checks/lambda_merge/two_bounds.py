"""The check of *Full, or too old*: a buffer that is flushed by size and by age."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.checking.fresh import afresh
from twitlab.course.kinds.coding import alike, code_check

Step = list[Any]
"""What the clock reads, and the events that come."""

REFERENCE = """\
def put(buffer, events, now_ms, max_events, max_age_ms):
    waiting = buffer.setdefault("waiting", [])
    flushes = []
    if waiting:
        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
        if now_ms - buffer["since_ms"] >= max_age_ms:
            flushes.append(waiting[:])
            waiting.clear()
    for event in events:
        if not waiting:
            buffer["since_ms"] = now_ms
        waiting.append(event)
        if len(waiting) == max_events:
            flushes.append(waiting[:])
            waiting.clear()
    return flushes
"""

MISTAKES = """
# kept outside the buffer
You keep what waits outside of `buffer`: in a list of your cell, or in a default argument. A gateway
has a buffer for each partition, and now they all share one: events leave for the wrong partition.
Where does `buffer` stand in your code?
-def put(buffer, events, now_ms, max_events, max_age_ms):
+def put(buffer, events, now_ms, max_events, max_age_ms, kept={}):
+    buffer = kept

# size alone
You flush when the buffer is full, and never because of age. At night three events come in an hour:
they wait for the morning. What makes a few events leave?
-        if now_ms - buffer["since_ms"] >= max_age_ms:
+        if False:

# age alone
You flush when the oldest is too old, and never because the buffer is full. In a goal's second a
million events come before anything is old. What is the other bound there for?
-        if len(waiting) == max_events:
+        if False:

# both bounds at once
You wait until the buffer is full *and* old. Each bound is there for a time in which the other one
never holds: the night, and the goal. One of them is enough.
-        if now_ms - buffer["since_ms"] >= max_age_ms:
+        if now_ms - buffer["since_ms"] >= max_age_ms and len(waiting) >= max_events:
-        if len(waiting) == max_events:
+        if len(waiting) >= max_events and now_ms - buffer["since_ms"] >= max_age_ms:

# the age of the last flush
You measure the time since the last flush. An event that comes after a quiet minute is then flushed
at once, alone, though it is not old: the buffer was empty for that minute. Whose age is bounded?
+def put(buffer, events, now_ms, max_events, max_age_ms):
+    waiting = buffer.setdefault("waiting", [])
+    flushes = []
+    since_ms = min(buffer.get("since_ms", now_ms), now_ms)
+    if waiting and now_ms - since_ms >= max_age_ms:
+        flushes.append(waiting[:])
+        waiting.clear()
+        since_ms = now_ms
+    for event in events:
+        waiting.append(event)
+        if len(waiting) == max_events:
+            flushes.append(waiting[:])
+            waiting.clear()
+            since_ms = now_ms
+    buffer["since_ms"] = since_ms
+    return flushes

# the age of the newest
Each event that comes sets your time anew, so you measure the age of the *newest*. If one comes each
second, nothing is ever old, and the first waits until the buffer is full. Which event waits for the
longest time?
-        if not waiting:
-            buffer["since_ms"] = now_ms
+        buffer["since_ms"] = now_ms

# ticks in the place of an age
You flush when a new interval of the clock begins, such as a full second. An event that came just
before it has an age of one millisecond. Nothing waits too long so, and the flushes are smaller than
they must be; also all gateways flush in the same moment. When did the oldest come?
-        if now_ms - buffer["since_ms"] >= max_age_ms:
+        if now_ms // max_age_ms > buffer["since_ms"] // max_age_ms:

# one millisecond too old
At an age of just `max_age_ms` the flush is due, and yours leaves at the next call. Read the
sentence once more: is the bound in or out?
-        if now_ms - buffer["since_ms"] >= max_age_ms:
+        if now_ms - buffer["since_ms"] > max_age_ms:

# one event too many
With just `max_events` the buffer is full, and yours waits for one more. Where the bound is what a
message can hold, that one does not fit.
-        if len(waiting) == max_events:
+        if len(waiting) > max_events:

# looked at after all have come
You put all events of a call into the buffer, and then look whether it is full. Ten thousand can
come at once, and your flush has ten thousand. The bound holds for each flush: look after each
event.
-    for event in events:
+    if events:
-        waiting.append(event)
-        if len(waiting) == max_events:
+        waiting.extend(events)
+        if len(waiting) >= max_events:

# one full flush in a call
You flush once in a call, and what is more than a flush stays in the buffer, though it would fill
the next one. Ten thousand events can come at once. How often is the bound reached?
-    for event in events:
+    if events:
-        waiting.append(event)
-        if len(waiting) == max_events:
-            flushes.append(waiting[:])
-            waiting.clear()
+        waiting.extend(events)
+        if len(waiting) >= max_events:
+            flushes.append(waiting[:max_events])
+            del waiting[:max_events]

# what is over the bound is dropped
You take as many events as the buffer has room for, and drop the others. They happened. When the
buffer is full, it is flushed, and there is room again.
-    for event in events:
+    for event in events[: max_events - len(waiting)]:

# the newcomers leave with the old
You put the new events in, and look at the age afterwards. So what has just come leaves with what is
old, or a flush that was due is filled up and cut at another place. The contract looks at the age
first.
+def put(buffer, events, now_ms, max_events, max_age_ms):
+    waiting = buffer.setdefault("waiting", [])
+    flushes = []
+    if waiting:
+        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
+    for event in events:
+        if not waiting:
+            buffer["since_ms"] = now_ms
+        waiting.append(event)
+        if len(waiting) == max_events:
+            flushes.append(waiting[:])
+            waiting.clear()
+    if waiting and now_ms - buffer["since_ms"] >= max_age_ms:
+        flushes.append(waiting[:])
+        waiting.clear()
+    return flushes

# only the old ones leave
You flush the events that are old, and keep the younger ones. The flush is on its way in any case,
and a younger event costs it 8 bytes; kept, it soon needs a flush of its own. When one is too old,
all leave.
+def put(buffer, events, now_ms, max_events, max_age_ms):
+    waiting = buffer.setdefault("waiting", [])
+    flushes = []
+    waiting[:] = [(event, min(since_ms, now_ms)) for event, since_ms in waiting]
+    old = [event for event, since_ms in waiting if now_ms - since_ms >= max_age_ms]
+    if old:
+        flushes.append(old)
+        del waiting[: len(old)]
+    for event in events:
+        waiting.append((event, now_ms))
+        if len(waiting) == max_events:
+            flushes.append([event for event, _ in waiting])
+            waiting.clear()
+    return flushes

# the age is looked at when events come
You look at the age only if new events come. When it gets quiet, nobody looks, and the last events
of the evening wait for the first of the morning. What is a call without events for?
-    if waiting:
+    if waiting and events:

# the age is looked at when none come
You look at the age only if no new events come. With one event in each call, nothing is ever too
old. The age is looked at in *each* call, before the new ones go in.
-    if waiting:
+    if waiting and not events:

# the first of all times
You set the time when the first event of all comes, and not again. After the first flush the oldest
is another one, and yours seems to be hours old: each call flushes. When does a wait begin?
-        if not waiting:
+        if "since_ms" not in buffer:

# the rest keeps the time of what left
A full flush leaves in the middle of a call, and what is left has just come. Yours keeps the time of
those that are gone, and is flushed too early. Since when does the oldest of the *rest* wait?
-    for event in events:
-        if not waiting:
-            buffer["since_ms"] = now_ms
+    if not waiting:
+        buffer["since_ms"] = now_ms
+    for event in events:

# the newcomers keep the time of the old
What was old has left, and new events come in the same call. Yours keeps the time of those that are
gone, and the new ones are flushed too early. Since when does the oldest of *these* wait?
-    if waiting:
-        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
-        if now_ms - buffer["since_ms"] >= max_age_ms:
-            flushes.append(waiting[:])
-            waiting.clear()
-    for event in events:
-        if not waiting:
-            buffer["since_ms"] = now_ms
-        waiting.append(event)
-        if len(waiting) == max_events:
-            flushes.append(waiting[:])
-            waiting.clear()
+    since_ms = min(buffer["since_ms"], now_ms) if waiting else now_ms
+    if waiting and now_ms - since_ms >= max_age_ms:
+        flushes.append(waiting[:])
+        waiting.clear()
+    for event in events:
+        waiting.append(event)
+        if len(waiting) == max_events:
+            flushes.append(waiting[:])
+            waiting.clear()
+            since_ms = now_ms
+    buffer["since_ms"] = since_ms

# the newcomers are lost
You return as soon as what is old has left, and the new events of this call are nowhere. They
happened. After a flush the buffer has room: where do they go?
         if now_ms - buffer["since_ms"] >= max_age_ms:
             flushes.append(waiting[:])
             waiting.clear()
+            return flushes

# a flush of nothing
You flush a buffer that is empty. A hundred gateways then send a hundred messages a second at night,
and nothing is in them. What must be there, before an age can be asked for?
-    if waiting:
-        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
+    if "since_ms" in buffer:
+        buffer["since_ms"] = min(buffer["since_ms"], now_ms)

# a clock that runs back is believed
The clock was set back by an hour. Then your oldest event seems to have come in an hour from now,
and it waits for an hour and more. A reading that is smaller than the beginning of a wait shows that
this beginning is worth nothing: what does the contract put in its place?
-        buffer["since_ms"] = min(buffer["since_ms"], now_ms)

# a clock that runs back makes old
The clock was set back, and you take the difference without its sign: an hour back is an hour old,
and the buffer is flushed. The contract lets the wait begin anew, at the smaller reading.
-        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
-        if now_ms - buffer["since_ms"] >= max_age_ms:
+        if abs(now_ms - buffer["since_ms"]) >= max_age_ms:

# a clock that runs back flushes
You flush as soon as the clock has run back. No event waits too long so. But clocks are corrected by
a millisecond all day, and each time a flush leaves half empty. The contract lets the wait begin
anew, at the smaller reading.
-        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
-        if now_ms - buffer["since_ms"] >= max_age_ms:
+        if not 0 <= now_ms - buffer["since_ms"] < max_age_ms:

# time stands still
You keep the latest reading, and take it while the clock reads less. Set back by an hour, your time
stands still for an hour, and no event gets older in it. The contract lets the wait begin anew, at
the smaller reading.
     flushes = []
+    now_ms = buffer["latest_ms"] = max(now_ms, buffer.get("latest_ms", now_ms))

# a time of 0 taken for none
You ask whether the time is true, where you mean whether there is one. A clock can read 0, and in
Python 0 counts as false: that wait begins later than it did.
-        buffer["since_ms"] = min(buffer["since_ms"], now_ms)
+        buffer["since_ms"] = min(buffer["since_ms"] or now_ms, now_ms)

# flushed at the end of each call
You flush what is left at the end of each call. Then nothing ever waits, and each event is a message
of its own, as if there was no buffer. What is neither full nor old stays.
-    return flushes
+    if waiting:
+        flushes.append(waiting[:])
+        waiting.clear()
+    return flushes

# different tweets counted
You count how many *different* tweets wait. The bound is of events, and a tweet that is retweeted
twice is two of them. (A buffer that adds up counts different ones; this one does not.)
-        if len(waiting) == max_events:
+        if len(set(waiting)) == max_events:

# repeats dropped
You leave out an event whose tweet waits already. It is another retweet of the same tweet, and it
counts. This buffer cannot know a repeat: it has no name of the event.
-        waiting.append(event)
+        if event in waiting:
+            continue
+        waiting.append(event)

# the tweet 0 left out
You leave out the tweet whose id is 0. Ids begin at 0, and it is an event like any other.
-    for event in events:
+    for event in filter(None, events):

# flushed and kept
You flush what is old, and keep it. So it is flushed once more with the next call, and counted
twice. What is in the buffer after a flush?
         if now_ms - buffer["since_ms"] >= max_age_ms:
-            flushes.append(waiting[:])
-            waiting.clear()
+            flushes.append(waiting[:])

# the flush is the buffer
You return the list in which events wait, and not a copy. What you do to it later happens to the
flush as well: it is emptied, or filled, after you have given it away. Give a copy, or begin a new
list.
         if now_ms - buffer["since_ms"] >= max_age_ms:
-            flushes.append(waiting[:])
+            flushes.append(waiting)
         if len(waiting) == max_events:
-            flushes.append(waiting[:])
+            flushes.append(waiting)

# one list of all
You return the events of all flushes in one list. Each flush is a message of its own: the contract
asks for a list of lists.
-    return flushes
+    return sum(flushes, [])

# only the last flush
You return one flush, the last. Several can be due in one call: one for age, and others because many
events came at once. What was in the others is lost.
-    return flushes
+    return flushes[-1:]

# None in the place of an empty list
When nothing is due you return None. The contract asks for a list of flushes, and a list can be
empty: who gets it can go through it without asking first.
-    return flushes
+    return flushes or None

# how many flushes
You return how many flushes there were. The contract asks for the flushes: what is in each?
-    return flushes
+    return len(flushes)

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
-    return flushes
+    return None
"""

BY_SLICES = """\
def put(buffer, events, now_ms, max_events, max_age_ms):
    waiting, begun = buffer.get("waiting", []), buffer.get("begun")
    flushes = []
    if waiting and now_ms < begun:
        begun = now_ms
    if waiting and now_ms >= begun + max_age_ms:
        flushes, waiting = [waiting], []
    begun = begun if waiting else now_ms
    waiting = [*waiting, *events]
    while len(waiting) >= max_events:
        flushes.append(waiting[:max_events])
        waiting, begun = waiting[max_events:], now_ms
    buffer.update(waiting=waiting, begun=begun)
    return flushes
"""

BY_STAMPS = """\
def put(buffer, events, now_ms, max_events, max_age_ms):
    pairs = [(event, min(at_ms, now_ms)) for event, at_ms in buffer.get("pairs", ())]
    flushes = []

    def flush():
        flushes.append(tuple(event for event, _ in pairs))
        del pairs[:]

    if pairs and pairs[0][1] <= now_ms - max_age_ms:
        flush()
    for event in events:
        pairs.append((event, now_ms))
        if len(pairs) >= max_events:
            flush()
    buffer["pairs"] = pairs
    return flushes
"""

ALONE: tuple[tuple[int, int, list[Step]], ...] = (
    (3, 100, [[5, [7]]]),
    (3, 100, [[5, []]]),
    (1, 100, [[5, [7]], [105, []]]),
    (3, 100, [[5, [7, 8, 9]]]),
    (3, 100, [[5, [7, 8]], [6, [9]]]),
    (3, 100, [[5, [7, 8]], [6, [9, 7]], [104, []], [105, []], [106, []]]),
    (3, 100, [[5, [7, 8, 9, 4, 5, 6, 1]], [6, [2, 3]]]),
    (2, 100, [[5, [7, 8, 9, 4]], [105, []]]),
    (3, 100, [[5, [7]], [104, []], [105, []]]),
    (3, 100, [[5, [7]], [205, []], [206, []], [400, []]]),
    (3, 100, [[0, [7]], [99, []], [100, []]]),
    (3, 100, [[0, [7]], [50, []], [100, [8]], [199, []], [200, []]]),
    (3, 100, [[95, [7]], [101, []], [194, []], [195, []]]),
    (3, 100, [[5, [7]], [90, [8]], [105, []]]),
    (4, 100, [[5, [7]], [60, [8]], [105, [9]], [160, []], [205, []]]),
    (3, 100, [[5, [7]], [105, [8, 9, 4, 5]], [205, []]]),
    (2, 100, [[5, [7]], [105, [8]], [106, [9]]]),
    (3, 100, [[5, [7]], [500, [8]], [501, [9, 4]], [602, []]]),
    (9, 100, [[5, [7]], [105, []], [500, [8]], [501, []], [599, [9]], [600, []]]),
    (3, 100, [[5, [7, 7]], [6, [7]], [7, [7]], [107, []]]),
    (3, 100, [[5, [0]], [6, [0, 0]], [7, [0]], [107, []]]),
    (2, 1, [[5, [7]], [5, [8]], [5, [9]], [6, []]]),
    (1, 1, [[0, [7, 7]], [1, []]]),
    (3, 100, [[500, [7]], [450, []], [549, []], [550, []]]),
    (3, 100, [[500, [7]], [399, []], [498, []], [499, []]]),
    (3, 100, [[500, [7]], [100, [8]], [199, []], [200, []]]),
    (3, 100, [[500, [7]], [0, []], [99, []], [100, []]]),
    (3, 100, [[500, [7]], [450, []], [560, [8]], [600, []]]),
    (9, 100, [[500, [7]], [540, [8]], [520, [9]], [599, []], [600, []]]),
    (2, 100, [[500, [7, 8]], [100, [9]], [199, []], [200, []]]),
    (3, 100, [[500, [7]], [600, []], [100, [9]], [199, []], [200, []]]),
    (4096, 1_000, [[1 << 41, [1 << 60]], [(1 << 41) + 999, []], [(1 << 41) + 1_000, []]]),
)


def drawn(rng: random.Random) -> Iterator[tuple[int, int, list[Step]]]:
    """Draw minutes in the life of a buffer, in some of which the clock runs back."""
    for number in range(60):
        now_ms, steps = rng.randrange(300), []
        for _ in range(rng.randrange(2, 9)):
            steps.append(
                [now_ms, [rng.randrange(5) for _ in range(rng.choice([0, 0, 1, 1, 2, 7]))]]
            )
            back = rng.choice([1, 50, 200]) if number % 3 == 0 and rng.random() < 0.3 else 0
            now_ms = max(0, now_ms - back) if back else now_ms + rng.choice([0, 1, 40, 60, 99, 100])
        yield rng.choice([1, 2, 3, 5]), rng.choice([1, 60, 100]), steps


def observe(answer: Any, case: Case) -> Observed:
    """Let the same happen to two buffers, and look at their flushes when all is over."""
    answer = afresh(answer)  # what an earlier case left outside of its buffer is not this one's
    buffers: tuple[dict[str, Any], ...] = ({}, {})
    flushes, sent = [], []
    for now_ms, events in case["steps"]:
        given = [events[:] for _ in buffers]
        both = zip(buffers, given, strict=True)
        bounds = case["max_events"], case["max_age_ms"]
        flushes.append([answer(buffer, some, now_ms, *bounds) for buffer, some in both])
        sent.append((given, events))
    changed = any(some != events for given, events in sent for some in given)
    return {"flushes": flushes, "changed": changed}


def right(case: Case) -> Iterator[tuple[list[list[int]], str]]:
    """Give for each step what is flushed, and the reason, from the readings since each came."""
    readings: list[int] = []
    waiting: list[tuple[int, int]] = []  # an event, and in which step it came
    most, oldest = case["max_events"], case["max_age_ms"]
    for at, (now_ms, events) in enumerate(case["steps"]):
        readings.append(now_ms)
        flushes, why = [], "When this call begins, nothing waits."
        if waiting:
            since_ms = min(readings[waiting[0][1] :])
            age_ms = now_ms - since_ms
            wait = "event waits" if len(waiting) == 1 else "events wait"
            why = f"When this call begins, {len(waiting)} {wait} since {since_ms:,} ms. "
            why += f"That is an age of {age_ms:,}, and the bound is {oldest:,}."
            if age_ms >= oldest:
                flushes, waiting = [[event for event, _ in waiting]], []
        for event in events:
            waiting.append((event, at))
            if len(waiting) == most:
                flushes, waiting = [*flushes, [event for event, _ in waiting]], []
        yield flushes, f"{why} New events: {len(events)}; a full flush: {most:,}."


def judge(case: Case, observed: Observed) -> Judgement:
    """Hold what was flushed in each step against what is right."""
    steps = zip(observed["flushes"], right(case), strict=True)
    for at, (both, (wanted, why)) in enumerate(steps, 1):
        for got, buffer in zip(both, ("", "the second buffer, "), strict=True):
            if not alike(got, plain(wanted)):
                got = f"{buffer}step {at}: {written(got)}"
                return Judgement(False, got, written(wanted), why)
    if observed["changed"]:
        why = "It belongs to the caller. Only read it."
        return Judgement(False, "the list of events was changed", "the list as it was", why)
    return Judgement(True, "as promised", "as promised", "")


def call(case: Case) -> str:
    """Tell what the clock reads, and what comes."""
    told = [f"at {now_ms:,} ms {events or 'nothing'}" for now_ms, events in case["steps"]]
    bounds = f"max_events {case['max_events']:,}, max_age_ms {case['max_age_ms']:,}"
    return f"{bounds}: {'; '.join(told)}"


def strategy() -> st.SearchStrategy[Case]:
    """Give short lives with few events."""
    step = st.tuples(st.integers(0, 9), st.lists(st.integers(7, 8), max_size=3)).map(list)
    return st.fixed_dictionaries(
        {
            "max_events": st.integers(1, 3),
            "max_age_ms": st.sampled_from([3, 5]),
            "steps": st.lists(step, min_size=1, max_size=5),
        }
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_SLICES, BY_STAMPS),
    fixed=ALONE,
    drawn=drawn,
    fields="max_events max_age_ms steps",
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "yours flushes", "promised"),
)
