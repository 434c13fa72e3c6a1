"""The check of *Search on from here*: pages that cost little, while tweets come, late ones too."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import plain, whole_number
from twitlab.course.checking.check import Case, Observed, taken_apart
from twitlab.course.kinds.paging import Held, Ids, Page, paging_check, shown_before

LARGEST: Final = 1 << 64
"""No cursor is as large: it is a number, and not a list of all that was shown."""
_BIG: Final = 12 * 10**17  # ids of 19 digits, as they are now

REFERENCE = """\
def live_page(candidates, matches, n, most, cursor):
    older = [each for each in candidates if cursor is None or each < cursor]
    page = []
    looked = 0
    for tweet_id in older:
        if len(page) == n or looked == most:
            break
        looked += 1
        cursor = tweet_id
        if matches(tweet_id):
            page.append(tweet_id)
    return page, cursor if looked < len(older) else None
"""

MISTAKES = """
# an offset
Your cursor says *how many* were looked at. One new tweet on top pushes all others down by one, and
the reader sees the last one again; one deleted, and the next is never seen. A place in a list
moves. What of the last tweet that you looked at does not?
+def live_page(candidates, matches, n, most, cursor):
+    page, place = [], cursor or 0
+    end = min(len(candidates), place + most)
+    while place < end and len(page) < n:
+        if matches(candidates[place]):
+            page.append(candidates[place])
+        place += 1
+    return page, place if place < len(candidates) else None

# counted from the oldest end
You count how many are *left*, from the oldest end. New tweets on top do not move that, and this is
clever. But a tweet that comes late goes where it belongs, below your cursor, and one below may be
deleted: both move the count. Which property of the last tweet never changes?
+def live_page(candidates, matches, n, most, cursor):
+    place = 0 if cursor is None else max(0, len(candidates) - cursor)
+    page, end = [], min(len(candidates), place + most)
+    while place < end and len(page) < n:
+        if matches(candidates[place]):
+            page.append(candidates[place])
+        place += 1
+    return page, len(candidates) - place or None

# an empty page taken for the end
You end the search where a page came out empty, or short. But it is short because you stopped
looking, and not because nothing is there. Who searches for a rare phrase sees *no results*, and the
tweet is below. When is nothing left to look at?
~ looked < len(older) -> len(page) == n and looked < len(older)

# a full page taken for the end
You end the search where looks were left over. But they were left over because the page was *full*,
and below it there is more. When is nothing left to look at?
~ looked < len(older) -> looked == most and looked < len(older)

# ended by an empty page
Your cursor is the last tweet *shown*, and with an empty page there is none, so you end. The tweets
that you looked at were no match; those below may be. How far did you look, whatever you found?
~ cursor if looked < len(older) else None -> page[-1] if page and looked < len(older) else None

# stays where nothing is found
Your cursor is the last tweet *shown*. Where a page shows nothing, the cursor stays as it was, and
the next page looks at the same tweets again, for ever. The phone asks, and asks. What has changed
after a page that found nothing?
+def live_page(candidates, matches, n, most, cursor):
+    older = [each for each in candidates if cursor is None or each < cursor]
+    page = []
+    for looked, tweet_id in enumerate(older):
+        if len(page) == n or looked == most:
+            return page, page[-1] if page else older[0] + 1
+        if matches(tweet_id):
+            page.append(tweet_id)
+    return page, None

# the last one looked at again
Your comparison lets equals in: the tweet of the cursor is looked at again, and shown again if it
was shown. Behind it, or from it on?
~ each < cursor -> each <= cursor

# the next one skipped
Your cursor names the first tweet that you did *not* look at, and then you go on behind it. So one
tweet is lost with each page. Either the name or the comparison can stay; which one survives a late
tweet?
@ stays where nothing is found
~ page[-1] if page else older[0] + 1 -> tweet_id

# one id stepped over
Your cursor is one less than the last id looked at, and then you take what is *smaller* than the
cursor. The id between is taken by nobody. One of the two steps is enough.
~ cursor if looked < len(older) else None -> cursor - 1 if looked < len(older) else None

# the cursor names the next one
Your cursor is the tweet that comes *next*, and that was right while nothing could come between. In
a search tweets come late. One that belongs between the last you looked at and the one you named is
lost: it was not there then, and you begin below it now. Which tweet is the border?
@ the next one skipped
~ each < cursor -> each <= cursor

# the cursor's tweet must still be there
You look for the cursor's tweet in the list, and it has been deleted: your function raises. You need
not the tweet, only to know what is older than its id.
-    older = [each for each in candidates if cursor is None or each < cursor]
+    older = candidates[0 if cursor is None else candidates.index(cursor) + 1 :]

