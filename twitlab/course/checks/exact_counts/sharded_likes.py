"""The check of *Likes in batches*: servers write batches to rows, and some answers get lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.checking.fresh import afresh
from twitlab.course.kinds.coding import code_check

Step = list[Any]

OK, LOST, UNANSWERED, DIES, DIES_AFTER = "ok", "lost", "unanswered", "dies", "dies after"
"""What becomes of a write: written or not, and whether the server hears of it or dies."""
EVENLY = 40
"""After so many writes no row may have got more than half of them."""

REFERENCE = """\
def flush(server, rows, write):
    sending = server.setdefault("sending", [])
    for tweet in list(server["waiting"]):
        count = server["waiting"].pop(tweet)
        server["number"] = server.get("number", 0) + 1
        sending.append([tweet, count, server["number"]])
    for batch in list(sending):
        tweet, count, number = batch
        try:
            write(number % rows, tweet, count, f"{server['name']}: {number}")
        except OSError:
            continue
        sending.remove(batch)
"""

MISTAKES = """
# a new key for each try
A write that got no answer is tried again, and your second try has another key. The row may have
written the first one: only the answer was lost. Then the likes are in it twice. What must the
second try have in common with the first, so that the row can tell?
-    for batch in list(sending):
-        tweet, count, number = batch
+    for batch in list(sending):
+        tweet, count, _ = batch
+        server["number"] += 1
+        number = server["number"]

# put back among those that wait
A write got no answer, and you put its likes back among those that wait: they go out again under a
new key, together with new ones. If the row had written the first try, they are counted twice. And
if the server dies while it writes, they are nowhere. A batch that was sent once must stay as it
was sent.
+def flush(server, rows, write):
+    for tweet in list(server["waiting"]):
+        count = server["waiting"].pop(tweet)
+        server["number"] = number = server.get("number", 0) + 1
+        try:
+            write(number % rows, tweet, count, f"{server['name']}: {number}")
+        except OSError:
+            server["waiting"][tweet] = server["waiting"].get(tweet, 0) + count

# left waiting until they are written
You leave likes among those that wait until their write is answered. A write that got no answer goes
out again with a new key, and if the row had written the first one, they are counted twice. Before
the first try a batch needs a place of its own, with its key.
+def flush(server, rows, write):
+    for tweet, count in list(server["waiting"].items()):
+        server["number"] = number = server.get("number", 0) + 1
+        try:
+            write(number % rows, tweet, count, f"{server['name']}: {number}")
+        except OSError:
+            continue
+        server["waiting"][tweet] -= count
+        if not server["waiting"][tweet]:
+            del server["waiting"][tweet]

# kept nowhere while it is sent
You take likes out of `waiting`, write them, and keep them nowhere. A write that got no answer is
never tried again, and a server that dies while it writes has forgotten them. Where do you keep a
batch until its write is answered?
@ put back among those that wait
~ server["waiting"][tweet] = server["waiting"].get(tweet, 0) + count -> pass

# kept outside of `server`
You keep the open batches in a variable of the program. When the server starts anew, it is empty,
and what was not answered is lost. Two servers in one program would also share it. What is still
there after a start?
+open_batches = []
+
+
+def flush(server, rows, write):
+    for tweet in list(server["waiting"]):
+        server["number"] = number = server.get("number", 0) + 1
+        open_batches.append([tweet, server["waiting"].pop(tweet), number])
+    for batch in list(open_batches):
+        tweet, count, number = batch
+        try:
+            write(number % rows, tweet, count, f"{server['name']}: {number}")
+        except OSError:
+            continue
+        open_batches.remove(batch)

# a failed batch forgotten
A write got no answer, and you never try it again. Perhaps it was written, perhaps not: then these
likes are lost. Where do you keep a batch until its write is answered?
~ continue -> pass

# the old key for more likes
You send a batch again under its old key, and new likes have come into it. If the row had written
the first try, it ignores the second, and the new likes are lost. A key stands for one batch, with
just these likes in it.
-        server["number"] = server.get("number", 0) + 1
-        sending.append([tweet, count, server["number"]])
+        for batch in sending:
+            if batch[0] == tweet:
+                batch[1] += count
+                break
+        else:
+            server["number"] = server.get("number", 0) + 1
+            sending.append([tweet, count, server["number"]])

# what came meanwhile thrown away
You empty `waiting` when the writes are done. While a write is on its way, people go on liking, and
these likes are thrown away with the others. Take out what you take, and leave what comes.
~ server["waiting"].pop(tweet) -> server["waiting"][tweet]
         sending.remove(batch)
