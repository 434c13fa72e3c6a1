"""Note which flushes came, so that none counts twice, and which came after their hour was exact.

flush 3-17 of minute 600     new
flush 3-17 of minute 600     a repeat
settle before 660            what comes for 600 from now on is late, until it is in an hour too
"""

from twitlab.log import Flush


class Arrivals:
    """Remember the names of flushes, by minute, and count events that are late.

    Complexity: O(1) a flush; a name each that is not forgotten.
    """

    def __init__(self) -> None:
        self._names: dict[int, set[tuple[int, int, int]]] = {}  # of flushes, by minute
        self._settled = 0  # minutes before this are in exact hours
        self._late: dict[int, int] = {}  # events that came for settled minutes
        self.repeats = 0  # flushes that came again

    @property
    def late(self) -> dict[int, int]:
        """How many events came for each minute after it was settled."""
        return dict(self._late)

    def take(self, flush: Flush) -> bool:
        """Note a flush, and say whether it is new."""
        names = self._names.setdefault(flush.minute, set())
        if flush.name in names:
            self.repeats += 1
            return False
        names.add(flush.name)
        if flush.minute < self._settled:
            self._late[flush.minute] = self._late.get(flush.minute, 0) + flush.events
        return True

    def settle(self, before: int, counted: dict[int, int]) -> None:
        """Note which minutes are exact now, and which late events are in them."""
        self._settled = before
        left = {minute: n - counted.get(minute, 0) for minute, n in self._late.items()}
        self._late = {minute: n for minute, n in left.items() if n > 0}

    def forget(self, before: int) -> None:
        """Forget the names of old minutes; a repeat that comes even later is taken for new."""
        for old in [each for each in self._names if each < before]:
            del self._names[old]

    def check_invariants(self) -> None:
        """Assert that nothing is late that was counted."""
        assert all(n > 0 for n in self._late.values())
