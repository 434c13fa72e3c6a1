"""The check of *Where is my tweet?*: reads that are routed to replicas which lag."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, whole_number, written
from twitlab.course.checking.check import (
    Case,
    Judgement,
    Observed,
    taken_apart,
)
from twitlab.course.kinds.coding import code_check

READS_PER_S = 300_000
"""Of timelines. Source: Kleppmann, Designing Data-Intensive Applications, chapter 1."""
TWEETS_PER_S = 4_600
"""In the mean second. Source: the same."""

Position = list[int]
"""Term and offset."""

REFERENCE = """\
def route(seen, replicas, leader):
    for number, position in enumerate(replicas):
        if seen is None or position >= seen:
            return number, position
    return "leader", leader
"""

MISTAKES = """
# always the leader
The leader has all, so nobody ever sees too little. But Twitter read timelines $reads_per_s times a
second and wrote $tweets_per_s tweets (Kleppmann, chapter 1): $tweets_per_s2 reads for each tweet.
All of them at one server, while the replicas have nothing to do? What must a replica have, for this
user?
~ seen is None or position >= seen -> False

# replica 0 taken for none
Replica 0 is the one that you find, and you go to the leader, as if you had found none. In Python 0
counts as false, just as None does: `if not number` is true for your first replica, and all its
reads burden the leader. How do you ask whether something was found?
~ return number, position -> return (number, position) if number else ("leader", leader)

# replica 0 passed over
Your search begins at replica 1, so replica 0 serves nobody, however far it is. With one replica
only, that is all your reads at the leader. Do you count from 1, or does an `if` of yours ask
whether the *number* is true? In Python 0 is not.
~ seen is None or position >= seen -> number and (seen is None or position >= seen)

# any replica will do
You take the first replica, however far behind it is. The user sends a tweet, looks, and it is not
there. So they send it again. What do you know of this user that says how far the replica must be?
~ seen is None or position >= seen -> True

# what was read is forgotten
You remember what the user wrote, and forget what they have read. They see a tweet, load the page
again, come to a replica that is further behind, and the tweet is gone: time runs backwards. What
must `seen` be after this read?
~ return number, position -> return number, seen
~ "leader", leader -> "leader", seen

# who wrote once reads at the leader
Who has written anything is sent to the leader. That is safe, and many do so, for a minute. Yours
does it for ever: in the end every user has written or read once, and the replicas stand idle. When
has a replica caught up with this user?
~ seen is None or position >= seen -> seen is None

# as fresh as the leader
You want a replica that has all the leader has. At thousands of writes a second there is hardly ever
one, so nearly all reads go to the leader. The user does not know what others wrote a moment ago.
What do *they* know?
~ seen is None or position >= seen -> position >= leader

# at the leader's position, from a replica
After a read from a replica you note the leader's position. The user has not seen that much, and
their next read needs a replica that is as far as the leader is now: there is hardly one. Each user
has one good read, and then burdens the leader. What did they really see?
~ return number, position -> return number, leader

# further than needed
A replica that has applied just the user's write shows it. Yours must be one position further. On a
quiet night nothing is written for seconds, and then all replicas stand just there: every one would
do, and you ask the leader.
~ position >= seen -> position > seen

# a new user asks the leader
Nobody who has written and read nothing can miss anything. All visitors without a past go to your
leader, and most visitors only look. Which replica is too old for a user who has seen nothing?
~ seen is None or position >= seen -> seen is not None and position >= seen

# only the first replica is tried
You look at replica 0, and if it lags you go to the leader. The others may be far enough. With ten
replicas of which each lags at one read in ten, one read in ten goes to your leader, where one in
ten billion would do if they lag independently.
~ enumerate(replicas) -> enumerate(replicas[:1])

# the best of those too old
None is far enough, and you take the one that lags least. It lags all the same: the user's own tweet
is missing. Nearly fresh is not a promise. Who has it for certain?
             return number, position
+    if replicas:
+        best = max(replicas)
+        return replicas.index(best), best

# the term is ignored
You compare offsets and not terms. After a failover the new leader counts on from where *it* was. An
old-term replica at offset 6 never had offset 4 of the new term, and a new-term replica with a
smaller offset may be far enough. How are two pairs compared?
~ position >= seen -> position[1] >= seen[1]

# only the same term will do
You take replicas of the user's own term only. After a failover all replicas are in the new term,
and stay there: everybody who was here before it is sent to the new leader at once, in its first,
worst minute. What does a later term tell about everything before it?
~ position >= seen -> position[0] == seen[0] and position[1] >= seen[1]

