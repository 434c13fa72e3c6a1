"""Reckon how often a system is up from how often its pieces are.

The model: each piece is up or down independently of all others. That is the assumption to doubt
first: pieces share racks, releases, and the person who types the command. What is left out: how
long one outage lasts, and what a retry hides.
"""

from fractions import Fraction

from twitlab.arguments import check_int, check_number
from twitlab.errors import BadValue

DAYS_PER_YEAR = 365.25
_MOST_NINES = 15


def nines(availability: float) -> int:
    """Count the nines: 0.999 has three, and so has 0.9995.

    Args:
        availability: the share of time that it is up, from 0 to below 1.

    Returns:
        How many nines it begins with, 0 to 15.

    Raises:
        BadType: availability is not a number.
        BadValue: availability is not from 0 to 1, or is 1: no number of nines is certainty.

    Complexity: O(nines); the number is taken as it is written, and no logarithm is.

    Source: Beyer et al. (eds.), Site Reliability Engineering, 2016, appendix A.

    >>> nines(0.999), nines(0.9995), nines(0.95)
    (3, 3, 1)
    """
    down = 1 - _share("availability", availability)
    if not down:
        raise BadValue(f"availability must be below 1, got {availability}")
    return max(n for n in range(_MOST_NINES + 1) if down <= Fraction(1, 10**n))


def of_nines(count: int) -> float:
    """Give the availability with so many nines.

    Args:
        count: how many nines, 0 to 15.

    Raises:
        BadType: count is not an int.
        BadValue: count is not from 0 to 15.

    Complexity: O(1).

    >>> of_nines(3)
    0.999
    """
    return float(1 - Fraction(1, 10 ** check_int("count", count, 0, _MOST_NINES)))


def downtime_s(availability: float, days: float = DAYS_PER_YEAR) -> float:
    """Give the time that it is down, on average.

    Args:
        availability: the share of time that it is up, 0 to 1.
        days: over how many days: 365.25 for a year, 30 for a month.

    Returns:
        Seconds.

    Raises:
        BadType: an argument is not a number.
        BadValue: availability is not from 0 to 1, or days is negative.

    Complexity: O(1).

    Source: Beyer et al. (eds.), Site Reliability Engineering, 2016, appendix A: three nines allow
        8.76 hours in a year of 365 days and 43.2 minutes in a month of 30.

    >>> round(downtime_s(0.999) / 3600, 2), downtime_s(0.999, days=30) / 60
    (8.77, 43.2)
    """
    down = 1 - _share("availability", availability)
    return float(down * _exact("days", days) * 86_400)


def in_sequence(*availabilities: float) -> float:
    """Give the availability of pieces that are all needed: a chain is down if one of them is.

    Args:
        availabilities: of each piece, 0 to 1; at least one. Independence is assumed.

    Returns:
        Their product. Ten pieces with three nines each have two.

    Raises:
        BadType: one is not a number.
        BadValue: there is none, or one is not from 0 to 1.

    Complexity: O(pieces).

    Source: donnemartin/system-design-primer, "Availability in numbers".

    >>> in_sequence(0.999, 0.999)
    0.998001
    """
    up = Fraction(1)
    for share in _shares(availabilities):
        up *= share
    return float(up)


def in_parallel(*availabilities: float) -> float:
    """Give the availability of pieces of which one is enough: all must be down at once.

    Args:
        availabilities: of each piece, 0 to 1; at least one. Independence is assumed, and here it
            matters most: one fault that takes all of them makes the result worthless.

    Returns:
        1 minus the product of their downtimes. Two pieces with two nines each have four.

    Raises:
        BadType: one is not a number.
        BadValue: there is none, or one is not from 0 to 1.

    Complexity: O(pieces).

    Source: donnemartin/system-design-primer, "Availability in numbers".

    >>> in_parallel(0.99, 0.99)
    0.9999
    """
    down = Fraction(1)
    for share in _shares(availabilities):
        down *= 1 - share
    return float(1 - down)


def copies_needed(availability: float, wanted: float) -> int:
    """Give the least number of copies in parallel that reach an availability.

    Args:
        availability: of one copy, above 0 and below 1.
        wanted: of all together, 0 to below 1.

    Returns:
        How many copies, 1 or more, if they fail independently.

    Raises:
        BadType: an argument is not a number.
        BadValue: an argument is out of range.

    Complexity: O(copies).

    >>> copies_needed(0.99, 0.99999)
    3
    """
    down, allowed = 1 - _share("availability", availability), 1 - _share("wanted", wanted)
    if down in (0, 1):
        raise BadValue(f"availability must be above 0 and below 1, got {availability}")
    if not allowed:
        raise BadValue(f"wanted must be below 1, got {wanted}: no number of copies is certainty")
    copies, all_down = 1, down
    while all_down > allowed:
        copies, all_down = copies + 1, all_down * down
    return copies


def _shares(availabilities: tuple[float, ...]) -> list[Fraction]:
    if not availabilities:
        raise BadValue("availabilities must be one or more, got none")
    return [_share("availability", each) for each in availabilities]


def _share(name: str, value: object) -> Fraction:
    share = _exact(name, value)
    if share > 1:
        raise BadValue(f"{name} must be from 0 to 1, got {value}: 99.9 % is 0.999")
    return share


def _exact(name: str, value: object) -> Fraction:
    """Take a number as it is written: 0.999 as 999/1000, not as the float nearest to it."""
    return Fraction(repr(float(check_number(name, value, 0))))