# back to the top when the tweet is gone
The cursor's tweet was deleted, you do not find it, and you begin again at the top. The reader
scrolls down and sees the same page again. Where would the deleted tweet have stood?
-    older = [each for each in candidates if cursor is None or each < cursor]
+    older = candidates[candidates.index(cursor) + 1 if cursor in candidates else 0 :]

# a cursor of 0 taken for none
You ask `if cursor`, and the number 0 counts as no. A cursor that may be 0 begins the search anew.
Only None is the first page: ask `cursor is None`.
~ cursor is None or each < cursor -> not cursor or each <= cursor
~ cursor if looked < len(older) else None -> cursor - 1 if looked < len(older) else None

# the first page again at the end
You ask `if not cursor`, and the number 0 counts as no. Where tweet 0 is the last one looked at,
your cursor is 0, and the next page begins at the top: the search never ends. Only None is the first
page: ask `cursor is None`. (Who returns None as soon as nothing older is left never gives a 0.)
~ cursor is None -> not cursor
~ cursor if looked < len(older) else None -> cursor if looked else None

# looks without a limit
You look on until the page is full. For a phrase that nobody wrote lately that is every candidate of
all time, for one page of one reader, while the others wait. The contract gives a limit; and a page
may be short.
~ len(page) == n or looked == most -> len(page) == n

# all candidates looked at
You look at all candidates first, and take the page from what matches. For one page of one reader
that is every tweet of all time that might be meant. The page needs the *newest* n. Look at one
after another, and stop.
+def live_page(candidates, matches, n, most, cursor):
+    older = [each for each in candidates if cursor is None or each < cursor]
+    fitting = [each for each in older if matches(each)]
+    page = fitting[:n]
+    return page, page[-1] if len(fitting) > n else None

# looked at twice
You call `matches` twice for the same tweet. Each call is a look, and costs as much as the first.
Keep what it said.
~ matches(tweet_id) -> matches(tweet_id) and matches(tweet_id)

# only misses count
You count the looks that find nothing, and leave out those that find something. A look costs the
same either way.
+def live_page(candidates, matches, n, most, cursor):
+    older = [each for each in candidates if cursor is None or each < cursor]
+    page, misses = [], 0
+    for place, tweet_id in enumerate(older):
+        if len(page) == n or misses == most:
+            return page, older[place - 1]
+        if matches(tweet_id):
+            page.append(tweet_id)
+        else:
+            misses += 1
+    return page, None

# one look too many
You look at one tweet more than the limit says. Ask whether the limit is reached *before* you look.
~ looked == most -> looked > most

# n looks instead of n matches
You look at n tweets and show those of them that match. A page is full with n *matches*; you may
look at more tweets than that, up to `most`.
~ len(page) == n or looked == most -> looked == min(n, most)

# the page never full
You show all that matches, up to the limit of looks. A page has n tweets at most. The next page has
to go on directly behind the n-th.
~ len(page) == n or looked == most -> looked == most

# cut after looking
You look at up to `most` tweets, show the first n that match, and say that you got to the end of
your look. What matched and was cut off is lost. The cursor goes to the last tweet *shown* where the
page is full, and to the last one looked at where it is not.
+def live_page(candidates, matches, n, most, cursor):
+    older = [each for each in candidates if cursor is None or each < cursor]
+    page = [each for each in older[:most] if matches(each)]
+    return page[:n], older[most - 1] if len(older) > most else None

# oldest first
You begin with the oldest candidate. The list is sorted with the newest first, and so is the page.
~ for tweet_id in older: -> for tweet_id in reversed(older):
~ each < cursor -> each > cursor

# never at an end
Your cursor never becomes None. When nothing older is left the phone asks again, gets an empty page,
and asks again. How does it get to know?
~ cursor if looked < len(older) else None -> cursor if cursor is not None else 0

# always the first page
You give the first page again, whatever cursor comes in. Where does your function use `cursor`?
~ [each for each in candidates if cursor is None or each < cursor] -> list(candidates)

# the place kept on the server
Your function keeps something from one call to the next. The next page is asked of another machine,
which never saw this reader. All that is needed must stand in the cursor.
+def live_page(candidates, matches, n, most, cursor, kept=[]):
+    older = [each for each in candidates if cursor is None or each < kept[cursor]]
+    page = []
+    for looked, tweet_id in enumerate(older):
+        if len(page) == n or looked == most:
+            kept.append(older[looked - 1])
+            return page, len(kept) - 1
+        if matches(tweet_id):
+            page.append(tweet_id)
+    return page, None

