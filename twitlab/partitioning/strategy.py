"""Place tweets on partitions by a hash of the user or of the tweet.

A strategy says three things: where a row is written, which partitions may hold a tweet, and which
must be asked, step by step, for a user's newest tweets. It is immutable: a changed one is another.
Rings are in `ring.py`, partitions by time in `by_time.py`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_ids, check_int
from twitlab.columns import Ints, group
from twitlab.errors import BadType, BadValue
from twitlab.hashing import Hashes, hash_int, hash_ints
from twitlab.ids import MAX_ID

# A partition, and which of the asked ids it is asked for.
Route = tuple[int, NDArray[np.intp]]

MAX_PARTITIONS = 1 << 16
_MAX_SEED = (1 << 64) - 1


@runtime_checkable
class Strategy(Protocol):
    """Say where tweets are written and looked for."""

    @property
    def key(self) -> str:
        """What a row is placed by: "user", "tweet" or "time"."""
        ...

    @property
    def partitions(self) -> tuple[int, ...]:
        """The numbers of all partitions, 0 to 65,535, different."""
        ...

    def place(self, ids: Ints, user_ids: Ints) -> tuple[Ints, "Strategy"]:
        """Return each row's partition, shape (count,), and the strategy after writing them."""
        ...

    def routes(self, ids: Ints) -> list[Route]:
        """Return which partitions to ask for which of ids, by index."""
        ...

    def steps(self, user_id: int, before_id: int | None) -> Iterable[Sequence[int]]:
        """Yield partitions to ask together; a later step holds only older tweets."""
        ...

    def steps_of_many(self, user_ids: Ints) -> Iterable[list[Route]]:
        """Yield what to ask together for many users, by index; a later step holds only older."""
        ...

    def may_hold(self, partition: int, ids: Ints, user_ids: Ints) -> bool:
        """Return whether these rows may all be in this partition."""
        ...

    def with_node(self) -> "Strategy":
        """Return the strategy with one more node."""
        ...

    def without_node(self, node: int) -> "Strategy":
        """Return the strategy without a node."""
        ...


class Hashed:
    """Place rows on nodes by a hash of the user or of the tweet; a node is one partition.

    Whoever places by user asks one partition for a user and all N for a tweet; whoever places by
    tweet asks one for a tweet and all N for a user. What the model leaves out: replicas.
    Here the hash modulo N picks the node; `Ring` picks otherwise.

    Args:
        key: "user" or "tweet".
        nodes: how many, numbered from 0, or their numbers; 1 to 65,536, each 0 to 65,535.
        seed: which hash function, 0 to 2**64 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range, or a node is there twice.

    Complexity: O(1) for a key.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, "T-Bird Implementation" and "T-Flock".

    >>> Hashed("user", 4).owners(np.array([1, 2, 3])).tolist()
    [2, 3, 2]
    """

    __slots__ = ("_nodes", "key", "partitions", "seed")

    def __init__(self, key: str, nodes: int | Sequence[int], seed: int = 0) -> None:
        if key not in ("user", "tweet"):
            raise BadValue(f"key must be 'user' or 'tweet', got {key!r}")
        self.key = key
        self.partitions = _check_nodes(nodes)
        self.seed = check_int("seed", seed, 0, _MAX_SEED)
        self._nodes = np.array(self.partitions, dtype=np.int64)

    def owners(self, keys: NDArray[Any]) -> Ints:
        """Return the node of each key.

        Args:
            keys: user ids or tweet ids, as the strategy's key is, any integer dtype, shape (n,).

        Returns:
            Nodes, int64, shape (n,).

        Raises:
            BadType: keys is not an array of integers.
            BadValue: keys is not one-dimensional, or one is not from 0 to 2**63 - 1.

        Complexity: O(n); on a ring O(n log(points)).
        """
        return self._of_hashes(hash_ints(check_ids("keys", keys, MAX_ID), self.seed))

    def place(self, ids: Ints, user_ids: Ints) -> tuple[Ints, Strategy]:
        """Return each row's partition; the strategy stays as it is."""
        return self.owners(user_ids if self.key == "user" else ids), self

    def routes(self, ids: Ints) -> list[Route]:
        """Return where to ask for which ids: by user everywhere, by tweet at its one node."""
        return group(self.owners(ids)) if self.key == "tweet" else self._everywhere(ids)

    def steps(self, user_id: int, before_id: int | None) -> Iterable[Sequence[int]]:
        """Return one step: the user's node, or all of them."""
        if self.key == "tweet":
            return (self.partitions,)
        return ((self._of_hash(hash_int(user_id, self.seed)),),)

    def steps_of_many(self, user_ids: Ints) -> Iterable[list[Route]]:
        """Return one step: each user's node, or all of them for all users."""
        if self.key == "tweet":
            return (self._everywhere(user_ids),)
        return (group(self.owners(user_ids)),)

    def may_hold(self, partition: int, ids: Ints, user_ids: Ints) -> bool:
        """Return whether these rows all belong to this partition."""
        return bool((self.place(ids, user_ids)[0] == partition).all())

    def with_node(self) -> "Hashed":
        """Return the strategy with one more node, numbered above all others.

        Raises:
            BadValue: there is no higher number.
        """
        return self._with((*self.partitions, self.partitions[-1] + 1))

    def without_node(self, node: int) -> "Hashed":
        """Return the strategy without a node.

        Raises:
            BadType: node is not an int.
            BadValue: there is no such node, or it is the only one.
        """
        node = check_int("node", node, 0, MAX_PARTITIONS - 1)
        if node not in self.partitions:
            raise BadValue(f"node must be one of {self.partitions}, got {node}")
        return self._with(tuple(each for each in self.partitions if each != node))

    def _everywhere(self, keys: Ints) -> list[Route]:
        return [(node, np.arange(len(keys))) for node in self.partitions]

    def _of_hashes(self, hashes: Hashes) -> Ints:
        owners: Ints = self._nodes[hashes % np.uint64(len(self._nodes))]
        return owners

    def _of_hash(self, one: int) -> int:
        return self.partitions[one % len(self.partitions)]

    def _with(self, nodes: tuple[int, ...]) -> "Hashed":
        return Hashed(self.key, nodes, self.seed)


