"""Bad input gets a clear short error, and all of what had been counted is as it was."""

import pickle
from collections import UserList, deque
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.columns import DamagedFile, FileKind, write_columns
from twitlab.counting import (
    Bloom,
    Counted,
    CountMin,
    HeavyHitters,
    HyperLogLog,
    LoadBalanced,
    LossyCounting,
    MisraGries,
    Partitioned,
    ShardedCounter,
    SpaceSaving,
    StickySampling,
    merge_top_k,
    missing_at_most,
)
from twitlab.counting import sketch_file as inner
from twitlab.counting.keys import MOST_COUNT
from twitlab.errors import BadType, BadValue

MAKERS: dict[str, Callable[..., Any]] = {
    "CountMin": lambda size=8, seed=1: CountMin(size, 3, seed=seed),
    "conservative": lambda size=8, seed=1: CountMin(size, 3, seed=seed, conservative=True),
    "HeavyHitters": lambda size=8, seed=1: HeavyHitters(size, CountMin(16, 3, seed=seed)),
    "SpaceSaving": lambda size=8, seed=1: SpaceSaving(size, seed=seed),
    "MisraGries": lambda size=8, seed=1: MisraGries(size, seed=seed),
    "LossyCounting": lambda size=8, seed=1: LossyCounting(1 / size),
    "StickySampling": lambda size=8, seed=1: StickySampling(0.4, 1 / size, 0.1, seed),
    "Bloom": lambda size=8, seed=1: Bloom(size, 0.1, seed=seed),
    "HyperLogLog": lambda size=8, seed=1: HyperLogLog(size, seed=seed),
    "LoadBalanced": lambda size=8, seed=1: LoadBalanced(size),
    "Partitioned": lambda size=8, seed=1: Partitioned(size, hot=[3], seed=seed),
}
ALL = [*MAKERS]
COUNTING = [*ALL[:5], "LossyCounting"]  # that take counts
ORDERING = [*ALL[2:7], *ALL[9:]]  # that give a top, and so want keys of one type
BULK = [name for name in ALL if name not in ("LossyCounting", "StickySampling")]
NO_KEYS: list[Any] = [
    1.5,
    None,
    True,
    b"a",
    "\ud800",
    1 << 63,
    -(1 << 63) - 1,
    ("a", 1),
    np.array(["a"]),
]
NO_KEYS += [10**400, 10**5_000, np.array(3), np.array("a"), {3}, iter("ab"), np.ma.array([3])]


def used(name: str, keys: Any = (3, 4, 3, 5)) -> Any:
    """Make one and count some keys."""
    made = MAKERS[name]()
    for key in keys:
        made.add(key)
    return made


def refused(counting: Any, match: str, call: Callable[..., Any], *arguments: Any) -> None:
    """Hold a call to refuse in few words, and to change nothing at all."""
    before = pickle.dumps(counting)
    with pytest.raises((BadType, BadValue), match=match) as error:
        call(*arguments)
    assert len(str(error.value)) < 200
    assert pickle.dumps(counting) == before


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("keys", NO_KEYS, ids=lambda each: type(each).__name__)
def test_what_is_no_key_is_refused(name: str, keys: Any) -> None:
    counting = used(name)
    refused(counting, "key", counting.add, keys)
    if name in BULK:
        refused(counting, "keys must be all str", counting.add, ["a", "b", 7])
        refused(counting, "keys", counting.add, np.array([1.0]))
        refused(counting, "keys", counting.add, np.array([[1]]))
        refused(counting, "keys", counting.add, np.array([1, 1 << 63], np.uint64))
    asking = getattr(counting, "has", getattr(counting, "estimate", None))
    if asking and name != "HyperLogLog":
        refused(counting, "key", asking, keys)


@pytest.mark.parametrize("name", ORDERING)
def test_a_key_of_another_type_than_before_is_refused(name: str) -> None:
    for before, key in ((3, "a"), ("a", 3)):
        counting, other = used(name, [before]), used(name, [key])
        refused(counting, "one type with those before", counting.add, key)
        if hasattr(counting, "estimate"):
            refused(counting, "one type with those before", counting.estimate, key)
        if hasattr(counting, "merge") and name != "StickySampling":
            refused(counting, "one type with those before", counting.merge, other)
        counting.add(before)
        assert counting.top(1)[0].key == before


