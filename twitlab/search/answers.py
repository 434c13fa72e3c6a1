"""Say what a search found, and what that cost."""

from dataclasses import dataclass
from typing import Final

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.ids import MAX_ID

MAX_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class SearchWork:
    """Count what a search did.

    Args:
        segments: in how many segments terms were looked up.
        postings_read: how many postings were passed, from the newest on, in all lists together;
            where a list is so much longer than the shortest that it is bisected instead, one for
            each look-up.
        stopped_early: whether the page was full before the oldest posting was reached.
    """

    segments: int
    postings_read: int
    stopped_early: bool


@dataclass(frozen=True, slots=True, eq=False)
class SearchPage:
    """Hold what was found, the newest first.

    Args:
        ids: of tweets, descending, int64, shape (found,).
        cursor: what to give as `before` for the next page; None if this is the last.
        work: what it cost.
    """

    ids: Ints
    cursor: int | None
    work: SearchWork


def check_page(n: int, before: int | None) -> tuple[int, int]:
    """Refuse a page that is none, and give its size and the least id above it.

    Raises:
        BadType: an argument is not an int.
        BadValue: n is not from 1 to 10,000, or before is no id.

    >>> check_page(20, None) == (20, MAX_ID + 1)
    True
    """
    n = check_int("n", n, 1, MAX_PAGE)
    return n, MAX_ID + 1 if before is None else check_int("before", before, 0, MAX_ID)


def page_of(ids: Ints, n: int, work: SearchWork) -> SearchPage:
    """Make a page of what was found; one that is not full is the last."""
    return SearchPage(ids, int(ids[-1]) if len(ids) == n else None, work)
