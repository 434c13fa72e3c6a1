"""Keep flushes until they are answered, and say up to where all are.

    cut 0: flush 0     answered
    cut 1: flush 1     waits                 all before cut 1 is answered
    cut 2: flush 2, 3  2 answered, 3 waits

An answer to 1 moves that to the start of cut 2, one to 3 as well to its end.
"""

from collections import deque
from typing import Final

from twitlab.arguments import is_int, shown
from twitlab.errors import BadType
from twitlab.log.cuts import Cut
from twitlab.log.flush import Flush

Name = tuple[int, int, int]  # of a flush
_NAME_LENGTH: Final = 3


class Outbox:
    """Hold the flushes of one gateway that wait for an answer.

    The model: flushes come in the order of their sequences, those of a cut together.

    Args:
        answered: the offset before which all events are answered.

    Complexity: O(1) a call, over all of them; the flushes that wait.
    """

    def __init__(self, answered: int) -> None:
        self._answered = answered
        self._open: deque[Cut] = deque()  # from there on; the first has a flush that waits
        self._waiting: dict[Name, Flush] = {}  # sequences ascend
        self._fresh: list[Flush] = []  # that were not given yet

    @property
    def answered(self) -> int:
        """The offset before which all events are answered."""
        return self._answered

    def add(self, cut: Cut, flushes: list[Flush]) -> None:
        """Keep the flushes of a cut."""
        self._open.append(cut)
        self._waiting |= {each.name: each for each in flushes}
        self._fresh += flushes

    def fresh(self) -> list[Flush]:
        """Give the flushes that were not given before."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def waiting(self) -> list[Flush]:
        """Give all flushes that wait, the oldest first."""
        return list(self._waiting.values())

    def remove(self, name: Name) -> bool:
        """Forget a flush that is answered, and say whether it was waited for."""
        if self._waiting.pop(name, None) is None:
            return False
        first = next(iter(self._waiting.values()), None)
        while self._open and (first is None or self._open[0].next_sequence <= first.sequence):
            self._answered = self._open.popleft().end
        return True

    def check_invariants(self) -> None:
        """Assert what must hold between any two calls."""
        assert all(name == each.name for name, each in self._waiting.items())
        waits = [each.sequence for each in self._waiting.values()]
        assert waits == sorted(set(waits))
        opened = {at for cut in self._open for at in range(cut.sequence, cut.next_sequence)}
        assert set(waits) <= opened
        assert bool(waits) == bool(self._open)
        assert not waits or waits[0] < self._open[0].next_sequence
        assert not waits or self._answered == self._open[0].start


def check_name(name: object) -> Name:
    """Refuse what is no name of a flush.

    Raises:
        BadType: it is none.
    """
    if not isinstance(name, tuple) or len(name) != _NAME_LENGTH or not all(map(is_int, name)):
        raise BadType(f"name must be of a flush: gateway, sequence, minute, got {shown(name)}")
    return name
