"""Count twice: fast and approximately, late and exactly; and answer with both.

The batch layer goes through a log (`batch_layer.py`, with `repeats.py`, `zones.py`, `tally.py` and
`hour_files.py`; what it keeps to go on, `batch_run.py`; step by step in `map_reduce.py`). What an
event counts for says `mapping.py`. The speed layer takes flushes (`speed_layer.py`), each once
(`arrivals.py`), on processors (`speed_processor.py`) that have sketches (`minute_sketches.py`). The
serving layer stitches (`serving_layer.py`). What is known of a key is in `bounds.py`, of an hour in
`hours.py`; when an hour is complete says `watermark.py`. The other way, one path for all, is
`kappa.py`. All that the layers need of a log is in `source.py`.
"""

from twitlab.counting.layers.batch_layer import BatchLayer
from twitlab.counting.layers.batch_run import BatchRun
from twitlab.counting.layers.bounds import Bounds, added, exact
from twitlab.counting.layers.hours import MINUTES_PER_HOUR, MS_PER_HOUR, ExactHour, Span
from twitlab.counting.layers.kappa import Kappa, Version
from twitlab.counting.layers.largest import largest
from twitlab.counting.layers.map_reduce import Found, Step, count_by_jobs
from twitlab.counting.layers.mapping import MapEvents, as_they_are
from twitlab.counting.layers.serving_layer import Served, ServingLayer
from twitlab.counting.layers.source import EventsInMemory, Log, SeveralLogs
from twitlab.counting.layers.speed_layer import SpeedLayer, Window
from twitlab.counting.layers.speed_processor import Lost
from twitlab.counting.layers.watermark import Late, Watermark

__all__ = [
    "MINUTES_PER_HOUR",
    "MS_PER_HOUR",
    "BatchLayer",
    "BatchRun",
    "Bounds",
    "EventsInMemory",
    "ExactHour",
    "Found",
    "Kappa",
    "Late",
    "Log",
    "Lost",
    "MapEvents",
    "Served",
    "ServingLayer",
    "SeveralLogs",
    "Span",
    "SpeedLayer",
    "Step",
    "Version",
    "Watermark",
    "Window",
    "added",
    "as_they_are",
    "count_by_jobs",
    "exact",
    "largest",
]
