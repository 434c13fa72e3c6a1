"""Say what is trending: what is said by many more people than it uses to be.

    key       windows before, 10 minutes each   now   expected   times    trending
    #monday     900    950    910    940        960     925        1.04    no: always popular
    #quake        0      1      0      0         80       1       80       yes
    #rare         0      0      0      0          4       1        4       no: below the floor

What is counted is not tweets but voices (`voices.py`): an author once in a window, and of those
who all say the same a few. Each key is measured against its own past. A count must reach a floor,
be so many times what was expected, and more than chance makes (`surprise.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_ints, check_kind
from twitlab.columns import Ints
from twitlab.errors import BadValue
from twitlab.log import Events
from twitlab.trends.answers import MAX_MS, Trend, check_k
from twitlab.trends.rules import RULES, Rules
from twitlab.trends.surprise import surprise
from twitlab.trends.voices import NONE, count_voices, different
from twitlab.trends.windows import Taken, by_bucket, times_of

_Rows = tuple[Ints, Ints, Ints]  # keys, authors, texts


@dataclass(frozen=True, slots=True)
class Window:
    """Hold how many voices each key had in one window.

    Args:
        keys: those with any, ascending.
        voices: of each.
        authors: of each.
    """

    keys: Ints
    voices: Ints
    authors: Ints

    def of(self, keys: Ints) -> Ints:
        """Give the voices of some keys, 0 of one that has none."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.voices[at], 0)


