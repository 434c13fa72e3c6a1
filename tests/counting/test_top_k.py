"""The most frequent, exactly: by table and sort and heap, of lists, and on many machines."""

from collections import Counter
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from tests.help.streams import zipf
from twitlab.counting import (
    Counted,
    LoadBalanced,
    Partitioned,
    PlainCounter,
    by_heap,
    by_sorting,
    count_all,
    merge_top_k,
    missing_at_most,
    top_k,
)
from twitlab.errors import BadType, BadValue

KEYS = st.lists(st.integers(-3, 8), max_size=40)


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 5)), max_size=30), KEYS)
def test_count_all_is_a_counter(rows: list[tuple[int, int]], dense: list[int]) -> None:
    true: Counter[int] = Counter()
    for key, count in rows:
        true[key] += count
    keys = np.array([key for key, _ in rows], np.int64)
    found, counts = count_all(keys, np.array([count for _, count in rows], np.int64))
    assert dict(zip(found.tolist(), counts.tolist())) == {k: n for k, n in true.items() if n}
    assert found.tolist() == sorted(found.tolist())
    for dtype in (np.int8, np.int64):
        found, counts = count_all(np.array(dense, dtype))
        assert dict(zip(found.tolist(), counts.tolist())) == Counter(dense)


@pytest.mark.parametrize("counts", [1, 3])
def test_count_all_of_many_rows_in_threads(counts: int) -> None:
    keys = zipf(600_000, 1.0, seed=1, keys=50_000)
    found, often = count_all(keys, counts)
    expected, true = np.unique(keys, return_counts=True)
    assert np.array_equal(found, expected)
    assert np.array_equal(often, true * counts)


@given(KEYS, st.integers(0, 12))
def test_all_ways_give_the_same_top(keys: list[int], k: int) -> None:
    plain = PlainCounter()
    for key in keys:
        plain.add(key)
    expected = plain.top(k)
    assert top_k(np.array(keys, np.int64), k) == expected
    assert by_sorting(Counter(keys), k) == expected
    assert by_heap(Counter(keys).items(), k)[0] == expected
    as_texts = top_k([f"{key:+}" for key in keys], k)
    assert [each.count for each in as_texts] == [each.count for each in expected]


def test_of_equals_the_smaller_key_comes_first() -> None:
    assert [each.key for each in top_k(np.array([9, 3, 7, 3, 7, 1]), 3)] == [3, 7, 1]
    assert [each.key for each in top_k(["b", "a", "c"], 2)] == ["a", "b"]
    assert top_k(["b", "a"], 5, np.array([0, 2])) == [Counted("a", 2, 2, 2)]


def test_few_counts_enter_the_heap() -> None:
    # k (1 + ln(n / k)) of n counts in random order, and its standard deviation is below sqrt of it.
    rng = np.random.default_rng(2)
    counts = rng.permutation(100_000)
    expected = 100 * (1 + np.log(100_000 / 100))
    entered = by_heap(enumerate(counts.tolist()), 100)[1]
    assert abs(entered - expected) < 5 * np.sqrt(expected)
    assert by_heap(enumerate(range(1_000)), 10)[1] == 1_000
    assert by_heap(enumerate(range(1_000, 0, -1)), 10)[1] == 10
    assert by_heap([(1, 1)], 0) == ([], 0)


