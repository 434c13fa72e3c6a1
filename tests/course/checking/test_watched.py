"""A list that is watched: each place that is looked at is noticed, and nothing can be changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from heapq import merge
from operator import add
from typing import Any

import pytest

from twitlab.course.checking.watched import watched

IDS = [3, 5, 8, 13, 21]
ALL = {0, 1, 2, 3, 4}
WAYS: dict[str, tuple[Callable[[Any], Any], set[int]]] = {
    "length": (len, set()),
    "truth": (bool, set()),
    "printed": (repr, set()),
    "place": (lambda ids: ids[1], {1}),
    "last place": (lambda ids: ids[-1], {4}),
    "slice from the end": (lambda ids: ids[-2:], {3, 4}),
    "slice turned round": (lambda ids: ids[::-1], ALL),
    "loop left early": (lambda ids: next(each for each in ids if each == 5), {0, 1}),
    "reversed, left early": (lambda ids: next(reversed(ids)), {4}),
    "in": (lambda ids: 8 in ids, {0, 1, 2}),
    "bisection": (lambda ids: bisect_left(ids, 4), {0, 1, 2}),
    "set": (set, ALL),
    "sorted": (sorted, ALL),
    "plus": (lambda ids: add(ids, [1]), ALL),
    "plus from the left": (lambda ids: add([1], ids), ALL),
    "compared": (lambda ids: ids == IDS, ALL),
    "merged, left early": (lambda ids: next(merge(ids, [4])), {0}),
}


@pytest.mark.parametrize("way", WAYS)
def test_places_looked_at_are_noticed(way: str) -> None:
    ids, looked = watched(IDS, "posting list")
    use, places = WAYS[way]
    use(ids)
    assert looked == places


@pytest.mark.parametrize("name", ["append", "pop", "sort", "reverse", "copy"])
def test_what_changes_a_list_is_not_there_and_its_noun_is_named(name: str) -> None:
    ids, _ = watched(IDS, "posting list")
    with pytest.raises(AttributeError, match="'PostingList' object"):
        getattr(ids, name)()


def test_ids_are_in_no_attribute_and_not_printed() -> None:
    ids, looked = watched(IDS, "posting list")
    assert repr(ids) == "<a posting list of 5 ids>"
    assert not hasattr(ids, "__dict__")
    assert looked == set()
