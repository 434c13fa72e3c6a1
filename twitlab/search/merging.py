"""Make one segment of several, a slice of the terms at a time.

Two segments of three and two tweets. Those of the second are numbered behind those of the first, so
that its 0 becomes 3, and its 1 becomes 4:

    term      first     second          merged
    again     1         -               1
    big       0 2       -               0 2
    quake     0 1       0 1, now 3 4    0 1 3 4
    tokyo     -         1, now 4        4

A merge in one go would hold up the writer. The terms are hashes, spread evenly, so those that begin
with the same bits are a slice of known size: the lists of one slice are merged, then those of the
next, while searches read the old segments. When the last slice is done, the new segment takes the
place of the old ones. Only where tweets came late do the numbers have to be dealt out anew, and the
lists be sorted.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, first_of_runs
from twitlab.hashing import Hashes
from twitlab.search.segment import PLACE_BITS, Postings, Segment, tweets_of

_SLICE: Final = 1 << 16  # postings, about
_PLACES: Final = np.uint32((1 << PLACE_BITS) - 1)


class Merge:
    """Merge segments step by step.

    Args:
        segments: two or more, with ids that no two have; at most 2**24 tweets together.

    Complexity: O(postings) altogether; O(postings log postings) if the segments' times overlap.

    Source: O'Neil et al., "The Log-Structured Merge-Tree", Acta Informatica 33 (1996), for merging
    that keeps pace with writing.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        ids = np.concatenate([each.ids for each in segments])
        self._order: Ints | None = None
        if not (ids[1:] > ids[:-1]).all():
            self._order = np.argsort(ids, kind="stable")
        self._ids = ids
        self._numbers = self._number(len(ids))
        count = sum(len(each.postings) for each in segments)
        self._bits = (count // _SLICE).bit_length()
        self._postings = np.empty(count, np.uint32)  # filled up to _end
        self._end = 0
        self._pieces: list[tuple[Hashes, Ints]] = []  # of each slice, terms and their counts

    @property
    def is_done(self) -> bool:
        """Whether all slices are merged."""
        return len(self._pieces) == 1 << self._bits

    def step(self) -> int:
        """Merge the next slice, and say how many postings it had.

        Complexity: O(postings of the slice).
        """
        terms, counts, postings = self._merged(len(self._pieces))
        self._pieces.append((terms, counts))
        self._postings[self._end : self._end + len(postings)] = postings
        self._end += len(postings)
        return len(postings)

    def result(self) -> Segment:
        """Give the new segment, after all steps that are left.

        Complexity: O(terms + tweets), if no step is left.
        """
        while not self.is_done:
            self.step()
        terms, counts = (np.concatenate(column) for column in zip(*self._pieces))
        starts = np.zeros(len(terms) + 1, np.uint32)
        np.cumsum(counts, out=starts[1:])
        prints = np.concatenate([each.prints for each in self.segments])
        ids = self._ids
        if self._order is not None:
            ids, prints = ids[self._order], prints[self._order]
        return Segment(ids, prints, terms, starts, self._postings[: self._end])

    def _number(self, count: int) -> list[NDArray[np.uint32] | np.uint32]:
        """Say what number each tweet of a segment gets: one to be added, or one for each."""
        ends = np.cumsum([len(each) for each in self.segments])
        if self._order is None:
            return [np.uint32(end - len(each)) for end, each in zip(ends, self.segments)]
        numbers = np.empty(count, np.uint32)
        numbers[self._order] = np.arange(count, dtype=np.uint32)
        return list(np.split(numbers, ends[:-1]))

    def _merged(self, number: int) -> tuple[Hashes, Ints, Postings]:
        parts = [
            self._part(each, numbers, number) for each, numbers in zip(self.segments, self._numbers)
        ]
        terms, counts, postings = (np.concatenate(column) for column in zip(*parts))
        order = np.argsort(terms, kind="stable")  # which finds the runs, and merges them
        starts = np.cumsum(counts) - counts
        counts = counts.take(order)
        ends = np.cumsum(counts)
        # For each posting to come, where it stands now.
        shift = starts.take(order) - (ends - counts)
        merged = postings.take(np.repeat(shift, counts) + np.arange(len(postings)))
        terms = terms.take(order)
        firsts = np.flatnonzero(first_of_runs(terms))
        if self._order is not None:
            merged = _in_order(merged, np.repeat(np.cumsum(first_of_runs(terms)), counts))
        sizes = np.add.reduceat(counts, firsts) if len(firsts) else counts
        return terms[firsts], sizes, merged

    def _part(
        self, segment: Segment, numbers: "NDArray[np.uint32] | np.uint32", number: int
    ) -> tuple[Hashes, Ints, Postings]:
        """Give the lists of a slice, with the tweets' new numbers, without those deleted."""
        terms, width = segment.terms, 64 - self._bits
        low, high = (bisect_left(terms.data, bound << width) for bound in (number, number + 1))
        starts = segment.starts[low : high + 1].astype(np.int64)
        postings = segment.postings[starts[0] : starts[-1]]
        counts = np.diff(starts)
        old = tweets_of(postings)
        new = old + numbers if self._order is None else numbers.take(old)
        postings = np.left_shift(new, PLACE_BITS) | postings & _PLACES
        if segment.is_deleted is None:
            return terms[low:high], counts, postings
        keep = ~segment.is_deleted.take(old)
        kept = np.concatenate([[0], np.cumsum(keep)])[starts - starts[0]]
        counts = np.diff(kept)
        return terms[low:high][counts > 0], counts[counts > 0], postings[keep]


def _in_order(postings: Postings, terms: Ints) -> Postings:
    keys = terms << 32 | postings
    keys.sort()
    return keys.astype(np.uint32)
