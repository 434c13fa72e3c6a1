"""Hold the cache to its store, and to an LRU in a list."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.help.stores import filled, ints
from twitlab.partitioning import ByTweet, ByUser, StoreCache


def test_cache_answers_as_the_store_and_counts_what_passes() -> None:
    store = filled(ByTweet(4))
    cache = StoreCache(store, 3)
    assert cache.get(ints(10, 20, 30, 11)).user_ids.tolist() == [0, 1, 2, -1]
    assert (cache.hits, cache.misses, len(cache)) == (0, 4, 3)
    again = cache.get(ints(30, 10))
    assert (again.user_ids.tolist(), again.partitions_touched) == ([2, 0], 0)
    assert (cache.hits, cache.hit_ratio) == (2, 2 / 6)
    assert cache.database_reads(600) == 400
    cache.get(ints(40))  # 20 was read longest ago, so it goes
    store.reset_counts()
    cache.get(ints(30, 10, 40))
    assert store.load().reads.sum() == 0
    cache.get(ints(20))
    assert store.load().reads.sum() == 1
    cache.check_invariants()


@given(st.integers(1, 8), st.lists(st.lists(st.integers(0, 20), max_size=12), max_size=12))
def test_cache_agrees_with_the_store(entries: int, requests: list[list[int]]) -> None:
    store = filled(ByUser(3), tweets=15)
    cache, recent = StoreCache(store, entries), list[int]()
    hits = 0
    for request in requests:
        ids = np.array(request, np.int64) * 10
        assert cache.get(ids).user_ids.tolist() == store.get(ids).user_ids.tolist()
        hits += sum(each in recent for each in request)
        for each in request:
            if 1 <= each <= 15:
                recent = [other for other in recent if other != each] + [each]
        recent = recent[-entries:]
        cache.check_invariants()
    assert cache.hits == hits
    assert cache.hits + cache.misses == sum(map(len, requests))
