"""The check of *Page after page*: nothing twice and nothing lost, while tweets come and go."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Observed, taken_apart
from twitlab.course.kinds.paging import Held, Ids, Page, paging_check, shown_before

LONGEST = 100
"""Characters of a cursor."""
BIG = 2**53
LATE = 12 * 10**17
"""Ids of 19 digits, as they are now: six of them are more than a cursor may have."""

REFERENCE = """\
def next_page(tweets, size, cursor):
    newest = sorted(tweets, reverse=True)
    if cursor is not None:
        time, tweet_id = cursor.split(",")
        last = (int(time), int(tweet_id))
        newest = [each for each in newest if each < last]
    page = newest[:size]
    after = f"{page[-1][0]},{page[-1][1]}" if len(newest) > size else None
    return [tweet_id for _, tweet_id in page], after
"""

MISTAKES = """
# an offset
Your cursor says *how many* were shown. It is right as long as nothing happens. One new tweet pushes
all others down by one, and the reader sees the last one again; one deleted, and the next tweet is
never seen by anybody. With 4,600 tweets a second (Kleppmann, DDIA, 2012), when does nothing happen?
A place in a list moves. What of the last tweet shown does not?
+def next_page(tweets, size, cursor):
+    newest = sorted(tweets, reverse=True)
+    start = int(cursor or 0)
+    end = start + size
+    page = [tweet_id for _, tweet_id in newest[start:end]]
+    return page, str(end) if end < len(newest) else None

# before the time
Your cursor has the time alone, and goes on *before* it. Several tweets of one second, and a page
that ends among them: the rest of that second is lost. In all of Twitter the record second had
143,199 tweets (its blog, August 2013). When is a time enough to name one tweet?
~ each < last -> each[0] < last[0]

# from the time on, again
Your cursor has the time alone, and goes on *at* it, so as to lose nothing. What was shown of that
second comes again, and where a second has more tweets than a page, the same page comes for ever.
What else do you know of the last tweet shown?
~ each < last -> each[0] <= last[0]

# the last one shown again
The cursor names the last tweet shown, and your comparison lets equals in. So the last tweet of each
page is the first of the next. Behind it, or from it on?
~ each < last -> each <= last

# the next one skipped
Your cursor names the first tweet of the *next* page, and then you go on behind it: one tweet is
lost at each page. With pages of 20 that is every twenty-first. Either the name or the comparison
can stay.
~ f"{page[-1][0]},{page[-1][1]}" -> f"{newest[size][0]},{newest[size][1]}"

# ordered by time, cut by id
The page goes by time, and your cursor compares the *ids*. Ids come from many workers, and no two
clocks agree: a later tweet may have a smaller id. Which order has the list, and which has the
cursor?
~ each < last -> each[1] < last[1]

# ordered by id
You order by id. It would be a good order, with a simple cursor. But the contract says time first:
ids of different workers are in the order of time only nearly (the first Snowflake promised it to
about a second: its README of 2010).
~ reverse=True -> key=lambda each: each[1], reverse=True
~ each < last -> each[1] < last[1]

# numbers compared as text
You compare texts. As text, 9 comes after 10, for the first letter decides. It goes well as long as
all numbers have equally many digits, and goes wrong on the day when they grow by one. What did the
cursor hold before it was a text?
~ (int(time), int(tweet_id)) -> (time, tweet_id)
~ each < last -> (str(each[0]), str(each[1])) < last

# the cursor's tweet must still be there
You look for the cursor's tweet in the list, and it has been deleted: your function raises. Its
writer took a tweet back, and strangers can no longer scroll. Do you need the tweet itself, or only
to know what lies behind it?
~ [each for each in newest if each < last] -> newest[newest.index(last) + 1 :]

# back to the top when the tweet is gone
The cursor's tweet was deleted, you do not find it, and you begin again at the top. The reader
scrolls down and sees the same page for a second time. Where would the deleted tweet have stood?
-        newest = [each for each in newest if each < last]
+        newest = newest[newest.index(last) + 1 if last in newest else 0 :]

# an id through a float
The id goes through a `float`, which keeps 53 bits. Snowflake ids passed that 25 days after their
clock began: the last digits are rounded, and the cursor names another tweet, or none. (JavaScript
has only such numbers; so a web page keeps ids as text.)
~ int(tweet_id) -> int(float(tweet_id))

# always the first page
You give the first page again, whatever cursor comes in. Somebody who scrolls sees the same tweets
for ever. Where does your function use `cursor`?
~ cursor is not None -> cursor is None and size < 0

# oldest first
You begin with the oldest. The page of somebody who wrote first in 2006 opens in 2006, and who
scrolls to today? `sorted` goes up; which way does the contract go?
~ sorted(tweets, reverse=True) -> sorted(tweets)
~ each < last -> each > last

# the last page never shown
You end before a page that would not be full. Somebody with 39 tweets, on pages of 20, shows 20. A
page may be short; when is there no further one?
~ len(newest) > size -> len(newest) >= 2 * size

