"""Wrap each batch in a frame: 64 bytes that say what follows and whether it is whole, then data.

Two batches in a file: two records "a" and "bc" of producer 7, then one event.

    at byte 64     head      magic, version 1, kind records, 2 records, 16 bytes of payload,
                             producer 7, sequence 0, first offset 0, written at 12:00,
                             acknowledged 0, sum of the payload, sum of the head
            128    payload   lengths 1 and 2, "abc", zeros up to a multiple of 8
    at byte 144    head      kind events, 1 record, 32 bytes, sequence 1, first offset 2,
                             acknowledged 2: when this was written, records 0 and 1 were on the disk
            208    payload   four columns of one number each
            240    the end

Flip a bit of the payload at 130: its sum is wrong, and the head still says that the next is at 144.
Flip a bit of the length at 76: the sum of the head is wrong, so nobody jumps to a wrong place; who
reads looks for the next magic with a right sum, and finds 144. That second frame says that what is
lost, records 0 and 1, had been acknowledged: it is damage, and no tear.
"""

import struct
import zlib
from mmap import mmap
from typing import Final, NamedTuple

MAGIC: Final = b"\x89twl"
VERSION: Final = 1
HEAD, RECORDS, EVENTS = 1, 2, 3  # kinds: the first frame of a file; batches
NO_SEQUENCE: Final = -1
ALIGNED: Final = 8
HEADER_BYTES: Final = 64
MOST_PAYLOAD: Final = 1 << 30
_HEADER: Final = struct.Struct("<4sBBHIIqqqqqII")
_SUMMED: Final = HEADER_BYTES - 4
_PLACE: Final = struct.Struct("<qq")
Bytes = bytes | mmap


class Header(NamedTuple):
    """Hold what stands before a payload; a tuple, as a recovery makes millions.

    Args:
        version: of this form; it and the sum of the header stay where they are in all versions.
        kind: HEAD, RECORDS or EVENTS.
        records: how many; 0 in a head.
        payload_bytes: a multiple of 8.
        producer: who handed the batch in.
        sequence: which batch of that producer it is, or NO_SEQUENCE.
        first: the offset of its first record.
        written_ms: when it was written.
        acknowledged: up to which offset all was on the disk when it was written.
        payload_sum: CRC-32 of the payload.
    """

    version: int
    kind: int
    records: int
    payload_bytes: int
    producer: int
    sequence: int
    first: int
    written_ms: int
    acknowledged: int
    payload_sum: int

    @property
    def end(self) -> int:
        """The offset after its last record."""
        return self.first + self.records

    @property
    def frame_bytes(self) -> int:
        """How long header and payload are together."""
        return HEADER_BYTES + self.payload_bytes


def pack_header(header: Header, base: int, position: int) -> bytes:
    """Write a header for one place in one file.

    The place goes into the sum: a frame that stands anywhere else, in a copied block or inside of a
    record, is none.

    Args:
        header: what to write.
        base: the first offset of the file.
        position: where in the file it will stand.

    Complexity: O(1).

    >>> header = Header(VERSION, RECORDS, 1, 8, 0, -1, 5, 0, 5, 17)
    >>> read_header(pack_header(header, 0, 64), 0, 0, 64) == header
    True
    >>> read_header(pack_header(header, 0, 64), 0, 0, 128)
    'header changed'
    """
    version, kind, count, nbytes, *rest, payload_sum = header
    packed = _HEADER.pack(MAGIC, version, kind, 0, count, nbytes, *rest, payload_sum, 0)[:_SUMMED]
    return packed + zlib.crc32(packed, _seed(base, position)).to_bytes(4, "little")


def read_header(data: "bytes | memoryview[int]", at: int, base: int, position: int) -> Header | str:
    """Read a header, or say why there is none.

    Args:
        data: some bytes of a file.
        at: where in data to look.
        base: the first offset of the file.
        position: where in the file that is.

    Returns:
        The header; or "header cut" or "header changed". One of another version is given too.

    Complexity: O(1).
    """
    if at + HEADER_BYTES > len(data):
        return "header cut"
    magic, version, kind, _, count, nbytes, *rest, header_sum = _HEADER.unpack_from(data, at)
    found = zlib.crc32(data[at : at + _SUMMED], _seed(base, position))
    if magic != MAGIC or header_sum != found:
        return "header changed"
    return Header(version, kind, count, nbytes, *rest)


def read_frame(data: "memoryview[int]", base: int, position: int) -> Header | str:
    """Read the header of a whole frame of a file, or say why there is none.

    Args:
        data: all of the file.
        base: the first offset of the file.
        position: where in the file to look.

    Returns:
        The header, if the payload is what it says; or one of four reasons.

    Complexity: O(payload).
    """
    header = read_header(data, position, base, position)
    if isinstance(header, str) or header.version != VERSION:
        return header
    start, end = position + HEADER_BYTES, position + header.frame_bytes
    if end > len(data):
        return "payload cut"
    if zlib.crc32(data[start:end]) != header.payload_sum:
        return "payload changed"
    return header


def find_frame(data: Bytes, view: "memoryview[int]", base: int, position: int) -> int | None:
    """Look forward for the next whole frame of a file.

    Args:
        data: all of the file.
        view: the same, as a view.
        base: the first offset of the file.
        position: from where on to look, a multiple of 8.

    Returns:
        Where it begins, or None if there is none.

    Complexity: O(bytes).
    """
    at = data.find(MAGIC, position)
    while at >= 0:
        if at % ALIGNED == 0 and not isinstance(read_frame(view, base, at), str):
            return at
        at = data.find(MAGIC, at + 1)
    return None


def padded(nbytes: int) -> int:
    """Round up to a multiple of 8.

    >>> padded(0), padded(9)
    (0, 16)
    """
    return -(-nbytes // ALIGNED) * ALIGNED


def _seed(base: int, position: int) -> int:
    return zlib.crc32(_PLACE.pack(base, position))
