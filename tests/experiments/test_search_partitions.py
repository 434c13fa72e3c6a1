"""What queries and tweets cost on partitions: the numbers behind the widget."""

from typing import Any

import numpy as np
import pytest

from twitlab.errors import TwitlabError
from twitlab.experiments import (
    HOT_WORD,
    SEARCH_PARTITIONS,
    SEARCH_STRATEGIES,
    SearchCosts,
    SearchRun,
    SearchWorkload,
    search_costs,
    search_runs,
    search_workload,
    strategies_of,
)
from twitlab.search import ByDocument, ByDocumentInTime, ByTerm, ByTime, PartitionedSearch

HOUR = 3_600_000 << 22


@pytest.fixture(scope="module")
def workload() -> SearchWorkload:
    return search_workload(seed=3, tweets=2_000, queries=40)


@pytest.fixture(scope="module")
def runs(workload: SearchWorkload) -> dict[int, tuple[SearchRun, ...]]:
    return {partitions: search_runs(workload, partitions) for partitions in (1, 4, 16)}


def rows_of(runs: tuple[SearchRun, ...], hot: float = 0.5) -> dict[str, SearchCosts]:
    return {row.by: row for row in search_costs(runs, hot)}


def test_workload_has_a_word_that_is_hot_in_its_last_hour(workload: SearchWorkload) -> None:
    is_hot = np.array([HOT_WORD in text.split() for text in workload.texts])
    old = len(workload.ids) - workload.recent
    assert workload.recent == 500
    assert workload.ids[old] == workload.ids.max() // HOUR * HOUR == 63 * HOUR
    assert is_hot[:old].mean() < 0.01
    assert 0.25 < is_hot[old:].mean() < 0.35
    assert (np.diff(workload.ids) > 0).all()
    assert {query.split()[0] for query in workload.hot_queries} == {HOT_WORD}
    assert HOT_WORD not in " ".join(workload.queries).split()
    for queries in (workload.queries, workload.hot_queries):
        assert {len(query.split()) for query in queries} == {1, 2}


def test_every_query_of_a_workload_finds_something(workload: SearchWorkload) -> None:
    search = PartitionedSearch(ByTerm(2))
    search.index(workload.ids, workload.texts)
    assert all(len(search.search(query).ids) for query in workload.queries)
    assert all(len(search.search(query).ids) for query in workload.hot_queries)


def test_workload_follows_from_its_seed() -> None:
    first, again, other = (search_workload(seed, 1_000, 10) for seed in (1, 1, 2))
    assert (first.texts, first.queries, first.hot_queries) == (
        again.texts,
        again.queries,
        again.hot_queries,
    )
    assert first.texts != other.texts