@pytest.mark.parametrize("name", COUNTING)
@pytest.mark.parametrize("count", [-1, 1.0, True, None, "2", 1 << 62, (1 << 62) + 1])
def test_counts_below_zero_or_too_many_are_refused(name: str, count: Any) -> None:
    counting = used(name)
    refused(counting, "count", counting.add, 3, count)
    counting.add(3, MOST_COUNT - 4)
    assert counting.total == MOST_COUNT
    assert counting.estimate(3) >= MOST_COUNT - 2
    refused(counting, "count|total", counting.add, 3, 1)
    other = used(name)
    refused(counting, "total", counting.merge, other)
    refused(other, "total", other.merge, counting)
    counting.add(3, 0)
    counting.check_invariants()


@pytest.mark.parametrize("name", COUNTING[:-1])
def test_counts_of_many_keys_are_taken_all_or_not_at_all(name: str) -> None:
    counting = used(name)
    keys = np.array([9, 3, 8])
    for counts in ([1, 2], [1, 2, -1], [1 << 61, 1 << 61, 1], [1.0, 2.0, 3.0], [[1, 2, 3]]):
        column = np.array(counts)
        refused(counting, "count", counting.add, keys, column)
    counting.add(keys, np.array([0, 2, 0]))
    assert counting.total == 6
    if hasattr(counting, "top"):
        assert {each.key for each in counting.top(8)} == {3, 4, 5}


@pytest.mark.parametrize("name", ["HeavyHitters", "SpaceSaving", "MisraGries", "LossyCounting"])
def test_a_key_that_came_no_times_does_not_say_of_which_type_keys_are(name: str) -> None:
    for nothing, key in (("a", 3), (3, "a")):
        counting = MAKERS[name]()
        counting.add(nothing, 0)
        counting.add(key, 2)
        counting.check_invariants()
        assert [(each.key, each.count) for each in counting.top(2)] == [(key, 2)]


@pytest.mark.parametrize("name", [each for each in ALL if hasattr(MAKERS[each](), "merge")])
def test_what_may_not_be_merged_is_refused(name: str) -> None:
    counting = used(name)
    wrong: list[Any] = [None, {3: 1}, ShardedCounter(), MAKERS[name](9)]
    if name != "LossyCounting":
        wrong.append(MAKERS[name](seed=2))
    for other in wrong:
        refused(counting, "other must|cannot be merged", counting.merge, other)
    if name == "StickySampling":
        return
    before = pickle.dumps(same := used(name, [4, 4]))
    counting.merge(same)
    assert pickle.dumps(same) == before


@pytest.mark.parametrize("name", [each for each in ALL if hasattr(MAKERS[each](), "top")])
@pytest.mark.parametrize("k", [-1, 1.0, True, None, "1"])
def test_k_that_cannot_be_is_refused(name: str, k: Any) -> None:
    counting = used(name)
    refused(counting, "k must", counting.top, k)
    if name in ("LoadBalanced", "Partitioned"):
        refused(counting, "k must", counting.top_of_lists, k)


@pytest.mark.parametrize("name", ["HeavyHitters", "SpaceSaving", "MisraGries"])
def test_k_above_capacity_is_refused(name: str) -> None:
    counting = used(name)
    refused(counting, "k must be from 0 to 8, got 9", counting.top, 9)
    assert len(counting.top(8)) == 3


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: LossyCounting(0), "epsilon must be above 0"),
        (lambda: LossyCounting(1), "epsilon must be above 0"),
        (lambda: StickySampling(0.1, 0.1, 0.1, 1), "epsilon must be below support"),
        (lambda: StickySampling(0.2, 0.1, 1, 1), "delta must be above 0"),
        (lambda: StickySampling(0.2, 0.1, 0.1, -1), "seed must be 0 or more"),
        (lambda: SpaceSaving(0), "capacity must be from 1"),
        (lambda: MisraGries(1, seed=-1), "seed must be from 0"),
        (lambda: HeavyHitters(1, {}), "sketch must be a CountMin"),  # type: ignore[arg-type]
        (lambda: HeavyHitters(1, used("CountMin")), "sketch must be empty, got one with 4"),
        (lambda: Bloom(1 << 30, 0.001), "capacity and error must take 4294967296 bits"),
        (lambda: ShardedCounter().add(0, MOST_COUNT + 1), "count must be from 0 to"),
        (
            lambda: merge_top_k([[Counted(1, 2, 2, 2)], [Counted("a", 2, 2, 2)]], 1),
            "key must be of one type",
        ),
        (lambda: missing_at_most([["a"]], 1), "lists must hold Counted"),  # type: ignore[list-item]
    ],
)
def test_bad_sizes_and_lists_are_refused(call: Any, match: str) -> None:
    with pytest.raises((BadValue, BadType), match=match):
        call()