# term and offset both must be larger
You want the term and the offset to be as large as the user's, each for itself. A new leader may
begin at a smaller offset than the old one had reached, because the last writes were lost with it.
Waiting for that offset waits for nothing. Which of the two numbers decides first?
~ position >= seen -> position[0] >= seen[0] and position[1] >= seen[1]

# a user who has seen nothing
For a new user `seen` is None, and None is no pair: it cannot be compared or taken apart, and your
function stops with a TypeError. Everybody's first page begins that way. Which replica is too old
for them?
~ seen is None or position >= seen -> position >= seen

# the best of no replicas
There may be no replica at all: each of them is down, or none was ever started. You look for the
best of none, and that stops with an error. Who is left to ask?
-    for number, position in enumerate(replicas):
-        if seen is None or position >= seen:
-            return number, position
+    best = max(replicas)
+    if seen is None or best >= seen:
+        return replicas.index(best), best

# replicas counted from one
Your numbers are one too high. The read goes to the replica behind the one you chose, and that one
may lag, or not exist. From where does Python count the places of a list?
~ enumerate(replicas) -> enumerate(replicas, 1)
"""

THE_FURTHEST_BEHIND = """\
def route(seen, replicas, leader):
    enough = [each for each in replicas if seen is None or each >= seen]
    if not enough:
        return "leader", leader
    chosen = min(enough)
    return replicas.index(chosen), chosen
"""

THE_MOST_ADVANCED = """\
def route(seen, replicas, leader):
    needed = seen or (0, 0)
    best = max(range(len(replicas)), key=lambda number: replicas[number], default=None)
    if best is None or replicas[best] < needed:
        return "leader", list(leader)
    return best, list(replicas[best])
