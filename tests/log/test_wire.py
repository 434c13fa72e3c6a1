"""Events and flushes as bytes: what is read is what was written, and damage is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.streams import zipf
from twitlab.errors import BadValue
from twitlab.log import Events, Flush, packing, wire
from twitlab.log.packing import DamagedMessage, pack, unpack
from twitlab.log.wire import (
    HEAD,
    decode,
    encode_events,
    encode_flush,
    events_of_json,
    json_lines,
    size_of,
)

LARGEST = (1 << 63) - 1
numbers = st.one_of(
    st.integers(0, LARGEST), st.integers(0, 300), st.integers(LARGEST - 300, LARGEST)
)
rows = st.lists(st.tuples(numbers, numbers, numbers, numbers), max_size=30)


def as_events(some: list[tuple[int, int, int, int]]) -> Events:
    """Make events of rows."""
    return Events(*np.array(some, np.int64).reshape(-1, 4).T)


def as_rows(events: Events) -> list[tuple[int, ...]]:
    """Make rows of events."""
    columns = (events.event_ids, events.times_ms, events.keys, events.authors)
    return list(zip(*(each.tolist() for each in columns)))


def some_events(count: int = 50) -> Events:
    """Make events as a gateway gets them."""
    rng = np.random.default_rng(13)
    times = 1_700_000_000_000 + np.sort(rng.integers(0, 1000, count))
    ids = (times << 22) + rng.integers(0, 1 << 22, count)
    return Events(ids, times, zipf(count, 1.0, seed=13) + 50_000, rng.integers(0, 300_000, count))


@given(rows)
def test_events_come_back_as_they_were(some: list[tuple[int, int, int, int]]) -> None:
    events = as_events(some)
    for back in (decode(encode_events(events)), events_of_json(json_lines(events))):
        assert isinstance(back, Events)
        assert as_rows(back) == some


@given(
    st.dictionaries(numbers, st.integers(1, 1 << 35), max_size=30),
    st.integers(0, (1 << 31) - 1),
    st.integers(0, LARGEST),
    st.integers(0, LARGEST),
)
def test_a_flush_comes_back_as_it_was(
    counts: dict[int, int], gateway: int, sequence: int, minute: int
) -> None:
    keys = sorted(counts)
    values = [counts[key] for key in keys]
    flush = Flush(gateway, sequence, minute, np.array(keys, np.int64), np.array(values, np.int64))
    back = decode(encode_flush(flush))
    assert isinstance(back, Flush)
    assert (back.name, back.keys.tolist(), back.counts.tolist()) == (flush.name, keys, values)


@given(st.lists(numbers, max_size=40))
def test_a_packed_column_comes_back(column: list[int]) -> None:
    data = pack(np.array(column, np.int64))
    back, at = unpack(memoryview(b"before" + data + b"behind"), 6, len(column))
    assert (back.tolist(), at) == (column, 6 + len(data))


@pytest.mark.parametrize(
    ("packed", "count"),
    [
        (b"\x80" * 10 + b"\1", 1),  # more bits than any number has
        (b"\x80", 1),  # a number that goes on
        (b"\1\1", 1),
        (b"\1", 2),
        (b"", 1),
    ],
)
def test_a_column_of_sevens_that_nobody_packed_is_refused(packed: bytes, count: int) -> None:
    data = packing._HEAD.pack(2, 0, 0, 0, len(packed)) + packed
    with pytest.raises(DamagedMessage, match="a column is not as long as its count"):
        unpack(memoryview(data), 0, count)


@pytest.mark.parametrize(
    ("column", "most"),
    [
        (np.arange(1_000) * 1_000_003, 0),  # equal steps need nothing each
        (np.full(1_000, LARGEST), 0),
        (np.arange(1_000) % 2 * 200 + 10**15, 1_000),
        (np.append(np.ones(999, np.int64), 10**15), 1_008),  # one large costs only itself
        (np.cumsum(np.arange(1_000) % 7) + 10**12, 1_000),
    ],
)
def test_columns_are_packed_in_few_bytes(column: Any, most: int) -> None:
    assert len(pack(column)) <= 22 + most


def test_events_take_a_seventh_of_their_json_and_a_flush_a_half() -> None:
    events = some_events(4_000)
    assert len(encode_events(events)) * 7 < len(json_lines(events))
    keys, counts = np.unique(events.keys, return_counts=True)
    flush = Flush(3, 17, 28_333_333, keys, counts)
    assert len(encode_flush(flush)) * 2 < len(json_lines(flush))


def messages() -> list[bytes]:
    """Give a message of each kind."""
    events = some_events(20)
    keys, counts = np.unique(events.keys, return_counts=True)
    return [encode_events(events), encode_flush(Flush(3, 17, 28_333_333, keys, counts))]


@pytest.mark.parametrize("message", messages(), ids=["events", "flush"])
def test_each_flipped_bit_is_refused(message: bytes) -> None:
    for bit in range(8 * len(message)):
        flipped = bytearray(message)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedMessage):
            decode(bytes(flipped))


@pytest.mark.parametrize("message", messages(), ids=["events", "flush"])
def test_each_cut_and_each_byte_more_is_refused(message: bytes) -> None:
    for size in range(len(message)):
        with pytest.raises(DamagedMessage):
            decode(message[:size])
    with pytest.raises(DamagedMessage, match="cut"):
        decode(message + b"\0")


def sealed(what: bytes, body: bytes) -> bytes:
    """Make a message with a right sum of a body that nobody wrote."""
    return HEAD.pack(what, len(body), wire._sum(what, body)) + body


@given(st.sampled_from([b"twE1", b"twF1"]), st.binary(max_size=120))
def test_a_right_sum_over_nonsense_is_refused_or_read(what: bytes, body: bytes) -> None:
    try:
        decode(sealed(what, body))
    except DamagedMessage:
        return


@given(st.sampled_from(messages()), st.integers(12, 10_000), st.binary(min_size=1, max_size=8))
def test_a_right_sum_over_changed_bytes_is_refused_or_read(
    message: bytes, at: int, changed: bytes
) -> None:
    at = 12 + at % (len(message) - 12)
    body = (message[:at] + changed + message[at + len(changed) :])[HEAD.size :]
    try:
        decode(sealed(message[:4], body))
    except DamagedMessage:
        return


def test_more_rows_than_are_allowed_are_refused_before_there_is_room_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = messages()[0]
    monkeypatch.setattr(wire, "MAX_ROWS", 19)
    with pytest.raises(DamagedMessage, match="at most 19 rows, got 20"):
        decode(message)
    with pytest.raises(BadValue, match="at most 19 rows, got 20"):
        encode_events(some_events(20))


def test_a_flush_beyond_63_bits_is_refused() -> None:
    one = np.array([1])
    with pytest.raises(BadValue, match=r"flush must have numbers below 2\*\*63"):
        encode_flush(Flush(0, 1 << 63, 0, one, one))


def test_messages_of_a_stream_are_told_apart() -> None:
    stream, found = b"".join(messages()), []
    while stream:
        size = size_of(stream[: HEAD.size])
        found.append(decode(stream[:size]))
        stream = stream[size:]
    assert [type(each) for each in found] == [Events, Flush]


LINE = b'{"id":1,"time_ms":2,"key":3,"author":%s}'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"id":1,"time_ms":2,"key":3}', "author must be an int, got None"),
        (LINE % b"-4", "author must be from 0 to 9223372036854775807, got -4"),
        (LINE % b"true", "author must be an int, got True"),
        (LINE % b"false", "author must be an int, got False"),
        (LINE % b"1.5", "author must be an int, got 1.5"),
        (LINE % b'"5"', "author must be an int, got '5'"),
        (LINE % b"9223372036854775808", "author must be from 0 to 9223372036854775807, got 922"),
        (b"[1,2,3,4]", r"it must be an object of JSON, got \[1, 2, 3, 4\]"),
        (b"7", "it must be an object of JSON, got 7"),
        (b'{"id":1', "it is no JSON"),
        (LINE % b"4" + b"," + LINE % b"4", "it is no JSON"),
        ((LINE % b"4").decode().encode("utf-16-le"), "it is no JSON"),
        (b"\xff", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"", "it is no JSON"),
    ],
)
def test_a_line_that_is_no_event_is_refused_and_named(line: bytes, said: str) -> None:
    for lines, number in (([line, b""], 1), ([LINE % b"4", line, LINE % b"4"], 2)):
        with pytest.raises(DamagedMessage, match=f"line {number} is no event: {said}"):
            events_of_json(b"\n".join(lines))


def test_a_line_that_says_more_than_an_event_is_read() -> None:
    lines = b'{"id":1,"time_ms":2,"key":3,"author":4,"is_reply":false,"is":"true"}\n' + LINE % b"9"
    assert events_of_json(lines).authors.tolist() == [4, 9]
