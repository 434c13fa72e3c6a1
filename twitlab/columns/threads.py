"""Work on shares of the rows at once, a thread for each core: NumPy's long loops hold no lock.

Shares must not touch each other: different rows to read, different rows to write.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")
_MOST: Final = 4  # more threads were never measured
_WORTH: Final = 1 << 16  # rows of a share; a thread costs as much as some thousand


def count_workers() -> int:
    """Say how many threads are worth their while: one for each core that this process may use.

    Complexity: O(1).

    >>> 1 <= count_workers() <= 4
    True
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        cores = os.cpu_count() or 1
    return min(cores, _MOST)


def shares(count: int, rows: int | None = None) -> list[slice]:
    """Cut a range into a share for each worker, and into fewer if there is little to do.

    Args:
        count: how long the range is, 0 or more.
        rows: how many rows are to be worked on; None for one for each number of the range.

    Returns:
        Slices that follow each other from 0 to count; one at least.

    Complexity: O(workers).

    >>> shares(10), shares(10, rows=9)
    ([slice(0, 10, None)], [slice(0, 10, None)])
    """
    number = max(1, min(count_workers(), (count if rows is None else rows) // _WORTH))
    return [slice(*ends) for ends in pairwise(count * each // number for each in range(number + 1))]


def at_once(
    work: Callable[[Part], Result], parts: Sequence[Part], rows: int | None = None
) -> list[Result]:
    """Do the same with all parts at once, as far as there are cores.

    Args:
        work: what to do with a part; it writes to nothing that another part's work looks at.
        parts: what to work on.
        rows: how many rows all parts have together: for few, no thread is started; None for many.

    Returns:
        What came out of each, in the order of parts.

    Raises:
        Exception: what the work on the first part that failed raised; no thread is left behind.

    Complexity: that of the work, and some 100 us for threads.

    Source: Python, concurrent.futures; NumPy reference, "Thread Safety": the lock of the
    interpreter is let go in loops over numbers.

    >>> at_once(len, ["ab", "c"])
    [2, 1]
    """
    workers = min(count_workers(), len(parts))
    if workers < 2 or (rows is not None and rows < 2 * _WORTH):
        return [work(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, parts))
