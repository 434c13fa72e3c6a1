"""Remember which flushes came, in little space: all below one number, and the few beyond a gap.

    came 0 1 2 5 4       next 3, beyond 4 5
    comes 4              again: dropped
    comes 3              next 6, beyond nothing

It needs sequences without gaps, which a gateway gives. Space is bounded by refusing what comes too
far ahead, as TCP's window does: the sender has it still, and sends it again.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from twitlab.arguments import check_int, check_kind, shown
from twitlab.columns import Ints
from twitlab.errors import BadValue, TwitlabError

WINDOW: Final = 4_096
SEEN_COLUMNS: Final = ("gateways", "nexts", "beyond_gateways", "beyond")


class TooFarAhead(TwitlabError, RuntimeError):
    """Refuse a flush for now: too many before it have not come."""


class Seen:
    """Remember sequences of gateways.

    Args:
        window: how far from the first that is missing a sequence may lie, 1 or more.

    Raises:
        BadType: window is no int.
        BadValue: window is out of range.

    Complexity: O(1) a sequence, over all of them; space O(gateways + those beyond a gap).

    >>> seen = Seen()
    >>> [seen.add(3, sequence) for sequence in (0, 2, 2, 1, 0)], seen.next(3)
    ([True, True, False, True, False], 3)
    """

    def __init__(self, window: int = WINDOW) -> None:
        self._window = check_int("window", window, 1, None)
        self._next: dict[int, int] = {}  # by gateway: all below have come, and this one has not
        self._beyond: dict[int, set[int]] = {}  # by gateway: what came above it; no empty set

    def add(self, gateway: int, sequence: int) -> bool:
        """Remember a sequence, and say whether it is new.

        Args:
            gateway: 0 or more.
            sequence: 0 or more.

        Raises:
            BadType: an argument is not an int.
            BadValue: one is below 0.
            TooFarAhead: the sequence is; nothing was remembered.
        """
        sequence = check_int("sequence", sequence, 0, None)
        low = self.next(gateway)
        if self.has(gateway, sequence):
            return False
        if sequence >= low + self._window:
            raise TooFarAhead(
                f"sequence of gateway {gateway} must be below {low + self._window} until {low} "
                f"comes, got {shown(sequence)}"
            )
        beyond = self._beyond.setdefault(gateway, set())
        beyond.add(sequence)
        while low in beyond:
            beyond.remove(low)
            low += 1
        if not beyond:
            del self._beyond[gateway]
        self._next[gateway] = low
        return True

    def has(self, gateway: int, sequence: int) -> bool:
        """Say whether a sequence has come."""
        sequence = check_int("sequence", sequence, 0, None)
        return sequence < self.next(gateway) or sequence in self._beyond.get(gateway, ())

    def next(self, gateway: int) -> int:
        """Give the first sequence of a gateway that has not come."""
        return self._next.get(check_int("gateway", gateway, 0, None), 0)

    def columns(self) -> dict[str, Ints]:
        """Give all that is remembered, for a file that `of` reads.

        Complexity: O(gateways + those beyond a gap).
        """
        beyond = [(at, each) for at in sorted(self._beyond) for each in sorted(self._beyond[at])]
        columns = [sorted(self._next), [self._next[at] for at in sorted(self._next)]]
        columns += [list(each) for each in zip(*beyond)] or [[], []]
        return {name: np.array(column, np.int64) for name, column in zip(SEEN_COLUMNS, columns)}

    @classmethod
    def of(cls, columns: Mapping[str, Ints], window: int = WINDOW) -> "Seen":
        """Remember what columns say.

        Raises:
            BadType: columns are no mapping.
            BadValue: one of them is missing.

        Complexity: O(gateways + those beyond a gap).
        """
        check_kind("columns", columns, Mapping)
        if missing := [name for name in SEEN_COLUMNS if name not in columns]:
            raise BadValue(f"columns must have {missing[0]}, got {shown(list(columns))}")
        gateways, nexts, at, beyond = (columns[name].tolist() for name in SEEN_COLUMNS)
        seen = cls(window)
        seen._next = dict(zip(gateways, nexts))
        for gateway, sequence in zip(at, beyond):
            seen._beyond.setdefault(gateway, set()).add(sequence)
        return seen

    def check_invariants(self) -> None:
        """Assert what must hold between any two calls."""
        for gateway, beyond in self._beyond.items():
            low = self._next[gateway]
            assert beyond
            assert low < min(beyond) <= max(beyond) < low + self._window
