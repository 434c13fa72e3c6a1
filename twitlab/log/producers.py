"""Know a batch that comes again: each producer numbers its batches from 0.

    producer 7:   0   1   2   2        the second 2 is a repeat: its answer got lost on the way
                              ^        it gets the offsets that the first one got, and is not kept
    then 4: refused, since 3 is missing; then 3 is taken

The last sixteen batches of each producer are known; an older one cannot have lost its answer, if
the producer waits for one at least every sixteen batches. Each file of the log begins with this
table, so it outlives the files that are dropped.
"""

import struct
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final, NamedTuple

from twitlab.errors import BadValue
from twitlab.log.frames import NO_SEQUENCE, Header
from twitlab.log.payloads import Payload

KNOWN: Final = 16
_ROW: Final = struct.Struct("<qqqII")


class Taken(NamedTuple):
    """Say where a batch stands that came before.

    Args:
        first: its first offset.
        records: how many.
        sum: of its payload.
    """

    first: int
    records: int
    sum: int


class Producers:
    """Keep the last batches of each producer.

    Complexity: O(1) a batch; some 3 KB a producer.

    >>> producers = Producers()
    >>> producers.note(7, 0, Taken(100, 2, 17))
    >>> producers.next_sequence(7), producers.find(7, 0, Payload(2, 2, b"", 17)).first
    (1, 100)
    """

    def __init__(self) -> None:
        # Of each producer its last sequences, ascending, with what came under each; never empty.
        self._recent: dict[int, OrderedDict[int, Taken]] = {}

    def next_sequence(self, producer: int) -> int:
        """Say which sequence a new batch of a producer has."""
        recent = self._recent.get(producer)
        return next(reversed(recent)) + 1 if recent else 0

    def find(self, producer: int, sequence: int, payload: Payload) -> Taken | None:
        """Say where a batch stands, or None if it is the next new one.

        Raises:
            BadValue: a batch before it is missing, it is older than those that are known, or
                another batch had its sequence. The message says what is allowed.
        """
        following = self.next_sequence(producer)
        if sequence == following:
            return None
        recent = self._recent.get(producer, OrderedDict())
        if sequence not in recent:
            known = f"{next(iter(recent))} to {following}" if recent else f"{following}"
            why = "one before it is missing" if sequence > following else "it is no longer known"
            raise BadValue(
                f"sequence of producer {producer} must be {known}, got {sequence}: {why}"
            )
        taken = recent[sequence]
        if (taken.records, taken.sum) != (payload.records, payload.sum):
            raise BadValue(
                f"sequence {sequence} of producer {producer} must be the batch that came under it "
                f"before, of {taken.records} records, got another of {payload.records}"
            )
        return taken

    def note(self, producer: int, sequence: int, taken: Taken) -> None:
        """Keep a batch, if it is not known or too old."""
        recent = self._recent.setdefault(producer, OrderedDict())
        if sequence in recent:
            return
        is_last = not recent or sequence > next(reversed(recent))
        recent[sequence] = taken
        if not is_last:  # damage took its frame, and a later table has it
            self._recent[producer] = recent = OrderedDict(sorted(recent.items()))
        if len(recent) > KNOWN:
            recent.popitem(last=False)

    def note_frame(self, header: Header) -> None:
        """Keep the batch of a frame, if it has a sequence."""
        if header.sequence != NO_SEQUENCE:
            taken = Taken(header.first, header.records, header.payload_sum)
            self.note(header.producer, header.sequence, taken)

    def note_all(self, other: "Producers") -> None:
        """Keep what another table has and this one has not."""
        for producer, sequence, taken in other.rows():
            self.note(producer, sequence, taken)

    def rows(self) -> Iterator[tuple[int, int, Taken]]:
        """Give producer, sequence and batch of all that are known."""
        for producer, recent in self._recent.items():
            for sequence, taken in recent.items():
                yield producer, sequence, taken

    def pack(self) -> bytes:
        """Write the table, to a multiple of 8 bytes."""
        return b"".join(_ROW.pack(each, number, *taken) for each, number, taken in self.rows())

    @classmethod
    def unpack(cls, data: "bytes | memoryview[int]") -> "Producers":
        """Read a table."""
        producers = cls()
        for producer, sequence, *taken in _ROW.iter_unpack(data):
            producers.note(producer, sequence, Taken(*taken))
        return producers

    def check_invariants(self) -> None:
        """Assert that no producer has too many batches, and that their sequences ascend."""
        for recent in self._recent.values():
            assert 1 <= len(recent) <= KNOWN
            assert list(recent) == sorted(recent)
