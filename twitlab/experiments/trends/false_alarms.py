"""Count how often mean + 3 sigma cries wolf, over a million terms that do nothing unusual.

By the bell curve a count is more than 3 sigma above its mean once in 741 times: of a million terms
1,350 at each check, 194,400 a day with a check every ten minutes. But most terms are rare, and rare
counts are Poisson:

    a term with 0.24 tweets in ten minutes       mean + 3 sigma is 1.7; two tweets are an alarm, and
                                                 come once in 41 times, not once in 741
    a term with 0.01                             0.31: each tweet is an alarm

A bound on the Poisson tail keeps the promise that the bell curve makes and breaks.
"""

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_number
from twitlab.errors import BadValue
from twitlab.trends import surprise

TERMS: Final = 1_000_000
CHECKS: Final = 144  # a day: every ten minutes
TWEETS_A_DAY: Final = 500_000_000  # Krikorian, Twitter's blog, 16 August 2013: over 500 M a day
_MOST_TERMS: Final = 10_000_000
_TINY: Final = 1e-13
_STEPS: Final = 16
Means = NDArray[np.float64]  # of each term, in the time of one check


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """Say how many false alarms a rule is to be expected to give a day, and what it can see.

    Args:
        rule: in a few words.
        a_day: false alarms a day.
        median_least: the least count that the rule takes as an alarm, of the term in the middle.
        top_least: the same, of the most frequent term, in times its mean.
    """

    rule: str
    a_day: float
    median_least: int
    top_least: float


def bell_curve_tail(sigmas: float) -> float:
    """Give the chance of more than so many sigmas above the mean, if the bell curve holds.

    Complexity: O(1).

    >>> f"{bell_curve_tail(3):.4e}"
    '1.3499e-03'
    """
    return erfc(float(check_number("sigmas", sigmas)) / sqrt(2)) / 2


def alarms_by_bell_curve(terms: int = TERMS, checks: int = CHECKS, sigmas: float = 3) -> float:
    """Give the false alarms of a day, as the bell curve has them.

    Complexity: O(1).

    >>> round(alarms_by_bell_curve())
    194385
    """
    terms, checks = check_int("terms", terms, 1, None), check_int("checks", checks, 1, None)
    return terms * checks * bell_curve_tail(sigmas)


def checks_behind(alarms: float, terms: int = TERMS, sigmas: float = 3) -> float:
    """Say how many checks a day are behind a published number of false alarms.

    "194,000 times a day over a million terms": a check every ten minutes.

    Complexity: O(1).

    >>> round(checks_behind(194_000), 1), 24 * 60 // 10
    (143.7, 144)
    """
    if not check_number("alarms", alarms) > 0:
        raise BadValue(f"alarms must be above 0, got {alarms}")
    return float(alarms) / alarms_by_bell_curve(terms, 1, sigmas)


def zipf_means(
    terms: int = TERMS, a_day: int = TWEETS_A_DAY, checks: int = CHECKS, exponent: float = 1.0
) -> Means:
    """Give the mean count of each term in the time of one check, the most frequent first.

    Number r comes in proportion to 1 / r**exponent; a tweet has one term, which is assumed.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(terms).

    >>> means = zipf_means()
    >>> round(means[0]), round(float(means[-1]), 3)
    (241248, 0.241)
    """
    terms = check_int("terms", terms, 1, _MOST_TERMS)
    weights = np.arange(1, terms + 1) ** -float(check_number("exponent", exponent, 0, 10))
    per_check = check_int("a_day", a_day, 1, None) / check_int("checks", checks, 1, None)
    means: Means = weights * (per_check / weights.sum())
    return means