"""


ALONE: tuple[list[Any], ...] = (
    [["write", [1, 5]], ["read", [[1, 4], [1, 5]], [1, 5]]],
    [["read", [[1, 4]], [1, 5]]],
    [["read", [[1, 0]], [1, 5]]],
    [["write", [1, 5]], ["read", [[1, 5]], [1, 5]]],
    [["write", [1, 5]], ["read", [[1, 4]], [1, 5]]],
    [["write", [1, 5]], ["read", [[1, 6]], [1, 8]]],
    [["write", [1, 5]], ["read", [[1, 3], [1, 5]], [1, 5]]],
    [["write", [1, 5]], ["read", [[1, 3], [1, 4]], [1, 5]]],
    [["write", [1, 5]], ["read", [[1, 5], [1, 3]], [1, 6]]],
    [["write", [1, 5]], ["read", [[1, 5], [1, 6]], [1, 7]]],
    [["read", [[0, 0]], [0, 0]]],
    [["write", [1, 5]], ["read", [], [1, 5]]],
    [["read", [[1, 5]], [1, 6]], ["read", [[1, 4]], [1, 6]]],
    [["read", [[1, 5]], [1, 8]], ["read", [[1, 6]], [1, 8]]],
    [["write", [1, 5]], ["read", [[1, 4]], [1, 7]], ["read", [[1, 6]], [1, 7]]],
    [["write", [1, 5]], ["read", [[2, 4]], [2, 4]]],
    [["write", [2, 4]], ["read", [[1, 6]], [2, 4]]],
    [["write", [1, 10**18]], ["read", [[2, 4]], [2, 4]]],
    [["write", [1, 5]], ["read", [[1, 4]], [2, 4]], ["read", [[1, 5], [2, 4]], [2, 6]]],
)


def _day(rng: random.Random) -> list[list[Any]]:
    """Let a leader write on, and now and then fail; its replicas each lag for themselves."""
    leader = [1, rng.randrange(3, 8)]
    began = 0
    replicas = [list(leader) for _ in range(rng.randrange(1, 4))]
    steps: list[list[Any]] = []
    for _ in range(rng.randrange(3, 9)):
        if rng.random() < 0.1:  # the new leader had not got all of the old one's log
            leader = [leader[0] + 1, max(0, leader[1] - rng.randrange(3))]
            began = leader[1]
        leader = [leader[0], leader[1] + rng.randrange(1, 4)]
        if rng.random() < 0.3:
            steps.append(["write", leader])
        for replica in replicas:
            if rng.random() < 0.5:
                behind = [leader[0], max(began, leader[1] - rng.randrange(4))]
                replica[:] = max(replica, behind)
        steps.append(["read", [list(each) for each in replicas], leader])
    return steps


def call(case: Case) -> str:
    """Write down what the user does, and who has applied what at each read."""
    words = []
    for step in case["steps"]:
        if step[0] == "write":
            words.append(f"a write at {_pair(step[1])}")
        else:
            replicas = ", ".join(map(_pair, step[1]))
            words.append(f"a read with replicas [{replicas}] and leader {_pair(step[2])}")
    return "a new user: " + ", then ".join(words)


def _pair(position: Position) -> str:
    return str(tuple(position))


def observe(answer: Any, case: Case) -> Observed:
    """Let one user write and read; each read gets the `seen` that was left for it."""
    seen: Any = None
    reads = []
    for step in case["steps"]:
        if step[0] == "write":
            seen = tuple(step[1])
            continue
        returned = answer(seen, [tuple(each) for each in step[1]], tuple(step[2]))
        who, seen = taken_apart(returned, "who is asked", "the position that was seen")
        reads.append([who, seen])
        seen = tuple(seen) if isinstance(seen, list) else seen
    return {"reads": reads}


def judge(case: Case, observed: Observed) -> Judgement:
    """Follow the session: each read must see all before it, at the leader only in need."""
    need: Position | None = None
    because = "The user has not written or read anything yet."
    given = iter(observed["reads"])
    number = 0
    for step in case["steps"]:
        if step[0] == "write":
            need = step[1]
            because = f"The user wrote at {_pair(need)}."
            continue
        number += 1
        said, seen = next(given)
        who: Any = "leader" if said == "leader" else whole_number(said)
        enough: list[Any] = [n for n, each in enumerate(step[1]) if need is None or each >= need]
        where = f"read {number}: "
        if who not in (enough or ["leader"]):
            got = where + _who(who, step, written(said))
            return Judgement(False, got, _expected(enough), _why(who, step, because, enough))
        asked = step[2] if who == "leader" else step[1][who]
        if items(seen) != asked:
            return Judgement(
                False,
                f"{where}{_who(who, step)}, and seen = {written(seen)}",
                f"seen = {_pair(asked)}",
                f"The user has now seen what {_who(who, step)} had applied, {_pair(asked)}: no "
                "less, and no more.",
            )
        need, because = asked, f"An earlier read of the user showed {_pair(asked)}."
    return Judgement(True, "as promised", "as promised", "")


def _expected(enough: list[Any]) -> str:
    return f"replica {' or '.join(map(str, enough))}" if enough else "the leader"


def _who(who: Any, step: list[Any], said: str = "") -> str:
    if who == "leader":
        return "the leader"
    return f"replica {who}" if _is_replica(who, step) else said


def _is_replica(who: Any, step: list[Any]) -> bool:
    return isinstance(who, int) and 0 <= who < len(step[1])


def _why(who: Any, step: list[Any], because: str, enough: list[Any]) -> str:
    if who == "leader":
        far = f" Replica {enough[0]} has applied {_pair(step[1][enough[0]])}: far enough."
        return f"{because}{far} The leader is for the reads that no replica can serve."
    if _is_replica(who, step):
        return f"{because} Replica {who} has applied {_pair(step[1][who])}, and no more."
    return f"{because} Asked for is the number of a replica, counted from 0, or 'leader'."


def strategy() -> st.SearchStrategy[Case]:
    """Give short sessions; in some a new leader takes over that has lost the last entry."""
    lags = st.lists(st.integers(0, 2), max_size=2)
    steps = st.lists(st.one_of(st.none(), lags), min_size=1, max_size=4)
    return st.builds(_session, st.integers(0, 2), steps)


def _session(after: int, steps: list[list[int] | None]) -> Case:
    """Let the user write at None, and else read; the last `after` steps see the new leader."""
    old, new = [1, 9], [2, 8]
    made: list[list[Any]] = []
    for number, lags in enumerate(steps):
        failed = number >= len(steps) - after
        leader = new if failed else old
        stands = [leader, [1, 8], old if failed else [1, 7]]
        made.append(
            ["write", leader] if lags is None else ["read", [stands[n] for n in lags], leader]
        )
    while made and made[-1][0] == "write":  # nobody looks at it
        made.pop()
    return {"steps": made}


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(THE_FURTHEST_BEHIND, THE_MOST_ADVANCED),
    fields="steps",
    fixed=[(steps,) for steps in ALONE],
    drawn=lambda rng: [(_day(rng),) for _ in range(40)],
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "yours asked", "right is"),
    figures={
        "reads_per_s": f"{READS_PER_S:,}",
        "tweets_per_s": f"{TWEETS_PER_S:,}",
        "tweets_per_s2": f"{READS_PER_S // TWEETS_PER_S}",
    },
)