@pytest.mark.parametrize(
    "share",
    [0, 1, -0.1, float("nan"), float("inf"), True, None, "0.1", 5e-324, 1e-310, 10**5_000,
     Fraction(1, 10**400), Fraction(10**400 - 1, 10**400)],
    ids=lambda each: type(each).__name__,
)  # fmt: skip
def test_shares_that_no_float_can_work_with_are_refused(share: Any) -> None:
    makers: dict[str, Callable[[], Any]] = {
        "epsilon": lambda: [CountMin.from_error(share, 0.1)],
        "delta": lambda: [CountMin.from_error(0.1, share)],
        "epsilon ": lambda: [LossyCounting(share)],
        "error": lambda: [Bloom(9, share)],
        "support": lambda: [StickySampling(share, 0.1, 0.1, 1)],
        " epsilon": lambda: [StickySampling(0.5, share, 0.1, 1)],
        " delta": lambda: [StickySampling(0.5, 0.1, share, 1)],
    }
    for name, make in makers.items():
        with pytest.raises((BadType, BadValue), match=f"^{name.strip()} must be") as error:
            make()
        assert len(str(error.value)) < 200


def test_smallest_shares_and_largest_numbers_are_taken() -> None:
    sampling = StickySampling(2e-300, 1e-300, 1e-300, 1)
    sampling.add("a")
    assert (LossyCounting(1e-300).total, sampling.estimate("a")) == (0, 1)
    seen = Bloom(1, 1e-300)
    seen.add("a")
    assert (seen.has("a"), seen.has("b")) == (True, False)
    allowed = "epsilon and delta must allow 64 rows and 2147483648 bytes, got"
    with pytest.raises(BadValue, match=rf"{allowed} 3 rows of 2\.718e\+300 cells"):
        CountMin.from_error(1e-300, 0.1)
    with pytest.raises(BadValue, match=f"{allowed} 691 rows of 28 cells"):
        CountMin.from_error(0.1, 1e-300)
    with pytest.raises(BadValue, match=rf"{allowed} 5 rows of 5\.437e\+07 cells"):
        CountMin.from_error(5e-8, 0.01)
    with pytest.raises(BadValue, match="width must be from 1 to 268435456, got an int of"):
        CountMin(10**5_000, 1)


def test_a_table_that_no_memory_holds_is_refused_with_the_largest_in_bytes() -> None:
    allowed = "width and depth must take 2147483648 bytes at most, got"
    for width, depth, size in ((1 << 28, 64, 1 << 37), ((1 << 26) + 1, 4, (1 << 31) + 32)):
        with pytest.raises(BadValue, match=f"{allowed} {size}$"):
            CountMin(width, depth)
    assert CountMin(1 << 22, 64).nbytes == 1 << 31  # no page of which is touched


def test_two_heavy_hitters_do_not_share_a_sketch() -> None:
    sketch = CountMin(8, 2)
    with pytest.raises(BadValue, match="capacity"):
        HeavyHitters(0, sketch)
    one = HeavyHitters(1, sketch)
    refused(one, "sketch must be a new CountMin, got that of", HeavyHitters, 1, sketch)
    one.add([])
    refused(one, "sketch must be a new CountMin, got that of", HeavyHitters, 1, sketch)
    one.add(np.array([7, 7]))
    assert (sketch.estimate(7), sketch.total, one.top(1)[0].count) == (2, 2, 2)
    one.merge(HeavyHitters(1, CountMin(8, 2)))


