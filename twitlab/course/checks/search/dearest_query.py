"""The check of *The dearest query*: two words that make a real index read as much as it can."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from twitlab.course.book.jsonable import items, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import code_check
from twitlab.experiments import lists_in_three_languages
from twitlab.search import SearchIndex

TWEETS, PAGE, SEED = 3_000, 20, 2012
Lists = dict[str, list[int]]

REFERENCE = """\
def dearest(lists, n):
    from itertools import combinations

    def cost(pair):
        one, other = (lists[word] for word in pair)
        both = sorted(set(one) & set(other))
        last = both[-n] if len(both) >= n else 0
        read = [sum(each >= last for each in ids) for ids in (one, other)]
        least = min(read)
        return sum(count if count <= 16 * least else least for count in read)

    return max(combinations(lists, 2), key=cost)
"""

MISTAKES = """
# the two commonest words
Yours are the two longest lists, be it by a rule, or because your sum never asks whether the page
gets full. But words that are common *together* fill the page at once: the newest tweets with both
are soon found, and nothing older is read. A list is read to its end only by a search that does not
fill its page. What do two common words need to be dear?
-    return max(combinations(lists, 2), key=cost)
+    return tuple(sorted(lists, key=lambda word: len(lists[word]))[-2:])

# the two rarest words
You take the two shortest lists. The search does go to their ends, and their ends are near. To read
much there must be much to read.
-    return max(combinations(lists, 2), key=cost)
+    return tuple(sorted(lists, key=lambda word: len(lists[word]))[:2])

# the commonest and the rarest
You join the commonest word with the rarest. The page stays empty, as you wanted; but where the one
list is more than 16 times as long, it is only looked into, once for each posting of the short one.
So a pair as uneven as that is cheap. How long must the *shorter* list be?
-    return max(combinations(lists, 2), key=cost)
+    order = sorted(lists, key=lambda word: len(lists[word]))
+    return order[0], order[-1]

# the commonest word must be in it
You begin with the commonest word, and look for its dearest partner. It may meet all the others so
often that none is dear. Two words of the middle that never meet can cost more. Which pairs did you
never try?
-    return max(combinations(lists, 2), key=cost)
+    first = max(lists, key=lambda word: len(lists[word]))
+    return max(((first, word) for word in lists if word != first), key=cost)

# the words that meet most often
You take the words that stand together in the most tweets. Their page is full first of all: it is
the *cheapest* kind of query. What makes a search stop?
-    return max(combinations(lists, 2), key=cost)
+    sets = {word: set(ids) for word, ids in lists.items()}
+    return max(combinations(lists, 2), key=lambda pair: len(sets[pair[0]] & sets[pair[1]]))

# the words that meet least often
You take the words that meet least, however rare they are. Two words that stand in one tweet each
never meet either, and cost two postings. What else must be true of them?
-    return max(combinations(lists, 2), key=cost)
+    sets = {word: set(ids) for word, ids in lists.items()}
+    return min(combinations(lists, 2), key=lambda pair: len(sets[pair[0]] & sets[pair[1]]))

# only words that never meet
You look only among words that never meet. A pair that meets a few times, fewer than the page has
places, is read to its ends as well; and one that met last a year ago is read back to that year.
From how many meetings on does a search stop?
-    return max(combinations(lists, 2), key=cost)
+    pairs = [p for p in combinations(lists, 2) if not set(lists[p[0]]) & set(lists[p[1]])]
+    return max(pairs or combinations(lists, 2), key=cost)

# a page that is not full costs nothing
You let a query cost nothing if it finds too little. It is the other way round: the search stops
only when the page is full, and who finds little has read everything. An empty answer is the
dearest.
-        last = both[-n] if len(both) >= n else 0
+        if len(both) < n:
+            return 0
+        last = both[-n]

# the long list always counted whole
You count both lists in full. Where more than 16 times as many postings were passed of one list as
of the other, the index does not walk through it: it looks the few of the other list up in it. Such
a pair costs twice the shorter count. So a word is cheap beside one that is so much more common; two
words of middling rarity are dear. Which sentence of the contract says so?
~ sum(count if count <= 16 * least else least for count in read) -> sum(read)

# only the shorter list counted
You count as if every long list were only looked into. That is done where it is more than 16 times
as long. Up to there both lists are walked, and the longer one costs its length.
~ sum(count if count <= 16 * least else least for count in read) -> 2 * least

