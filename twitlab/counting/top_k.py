"""Give the k most frequent, exactly: of a column of keys, and of lists that others made.

Lists of several processors can be merged if no key is in two of them, as when each key goes to one
processor:

    processor 0   a 9  c 4  e 1
    processor 1   b 7  d 5              the heads are compared: a 9, b 7, d 5, c 4, ...

If a key may be in several lists, they cannot. Here c came most often, 8 times, and is in neither
list of two:

    minute 0      a 5  b 5  (c 4)
    minute 1      d 5  e 5  (c 4)

What does hold is a bound. What a list does not show came at most as often as its last: c came at
most 5 + 5 times.
"""

import heapq
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_column, check_int
from twitlab.columns import Ints, at_once, first_of_runs, shares
from twitlab.counting.answers import Counted, Key, exactly
from twitlab.counting.keys import Keys, as_counts
from twitlab.counting.one_key import LEAST_KEY, MOST_KEY, check_key, refuse_other_type
from twitlab.errors import BadType, BadValue

_BLOCK = 1 << 18  # rows at a time
_DENSE = 4  # times as many possible keys as rows: then a table of all is worth its while


def count_all(keys: NDArray[Any], counts: Any = 1) -> tuple[Ints, Ints]:
    """Count every key of a column.

    Dense keys, as ids from 0 on, are counted in a table of all; others are sorted.

    Args:
        keys: any integers, shape (rows,).
        counts: how often each row counts, 0 or more: one for all, or shape (rows,).

    Returns:
        The different keys, ascending, and how often each came; one that counts 0 is not there.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: lengths differ, or a number is out of range.

    Complexity: O(rows) for dense keys, else O(rows log rows).

    >>> [column.tolist() for column in count_all(np.array([7, 3, 7]))]
    [[3, 7], [1, 2]]
    """
    column = check_column("keys", keys, MOST_KEY, LEAST_KEY)
    often = as_counts(counts, len(column))
    if not len(column):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    low, high = int(column.min()), int(column.max())
    if high - low < _DENSE * len(column):
        table = _table(column, often, low, high - low + 1)
        found = np.flatnonzero(table)
        return found + low, table[found]
    order = None if often is None else np.argsort(column, kind="stable")
    in_order = np.sort(column) if order is None else column[order]
    firsts = np.flatnonzero(first_of_runs(in_order))
    ends = np.append(firsts[1:], len(in_order))
    sums = ends - firsts if often is None else np.add.reduceat(often[order], firsts)
    keep = sums > 0
    return in_order[firsts].astype(np.int64)[keep], sums[keep]


def _table(column: NDArray[Any], often: Ints | None, low: int, size: int) -> Ints:
    def count(part: slice) -> Ints:
        table = np.zeros(size, np.int64)
        # As many rows at a time as the table is long, so that adding it up costs as much at most.
        step = max(_BLOCK, size)
        for begin in range(part.start, part.stop, step):
            some = slice(begin, min(begin + step, part.stop))
            places = column[some].astype(np.int64) - low
            if often is None:
                table += np.bincount(places, minlength=size)
            else:
                np.add.at(table, places, often[some])
        return table

    first, *others = at_once(count, shares(len(column)), len(column))
    for other in others:
        first += other
    return first


def top_k(keys: Keys, k: int, counts: Any = 1) -> list[Counted]:
    """Give the k keys that came most often; of equals, the smaller key.

    Args:
        keys: an array of integers, shape (rows,), or a sequence of str.
        k: how many, 0 or more.
        counts: how often each row counts, 0 or more: one for all, or shape (rows,).

    Returns:
        The keys that came at all, the most frequent first; fewer than k if there are fewer.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: k or a count is below 0, or lengths differ.

    Complexity: to count, see `count_all`; then O(different keys + k log k).

    >>> [(each.key, each.count) for each in top_k(["b", "a", "b"], 5)]
    [('b', 2), ('a', 1)]
    """
    k = check_int("k", k, 0, None)
    if not isinstance(keys, np.ndarray):
        return _top_of_texts(keys, k, counts)
    found, often = count_all(keys, counts)
    k = min(k, len(found))
    if not k:
        return []
    # All that are larger than number k, and of those equal to it the first.
    least = np.partition(often, len(often) - k)[len(often) - k]
    larger, equal = np.flatnonzero(often > least), np.flatnonzero(often == least)
    chosen = np.concatenate([larger, equal[: k - len(larger)]])
    chosen = chosen[np.lexsort((found[chosen], -often[chosen]))]
    return [exactly(*each) for each in zip(found[chosen].tolist(), often[chosen].tolist())]


