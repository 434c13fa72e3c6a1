"""Hold the index to a scan of every text, to two engines, and to its promises in any order."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import regex
import tantivy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.help.needs import real_data
from tests.help.searches import (
    BEGIN,
    ID,
    QUERY,
    ROWS,
    SECONDS,
    TEXT,
    Asked,
    Row,
    columns,
    id_at,
)
from tests.help.stores import LAST, ints
from twitlab.errors import TwitlabError
from twitlab.search import AnotherText, BadQuery, PlainSearch, SearchIndex, fold, tokens
from twitlab.search import index as inner
from twitlab.tweet import TweetBatch
from twitlab.world import read_tweets_csv

Search = SearchIndex | PlainSearch


def pages(search: Search, query: str, n: int) -> list[int]:
    """Walk through all pages by their cursors."""
    found, page = [], search.search(query, n)
    found += page.ids.tolist()
    while page.cursor is not None:
        page = search.search(query, n, page.cursor)
        found += page.ids.tolist()
    return found


# Any order, any repetition


class AnyTweets(RuleBasedStateMachine):
    """Write to three searches, keep all tweets in a dict, and ask everything of both."""

    def __init__(self) -> None:
        super().__init__()
        self.index = SearchIndex(segment_tweets=12)
        self.bare = SearchIndex(segment_tweets=7, positions=False, seed=9)
        self.plain = PlainSearch()
        self.all: list[Search] = [self.index, self.bare, self.plain]
        self.rows: dict[int, Row] = {}
        self.deleted: set[int] = set()
        self.newest = id_at(SECONDS, 0)

    @property
    def live(self) -> list[Row]:
        return [row for row in self.rows.values() if row.id not in self.deleted]

    def take(self, rows: Sequence[Row]) -> None:
        new = {row.id: row for row in rows if row.id not in {*self.rows, *self.deleted}}
        for each in self.all:
            assert each.index(*columns(rows)) == len(new)
        self.rows |= new

    def known_or_new(self, rows: Sequence[Row]) -> list[Row]:
        """Give those that are known the text that they have."""
        return [self.rows.get(row.id, row) for row in rows]

    @rule(rows=ROWS)
    def write(self, rows: list[Row]) -> None:
        self.take(self.known_or_new(rows))

    @rule(rows=ROWS, newer=st.booleans())
    def write_one_by_one(self, rows: list[Row], newer: bool) -> None:
        for row in self.known_or_new(rows):
            self.take([self.newer(row.text) if newer else row])

    def newer(self, text: str) -> Row:
        self.newest += 1
        return Row(self.newest, text, 0)

    @precondition(lambda self: self.live)
    @rule(rows=ROWS, data=st.data(), author=st.booleans())
    def write_another_text(self, rows: list[Row], data: st.DataObject, author: bool) -> None:
        row = data.draw(st.sampled_from(self.live))
        other = Row(row.id, row.text, row.user + 1) if author else Row(row.id, "other", row.user)
        good = [each for each in self.known_or_new(rows) if each.id != row.id]
        at = data.draw(st.integers(0, len(good)))
        for each in self.all:
            with pytest.raises(AnotherText, match=f"got {row.id} with another"):
                each.index(*columns([*good[:at], other, *good[at:]]))

    @rule(ids=st.sets(ID, max_size=4))
    def delete(self, ids: set[int]) -> None:
        for each in self.all:
            found = each.delete(np.array([*ids, *ids], np.int64))
            assert found == len(ids & {row.id for row in self.live})
        self.deleted |= ids

    @rule()
    def seal(self) -> None:
        self.index.seal()
        self.bare.seal()

    @rule()
    def merge(self) -> None:
        self.index.merge()
        self.bare.merge()
        assert len(self.index.segments) == len(self.bare.segments) == min(len(self.rows), 1)

    @rule(asked=QUERY, n=st.integers(1, 4), meanwhile=st.lists(TEXT, max_size=3))
    def search(self, asked: Asked, n: int, meanwhile: list[str]) -> None:
        expected = asked.scan(self.live)
        found: list[int] = []
        cursor = None
        while True:
            full = [each.search(asked.text, n, cursor) for each in (self.index, self.plain)]
            assert full[0].ids.tolist() == full[1].ids.tolist()
            assert full[0].cursor == full[1].cursor
            if asked.has_phrase:
                with pytest.raises(ValueError, match="query must ask for single words"):
                    self.bare.search(asked.text, n, cursor)
            else:
                bare = self.bare.search(asked.text, n, cursor)
                assert (bare.ids.tolist(), bare.cursor) == (full[0].ids.tolist(), full[0].cursor)
            assert full[0].ids.dtype == np.int64
            found += full[0].ids.tolist()
            cursor = full[0].cursor
            if cursor is None:
                break
            if meanwhile:
                self.take([self.newer(meanwhile.pop())])
        assert found == expected

    @invariant()
    def nothing_is_broken(self) -> None:
        for index in (self.index, self.bare):
            index.check_invariants()
            assert len(index) == len(self.rows)


AnyTweets.TestCase.settings = settings(max_examples=50, stateful_step_count=20)


# small_sizes cannot reach a unittest case, so this runs it from a function.
def test_any_tweets_are_found_as_a_scan_finds_them() -> None:
    AnyTweets.TestCase("runTest").runTest()


@given(st.lists(ROWS, min_size=1, max_size=4), st.lists(QUERY, min_size=1, max_size=3), st.data())
def test_order_and_repetition_of_batches_make_no_difference(
    batches: list[list[Row]], asked: list[Asked], data: st.DataObject
) -> None:
    rows: dict[int, Row] = {}
    for batch in batches:
        batch[:] = [rows.setdefault(row.id, row) for row in batch]
    gone = data.draw(st.lists(st.sampled_from([id_at(0, 0), *rows]), max_size=3))
    steps: list[tuple[str, Any]] = [("index", columns(batch)) for batch in batches]
    steps += [("delete", ints(id_)) for id_ in gone]
    again = data.draw(st.lists(st.sampled_from(steps), max_size=4))
    answers = []
    for order in (steps, data.draw(st.permutations(steps + again))):
        index = SearchIndex(segment_tweets=4)
        for what, given_ in order:
            index.index(*given_) if what == "index" else index.delete(given_)
        index.check_invariants()
        answers.append([index.search(each.text).ids.tolist() for each in asked])
    live = [row for row in rows.values() if row.id not in gone]
    assert answers[0] == answers[1] == [each.scan(live)[:20] for each in asked]


@pytest.mark.parametrize("positions", [True, False])
def test_thousand_single_tweets_end_in_few_segments(positions: bool) -> None:
    index, order = SearchIndex(segment_tweets=300, positions=positions), [*range(1, 1_001)]
    for at in range(0, 1_000, 7):  # a little out of order, as ids are
        order[at : at + 7] = reversed(order[at : at + 7])
    most, live, gone = 0, set[int](), set[int]()
    for place, id_ in enumerate(order):
        assert index.index(id_, f"quake w{id_ % 10}", id_ % 3) == (id_ not in gone)
        live |= {id_} - gone
        if place % 100 == 50:  # of a merge that is under way, and one that is to come
            assert index.delete(ints(id_, id_ + 3)) == len(live & {id_, id_ + 3})
            gone |= {id_, id_ + 3}
            index.check_invariants()
        most = max(most, len(index.segments))
    index.check_invariants()
    expected = [id_ for id_ in range(1_000, 0, -1) if id_ in live - gone and id_ % 10 == 4]
    assert pages(index, "w4 quake", 7) == expected
    assert most < 30


# Engines


class Engines:
    """Give the same pre-tokenised tweets to SQLite's FTS5 and to Tantivy."""

    def __init__(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        self.ids, self.words = ids, [tokens(text) for text in texts]
        self.names: dict[str, str] = {}
        said = [" ".join(self.name(word) for word in words) for words in self.words]
        self.sqlite = sqlite3.connect(":memory:")
        self.sqlite.execute("CREATE VIRTUAL TABLE t USING fts5(said, content='')")
        self.sqlite.executemany("INSERT INTO t (rowid, said) VALUES (?, ?)", zip(ids, said))
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("id", stored=True, fast=True)
        schema.add_text_field("said", tokenizer_name="whitespace")
        self.tantivy = tantivy.Index(schema.build())
        writer = self.tantivy.writer(15_000_000, 1)
        for id_, text in zip(ids, said):
            writer.add_document(tantivy.Document(id=id_, said=text))
        writer.commit()
        writer.wait_merging_threads()
        self.tantivy.reload()

    def name(self, word: str) -> str:
        """Give a word of letters, which no tokenizer takes apart."""
        return self.names.setdefault(word, f"w{len(self.names)}")

    def by_sqlite(self, query: str) -> list[int]:
        asked = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid DESC LIMIT 20"
        return [id_ for (id_,) in self.sqlite.execute(asked, (query,))]

    def by_tantivy(self, query: str) -> list[int]:
        searcher = self.tantivy.searcher()
        found = searcher.search(self.tantivy.parse_query(query, ["said"]), 20, order_by_field="id")
        return [searcher.doc(address)["id"][0] for _, address in found.hits]


def evening() -> tuple[np.ndarray[Any, Any], Sequence[str]]:
    rows = read_tweets_csv(real_data("tweets-one-evening.csv.gz"))
    assert rows.texts is not None
    assert rows.tweet_ids is not None
    return rows.tweet_ids, rows.texts


@pytest.mark.usefixtures("usual_sizes")
def test_real_evening_is_found_as_two_engines_find_it() -> None:
    ids, texts = evening()
    index = SearchIndex(segment_tweets=5_000)
    for at in range(0, len(ids), 700):
        index.index(ids[at : at + 700], texts[at : at + 700])
    index.check_invariants()
    engines = Engines(ids.tolist(), texts)
    ranked = sorted(engines.names, key=lambda word: int(engines.names[word][1:]))
    rng = np.random.default_rng(1)
    some = [ranked[at] for at in (len(ranked) * rng.random(300) ** 3).astype(int)]
    a_text = rng.integers(0, len(texts), 300).tolist()
    found = 0
    with closing(engines.sqlite):
        for one, other, at in zip(some[::2], some[1::2], a_text):
            words = engines.words[at][:3] or [one]
            a, b = engines.name(one), engines.name(other)
            phrase = " ".join(map(engines.name, words))
            for ours, sqlite, theirs in (
                (f'"{one}" "{other}"', f"{a} AND {b}", f"{a} AND {b}"),
                (f'"{one}" OR "{other}"', f"{a} OR {b}", f"{a} OR {b}"),
                (f'"{one}" -"{other}"', f"{a} NOT {b}", f"+{a} -{b}"),
                (f'"{" ".join(words)}"', f'"{phrase}"', f'"{phrase}"'),
            ):
                answer = index.search(ours).ids.tolist()
                assert answer == engines.by_sqlite(sqlite) == engines.by_tantivy(theirs)
                found += len(answer)
    assert found > 1_000


@pytest.mark.usefixtures("usual_sizes")
def test_real_evening_late_twice_and_deleted_is_found_as_plain_finds_it() -> None:
    ids, texts = evening()
    rng = np.random.default_rng(2)
    index, plain = SearchIndex(segment_tweets=4_000, positions=False), PlainSearch()
    order = np.argsort(np.arange(len(ids)) + rng.normal(0, 300, len(ids)))
    for at in range(0, len(ids), 1_000):
        some = order[max(at - 100, 0) : at + 1_000]  # a tenth of each batch comes again
        said = [texts[each] for each in some.tolist()]
        users = ids[some] % 50
        assert index.index(ids[some], said, users) == plain.index(ids[some], said, users)
        gone = rng.choice(ids, 20)
        assert index.delete(gone) == plain.delete(gone)
    index.check_invariants()
    lists = sorted(plain._lists, key=lambda term: (len(plain._lists[term]), term), reverse=True)
    asked = [term for term in lists[:400:7] + lists[400::701] if term[0] in "#@" or term.isalnum()]
    asked += [f"{one} {other}" for one, other in pairwise(asked)]
    asked += ["from:7", f"{asked[0]} -{asked[1]} from:8", f"{asked[2]} OR {asked[9]} OR from:9"]
    for query in asked:
        if index_can(query):
            ours, theirs = index.search(query, 50), plain.search(query, 50)
            assert (ours.ids.tolist(), ours.cursor) == (theirs.ids.tolist(), theirs.cursor)
    assert len(asked) > 100


def index_can(query: str) -> bool:
    """Say whether no word of it is several, as 東京 is."""
    return all(len(tokens(word)) == 1 for word in query.split())


# Tags and mentions


def published() -> dict[str, list[dict[str, Any]]]:
    """Give twitter-text's cases for mentions and hashtags."""
    text = real_data("twitter-text/extract.yml").read_text(encoding="utf-8")
    groups: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)["tests"]
    return groups


