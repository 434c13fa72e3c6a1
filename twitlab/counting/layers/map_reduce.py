"""Count by two MapReduce jobs, step by step, the way the frameworks do it; the oracle of the layer.

Six events, of tweets 40, 41 and 42, in two splits; the frequency job on two reducers:

    record reader   (0, 40) (1, 41) (2, 40)   |   (3, 40) (4, 42) (5, 41)     an id, a key
    map             (40, 0) (41, 1) (40, 2)   |   (40, 3) (42, 4) (41, 5)     a key, an id
    partition       even keys to reducer 0, odd keys to reducer 1 (in truth by a hash)
    shuffle         0: (40, 0) (40, 2) (40, 3) (42, 4)      1: (41, 1) (41, 5)
    sort            0: 40 [0, 2, 3]  42 [4]                 1: 41 [1, 5]
    reduce          0: (40, 3) (42, 1)                      1: (41, 2)

The second job takes these as its records: each mapper keeps its own k largest, one reducer gets
them all and keeps the k largest of those. Only in the shuffle do records go over the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby

from twitlab.arguments import check_bool, check_int, check_kind, shown
from twitlab.counting.answers import Counted, exactly
from twitlab.errors import BadType, BadValue
from twitlab.hashing import hash_int
from twitlab.log import Events

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """Say what a step made.

    Args:
        job: of which job.
        name: of the step.
        parts: its records, for each split or each reducer.
    """

    job: str
    name: str
    parts: tuple[tuple[object, ...], ...]

    @property
    def records(self) -> int:
        """How many records it made."""
        return sum(len(part) for part in self.parts)

    @property
    def bytes(self) -> int:
        """How many bytes they have, 8 for each number."""
        return sum(8 * _numbers(record) for part in self.parts for record in part)

    def __str__(self) -> str:
        said = "  |  ".join(" ".join(map(str, part)) or "-" for part in self.parts)
        return f"{self.name:13} {self.records:3} records {self.bytes:4} B   {said}"


def _numbers(record: object) -> int:
    return sum(map(_numbers, record)) if isinstance(record, tuple) else 1


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what two jobs found.

    Args:
        top: the k that came most often.
        counts: how often each key came.
        steps: of both jobs, in order.
    """

    top: list[Counted]
    counts: dict[int, int]
    steps: list[Step]


def count_by_jobs(
    splits: Sequence[Events], k: int, reducers: int = 2, *, combine: bool = False, seed: int = 0
) -> Found:
    """Count the keys of events and find the k that came most often, each event once.

    The first job drops repeats of an event: a repeat is the same event again, with the same id and
    the same key, so that it meets the first one in the same reducer. For this the ids go over the
    network too. A combiner adds up before the shuffle, which saves most of it where keys repeat;
    then the ids are gone, and a repeat in another split counts twice.

    Args:
        splits: the events, one batch for each mapper.
        k: how many, 0 or more.
        reducers: of the first job, 1 or more.
        combine: whether a mapper adds up what it has before the shuffle.
        seed: of the hash by which keys are dealt to reducers.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: k or reducers are out of range, or there is no split.

    Complexity: O(events log events).

    >>> import numpy as np
    >>> six = Events(np.arange(6), 0, np.array([40, 41, 40, 40, 42, 41]), 1)
    >>> found = count_by_jobs([six[:3], six[3:]], k=2)
    >>> [(each.key, each.count) for each in found.top]
    [(40, 3), (41, 2)]
    >>> [(step.name, step.records) for step in found.steps][2:6]
    [('partition', 6), ('shuffle', 6), ('sort', 6), ('reduce', 3)]
    """
    k, reducers = check_int("k", k, 0, None), check_int("reducers", reducers, 1, 1024)
    check_bool("combine", combine)
    if not isinstance(splits, Sequence):
        raise BadType(f"splits must be a sequence of Events, got {shown(splits)}")
    for each in splits:
        check_kind("splits", each, Events, "a sequence of ")
    if not splits:
        raise BadValue("splits must be at least one batch of events, got none")
    steps: list[Step] = []
    read = tuple(tuple(zip(each.event_ids.tolist(), each.keys.tolist())) for each in splits)
    steps.append(Step("frequency", "record reader", read))
    mapped = [[(key, event_id) for event_id, key in part] for part in read]
    steps.append(_step("frequency", "map", mapped))
    if combine:
        mapped = [_added_up(_once(part)) for part in mapped]
        steps.append(_step("frequency", "combine", mapped))
    grouped = _shuffled("frequency", mapped, reducers, seed, steps)
    reduced = [
        [(key, sum(numbers) if combine else len(set(numbers))) for key, numbers in part]
        for part in grouped
    ]
    steps.append(_step("frequency", "reduce", reduced))
    return Found(_top(reduced, k, steps), dict(pair for part in reduced for pair in part), steps)


def _top(splits: list[list[Pair]], k: int, steps: list[Step]) -> list[Counted]:
    """Run the second job: each mapper sends its k largest, under one key, to one reducer."""
    steps.append(_step("top k", "record reader", splits))
    mapped = [nlargest(k, part, key=_rank) for part in splits]
    steps.append(_step("top k", "map", mapped))
    gathered = [pair for part in mapped for pair in part]
    steps.append(_step("top k", "shuffle", [gathered]))
    gathered.sort(key=_rank, reverse=True)
    steps.append(_step("top k", "sort", [gathered]))
    steps.append(_step("top k", "reduce", [gathered[:k]]))
    return [exactly(*pair) for pair in gathered[:k]]


def _rank(pair: Pair) -> Pair:
    key, count = pair
    return count, -key


def _shuffled(
    job: str, mapped: list[list[Pair]], reducers: int, seed: int, steps: list[Step]
) -> list[list[tuple[int, list[int]]]]:
    """Deal pairs to reducers, send them there, and bring together what has one key."""
    dealt = [
        [(hash_int(key, seed) % reducers, key, number) for key, number in part] for part in mapped
    ]
    steps.append(_step(job, "partition", dealt))
    sent = [
        [(key, number) for part in dealt for to, key, number in part if to == reducer]
        for reducer in range(reducers)
    ]
    steps.append(_step(job, "shuffle", sent))
    in_order = [sorted(part) for part in sent]
    steps.append(_step(job, "sort", in_order))
    return [
        [(key, [number for _, number in run]) for key, run in groupby(part, lambda pair: pair[0])]
        for part in in_order
    ]


def _once(part: list[Pair]) -> list[Pair]:
    return list(dict.fromkeys(part))


def _added_up(part: list[Pair]) -> list[Pair]:
    counts: dict[int, int] = {}
    for key, _ in part:
        counts[key] = counts.get(key, 0) + 1
    return sorted(counts.items())


def _step(job: str, name: str, parts: Sequence[Sequence[object]]) -> Step:
    return Step(job, name, tuple(map(tuple, parts)))
