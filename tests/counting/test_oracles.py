"""Hold the parts to others: DuckDB for exact counts, Apache DataSketches for its sketches."""

from typing import Any

import datasketches  # type: ignore[import-untyped]
import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.help.streams import kinds, retweets, zipf
from twitlab.counting import (
    Counted,
    CountMin,
    HyperLogLog,
    LoadBalanced,
    Partitioned,
    SpaceSaving,
    count_all,
    top_k,
)


def database_top(keys: Any, counts: Any, k: int) -> list[Counted]:
    """Ask DuckDB for the k most frequent; of equals, the smaller key."""
    with duckdb.connect() as connection:
        connection.register("events", {"key": np.array(keys), "n": np.array(counts, np.int64)})
        rows = connection.execute(
            "SELECT key, sum(n)::BIGINT AS often FROM events GROUP BY key HAVING often > 0 "
            "ORDER BY often DESC, key LIMIT ?",
            [k],
        ).fetchall()
    return [Counted(key, often, often, often) for key, often in rows]


@pytest.mark.parametrize("skew", [0.6, 1.1])
@pytest.mark.parametrize("keys", [300, 100_000], ids=["dense", "many"])
def test_a_database_counts_the_same(skew: float, keys: int) -> None:
    stream = zipf(30_000, skew, seed=11, keys=keys)
    wide = stream * (1 << 40)  # too far apart for a table of all
    counts = np.random.default_rng(12).integers(0, 4, len(stream))
    for column in (stream, wide):
        assert top_k(column, 500, counts) == database_top(column, counts, 500)
        found, often = count_all(column)
        every = database_top(column, np.ones(len(column)), len(column))
        assert dict(zip(found.tolist(), often.tolist())) == {each.key: each.count for each in every}
    assert Partitioned(4, hot=[0], seed=2).top(3) == []
    for processors in (LoadBalanced(5), Partitioned(5, hot=[int(stream[0])], seed=2)):
        processors.add(stream)
        assert processors.top(50) == database_top(stream, np.ones(len(stream)), 50)


def test_a_database_counts_real_retweets_the_same() -> None:
    stream, what = retweets()[:, 0], kinds()
    assert top_k(stream, 100) == database_top(stream, np.ones(len(stream)), 100)
    assert [(each.key, each.count) for each in top_k(what, 3)] == [
        ("RT", 354_930),
        ("MT", 171_237),
        ("RE", 36_902),
    ]


def mean_error(estimates: NDArray[Any], true: NDArray[Any]) -> float:
    """Say how much too high answers are."""
    assert (estimates >= true).all()
    return float((estimates - true).mean())


def test_count_min_is_as_near_as_datasketches_and_conservative_five_times_nearer() -> None:
    ours: list[float] = []
    cautious: list[float] = []
    theirs: list[float] = []
    for seed in range(5):
        stream = zipf(30_000, 1.1, seed=20 + seed, keys=20_000)
        keys, true = np.unique(stream, return_counts=True)
        for found, conservative in ((ours, False), (cautious, True)):
            sketch = CountMin(1024, 5, conservative=conservative, seed=seed)
            sketch.add(stream)
            found.append(mean_error(sketch.estimate(keys), true))
        rival = datasketches.count_min_sketch(5, 1024, seed=seed + 1)
        for key in stream.tolist():
            rival.update(key)
        asked = [rival.get_estimate(key) for key in keys.tolist()]
        theirs.append(mean_error(np.array(asked), true))
    # Seeds move one error by 0.6 %, so the ratio of two means of five by 0.4 %: five deviations.
    assert abs(np.mean(ours) / np.mean(theirs) - 1) < 0.02
    assert np.mean(cautious) < np.mean(theirs) / 5


@pytest.mark.parametrize("skew", [0.6, 1.0, 1.4])
def test_space_saving_and_datasketches_bound_the_same_counts(skew: float) -> None:
    stream = zipf(40_000, skew, seed=30)
    ours, theirs = SpaceSaving(768), datasketches.frequent_items_sketch(10)  # 768 of 1,024 places
    ours.add(stream)
    for key in stream.tolist():
        theirs.update(key)
    kind = datasketches.frequent_items_error_type.NO_FALSE_NEGATIVES
    found = {each[0]: each for each in theirs.get_frequent_items(kind)}
    shown = {each.key: each for each in ours.top(768)}
    both = found.keys() & shown.keys()
    assert len(both) >= 10
    for key in both:
        least, most = found[key][2:]
        assert max(least, shown[key].least) <= min(most, shown[key].most)
    assert {key for key, each in found.items() if each[2] > ours.floor} <= shown.keys()
    assert max(each.most - each.least for each in shown.values()) <= len(stream) // 768


def test_hyperloglog_and_datasketches_are_equally_near() -> None:
    users = retweets()[:, 0]
    true, error = len(np.unique(users)), 1.04 / np.sqrt(1 << 12)
    theirs = datasketches.hll_sketch(12, datasketches.HLL_8)
    for user in users.tolist():
        theirs.update(user)
    ours = []
    for seed in range(20):
        different = HyperLogLog(12, seed=seed)
        different.add(users)
        ours.append(different.estimate() / true - 1)
    # Normal: one is further off than five deviations once in 2 million times.
    assert max(map(abs, ours)) <= 5 * error
    assert abs(theirs.get_estimate() / true - 1) <= 5 * error
    assert abs(np.mean(ours)) <= 5 * error / np.sqrt(20) + 0.002