@pytest.mark.parametrize(
    ("group", "sign"), [("mentions", "@"), ("hashtags", "#"), ("hashtags_from_astral", "#")]
)
def test_published_tags_and_mentions_are_found_and_no_others(group: str, sign: str) -> None:
    cases = published()[group]
    index = SearchIndex()
    index.index(np.arange(len(cases)), [case["text"] for case in cases])
    named = [{*map(fold, case["expected"])} for case in cases]
    # Whatever could be taken for one: each run of letters and digits in all texts.
    candidates = {each for case in cases for each in regex.findall(r"\w+", case["text"])}
    candidates |= {each for case in cases for each in case["expected"]}
    looked_for = set()
    for name in candidates:
        expected = [at for at, names in enumerate(named) if fold(name) in names]
        try:
            found = index.search(sign + name, 100).ids.tolist()
        except BadQuery:  # as #1 is no hashtag
            found = []
        assert found == expected[::-1]
        looked_for |= {fold(name)} if expected else set()
    assert looked_for == set().union(*named) != set()


# Bad input


def small(positions: bool) -> SearchIndex:
    index = SearchIndex(segment_tweets=4, positions=positions)
    index.index(np.arange(1, 7), ["big quake", "a b", "quake", "東京", "#jazz @ann", "quake"], 7)
    index.delete(3)
    return index


