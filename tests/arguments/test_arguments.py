"""What is refused as no number, and that a NumPy scalar is one."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.arguments import (
    as_ints,
    as_path,
    check_bool,
    check_has,
    check_int,
    check_ints,
    check_kind,
    check_number,
    check_share,
)
from twitlab.clock import ManualClock
from twitlab.errors import BadType, BadValue
from twitlab.graph import EdgeWrites
from twitlab.tweet import TweetBatch


@pytest.mark.parametrize("two", [2, np.int64(2), np.uint8(2)])
def test_numpy_integer_is_an_int_wherever_one_is_asked_for(two: Any) -> None:
    given = [check_int("two", two, 0, 2), check_number("two", two, 0, 2)]
    assert [(type(number), number) for number in given] == [(int, 2)] * 2
    assert as_ints("two", two, high=2).tolist() == [2]


def test_numpy_integer_stands_for_all_rows_of_a_batch_as_of_edge_writes() -> None:
    ids, two = np.array([7, 8, 9]), np.int64(2)
    batch = TweetBatch(ids, two, in_reply_to_user_ids=two)
    assert batch.user_ids.tolist() == batch.in_reply_to_user_ids.tolist() == [2, 2, 2]
    assert EdgeWrites(ids, two, at=two).destinations.tolist() == [2, 2, 2]


def test_check_number_gives_back_what_is_in_range() -> None:
    for number in (0, 1, 0.5, np.float64(0.5), Fraction(1, 3)):
        assert check_number("share", number, 0, 1) is number


@pytest.mark.parametrize(
    ("value", "low", "high", "error", "message"),
    [
        (True, 0, 1, BadType, "share must be a number, got True"),
        ("1", 0, 1, BadType, "share must be a number, got '1'"),
        (float("nan"), None, None, BadValue, "share must be finite, got nan"),
        (float("inf"), 0, None, BadValue, "share must be finite, got inf"),
        (-0.1, 0, None, BadValue, "share must be 0 or more, got -0.1"),
        (Fraction(3, 2), 0, 1, BadValue, "share must be from 0 to 1, got 3/2"),
    ],
)
def test_check_number_refuses(
    value: object, low: int | None, high: int | None, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        check_number("share", value, low, high)
    assert str(caught.value) == message


def test_check_share_gives_a_float_that_one_can_divide_by() -> None:
    for share in (0.5, Fraction(1, 2), np.float64(0.5)):
        assert (check_share("share", share), type(check_share("share", 0.5))) == (0.5, float)
    for wrong in (0, 1, -1, 2, 5e-324, Fraction(1, 10**400), 1 - Fraction(1, 10**400)):
        with pytest.raises(BadValue, match="share must be"):
            check_share("share", wrong)


@pytest.mark.parametrize("size", [79, 400, 5_000])
def test_a_number_of_many_digits_is_refused_in_few_words(size: int) -> None:
    with pytest.raises(BadValue, match="count must be from 0 to 9, got") as error:
        check_int("count", 10**size, 0, 9)
    assert len(str(error.value)) < 120


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64])
def test_the_least_and_the_largest_of_a_dtype_are_looked_at_if_bounds_are_nearer(
    dtype: Any,
) -> None:
    least, most = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    both = np.array([most, least], dtype)
    assert check_ints("ids", both, least, most) is both
    assert check_ints("ids", both, least - 1, most + 1) is both
    for low, high, wrong in ((least + 1, most, least), (least, most - 1, most)):
        with pytest.raises(BadValue, match=f"ids must be from {low} to {high}, got {wrong}"):
            check_ints("ids", both, low, high)


def test_a_masked_array_is_refused_as_its_mask_would_not_count() -> None:
    for check in (check_ints, lambda name, some, low, high: as_ints(name, some, high, low)):
        with pytest.raises(BadType, match=r"ids must be .* got a masked array"):
            check("ids", np.ma.array([1, 2], mask=[False, True]), 0, 9)


@pytest.mark.parametrize("path", ["", "a\0b", Path("a\0b"), "a\ud800", None, 3, b"a"])
def test_what_no_path_can_be_is_refused(path: Any) -> None:
    with pytest.raises((BadType, BadValue), match="file must be a"):
        as_path("file", path)
    assert as_path("file", ".") == Path()


def test_what_cannot_be_written_is_refused_all_the_same() -> None:
    for wrong in (1 << 99_999, [1 << 99_999]):
        with pytest.raises(BadType, match=r"again must be True or False, got an? (int|list)"):
            check_bool("again", wrong)
        with pytest.raises(BadType, match=r"file must be a str or a Path, got an? (int|list)"):
            as_path("file", wrong)
    with pytest.raises(BadValue, match="count must be an int of 100000 bits or more, got 3"):
        check_int("count", 3, 1 << 99_999, None)


@pytest.mark.parametrize("wrong", [None, 1, "True", np.True_])
def test_what_is_neither_true_nor_false_is_refused(wrong: object) -> None:
    with pytest.raises(BadType, match="again must be True or False, got"):
        check_bool("again", wrong)
    assert check_bool("again", True)


def test_what_is_of_another_class_or_cannot_do_what_is_asked_is_refused() -> None:
    with pytest.raises(BadType, match=r"folder must be a Path, got 'a'"):
        check_kind("folder", "a", Path)
    with pytest.raises(BadType, match="clock must have now_ms, got None"):
        check_has("clock", None, "now_ms")
    check_has("clock", ManualClock(), "now_ms", "wait_until_ms")
