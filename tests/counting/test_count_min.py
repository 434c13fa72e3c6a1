"""The count-min sketch: never too low, rarely much too high, and what may be merged or saved."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.streams import zipf
from twitlab.columns import DamagedFile
from twitlab.counting import CountMin
from twitlab.counting import count_min as inner
from twitlab.counting.keys import MOST_COUNT
from twitlab.errors import BadType, BadValue


def test_from_error_has_the_published_size() -> None:
    sketch = CountMin.from_error(epsilon=1e-4, delta=0.01)
    assert (sketch.width, sketch.depth) == (27_183, 5)
    assert sketch.epsilon <= 1e-4
    assert sketch.delta <= 0.01
    assert CountMin.from_error(0.9, 0.9).depth == 1


@pytest.mark.parametrize("conservative", [False, True])
@pytest.mark.parametrize("exponent", [0.0, 1.0, 1.5])
def test_error_is_within_epsilon_but_for_a_share_delta(exponent: float, conservative: bool) -> None:
    stream = zipf(20_000, exponent, seed=1, keys=5_000)
    keys, true = np.unique(stream, return_counts=True)
    keys = np.concatenate([keys, np.arange(10**6, 10**6 + 1_000)])  # and some that never came
    true = np.concatenate([true, np.zeros(1_000, np.int64)])
    far = 0
    for seed in range(60):
        sketch = CountMin.from_error(0.005, 0.1, conservative=conservative, seed=seed)
        sketch.add(stream)
        sketch.check_invariants()
        error = sketch.estimate(keys) - true
        assert (error >= 0).all()
        far += int((error > sketch.epsilon * sketch.total).sum())
    # By Markov's inequality a row is that far off with chance 1/e at most, three rows e**-3.
    assert far <= sketch.delta * 60 * len(keys)


def plain_estimates(sketch: CountMin, events: list[tuple[int, int]], asked: list[int]) -> list[int]:
    """Count in lists of lists, one event at a time, in the cells that the sketch names."""
    table = [[0] * sketch.width for _ in range(sketch.depth)]

    def cells(key: int) -> list[int]:
        found: list[int] = sketch.cells_of(key)[:, 0].tolist()
        return found

    for key, count in events:
        least = min(table[row][cell] for row, cell in enumerate(cells(key)))
        for row, cell in enumerate(cells(key)):
            if sketch.conservative:
                table[row][cell] = max(table[row][cell], least + count)
            else:
                table[row][cell] += count
    return [min(table[row][cell] for row, cell in enumerate(cells(key))) for key in asked]


@given(
    st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 3)), max_size=30),
    st.booleans(),
    st.integers(1, 7),
    st.integers(1, 3),
)
def test_one_event_at_a_time_is_what_lists_would_count(
    events: list[tuple[int, int]], conservative: bool, width: int, depth: int
) -> None:
    sketch = CountMin(width, depth, conservative=conservative, seed=9)
    for key, count in events:
        sketch.add(key, count)
    sketch.check_invariants()
    asked = list(range(-5, 21))
    assert sketch.estimate(np.array(asked)).tolist() == plain_estimates(sketch, events, asked)
    assert [sketch.estimate(key) for key in asked] == sketch.estimate(np.array(asked)).tolist()
    assert sketch.total == sum(count for _, count in events)


def test_many_at_once_are_one_at_a_time_if_plain_and_never_too_low_if_conservative() -> None:
    stream = zipf(3_000, 1.0, seed=2, keys=300)
    counts = np.arange(len(stream)) % 4
    for conservative in (False, True):
        at_once, by_one = (CountMin(64, 3, conservative=conservative) for _ in range(2))
        at_once.add(stream, counts)
        for key, count in zip(stream.tolist(), counts.tolist()):
            by_one.add(key, count)
        assert at_once.total == by_one.total
        if not conservative:
            assert np.array_equal(at_once.cells, by_one.cells)
        keys = np.unique(stream)
        true = np.array([counts[stream == key].sum() for key in keys])
        assert (at_once.estimate(keys) >= true).all()
        assert (by_one.estimate(keys) >= true).all()


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = zipf(5_000, 1.0, seed=3)
    whole = CountMin(128, 3)
    whole.add(stream, 2)
    monkeypatch.setattr(inner, "_BLOCK", 64)
    cut = CountMin(128, 3)
    cut.add(stream, 2)
    assert np.array_equal(cut.cells, whole.cells)
    assert np.array_equal(cut.estimate(stream), whole.estimate(stream))


@pytest.mark.parametrize("before", [0, 7, (1 << 32) - 64, (1 << 32) - 63, 1 << 40])
@pytest.mark.parametrize("largest", [1, 9, (1 << 32) - 63, (1 << 32) - 62, 1 << 33])
@pytest.mark.parametrize("conservative", [False, True])
@pytest.mark.parametrize(("width", "depth"), [(3, 4), (1, 12)])
def test_a_call_with_more_keys_than_cells_counts_and_reads_as_small_calls_do(
    before: int, largest: int, conservative: bool, width: int, depth: int
) -> None:
    keys, counts = np.arange(63) % 9, np.ones(63, np.int64)
    counts[5] = largest
    many, few = (CountMin(width, depth, conservative=conservative, seed=6) for _ in range(2))
    for sketch in (many, few):
        sketch.add(5, before)
    many.add(keys, counts)
    for low in range(0, 63, 9):  # so that a conservative one has each key once
        few.add(keys[low : low + 9], counts[low : low + 9])
    many.check_invariants()
    assert many.total == few.total == before + 62 + largest
    if not conservative:
        assert many.cells.tolist() == few.cells.tolist()
    for sketch in (many, few):
        asked = [sketch.estimate(key) for key in keys.tolist()]
        assert sketch.estimate(keys).tolist() == asked
        assert min(asked) >= 7
        assert asked[5] >= before + largest + 6
    many.add(keys)
    assert many.estimate(5) >= before + largest + 13


def test_conservative_update_is_nearer() -> None:
    stream = zipf(200_000, 1.0, seed=4)
    keys, true = np.unique(stream, return_counts=True)
    errors = []
    for conservative in (False, True):
        sketch = CountMin(1 << 13, 4, conservative=conservative)
        sketch.add(stream)
        errors.append(float((sketch.estimate(keys) - true).mean()))
    assert errors[1] < errors[0] / 2


@pytest.mark.parametrize("conservative", [False, True])
def test_merge_of_two_streams(conservative: bool) -> None:
    one, two = zipf(5_000, 1.0, seed=5), zipf(7_000, 1.2, seed=6)
    sketches = [CountMin(256, 4, conservative=conservative, seed=3) for _ in range(3)]
    sketches[0].add(one)
    sketches[1].add(two)
    other = sketches[1].cells.copy()
    sketches[2].add(np.concatenate([one, two]))
    sketches[0].merge(sketches[1])
    sketches[0].check_invariants()
    assert np.array_equal(sketches[1].cells, other)
    assert sketches[0].total == 12_000
    true = Counter([*one.tolist(), *two.tolist()])
    keys = np.array([*true])
    error = sketches[0].estimate(keys) - np.array([*true.values()])
    assert (error >= 0).all()
    if not conservative:
        assert np.array_equal(sketches[0].cells, sketches[2].cells)


def test_merge_refuses_another_form_and_changes_nothing() -> None:
    sketch = CountMin(8, 2, seed=1)
    sketch.add(5)
    others = {
        "width": CountMin(9, 2, seed=1),
        "depth": CountMin(8, 3, seed=1),
        "seed": CountMin(8, 2, seed=2),
        "conservative": CountMin(8, 2, seed=1, conservative=True),
    }
    for name, other in others.items():
        other.add(6)
        with pytest.raises(BadValue, match=name):
            sketch.merge(other)
    with pytest.raises(BadType, match="CountMin"):
        sketch.merge({5: 1})  # type: ignore[arg-type]
    assert sketch.total == 1 == sketch.estimate(5)
    sketch.check_invariants()


def test_saturation_is_refused_never_wrapped() -> None:
    sketch = CountMin(4, 2)
    sketch.add(1, MOST_COUNT)
    with pytest.raises(BadValue, match="total"):
        sketch.add(2)
    other = CountMin(4, 2)
    other.add(3)
    with pytest.raises(BadValue, match="total"):
        sketch.merge(other)
    with pytest.raises(BadValue, match="together"):
        other.add(np.array([1, 2]), np.array([MOST_COUNT, MOST_COUNT]))
    assert other.total == 1
    assert sketch.estimate(1) == MOST_COUNT == sketch.total


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"width": 0, "depth": 1}, "width must be from 1"),
        ({"width": 1, "depth": 0}, "depth must be from 1"),
        ({"width": 1.0, "depth": 1}, "width must be an int"),
        ({"width": 1, "depth": True}, "depth must be an int"),
        ({"width": 1, "depth": 1, "seed": -1}, "seed must be from 0"),
        ({"width": 1, "depth": 1, "conservative": 1}, "conservative must be True or False"),
        ({"epsilon": 0, "delta": 0.1}, "epsilon must be above 0"),
        ({"epsilon": 1, "delta": 0.1}, "epsilon must be above 0"),
        ({"epsilon": 0.1, "delta": 0.0}, "delta must be above 0"),
        ({"epsilon": 0.1, "delta": 2}, "delta must be above 0"),
        ({"epsilon": float("nan"), "delta": 0.1}, "epsilon must be finite"),
        ({"epsilon": "a", "delta": 0.1}, "epsilon must be a number"),
        ({"epsilon": 1e-12, "delta": 0.1}, "epsilon and delta must allow 64 rows"),
    ],
)
def test_sizes_that_cannot_be_are_refused(arguments: dict[str, Any], match: str) -> None:
    make: Any = CountMin.from_error if "epsilon" in arguments else CountMin
    with pytest.raises((BadValue, BadType), match=match):
        make(**arguments)


@pytest.mark.parametrize(
    "keys", [1.5, None, b"a", np.array([1.0]), ["a", 1], "\ud800", 1 << 63, True, np.array([[1]])]
)
def test_keys_that_are_none_are_refused_and_nothing_is_counted(keys: Any) -> None:
    sketch = CountMin(8, 2)
    for ask in (sketch.add, sketch.estimate):
        with pytest.raises((BadType, BadValue), match="key"):
            ask(keys)
    assert sketch.total == 0
    assert not sketch.cells.any()


def test_keys_of_all_kinds() -> None:
    sketch = CountMin(1 << 12, 4)
    keys: list[Any] = [0, -1, (1 << 63) - 1, -(1 << 63), "", "0", "naïve", "名", "x" * 1000]
    for count, key in enumerate(keys, start=1):
        sketch.add(key, count)
    assert [sketch.estimate(key) for key in keys] == list(range(1, len(keys) + 1))
    assert sketch.estimate(["0", "", "nobody"]).tolist() == [6, 5, 0]
    assert sketch.estimate(np.array([], np.int64)).tolist() == []


def test_saved_sketch_goes_on(tmp_path: Path) -> None:
    sketch = CountMin(100, 3, conservative=True, seed=5)
    sketch.add(zipf(1_000, 1.0, seed=7))
    sketch.save(tmp_path / "sketch")
    loaded = CountMin.load(str(tmp_path / "sketch"))
    assert np.array_equal(loaded.cells, sketch.cells)
    assert (loaded.total, loaded.seed, loaded.conservative) == (1_000, 5, True)
    loaded.add(3)
    loaded.merge(sketch)
    loaded.check_invariants()
    assert CountMin.load(tmp_path / "sketch").total == 1_000


def test_damaged_sketch_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sketch"
    with pytest.raises(DamagedFile, match="cannot be read"):
        CountMin.load(file)
    sketch = CountMin(10, 2)
    sketch.add(3)
    sketch.save(file)
    whole = file.read_bytes()
    for at in (0, 20, 60, 90, 4096, 4100, len(whole) - 100):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedFile, match="sketch"):
            CountMin.load(file)
    file.write_bytes(whole[:-1])
    with pytest.raises(DamagedFile, match="in place of"):
        CountMin.load(file)
    with pytest.raises(BadType, match="file"):
        CountMin.load(3)  # type: ignore[arg-type]
