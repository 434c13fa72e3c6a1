"""Keep a social graph the way one would write it first: a dict of edges."""

import numpy as np

from twitlab.errors import BadType
from twitlab.graph.writes import NORMAL, EdgeWrites


class PlainGraph:
    """Remember for each edge its latest time and state; read by looking at all of them.

    It keeps every promise of :class:`~twitlab.graph.SocialGraph` on order and repetition, without
    partitions, a low-water mark or speed: a read looks at every edge there is.

    >>> graph = PlainGraph()
    >>> graph.apply(EdgeWrites(np.array([1, 2]), 3, at=10))
    >>> graph.followers(3), graph.follows(1, 3)
    ([1, 2], True)
    """

    def __init__(self) -> None:
        self._edges: dict[tuple[int, int], tuple[int, int]] = {}  # (source, destination) to newest

    def apply(self, writes: EdgeWrites) -> None:
        """Apply writes one by one: the later time wins, on a tie the larger state.

        Args:
            writes: what to write.

        Raises:
            BadType: writes are not EdgeWrites.

        Complexity: O(writes), some 300 bytes an edge.

        Source: FlockDB, README: one edge for a source and a destination.

        >>> PlainGraph().apply(EdgeWrites(np.array([1]), 3, at=10))
        """
        if not isinstance(writes, EdgeWrites):
            raise BadType(f"writes must be EdgeWrites, got {writes!r}")
        columns = (writes.sources, writes.destinations, writes.at, writes.states)
        for source, destination, at, state in zip(*(np.asarray(c).tolist() for c in columns)):
            edge = (source, destination)
            self._edges[edge] = max(self._edges.get(edge, (-1, 0)), (at, state))

    def follows(self, source: int, destination: int) -> bool:
        """Say whether a source follows a destination.

        Complexity: O(1).
        """
        return self._edges.get((source, destination), (0, -1))[1] == NORMAL

    def followers(self, user: int) -> list[int]:
        """List who follows a user, ascending.

        Complexity: O(edges).
        """
        return sorted(s for (s, d), (_, state) in self._edges.items() if d == user and not state)

    def followees(self, user: int) -> list[int]:
        """List whom a user follows, ascending.

        Complexity: O(edges).
        """
        return sorted(d for (s, d), (_, state) in self._edges.items() if s == user and not state)
