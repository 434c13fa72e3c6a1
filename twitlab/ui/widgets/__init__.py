"""What a learner commits to, turns and watches in a notebook."""

from twitlab.ui.widgets.explorer import Choice, Explorer, Knob
from twitlab.ui.widgets.folded import Folded, fold
from twitlab.ui.widgets.turned_ledger import Turn, ledger

__all__ = ["Choice", "Explorer", "Folded", "Knob", "Turn", "fold", "ledger"]
