"""The check of *Hide a hot tweet*: the worst stream that Space-Saving can get."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, plain, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.checks.exact_counts.break_the_merge import is_key
from twitlab.course.kinds.coding import code_check

MOST_EVENTS = 20_000
"""So many are read, which is far more than are allowed."""
_COUNTS = ("dict", "collections.Counter", "collections.defaultdict")
TOLD = (10, 1_000)
"""The counters and the events of which a verdict tells how bad it is."""

REFERENCE = """\
def worst_stream(k, n):
    times = (n - 1) // k
    return [0] * times + list(range(1, n - times + 1))
"""

MISTAKES = """
# the hot tweet at the end
Your most frequent key comes last, and what comes last always has a counter. When must it come, so
that there is time to take its counter away?
~ [0] * times + list(range(1, n - times + 1)) -> list(range(1, n - times + 1)) + [0] * times

# spread over the stream
Your most frequent key comes back again and again. Whenever it is in, it goes up, and others are
smaller; when it comes back, it takes over what the smallest had, and is too high. All of its events
must lie behind it before others can overtake it for good.
-    return [0] * times + list(range(1, n - times + 1))
+    return [0 if number % k == 0 else number for number in range(n)]

# each key once
No key comes twice, so the hidden ones came once. That is the worst stream for the *list*: all that
stands in it came once, and reads n / k. It hides nothing that anybody misses. Which key
could come more often, and still be the smallest one day?
~ [0] * times + list(range(1, n - times + 1)) -> list(range(n))

# k + 1 keys in turn
k + 1 keys take turns, so each of them loses its counter again and again, and each is as frequent as
the others: n / (k + 1). Misra-Gries has nothing worse. For Space-Saving there is: the others need
not be the same keys each time, and then there is more left for the one.
~ [0] * times + list(range(1, n - times + 1)) -> [number % (k + 1) for number in range(n)]

# the share of k + 1
A key is hidden, and it came n / (k + 1) times. That is the bound of Misra-Gries, where an event can
take one from k counters at once. Here an event adds one to one counter: how many events does it
take until k - 1 others have as much as yours?
~ (n - 1) // k -> n // (k + 1)

# the share of k + 1, with k - 1 others
A key is hidden, and it came n / (k + 1) times. That is the bound of Misra-Gries, where an event can
take one from k counters at once. Here an event adds one to one counter. So k - 1 others come as
often as yours, and one event more: how many events are that, and how many of the n are left over?
-    times = (n - 1) // k
-    return [0] * times + list(range(1, n - times + 1))
+    times = n // (k + 1)
+    return [key for key in range(k) for _ in range(times)] + [k]

# one event too many
k keys come n // k times each, and one event more takes the counter away. Where k divides n, that is
one event more than n. So how many of the n are there for the counters?
-    times = (n - 1) // k
-    return [0] * times + list(range(1, n - times + 1))
+    times = n // k
+    return [key for key in range(k) for _ in range(times)] + [k]

# the last event cut off
k keys come n // k times each. Where k divides n, no event is left that could take a counter away,
and your key still has its own. So how many of the n are there for the counters?
-    times = (n - 1) // k
-    return [0] * times + list(range(1, n - times + 1))
+    times = n // k
+    return ([key for key in range(k) for _ in range(times)] + [k])[:n]

# the hot key again
The first of the others is the hot key itself: your numbers begin with its own. So it comes once
more than you think, and the others cannot catch up. Which keys may the others not have?
~ range(1, n - times + 1) -> range(n - times)

# one less, to be safe
You make all others *larger* than the hidden key. It is enough that they are as large: of equal
counters the one goes that is there longest. Which one is that?
~ (n - 1) // k -> n // k - 1

# no event left
Where k divides n, all your counters are equal after the last event, and your key still has its own.
One event more would take it away. So how many of the n are there for the counters?
~ (n - 1) // k -> n // k

# the last event missing
All counters are equal in the end, and your key still has its own. Now it is the smallest that is
there longest: which event takes it away?
~ n - times -> (k - 1) * times

# too few others
Your key comes as often as it can, and only k others come after it. Each of them takes the counter
of the *smallest*, and that is another one of them. Up to which count must all others have come
before yours is the smallest?
~ (n - 1) // k -> n - k