@pytest.mark.parametrize("name", BULK)
def test_one_key_and_none_are_taken_in_any_sequence(name: str) -> None:
    for one in (["a"], ("a",), deque(["a"]), UserList(["a"]), np.str_("a")):
        counting = MAKERS[name]()
        counting.add(one)
        counting.add([])
        counting.add(np.array([], np.int64))
        if hasattr(counting, "top"):
            assert [(each.key, each.count) for each in counting.top(2)] == [("a", 1)]
    counting = MAKERS[name]()
    counting.add(np.uint8(7))
    if hasattr(counting, "top"):
        (found,) = counting.top(2)
        assert (found.key, type(found.key)) == (7, int)


def test_lists_to_merge_are_lists_and_name_a_key_once() -> None:
    two = Counted("a", 5, 5, 5)
    wrong: list[Any] = [5, None, "ab", [two], iter([[two]]), [iter([two])], {"a": two}]
    for lists in wrong:
        for call in (merge_top_k, missing_at_most):
            with pytest.raises(BadType, match="lists must"):
                call(lists, 1)
    with pytest.raises(BadValue, match="lists must share no key, got 'a' in 0 and 0"):
        merge_top_k([[two, two]], 2)


@pytest.mark.parametrize("hot", [3, "ab", b"ab", None, 1.5, [1.5], ["\ud800"]])
def test_hot_keys_are_a_collection_of_keys(hot: Any) -> None:
    with pytest.raises((BadType, BadValue), match=r"^hot must be keys|^key must"):
        Partitioned(2, hot)


def test_sharded_counter_refuses_what_would_wrap() -> None:
    likes = ShardedCounter(shards=2, batch=3)
    likes.add(0, MOST_COUNT)
    refused(likes, "count must be from 0 to 0", likes.add, 1)
    refused(likes, "server must be an int", likes.flush, "a")
    refused(likes, "server must be from 0", likes.lose, -1)
    assert likes.estimate() == MOST_COUNT


@pytest.mark.parametrize(
    ("written", "match"),
    [
        (FileKind("count-min sketch", 2, {"cells": np.int64}), "has version 2, and 1 can be read"),
        (FileKind("segment", 1, {"cells": np.int64}), "it is no count-min sketch"),
    ],
)
def test_files_of_another_version_or_kind_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: FileKind, match: str
) -> None:
    sketch, file = used("CountMin"), tmp_path / "sketch"
    monkeypatch.setattr(inner, "_FILE", written)
    sketch.save(file)
    monkeypatch.undo()
    with pytest.raises(DamagedFile, match=match):
        CountMin.load(file)
    sketch.save(file)
    assert CountMin.load(file).estimate(3) == sketch.estimate(3)
    assert [each.name for each in tmp_path.iterdir()] == ["sketch"]


def test_a_file_whose_sum_is_right_and_whose_facts_are_not_is_refused(tmp_path: Path) -> None:
    facts = {"width": 8, "depth": 3, "conservative": False, "seed": 1, "total": 4}
    cells = np.zeros(24, np.int64)
    wrong: list[dict[str, Any]] = [{"width": 9}, {"width": 0}, {"depth": "3"}, {"total": -1}]
    wrong += [{"width": 1 << 28, "depth": 64}, {"total": 3}, {"conservative": 1}, {"seed": -1}]
    cells[::8] = 4
    write_columns(tmp_path / "sketch", inner._FILE, {"cells": cells}, facts)
    assert CountMin.load(tmp_path / "sketch").total == 4
    for change in wrong:
        write_columns(tmp_path / "sketch", inner._FILE, {"cells": cells}, facts | change)
        with pytest.raises(DamagedFile, match="sketch"):
            CountMin.load(tmp_path / "sketch")
    less = {name: fact for name, fact in facts.items() if name != "seed"}
    write_columns(tmp_path / "sketch", inner._FILE, {"cells": cells}, less)
    with pytest.raises(DamagedFile, match="sketch"):
        CountMin.load(tmp_path / "sketch")