# sorted the caller's list
`tweets.sort()` changes the list that the caller lent you, and others may be reading it.
`sorted(tweets)` gives you one of your own.
-    newest = sorted(tweets, reverse=True)
+    tweets.sort(reverse=True)
+    newest = tweets

# every id in the cursor
Your cursor lists tweets: those shown, or those still to come. It works, and it grows with what one
reads: a thousand ids of 19 digits are 20,000 characters in a web address, and back again with each
page. The tweets stand in an order. How many of them must you name to say *from here on*?
~ time, tweet_id -> time, tweet_id, *_
-    after = f"{page[-1][0]},{page[-1][1]}" if len(newest) > size else None
+    numbers = [str(n) for each in reversed(page) for n in each]
+    after = ",".join(numbers) if len(newest) > size else None

# the place kept on the server
Your function keeps something from one call to the next, and the cursor means nothing without it.
Readers ask many machines, and each of them is started anew now and then: the next page is asked of
one that never saw this reader. And what is kept for people who never come back is kept for ever.
What would the cursor itself have to say?
+def next_page(tweets, size, cursor, kept=[]):
+    newest = sorted(tweets, reverse=True)
+    if cursor is not None:
+        newest = [each for each in newest if each < kept[int(cursor)]]
+    page = newest[:size]
+    kept += page[-1:]
+    return [number for _, number in page], str(len(kept) - 1) if len(newest) > size else None

# never at an end
Your cursor never becomes None. Behind the last page the phone asks again, gets an empty page and a
cursor, and asks again. How does it get to know that nothing is left?
-    after = f"{page[-1][0]},{page[-1][1]}" if len(newest) > size else None
+    after = f"{page[-1][0]},{page[-1][1]}" if page else cursor

# the smaller id first
Later times come first, as they should. Of two tweets with one time you show the smaller id first.
What does the contract say about such tweets?
~ reverse=True -> key=lambda each: (-each[0], each[1])
~ each < last -> (-each[0], each[1]) > (-last[0], last[1])

# an earlier time and a smaller id
You want an earlier time *and* a smaller id. A tweet of the same time, or an earlier one with a
larger id from another worker, is never shown. Of the two numbers, when does the second decide?
~ each < last -> each[0] < last[0] and each[1] < last[1]

# no later time and a smaller id
You hold the id against the cursor also where the time has decided already. An earlier tweet with a
larger id, from another worker, is lost then. Where do two ids have to be compared, and where not?
~ each < last -> each[0] <= last[0] and each[1] < last[1]
"""

BY_THE_NEXT = """\
def next_page(tweets, size, cursor):
    import json

    order = sorted([list(each) for each in tweets])
    if cursor:
        limit = json.loads(cursor)
        while order and order[-1] > limit:
            order.pop()
    page = []
    while order and len(page) < size:
        page.append(order.pop()[1])
    return page, json.dumps(order[-1]) if order else None
"""

BY_HEAP = """\
def next_page(tweets, size, cursor):
    from heapq import nlargest

    if cursor is not None:
        time, _, number = cursor.partition("/")
        tweets = [t for t in tweets if (-t[0], -t[1]) > (-int(time, 16), -int(number, 16))]
    page = nlargest(size, tweets)
    if not page:
        return [], None
    return tuple(number for _, number in page), f"{page[-1][0]:x}/{page[-1][1]:x}"
