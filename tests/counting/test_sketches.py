"""What all that counts in little space promises, held to exact counts on many streams."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.streams import baskets, zipf
from twitlab.counting import (
    CountMin,
    HeavyHitters,
    LossyCounting,
    MisraGries,
    SpaceSaving,
    StickySampling,
    top_k,
)
from twitlab.errors import BadType

SKEWS = (0.6, 1.0, 1.4)
CAPACITY = 200


def one_by_one(sketch: Any, keys: Any) -> None:
    """Add keys one at a time."""
    for key in keys.tolist() if isinstance(keys, np.ndarray) else keys:
        sketch.add(key)


def hitters(capacity: int = CAPACITY) -> HeavyHitters:
    """Make heavy hitters over a sketch of a like size."""
    return HeavyHitters(capacity, CountMin(width=2048, depth=4))


@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize("make", [SpaceSaving, MisraGries])
@pytest.mark.parametrize("by_one", [True, False], ids=["one by one", "at once"])
def test_counters_hold_their_bounds(make: Callable[[int], Any], skew: float, by_one: bool) -> None:
    stream = zipf(4_000 if by_one else 100_000, skew, seed=1)
    sketch = make(CAPACITY)
    if by_one:
        one_by_one(sketch, stream)
    else:
        sketch.add(stream[:1000])
        sketch.add(stream[1000:])
    sketch.check_invariants()
    true = Counter(stream.tolist())
    bound = len(stream) // CAPACITY
    shown = sketch.top(CAPACITY)
    for each in shown:
        assert each.least <= true[int(each.key)] <= each.most
        assert each.most - each.least <= bound
    must = {key for key, count in true.items() if count > bound}
    assert must <= {each.key for each in shown}
    assert [each.count for each in shown] == sorted((each.count for each in shown), reverse=True)
    missing = [key for key in true if key not in {each.key for each in shown}]
    for key in missing[:200]:
        if make is SpaceSaving:
            assert true[key] <= sketch.floor == sketch.estimate(key)
        else:
            assert sketch.estimate(key) == 0
            assert true[key] <= sketch.lowered


@given(
    st.lists(st.integers(0, 6), max_size=60),
    st.lists(st.integers(0, 6), max_size=60),
    st.integers(1, 4),
)
def test_merged_counters_hold_their_bounds_for_both_streams(
    one: list[int], two: list[int], capacity: int
) -> None:
    true: Counter[Any] = Counter(one + two)
    for make in (SpaceSaving, MisraGries):
        sketches: list[Any] = [make(capacity), make(capacity)]
        one_by_one(sketches[0], one)
        sketches[1].add(np.array(two, np.int64))
        sketches[0].merge(sketches[1])
        sketches[0].check_invariants()
        assert sketches[0].total == len(one) + len(two)
        for each in sketches[0].top(capacity):
            assert each.least <= true[each.key] <= each.most
            assert each.most - each.least <= len(one + two) // capacity
        kept = {each.key for each in sketches[0].top(capacity)}
        assert {key for key, n in true.items() if n > len(one + two) // capacity} <= kept


def plain_space_saving(stream: list[int], capacity: int) -> dict[int, tuple[int, int]]:
    """Do what the paper says, one event at a time; of equal counters the smallest key goes."""
    kept: dict[int, tuple[int, int]] = {}
    for key in stream:
        if key in kept:
            kept[key] = kept[key][0] + 1, kept[key][1]
        elif len(kept) < capacity:
            kept[key] = 1, 0
        else:
            loser = min(kept, key=lambda each: (kept[each][0], -each))
            least = kept.pop(loser)[0]
            kept[key] = least + 1, least
    return kept


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 4))
def test_space_saving_one_by_one_has_the_paper_s_counts(stream: list[int], capacity: int) -> None:
    sketch = SpaceSaving(capacity)
    one_by_one(sketch, stream)
    found = sorted(each.count for each in sketch.top(capacity))
    assert found == sorted(count for count, _ in plain_space_saving(stream, capacity).values())
    assert sum(found) == (len(stream) if len(set(stream)) >= len(found) else sum(found))


def plain_misra_gries(stream: list[int], capacity: int) -> tuple[dict[int, int], int]:
    """Do what the paper says, one event at a time, and count how often all are lowered."""
    kept: Counter[int] = Counter()
    lowered = 0
    for key in stream:
        kept[key] += 1
        if len(kept) > capacity:
            kept = Counter({each: count - 1 for each, count in kept.items() if count > 1})
            lowered += 1
    return dict(kept), lowered


@pytest.mark.parametrize("make", [SpaceSaving, MisraGries, hitters])
def test_texts_that_are_thrown_out_are_forgotten(make: Callable[[int], Any]) -> None:
    one, two = make(3), make(3)
    for sketch, words in ((one, "a a a b c d e"), (two, "x x y z b b")):
        sketch.add(words.split())
        sketch.check_invariants()
        one_by_one(sketch, words.split())
        sketch.check_invariants()
    one.merge(two)
    one.check_invariants()
    assert one.top(1)[0].key == "a"


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 4))
def test_misra_gries_one_by_one_is_the_paper_s(stream: list[int], capacity: int) -> None:
    sketch = MisraGries(capacity)
    one_by_one(sketch, stream)
    kept = {each.key: each.count for each in sketch.top(capacity)}
    assert (kept, sketch.lowered) == plain_misra_gries(stream, capacity)


@pytest.mark.parametrize("skew", SKEWS)
def test_lossy_counting_holds_its_bounds(skew: float) -> None:
    stream = zipf(30_000, skew, seed=2)
    counting = LossyCounting(epsilon=0.002)
    one_by_one(counting, stream)
    counting.check_invariants()
    true = Counter(stream.tolist())
    bound = 0.002 * len(stream)
    for each in counting.top(len(counting)):
        assert each.least <= true[each.key] <= each.most
    for key, count in true.items():
        assert count - bound <= counting.estimate(key) <= count
    assert len(counting) <= np.log(bound) / 0.002


@given(st.lists(st.integers(0, 6), max_size=60), st.lists(st.integers(0, 6), max_size=60))
def test_merged_lossy_counting_holds_its_bounds(one: list[int], two: list[int]) -> None:
    true = Counter(one + two)
    first, second = LossyCounting(0.2), LossyCounting(0.2)
    one_by_one(first, one)
    one_by_one(second, two)
    first.merge(second)
    first.check_invariants()
    for key, count in true.items():
        assert count - 0.2 * len(one + two) <= first.estimate(key) <= count


def test_sticky_sampling_keeps_the_frequent_ones_as_often_as_it_says() -> None:
    support, epsilon, delta, tries = 0.02, 0.01, 0.1, 200
    failures, sizes = 0, []
    for seed in range(tries):
        stream = zipf(6_000, 1.0, seed=seed, keys=2_000)
        counting = StickySampling(support, epsilon, delta, seed=seed)
        one_by_one(counting, stream)
        counting.check_invariants()
        true = Counter(stream.tolist())
        assert all(counting.estimate(key) <= count for key, count in true.items())
        frequent = [key for key, count in true.items() if count > support * len(stream)]
        assert frequent
        failures += any(
            counting.estimate(key) < true[key] - epsilon * len(stream) for key in frequent
        )
        sizes.append(len(counting))
    # Each fails with chance 0.1 at most: more than 38 of 200 do with chance 1e-4.
    assert failures <= 38
    assert np.mean(sizes) <= 2 / epsilon * np.log(1 / (support * delta))


def test_sticky_sampling_forgets_and_halves_its_rate() -> None:
    counting = StickySampling(0.2, 0.1, 0.1, seed=3)
    one_by_one(counting, np.arange(10_000))
    assert counting.rate == 128
    # As if one in 128 had been taken from the start: 78, and five deviations.
    assert abs(len(counting) - 10_000 / 128) <= 5 * (10_000 / 128) ** 0.5
    with pytest.raises(BadType, match="cannot be merged"):
        counting.merge(counting)


@pytest.mark.parametrize("make", [SpaceSaving, MisraGries, hitters])
def test_texts_and_numbers_give_the_same_counts(make: Callable[[int], Any]) -> None:
    stream = zipf(20_000, 1.1, seed=4, keys=2_000)
    numbers, texts = make(CAPACITY), make(CAPACITY)
    numbers.add(stream)
    names = [f"käy{each}" for each in stream.tolist()]
    for low in range(0, len(names), 3_000):
        texts.add(names[low : low + 3_000])
    true = Counter(names)
    assert all(each.least <= true[each.key] <= each.most for each in texts.top(20))
    top = [f"käy{each.key}" for each in numbers.top(10)]
    assert {*top} == {each.key for each in texts.top(10)}
    assert abs(texts.estimate(top[0]) - numbers.estimate(int(top[0][3:]))) <= 20_000 // CAPACITY


@pytest.mark.parametrize("make", [SpaceSaving, MisraGries, hitters])
def test_nothing_and_zero(make: Callable[[int], Any]) -> None:
    sketch = make(1)
    assert sketch.top(1) == [] == sketch.top(0)
    sketch.add(np.array([], np.int64))
    sketch.add([])
    sketch.add(0)
    assert sketch.top(1)[0].key == 0
    assert sketch.estimate(0) == 1


def test_merged_heavy_hitters_read_the_candidates_of_both_and_of_nobody_else() -> None:
    one, two = (HeavyHitters(4, CountMin(1 << 10, 4, seed=2)) for _ in range(2))
    one.add(["a"] * 9 + ["b"] * 5)
    two.add(["c"] * 8 + ["b"] * 5 + ["d"])
    one.merge(two)
    one.check_invariants()
    assert [(each.key, each.count) for each in one.top(4)] == [
        ("b", 10),
        ("a", 9),
        ("c", 8),
        ("d", 1),
    ]
    one, two = (HeavyHitters(1, CountMin(1 << 10, 4, seed=2)) for _ in range(2))
    one.add(np.array([1, 1, 1, 7, 7]))
    two.add(np.array([2, 2, 2, 7, 7]))
    one.merge(two)
    assert (one.top(1)[0].count, one.estimate(7)) == (3, 4)


def test_top_hundred_is_perfect_though_rare_keys_are_far_off() -> None:
    stream = zipf(400_000, 1.1, seed=5)
    best = {each.key for each in top_k(stream, 100)}
    saving, sketch = SpaceSaving(4096), HeavyHitters(500, CountMin(width=1 << 14, depth=4))
    saving.add(stream)
    sketch.add(stream)
    assert {each.key for each in saving.top(100)} == best
    assert {each.key for each in sketch.top(100)} == best


def test_items_of_a_shop() -> None:
    stream = baskets()
    true = Counter(stream.tolist())
    assert (len(stream), len(true), true[39]) == (908_576, 16_470, 50_675)
    best = top_k(stream, 20)
    assert (best[0].key, best[0].count) == (39, 50_675)
    saving, gries, sketch = SpaceSaving(1000), MisraGries(1000), hitters(100)
    for each in (saving, gries, sketch):
        each.add(stream)
        assert {found.key for found in each.top(20)} == {found.key for found in best}
    assert saving.estimate(39) == 50_675
    assert sketch.estimate(39) - 50_675 <= sketch.sketch.epsilon * len(stream)
