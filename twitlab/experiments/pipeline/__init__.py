"""Turn the knobs of the path from a gateway to a count, and give the numbers."""

from twitlab.experiments.pipeline.buffers import BUFFER_RATES, BufferCosts, buffer_costs
from twitlab.experiments.pipeline.falls import FLUSH_EVENTS, FlushFall, flush_falls
from twitlab.experiments.pipeline.loads import LOAD_WAYS, PartitionLoad, partition_loads
from twitlab.experiments.pipeline.path import PATH_FLUSHES, path_stages
from twitlab.experiments.pipeline.placement import PLACES, Placement, Work, placements
from twitlab.experiments.pipeline.streams import PATH_SKEWS
from twitlab.experiments.pipeline.trace import HOPS, Delays, Hop, trace_event

__all__ = [
    "BUFFER_RATES", "FLUSH_EVENTS", "HOPS", "LOAD_WAYS", "PATH_FLUSHES", "PATH_SKEWS", "PLACES",
    "BufferCosts", "Delays", "FlushFall", "Hop", "PartitionLoad", "Placement", "Work",
    "buffer_costs", "flush_falls", "partition_loads", "path_stages", "placements", "trace_event",
]  # fmt: skip
