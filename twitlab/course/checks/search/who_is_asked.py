"""The check of *Which partitions work?*: who is asked and who is written to, in four indexes."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Observed
from twitlab.course.kinds.partitions import holds_ids, partitions_check

REFERENCE = """\
def partitions_at_work(index, work, spread):
    count = index.get("partitions", 1)
    if index["by"] == "term":
        return sorted({spread(term) % count for term in work["terms"]})
    if "tweet" in work:
        first = last = work["tweet"]
        parts = [spread(work["tweet"]) % count]
    else:
        first, last = work.get("from", 0), work.get("to", float("inf"))
        parts = list(range(count))
    if index["by"] == "document":
        return parts
    starts = index["starts"]
    found = []
    for n in range(len(starts)):
        ended = n + 1 < len(starts) and starts[n + 1] <= first
        if starts[n] <= last and not ended:
            found += [n * count + part for part in parts]
    return found
"""

MISTAKES = """
# everybody asked by term
You ask all partitions also where the index is by term. That is the price of an index by *document*,
where any partition may have any word. By term the whole posting list of a word is in one place.
Which one?
     if index["by"] == "term":
+        if "tweet" not in work:
+            return list(range(count))

# the same partition twice
Two of the terms are in one partition, and you name it twice. It would be sent the same message
twice: twice the work, and a posting that is written twice. What forgets repeats?
-        return sorted({spread(term) % count for term in work["terms"]})
+        return [spread(term) % count for term in work["terms"]]

# only the first term
You follow the first term and leave the others alone. A query for *big quake* must read both lists,
or it finds every *big*. And a tweet whose second word is written nowhere is never found by it.
-        return sorted({spread(term) % count for term in work["terms"]})
+        return [spread(term) % count for term in work["terms"][:1]]

# only where all terms are
You ask only a partition that has *all* terms of the query, and often there is none. The tweet must
have all of them, but by term each list lies where its own hash says. Each partition with one of the
lists is asked, and what they answer is intersected.
-        return sorted({spread(term) % count for term in work["terms"]})
+        places = {spread(term) % count for term in work["terms"]}
+        return sorted(places) if "tweet" in work or len(places) == 1 else []

# the hash and not the partition
You return `spread` of the key. That is a large number, and there are only N partitions, counted
from 0. How does one get from any number to one of N?
~ {spread(term) % count for term in work["terms"]} -> {spread(term) for term in work["terms"]}
~ spread(work["tweet"]) % count -> spread(work["tweet"])

# by term, a tweet in one place
By term you write the tweet where its *id* hashes to. There, nobody looks for it: who searches for a
word asks the partition of the word. How many partitions does a tweet of 25 different words go to,
at most?
     if index["by"] == "term":
+        if "tweet" in work:
+            return [spread(work["tweet"]) % count]

# by document, the terms hashed
You hash the words of the query where the tweets were placed by their id. The word *quake* is in
tweets on every partition: each of them has a small posting list of its own for it. What does a word
say about the ids of the tweets that have it?
-        return parts
+        places = {spread(term) % count for term in work["terms"]}
+        return parts if "tweet" in work else sorted(places)

# in time, the terms hashed
Within a span of time you hash the words of the query. But the name says by *document* in time:
the tweets of a span are spread by their id, and each of its partitions may have some with the word.
-            found += [n * count + part for part in parts]
+            places = {spread(term) % count for term in work["terms"]}
+            if index["by"] == "document in time" and "tweet" not in work:
+                parts = sorted(places)
+            found += [n * count + part for part in parts]

# by document, a tweet written by its terms
You spread the tweet by its words where the index is by document. Then each partition would have a
part of the tweet's words, and none could answer *big quake* by itself. That is the one strength of
this index: the whole tweet, with all its words, is in one place. Which?
@ by document, the terms hashed
~ parts if "tweet" in work else sorted(places) -> sorted(places) if "tweet" in work else parts

# written to everybody
You write the tweet to all partitions. All of them are *asked*, that is right; but each tweet is in
one only. Else 100 machines would hold 100 copies of the index, and each would take all 21,000
postings a second of Twitter in 2010 (Kim, 2011).
~ return parts -> return list(range(count))

# in time, written to the whole span
You found the span, and then write the tweet to all partitions of it. All of them are *asked*, but
within the span one hash decides, as by document: the tweet is in one of them.
~ [n * count + part for part in parts] -> [n * count + part for part in range(count)]

