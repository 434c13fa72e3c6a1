"""Check claims that one reads about Twitter in memory, by arithmetic."""

from math import inf

from twitlab.arguments import check_number
from twitlab.errors import BadValue

MINUTES_A_DAY = 24 * 60


def a_minute(a_day: float) -> float:
    """Turn tweets a day into tweets a minute.

    "Millions of tweets a minute" were 347,000, when there were 500 million a day. Only the record
    of 143,199 a second made millions a minute, if it had lasted one.

    Source: Krikorian, Twitter's blog, 16 August 2013, as quoted by datacenterknowledge.com: over
    500 million a day, the record on 3 August 2013.

    Complexity: O(1).

    >>> round(a_minute(500_000_000))
    347222
    >>> 143_199 * 60
    8591940
    """
    return float(check_number("a_day", a_day, 0)) / MINUTES_A_DAY


def saved_of_all(share: float, times: float) -> float:
    """Give the share of all time that is saved, if one share of it becomes so many times as fast.

    Source: Amdahl, "Validity of the Single Processor Approach", AFIPS 1967.

    Args:
        share: 0 to 1.
        times: 1 or more; infinite for a share that takes no time any more.

    Complexity: O(1).

    >>> round(saved_of_all(0.5, 5), 3), saved_of_all(0.4, inf)
    (0.4, 0.4)
    """
    if not 0 <= check_number("share", share) <= 1:
        raise BadValue(f"share must be from 0 to 1, got {share}")
    if times != inf and not check_number("times", times) >= 1:
        raise BadValue(f"times must be 1 or more, got {times}")
    return float(share) * (1 - 1 / float(times))


def share_needed(saved: float, times: float = inf) -> float:
    """Say how much of all time must go into one step, if making it faster is to save so much.

    "Features in memory took 40 % off inference": then at least 40 % of it was looking features up,
    if looking them up takes no time any more; 50 % if it is five times as fast. A claim like that
    says more of what it was before than of memory.

    Raises:
        BadValue: saved is not from 0 to 1, times is not above 1, or no share is enough.

    Complexity: O(1).

    >>> share_needed(0.4), share_needed(0.4, times=5)
    (0.4, 0.5)
    """
    if not 0 <= check_number("saved", saved) <= 1:
        raise BadValue(f"saved must be from 0 to 1, got {saved}")
    if times != inf and not check_number("times", times) > 1:
        raise BadValue(f"times must be above 1, got {times}")
    needed = float(saved) / (1 - 1 / float(times))
    if needed > 1:
        most = saved_of_all(1, times)
        raise BadValue(
            f"saved must be at most {most:.3g} if a step is {times} times as fast, got {saved}"
        )
    return needed
