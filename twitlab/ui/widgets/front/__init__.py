"""What a browser runs for the timer, the keys, the notes and the ticks, and who answers it."""

from twitlab.ui.widgets.front.front import Front, Press

__all__ = ["Front", "Press"]
