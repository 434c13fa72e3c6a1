"""A Bloom filter, HyperLogLog, and one counter that everybody wants."""

from typing import Any

import numpy as np
import pytest

from twitlab.counting import Bloom, HyperLogLog, ShardedCounter
from twitlab.errors import BadType, BadValue


@pytest.mark.parametrize("error", [0.1, 0.01, 0.001])
def test_bloom_never_says_no_wrongly_and_yes_as_often_as_it_says(error: float) -> None:
    wrong = 0
    for seed in range(20):
        seen = Bloom(capacity=2_000, error=error, seed=seed)
        seen.add(np.arange(2_000) * 7)
        assert seen.has(np.arange(2_000) * 7).all()
        wrong += int(seen.has(np.arange(2_000) * 7 + 1).sum())
    # 40,000 that never came; five standard deviations, and a tenth for bits and hashes rounded.
    expected = 40_000 * error
    assert abs(wrong - expected) <= 5 * np.sqrt(expected) + expected / 10


def test_bloom_of_texts_merge_and_single_keys() -> None:
    one, two = (Bloom(100, 0.01, seed=3) for _ in range(2))
    one.add(["ann", "名"])
    two.add("bob")
    one.merge(two)
    assert one.has(["ann", "名", "bob", "cat"]).tolist() == [True, True, True, False]
    assert one.has("bob") is True
    assert two.has("ann") is False
    assert one.has(0) is False
    assert one.has([]).tolist() == []


@pytest.mark.parametrize("bits", [4, 5, 6, 10, 14])
def test_hyperloglog_is_as_near_as_it_says(bits: int) -> None:
    for count in (200, 50_000):
        errors = []
        for seed in range(60):
            different = HyperLogLog(bits, seed=seed)
            keys = np.arange(count) * 3
            different.add(np.concatenate([keys, keys[::2]]))
            errors.append(different.estimate() / count - 1)
        standard = 1.04 / np.sqrt(1 << bits)
        assert abs(np.mean(errors)) <= 5 * standard / np.sqrt(60) + 0.03
        assert np.std(errors) <= 1.6 * standard + 0.01


def test_hyperloglog_merge_is_one_that_saw_both() -> None:
    one, two, both = (HyperLogLog(8, seed=2) for _ in range(3))
    one.add([f"user {number}" for number in range(500)])
    two.add([f"user {number}" for number in range(300, 900)])
    both.add([f"user {number}" for number in range(900)])
    one.merge(two)
    assert one.estimate() == both.estimate()
    assert HyperLogLog().estimate() == 0
    assert HyperLogLog(18).nbytes == 1 << 18


def test_zeros_are_counted_up_to_the_last_bit() -> None:
    different = HyperLogLog(4)
    for hashes, expected in (([0], 61), ([1], 60), ([1 << 59], 1), ([(1 << 60) - 1], 1)):
        different._registers[:] = 0
        different._see(np.array(hashes, np.uint64))
        assert int(different._registers[0]) == expected


def test_sharded_counter_loses_nothing_and_no_row_has_all_writes() -> None:
    one, many = ShardedCounter(), ShardedCounter(shards=16, seed=1)
    for number in range(1_600):
        one.add(number % 8)
        many.add(number % 8)
    assert one.estimate() == many.estimate() == 1_600
    assert one.work.most_on_one_row == 1_600
    assert many.work.most_on_one_row < 200
    assert many.work.rows_read == 16
    same_server = ShardedCounter(shards=16)
    for _ in range(1_600):
        same_server.add(3)
    assert same_server.work.most_on_one_row < 200


def test_batches_write_rarely_and_are_stale_until_flushed() -> None:
    likes = ShardedCounter(shards=2, batch=50)
    for number in range(780):
        likes.add(number % 8)
    assert likes.estimate() + likes.waiting == 780
    assert likes.work.writes == 8
    assert likes.waiting <= 8 * 49
    lost = likes.lose(0)
    assert lost > 0
    for server in range(8):
        likes.flush(server)
    assert likes.estimate() == 780 - lost
    assert likes.waiting == 0 == likes.lose(3)
    likes.add(1, 0)
    likes.flush(1)
    assert likes.work.writes == 15


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: Bloom(0, 0.1), "capacity must be from 1"),
        (lambda: Bloom(1, 0), "error must be above 0"),
        (lambda: Bloom(1, 1.0), "error must be above 0"),
        (lambda: Bloom(10**12, 0.01), "capacity must be from 1 to 4294967296, got 1000000000000"),
        (lambda: Bloom(1, 0.1).add(1.5), "keys must be"),
        (lambda: Bloom(1, 0.1).merge(Bloom(2, 0.1)), "other must have bits"),
        (lambda: Bloom(1, 0.1).merge(Bloom(1, 0.1, seed=1)), "other must have seed"),
        (lambda: Bloom(1, 0.1).merge({1}), "other must be a Bloom"),  # type: ignore[arg-type]
        (lambda: HyperLogLog(3), "bits must be from 4 to 18"),
        (lambda: HyperLogLog(19), "bits must be from 4 to 18"),
        (lambda: HyperLogLog().merge(HyperLogLog(5)), "other must have bits"),
        (lambda: HyperLogLog().merge(5), "other must be a HyperLogLog"),  # type: ignore[arg-type]
        (lambda: HyperLogLog().add(None), "keys must be"),
        (lambda: ShardedCounter(0), "shards must be from 1"),
        (lambda: ShardedCounter(1, 0), "batch must be 1 or more"),
        (lambda: ShardedCounter().add(-1), "server must be from 0"),
        (lambda: ShardedCounter().add(1, -1), "count must be from 0 to"),
    ],
)
def test_bad_input_is_refused(call: Any, match: str) -> None:
    with pytest.raises((BadValue, BadType), match=match):
        call()