+    server["waiting"].clear()

# read while it changes
You go through `waiting` and write as you go. While a write is on its way a like for another tweet
can come, and Python stops: a dictionary must not change while a loop goes through it. Go through a
copy of its keys.
+def flush(server, rows, write):
+    for tweet, count in server["waiting"].items():
+        server["number"] = number = server.get("number", 0) + 1
+        try:
+            write(number % rows, tweet, count, f"{server['name']}: {number}")
+        except OSError:
+            continue
+    server["waiting"].clear()

# a key that two servers have
Your keys do not say which server they are of. Two servers both have a batch number 1, and a row
that has seen the first ignores the second: its likes are lost. What makes a key that no other
server has?
~ f"{server['name']}: {number}" -> f"{number}"

# one key for a tweet
Your key is made of the server and the tweet. The second batch of a tweet has the key of the first,
and the row ignores it: its likes are lost. What makes each batch of a server another one?
~ f"{server['name']}: {number}" -> f"{server['name']}: {tweet}"

# numbers that begin anew
Your numbers begin anew with each flush, so a new batch can have the key of an old one, and the row
ignores it: its likes are lost. What must be remembered in `server` from flush to flush?
     sending = server.setdefault("sending", [])
+    server["number"] = 0

# the second try to another row
The second try goes to another row than the first. Each row remembers only the keys that *it* has
seen: the other one writes the likes a second time. What belongs to a batch, beside its key?
-            write(number % rows, tweet, count, f"{server['name']}: {number}")
+            server["tries"] = server.get("tries", 0) + 1
+            write(server["tries"] % rows, tweet, count, f"{server['name']}: {number}")

# always the same row
All writes of a tweet go to one row. It takes one write at a time, and the others have nothing to
do: for that one does not need several rows. Which number could go on from batch to batch?
~ number % rows -> 0

# a row that is not there
You write to a row that does not exist. Of `rows` rows the first is row 0. Which is the last?
~ number % rows -> number % rows + 1

# stopped at the first failure
A write got no answer, and you stop: the batches behind it are not even tried. One row that is down
would keep the likes of all tweets back. Go on with the next.
~ continue -> break

# the failure let through
`write` raised OSError, and you let it through. The batches behind it are not tried, and whoever
called `flush` has to deal with it. Nothing is wrong yet: the batch is kept, and goes out again with
the next flush.
-        try:
-            write(number % rows, tweet, count, f"{server['name']}: {number}")
-        except OSError:
-            continue
+        write(number % rows, tweet, count, f"{server['name']}: {number}")

# tried until it is answered
You try a batch again and again until its write is answered. A row that is down for a minute holds
the flush for that minute, and all other likes wait behind it. Try once, keep the batch, and go on:
the next flush comes soon.
-        try:
-            write(number % rows, tweet, count, f"{server['name']}: {number}")
-        except OSError:
-            continue
-        sending.remove(batch)
+        while batch in sending:
+            try:
+                write(number % rows, tweet, count, f"{server['name']}: {number}")
+                sending.remove(batch)
+            except OSError:
+                pass

# the new wait for the old
While an old batch is not answered, you do not send new ones. One row that is down would keep the
likes of all tweets back. Old and new batches can go out in the same flush: each has its key.
~ list(server["waiting"]) -> [] if sending else list(server["waiting"])

# one write for each like
You write each like by itself. A batch is there to spare writes: thirty likes of one tweet that wait
together are one write with the count 30.
-        count = server["waiting"].pop(tweet)
-        server["number"] = server.get("number", 0) + 1
-        sending.append([tweet, count, server["number"]])
+        for _ in range(server["waiting"].pop(tweet)):
+            server["number"] = server.get("number", 0) + 1
+            sending.append([tweet, 1, server["number"]])

# written and sent again
You send batches again that were answered long ago. The rows ignore them, and have to look each
time: the list grows for ever. What do you do with a batch when its write was answered?
~ sending.remove(batch) -> batch[1] = count

# crossed out before it is written
You cross the batch out before its write is answered, and put it back only when you hear of a
failure. If the server dies in between, nobody puts it back, and the likes are lost. First the
answer, then cross it out.
-        try:
+        sending.remove(batch)
+        try:
-        except OSError:
-            continue
-        sending.remove(batch)
+        except OSError:
+            sending.append(batch)

