"""The check of *Who is asked?*: which partitions a query goes to, under three strategies."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Observed
from twitlab.course.kinds.partitions import holds_ids, partitions_check

REFERENCE = """\
def partitions_asked(store, query, spread):
    if store["by"] == "time":
        starts = store["starts"]
        if "tweet" in query:
            first = last = query["tweet"]
        else:
            first, last = query.get("from", starts[0]), query.get("to", starts[-1])
        asked = []
        for n in range(len(starts)):
            ended = n + 1 < len(starts) and starts[n + 1] <= first
            if starts[n] <= last and not ended:
                asked.append(n)
        return asked
    partitions, key = store["partitions"], store["by"]
    if key in query:
        return [spread(query[key]) % partitions]
    return list(range(partitions))
"""

MISTAKES = """
# whatever key the query has
You hash the key that the *query* has. The tweets were placed by the key that the *store* has. Where
the two differ, the number you get is a partition like any other: on 100 partitions the tweet is
there once in a hundred times, and ninety-nine times the reader hears that it does not exist. What
do you know of its place when the key is missing?
~ if key in query: -> for key in query:

# everybody, to be safe
Nothing is missed, for you ask all partitions each time. But the work is N times too much. At
300,000 reads a second (Krikorian, QCon SF 2012) a hundred partitions would answer 30 million, and
each of them all 300,000: a hundred machines that do no more than one. What in the query tells you
where not to look?
~ key in query -> False

# all asked when the author is known too
The query has a tweet's id, and you ask everybody. It also has the author, and this store places by
user. An address such as /user/status/id carries both. Do you look for the store's key, or only at
what kind of query it is?
~ key in query -> key in query and "tweet" not in query

# each id of a range hashed
You hash ids of the range and ask only where these lie. Two ids may ask less so, but a range of ids
is a span of *time*: a minute is 60,000 ms of 2²² Snowflake ids each, 250 billion in all, and next
to none of them is a tweet. So the contract asks everybody for a range, be it long or short. What do
you know without trying ids?
         return [spread(query[key]) % partitions]
+    if key == "tweet" and "from" in query:
+        return sorted({spread(n) % partitions for n in range(query["from"], query["to"] + 1)})

# the key without its hash
You take the key itself modulo N, and not `spread` of it. Ids are not spread evenly. The lowest 12
bits of a Snowflake id are its sequence, which begins at 0 in each millisecond: on 64 partitions
each worker's first tweet of a millisecond would lie on partition 0. And what is written by one rule
must be looked for by the same one.
~ spread(query[key]) -> query[key]

# a first id that belongs to the partition before
A tweet whose id is just a partition's first one is looked for in the partition before. `starts[n]`
is the first id *of* partition n: does the comparison keep equal ids on that side?
~ starts[n + 1] <= first -> starts[n + 1] < first

# the last partition for what is older than all
No partition goes back so far, and you still ask one. Perhaps your search gives -1, and in Python
`starts[-1]` is the *newest*. Each wrong old id (there are many: dead links, robots) would then be
one more request for the hottest partition. What is asked when nobody can have it?
~ asked = [] -> asked = [] if first >= starts[0] else [len(starts) - 1]

# only the two ends of a range
You ask where the range begins and where it ends. What was written between them is on the partitions
between them. A year of tweets with a new partition every three weeks, as at Twitter in 2011
(highscalability.com), is 17 partitions, and you ask 2.
~ return asked -> return asked[:1] + asked[1:][-1:]

# only partitions that begin within the range
You look for partitions whose first id lies in the range. The range itself begins in the middle of
one, and that one holds its oldest tweets. Draw the ids as a line, with a mark where each partition
begins: which pieces does the range touch?
~ not ended -> first <= starts[n]

# the range not used
The query says from where to where, and you ask for all of time. By time is the one strategy of the
three that *can* leave the rest alone. After five years with a new partition every three weeks, a
question about last Monday would go to 87 of them.
~ query.get("from", starts[0]), query.get("to", starts[-1]) -> starts[0], starts[-1]

# the end of the range left out
`to` is the last id that is wanted. Where a partition begins with just that id, you leave it out,
and the newest tweet of the range is lost. Is `to` inside or outside?
~ query.get("to", starts[-1]) -> query.get("to", starts[-1] + 1) - 1

# a user's tweets only in the newest partition
The newest partition has the tweets of the last weeks. The query asks for *all* of the user's
tweets, and somebody who wrote last year has none there. To stop early is right when a page of 20 is
full; here nobody said 20.
~ starts[0] -> starts[-1]