class ByUser(Hashed):
    """Place a tweet by a hash of its user, modulo the nodes.

    A user's tweets are together; a tweet's id alone does not say where it is, so all N are asked.

    Args:
        nodes: how many, numbered from 0, or their numbers; 1 to 65,536.
        seed: which hash function, 0 to 2**64 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(1) for a key.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, "T-Flock": "user_id index by user id".

    >>> list(ByUser(8).steps(7, None)), len(ByUser(8).routes(np.array([99])))
    ([(6,)], 8)
    """

    __slots__ = ()

    def __init__(self, nodes: int | Sequence[int], seed: int = 0) -> None:
        super().__init__("user", nodes, seed)

    def _with(self, nodes: tuple[int, ...]) -> "ByUser":
        return ByUser(nodes, self.seed)


class ByTweet(Hashed):
    """Place a tweet by a hash of its id, modulo the nodes.

    Writes spread evenly and a tweet is at one place; a user's tweets are everywhere, so all N are
    asked for them.

    Args:
        nodes: how many, numbered from 0, or their numbers; 1 to 65,536.
        seed: which hash function, 0 to 2**64 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(1) for a key.

    Source: Kallen, "Big Data in Real-Time at Twitter", 2010, "T-Bird Implementation": "Finding
    recent tweets by user_id queries N partitions".

    >>> list(ByTweet(3).steps(7, None)), len(ByTweet(8).routes(np.array([99])))
    ([(0, 1, 2)], 1)
    """

    __slots__ = ()

    def __init__(self, nodes: int | Sequence[int], seed: int = 0) -> None:
        super().__init__("tweet", nodes, seed)

    def _with(self, nodes: tuple[int, ...]) -> "ByTweet":
        return ByTweet(nodes, self.seed)


def check_fresh(strategy: object) -> Strategy:
    """Refuse what is no strategy, and a ByTime that another store has filled.

    Raises:
        BadType: strategy is none.
        BadValue: the strategy is in use.
    """
    if isinstance(strategy, type) or not isinstance(strategy, Strategy):
        raise BadType(f"strategy must be a ByUser, ByTweet, ByTime or Ring, got {strategy!r}")
    if strategy.key == "time" and strategy.partitions:
        raise BadValue("strategy must be new, got a ByTime that holds tweets: make another")
    return strategy


def _check_nodes(nodes: object) -> tuple[int, ...]:
    if isinstance(nodes, tuple | list):
        check_int("nodes", len(nodes), 1, MAX_PARTITIONS)
        numbers = tuple(sorted(check_int("nodes", n, 0, MAX_PARTITIONS - 1) for n in nodes))
        if len(set(numbers)) < len(numbers):
            raise BadValue(f"nodes must be different, got {nodes!r}")
        return numbers
    return tuple(range(check_int("nodes", nodes, 1, MAX_PARTITIONS)))
