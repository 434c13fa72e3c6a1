"""Write events and flushes as bytes for the network, and refuse bytes that were damaged there.

    b"twE1"   size    sum     count   event_ids   times_ms   keys   authors
    b"twF1"   size    sum     count   gateway, sequence, minute     keys   counts

The size says where the next message begins on a stream. The sum is of all other bytes. Columns are
packed as `packing.py` has it: 4,000 likes in 44 kB where JSON lines take 288 kB.
"""

import json
import struct
from typing import Final
from zlib import crc32

import numpy as np

from twitlab.arguments import check_int, check_kind, shown
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.log.events import COLUMNS, Events
from twitlab.log.flush import MAX_NUMBER, Flush
from twitlab.log.packing import DamagedMessage, pack, unpack

HEAD: Final = struct.Struct("<4sII")  # what it is, bytes behind the head, sum
MAX_ROWS: Final = 1 << 22  # in one message: what a receiver makes room for before it knows more
_EVENTS: Final = b"twE1"
_FLUSH: Final = b"twF1"
_COUNT: Final = struct.Struct("<I")
_NAME: Final = struct.Struct("<Iqq")
_FIELDS: Final = ("id", "time_ms", "key", "author")  # of a line of JSON, in the order of COLUMNS


def encode_events(events: Events) -> bytes:
    """Write events as one message.

    Raises:
        BadValue: there are too many for one message.

    Complexity: O(events).

    >>> events = Events(np.arange(700, 800), np.arange(100), 40, 7)
    >>> len(encode_events(events)), len(json_lines(events))
    (104, 4390)
    """
    check_kind("events", events, Events, "")
    columns = [getattr(events, name) for name in COLUMNS]
    return _message(_EVENTS, len(events), b"", columns)


def encode_flush(flush: Flush) -> bytes:
    """Write a flush as one message.

    Raises:
        BadValue: it has too many keys for one message, or its sequence or minute is beyond 63 bits.

    Complexity: O(keys).
    """
    check_kind("flush", flush, Flush)
    try:
        name = _NAME.pack(*flush.name)
    except struct.error:
        raise BadValue(f"flush must have numbers below 2**63, got {shown(flush.name)}") from None
    return _message(_FLUSH, len(flush), name, [flush.keys, flush.counts])


def decode(message: bytes | memoryview) -> Events | Flush:
    """Read one message.

    Args:
        message: as it was written, nothing before and nothing behind.

    Raises:
        DamagedMessage: it is cut, changed, none at all or of another version.

    Complexity: O(rows).

    >>> decode(encode_events(Events(700, 0, 40, 7))).keys.tolist()
    [40]
    """
    message = _bytes("message", message)
    body = _checked(message)
    is_flush = bytes(message[:4]) == _FLUSH
    at = _COUNT.size + _NAME.size * is_flush
    if len(body) < at:
        raise DamagedMessage("message is damaged: it ends within its head")
    (count,) = _COUNT.unpack_from(body)
    if count > MAX_ROWS:
        raise DamagedMessage(f"message must have at most {MAX_ROWS} rows, got {count}")
    columns = []
    for _ in range(2 if is_flush else len(COLUMNS)):
        column, at = unpack(body, at, count)
        columns.append(column)
    if at != len(body):
        raise DamagedMessage(f"message is damaged: {len(body) - at} bytes stand behind its columns")
    try:
        if is_flush:
            return Flush(*_NAME.unpack_from(body, _COUNT.size), *columns)
        return Events(*columns)
    except TwitlabError as error:
        raise DamagedMessage(f"message is damaged: {error}") from None


def size_of(head: bytes | memoryview) -> int:
    """Say how long a message is of which the first HEAD.size bytes have come.

    Raises:
        DamagedMessage: no message begins like that.

    Complexity: O(1).
    """
    head = _bytes("head", head)
    if len(head) < HEAD.size:
        raise DamagedMessage(f"message is cut: {len(head)} bytes are no head of {HEAD.size}")
    what, size, _ = HEAD.unpack_from(head)
    if what not in (_EVENTS, _FLUSH):
        raise DamagedMessage(f"message is none that can be read: it begins with {what!r}")
    return HEAD.size + int(size)