# half of the stream
Half of all events are one key. What comes more often than n / k has a counter: this is the promise
of Space-Saving, and no stream breaks it. How often can your key come at most?
~ (n - 1) // k -> n // 2

# one other key
One other key comes after yours, and nothing else. With two counters or more both have one, and
nobody's is taken away. How many counters must be in use, and by how many keys?
~ list(range(1, n - times + 1)) -> [1] * (n - times)

# one key alone
One key comes, and nothing else. It has a counter, and the counter is right. Who should take it
away?
~ [0] * times + list(range(1, n - times + 1)) -> [0] * n

# too long
Your stream is longer than n. The events of the hot key are among the n, and so is the one that
takes its counter away. How many are left for the others?
~ n - times + 1 -> n + 1

# as many events as it takes
Your key is hidden, and for it your stream is longer than n. The bound is n / k, so with more events
everybody can do it. How many times may the key come if only n are allowed?
-    return [0] * times + list(range(1, n - times + 1))
+    times += 1
+    return [0] * times + list(range(1, (k - 1) * times + 2))

# counts and not events
You return how often each key comes. A stream is made of events, one after the other: a key that
comes twice stands there twice. And here it is all about the order.
-    return [0] * times + list(range(1, n - times + 1))
+    return {0: times, **{key: 1 for key in range(1, n - times + 1)}}

# no list
You return something that gives the keys one after another, and no list. Put `list(...)` around it.
-    return [0] * times + list(range(1, n - times + 1))
+    from itertools import chain
+
+    return chain([0] * times, range(1, n - times + 1))

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
-    return [0] * times + list(range(1, n - times + 1))
+    stream = [0] * times + list(range(1, n - times + 1))
+    stream.reverse()

# nothing happens
No event comes, and so nothing is hidden. Which key do you want to hide, and who comes after it?
+def worst_stream(k, n):
+    return []
"""

THE_SAME_OTHERS = """\
def worst_stream(k, n):
    times = (n - 1) // k
    stream = []
    for key in range(k):
        stream.extend([f"tweet {key}"] * times)
    return (*stream, "the last straw")
"""

NO_MORE_THAN_NEEDED = """\
def worst_stream(k, n):
    from itertools import count

    fresh, hidden = count(1_000), (n - 1) // k
    stream = ["hot" for _ in range(hidden)]
    for _ in range(k - 1):
        for _ in range(hidden):
            stream.append(next(fresh))
    stream.append(next(fresh))
    return stream
