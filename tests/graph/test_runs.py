"""Hold sorted runs to a dict that is written over."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitlab.graph import ABSENT
from twitlab.graph.runs import EdgeRuns

KEYS = range(30)
WRITES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 99), min_size=1, max_size=8)


@given(st.lists(WRITES, max_size=20))
def test_runs_answer_as_a_dict_and_stay_few(batches: list[dict[int, int]]) -> None:
    runs, plain = EdgeRuns(np.int64), dict[int, int]()
    for batch in batches:
        keys = np.array(sorted(batch), np.int64)
        runs.add(keys, np.array([batch[key] for key in sorted(batch)], np.int64))
        plain.update(batch)
    sizes = [len(keys) for keys, _ in runs.runs]
    assert all(older >= 2 * newer for older, newer in pairwise(sizes))
    wanted = [plain.get(key, ABSENT) for key in KEYS]
    assert [runs.stamp_of(key) for key in KEYS] == wanted
    found = np.full(len(KEYS), ABSENT)
    runs.write_over(np.array(KEYS), found)
    assert found.tolist() == wanted
    assert {key for keys, _ in runs.between(10, 20) for key in keys.tolist()} == {
        key for key in plain if 10 <= key < 20
    }
    keys, stamps = runs.merge()
    assert dict(zip(keys.tolist(), stamps.tolist(), strict=True)) == plain
