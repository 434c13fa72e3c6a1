"""A search of partitions finds what one index finds, and says what was asked, sent and read."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from twitlab.errors import TwitlabError
from twitlab.ids import EPOCH_MS, MAX_ID
from twitlab.search import (
    AnotherText,
    ByDocument,
    ByDocumentInTime,
    ByTerm,
    ByTime,
    ListMove,
    PartitionedSearch,
    PlainSearch,
    SearchIndex,
    SearchStrategy,
    tokens,
)

HOUR = 3_600_000 << 22
NOON = (int(datetime(2012, 3, 11, 12, tzinfo=UTC).timestamp()) * 1000 - EPOCH_MS) << 22
STRATEGIES = (ByDocument(3), ByTerm(3), ByTime(5 * HOUR), ByDocumentInTime(2, 7 * HOUR))

few = st.integers(1, 5)
spans = st.sampled_from([HOUR, 5 * HOUR, 2**63 - 1, 2**63])
kinds = pytest.mark.parametrize(
    "strategies",
    [
        st.builds(ByDocument, few),
        st.builds(ByTerm, few | st.just(40)),
        st.builds(ByTime, spans),
        st.builds(ByDocumentInTime, few, spans),
    ],
    ids=["document", "term", "time", "document in time"],
)
WORDS = ("a", "b", "c", "goal", "#goal", "@ann", "東京", "don't")

ids = st.sampled_from([*(NOON + hour * HOUR + 7 for hour in range(-8, 9)), 0, MAX_ID])
texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
posts = st.lists(st.tuples(ids, texts, st.integers(1, 3)), min_size=1, max_size=8)
terms = st.sampled_from([*WORDS, '"a b"', '"b a a"', '"goal goal"', "from:1", "from:3", "nothing"])
moments = st.sampled_from(["since:2012-03-11", "since:2012-03-11T14:00", "until:2012-03-11T10:00"])


def queries() -> st.SearchStrategy[str]:
    """Draw queries: words with AND, OR, - and moments, and such queries in parentheses."""

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        part = st.one_of(terms, inner.map(lambda query: f"({query})"))
        without = st.lists(part.map(lambda query: f"-{query}"), max_size=2)
        times = st.lists(moments, max_size=1)
        every = st.tuples(st.lists(part, min_size=1, max_size=3), without, times)
        joined = every.map(lambda lists: " ".join(chain(*lists)))
        return st.one_of(joined, st.lists(joined, min_size=2, max_size=3).map(" OR ".join))

    return st.recursive(terms, larger, max_leaves=6)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("index"), posts),
        st.tuples(st.just("delete"), st.lists(ids, min_size=1, max_size=3)),
        st.tuples(st.just("search"), queries()),
    ),
    min_size=2,
    max_size=10,
)


def do(search: Any, step: tuple[str, Any], n: int) -> object:
    """Take one step, and give what came of it; all pages of a search."""
    kind, what = step
    if kind == "search":
        return [page.tolist() for page in pages(search, what, n)]
    try:
        if kind == "delete":
            return search.delete(np.array(what))
        columns = [*zip(*what, strict=True)]
        return search.index(np.array(columns[0]), columns[1], np.array(columns[2]))
    except AnotherText:
        return "refused"  # which of several ids is named may differ


def pages(search: Any, query: str, n: int) -> Iterator[Any]:
    """Give all pages of a query, one after the other."""
    page = search.search(query, n)
    yield page.ids
    while page.cursor is not None:
        page = search.search(query, n, page.cursor)
        yield page.ids


@kinds
@given(data=st.data(), steps=STEPS, n=st.sampled_from([1, 2, 20]))
def test_partitions_find_what_one_index_finds(
    strategies: st.SearchStrategy[SearchStrategy],
    data: st.DataObject,
    steps: list[tuple[str, Any]],
    n: int,
) -> None:
    strategy = data.draw(strategies, label="strategy")
    search, plain, index = PartitionedSearch(strategy, 2, seed=5), PlainSearch(), SearchIndex()
    for step in [*steps, ("search", "a"), ("search", 'goal OR "a b"')]:
        expected = do(plain, step, n)
        assert do(search, step, n) == expected == do(index, step, n)
        search.check_invariants()
        assert len(search) == len(index)


def dense(search: Any) -> Any:
    """Give a search of 300 tweets, in which all words meet, some of them deleted."""
    chance = np.random.default_rng(8)
    said = [" ".join(chance.choice(WORDS, chance.integers(1, 5))) for _ in range(300)]
    times = chance.permutation(np.arange(-150, 150)) * (HOUR // 18) + NOON
    search.index(times, said, chance.integers(1, 4, 300))
    search.delete(times[::7])
    return search


DENSE = [dense(PartitionedSearch(strategy)) for strategy in STRATEGIES]
ORACLE = dense(PlainSearch())


@given(query=queries(), n=st.sampled_from([1, 7, 300]))
def test_query_of_any_form_finds_what_one_index_finds(query: str, n: int) -> None:
    expected = [page.tolist() for page in islice(pages(ORACLE, query, n), 3)]
    for search in DENSE:
        assert [page.tolist() for page in islice(pages(search, query, n), 3)] == expected


@pytest.mark.parametrize("search", DENSE, ids=lambda search: repr(search.strategy))
@pytest.mark.parametrize(
    "query",
    [
        "a since:2012-03-11T14:00",
        "a b until:2012-03-11T14:00",
        "(a since:2012-03-11T14:00) OR (b until:2012-03-11T10:00)",
        "(a since:2012-03-11T14:00) c since:2012-03-11T10:00",
        "(a since:2012-03-11T10:00) since:2012-03-11T14:00",
        "(a until:2012-03-11T14:00) until:2012-03-11T10:00",
        "a -(b since:2012-03-11T14:00)",
        '"a b" since:2012-03-11T16:00 until:2012-03-11T13:00',
        "(a OR b) (c OR goal) -#goal",
        '"goal goal" -"a b"',
    ],
)
def test_query_with_moments_and_parentheses_finds_what_one_index_finds(
    search: PartitionedSearch, query: str
) -> None:
    assert search.search(query, 300).ids.tolist() == ORACLE.search(query, 300).ids.tolist()


@kinds
@given(data=st.data(), tweets=posts, query=queries())
def test_page_without_some_partitions_is_part_of_the_whole_and_says_so(
    strategies: st.SearchStrategy[SearchStrategy],
    data: st.DataObject,
    tweets: list[tuple[int, str, int]],
    query: str,
) -> None:
    strategy = data.draw(strategies, label="strategy")
    tweets = [*{id_: (id_, text, user_id) for id_, text, user_id in tweets}.values()]
    search = PartitionedSearch(strategy)
    do(search, ("index", tweets), 1)
    whole = search.search(query)
    away = data.draw(st.sets(st.integers(0, search.partitions - 1)), label="away")
    for partition in away:
        search.take_down(partition)
    left = search.search(query)
    assert {*left.ids.tolist()} <= {*whole.ids.tolist()}
    assert {*left.missing} <= away
    assert away.isdisjoint(left.work.asked)
    if left.is_whole:
        assert left.ids.tolist() == whole.ids.tolist()
        assert left.work == whole.work
    for partition in away:
        search.bring_back(partition)
    assert search.search(query).ids.tolist() == whole.ids.tolist()


@pytest.mark.parametrize(
    "strategy", [ByDocument(7), ByTerm(7), ByTime(2**41), ByDocumentInTime(3, 2**41)], ids=repr
)
def test_real_tweets_in_any_order_are_found_on_partitions(strategy: SearchStrategy) -> None:
    with gzip.open(real_data("tweets-one-evening.csv.gz"), "rt", encoding="utf-8") as file:
        said = {int(row["id"]): row["text"] for row in csv.DictReader(file)}
    chance = np.random.default_rng(4)
    order = chance.permutation(np.array([*said])[:4_000])
    search, index = PartitionedSearch(strategy), SearchIndex()
    for some in np.array_split(order, 5):
        columns = some, [said[id_] for id_ in some.tolist()]
        assert search.index(*columns) == index.index(*columns) == len(some)
    for id_ in chance.choice(order, 40).tolist():
        first, second, *_ = [
            f'"{word}"' for word in chance.permutation([*tokens(said[id_]), "a", "b"])
        ]
        for query in (first, f"{first} {second}", f"{first} OR {second}", f"{first} -{second}"):
            page, expected = search.search(query), index.search(query)
            assert page.ids.tolist() == expected.ids.tolist()
            assert page.cursor == expected.cursor


def owners_of(words: list[str], partitions: int) -> dict[str, int]:
    """Say which partition has each word."""
    owners = {}
    for word in words:
        search = PartitionedSearch(ByTerm(partitions))
        search.index(1, word)
        owners[word] = search.load().writes.tolist().index(1)
    return owners


# Of ByTerm(4) and seed 0: two words that share a partition, and a third one elsewhere.
LETTERS = [*"abcdefgh"]
OWNERS = owners_of(LETTERS, 4)
ONE = LETTERS[0]
SAME = next(word for word in LETTERS[1:] if OWNERS[word] == OWNERS[ONE])
ELSE = next(word for word in LETTERS if OWNERS[word] != OWNERS[ONE])
THIRD = next(word for word in LETTERS if OWNERS[word] not in (OWNERS[ONE], OWNERS[ELSE]))


def filled(strategy: SearchStrategy, replicas: int = 1) -> PartitionedSearch:
    """Give a search of 100 tweets: ONE in all, SAME and ELSE in every tenth, THIRD in none."""
    search = PartitionedSearch(strategy, replicas)
    said = [f"{ONE} {SAME} {ELSE}" if id_ % 10 == 0 else ONE for id_ in range(100)]
    assert search.index(np.arange(100), said) == 100
    return search


def test_query_by_document_asks_all_and_each_gives_a_page() -> None:
    search = filled(ByDocument(4))
    work = search.search(ONE, 5).work
    assert (work.asked, work.messages, work.moves) == ((0, 1, 2, 3), 8, ())
    assert work.bytes_moved == 4 * (1 + 12) + 4 * 5 * 8
    assert work.postings_read == search.load().postings_read.sum() == 20
    assert work.most_postings_read == search.load().postings_read.max() == 5


def test_query_of_one_term_asks_one_partition() -> None:
    work = filled(ByTerm(4)).search(ONE, 5).work
    assert (work.asked, work.messages, work.bytes_moved) == ((OWNERS[ONE],), 2, 13 + 40)
    assert (work.postings_read, work.most_postings_read) == (5, 5)


def test_term_that_nobody_wrote_is_asked_for_where_it_would_be() -> None:
    work = filled(ByTerm(4)).search(THIRD).work
    assert (work.asked, work.messages, work.postings_read) == ((OWNERS[THIRD],), 2, 0)


@pytest.mark.parametrize("query", [f"{ONE} {ELSE}", f"{ELSE} {ONE}"])
def test_shorter_list_of_two_moves_by_term(query: str) -> None:
    search = filled(ByTerm(4))
    page = search.search(query, 3)
    assert page.ids.tolist() == [90, 80, 70]
    assert page.work.moves == (ListMove(OWNERS[ELSE], OWNERS[ONE], 10),)
    assert page.work.asked == (OWNERS[ELSE], OWNERS[ONE])
    assert page.work.messages == 3
    assert page.work.bytes_moved == (3 + 12) + (3 + 12 + 10 * 8) + 3 * 8
    assert (page.work.postings_read, page.work.most_postings_read) == (110, 100)
    assert search.load().requests.sum() == 2


def test_what_is_left_of_two_lists_goes_on_to_the_third() -> None:
    search = filled(ByTerm(4))
    search.index(np.arange(100, 105), [f"{ONE} {ELSE} {THIRD}"] * 5)
    page = search.search(f"{ONE} {THIRD} {ELSE}")
    first, second, third = (OWNERS[word] for word in (THIRD, ELSE, ONE))
    assert page.work.moves == (ListMove(first, second, 5), ListMove(second, third, 5))
    assert (page.work.asked, page.work.messages) == ((first, second, third), 4)
    assert page.ids.tolist() == [104, 103, 102, 101, 100]


def test_shorter_list_moves_also_if_it_is_what_must_not_be_there() -> None:
    page = filled(ByTerm(4)).search(f"{ONE} -{ELSE}", 3)
    assert page.ids.tolist() == [99, 98, 97]
    assert page.work.moves == (ListMove(OWNERS[ELSE], OWNERS[ONE], 10),)


def test_only_the_time_asked_for_moves_by_term() -> None:
    assert filled(ByTerm(4)).search(f"{ONE} {ELSE}", 3, before=30).work.moves == (
        ListMove(OWNERS[ELSE], OWNERS[ONE], 3),
    )


def test_words_of_a_phrase_move_with_their_places_by_term() -> None:
    work = filled(ByTerm(4)).search(f'"{SAME} {ELSE}"', 3).work
    assert (work.messages, work.bytes_moved) == (3, (5 + 12) + (5 + 12 + 10 * 9) + 3 * 8)


def test_two_terms_of_one_partition_move_nothing() -> None:
    work = filled(ByTerm(4)).search(f"{ONE} {SAME}").work
    assert (work.partitions_asked, work.messages, work.moves) == (1, 2, ())


def test_list_that_is_much_longer_is_looked_up_by_term() -> None:
    search = PartitionedSearch(ByTerm(4))
    search.index(np.arange(100), [ONE] * 99 + [f"{ONE} {ELSE}"])
    assert search.search(f"{ONE} {ELSE}").work.postings_read == 2


def test_empty_intersection_asks_nobody_else() -> None:
    work = filled(ByTerm(4)).search(f"{THIRD} {ONE} {ELSE}").work
    assert (work.asked, work.messages) == ((OWNERS[THIRD],), 2)


def test_sides_of_or_respond_each_by_itself_by_term() -> None:
    work = filled(ByTerm(4)).search(f"{ONE} OR {ELSE} OR {SAME}", 5).work
    assert (work.asked, work.messages, work.moves) == ((OWNERS[ONE], OWNERS[ELSE]), 4, ())
    assert work.bytes_moved == 2 * (len("a OR b OR c") + 12) + 2 * 5 * 8
    assert work.postings_read == 15


@pytest.mark.parametrize(
    ("query", "n", "before", "asked"),
    [
        (ONE, 10, None, (4,)),
        (ONE, 20, None, (4,)),
        (ONE, 21, None, (4, 3)),
        (ONE, 20, 95, (4, 3)),
        (ONE, 20, 40, (1,)),
        (ELSE, 5, None, (4, 3, 2)),
        (THIRD, 1, None, (4, 3, 2, 1, 0)),
        (THIRD, 1, 0, ()),
    ],
)
def test_older_times_are_asked_only_while_the_page_is_not_full(
    query: str, n: int, before: int | None, asked: tuple[int, ...]
) -> None:
    work = filled(ByTime(20)).search(query, n, before).work
    assert (work.asked, work.messages) == (asked, 2 * len(asked))
    work = filled(ByDocumentInTime(3, 20)).search(query, n, before).work
    assert work.asked == tuple(3 * time + lane for time in asked for lane in range(3))


def test_older_times_are_asked_for_what_is_missing_only() -> None:
    work = filled(ByTime(20)).search(ONE, 21).work
    assert (work.bytes_moved, work.postings_read) == (2 * 13 + 21 * 8, 21)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("x since:2012-03-11T14:00", (2,)),
        ("x until:2012-03-11T13:00", (1, 0)),
        ("x since:2012-03-11T08:00 until:2012-03-11T13:00", (1,)),
        ("x OR y until:2012-03-11T07:00", (2, 1, 0)),
        ("(x since:2012-03-11T08:00) (x OR y)", (2, 1)),
        ("(x until:2012-03-11T07:00) x", (0,)),
        ("(x since:2012-03-11T14:00) OR (x since:2012-03-11T08:00)", (2, 1)),
        ("(x until:2012-03-11T07:00) OR (y until:2012-03-11T13:00)", (1, 0)),
    ],
)
def test_moments_of_a_query_choose_the_times(query: str, asked: tuple[int, ...]) -> None:
    search = PartitionedSearch(ByTime(6 * HOUR))
    # Ids count from 01:42:54 in the night, so times begin at 01:42, 07:42, 13:42 and 19:42.
    search.index(np.array([NOON - 5 * HOUR, NOON, NOON + 2 * HOUR]), ["x", "x", "x"])
    assert search.search(query).work.asked == asked


@pytest.mark.parametrize(("moment", "asked"), [("since", (1,)), ("until", (0,))])
def test_moment_between_two_times_asks_one_of_them(moment: str, asked: tuple[int, ...]) -> None:
    search = PartitionedSearch(ByTime(NOON))
    search.index(np.array([NOON - 1, NOON]), ["x", "x"])
    assert search.search(f"x {moment}:2012-03-11T12:00").work.asked == asked


@pytest.mark.parametrize("strategy", STRATEGIES, ids=repr)
def test_tweet_of_an_unknown_author_is_from_nobody(strategy: SearchStrategy) -> None:
    search = PartitionedSearch(strategy)
    search.index(1, "x")
    assert search.search("x").ids.tolist() == [1]
    assert search.search("from:0").ids.tolist() == []


def test_late_tweet_opens_a_partition_of_its_time() -> None:
    search = PartitionedSearch(ByTime(10))
    search.index(np.array([25, 31]), ["x", "x"])
    search.index(12, "x")
    assert search.load().tweets.tolist() == [1, 1, 1]
    assert search.search("x").work.asked == (1, 0, 2)


def test_tweet_is_written_once_by_document_and_to_each_term_by_term() -> None:
    text, copies = f"{ONE} {ONE} {SAME} {ELSE}", 2
    for strategy, writes, size in (
        (ByDocument(4), 1, 8 + 8 + len(text)),
        (ByTime(9), 1, 8 + 8 + len(text)),
        (ByTerm(4), 2, 2 * 8 + 4 * 9),
    ):
        search = PartitionedSearch(strategy, copies)
        search.index(20, text)
        load = search.load()
        assert load.writes.sum() == load.tweets.sum() == writes
        assert load.postings_written.sum() == 4
        assert (load.write_messages, load.write_bytes) == (copies * writes, copies * size)
    assert load.postings_written[[OWNERS[ONE], OWNERS[ELSE]]].tolist() == [3, 1]


@pytest.mark.parametrize("strategy", STRATEGIES, ids=repr)
def test_counts_do_not_depend_on_batches(strategy: SearchStrategy) -> None:
    at_once, singly = PartitionedSearch(strategy), PartitionedSearch(strategy)
    said = [f"{WORDS[at % 5]} {WORDS[at % 7]}" for at in range(60)]
    at_once.index(np.arange(60) * HOUR, said, 7)
    for at, text in enumerate(said):
        singly.index(at * HOUR, text, 7)
    for first, second in zip(fields(at_once), fields(singly), strict=True):
        assert np.array_equal(first, second)


def fields(search: PartitionedSearch) -> list[Any]:
    load = search.load()
    return [getattr(load, name) for name in type(load).__slots__]


@pytest.mark.parametrize(
    ("strategy", "messages"),
    [(ByDocument(4), 1), (ByTerm(4), 4), (ByTime(20), 1), (ByDocumentInTime(3, 20), 1)],
)
def test_deletion_goes_to_all_partitions_only_by_term(
    strategy: SearchStrategy, messages: int
) -> None:
    search = filled(strategy, replicas=2)
    search.reset_counts()
    assert search.delete(np.array([99, 99, 200])) == 1
    load = search.load()
    assert (load.write_messages, load.write_bytes) == (2 * messages, 2 * 8 * messages)
    assert search.search(ONE, 1).ids.tolist() == [98]
    assert search.delete(99) == 0
    assert search.load().write_messages == 2 * messages


def test_deleted_postings_are_passed_on_the_way_to_a_page() -> None:
    search = filled(ByTerm(4))
    search.delete(np.arange(90, 100))
    work = search.search(ONE, 5).work
    assert (work.postings_read, work.bytes_moved) == (15, 13 + 40)
    search.delete(np.arange(85))
    assert search.search(ONE, 5).ids.tolist() == [89, 88, 87, 86, 85]
    assert search.search(ONE, 5).work.postings_read == 15
    assert search.search(ONE, 6).work.postings_read == 100


def test_reads_go_round_the_replicas_that_are_there() -> None:
    search = filled(ByTerm(4), replicas=3)
    for _ in range(6):
        search.search(ONE)
    assert search.load().requests[OWNERS[ONE]].tolist() == [2, 2, 2]
    search.take_down(OWNERS[ONE], 1)
    for _ in range(6):
        assert search.search(ONE).is_whole
    assert search.load().requests[OWNERS[ONE]].tolist() == [5, 2, 5]
    assert search.load().requests.sum() == 12


def test_replica_gets_what_it_missed_before_it_answers_again() -> None:
    search = PartitionedSearch(ByDocument(1), replicas=2)
    search.index(1, "x")
    search.take_down(0, 1)
    search.take_down(0, 1)
    search.index(2, "x")
    assert search.load().write_messages == 3
    search.take_down(0, 0)
    search.index(3, "x")
    assert search.load().write_messages == 3
    assert (search.search("x").ids.tolist(), search.search("x").missing) == ([], (0,))
    search.bring_back(0, 1)
    assert search.load().write_messages == 5
    assert search.load().write_bytes == 5 * 17
    search.bring_back(0, 1)
    assert search.load().write_messages == 5
    assert search.search("x").ids.tolist() == [3, 2, 1]


def test_lost_partition_takes_its_share_of_each_answer_by_document() -> None:
    search = filled(ByDocument(4))
    found = []
    for partition in range(4):
        search.take_down(partition)
        page = search.search(ONE, 100)
        assert page.missing == (partition,)
        assert (page.work.partitions_asked, page.work.messages) == (3, 6)
        found += page.ids.tolist()
        search.bring_back(partition)
    assert sorted(found) == sorted([*range(100)] * 3)


@pytest.mark.parametrize(
    ("query", "found", "is_whole"),
    [
        (ONE, 100, True),
        (ELSE, 0, False),
        (f"{ONE} {ELSE}", 0, False),
        (f"{ONE} OR {ELSE}", 100, False),
        (f"{ONE} -{ELSE}", 0, False),
        (f"{ONE} ({SAME} OR {ELSE})", 10, False),
        (f'"{SAME} {ELSE}"', 0, False),
        (f"{ONE} -({SAME} {ELSE})", 0, False),
        (f"{ONE} -{SAME}", 90, True),
    ],
)
def test_lost_partition_takes_whole_answers_by_term(query: str, found: int, is_whole: bool) -> None:
    search = filled(ByTerm(4))
    search.take_down(OWNERS[ELSE])
    page = search.search(query, 100)
    assert (len(page.ids), page.is_whole) == (found, is_whole)


def test_lost_time_is_missed_only_where_it_is_asked_for() -> None:
    search = filled(ByTime(20))
    search.take_down(3)
    assert search.search(ONE, 20).is_whole
    page = search.search(ONE, 30)
    assert (page.missing, page.work.asked) == ((3,), (4, 2))
    assert page.ids.tolist() == [*range(99, 79, -1), *range(59, 49, -1)]


def test_hot_partition_is_seen_after_counts_are_reset() -> None:
    search = filled(ByTerm(4))
    for _ in range(9):
        search.search(ONE)
    assert search.load().hot("requests") == [OWNERS[ONE]]
    assert search.load().skew("requests") == 4
    assert search.load().hot("postings_written", 4) == []
    search.reset_counts()
    load = search.load()
    assert (load.skew("requests"), load.hot("requests")) == (1, [])
    assert load.write_messages == load.write_bytes == load.postings_written.sum() == 0
    assert load.postings_read.sum() == 0
    assert load.tweets[OWNERS[ONE]] == 100


def test_search_by_time_without_a_tweet_has_no_partition() -> None:
    search = PartitionedSearch(ByTime(20))
    page = search.search("x")
    assert (search.partitions, page.ids.tolist(), page.is_whole) == (0, [], True)
    assert search.load().skew("tweets") == 1
    assert search.load().requests.shape == (0, 1)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=repr)
@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([5, 300, 301], ["new", "new", "w " * 257]), "texts must have at most 256 words"),
        (([5, 300, 99], ["new", "new", "another"]), "tweet_ids must be new or have the text"),
        (([5, 300, 300], ["new", "new", "another"]), "tweet_ids must be new or have the text"),
        (([5, 300], ["new", "\ud800"]), "lone surrogate"),
        (([5, -1], ["new", "new"]), "tweet_ids must be from 0"),
        (([5, 300], ["new"]), "texts must have length 2"),
    ],
)
def test_batch_with_one_bad_tweet_is_not_taken(
    strategy: SearchStrategy, columns: tuple[list[int], list[str]], message: str
) -> None:
    search = PartitionedSearch(strategy)
    search.index(99, "old")
    before = fields(search)
    with pytest.raises(TwitlabError, match=message):
        search.index(np.array(columns[0]), columns[1])
    assert all(map(np.array_equal, fields(search), before))
    assert search.search("new").ids.tolist() == []
    search.check_invariants()


def test_more_times_than_there_may_be_partitions_are_refused() -> None:
    search = PartitionedSearch(ByDocumentInTime(65_536, 10))
    assert search.index(11, "x") == 1
    with pytest.raises(ValueError, match="in 65,536 partitions at most, got 131,072 with a span"):
        search.index(np.array([12, 20]), ["y", "y"])
    assert (search.partitions, len(search)) == (65_536, 1)
    assert search.index(12, "y") == 1


LOOSE: Any = PartitionedSearch
SEARCH: Any = filled(ByTerm(4), replicas=2)


@pytest.mark.parametrize(
    ("call", "builtin", "message"),
    [
        (lambda: LOOSE(None), TypeError, "strategy must be a ByDocument, ByTerm, ByTime or"),
        (lambda: LOOSE(ByTerm), TypeError, "strategy must be a ByDocument, ByTerm, ByTime or"),
        (lambda: LOOSE(ByTerm(2), 0), ValueError, "replicas must be from 1 to 64, got 0"),
        (lambda: LOOSE(ByTerm(2), 1.0), TypeError, "replicas must be an int, got 1.0"),
        (lambda: LOOSE(ByTerm(2), 1, -1), ValueError, "seed must be from 0 to"),
        (lambda: ByTerm(0), ValueError, "partitions must be from 1 to 65536, got 0"),
        (lambda: ByDocument(65_537), ValueError, "partitions must be from 1 to 65536, got 65537"),
        (lambda: ByTime(0), ValueError, "span must be from 1 to"),
        (lambda: ByTime(2**63 + 1), ValueError, "span must be from 1 to"),
        (lambda: ByDocumentInTime(0, 1), ValueError, "partitions must be from 1"),
        (lambda: ByDocumentInTime(1, 0), ValueError, "span must be from 1"),
        (lambda: SEARCH.take_down(4), ValueError, "partition must be one of the 4 there are"),
        (lambda: SEARCH.take_down(0, 2), ValueError, "replica must be 0 to 1, got 2"),
        (lambda: SEARCH.bring_back(-1), ValueError, "partition must be .*, got -1"),
        (lambda: SEARCH.bring_back(0, "0"), TypeError, "replica must be an int, got '0'"),
        (lambda: SEARCH.search(""), ValueError, "query, column 1: there is nothing"),
        (lambda: SEARCH.search(7), TypeError, "query must be a str"),
        (lambda: SEARCH.search("a", 0), ValueError, "n must be from 1 to 10000, got 0"),
        (lambda: SEARCH.search("a", 1, -1), ValueError, "before must be from 0"),
        (lambda: SEARCH.delete(-1), ValueError, "tweet_ids must be from 0"),
        (lambda: SEARCH.load().skew("reads"), ValueError, "of must be one of tweets, writes"),
        (lambda: SEARCH.load().hot("tweets", 0), ValueError, "times must be"),
    ],
)
def test_refusal_says_what_is_allowed(call: Any, builtin: type[Exception], message: str) -> None:
    before = fields(SEARCH)
    with pytest.raises(TwitlabError, match=message) as refused:
        call()
    assert isinstance(refused.value, builtin)
    assert all(map(np.array_equal, fields(SEARCH), before))