# 16 times is not more than 16 times
At just 16 times as many postings both lists are still walked. You look into the long one there.
*More than* 16 times, says the contract.
~ count <= 16 * least -> count < 16 * least

# the lengths compared, not what is passed
You compare the lengths of the whole lists. But where the page is full early, only the newer part of
each is passed, and there the long list may be no longer than the short one. Compare what is passed.
@ the long list always counted whole
~ least = min(read) -> shorter, longer = sorted([len(one), len(other)])
~ sum(read) -> sum(read) if longer <= 16 * shorter else 2 * min(read)

# from the oldest end
You take the n-th of the tweets with both words counted from the oldest one. A search begins with
the newest, so it stops at the n-th counted from the *end* of the lists.
~ both[-n] -> both[n - 1]

# only pairs that do not fill the page
You look only among the pairs that do not fill the page. A pair may fill it late: if the n-th newest
meeting was long ago, both lists are read back to it. That can be more than two short lists to their
ends.
@ only words that never meet
~ not set(lists[p[0]]) & set(lists[p[1]]) -> len(set(lists[p[0]]) & set(lists[p[1]])) < n

# one meeting more than the page
You let the search go on behind a full page, to the next tweet that has both words. It stops at the
n-th. Where that is the oldest meeting of all, your query seems to read both lists to their ends.
~ both[-n] if len(both) >= n else 0 -> both[-n - 1] if len(both) > n else 0

# one meeting too few
You let the search stop one tweet before the page is full. It needs the n-th, and a pair that meets
n - 1 times is read to its ends.
-        last = both[-n] if len(both) >= n else 0
+        last = (both[-n + 1] if n > 1 else 1 << 63) if len(both) >= n - 1 else 0

# exactly n taken for too few
You let a pair that meets just n times be read to its ends. The page is full with the n-th, and then
the search stops. From how many meetings on?
~ len(both) >= n -> len(both) > n

# the n-th tweet itself not counted
You count the postings that are newer than the n-th tweet found, and leave out that tweet itself. It
was read as well, in both lists.
-        read = [sum(each >= last for each in ids) for ids in (one, other)]
+        full = len(both) >= n
+        read = [sum(each >= last + full for each in ids) for ids in (one, other)]

# the end of one list taken for the end
You stop where one of the two lists has ended. That is as good a search as yours was before; but
this index reads both lists to their ends where the page is not full. Count what the contract says.
         last = both[-n] if len(both) >= n else 0
+        last = last if len(both) >= n else max(one[0], other[0])

# the looks into the long list not counted
Where the one list is more than 16 times as long, you count only the short one. But each of its
postings is looked up in the long list, and each such look reads a posting there.
~ count if count <= 16 * least else least -> count if count <= 16 * least else 0

# the cheapest
You return the cheapest query of all. That is a good one to ask, and not what is asked here.
~ max(combinations(lists, 2), key=cost) -> min(combinations(lists, 2), key=cost)

# one word twice
A word meets itself in every tweet, so the page is full after n postings; and the contract asks for
two different words.
-    return max(combinations(lists, 2), key=cost)
+    word = max(lists, key=lambda word: len(lists[word]))
+    return word, word

# a word that nobody wrote
One of your words stands in no tweet. The index looks it up, finds no list, and is done: the query
costs nothing at all. What stops a search before it begins?
~ max(combinations(lists, 2), key=cost) -> max(lists, key=lambda word: len(lists[word])), "zzz"

# one text of both words
You return the query as one text. Asked for are two words of the index, as a pair: the check makes
the query of them. What does a text lack, to be a pair?
~ max(combinations(lists, 2), key=cost) -> " ".join(max(combinations(lists, 2), key=cost))

# the lists and not the words
You return two posting lists. A query is made of words: the keys of `lists`.
-    return max(combinations(lists, 2), key=cost)
+    return tuple(lists[word] for word in max(combinations(lists, 2), key=cost))
"""

IN_ORDER_OF_LENGTH = """\
def passed(one, other, n):
    i, j, found = len(one), len(other), 0
    while i and j and found < n:
        x, y = one[i - 1], other[j - 1]
        i, j, found = i - (x >= y), j - (y >= x), found + (x == y)
    return [len(one) - i, len(other) - j] if found == n else [len(one), len(other)]


