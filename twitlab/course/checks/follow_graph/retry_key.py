"""The check of *The answer was lost*: requests repeated under their idempotency key."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.checking.fresh import afresh
from twitlab.course.kinds.coding import code_check

KEEP_MS = 86_400_000
REFUSED, DOWN = "ValueError", "OSError"
FLOCKDB_WRITES_PER_S = 20_000
"""At the peak. Source: twitter-archive/flockdb, README, April 2010."""

_SECOND = ", sent to another server too"
_OWN_MEMORY = "The other server has a `memory` of its own, and what you keep belongs there."

Step = list[Any]
"""The time, the user, the key, the payload, and what `act` does if it is called."""

REFERENCE = """\
def respond(memory, request, now_ms, act):
    user, key, payload = request
    place = (user, key)
    if place in memory and now_ms - memory[place][2] < 86_400_000:
        old_payload, answer, at_ms = memory[place]
        if old_payload != payload:
            return "conflict"
        return answer
    try:
        answer = act(user, payload)
    except ValueError:
        answer = "refused"
    memory[place] = (payload, answer, now_ms)
    return answer
"""

MISTAKES = """
# kept outside the memory
You keep the answers outside of `memory`: in a list or a dictionary of your cell, or in a default
argument. All servers share it then, and one does not act, because another one did. Real servers
share nothing that way: a program that starts anew has forgotten it all, and only what is in the
store survives. Where does `memory` stand in your code?
-def respond(memory, request, now_ms, act):
+def respond(memory, request, now_ms, act, kept={}):
+    memory = kept

# acts each time
You act for each request that comes. A phone that got no answer cannot know whether the request or
the answer was lost, so it sends again, and you act twice. For a follow that is harmless, for a
tweet or a payment it is not. What did the caller send along, so that you can know the repeat again?
~ place in memory and now_ms - memory[place][2] < 86_400_000 -> False

# the key without its user
You look the key up without its user. Keys are made by phones, and many phones begin at 1. One user
then gets the answer to another user's request: their own write is lost, and they see what is none
of their business. Whose key is it?
~ (user, key) -> key

# user and key run together
You glue user and key into one text. User 1 with key '23' and user 12 with key '3' are then both
'123'. Whoever chooses their keys well can even reach a chosen user's answers. What keeps two fields
apart for certain?
~ (user, key) -> f"{user}{key}"

# another payload gets the old answer
Under a known key you give the old answer and do not look what is asked. A program that uses a key
twice by mistake hears 'done', and its second follow was never written. Nobody finds that for weeks.
What must be equal for a repeat to be a repeat?
-        if old_payload != payload:
-            return "conflict"

# the payload is part of the key
With another payload you find nothing under the key, and act. So a key that is used twice by mistake
does two things, and nobody hears of the mistake. The contract wants it refused. What would you have
to remember to notice it?
~ (user, key) -> (user, key, payload)

# the conflict takes the answer's place
You remember the conflict as if it were an answer, over the one that was there. One mistaken
request, and the right one gets no answer any more: its repeat is told 'conflict' for a follow that
was done. What may a request that is refused change in your memory?
-            return "conflict"
+            answer = "conflict"
+            memory[place] = (payload, answer, now_ms)
+

# an answer of 0 taken for none
You ask whether the answer is true, where you mean whether there is one. 0 is an answer: it says
that nobody follows any more. In Python 0, '' and an empty list count as false. How do you ask
whether a key stands in a dictionary?
~ memory[place][2] < 86_400_000 -> memory[place][2] < 86_400_000 and memory[place][1]

# a refusal is not remembered
A refusal was an answer too, and you forget it. The repeat acts, and perhaps is accepted now: the
user was told no, and it happened all the same. The same request under the same key must get the
*same* answer. Which answers do you keep?
~ answer = "refused" -> return "refused"

# the caller's fault is let through
A ValueError says that the caller asked for something impossible. You let it through, so the server
looks broken, and phones that are told of a broken server send again and again. The contract makes
an answer of it. Which one?
-    try:
-        answer = act(user, payload)
-    except ValueError:
-        answer = "refused"
+    answer = act(user, payload)

# the server's fault is remembered
A full disk is not the caller's fault, and nothing was done. You turn it into a 'refused', and
remember it: for a whole day each retry gets the same no, long after the disk is mended. Retries
were made for just this case. Which faults end when one waits?
~ ValueError -> (ValueError, OSError)

# remembered before it is done
You write the key down before you act. When `act` then breaks, the key is taken and has no answer:
the retry is told None, and nothing was ever done. What do you know for sure before you act?
         return answer
