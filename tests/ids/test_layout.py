"""Hold ids to their bits, to real ones, and ids in bulk to ids one by one."""

import csv
import gzip
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from twitlab.clock import ManualClock
from twitlab.errors import BadValue
from twitlab.ids import (
    EPOCH_MS,
    IDS_PER_MS,
    LAST_MS,
    LAST_SEQUENTIAL_ID,
    MAX_ID,
    Snowflake,
    SnowflakeParts,
    decode,
    ids_at,
    ids_at_plain,
    timestamps_ms,
)

NOW_MS = EPOCH_MS + 1_000_000

NODES = st.integers(0, 31)

TIMES = st.integers(EPOCH_MS, LAST_MS)


@given(TIMES, NODES, NODES, st.integers(1, IDS_PER_MS))
def test_decode_gives_back_what_went_in(
    time_ms: int, datacenter_id: int, worker_id: int, count: int
) -> None:
    ids = Snowflake(datacenter_id, worker_id, ManualClock(time_ms))
    made = ids.next_ids(count)
    parts = SnowflakeParts(time_ms, datacenter_id, worker_id, count - 1)
    assert decode(int(made[-1])) == parts
    assert decode(made[-1]) == parts
    assert ids.last_ms == time_ms


def test_each_bit_has_one_meaning() -> None:
    for bit in range(63):
        parts = decode(1 << bit)
        values = (
            parts.timestamp_ms - EPOCH_MS,
            parts.datacenter_id,
            parts.worker_id,
            parts.sequence,
        )
        place = 0 if bit >= 22 else 1 if bit >= 17 else 2 if bit >= 12 else 3
        expected = [0, 0, 0, 0]
        expected[place] = 1 << bit - (22, 17, 12, 0)[place]
        assert list(values) == expected


def test_largest_id_is_the_largest_int64() -> None:
    made = Snowflake(31, 31, ManualClock(LAST_MS)).next_ids(IDS_PER_MS)
    assert made[-1] == MAX_ID == np.iinfo(np.int64).max
    assert made[0] == MAX_ID - 4_095


def test_last_sequential_id_is_as_small_as_a_made_one_of_the_first_seven_seconds() -> None:
    # So nothing can be refused by its size: tweet 20 and a made id 20 are the same number.
    made = ids_at(np.array([EPOCH_MS + 7_081, EPOCH_MS + 7_082]), 0, 0)
    assert made[0] <= LAST_SEQUENTIAL_ID < made[1]
    assert decode(LAST_SEQUENTIAL_ID).timestamp_ms == EPOCH_MS + 7_081


def test_decode_real_ids_of_one_evening() -> None:
    with gzip.open(real_data("tweets-one-evening.csv.gz"), "rt", encoding="utf-8") as file:
        rows = [(int(row["id"]), row["created_at"]) for row in csv.DictReader(file)]
    times = timestamps_ms(np.array([number for number, _ in rows]))
    said = [
        datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
        for _, text in rows
    ]
    assert len(rows) > 10_000
    # The file tells New York's time, in summer four hours behind UTC.
    assert (times // 1_000 == np.array(said, dtype=np.int64) + 4 * 3_600).all()


@given(st.lists(st.integers(0, MAX_ID), max_size=20))
def test_timestamps_ms_agrees_with_decode(numbers: list[int]) -> None:
    expected = [decode(number).timestamp_ms for number in numbers]
    for dtype in (np.int64, np.uint64):
        array = np.array(numbers, dtype=dtype)
        assert timestamps_ms(array).tolist() == expected
        assert timestamps_ms(array).dtype == np.int64
        assert array.tolist() == numbers


def test_timestamps_ms_of_small_dtypes_are_the_epoch() -> None:
    for dtype in (np.int8, np.uint16, np.int32):
        assert timestamps_ms(np.array([0, 100], dtype=dtype)).tolist() == [EPOCH_MS] * 2


@given(st.lists(st.integers(0, 5), max_size=40), TIMES, NODES, NODES)
def test_ids_at_agrees_with_plain_and_with_one_at_a_time(
    steps: list[int], start_ms: int, datacenter_id: int, worker_id: int
) -> None:
    times = np.minimum(start_ms + np.cumsum(steps, dtype=np.int64), LAST_MS)
    made = ids_at(times, datacenter_id, worker_id)
    assert made.dtype == np.int64
    assert made.tolist() == ids_at_plain(times, datacenter_id, worker_id).tolist()
    clock = ManualClock(start_ms)
    ids = Snowflake(datacenter_id, worker_id, clock)
    for time_ms, number in zip(times.tolist(), made.tolist(), strict=True):
        clock.set_ms(time_ms)
        assert ids.next_id() == number


@pytest.mark.parametrize("make", [ids_at, ids_at_plain])
def test_ids_at_fills_a_millisecond_and_no_more(make: Any) -> None:
    full = np.full(IDS_PER_MS, NOW_MS)
    made = make(np.append(full, NOW_MS + 1), 1, 2)
    assert made.tolist() == Snowflake(1, 2, ManualClock(NOW_MS)).next_ids(4_097).tolist()
    with pytest.raises(BadValue, match="times_ms must have a millisecond at most 4096 times"):
        make(np.append(full, NOW_MS), 1, 2)


def test_ids_at_leaves_the_times_alone_and_takes_any_dtype() -> None:
    times = np.array([NOW_MS, NOW_MS, NOW_MS + 3])
    expected = ids_at_plain(times, 1, 2).tolist()
    assert ids_at(times, 1, 2).tolist() == expected
    assert times.tolist() == [NOW_MS, NOW_MS, NOW_MS + 3]
    assert ids_at(times.astype(np.uint64), 1, 2).tolist() == expected
    assert ids_at(np.repeat(times, 2)[::2], 1, 2).tolist() == expected
