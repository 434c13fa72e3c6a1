"""Ids and lists that count how often they are looked at: no way into them stays uncounted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from heapq import merge
from operator import add
from typing import Any

import pytest

from twitlab.course.checking.counted import CountedId, CountedList, count_from_zero

SIZE = 40
WAYS: dict[str, tuple[Callable[[Any], Any], int]] = {
    "length": (len, 0),
    "place": (lambda ids: ids[3], 1),
    "last place": (lambda ids: ids[-1], 1),
    "slice": (lambda ids: ids[10:15], 5),
    "whole slice": (lambda ids: ids[:], SIZE),
    "loop": (lambda ids: [each for each in ids], SIZE),  # noqa: C416 - a loop is what is meant
    "loop left early": (lambda ids: next(each for each in ids if int(each) == 4), 5),
    "reversed": (lambda ids: [*reversed(ids)], SIZE),
    "list": (list, SIZE),
    "tuple": (tuple, SIZE),
    "set": (set, SIZE),
    "star": (lambda ids: [*ids], SIZE),
    "star in a call": (lambda ids: max(*ids), SIZE),
    "head and tail": (lambda ids: (lambda first, *rest: rest)(*ids), SIZE),
    "copy": (lambda ids: ids.copy(), SIZE),
    "extend": (lambda ids: [].extend(ids), SIZE),
    "sorted": (sorted, SIZE),
    "plus": (lambda ids: add(ids, []), SIZE),
    "plus from the left": (lambda ids: add([], ids), SIZE),
    "plus itself": (lambda ids: add(ids, ids), 2 * SIZE),
    "merge": (lambda ids: [*merge(ids, [])], SIZE),
    "dictionary": (dict.fromkeys, SIZE),
    "map": (lambda ids: [*map(int, ids)], SIZE),
}


def counted() -> CountedList:
    ids = CountedList(map(CountedId, range(SIZE)))
    count_from_zero()
    return ids


@pytest.mark.parametrize(("way", "reads"), WAYS.values(), ids=WAYS)
def test_reads_are_counted_whichever_way_the_list_is_read(
    way: Callable[[Any], Any], reads: int
) -> None:
    way(counted())
    assert CountedList.reads == reads


def test_search_reads_and_compares_log2_of_the_list() -> None:
    assert bisect_left(counted(), 25) == 25
    assert 5 <= CountedList.reads == CountedId.compared <= 6


def test_set_hashes_each_id_and_in_compares_one_after_another() -> None:
    set(counted())
    assert CountedId.hashed == SIZE
    assert 9 in counted()
    assert (CountedId.compared, CountedList.reads) == (10, 0)


def test_counted_lists_are_lists() -> None:
    ids = counted()
    assert ids == [*range(SIZE)]
    assert ids[3:5] + ids[:1] == [3, 4, 0]
    assert [*reversed(ids)] == ids[::-1]
    assert add([1], counted()) == [1, *range(SIZE)]
