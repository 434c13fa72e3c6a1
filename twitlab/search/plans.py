"""Plan how a query is answered: which terms are looked up, and which lists meet how.

"quake (tokyo OR osaka) -movie" has four terms. In a segment of 1,000 tweets they have 50, 100, 60
and 10 postings, so some 50 x 100 / 1,000 = 5 tweets are expected there, as if words knew nothing of
each other. If quake has none, nothing can be found, and the segment is passed over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from twitlab.search.posting_lists import JoinedList, PostingList
from twitlab.search.query import Either, Every, From, Phrase, Query, Term, parse
from twitlab.search.readers import Reader
from twitlab.search.segment import Range
from twitlab.search.terms import hash_term, hash_user
from twitlab.search.windows import EitherNode, EveryNode, Node, PhraseNode


class Plan(Protocol):
    """Be a part of a query, its words turned into the terms of an index."""

    def terms(self) -> Iterator[int]:
        """Give the hashes of all terms that must be looked up."""

    def expect(self, ranges: Mapping[int, Range], tweets: int) -> float:
        """Guess how many tweets of a segment are found; 0 if none can be."""

    def on(self, reader: Reader) -> Node:
        """Give what answers, from what was looked up."""


class Planned(NamedTuple):
    """Hold a query, ready to be asked.

    Args:
        plan: how it is answered.
        terms: the hashes of its terms, each once.
        needs_places: whether it asks where in a tweet words stand.
    """

    plan: Plan
    terms: tuple[int, ...]
    needs_places: bool


@lru_cache(maxsize=4096)
def plan_of(text: str, seed: int) -> Planned:
    """Read a query and plan how it is answered; what is asked often is kept.

    Raises:
        BadValue: text has a lone surrogate, or cannot be read.

    Complexity: O(len(text)), O(1) for one of the last 4,096.
    """
    query = parse(text)
    made = plan(query, seed)
    return Planned(made, tuple(dict.fromkeys(made.terms())), _needs_places(query))


def _needs_places(query: Query) -> bool:
    if isinstance(query, Every):
        return any(map(_needs_places, query.parts + query.without))
    if isinstance(query, Either):
        return any(map(_needs_places, query.parts))
    return isinstance(query, Phrase)


def plan(query: Query, seed: int) -> Plan:
    """Turn a query's words into terms.

    Args:
        query: what is asked for.
        seed: of the hash of terms.

    Complexity: O(words).
    """
    match query:
        case Term(text):
            return _TermPlan(hash_term(text, seed))
        case From(user_id):
            return _TermPlan(hash_user(user_id, seed))
        case Phrase(words):
            return _PhrasePlan(tuple(_TermPlan(hash_term(word, seed)) for word in words))
        case Every(parts, without, since_id, until_id):
            plans = [tuple(plan(each, seed) for each in some) for some in (parts, without)]
            return _EveryPlan(plans[0], plans[1], since_id, until_id)
        case Either(parts):
            return _EitherPlan(tuple(plan(each, seed) for each in parts))


@dataclass(frozen=True, slots=True)
class _TermPlan:
    term: int

    def terms(self) -> Iterator[int]:
        yield self.term

    def expect(self, ranges: Mapping[int, Range], tweets: int) -> float:
        start, end = ranges[self.term]
        return end - start

    def on(self, reader: Reader) -> PostingList | JoinedList:
        return reader.list_of(self.term)


@dataclass(frozen=True, slots=True)
class _EveryPlan:
    parts: tuple[Plan, ...]
    without: tuple[Plan, ...]
    since_id: int
    until_id: int

    def terms(self) -> Iterator[int]:
        for part in self.parts + self.without:
            yield from part.terms()

    def expect(self, ranges: Mapping[int, Range], tweets: int) -> float:
        return _expect_all(self.parts, ranges, tweets)

    def on(self, reader: Reader) -> Node:
        parts = [part.on(reader) for part in self.parts]
        without = [node for part in self.without if (node := part.on(reader)).size]
        since, until = reader.place(self.since_id), reader.place(self.until_id)
        return EveryNode(parts, without, since, until)


@dataclass(frozen=True, slots=True)
class _PhrasePlan:
    words: tuple[_TermPlan, ...]

    def terms(self) -> Iterator[int]:
        for word in self.words:
            yield word.term

    def expect(self, ranges: Mapping[int, Range], tweets: int) -> float:
        return _expect_all(self.words, ranges, tweets)

    def on(self, reader: Reader) -> Node:
        return PhraseNode([word.on(reader) for word in self.words])


@dataclass(frozen=True, slots=True)
class _EitherPlan:
    parts: tuple[Plan, ...]

    def terms(self) -> Iterator[int]:
        for part in self.parts:
            yield from part.terms()

    def expect(self, ranges: Mapping[int, Range], tweets: int) -> float:
        return max([part.expect(ranges, tweets) for part in self.parts])

    def on(self, reader: Reader) -> Node:
        parts = [part.on(reader) for part in self.parts]
        there = [part for part in parts if part.size] or parts[:1]
        return EitherNode(there) if len(there) > 1 else there[0]


def _expect_all(parts: Sequence[Plan], ranges: Mapping[int, Range], tweets: int) -> float:
    """Guess that the parts know nothing of each other."""
    guess = 1.0 * tweets
    for part in parts:
        guess *= part.expect(ranges, tweets) / tweets
    return guess
