"""Keep the posting lists of an index on the partitions of their terms, whole."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.ids import MAX_ID
from twitlab.search.query import From, Term
from twitlab.search.segment import MAX_WORDS, Segment, tweets_of
from twitlab.search.terms import hash_term, hash_user

Places = NDArray[np.uint8]  # where in its tweet a word stands, shape (postings,)
_NO_IDS: Final = np.empty(0, np.int64)
_NO_PLACES: Final = np.empty(0, np.uint8)


class TermList:
    """Hold the postings of one term, which come in any order.

    Invariant: those of one tweet come together, in the order of their places.
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[tuple[Ints, Places]] = []

    def add(self, ids: Ints, places: Places) -> None:
        """Add postings, ascending by id."""
        self._parts.append((ids, places))

    def whole(self) -> tuple[Ints, Places]:
        """Give the ids, ascending, and the places.

        Complexity: O(1) if nothing has come since the last time.
        """
        if len(self._parts) > 1:
            ids, places = (np.concatenate(columns) for columns in zip(*self._parts, strict=True))
            if not (ids[1:] >= ids[:-1]).all():
                order = np.argsort(ids, kind="stable")
                ids, places = ids[order], places[order]
            self._parts = [(ids, places)]
        return self._parts[0]


class TermLists:
    """Hold the posting lists of all partitions.

    Args:
        partitions: how many.
        seed: of the hash of terms.

    Complexity: 9 bytes a posting, and a list of Python's a term.
    """

    def __init__(self, partitions: int, seed: int) -> None:
        self._seed = seed
        self._lists: list[dict[int, TermList]] = [{} for _ in range(partitions)]

    def write(self, segment: Segment) -> tuple[Ints, Ints]:
        """Add the postings of a segment, each to the partition of its term.

        Returns:
            How many tweets and how many postings each partition got; shape (partitions,) each.

        Complexity: O(p log p) for p postings.
        """
        count = len(self._lists)
        owners = (segment.terms % np.uint64(count)).astype(np.int64)
        starts = segment.starts.astype(np.int64)
        tweets = tweets_of(segment.postings)
        ids = segment.ids.take(tweets)
        places = (segment.postings & np.uint32(MAX_WORDS - 1)).astype(np.uint8)
        columns = (segment.terms, owners, starts[:-1], starts[1:])
        for term, owner, start, end in zip(*(column.tolist() for column in columns), strict=True):
            here = self._lists[owner].setdefault(term, TermList())
            here.add(ids[start:end], places[start:end])
        of_postings = np.repeat(owners, starts[1:] - starts[:-1])
        once = np.unique(of_postings * len(segment) + tweets) // len(segment)
        return np.bincount(once, minlength=count), np.bincount(of_postings, minlength=count)

    def find(self, term: Term | From | str, low: int, high: int) -> tuple[int, Ints, Places]:
        """Give the partition of a term, and its postings with ids from low to below high."""
        if isinstance(term, From):
            hashed = hash_user(term.user_id, self._seed)
        else:
            hashed = hash_term(term if isinstance(term, str) else term.text, self._seed)
        at = hashed % len(self._lists)
        if (found := self._lists[at].get(hashed)) is None:
            return at, _NO_IDS, _NO_PLACES
        ids, places = found.whole()
        begin = int(np.searchsorted(ids, low)) if low else 0
        end = len(ids) if high > MAX_ID else int(np.searchsorted(ids, high))
        return at, ids[begin:end], places[begin:end]

    def check_invariants(self) -> Ints:
        """Assert that everything is in its order; return the ids of all postings.

        Complexity: O(postings).
        """
        held = [_NO_IDS]
        for at, lists in enumerate(self._lists):
            for term, each in lists.items():
                assert term % len(self._lists) == at
                ids, places = each.whole()
                assert len(ids) == len(places) > 0
                is_same = ids[1:] == ids[:-1]
                assert ((ids[1:] > ids[:-1]) | (is_same & (places[1:] > places[:-1]))).all()
                held.append(ids)
        return np.concatenate(held)
