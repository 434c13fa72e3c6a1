"""Two jobs, step by step: what each step makes, and what it costs."""

import numpy as np
import pytest

from tests.help.layers import pairs
from twitlab.counting.layers import count_by_jobs
from twitlab.errors import BadValue
from twitlab.log import Events

SIX = Events(np.arange(6), 0, np.array([40, 41, 40, 40, 42, 41]), 1)
SPLITS = [SIX[:3], SIX[3:]]


def test_steps_of_six_events_can_be_read() -> None:
    found = count_by_jobs(SPLITS, 2)
    assert [(each.job, each.name, each.records, each.bytes) for each in found.steps] == [
        ("frequency", "record reader", 6, 96),
        ("frequency", "map", 6, 96),
        ("frequency", "partition", 6, 144),
        ("frequency", "shuffle", 6, 96),
        ("frequency", "sort", 6, 96),
        ("frequency", "reduce", 3, 48),
        ("top k", "record reader", 3, 48),
        ("top k", "map", 3, 48),
        ("top k", "shuffle", 3, 48),
        ("top k", "sort", 3, 48),
        ("top k", "reduce", 2, 32),
    ]
    said = str(found.steps[0])
    assert said.startswith("record reader   6 records   96 B   (0, 40) (1, 41) (2, 40)  |  (3, 40)")
    assert pairs(found.top) == [(40, 3), (41, 2)]


def test_all_of_a_key_meets_in_one_reducer() -> None:
    found = count_by_jobs(SPLITS, 2, reducers=3)
    shuffle = next(each for each in found.steps if each.name == "shuffle")
    homes = [{record[0] for record in part if isinstance(record, tuple)} for part in shuffle.parts]
    assert len(shuffle.parts) == 3
    assert sum(map(len, homes)) == 3


def test_a_combiner_saves_records_and_tells_no_repeat_of_another_split() -> None:
    many = Events(np.arange(200), 0, np.repeat([1, 2], 100), 1)
    splits = [many, many[:50]]  # 50 of the second split are repeats
    plain, combined = (count_by_jobs(splits, 2, combine=each) for each in (False, True))
    moved = [
        next(step.records for step in found.steps if step.name == "shuffle")
        for found in (plain, combined)
    ]
    assert moved == [250, 3]
    assert (plain.counts, combined.counts) == ({1: 100, 2: 100}, {1: 150, 2: 100})


def test_bad_jobs_are_refused() -> None:
    with pytest.raises(BadValue, match="splits must be at least one batch of events, got none"):
        count_by_jobs([], 2)
    with pytest.raises(BadValue, match="reducers must be from 1 to 1024, got 0"):
        count_by_jobs(SPLITS, 2, reducers=0)
    with pytest.raises(BadValue, match="k must be 0 or more, got -1"):
        count_by_jobs(SPLITS, -1)
