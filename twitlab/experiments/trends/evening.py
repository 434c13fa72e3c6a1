"""Make an evening in which something happens, and say what each rule makes of it.

#news        always much said                 #cheap     one account says it, 400 times
#quake       nothing, then much, at 20:40     #win       600 accounts, all in the same words
#final       slowly more, from 20:20          #goodnight more each evening, from 21:15
5,000 tags   by chance, all twice as often at the end of the evening as at its begin
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.errors import BadValue
from twitlab.log import Events
from twitlab.trends import Rules, Trends

MINUTE_MS: Final = 60_000
MINUTES: Final = 180  # from 19:00 to 22:00
WATCHED: Final = range(70, MINUTES)  # an hour has passed before, and a window
WINDOW: Final = 10
TAGS: Final = 5_000

NEWS, QUAKE, FINAL, CHEAP, WIN, GOODNIGHT = 0, 6_001, 6_002, 6_003, 6_004, 6_005
NAMES: Final = {
    NEWS: "#news", QUAKE: "#quake", FINAL: "#final", CHEAP: "#cheap", WIN: "#win",
    GOODNIGHT: "#goodnight",
}  # fmt: skip
STARTS: Final = {QUAKE: 100, FINAL: 80, CHEAP: 150, WIN: 160, GOODNIGHT: 135}  # in which minute
RULES: Final = ("mean + 3 sigma", "twice the mean", "more than chance")
PASTS: Final = ("1", "2", "3", "6")
FLOORS: Final = (1, 60)
HALF_LIVES: Final = (1, 60)

_PER_MINUTE: Final = 1_000  # tweets at 19:00
_ACCOUNTS: Final = 200_000
_COLUMNS: Final = 6_006
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evening:
    """Hold who tweeted which tag when.

    Args:
        events: in the order of time; minute 0 is 19:00.
        texts: of each, the same number for the same words.
        minutes: of each.
    """

    events: Events
    texts: Counts
    minutes: Counts

    def until(self, minute: int) -> tuple[Events, Counts]:
        """Give what was said up to the end of a minute, and in which words."""
        last = int(np.searchsorted(self.minutes, minute, side="right"))
        return self.events[:last], self.texts[:last]


@dataclass(frozen=True, slots=True)
class Found:
    """Say what a rule has called a trend while it was watched.

    Args:
        first: the minute of the first alarm of each named tag, None without one.
        others: tags to which nothing happened, and which were alarms all the same.
    """

    first: dict[int, int | None]
    others: int


def name_of(tag: int) -> str:
    """Give the name of a tag.

    >>> name_of(6_001), name_of(57)
    ('#quake', 'tag 57')
    """
    return NAMES.get(tag, f"tag {tag}")


def clock_of(minute: int) -> str:
    """Give the time of a minute of the evening.

    >>> clock_of(100)
    '20:40'
    """
    return f"{19 + minute // 60}:{minute % 60:02}"


@lru_cache(maxsize=1)
def made_evening(seed: int = 2012) -> Evening:
    """Make the evening.

    Raises:
        BadType: seed is not an int.
        BadValue: it is below 0.

    Complexity: some 280,000 tweets; half a second.
    """
    rng = np.random.default_rng(check_int("seed", seed, 0, None))
    each = np.arange(MINUTES)
    share = 1 / np.arange(1, TAGS + 1)
    steps = np.cumsum(share / share.sum())
    parts = [_by_chance(rng, minute, steps) for minute in range(MINUTES)]
    rates = {
        QUAKE: np.interp(each, [99, 100, 106, 114, 116, 179], [0, 2, 30, 30, 3, 3]),
        FINAL: np.clip(4 + 20 * (each - 80) / 60, 4, 24),
        GOODNIGHT: np.where(each >= 135, 2 + 18 * (each - 135) / 45, 0.2),
    }
    for tag, rate in rates.items():
        minutes = np.repeat(each, rng.poisson(rate))
        parts.append((minutes, np.full(len(minutes), tag), _accounts(rng, len(minutes))))
    minutes = np.repeat(np.arange(150, 160), 40)
    parts.append((minutes, np.full(400, CHEAP), np.full(400, 7)))
    minutes = np.repeat(np.arange(160, 170), 60)
    parts.append((minutes, np.full(600, WIN), 1_000 + np.arange(600)))
    minutes, tags, authors = (np.concatenate(column) for column in zip(*parts))
    order = np.argsort(minutes, kind="stable")
    minutes, tags, authors = minutes[order], tags[order], authors[order]
    ids = np.arange(len(minutes))
    texts = np.where(tags == WIN, -1, ids)
    return Evening(Events(ids, minutes * MINUTE_MS, tags, authors), texts, minutes)


def _by_chance(rng: np.random.Generator, minute: int, steps: Any) -> tuple[Any, Any, Any]:
    count = int(rng.poisson(_PER_MINUTE * (1 + minute / MINUTES)))
    tags = np.minimum(np.searchsorted(steps, rng.random(count)), TAGS - 1)
    return np.full(count, minute), tags, _accounts(rng, count)


def _accounts(rng: np.random.Generator, count: int) -> Counts:
    return rng.integers(10_000, _ACCOUNTS, count)


@lru_cache(maxsize=1)
def _by_minute() -> Counts:
    """Count the tweets of each tag in each minute, shape (minutes, tags)."""
    evening = made_evening()
    counts = np.zeros((MINUTES, _COLUMNS), np.int64)
    np.add.at(counts, (evening.minutes, evening.events.keys), 1)
    return counts


@lru_cache(maxsize=1)
def _in_windows() -> Counts:
    """Count the tweets of each tag in the window that ends with each minute, as _by_minute."""
    total = np.cumsum(_by_minute(), axis=0)
    total[WINDOW:] -= total[:-WINDOW].copy()
    return total


def found_by(rule: str, floor: int, past: str) -> Found:
    """Say which tags a rule calls a trend, minute by minute.

    All compare the last ten minutes with windows of ten minutes before.

    Args:
        rule: one of :data:`RULES`. The first two count tweets; the last is `Trends`.
        floor: the fewest tweets, or voices, of a trend, 1 to 60.
        past: how many windows before, one of :data:`PASTS`.

    Raises:
        BadType: floor is not an int.
        BadValue: an argument is out of range.

    Complexity: O(minutes * tags); for `Trends` a second, once for each past.
    """
    floor = check_int("floor", floor, *FLOORS)
    for name, value, allowed in (("rule", rule, RULES), ("past", past, PASTS)):
        if value not in allowed:
            raise BadValue(f"{name} must be one of {', '.join(allowed)}, got {value!r:.80}")
    is_alarm = _ALARMS[rule](floor, int(past))
    first = {
        tag: WATCHED[int(np.argmax(is_alarm[:, tag]))] if is_alarm[:, tag].any() else None
        for tag in NAMES
    }
    at_all: Any = is_alarm.any(axis=0)
    at_all[[*NAMES]] = False
    return Found(first, int(at_all.sum()))


def _against_mean(limit: Callable[[Any], Any]) -> Callable[[int, int], NDArray[np.bool_]]:
    def alarms(floor: int, past: int) -> NDArray[np.bool_]:
        counts, watched = _in_windows(), np.array(WATCHED)
        before = sum(counts[watched - WINDOW * (each + 1)] for each in range(past)) / past
        now: Any = counts[watched]
        return np.asarray((now >= floor) & limit(before)(now), np.bool_)

    return alarms


@lru_cache(maxsize=8)
def _trends(past: int) -> tuple[Counts, Counts, Counts]:
    """Give minute, tag and voices of all that is more than chance, whatever the floor."""
    evening, trends = made_evening(), Trends(Rules(past=past, floor=1))
    rows = []
    begins = np.searchsorted(evening.minutes, np.arange(MINUTES + 1))
    for minute in range(MINUTES):
        some = slice(int(begins[minute]), int(begins[minute + 1]))
        now_ms = minute * MINUTE_MS
        trends.take(evening.events[some], now_ms=now_ms, texts=evening.texts[some])
        if minute in WATCHED:
            found = trends.top(_COLUMNS, now_ms=now_ms)
            rows += [(minute - WATCHED.start, each.key, each.voices) for each in found]
    minutes, tags, voices = np.array(rows, np.int64).reshape(-1, 3).T
    return minutes, tags, voices


def _more_than_chance(floor: int, past: int) -> NDArray[np.bool_]:
    minutes, tags, voices = _trends(past)
    found = np.zeros((len(WATCHED), _COLUMNS), np.bool_)
    enough = voices >= floor
    found[minutes[enough], tags[enough]] = True
    return found


_ALARMS: Final[dict[str, Callable[[int, int], NDArray[np.bool_]]]] = {
    RULES[0]: _against_mean(lambda mean: lambda now: now > mean + 3 * np.sqrt(mean)),
    RULES[1]: _against_mean(lambda mean: lambda now: now >= 2 * mean),
    RULES[2]: _more_than_chance,
}


def quake_ranks(half_life: int | None) -> list[int]:
    """Give the place of #quake in each watched minute, 1 the first.

    Args:
        half_life: of decayed counts, in minutes, 1 to 60; None for a window of sixty minutes.

    Raises:
        BadType: half_life is not an int.
        BadValue: it is out of range.

    Complexity: O(minutes * tags).
    """
    counts = _by_minute()
    if half_life is None:
        scores = np.cumsum(counts, axis=0).astype(np.float64)
        scores[60:] -= scores[:-60].copy()
    else:
        kept = 2.0 ** (-1 / check_int("half_life", half_life, *HALF_LIVES))
        scores = counts.astype(np.float64)
        for minute in range(1, MINUTES):
            scores[minute] += kept * scores[minute - 1]
    own = scores[WATCHED.start :, QUAKE : QUAKE + 1]
    ranks: list[int] = (1 + (scores[WATCHED.start :] > own).sum(axis=1)).tolist()
    return ranks
