"""How often a rule cries wolf: against SciPy's Poisson tail, and against drawn counts."""

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments.trends import (
    alarms_by_bell_curve,
    bell_curve_tail,
    checks_behind,
    false_alarms,
    least_by_bound,
    least_by_sigmas,
    poisson_tail,
    zipf_means,
)
from twitlab.trends import surprise

STATS: Any = import_module("scipy.stats")  # it ships no types
NO_NUMBER: Any = "3"


def test_published_number_is_the_bell_curve_every_ten_minutes() -> None:
    for sigmas in (0, 1, 3, 5.5):
        assert bell_curve_tail(sigmas) == pytest.approx(float(STATS.norm.sf(sigmas)), rel=1e-12)
    assert round(alarms_by_bell_curve()) == 194_385
    assert round(alarms_by_bell_curve(), -3) == 194_000
    assert round(checks_behind(194_000)) == 144
    assert checks_behind(194_400) == pytest.approx(144, abs=0.02)


def test_tail_is_that_of_scipy() -> None:
    means = np.concatenate([10.0 ** np.arange(-4, 6), [0.24, 7.7, 241_248]])
    for least in (least_by_sigmas(means), least_by_sigmas(means, 0), least_by_bound(means, 18.8)):
        expected = STATS.poisson.sf(least - 1, means)
        assert poisson_tail(least, means) == pytest.approx(expected, rel=1e-8)
    assert poisson_tail(np.array([], np.int64), np.array([])).tolist() == []


def test_least_counts_are_the_first_that_pass() -> None:
    means = np.concatenate([10.0 ** np.arange(-4, 6), np.linspace(0.1, 30, 200)])
    least = least_by_bound(means, 18.8)
    assert (surprise(least, means) >= 18.8).all()
    assert (surprise(least - 1, means) < 18.8).all()
    by_sigmas = least_by_sigmas(means)
    assert (by_sigmas > means + 3 * means**0.5).all()
    assert (by_sigmas - 1 <= means + 3 * means**0.5).all()


def test_rare_terms_cry_wolf_millions_of_times_a_day() -> None:
    bell, sigmas, with_floor, bound, both = false_alarms(zipf_means())
    assert round(bell.a_day) == 194_385
    assert round(sigmas.a_day, -4) == 2_060_000
    assert 10 < sigmas.a_day / bell.a_day < 11
    assert round(with_floor.a_day, -3) == 44_000
    assert both.a_day < bound.a_day < 0.05  # one a day was allowed: the bound is not tight
    assert (sigmas.median_least, bound.median_least) == (3, 10)
    assert bound.top_least == pytest.approx(1.0125, abs=1e-4)
    for exponent, millions in ((0.8, 1.15), (1.2, 4.95)):
        means = zipf_means(exponent=exponent)
        a_day = 144 * float(poisson_tail(least_by_sigmas(means), means).sum())
        assert a_day / 1e6 == pytest.approx(millions, abs=0.01)


def test_drawn_counts_alarm_as_often_as_expected() -> None:
    means = zipf_means(terms=2_000, a_day=2_000_000, checks=144)
    rng = np.random.default_rng(12)
    drawn = rng.poisson(means, size=(1_440, 2_000))  # ten days of checks
    expected = false_alarms(means, floor=4)
    for rule, least in (
        (expected[1], least_by_sigmas(means)),
        (expected[2], np.maximum(least_by_sigmas(means), 4)),
    ):
        a_day = float((drawn >= least).sum()) / 10
        # Within five standard errors, but for one run in a million.
        assert a_day == pytest.approx(rule.a_day, abs=5 * (rule.a_day / 10) ** 0.5)
    assert (drawn >= least_by_bound(means, np.log(2_000 * 144))).sum() / 10 <= 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bell_curve_tail(NO_NUMBER), BadType, "sigmas must be a number"),
        (lambda: alarms_by_bell_curve(0), BadValue, "terms must be 1 or more, got 0"),
        (lambda: alarms_by_bell_curve(1, 0), BadValue, "checks must be 1 or more, got 0"),
        (lambda: checks_behind(0), BadValue, "alarms must be above 0, got 0"),
        (lambda: zipf_means(0), BadValue, "terms must be from 1 to"),
        (lambda: zipf_means(10, 0), BadValue, "a_day must be 1 or more"),
        (lambda: zipf_means(10, exponent=-1), BadValue, "exponent must be from 0 to 10"),
        (lambda: poisson_tail(np.array([1]), np.array([2.0])), BadValue, "least must be above"),
        (lambda: poisson_tail(np.array([1]), np.array([0.0])), BadValue, "least must be above"),
        (lambda: least_by_sigmas(np.ones(1), -1), BadValue, "sigmas must be 0 or more"),
        (lambda: least_by_bound(np.ones(1), -1), BadValue, "least_surprise must be 0 or more"),
        (lambda: false_alarms(np.ones(1), 0), BadValue, "checks must be 1 or more"),
        (lambda: false_alarms(np.ones(1), floor=0), BadValue, "floor must be 1 or more"),
        (lambda: false_alarms(np.ones(1), allowed=0), BadValue, "allowed must be above 0"),
    ],
)
def test_bad_argument_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
