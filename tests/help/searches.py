"""Tweets and queries that tests of search draw, and a scan that knows which tweets match."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import strategies as st

from twitlab.columns import Ints
from twitlab.search import tags_and_names, tokens

WORDS = ("quake", "tokyo", "a", "don't", "3.14", "東", "京", "café", "👍")
MARKED = ("#jazz", "#東京", "@ann", "@bob_1")
USERS = 3
# A tweet's id is its time in milliseconds since the epoch of Twitter's ids, then 22 bits more.
EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
SECONDS = 6
BEGIN = datetime(2012, 3, 11, 5, 46, tzinfo=UTC)


def id_at(second: int, rest: int) -> int:
    """Give an id of a second after BEGIN; the rest orders those of one second."""
    since = BEGIN + timedelta(seconds=second) - EPOCH
    return (since // timedelta(milliseconds=1) << 22) + rest


@dataclass(frozen=True)
class Row:
    """A tweet as a scan sees it."""

    id: int
    text: str
    user: int

    @property
    def words(self) -> list[str]:
        return tokens(self.text)

    @property
    def second(self) -> datetime:
        return EPOCH + timedelta(milliseconds=self.id >> 22)


@dataclass(frozen=True)
class Asked:
    """A query, and what a tweet must have: two ways to say the same."""

    text: str
    holds: Callable[[Row], bool]
    has_phrase: bool = False

    def scan(self, rows: Iterable[Row]) -> list[int]:
        """Look at every text; the newest first."""
        return sorted((row.id for row in rows if self.holds(row)), reverse=True)


def _word(word: str) -> Asked:
    return Asked(word.upper(), lambda row: word in row.words)


def _marked(name: str) -> Asked:
    return Asked(name, lambda row: name in tags_and_names(row.text))


def _user(user: int) -> Asked:
    return Asked(f"from:{user}", lambda row: row.user == user)


def _phrase(words: list[str]) -> Asked:
    def holds(row: Row) -> bool:
        said = row.words
        return any(said[at : at + len(words)] == words for at in range(len(said)))

    return Asked(f'"{" ".join(words)}"', holds, has_phrase=True)


def _moment(operator: str, second: int) -> Asked:
    moment = BEGIN + timedelta(seconds=second)
    text = f"{operator}:{moment:%Y-%m-%dT%H:%M:%S}"
    if operator == "since":
        return Asked(text, lambda row: row.second >= moment)
    return Asked(text, lambda row: row.second < moment)


def _either(parts: list[Asked]) -> Asked:
    text = " OR ".join(part.text for part in parts)
    return Asked(f"({text})", lambda row: any(part.holds(row) for part in parts), _any(parts))


def _every(parts: list[Asked], without: list[Asked], moments: list[Asked], between: str) -> Asked:
    texts = [part.text for part in parts + moments] + [f"-{part.text}" for part in without]

    def holds(row: Row) -> bool:
        return all(part.holds(row) for part in parts + moments) and not any(
            part.holds(row) for part in without
        )

    return Asked(f"({between.join(texts)})", holds, _any(parts + without))


def _any(parts: list[Asked]) -> bool:
    return any(part.has_phrase for part in parts)


_MOMENTS = st.lists(
    st.builds(_moment, st.sampled_from(["since", "until"]), st.integers(-1, SECONDS)), max_size=2
)
SINGLE = (
    st.sampled_from(WORDS).map(_word)
    | st.sampled_from(MARKED).map(_marked)
    | st.integers(0, USERS).map(_user)  # one of them writes nothing
)
_ATOM = SINGLE | st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(_phrase)
QUERY = st.recursive(
    _ATOM,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(_either)
        | st.builds(
            _every,
            st.lists(inner, min_size=1, max_size=3),
            st.lists(inner, max_size=2),
            _MOMENTS,
            st.sampled_from([" ", " AND "]),
        )
    ),
    max_leaves=6,
).filter(lambda asked: len(asked.text) <= 500)
FLAT = st.builds(  # what TableSearch can answer
    _every, st.lists(SINGLE, min_size=1, max_size=3), st.lists(SINGLE, max_size=2), st.just([]),
    st.sampled_from([" ", " AND "]),
)  # fmt: skip

# Signs that join words, or do not, stand between some of them.
TEXT = st.lists(st.sampled_from([*WORDS, *MARKED, "CAFE\u0301", "#Jazz,"]), max_size=6).flatmap(
    lambda pieces: st.sampled_from([" ", ", ", "\n", "-"]).map(lambda sign: sign.join(pieces))
)
ID = st.builds(id_at, st.integers(0, SECONDS - 1), st.integers(0, 2))
ROW = st.builds(Row, ID, TEXT, st.integers(0, USERS - 1))
ROWS = st.lists(ROW, max_size=8, unique_by=lambda row: row.id)

Columns = tuple[Ints, list[str], Ints]


def columns(rows: Iterable[Row]) -> Columns:
    """Give the columns that `index` takes."""
    rows = list(rows)
    return (
        np.array([row.id for row in rows], np.int64),
        [row.text for row in rows],
        np.array([row.user for row in rows], np.int64),
    )
