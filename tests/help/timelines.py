"""Fan-outs small enough to look at every page, and what their tests ask of all of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from twitlab.fanout import (
    FanoutOnRead,
    FanoutOnWrite,
    HomeTimelines,
    HybridFanout,
    PlainFanout,
    SelectFanout,
)

USERS, CAP = 5, 4
USER = st.integers(0, USERS - 1)
PAIR = st.tuples(USER, USER).filter(lambda pair: pair[0] != pair[1])
EDGES = st.lists(PAIR, max_size=12)
Make = Callable[..., HomeTimelines]
MAKERS: dict[str, Make] = {
    "write": partial(FanoutOnWrite, cap=CAP),
    "read": partial(FanoutOnRead, cap=CAP),
    "hybrid 0": partial(HybridFanout, threshold=0, cap=CAP),
    "hybrid 2": partial(HybridFanout, threshold=2, cap=CAP),
    "plain": partial(PlainFanout, cap=CAP),
    "select": partial(SelectFanout, cap=CAP),
}


def ints(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def ends(edges: list[tuple[int, int]]) -> Any:
    return np.array(edges, np.int64).reshape(-1, 2).T


def pages(fanout: HomeTimelines, n: int) -> list[tuple[list[int], list[int]]]:
    """Give every home timeline, one at a time, and see that all at once are the same."""
    found = []
    homes = fanout.homes(np.arange(fanout.users), n)
    for user in range(fanout.users):
        page = fanout.home(user, n)
        ids, originals = page.ids.tolist(), page.originals.tolist()
        assert ids == sorted(set(ids), reverse=True)
        assert len(set(originals)) == len(originals)
        assert page.entries_read >= len(ids)
        assert [each for each in homes.ids[user].tolist() if each >= 0] == ids
        assert [each for each in homes.originals[user].tolist() if each >= 0] == originals
        assert homes.ids[user].tolist()[: len(ids)] == ids, "what is missing comes last"
        found.append((ids, originals))
    return found


def seen(fanout: HomeTimelines, user: int) -> list[int]:
    ids: list[int] = fanout.home(user, CAP).ids.tolist()
    return ids