def state(search: Search) -> list[Any]:
    """Ask what must not change."""
    size = len(search) if isinstance(search, SearchIndex) else 0
    queries = ("quake", "new", "good", "from:7", "from:0", "#jazz", "a")
    return [size, *(search.search(query, 100).ids.tolist() for query in queries)]


BAD_BATCHES: list[tuple[Any, Any, Any, str]] = [
    (True, "new", 0, "tweet_ids must be an int"),
    (-1, "new", 0, "tweet_ids must be from 0"),
    (2**63, "new", 0, "tweet_ids must be from 0"),
    (ints(10, 11, 12), ["good new", "new", 7], 0, "texts must be a str, got int"),
    (ints(10, 11, 12), ["good new", "new \ud83d", "good"], 0, "no lone surrogates"),
    (ints(10, 11, 12), ["good", "new " * 257, "good"], 0, "at most 256 words, got 257 in 11"),
    (ints(10, 11, 12), ["good", "new " * 250_000, "good"], 0, "at most 10,000 characters"),
    (np.arange(10, 40), ["good"] * 29 + ["東" * 257], 0, "at most 256 words, got 257 in 39"),
    (ints(10, 11), ["good", "new", "new"], 0, "texts must have length 2"),
    (ints(10, 11), ["good", "new"], ints(0, 0, 0), "user_ids must have length 2"),
    (ints(10, 11), ["good", "new"], ints(0, -1), "user_ids must be from 0"),
    (ints(10, 4), ["good new", "new"], 7, "got 4 with another"),
    (ints(10, 4), ["good new", "東京"], 0, "got 4 with another"),
    (ints(10, 11, 10), ["good", "good", "new"], 0, "got 10 with another"),
]