# a tweet with the id 0 left out
You leave out the tweet whose id is 0. Ids begin at 0, and it has likes like any other.
~ list(server["waiting"]) -> filter(None, list(server["waiting"]))
"""

ONE_PLACE_A_BATCH = """\
def flush(server, rows, write):
    batches = server.setdefault("batches", {})
    made = server.get("made", 0)
    waiting = server["waiting"]
    while waiting:
        tweet, count = waiting.popitem()
        batches[f"{server['name']}/{made}"] = (made % rows, tweet, count)
        made += 1
    server["made"] = made
    for key, batch in list(batches.items()):
        try:
            write(*batch, key)
        except OSError:
            pass
        else:
            del batches[key]
"""

BY_PLACE = """\
def flush(server, rows, write):
    open_batches = server.setdefault("open", [])
    for tweet, count in list(server["waiting"].items()):
        server["next"] = server.get("next", 0) + 1
        key = (server["name"], server["next"])
        open_batches.append((server["next"] % rows, tweet, count, key))
        del server["waiting"][tweet]
    at = 0
    while at < len(open_batches):
        try:
            write(*open_batches[at])
            del open_batches[at]
        except OSError:
            at += 1
"""

LIKE: Step = ["like", "a", 7, 3]
_LIKED: dict[str, list[Step]] = {
    name: [["like", name, 7, 1], ["flush", name, []]] for name in ("1", "11")
}
ALONE: tuple[tuple[int, list[Step]], ...] = (
    (2, [LIKE, ["flush", "a", []]]),
    (2, [["flush", "a", []]]),
    (1, [LIKE, ["flush", "a", []], LIKE, ["flush", "a", []]]),
    (2, [["like", "a", 0, 1], ["flush", "a", []]]),
    (2, [LIKE, ["like", "a", 0, 2], ["flush", "a", []]]),
    (1, [LIKE, ["flush", "a", []], ["like", "b", 7, 2], ["flush", "b", []]]),
    (2, [LIKE, ["flush", "a", []], ["like", "b", 8, 2], ["flush", "b", []]]),
    (2, [LIKE, ["flush", "a", [LOST]]]),
    (2, [LIKE, ["flush", "a", [UNANSWERED]]]),
    (2, [LIKE, ["flush", "a", [UNANSWERED, UNANSWERED]], ["flush", "a", [UNANSWERED]]]),
    (3, [LIKE, ["flush", "a", [UNANSWERED]], LIKE, ["flush", "a", []]]),
    (3, [LIKE, ["flush", "a", [LOST]], LIKE, ["flush", "a", [LOST]], LIKE]),
    (3, [LIKE, ["flush", "a", [UNANSWERED]], ["like", "a", 8, 1], ["flush", "a", [LOST, LOST]]]),
    (2, [LIKE, ["like", "a", 8, 2], ["flush", "a", [LOST, LOST, OK]]]),
    (2, [LIKE, ["like", "a", 8, 2], ["flush", "a", [LOST]]]),
    (2, [LIKE, ["like", "a", 8, 2], ["like", "a", 9, 1], ["flush", "a", [OK, UNANSWERED]]]),
    (2, [LIKE, ["flush", "a", [["ok", 7, 2]]]]),
    (2, [LIKE, ["flush", "a", [["ok", 8, 1]]]]),
    (2, [LIKE, ["like", "a", 9, 1], ["flush", "a", [["ok", 8, 1], ["ok", 9, 2]]]]),
    (2, [LIKE, ["flush", "a", [["unanswered", 7, 2]]], ["flush", "a", []]]),
    (2, [LIKE, ["flush", "a", [DIES]]]),
    (2, [LIKE, ["flush", "a", [DIES_AFTER]]]),
    (2, [LIKE, ["like", "a", 8, 2], ["flush", "a", [OK, DIES]], LIKE]),
    (2, [LIKE, ["like", "a", 8, 2], ["flush", "a", [DIES_AFTER]], LIKE, ["flush", "a", [LOST]]]),
    (3, [LIKE, ["like", "b", 7, 1], ["flush", "a", [UNANSWERED]], ["flush", "b", [UNANSWERED]]]),
    (2, [each for _ in range(EVENLY) for each in (["like", "a", 7, 2], ["flush", "a", []])]),
    (1, [each for name in ["1"] * 12 + ["11"] * 2 for each in _LIKED[name]]),
    (4, [each for _ in range(EVENLY) for each in (["like", "a", 7, 2], ["flush", "a", []])]),
)


class PowerCut(BaseException):
    """End a server in the middle of a write: nothing that it does can catch this for long."""


def drawn(rng: random.Random) -> Iterator[tuple[int, list[Step]]]:
    """Draw likes, flushes, and what becomes of their writes."""
    for _ in range(40):
        steps: list[Step] = []
        for _ in range(rng.randrange(2, 9)):
            server = rng.choice("aab")
            steps.append(["like", server, rng.choice([0, 7, 8]), rng.randrange(1, 4)])
            if rng.random() < 0.6:
                steps.append(["flush", server, [_ending(rng) for _ in range(rng.randrange(4))]])
        yield rng.randrange(1, 5), steps


def _ending(rng: random.Random) -> Any:
    ends = rng.choice([OK, OK, LOST, UNANSWERED, UNANSWERED, DIES, DIES_AFTER])
    return [ends, rng.choice([0, 7, 8]), 1] if rng.random() < 0.3 else ends


class _Store:
    """Rows that ignore a key which they have seen, and what becomes of the writes to them."""

    def __init__(self, rows: int) -> None:
        self.rows: list[Counter[int]] = [Counter() for _ in range(rows)]
        self.seen: list[set[str]] = [set() for _ in range(rows)]
        self.taken = [0] * rows
        self.tried: list[int] = []
        self.keys: list[str] = []
        self.odd = ""

    def write(self, ends: str, row: Any, tweet: Any, count: Any, key: Any) -> None:
        self.tried.append(tweet)
        self.keys.append(f"{row!r} {key!r}")
        if type(row) is not int or not 0 <= row < len(self.rows):
            self.odd = self.odd or f"row {row!r}, and the rows are 0 to {len(self.rows) - 1}"
            return
        self.taken[row] += 1
        if ends in (OK, UNANSWERED, DIES_AFTER) and repr(key) not in self.seen[row]:
            self.seen[row].add(repr(key))
            self.rows[row][tweet] += count
        if ends in (DIES, DIES_AFTER):
            raise PowerCut
        if ends in (LOST, UNANSWERED):
            raise OSError("no answer")


def observe(answer: Any, case: Case) -> Observed:
    """Run the steps, then flush each server without failures, and once more for nothing."""
    store = _Store(case["rows"])
    servers: dict[str, dict[str, Any]] = {}
    flushes = []
    steps = [step for step in case["steps"] if step[0] == "like"]
    names = sorted({step[1] for step in case["steps"]})
    for step in [*case["steps"], *(["flush", name, []] for name in names * 2)]:
        server = servers.setdefault(step[1], {"name": step[1], "waiting": {}})
        if step[0] == "like":
            server["waiting"][step[2]] = server["waiting"].get(step[2], 0) + step[3]
        else:
            flushes.append(_flush(answer, server, store, step[2]))
    most = max(store.taken)
    uneven = case["rows"] > 1 and sum(store.taken) >= EVENLY and 2 * most > sum(store.taken)
    again = sum(each["writes"] for each in flushes[-len(names) :])
    return {
        "flushes": flushes,
        "uneven": uneven,
        "odd": store.odd,
        "again": bool(again),
        "counts": [sum(step[3] for step in steps), again],
    }


def _flush(answer: Any, server: dict[str, Any], store: _Store, ends: list[Any]) -> dict[str, Any]:
    waited = [*server["waiting"]]
    coming, left = iter(ends), {"alive": True}
    liked: Counter[int] = Counter()
    store.tried, store.keys = [], []

    def write(row: Any, tweet: Any, count: Any, key: Any) -> None:
        if not left["alive"]:
            raise PowerCut
        each: Any = next(coming, OK)
        how, *like = each if isinstance(each, list) else [each]
        if like:
            server["waiting"][like[0]] = server["waiting"].get(like[0], 0) + like[1]
            liked[like[0]] += like[1]
        left["alive"] = how not in (DIES, DIES_AFTER)
        store.write(how, row, tweet, count, key)

    raised = ""
    try:
        afresh(answer)(server, len(store.rows), write)  # a server may start anew in between
    except OSError:
        raised = "OSError"
    except PowerCut:
        pass
    totals: Counter[int] = Counter()
    for row in store.rows:
        totals.update(row)
    return {
        "totals": {str(tweet): totals[tweet] for tweet in sorted(totals)},
        "liked": {str(tweet): count for tweet, count in liked.items()},
        "missed": [tweet for tweet in waited if tweet not in store.tried] if left["alive"] else [],
        "raised": raised,
        "twice": len(set(store.keys)) < len(store.keys),
        "waited": len(waited),
        "writes": len(store.tried),
    }


def judge(case: Case, observed: Observed) -> Judgement:
    """Hold the rows against the likes: never more, and in the end no fewer."""
    likes: Counter[str] = Counter()
    flushes, calm = iter(observed["flushes"]), _calm(case)
    names = sorted({step[1] for step in case["steps"]})
    steps = [*case["steps"], *(["flush", name, []] for name in names * 2)]
    number = 0
    for step in steps:
        if step[0] == "like":
            likes[str(step[2])] += step[3]
            continue
        seen, number = next(flushes), number + 1
        likes.update(seen["liked"])
        amiss = _amiss(seen, likes, calm)
        if amiss:
            got, expected, why = amiss
            return Judgement(False, f"after flush {number}, {got}", expected, why)
    if observed["odd"]:
        return Judgement(False, f"a write to {observed['odd']}", "a row that is there", _ROW)
    for tweet, count in sorted(likes.items()):
        total = seen["totals"].get(tweet, 0)
        if total < count:
            got = f"tweet {tweet} has {total} likes in all rows, and every server has flushed"
            return Judgement(
                False,
                got,
                f"{count} likes",
                f"Lost: {count - total}. They were forgotten, or ignored under a known key.",
            )
    if observed["again"]:
        got = f"{observed['counts'][1]} writes in a flush with nothing new"
        why = "All was written and answered before. There is nothing left to send."
        return Judgement(False, got, "no write", why)
    if observed["uneven"]:
        why = "One row gets more than half of all writes, and the others share the rest."
        return Judgement(False, "writes that are not spread", f"{case['rows']} rows in use", why)
    return Judgement(True, "", "", "")


_ROW = "Rows are numbered from 0."


def _calm(case: Case) -> bool:
    return not any(step[0] == "flush" and step[2] for step in case["steps"])


def _amiss(seen: Any, likes: Counter[str], calm: bool) -> tuple[str, str, str] | None:
    for tweet, total in seen["totals"].items():
        if total > likes[tweet]:
            got = f"tweet {tweet} has {total} likes in all rows"
            why = "A row ignores a key that it has seen. Here likes came again under another key, "
            return got, f"at most {likes[tweet]}", f"{why}or to another row."
    if seen["raised"]:
        why = "A write without an answer is no reason to stop: it is tried again later."
        return "OSError came out of `flush`", "no exception", why
    if seen["twice"]:
        why = "A row that is down holds up all others so. The next flush tries again."
        return "a batch was sent twice in one flush", "each batch once", why
    if seen["missed"]:
        got = f"tweet {seen['missed'][0]} was not even tried"
        return got, "a write for each tweet that had likes waiting", "Each flush tries them all."
    if calm and seen["writes"] > seen["waited"]:
        got = f"{seen['writes']} writes were made for {seen['waited']} tweets"
        return got, "one write for each tweet", "Likes that wait together are one batch."
    return None


def call(case: Case) -> str:
    """Tell what happens, step by step."""
    told = []
    for step in case["steps"][:12]:
        if step[0] == "like":
            told.append(f"server {step[1]}: new likes of tweet {step[2]}: {step[3]}")
        else:
            ends = ", ".join(_told(each) for each in step[2])
            told.append(f"flush {step[1]}" + (f" (writes: {ends})" if ends else ""))
    more = len(case["steps"]) - 12
    told += [f"... {more} steps more"] if more > 0 else []
    return f"rows: {case['rows']}; {'; '.join(told)}; then each server flushes"


def _told(ends: Any) -> str:
    how, *like = ends if isinstance(ends, list) else [ends]
    words = {
        OK: "written",
        LOST: "OSError, not written",
        UNANSWERED: "OSError, written",
        DIES: "dies, not written",
        DIES_AFTER: "dies, written",
    }
    return words[how] + (f", meanwhile new likes of tweet {like[0]}: {like[1]}" if like else "")


def strategy() -> st.SearchStrategy[Case]:
    """Give few steps of one server."""
    like = st.tuples(st.just("like"), st.just("a"), st.sampled_from([7, 8]), st.integers(1, 2))
    ends = st.lists(st.sampled_from([OK, LOST, UNANSWERED, DIES]), max_size=2)
    flush = st.tuples(st.just("flush"), st.just("a"), ends)
    steps = st.lists(st.one_of(like.map(list), flush.map(list)), min_size=1, max_size=5)
    return st.builds(lambda rows, some: {"rows": rows, "steps": some}, st.integers(1, 2), steps)


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(ONE_PLACE_A_BATCH, BY_PLACE),
    fixed=ALONE,
    drawn=drawn,
    fields="rows steps",
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "what came of it", "what is promised"),
)
