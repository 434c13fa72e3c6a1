"""Turn the knobs that lessons are about, and give the numbers; `twitlab.ui.plots` draws them.

What a part has many of stands in a room of its own, with a door: `counting/`, `pipeline/`,
`trends/`.
"""

from twitlab.experiments import counting, pipeline, trends
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
from twitlab.experiments.three_languages import lists_in_three_languages
from twitlab.experiments.threshold import GRID, THRESHOLDS, Costs, Workload, costs_of, workload_of

__all__ = [
    "DESIGNS", "GRID", "HOT_WORD", "MEETINGS", "PAGE_SIZES", "PARTITIONS", "SEARCH_PARTITIONS",
    "SEARCH_STRATEGIES", "SEGMENT_QUERIES", "SEGMENT_SIZES", "SHARES", "STRATEGIES", "THRESHOLDS",
    "Costs", "Ladder", "PairReads", "Requests", "SearchCosts", "SearchRun", "SearchWorkload",
    "SegmentCosts", "Workload", "arrivals", "costs_of", "count_reads", "count_requests", "counting",
    "expected_reads", "ladder_of", "lists_in_three_languages", "off_by", "pipeline", "requests_of",
    "search_costs", "search_runs", "search_workload", "segment_costs", "segment_texts",
    "strategies_of", "taps_of", "texts_of", "trends", "workload_of",
]  # fmt: skip