"""

FOUR = [[3, 13], [1, 11], [4, 14], [2, 12]]
ALONE: tuple[tuple[int, list[list[int]], list[Any]], ...] = (
    (2, FOUR, []),
    (2, [[1, 11], [2, 12], [3, 13]], []),
    (2, FOUR, [[["new", 5, 15]]]),
    (6, [[time, LATE + time] for time in range(12)], []),
    (2, FOUR, [[["delete", 14]]]),
    (2, FOUR, [[["delete", 13]]]),
    (2, FOUR, [[["delete", 12]]]),
    (2, [[5, 12], [5, 14], [5, 11], [5, 13], [4, 10]], []),
    (1, [[5, 12], [5, 11]], []),
    (2, [[1, 14], [2, 13], [3, 12], [4, 11]], []),
    (2, [[8, 21], [9, 22], [10, 23], [11, 24]], []),
    (2, [[5, 8], [5, 9], [5, 10], [5, 11]], []),
    (1, [[5, BIG], [5, BIG + 1], [5, BIG + 2]], []),
    (3, [[1, 11], [2, 12], [3, 13]], []),
    (3, [[2, 12]], []),
    (1, [[0, 0], [0, 1], [1, 2]], []),
    (1, [[16, 12], [17, 11]], []),
    (2, [], []),
    (2, FOUR, [[["delete", 11], ["delete", 12]]]),
    (2, FOUR, [[["new", 4, 20], ["delete", 13], ["delete", 12]], [["new", 6, 9]]]),
)
"""Tweets of a page, the tweets as [time, id], and for each page what happens after it."""


def _drawn(rng: random.Random) -> tuple[int, list[list[int]], list[Any]]:
    ids = rng.sample(range(1, 130), rng.randrange(3, 12))
    tweets = [[rng.randrange(5, 12), tweet_id] for tweet_id in ids]
    changes, newest = [], 12
    for page in range(rng.randrange(4)):
        gone = ["delete", rng.choice(ids)]
        new = ["new", newest + page, 200 + page]
        changes.append(rng.choice([[], [new], [gone], [gone, new]]))
    return rng.randrange(1, 5), tweets, changes


def told(case: Case) -> str:
    """Write down what there is at the start."""
    tweets = ", ".join(f"({time}, {tweet_id})" for time, tweet_id in case["tweets"])
    return f"pages of {case['size']} from [{tweets}]"


def tell(name: str, *what: int) -> str:
    """Write a change down."""
    return f"({what[0]}, {what[1]}) comes" if name == "new" else f"{what[0]} is deleted"


def change(held: Held, name: str, *what: int) -> None:
    """Let a tweet come, or go."""
    if name == "new":
        held[what[1]] = what[0]
    else:
        held.pop(what[0], None)


def ask(answer: Any, case: Case, held: Held, cursor: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Ask for a page, and see whether the list stays as it is."""
    given = [(time, tweet_id) for tweet_id, time in held.items()]
    tweets, returned = given[:], answer(given, case["size"], cursor)
    ids, following = taken_apart(returned, "the list of ids", "the cursor")
    return ids, following, {} if given == tweets else {"ended": "changed the list"}


def wrong_cursor(cursor: Any) -> str:
    """Say what is wrong with a cursor."""
    if not isinstance(cursor, str):
        return f"a cursor of type {type(cursor).__name__}"
    return f"a cursor of more than {LONGEST} characters" if len(cursor) > LONGEST else ""


def take(case: Case, held: Held, left: list[tuple[int, int]]) -> tuple[list[int], int]:
    """Take the newest of the older ones."""
    page = [tweet_id for _, tweet_id in left[: case["size"]]]
    return page, len(page)


def why(case: Case, observed: Observed, page: Page, got: Ids, seen: Collection[int]) -> str:
    """Say what is wrong with a page, or how it ended."""
    if got != page.right:
        return _why(got, page.right, seen, page.number)
    if page.ended:
        return _why_end(page.ended, bool(page.after))
    if not page.right:
        return "This page is empty, so nothing older is left, and the cursor is None."
    return ""


def _why(got: Ids, right: list[int], seen: Collection[int], number: int) -> str:
    if got is None:
        return "A page is a list of tweet ids."
    if shown_before(got, seen):
        return shown_before(got, seen)
    lost = [each for each in right if each not in got]
    if len(got) < len(right) and number == 1:
        return "A page is full as long as there are enough tweets."
    if lost and number > 1 and len(got) <= len(right):
        return f"Tweet {lost[0]} comes next after what was shown, and it is not on page {number}."
    return "Newest first: a later time comes first, and at the same time the larger id."


def _why_end(ended: str, older: bool) -> str:
    if ended == "None" and older:
        return "You say that nothing older is left, and there is more."
    if ended.startswith("a cursor of type"):
        return "The cursor goes to the phone and comes back in a web address: it has to be a text."
    if ended.startswith("a cursor of more"):
        return f"The cursor is a short text, of at most {LONGEST} characters."
    if ended.startswith("something else"):
        return "The server remembers no reader: the page hangs on the three arguments alone."
    if ended == "changed the list":
        return "The list belongs to the caller. Sort a copy."
    return ""


def strategy() -> st.SearchStrategy[Case]:
    """Give few tweets and one change, so that a counterexample shrinks to what goes wrong."""
    times = st.lists(st.integers(1, 2), min_size=2, max_size=4)
    change = st.sampled_from([["new", 3, 12], *(["delete", number] for number in range(8, 12))])

    def made(size: int, when: list[int], changes: list[list[Any]]) -> Case:
        tweets = [[time, tweet_id] for tweet_id, time in enumerate(when, start=8)]
        return {"size": size, "tweets": tweets, "changes": [changes] if changes else []}

    return st.builds(made, st.integers(1, 2), times, st.lists(change, max_size=1))


CHECK = paging_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_THE_NEXT, BY_HEAP),
    fields="size tweets changes",
    fixed=ALONE,
    drawn=lambda rng: [_drawn(rng) for _ in range(60)],
    start=lambda case: {tweet_id: time for time, tweet_id in case["tweets"]},
    change=change,
    ask=ask,
    cursor=wrong_cursor,
    order=lambda held: sorted(((held[each], each) for each in held), reverse=True),
    take=take,
    why=why,
    told=told,
    tell=tell,
    strategy=strategy,
)
