"""The check of *Page after page*: nothing twice and nothing lost, while tweets come and go."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_numbers, written
from twitlab.course.checking.check import Case, Check, Judgement, Observed, taken_apart
from twitlab.course.checking.fresh import afresh
from twitlab.course.checks.where_tweets_live.page_cursor_answers import ALTERNATIVES, MISTAKES

MOST_PAGES = 30
LONGEST = 100
"""Characters of a cursor."""
BIG = 2**53
LATE = 12 * 10**17
"""Ids of 19 digits, as they are now: six of them are more than a cursor may have."""


def cases(seed: int) -> list[Case]:
    """Give each trouble alone, then random lives of a list of tweets.

    A tweet is [time, id]; ``changes`` has for each page what happens after it.
    """
    rng = random.Random(seed)
    four = [[3, 13], [1, 11], [4, 14], [2, 12]]
    named = [
        _case(2, four, []),
        _case(2, [[1, 11], [2, 12], [3, 13]], []),
        _case(2, four, [[["new", 5, 15]]]),
        _case(6, [[time, LATE + time] for time in range(12)], []),
        _case(2, four, [[["delete", 14]]]),
        _case(2, four, [[["delete", 13]]]),
        _case(2, four, [[["delete", 12]]]),
        _case(2, [[5, 12], [5, 14], [5, 11], [5, 13], [4, 10]], []),
        _case(1, [[5, 12], [5, 11]], []),
        _case(2, [[1, 14], [2, 13], [3, 12], [4, 11]], []),
        _case(2, [[8, 21], [9, 22], [10, 23], [11, 24]], []),
        _case(2, [[5, 8], [5, 9], [5, 10], [5, 11]], []),
        _case(1, [[5, BIG], [5, BIG + 1], [5, BIG + 2]], []),
        _case(3, [[1, 11], [2, 12], [3, 13]], []),
        _case(3, [[2, 12]], []),
        _case(2, [], []),
        _case(2, four, [[["delete", 11], ["delete", 12]]]),
        _case(2, four, [[["new", 4, 20], ["delete", 13], ["delete", 12]], [["new", 6, 9]]]),
    ]
    return [*named, *(_drawn(rng) for _ in range(60))]


def _case(size: int, tweets: list[list[int]], changes: list[list[list[Any]]]) -> Case:
    return {"size": size, "tweets": tweets, "changes": changes}


def _drawn(rng: random.Random) -> Case:
    ids = rng.sample(range(1, 130), rng.randrange(3, 12))
    tweets = [[rng.randrange(5, 12), tweet_id] for tweet_id in ids]
    changes, newest = [], 12
    for page in range(rng.randrange(4)):
        gone = ["delete", rng.choice(ids)]
        new = ["new", newest + page, 200 + page]
        changes.append(rng.choice([[], [new], [gone], [gone, new]]))
    return _case(rng.randrange(1, 5), tweets, changes)


def call(case: Case) -> str:
    """Write down what happens, page by page."""
    tweets = ", ".join(f"({time}, {tweet_id})" for time, tweet_id in case["tweets"])
    told = [f"pages of {case['size']} from [{tweets}]"]
    for number, changes in enumerate(case["changes"], start=1):
        for name, *what in changes:
            text = f"({what[0]}, {what[1]}) comes" if name == "new" else f"{what[0]} is deleted"
            told.append(f"after page {number} {text}")
    return "; ".join(told)


def observe(answer: Any, case: Case) -> Observed:
    """Read page after page until the cursor is None, and change the tweets between the pages.

    A server remembers no reader, so each page is also asked of one that was just started.
    """
    server = afresh(answer)
    tweets = [(time, tweet_id) for time, tweet_id in case["tweets"]]
    pages: list[Any] = []
    cursor = None
    for number in range(MOST_PAGES):
        given, asked = list(tweets), (case["size"], cursor)
        ids, cursor = taken_apart(server(given, *asked), "the list of ids", "the cursor")
        pages.append(ids)
        if given != tweets:
            return {"pages": pages, "ended": "changed the list"}
        if ids != _page_of(afresh(answer), tweets, *asked):
            return {"pages": pages, "ended": "something else when the server was started anew"}
        if cursor is None:
            return {"pages": pages, "ended": "None"}
        if not isinstance(cursor, str):
            return {"pages": pages, "ended": f"a cursor of type {type(cursor).__name__}"}
        if len(cursor) > LONGEST:
            return {"pages": pages, "ended": f"a cursor of more than {LONGEST} characters"}
        tweets = _changed(tweets, case, number)
    return {"pages": pages, "ended": "never"}


def _page_of(answer: Any, tweets: list[tuple[int, int]], size: int, cursor: str | None) -> Any:
    try:
        return answer(list(tweets), size, cursor)[0]
    except Exception:  # noqa: BLE001 - it did not raise before, so it misses what it remembered
        return None


def _changed(tweets: list[tuple[int, int]], case: Case, page: int) -> list[tuple[int, int]]:
    """Give the tweets as they are after a page, in a new list."""
    after = list(tweets)
    for name, *what in case["changes"][page] if page < len(case["changes"]) else ():
        if name == "new":
            after.append((what[0], what[1]))
        else:
            after = [each for each in after if each[1] != what[0]]
    return after


def judge(case: Case, observed: Observed) -> Judgement:
    """Accept every way to come to an end: at once, or with one last page that is empty."""
    seen: list[int] = []
    pages = [whole_numbers(page) for page in observed["pages"]]
    for number, (right, older) in enumerate(_right_pages(case)):
        if number == len(pages):
            break
        got, last = pages[number], number + 1 == len(pages)
        why = "" if got == right else _why(got, right, seen, number)
        if not why and last:
            why = _why_end(observed["ended"], older)
        elif not why and not right:
            why = "This page is empty, so nothing older is left, and the cursor is None."
        if why:
            told = [f"page {n + 1} {written(page)}" for n, page in enumerate(observed["pages"])]
            ended = f", then {observed['ended']}" if last else ""
            return Judgement(
                ok=False,
                got=", ".join(told[: number + 1][-4:]) + ended,
                expected=f"page {number + 1} {right}" + (", and a cursor" if older else ""),
                why=why,
            )
        seen += right
    return Judgement(ok=True, got="as promised", expected="as promised", why="")


def _right_pages(case: Case) -> Iterator[tuple[list[int], bool]]:
    """Give each page by taking the newest one out, again and again, and whether any is older."""
    tweets = [(time, tweet_id) for time, tweet_id in case["tweets"]]
    last: tuple[int, int] | None = None
    for number in range(MOST_PAGES):
        left = [each for each in tweets if last is None or each < last]
        page: list[int] = []
        while left and len(page) < case["size"]:
            last = max(left)
            left.remove(last)
            page.append(last[1])
        yield page, bool(left)
        tweets = _changed(tweets, case, number)


def _why(got: list[int | None] | None, right: list[int], seen: list[int], number: int) -> str:
    if got is None:
        return "A page is a list of tweet ids."
    twice = [each for each in got if each in seen]
    if twice:
        return f"Tweet {twice[0]} was shown on an earlier page already."
    lost = [each for each in right if each not in got]
    if len(got) < len(right) and not number:
        return "A page is full as long as there are enough tweets."
    if lost and number and len(got) <= len(right):
        return (
            f"Tweet {lost[0]} comes next after what was shown, and it is not on page {number + 1}."
        )
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
        return _case(size, tweets, [changes] if changes else [])

    return st.builds(made, st.integers(1, 2), times, st.lists(change, max_size=1))


CHECK = Check(
    cases=cases,
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "yours gave", "promised"),
    mistakes=MISTAKES,
    alternatives=ALTERNATIVES,
)
