"""The check of *Space-Saving*: k counters, and of each count how much of it is sure."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items as items_of
from twitlab.course.book.jsonable import whole_number
from twitlab.course.checking.check import Case
from twitlab.course.kinds.streams import Pair, stream_check

Pairs = list[list[int]]
Triple = tuple[int, int, int]

LONG, LONG_K, SEED = 1_000, 10, 2012
"""The streams whose memory is measured: their pairs, the counters, and what they are drawn from."""
HITS, NEWCOMERS, BOTH = "of ten keys", "each of a new key", "nine of ten of one key"
"""What the long streams are made of. In the last one the smallest counters keep up with the key."""
ALLOWED_BYTES: Final = 30_000
"""Ten counters take some 3,000. A list of 1,000 keys, or of 1,000 counts, takes over 40,000."""

REFERENCE = """\
def space_saving(items, k):
    counts, errors = {}, {}
    for key, count in items:
        if key in counts:
            counts[key] += count
        elif len(counts) < k:
            counts[key], errors[key] = count, 0
        else:
            last = min(counts, key=lambda kept: (counts[kept], -kept))
            least = counts.pop(last)
            del errors[last]
            counts[key], errors[key] = least + count, least
    found = [(key, counts[key], errors[key]) for key in counts]
    return sorted(found, key=lambda each: (-each[1], each[0]))
"""

MISTAKES = """
# the newcomer starts anew
Your newcomer starts with its own count alone, and its error is 0. But it may have come before,
without a counter, or have had one and lost it. Then your count is too low, and nobody can see it.
How often can a key have come, at most, that has no counter now?
~ least + count, least -> count, 0

# an error larger than the count
You keep the right error, and the newcomer's count does not contain it. The error says how much of a
count may be wrong: so it must be in the count first. A count of 1 with an error of 5 says that the
key came at least -4 times.
~ least + count -> count

# the inherited part counted as sure
The newcomer takes over the smallest count, as it must, and its error is 0: you say that it came so
often. The events that it inherits may all be of other keys. How much of the new count is not sure?
~ least + count, least -> least + count, 0

# the error taken from the new count
You set the error to the count that the newcomer has *now*. Its own events are in it, and these are
sure: it came at least as often as this pair says. The error is what it inherits, and no more.
~ least + count, least -> least + count, least + count

# the error is one less
Your error is the smallest count less one. A key without a counter can have come as often as the
smallest counter says, and not once less. So your least count can be above the true one.
~ least + count, least -> least + count, least - 1

# the newcomer's own events as its error
You keep as its error what the newcomer brings. That is just the part which is sure. What is not
sure is the part which it finds in the counter.
~ least + count, least -> least + count, count

# errors added up
You add the smallest count to the error of the one that left. The old error is a part of the old
count: so you have it twice, and the error can grow larger than the count. What can the newcomer
have missed at most?
-            del errors[last]
-            counts[key], errors[key] = least + count, least
+            counts[key], errors[key] = least + count, least + errors.pop(last)

# one error for all
You give all keys the smallest count as their error. It is a bound for each, and it throws away what
you know: who was there from the beginning has the error 0, and each newcomer has the error of the
moment in which it came.
-    found = [(key, counts[key], errors[key]) for key in counts]
+    floor = min(counts.values(), default=0) if len(counts) == k else 0
+    found = [(key, counts[key], floor) for key in counts]

# the error reset by the next event
When a key that has a counter comes again, you set its error to 0. That one more event is sure does
not make the inherited ones sure. The error stays as long as the key has its counter.
             counts[key] += count
+            errors[key] = 0

# the error renewed by each event
When a key that has a counter comes again, you set its error anew. While it has a counter, each of
its events is counted, and nothing can be missed. The error is of the moment in which it got the
counter.
             counts[key] += count
+            if len(counts) == k:
+                errors[key] = min(counts.values())

# the newest leaves
You take the counter of the key that came in last. It is the one of which you know least, and its
count may be large all the same. Of which key do you lose the fewest events?
~ min(counts, key=lambda kept: (counts[kept], -kept)) -> list(counts)[-1]

