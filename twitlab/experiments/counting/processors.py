"""Count what many processors cost behind a load balancer and behind a partitioner."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from twitlab.counting import Counted, LoadBalanced, Partitioned, top_k
from twitlab.experiments.counting.hot_stream import HOT_TWEET, hot_stream

COUNTING_WAYS: Final = (
    "load balancer, all counts",
    "load balancer, lists only",
    "partitioner",
    "partitioner, hot key split",
)
"""How the events are spread, and what is fetched to know the top k."""


@dataclass(frozen=True, slots=True)
class ProcessorCosts:
    """Say what one way costs, and whether it is right.

    Args:
        way: one of :data:`COUNTING_WAYS`.
        busiest: how many of 100 events the busiest processor takes.
        moved: keys with counts, fetched for one answer.
        right: how many of the true top 10 the answer has.
    """

    way: str
    busiest: float
    moved: int
    right: int


@lru_cache(maxsize=64, typed=True)
def processor_costs(
    processors: int, hot: int, skew: str = "usual", seed: int = 2012
) -> tuple[ProcessorCosts, ...]:
    """Spread one stream in each way, and ask for the top 10.

    Args:
        processors: how many, 1 to 1,024.
        hot: how many of a hundred are of the hot tweet, 0 to 90.
        skew: one of :data:`~twitlab.experiments.counting.SKEWS`, of the others.
        seed: of the draws, and of the hash.

    Returns:
        What each of :data:`COUNTING_WAYS` costs.

    Raises:
        BadType, BadValue: as :func:`hot_stream`, or processors are no int or out of range.

    Complexity: O(events), and for the counts of all processors a sort.

    >>> [costs.right for costs in processor_costs(processors=4, hot=50)][2:]
    [10, 10]
    """
    stream = hot_stream(hot, skew, seed)
    true = top_k(stream, 10)
    balanced, partitioned = LoadBalanced(processors), Partitioned(processors, seed=seed)
    split = Partitioned(processors, hot=[HOT_TWEET], seed=seed)
    for each in (balanced, partitioned, split):
        each.add(stream)
    found = []
    for way, counting in zip(COUNTING_WAYS, (balanced, balanced, partitioned, split), strict=True):
        before = counting.items_moved
        lists = way == COUNTING_WAYS[1]
        answer = counting.top_of_lists(10) if lists else counting.top(10)
        found.append(
            ProcessorCosts(
                way,
                100 * int(counting.events.max()) / len(stream),
                counting.items_moved - before,
                _right_keys(answer, true),
            )
        )
    return tuple(found)


def _right_keys(answer: list[Counted], true: list[Counted]) -> int:
    """Say how many of the true keys an answer has, in any order."""
    return len({each.key for each in answer} & {each.key for each in true})