+    memory[place] = (payload, None, now_ms)

# never forgets
You keep each key for ever. At FlockDB's peak of $flockdb_writes_per_s writes a second (its README,
2010) that is $flockdb_writes_per_s2 billion keys a day, and the memory is full some day. And a
program that begins its keys at 1 again hears an answer of last year. Where in your code does
`now_ms` decide?
~ place in memory and now_ms - memory[place][2] < 86_400_000 -> place in memory

# one millisecond too long
At an age of just 86,400,000 ms the contract has the key forgotten; yours lives one millisecond
longer. It looks like nothing. But two servers that read the same sentence in two ways answer the
same request in two ways. Read it once more: is the end in or out?
~ now_ms - memory[place][2] < 86_400_000 -> now_ms - memory[place][2] <= 86_400_000

# each repeat prolongs it
A repeat makes the key young again. A phone that repeats without end then keeps its key for ever,
and nobody can say when a key is free. From which moment does the contract count?
             return "conflict"
+        memory[place] = (payload, answer, now_ms)

# forgotten after the first repeat
You forget the key as soon as a repeat was answered. But this answer can be lost too: it takes the
same road as the first. How often may a phone repeat?
~ old_payload, answer, at_ms = memory[place] -> old_payload, answer, at_ms = memory.pop(place)

# seconds for milliseconds
86,400 is a day in seconds, and `now_ms` counts milliseconds. Your keys live for 86.4 seconds. A
phone in a tunnel repeats after ten minutes, and you act twice. Write the unit behind each number.
~ 86_400_000 -> 86_400

# the day begins with a try that failed
Nothing was done when `act` raised OSError, and nothing was answered. But you had noted the time, so
the day is over before the answer is a day old: who repeats it then is served twice. From which
moment on does the contract count?
-    if place in memory and now_ms - memory[place][2] < 86_400_000:
-        old_payload, answer, at_ms = memory[place]
+    if place not in memory or now_ms - memory[place][2] >= 86_400_000:
+        memory[place] = (None, None, now_ms)
+    old_payload, answer, at_ms = memory[place]
+    if answer is not None:
~ (payload, answer, now_ms) -> (payload, answer, at_ms)

# acts first and looks afterwards
You act, and then look whether the key is known. The caller gets the old answer, and the tweet or
the payment was made a second time. What must you know before you act?
+def respond(memory, request, now_ms, act):
+    user, key, payload = request
+    try:
+        answer = act(user, payload)
+    except ValueError:
+        answer = "refused"
+    if (user, key) in memory and now_ms - memory[user, key][2] < 86_400_000:
+        old_payload, old, _ = memory[user, key]
+        return old if old_payload == payload else "conflict"
+    memory[user, key] = (payload, answer, now_ms)
+    return answer

# one key for each user
You remember one key for each user, the last. A phone can have two requests on the way, and a second
key makes you forget the first: its repeat acts again. How many keys of a user can be less than a
day old?
-    if place in memory and now_ms - memory[place][2] < 86_400_000:
-        old_payload, answer, at_ms = memory[place]
+    if user in memory and memory[user][3] == key and now_ms - memory[user][2] < 86_400_000:
+        old_payload, answer, at_ms, _ = memory[user]
~ memory[place] = (payload, answer, now_ms) -> memory[user] = (payload, answer, now_ms, key)

# the server's fault is swallowed
You catch the OSError and return something in its place. The caller takes that for an answer, and
nobody hears of the full disk. An answer says that something was decided: was it?
         answer = "refused"
+    except OSError:
+        return "error"

# the server's fault called the caller's
A full disk is not the caller's fault, and you tell the caller 'refused'. Whoever is refused does
not try again, though the next try would go well. Who has to hear of an OSError?
@ the server's fault is swallowed
~ "error" -> "refused"
"""

FORGETTING_FIRST = """\
def respond(memory, request, now_ms, act):
    user, key, payload = request
    for old in [each for each, (_, _, end_ms) in memory.items() if end_ms <= now_ms]:
        del memory[old]
    if (user, key) not in memory:
        try:
            answer = act(user, payload)
        except ValueError:
            answer = "refused"
        memory[user, key] = (payload, answer, now_ms + 24 * 60 * 60 * 1000)
    known, answer, _ = memory[user, key]
    return answer if known == payload else "conflict"
