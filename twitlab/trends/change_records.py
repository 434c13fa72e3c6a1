"""Turn a change of a sorted set into the bytes of one record, and back.

    increase "a" by 1 and "bc" by 2
    01 01 00 00 02 00 00 00      kind, of texts, zeros, how many
    01000000 02000000 "abc"      lengths and UTF-8; of ints 8 bytes each
    1.0 2.0                      doubles

A change is one record, so all of it is kept or nothing.
"""

import struct
from typing import Any, Final

import numpy as np

from twitlab.errors import BadValue
from twitlab.trends.changes import KINDS, Change, change_of

_HEAD: Final = struct.Struct("<BBHI")
_INTS, _TEXTS = 0, 1
MOST_MEMBERS: Final = 1 << 24  # of one change


def pack(change: Change) -> bytes:
    """Turn a change into bytes.

    Raises:
        BadValue: it has more than 2**24 members.

    Complexity: O(members).

    >>> change = unpack(pack(change_of("put", ["a", "bc"], [1.0, 2.0])))
    >>> change.kind, change.members, change.numbers.tolist()
    ('put', ['a', 'bc'], [1.0, 2.0])
    """
    count = len(change)
    if count > MOST_MEMBERS:
        raise BadValue(f"members must be at most {MOST_MEMBERS} of one change, got {count}")
    is_ints = isinstance(change.members, np.ndarray)
    head = _HEAD.pack(KINDS.index(change.kind), _INTS if is_ints else _TEXTS, 0, count)
    numbers = change.numbers.astype("<f8").tobytes()
    return head + members_bytes(change.members) + numbers


def members_bytes(members: Any) -> bytes:
    """Turn members into bytes: 8 of each int, or the lengths of all texts and the texts."""
    if isinstance(members, np.ndarray):
        return members.astype("<i8").tobytes()
    texts = [member.encode() for member in members]
    return np.array([len(text) for text in texts], "<u4").tobytes() + b"".join(texts)


def members_of(data: "bytes | memoryview[int]", count: int, is_ints: bool) -> tuple[Any, int]:
    """Turn bytes back into members, and say how many bytes they had."""
    if is_ints:
        return np.frombuffer(data, "<i8", count).astype(np.int64), 8 * count
    ends = (4 * count + np.cumsum(np.frombuffer(data, "<u4", count), dtype=np.int64)).tolist()
    begins = [4 * count, *ends[:-1]]
    texts = [bytes(data[begin:end]).decode() for begin, end in zip(begins, ends)]
    return texts, ends[-1] if ends else 0


def unpack(record: bytes) -> Change:
    """Turn bytes back into a change, as if it had been asked for with many members.

    Raises:
        BadValue: record is none of `pack`.

    Complexity: O(members).
    """
    try:
        kind, of, zeros, count = _HEAD.unpack_from(record)
        if zeros or of not in (_INTS, _TEXTS) or count > MOST_MEMBERS:
            raise ValueError
        view = memoryview(record)[_HEAD.size :]
        members, used = members_of(view, count, of == _INTS)
        numbers = np.frombuffer(view[used:], "<f8").astype(np.float64)
        if len(numbers) != (0 if KINDS[kind] == "remove" else count):
            raise ValueError
        return change_of(KINDS[kind], members, numbers)
    except (ValueError, IndexError, struct.error):
        raise BadValue(f"record must be a change of a sorted set, got {record!r:.60}") from None
