"""Turn the knobs of the lessons on counting, and give the numbers."""

from twitlab.experiments.counting.busy_day import BusyDay, busy_day, hours_right, sum_of_tops
from twitlab.experiments.counting.equal_memory import (
    FREQUENT_WAYS,
    MEMORIES,
    WayErrors,
    equal_memory,
)
from twitlab.experiments.counting.hot_stream import HOT_SHARES, SKEWS, hot_stream
from twitlab.experiments.counting.lambda_merge import (
    LARGER,
    LargerK,
    MergeHour,
    flushes_of,
    larger_k,
    merge_hours,
)
from twitlab.experiments.counting.likes import BATCHES, LIKES, ROWS, SERVERS, LikeCosts, like_costs
from twitlab.experiments.counting.mending import Mended, mend, without_robots
from twitlab.experiments.counting.processors import COUNTING_WAYS, ProcessorCosts, processor_costs
from twitlab.experiments.counting.sketch_errors import DEPTHS, WIDTH_BITS, ReadErrors, sketch_errors
from twitlab.experiments.counting.skewed import skewed

__all__ = [
    "BATCHES", "COUNTING_WAYS", "DEPTHS", "FREQUENT_WAYS", "HOT_SHARES", "LARGER", "LIKES",
    "MEMORIES", "ROWS", "SERVERS", "SKEWS", "WIDTH_BITS", "BusyDay", "LargerK", "LikeCosts",
    "Mended", "MergeHour", "ProcessorCosts", "ReadErrors", "WayErrors", "busy_day",
    "equal_memory", "flushes_of", "hot_stream", "hours_right", "larger_k", "like_costs", "mend",
    "merge_hours", "processor_costs", "sketch_errors", "skewed", "sum_of_tops", "without_robots",
]  # fmt: skip
