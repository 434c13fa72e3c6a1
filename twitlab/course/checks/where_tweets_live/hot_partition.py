"""The check of *The hot partition*: which one it is, how hot, and whether one user makes it so."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, whole_number, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import code_check

TOLERANCE = 1e-9
BIG = 2**53

REFERENCE = """\
def hottest(requests, partition_of, partitions):
    loads = [0] * partitions
    for user, count in requests.items():
        loads[partition_of[user]] += count
    total = sum(loads)
    if total == 0:
        return None
    mean = total / partitions
    hot = loads.index(max(loads))
    users = [user for user in requests if partition_of[user] == hot]
    top = min(users, key=lambda user: (-requests[user], user))
    return hot, loads[hot] / mean, top if requests[top] > mean else None
"""

MISTAKES = """
# the mean of the busy ones
You divide by the partitions that got a request. The idle ones were paid for too. If 10 of 100
partitions get everything, in equal shares, your skew is 1: all is well, and 90 machines stand idle.
Over how many partitions could the work be spread?
~ total / partitions -> total / len([n for n in loads if n])

# the mean of a user
You divide by the number of users, so you compare a partition with a *user*. With 150 million users
(Krikorian, 2012) on 100 partitions, that makes an even spread look 1.5 million times too hot. A
skew compares like with like.
~ total / partitions -> total / len(requests)

# users counted, and not requests
You look for the partition with the most *users*. A hash spreads users evenly, so that is never
where the trouble is. One account of 31 million followers (Krikorian, 2012) is one user like any
other. What does a machine have to answer: users or requests?
~ loads[partition_of[user]] += count -> loads[partition_of[user]] += 1

# a user to blame in any case
You name the busiest user of the hot partition, whoever that is. One with no more than the mean is
not the reason: ordinary users met on one partition. You would give this one a machine alone, and
the others would be as hot as before. When does no other place help a user?
~ top if requests[top] > mean else None -> top

# more than the mean of a user
You hold the user against the mean of a *user*. The busiest one nearly always has more than that,
and you blame somebody for nearly every hot partition. Nobody is too big for being busier than other
people. What would a user have to outgrow, so that no place on any machine helps?
~ requests[top] > mean -> requests[top] > total / len(requests)

# the busiest user of all
You look for the user among all users. The busiest one can be on a partition that is not the hot
one. Then you relieve a partition that had no trouble.
~ partition_of[user] == hot -> user in partition_of

# more than half of its partition
You ask whether the user makes up half of the *partition's* requests. On a partition of little load,
that is easily so. And a hot one can have two users, each too big for any partition and neither of
them a half. Against what does the contract hold a user's requests?
~ requests[top] > mean -> requests[top] > loads[hot] / 2

# just the mean is too much already
A user with just as many requests as the mean fills one partition and spoils nothing: alone on it,
the spread is even. The contract says *more than* the mean.
~ requests[top] > mean -> requests[top] >= mean

# the share of all requests
You return which share of all requests the partition gets. 5 % is five times the mean on 100
partitions, and the mean itself on 20: a share says nothing until one knows N. The skew has N in it.
~ loads[hot] / mean -> loads[hot] / total

# requests in place of the skew
You return how many requests the partition gets. Is 9,000 a second hot? It is if the mean is 3,000,
and it is not if the mean is 8,900. Say it in means.
~ loads[hot] / mean -> loads[hot]

# no request at all not thought of
Without any request the mean is 0, and you divide by it. At four in the morning, on a new cluster,
or when the counting is broken, that is what comes in, and the alarm itself crashes. What does the
contract want then?
-    if total == 0:
-        return None
+    share = max(loads) / total

# the last of equals
Two partitions are equally hot, and you take the last. The contract takes the lowest number, so that
two people who look at the same numbers name the same partition.
~ loads.index(max(loads)) -> max((n, i) for i, n in enumerate(loads))[1]

# the first user met wins a tie
Two users have equally many requests, and you take the one who stands first in the dictionary. That
order depends on who was counted first, so the next run may name another. The contract takes the
lowest id.
~ (-requests[user], user) -> -requests[user]

