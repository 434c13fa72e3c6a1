"""Keep a copy of a log on another disk, which lags, and takes over when the first one is gone.

    leader     0 ... 99 on its disk, of which 80 are copied        lag: 20 records
    leader dies for ever; the replica takes over: 0 ... 79 are there, the log goes on at 80
    20 to 99 are lost, though the leader had acknowledged them

    acknowledged when the replica has it too (`Replicated`): 80 to 99 had no answer yet, so nothing
    that was acknowledged is lost; each answer waits for two disks

Only what is on the leader's disk is copied: after a power cut of the leader no replica is ahead.

Leaders are numbered. One that was only thought to be gone comes back, and has gone on to 120:

    old leader, epoch 0    80 to 119 are its own     no replica takes them: epoch 1 has begun at 80
    new leader, epoch 1    80 to 139 are its own     the old one's folder cannot follow it: it has
                                                     more than 80; a new copy can
"""

import threading
from pathlib import Path
from typing import Any, Final

from twitlab.arguments import as_path, check_int, check_kind
from twitlab.errors import BadValue
from twitlab.log.consumers import Consumers
from twitlab.log.files import DiskError, Files, OpenFile, files_or_system, refusing
from twitlab.log.log import EventLog
from twitlab.log.mark import MarkFile
from twitlab.log.recovery import Recovered, Recovery, check_folder
from twitlab.log.segment import Placed
from twitlab.log.segments import segment_file

_AT_ONCE: Final = 16 << 20  # bytes between two syncs


