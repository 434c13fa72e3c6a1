"""Say which events a gateway takes, before it logs any of them.

times   at most 5 s behind the clock's latest time   else they are from the future
count   those that wait for an answer, and these     else the gateway is full: come again later
"""

from twitlab.arguments import check_int, check_kind
from twitlab.errors import BadValue, TwitlabError
from twitlab.log.events import Events


class GatewayFull(TwitlabError, RuntimeError):
    """Refuse events for now: too many wait for an answer."""


class Admission:
    """Hold what a gateway refuses.

    Args:
        max_waiting: how many events may wait for an answer.
        least_waiting: the fewest that this may be.
        future_ms: how far behind the clock's latest time an event may lie.

    Raises:
        BadType: an argument is not an int.
        BadValue: an argument is out of range.
    """

    def __init__(self, max_waiting: int, least_waiting: int, future_ms: int) -> None:
        self._most = check_int("max_waiting", max_waiting, least_waiting, None)
        self._future_ms = check_int("future_ms", future_ms, 0, None)

    def check_events(self, events: Events) -> None:
        """Refuse what can never be taken.

        Raises:
            BadType: events are none.
            BadValue: there are more than may wait at all.
        """
        check_kind("events", events, Events, "")
        if len(events) > self._most:
            raise BadValue(f"events must be at most {self._most}, got {len(events)}")

    def check_now(self, events: Events, now_ms: int, waiting: int) -> None:
        """Refuse what cannot be taken now.

        Args:
            events: that `check_events` lets in.
            now_ms: the clock's latest time.
            waiting: how many events wait for an answer.

        Raises:
            BadValue: an event lies too far in the future.
            GatewayFull: too many wait.
        """
        latest_ms = now_ms + self._future_ms
        if len(events) and (time_ms := int(events.times_ms.max())) > latest_ms:
            raise BadValue(f"times_ms must be at most {latest_ms}, got {time_ms} from the future")
        if waiting + len(events) > self._most:
            raise GatewayFull(
                f"{waiting} events wait for an answer, and {self._most} may: "
                f"hand in {len(events)} later"
            )
