"""That rows are sorted, grouped and told apart as a plain sort would."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.stores import ints
from twitlab.columns import first_of_runs, group, order_by, sort_keys, sorting, splice


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of numbers do what millions do: many pieces."""
    monkeypatch.setattr(sorting, "_PIECE", 16)


# Each of the three ways to sort: by counting, with the place in one number, and neither.
NUMBERS = st.sampled_from([300, 1 << 30, (1 << 63) - 1]).flatmap(
    lambda high: st.lists(st.integers(0, high) | st.integers(0, 5), max_size=40)
)


@given(NUMBERS)
def test_order_by_is_that_of_a_stable_sort(numbers: list[int]) -> None:
    column = np.array(numbers, np.int64)
    assert order_by(column).tolist() == np.argsort(column, kind="stable").tolist()
    assert column.tolist() == numbers, "what came in stays"


@given(NUMBERS)
def test_group_gives_each_number_its_places(numbers: list[int]) -> None:
    wanted = {number: [] for number in sorted(numbers)}  # type: dict[int, list[int]]
    for place, number in enumerate(numbers):
        wanted[number].append(place)
    found = [(number, at.tolist()) for number, at in group(np.array(numbers, np.int64))]
    assert found == list(wanted.items())


@given(st.lists(st.integers(0, 3)))
def test_first_of_runs_marks_where_a_run_begins(numbers: list[int]) -> None:
    wanted = [place == 0 for _, run in groupby(numbers) for place, _ in enumerate(run)]
    assert first_of_runs(np.array(numbers, np.int64)).tolist() == wanted


@given(st.lists(st.integers(0, 2**40 - 1) | st.integers(0, 20)))
def test_sort_keys_agrees_with_a_stable_sort(numbers: list[int]) -> None:
    keys, places = np.array(numbers, np.int64), np.arange(len(numbers))
    sort_keys(keys, 40, places)
    assert keys.tolist() == sorted(numbers)
    assert places.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)


@given(st.lists(st.integers(0, 99)), st.data())
def test_splice_agrees_with_a_list(numbers: list[int], data: st.DataObject) -> None:
    at = st.integers(0, len(numbers))
    gone = sorted(
        data.draw(st.sets(at.filter(lambda place: place < len(numbers)))) if numbers else ()
    )
    to = sorted(data.draw(st.lists(at, max_size=20)))
    more = [100 + place for place in range(len(to))]
    expected: list[int] = []
    for place in range(len(numbers) + 1):
        expected += [new for new, before in zip(more, to) if before == place]
        expected += numbers[place : place + 1] if place not in gone else []
    found = splice(np.array(numbers, np.int32), ints(*gone), ints(*to), ints(*more))
    assert found.tolist() == expected
    assert found.dtype == np.int32