# the id without its hash
You take the tweet's id modulo the number of partitions, and not `spread` of it. Where it is written
and where it is looked for must follow one rule, and ids are not even: the lowest bits of a
Snowflake id are mostly 0.
~ spread(work["tweet"]) -> work["tweet"]

# in time, only the part
In each span of time the partitions are numbered on. You give the number *within* the span, as if
all spans were on the same machines: the oldest span would get all tweets and all questions. How
many partitions come before span 2, if each has 4?
~ [n * count + part for part in parts] -> parts

# in time, numbered the other way
You count part by part, and the index counts span by span: the partitions of span 0 come first, all
of them, then those of span 1. Write the numbers for 3 spans of 4 on paper, row by row. What stands
below the 1?
~ n * count + part -> part * len(starts) + n

# in time, the other factor
Before span n there are n spans, each with `partitions` partitions. You multiply n by the number of
*spans*. With 3 spans of 4, where does span 1 begin, and where does yours?
~ n * count -> n * len(starts)

# in time, spread over all spans
You spread the tweet over the partitions of *all* spans. The time decides first: only the
`partitions` of its own span can have it, and `spread` chooses among these.
             found += [n * count + part for part in parts]
+        if "tweet" in work and count > 1:
+            found = [spread(work["tweet"]) % (count * len(starts))]

# in time, one partition more for each span
You add the number of the span to the part. So span 0, part 1 and span 1, part 0 would be the same
machine. A new span brings `partitions` machines and not one.
~ n * count + part -> n + part

# the tweet in every span
You write the tweet to its part of *every* span of time. Its id says when it was written, and so
which span is the one. A query since yesterday must not find the tweets of last year.
~ first = last = work["tweet"] -> first, last = 0, float("inf")

# the time of a query not used
The query says from when or until when, and you ask all spans. By time is the one way that lets you
leave whole machines in peace. With spans of a day, a week's index and `since:` yesterday, it is two
spans of seven.
~ work.get("from", 0), work.get("to", float("inf")) -> 0, float("inf")

# time used only if both ends are there
You use the range only where the query has `from` *and* `to`. Most who give a time give one end:
`since:` yesterday. What is `to`, if nobody says it?
-        first, last = work.get("from", 0), work.get("to", float("inf"))
+        first, last = (
+            (work["from"], work["to"]) if "from" in work and "to" in work else (0, float("inf"))
+        )

# without a time only the newest
Where the query has no time you ask the newest span only. The newest tweets are there, and often
that fills the page. But asked are *all* tweets with these words, and the older spans have some too.
~ work.get("from", 0) -> work.get("from", index.get("starts", [0])[-1])

# 0 taken for no time
`to` may be 0, and in Python 0 counts as false. Your `or`, or your `if`, takes it for *not given*,
and asks all. Ask whether the key is there: `"to" in work`, or `work.get("to", ...)`.
-        first, last = work.get("from", 0), work.get("to", float("inf"))
+        first, last = work.get("from") or 0, work.get("to") or float("inf")

# a first id that belongs to the span before
`starts[n]` is the first id *of* span n. A tweet with just this id is new there, and a query from
this id on needs nothing older. You still take the span before. On which side does your comparison
keep equal ids?
~ starts[n + 1] <= first -> starts[n + 1] < first

# the last span forgotten
The last span has no start behind it, and your loop ends before it. It never ends, and it has the
newest tweets: the ones that most people look for.
~ range(len(starts)) -> range(len(starts) - 1)

# the first span for what is older than all
The range ends before the index begins, and you still ask the first span. No tweet is older than
`starts[0]`, so nobody has any. Who is asked then?
~ return found -> return found or parts

# a span before the first
Where the range begins before all spans you go on to number -1. `bisect` says 0 for *before the
first*, and one less is -1: nobody answers there. Where does the first span begin?
~ found = [] -> found = [] if first >= starts[0] else [part - count for part in parts]

# the end of the range left out
A span that begins with just the last id is left out, and the newest tweet of the range is lost. So
is a tweet that is written with the first id of its span: its range has equal ends. On which side
does your comparison keep equal ids?
~ starts[n] <= last -> starts[n] < last

