"""Turn the knobs that lessons are about, and give the numbers; `twitlab.ui.plots` draws them."""

from twitlab.experiments.follow_counts import DESIGNS, arrivals, off_by, taps_of
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
)
from twitlab.experiments.threshold import (
    GRID,
    THRESHOLDS,
    Costs,
    Workload,
    costs_of,
    workload_of,
)

__all__ = [
    "DESIGNS", "GRID", "HOT_WORD", "MEETINGS", "PAGE_SIZES", "PARTITIONS", "SEARCH_PARTITIONS",
    "SEARCH_STRATEGIES", "SEGMENT_QUERIES", "SEGMENT_SIZES", "SHARES", "STRATEGIES", "THRESHOLDS",
    "Costs", "Ladder", "PairReads", "Requests", "SearchCosts", "SearchRun", "SearchWorkload",
    "SegmentCosts", "Workload", "arrivals", "costs_of", "count_reads", "count_requests",
    "expected_reads", "ladder_of", "off_by", "requests_of", "search_costs", "search_runs",
    "search_workload", "segment_costs", "segment_texts", "strategies_of", "taps_of", "texts_of",
    "workload_of",
]  # fmt: skip
