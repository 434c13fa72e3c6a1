"""Count what a query and a tweet cost on an index in partitions, under each strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_number
from twitlab.columns import Ints
from twitlab.errors import BadType
from twitlab.search import (
    ByDocument,
    ByDocumentInTime,
    ByTerm,
    ByTime,
    PartitionedSearch,
    SearchStrategy,
)

SEARCH_STRATEGIES: Final = ("document", "term", "time", "document in time")
SEARCH_PARTITIONS: Final = (1, 2, 4, 8, 16, 32, 64)
HOT_WORD: Final = "goal"

_MOST_PARTITIONS: Final = 256
_HOURS: Final = 64
_HOUR: Final = 3_600_000 << 22  # in ids
_WORDS: Final = 5_000
_TWEET_WORDS: Final = 10
_PAGE: Final = 20
_HOT_OF_1000: Final = (2, 300)  # tweets with the hot word: before the last hour, and in it
_SEED_MAX: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True, eq=False)
class SearchWorkload:
    """Hold tweets and queries; :func:`search_workload` makes them.

    Args:
        ids: of tweets, ascending, of 64 hours from 0, int64, shape (tweets,).
        texts: what they say.
        recent: how many of them, the newest, are of the last hour.
        queries: of one or two words that stand together in some tweet.
        hot_queries: the same with the hot word of the hour.
    """

    ids: Ints
    texts: Sequence[str]
    recent: int
    queries: Sequence[str]
    hot_queries: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Say what some queries cost on average.

    Args:
        asked: partitions, a query.
        messages: requests, responses and lists that moved, a query.
        bytes_moved: a query.
        requests: of each partition, a query, shape (partitions,).
        postings_read: of each partition, a query, shape (partitions,).
    """

    asked: float
    messages: float
    bytes_moved: float
    requests: NDArray[np.float64]
    postings_read: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SearchRun:
    """Hold what one strategy did with a workload.

    Args:
        by: one of :data:`SEARCH_STRATEGIES`.
        tweet_messages: a tweet of the last hour.
        tweet_bytes: a tweet of the last hour.
        postings_written: of each partition, a tweet of the last hour, shape (partitions,).
        usual: what the usual queries cost.
        hot: what those with the hot word cost.
    """

    by: str
    tweet_messages: float
    tweet_bytes: float
    postings_written: NDArray[np.float64]
    usual: Asked
    hot: Asked


@dataclass(frozen=True, slots=True)
class SearchCosts:
    """Say what a strategy costs; skew is the hottest partition's share over the mean share.

    Args:
        by: one of :data:`SEARCH_STRATEGIES`.
        partitions: how many.
        asked: partitions, a query.
        query_messages: requests, responses and lists that moved, a query.
        query_bytes: in these.
        tweet_messages: a tweet.
        tweet_bytes: in these.
        write_skew: of postings written in the last hour.
        request_skew: of requests.
        read_skew: of postings read.
        hottest_written: postings written to the hottest partition, a tweet.
        hottest_requests: requests to the hottest partition, a query; 1 if it is in each.
        hottest_read: postings read in the hottest partition, a query.
        all_read: postings read in all partitions together, a query.
    """

    by: str
    partitions: int
    asked: float
    query_messages: float
    query_bytes: float
    tweet_messages: float
    tweet_bytes: float
    write_skew: float
    request_skew: float
    read_skew: float
    hottest_written: float
    hottest_requests: float
    hottest_read: float
    all_read: float


def search_workload(seed: int = 0, tweets: int = 6_000, queries: int = 100) -> SearchWorkload:
    """Make up tweets of 64 hours and queries: in the last hour, a goal falls in the final.

    Words are drawn by Zipf's law: the word of rank r comes in proportion to 1 / r. A quarter of all
    tweets is of the last hour, and three in ten of these have the hot word, before it two in 1000.

    Args:
        seed: 0 to 2**63 - 1.
        tweets: how many, 1,000 to 1,000,000.
        queries: how many usual ones, and how many with the hot word, 10 to 10,000 each.

    Returns:
        The workload.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.

    Complexity: O(words).

    >>> workload = search_workload(tweets=1_000, queries=10)
    >>> len(workload.texts), workload.recent, workload.hot_queries[0].split()[0]
    (1000, 250, 'goal')
    """
    chance = np.random.default_rng(check_int("seed", seed, 0, _SEED_MAX))
    tweets = check_int("tweets", tweets, 1_000, 1_000_000)
    queries = check_int("queries", queries, 10, 10_000)
    recent = tweets // 4
    last_hour = (_HOURS - 1) * _HOUR
    ids = np.concatenate(
        [
            np.linspace(0, last_hour, tweets - recent, endpoint=False, dtype=np.int64),
            np.linspace(last_hour, last_hour + _HOUR, recent, endpoint=False, dtype=np.int64),
        ]
    )
    shares = 1 / np.arange(1, _WORDS + 1)
    ranks = chance.choice(_WORDS, (tweets, _TWEET_WORDS), p=shares / shares.sum())
    is_recent = np.arange(tweets) >= tweets - recent
    is_hot = chance.integers(1000, size=tweets) < np.where(is_recent, *_HOT_OF_1000[::-1])
    words = [[f"w{rank + 1}" for rank in row] for row in ranks.tolist()]
    for at in np.flatnonzero(is_hot).tolist():
        words[at][0] = HOT_WORD
    # A usual query takes the last words of a tweet, and a hot one the first.
    usual = [words[at][-size:] for at, size in _drawn(chance, np.arange(tweets), queries)]
    hot_at = np.flatnonzero(is_hot & is_recent)
    hot = [words[at][:size] for at, size in _drawn(chance, hot_at, queries)]
    texts, usual_texts, hot_texts = ([*map(" ".join, some)] for some in (words, usual, hot))
    return SearchWorkload(ids, texts, recent, usual_texts, hot_texts)


