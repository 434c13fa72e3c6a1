"""Keep which replicas of a partition are there, and count what they do."""

from twitlab.arguments import check_int
from twitlab.errors import BadValue


class Replicas:
    """Let the replicas of one partition answer in turn.

    The model: segments never change, so all replicas that answer hold the same, and one copy in
    this process stands for them. What is written while a replica is away waits in a log; it gets
    that before it answers again. What the model leaves out: that a replica lags behind, and one
    that comes back empty.

    Args:
        count: how many there are, 1 or more.

    Complexity: O(1) for each; O(count) to find the next that is there.

    >>> replicas = Replicas(2)
    >>> replicas.take_down(0)
    >>> replicas.write(1, 100), replicas.ask(), replicas.ask(), replicas.bring_back(0)
    ((1, 100), 1, 1, (1, 100))
    """

    __slots__ = (
        "_is_there",
        "_next",
        "_waiting",
        "postings_read",
        "postings_written",
        "requests",
        "tweets",
        "writes",
    )

    def __init__(self, count: int) -> None:
        self._is_there = [True] * count
        self._next = 0  # whose turn it is
        self._waiting = [(0, 0)] * count  # messages and bytes that a replica has missed
        self.tweets = 0
        self.reset_counts()

    @property
    def is_there(self) -> bool:
        """Whether one of them answers."""
        return any(self._is_there)

    def reset_counts(self) -> None:
        """Count writes and reads from 0 again."""
        self.requests = [0] * len(self._is_there)
        self.writes = self.postings_written = self.postings_read = 0

    def count_writes(self, tweets: int, postings: int) -> None:
        """Count what new tweets put here."""
        self.tweets += tweets
        self.writes += tweets
        self.postings_written += postings

    def write(self, messages: int, size: int) -> tuple[int, int]:
        """Send something to all that are there, and keep it for the others.

        Args:
            messages: how many, to each.
            size: the bytes in these.

        Returns:
            Messages sent now, and their bytes.
        """
        for at, is_there in enumerate(self._is_there):
            if not is_there:
                waiting, waiting_bytes = self._waiting[at]
                self._waiting[at] = waiting + messages, waiting_bytes + size
        there = sum(self._is_there)
        return there * messages, there * size

    def ask(self) -> int:
        """Count a request to the next one that is there, and say which that is."""
        count = len(self._is_there)
        at = next(
            turn % count
            for turn in range(self._next, self._next + count)
            if self._is_there[turn % count]
        )
        self._next = (at + 1) % count
        self.requests[at] += 1
        return at

    def take_down(self, replica: int) -> None:
        """Take a replica away; one that is away stays so."""
        self._is_there[self._check(replica)] = False

    def bring_back(self, replica: int) -> tuple[int, int]:
        """Let a replica answer again, and send it what it has missed.

        Returns:
            Messages sent, and their bytes.
        """
        at = self._check(replica)
        self._is_there[at] = True
        missed, self._waiting[at] = self._waiting[at], (0, 0)
        return missed

    def check_invariants(self) -> None:
        """Assert that only who is away has missed something."""
        for is_there, waiting in zip(self._is_there, self._waiting, strict=True):
            assert not is_there or waiting == (0, 0)
        assert 0 <= self._next < len(self._is_there)

    def _check(self, replica: int) -> int:
        replica = check_int("replica", replica, 0, None)
        if replica >= len(self._is_there):
            raise BadValue(f"replica must be 0 to {len(self._is_there) - 1}, got {replica}")
        return replica
