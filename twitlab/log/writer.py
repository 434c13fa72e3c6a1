"""Write to a log: one batch after another, one sync for many, one file after another.

append     repeat? -> answered from the table
file full? -> sync it, begin the next
write the frame, note the sequence; the lock is free again
sync       whoever comes first syncs for all; the mark is moved behind it
drop       move the mark to the new start, sync it, and only then remove files
"""

import threading
from pathlib import Path

from twitlab.clock import Clock
from twitlab.errors import BadValue
from twitlab.log.answers import Dropped
from twitlab.log.consumers import Consumers
from twitlab.log.files import Files, refusing
from twitlab.log.frames import NO_SEQUENCE
from twitlab.log.mark import MarkFile
from twitlab.log.payloads import Payload
from twitlab.log.producers import Taken
from twitlab.log.recovery import Recovered, Recovery, check_folder
from twitlab.log.segments import Segments
from twitlab.log.syncing import GroupCommit


class Writer:
    """Hold a folder that only this log writes to, and all that changes in it.

    Args:
        folder: where the log is, or is to be.
        files: how the disk is reached.
        clock: tells when a batch was written.
        segment_bytes: how large a file gets.

    Raises:
        BadValue: folder is a file, has something else in it, or is written to by another.
        OtherVersion: the log has another version.
        DiskError: the disk refuses.
    """

    def __init__(self, folder: Path, files: Files, clock: Clock, segment_bytes: int) -> None:
        self._folder, self._files, self._clock = folder, files, clock
        self._segment_bytes = segment_bytes
        self._lock = threading.Lock()  # held by who writes, drops or commits
        self._is_open = True
        with refusing("and the log was not opened"):
            check_folder(folder, files)
            files.make_folder(folder)
            self._unlock = files.lock(folder)
            try:
                self._recover()
            except BaseException:
                self._unlock()
                raise
        self.group = GroupCommit(self._sync, self.segments.end)

    def _recover(self) -> None:
        """Make last what was found, and only then count it as acknowledged."""
        found = Recovered(self._folder, self._files)
        self.consumers = Consumers(self._folder, self._files)
        if self.consumers.is_damaged:
            found.lose_consumers(self._folder)
        self.recovered: Recovery = found.report()
        self.producers = found.producers
        self.segments = Segments(self._folder, self._files, found.segments, found.is_open)
        if found.is_open:
            if found.torn is not None:
                self.segments.cut(found.torn.position)
            self.segments.sync()
        self._mark = MarkFile(self._folder, self._files, found.mark)
        self._mark.move(sync=True)
        for file in found.dropped:
            self._files.remove(file)
        self._files.sync_folder(self._folder)
        if not found.is_open:
            self.segments.begin(found.end, self.producers.pack(), self._clock.now_ms())

    def append(self, payload: Payload, producer: int, sequence: int | None) -> tuple[int, bool]:
        """Write a batch, unless it is there; give its first offset and whether it was there.

        Raises:
            BadValue: the sequence is none that is allowed, or the log is closed.
            DiskError: the disk refuses; nothing is kept.
        """
        with self._lock:
            self.check_open()
            if sequence is None:
                return self._write(payload, producer, NO_SEQUENCE), False
            taken = self.producers.find(producer, sequence, payload)
            if taken is not None:
                return taken.first, True
            first = self._write(payload, producer, sequence)
            self.producers.note(producer, sequence, Taken(first, payload.records, payload.sum))
            return first, False

    def _write(self, payload: Payload, producer: int, sequence: int) -> int:
        segments, now_ms = self.segments, self._clock.now_ms()
        with refusing(f"and nothing of the batch of {payload.records} records was kept"):
            if segments.is_full(len(payload.data), self._segment_bytes):
                self.group.wait(segments.end)
                segments.begin(segments.end, self.producers.pack(), now_ms)
            done = self.group.acknowledged
            return segments.write(payload, producer, sequence, now_ms, done)

    def _sync(self) -> int:
        reached = self.segments.sync()
        self._mark.move(acknowledged=reached)
        return reached

    def commit(self, consumer: str, offset: int) -> None:
        """Keep the offset of a consumer.

        Raises:
            BadValue: the log is closed.
            DiskError: the disk refuses; the offset before is kept.
        """
        with self._lock, refusing(f"and the offset of {consumer} stays as it was"):
            self.check_open()
            self.consumers.put(consumer, offset)

    def drop(self, before_ms: int | None, keep_bytes: int | None) -> Dropped:
        """Drop old files.

        Raises:
            BadValue: the log is closed.
            DiskError: the disk refuses; the next opening drops what is left.
        """
        with self._lock, refusing("and the files may still be there"):
            self.check_open()
            segments = self.segments
            count, was = segments.old(before_ms, keep_bytes), segments.nbytes
            if count:
                self._mark.move(start=segments.items[count].base, sync=True)
                segments.drop(count)
            return Dropped(count, was - segments.nbytes, segments.start)

    @property
    def leader(self) -> tuple[int, int]:
        """The epoch of this leader, and from which offset on it is one."""
        return self._mark.leader

    def check_open(self) -> None:
        """Refuse to go on when the log was closed, or after a sync that failed."""
        if not self._is_open:
            raise BadValue("log must be open, got one that is closed")
        self.group.check()

    def shut(self) -> bool:
        """Take no more batches; say whether it took any until now."""
        with self._lock:
            was_open, self._is_open = self._is_open, False
            return was_open

    def close(self) -> None:
        """Sync, and let other writers in.

        Raises:
            DiskError: what was not acknowledged could not be synced.
        """
        try:
            with refusing("and what was not acknowledged may be lost"):
                self.group.wait(self.segments.end)
                self._mark.move(sync=True)
        finally:
            self._mark.close()
            self.segments.close()
            self._unlock()

    def check_invariants(self) -> None:
        """Assert that offsets are in order, and that files and tables are as they must be."""
        with self._lock:
            assert self.segments.start <= self.group.acknowledged <= self.segments.end
            self.segments.check_invariants()
            self.producers.check_invariants()
