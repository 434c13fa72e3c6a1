"""Count events that are too many: exactly on many machines, or in little space and a little wrong.

What one would write first is `plain.py`: a dict, and a heap. Exact: `top_k.py` counts columns and
merges lists, `processors.py` spreads the events, `distributed.py` is one counter that everybody
wants. A little wrong: `count_min.py` (its table is in `cells.py`, its file in `sketch_file.py`) and
`heavy_hitters.py`; `space_saving.py` and `misra_gries.py` keep few counters (`counters.py`,
`intake.py`); `lossy.py` and `sticky.py` forget. Beside them `bloom.py` (seen before?) and
`hyperloglog.py` (how many different?). What counts a log, fast and late, is a room: `layers/`. Keys
are taken in `keys.py` and `names.py`; an answer says its bounds (`answers.py`).
"""

from twitlab.counting import layers
from twitlab.counting.answers import Counted, Key
from twitlab.counting.bloom import Bloom
from twitlab.counting.count_min import CountMin
from twitlab.counting.distributed import CounterWork, ShardedCounter
from twitlab.counting.heavy_hitters import HeavyHitters
from twitlab.counting.hyperloglog import HyperLogLog
from twitlab.counting.layers import BatchLayer, ServingLayer, SpeedLayer
from twitlab.counting.lossy import LossyCounting
from twitlab.counting.misra_gries import MisraGries
from twitlab.counting.plain import PlainCounter, by_heap, by_sorting
from twitlab.counting.processors import LoadBalanced, Partitioned
from twitlab.counting.space_saving import SpaceSaving
from twitlab.counting.sticky import StickySampling
from twitlab.counting.top_k import count_all, merge_top_k, missing_at_most, top_k

__all__ = [
    "BatchLayer",
    "Bloom",
    "CountMin",
    "Counted",
    "CounterWork",
    "HeavyHitters",
    "HyperLogLog",
    "Key",
    "LoadBalanced",
    "LossyCounting",
    "MisraGries",
    "Partitioned",
    "PlainCounter",
    "ServingLayer",
    "ShardedCounter",
    "SpaceSaving",
    "SpeedLayer",
    "StickySampling",
    "by_heap",
    "by_sorting",
    "count_all",
    "layers",
    "merge_top_k",
    "missing_at_most",
    "top_k",
]
