"""Take events in at the edge, log them as they are, and send on how often each key came.

    take     event_id, time, key, author  ->  log, synced  ->  acknowledged
    flush    the log's next 4,000 events, or those of the last second  ->  gateway 3, sequence 17

What is logged has ids and authors: who wants to know later how many *different* people liked a
tweet can still find out. Who adds up first has lost both. The flush is for those who only count,
and want it soon.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from twitlab.arguments import as_path, check_int, check_kind, shown
from twitlab.clock import Clock
from twitlab.errors import BadValue, TwitlabError
from twitlab.log.admission import Admission
from twitlab.log.answers import Appended
from twitlab.log.buffer import Buffer
from twitlab.log.cuts import Cuts, check_whole, flushes_of, made_again, minutes_of
from twitlab.log.events import Events
from twitlab.log.files import Files
from twitlab.log.flush import Flush
from twitlab.log.log import EventLog
from twitlab.log.outbox import Name, Outbox, check_name
from twitlab.log.standing import Standing

FUTURE_MS: Final = 5_000  # how far a phone's clock may be ahead
_FLUSHES_WAITING: Final = 16  # times max_events: what may wait where nothing else is said


class GatewayFailed(TwitlabError, RuntimeError):
    """Refuse events until the gateway is opened anew: its log did not say what it has."""


class Gateway:
    """Log events, and flush them by age or size; one that comes back goes on where it was.

    The model: one gateway, one log on its own disk. An event is acknowledged when the log has
    synced it. Each flush stands for a stretch of the log that is noted before the flush is seen, so
    that it can be made again, equal, under the same sequence. Event time decides the minute; late
    events are taken, however late. What is acknowledged is flushed until it is answered: at least
    once, and exactly once for a receiver who drops repeats. What the model leaves out: the network,
    and a gateway whose disk never comes back; its events are missing, and `standing_of` its replica
    says how many.

    Args:
        number: of the gateway, 0 to 2**31 - 1.
        log: for events; nobody else appends to it.
        cuts: another log, for where the first was cut.
        max_age_ms: how long an event waits for others, 0 or more.
        max_events: how many a flush stands for at most, 1 or more.
        clock: of this machine; it may be wrong, and run back.
        max_waiting: how many events may wait for an answer, max_events or more.
        future_ms: how far behind the clock's latest time an event may lie.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range, or the log has less than was cut from it.
        DamagedFile: an event that no answer has come for is lost, or a cut is.

    Complexity: opening reads the events that no answer has come for; 16 bytes for each of them.
    """

    def __init__(
        self,
        number: int,
        log: EventLog,
        cuts: EventLog,
        *,
        max_age_ms: int,
        max_events: int,
        clock: Clock,
        max_waiting: int | None = None,
        future_ms: int = FUTURE_MS,
    ) -> None:
        check_kind("log", log, EventLog, "an ")
        check_kind("cuts", cuts, EventLog, "an ")
        if log is cuts:
            raise BadValue("cuts must be another log than that of the events, got the same")
        self._number, self._buffer, self._admission = _settled(
            number,
            clock,
            max_age_ms=max_age_ms,
            max_events=max_events,
            max_waiting=max_waiting,
            future_ms=future_ms,
        )
        self._log = log
        self._cuts = Cuts(cuts)
        self._outbox = Outbox(self._cuts.answered)
        self._end = log.end  # behind the last event that was buffered
        self._is_failed = False
        self._recover()

    @classmethod
    def open(
        cls,
        number: int,
        folder: str | Path,
        *,
        clock: Clock,
        files: Files | None = None,
        **settings: Any,
    ) -> "Gateway":
        """Open a gateway with both of its logs, as new ones or as it left them.

        Args:
            number: of the gateway.
            folder: for the logs.
            clock: of this machine.
            files: how they reach the disk.
            settings: as the gateway has them; each append is synced.

        Raises:
            BadType, BadValue, DamagedFile: as the gateway, and its logs.

        >>> from tempfile import TemporaryDirectory
        >>> from twitlab.clock import SystemClock
        >>> with TemporaryDirectory() as at:
        ...     gateway = Gateway.open(3, at, max_age_ms=0, max_events=9, clock=SystemClock())
        ...     gateway.take(Events(700, 5, 40, 7)).acknowledged
        ...     gateway.flushes()[0].name
        ...     gateway.close()
        True
        (3, 0, 0)
        """
        _settled(number, clock, **settings)  # what is refused leaves no folder
        logs: list[EventLog] = []
        try:
            for name in ("events", "cuts"):
                log = EventLog(as_path("folder", folder) / name, clock=clock, files=files)
                logs.append(log)
            return cls(number, *logs, clock=clock, **settings)
        except BaseException:
            for log in logs:
                log.close()
            raise

    def close(self) -> None:
        """Close both logs; what is not answered is sent when the gateway is opened again.

        Raises:
            OSError: the disk refuses.
        """
        self._log.close()
        self._cuts.close()

    def take(self, events: Events, *, producer: int = 0, sequence: int | None = None) -> Appended:
        """Log events, sync, and buffer them: all or none.

        Args:
            events: at most max_waiting.
            producer: who sends them, as the log knows it.
            sequence: of the producer's batch, by which the log knows one that comes again.

        Returns:
            The log's Appended, acknowledged.

        Raises:
            BadType: events are none.
            BadValue: an event lies too far in the future, there are too many, or somebody else has
                appended to the log.
            GatewayFull: too many events wait for an answer; nothing was taken.
            GatewayFailed: the log failed; what it has is found when the gateway is opened anew.
            OSError: the disk refuses; nothing was taken.

        Complexity: O(events), one sync.
        """
        self._check(events)
        try:
            appended = self._log.append(events, producer=producer, sequence=sequence)
            if not appended.acknowledged:
                self._log.sync()
        except BaseException:
            self._is_failed = self._log.end != self._end
            raise
        if not appended.repeated:
            self._buffer.add(events)
            self._end = self._log.end
        return replace(appended, acknowledged=True)

    def flushes(self) -> list[Flush]:
        """Give the flushes that are due by age or size and were not given before.

        Raises:
            OSError: the disk refuses to note them; they stay in the buffer.

        Complexity: O(events flushed), sorted by key; one sync for each max_events.
        """
        while count := self._buffer.due:
            minutes = self._buffer.oldest(count)
            cut = self._cuts.note(self._cuts.end + count, len(minutes), self._outbox.answered)
            self._outbox.add(cut, flushes_of(self._number, cut, minutes))
            self._buffer.drop(count)
        return self._outbox.fresh()

    def unanswered(self) -> list[Flush]:
        """Give all flushes that wait for an answer, the oldest first, to be sent again.

        Complexity: O(flushes).
        """
        return self._outbox.waiting()

    def answered(self, name: Name) -> bool:
        """Forget a flush that has arrived.

        Args:
            name: of the flush.

        Returns:
            Whether it was waited for; an answer may come twice.

        Raises:
            BadType: name is none.
            BadValue: there was never such a flush.

        Complexity: O(1).
        """
        gateway, sequence, _ = check_name(name)
        if self._outbox.remove(name):
            return True
        if gateway != self._number or not 0 <= sequence < self._cuts.sequence:
            raise BadValue(f"name must be of a flush that was sent, got {shown(name)}")
        return False

    def replay(self, sequence: int) -> Iterator[Flush]:
        """Make all flushes from a sequence on again, from the log: for a receiver who lost them.

        Args:
            sequence: of the first; that of the next flush gives none.

        Raises:
            BadType: sequence is no int.
            BadValue: it is no longer kept, or was never sent: then this gateway lost its cuts, and
                would give other flushes numbers that are taken.

        Complexity: O(events), sorted by key.
        """
        sequence = check_int("sequence", sequence, 0, None)
        if sequence > (following := self._cuts.sequence):
            raise BadValue(
                f"sequence must be at most {following}, which is next, got {shown(sequence)}: who "
                "asks has flushes that are no longer noted here"
            )
        return made_again(self._number, self._log, self._cuts, sequence)

    @property
    def standing(self) -> Standing:
        """How many events are acknowledged, and how many no answer has yet."""
        acknowledged, answered = self._log.acknowledged, self._outbox.answered
        return Standing(acknowledged, answered, acknowledged - answered)

    @property
    def waiting(self) -> int:
        """How many events wait: in the buffer, in flushes without an answer, or behind such."""
        return self._end - self._outbox.answered

    def check_invariants(self) -> None:
        """Assert what must hold between any two calls."""
        self._buffer.check_invariants()
        assert self._is_failed or self._end == self._log.end
        assert self._cuts.end + len(self._buffer) == self._end
        self._outbox.check_invariants()

    def _check(self, events: Events) -> None:
        if self._is_failed:
            raise GatewayFailed("gateway must be opened anew: its log failed")
        self._admission.check_events(events)
        if self._log.end != self._end:
            raise BadValue(
                f"log must be this gateway's alone: it ends at {self._log.end}, and not at "
                f"{self._end}; open the gateway anew"
            )
        self._admission.check_now(events, self._buffer.now_ms(), self.waiting)

    def _recover(self) -> None:
        if (sent := self._cuts.end) > self._end:
            raise BadValue(f"log must have {sent} events, which were sent; it has {self._end}")
        for cut in self._cuts.behind(self._outbox.answered):
            self._outbox.add(cut, flushes_of(self._number, cut, minutes_of(self._log, cut)))
        for events in self._log.events(sent, self._end):
            self._buffer.add(events, is_old=True)
        check_whole(sent, self._end, len(self._buffer))


def _settled(
    number: int,
    clock: Clock,
    *,
    max_age_ms: int,
    max_events: int,
    max_waiting: int | None = None,
    future_ms: int = FUTURE_MS,
) -> tuple[int, Buffer, Admission]:
    """Make of a gateway's settings what needs no log, or refuse them."""
    number = check_int("number", number, 0, (1 << 31) - 1)
    buffer = Buffer(max_events, max_age_ms, clock)
    waiting = _FLUSHES_WAITING * max_events if max_waiting is None else max_waiting
    return number, buffer, Admission(waiting, max_events, future_ms)