# time hashed like a key
You hash the tweet's id also where the store is by time. Such a store is filled in order, one
partition after the other, and no hash has a say. What do `starts` tell?
~ first = last = query["tweet"] -> return [spread(query["tweet"]) % len(starts)]

# counted from one
Your numbers are one too high. Partitions are numbered from 0, and the last of N is N - 1: nobody
answers at number N.
~ asked.append(n) -> asked.append(n + 1)
~ spread(query[key]) % partitions -> spread(query[key]) % partitions + 1
~ range(partitions) -> range(1, partitions + 1)

# a number and not a list
Where one partition is asked you return its number alone. The caller goes through what you return,
also where it is one or none. Wrap it: a list of one.
~ return asked -> return asked[0] if len(asked) == 1 else asked
~ [spread(query[key]) % partitions] -> spread(query[key]) % partitions

# the hash and not the partition
You return `spread` of the key. That is a large number, and there are only N partitions, numbered
from 0. How does one get from any number to one of N?
~ spread(query[key]) % partitions -> spread(query[key])

# partition 0 for what is older than all
No partition goes back so far, and you ask partition 0. It begins later, so it cannot have the
tweet. A search that says 'before the first' has told you something: who is asked then?
~ return asked -> return asked or [0]

# the tweet's id where the user decides
The store places by user, and you hash the tweet's id. A tweet lies where its *writer* hashes to,
and this query does not say who that is. Where can such a tweet lie?
     partitions, key = store["partitions"], store["by"]
+    if key == "user" and key not in query and "tweet" in query:
+        return [spread(query["tweet"]) % partitions]
"""

BY_BISECTION = """\
def partitions_asked(store, query, spread):
    from bisect import bisect_right

    if store["by"] == "time":
        first = query.get("tweet", query.get("from", 0))
        last = query.get("tweet", query.get("to", store["starts"][-1]))
        begin = max(bisect_right(store["starts"], first) - 1, 0)
        return tuple(range(begin, bisect_right(store["starts"], last)))
    if store["by"] not in query:
        return set(range(store["partitions"]))
    return {spread(query[store["by"]]) % store["partitions"]}
"""

BY_LEAVING_OUT = """\
def partitions_asked(store, query, spread):
    if store["by"] == "time":
        left = dict(enumerate(store["starts"]))
        low = query["tweet"] if "tweet" in query else query.get("from")
        high = query["tweet"] if "tweet" in query else query.get("to")
        if high is not None:
            left = {n: start for n, start in left.items() if start <= high}
        if low is not None:
            too_old = [n for n, start in left.items() if start <= low][:-1]
            left = {n: start for n, start in left.items() if n not in too_old}
        return sorted(left, reverse=True)
    asked = []
    for n in range(store["partitions"]):
        known = query.get(store["by"])
        if known is None or spread(known) % store["partitions"] == n:
            asked.append(n)
    return asked