# the list changed
You take candidates out of the list. It belongs to the index, and other searches are reading it.
-    older = [each for each in candidates if cursor is None or each < cursor]
+    while candidates and cursor is not None and candidates[0] >= cursor:
+        del candidates[0]
+    older = candidates
-    return page, cursor if looked < len(older) else None
+    left = len(candidates) - looked
+    del candidates[:looked]
+    return page, cursor if left else None
"""

BY_BISECTION = """\
def live_page(candidates, matches, n, most, cursor):
    from bisect import bisect_right

    at = 0
    if cursor is not None:
        at = bisect_right(candidates, -cursor, key=lambda each: -each)
    page, end = [], at + most
    while at < min(end, len(candidates)) and len(page) < n:
        page += [candidates[at]] * matches(candidates[at])
        at += 1
    return tuple(page), candidates[at - 1] if 0 < at < len(candidates) else None
"""

ALL_LOOKED_AT = """\
def live_page(candidates, matches, n, most, cursor):
    if cursor is not None:
        candidates = [each for each in candidates if each <= cursor]
    some = candidates[:most]
    found = [each for each in some if matches(each)]
    if len(found) >= n:
        return found[:n], found[n - 1] - 1
    if len(some) == len(candidates):
        return found, None
    return found, some[-1] - 1
"""

SIX = [[6, 1], [5, 0], [4, 1], [3, 0], [2, 0], [1, 1]]
ALONE: tuple[tuple[int, int, list[list[int]], list[Any]], ...] = (
    (1, 1, [[5, 1]], []),
    (2, 3, [[3, 1], [2, 1], [1, 1]], []),
    (2, 2, SIX, []),
    (1, 9, SIX, []),
    (2, 9, SIX, []),
    (9, 9, SIX, []),
    (1, 3, [[9, 0], [7, 1], [5, 0], [3, 0], [2, 0], [1, 1]], []),
    (9, 2, [[5, 0], [4, 0], [3, 0], [2, 0], [1, 1]], []),
    (2, 3, SIX, [[["new", 7, 1]]]),
    (2, 3, SIX, [[["new", 7, 1]], [["new", 8, 1], ["new", 9, 0]]]),
    (1, 2, [[9, 1], [7, 1], [5, 1], [3, 1]], [[["new", 8, 1]]]),
    (2, 2, [[9, 0], [7, 0], [5, 1], [3, 1]], [[["new", 6, 1]], [["new", 4, 1]]]),
    (2, 2, [[9, 1], [7, 1], [5, 1], [3, 1]], [[["new", 8, 1]], [["new", 10, 1]]]),
    (2, 2, SIX, [[["delete", 5, 0]]]),
    (1, 3, SIX, [[["delete", 6, 1]]]),
    (2, 2, SIX, [[["delete", 4, 1]], [["delete", 3, 0]]]),
    (1, 1, SIX, [[["delete", 1, 1], ["delete", 2, 0], ["delete", 3, 0]]]),
    (2, 2, [[3, 1], [2, 1], [1, 1]], [[["delete", 1, 1]]]),
    (3, 2, [[1, 1], [0, 1]], []),
    (1, 1, [[2, 1], [1, 1], [0, 1]], []),
    (1, 1, [[2, 0], [1, 0], [0, 1]], []),
    (3, 2, [], []),
    (2, 2, [[2, 0], [1, 0]], []),
    (2, 3, [[_BIG + at, at % 2] for at in reversed(range(7))], []),
    (1, 2, [[_BIG + 3, 1], [_BIG + 1, 1], [_BIG, 1]], [[["new", _BIG + 2, 1]]]),
)
"""n, most, the candidates as [id, whether it matches], and for each page what happens after it."""


def _drawn(rng: random.Random) -> tuple[int, int, list[list[int]], list[Any]]:
    ids = sorted(rng.sample(range(60), rng.randrange(4, 14)), reverse=True)
    share = rng.choice([0.2, 0.5, 0.9])
    changes = []
    fresh = [each for each in range(70) if each not in ids]
    rng.shuffle(fresh)
    for _ in range(rng.randrange(5)):
        gone = ["delete", rng.choice(ids), 0]
        new = ["new", fresh.pop(), int(rng.random() < 0.7)]
        changes.append(rng.choice([[], [new], [gone], [gone, new]]))
    candidates = [[each, int(rng.random() < share)] for each in ids]
    return rng.randrange(1, 4), rng.randrange(1, 6), candidates, changes


def told(case: Case) -> str:
    """Write down what there is at the start."""
    candidates = case["candidates"]
    ids, fits = [each for each, _ in candidates], [each for each, fits in candidates if fits]
    some = "none" if not fits else "all" if len(fits) == len(candidates) else f"{fits}"
    return f"n = {case['n']}, most = {case['most']}, candidates {ids}, of which {some} match"


def tell(name: str, tweet_id: int, fits: int) -> str:
    """Write a change down."""
    does = "comes, a match" if fits else "comes, no match"
    return f"{tweet_id} {does if name == 'new' else 'is deleted'}"


def change(held: Held, name: str, tweet_id: int, fits: int) -> None:
    """Let a tweet come, or go."""
    if name == "new":
        held[tweet_id] = bool(fits)
    else:
        held.pop(tweet_id, None)


def ask(answer: Any, case: Case, held: Held, cursor: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Ask for a page, and see what it looks at, and whether the list stays as it is."""
    looks = []

    def matches(tweet_id: int) -> bool:
        looks.append(tweet_id)
        return bool(held.get(tweet_id, False))

    given = sorted(held, reverse=True)
    returned = answer(given, matches, case["n"], case["most"], cursor)
    ids, following = taken_apart(returned, "the list of ids", "the cursor")
    if given != sorted(held, reverse=True):
        return ids, following, {"ended": "changed the list"}
    if len(looks) > case["most"]:
        how = "too many looks" if len(set(looks)) > case["most"] else "looks at a tweet again"
        return ids, following, {"ended": how, "counts": len(looks)}
    return ids, following, {}