def _top_of_texts(keys: Keys, k: int, counts: Any) -> list[Counted]:
    if isinstance(keys, str | bytes) or not isinstance(keys, Sequence):
        raise BadType(
            "keys must be a numpy array of integers or a sequence of str, got "
            f"{type(keys).__name__}"
        )
    if set(map(type, keys)) != {str}:  # in a tenth of the time of a look at each
        for key in keys:
            if not isinstance(key, str):
                raise BadType(
                    f"keys must be all str in a sequence (integers: a numpy array), got {key!r:.80}"
                )
    often = as_counts(counts, len(keys))
    table: Counter[Key] = Counter()
    if often is None:
        table.update(keys)
    else:
        for key, count in zip(keys, often.tolist()):
            table[key] += count
    for key in table:
        check_key(key)
    items = ((-count, key) for key, count in table.items() if count)
    return [exactly(key, -count) for count, key in heapq.nsmallest(k, items)]


def merge_top_k(lists: Sequence[Sequence[Counted]], k: int) -> list[Counted]:
    """Merge lists of the most frequent into one, if no key can be in two of them.

    Args:
        lists: each as `top_k` gives it, of processors that share no key.
        k: how many, 0 or more; no more than each list was asked for, or some may be missing.

    Returns:
        The k largest of all lists.

    Raises:
        BadType: lists hold something else, or keys of both types.
        BadValue: k is below 0, a list is not in order, or a key is in two lists: its counts would
            have to be added, and other lists may have cut it off.

    Complexity: O(k log lists), after a look at all items.

    Source: Knuth, The Art of Computer Programming 3, 2nd ed., section 5.4.1, multiway merging.

    >>> merged = merge_top_k([top_k(["a", "a", "c"], 2), top_k(["b"], 2)], 2)
    >>> [each.key for each in merged]
    ['a', 'b']
    """
    k = check_int("k", k, 0, None)
    owners: dict[Key, int] = {}
    for number, items in enumerate(_as_lists(lists)):
        for at, item in enumerate(items):
            if not isinstance(item, Counted):
                raise BadType(f"lists must hold Counted, got {item!r:.80}")
            refuse_other_type(item.key, owners)
            if at and item.count > items[at - 1].count:
                raise BadValue(f"lists[{number}] must descend, got {item.count} at {at}")
            if item.key in owners:
                raise BadValue(
                    f"lists must share no key, got {item.key!r} in {owners[item.key]} and {number}"
                )
            owners[item.key] = number
    merged = heapq.merge(*lists, key=lambda item: (-item.count, item.key))
    return list(islice(merged, k))


def missing_at_most(lists: Sequence[Sequence[Counted]], k: int) -> int:
    """Say how often a key that no list shows can have come, in all their streams together.

    Args:
        lists: each as `top_k(..., k)` gives it, of streams that may share keys.
        k: how many each was asked for, 1 or more.

    Returns:
        The sum of the lists' last counts; a list with fewer than k shows all keys of its stream.

    Raises:
        BadType: k is not an int, or lists hold something else.
        BadValue: k is below 1.

    Complexity: O(lists).

    >>> minutes = [top_k(["a", "a", "b", "c"], 2), top_k(["d", "d", "e", "c"], 2)]
    >>> missing_at_most(minutes, 2)
    2
    """
    k = check_int("k", k, 1, None)
    lasts = [items[-1] for items in _as_lists(lists) if len(items) >= k]
    for last in lasts:
        if not isinstance(last, Counted):
            raise BadType(f"lists must hold Counted, got {last!r:.80}")
    return sum(last.most for last in lasts)


def _as_lists(lists: object) -> Sequence[Sequence[Counted]]:
    if isinstance(lists, Sequence) and all(isinstance(each, Sequence) for each in lists):
        return lists
    raise BadType(f"lists must be a list of lists of Counted, got {lists!r:.80}")
