"""Say beside an answer what is not in it yet: events that were acknowledged and have not arrived.

gateway 3    acknowledged 12,400    answered up to 12,000    missing 400 at most
gateway 5    dead; its log has      answered up to  8,000    missing 750 until it comes back
"""

from dataclasses import dataclass

from twitlab.arguments import check_int, check_kind
from twitlab.log.cuts import Cuts
from twitlab.log.log import EventLog


@dataclass(frozen=True, slots=True)
class Standing:
    """Say how many events a gateway acknowledged, and how many are in no answer yet.

    Args:
        acknowledged: events, since the log began.
        answered: of them, up to the first that waits: processors have them.
        missing: the others; some of them may have arrived and not been answered.
    """

    acknowledged: int
    answered: int
    missing: int


def standing_of(log: EventLog, cuts: EventLog, sequence: int | None = None) -> Standing:
    """Say what of a gateway's events is in no answer yet: of a dead one too, by its logs.

    Args:
        log: of its events.
        cuts: the other one.
        sequence: the first flush that a receiver does not have, if it says so; else it is known
            how far answers had come at the last cut.

    Raises:
        BadType: a log is no EventLog, or sequence no int.
        BadValue: the sequence is no longer kept.

    Complexity: O(log cuts).
    """
    check_kind("log", log, EventLog, "an ")
    check_kind("cuts", cuts, EventLog, "an ")
    if sequence is not None:
        sequence = check_int("sequence", sequence, 0, None)
    known = Cuts(cuts)
    answered = known.answered if sequence is None else known.start_of(sequence)
    return Standing(log.acknowledged, answered, log.acknowledged - answered)
