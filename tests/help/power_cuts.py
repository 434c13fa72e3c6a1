"""Use a log on a disk whose power goes, and hold it after each opening to what it promised."""

import random
from collections.abc import Callable
from pathlib import Path

from twitlab.faults import Disk, PowerCut
from twitlab.log import DiskError, EventLog

FOLDER = Path("/log")
CONSUMER = "trends"
PRODUCER = 7


class Powered:
    """Keep a log, and beside it all that was handed in, acknowledged and committed.

    After each opening: acknowledged <= recovered <= handed in, whole batches, each once, in order.
    """

    def __init__(self, disk: Disk, sync: str = "batch") -> None:
        self.disk, self.sync = disk, sync
        self.handed: list[bytes] = []
        self.ends = {0}  # of batches
        self.acknowledged = 0
        self.starts = {0}  # where the log may start
        self.commits = {0}  # what may be committed
        self.last: tuple[int, list[bytes]] | None = None  # sequence and batch
        self.log: EventLog
        self.open()

    def _new(self) -> EventLog:
        return EventLog(FOLDER, files=self.disk, segment_bytes=1024, sync=self.sync)

    def open(self) -> None:
        """Open the log and check it; the power may go meanwhile, more than once."""
        for _ in range(50):
            try:
                self.log = self._new()
                break
            except (PowerCut, DiskError):
                assert self.disk.is_off
                self.disk.restart()
        self._check()

    def _check(self) -> None:
        log, end = self.log, self.log.end
        assert log.recovered.losses == ()
        assert self.acknowledged <= end <= len(self.handed), (self.acknowledged, end)
        assert end in self.ends
        assert log.start in self.starts
        assert log.readable == log.acknowledged == end
        if end > log.start:
            assert log.read(log.start, end).records == self.handed[log.start : end]
        assert log.committed(CONSUMER) in self.commits
        log.check_invariants()
        del self.handed[end:]
        self.ends = {each for each in self.ends if each <= end}
        assert log.next_sequence(PRODUCER) == len(self.ends) - 1
        self.starts, self.commits = {log.start}, {log.committed(CONSUMER)}
        self.acknowledged = end
        if self.last is not None and self.last[0] >= log.next_sequence(PRODUCER):
            self.last = None

    def during(self, action: Callable[[], None]) -> None:
        """Do something; if the power goes, give it back and open the log again."""
        try:
            action()
        except (PowerCut, DiskError):
            assert self.disk.is_off
            self.disk.restart()
            self.open()

    def append(self, batch: list[bytes]) -> None:
        """Hand in a batch."""

        def action() -> None:
            sequence = self.log.next_sequence(PRODUCER)
            self.handed += batch
            self.ends.add(len(self.handed))
            self.last = (sequence, batch)
            found = self.log.append(batch, producer=PRODUCER, sequence=sequence)
            assert not found.repeated
            assert found.end == len(self.handed)
            if found.acknowledged:
                self.acknowledged = found.end

        self.during(action)

    def repeat(self) -> None:
        """Hand in the last batch that is there once more."""

        def action() -> None:
            if self.last is not None:
                sequence, batch = self.last
                found = self.log.append(batch, producer=PRODUCER, sequence=sequence)
                assert found.repeated
                assert self.handed[found.first : found.end] == batch

        self.during(action)

    def sync_all(self) -> None:
        """Sync."""

        def action() -> None:
            self.acknowledged = self.log.sync()

        self.during(action)

    def drop(self, keep_bytes: int) -> None:
        """Drop old files."""

        def action() -> None:
            self.starts.update(range(self.log.start, self.log.end + 1))
            self.starts = {self.log.drop(keep_bytes=keep_bytes).start}
            if CONSUMER not in self.log.consumers:
                self.commits = self.starts

        if CONSUMER not in self.log.consumers:  # a new one begins where the log starts
            self.commits.update(range(len(self.handed) + 1))
        self.during(action)

    def commit(self, share: float) -> None:
        """Commit an offset that can be read."""

        def action() -> None:
            low, high = self.log.start, self.log.readable
            offset = low + int(share * (high - low))
            self.commits.add(offset)
            self.log.commit(CONSUMER, offset)
            self.commits = {offset}

        self.during(action)

    def cut_power(self, after: int) -> None:
        """Let the power go in the middle of an operation to come."""
        self.disk.cut_power(after)
        if self.disk.is_off:
            self.disk.restart()
            self.open()

    def kill(self) -> None:
        """Kill the process; what it had written, the system has."""
        self.disk.kill()
        self.open()

    def close(self) -> None:
        """Close the log and open it again."""
        self.during(self.log.close)
        self.disk.kill()
        self.open()


def live(seed: int, *, lies: bool = False, sync: str = "batch", acts: int = 60) -> None:
    """Use a log for a while, as chance has it; the seed says all."""
    chance = random.Random(seed)
    disk = Disk(seed, lies=lies)
    disk.cut_power(chance.randrange(1, 40))
    powered = Powered(disk, sync)
    for _ in range(acts):
        act = chance.random()
        if act < 0.5:
            size = chance.choice((0, 3, 60, 700))
            powered.append([chance.randbytes(size) for _ in range(chance.randrange(1, 4))])
        elif act < 0.65:
            powered.repeat()
        elif act < 0.7:
            powered.sync_all()
        elif act < 0.75:
            powered.drop(chance.randrange(2_000))
        elif act < 0.8:
            powered.commit(chance.random())
        elif act < 0.83:
            powered.kill()
        elif act < 0.86:
            powered.close()
        else:
            powered.cut_power(chance.randrange(12))
