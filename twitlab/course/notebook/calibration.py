"""What a learner's estimates were worth: each beside the truth that came after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from twitlab.course.checking.check import Check, Observed
from twitlab.course.kinds.estimate_ledger import of_amount
from twitlab.course.kinds.estimating import EstimateCheck
from twitlab.course.record.events import Committed, Event, Measured
from twitlab.ui.widgets.calibration import Outcome


def outcomes(events: Iterable[Event]) -> tuple[Outcome, ...]:
    """Pair each estimate with the first truth that was measured after it.

    What is committed under the same key once the truth is known is no estimate any more, and does
    not count; of several commits before it, the latest does. Gaps are ratios, so a pair with a
    number that is not above 0, or with two units, is left out.

    Args:
        events: A learner's log, in the order of its lines.

    Returns:
        One outcome for each key that was estimated and then measured, in the order of measuring.
    """
    latest: dict[str, Committed] = {}
    found: dict[str, Outcome] = {}
    known: set[str] = set()
    for event in events:
        if isinstance(event, Committed) and event.key not in known:
            latest[event.key] = event
        elif isinstance(event, Measured) and event.key not in known:
            made = latest.get(event.key)
            # A truth that is seen before any estimate spoils all later ones.
            known.add(event.key)
            if made is not None and made.unit == event.unit and min(made.value, event.value) > 0:
                found[event.key] = _outcome(made, event)
    return tuple(found.values())


def of_ledger(
    exercise_id: str, check: Check, observed: Sequence[Observed], at: datetime
) -> tuple[Event, ...]:
    """Give the events of a ledger whose truth is known: an estimate, and the truth after it.

    Args:
        exercise_id: Whose ledger it is; the key of both events.
        check: The exercise's check; one of another kind has no such events.
        observed: What the check observed.
        at: When it was checked.

    Returns:
        Two events; none where the truth is not known, the ledger cannot be read, or its interval
        is none.
    """
    if not isinstance(check, EstimateCheck) or check.truth is None:
        return ()
    ends = [each for each in observed if each.get("look") == "interval"]
    if len(ends) != 1:
        return ()
    sizes = [of_amount(ends[0][key], check.unit).magnitude for key in ("low", "result", "high")]
    low, result, high = map(float, sizes)
    if not 0 < low <= result <= high:
        return ()
    unit, truth = check.unit, float(check.truth.to(check.unit).magnitude)
    return (
        Committed(key=exercise_id, value=result, unit=unit, low=low, high=high, at=at),
        Measured(key=exercise_id, value=truth, unit=unit, at=at),
    )


def _outcome(made: Committed, truth: Measured) -> Outcome:
    low, high = made.low, made.high
    if low is not None and low <= 0:
        low = high = None
    return Outcome(made.key, made.unit, made.value, truth.value, low, high)