# the oldest leaves
You take the counter of the key that came in first, as a queue does. In a stream with a favourite it
is often the favourite. Of which key do you lose the fewest events?
~ min(counts, key=lambda kept: (counts[kept], -kept)) -> next(iter(counts))

# who did not come for longest leaves
You take the counter of the key that did not come for the longest time, as a cache does. A key that
came a million times may be silent for a second. Of which key do you lose the fewest events?
~ counts[key] += count -> counts[key] = counts.pop(key) + count
~ min(counts, key=lambda kept: (counts[kept], -kept)) -> next(iter(counts))

# the largest leaves
You take the counter with the *largest* count. That is the key that you are looking for. And what
the newcomer inherits becomes as large as it can be. Which end of the order may be lost?
-            last = min(counts, key=lambda kept: (counts[kept], -kept))
+            last = max(counts, key=lambda kept: (counts[kept], -kept))

# of equals the smaller key leaves
Two keys have the same smallest count, and you take the counter of the smaller key. The contract
lets the larger one leave: who leaves is who stands last in the order of the answer.
~ -kept -> kept

# of equals the earlier leaves
Several keys have the same smallest count, and you take the counter of the one that got its counter
first. The contract lets the largest key leave, so that the answer does not depend on what a
dictionary remembers. Of equals, what must be compared?
~ (counts[kept], -kept) -> counts[kept]

# the largest key leaves
You let the largest key leave, whatever its count. The key decides between *equal* counts only.
First comes the count: whose is the smallest?
~ min(counts, key=lambda kept: (counts[kept], -kept)) -> max(counts)

# the smallest sure count leaves
You compare what is *sure*, count less error, and let the smallest leave. The bound is of the
counts: a key without a counter came at most as often as the smallest count. If a larger one leaves,
the next newcomer inherits more than it must, and errors grow.
~ counts[kept] -> counts[kept] - errors[kept]

# a newcomer must be larger
You let a newcomer in only if its own count is larger than the smallest. That is the heap of k, in
which each key comes once, with all of its events. Here a key comes in many small pairs: none of
them would ever be large enough. Each newcomer gets a counter.
~ else: -> elif count > min(counts.values()):

# a newcomer must be as large
You let a newcomer in only if its own count is no smaller than the smallest. The smallest may stand
at a hundred, and a key that comes in small pairs brings one each time: it would never get in. Each
newcomer gets a counter, and takes over what the smallest has.
-        else:
+        elif count >= min(counts.values()):

# a newcomer of one event turned away
You let a newcomer in only if its pair has more than one event. A key can come a thousand times, and
each time with a count of 1: you would never see it. Each newcomer gets a counter, also for one
event.
~ else: -> elif count > 1:

# full is closed
When all counters are taken, you let no other key in. Who came first is kept, and not who comes
often. A key that comes only in the afternoon can win the day. What happens when a key without a
counter comes?
~ else: -> elif key in counts:

# all are lowered
You lower all counters when a key comes that has none, and drop who is at zero: this is the
algorithm of Misra and Gries. It is a good one. Its counts are never too *high*, and these must
never be too low. Here one counter changes its owner, and no other counter changes.
+def space_saving(items, k):
+    counts = {}
+    for key, count in items:
+        if key in counts or len(counts) < k:
+            counts[key] = counts.get(key, 0) + count
+            continue
+        least = min(count, min(counts.values()))
+        counts = {kept: counts[kept] - least for kept in counts if counts[kept] > least}
+        if count > least:
+            counts[key] = count - least
+    found = [(key, counts[key], 0) for key in counts]
+    return sorted(found, key=lambda each: (-each[1], each[0]))

# sent away though there is room
You take a counter away while one is still free. With fewer than k keys each has a counter of its
own, and nobody has an error. With how many counters in use may one more be opened?
~ len(counts) < k -> len(counts) < max(k - 1, 1)

# one counter too many
You open a counter while there are k *or fewer*: with k they are all taken, and you open one more.
~ len(counts) < k -> len(counts) <= k

# nobody leaves
The newcomer gets what the smallest has, and the smallest keeps it too. So there are more and more
counters, and the same events stand in two of them. Who gives its count away must go.
-            least = counts.pop(last)
-            del errors[last]
+            least = counts[last]

