"""Hold tweets and their index by user to the cost that they save and pay."""

import numpy as np
import pytest

from tests.help.stores import ints
from twitlab.partitioning import IndexedByUser


def test_two_stores_ask_all_partitions_for_nothing() -> None:
    both = IndexedByUser(tweet_nodes=100, user_nodes=10)
    ids = np.arange(1_000)
    assert both.append(ids, ids % 50).rows == 2_000
    assert both.get(ints(5)).partitions_touched == 1
    page = both.latest(3, 4)
    assert page.ids.tolist() == [953, 903, 853, 803]
    assert page.partitions_touched <= 1 + 4
    assert page.rows_scanned == 8
    with pytest.raises(ValueError, match="ids must be above 999"):
        both.append(ints(5), ints(1))
    both.check_invariants()
    tweets, index = both.loads()
    assert tweets.rows.sum() == index.rows.sum() == 1_000
