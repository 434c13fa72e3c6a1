"""Keep who follows whom, in both directions, partitioned by user, with writes in any order.

What one would write first is `plain.py`. A batch of writes is in `writes.py`; how it reaches the
partitions in `partitions.py`, and how the graph is read in `social_graph.py`. One partition is a
table (`adjacency.py`): rows that stay (`sparse_rows.py`) under a few sorted runs of newer writes
(`runs.py`). Its edges are numbers (`keys.py`), and their times take few bytes (`stamps.py`).
"""

from twitlab.graph.partitions import GraphWork, PartitionUnavailable
from twitlab.graph.plain import PlainGraph
from twitlab.graph.social_graph import START, FollowerPage, SocialGraph
from twitlab.graph.writes import ABSENT, ARCHIVED, NORMAL, REMOVED, STATES, EdgeWrites

__all__ = [
    "ABSENT",
    "ARCHIVED",
    "NORMAL",
    "REMOVED",
    "START",
    "STATES",
    "EdgeWrites",
    "FollowerPage",
    "GraphWork",
    "PartitionUnavailable",
    "PlainGraph",
    "SocialGraph",
]