# `to` taken as excluded
You leave the id of `to` itself out: `range` does so, and slices do. Here both ends are included.
Where a span begins with just that id, nobody asks it, and the newest tweet of the range is lost.
~ work.get("to", float("inf")) -> work.get("to", float("inf")) - 1

# only spans that begin within the range
You look for spans whose first id lies in the range. The range itself begins in the middle of a
span, and that one has its oldest tweets. And a tweet lies within a span, seldom at its very start.
~ not ended -> first <= starts[n]

# only the two ends of a range
You ask the span where the range begins and the one where it ends. What was written between them is
in the spans between them.
-    return found
+    spans = sorted({number // count for number in found})
+    return [number for number in found if number // count in (spans[0], spans[-1])]

# one part of each span
Within a span you ask one partition only. There the tweets are spread by their id, and a query does
not know the ids: any partition of the span may have some.
~ list(range(count)) -> [0] if index["by"] == "document in time" else list(range(count))

# a range of ids narrows the documents
You hash the ids of the range and ask only where they lie. A range is a span of *time*: an hour of
Snowflake ids has 15 million million numbers, and nearly none of them is a tweet. By document, a
time leaves nobody in peace.
         parts = list(range(count))
+        if index["by"] == "document" and "from" in work and "to" in work:
+            parts = sorted({spread(n) % count for n in range(work["from"], work["to"] + 1)})

# time hashed like a key
An index by time is filled in order, one span after the other, and no hash has a say. You hash the
tweet's id all the same. What do `starts` tell?
     starts = index["starts"]
+    if "tweet" in work and index["by"] == "time":
+        return [spread(work["tweet"]) % len(starts)]

# how many, and not which
You return *how many* partitions there are. Asked is which: the caller sends a message to each. The
number is then the length of the list.
~ sorted -> len
~ return parts -> return len(parts)
~ return found -> return len(found)

# counted from one
Your numbers are one too high. Partitions are counted from 0, and nobody answers at number N.
-        return sorted({spread(term) % count for term in work["terms"]})
+        return sorted({spread(term) % count + 1 for term in work["terms"]})
~ return parts -> return [part + 1 for part in parts]
~ return found -> return [number + 1 for number in found]

# a number and not a list
Where it is one partition you return its number alone. The caller goes through what you return, also
where it is one or none. Wrap it: a list of one.
-        return sorted({spread(term) % count for term in work["terms"]})
+        found = sorted({spread(term) % count for term in work["terms"]})
+        return found[0] if len(found) == 1 else found
-        return parts
+        return parts[0] if len(parts) == 1 else parts
-    return found
+    return found[0] if len(found) == 1 else found
"""

BRANCH_BY_BRANCH = """\
def partitions_at_work(index, work, spread):
    by = index["by"]
    if by == "term":
        return {spread(term) % index["partitions"] for term in work["terms"]}
    if by == "document":
        if "tweet" in work:
            return {spread(work["tweet"]) % index["partitions"]}
        return set(range(index["partitions"]))
    first = work["tweet"] if "tweet" in work else work.get("from")
    last = work["tweet"] if "tweet" in work else work.get("to")
    spans = list(enumerate(index["starts"]))
    if last is not None:
        spans = [(n, start) for n, start in spans if start <= last]
    if first is not None:
        older = [n for n, start in spans if start <= first]
        spans = [(n, start) for n, start in spans if n not in older[:-1]]
    if by == "time":
        return {n for n, _ in spans}
    each = index["partitions"]
    if "tweet" in work:
        return {n * each + spread(work["tweet"]) % each for n, _ in spans}
    return {n * each + part for n, _ in spans for part in range(each)}
"""

BY_BISECTION = """\
def partitions_at_work(index, work, spread):
    from bisect import bisect_right

    partitions, starts = index.get("partitions", 1), index.get("starts", [0])
    if index["by"] == "term":
        asked = []
        for term in work["terms"]:
            if spread(term) % partitions not in asked:
                asked.append(spread(term) % partitions)
        return asked
    first = work.get("tweet", work.get("from", starts[0]))
    last = work.get("tweet", work.get("to", starts[-1]))
    low = partitions * max(bisect_right(starts, first) - 1, 0)
    high = partitions * bisect_right(starts, last)
    if "tweet" in work:
        return (low + spread(work["tweet"]) % partitions,)
    return list(range(low, high))
"""

DOCUMENT, TERM = {"by": "document", "partitions": 4}, {"by": "term", "partitions": 4}
TIME = {"by": "time", "starts": [100, 200, 300]}
WITHIN = {"by": "document in time", "partitions": 4, "starts": [100, 200, 300]}
FROM_0 = {"by": "document in time", "partitions": 3, "starts": [0, 1]}
BIG, NOW, FAR = ["big", "quake"], ["now"], 10**18 + 1
ALONE: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    (DOCUMENT, {"terms": BIG}),
    (DOCUMENT, {"tweet": 250, "terms": ["a", "big", "quake"]}),
    (TERM, {"terms": ["quake"]}),
    (TERM, {"terms": BIG}),
    (TERM, {"tweet": 250, "terms": ["big", "quake", "now"]}),
    (TIME, {"tweet": 250, "terms": BIG}),
    (TIME, {"terms": BIG}),
    (WITHIN, {"tweet": 250, "terms": BIG}),
    (WITHIN, {"terms": BIG}),
    *(
        (index, {"terms": BIG, **time})
        for index in (TIME, WITHIN)
        for time in (
            {"from": 150, "to": 250},
            {"from": 120, "to": 320},
            {"from": 210, "to": 220},
            {"from": 220},
            {"to": 150},
        )
    ),
    *(
        (index, {"terms": ["quake"], **time})
        for index in (DOCUMENT, TERM)
        for time in ({"from": 120, "to": 121}, {"from": 220}, {"to": 0})
    ),
    # Two terms of one partition: a word and the same letters in another order.
    (TERM, {"terms": ["now", "won"]}),
    (TERM, {"tweet": 120, "terms": ["now", "won", "big"]}),
    *((index, {"tweet": 120, "terms": []}) for index in (TERM, DOCUMENT, WITHIN)),
    *((TIME, {"terms": NOW, **time}) for time in ({"from": 200}, {"to": 300}, {"to": 99})),
    *(
        (WITHIN, {"terms": NOW, **time})
        for time in (
            {"from": 50},
            {"from": 199, "to": 200},
            {"from": 200},
            {"from": 300},
            {"from": FAR},
            {"to": 300},
            {"to": FAR},
            {"to": 0},
            {"from": 20, "to": 60},
        )
    ),
    *((TIME, {"tweet": tweet, "terms": NOW}) for tweet in (200, FAR)),
    *((WITHIN, {"tweet": tweet, "terms": NOW}) for tweet in (100, 200, 299, 300, FAR)),
    *(
        (index, {**work, "terms": NOW})
        for index in ({"by": "time", "starts": [0, 1]}, FROM_0)
        for work in ({"tweet": 0}, {"tweet": 1}, {"to": 0}, {"from": 0, "to": 0})
    ),
    ({"by": "document", "partitions": 4}, {"tweet": 0, "terms": NOW}),
    ({"by": "document", "partitions": 1}, {"terms": NOW}),
    ({"by": "term", "partitions": 1}, {"terms": BIG}),
    ({"by": "time", "starts": [0]}, {"terms": BIG}),
)

WORDS = ("now", "won", "big", "quake", "goal", "news", "sewn", "rain")


def spread(key: Any) -> int:
    """Spread keys as the notebook does: simple enough to follow by hand."""
    number: int = sum(map(ord, key)) if isinstance(key, str) else key
    return number * 31 + 5


def _case(index: dict[str, Any], work: dict[str, Any]) -> Case:
    return {"index": index, "work": work}


def _index(rng: random.Random) -> dict[str, Any]:
    by = rng.choice(("document", "term", "time", "document in time", "document in time"))
    index: dict[str, Any] = {"by": by}
    if by != "time":
        index["partitions"] = rng.randrange(1, 7)
    if "time" in by:
        index["starts"] = sorted(rng.sample(range(0, 90, 10), rng.randrange(1, 6)))
    return index


def _work(rng: random.Random, index: dict[str, Any]) -> dict[str, Any]:
    terms = rng.sample(WORDS, rng.randrange(1, 5))
    if rng.random() < 0.4:
        return {"tweet": rng.randrange(index.get("starts", [0])[0], 100), "terms": terms}
    first, last = sorted(rng.randrange(100) for _ in range(2))
    return {
        "terms": terms,
        **rng.choice(({}, {"from": first}, {"to": last}, {"from": first, "to": last})),
    }


def _drawn(rng: random.Random) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    indexes = [_index(rng) for _ in range(60)]
    return [(index, _work(rng, index)) for index in indexes]


def call(case: Case) -> str:
    """Write the call down."""
    return f"partitions_at_work({case['index']}, {case['work']}, spread)".replace("'", '"')


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer with the spread of the notebook; a range is as good as a list."""
    returned = answer(case["index"], case["work"], spread)
    return {"returned": list(returned) if isinstance(returned, range) else returned}


def _holds(case: Case, number: int) -> bool:
    """Tell whether a partition has to work: the index is looked at partition by partition."""
    index, work = case["index"], case["work"]
    count = index.get("partitions", 1)
    span, part = divmod(number, count)
    if index["by"] == "term":
        return any(spread(term) % count == part for term in work["terms"])
    starts = [*index.get("starts", [0]), float("inf")]
    first = work.get("tweet", work.get("from", 0))
    last = work.get("tweet", work.get("to", float("inf")))
    in_time = starts[span] <= last and first < starts[span + 1]
    return in_time and ("tweet" not in work or spread(work["tweet"]) % count == part)


def _all(case: Case) -> int:
    index = case["index"]
    count: int = index.get("partitions", 1)
    return count * len(index.get("starts", [0]))


def _expected(case: Case) -> list[int]:
    return [number for number in range(_all(case)) if _holds(case, number)]


def _missing(case: Case, number: int) -> str:
    told = "is written to" if "tweet" in case["work"] else "has to be asked"
    return f"Partition {number} {told}, and you leave it out."


def _known(case: Case, number: int) -> str:
    index, work = case["index"], case["work"]
    count = index.get("partitions", 1)
    if not 0 <= number < _all(case):
        return f"There are {_all(case)}, counted from 0."
    if index["by"] == "term":
        places = ", ".join(f"{term} on {spread(term) % count}" for term in work["terms"])
        return f"The terms lie by their own hash: {places or 'there are none'}."
    span, starts = number // count, index.get("starts", [0])
    said = []
    if "starts" in index:
        said.append(holds_ids(starts, span))
    if "partitions" in index and "tweet" in work:
        said.append(f"spread({work['tweet']}) % {count} is {spread(work['tweet']) % count}.")
    elif "partitions" in index:
        said.append("Ids are spread by their hash, and the query names no id.")
    return " ".join(said)


def strategy() -> st.SearchStrategy[Case]:
    """Give few partitions, small ids and few words."""
    parts = st.fixed_dictionaries({"partitions": st.integers(1, 3)})
    tens = st.integers(1, 4).map(lambda number: 10 * number)
    starts = st.fixed_dictionaries(
        {"starts": st.lists(tens, min_size=1, max_size=3, unique=True).map(sorted)}
    )
    nothing: st.SearchStrategy[dict[str, Any]] = st.just({})

    def index(by: str, *some: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
        return st.tuples(*some).map(
            lambda each: {"by": by, **{k: v for d in each for k, v in d.items()}}
        )

    number = st.integers(1, 9).map(lambda fives: 5 * fives)
    terms = st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=3, unique=True)
    spans = st.tuples(number, number).map(sorted).map(lambda two: {"from": two[0], "to": two[1]})
    times = st.one_of(
        nothing, number.map(lambda n: {"from": n}), number.map(lambda n: {"to": n}), spans
    )
    queries = st.tuples(terms, times).map(lambda two: {"terms": two[0], **two[1]})
    # No tweet is older than the first start, which is 40 at most.
    tweets = st.tuples(st.integers(8, 12), terms).map(
        lambda two: {"tweet": 5 * two[0], "terms": two[1]}
    )
    return st.builds(
        _case,
        st.one_of(
            index("document", parts),
            index("term", parts),
            index("time", starts),
            index("document in time", parts, starts),
        ),
        st.one_of(queries, tweets),
    )


CHECK = partitions_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BRANCH_BY_BRANCH, BY_BISECTION),
    fields="index work",
    fixed=ALONE,
    drawn=_drawn,
    call=call,
    observe=observe,
    expected=_expected,
    missing=_missing,
    spare=lambda case, number: f"Partition {number} has nothing to do with it.",
    known=_known,
    strategy=strategy,
)
