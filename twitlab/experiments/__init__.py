"""Turn the knobs that lessons are about, and give the numbers; `twitlab.ui.plots` draws them."""

from twitlab.experiments.busy_day import BusyDay, busy_day, hours_right, sum_of_tops
from twitlab.experiments.equal_memory import FREQUENT_WAYS, MEMORIES, WayErrors, equal_memory
from twitlab.experiments.follow_counts import DESIGNS, arrivals, off_by, taps_of
from twitlab.experiments.hot_stream import HOT_SHARES, SKEWS, hot_stream
from twitlab.experiments.likes import BATCHES, LIKES, ROWS, SERVERS, LikeCosts, like_costs
from twitlab.experiments.processors import COUNTING_WAYS, ProcessorCosts, processor_costs
from twitlab.experiments.requests import (
    PARTITIONS,
    STRATEGIES,
    Requests,
    count_requests,
    requests_of,
)
from twitlab.experiments.search_partitions import (
    HOT_WORD,
    SEARCH_PARTITIONS,
    SEARCH_STRATEGIES,
    SearchCosts,
    SearchRun,
    SearchWorkload,
    search_costs,
    search_runs,
    search_workload,
    strategies_of,
)
from twitlab.experiments.search_reads import (
    MEETINGS,
    PAGE_SIZES,
    SHARES,
    Ladder,
    PairReads,
    count_reads,
    expected_reads,
    ladder_of,
    texts_of,
)
from twitlab.experiments.search_segments import (
    SEGMENT_QUERIES,
    SEGMENT_SIZES,
    SegmentCosts,
    segment_costs,
    segment_texts,
)  # fmt: skip
from twitlab.experiments.sketch_errors import DEPTHS, WIDTH_BITS, ReadErrors, sketch_errors
from twitlab.experiments.skewed import skewed
from twitlab.experiments.three_languages import lists_in_three_languages
from twitlab.experiments.threshold import GRID, THRESHOLDS, Costs, Workload, costs_of, workload_of

__all__ = [
    "BATCHES", "COUNTING_WAYS", "DEPTHS", "DESIGNS", "FREQUENT_WAYS", "GRID", "HOT_SHARES",
    "HOT_WORD", "LIKES", "MEETINGS", "MEMORIES", "PAGE_SIZES", "PARTITIONS", "ROWS",
    "SEARCH_PARTITIONS", "SEARCH_STRATEGIES", "SEGMENT_QUERIES", "SEGMENT_SIZES", "SERVERS",
    "SHARES", "SKEWS", "STRATEGIES", "THRESHOLDS", "WIDTH_BITS", "BusyDay", "Costs", "Ladder",
    "LikeCosts", "PairReads", "ProcessorCosts", "ReadErrors", "Requests", "SearchCosts",
    "SearchRun", "SearchWorkload", "SegmentCosts", "WayErrors", "Workload", "arrivals", "busy_day",
    "costs_of", "count_reads", "count_requests", "equal_memory", "expected_reads", "hot_stream",
    "hours_right", "ladder_of", "like_costs", "lists_in_three_languages", "off_by",
    "processor_costs", "requests_of", "search_costs", "search_runs", "search_workload",
    "segment_costs", "segment_texts", "sketch_errors", "skewed", "strategies_of", "sum_of_tops",
    "taps_of", "texts_of", "workload_of",
]  # fmt: skip