# the mean cut to a whole number
Your mean is a whole number, what stands behind the point is gone. 7 requests on 2 partitions are
3.5 each. The skew comes out too large, and a user looks bigger than the mean who is not. Which
division did you take?
~ total / partitions -> max(1, total // partitions)

# a mean cut to nothing
Where there are fewer requests than partitions your mean is 0, and you divide by it. 1 request on 2
partitions is half a one each. What stands behind the point is gone in all your means. Which
division did you take?
~ total / partitions -> total // partitions

# more than the mean by how much
You return how many requests the partition has *above* the mean. 6,000 too many is a fire at a mean
of 3,000, and nothing at a mean of a million. How many *times* the mean does it get?
~ loads[hot] / mean -> loads[hot] - mean

# the lowest id above the mean
You name the user with the lowest id of those that have more than the mean. Several on one partition
can have that, and the contract asks for the busiest. With whom must a user be compared, beside the
mean?
~ -requests[user] -> requests[user] <= mean

# the first user above the mean
You go through the users as they stand in the dictionary, and stop at the first with more than the
mean. A busier one may come later, on the same partition. Whom does the contract ask for?
~ (-requests[user], user) -> requests[user] <= mean

# the first partition met wins a tie
Two partitions are equally hot, and you take the one whose user stands first in the dictionary. That
order depends on who was counted first, so two people may name two partitions. Which one does the
contract name?
~ loads.index(max(loads)) -> max((partition_of[user] for user in requests), key=lambda n: loads[n])

# the highest id wins a tie
Two users have equally many requests, and you take the one with the higher id. The largest pair of
requests and id has the larger id too. Which way does the contract go on a tie?
-    top = min(users, key=lambda user: (-requests[user], user))
+    top = max(users, key=lambda user: (requests[user], user))

# a dictionary with names
You return a dictionary. It reads well, and the caller takes three things apart in their order: from
a dictionary come its keys. What does the contract return?
-    return hot, loads[hot] / mean, top if requests[top] > mean else None
+    names = "partition", "skew", "user"
+    return dict(zip(names, (hot, loads[hot] / mean, top if requests[top] > mean else None)))
"""

WITH_TWO_LOOKS = """\
def hottest(requests, partition_of, partitions):
    loads = {}
    for user in sorted(requests):
        where = partition_of[user]
        loads[where] = loads.get(where, 0) + requests[user]
    if not any(loads.values()):
        return None
    most, hot = sorted((-load, where) for where, load in loads.items())[0]
    share = -most * partitions / sum(requests.values())
    hot_user = None
    for user in sorted(requests):
        if partition_of[user] == hot and requests[user] * partitions > sum(requests.values()):
            if hot_user is None or requests[user] > requests[hot_user]:
                hot_user = user
    return [hot, share, hot_user]
"""

WITH_TOPS = """\
def hottest(requests, partition_of, partitions):
    from fractions import Fraction

    loads, tops = [0] * partitions, [(0, 0)] * partitions
    for user, count in requests.items():
        place = partition_of[user]
        loads[place] += count
        tops[place] = max(tops[place], (count, -user))
    if max(loads) == 0:
        return None
    mean = Fraction(sum(loads), partitions)
    hot = max(range(partitions), key=loads.__getitem__)
    count, minus = tops[hot]
    return hot, loads[hot] / mean, -minus if count > mean else None
"""


ALONE: tuple[tuple[int, list[list[Any]]], ...] = (
    (2, [[7, 0, 4], [8, 1, 2]]),
    (2, [[7, 0, 5], [4, 1, 1], [5, 1, 1]]),
    (4, [[7, 2, 6], [8, 3, 2]]),
    (2, [[7, 0, 1], [8, 0, 1], [9, 0, 1], [5, 1, 1]]),
    (2, [[7, 0, 3], [8, 0, 1], [4, 1, 2], [5, 1, 1]]),
    (4, [[7, 0, 4], [8, 0, 3], [9, 0, 2]]),
    (3, [[7, 0, 5], [4, 1, 3], [5, 1, 3]]),
    (2, [[7, 0, 3], [8, 0, 1], [4, 1, 1], [5, 1, 1]]),
    (1, [[7, 0, 5]]),
    (2, [[7, 0, 2], [8, 1, 2]]),
    (3, [[7, 2, 4], [8, 1, 4], [9, 0, 1]]),
    (3, [[8, 1, 4], [7, 1, 4], [9, 0, 1]]),
    (3, [[7, 1, 4], [8, 1, 4], [9, 0, 1]]),
    (2, []),
    (3, [[7, 1, 0], [8, 2, 0]]),
    (2, [[BIG + 1, 0, 6], [BIG, 1, 1], [BIG + 3, 0, 6]]),
    (4, [[7, 0, 4], [8, 0, 6], [9, 1, 1]]),
    (2, [[0, 0, 3], [1, 1, 1]]),
    (2, [[7, 0, 1]]),
    (2, [[7, 0, 1], [8, 1, None]]),
    (2, [[8, 1, None]]),
    (4, [[0, 0, 5], [7, 0, 4], [8, 1, 1]]),
)
"""Partitions, and [user, partition, requests] for each user; of None requests nothing is told."""


def _case(partitions: int, users: list[list[Any]]) -> Case:
    return {"partitions": partitions, "users": users}


def _drawn(rng: random.Random) -> Case:
    partitions = rng.randrange(1, 6)
    users = rng.sample(range(1, 100), rng.randrange(1, 8))
    rare = (0, 1, 1, 2, 3, 5, 20)
    return _case(partitions, [[u, rng.randrange(partitions), rng.choice(rare)] for u in users])


def given(case: Case) -> tuple[dict[int, int], dict[int, int], int]:
    """Give the requests by user, the partitions by user, and how many partitions there are."""
    requests = {user: count for user, _, count in case["users"] if count is not None}
    return requests, {user: place for user, place, _ in case["users"]}, case["partitions"]


def judge(case: Case, observed: Observed) -> Judgement:
    """Accept a tuple or a list of partition, skew and user; None where nothing was asked for."""
    expected = _expected(case)
    got = _parts(observed["returned"])
    right = observed["returned"] is None if expected is None else _same(got, expected)
    changed = right and not observed["unchanged"]
    return Judgement(
        ok=right and not changed,
        got=written(observed["returned"]) + (", and a dictionary was changed" if changed else ""),
        expected="None" if expected is None else _said(expected),
        why="The dictionaries belong to the caller. Only read them."
        if changed
        else _why(case, got, expected),
    )


def _parts(returned: Any) -> list[Any] | None:
    found = items(returned) or []
    return found if len(found) == 3 else None


def _expected(case: Case) -> tuple[int, Fraction, int | None] | None:
    users, partitions = case["users"], case["partitions"]
    loads = _loads(case)
    if not sum(loads):
        return None
    mean = Fraction(sum(loads), partitions)
    hot = min(range(partitions), key=lambda n: (-loads[n], n))
    most, user = max((count or 0, -user) for user, place, count in users if place == hot)
    return hot, loads[hot] / mean, -user if most > mean else None


def _loads(case: Case) -> list[int]:
    numbers = range(case["partitions"])
    return [sum(count or 0 for _, place, count in case["users"] if place == n) for n in numbers]


def _same(got: list[Any] | None, expected: tuple[int, Fraction, int | None]) -> bool:
    if got is None:
        return False
    hot, skew, user = expected
    return (
        whole_number(got[0]) == hot
        and _near(got[1], skew)
        and (got[2] is None if user is None else whole_number(got[2]) == user)
    )


def _near(value: Any, skew: Fraction) -> bool:
    if isinstance(value, dict):
        if str(value.get("type")).startswith("numpy."):
            return _near(value["value"], skew)
        return value == {"type": "fractions.Fraction", "value": repr(skew)}
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and abs(value - float(skew)) <= TOLERANCE * float(skew)


def _said(expected: tuple[int, Fraction, int | None]) -> str:
    hot, skew, user = expected
    return f"({hot}, {float(skew)}, {user})"


def _why(
    case: Case, got: list[Any] | None, expected: tuple[int, Fraction, int | None] | None
) -> str:
    loads = _loads(case)
    told = f"The partitions get {', '.join(map(str, loads))} requests"
    if expected is None:
        return f"{told}: there is no mean to compare with, and the contract says None."
    if got is None:
        return "Three things are wanted: the partition, its skew, and the user or None."
    hot, skew, user = expected
    mean = f"{float(Fraction(sum(loads), len(loads))):.4g}"
    if whole_number(got[0]) != hot:
        tie = " The lowest number wins a tie." if loads.count(max(loads)) > 1 else ""
        return f"{told}.{tie}"
    if not _near(got[1], skew):
        return f"{told}. The mean over all {len(loads)} is {mean}."
    here = [f"user {u} gets {count or 0}" for u, place, count in case["users"] if place == hot]
    counts = [count or 0 for _, place, count in case["users"] if place == hot]
    several = None not in (user, got[2]) and counts.count(max(counts)) > 1
    tie = " The lowest id wins a tie." if several else ""
    return f"The mean is {mean}. On partition {hot}, {', '.join(here)}.{tie}"


def _fingerprint(observed: Observed) -> Any:
    """Tell mistakes apart by partition, skew and user, however the skew was worked out."""
    returned = observed["returned"]
    is_named = isinstance(returned, dict) and "type" not in returned
    parts = list(returned.values()) if is_named else _parts(returned)
    if parts is None or len(parts) != 3:
        return observed
    hot, skew, user = parts
    return [is_named, hot, _rounded(skew), user, observed["unchanged"]]


def _rounded(skew: Any) -> Any:
    if isinstance(skew, dict) and skew.get("type") == "fractions.Fraction":
        over, under = re.findall(r"-?\d+", skew["value"])
        skew = int(over) / int(under)
    is_number = isinstance(skew, (int, float)) and not isinstance(skew, bool)
    return round(float(skew), 9) if is_number else skew


def strategy() -> st.SearchStrategy[Case]:
    """Give few users with few requests on few partitions."""

    def users(partitions: int) -> st.SearchStrategy[Case]:
        one = st.tuples(st.integers(1, 9), st.integers(0, partitions - 1), st.integers(0, 6))
        some = st.lists(one, max_size=4, unique_by=lambda user: user[0])
        return some.map(lambda each: _case(partitions, [list(user) for user in each]))

    return st.integers(2, 4).flatmap(users)


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(WITH_TWO_LOOKS, WITH_TOPS),
    fixed=[_case(*each) for each in ALONE],
    drawn=lambda rng: [_drawn(rng) for _ in range(40)],
    given=given,
    judge=judge,
    strategy=strategy,
    fingerprint=_fingerprint,
)
