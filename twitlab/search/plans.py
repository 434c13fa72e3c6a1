"""Plan how a query is answered: which terms are looked up, and which lists meet how.

"quake (tokyo OR osaka) -movie" has four terms. In a segment of 1,000 tweets they have 50, 100, 60
and 10 postings, so some 50 x 100 / 1,000 = 5 tweets are expected there, as if words knew nothing of
each other. If quake has none, nothing can be found, and the segment is passed over.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from twitlab.search.posting_lists import JoinedList, PostingList
from twitlab.search.query import Either, Every, From, Phrase, Query, Term, parse
from twitlab.search.readers import Reader
from twitlab.search.segment import Range
from twitlab.search.terms import hash_term, hash_user
from twitlab.search.windows import EitherNode, EveryNode, Node, PhraseNode


class Plan(Protocol):
    """Be a part of a query, its words turned into the terms of an index, which are numbered."""

    def expect(self, ranges: Sequence[Range], tweets: int) -> float:
        """Guess how many tweets of a segment are found; 0 if none can be.

        Args:
            ranges: where in the segment the postings of each term are, by its number.
            tweets: how many it has.
        """

    def on(self, reader: Reader) -> Node:
        """Give what answers, from what was looked up."""


class Planned(NamedTuple):
    """Hold a query, ready to be asked.

    Args:
        plan: how it is answered.
        terms: the hashes of its terms, each once, in the order of their numbers.
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
    planner = _Planner(seed)
    made = planner.plan(parse(text))
    return Planned(made, tuple(planner.numbers), planner.needs_places)


class _Planner:
    """Turn a query's words into terms, each of which gets a number."""

    __slots__ = ("needs_places", "numbers", "seed")

    def __init__(self, seed: int) -> None:
        self.seed, self.needs_places = seed, False
        self.numbers: dict[int, int] = {}  # by hash

    def plan(self, query: Query) -> Plan:
        match query:
            case Term(text):
                return _TermPlan(self._number(hash_term(text, self.seed)))
            case From(user_id):
                return _TermPlan(self._number(hash_user(user_id, self.seed)))
            case Phrase(words):
                self.needs_places = True
                return _PhrasePlan([self._number(hash_term(word, self.seed)) for word in words])
            case Every(parts, without, since_id, until_id):
                plans = [self.plan(each) for each in parts]
                return _EveryPlan(plans, [self.plan(each) for each in without], since_id, until_id)
            case Either(parts):
                return _EitherPlan([self.plan(each) for each in parts])

    def _number(self, term: int) -> int:
        return self.numbers.setdefault(term, len(self.numbers))


class _TermPlan:
    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def expect(self, ranges: Sequence[Range], tweets: int) -> float:
        start, end = ranges[self.number]
        return end - start

    def on(self, reader: Reader) -> PostingList | JoinedList:
        return reader.list_of(self.number)


class _EveryPlan:
    __slots__ = ("_others", "_parts", "_since_id", "_terms", "_until_id", "_without")

    def __init__(
        self, parts: Sequence[Plan], without: Sequence[Plan], since_id: int, until_id: int
    ) -> None:
        self._parts, self._without = parts, without
        self._since_id, self._until_id = since_id, until_id
        self._terms = [part.number for part in parts if isinstance(part, _TermPlan)]
        self._others = [part for part in parts if not isinstance(part, _TermPlan)]

    def expect(self, ranges: Sequence[Range], tweets: int) -> float:
        guess = _expect_all(self._terms, ranges, tweets)
        for part in self._others:
            guess *= part.expect(ranges, tweets) / tweets
        return guess

    def on(self, reader: Reader) -> Node:
        parts = [part.on(reader) for part in self._parts]
        without = [node for part in self._without if (node := part.on(reader)).size]
        since, until = reader.place(self._since_id), reader.place(self._until_id)
        return EveryNode(parts, without, since, until)


class _PhrasePlan:
    __slots__ = ("_terms",)

    def __init__(self, terms: Sequence[int]) -> None:
        self._terms = terms

    def expect(self, ranges: Sequence[Range], tweets: int) -> float:
        return _expect_all(self._terms, ranges, tweets)

    def on(self, reader: Reader) -> Node:
        return PhraseNode([reader.list_of(term) for term in self._terms])


class _EitherPlan:
    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[Plan]) -> None:
        self._parts = parts

    def expect(self, ranges: Sequence[Range], tweets: int) -> float:
        return max([part.expect(ranges, tweets) for part in self._parts])

    def on(self, reader: Reader) -> Node:
        parts = [part.on(reader) for part in self._parts]
        there = [part for part in parts if part.size] or parts[:1]
        return EitherNode(there) if len(there) > 1 else there[0]


def _expect_all(terms: Sequence[int], ranges: Sequence[Range], tweets: int) -> float:
    """Guess that the terms know nothing of each other."""
    guess = float(tweets)
    for term in terms:
        start, end = ranges[term]
        guess *= (end - start) / tweets
    return guess
