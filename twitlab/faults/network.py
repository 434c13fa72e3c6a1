"""Lose, double and hold back what is sent, all from one seed.

What came of it is a History, in `history.py`; `shrinking.py` makes it small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_ints, check_number
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.faults.history import MAX_MS, History, Message
from twitlab.hashing import hash_ints

_DRAWS: Final = 8  # numbers that the fate of one message may use
_LOST, _DOUBLED, _HELD, _DELAY, _HOLD = 0, 1, 2, 4, 6  # which of them for what; a copy has its own


@dataclass(frozen=True, slots=True)
class Faults:
    """Say how bad a network is.

    Args:
        loss: the share of messages that never come, 0 to 1.
        duplication: the share, of those that come, that come twice, 0 to 1.
        reordering: the share of copies that are held back while later ones pass, 0 to 1.
        delay_ms: the least and the largest time that a copy takes, 0 or more.
        held_ms: how much later at most one comes that is held back, 1 or more.

    Raises:
        BadType: a share is not a number, a time not an int, or delay_ms not a pair.
        BadValue: a number is out of range.

    >>> Faults(loss=0.01).delay_ms
    (1, 10)
    """

    loss: float = 0.0
    duplication: float = 0.0
    reordering: float = 0.0
    delay_ms: tuple[int, int] = (1, 10)
    held_ms: int = 100

    def __post_init__(self) -> None:
        for name in ("loss", "duplication", "reordering"):
            check_number(name, getattr(self, name), 0, 1)
        pair: object = self.delay_ms
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise BadType(f"delay_ms must be a pair of ints, got {pair!r:.80}")
        least = check_int("delay_ms[0]", self.delay_ms[0], 0, MAX_MS // 4)
        check_int("delay_ms[1]", self.delay_ms[1], least, MAX_MS // 4)
        check_int("held_ms", self.held_ms, 1, MAX_MS // 4)


def transmit(messages: Sequence[Message], faults: Faults, seed: int) -> History:
    """Send messages over a bad network, and tell what became of each.

    The model: a copy takes a time between the two delays, all equally likely, and comes not before
    what was sent earlier from the same sender to the same receiver, as over TCP. One that is held
    back comes later still, and nobody waits for it. The fate of a message depends on the seed and
    on its place only, so that it is the same if fewer are sent after it. What the model leaves
    out: loss that comes in bursts, partitions of the network, crashes, clocks that differ, and
    messages that are changed on the way.

    Args:
        messages: in the order of sent_ms; what they say of arrivals is replaced.
        faults: how bad the network is.
        seed: 0 to 2**64 - 1.

    Returns:
        The history, the same for the same arguments on every machine.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: the seed is out of range, or a time runs back.

    Complexity: O(messages).

    Source: the faults are those that Jepsen's Maelstrom and FoundationDB's simulation bring about;
    Zhou et al., "FoundationDB", SIGMOD 2021, section 4, for one seed behind all of them.

    >>> sent = [Message(word, at) for at, word in enumerate("abcdef")]
    >>> history = transmit(sent, Faults(loss=0.3, duplication=0.3), seed=2)
    >>> [message.fate for message in history.messages]
    ['doubled', 'doubled', 'lost', 'arrived', 'doubled', 'arrived']
    """
    _check_faults(faults)
    sent = History(tuple(messages))
    draws = _draws(len(sent), seed)
    reached: dict[tuple[str, str], int] = {}  # when the last copy of a channel came, in order
    made = [
        _arrive(message, row, faults, reached)
        for message, row in zip(sent.messages, draws.tolist())
    ]
    return History(tuple(made))


def arrivals_of(sent_ms: Ints, faults: Faults, seed: int) -> tuple[Ints, Ints]:
    """Send many messages on one channel, and tell which came and when: `transmit` in columns.

    What an earlier copy reached is the largest time up to there of those not held back, so one
    running maximum has it for all. Sent at 0, 1 and 2, each copy to take 1, the first held for 5:

        at least     1  2  3
        not held     0  2  3     0 for a copy that nobody waits for
        reached      0  2  3     the running maximum
        came         6  2  3     the larger of `at least` and `reached`, and 5 for the first

    Args:
        sent_ms: when each is sent, ascending, shape (messages,).
        faults: how bad the network is.
        seed: 0 to 2**64 - 1.

    Returns:
        The place of each copy's message, and when it came: by time, and of one time in the order
        of sending; both of shape (copies,).

    Raises:
        BadType, BadValue: as transmit.

    Complexity: O(copies log copies), some 100 ns a message.

    >>> bad = Faults(duplication=0.3, reordering=0.5, delay_ms=(1, 1), held_ms=5)
    >>> [column.tolist() for column in arrivals_of(np.array([0, 1, 2]), bad, seed=4)]
    [[0, 1, 2, 2, 1], [1, 2, 3, 3, 7]]
    """
    _check_faults(faults)
    check_ints("sent_ms", sent_ms, 0, MAX_MS)
    sent_ms = sent_ms.astype(np.int64)
    back = np.flatnonzero(sent_ms[1:] < sent_ms[:-1])
    if len(back):
        before, after = sent_ms[back[0]], sent_ms[back[0] + 1]
        raise BadValue(f"sent_ms must not run back, got {after} after {before}")
    draws = _draws(len(sent_ms), seed)
    comes = np.empty((len(sent_ms), 2), bool)  # by message and copy
    comes[:, 0] = _share(draws[:, _LOST]) >= faults.loss
    comes[:, 1] = comes[:, 0] & (_share(draws[:, _DOUBLED]) < faults.duplication)
    places, copy = np.nonzero(comes)
    least, most = faults.delay_ms
    delays = draws[places, _DELAY + copy] % np.uint64(most - least + 1)
    at = sent_ms[places] + least + delays.astype(np.int64)
    is_held = _share(draws[places, _HELD + copy]) < faults.reordering
    reached = np.maximum.accumulate(np.where(is_held, 0, at))
    held = 1 + (draws[places, _HOLD + copy] % np.uint64(faults.held_ms)).astype(np.int64)
    at = np.maximum(at, reached) + is_held * held
    order = np.argsort(at, kind="stable")
    return places[order], at[order]


def _check_faults(faults: Faults) -> None:
    if not isinstance(faults, Faults):
        raise BadType(f"faults must be Faults, got {faults!r:.80}")


def _draws(messages: int, seed: int) -> NDArray[np.uint64]:
    """Give the random numbers that decide what becomes of each message, (messages, _DRAWS)."""
    return hash_ints(np.arange(messages * _DRAWS), seed).reshape(-1, _DRAWS)


def _arrive(
    message: Message,
    draws: list[int],
    faults: Faults,
    reached: dict[tuple[str, str], int],
) -> Message:
    channel = message.sender, message.receiver
    least, most = faults.delay_ms
    if _share(draws[_LOST]) < faults.loss:
        copies = 0
    else:
        copies = 1 + (_share(draws[_DOUBLED]) < faults.duplication)
    arrived = []
    for copy in range(copies):
        at = message.sent_ms + least + draws[_DELAY + copy] % (most - least + 1)
        at = max(at, reached.get(channel, 0))
        if _share(draws[_HELD + copy]) < faults.reordering:
            at += 1 + draws[_HOLD + copy] % faults.held_ms
        else:
            reached[channel] = at
        arrived.append(at)
    return Message(message.payload, message.sent_ms, *channel, tuple(sorted(arrived)))


def _share(draw: Any) -> Any:
    """Make a number of 64 random bits, or an array of such, one from 0 to below 1, exactly."""
    return (draw >> 11) / (1 << 53)
