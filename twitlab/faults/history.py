"""Hold who sent what to whom and when, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from twitlab.arguments import check_int
from twitlab.errors import BadType, BadValue

MAX_MS: Final = (1 << 53) - 1


@dataclass(frozen=True, slots=True)
class Message:
    """Say who sent what to whom, and when it came.

    Args:
        payload: anything: a write to the graph, a tweet for a timeline.
        sent_ms: when, 0 to 2**53 - 1.
        sender: who, a name.
        receiver: to whom, a name.
        arrived_ms: when each copy came: none if it was lost, two if it was doubled; not before
            sent_ms.

    Raises:
        BadType: a time is not an int, a name not a str, or arrived_ms not a tuple.
        BadValue: a time is out of range, or a name is empty.

    >>> Message("follow", 3, arrived_ms=(5,)).fate
    'arrived'
    """

    payload: Any
    sent_ms: int
    sender: str = "client"
    receiver: str = "replica"
    arrived_ms: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_int("sent_ms", self.sent_ms, 0, MAX_MS)
        for name in ("sender", "receiver"):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise BadType(f"{name} must be a str, got {value!r:.80}")
            if not value:
                raise BadValue(f"{name} must not be empty")
        if not isinstance(self.arrived_ms, tuple):
            raise BadType(f"arrived_ms must be a tuple of ints, got {self.arrived_ms!r:.80}")
        for each in self.arrived_ms:
            check_int("arrived_ms", each, self.sent_ms, 2 * MAX_MS)

    @property
    def fate(self) -> str:
        """What became of it: "lost", "arrived" or "doubled"."""
        return ("lost", "arrived", "doubled")[min(len(self.arrived_ms), 2)]


@dataclass(frozen=True, slots=True)
class History:
    """Hold messages in the order in which they were sent, with what became of each.

    Args:
        messages: in the order of sent_ms.

    Raises:
        BadType: messages is not a tuple of Messages.
        BadValue: a time runs back.

    >>> late, soon = Message("a", 0, arrived_ms=(9,)), Message("b", 1, arrived_ms=(2,))
    >>> [message.payload for _, message in History((late, soon)).arrivals()]
    ['b', 'a']
    """

    messages: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.messages, tuple):
            raise BadType(f"messages must be a tuple, got {type(self.messages).__name__}")
        sent_ms = 0
        for message in self.messages:
            if not isinstance(message, Message):
                raise BadType(f"messages must be Messages, got {message!r:.80}")
            if message.sent_ms < sent_ms:
                raise BadValue(f"sent_ms must not run back, got {message.sent_ms} after {sent_ms}")
            sent_ms = message.sent_ms

    def __len__(self) -> int:
        return len(self.messages)

    def arrivals(self) -> list[tuple[int, Message]]:
        """Give all copies that came and when, in that order; of one time, in the order of sending.

        Complexity: O(copies log copies).
        """
        return [(at, self.messages[place]) for at, place in self._copies()]

    def replay(self, receive: Callable[[Any], object], receiver: str | None = None) -> None:
        """Hand over the payloads as they came.

        Args:
            receive: gets each payload, one of a doubled message twice.
            receiver: only what was sent to this one; None for all.

        Complexity: O(copies log copies), and what receive takes.
        """
        for _, message in self.arrivals():
            if receiver in (None, message.receiver):
                receive(message.payload)

    def late(self) -> tuple[Message, ...]:
        """Give the messages of which a copy came after one that was sent later to the receiver."""
        passed: set[int] = set()
        newest: dict[str, int] = {}
        for _, place in self._copies():
            receiver = self.messages[place].receiver
            if newest.setdefault(receiver, place) > place:
                passed.add(place)
            newest[receiver] = max(newest[receiver], place)
        return tuple(self.messages[place] for place in sorted(passed))

    def _copies(self) -> list[tuple[int, int]]:
        """Give when each copy came, and the place of its message, in order."""
        return sorted(
            (at, place) for place, message in enumerate(self.messages) for at in message.arrived_ms
        )