def wrong_cursor(cursor: Any) -> str:
    """Say what is wrong with a cursor."""
    value = whole_number(plain(cursor))
    if value is None:
        return f"a cursor of type {type(cursor).__name__}"
    return "a cursor of more than 64 bits" if abs(value) >= LARGEST else ""


def take(case: Case, held: Held, left: list[int]) -> tuple[list[int], int]:
    """Look at the older ones, until the page is full or no look is left."""
    fits = [at for at, each in enumerate(left[: case["most"]]) if held[each]][: case["n"]]
    looked = fits[-1] + 1 if len(fits) == case["n"] else min(len(left), case["most"])
    return [left[at] for at in fits], looked


def why(case: Case, observed: Observed, page: Page, got: Ids, seen: Collection[int]) -> str:
    """Say what is wrong with a page, or how it ended."""
    if page.ended not in ("", "None", "never"):
        return _why_end(page.ended, case, observed)
    if got != page.right:
        return _why(got, page.right, seen, case["n"])
    if page.ended == "None" and page.after:
        return f"You say that nothing is left, and {page.after[0]} was never looked at."
    if not page.before and page.ended != "None":
        return "Nothing older was left before this page, so the cursor is None."
    return ""


def _why(got: Ids, right: list[int], seen: Collection[int], n: int) -> str:
    if got is None:
        return "A page is a list of tweet ids."
    if len(got) > n:
        return f"A page has at most {n}."
    if shown_before(got, seen):
        return shown_before(got, seen)
    lost = [each for each in right if each not in got]
    if lost:
        return f"Tweet {lost[0]} matches, and it is found within the looks that this page may take."
    early = [each for each in got if each not in right]
    if early:
        return f"Tweet {early[0]} is not on this page: it does not match, or comes further down."
    return "Newest first: the largest id first."


def _why_end(ended: str, case: Case, observed: Observed) -> str:
    if ended.startswith("a cursor"):
        return "The cursor is a whole number of at most 64 bits, or None."
    if ended.startswith("something else"):
        return "The server remembers no reader: the page hangs on the arguments alone."
    if ended == "changed the list":
        return "The list belongs to the index. Only read it."
    return f"Looks that a page may take: {case['most']}. Taken: {observed['counts']}."


def strategy() -> st.SearchStrategy[Case]:
    """Give few candidates and one change, so that a counterexample shrinks to what goes wrong."""
    fits = st.lists(st.integers(0, 1), min_size=1, max_size=4)
    change = st.sampled_from(
        [*(["new", at, 1] for at in (9, 7, 5, 3)), *(["delete", at, 0] for at in (8, 6, 4, 2))]
    )

    def made(n: int, most: int, some: list[int], changes: list[list[Any]]) -> Case:
        candidates = [[8 - 2 * at, fit] for at, fit in enumerate(some)]
        return {"n": n, "most": most, "candidates": candidates, "changes": changes and [changes]}

    return st.builds(made, st.integers(1, 2), st.integers(1, 3), fits, st.lists(change, max_size=1))


CHECK = paging_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_BISECTION, ALL_LOOKED_AT),
    fields="n most candidates changes",
    fixed=ALONE,
    drawn=lambda rng: [_drawn(rng) for _ in range(60)],
    start=lambda case: {tweet_id: bool(fits) for tweet_id, fits in case["candidates"]},
    change=change,
    ask=ask,
    cursor=wrong_cursor,
    order=lambda held: sorted(held, reverse=True),
    take=take,
    why=why,
    told=told,
    tell=tell,
    strategy=strategy,
)
