"""Keep a sketch and candidates of each minute, and read some minutes together.

    minute 600    sketch    candidates 40 41 42     no key left out read more than 3
    minute 601    sketch    candidates 40 43 44     ... more than 5
    both          the sketches' cells added up; candidates 40 41 42 43 44 are read there

A key that is in no list came at most 3 + 5 times. One that is in any list is read in the sum of the
sketches, so it counts in all minutes, also in those where it was no candidate. An old minute is
dropped as a whole: to take single events out of one large sketch, one would have to keep them.
"""

from collections.abc import Sequence

import numpy as np

from twitlab.columns import Ints, is_in, union
from twitlab.counting.count_min import CountMin
from twitlab.counting.layers.bounds import Bounds
from twitlab.counting.layers.largest import largest


class MinuteSketch:
    """Count the keys of one minute.

    Args:
        width: cells in a row of the sketch.
        depth: rows.
        candidates: how many keys are kept.
        seed: of the hashes.
    """

    def __init__(self, width: int, depth: int, candidates: int, seed: int) -> None:
        self._most = candidates
        self.sketch = CountMin(width, depth, seed=seed)
        self.candidates: Ints = np.empty(0, np.int64)  # ascending
        self.left_out = 0  # the highest reading of a key that was not kept

    @property
    def nbytes(self) -> int:
        """Count the bytes of cells and candidates."""
        return self.sketch.nbytes + self.candidates.nbytes

    def add(self, keys: Ints, counts: Ints) -> None:
        """Count keys, ascending and each once, and keep those that read highest.

        A key that is not kept came no more often than it reads now. If it comes again, it is read
        again.

        Complexity: O(n log n), n keys and candidates.
        """
        self.sketch.add(keys, counts)
        all_keys = union(self.candidates, keys)
        if len(all_keys) <= self._most:
            self.candidates = all_keys
            return
        reads = self.sketch.estimate(all_keys)
        at = largest(reads, self._most + 1)
        self.left_out = max(self.left_out, int(reads[at[-1]]))
        self.candidates = np.sort(all_keys[at[:-1]])


def read_together(minutes: Sequence[MinuteSketch], also: Ints) -> tuple[Bounds, int]:
    """Read the candidates of some minutes in the sum of their sketches.

    Args:
        minutes: at least one.
        also: keys that are read too.

    Returns:
        What is known of each key; and how much a reading is too high, but rarely, which is what
        `least` leaves off.

    Complexity: O(minutes * width * depth + keys * depth).
    """
    first = minutes[0].sketch
    total = CountMin(first.width, first.depth, seed=first.seed)
    for minute in minutes:
        total.merge(minute.sketch)
    candidates = union(*(minute.candidates for minute in minutes))
    rest = sum(minute.left_out for minute in minutes)
    keys = union(candidates, np.unique(also))
    reads = total.estimate(keys)
    others = ~is_in(keys, candidates)
    reads[others] = np.minimum(reads[others], rest)
    error = int(total.epsilon * total.total)
    return Bounds(keys, reads, np.maximum(reads - error, 0), reads, rest), error
