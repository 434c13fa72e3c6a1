"""What rules make of the made evening: against pandas' windows and the parts themselves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments.trends import (
    MINUTE_MS,
    NAMES,
    QUAKE,
    STARTS,
    TAGS,
    WATCHED,
    clock_of,
    found_by,
    made_evening,
    name_of,
    quake_ranks,
)
from twitlab.trends import DecayedCounts, Rules, Trends, WindowCounts

NO_NUMBER: Any = "10"


def rolling() -> Any:
    """Count tweets in windows of ten minutes with pandas, a row a minute and a column a tag."""
    evening = made_evening()
    rows = pd.DataFrame({"minute": evening.minutes, "tag": evening.events.keys})
    table = rows.value_counts().unstack("tag", fill_value=0)
    return table.sort_index().rolling(10).sum()


@pytest.mark.parametrize("past", [1, 3, 6])
def test_means_are_those_of_pandas(past: int) -> None:
    windows: Any = rolling()
    mean = sum(windows.shift(10 * (each + 1)) for each in range(past)) / past
    limits: dict[str, Callable[[Any], Any]] = {
        "mean + 3 sigma": lambda now: now > mean + 3 * mean**0.5,
        "twice the mean": lambda now: now >= 2 * mean,
    }
    for rule, is_above in limits.items():
        alarms = (is_above(windows) & (windows >= 10)).loc[list(WATCHED)]
        found = found_by(rule, 10, str(past))
        for tag, first in found.first.items():
            assert first == (alarms[tag].idxmax() if alarms[tag].any() else None), (rule, tag)
        named = [tag for tag in alarms if tag in NAMES]
        assert found.others == int(alarms.drop(columns=named).any().sum())


@pytest.mark.parametrize(("floor", "past"), [(1, 1), pytest.param(30, 6, marks=pytest.mark.slow)])
def test_more_than_chance_is_what_trends_say(floor: int, past: int) -> None:
    evening, trends = made_evening(), Trends(Rules(past=past, floor=floor))
    first: dict[int, int] = {}
    for minute in range(WATCHED.stop):
        at = np.flatnonzero(evening.minutes == minute)
        some = evening.events[int(at[0]) : int(at[-1]) + 1]
        trends.take(some, now_ms=minute * MINUTE_MS, texts=evening.texts[at])
        for each in trends.top(100, now_ms=minute * MINUTE_MS) if minute in WATCHED else []:
            first.setdefault(each.key, minute)
    found = found_by("more than chance", floor, str(past))
    assert found.first == {tag: first.get(tag) for tag in NAMES}
    assert found.others == len(first.keys() - NAMES.keys())


def test_places_are_those_of_decayed_counts_and_of_a_window() -> None:
    evening = made_evening()
    for minute in (100, 104, 116, 179):
        some, _ = evening.until(minute)
        at, now_ms = minute - WATCHED.start, minute * MINUTE_MS
        hour, faded = WindowCounts(60), DecayedCounts(5 * MINUTE_MS)
        for counts, ranks in ((hour, quake_ranks(None)), (faded, quake_ranks(5))):
            counts.add(some.keys, some.times_ms, now_ms=now_ms)
            scores = {each.member: each.score for each in counts.top(10_000, now_ms=now_ms)}
            higher = [each for each in scores.values() if each > scores[QUAKE] * (1 + 1e-12)]
            assert ranks[at] == 1 + len(higher)


def test_evening_is_what_it_is_said_to_be() -> None:
    evening = made_evening()
    keys, authors = evening.events.keys, evening.events.authors
    assert (np.diff(evening.minutes) >= 0).all()
    assert evening.events.times_ms.tolist() == (evening.minutes * MINUTE_MS).tolist()
    begin, end = ((evening.minutes == minute).sum() for minute in (0, 179))
    assert 1.8 < end / begin < 2.2
    said = {name: keys == tag for tag, name in NAMES.items()}
    assert (said["#cheap"].sum(), len(set(authors[said["#cheap"]]))) == (400, 1)
    assert len(set(authors[said["#win"]])) == 600
    assert len(set(evening.texts[said["#win"]])) == 1
    assert len(set(evening.texts[said["#cheap"]])) == 400
    for tag, start in STARTS.items():
        before = ((keys == tag) & (evening.minutes < start - 10)).sum() / (start - 10)
        after = ((keys == tag) & (evening.minutes >= start)).sum() / (180 - start)
        assert after > 2 * before, name_of(tag)
    counts = np.bincount(keys[keys < TAGS])
    assert (len(counts), int(counts.argmax())) == (TAGS, 0)
    some, texts = evening.until(106)
    assert len(some) == len(texts) == int((evening.minutes <= 106).sum())
    assert [clock_of(0), clock_of(106), clock_of(179)] == ["19:00", "20:46", "21:59"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: found_by("by heart", 1, "1"), BadValue, "rule must be one of mean . 3 sigma, "),
        (lambda: found_by("twice the mean", 0, "1"), BadValue, "floor must be from 1 to 60"),
        (lambda: found_by("twice the mean", NO_NUMBER, "1"), BadType, "floor must be an int"),
        (lambda: found_by("twice the mean", 1, "4"), BadValue, "past must be one of 1, 2, 3, 6"),
        (lambda: quake_ranks(0), BadValue, "half_life must be from 1 to 60, got 0"),
        (lambda: quake_ranks(NO_NUMBER), BadType, "half_life must be an int"),
        (lambda: made_evening(-1), BadValue, "seed must be 0 or more"),
    ],
)
def test_bad_knob_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