def poisson_tail(least: Any, means: Any) -> NDArray[np.float64]:
    """Give the chance that a Poisson count is `least` or more.

    Exact to some 1e-9 of itself: the sum of its terms from `least` on.

    Args:
        least: whole numbers above their means, shape (terms,).
        means: above 0, shape (terms,).

    Complexity: O(terms), and for large means O(sqrt(mean)) each.

    >>> poisson_tail(np.array([1, 2]), np.array([0.01, 0.241])).round(6).tolist()
    [0.00995, 0.024771]
    """
    counts, mean = np.asarray(least, np.int64), np.asarray(means, np.float64)
    if not len(counts):
        return np.empty(0)
    if (mean <= 0).any() or (counts <= mean).any():
        raise BadValue("least must be above its mean, and means above 0")
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, counts.max() + 1)))])
    term = np.exp(counts * np.log(mean) - mean - log_factorial[counts])
    tail: NDArray[np.float64] = term.copy()
    left, step = np.arange(len(counts)), 0
    while len(left):
        for _ in range(_STEPS):
            step += 1
            term[left] *= mean[left] / (counts[left] + step)
            tail[left] += term[left]
        left = left[term[left] > _TINY * tail[left]]
    return tail


def least_by_sigmas(means: Means, sigmas: float = 3) -> NDArray[np.int64]:
    """Give the least count above mean + sigmas standard deviations of a Poisson count.

    >>> least_by_sigmas(np.array([0.01, 0.24, 100.0])).tolist()
    [1, 2, 131]
    """
    limits = means + float(check_number("sigmas", sigmas, 0)) * np.sqrt(means)
    found: NDArray[np.int64] = np.floor(limits).astype(np.int64) + 1
    return found


def least_by_bound(means: Means, least_surprise: float) -> NDArray[np.int64]:
    """Give the least count whose surprise is large enough: chance does it once in e**surprise.

    >>> least_by_bound(np.array([0.01, 0.24, 100.0]), 18.8).tolist()
    [4, 8, 168]
    """
    wanted = float(check_number("least_surprise", least_surprise, 0))
    low = np.floor(means).astype(np.int64)  # not enough
    high = np.ceil(means + wanted + np.sqrt(2 * wanted * means)).astype(np.int64) + 1  # enough
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = surprise(middle, means) >= wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def false_alarms(
    means: Means, checks: int = CHECKS, floor: int = 10, allowed: float = 1.0
) -> list[FalseAlarms]:
    """Compare rules on terms whose counts are Poisson and never unusual: every alarm is false.

    What the model leaves out: means that are not known but estimated, and counts that vary more
    than Poisson ones, as people who answer each other make them; both give more alarms.

    Args:
        means: of each term, in the time of one check, the most frequent first.
        checks: a day.
        floor: the least count that may be an alarm.
        allowed: false alarms a day that the bound is to allow.

    Returns:
        Mean + 3 sigma as the bell curve has it, and as it is; with a floor; a bound of the tail;
        and the bound with the floor.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(terms).

    >>> [(each.rule, round(each.a_day, 1)) for each in false_alarms(np.full(1_000, 0.01))][:2]
    [('mean + 3 sigma, by the bell curve', 194.4), ('mean + 3 sigma', 1432.8)]
    """
    checks, floor = check_int("checks", checks, 1, None), check_int("floor", floor, 1, None)
    if not check_number("allowed", allowed) > 0:
        raise BadValue(f"allowed must be above 0, got {allowed}")
    wanted = float(np.log(len(means) * checks / float(allowed)))
    sigmas, bound = least_by_sigmas(means), least_by_bound(means, max(wanted, 0))

    def rule(name: str, least: NDArray[np.int64], a_day: float | None = None) -> FalseAlarms:
        expected = checks * float(poisson_tail(least, means).sum()) if a_day is None else a_day
        middle = int(least[len(least) // 2])
        return FalseAlarms(name, expected, middle, float(least[0] / means[0]))

    bell = alarms_by_bell_curve(len(means), checks)
    return [
        rule("mean + 3 sigma, by the bell curve", sigmas, bell),
        rule("mean + 3 sigma", sigmas),
        rule(f"mean + 3 sigma, and {floor} or more", np.maximum(sigmas, floor)),
        rule("a bound of the Poisson tail", bound),
        rule(f"the bound, and {floor} or more", np.maximum(bound, floor)),
    ]
