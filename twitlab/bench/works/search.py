"""Search: batches indexed and queries answered, on the same index, against FTS5 and Tantivy.

All times are of processors, not of the clock: Tantivy writes in a thread of its own. Each contest
asks its queries of indexes that the contests of indexing have built, with the settings they had:
as they lie after the last batch, or merged into one. Where words are drawn, no query is asked
twice: the part keeps what it read of a query, and how much that saves is a fact of its own. A word
comes again beside another one: then the part knows where it is in the sealed segments.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import cycle
from typing import Any, Final

import numpy as np

from twitlab.bench.harness import Bench, Contest, Fact, Missing, Work, peer
from twitlab.bench.search_engines import (
    PAGE,
    Asked,
    Engine,
    Fts5,
    Kind,
    Ours,
    fts5_of,
    ours_of,
    tantivy_bytes,
    tantivy_lines,
    tantivy_merged,
    tantivy_of,
)
from twitlab.bench.search_texts import Texts, any_script, short_ascii

TWEETS: Final = 2_000_000
RANKS: Final = (10, 2_000)
ROUNDS: Final = 5
SHORT, LONG = 8, 12  # words in a tweet
SEGMENTS: Final = 16
USUAL: Final = 1 << 20  # tweets in a segment, if nothing is said
TWEETS_PER_S, QUERIES_PER_S = 850, 13_000  # Twitter, 2010 (figures 45 and 46)
_TOO_LATE_NS: Final = 1_000_000_000
SQLITE: Final = f"sqlite {sqlite3.sqlite_version} FTS5"


@dataclass
class Indexes:
    """Hold the indexes of some tweets: those built last, and, once asked for, merged ones."""

    texts: Texts
    batch: int
    positions: bool
    built: dict[str, Engine] = field(default_factory=dict)
    is_merged: bool = False

    @property
    def segment_tweets(self) -> int:
        """So many that sixteen segments are full: a whole number of batches."""
        return max(len(self.texts) // (SEGMENTS * self.batch), 1) * self.batch

    @cached_property
    def lines(self) -> list[str]:
        """Write the tweets for Tantivy."""
        return tantivy_lines(self.texts)

    def ours(self) -> Engine:
        """Index all with the part."""
        self.built["ours"] = made = ours_of(
            self.texts, self.batch, self.segment_tweets, self.positions
        )
        return made

    def fts5(self) -> Engine:
        """Index all with SQLite."""
        self.built["fts5"] = made = fts5_of(self.texts, self.batch, self.positions)
        return made

    def tantivy(self) -> Engine:
        """Index all with Tantivy."""
        self.built["tantivy"] = made = tantivy_of(self.lines, self.batch, self.positions)
        return made

    def get(self, name: str) -> Engine:
        """Give the index that was built last; build it if none was."""
        if name not in self.built:
            getattr(self, name)()
        return self.built[name]

    def merge(self) -> None:
        """Make one segment of each; Tantivy's is built anew, as it cannot be told to."""
        if self.is_merged:
            return
        self.is_merged = True
        ours, fts5 = self.get("ours"), self.get("fts5")
        assert isinstance(ours, Ours)
        assert isinstance(fts5, Fts5)
        ours.index.merge()
        fts5.merge()
        if "tantivy" in self.built:
            self.built["tantivy"] = tantivy_merged(self.lines, self.positions)


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; in full they take some fifteen minutes and 4 GB."""
    tweets, batch, words, asked = (
        (6_400, 400, 4_000, 20) if quick else (TWEETS, 10_000, 200_000, 500)
    )
    short = Indexes(short_ascii(tweets, SHORT, words), batch, positions=False)
    # Half as many: its peers take a minute for two million, and each is timed five times.
    mixed = Indexes(any_script(tweets // 2, LONG, words), batch, positions=True)
    return [
        _indexed(short, f"in ASCII, {SHORT} words each, without positions"),
        *_asked(short, asked, "as the segments lie")[:2],
        *_asked(short, asked, "merged", merge=True),
        _indexed(mixed, f"in any script, {LONG} words each, tags, names and positions"),
        *_phrases(mixed, asked),
    ]


def _indexed(indexes: Indexes, what: str) -> Contest:
    """Index everything from nothing, in batches that can be searched at once."""
    queries = _queries(indexes, 50, 1, "and", 2)

    def facts() -> Sequence[Fact]:
        return [*_sizes(indexes), *([] if indexes.positions else _both_at_once(indexes))]

    return Contest(
        title=f"{len(indexes.texts):,} tweets {what}, batches of {indexes.batch:,}, CPU time",
        unit="tweets",
        count=len(indexes.texts),
        ours=Work("SearchIndex.index", indexes.ours),
        peers=[
            peer("tantivy", "0.27.0", lambda: indexes.tantivy),
            Work(SQLITE, indexes.fts5),
        ],
        agree=lambda ours, theirs: _differ(
            (ours, [ours.ask(ours.prepare(each)) for each in queries[0]]),
            (theirs, [theirs.ask(theirs.prepare(each)) for each in queries[0]]),
        ),
        facts=facts,
        rounds=ROUNDS,
    )


def _sizes(indexes: Indexes) -> Sequence[Fact]:
    ours, fts5, tweets = indexes.get("ours"), indexes.get("fts5"), len(indexes.texts)
    assert isinstance(ours, Ours)
    assert isinstance(fts5, Fts5)
    facts = [
        Fact("segments as they lie", len(ours.index.segments), "of ours"),
        Fact("in memory", ours.index.nbytes / tweets, "B a tweet"),
        Fact("on disk", ours.bytes_on_disk() / tweets, "B a tweet"),
        Fact(f"{SQLITE}, in memory or on disk", fts5.bytes_on_disk() / tweets, "B a tweet"),
    ]
    if "tantivy" in indexes.built:
        size = tantivy_bytes(indexes.lines, indexes.positions)
        facts.append(Fact("tantivy, merged, on disk", size / tweets, "B a tweet"))
    return facts


def _both_at_once(indexes: Indexes) -> Sequence[Fact]:
    """Write and read at Twitter's rates of 2010: the dearest load, and one of all sorts."""
    count = QUERIES_PER_S // 10 if len(indexes.texts) < 100_000 else QUERIES_PER_S * 5
    (pairs,) = _queries(indexes, count, 1, "and", 2)
    (words,) = _queries(indexes, count, 1, "and", 1)
    (users,) = _named(count, lambda at: (f"from{at}",))[:1]
    mixed = [sort[at] for at, sort in zip(range(count), cycle((words, pairs, users)))]
    return [
        *_at_once(indexes, pairs, indexes.segment_tweets, f"two words each, {SEGMENTS} segments"),
        *_at_once(indexes, mixed, USUAL, "a third each one word, two words, one user"),
    ]


