"""Hold raw events, and what a gateway sends on of them, to what they refuse."""

from typing import Any

import numpy as np
import pytest

from twitlab.errors import TwitlabError
from twitlab.log import Events, Flush


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((ints(1, 2), 0, ints(3), 4), "keys must have length 2 as event_ids, got 1"),
        ((ints(1), -1, 3, 4), "times_ms must be from 0 to 9223372036854775807, got -1"),
        ((ints(1), 0, 1 << 63, 4), "keys must be from 0 to"),
        ((ints(1), 0, 3, True), "authors must be an int or a numpy array of integers, got True"),
        ((ints(1), 0, 3, np.array([1.0])), "authors must be an int or a numpy array"),
        (("one", 0, 3, 4), "event_ids must be an int or a numpy array of integers, got 'one'"),
        ((ints(1, 2).reshape(1, 2), 0, 3, 4), "event_ids must be one-dimensional"),
    ],
)
def test_events_refuse_what_is_no_event(columns: tuple[Any, ...], said: str) -> None:
    with pytest.raises(TwitlabError, match=said):
        Events(*columns)


def test_no_events_are_events() -> None:
    assert len(Events(ints(), 0, 0, 0)) == 0
    assert len(Events(ints(), ints(), ints(), ints())[:5]) == 0


def test_one_number_stands_for_all_and_the_largest_is_taken() -> None:
    events = Events(ints(0, (1 << 63) - 1), 0, 7, ints(8, 9))
    assert events.keys.tolist() == [7, 7]
    assert events[1:].event_ids.tolist() == [(1 << 63) - 1]


def test_columns_cannot_be_written_to() -> None:
    events = Events(ints(1), 0, 3, 4)
    with pytest.raises(ValueError, match="read-only"):
        events.keys[0] = 5
    flush = Flush(0, 0, 0, ints(1), ints(1))
    with pytest.raises(ValueError, match="read-only"):
        flush.counts[0] = 5


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ((-1, 0, 0, ints(1), ints(1)), "gateway must be from 0 to 2147483647, got -1"),
        ((0, True, 0, ints(1), ints(1)), "sequence must be an int, got True"),
        ((0, 0, -1, ints(1), ints(1)), "minute must be 0 or more, got -1"),
        ((0, 0, 0, ints(1, 2), ints(1)), "counts must have length 2 as keys, got 1"),
        ((0, 0, 0, ints(2, 1), ints(1, 1)), "keys must ascend, each once"),
        ((0, 0, 0, ints(1, 1), ints(1, 1)), "keys must ascend, each once"),
        ((0, 0, 0, ints(1), ints(0)), "counts must be from 1 to"),
        ((0, 0, 0, ints(-1), ints(1)), "keys must be from 0 to"),
        ((0, 0, 0, ints(1), ints(1 << 41)), "counts must be from 1 to 1099511627776"),
        ((0, 0, 0, ints(1, 2), ints(1 << 40, 1)), "counts must be 1099511627776 in all at most"),
    ],
)
def test_flush_refuses_what_is_none(fields: tuple[Any, ...], said: str) -> None:
    with pytest.raises(TwitlabError, match=said):
        Flush(*fields)


def test_flush_of_nothing_stands_for_no_event() -> None:
    assert Flush(0, 0, 0, ints(), ints()).events == 0