# who comes back is remembered
A key that comes back gets the count that it had when it left. To know it, you must remember all
keys that ever left, and for this there is no memory: k counters are all you have. For you it is a
newcomer like any other.
~ counts, errors = {}, {} -> counts, errors, gone = {}, {}, {}
-            least = counts.pop(last)
-            del errors[last]
-            counts[key], errors[key] = least + count, least
+            least = counts.pop(last)
+            gone[last] = least, errors.pop(last)
+            before, error = gone.pop(key, (least, least))
+            counts[key], errors[key] = before + count, error

# everything counted
You count all keys, and then take the k largest. These are the true counts, and the dictionary has a
place for each key that ever came. Only k counters are there. So most counts cannot be exact, and
what must be said of each is how far it may be off.
+def space_saving(items, k):
+    counts = {}
+    for key, count in items:
+        counts[key] = counts.get(key, 0) + count
+    found = [(key, counts[key], 0) for key in counts]
+    return sorted(found, key=lambda each: (-each[1], each[0]))[:k]

# more kept than k counters
The right counters, and memory that grows with the keys: you keep something of each key that left.
In an hour that is all tweets. What you must know of those that left is in the smallest counter
already.
-            del errors[last]

# the stream kept
The right counters, and memory that grows with the stream: you keep the stream itself. In an hour
that is all pairs. Read one, change the counters, and forget it.
~ in items: -> in list(items):

# an entry for each hit
The right counters, and memory that grows with the hits: for each pair of a key that has a counter
you put one more entry somewhere, such as in a heap, and leave the old one there. An old entry goes
only when it comes up as the smallest, and while no newcomer comes, nobody looks. How many entries
are there after a million hits on one key? Change the entry, or clean up from time to time.
+def space_saving(items, k):
+    import heapq
+
+    counts, errors, heap = {}, {}, []
+    for key, count in items:
+        least = 0
+        if key not in counts:
+            if len(counts) == k:
+                least, last = heapq.heappop(heap)
+                while counts.get(-last) != least:
+                    least, last = heapq.heappop(heap)
+                del counts[-last], errors[-last]
+            counts[key] = errors[key] = least
+        counts[key] += count
+        heapq.heappush(heap, (counts[key], -key))
+    found = [(key, counts[key], errors[key]) for key in counts]
+    return sorted(found, key=lambda each: (-each[1], each[0]))

# all counts of a key kept
The right counters, and memory that grows with the hits: you keep each count that a key brings, and
add them up later. A key that comes a million times has a million of them. Of a counter, how many
numbers does the answer need?
+def space_saving(items, k):
+    counts, errors = {}, {}
+    for key, count in items:
+        if key not in counts:
+            least = 0
+            if len(counts) == k:
+                last = min(counts, key=lambda kept: (sum(counts[kept]), -kept))
+                least = sum(counts.pop(last))
+                del errors[last]
+            counts[key], errors[key] = [least], least
+        counts[key].append(count)
+    found = [(key, sum(counts[key]), errors[key]) for key in counts]
+    return sorted(found, key=lambda each: (-each[1], each[0]))

# each pair one event
You add 1 for each pair. A pair says how often its key came in this second, and that can be 300
times. What stands behind the key?
~ counts[key] += count -> counts[key] += 1
~ count, 0 -> 1, 0
~ least + count -> least + 1

# the newcomer adds one
Your newcomer's count is the smallest plus *one*. In the paper each pair is one event. Here the
newcomer brings a count, and all of it is added to what it inherits.
~ least + count -> least + 1

# the newcomer's own events lost
Your newcomer takes over the count of the smallest, and what it brings itself is counted nowhere. It
is the one part that is sure. How many events does the pair stand for?
~ least + count -> least

# the larger of the two
You set the newcomer's count to the larger of two numbers, what it found and what it brings. Both
may be events of this key: it may have come before, and it comes now. What is the most that both are
together?
~ least + count -> max(least, count)

# a pair replaces the count
When a key comes again, you set its counter to the count of the new pair. What it had before is
gone. The pairs of a key add up.
~ counts[key] += count -> counts[key] = count

# the sure part in place of the count
You return what is sure, the count less its error. A reader can work that out, if you return the
count: how often the key came *at most*.
~ (key, counts[key], errors[key]) -> (key, counts[key] - errors[key], errors[key])

