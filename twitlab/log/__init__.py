"""Keep what happened, in order, and pass it on.

Raw events are in `events.py`. What a gateway sends on of them is in `flush.py`.

What one would write first is `plain.py`. `log.py` is the log, `answers.py` what it answers. A batch
becomes a payload (`payloads.py`) in a frame (`frames.py`) in a file (`segment.py`, `segments.py`);
`writer.py` writes it, syncs it with others (`syncing.py`) and knows it when it comes again
(`producers.py`). It is read back by `reading.py` and `consumers.py`. What is left after a power cut
is found by `scan.py` and `recovery.py`, with the help of `mark.py`; the disk is reached by
`files.py`. `replica.py` is a copy on another disk, `replicated.py` waits for it; `names.py` gives
texts numbers.
"""

from twitlab.log.answers import Appended, Dropped
from twitlab.log.events import Events
from twitlab.log.files import DiskError, DiskFile, Files, OpenFile, SystemFiles
from twitlab.log.flush import MS_PER_MINUTE, Flush
from twitlab.log.log import EventLog
from twitlab.log.names import Names
from twitlab.log.payloads import Batch, Records
from twitlab.log.plain import PlainLog
from twitlab.log.recovery import Loss, Recovery, Torn
from twitlab.log.replica import Replica
from twitlab.log.replicated import Replicated
from twitlab.log.scan import OtherVersion
from twitlab.log.segment import OffsetGone

__all__ = [
    "MS_PER_MINUTE",
    "Appended",
    "Batch",
    "DiskError",
    "DiskFile",
    "Dropped",
    "EventLog",
    "Events",
    "Files",
    "Flush",
    "Loss",
    "Names",
    "OffsetGone",
    "OpenFile",
    "OtherVersion",
    "PlainLog",
    "Records",
    "Recovery",
    "Replica",
    "Replicated",
    "SystemFiles",
    "Torn",
]
