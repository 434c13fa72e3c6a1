"""Make writes to a graph, and ask a graph everything."""

import numpy as np
from hypothesis import strategies as st

from twitlab.graph import ARCHIVED, NORMAL, REMOVED, START, EdgeWrites, PlainGraph, SocialGraph

USERS = 7
ONE_WRITE = st.tuples(
    st.integers(0, USERS - 1),
    st.integers(0, USERS - 1),
    st.integers(0, 12),
    st.sampled_from([NORMAL, NORMAL, ARCHIVED, REMOVED]),
).filter(lambda write: write[0] != write[1])
BATCH = st.lists(ONE_WRITE, max_size=8)


def batch_of(rows: list[tuple[int, int, int, int]]) -> EdgeWrites:
    """Make a batch of sources, destinations, times and states."""
    return EdgeWrites(*np.array(rows, np.int64).reshape(-1, 4).T)


def assert_equal(graph: SocialGraph, plain: PlainGraph) -> None:
    """Ask both everything."""
    graph.check_invariants()
    users = range(graph.users)
    every = np.arange(graph.users)
    for user in users:
        followers, followees = plain.followers(user), plain.followees(user)
        assert graph.followers(user).tolist() == followers
        assert graph.followees(user).tolist() == followees
        assert graph.count_followers(user) == len(followers)
        assert graph.count_followees(user) == len(followees)
        expected = [plain.follows(user, other) for other in users]
        assert graph.follows(user, every).tolist() == expected
        assert [graph.follows(user, other) for other in users] == expected
        for count in (1, 3):
            assert pages(graph, user, count) == followers
    counts = [len(plain.followers(user)) for user in users]
    assert graph.count_followers(every).tolist() == counts


def pages(graph: SocialGraph, user: int, count: int) -> list[int]:
    """Page through all followers of a user."""
    found: list[int] = []
    cursor: int | None = START
    while cursor is not None:
        page = graph.followers_page(user, cursor, count)
        assert len(page.users) == count or page.cursor is None
        found += page.users.tolist()
        cursor = page.cursor
    return found
