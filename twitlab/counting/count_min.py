"""Count everything in little space, and now and then too much: the count-min sketch.

Three rows of five cells. Each row has a hash of its own, and each event adds one to a cell of each
row. After A A A B B C:

    row 0    0  5  0  1  0        A and B share a cell: 3 + 2
    row 1    3  0  2  0  1        each has its own
    row 2    0  4  0  0  2        A and C share one: 3 + 1

How often did A come? Its cells have 5, 3 and 4: at most 3, for a cell only ever has too much. D
never came; its cells may have 1, 2 and 4, and its answer is 1. The more cells, the smaller the
error; the more rows, the rarer is a key that has bad luck in all of them.
"""

from math import ceil, e, exp, log
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_path, check_int, check_share, is_int
from twitlab.counting.cells import MAX_BYTES, MAX_DEPTH, MAX_WIDTH, Cells, can_be
from twitlab.counting.keys import MOST_COUNT, Keys, as_counts, count_keys, hash_blocks, hash_keys
from twitlab.counting.sketch_file import KeptSketch, read_sketch, write_sketch
from twitlab.errors import BadType, BadValue

_BLOCK: Final = 1 << 16  # keys at a time, so that the steps between stay in the cache
_CELL: Final = 8  # bytes
_RAISED: Final = 1 << 21  # keys that a conservative sketch takes at once: the more, the nearer


