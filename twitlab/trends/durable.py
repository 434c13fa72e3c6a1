"""Keep a sorted set in memory that survives the power going: a log, and now and then a snapshot.

    increase "a"      checked, logged at offset 0, synced, and only then done in memory and answered
    increase "b"      offset 1
    snapshot          the file has a 1, b 1, and "up to offset 2"
    increase "a"      offset 2
    the power goes    memory is gone
    opened            the snapshot, then the log from offset 2 on: a 2, b 1

An answer waits for the disk, a question does not. Who wants many changes for one wait hands in
many at once.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twitlab.arguments import as_path, check_int, check_kind, shown
from twitlab.errors import BadType, BadValue
from twitlab.log import EventLog
from twitlab.trends.answers import MAX_MS, Member, Scored
from twitlab.trends.change_records import pack
from twitlab.trends.changes import Change, change_of
from twitlab.trends.replica import SortedSetReplica
from twitlab.trends.snapshots import write_snapshot
from twitlab.trends.trends import Trends


class DurableSortedSet:
    """Keep a sorted set of which nothing acknowledged is lost.

    The promise is that of the log: with sync "batch" a call returns when its change is on the disk,
    and after a kill or a power cut all changes that returned are there, each once, and of the one
    that did not return all or nothing. A damaged snapshot is not believed: the log is read from its
    start, or opening is refused if it no longer begins there.

    Args:
        log: where changes are kept, and nothing else; its owner closes it.
        snapshot: the file of the snapshot, there or not; None for none.

    Raises:
        BadType: as SortedSetReplica.
        BadValue: as SortedSetReplica.

    Complexity: a call is one record and one wait for the disk, however many members it has.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, EventLog(folder) as log:
    ...     tags = DurableSortedSet(log)
    ...     tags.increase("#jazz", 2), tags.increase(["#jazz", "#cats"]).tolist()
    ...     DurableSortedSet(log).top(1)  # as after a crash
    (2.0, [3.0, 1.0])
    [Scored(score=3.0, member='#jazz')]
    """

    def __init__(self, log: EventLog, snapshot: str | Path | None = None) -> None:
        replica = SortedSetReplica(log, snapshot)
        self._log, self._kept = log, replica.kept
        self._end = replica.offset  # of the log, as far as it is known here
        self._snapshot = None if snapshot is None else as_path("snapshot", snapshot)
        self.recovered = replica.recovered

    def __len__(self) -> int:
        """Count the members."""
        return len(self._kept)

    def increase(self, members: Any, by: Any = 1) -> Any:
        """Add to scores, as SortedSet.increase."""
        return self.write([change_of("increase", members, by)])[0]

    def put(self, members: Any, scores: Any) -> int:
        """Set scores, as SortedSet.put."""
        return int(self.write([change_of("put", members, scores)])[0])

    def remove(self, members: Any) -> int:
        """Take members out, as SortedSet.remove."""
        return int(self.write([change_of("remove", members)])[0])

    def write(
        self, changes: Sequence[Change], *, producer: int = 0, sequence: int | None = None
    ) -> list[Any]:
        """Log changes with one wait for the disk, then make them.

        Args:
            changes: 1 or more, made one after another.
            producer: who hands them in.
            sequence: which of the producer's writes it is, from 0: one that comes again because its
                answer was lost is not made twice. None: nobody asks.

        Returns:
            What each change answers; nothing for a write that was made before.

        Raises:
            BadType: an argument is of the wrong type, or a member of another kind.
            BadValue: a change cannot be made, somebody else has appended to the log, or as
                EventLog.append. Nothing is logged or changed.
            DiskError: the disk refuses; nothing is changed here. The log may have it, and must be
                opened anew.

        Complexity: O(members), and a sync.
        """
        self._check(changes)
        self._check_alone()
        batch = [pack(change) for change in changes]
        appended = self._log.append(batch, producer=producer, sequence=sequence)
        if appended.repeated:
            return []
        self._end = appended.end
        return [self._kept.apply(change) for change in changes]

    def _check(self, changes: Sequence[Change]) -> None:
        """Refuse changes of which one could not be made: the log would have it for ever."""
        if not isinstance(changes, Sequence):
            raise BadType(f"changes must be a sequence of Change, got {shown(changes)}")
        for change in changes:
            check_kind("changes", change, Change, "a sequence of ")
        if len(changes) > 1 and any(change.has_infinite for change in changes):
            raise BadValue("changes must be alone if they have infinite numbers")
        for change in changes:
            self._kept.check(change)
        kinds = {type(change.members) for change in changes if len(change)}
        if len(kinds) > 1:
            raise BadType("changes must have members of one kind, got int and str")

    def _check_alone(self) -> None:
        """Refuse to go on without what somebody else has appended."""
        if self._log.end != self._end:
            raise BadValue(
                f"log must be this set's alone: it ends at {self._log.end}, and the set has what "
                f"is before {self._end}; open the set anew"
            )

    def sync(self) -> int:
        """Wait until all changes are on the disk, with a log that does not wait by itself."""
        return self._log.sync()

    def snapshot(self) -> int:
        """Write the snapshot, and return the offset up to which the log is no longer needed.

        Raises:
            BadValue: the set was made without a file for it, or somebody else has appended to the
                log: the snapshot would say that it has that too.
            OSError: the disk refuses; the snapshot before stays.

        Complexity: O(n), during which no change is taken.
        """
        if self._snapshot is None:
            raise BadValue("snapshot must be given to DurableSortedSet to write one, got None")
        self._check_alone()
        offset = self._log.sync()
        write_snapshot(self._snapshot, self._kept, offset)
        return offset

    def score(self, member: Member) -> float | None:
        """Say what score a member has, None if it is not there."""
        return self._kept.score(member)

    def ascending(self, start: int, stop: int) -> list[Scored]:
        """Give a range, the least first, as SortedSet.ascending."""
        return self._kept.ascending(start, stop)

    def descending(self, start: int, stop: int) -> list[Scored]:
        """Give a range, the most first, as SortedSet.descending."""
        return self._kept.descending(start, stop)

    def top(self, k: int) -> list[Scored]:
        """Give the k with the most, the most first."""
        return self._kept.top(k)

    def rank_from_top(self, member: Member) -> int | None:
        """Say how many are before a member, the most first; None if it is not there."""
        return self._kept.rank_from_top(member)

    def check_invariants(self) -> None:
        """Assert what a sorted set asserts."""
        self._kept.check_invariants()


def recover_trends(trends: Trends, log: EventLog, *, now_ms: int) -> Trends:
    """Let new trends take all events of a log: they are what they were before the power went.

    Trends are made of events and nothing else, so a gateway's log is their log; texts are not in
    it, so each event counts as a text of its own.

    Args:
        trends: new ones.
        log: of events.
        now_ms: what the clock says.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an event is from after now.

    Complexity: O(events log events).
    """
    check_kind("trends", trends, Trends)
    check_kind("log", log, EventLog, "an ")
    now_ms = check_int("now_ms", now_ms, 0, MAX_MS)
    for events in log.events():
        # As if it were then: what is too old now was not when it came.
        trends.take(events, now_ms=min(int(events.times_ms.max()), now_ms))
    return trends
