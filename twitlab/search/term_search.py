"""Answer a query whose terms are on several partitions.

"quake tokyo -movie", with quake on partition 0 (3 ids), tokyo on 1 (9 ids), movie on 0 (7 ids):

    request to 0           it has the shortest list, 3 5 8
    0 to 1: 3 5 8          1 intersects it with its own: 3 8 are left
    1 to 0: 3 8            0 takes away what has movie: 8
    response of 0: 8       four messages, and five ids moved

Source: Moffat, Webber, Zobel and Baeza-Yates, "A pipelined architecture for distributed text query
evaluation", Information Retrieval, 2007: the query goes from one term's partition to the next.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, common, first_of_runs, is_in
from twitlab.search.query import Either, Every, From, Phrase, Query, Term
from twitlab.search.replicas import Replicas
from twitlab.search.segment import PLACE_BITS
from twitlab.search.term_lists import Places, TermLists
from twitlab.search.traffic import ID_BYTES, PLACE_BYTES, ListMove, Tally

_NOTHING: Final = np.empty(0, np.int64)
_LOPSIDED: Final = 16  # times as long: then a look-up costs less than a walk


@dataclass(slots=True, eq=False)
class _Found:
    """Hold what a part of a query found, on the partition where it stands.

    Args:
        ids: of tweets, ascending, shape (found,).
        at: the partition.
        unread: the ids of a posting list that is not yet counted as read; empty if it is.
    """

    ids: Ints
    at: int
    unread: Ints


class TermSearch:
    """Bring the lists of one query together: always the shorter one goes to the longer.

    Each side of an OR on top is found by itself, and its partition responds with its newest; the
    door merges. What a missing partition could say is not guessed: an AND or a - with such a term
    finds nothing, an OR finds its other sides.

    The model: whoever routes knows how long each list is. A list that moves is moved whole, as far
    as its time is asked for. What the model leaves out: how that is known, and moving the newest
    window first.

    Args:
        lists: of all partitions.
        replicas: of each partition.
        deleted: ids, ascending.
        tally: where it counts.

    Complexity: O(postings of all its terms) time; one message for each partition of a term, if each
    is visited once, and one more; one of them, or more, with a list.
    """

    def __init__(
        self, lists: TermLists, replicas: Sequence[Replicas], deleted: Ints, tally: Tally
    ) -> None:
        self._lists, self._replicas, self._deleted = lists, replicas, deleted
        self._tally = tally
        self._reached: set[int] = set()  # partitions that know the query by now

    def newest(self, query: Query, n: int, before: int) -> Ints:
        """Give the newest n ids below before, descending."""
        branches = query.parts if isinstance(query, Either) else (query,)
        by_partition = defaultdict(list)
        for found in [self._find(branch, 0, before) for branch in branches]:
            if found is not None:
                by_partition[found.at].append(found)
        pieces = [self._respond(at, some, n) for at, some in by_partition.items()]
        ids = np.unique(np.concatenate([_NOTHING, *pieces]))
        return ids[::-1][:n].copy()

    def _respond(self, at: int, some: Sequence[_Found], n: int) -> Ints:
        """Send the newest of what stands on one partition."""
        self._reach(at)
        for found in some:
            oldest = found.ids[-n] if len(found.ids) >= n else 0
            self._read(found, len(found.unread) - int(np.searchsorted(found.unread, oldest)))
        ids = np.unique(np.concatenate([found.ids[-n:] for found in some]))[-n:]
        self._tally.respond(len(ids))
        return ids

    def _find(self, query: Query, low: int, high: int) -> _Found | None:
        """Find all ids from low to below high; None if a partition that must say it is missing."""
        match query:
            case Term() | From():
                at, postings, _ = self._lists.find(query, low, high)
                if self._is_missing(at):
                    return None
                return _Found(self._not_deleted(postings), at, postings)
            case Phrase(words):
                return self._find_phrase(words, low, high)
            case Every(parts, without, since_id, until_id):
                low, high = max(low, since_id), min(high, until_id)
                return self._find_every(parts, without, low, high)
            case Either(parts):
                found = [self._find(part, low, high) for part in parts]
                there = sorted((each for each in found if each), key=_length)
                return self._meet(there, np.union1d, lambda _: False) if there else None

    def _find_every(
        self, parts: Sequence[Query], without: Sequence[Query], low: int, high: int
    ) -> _Found | None:
        found = [self._find(part, low, high) for part in parts]
        unwanted = [self._find(part, low, high) for part in without]
        there = sorted((each for each in found if each), key=_length)
        away = [each for each in unwanted if each]
        if len(there) + len(away) < len(parts) + len(without):
            return None
        left = self._meet(there, common, _is_empty)
        return self._meet([left, *away], _difference, _is_empty)

    def _meet(
        self,
        some: Sequence[_Found],
        combine: Callable[[Ints, Ints], Ints],
        is_done: Callable[[_Found], bool],
    ) -> _Found:
        """Bring lists together, two at a time: the shorter goes to the longer."""
        left, *others = some
        for other in others:
            if is_done(left):
                break
            source, target = sorted((left, other), key=_length)
            self._read(source, len(source.unread))
            self._read(target, _passed(len(target.unread), len(source.ids)))
            self._move(source.at, target.at, len(source.ids), ID_BYTES)
            left = _Found(combine(left.ids, other.ids), target.at, _NOTHING)
        return left

    def _find_phrase(self, words: Sequence[str], low: int, high: int) -> _Found | None:
        """Intersect by place: word number k stands k places behind the first."""
        lists = [(k, *self._lists.find(word, low, high)) for k, word in enumerate(words)]
        if [at for _, at, _, _ in lists if self._is_missing(at)]:  # all of them are named
            return None
        (k, at, ids, places), *others = sorted(lists, key=lambda each: len(each[2]))
        if not len(ids):
            return _Found(ids, at, ids)
        self._read(_Found(ids, at, ids), len(ids))
        ids, starts = _starts(ids, places, k)
        for k, target, more, places in others:
            if not len(ids):
                break
            self._read(_Found(more, target, more), _passed(len(more), len(ids)))
            self._move(at, target, len(ids), ID_BYTES + PLACE_BYTES)
            is_there = _are_in(ids, starts, *_starts(more, places, k))
            at, ids, starts = target, ids[is_there], starts[is_there]
        return _Found(self._not_deleted(ids), at, _NOTHING)

    def _not_deleted(self, postings: Ints) -> Ints:
        """Give the tweets of some postings, each once."""
        ids = postings[first_of_runs(postings)]
        return ids[~is_in(ids, self._deleted)] if len(self._deleted) else ids

    def _is_missing(self, at: int) -> bool:
        is_missing = not self._replicas[at].is_there
        if is_missing:
            self._tally.missing[at] = None
        return is_missing

    def _reach(self, at: int) -> None:
        """Send the query to a partition that has not got it together with a list."""
        if at not in self._reached:
            self._reached.add(at)
            self._tally.request(at)
            self._replicas[at].ask()

    def _move(self, source: int, target: int, postings: int, posting_bytes: int) -> None:
        self._reach(source)
        if source != target:
            self._reached.add(target)
            self._tally.move(ListMove(source, target, postings), posting_bytes)
            self._replicas[target].ask()

    def _read(self, found: _Found, postings: int) -> None:
        if len(found.unread):
            self._tally.count_read(found.at, postings)
            self._replicas[found.at].postings_read += postings


def _length(found: _Found) -> int:
    return len(found.ids)


def _is_empty(found: _Found) -> bool:
    return not len(found.ids)


def _passed(postings: int, looked_up: int) -> int:
    """Say what of a list is read to look some ids up in it, as a SearchIndex does."""
    return postings if postings <= _LOPSIDED * looked_up else looked_up


def _difference(ids: Ints, others: Ints) -> Ints:
    return ids[~is_in(ids, others)]


def _starts(ids: Ints, places: Places, k: int) -> tuple[Ints, Places]:
    """Say where phrases begin whose word number k stands in these places."""
    fits = places >= k
    return ids[fits], places[fits] - np.uint8(k)


def _are_in(ids: Ints, starts: Places, others: Ints, other_starts: Places) -> NDArray[np.bool_]:
    """Say which pairs of an id and a place are among others, which are in order."""
    # An id has 63 bits, and leaves no room for a place; its rank among the others does.
    keys = (np.searchsorted(others, ids) << PLACE_BITS) | starts
    other_keys = (np.searchsorted(others, others) << PLACE_BITS) | other_starts
    found: NDArray[np.bool_] = is_in(keys, other_keys) & is_in(ids, others)
    return found