def dearest(lists, n):
    words = sorted(lists, key=lambda word: -len(lists[word]))
    best, most = None, -1
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            if len(lists[one]) + len(lists[other]) <= most:
                break  # no shorter one costs more
            read = passed(lists[one], lists[other], n)
            if max(read) > 16 * min(read):
                read = [min(read)] * 2
            if sum(read) > most:
                best, most = {one, other}, sum(read)
    return best
"""

BY_BISECTION = """\
def dearest(lists, n):
    from bisect import bisect_left

    costs = {}
    for one in lists:
        tweets = set(lists[one])
        for other in lists:
            if one < other:
                met = [each for each in reversed(lists[other]) if each in tweets][:n]
                last = met[n - 1] if len(met) == n else -1
                a, b = (len(lists[w]) - bisect_left(lists[w], last) for w in (one, other))
                costs[one, other] = 2 * min(a, b) if max(a, b) > 16 * min(a, b) else a + b
    return max(costs, key=costs.get)
"""


_made = lru_cache(maxsize=4)(lists_in_three_languages)


def lists_of(case: Case) -> Lists:
    """Give the posting lists of a case: they stand in it, or are made of its seed."""
    lists = case["lists"]
    return _made(lists) if isinstance(lists, int) else dict(lists)


def index_of(lists: Lists) -> SearchIndex:
    """Build the real index that has these posting lists, in one segment."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for word, ids in lists.items():
        for tweet_id in ids:
            texts[tweet_id].append(word)
    index = SearchIndex()
    index.index(np.array([*texts], np.int64), [" ".join(words) for words in texts.values()])
    index.merge()
    return index


def costs_of(case: Case) -> dict[frozenset[str], int]:
    """Run the query of each pair of words, and give how many postings the index read."""
    return _costs(json.dumps(case["lists"]), case["n"])


@lru_cache(maxsize=1 << 12)
def _costs(lists: str, n: int) -> dict[frozenset[str], int]:
    words = lists_of({"lists": json.loads(lists)})
    index = index_of(words)
    return {
        frozenset(pair): index.search(" ".join(pair), n).work.postings_read
        for pair in combinations(words, 2)
    }


ALONE: tuple[tuple[Lists, int], ...] = (
    ({"the": [1, 2], "la": [3]}, 1),
    ({"the": [1, 2, 3, 5], "to": [1, 3, 5], "la": [4, 6]}, 1),
    ({"the": [0, 2, 4, 6], "to": [0, 2, 4], "la": [1, 3], "que": [3]}, 2),
    ({"the": [*range(10)], "la": [1, 3, 5, 9], "que": [0, 2, 4, 8]}, 1),
    ({"the": [1, 2, 3, 4, 5, 6], "la": [1, 7, 8, 9], "hoy": [10]}, 2),
    ({"the": [1, 2, 3, 4, 8, 9], "la": [5, 6, 8, 9], "to": [7]}, 2),
    ({"the": [1, 2, 3, 9], "la": [4, 5, 9], "to": [8]}, 2),
    ({"the": [1, 2, 3, 4, 8, 9], "la": [2, 5, 6, 8, 9], "to": [7]}, 3),
    ({"the": [1, 2, 3, 5, 6, 9], "la": [1, 2, 7, 8, 9], "que": [2, 3, 4, 8]}, 1),
    ({"hoy": [5], "the": [1, 2, 9], "que": [9], "la": [1, 2, 8, 9]}, 1),
    ({"hoy": [9], "la": [2, 7], "que": [3, 8]}, 4),
    ({"the": [*range(0, 32, 2)], "la": [1], "to": [28, 30]}, 1),
    ({"the": [*range(0, 40, 2)], "la": [1, 3], "to": [34, 36, 38]}, 1),
    ({"the": [*range(0, 66, 2)], "la": [1, 3], "to": [64]}, 1),
    ({"the": [*range(4, 21)], "la": [4], "to": [15]}, 1),
    ({"the": [*range(0, 34, 2)], "la": [1], "to": [30, 32]}, 1),
    ({"the": [*range(40)], "la": [5, 28], "to": [6, 7, 8]}, 1),
)


def drawn(rng: random.Random) -> Iterator[tuple[Lists | int, int]]:
    """Draw a few lists of very different lengths, then an index of some thousand tweets."""
    known = [*_made(SEED)]
    for _ in range(55):
        span = rng.choice([12, 25, 40])
        words = rng.sample(known, rng.randrange(3, 7))
        sizes = [max(1, int(span ** rng.uniform(0, 0.95))) for _ in words]
        lists = {
            word: sorted(rng.sample(range(span), size))
            for word, size in zip(words, sizes, strict=True)
        }
        yield lists, rng.randrange(1, 5)
    yield rng.randrange(1 << 20), PAGE


