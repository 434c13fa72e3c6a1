"""The learner's days: on which one a moment was, as their own clock showed it."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def day_of(wall_ms: int, zone: tzinfo | None = None) -> date:
    """Give the day of a moment; one that no calendar has is the last day of all.

    Args:
        wall_ms: since 1970 UTC.
        zone: where the days begin and end; the computer's own when None.

    >>> day_of(86_400_000, UTC)
    datetime.date(1970, 1, 2)
    """
    try:
        return datetime.fromtimestamp(wall_ms / 1_000, UTC).astimezone(zone).date()
    except (OverflowError, OSError, ValueError):
        return date.max