"""

ALONE = (
    (2, 3),
    (2, 4),
    (2, 5),
    (3, 4),
    (3, 7),
    (3, 9),
    (4, 30),
    (1, 2),
    (1, 40),
    (7, 71),
    (8, 120),
    (20, 21),
    (30, 200),
    TOLD,
    (100, 2_000),
    (64, 1_985),
)


def best(case: Case) -> int:
    """Say how often a key can come at most that has no counter; the notebook has the proof."""
    return (int(case["n"]) - 1) // int(case["k"])


def space_saving(stream: Sequence[str], k: int) -> dict[str, int]:
    """Count a stream as the notebook does, with the same one of equals taken."""
    counters: dict[str, int] = {}
    for key in stream:
        if key in counters:
            counters[key] += 1
        elif len(counters) < k:
            counters[key] = 1
        else:
            smallest = min(counters, key=counters.__getitem__)
            counters[key] = counters.pop(smallest) + 1
    return counters


def drawn(rng: random.Random) -> Iterator[tuple[int, int]]:
    """Draw how many counters there are, and how many events."""
    for _ in range(25):
        k = rng.choice([1, 2, 3, rng.randrange(4, 30)])
        yield k, rng.randrange(k + 1, 30 * k + 2)


def observe(answer: Any, case: Case) -> Observed:
    """Ask for the stream, run it, and say in a few figures what it did."""
    returned = answer(case["k"], case["n"])
    if isinstance(returned, (list, tuple)) and len(returned) > MOST_EVENTS:
        return {"returned": None, "events": len(returned), "did": "too many to read"}
    stream = _read(plain(returned))
    did: Any = stream if isinstance(stream, str) else _did(case, stream)
    return {"returned": returned, "events": None, "did": did}


def _read(returned: Any) -> list[str] | str:
    """Read the events, each key as text; or say what they are, where they are no such list."""
    keys = items(returned)
    if keys is None:
        if not isinstance(returned, dict):
            return "nothing" if returned is None else "something else"
        return "counts" if returned.get("type", "dict") in _COUNTS else "no list"
    if keys and all(len(items(each) or ()) == 2 for each in keys):
        return "counts"
    if not all(map(is_key, keys)):
        return "keys that are no keys"
    return [written(key) for key in keys]


def _did(case: Case, stream: Sequence[str]) -> list[Any]:
    """Say how often the hidden came, and how the stream is made: it tells mistakes apart."""
    came, times = Counter(stream), _hidden(case, stream)[1]
    if len(stream) > case["n"]:
        return ["too long", times > best(case)]
    return [times, max(came.values(), default=0), len(came), len(stream), _runs(stream)]


def _runs(stream: Sequence[str]) -> int:
    return sum(one != two for one, two in pairwise(stream))


def _hidden(case: Case, stream: Sequence[str]) -> tuple[str, int]:
    """Give the most frequent key that has no counter in the end, and how often it came."""
    counters = space_saving(stream, case["k"])
    hidden = [(key, count) for key, count in Counter(stream).items() if key not in counters]
    return max(hidden, key=lambda pair: pair[1], default=("", 0))


def judge(case: Case, observed: Observed) -> Judgement:
    """Run the stream, and look for what has no counter in the end."""
    n, most = case["n"], best(case)
    stream = _read(observed["returned"])
    if isinstance(stream, str) and not observed["events"]:
        said = "A list of keys is wanted, one for each event: whole numbers from 0 up, or texts."
        return Judgement(False, written(observed["returned"]), f"a list of {n} keys", said)
    events = observed["events"] or len(stream)
    if events > n:
        return Judgement(
            False,
            f"{events:,} events",
            f"at most {n:,} events",
            "All events count: those of the others too, and the last one.",
        )
    key, times = _hidden(case, stream)
    expected = f"a key without a counter that came {_times(most)}"
    if times == most:
        return Judgement(True, "", expected, "")
    got = f"of those without a counter, {key} came most often: {_times(times)}"
    return Judgement(
        False, got if times else "no key is without a counter", expected, _why(case, stream)
    )


def _why(case: Case, stream: Sequence[str]) -> str:
    """Tell what became of the most frequent key."""
    if not stream:
        return "No event comes in this stream."
    ((key, times),) = Counter(stream).most_common(1)
    counters = space_saving(stream, case["k"])
    if key not in counters:
        return f"That is hidden, and with {case['n']:,} events a key can come more often."
    least = min(counters.values())
    return (
        f"The most frequent key, {key}, came {_times(times)}. Its counter says {counters[key]:,} "
        f"in the end, and the smallest of the {len(counters)} in use says {least:,}."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def remark(case: Case, observed: Observed) -> str:
    """Tell how bad a stream is, beside what is promised."""
    if (case["k"], case["n"]) != TOLD:
        return ""
    stream = _read(observed["returned"])
    assert not isinstance(stream, str)
    came, counters = Counter(stream), space_saving(stream, case["k"])
    off = max(count - came[key] for key, count in counters.items())
    k, n = TOLD
    return (
        f"With {k} counters and {n:,} events your key came {best(case)} times and is not listed. A "
        f"key that came more than {n:,} / {k} = {n // k} times always is. What stands in the list "
        f"is up to {off} too high."
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give few counters and few events."""
    made = st.tuples(st.integers(2, 4), st.integers(1, 12))
    return made.map(lambda pair: {"k": pair[0], "n": pair[0] + pair[1]})


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(THE_SAME_OTHERS, NO_MORE_THAN_NEEDED),
    fixed=ALONE,
    drawn=drawn,
    observe=observe,
    judge=judge,
    strategy=strategy,
    fingerprint=lambda seen: seen["did"],
    remark=remark,
)
