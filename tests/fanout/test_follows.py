"""Hold the rows of follows to sets."""

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twitlab.fanout.follows import FollowRows

USERS = 5
PAIR = st.tuples(*[st.integers(0, USERS - 1)] * 2).filter(lambda pair: pair[0] != pair[1])
EDGES = st.lists(PAIR, max_size=12)


@given(EDGES, st.lists(st.tuples(st.booleans(), PAIR), max_size=40))
def test_follow_rows_are_sets(
    edges: list[tuple[int, int]], changes: list[tuple[bool, tuple[int, int]]]
) -> None:
    rows = FollowRows(USERS, *np.array(edges, np.int64).reshape(-1, 2).T)
    known = set(edges)
    for is_added, pair in changes:
        changed = (pair in known) != is_added
        assert (rows.add if is_added else rows.remove)(*pair) == changed
        (known.add if is_added else known.discard)(pair)
        rows.check_invariants()
    for user in range(USERS):
        assert rows.row(user).tolist() == sorted(id_ for row, id_ in known if row == user)
        assert [rows.has(user, id_) for id_ in range(USERS)] == [
            (user, id_) in known for id_ in range(USERS)
        ]
    some = np.array([3, 0, 3, 1])
    for low in range(USERS + 1):
        for high in (None, *range(low, USERS + 1)):
            ids, sizes = rows.many(some, low, high)
            kept = [
                [
                    id_
                    for id_ in rows.row(row).tolist()
                    if low <= id_ < (USERS if high is None else high)
                ]
                for row in some.tolist()
            ]
            assert sizes.tolist() == [len(each) for each in kept]
            assert ids.tolist() == list(chain.from_iterable(kept))
    every = np.repeat(np.arange(USERS), USERS), np.tile(np.arange(USERS), USERS)
    assert rows.have(*every).tolist() == [(u, v) in known for u, v in zip(*map(list, every))]