def _at_once(
    indexes: Indexes, queries: Sequence[Asked], segment_tweets: int, load: str
) -> Sequence[Fact]:
    """Write while queries come; a query waits while a batch is taken."""
    texts = indexes.texts
    index = ours_of(texts, indexes.batch, segment_tweets, indexes.positions)
    prepared = [index.prepare(each) for each in queries]
    every = QUERIES_PER_S // 10  # ten batches a second
    some, newest = TWEETS_PER_S // 10, int(texts.ids[-1]) + 1
    waits: list[int] = []
    idle, step, cpu = 0, 1_000_000_000 // QUERIES_PER_S, time.process_time_ns()
    begin = now = time.perf_counter_ns()
    for turn, query in enumerate(prepared):
        due = begin + turn * step
        if now > due + _TOO_LATE_NS:
            break
        if turn % every == 0:
            at = turn // every * some % (len(texts) - some)
            ids = newest + turn * some + np.arange(some)
            index.index.index(ids, texts.texts[at : at + some], texts.user_ids[at : at + some])
        now = time.perf_counter_ns()
        while now < due:  # nothing to do: it is not counted as work
            later = time.perf_counter_ns()
            idle, now = idle + later - now, later
        index.ask(query)
        now = time.perf_counter_ns()
        waits.append(now - due)
    taken_s = (now - begin) / 1e9
    busy_s = (time.process_time_ns() - cpu - idle) / 1e9
    p50, p99 = (float(each) / 1e3 for each in np.percentile(waits, [50, 99]))
    what = f"{TWEETS_PER_S} tweets/s and {QUERIES_PER_S:,} queries/s on one core, {load}"
    return [
        Fact(
            f"{what}: answered; it stops where it falls a second behind",
            len(waits) / taken_s,
            "queries/s",
        ),
        Fact(f"{what}: p50 of a query, its wait included", p50, "us"),
        Fact(f"{what}: p99", p99, "us"),
        Fact(
            f"{what}: what these two rates would take of a core",
            100 * busy_s * QUERIES_PER_S / len(waits),
            "% of a core",
        ),
    ]


