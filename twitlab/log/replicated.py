"""Acknowledge when two disks have it: the leader's and the replica's.

append to the leader     synced there; no answer yet
copy to the replica      synced there
answer                   whichever of the two dies now, the other one has it
"""

from collections.abc import Sequence
from dataclasses import replace

from twitlab.arguments import check_kind
from twitlab.errors import BadValue
from twitlab.log.answers import Appended
from twitlab.log.events import Events
from twitlab.log.log import EventLog
from twitlab.log.replica import Replica


class Replicated:
    """Acknowledge a batch when replicas have it too.

    If a replica cannot be reached, nothing is acknowledged until it can: what is never lost is paid
    for by what cannot be taken.

    Args:
        leader: the log; "batch" must be its sync.
        replicas: its copies, 1 or more.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: there is no replica.

    Complexity: as an append, and for each replica another sync.
    """

    def __init__(self, leader: EventLog, *replicas: Replica) -> None:
        check_kind("leader", leader, EventLog, "an ")
        for each in replicas:
            check_kind("replicas", each, Replica)
        if not replicas:
            raise BadValue("replicas must be 1 or more, got 0")
        self.leader, self.replicas = leader, replicas

    def append(
        self, batch: Events | Sequence[bytes], *, producer: int = 0, sequence: int | None = None
    ) -> Appended:
        """Append to the leader, and wait until all have it.

        Returns:
            As EventLog.append. A repeat is answered when all have it, too.

        Raises:
            BadType: as EventLog.append.
            BadValue: as EventLog.append.
            DiskError: a disk refuses. The leader may have kept the batch: it is not acknowledged,
                and is to be sent again under its sequence.
        """
        appended = self.leader.append(batch, producer=producer, sequence=sequence)
        for each in self.replicas:
            if each.end < appended.end:
                each.copy(self.leader)
        has_all = all(each.end >= appended.end for each in self.replicas)
        return replace(appended, acknowledged=has_all)