def strategies_of(partitions: int) -> tuple[SearchStrategy, ...]:
    """Spread 64 hours over so many partitions, in each of the ways, as SEARCH_STRATEGIES has them.

    By document in time, there are as many spans of time as partitions in each, or up to the next
    divisor more.

    Args:
        partitions: 1 to 256.

    Raises:
        BadType: partitions is not an int.
        BadValue: partitions is out of range.

    >>> by_document_in_time = strategies_of(8)[3]
    >>> by_document_in_time.partitions, 64 * (3_600_000 << 22) / by_document_in_time.span
    (2, 4.0)
    """
    count = check_int("partitions", partitions, 1, _MOST_PARTITIONS)
    lanes = max(size for size in range(1, 17) if count % size == 0 and size * size <= count)
    span, lanes_span = (-(-_HOURS * _HOUR // times) for times in (count, count // lanes))
    return ByDocument(count), ByTerm(count), ByTime(span), ByDocumentInTime(lanes, lanes_span)


def search_runs(workload: SearchWorkload, partitions: int) -> tuple[SearchRun, ...]:
    """Run a workload on partitions, under each strategy.

    Args:
        workload: tweets and queries.
        partitions: how many, 1 to 256.

    Returns:
        What each did, in the order of SEARCH_STRATEGIES.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: partitions is out of range.

    Complexity: O(words + queries * partitions): for a widget, run it once for each number of
    partitions. What `search_costs` makes of that is O(partitions).

    >>> runs = search_runs(search_workload(tweets=1_000, queries=10), 4)
    >>> runs[0].by, runs[0].usual.messages, runs[2].postings_written.tolist()
    ('document', 8.0, [0.0, 0.0, 0.0, 10.0])
    """
    if not isinstance(workload, SearchWorkload):
        raise BadType(f"workload must be a SearchWorkload, got {workload!r:.80}")
    named = zip(SEARCH_STRATEGIES, strategies_of(partitions), strict=True)
    return tuple(_run(workload, by, strategy) for by, strategy in named)


def search_costs(runs: Sequence[SearchRun], hot: float) -> tuple[SearchCosts, ...]:
    """Say what each strategy costs if some of all queries are about the hot word of the hour.

    Args:
        runs: of `search_runs`.
        hot: their share, 0 to 1.

    Returns:
        A row for each run; `pandas.DataFrame(rows)` is a table of them.

    Raises:
        BadType: hot is no number.
        BadValue: hot is out of range.

    Complexity: O(runs * partitions).

    >>> runs = search_runs(search_workload(tweets=1_000, queries=10), 4)
    >>> [row.tweet_messages for row in search_costs(runs, hot=1) if row.by != "term"]
    [1.0, 1.0, 1.0]
    """
    share = float(check_number("hot", hot, 0, 1))
    return tuple(_costs(run, share) for run in runs)


def _drawn(chance: np.random.Generator, at: Ints, count: int) -> list[tuple[int, int]]:
    """Draw tweets, and how many words a query takes of each."""
    return [*zip(chance.choice(at, count).tolist(), chance.integers(1, 3, count).tolist())]


def _run(workload: SearchWorkload, by: str, strategy: SearchStrategy) -> SearchRun:
    search = PartitionedSearch(strategy)
    old = len(workload.ids) - workload.recent
    search.index(workload.ids[:old], workload.texts[:old])
    search.reset_counts()
    search.index(workload.ids[old:], workload.texts[old:])
    load, count = search.load(), workload.recent
    return SearchRun(
        by,
        load.write_messages / count,
        load.write_bytes / count,
        load.postings_written / count,
        _ask(search, workload.queries),
        _ask(search, workload.hot_queries),
    )


def _ask(search: PartitionedSearch, queries: Sequence[str]) -> Asked:
    search.reset_counts()
    work = [search.search(query, _PAGE).work for query in queries]
    load, count = search.load(), len(queries)
    return Asked(
        sum(each.partitions_asked for each in work) / count,
        sum(each.messages for each in work) / count,
        sum(each.bytes_moved for each in work) / count,
        load.requests.sum(axis=1) / count,
        load.postings_read / count,
    )


def _costs(run: SearchRun, hot: float) -> SearchCosts:
    def mixed(name: str) -> float:
        return float((1 - hot) * getattr(run.usual, name) + hot * getattr(run.hot, name))

    requests, read = (
        (1 - hot) * getattr(run.usual, name) + hot * getattr(run.hot, name)
        for name in ("requests", "postings_read")
    )
    written = run.postings_written
    return SearchCosts(
        run.by,
        len(written),
        mixed("asked"),
        mixed("messages"),
        mixed("bytes_moved"),
        run.tweet_messages,
        run.tweet_bytes,
        *(float(each.max() / each.mean()) for each in (written, requests, read)),
        *(float(each) for each in (written.max(), requests.max(), read.max(), read.sum())),
    )
