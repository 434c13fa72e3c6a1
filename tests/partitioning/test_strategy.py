"""Hold rings, modulo and the moving of rows to the plain rule and to fair shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.stores import LAST, ints
from twitlab.columns import group
from twitlab.partitioning import ByUser, Hashed, Ring, TweetStore, moved_keys


@pytest.mark.parametrize("nodes", [4, 10])
def test_ring_moves_a_fair_share_and_modulo_nearly_all(nodes: int) -> None:
    keys = np.arange(100_000)
    ring = moved_keys(Ring(nodes), Ring(nodes).with_node(), keys)
    modulo = moved_keys(ByUser(nodes), ByUser(nodes + 1), keys)
    # 128 virtual nodes: a share's deviation is 1 / sqrt(128), 9 % of it. The seed is fixed.
    assert abs(ring.keys_moved * (nodes + 1) / 100_000 - 1) < 0.3
    assert abs(modulo.keys_moved * (nodes + 1) / nodes / 100_000 - 1) < 0.01


@pytest.mark.parametrize("key", ["user", "tweet"])
def test_ring_moves_keys_only_to_the_new_node_or_from_the_lost_one(key: str) -> None:
    ring, keys = Ring((1, 4, 6), 32, key), np.arange(5_000)
    more, less = ring.with_node(), ring.without_node(4)
    before, after = ring.owners(keys), more.owners(keys)
    assert set(after[after != before].tolist()) == {7}
    after = less.owners(keys)
    assert (after[before != 4] == before[before != 4]).all()
    assert set(after.tolist()) == {1, 6}


@given(st.integers(1, 6), st.integers(1, 9), st.integers(0, 5), st.integers(0, LAST))
def test_ring_agrees_with_walking_it(nodes: int, virtual: int, seed: int, key: int) -> None:
    ring = Ring(nodes, virtual, seed=seed)
    owner = ring.owner_plain(key)
    assert ring.owners(ints(key)).tolist() == [owner]
    assert list(ring.steps(key, None)) == [(owner,)]


def test_ring_small_keys_do_not_sit_on_the_points_of_node_0() -> None:
    owners = Ring(8, 4_096).owners(np.arange(4_096))
    assert np.bincount(owners, minlength=8).max() < 2 * 4_096 / 8


def test_more_virtual_nodes_make_a_ring_more_even() -> None:
    keys = np.arange(100_000)
    shares = [np.bincount(Ring(10, v).owners(keys), minlength=10).max() for v in (1, 16, 1_024)]
    assert shares[0] > shares[1] > shares[2]
    assert shares[2] < 1.1 * 10_000


@pytest.mark.parametrize(("strategy", "least"), [(ByUser(10), 0.85), (Ring(10), 0.0)])
def test_add_and_lose_node_count_keys_and_rows(strategy: Hashed, least: float) -> None:
    store = TweetStore(strategy)
    user_ids = np.arange(30_000) % 3_000
    store.append(np.arange(30_000), user_ids)
    before = strategy.owners(np.arange(3_000))
    moved = store.add_node()
    store.check_invariants()
    assert isinstance(store.strategy, Hashed)
    expected = int((store.strategy.owners(np.arange(3_000)) != before).sum())
    assert (moved.keys, moved.keys_moved) == (3_000, expected)
    assert (moved.rows, moved.rows_moved) == (30_000, 10 * expected)
    assert least * 3_000 < moved.keys_moved < (least or 0.02) * 3_000 * 10
    back = store.lose_node(10)
    assert back == moved
    store.lose_node(3)
    store.check_invariants()
    assert store.load().partitions.tolist() == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert store.latest(5, 3).ids.tolist() == [27_005, 24_005, 21_005]


@given(st.lists(st.integers(0, 65_535), max_size=50))
def test_group_gives_each_row_to_its_partition(parts: list[int]) -> None:
    grouped = group(np.array(parts, np.int64))
    assert [part for part, _ in grouped] == sorted(set(parts))
    for part, at in grouped:
        assert at.tolist() == [i for i, each in enumerate(parts) if each == part]


def test_placement_is_the_same_everywhere() -> None:
    keys = np.arange(0, 2**62, 2**58)
    assert ByUser(7).owners(keys).tolist() == [2, 4, 3, 6, 2, 0, 3, 2, 0, 4, 4, 3, 1, 5, 0, 0]
    assert Ring(7).owners(keys).tolist() == [0, 6, 4, 4, 6, 0, 4, 4, 2, 2, 6, 5, 1, 3, 2, 5]
