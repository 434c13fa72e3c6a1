"""Make a sorted set again from its snapshot and its log, and follow the log."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twitlab.arguments import as_path, check_int, check_kind
from twitlab.columns import DamagedFile
from twitlab.errors import BadValue
from twitlab.log import EventLog, Loss
from twitlab.trends.change_records import unpack
from twitlab.trends.snapshots import read_snapshot
from twitlab.trends.sorted_set import SortedSet

_AT_ONCE: Final = 1_000  # records


@dataclass(frozen=True, slots=True)
class RecoveredSet:
    """Say from what a sorted set was made again.

    Args:
        snapshot: the offset up to which the snapshot had all; 0 without one.
        replayed: how many changes of the log were made after that.
        damaged: what was wrong with a snapshot that could not be used, or None.
        losses: changes that were acknowledged and that the log has lost, as far as they matter.
    """

    snapshot: int
    replayed: int
    damaged: str | None
    losses: tuple[Loss, ...]


class SortedSetReplica:
    """Follow the log of a sorted set, and have what it had a moment ago.

    It reads what is on the leader's disk, so it never has what a power cut takes back. What the
    model leaves out: the network between the two.

    Args:
        log: of the leader, or a copy of it that took over.
        snapshot: a file of `DurableSortedSet.snapshot`; None to begin with the log.

    Raises:
        BadType: log is no EventLog, or snapshot no path.
        BadValue: the log begins after the snapshot, or after 0 if there is none; or ends before.

    Complexity: O(n) for the snapshot, and O(1) a change since.
    """

    def __init__(self, log: EventLog, snapshot: str | Path | None = None) -> None:
        check_kind("log", log, EventLog, "an ")
        self._log = log
        self.kept, self.offset, damaged = _opened(snapshot)
        if not log.start <= self.offset <= log.readable:
            because = damaged or f"the snapshot has all up to {self.offset}"
            raise BadValue(
                f"log must reach back to what the snapshot has and no less far than it, got one "
                f"from {log.start} to {log.readable}; {because}"
            )
        first = self.offset
        losses = tuple(each for each in log.recovered.losses if each.end > first)
        self.recovered = RecoveredSet(first, self.catch_up(), damaged, losses)

    @property
    def lag(self) -> int:
        """Count the changes that the log has and the replica has not."""
        return self._log.readable - self.offset

    def catch_up(self, most: int | None = None) -> int:
        """Make the changes that the log has, and return how many.

        Args:
            most: at most so many, 0 or more; None for all.

        Raises:
            BadType: most is not an int.
            BadValue: most is below 0, or a record is no change.
            OffsetGone: the log has dropped what is missing here; begin anew with a snapshot.
        """
        left = self.lag if most is None else check_int("most", most, 0, None)
        made = 0
        while left > made and self.lag:
            batch = self._log.read(self.offset, min(_AT_ONCE, left - made))
            if not len(batch):  # damage took all that is left
                self.offset = self._log.readable
            else:
                for record in batch.records:
                    self.kept.apply(unpack(record))
                self.offset = batch.end
            made += len(batch)
        return made


def _opened(snapshot: str | Path | None) -> tuple[SortedSet, int, str | None]:
    if snapshot is None or not as_path("snapshot", snapshot).exists():
        return SortedSet(), 0, None
    try:
        return *read_snapshot(Path(snapshot)), None
    except DamagedFile as error:
        return SortedSet(), 0, str(error)
