"""That rows are sorted, grouped and told apart as a plain sort would."""

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitlab.columns import first_of_runs, group, order_by

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