class Trends:
    """Compare the voices of each key in the window that ends now with those in windows before.

    Exact: all different (key, author, text) of all windows are kept; a sketch of distinct authors
    would need less memory. An event that comes again changes nothing, and the order in which
    events come does not matter, but for those too late for what is kept, and the first ones if
    `since_ms` is None. A window has the bucket of now, begun, so it is up to a bucket short, and so
    are the counts. Only windows that have begun after `since_ms` are a past: before there is one,
    nothing is trending. A trend that lasts becomes its own past, and ends.

    What the model leaves out: the rhythm of a day or a week (the growth of all other keys stands
    for it), keys that mean the same, and people who have many accounts and many texts.

    Args:
        rules: when a key is trending, and in which windows.
        since_ms: from when on all events are there. None: from the first ones that are taken, of
            which none may then be older than when one began to listen.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: since_ms is out of range.

    Complexity: O(1) an event; 24 bytes each different (key, author, text) kept.

    Source: Kleinberg, "Bursty and Hierarchical Structure in Streams", KDD 2002, for a rate against
    its own past.

    >>> trends = Trends(Rules(bucket_ms=60_000, window=10, past=2))
    >>> people = np.arange(100)
    >>> for minute in range(40):  # five of them always say 1; at minute 35 all say 2
    ...     now_ms, some = minute * 60_000, people if minute == 35 else people[:5]
    ...     key = 2 if minute == 35 else 1
    ...     _ = trends.take(Events(some + 1_000 * minute, now_ms, key, some), now_ms=now_ms)
    >>> [(each.key, each.voices, each.baseline) for each in trends.top(10, now_ms=39 * 60_000)]
    [(2, 100, 0.0)]
    """

    def __init__(self, rules: Rules = RULES, *, since_ms: int | None = None) -> None:
        check_kind("rules", rules, Rules, "")
        self.rules = rules
        # Rows of each bucket kept; windows, by their last bucket, that are still as counted.
        self._buckets: dict[int, list[_Rows]] = {}
        self._windows: dict[int, Window] = {}
        self._newest = 0
        self._first: int | None = None  # the bucket in which all began: windows after it are whole
        if since_ms is not None:
            self._first = (check_int("since_ms", since_ms, 0, MAX_MS) - 1) // self.rules.bucket_ms
        self.late = self.counted = 0  # events left out; rows looked at to count windows

    def take(self, events: Events, *, now_ms: int, texts: Any = None) -> Taken:
        """Take events in.

        Args:
            events: what was said of which key, by whom and when.
            now_ms: what the clock says.
            texts: what was said, as any number that is the same for the same text, such as a hash;
                an array of integers, shape (events,). None: every event has a text of its own.

        Returns:
            How many were taken, and how many came too late for all windows.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: an event is from after now, or texts are not as many. Then none was taken.

        Complexity: O(events log events).
        """
        check_kind("events", events, Events, "")
        times = times_of(events.times_ms, len(events), now_ms)
        said = events.event_ids if texts is None else _texts(texts, len(events))
        self._advance(now_ms // self.rules.bucket_ms)
        bucket = times // self.rules.bucket_ms
        in_time = bucket > self._newest - self._kept
        if self._first is None and in_time.any():
            self._first = int(bucket[in_time].min())
        columns = (events.keys[in_time], events.authors[in_time], said[in_time])
        for number, *rows in by_bucket(bucket[in_time], *columns):
            self._buckets.setdefault(number, []).append(different(*rows))
            for last in [each for each in self._windows if 0 <= each - number < self.rules.window]:
                del self._windows[last]
        late = len(events) - int(in_time.sum())
        self.late += late
        return Taken(len(events) - late, late)

    def top(self, k: int, *, now_ms: int) -> list[Trend]:
        """Give the k most surprising trends of the window that ends now, of equals the smaller key.

        A now before the latest there was is answered as then, from what is still kept.

        Args:
            k: how many, 0 or more.
            now_ms: what the clock says.

        Raises:
            BadType: an argument is not an int.
            BadValue: k is below 0, or now is so long ago that its window is not kept.

        Complexity: O(rows log rows) of the window, and of each window before that was never asked
        for or got late events; then O(keys of the window * past).
        """
        k, last = check_k(k), check_int("now_ms", now_ms, 0, MAX_MS) // self.rules.bucket_ms
        oldest = self._newest - self._kept + 1
        if last - self.rules.window + 1 < oldest and oldest > 0:
            least_ms = (oldest + self.rules.window - 1) * self.rules.bucket_ms
            raise BadValue(
                f"now_ms must be {least_ms} or more, for which all is kept, got {now_ms}"
            )
        self._advance(last)
        now, past = self._window(last), list(self._past(last))
        if not past or not len(now.keys):
            return []
        return self._ranked(now, past)[:k]

    def _ranked(self, now: Window, past: list[Window]) -> list[Trend]:
        before = np.sum([each.of(now.keys) for each in past], axis=0) / len(past)
        all_before = sum(int(each.voices.sum()) for each in past) / len(past)
        # How all other keys have grown; none is expected to fall because others do.
        others, others_before = int(now.voices.sum()) - now.voices, all_before - before
        with np.errstate(divide="ignore", invalid="ignore"):
            grown = np.where(others_before > 0, np.maximum(others / others_before, 1), 1)
        expected = np.maximum(before * grown, self.rules.new_rate)
        growth, rare = now.voices / expected, surprise(now.voices, expected)
        is_trend = (now.voices >= self.rules.floor) & (growth >= self.rules.least_growth)
        rows = np.flatnonzero(is_trend & (rare >= self.rules.least_surprise))
        rows = rows[np.lexsort((now.keys[rows], -rare[rows]))]
        columns = (now.keys, now.voices, now.authors, before, expected, growth, rare)
        return [Trend(*each) for each in zip(*(column[rows].tolist() for column in columns))]

    @property
    def _kept(self) -> int:
        return (self.rules.past + 1) * self.rules.window

    def _past(self, last: int) -> Iterator[Window]:
        """Give the windows before that are whole: kept, and begun after the first event."""
        oldest = self._newest - self._kept + 1
        for number in range(1, self.rules.past + 1):
            end = last - number * self.rules.window
            begin = end - self.rules.window + 1
            if self._first is not None and begin > self._first and begin >= oldest:
                yield self._window(end)

    def _window(self, last: int) -> Window:
        """Count the window that ends with a bucket, or give what was counted before."""
        if last not in self._windows:
            chunks = []
            for number in range(max(0, last - self.rules.window + 1), last + 1):
                if number in self._buckets:
                    if len(self._buckets[number]) > 1:
                        self._buckets[number] = [different(*_joined(self._buckets[number]))]
                    chunks += self._buckets[number]
            keys, authors, texts = _joined(chunks)
            self.counted += len(keys)
            self._windows[last] = Window(*count_voices(keys, authors, texts, self.rules.same_text))
        return self._windows[last]

    def _advance(self, newest: int) -> None:
        self._newest = max(self._newest, newest)
        oldest = self._newest - self._kept + 1
        for number in [each for each in self._buckets if each < oldest]:
            del self._buckets[number]
        for last in [each for each in self._windows if each - self.rules.window + 1 < oldest]:
            del self._windows[last]


def _joined(chunks: list[_Rows]) -> _Rows:
    keys, authors, texts = (np.concatenate(column) for column in zip((NONE,) * 3, *chunks))
    return keys, authors, texts


def _texts(texts: Any, count: int) -> NDArray[Any]:
    column = check_ints("texts", texts, None, None)
    if len(column) != count:
        raise BadValue(f"texts must have length {count} as events, got {len(column)}")
    return column.astype(np.int64)
