"""Turn a batch into the bytes of a payload, and back: records one after another, events as columns.

    b"a", b"bc"      01000000 02000000  61 62 63  00 00 00 00 00    lengths, the records, zeros
    two events       ids 700 701, times 0 5, keys 40 40, authors 7 8: 64 bytes, each column whole

A payload begins at a multiple of 8 bytes in its file. So a mapped file *is* the four columns: a
reader of events copies nothing.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.log.events import COLUMNS, Events
from twitlab.log.frames import ALIGNED, EVENTS, HEADER_BYTES, MOST_PAYLOAD, RECORDS, Header

EVENT_BYTES: Final = 8 * len(COLUMNS)
MOST_COUNT: Final = (1 << 31) - 1


class Payload(NamedTuple):
    """Hold a batch as bytes.

    Args:
        kind: RECORDS or EVENTS.
        records: how many, 1 or more.
        data: a multiple of 8 bytes.
        sum: CRC-32 of data.
    """

    kind: int
    records: int
    data: bytes
    sum: int


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Hold events that stand next to each other in a log.

    Args:
        first: the offset of the first.
        events: as columns.
    """

    first: int
    events: Events

    def __len__(self) -> int:
        return len(self.events)

    @property
    def end(self) -> int:
        """The offset after the last."""
        return self.first + len(self.events)


@dataclass(frozen=True, slots=True)
class Records:
    """Hold records that stand next to each other in a log.

    Args:
        first: the offset of the first.
        records: bytes; an event as its four numbers in 32 bytes, little end first.
    """

    first: int
    records: list[bytes]

    def __len__(self) -> int:
        return len(self.records)

    @property
    def end(self) -> int:
        """The offset after the last."""
        return self.first + len(self.records)


def as_payload(batch: Any) -> Payload:
    """Turn a batch into bytes, or refuse it.

    Args:
        batch: Events, or a sequence of bytes; 1 or more.

    Raises:
        BadType: batch is neither.
        BadValue: batch is empty, or would have more than 2**30 bytes.

    Complexity: O(bytes).

    >>> as_payload([b"a", b"bc"]).data.hex(" ", 4)
    '01000000 02000000 61626300 00000000'
    """
    if isinstance(batch, Events):
        _check(len(batch), EVENT_BYTES * len(batch))
        kind, parts = EVENTS, [np.ascontiguousarray(getattr(batch, n), "<i8").data for n in COLUMNS]
        data = b"".join(parts)
    else:
        lengths = _lengths(batch)
        _check(len(batch), 4 * len(batch) + int(lengths.sum()))
        filling = bytes(-(4 * len(batch) + int(lengths.sum())) % ALIGNED)
        kind, data = RECORDS, b"".join([lengths.astype("<u4").data, *batch, filling])
    return Payload(kind, len(batch), data, zlib.crc32(data))


def _lengths(batch: Any) -> Ints:
    if isinstance(batch, str | bytes | bytearray | memoryview) or not isinstance(batch, Sequence):
        raise BadType(f"batch must be Events or a sequence of bytes, got {type(batch).__name__}")
    others = set(map(type, batch)) - {bytes}
    if others:
        raise BadType(f"batch must have bytes only, got {others.pop().__name__}")
    return np.fromiter(map(len, batch), np.int64, len(batch))


def _check(count: int, nbytes: int) -> None:
    if not 1 <= count <= MOST_COUNT or nbytes > MOST_PAYLOAD:
        raise BadValue(
            f"batch must have 1 record or more and at most {MOST_PAYLOAD} bytes, got {count} of "
            f"{nbytes} bytes"
        )


def events_at(data: "memoryview[int]", position: int, header: Header) -> Events:
    """Give the events of a frame as columns that lie on the file's bytes.

    Complexity: O(1): a log looked at them when they were appended, and at their sum since.
    """
    start = position + HEADER_BYTES
    table = np.frombuffer(data[start : start + EVENT_BYTES * header.records], "<i8")
    return Events.checked(*table.reshape(len(COLUMNS), header.records))


def records_at(data: "memoryview[int]", position: int, header: Header) -> list[bytes]:
    """Give the records of a frame as bytes; an event is its four numbers, little end first.

    Complexity: O(bytes).
    """
    start = position + HEADER_BYTES
    if header.kind == EVENTS:
        events = events_at(data, position, header)
        rows = np.stack([getattr(events, name) for name in COLUMNS], axis=1).tobytes()
        return [rows[at : at + EVENT_BYTES] for at in range(0, len(rows), EVENT_BYTES)]
    lengths = np.frombuffer(data[start : start + 4 * header.records], "<u4")
    ends = np.cumsum(lengths, dtype=np.int64)
    at = start + 4 * header.records
    found = bytes(data[at : at + int(ends[-1])])
    return [found[low:high] for low, high in zip((ends - lengths).tolist(), ends.tolist())]


def joined(some: Sequence[Events]) -> Events:
    """Copy events of several frames into one, where frames are small.

    Complexity: O(events).
    """
    if len(some) == 1:
        return some[0]
    return Events.checked(*(np.concatenate([getattr(e, name) for e in some]) for name in COLUMNS))


def cut(events: Events, low: int, high: int) -> Events:
    """Give some of the events of a frame, not looked at again.

    Complexity: O(1).
    """
    if (low, high) == (0, len(events)):
        return events
    return Events.checked(*(getattr(events, name)[low:high] for name in COLUMNS))
