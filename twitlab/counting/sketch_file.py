"""Keep a count-min sketch in a file: its table, and what it was made with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import DamagedFile, FileKind, read_columns, write_columns
from twitlab.counting.cells import MAX_DEPTH, MAX_WIDTH, can_be
from twitlab.counting.keys import MOST_COUNT

_FILE: Final = FileKind("count-min sketch", 1, {"cells": np.int64})


@dataclass(frozen=True, slots=True, eq=False)
class KeptSketch:
    """Hold what a file has of a sketch.

    Args:
        width: cells in a row.
        depth: rows.
        conservative: whether only cells that are too low were raised.
        seed: which hashes.
        total: events.
        counts: the table, shape (depth, width).
    """

    width: int
    depth: int
    conservative: bool
    seed: int
    total: int
    counts: NDArray[np.int64]


def write_sketch(file: Path, kept: KeptSketch) -> None:
    """Write a file, which is there as a whole or not at all.

    Raises:
        OSError: the disk refuses.

    Complexity: O(width * depth).
    """
    facts = {"conservative": kept.conservative, "seed": kept.seed, "total": kept.total}
    facts |= {"width": kept.width, "depth": kept.depth}
    write_columns(file, _FILE, {"cells": kept.counts.ravel()}, facts)


def read_sketch(file: Path) -> KeptSketch:
    """Read a file, and believe nothing of it that no sketch can have.

    Raises:
        DamagedFile: it is missing, cut, changed, or of another version.

    Complexity: O(width * depth).
    """
    found = read_columns(file, _FILE)
    facts, cells = found.facts, found.columns["cells"]
    try:
        width = check_int("width", facts["width"], 1, MAX_WIDTH)
        depth = check_int("depth", facts["depth"], 1, MAX_DEPTH)
        seed = check_int("seed", facts["seed"], 0, (1 << 63) - 1)
        total = check_int("total", facts["total"], 0, MOST_COUNT)
        kept = KeptSketch(
            width, depth, facts["conservative"], seed, total, cells.reshape(depth, width)
        )
    except (KeyError, TypeError, ValueError):
        kept = None
    if kept is None or not _is_sketch(kept):
        raise DamagedFile(f"{file} is damaged: its head is not what was saved")
    return kept


def _is_sketch(kept: KeptSketch) -> bool:
    is_bool = isinstance(kept.conservative, bool)
    return is_bool and can_be(kept.counts, kept.total, kept.conservative)
