"""Shrink a history that makes something fail to one in which nothing can be left out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from twitlab.errors import BadType, BadValue
from twitlab.faults.history import History, Message

Fails = Callable[[History], bool]
Messages = tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Hold what is left of a history, and say what it cost.

    Args:
        history: it still fails.
        tries: how many histories were tried.
    """

    history: History
    tries: int


def shrink(history: History, fails: Fails) -> Shrunk:
    """Leave out messages and repair faults while it still fails.

    In the end no message can be left out and no fault repaired: every one that is there matters.
    A shorter one may exist of which this is no part: to be sure one would have to try all. Last,
    times become small numbers, if it still fails then.

    Args:
        history: one that fails.
        fails: says whether a history does; it says the same each time it is asked.

    Returns:
        The smallest one that was found.

    Raises:
        BadType: history is no History, or fails cannot be called.
        BadValue: history does not fail.

    Complexity: O(messages) tries if few matter, O(messages**2) at worst.

    Source: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE
    28 (2002), section 3 (ddmin: what remains is 1-minimal).

    >>> history = History(tuple(Message(n, n, arrived_ms=(n + 1, n + 1)) for n in range(9)))
    >>> def counts_wrong(history):
    ...     counter = []
    ...     history.replay(counter.append)
    ...     return len(counter) != len(history)
    >>> shrunk = shrink(history, counts_wrong).history
    >>> len(shrunk), shrunk.messages[0].fate
    (1, 'doubled')
    """
    if not isinstance(history, History):
        raise BadType(f"history must be a History, got {history!r:.80}")
    if not callable(fails):
        raise BadType(f"fails must be a function of a History, got {fails!r:.80}")
    search = _Search(fails)
    if not search.still_fails(history.messages):
        raise BadValue("history must fail, got one that does not")
    messages, before = history.messages, None
    while messages != before:
        before = messages
        messages = search.repaired(search.fewer(messages))
    small = _small_times(messages)
    if search.still_fails(small):
        messages = small
    return Shrunk(History(messages), search.tries)


class _Search:
    """Ask whether it still fails, and count how often."""

    def __init__(self, fails: Fails) -> None:
        self._fails = fails
        self.tries = 0

    def still_fails(self, messages: Messages) -> bool:
        self.tries += 1
        return bool(self._fails(History(messages)))

    def fewer(self, messages: Messages) -> Messages:
        """Leave out pieces: halves first, single messages last, until none can go."""
        size = max(1, len(messages) // 2)
        while True:
            before, start = messages, 0
            while start < len(messages):
                rest = messages[:start] + messages[start + size :]
                if self.still_fails(rest):
                    messages = rest
                else:
                    start += size
            if size == 1 and messages == before:
                return messages
            size = max(1, size // 2)

    def repaired(self, messages: Messages) -> Messages:
        """Repair what was lost, doubled or late, one after the other, where it may be."""
        delays = [at - message.sent_ms for message in messages for at in message.arrived_ms]
        least = min(delays, default=1)
        place = 0
        while place < len(messages):
            for better in _repairs(messages[place], least):
                tried = (*messages[:place], better, *messages[place + 1 :])
                if self.still_fails(tried):
                    messages = tried
                    break
            else:
                place += 1
        return messages


def _repairs(message: Message, least: int) -> Iterator[Message]:
    """Give the message with fewer faults, the best first."""
    in_time = message.sent_ms + least
    arrived = message.arrived_ms
    choices: list[tuple[int, ...]] = [(in_time,), *((at,) for at in arrived)]
    choices += [(in_time, in_time), *((in_time, at) for at in arrived)]
    for choice in choices:
        if _badness(choice, in_time) < _badness(arrived, in_time):
            yield replace(message, arrived_ms=choice)


def _badness(arrived: tuple[int, ...], in_time: int) -> tuple[int, int]:
    """Rank what became of a message: by lost and further copies, then by late ones."""
    return abs(len(arrived) - 1), sum(at != in_time for at in arrived)


def _small_times(messages: Messages) -> Messages:
    """Number the moments at which something happens, in their order."""
    times = {message.sent_ms for message in messages}
    times.update(at for message in messages for at in message.arrived_ms)
    small = {at: number for number, at in enumerate(sorted(times))}
    return tuple(
        replace(
            message,
            sent_ms=small[message.sent_ms],
            arrived_ms=tuple(small[at] for at in message.arrived_ms),
        )
        for message in messages
    )