# least and most
You return bounds, the least and the most. They say the same; the contract asks for the count, which
is the most, and for the error: how much lower the true count can be.
-    found = [(key, counts[key], errors[key]) for key in counts]
-    return sorted(found, key=lambda each: (-each[1], each[0]))
+    found = sorted(counts, key=lambda key: (-counts[key], key))
+    return [(key, counts[key] - errors[key], counts[key]) for key in found]

# the errors left out
You return keys with counts, and no errors. A count of 40 with the error 0 is a fact; with the error
39 it is hardly a guess. Who reads the list cannot tell them apart.
~ (key, counts[key], errors[key]) -> (key, counts[key])

# the smallest first
The right counters, and the wrong way round. The largest count comes first.
~ (-each[1], each[0]) -> (each[1], -each[0])

# equal counts in another order
The right counters, and keys with equal counts do not stand in the order of the contract: of equal
counts the smaller key comes first.
~ (-each[1], each[0]) -> -each[1]

# equal counts, the larger key first
The right counters, and of equal counts the *larger* key comes first. `reverse=True` turns both
around, the counts and the keys.
~ (-each[1], each[0]) -> (each[1], each[0]), reverse=True

# the counters as they stand
You return the counters in the order in which their keys got them. The largest count comes first,
and of equal counts the smaller key.
~ sorted(found, key=lambda each: (-each[1], each[0])) -> found

# the key 0 left out
You leave out the key 0. Ids begin at 0, and it is counted like any other.
     for key, count in items:
+        if not key:
+            continue
"""

BY_ROW = """\
def space_saving(items, k):
    rows = []
    for key, count in items:
        for row in rows:
            if row[0] == key:
                break
        else:
            if len(rows) < k:
                row = [key, 0, 0]
                rows.append(row)
            else:
                row = max(rows, key=lambda row: (-row[1], row[0]))
                row[0], row[2] = key, row[1]
        row[1] += count
    rows.sort()
    rows.sort(key=lambda row: row[1], reverse=True)
    return rows
"""

IN_ORDER = """\
def space_saving(items, k):
    from bisect import insort

    rows = []
    for key, count in items:
        known = [row for row in rows if row[1] == key]
        if known:
            less, _, error = known[0]
            rows.remove(known[0])
        elif len(rows) < k:
            less = error = 0
        else:
            less = rows.pop()[0]
            error = -less
        insort(rows, (less - count, key, error))
    return [(key, -less, error) for less, key, error in rows]