def json_lines(messages: Events | Flush) -> bytes:
    r"""Write a line of JSON for each event, or one for a flush: what one would send first.

    Complexity: O(rows), each by Python.

    >>> json_lines(Events(700, 0, 40, 7))
    b'{"id":700,"time_ms":0,"key":40,"author":7}\n'
    """
    if isinstance(messages, Flush):
        name = dict(zip(("gateway", "sequence", "minute"), messages.name))
        said = name | {"keys": messages.keys.tolist(), "counts": messages.counts.tolist()}
        return json.dumps(said, separators=(",", ":")).encode() + b"\n"
    check_kind("messages", messages, Events, "a Flush or ")
    line = '{{"id":{},"time_ms":{},"key":{},"author":{}}}\n'.format
    rows = zip(*(getattr(messages, name).tolist() for name in COLUMNS))
    return "".join(line(*row) for row in rows).encode()


def events_of_json(lines: bytes) -> Events:
    """Read what `json_lines` wrote of events.

    Raises:
        DamagedMessage: a line is no event; it says which and why.

    Complexity: O(events), each by Python.

    >>> events_of_json(json_lines(Events(700, 0, 40, 7))).authors.tolist()
    [7]
    """
    check_kind("lines", lines, bytes, "")
    rows = lines.splitlines()
    try:
        if b"true" in lines or b"false" in lines:
            raise ValueError  # among ints NumPy takes them for 1 and 0
        said = json.loads(b"[" + b",".join(rows) + b"]")
        if not rows or len(said) != len(rows):
            raise ValueError
        return Events(*(np.array([each[name] for each in said]) for name in _FIELDS))
    except (ValueError, TypeError, KeyError, RecursionError):
        events = [_event(number, row) for number, row in enumerate(rows, 1)]  # which one is wrong?
        return Events(*np.array(events, np.int64).reshape(-1, len(_FIELDS)).T)


def _event(number: int, line: bytes) -> list[int]:
    """Read one line, or say what is wrong with it."""
    try:
        said = json.loads(line.decode())
        if not isinstance(said, dict):
            raise BadType(f"it must be an object of JSON, got {shown(said)}")
        return [check_int(name, said.get(name), 0, MAX_NUMBER) for name in _FIELDS]
    except TwitlabError as error:
        raise DamagedMessage(f"line {number} is no event: {error!s:.120}") from None
    except (ValueError, RecursionError):
        raise DamagedMessage(f"line {number} is no event: it is no JSON") from None


def _message(what: bytes, count: int, name: bytes, columns: list[Ints]) -> bytes:
    if count > MAX_ROWS:
        raise BadValue(f"message must have at most {MAX_ROWS} rows, got {count}")
    body = b"".join([_COUNT.pack(count), name, *map(pack, columns)])
    return HEAD.pack(what, len(body), _sum(what, body)) + body


def _bytes(name: str, value: object) -> memoryview:
    if not isinstance(value, bytes | bytearray | memoryview):
        raise BadType(f"{name} must be bytes, got {shown(value)}")
    view = memoryview(value)
    if not view.c_contiguous:
        raise BadValue(f"{name} must be bytes without gaps, got a view with some")
    return view.cast("B")


def _checked(message: memoryview) -> memoryview:
    """Give what stands behind the head, if it is what was written."""
    size = size_of(message[: HEAD.size])
    if size != len(message):
        raise DamagedMessage(f"message is cut: it has {len(message)} bytes in place of {size}")
    what, _, found = HEAD.unpack_from(message)
    body = message[HEAD.size :]
    if _sum(what, body) != found:
        raise DamagedMessage("message is damaged: its bytes are not what was sent")
    return body


def _sum(what: bytes, body: bytes | memoryview) -> int:
    return crc32(body, crc32(what + _COUNT.pack(len(body))))