@given(KEYS, st.integers(1, 4), st.integers(0, 6), st.integers(0, 3))
def test_lists_of_a_partitioner_can_be_merged(
    keys: list[int], processors: int, k: int, hot: int
) -> None:
    column = np.array(keys, np.int64)
    expected = top_k(column, k)
    split = Partitioned(processors, hot=range(hot), seed=3)
    split.add(column[: len(keys) // 2])
    split.add(column[len(keys) // 2 :])
    assert split.top(k) == expected == split.top_of_lists(k)
    assert int(split.events.sum()) == len(keys)
    balanced = LoadBalanced(processors)
    balanced.add(column)
    assert balanced.top(k) == expected
    assert int(balanced.events.max()) - int(balanced.events.min()) <= 1


def test_lists_behind_a_load_balancer_cannot_be_merged() -> None:
    counting = LoadBalanced(processors=2)
    #                 0    1    0    1    0    1    0    1
    counting.add(["a", "b", "a", "b", "c", "c", "d", "e"][:8])
    counting.add(["c", "c"])
    counting.add(["a", "b"])
    assert counting.top(1)[0].key == "c"
    assert counting.top_of_lists(1)[0].key != "c"


def test_a_key_goes_to_one_processor_and_a_hot_one_to_all() -> None:
    keys = np.concatenate([np.zeros(8_000, np.int64), np.arange(1, 2_001)])
    cold, split = Partitioned(8, seed=1), Partitioned(8, hot=[0], seed=1)
    for each in (cold, split):
        each.add(keys)
        assert each.top(1) == [Counted(0, 8_000, 8_000, 8_000)]
    assert int(cold.events.max()) >= 8_000
    assert int(split.events.max()) <= 1_000 + 350
    assert split.items_moved <= 8 * 2


def test_a_lost_processor_takes_all_of_its_keys_or_a_share_of_each() -> None:
    keys = np.repeat(np.arange(20), 80)
    balanced, partitioned = LoadBalanced(8), Partitioned(8, seed=1)
    for each in (balanced, partitioned):
        each.add(keys)
        took = int(each.events[3])
        assert each.lose(3) == took > 0
        assert each.lose(3) == 0
        assert int(each.events[3]) == took
    assert {each.count for each in balanced.top(20)} == {70}
    left = partitioned.top(20)
    assert {each.count for each in left} == {80}
    assert sum(each.count for each in left) == len(keys) - int(partitioned.events[3])
    partitioned.add(keys)
    assert {each.count for each in partitioned.top(20)} == {80, 160}


def test_merge_top_k_refuses_lists_that_share_a_key_or_are_out_of_order() -> None:
    one, two = top_k(["a", "a", "b"], 2), top_k(["c", "b"], 2)
    with pytest.raises(BadValue, match=r"share no key, got 'b' in 0 and 1"):
        merge_top_k([one, two], 2)
    with pytest.raises(BadValue, match="descend"):
        merge_top_k([one[::-1]], 2)
    with pytest.raises(BadType, match="Counted"):
        merge_top_k([["a"]], 1)  # type: ignore[list-item]
    assert merge_top_k([], 3) == []
    assert merge_top_k([one, []], 0) == []


def tops_of(minutes: list[list[int]], k: int) -> list[list[Counted]]:
    """Give each minute's top k."""
    return [top_k(np.array(minute, np.int64), k) for minute in minutes]


def sum_of_tops(minutes: list[list[int]], k: int) -> list[Counted]:
    """Add the minutes' lists up, as if they had all there is."""
    counter = PlainCounter()
    for items in tops_of(minutes, k):
        for each in items:
            counter.add(each.key, each.count)
    return counter.top(k)


def test_tops_of_minutes_do_not_give_the_top_of_an_hour() -> None:
    def is_wrong(minutes: list[list[int]]) -> bool:
        hour = top_k(np.array([*chain(*minutes)], np.int64), 1)
        return bool(hour) and sum_of_tops(minutes, 1)[0].key != hour[0].key

    smallest = find(st.lists(st.lists(st.integers(0, 3), max_size=5), max_size=3), is_wrong)
    assert is_wrong(smallest)
    assert sum(map(len, smallest)) <= 5


@given(st.lists(KEYS, max_size=5), st.integers(1, 4))
def test_what_no_minute_shows_came_at_most_as_often_as_the_bound(
    minutes: list[list[int]], k: int
) -> None:
    lists = tops_of(minutes, k)
    shown = {each.key for items in lists for each in items}
    hour = Counter(chain(*minutes))
    bound = missing_at_most(lists, k)
    assert all(count <= bound for key, count in hour.items() if key not in shown)


def test_the_bound_on_what_is_missing_is_reached() -> None:
    minutes = [[0, 0, 9], [1, 1, 9]]
    assert missing_at_most(tops_of([[*m, 9] for m in minutes], 1), 1) == 4
    assert Counter([9, 9, 9, 9])[9] == 4


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: top_k(np.array([1]), -1), "k must be 0 or more"),
        (lambda: top_k(np.array([1.0]), 1), "keys must be"),
        (lambda: top_k("ab", 1), "keys must be"),
        (lambda: top_k(["a", 1], 1), "keys must be all str"),
        (lambda: top_k(np.array([1]), 1, -1), "counts must be from 0"),
        (lambda: top_k(np.array([1]), 1, np.array([1, 2])), "counts must have length 1"),
        (lambda: by_heap([], -1), "k must be 0 or more"),
        (lambda: missing_at_most([], 0), "k must be 1 or more"),
        (lambda: LoadBalanced(0), "processors must be from 1"),
        (lambda: Partitioned(2, hot=[1.5]), "key must be an int or a str"),  # type: ignore[list-item]
        (lambda: LoadBalanced(2).add(1.5), "keys must be"),
        (lambda: LoadBalanced(2).lose(2), "processor must be from 0 to 1"),
        (lambda: LoadBalanced(2).lose(1.0), "processor must be an int"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused(call: Any, match: str) -> None:
    with pytest.raises((BadValue, BadType), match=match):
        call()


NO_ITEMS: list[tuple[Any, str]] = [
    ((1.5, 1), "key must be an int or a str, got 1.5"),
    ((True, 1), "key must be an int or a str, got True"),
    ((None, 1), "key must be an int or a str, got None"),
    ((["a"], 1), r"key must be an int or a str, got \['a'\]"),
    ((1 << 63, 1), "key must be from -9223372036854775808 to 9223372036854775807, got"),
    ((-(1 << 63) - 1, 1), "key must be from -9223372036854775808 to 9223372036854775807, got"),
    (("\ud800", 1), "key must have no lone surrogates"),
    ((7, -1), "count must be 0 or more, got -1"),
    ((7, 1.0), "count must be an int, got 1.0"),
    ((7, True), "count must be an int, got True"),
    ((7, None), "count must be an int, got None"),
    ((7, "2"), "count must be an int, got '2'"),
]


@pytest.mark.parametrize("kept", [[], [(7, 5), (8, 2)], [("seven", 5), ("é", 2)]])
@pytest.mark.parametrize(("item", "match"), NO_ITEMS)
def test_plain_ways_refuse_what_is_no_key_or_no_count(
    kept: list[tuple[Any, int]], item: tuple[Any, Any], match: str
) -> None:
    if type(kept and kept[0][0]) is str and item[0] == 7:
        item = ("seven", item[1])
    counter = PlainCounter()
    for key, count in kept:
        counter.add(key, count)
    with pytest.raises((BadType, BadValue), match=match):
        counter.add(*item)
    assert counter.counts == dict(kept)
    if match.startswith("key"):
        with pytest.raises((BadType, BadValue), match=match):
            counter.estimate(item[0])
    with pytest.raises((BadType, BadValue), match=match):
        by_heap([*kept, item], 1)
    if item[0] != ["a"]:  # which no mapping can have
        with pytest.raises((BadType, BadValue), match=match):
            by_sorting(dict([*kept, item]), 1)


@pytest.mark.parametrize(("one", "other"), [(3, "a"), ("a", 3)])
def test_plain_ways_refuse_keys_of_both_types(one: Any, other: Any) -> None:
    match, counter = "key must be of one type with those before", PlainCounter()
    counter.add(one)
    calls: list[Any] = [
        lambda: counter.add(other),
        lambda: counter.estimate(other),
        lambda: by_sorting({one: 2, other: 1}, 2),
        lambda: by_heap([(one, 2), (other, 1)], 1),
    ]
    for call in calls:
        with pytest.raises(BadType, match=match):
            call()
    assert counter.counts == {one: 1}


def test_plain_ways_refuse_what_holds_no_items() -> None:
    for k in (-1, 1.0, True, None):
        for call in (PlainCounter().top, lambda k: by_sorting({}, k), lambda k: by_heap([], k)):
            with pytest.raises((BadType, BadValue), match="k must"):
                call(k)  # type: ignore[arg-type]
    wrong: Any
    for wrong in (None, 5, [("a", 1)], "a"):
        with pytest.raises(BadType, match="counts must be a mapping of keys to counts, got"):
            by_sorting(wrong, 1)
    for wrong in (None, 5, [5], ["ab"], [("a", 1, 2)], {"ab": 1}):
        with pytest.raises(BadType, match="items must be pairs of a key and its count, got"):
            by_heap(wrong, 1)


def test_plain_ways_take_numpy_integers_and_keep_no_key_that_came_no_times() -> None:
    counter = PlainCounter()
    counter.add("a", 0)
    counter.add(np.uint8(3), np.int64(2))  # type: ignore[arg-type]
    counter.add(3)
    counter.add(4, 0)
    ((key, count),) = counter.counts.items()
    assert (key, type(key), count, type(count)) == (3, int, 3, int)
    assert counter.estimate(np.int64(3)) == 3  # type: ignore[arg-type]
    pairs: Any = [(np.int8(3), np.int64(2)), [4, 5]]
    assert [(each.key, type(each.key), type(each.count)) for each in by_heap(pairs, 1)[0]] == [
        (4, int, int)
    ]
    assert type(by_sorting(dict(pairs), 2)[1].key) is int
    texts: Any = [("a", 1), (np.str_("b"), 2)]
    assert [each.key for each in by_heap(texts, 2)[0]] == ["b", "a"]
