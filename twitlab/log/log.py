"""Keep records in the order in which they came, and lose none that was acknowledged.

append 3 records    written as one frame, synced, answered: first 0, acknowledged
append 2 records    first 3
power cut in the middle of the next append, which was not answered
opened              0 to 4 are there; of what was cut off, nothing or the whole batch
append it again     first 5, whether it had been kept or not: producer and sequence tell
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from twitlab.arguments import as_path, check_has, check_int, check_one_of, shown
from twitlab.clock import Clock, SystemClock
from twitlab.errors import BadValue
from twitlab.log.answers import Appended, Dropped
from twitlab.log.consumers import check_consumer
from twitlab.log.events import Events
from twitlab.log.files import DiskError, Files, files_or_system
from twitlab.log.payloads import Batch, Records, as_payload
from twitlab.log.reading import event_batches, records
from twitlab.log.recovery import Recovery
from twitlab.log.segment import OffsetGone, Placed
from twitlab.log.syncing import Ticker
from twitlab.log.writer import Writer

SYNCS: Final = ("batch", "interval", "none")
MAX_NUMBER: Final = (1 << 63) - 1


class EventLog:
    """Keep one partition of a log in a folder.

    What it acknowledged it has after a kill, a power cut and a full disk: see `recovery.py`. What
    the model leaves out: a disk that lies about its syncs, and one that dies; a `Replica` is for
    that. Threads may share it; another process that writes is refused.

    Args:
        folder: where it is, or is to be.
        sync: "batch": an append returns when its batch is on the disk; many threads share a sync.
            "interval": it returns at once, and a thread syncs every interval_ms: see `wait`.
            "none": it returns at once, and only `sync`, a full file and `close` sync.
        interval_ms: how long a batch waits at most, 1 to 60,000.
        segment_bytes: how large a file gets, unless one batch is larger; 1 KB to 16 GB.
        clock: tells when a batch was written.
        files: how the disk is reached.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: one is out of range; folder is a file, has something else in it, or is written to
            by another.
        OtherVersion: the log has another version; it stays as it is.
        DiskError: the disk refuses.

    Complexity: opening reads all bytes. Memory: 200 bytes for each 64 KB of the log, and 3 KB for
    each producer.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, EventLog(folder) as log:
    ...     log.append([b"a", b"b"], producer=7, sequence=0)
    ...     log.append([b"a", b"b"], producer=7, sequence=0).repeated
    ...     log.read(1, 10).records
    Appended(first=0, count=2, repeated=False, acknowledged=True)
    True
    [b'b']
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        sync: str = "batch",
        interval_ms: int = 10,
        segment_bytes: int = 64 << 20,
        clock: Clock | None = None,
        files: Files | None = None,
    ) -> None:
        check_one_of("sync", sync, SYNCS)
        self._sync_each = sync
        interval_ms = check_int("interval_ms", interval_ms, 1, 60_000)
        self._clock: Clock = SystemClock() if clock is None else clock
        check_has("clock", self._clock, "now_ms")
        self._writer = Writer(
            as_path("folder", folder),
            files_or_system(files),
            self._clock,
            check_int("segment_bytes", segment_bytes, 1 << 10, 16 << 30),
        )
        self._ticker = Ticker(self._tick, interval_ms) if sync == "interval" else None

    @property
    def recovered(self) -> Recovery:
        """What opening the log found."""
        return self._writer.recovered

    @property
    def start(self) -> int:
        """The first offset that was not dropped."""
        return self._writer.segments.start

    @property
    def end(self) -> int:
        """The offset that the next record gets."""
        return self._writer.segments.end

    @property
    def acknowledged(self) -> int:
        """The first offset that may not be on the disk: all before it are."""
        return self._writer.group.acknowledged

    @property
    def readable(self) -> int:
        """The first offset that cannot be read yet: what a power cut may take back is not shown.

        With sync "none" all can be read, and may be gone after a power cut.
        """
        return self.end if self._sync_each == "none" else self.acknowledged

    @property
    def leader_epoch(self) -> int:
        """How often a replica has taken over; 0 for the first leader.

        It is 0 again if the mark was damaged, as `recovered` says then.
        """
        return self._writer.leader[0]

    @property
    def leader_since(self) -> int:
        """Up to which offset the log is that of the leader before; 0 if it is the first."""
        return self._writer.leader[1]

    @property
    def syncs(self) -> int:
        """How often the disk was waited for; many batches may have shared one."""
        return self._writer.group.syncs

    @property
    def nbytes(self) -> int:
        """Count the bytes of all files."""
        return self._writer.segments.nbytes

    def next_sequence(self, producer: int) -> int:
        """Say which sequence the next new batch of a producer must have."""
        return self._writer.producers.next_sequence(check_int("producer", producer, 0, MAX_NUMBER))

    def append(
        self, batch: Events | Sequence[bytes], *, producer: int = 0, sequence: int | None = None
    ) -> Appended:
        """Keep a batch: all of it or nothing.

        Args:
            batch: 1 record or more.
            producer: who hands it in, 0 to 2**63 - 1.
            sequence: which batch of the producer it is, from 0 without a gap; a batch that comes
                again under its sequence is not kept twice. None: nobody asks.

        Returns:
            Where it stands, and whether it is on the disk.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: batch is empty or too large, the log is closed, or a sequence is missing, too
                old, or another batch's. Nothing is kept.
            DiskError: the disk is full or refuses. A batch that could not be written is not kept;
                one that could not be synced may be, and the log must be opened anew.

        Complexity: O(bytes), and a sync, which many may share.
        """
        payload = as_payload(batch)
        producer = check_int("producer", producer, 0, MAX_NUMBER)
        if sequence is not None:
            sequence = check_int("sequence", sequence, 0, MAX_NUMBER)
        first, repeated = self._writer.append(payload, producer, sequence)
        end = first + payload.records
        if self._sync_each == "batch":
            self._writer.group.wait(end)
        return Appended(first, payload.records, repeated, end <= self.acknowledged)

    def sync(self) -> int:
        """Make all that was appended last.

        Returns:
            The acknowledged end: all before it is on the disk.

        Raises:
            BadValue: the log is closed.
            DiskError: the disk refuses; the log must be opened anew.

        Complexity: a sync.
        """
        self._writer.check_open()
        self._writer.group.wait(self.end)
        return self.acknowledged

    def wait(self, end: int) -> None:
        """Return when all before an offset is on the disk; with "interval", at the next one's.

        Raises:
            BadType: end is not an int.
            BadValue: it is beyond the end of the log, or the log is closed.
            DiskError: the disk refuses; the log must be opened anew.
        """
        self._writer.check_open()
        end = check_int("end", end, 0, self.end)
        group = self._writer.group
        (group.watch if self._ticker else group.wait)(end)

    def _tick(self) -> None:
        with suppress(DiskError):  # the next append says it
            self._writer.group.wait(self.end)

    def read(self, offset: int, most: int = 1_000) -> Records:
        """Read records one by one: bytes, or of an event its four numbers as 32 bytes.

        Args:
            offset: from which on, start to readable.
            most: how many at most, 1 or more.

        Returns:
            The records and the offset of the first, and in `end` where to go on. The first is a
            later one than was asked for only where damage took what stood there.

        Raises:
            BadType: an argument is not an int.
            BadValue: offset is beyond what can be read, or most is below 1.
            OffsetGone: offset was dropped.

        Complexity: O(bytes).
        """
        low, high = self._range(offset, None)
        return records(self._writer.segments, low, high, check_int("most", most, 1, None))

    def events(self, start: int | None = None, end: int | None = None) -> Iterator[Events]:
        """Read events as columns that lie on the file, a frame at a time, without a copy.

        Args:
            start: the first offset; None for the first that is there.
            end: the offset after the last; None for all that can be read now.

        Raises:
            BadType: an offset is not an int, or a record is bytes.
            BadValue: an offset is beyond what can be read, or end is before start.
            OffsetGone: start was dropped.

        Complexity: O(1) a frame.
        """
        found = self.batches(start, end)
        return (each.events for each in found)

    def batches(
        self, start: int | None = None, end: int | None = None, *, least: int = 1
    ) -> Iterator[Batch]:
        """Read events as columns, and say which offsets they have.

        Args:
            start: as in `events`.
            end: as in `events`.
            least: frames with fewer events are copied together until they have so many.

        Raises:
            BadType: as in `events`.
            BadValue: as in `events`.
            OffsetGone: start was dropped.

        Complexity: O(1) a frame of `least` events or more.
        """
        low, high = self._range(self.start if start is None else start, end)
        return event_batches(self._writer.segments, low, high, check_int("least", least, 1, None))

    def frames(self, start: int, end: int) -> Iterator[Placed]:
        """Give frames as they lie in the files, for a replica.

        Raises:
            BadType: an offset is not an int.
            BadValue: one is below 0.

        Complexity: O(frames).
        """
        start, end = check_int("start", start, 0, None), check_int("end", end, 0, None)
        return self._writer.segments.walk(start, end)

    def _range(self, start: int, end: int | None) -> tuple[int, int]:
        start = check_int("offset", start, 0, None)
        low, high = self.start, self.readable
        if start < low:
            raise OffsetGone(
                f"offset must be from {low} to {high}, got {shown(start)}: it was dropped"
            )
        if start > high:
            raise BadValue(f"offset must be from {low} to {high}, got {shown(start)}")
        return start, high if end is None else check_int("end", end, start, high)

    def commit(self, consumer: str, offset: int) -> None:
        """Remember how far a consumer has read; going back is allowed.

        Args:
            consumer: its name, 1 to 100 characters.
            offset: where it goes on, start to readable.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: the name is too long, offset cannot be read, or the log is closed.
            DiskError: the disk refuses; the offset before is kept.

        Complexity: O(consumers), and two syncs.
        """
        low, _ = self._range(offset, None)
        self._writer.commit(check_consumer(consumer), low)

    def committed(self, consumer: str) -> int:
        """Say where a consumer goes on: a new one at the start.

        If what it committed was dropped meanwhile, reading there raises OffsetGone.
        """
        return self._writer.consumers.get(consumer, self.start)

    @property
    def consumers(self) -> dict[str, int]:
        """The offsets of all consumers that committed one."""
        return self._writer.consumers.all()

    def drop(self, *, older_than_ms: int | None = None, keep_bytes: int | None = None) -> Dropped:
        """Drop old files; the one that is written to stays.

        Consumers are not asked: one that has not read them gets OffsetGone.

        Args:
            older_than_ms: files whose newest batch was written longer ago, 0 or more.
            keep_bytes: the oldest files, as long as those left have so many bytes, 0 or more.

        Raises:
            BadType: an argument is not an int.
            BadValue: one is below 0, both are None, or the log is closed.
            DiskError: the disk refuses; what was not dropped now is dropped when the log is opened.

        Complexity: O(files).
        """
        if older_than_ms is None and keep_bytes is None:
            raise BadValue("older_than_ms or keep_bytes must be given")
        if keep_bytes is not None:
            keep_bytes = check_int("keep_bytes", keep_bytes, 0, None)
        before = None
        if older_than_ms is not None:
            before = self._clock.now_ms() - check_int("older_than_ms", older_than_ms, 0, None)
        return self._writer.drop(before, keep_bytes)

    def close(self) -> None:
        """Sync, and let other writers in; a second time does nothing.

        Raises:
            DiskError: what was not acknowledged could not be synced.
        """
        if self._writer.shut():
            if self._ticker is not None:
                self._ticker.stop()
            self._writer.close()

    def __enter__(self) -> "EventLog":
        """Give the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def check_invariants(self) -> None:
        """Assert that offsets are in order, and that files and tables are as they must be."""
        self._writer.check_invariants()