class Replica:
    """Hold a copy of a log, file by file and byte by byte.

    What the model leaves out: the network between them, and who decides that the leader is gone. If
    it was only thought to be gone, it still takes what it is handed, on its own disk: nobody has
    told it. But the replica that took over copies nothing of it any more, nor does one that follows
    the new leader: so who waits for all replicas (`Replicated`) gets no answer from an old leader.
    (A copy that has not met the new leader still follows the old one.) What an old leader took
    since is not brought into the log of the new one.

    Source: KIP-101, "Alter Replication Protocol to use Leader Epoch rather than High Watermark for
    Truncation", Apache Kafka; Kleppmann, "Designing Data-Intensive Applications", O'Reilly 2017,
    chapter 8, fencing tokens.

    Args:
        folder: where the copy is, or is to be.
        files: how its disk is reached.

    Raises:
        BadType: folder is no path.
        BadValue: folder has something else in it, or is written to by another.
        OtherVersion: the copy has another version.
        DiskError: the disk refuses.

    Complexity: opening reads all bytes.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as one, TemporaryDirectory() as two, EventLog(one) as leader:
    ...     replica = Replica(two)
    ...     first = leader.append([b"a", b"b"])
    ...     lag, end = replica.lag(leader), replica.copy(leader)
    ...     with replica.take_over() as log:
    ...         lag, end, log.read(0, 10).records
    (2, 2, [b'a', b'b'])
    """

    def __init__(self, folder: str | Path, *, files: Files | None = None) -> None:
        self._folder = as_path("folder", folder)
        self._files = files_or_system(files)
        self._lock = threading.Lock()
        self._file: OpenFile | None = None
        self._is_open, self._is_failed = True, False
        with refusing("and the replica was not opened"):
            check_folder(self._folder, self._files)
            self._files.make_folder(self._folder)
            self._unlock = self._files.lock(self._folder)
            try:
                self._recover()
            except BaseException:
                self._unlock()
                raise

    def _recover(self) -> None:
        found = Recovered(self._folder, self._files, is_copy=True)
        self.recovered: Recovery = found.report()
        self._base = -1  # of the file that is written to
        last = found.segments[-1] if found.segments else None
        if last is not None and last.size:
            self._base, self._file = last.base, self._files.open(last.file)
            self._file.truncate(last.size)
            self._file.sync()
        self.end = found.end  # the offset after the last record that is on its disk
        self._copied = found.end  # after the last that was written
        self._consumers = Consumers(self._folder, self._files)
        self._mark = MarkFile(self._folder, self._files, found.mark)
        self._mark.move(sync=True)
        self._files.sync_folder(self._folder)

    def lag(self, leader: EventLog) -> int:
        """Count the records that the leader acknowledged and that are not here: what a takeover
        would lose.

        Raises:
            BadType: leader is no EventLog.

        Complexity: O(1).
        """
        check_kind("leader", leader, EventLog, "an ")
        return max(leader.acknowledged - self.end, 0)

    def copy(self, leader: EventLog, most_bytes: int | None = None) -> int:
        """Copy what the leader has on its disk and the replica has not, and sync it.

        What the leader dropped meanwhile is left out; a takeover then reports it as lost. The
        offsets of consumers come too. Files that the leader drops stay here.

        Args:
            leader: of which this is the copy, and always was.
            most_bytes: stop after the frame that reaches so many, 1 or more; None for all.

        Returns:
            The offset after the last record that is here and on the disk.

        Raises:
            BadType: leader is no EventLog, or most_bytes no int.
            BadValue: the leader has less than the replica; another has taken over from it, or it
                has taken over from one of which the replica has more; most_bytes is below 1; or the
                replica is closed. Then nothing is copied.
            DiskError: a disk refuses; what was synced before stays.

        Complexity: O(bytes that are new), a sync for every 16 MB, three if consumers committed.
        """
        check_kind("leader", leader, EventLog, "an ")
        left = None if most_bytes is None else check_int("most_bytes", most_bytes, 1, None)
        with self._lock, refusing("and what the replica had it still has"):
            self._check(leader)
            if leader.leader_epoch != self._mark.leader[0]:
                self._follow(leader.leader_epoch, leader.leader_since)
            taken = 0  # bytes
            for placed in leader.frames(max(self._copied, leader.start), leader.acknowledged):
                self._take(placed)
                taken += placed.header.frame_bytes
                if left is not None and taken >= left:
                    break
                if taken % _AT_ONCE < placed.header.frame_bytes:
                    self._sync()
            self._sync()
            if leader.consumers != self._consumers.all():
                self._consumers.put_all(leader.consumers)
            return self.end

    def _check(self, leader: EventLog) -> None:
        if not self._is_open:
            raise BadValue("replica must be open, got one that is closed")
        if self._is_failed:
            raise DiskError("the disk refused a sync, so nothing more is taken: open it anew")
        self._check_epoch(leader)
        if self.end > leader.acknowledged:
            raise BadValue(
                f"leader must have what its replica has, up to {self.end}, got one up to "
                f"{leader.acknowledged}"
            )

    def _check_epoch(self, leader: EventLog) -> None:
        """Refuse a leader from which another has taken over, and one whose start is left behind."""
        epoch, since, own = leader.leader_epoch, leader.leader_since, self._mark.leader[0]
        if epoch < own:
            raise BadValue(
                f"leader must be of epoch {own} or later, got {epoch}: another has taken over"
            )
        may_have_more = epoch > own + 1 or (epoch > own and self._copied > since)
        if may_have_more and self._copied:
            raise BadValue(
                f"replica must have what epoch {epoch} began with, up to {since}, and no more, got "
                f"one of epoch {own} up to {self._copied}: begin a new copy"
            )

    def _follow(self, leader_epoch: int, leader_since: int) -> None:
        """Note another leader; after a sync that failed nobody knows which is noted."""
        try:
            self._mark.follow(leader_epoch, leader_since)
        except BaseException:
            self._is_failed = True
            raise

    def _take(self, placed: Placed) -> None:
        """Put a frame where it is at the leader; a hole of damage is a hole here too."""
        base, view, position, header = placed
        if base != self._base:
            self._begin(placed)
        assert self._file is not None
        missing = position - self._file.size
        if missing < 0:
            raise BadValue("leader must be the one that was copied before, got another")
        frame = bytes(view[position : position + header.frame_bytes])
        self._file.append(bytes(missing) + frame)
        self._copied = header.end

    def _begin(self, placed: Placed) -> None:
        """Begin the file of a frame; the one before is on the disk first."""
        if self._file is not None:
            self._sync()
        opened = self._files.open(segment_file(self._folder, placed.base))
        opened.truncate(0)
        opened.append(bytes(placed.view[: placed.head_bytes]))
        opened.sync()
        self._files.sync_folder(self._folder)
        if self._file is None:
            self._mark.move(start=placed.base, sync=True)  # what was dropped before is no loss
        else:
            self._file.close()
        self._file, self._base = opened, placed.base

    def _sync(self) -> None:
        """Make last what was written; after a sync that failed nobody knows what is there."""
        if self._copied > self.end:
            assert self._file is not None
            try:
                self._file.sync()
            except BaseException:
                self._is_failed = True
                raise
            self.end = self._copied
            self._mark.move(acknowledged=self.end)

    def take_over(self, **options: Any) -> EventLog:
        """Go on as the log itself.

        Args:
            options: as of EventLog, without files.

        Returns:
            A log of all that was copied, of the next epoch; the replica is closed, and no replica
            that follows the new leader takes anything of the old one.

        Raises:
            BadValue: the replica is closed.
            DiskError: the disk refuses.

        Complexity: O(bytes).
        """
        with self._lock, refusing("and the replica did not take over"):
            if not self._is_open:
                raise BadValue("replica must be open, got one that is closed")
            self._follow(self._mark.leader[0] + 1, self.end)
        self.close()
        return EventLog(self._folder, files=self._files, **options)

    def close(self) -> None:
        """Copy no more; a second time does nothing."""
        with self._lock:
            if not self._is_open:
                return
            self._is_open = False
            try:
                self._mark.move(sync=True)
            finally:
                self._mark.close()
                if self._file is not None:
                    self._file.close()
                self._unlock()
