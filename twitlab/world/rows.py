"""Hold what readers give to a world: edges and tweets under the ids that their source used."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import first_of_runs
from twitlab.errors import BadType, BadValue

# Users by number, int64, or by screen name, in lower case, object. Shape (rows,).
OuterUsers = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class EdgeRows:
    """Hold edges as a file names them: no self-loop, no duplicate.

    Args:
        sources: who follows, int64, shape (edges,).
        destinations: who is followed, int64, shape (edges,).
        self_loops: how many lines were left out because a user follows itself.
        duplicates: how many lines were left out because an earlier one says the same.

    Raises:
        BadType: an array is not int64.
        BadValue: the arrays differ in length, or hold a self-loop or a duplicate.
    """

    sources: NDArray[np.int64]
    destinations: NDArray[np.int64]
    self_loops: int = 0
    duplicates: int = 0

    def __post_init__(self) -> None:
        for name in ("sources", "destinations"):
            _check_column(name, getattr(self, name), len(self.sources), "int64")
        if (self.sources == self.destinations).any():
            raise BadValue(
                "sources and destinations must differ, got user "
                f"{self.sources[self.sources == self.destinations][0]} following itself"
            )
        if len(clean_edges(self.sources, self.destinations).sources) != len(self.sources):
            raise BadValue("edges must be different, got one twice")


@dataclass(frozen=True, slots=True, eq=False)
class TweetRows:
    """Hold tweets as a file names them, in any order.

    Args:
        tweet_ids: int64, shape (tweets,); None if the source has none.
        users: who wrote each, int64 or names, shape (tweets,).
        created_ms: Unix milliseconds, int64, shape (tweets,).
        kinds: indexes into world_tweets.KINDS, int8, shape (tweets,).
        to_users: whom each answers, repeats or mentions; -1, or "" among names, if none.
        targets: the id of the tweet it answers or repeats, int64; -1 if none is known.
        texts: what they say; None if the source does not tell.

    Raises:
        BadType: an array is of the wrong type.
        BadValue: the columns differ in length, or a tweet id is there twice.
    """

    tweet_ids: NDArray[np.int64] | None
    users: OuterUsers
    created_ms: NDArray[np.int64]
    kinds: NDArray[np.int8]
    to_users: OuterUsers
    targets: NDArray[np.int64]
    texts: tuple[str, ...] | None

    def __post_init__(self) -> None:
        count = len(self.users)
        _check_column("users", self.users, count, "int64", "object")
        _check_column("to_users", self.to_users, count, str(self.users.dtype))
        _check_column("created_ms", self.created_ms, count, "int64")
        _check_column("kinds", self.kinds, count, "int8")
        _check_column("targets", self.targets, count, "int64")
        if count and not 0 <= int(self.kinds.min()) <= int(self.kinds.max()) <= 3:
            raise BadValue("kinds must be from 0 to 3")
        if self.texts is not None and len(self.texts) != count:
            raise BadValue(f"texts must be {count} strings, got {len(self.texts)}")
        if self.tweet_ids is not None:
            _check_column("tweet_ids", self.tweet_ids, count, "int64")
            in_order = np.sort(self.tweet_ids)
            if (twice := in_order[~first_of_runs(in_order)]).size:
                raise BadValue(f"tweet_ids must be different, got {twice[0]} twice")


def clean_edges(sources: NDArray[np.int64], destinations: NDArray[np.int64]) -> "_Clean":
    """Leave out self-loops and duplicates, and say how many there were.

    Args:
        sources: who follows, shape (lines,).
        destinations: who is followed, shape (lines,).

    Returns:
        The edges that are left, sorted by source, then destination, and the two counts.

    Complexity: O(lines log lines).

    >>> clean = clean_edges(np.array([2, 1, 1, 1]), np.array([1, 1, 2, 2]))
    >>> clean.sources.tolist(), clean.self_loops, clean.duplicates
    ([1, 2], 1, 1)
    """
    loops = sources == destinations
    sources, destinations = sources[~loops], destinations[~loops]
    order = np.lexsort((destinations, sources))
    sources, destinations = sources[order], destinations[order]
    new = first_of_runs(sources) | first_of_runs(destinations)
    return _Clean(sources[new], destinations[new], int(loops.sum()), int((~new).sum()))


@dataclass(frozen=True, slots=True, eq=False)
class _Clean:
    sources: NDArray[np.int64]
    destinations: NDArray[np.int64]
    self_loops: int
    duplicates: int


def _check_column(name: str, column: object, count: int, *dtypes: str) -> None:
    if not isinstance(column, np.ndarray) or str(column.dtype) not in dtypes:
        got = column.dtype if isinstance(column, np.ndarray) else type(column).__name__
        raise BadType(f"{name} must be an array of {' or '.join(dtypes)}, got {got}")
    if column.shape != (count,):
        raise BadValue(f"{name} must have shape ({count},), got {column.shape}")