"""

ONE_MEMORY_A_USER = """\
def respond(memory, request, now_ms, act):
    keys = memory.setdefault(request[0], {})
    old = keys.get(request[1])
    if old is not None and now_ms < old["at"] + 86_400_000:
        return old["answer"] if old["payload"] == request[2] else "conflict"
    try:
        answer = act(request[0], request[2])
    except OSError:
        raise
    except ValueError:
        answer = "refused"
    keys[request[1]] = {"at": now_ms, "payload": request[2], "answer": answer}
    return answer
"""


FIRST: Step = [0, 7, "a", "follow 9", 3]
ALONE: tuple[list[Step], ...] = (
    [FIRST],
    [FIRST, [1, 7, "a", "follow 9", 4]],
    [FIRST, [1, 7, "a", "follow 9", 4], [2, 7, "a", "follow 9", 5]],
    [FIRST, [1, 7, "b", "follow 9", 4]],
    [FIRST, [1, 8, "a", "follow 9", 4]],
    [FIRST, [1, 7, "b", "follow 5", 4], [2, 7, "a", "follow 9", 5]],
    [[0, 1, "23", "follow 9", 3], [1, 12, "3", "follow 9", 4]],
    [FIRST, [1, 7, "a", "follow 5", 4]],
    [FIRST, [1, 7, "a", "follow 5", 4], [2, 7, "a", "follow 9", 5]],
    [[0, 7, "a", "unfollow 9", 0], [1, 7, "a", "unfollow 9", 4]],
    [[0, 0, "", "", 3], [1, 0, "", "", 4]],
    [[0, 7, "a", "follow 7", REFUSED]],
    [[0, 7, "a", "follow 7", REFUSED], [1, 7, "a", "follow 7", 4]],
    [[0, 7, "a", "follow 7", REFUSED], [1, 7, "a", "follow 9", 4]],
    [[0, 7, "a", "follow 9", DOWN]],
    [[0, 7, "a", "follow 9", DOWN], [1, 7, "a", "follow 9", 4]],
    [[0, 7, "a", "follow 9", DOWN], [1, 7, "a", "follow 5", 4]],
    [FIRST, [KEEP_MS - 1, 7, "a", "follow 9", 4]],
    [FIRST, [KEEP_MS, 7, "a", "follow 9", 4]],
    [FIRST, [KEEP_MS + 1, 7, "a", "follow 9", 4]],
    [FIRST, [KEEP_MS, 7, "a", "follow 5", 4], [KEEP_MS + 1, 7, "a", "follow 5", 5]],
    [FIRST, [KEEP_MS - 1, 7, "a", "follow 9", 4], [KEEP_MS, 7, "a", "follow 9", 5]],
    [FIRST, [1, 7, "a", "follow 5", 4], [KEEP_MS, 7, "a", "follow 5", 5]],
    [
        [0, 7, "a", "follow 9", DOWN],
        [5, 7, "a", "follow 9", 4],
        [KEEP_MS, 7, "a", "follow 9", 5],
    ],
)


def _hour(rng: random.Random, count: int) -> list[Step]:
    now_ms, steps = 0, []
    for number in range(count):
        does = rng.choice([number, number, number, REFUSED, DOWN])
        user, key = rng.choice([7, 7, 8]), rng.choice(["a", "a", "b"])
        steps.append([now_ms, user, key, rng.choice(["follow 9", "follow 9", "follow 5"]), does])
        now_ms += rng.choice([1, 1, 1_000, KEEP_MS // 2, KEEP_MS])
    return steps


def call(case: Case) -> str:
    """Write the requests down, one by one."""
    return "; ".join(
        f"at {now_ms:,} ms user {user} sends {payload!r} under {key!r} (`act` would "
        f"{f'raise {does}' if does in (REFUSED, DOWN) else f'return {does}'})"
        for now_ms, user, key, payload, does in case["steps"]
    )


def observe(answer: Any, case: Case) -> Observed:
    """Send each request to two servers in turn, and note what it got and whether they acted."""
    answer = afresh(answer)  # what an earlier case left outside of its memory is not this one's
    servers: list[tuple[dict[Any, Any], list[Any]]] = [({}, []), ({}, [])]
    for now_ms, user, key, payload, does in case["steps"]:
        for memory, seen in servers:
            acted: list[list[Any]] = []
            try:
                got = answer(memory, (user, key, payload), now_ms, _action(does, acted))
            except OSError as error:
                got = "raised OSError" if str(error) == "the disk is full" else f"raised {error!r}"
            seen.append([got, acted])
    return {"seen": servers[0][1], "seen by the second": servers[1][1]}


def _action(does: Any, acted: list[list[Any]]) -> Callable[[int, str], int]:
    def act(user: int, payload: str) -> int:
        acted.append([user, payload])
        if does == REFUSED:
            raise ValueError("nobody can follow themselves")
        if does == DOWN:
            raise OSError("the disk is full")
        return int(does)

    return act


def judge(case: Case, observed: Observed) -> Judgement:
    """Hold what both servers did against a server that keeps its promises."""
    one = _judge_one(case, observed["seen"], "")
    return _judge_one(case, observed["seen by the second"], _SECOND) if one.ok else one


def _judge_one(case: Case, seen: list[Any], where: str) -> Judgement:
    known: dict[tuple[int, str], tuple[str, Any, int]] = {}
    for number, (step, (got, acted)) in enumerate(zip(case["steps"], seen, strict=True), 1):
        now_ms, user, key, payload, does = step
        old = known.get((user, key))
        if old is not None and now_ms - old[2] < KEEP_MS:
            acts, wanted = 0, old[1] if payload == old[0] else "conflict"
            why = _about_known(old, step)
        else:
            acts, wanted = 1, {REFUSED: "refused", DOWN: "raised OSError"}.get(does, does)
            why = _about_new(old, step)
            if does != DOWN:
                known[user, key] = (payload, wanted, now_ms)
        same = got == wanted if isinstance(wanted, str) else whole_number(got) == wanted
        if not same or acted != [[user, payload]] * acts:
            return Judgement(
                ok=False,
                got=f"request {number}{where}: {_said(got)}, {_acts(len(acted))}",
                expected=f"{_said(wanted)}, {_acts(acts)}",
                why=f"{why} {_OWN_MEMORY}" if where else why,
            )
    return Judgement(True, "as promised", "as promised", "")


def _said(got: Any) -> str:
    return got if isinstance(got, str) and got.startswith("raised") else written(got)


def _acts(times: int) -> str:
    return {0: "without acting", 1: "acting once"}.get(times, f"acting {times} times")


def _about_known(old: tuple[str, Any, int], step: Step) -> str:
    payload, answer, at_ms = old
    known = f"User {step[1]} used {step[2]!r} {step[0] - at_ms:,} ms before, for {payload!r}."
    if payload != step[3]:
        return f"{known} The same key with another payload is a conflict."
    return f"{known} The answer to it was {written(answer)}, and a repeat gets just that."


def _about_new(old: tuple[str, Any, int] | None, step: Step) -> str:
    _, user, key, _, does = step
    if does == DOWN:
        return "`act` raised OSError: the server's fault. The caller must see it."
    if does == REFUSED:
        return "`act` raised ValueError: the caller's fault. That is an answer: 'refused'."
    if old is not None:
        return f"The key {key!r} is {step[0] - old[2]:,} ms old: forgotten, so this is a new one."
    return f"Nothing is remembered for user {user} under {key!r}, so this request is a new one."


def _fingerprint(observed: Observed) -> Any:
    """Tell mistakes apart, but not by the words that stand for a fault: each learner has others."""
    return [[[_kind(got), acted] for got, acted in seen] for seen in observed.values()]


def _kind(got: Any) -> Any:
    is_known = got in ("refused", "conflict") or str(got).startswith("raised")
    return "in place of an answer" if isinstance(got, str | None) and not is_known else got


def strategy() -> st.SearchStrategy[Case]:
    """Give a few requests of two users with one key, close together or a day apart."""
    request = st.tuples(
        st.sampled_from([1, KEEP_MS - 1, KEEP_MS]),
        st.sampled_from([7, 8]),
        st.sampled_from(["follow 9", "follow 5"]),
        st.sampled_from([None, 0, REFUSED, DOWN]),
    )
    return st.lists(request, min_size=1, max_size=3).map(_in_time)


def _in_time(requests: list[tuple[Any, ...]]) -> Case:
    steps, now_ms = [], 0
    for number, (later, user, payload, does) in enumerate(requests, 3):
        now_ms += later
        steps.append([now_ms, user, "a", payload, number if does is None else does])
    return {"steps": steps}


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(FORGETTING_FIRST, ONE_MEMORY_A_USER),
    fields="steps",
    fixed=[(steps,) for steps in ALONE],
    drawn=lambda rng: [([*_hour(rng, rng.randrange(3, 9))],) for _ in range(40)],
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    fingerprint=_fingerprint,
    labels=("what happens", "yours gave", "promised"),
    figures={
        "flockdb_writes_per_s": f"{FLOCKDB_WRITES_PER_S:,}",
        "flockdb_writes_per_s2": f"{FLOCKDB_WRITES_PER_S * 86400 / 1000000000.0:.1f}",
    },
)
