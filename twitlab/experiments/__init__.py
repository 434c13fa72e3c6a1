"""Turn the knobs that lessons are about, and give the numbers; `twitlab.ui.plots` draws them."""

from twitlab.experiments.follow_counts import DESIGNS, arrivals, off_by, taps_of

__all__ = [
    "DESIGNS",
    "arrivals",
    "off_by",
    "taps_of",
]
