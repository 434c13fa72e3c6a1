"""Say which partition of an index a tweet or a term belongs to.

Six tweets, ids 0 to 5; "quake" is in 0, 3 and 5. What each way asks for the newest two with quake:

    by document, 2      even: 0 2 4   odd: 1 3 5       both, two ids of each at most
    by term, 2          a to m        n to z: 0 3 5    the one that has quake
    by time, span 3     0 1 2         3 4 5            the newer; the page is full: 5 3
    by document in time 0 2 | 1       4 | 3 5          both halves of the newer

Here parity stands for the hash of a tweet, and the alphabet for that of a term.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from twitlab.arguments import check_int
from twitlab.errors import BadType
from twitlab.ids import MAX_ID
from twitlab.search.query import Either, Every, Query

MAX_PARTITIONS: Final = 1 << 16
ALL_TIME: Final = MAX_ID + 1  # a span that holds every id


@dataclass(frozen=True, slots=True)
class ByDocument:
    """Place a tweet by a hash of its id: scatter-gather.

    A tweet is written once. A query asks all partitions, each for its newest n.

    Args:
        partitions: how many, 1 to 65,536.

    Raises:
        BadType: partitions is not an int.
        BadValue: partitions is out of range.

    Source: Moffat, Webber, Zobel and Baeza-Yates, "A pipelined architecture for distributed text
    query evaluation", Information Retrieval, 2007: document-partitioned.
    """

    partitions: int
    span: ClassVar[int] = ALL_TIME

    def __post_init__(self) -> None:
        check_int("partitions", self.partitions, 1, MAX_PARTITIONS)


@dataclass(frozen=True, slots=True)
class ByTerm:
    """Place a posting list by a hash of its term.

    A query asks the partitions of its terms. A tweet is written to those of all its terms, and a
    word that everybody writes and looks for is on one of them.

    Args:
        partitions: how many, 1 to 65,536.

    Raises:
        BadType: partitions is not an int.
        BadValue: partitions is out of range.

    Source: Moffat, Webber, Zobel and Baeza-Yates, 2007, as above: term-partitioned, pipelined.
    """

    partitions: int

    def __post_init__(self) -> None:
        check_int("partitions", self.partitions, 1, MAX_PARTITIONS)


@dataclass(frozen=True, slots=True)
class ByTime:
    """Place a tweet by its id, which says when it was written.

    A partition is opened when the first tweet of its time comes. A query asks the newest, and an
    older one only while its page is not full. All new tweets go to the newest, and most queries.

    Args:
        span: how many ids a partition spans, 1 to 2**63; partition k of time begins at k * span.

    Raises:
        BadType: span is not an int.
        BadValue: span is out of range.
    """

    span: int
    partitions: ClassVar[int] = 1

    def __post_init__(self) -> None:
        check_int("span", self.span, 1, ALL_TIME)


@dataclass(frozen=True, slots=True)
class ByDocumentInTime:
    """Place a tweet by its time, and within that by a hash of its id, as Twitter's full index did.

    Args:
        partitions: how many in each span of time, 1 to 65,536.
        span: how many ids these hold together, 1 to 2**63.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Source: Zhuang, "Building a complete Tweet index", Twitter engineering blog, 18 November 2014:
    divided into time tiers, and by a hash within each, so that the index grows by adding tiers.
    """

    partitions: int
    span: int

    def __post_init__(self) -> None:
        check_int("partitions", self.partitions, 1, MAX_PARTITIONS)
        check_int("span", self.span, 1, ALL_TIME)


SearchStrategy = ByDocument | ByTerm | ByTime | ByDocumentInTime


def check_strategy(strategy: object) -> SearchStrategy:
    """Refuse what is no strategy.

    Raises:
        BadType: it is none.
    """
    if not isinstance(strategy, SearchStrategy):
        raise BadType(
            "strategy must be a ByDocument, ByTerm, ByTime or ByDocumentInTime of twitlab.search, "
            f"got {strategy!r:.80}"
        )
    return strategy


def times_of(query: Query) -> tuple[int, int]:
    """Say which ids a query can find, by its since: and until:.

    Returns:
        The least, and the least above all of them.

    Complexity: O(parts).

    >>> from twitlab.search.query import Term
    >>> times_of(Either((Every((Term("a"),), (), 7, 9), Every((Term("b"),), (), 3, 5))))
    (3, 9)
    """
    match query:
        case Every(parts, _, since_id, until_id):
            spans = [times_of(part) for part in parts]
            since, until = max(low for low, _ in spans), min(high for _, high in spans)
            return max(since, since_id), min(until, until_id)
        case Either(parts):
            spans = [times_of(part) for part in parts]
            return min(low for low, _ in spans), max(high for _, high in spans)
        case _:
            return 0, ALL_TIME
