"""Lose, double and hold back what is sent, and lose what was not synced, all from one seed.

The network is in `network.py`, what came of it in `history.py`; `shrinking.py` makes that small.
A disk whose power goes is in `disk.py`, what it has of a file in `sectors.py`.
"""

from twitlab.faults.disk import Disk, PowerCut
from twitlab.faults.history import MAX_MS, History, Message
from twitlab.faults.network import Faults, arrivals_of, transmit
from twitlab.faults.shrinking import Fails, Shrunk, shrink

__all__ = [
    "MAX_MS", "Disk", "Fails", "Faults", "History", "Message", "PowerCut", "Shrunk",
    "arrivals_of", "shrink", "transmit",
]  # fmt: skip
