"""Lose, double and hold back what is sent, all from one seed.

The network is in `network.py`, what came of it in `history.py`; `shrinking.py` makes that small.
"""

from twitlab.faults.history import MAX_MS, History, Message
from twitlab.faults.network import Faults, arrivals_of, transmit
from twitlab.faults.shrinking import Fails, Shrunk, shrink

__all__ = [
    "MAX_MS", "Fails", "Faults", "History", "Message", "Shrunk", "arrivals_of", "shrink",
    "transmit",
]  # fmt: skip
