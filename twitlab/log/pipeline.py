"""Run the whole path in one process: gateways, a partitioner, processors, files of minutes.

    events -> gateway (log, cuts) -> flush -> partitioner -> part -> processor -> file
                      ^                                          |
                      +------------------ answer ----------------+

Anything on it may die at any time and come back. A flush is answered when all processors have
their part of it; until then it is sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from twitlab.arguments import as_path, check_bool, check_int, check_kind
from twitlab.clock import Clock
from twitlab.errors import BadValue
from twitlab.log.answers import Appended
from twitlab.log.events import Events
from twitlab.log.files import Files
from twitlab.log.flush import Flush
from twitlab.log.gateway import Gateway
from twitlab.log.log import EventLog
from twitlab.log.minute_files import Counts, add_up
from twitlab.log.partitioner import Partitioner
from twitlab.log.processors import FILE_ROWS, LATE_MS, PartitionProcessor
from twitlab.log.seen import TooFarAhead
from twitlab.log.stages import STAGES, Stage
from twitlab.log.standing import standing_of
from twitlab.log.wire import encode_flush, json_lines


@dataclass(frozen=True, slots=True, eq=False)
class PathAnswer:
    """Say how often each key came, and what is not in it yet.

    Args:
        keys: ascending, shape (keys,).
        counts: how often each came, in what has arrived.
        missing: acknowledged events that may not have arrived, of all minutes.
        down: partitions that do not answer: all their keys are missing.
    """

    keys: np.ndarray[Any, np.dtype[np.int64]]
    counts: np.ndarray[Any, np.dtype[np.int64]]
    missing: int
    down: tuple[int, ...]

    def top(self, k: int) -> list[tuple[int, int]]:
        """Give the k keys that came most often; of equals, the smaller key.

        Complexity: O(keys log keys).
        """
        order = np.lexsort((self.keys, -self.counts))[: check_int("k", k, 0, None)]
        return list(zip(self.keys[order].tolist(), self.counts[order].tolist()))


class Pipeline:
    """Count events on several gateways and processors, each exactly once.

    The model: messages are calls; a test loses, repeats and reorders them by calling `deliver`
    itself. What the model leaves out: delays, and machines that are slow and not dead.

    Args:
        folder: for all logs and files.
        gateways: how many, 1 to 1,024.
        partitioner: says which keys go where, and has the number of processors.
        clock: of all machines.
        max_age_ms: as a Gateway has it; max_events, max_waiting too.
        file_rows: as a PartitionProcessor has it; late_ms too.
        files: how the logs reach the disk.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        gateways: int,
        partitioner: Partitioner,
        clock: Clock,
        max_age_ms: int,
        max_events: int,
        max_waiting: int | None = None,
        file_rows: int = FILE_ROWS,
        late_ms: int = LATE_MS,
        files: Files | None = None,
    ) -> None:
        check_kind("partitioner", partitioner, Partitioner)
        self._folder, self._files = as_path("folder", folder), files
        self._partitioner, self._clock = partitioner, clock
        self._of_gateway: dict[str, Any] = {"max_age_ms": max_age_ms, "max_events": max_events}
        self._of_gateway |= {} if max_waiting is None else {"max_waiting": max_waiting}
        self._of_processor = {"file_rows": file_rows, "late_ms": late_ms}
        count = check_int("gateways", gateways, 1, 1024)
        self._logs: dict[int, tuple[EventLog, EventLog]] = {}  # of each gateway: events, cuts
        self._gateways: list[Gateway | None] = []
        self._processors: list[PartitionProcessor | None] = []
        try:
            self._gateways += [self._open_gateway(at) for at in range(count)]
            self._processors += [self._open_processor(at) for at in range(partitioner.partitions)]
        except BaseException:
            self.close()
            raise
        self._stages = {name: Stage(name) for name in STAGES}
        self.rows = np.zeros(partitioner.partitions, np.int64)  # sent to each processor
        self.events = np.zeros(partitioner.partitions, np.int64)  # that these stand for

    def take(self, gateway: int, events: Events) -> Appended:
        """Hand events to a gateway.

        Raises:
            BadValue: there is no such gateway, it is down, or as Gateway.take.
            GatewayFull: as Gateway.take.
        """
        appended = self._up(gateway).take(events)
        self._stages["events"].add(len(events), len(events), len(json_lines(events)))
        return appended

    def step(self, *, again: bool = False) -> int:
        """Send what is due from all gateways, or all that has no answer, and answer it.

        Args:
            again: whether what was sent before is sent once more.

        Returns:
            How many flushes were sent.
        """
        check_bool("again", again)
        sent = 0
        for gateway in self._gateways:
            if gateway is not None:
                fresh = gateway.flushes()
                for flush in gateway.unanswered() if again else fresh:
                    sent += 1
                    if self.deliver(flush):
                        gateway.answered(flush.name)
        return sent

    def deliver(self, flush: Flush) -> bool:
        """Send a flush to all processors; say whether all have it.

        Raises:
            BadType: flush is no Flush.
            BadValue: its sequence or minute is beyond 2**63 - 1. Then nothing is sent or counted.
        """
        check_kind("flush", flush, Flush)
        self._stages["flushes"].add(1, len(flush), len(encode_flush(flush)))
        arrived = [self._deliver_part(at, part) for at, part in self._parts(flush)]
        return all(arrived)

    def gateway(self, gateway: int) -> Gateway | None:
        """Give a gateway, or None while it is down."""
        return self._gateways[check_int("gateway", gateway, 0, len(self._gateways) - 1)]

    def logs(self, gateway: int) -> tuple[EventLog, EventLog]:
        """Give the logs of a gateway, which its death leaves: events, and cuts."""
        return self._logs[check_int("gateway", gateway, 0, len(self._gateways) - 1)]

    def reconnect(self) -> None:
        """Let each processor ask each gateway for what it lacks, as after a power cut of all."""
        for number in range(len(self._gateways)):
            self._replay(number)

    def write(self, *, closed_only: bool = True) -> int:
        """Let all processors write, and say how many flushes are in the new files."""
        check_bool("closed_only", closed_only)
        return sum(each.write(closed_only=closed_only) for each in self._processors if each)

    def stop_gateway(self, gateway: int) -> None:
        """Let a gateway die, with all that it had in memory."""
        self._up(gateway)
        self._gateways[gateway] = None

    def start_gateway(self, gateway: int) -> None:
        """Let a gateway come back: what it logged and no one answered is sent again."""
        if self.gateway(gateway) is None:
            self._gateways[gateway] = self._open_gateway(gateway)
            self._replay(gateway)

    def stop_processor(self, partition: int) -> None:
        """Let a processor die, with all that is in no file."""
        at = check_int("partition", partition, 0, len(self._processors) - 1)
        if (processor := self._processors[at]) is not None:
            processor.close()  # as the system does for a process that is gone
        self._processors[at] = None

    def start_processor(self, partition: int) -> None:
        """Let a processor come back: gateways that are up make again what it lacks.

        A gateway that is down now is asked when it comes back.
        """
        if self._processors[check_int("partition", partition, 0, len(self._processors) - 1)]:
            return
        self._processors[partition] = self._open_processor(partition)
        self.reconnect()

    def close(self) -> None:
        """Close all; what processors hold is in no file, and can be made again from the logs."""
        for processor in self._processors:
            if processor is not None:
                processor.close()
        for logs in self._logs.values():
            for log in logs:
                log.close()

    def answer(self, start: int, end: int) -> PathAnswer:
        """Add up the minutes from start to before end, of files and of what is held in memory.

        Raises:
            BadType: start or end is no int.
            BadValue: start is below 0, or end before it.
        """
        found: list[Counts] = [each.counts(start, end) for each in self._processors if each]
        down = tuple(at for at, each in enumerate(self._processors) if each is None)
        missing = sum(map(self._missing_of, range(len(self._gateways))))
        return PathAnswer(*add_up(found), missing, down)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What went out of each stage."""
        files = [each.files for each in self._processors if each]
        written = [sum(column) for column in zip(*((len(f), f.rows, f.bytes) for f in files))]
        return (*(self._stages[name] for name in STAGES[:-1]), Stage(STAGES[-1], *written))

    def check_invariants(self) -> None:
        """Assert what must hold between any two calls."""
        for each in (*self._gateways, *self._processors):
            if each is not None:
                each.check_invariants()

    def _up(self, gateway: int) -> Gateway:
        found = self.gateway(gateway)
        if found is None:
            raise BadValue(f"gateway must be one that is up, got {gateway}, which is down")
        return found

    def _missing_of(self, gateway: int) -> int:
        """Say how many events of a gateway some processor that is up may lack."""
        lowest = [each.next_sequence(gateway) for each in self._processors if each]
        return standing_of(*self._logs[gateway], min(lowest, default=0)).missing

    def _replay(self, number: int) -> None:
        """Let processors take what they lack of a gateway: who comes back lacks what it forgot."""
        gateway = self._gateways[number]
        for at, processor in enumerate(self._processors):
            if gateway is None or processor is None:
                continue
            for flush in gateway.replay(processor.next_sequence(number)):
                self._deliver_part(at, self._partitioner.split(flush)[at])

    def _parts(self, flush: Flush) -> Iterable[tuple[int, Flush]]:
        parts = self._partitioner.split(flush)
        for at, part in enumerate(parts):
            self.rows[at] += len(part)
            self.events[at] += part.events
        return enumerate(parts)

    def _deliver_part(self, at: int, part: Flush) -> bool:
        self._stages["parts"].add(1, len(part), len(encode_flush(part)))
        processor = self._processors[at]
        if processor is None:
            return False
        try:
            processor.take(part)
        except TooFarAhead:
            return False
        return True

    def _open_gateway(self, at: int) -> Gateway:
        for log in self._logs.get(at, ()):
            log.close()
        events = self._open_log(at, "events")
        try:
            self._logs[at] = events, self._open_log(at, "cuts")
        except BaseException:
            events.close()
            raise
        return Gateway(at, *self._logs[at], clock=self._clock, **self._of_gateway)

    def _open_log(self, at: int, name: str) -> EventLog:
        folder = self._folder / f"gateway-{at}" / name
        return EventLog(folder, clock=self._clock, files=self._files)

    def _open_processor(self, at: int) -> PartitionProcessor:
        folder = self._folder / f"partition-{at}"
        return PartitionProcessor(folder, clock=self._clock, **self._of_processor)