@pytest.mark.parametrize("make", [lambda: small(True), lambda: small(False), PlainSearch])
@pytest.mark.parametrize(("ids", "texts", "users", "message"), BAD_BATCHES)
def test_bad_batch_is_refused_and_nothing_of_it_taken(
    make: Callable[[], Search], ids: Any, texts: Any, users: Any, message: str
) -> None:
    search = make()
    if isinstance(search, PlainSearch):
        search.index(ints(1, 4), ["quake", "東京"], 7)
    before = state(search)
    with pytest.raises(TwitlabError, match=message):
        search.index(ids, texts, users)
    assert state(search) == before
    # And what was good in it can come.
    assert search.index(10, "good new", 0) == 1


@pytest.mark.parametrize(
    ("call", "arguments", "builtin", "message"),
    [
        ("search", ("quake", 0), ValueError, "n must be from 1 to 10000, got 0"),
        ("search", ("quake", 10_001), ValueError, "n must be from 1 to 10000, got 10001"),
        ("search", ("quake", 2.0), TypeError, "n must be an int, got 2.0"),
        ("search", ("quake", True), TypeError, "n must be an int, got True"),
        ("search", ("quake", None), TypeError, "n must be an int, got None"),
        ("search", ("quake", 1, -1), ValueError, f"before must be from 0 to {LAST}, got -1"),
        ("search", ("quake", 1, LAST + 1), ValueError, f"before must be from 0 to {LAST}"),
        ("search", ("quake", 1, "5"), TypeError, "before must be an int, got '5'"),
        ("search", ("",), ValueError, "query, column 1: there is nothing"),
        ("search", ("-quake",), ValueError, "query, column 1: a - only leaves out"),
        ("search", (7,), TypeError, "query must be a str, got int"),
        ("search", (["quake"],), TypeError, "query must be a str, got list"),
        ("delete", (-1,), ValueError, "tweet_ids must be from 0"),
        ("delete", (2**63,), ValueError, "tweet_ids must be from 0"),
        ("delete", (True,), TypeError, "tweet_ids must be an int"),
        ("delete", ([6],), TypeError, "tweet_ids must be an int"),
        ("delete", (np.array([6, -1]),), ValueError, "tweet_ids must be from 0"),
    ],
)
def test_bad_call_is_refused_and_changes_nothing(
    call: str, arguments: tuple[Any, ...], builtin: type, message: str
) -> None:
    index = small(True)
    before = state(index)
    with pytest.raises(TwitlabError, match=message) as caught:
        getattr(index, call)(*arguments)
    assert isinstance(caught.value, builtin)
    assert state(index) == before


