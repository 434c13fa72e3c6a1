"""Hand what is of the wrong kind to the doors of trends: a clear error, and nothing changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.errors import TwitlabError
from twitlab.log import EventLog
from twitlab.trends import (
    DurableSortedSet,
    PlainSortedSet,
    PlainTrends,
    Rules,
    SortedSet,
    Trends,
    change_of,
    recover_trends,
    surprise,
)

WRONG: list[Any] = [None, True, 1.5, "a", np.array([1.5]), np.array(3), {"a": 1}, object(), [1]]
HUGE = 1 << 99_999


def refused(call: Callable[[Any], object], wrong: list[Any], said: str) -> None:
    """See each wrong value refused in few words that name the argument."""
    for each in wrong:
        with pytest.raises(TwitlabError, match=said) as caught:
            call(each)
        assert len(str(caught.value)) < 300


def test_rules_of_trends_are_numbers_in_their_range() -> None:
    for name in ("bucket_ms", "window", "past", "floor", "same_text"):
        refused(lambda wrong: Rules(**{name: wrong}), [0, -1, *WRONG], f"{name} must")  # noqa: B023
    numbers = [-1, HUGE, float("nan"), *(each for each in WRONG if each != 1.5 or each is True)]
    for name in ("least_growth", "least_surprise", "new_rate"):
        refused(lambda wrong: Rules(**{name: wrong}), numbers, f"{name} must")  # noqa: B023
    for make in (Trends, PlainTrends):
        refused(make, [0, *WRONG], "rules must be Rules")
    refused(lambda wrong: Trends(since_ms=wrong), [-1, *WRONG[1:]], "since_ms must")
    refused(lambda wrong: PlainTrends().top(wrong, 5), [-1, *WRONG], "k must be")
    refused(lambda wrong: PlainTrends().top(1, wrong), [-1, *WRONG], "now_ms must be")


def test_a_plain_set_takes_no_place_that_is_no_int() -> None:
    plain = PlainSortedSet()
    plain.put("a", 1)
    for call in (plain.ascending, plain.descending):
        refused(lambda wrong: call(wrong, 1), WRONG, "start must be an int")  # noqa: B023
        refused(lambda wrong: call(0, wrong), WRONG, "stop must be an int")  # noqa: B023


def test_nothing_is_logged_of_what_is_no_change(tmp_path: Path) -> None:
    refused(lambda wrong: change_of(wrong, "a", 1), [HUGE, *WRONG], "kind must be one of")
    with EventLog(tmp_path) as log:
        tags = DurableSortedSet(log)
        good = change_of("put", "a", 1)
        refused(tags.write, [*WRONG, [good, None]], "changes must be a sequence of Change")
        refused(lambda wrong: recover_trends(wrong, log, now_ms=5), WRONG, "trends must be a")
        refused(lambda wrong: recover_trends(Trends(), wrong, now_ms=5), WRONG, "log must be an E")
        refused(lambda wrong: recover_trends(Trends(), log, now_ms=wrong), WRONG, "now_ms must be")
        assert (log.end, len(tags)) == (0, 0)


def test_scores_are_not_scaled_beyond_a_double() -> None:
    kept = SortedSet()
    kept.put("a", 2)
    refused(kept.scale, [HUGE, -HUGE, 0, float("inf")], "factor must be")
    assert kept.score("a") == 2


def test_surprise_is_of_counts_and_means() -> None:
    one = np.array([1.0])
    refused(lambda wrong: surprise(wrong, one), [None, "a", True, HUGE, [[1], 2]], "counts must")
    refused(lambda wrong: surprise(wrong, one), [-one, one * np.inf, one * np.nan], "counts must")
    refused(lambda wrong: surprise(one, wrong), [-one, one * 0, one * np.nan], "expected must be f")
    refused(lambda wrong: surprise(one, wrong), [np.array([1.0, 2.0])], "expected must have shape")
    refused(lambda wrong: surprise(wrong, one), [np.ma.array([1], mask=[True])], "counts must")