"""


USER, TWEET = {"by": "user", "partitions": 4}, {"by": "tweet", "partitions": 4}
TIME = {"by": "time", "starts": [100, 200, 300, 400]}
ALONE: tuple[tuple[dict[str, Any], dict[str, int]], ...] = (
    (USER, {"user": 8}),
    (USER, {"tweet": 150}),
    (USER, {"user": 8, "tweet": 150}),
    (USER, {"user": 8, "from": 120, "to": 250}),
    (TWEET, {"tweet": 150}),
    (TWEET, {"user": 8}),
    (TWEET, {"user": 8, "tweet": 150}),
    (TWEET, {"user": 8, "from": 120, "to": 250}),
    (TWEET, {"user": 8, "from": 120, "to": 121}),
    (TWEET, {"user": 8, "from": 120, "to": 120}),
    (TIME, {"tweet": 250}),
    (TIME, {"user": 8, "tweet": 250}),
    (TIME, {"user": 8, "from": 120, "to": 320}),
    (TIME, {"user": 8, "from": 210, "to": 220}),
    (TIME, {"user": 8}),
    (TIME, {"tweet": 200}),
    (TIME, {"tweet": 99}),
    (TIME, {"tweet": 10**18 + 1}),
    (TIME, {"user": 8, "from": 120, "to": 300}),
    (TIME, {"user": 8, "from": 20, "to": 99}),
    (TIME, {"user": 8, "from": 50, "to": 10**18 + 1}),
    ({"by": "user", "partitions": 1}, {"tweet": 150}),
    ({"by": "time", "starts": [0]}, {"tweet": 0}),
    (USER, {"user": 0}),
    (TWEET, {"tweet": 0}),
    (TWEET, {"tweet": 10**18 + 1}),
    ({"by": "time", "starts": [0, 100]}, {"tweet": 0}),
    ({"by": "time", "starts": [0, 100]}, {"user": 0, "from": 0, "to": 0}),
    ({"by": "time", "starts": [0, 1]}, {"user": 8}),
)


def _case(store: dict[str, Any], query: dict[str, int]) -> Case:
    return {"store": store, "query": query}


def _store(rng: random.Random) -> dict[str, Any]:
    by = rng.choice(("user", "tweet", "time", "time"))
    if by == "time":
        return {"by": by, "starts": sorted(rng.sample(range(10, 90, 10), rng.randrange(1, 7)))}
    return {"by": by, "partitions": rng.randrange(1, 9)}


def _query(rng: random.Random) -> dict[str, int]:
    first, last = sorted(rng.randrange(100) for _ in range(2))
    user, tweet = rng.randrange(1_000), rng.randrange(100)
    return rng.choice(
        (
            {"user": user},
            {"tweet": tweet},
            {"user": user, "tweet": tweet},
            {"user": user, "from": first, "to": last},
        )
    )


def spread(key: int) -> int:
    """Spread keys as the notebook does: simple enough to follow by hand."""
    return key * 31 + 5


def call(case: Case) -> str:
    """Write the call down."""
    return f"partitions_asked({case['store']}, {case['query']}, spread)".replace("'", '"')


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer with the spread of the notebook."""
    return {"returned": answer(case["store"], case["query"], spread)}


def _expected(case: Case) -> list[int]:
    """Ask of each partition whether it may hold what is looked for."""
    store, query = case["store"], case["query"]
    if store["by"] != "time":
        key, count = store["by"], store["partitions"]
        return [n for n in range(count) if key not in query or spread(query[key]) % count == n]
    ends = [*store["starts"][1:], float("inf")]
    first = query.get("tweet", query.get("from", 0))
    last = query.get("tweet", query.get("to", float("inf")))
    times = enumerate(zip(store["starts"], ends, strict=True))
    return [n for n, (start, end) in times if start <= last and first < end]


def _known(case: Case, number: int) -> str:
    store, query = case["store"], case["query"]
    key = store["by"]
    if key == "time":
        count = len(store["starts"])
        if not 0 <= number < count:
            return f"There are {count}, counted from 0."
        return holds_ids(store["starts"], number)
    if key in query:
        place, count = spread(query[key]), store["partitions"]
        return f"The {key} is known: spread({query[key]}) is {place}, so take {place} % {count}."
    return f"The query names no {key}, and by the {key} the tweets were placed."


def strategy() -> st.SearchStrategy[Case]:
    """Give few partitions and small ids."""
    tens = st.integers(1, 4).map(lambda number: 10 * number)
    starts = st.lists(tens, min_size=2, max_size=4, unique=True).map(sorted)
    number = st.integers(1, 9).map(lambda fives: 5 * fives)
    hashed = st.fixed_dictionaries(
        {"by": st.sampled_from(["user", "tweet"]), "partitions": st.integers(2, 4)}
    )
    spans = st.tuples(number, number).map(sorted)
    return st.builds(
        _case,
        st.one_of(hashed, st.fixed_dictionaries({"by": st.just("time"), "starts": starts})),
        st.one_of(
            st.fixed_dictionaries({"user": number}),
            st.fixed_dictionaries({"tweet": number}),
            st.fixed_dictionaries({"user": number, "tweet": number}),
            st.tuples(number, spans).map(
                lambda some: {"user": some[0], "from": some[1][0], "to": some[1][1]}
            ),
        ),
    )


CHECK = partitions_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_BISECTION, BY_LEAVING_OUT),
    fields="store query",
    fixed=ALONE,
    drawn=lambda rng: [(_store(rng), _query(rng)) for _ in range(60)],
    call=call,
    observe=observe,
    expected=_expected,
    missing=lambda case, number: (
        f"You do not ask partition {number}, and it may hold what is looked for."
    ),
    spare=lambda case, number: f"You ask partition {number} for nothing.",
    known=_known,
    strategy=strategy,
)