@pytest.mark.parametrize(
    ("settings", "builtin", "message"),
    [
        ({"segment_tweets": 0}, ValueError, "segment_tweets must be from 1 to 8388608, got 0"),
        ({"segment_tweets": 2**23 + 1}, ValueError, "segment_tweets must be from 1 to 8388608"),
        ({"segment_tweets": 5.0}, TypeError, "segment_tweets must be an int"),
        ({"positions": 1}, TypeError, "positions must be True or False, got 1"),
        ({"seed": -1}, ValueError, "seed must be from 0 to"),
        ({"seed": 2**63}, ValueError, "seed must be from 0 to"),
    ],
)
def test_absurd_settings_are_refused(settings: dict[str, Any], builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        SearchIndex(**settings)
    assert isinstance(caught.value, builtin)


@pytest.mark.parametrize("query", ['"a b"', "東京", "a OR (b -t.co/x)", 'a -"b c"', "http://t.co"])
def test_index_without_positions_refuses_what_needs_them(query: str) -> None:
    index = small(False)
    with pytest.raises(ValueError, match="query must ask for single words where no"):
        index.search(query)
    assert small(True).search(query) is not None


# What an answer says


def test_empty_index_answers() -> None:
    index = SearchIndex()
    index.seal()
    index.merge()
    assert index.index(ints(), []) == index.delete(ints()) == index.delete(5) == len(index) == 0
    page = index.search("quake")
    assert (page.ids.tolist(), page.cursor) == ([], None)
    assert (page.work.segments, page.work.postings_read, page.work.stopped_early) == (0, 0, False)
    index.check_invariants()


def test_ids_at_their_limits_are_found() -> None:
    index = SearchIndex()
    index.index(ints(0, LAST), ["quake", "quake"], ints(0, LAST))
    assert pages(index, "quake", 1) == [LAST, 0]
    assert index.search("quake", before=LAST).ids.tolist() == [0]
    assert index.search("quake", before=0).ids.tolist() == []
    assert index.search(f"from:{LAST}").ids.tolist() == [LAST]
    assert index.search("quake since:2080-07-10").ids.tolist() == [LAST]
    assert index.search("quake until:2010-11-05").ids.tolist() == [0]
    assert index.delete(LAST) == 1
    assert index.search("quake").ids.tolist() == [0]


def test_batch_that_all_parts_take_is_indexed() -> None:
    batch = TweetBatch(ints(20, 29), ints(7, 8), texts=["big quake", "quake @ann"])
    index, other = SearchIndex(), SearchIndex()
    assert index.index(batch) == 2
    other.index(batch.ids, batch.texts, batch.user_ids)
    for query in ("quake", "from:8", "@ann"):
        assert index.search(query).ids.tolist() == other.search(query).ids.tolist() != []
    assert index.index(batch) == 0


def test_work_counts_segments_until_the_page_is_full() -> None:
    index = SearchIndex(segment_tweets=5)
    index.index(np.arange(100), ["quake a"] * 50 + ["quake b"] * 50)
    assert len(index.segments) == 20
    work = index.search("quake", 7).work
    # All five of the newest, and of the next the two that were missing.
    assert (work.segments, work.postings_read, work.stopped_early) == (2, 7, True)
    # Only the older half has the word: the newer ones are opened, and have nothing to read.
    work = index.search("a", 7).work
    assert (work.segments, work.postings_read, work.stopped_early) == (12, 7, True)
    work = index.search("quake", 7, before=3).work
    assert (work.segments, work.postings_read, work.stopped_early) == (1, 3, False)
    assert index.search("quake", 100).work.segments == 20


def test_late_tweet_is_found_in_its_place() -> None:
    index = SearchIndex(segment_tweets=4)
    index.index(np.arange(10, 90, 10), ["quake"] * 8)
    index.index(ints(15, 45, 85, 5), ["quake late"] * 4)
    expected = [85, 80, 70, 60, 50, 45, 40, 30, 20, 15, 10, 5]
    for n in (1, 3, 20):
        assert pages(index, "quake", n) == expected
    assert index.search("late", 2).ids.tolist() == [85, 45]


def test_segment_is_never_changed_by_what_comes_later() -> None:
    index = SearchIndex(segment_tweets=4)
    index.index(np.arange(10), ["quake"] * 10)
    old = index.segments
    copies: list[list[Any]] = [[column.tolist() for column in each.columns()] for each in old]
    index.delete(ints(1, 2))
    index.index(np.arange(10, 30), ["quake"] * 20)
    index.seal()
    index.merge()
    columns_now: list[list[Any]] = [[*each.columns()] for each in old]
    assert [[column.tolist() for column in each] for each in columns_now] == copies


def test_seal_begins_a_new_segment_and_merge_makes_one_of_all() -> None:
    index = SearchIndex(segment_tweets=100)
    index.index(ints(1, 2), ["quake", "quake"])
    index.index(ints(3), ["quake"])
    index.seal()
    assert [len(each) for each in index.segments] == [3]
    index.index(ints(4), ["quake"])
    assert [len(each) for each in index.segments] == [1, 3]
    index.merge()
    assert [len(each) for each in index.segments] == [4]
    assert pages(index, "quake", 3) == [4, 3, 2, 1]


def test_merge_gives_back_the_room_of_deleted_postings() -> None:
    index = SearchIndex()
    index.index(np.arange(100), [f"quake w{at}" for at in range(100)])
    index.seal()
    before = index.nbytes
    index.delete(np.arange(0, 100, 2))
    index.index(100, "quake")
    index.merge()
    assert index.nbytes < before
    assert sum(len(each.postings) for each in index.segments) == 101


def test_time_of_a_moment_is_that_of_ids() -> None:
    index = SearchIndex()
    index.index(ints(id_at(0, 0) - 1, id_at(0, 0), id_at(1, 0)), ["quake"] * 3)
    moment = f"{BEGIN:%Y-%m-%dT%H:%M:%S}"
    assert index.search(f"quake since:{moment}").ids.tolist() == [id_at(1, 0), id_at(0, 0)]
    assert index.search(f"quake until:{moment}").ids.tolist() == [id_at(0, 0) - 1]


def test_segments_are_never_larger_than_their_tweets_can_be_numbered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inner, "MAX_TWEETS", 200)
    index = SearchIndex(segment_tweets=100)
    rng = np.random.default_rng(1)
    at = 0
    while at < 2_000:
        count = int(rng.integers(1, 60))
        index.index(np.arange(at, at + count), ["quake"] * count)
        at += count
        assert max(map(len, index.segments)) <= 200
        if rng.random() < 0.05:
            index.seal()
    index.merge()
    index.check_invariants()
    assert max(map(len, index.segments)) <= 200
    assert len(index.segments) < 20
    assert len(index.search("quake", 10_000).ids) == at
