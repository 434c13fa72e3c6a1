"""Search as Twitter began: a row for each term of each tweet, in one table of a database."""

import sqlite3
import weakref
from collections.abc import Sequence
from typing import Final, Self

import numpy as np

from twitlab.arguments import as_ints
from twitlab.columns import Column
from twitlab.errors import BadValue
from twitlab.ids import MAX_ID, TweetId
from twitlab.search.answers import SearchPage, SearchWork, check_page, page_of
from twitlab.search.posts import as_posts, refuse_long_texts, refuse_other_texts
from twitlab.search.query import Every, From, Query, Term, parse
from twitlab.search.tokens import tags_and_names, tokens
from twitlab.tweet import TweetBatch

TABLES: Final = """
CREATE TABLE postings (term TEXT, tweet_id INTEGER, PRIMARY KEY (term, tweet_id)) WITHOUT ROWID;
CREATE TABLE tweets (id INTEGER PRIMARY KEY, print INTEGER, is_deleted INTEGER);
"""
SELECT: Final = """
SELECT tweet_id FROM postings
WHERE term = :term0 AND tweet_id <= :last {more}
  AND NOT EXISTS (SELECT 1 FROM tweets WHERE id = tweet_id AND is_deleted)
ORDER BY tweet_id DESC LIMIT :n
"""
_AND: Final = """AND EXISTS
  (SELECT 1 FROM postings AS other WHERE term = :{0} AND other.tweet_id = postings.tweet_id)
"""
_NOT: Final = _AND.replace("AND EXISTS", "AND NOT EXISTS")


class TableSearch:
    """Keep postings as rows, and let the database intersect.

    The model: as SearchIndex, for queries of words, tags, names, from: and - between them; OR,
    parentheses and phrases are refused. The primary key orders the rows by term and tweet, so each
    new tweet writes into as many places of the table as it has words: when the table no longer fits
    in memory, that is a read from the disk for each. What the model leaves out: the disk, a server.

    `close()`, or the end of a `with`, gives the database back; so does the end of its last name.

    Complexity: to index O(words log(postings)), each in another place; to search a look-up for each
    further term at each posting of the first.

    Source: Twitter's engineering blog of October 2010, on Summize and MySQL (figures 41 and 44 in
    the lesson "Find it while it is news").

    >>> with TableSearch() as search:
    ...     search.index(np.array([20, 29, 34]), ["big quake", "quake again", "big news"], 7)
    ...     search.search("quake -again").ids.tolist()
    3
    [20]
    """

    def __init__(self) -> None:
        # Whichever thread drops the search may close the database.
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self.close = weakref.finalize(self, self._database.close)
        self._database.executescript(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def nbytes(self) -> int:
        """Count the bytes of all pages of the database."""
        pages, size = (self._one(f"PRAGMA {name}") for name in ("page_count", "page_size"))
        return pages * size

    def index(
        self,
        tweet_ids: TweetBatch | Column,
        texts: Sequence[str] | str | None = None,
        user_ids: Column | None = None,
    ) -> int:
        """Take tweets, as SearchIndex does; return how many are new."""
        posts = as_posts(tweet_ids, texts, user_ids)
        columns = (posts.ids, posts.user_ids, posts.prints)
        rows = [*zip(*(column.tolist() for column in columns), posts.texts)]
        known = [
            self._database.execute("SELECT print FROM tweets WHERE id = ?", (row[0],)).fetchone()
            for row in rows
        ]
        differ = [was is not None and was[0] not in (None, row[2]) for was, row in zip(known, rows)]
        refuse_other_texts(posts.ids, np.array(differ, bool))
        new = [row for was, row in zip(known, rows) if was is None]
        found = [tokens(text) for *_, text in new]
        refuse_long_texts(np.array([row[0] for row in new]), np.array([*map(len, found)]))
        self._database.executemany(
            "INSERT INTO tweets VALUES (?, ?, 0)", ((id_, print_) for id_, _, print_, _ in new)
        )
        self._database.executemany(
            "INSERT INTO postings VALUES (?, ?)",
            (
                (term, id_)
                for (id_, user_id, _, text), words in zip(new, found)
                for term in sorted({*words, *tags_and_names(text), f"from:{user_id}"})
            ),
        )
        return len(new)

    def delete(self, tweet_ids: Column) -> int:
        """Delete tweets, as SearchIndex does; return how many could be found until now."""
        ids = as_ints("tweet_ids", tweet_ids, MAX_ID).tolist()
        change = "UPDATE tweets SET is_deleted = 1, print = NULL WHERE id = ? AND NOT is_deleted"
        gone = sum(self._database.execute(change, (id_,)).rowcount for id_ in ids)
        self._database.executemany(
            "INSERT OR IGNORE INTO tweets VALUES (?, NULL, 1)", ((id_,) for id_ in ids)
        )
        return gone

    def search(self, query: str, n: int = 20, before: TweetId | None = None) -> SearchPage:
        """Find the newest tweets that a query of single terms asks for, as SearchIndex does.

        The work counts rows of the lists that were asked for, as far as the page reaches.
        """
        n, before = check_page(n, before)
        wanted, unwanted = _terms(parse(query), query)
        more = [_AND.format(f"term{at}") for at in range(1, len(wanted))]
        more += [_NOT.format(f"term{len(wanted) + at}") for at in range(len(unwanted))]
        values: dict[str, str | int] = {"n": n, "last": before - 1}  # a row holds no 2**63
        values |= {f"term{at}": term for at, term in enumerate(wanted + unwanted)}
        rows = self._database.execute(SELECT.format(more=" ".join(more)), values).fetchall()
        ids = np.array([id_ for (id_,) in rows], np.int64)
        stop = int(ids[-1]) if len(ids) == n else 0
        read = sum(self._count(term, stop, before - 1) for term in wanted[:1])
        return page_of(ids, n, SearchWork(1, read * len(wanted), stopped_early=len(ids) == n))

    def _count(self, term: str, low: TweetId, last: TweetId) -> int:
        counted = "SELECT count(*) FROM postings WHERE term = ? AND tweet_id BETWEEN ? AND ?"
        return int(self._database.execute(counted, (term, low, last)).fetchone()[0])

    def _one(self, query: str) -> int:
        return int(self._database.execute(query).fetchone()[0])


def _terms(asked: Query, text: str) -> tuple[list[str], list[str]]:
    parts, without = (asked.parts, asked.without) if isinstance(asked, Every) else ((asked,), ())
    if isinstance(asked, Every) and (asked.since_id or asked.until_id <= MAX_ID):
        raise BadValue(f"query must have neither since: nor until: here, got {text!r:.80}")
    named = [[_name(part, text) for part in some] for some in (parts, without)]
    return named[0], named[1]


def _name(part: Query, text: str) -> str:
    if isinstance(part, Term):
        return part.text
    if isinstance(part, From):
        return f"from:{part.user_id}"
    raise BadValue(f"query must have single terms only, with - at most, got {text!r:.80}")
