"""Hold a partition to few segments, each in two orders."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.help.stores import LAST
from twitlab.partitioning import ByUser, TweetStore
from twitlab.partitioning.partition import Partition, Segment


@given(st.lists(st.sampled_from([0, 1, 2, LAST - 1, LAST]), min_size=1, max_size=30))
def test_segment_sorts_users_of_any_size(users: list[int]) -> None:
    segment = Segment.of(np.arange(len(users)) * 3, np.array(users, np.int64))
    Partition((segment,)).check_invariants()


def test_single_appends_stay_in_few_segments() -> None:
    store = TweetStore(ByUser(1))
    for tweet_id in range(300):
        store.append_one(tweet_id, tweet_id % 3)
    (partition,) = store._partitions.values()
    assert len(partition.segments) <= 9
