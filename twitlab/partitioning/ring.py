"""Place keys on a consistent-hash ring, and count the keys that a new placement moves.

A ring of 100 places in place of 2**64, and three nodes with ten points:

    point    4  17  23  31  48  55  62  70  84  91
    taker    a   b   a   c   b   a   c   b   c   a  (a)

A key that hashes to 50 goes to the next point, 55, so to node a. 95 goes around to 4, and to a: the
taker behind the last one spares the question whether a key is behind all points. Now node d comes,
with a point at 52. Keys from 49 to 52 leave a for d, and no other key moves. Had the rule been
`hash % nodes`, three of four keys would have. With many points each, d takes a little from all.

>>> points = np.array([4, 17, 23, 31, 48, 55, 62, 70, 84, 91])
>>> takers = np.array(list("abacbacbca" + "a"))
>>> takers[points.searchsorted([50, 95, 17])].tolist()
['a', 'a', 'b']
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.hashing import Hashes, hash_int, hash_ints, hash_text
from twitlab.partitioning.answers import Moved
from twitlab.partitioning.strategy import Hashed

_MAX_VIRTUAL = 4_096
_MAX_POINTS = 1 << 22
_NODE_SHIFT = 12  # a node number and a virtual one make one number


class Ring(Hashed):
    """Place a key at the node whose next point on a ring of 2**64 places follows the key's hash.

    Each node has many points, its virtual nodes, so that shares are nearly even: with V of them a
    share's standard deviation is about 1 / sqrt(V) of it. A node that comes or goes moves only the
    keys that it takes or leaves. What the model leaves out: replicas and nodes of unequal size.

    Args:
        nodes: how many, numbered from 0, or their numbers; 1 to 65,536.
        virtual_nodes: points for each node, 1 to 4,096; with all nodes at most 2**22.
        key: "user" or "tweet".
        seed: which hash function, 0 to 2**64 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(P log P) to make, O(log P) for a key, 16 * P bytes; P = nodes * virtual_nodes.

    Source: Karger et al., "Consistent Hashing and Random Trees", STOC 1997, section 4; virtual
    nodes as in DeCandia et al., "Dynamo", SOSP 2007, section 4.2.

    >>> moved_keys(Ring(4), Ring(5), np.arange(1_000)).keys_moved
    197
    """

    __slots__ = ("_points", "_takers", "virtual_nodes")

    def __init__(
        self,
        nodes: int | Sequence[int],
        virtual_nodes: int = 128,
        key: str = "user",
        seed: int = 0,
    ) -> None:
        super().__init__(key, nodes, seed)
        self.virtual_nodes = check_int("virtual_nodes", virtual_nodes, 1, _MAX_VIRTUAL)
        if len(self._nodes) * self.virtual_nodes > _MAX_POINTS:
            raise BadValue(
                f"virtual_nodes must be at most {_MAX_POINTS // len(self._nodes)} for "
                f"{len(self._nodes)} nodes, got {virtual_nodes}"
            )
        named = self._nodes[:, None] << _NODE_SHIFT | np.arange(self.virtual_nodes)  # (nodes, V)
        # Another function than the keys': else small user ids would sit on node 0's own points.
        points = hash_ints(named.ravel(), hash_text("ring", self.seed))  # (P,), all different
        order = np.argsort(points, kind="stable")
        self._points = points[order]
        # The last key range wraps around to the first point.
        self._takers = np.append(np.repeat(self._nodes, self.virtual_nodes)[order], 0)
        self._takers[-1] = self._takers[0]

    def owner_plain(self, key: int) -> int:
        """Return a key's node by looking at every point: what one would write first.

        Args:
            key: a user id or a tweet id, 0 to 2**63 - 1.

        Returns:
            The node.

        Raises:
            BadType: key is not an int.
            BadValue: key is out of range.

        Complexity: O(P).

        >>> [Ring(4).owner_plain(7)] == Ring(4).owners(np.array([7])).tolist()
        True
        """
        here = hash_int(check_int("key", key, 0, (1 << 63) - 1), self.seed)
        around = [(point - here) % (1 << 64) for point in self._points.tolist()]
        return int(self._takers[around.index(min(around))])

    def _of_hashes(self, hashes: Hashes) -> Ints:
        taken: Ints = self._takers[self._points.searchsorted(hashes)]
        return taken

    def _of_hash(self, one: int) -> int:
        # A bare int below 2**63 would be an int64, and with uint64 points that makes floats.
        return int(self._takers[self._points.searchsorted(np.uint64(one))])

    def _with(self, nodes: tuple[int, ...]) -> "Ring":
        return Ring(nodes, self.virtual_nodes, self.key, self.seed)


def moved_keys(before: Hashed, after: Hashed, keys: NDArray[Any]) -> Moved:
    """Count how many keys a new placement moves, without storing anything.

    From N nodes to N + 1 the least possible is a share of 1 / (N + 1), and a ring comes near it;
    modulo moves about N / (N + 1).

    Args:
        before: how keys were placed.
        after: how they are placed now.
        keys: different keys, any integer dtype, shape (n,).

    Returns:
        Keys and keys moved; rows are keys here.

    Raises:
        BadType: a placement is not a Hashed (ByUser, ByTweet, Ring), or keys no array of integers.
        BadValue: keys is not one-dimensional, or one is not from 0 to 2**63 - 1.

    Complexity: O(n log(points)).

    Source: Karger et al., "Consistent Hashing and Random Trees", STOC 1997, section 4.

    >>> from twitlab.partitioning.strategy import ByUser
    >>> moved_keys(ByUser(4), ByUser(5), np.arange(1_000)).keys_moved
    802
    """
    for name, value in (("before", before), ("after", after)):
        if not isinstance(value, Hashed):
            raise BadType(f"{name} must be a ByUser, a ByTweet or a Ring, got {value!r}")
    moved = int((before.owners(keys) != after.owners(keys)).sum())
    return Moved(len(keys), moved, len(keys), moved)