@pytest.mark.parametrize("partitions", [1, 2, 3, 7, 12, 16, 64, 255, 256])
def test_each_strategy_has_as_many_partitions_as_asked_for(partitions: int) -> None:
    ids = np.append(np.arange(256 * 16) * (HOUR // 64), 64 * HOUR - 1)
    for strategy in strategies_of(partitions):
        search = PartitionedSearch(strategy)
        search.index(ids, ["x"] * len(ids))
        assert search.partitions == partitions


def test_partitions_in_time_are_as_many_as_times_or_fewer() -> None:
    for partitions, lanes in ((1, 1), (2, 1), (4, 2), (8, 2), (12, 3), (16, 4), (64, 8), (256, 16)):
        kinds = strategies_of(partitions)
        assert [*map(type, kinds)] == [ByDocument, ByTerm, ByTime, ByDocumentInTime]
        assert isinstance(kinds[3], ByDocumentInTime)
        assert kinds[3].partitions == lanes


def test_one_partition_makes_all_strategies_alike(runs: dict[int, tuple[SearchRun, ...]]) -> None:
    for row in search_costs(runs[1], 0.3):
        assert (row.partitions, row.asked, row.query_messages, row.tweet_messages) == (1, 1, 2, 1)
        assert row.write_skew == row.request_skew == row.read_skew == row.hottest_requests == 1
        assert row.all_read == row.hottest_read
        assert row.hottest_written == 10


def test_each_strategy_pays_at_another_place(runs: dict[int, tuple[SearchRun, ...]]) -> None:
    rows = rows_of(runs[16])
    assert (*rows,) == SEARCH_STRATEGIES
    document, term, time, both = rows.values()
    # By document: a query asks all, a tweet is written once, and nothing is hot.
    assert (document.asked, document.query_messages, document.tweet_messages) == (16, 32, 1)
    assert document.request_skew == 1
    assert document.write_skew < 2
    # By term: a query asks one or two, a tweet is written to most, and one partition is hot.
    assert 1 < term.asked < 2
    assert 2 < term.query_messages < 3
    assert 6 < term.tweet_messages < 10
    assert term.request_skew > 5
    # By time: the newest takes all writes, and is in every query.
    assert (time.write_skew, time.hottest_requests, time.tweet_messages) == (16, 1, 1)
    assert time.asked < document.asked
    # Both: the newest four share them.
    assert 4 <= both.write_skew < 6
    assert time.asked < both.asked < document.asked


def test_bytes_of_a_tweet_are_its_own(
    workload: SearchWorkload, runs: dict[int, tuple[SearchRun, ...]]
) -> None:
    rows = rows_of(runs[16])
    text_bytes = np.mean([*map(len, workload.texts[-workload.recent :])])
    for by in ("document", "time", "document in time"):
        assert rows[by].tweet_bytes == pytest.approx(16 + text_bytes)
    term = rows["term"]
    assert term.tweet_bytes == pytest.approx(8 * term.tweet_messages + 9 * 10)


def test_hot_word_burns_one_partition_by_term(runs: dict[int, tuple[SearchRun, ...]]) -> None:
    rows = [rows_of(runs[16], hot)["term"] for hot in (0, 0.5, 1)]
    shares = [row.hottest_requests for row in rows]
    assert shares == sorted(shares)
    assert shares[0] < 0.5
    assert shares[2] == 1
    documents = [rows_of(runs[16], hot)["document"].hottest_requests for hot in (0, 0.5, 1)]
    assert documents == [1, 1, 1]


def test_hot_word_is_new_so_fewer_times_are_asked(runs: dict[int, tuple[SearchRun, ...]]) -> None:
    usual, hot = (rows_of(runs[16], share)["time"].asked for share in (0, 1))
    assert hot < usual


def test_mix_lies_between_its_ends(runs: dict[int, tuple[SearchRun, ...]]) -> None:
    for usual, mixed, hot in zip(*(search_costs(runs[4], share) for share in (0, 0.25, 1))):
        for name in ("asked", "query_messages", "query_bytes"):
            ends = getattr(usual, name), getattr(hot, name)
            assert getattr(mixed, name) == pytest.approx(0.75 * ends[0] + 0.25 * ends[1])


def test_run_counts_what_a_search_counts(
    workload: SearchWorkload, runs: dict[int, tuple[SearchRun, ...]]
) -> None:
    search = PartitionedSearch(ByTerm(4))
    search.index(workload.ids, workload.texts)
    work = [search.search(query).work for query in workload.hot_queries]
    row = rows_of(runs[4], hot=1)["term"]
    assert row.query_bytes * len(work) == pytest.approx(sum(each.bytes_moved for each in work))
    read = search.load().postings_read
    assert row.hottest_read * len(work) == pytest.approx(read.max())
    assert row.all_read * len(work) == pytest.approx(read.sum())
    assert row.read_skew == pytest.approx(search.load().skew("postings_read"))


def test_bytes_of_a_query_grow_with_the_tweets_only_by_term() -> None:
    few, many = (
        rows_of(search_runs(search_workload(tweets=tweets, queries=40), 16))
        for tweets in (2_000, 20_000)
    )
    assert many["term"].query_bytes > 4 * few["term"].query_bytes
    assert many["document"].query_bytes < 4 * few["document"].query_bytes


def test_partitions_of_the_knob_are_powers_of_two() -> None:
    assert [1 << at for at in range(7)] == [*SEARCH_PARTITIONS]


LOOSE: Any = search_runs


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: search_workload(-1), "seed must be from 0"),
        (lambda: search_workload(tweets=999), "tweets must be from 1000 to"),
        (lambda: search_workload(queries=9), "queries must be from 10 to"),
        (lambda: strategies_of(0), "partitions must be from 1 to 256, got 0"),
        (lambda: strategies_of(257), "partitions must be from 1 to 256, got 257"),
        (lambda: LOOSE(None, 4), "workload must be a SearchWorkload, got None"),
        (lambda: search_costs((), 1.1), "hot must be from 0 to 1, got 1.1"),
        (lambda: search_costs((), float("nan")), "hot must be finite"),
    ],
)
def test_refusal_says_what_is_allowed(call: Any, message: str) -> None:
    with pytest.raises(TwitlabError, match=message):
        call()
