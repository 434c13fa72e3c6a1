"""Keep what happened, in order, and pass it on.

Raw events are in `events.py`. What a gateway sends on of them is in `flush.py`.
"""

from twitlab.log.events import Events
from twitlab.log.flush import MS_PER_MINUTE, Flush

__all__ = ["MS_PER_MINUTE", "Events", "Flush"]
