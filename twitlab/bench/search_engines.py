"""Do the same searches with the index, with SQLite's FTS5 and with Tantivy, each at its best."""

import json
import sqlite3
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from twitlab.bench.search_texts import Texts
from twitlab.search import SearchIndex
from twitlab.tweet import MAX_ID

PAGE: Final = 20
Kind = Literal["and", "or", "not", "phrase"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Say what is looked for: words, tags, names, or fromN for the tweets of user N.

    Args:
        kind: how the terms stand to each other; of one term, any.
        terms: one or more.
        before: only tweets with a smaller id.
    """

    kind: Kind
    terms: tuple[str, ...]
    before: int | None = None


class Engine(Protocol):
    """Index tweets in batches and search them; a query is prepared before it is timed."""

    def prepare(self, asked: Asked) -> Any:
        """Put a query into the engine's own form."""

    def ask(self, prepared: Any) -> Any:
        """Find the newest twenty."""

    def ids(self, answer: Any) -> list[int]:
        """Read the ids of an answer."""


class Ours:
    """Search with the part."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index

    def prepare(self, asked: Asked) -> tuple[str, int | None]:
        """Write the query in the language of the part."""
        terms = [f"from:{term[4:]}" if term[4:].isdigit() else term for term in asked.terms]
        if asked.kind == "phrase":
            return f'"{" ".join(terms)}"', asked.before
        return {"and": " ", "or": " OR ", "not": " -"}[asked.kind].join(terms), asked.before

    def ask(self, prepared: tuple[str, int | None]) -> Any:
        """Find the newest twenty."""
        return self.index.search(prepared[0], PAGE, prepared[1]).ids

    def ids(self, answer: Any) -> list[int]:
        """Read the ids of an answer."""
        found: list[int] = answer.tolist()
        return found

    def bytes_on_disk(self) -> int:
        """Count the bytes of what is saved."""
        with tempfile.TemporaryDirectory() as folder:
            self.index.save(folder)
            return _size(Path(folder))


class Fts5:
    """Search with SQLite: a table without its content, in memory; without positions, no detail."""

    def __init__(self, positions: bool) -> None:
        self.base = sqlite3.connect(":memory:", isolation_level=None)
        weakref.finalize(self, self.base.close)
        detail = "full" if positions else "none"
        # Words are cut already: these signs stand in some, and all that is no ASCII is a letter.
        self.base.execute(
            "CREATE VIRTUAL TABLE tweets USING fts5(said, content='', columnsize=0, "
            f"detail={detail}, tokenize=\"ascii tokenchars '#@_.:,;'\")"
        )

    def add(self, ids: Sequence[int], said: Sequence[str]) -> None:
        """Take a batch in a transaction."""
        self.base.execute("BEGIN")
        self.base.executemany("INSERT INTO tweets (rowid, said) VALUES (?, ?)", zip(ids, said))
        self.base.execute("COMMIT")

    def merge(self) -> None:
        """Make one b-tree of all."""
        self.base.execute("INSERT INTO tweets (tweets) VALUES ('optimize')")

    def prepare(self, asked: Asked) -> tuple[str, int]:
        """Write the query in FTS5's language."""
        joined = {"and": " AND ", "or": " OR ", "not": " NOT ", "phrase": " + "}[asked.kind]
        terms = joined.join(f'"{term}"' for term in asked.terms)
        return terms, MAX_ID if asked.before is None else asked.before

    def ask(self, prepared: tuple[str, int]) -> list[tuple[int]]:
        """Find the newest twenty."""
        return self.base.execute(
            "SELECT rowid FROM tweets WHERE tweets MATCH ? AND rowid < ? "
            f"ORDER BY rowid DESC LIMIT {PAGE}",
            prepared,
        ).fetchall()

    def ids(self, answer: Any) -> list[int]:
        """Read the ids of an answer."""
        return [id_ for (id_,) in answer]

    def bytes_on_disk(self) -> int:
        """Count the bytes of all pages, once they are compact."""
        self.base.execute("VACUUM")
        pages, size = (
            self.base.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
        return int(pages * size)


class Tantivy:
    """Search with Tantivy: ids in a fast field, words split at spaces, one thread that writes."""

    def __init__(self, positions: bool, folder: str | None = None) -> None:
        self.module: Any = import_module("tantivy")
        self.option = "position" if positions else "basic"
        builder = self.module.SchemaBuilder()
        builder.add_integer_field("id", fast=True, indexed=True)
        builder.add_text_field("said", tokenizer_name="whitespace", index_option=self.option)
        self.schema = builder.build()
        self.base = self.module.Index(self.schema, folder)
        self.writer = self.base.writer(100_000_000, 1)
        self.searcher: Any = None

    def add(self, lines: Sequence[str]) -> None:
        """Take a batch and commit it."""
        add = self.writer.add_json
        for line in lines:
            add(line)
        self.writer.commit()
        self.reload()

    def reload(self) -> None:
        """See what was written."""
        self.base.reload()
        self.searcher = self.base.searcher()

    def close(self) -> None:
        """Wait until all merges are done; nothing can be written afterwards."""
        self.writer.wait_merging_threads()
        self.reload()

    def prepare(self, asked: Asked) -> Any:
        """Make Tantivy's own object of the query."""
        query, occur = self.module.Query, self.module.Occur
        if asked.kind == "phrase" and len(asked.terms) > 1:
            found = query.phrase_query(self.schema, "said", list(asked.terms))
        else:
            first = occur.Should if asked.kind == "or" else occur.Must
            others = occur.MustNot if asked.kind == "not" else first
            terms = [
                query.term_query(self.schema, "said", term, index_option="basic")
                for term in asked.terms
            ]
            found = terms[0]
            if len(terms) > 1:
                found = query.boolean_query(
                    [(first, terms[0]), *((others, each) for each in terms[1:])]
                )
        if asked.before is None:
            return found
        until = query.range_query(
            self.schema, "id", self.module.FieldType.Integer, None, asked.before, True, False
        )
        return query.boolean_query([(occur.Must, found), (occur.Must, until)])

    def ask(self, prepared: Any) -> Any:
        """Find the newest twenty."""
        return self.searcher.search(prepared, PAGE, count=False, order_by_field="id").hits

    def ids(self, answer: Any) -> list[int]:
        """Read the ids of an answer."""
        return [id_ for id_, _ in answer]


def ours_of(texts: Texts, batch: int, segment_tweets: int, positions: bool) -> Ours:
    """Index all in batches, each of which can be searched at once."""
    index = SearchIndex(segment_tweets=segment_tweets, positions=positions)
    for at in range(0, len(texts), batch):
        index.index(
            texts.ids[at : at + batch],
            texts.texts[at : at + batch],
            texts.user_ids[at : at + batch],
        )
    return Ours(index)


def fts5_of(texts: Texts, batch: int, positions: bool) -> Fts5:
    """Index all in batches."""
    engine, ids = Fts5(positions), texts.ids.tolist()
    for at in range(0, len(texts), batch):
        engine.add(ids[at : at + batch], texts.said[at : at + batch])
    return engine


def tantivy_lines(texts: Texts) -> list[str]:
    """Write tweets as Tantivy reads them the fastest, before anything is timed."""
    return [
        f'{{"id":{id_},"said":{json.dumps(said, ensure_ascii=False)}}}'
        for id_, said in zip(texts.ids.tolist(), texts.said)
    ]


def tantivy_of(lines: Sequence[str], batch: int, positions: bool) -> Tantivy:
    """Index all in batches."""
    engine = Tantivy(positions)
    for at in range(0, len(lines), batch):
        engine.add(lines[at : at + batch])
    return engine


def tantivy_merged(lines: Sequence[str], positions: bool) -> Tantivy:
    """Index all at once, so that there are as few segments as Tantivy makes."""
    engine = Tantivy(positions)
    engine.add(lines)
    engine.close()
    return engine


def tantivy_bytes(lines: Sequence[str], positions: bool) -> int:
    """Count the bytes of the files of an index of all."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Tantivy(positions, folder)
        engine.add(lines)
        engine.close()
        return _size(Path(folder))


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
