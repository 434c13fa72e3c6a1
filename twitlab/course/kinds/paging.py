"""Pages: one after another is asked for with the cursor of the one before, while tweets change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from twitlab.course.book.jsonable import whole_numbers, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.checking.fresh import afresh
from twitlab.course.kinds.coding import CodeCheck, code_check

MOST_PAGES: Final = 30

Held = dict[int, Any]
"""The tweets as they are now: id to what else an exercise knows of each."""
Ids = list[int | None] | None
"""What came back as the ids of a page, where it can be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is right for one page.

    Attributes:
        number: From 1.
        right: Its ids.
        before: What is older than the page before it, the newest first.
        after: What is left of that behind the page.
        ended: How reading came to an end with this page; "" where it went on.
    """

    number: int
    right: list[int]
    before: list[Any]
    after: list[Any]
    ended: str


def paging_check(
    *,
    start: Callable[[Case], Held],
    change: Callable[..., None],
    ask: Callable[[Any, Case, Held, Any], tuple[Any, Any, dict[str, Any]]],
    cursor: Callable[[Any], str],
    order: Callable[[Held], list[Any]],
    take: Callable[[Case, Held, list[Any]], tuple[list[int], int]],
    why: Callable[[Case, Observed, Page, Ids, Collection[int]], str],
    told: Callable[[Case], str],
    tell: Callable[..., str],
    **content: Any,
) -> CodeCheck:
    """Build a check of a function that gives a page of ids and a cursor, None at the end.

    A server remembers no reader, so each page is also asked of one that was just started. Every
    way to come to an end is right: at once, or with one last page that is empty.

    A case has ``changes``: for each page what happens after it.

    Args:
        start: A case to the tweets at the start.
        change: (tweets, what a change holds ...): makes a change of ``changes``.
        ask: (answer, case, tweets, cursor) to ids, the next cursor, and ``ended`` where reading
            has to end with it, such as "changed the list".
        cursor: A cursor to what is wrong with it, or "".
        order: All tweets, as a cursor compares them, the newest first.
        take: (case, tweets, what is older than the last page) to the right ids of the next, and
            how many of the older it takes to find them.
        why: (case, observed, page, its ids as they came, the ids before) to what is wrong, or "".
        told: How a case is written down, without its changes.
        tell: What a change holds to how it is written down.
        content: What else `code_check` is given.
    """

    def changed(held: Held, case: Case, page: int) -> Held:
        after = dict(held)
        for each in case["changes"][page] if page < len(case["changes"]) else ():
            change(after, *each)
        return after

    def call(case: Case) -> str:
        pages = enumerate(case["changes"], start=1)
        changes = (f"after page {n} {tell(*each)}" for n, some in pages for each in some)
        return "; ".join([told(case), *changes])

    def observe(answer: Any, case: Case) -> Observed:
        server, held, pages = afresh(answer), start(case), []
        last: Any = None
        for number in range(MOST_PAGES):
            ids, following, amiss = ask(server, case, held, last)
            pages.append(ids)
            if amiss:
                return {"pages": pages, **amiss}
            if ids != again(answer, case, held, last):
                return {"pages": pages, "ended": "something else when the server was started anew"}
            if following is None:
                return {"pages": pages, "ended": "None"}
            ended = cursor(following)
            if ended:
                return {"pages": pages, "ended": ended}
            last, held = following, changed(held, case, number)
        return {"pages": pages, "ended": "never"}

    def again(answer: Any, case: Case, held: Held, last: Any) -> Any:
        try:
            return ask(afresh(answer), case, held, last)[0]
        except Exception:  # noqa: BLE001 - it did not raise before, so it misses what it remembered
            return None

    def right_pages(case: Case, observed: Observed) -> Iterator[Page]:
        held, last, many = start(case), None, len(observed["pages"])
        for number in range(many):
            left = [each for each in order(held) if last is None or each < last]
            ids, looked = take(case, held, left)
            ended = observed["ended"] if number + 1 == many else ""
            yield Page(number + 1, ids, left, left[looked:], ended)
            last = left[looked - 1] if looked else last
            held = changed(held, case, number)

    def judge(case: Case, observed: Observed) -> Judgement:
        seen: list[int] = []
        for page, ids in zip(right_pages(case, observed), observed["pages"], strict=True):
            amiss = why(case, observed, page, whole_numbers(ids), seen)
            if amiss:
                got = [f"page {n} {written(each)}" for n, each in enumerate(observed["pages"], 1)]
                got = got[: page.number][-4:] + ([f"then {page.ended}"] if page.ended else [])
                expected = f"page {page.number} {page.right}"
                more = ", and a cursor" if page.after else ""
                return Judgement(False, ", ".join(got), f"{expected}{more}", amiss)
            seen += page.right
        return Judgement(True, "as promised", "as promised", "")

    labels = ("what happens", "yours gave", "promised")
    return code_check(call=call, observe=observe, judge=judge, labels=labels, **content)


def shown_before(ids: Sequence[int | None], seen: Collection[int]) -> str:
    """Say which id of a page was shown before, or "" where none was."""
    twice = [each for each in ids if each in seen]
    return f"Tweet {twice[0]} was shown on an earlier page already." if twice else ""