def call(case: Case) -> str:
    """Write the call down so that it can be pasted, where the lists are long by who makes them."""
    lists, n = case["lists"], case["n"]
    if isinstance(lists, int):
        return f"dearest(lists_in_three_languages({lists}), {n})"
    told = (f"{word!r}: {_in_full(ids)}" for word, ids in lists.items())
    return f"dearest({{{', '.join(told)}}}, {n})"


def _in_full(ids: list[int]) -> str:
    """Write a list down whole; one of many ids with equal steps between them as a range."""
    step = ids[1] - ids[0] if len(ids) > 8 else 0
    if step and ids == [*range(ids[0], ids[-1] + 1, step)]:
        return f"list(range({ids[0]}, {ids[-1] + 1}{f', {step}' if step > 1 else ''}))"
    return str(ids)


def observe(answer: Any, case: Case) -> Observed:
    """Ask for the two words."""
    lists = {word: [*ids] for word, ids in lists_of(case).items()}
    returned = answer(lists, case["n"])
    if isinstance(returned, (set, frozenset)):
        returned = list(returned)
    if isinstance(returned, tuple):
        returned = list(returned)
    if isinstance(returned, list) and all(isinstance(word, str) for word in returned):
        returned = sorted(returned)  # a query has no order
    return {"returned": returned, "unchanged": lists == lists_of(case)}


def judge(case: Case, observed: Observed) -> Judgement:
    """Run the query, and hold what it read against the dearest of all pairs."""
    lists, n, pair = lists_of(case), case["n"], items(observed["returned"])
    costs = costs_of(case)
    most = max(costs.values())
    expected = f"two words that read {most:,} postings"
    got = written(observed["returned"])
    if pair is None or len(pair) != 2:
        why = 'Two different words are asked for, as a pair, in any order: `("the", "la")`.'
        forgotten = " Is a `return` missing?" if observed["returned"] is None else ""
        return Judgement(False, written(observed["returned"]), "two words", why + forgotten)
    strange = [word for word in pair if not isinstance(word, str) or word not in lists]
    if strange:
        why = f"{written(strange[0])} is no word of this index: the search reads 0 postings."
        return Judgement(False, got, expected, why)
    if frozenset(pair) not in costs:
        return Judgement(False, got, expected, "Two different words are asked for.")
    read = costs[frozenset(pair)]
    got = f"{got}, which read {read:,}, {100 * read // most} % of the dearest"
    if not observed["unchanged"]:
        return Judgement(False, f"{got}, and the lists were changed", expected, "Only read them.")
    best = sorted(next(each for each in costs if costs[each] == most))
    why = f"{_told(lists, pair, n)} {_told(lists, best, n)}"
    return Judgement(read == most, got, expected, why)


def _told(lists: Lists, pair: list[str], n: int) -> str:
    one, other = (lists[word] for word in pair)
    met = sorted(set(one) & set(other))
    ended = "The page never gets full."
    if len(met) >= n:
        passed = [sum(each >= met[-n] for each in ids) for ids in (one, other)]
        ended = f"The page gets full after {passed[0]:,} and {passed[1]:,}."
    return (
        f"*{pair[0]}* and *{pair[1]}* have {len(one):,} and {len(other):,} postings; tweets with "
        f"both: {len(met):,}. {ended}"
    )


def remark(case: Case, observed: Observed) -> str:
    """Tell what the query found for the index that is the same for all costs."""
    if case["lists"] != SEED:
        return ""
    lists, costs = lists_of(case), costs_of(case)
    pair = observed["returned"]
    common = sorted(lists, key=lambda word: len(lists[word]))[-2:]
    return (
        f"On {TWEETS:,} tweets, *{' '.join(pair)}* reads {costs[frozenset(pair)]:,} postings for a "
        f"page of {PAGE}; *{' '.join(common)}*, the two commonest words, "
        f"{costs[frozenset(common)]:,}."
    )


CHECK = replace(
    code_check(
        reference=REFERENCE,
        mistakes=MISTAKES,
        alternatives=(IN_ORDER_OF_LENGTH, BY_BISECTION),
        fixed=[*ALONE, (SEED, PAGE)],
        drawn=drawn,
        call=call,
        observe=observe,
        judge=judge,
    ),
    noun="indexes",
    remark=remark,
)
