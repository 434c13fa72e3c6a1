"""Keep what happened, in order, and pass it on.

Raw events are in `events.py`. What a gateway sends on of them is in `flush.py`.

What one would write first is `plain.py`. `log.py` is the log, `answers.py` what it answers. A batch
becomes a payload (`payloads.py`) in a frame (`frames.py`) in a file (`segments.py`), is synced with
others (`syncing.py`), known when it comes again (`producers.py`) and read back (`reading.py`,
`consumers.py`). What is left after a power cut is found by `recovery.py`, with the help of
`mark.py`; the disk is reached by `files.py`. `replica.py` is a copy on another disk, `names.py`
gives texts numbers.
"""

from twitlab.log.answers import Appended, Dropped
from twitlab.log.events import Events
from twitlab.log.files import DiskError, DiskFile, Files, OpenFile, SystemFiles
from twitlab.log.flush import MS_PER_MINUTE, Flush
from twitlab.log.log import EventLog
from twitlab.log.names import Names
from twitlab.log.payloads import Batch
from twitlab.log.plain import PlainLog
from twitlab.log.recovery import Loss, OtherVersion, Recovery, Torn
from twitlab.log.replica import Replica, Replicated
from twitlab.log.segments import OffsetGone

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
    "Recovery",
    "Replica",
    "Replicated",
    "SystemFiles",
    "Torn",
]
