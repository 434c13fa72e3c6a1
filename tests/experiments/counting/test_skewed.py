"""Streams as skew as one likes."""

from typing import Any

import numpy as np
import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import skewed


def test_stream_follows_from_its_arguments() -> None:
    first, again, other = (skewed(1_000, 50, 1.0, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(first) == 1_000
    assert 0 <= first.min() <= first.max() < 50
    assert len(skewed(0, 50)) == 0
    assert skewed(5, 1).tolist() == [0] * 5


@pytest.mark.parametrize("exponent", [0, 0.5, 1, 2.0])
def test_shares_fall_with_the_exponent(exponent: float) -> None:
    events, keys = 400_000, 20
    counts = np.sort(np.bincount(skewed(events, keys, exponent), minlength=keys))[::-1]
    shares = 1 / np.arange(1, keys + 1) ** float(exponent)
    shares /= shares.sum()
    # Six standard deviations; sorting can only bring counts nearer to falling ones.
    assert (np.abs(counts - events * shares) <= 6 * np.sqrt(events * shares) + 1).all()


def test_keys_do_not_tell_their_rank_and_events_are_in_no_order() -> None:
    stream = skewed(100_000, 1_000)
    counts = np.bincount(stream, minlength=1_000)
    assert abs(np.corrcoef(np.arange(1_000), counts)[0, 1]) < 0.2
    first = int(counts.argmax())
    halves = [(half == first).sum() for half in np.array_split(stream, 2)]
    assert abs(halves[0] - halves[1]) < 6 * counts[first] ** 0.5


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((-1, 5), BadValue, "events must be"),
        ((100_000_001, 5), BadValue, "events must be"),
        ((1.0, 5), BadType, "events must be an int"),
        ((1, 0), BadValue, "keys must be from 1"),
        ((1, 5, -0.1), BadValue, "exponent must be from 0 to 5, got -0.1"),
        ((1, 5, 6), BadValue, "exponent must be from 0 to 5, got 6"),
        ((1, 5, "1"), BadType, "exponent must be"),
        ((1, 5, 1.0, -1), BadValue, "seed must be"),
    ],
)
def test_refusals(arguments: tuple[Any, ...], error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        skewed(*arguments)
