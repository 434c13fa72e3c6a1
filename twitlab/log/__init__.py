"""Keep what happened, in order, and pass it on.

Raw events are in `events.py`. What a gateway sends on of them is in `flush.py`.

What one would write first is `plain.py`. `log.py` is the log, `answers.py` what it answers. A batch
becomes a payload (`payloads.py`) in a frame (`frames.py`) in a file (`segment.py`, `segments.py`);
`writer.py` writes it, syncs it with others (`syncing.py`) and knows it when it comes again
(`producers.py`). It is read back by `reading.py` and `consumers.py`. What is left after a power cut
is found by `scan.py` and `recovery.py`, with the help of `mark.py`; the disk is reached by
`files.py`. `replica.py` is a copy on another disk, `replicated.py` waits for it; `names.py` gives
texts numbers.

The path to a count: `gateway.py` takes what it may (`admission.py`), logs events and adds them up
(`buffer.py`), notes where (`cuts.py`), keeps what waits (`outbox.py`) and says how much
(`standing.py`); `partitioner.py` cuts flushes by key, `processors.py` drops repeats (`seen.py`) and
writes minutes (`minute_files.py`). Messages are made in `wire.py` (`packing.py`). `pipeline.py` is
all of it, `stages.py` counts what goes on.
"""

from twitlab.log.admission import GatewayFull
from twitlab.log.answers import Appended, Dropped
from twitlab.log.buffer import Buffer
from twitlab.log.events import Events
from twitlab.log.files import DiskError, DiskFile, Files, OpenFile, SystemFiles
from twitlab.log.flush import MS_PER_MINUTE, Flush
from twitlab.log.gateway import Gateway, GatewayFailed
from twitlab.log.log import EventLog
from twitlab.log.minute_files import MinuteFiles, add_up
from twitlab.log.names import Names
from twitlab.log.packing import DamagedMessage
from twitlab.log.partitioner import Partitioner
from twitlab.log.payloads import Batch, Records
from twitlab.log.pipeline import PathAnswer, Pipeline
from twitlab.log.plain import PlainLog
from twitlab.log.processors import PartitionProcessor
from twitlab.log.recovery import Loss, Recovery, Torn
from twitlab.log.replica import Replica
from twitlab.log.replicated import Replicated
from twitlab.log.scan import OtherVersion
from twitlab.log.seen import Seen, TooFarAhead
from twitlab.log.segment import OffsetGone
from twitlab.log.stages import STAGES, Stage
from twitlab.log.standing import Standing, standing_of
from twitlab.log.wire import (
    decode,
    encode_events,
    encode_flush,
    events_of_json,
    json_lines,
    size_of,
)

__all__ = [
    "MS_PER_MINUTE", "STAGES", "Appended", "Batch", "Buffer", "DamagedMessage", "DiskError",
    "DiskFile", "Dropped", "EventLog", "Events", "Files", "Flush", "Gateway", "GatewayFailed",
    "GatewayFull", "Loss", "MinuteFiles", "Names", "OffsetGone", "OpenFile", "OtherVersion",
    "PartitionProcessor", "Partitioner", "PathAnswer", "Pipeline", "PlainLog", "Records",
    "Recovery", "Replica", "Replicated", "Seen", "Stage", "Standing", "SystemFiles",
    "TooFarAhead", "Torn", "add_up", "decode", "encode_events", "encode_flush", "events_of_json",
    "json_lines", "size_of", "standing_of",
]  # fmt: skip