class CountMin:
    """Count keys in a table of fixed size; an answer is never too low, and rarely much too high.

    The guarantee: with width w and depth d, an answer is more than e / w * (all events) too high
    with a chance of at most e**-d, for any stream that was made without knowing the seed. It is
    about all events: a rare key may read many times its count.

    Args:
        width: cells in a row, 1 to 2**28.
        depth: rows, 1 to 64.
        conservative: whether a key raises only those of its cells that are too low for it. Answers
            are nearer, and there is no way to take events back.
        seed: which hashes, 0 to 2**63 - 1; who knows it can make a key read too high.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range, or the table would take more than two gigabytes.

    Complexity: 8 * width * depth bytes; half as many more while one call with as many keys as
        cells runs, for the cache holds twice as many cells of 4 bytes.

    Source: Cormode and Muthukrishnan, "An Improved Data Stream Summary", J. Algorithms 55 (2005);
    conservative: Estan and Varghese, "New Directions in Traffic Measurement", SIGCOMM 2002.

    >>> sketch = CountMin(width=1 << 10, depth=4)
    >>> sketch.add(["a", "b", "a"])
    >>> sketch.estimate("a"), sketch.estimate(["b", "c"]).tolist(), sketch.total
    (2, [1, 0], 3)
    """

    def __init__(
        self, width: int, depth: int, *, conservative: bool = False, seed: int = 0
    ) -> None:
        self.width = check_int("width", width, 1, MAX_WIDTH)
        self.depth = check_int("depth", depth, 1, MAX_DEPTH)
        if (size := _CELL * self.width * self.depth) > MAX_BYTES:
            raise BadValue(f"width and depth must take {MAX_BYTES} bytes at most, got {size}")
        if not isinstance(conservative, bool):
            raise BadType(f"conservative must be True or False, got {conservative!r:.80}")
        self.conservative = conservative
        self.seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self.total = 0  # events
        self.is_taken = False  # by a HeavyHitters, beside which nobody may add
        self._table = Cells(self.width, self.depth, self.seed)

    @classmethod
    def from_error(
        cls, epsilon: float, delta: float, *, conservative: bool = False, seed: int = 0
    ) -> "CountMin":
        """Make a sketch whose answers are at most epsilon * total too high, but for a share delta.

        Args:
            epsilon: above 0 and below 1.
            delta: above 0 and below 1.
            conservative: as above.
            seed: as above.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: epsilon or delta is not between 0 and 1, or so small that the table is too
                large.

        >>> sketch = CountMin.from_error(epsilon=1e-4, delta=0.01)
        >>> sketch.width, sketch.depth
        (27183, 5)
        """
        width = ceil(e / check_share("epsilon", epsilon))
        depth = max(1, ceil(log(1 / check_share("delta", delta))))
        if depth > MAX_DEPTH or _CELL * width * depth > MAX_BYTES:
            raise BadValue(
                f"epsilon and delta must allow {MAX_DEPTH} rows and {MAX_BYTES} bytes, got "
                f"{depth} rows of {width:.4g} cells"
            )
        return cls(width, depth, conservative=conservative, seed=seed)

    @property
    def cells(self) -> NDArray[np.int64]:
        """The table, shape (depth, width); it cannot be written to from here."""
        cells = self._table.counts.view()
        cells.flags.writeable = False
        return cells

    @property
    def nbytes(self) -> int:
        """Count the bytes of the table."""
        return self._table.counts.nbytes

    @property
    def epsilon(self) -> float:
        """The share of all events that an answer may be too high, but rarely: e / width."""
        return e / self.width

    @property
    def delta(self) -> float:
        """How rarely: the chance that an answer is further off, e**-depth."""
        return exp(-self.depth)

    def add(self, keys: Keys, counts: Any = 1) -> None:
        """Count keys.

        A conservative sketch takes up to two million keys of one call at once: of each it adds up
        how often it came, and then raises its cells. Keys that share a cell then do not push each
        other up, so one call reads nearer than many; both never read too low.

        Args:
            keys: an int or a str; or many, as an array of integers or a sequence of str.
            counts: how often each came, 0 or more: one for all, or an array.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: a count is below 0, lengths differ, or the total would not fit 62 bits. Then
                nothing was counted.

        Complexity: O(keys * depth); a conservative one sorts them first.
        """
        count = count_keys(keys)
        blocks = hash_blocks(keys, self.seed, _RAISED if self.conservative else _BLOCK)
        often = as_counts(counts, count)
        added = count if often is None else int(often.sum())
        if self.total + added > MOST_COUNT:
            raise BadValue(f"counts must keep the total to {MOST_COUNT}, got {added} more")
        parts = ((some, None if often is None else often[part]) for part, some in blocks)
        if self.conservative:
            for some, counted in parts:
                self._table.lift(some, counted)
        else:
            self._table.add(parts, count, added)
        self.total += added

    def estimate(self, keys: Keys) -> Any:
        """Say how often keys came, at most.

        Args:
            keys: as for add.

        Returns:
            An int for one key; else int64, shape (keys,).

        Raises:
            BadType: a key is neither an int nor a str.
            BadValue: a key is out of range or has a lone surrogate.

        Complexity: O(keys * depth).
        """
        found = np.empty(count_keys(keys), np.int64)
        table = self._table.for_reading(len(found), self.total)
        for part, hashes in hash_blocks(keys, self.seed, _BLOCK):
            found[part] = self._table.least(hashes, table)
        return int(found[0]) if is_int(keys) or isinstance(keys, str) else found

    def merge(self, other: "CountMin") -> None:
        """Add what another sketch counted; it stays as it is.

        Two plain sketches become what one would be that had seen both streams. Two conservative
        ones keep the bounds, and read a little higher than that.

        Raises:
            BadType: other is no CountMin.
            BadValue: the two differ in width, depth, seed or kind, or have too many events
                together.

        Complexity: O(width * depth).
        """
        if not isinstance(other, CountMin):
            raise BadType(f"other must be a CountMin, got {type(other).__name__}")
        for name in ("width", "depth", "seed", "conservative"):
            ours, theirs = getattr(self, name), getattr(other, name)
            if ours != theirs:
                raise BadValue(f"other must have {name} {ours}, got {theirs}")
        if self.total + other.total > MOST_COUNT:
            raise BadValue(f"other must keep the total to {MOST_COUNT}, got {other.total} more")
        self._table.counts += other._table.counts
        self.total += other.total

    def cells_of(self, keys: Keys) -> NDArray[np.int64]:
        """Say which cell of each row is a key's, shape (depth, keys).

        Complexity: O(keys * depth).
        """
        hashes = hash_keys(keys, self.seed)
        return np.array([self._table.row(hashes, row) for row in range(self.depth)])

    def save(self, file: str | Path) -> None:
        """Keep the sketch in a file, which is there as a whole or not at all.

        Raises:
            BadType: file is no path.
            OSError: the disk refuses.

        Complexity: O(width * depth).
        """
        kept = KeptSketch(
            self.width, self.depth, self.conservative, self.seed, self.total, self._table.counts
        )
        write_sketch(as_path("file", file), kept)

    @classmethod
    def load(cls, file: str | Path) -> "CountMin":
        """Read a saved sketch.

        Raises:
            BadType: file is no path.
            DamagedFile: it is missing, cut, changed, or of another version.

        Complexity: O(width * depth).
        """
        kept = read_sketch(as_path("file", file))
        sketch = cls(kept.width, kept.depth, conservative=kept.conservative, seed=kept.seed)
        sketch._table.counts[:] = kept.counts
        sketch.total = kept.total
        return sketch

    def check_invariants(self) -> None:
        """Assert that each row has all events; a conservative one may have fewer."""
        assert can_be(self._table.counts, self.total, self.conservative)
