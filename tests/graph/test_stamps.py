"""Hold a column of stamps to the numbers that it got."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitlab.graph.stamps import StampColumn


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**40), st.integers(2**62, 2**63 - 1))))
def test_stamp_column_gives_back_what_it_got(numbers: list[int]) -> None:
    stamps = np.array(numbers, np.int64)
    column = StampColumn(len(stamps), stamps)
    assert column.all().tolist() == numbers
    assert column.take(np.arange(len(stamps))).tolist() == numbers
    assert [column.is_normal(at) for at in range(len(stamps))] == [n % 4 == 0 for n in numbers]
    normal = column.are_normal(0, len(stamps))
    assert normal is None or normal.tolist() == [n % 4 == 0 for n in numbers]
