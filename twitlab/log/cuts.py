"""Note which events of the log each flush stands for, before it is sent: so it can be made again.

A flush is a function of a stretch of the log. A gateway that comes back cuts the log where it was
cut before, and gets the same flushes under the same numbers:

    log        a b a c | a d | e e f g | h            offsets 0 to 11
    cut        0         1     2         (not yet)
    sequences  0         1     2, 3                   cut 2 lies on two minutes: two flushes

Cuts stand in a log of their own, where cut number n is at offset n. A cut that is not noted was
never sent, so its events may be cut anew in another way. Each also says how far answers had come:
what is behind that is sent again, and whoever has it already drops it.
"""

import struct
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Final

from twitlab.columns import DamagedFile
from twitlab.errors import BadValue
from twitlab.log.buffer import Minute, aggregate, minutes_and_keys
from twitlab.log.flush import Flush
from twitlab.log.log import EventLog

_RECORD: Final = struct.Struct("<QQQQQ")
_AT_ONCE: Final = 256  # records of one reading


@dataclass(frozen=True, slots=True)
class Cut:
    """Say which events flushes stand for.

    Args:
        start: offset of the first event.
        end: the offset behind the last one.
        sequence: of the first flush.
        flushes: how many, one for each minute.
        answered: the offset before which all events had arrived when this was cut.
    """

    start: int
    end: int
    sequence: int
    flushes: int
    answered: int

    @property
    def next_sequence(self) -> int:
        """What the first flush of the next cut has."""
        return self.sequence + self.flushes


class Cuts:
    """Keep the cuts of one gateway in a log.

    The model: cuts follow each other without a gap, in offsets and in sequences.

    Args:
        log: of nothing else; each append is synced.

    Raises:
        DamagedFile: the last cut is lost.

    Complexity: 40 bytes a cut.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._last = self._read(log.end - 1, 1)[0] if log.end > log.start else None

    @property
    def end(self) -> int:
        """The offset up to which the events are cut."""
        return self._last.end if self._last else 0

    @property
    def sequence(self) -> int:
        """What the next flush will have."""
        return self._last.next_sequence if self._last else 0

    @property
    def answered(self) -> int:
        """The offset before which all events had arrived at the last cut."""
        return self._last.answered if self._last else 0

    def note(self, end: int, flushes: int, answered: int) -> Cut:
        """Cut the log once more, and wait until the disk has it.

        Raises:
            OSError: the disk refuses; nothing is cut.
        """
        cut = Cut(self.end, end, self.sequence, flushes, answered)
        appended = self._log.append([_RECORD.pack(*astuple(cut))])
        if not appended.acknowledged:
            self._log.sync()
        self._last = cut
        return cut

    def close(self) -> None:
        """Close their log."""
        self._log.close()

    def behind(self, offset: int) -> list[Cut]:
        """Give the cuts that have events at an offset or behind it, in order.

        Complexity: O(cuts given), and 256 more.
        """
        found: list[Cut] = []
        low = self._log.end
        while low > self._log.start and (not found or found[0].end > offset):
            high, low = low, max(self._log.start, low - _AT_ONCE)
            found = self._read(low, high - low) + found
        return [each for each in found if each.end > offset]

    def since(self, sequence: int) -> Iterator[Cut]:
        """Give the cuts that have flushes from a sequence on, in order.

        Raises:
            BadValue: they are no longer kept.

        Complexity: O(log cuts) readings, and the cuts given.
        """
        for at in range(self._find(sequence), self._log.end, _AT_ONCE):
            yield from self._read(at, min(_AT_ONCE, self._log.end - at))

    def start_of(self, sequence: int) -> int:
        """Give the offset of the first event that a flush stands for, or of the first not cut yet.

        Raises:
            BadValue: the cut is no longer kept.

        Complexity: O(log cuts) readings.
        """
        at = self._find(sequence)
        return self._read(at, 1)[0].start if at < self._log.end else self.end

    def _find(self, sequence: int) -> int:
        """Find the first cut that has a flush of that sequence or of a later one."""
        low, high = self._log.start, self._log.end
        if low and (low == high or sequence < self._read(low, 1)[0].sequence):
            raise BadValue(f"sequence must be among those that are kept, got {sequence}")
        while low < high:
            middle = (low + high) // 2
            if self._read(middle, 1)[0].next_sequence > sequence:
                high = middle
            else:
                low = middle + 1
        return low

    def _read(self, offset: int, most: int) -> list[Cut]:
        found = self._log.read(offset, most)
        if found.first != offset or len(found) != most:
            raise DamagedFile(f"cuts are damaged: of {most} from number {offset} on, one is lost")
        try:
            return [Cut(*_RECORD.unpack(each)) for each in found.records]
        except struct.error:
            raise BadValue("cuts must be the log of a gateway's cuts, got another") from None


def minutes_of(log: EventLog, cut: Cut) -> list[Minute]:
    """Add up the events that a cut stands for.

    Raises:
        DamagedFile: some of them are lost.

    Complexity: O(events), sorted by key.
    """
    minutes = aggregate(minutes_and_keys(log.events(cut.start, cut.end)))
    check_whole(cut.start, cut.end, sum(int(counts.sum()) for *_, counts in minutes))
    return minutes


def flushes_of(gateway: int, cut: Cut, minutes: list[Minute]) -> list[Flush]:
    """Make the flushes that a cut stands for, one for each minute.

    Complexity: O(minutes).
    """
    numbered = enumerate(minutes, cut.sequence)
    return [Flush(gateway, number, *minute) for number, minute in numbered]


def made_again(gateway: int, log: EventLog, cuts: Cuts, sequence: int) -> Iterator[Flush]:
    """Make all flushes from a sequence on once more, as they were.

    Raises:
        BadValue: their cuts are no longer kept.
        DamagedFile: events of theirs are lost.

    Complexity: O(events), sorted by key.
    """
    for cut in cuts.since(sequence):
        flushes = flushes_of(gateway, cut, minutes_of(log, cut))
        yield from (each for each in flushes if each.sequence >= sequence)


def check_whole(start: int, end: int, found: int) -> None:
    """Refuse fewer events than lie between two offsets.

    Raises:
        DamagedFile: there are fewer.
    """
    if found != end - start:
        lost = end - start - found
        raise DamagedFile(f"log is damaged: {lost} events from {start} to {end} are lost")