def _asked(indexes: Indexes, asked: int, layout: str, *, merge: bool = False) -> Sequence[Contest]:
    """Ask the index what needs no positions."""
    low, high = RANKS
    two = f"two words of ranks {low} to {high:,}"
    few = max(asked // 10, 2)

    def contest(title: str, count: int, queries: Sequence[Sequence[Asked]]) -> Contest:
        return _answered(indexes, f"{title}; {layout}", count, queries, merge=merge)

    return [
        contest(f"{two}, both", asked, _queries(indexes, asked, ROUNDS + 1, "and", 2)),
        contest(f"{two}, one or both", few, _queries(indexes, few, ROUNDS + 1, "or", 2)),
        contest(
            f"one word of ranks {low} to {high:,}",
            few,
            _queries(indexes, few, ROUNDS + 1, "and", 1),
        ),
        contest("a word that is nowhere", asked, _named(asked, lambda at: (f"nowhere{at}",))),
        contest("from: one user", asked, _named(asked, lambda at: (f"from{at}",))),
        contest(
            "the last page of a word of ranks 0 to 9",
            few,
            _named(few, lambda at: (indexes.texts.words[at % 10],), int(indexes.texts.ids[30])),
        ),
        contest(
            "two common words that never meet, each in a tenth",
            few,
            _named(few, lambda at: ("leftmost", "rightmost")),
        ),
        contest(
            "a word in 40 tweets and one of ranks 0 to 9",
            few,
            _named(few, lambda at: ("rarest", indexes.texts.words[at % 10])),
        ),
    ]


def _phrases(indexes: Indexes, asked: int) -> Sequence[Contest]:
    """Ask the index with positions for phrases that are there, and for words."""
    rng, texts = np.random.default_rng(4), indexes.texts
    some = [
        tuple(said.split()[:2])
        for at in rng.integers(0, len(texts), asked * 20)
        if (said := texts.said[at]).isascii()
    ]
    few = max(asked // 10, 2)
    rounds = ROUNDS + 1
    phrases = [[Asked("phrase", pair) for pair in some[at::rounds][:few]] for at in range(rounds)]
    low, high = RANKS
    both = _queries(indexes, asked, rounds, "and", 2)
    name = f"two words of ranks {low} to {high:,}, both; any script, as the segments lie"
    return [
        _answered(indexes, name, asked, both),
        _answered(indexes, "a phrase of two words; as the segments lie", few, phrases),
    ]


def _queries(
    indexes: Indexes, count: int, rounds: int, kind: Kind, terms: int
) -> list[list[Asked]]:
    """Draw words by rank, each pair once."""
    low, high = RANKS
    rng = np.random.default_rng(3)
    words = [word for word in indexes.texts.words[low : high + 1] if word.isascii()]
    drawn = rng.permuted(np.tile(np.arange(len(words)), (terms, 1)), axis=1)
    made = []
    for at in range(count * rounds):
        shift = at // len(words) + 1
        row = [int(drawn[term][(at + term * shift) % len(words)]) for term in range(terms)]
        if len(set(row)) < terms:
            row[1] = (row[0] + 1) % len(words)
        made.append(Asked(kind, tuple(words[each] for each in row)))
    return [made[at * count : (at + 1) * count] for at in range(rounds)]


def _named(
    count: int, terms: Callable[[int], tuple[str, ...]], before: int | None = None
) -> list[list[Asked]]:
    """Make queries of given terms; a cursor tells those of different rounds apart."""
    made = [
        Asked("and", terms(at), None if before is None else before + at)
        for at in range(count * (ROUNDS + 1))
    ]
    return [made[at * count : (at + 1) * count] for at in range(ROUNDS + 1)]


def _answered(
    indexes: Indexes,
    title: str,
    count: int,
    queries: Sequence[Sequence[Asked]],
    *,
    merge: bool = False,
) -> Contest:
    """Ask all engines the same; each round has queries of its own."""

    def work(name: str) -> Callable[[], Any]:
        turns: list[list[Any]] = []

        def run() -> Any:
            if merge:
                indexes.merge()
            engine = indexes.get(name)
            if not turns:  # the first run warms up, and is not timed
                turns.extend([engine.prepare(each) for each in some] for some in queries[::-1])
            ask = engine.ask
            return engine, [ask(prepared) for prepared in turns.pop()]

        return run

    def facts() -> Sequence[Fact]:
        engine = indexes.get("ours")
        again = [engine.prepare(each) for each in queries[-1]]
        begin = time.process_time_ns()
        for prepared in again:
            engine.ask(prepared)
        taken_us = (time.process_time_ns() - begin) / 1e3
        return [Fact("ours, when the same are asked again", taken_us / len(again), "us a query")]

    peers: list[Work | Missing] = [
        peer("tantivy", "0.27.0", lambda: work("tantivy")),
        Work(SQLITE, work("fts5")),
    ]
    return Contest(
        title=f"{count} x {title}, newest {PAGE} of {len(indexes.texts):,}, CPU time",
        unit="queries",
        count=count,
        ours=Work("SearchIndex.search", work("ours")),
        peers=peers,
        agree=_differ,
        facts=facts,
        rounds=ROUNDS,
    )


def _differ(ours: tuple[Engine, list[Any]], theirs: tuple[Engine, list[Any]]) -> str:
    """Say which answer differs; ids must be the same, in the same order."""
    for at, (our, their) in enumerate(zip(ours[1], theirs[1], strict=True)):
        if (found := ours[0].ids(our)) != (other := theirs[0].ids(their)):
            return f"query {at}: {found[:3]}... ({len(found)}), {other[:3]}... ({len(other)})"
    return ""


BENCH = Bench("search: indexed and asked, in CPU time", contests, time.process_time_ns)