"""

_BIG: Final = 1 << 61  # ids of this size differ by less than a float can tell
ALONE: tuple[tuple[Pairs, int], ...] = (
    ([[5, 1]], 1),
    ([], 2),
    ([[5, 3]], 2),
    ([[5, 1], [5, 1]], 1),
    ([[5, 1], [7, 1]], 1),
    ([[5, 2], [7, 3]], 1),
    ([[5, 4], [7, 1]], 1),
    ([[7, 1], [5, 1]], 2),
    ([[5, 1], [7, 1]], 2),
    ([[5, 1], [7, 2]], 2),
    ([[5, 1], [7, 1], [5, 1]], 1),
    ([[5, 1], [7, 1], [7, 1]], 1),
    ([[5, 1], [7, 1], [9, 1]], 1),
    ([[5, 2], [7, 1], [9, 1]], 2),
    ([[5, 1], [7, 2], [9, 1]], 2),
    ([[5, 1], [7, 1], [9, 1]], 2),
    ([[9, 1], [7, 1], [5, 1]], 2),
    ([[7, 1], [5, 1], [9, 1], [3, 1]], 2),
    ([[5, 3], [7, 2], [9, 1], [9, 1], [5, 1]], 2),
    ([[5, 3], [7, 2], [9, 2], [7, 1]], 2),
    ([[5, 1], [7, 2], [5, 5], [9, 1]], 2),
    ([[5, 9], [7, 2], [9, 1], [7, 1], [9, 1]], 2),
    ([[5, 9], [7, 1], [9, 1], [9, 1], [9, 1], [7, 1]], 2),
    ([[1, 2], [1, 1], [2, 1], [3, 1], [4, 1]], 3),
    ([[1, 1], [2, 1], [3, 1], [1, 5], [4, 2], [5, 2], [3, 1], [4, 4]], 3),
    ([[1, 4], [2, 3], [3, 3], [4, 1], [4, 1], [5, 1], [2, 2], [1, 1]], 3),
    ([[1, 9], [2, 1], [3, 1], [2, 1], [4, 8], [3, 1], [5, 1], [1, 1]], 3),
    ([[0, 1], [7, 1], [0, 1]], 2),
    ([[7, 2], [0, 1], [5, 1]], 2),
    ([[0, 3], [7, 1], [5, 1], [0, 1]], 2),
    ([[_BIG + 1, 1], [_BIG, 1], [_BIG + 2, 1], [_BIG + 3, 1]], 3),
    ([[2**63 - 1, 4], [3, 5], [4, 1], [5, 1]], 2),
)


def long(made_of: str) -> Iterator[Pair]:
    """Give the pairs of a long stream."""
    rng = random.Random(SEED)
    for number in range(1, LONG + 1):
        key, count = number * 0x9E3779B1 % (1 << 40), rng.randrange(1_000, 2_000)
        if made_of == HITS:
            key = rng.randrange(10)
        elif made_of == BOTH:
            key, count = (0, count) if number % 10 else (key, 70 * count)
        yield key, count


def right(pairs: Iterable[Pair], k: int) -> list[Triple]:
    """Keep the counters another way than the reference: as the answer, in order after each pair."""
    rows: list[Triple] = []
    for key, count in pairs:
        known = [row for row in rows if row[0] == key]
        gone = known or (rows[k - 1 :])
        (_, before, error) = gone[0] if gone else (key, 0, 0)
        rows = [row for row in rows if row not in gone]
        rows.append((key, before + count, error if known else before))
        rows.sort(key=lambda row: (-row[1], row[0]))
    return rows


def drawn(rng: random.Random) -> Iterator[tuple[Pairs, int]]:
    """Draw short streams of few keys, and some with ids of 62 bits."""
    for least in [0] * 40 + [_BIG] * 5:
        most = rng.choice([1, 2, 9])
        length, keys = rng.randrange(16), rng.choice([4, 8])
        pairs = [[least + rng.randrange(keys), rng.randint(1, most)] for _ in range(length)]
        yield pairs, rng.randint(1, 4)


def why(case: Case, got: Any, expected: Sequence[Triple]) -> str:
    """Say what is wrong with the counters that came back."""
    rows = [items_of(each) or [] for each in items_of(got) or ()]
    read = [tuple(map(whole_number, row)) for row in rows]
    if items_of(got) is None or any(len(row) != 3 or None in row for row in read):
        return "A list of triples is wanted, (key, count, error), and nothing else."
    found = {row[0]: row[1:] for row in read}
    if len(read) > min(case["k"], len(found)):
        return "There are more counters than `k`, or two of the same key."
    for key, count, error in expected:
        if key not in found:
            return f"{key} has a counter at the end, with {count}."
        if found[key][0] != count:
            own = f"{error} that were taken over, and {count - error} of its own since then"
            return f"The counter of {key} stands at {count}{f': {own}' if error else ''}."
        if found[key][1] != error:
            took = f"took over a counter that stood at {error}" if error else "took over nothing"
            return f"{key} {took}, so its error is {error}."
    if len(found) > len(expected):
        return "A key has a counter that did not come."
    return "These are the right counters. The largest count comes first; of equals the smaller key."


def strategy() -> st.SearchStrategy[Case]:
    """Give a short stream of few keys."""
    pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), max_size=9)
    return st.builds(
        lambda some, k: {"items": [[*each] for each in some], "k": k}, pairs, st.integers(1, 3)
    )


CHECK = stream_check(
    function="space_saving",
    noun="counters",
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_ROW, IN_ORDER),
    fixed=[*ALONE, *((each, LONG_K) for each in (HITS, NEWCOMERS, BOTH))],
    drawn=drawn,
    right=right,
    long=long,
    length=LONG,
    allowed_bytes=ALLOWED_BYTES,
    takes_kb=3,
    why=why,
    strategy=strategy,
)
