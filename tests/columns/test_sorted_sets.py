"""Hold the algebra of sorted sets to Python's sets."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.stores import ints
from twitlab.columns import difference, intersection, union
from twitlab.errors import TwitlabError

SETS = st.lists(st.sets(st.integers(0, 40)), min_size=1, max_size=5)


@given(SETS, st.sampled_from([np.int32, np.int64, np.uint64]))
def test_set_algebra_agrees_with_python_sets(sets: list[set[int]], dtype: Any) -> None:
    arrays = [np.array(sorted(ids), dtype) for ids in sets]
    first, *others = sets
    expected = (
        (intersection(*arrays), first.intersection(*others)),
        (union(*arrays), first.union(*others)),
        (difference(*arrays), first.difference(*others)),
    )
    for found, ids in expected:
        assert found.tolist() == sorted(ids)
        assert found.dtype == dtype
        assert not any(np.shares_memory(found, array) for array in arrays)


@pytest.mark.parametrize("operation", [intersection, union, difference])
@pytest.mark.parametrize(
    ("sets", "builtin", "message"),
    [
        (([1, 2],), TypeError, r"sets\[0\] must be a numpy array of integers, got list"),
        ((ints(1), np.array([1.5])), TypeError, r"sets\[1\] must be .* got float64"),
        ((ints(1), np.array([1], np.uint64)), TypeError, r"sets\[1\] must be int64 as the first"),
        ((ints(2, 1),), ValueError, r"sets\[0\] must be ascending"),
        ((ints(1), ints(1, 1)), ValueError, r"sets\[1\] must be ascending, none twice"),
        ((np.zeros((2, 2), int),), ValueError, r"one-dimensional, got shape \(2, 2\)"),
    ],
)
def test_set_algebra_refuses(operation: Any, sets: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        operation(*sets)
    assert isinstance(caught.value, builtin)


def test_intersection_and_union_refuse_no_operand() -> None:
    for operation in (intersection, union):
        with pytest.raises(ValueError, match="sets must be one or more, got none"):
            operation()
