"""What is trending: against the plain version, on made crowds, and on a real evening."""

import re
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from twitlab.errors import BadType, BadValue
from twitlab.hashing import hash_texts
from twitlab.log import Events
from twitlab.trends import PlainTrends, Rules, Taken, Trends, surprise
from twitlab.trends.voices import count_voices
from twitlab.world import read_tweets_csv

MINUTE_MS = 60_000
RULES = Rules(
    bucket_ms=2, window=2, past=2, floor=2, least_growth=1.5,
    least_surprise=0.2, new_rate=0.5, same_text=2,
)  # fmt: skip
SAID = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 3), st.integers(0, 30)),
    max_size=40,
)


@given(SAID, st.lists(st.integers(1, 40), max_size=6))
def test_trends_are_those_of_the_plain_version(
    said: list[tuple[int, int, int, int]], cuts: list[int]
) -> None:
    said = sorted(said, key=lambda each: each[3])
    fast, plain = Trends(RULES), PlainTrends(RULES)
    begin = 0
    for end in sorted({*(min(cut, len(said)) for cut in cuts), len(said)}):
        some = said[begin:end]
        now = said[end - 1][3] if end else 0
        if some:
            in_time = [each[3] // 2 for each in some if each[3] // 2 > now // 2 - 6]
            plain.first = plain.first if plain.said else min(in_time)
            plain.said += some
            fast.take(events(some), now_ms=now, texts=np.array([each[2] for each in some]))
        for later in (0, 1, 3) if end == len(said) else (0,):
            assert_same(fast.top(9, now_ms=now + later), plain.top(9, now + later))
        begin = end


def events(said: list[tuple[int, int, int, int]]) -> Events:
    """Make events of rows of key, author, text and time."""
    keys, authors, _, times = np.array(said, np.int64).reshape(-1, 4).T
    return Events(np.arange(len(said)), times, keys, authors)


def assert_same(ours: list[Any], theirs: list[Any]) -> None:
    """Assert that two lists of trends are the same, but for the rounding of sums."""
    assert [each.key for each in ours] == [each.key for each in theirs]
    for one, other in zip(ours, theirs):
        assert astuple(one) == pytest.approx(astuple(other), rel=1e-9)


@given(SAID, st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(said: list[tuple[int, int, int, int]], draw: Any) -> None:
    mixed = [*said, *said[:5]]
    draw.shuffle(mixed)
    once, again = Trends(RULES, since_ms=0), Trends(RULES, since_ms=0)
    for trends, rows in ((once, said), (again, mixed)):
        for some in (rows[::2], rows[1::2]):
            texts = np.array([each[2] for each in some], np.int64)
            trends.take(events(some), now_ms=30, texts=texts)
    assert once.top(9, now_ms=30) == again.top(9, now_ms=30)


def crowd(minutes: range, people: range, key: int, trends: Trends, text: int | None = None) -> None:
    """Let people say a key in each of some minutes, each in words of their own or all the same."""
    for minute in minutes:
        authors = np.array(people)
        texts = None if text is None else np.full(len(authors), text)
        ids = authors + (minute * 1_000_000 + key * 10_000)
        said = Events(ids, minute * MINUTE_MS, key, authors)
        trends.take(said, now_ms=minute * MINUTE_MS, texts=texts)


def keys_at(trends: Trends, minute: int) -> list[int]:
    """Give the keys that are trending in a minute."""
    return [each.key for each in trends.top(10, now_ms=minute * MINUTE_MS)]


def test_always_popular_is_not_trending_and_new_is() -> None:
    trends = Trends()
    for minute in range(60):
        crowd(range(minute, minute + 1), range(minute % 7 * 100, minute % 7 * 100 + 900), 1, trends)
    crowd(range(60, 61), range(100, 1_000), 1, trends)
    crowd(range(60, 61), range(40), 2, trends)
    (found,) = trends.top(10, now_ms=60 * MINUTE_MS)
    assert (found.key, found.voices, found.authors, found.baseline) == (2, 40, 40, 0.0)
    assert found.expected == 1.0
    assert found.growth == 40.0
    assert found.surprise == pytest.approx(40 * np.log(40) - 39)


def test_one_who_says_it_a_thousand_times_is_one_voice() -> None:
    trends = Trends()
    crowd(range(40), range(5), 1, trends)
    said = Events(np.arange(1_000), 40 * MINUTE_MS, 2, 7)
    trends.take(said, now_ms=40 * MINUTE_MS)
    assert keys_at(trends, 40) == []


def test_many_who_all_say_the_same_are_a_few_voices() -> None:
    trends = Trends()
    crowd(range(40), range(5), 1, trends)
    crowd(range(40, 41), range(900), 2, trends, text=12)
    crowd(range(40, 41), range(50), 3, trends)
    assert keys_at(trends, 40) == [3]
    keys, voices, authors = count_voices(np.full(900, 2), np.arange(900), np.full(900, 12), 5)
    assert (keys.tolist(), voices.tolist(), authors.tolist()) == ([2], [5], [900])


def test_who_repeats_a_slogan_and_says_something_too_is_heard() -> None:
    authors = np.concatenate([np.arange(900), np.arange(20)])
    texts = np.concatenate([np.full(900, 12), np.arange(100, 120)])
    _, voices, authors = count_voices(np.full(920, 2), authors, texts, 5)
    assert (voices.tolist(), authors.tolist()) == ([25], [900])


def test_key_that_grows_as_all_others_is_not_trending() -> None:
    trends = Trends()
    for key in (1, 2, 3):
        crowd(range(40), range(key * 100, key * 100 + 20), key, trends)
        crowd(range(40, 45), range(key * 100, key * 100 + 80), key, trends)
    assert keys_at(trends, 44) == []
    crowd(range(45, 46), range(100, 400), 1, trends)
    assert keys_at(trends, 45) == [1]


def test_trend_ends_when_the_window_has_passed_it() -> None:
    trends = Trends()
    crowd(range(40), range(5), 1, trends)
    crowd(range(40, 43), range(50), 2, trends)
    assert [keys_at(trends, minute) for minute in (42, 51, 52)] == [[2], [2], []]


def test_past_begins_when_one_began_to_listen() -> None:
    # The window of minute 50 has the minutes 41 to 50, and the one before 31 to 40.
    for since_min, expected in ((0, [2]), (31, [2]), (32, [])):
        trends = Trends(Rules(past=1), since_ms=since_min * MINUTE_MS)
        crowd(range(33, 50), range(5), 1, trends)
        crowd(range(50, 51), range(50), 2, trends)
        assert keys_at(trends, 50) == expected, since_min
    for first, expected in ((30, [2]), (31, [])):  # which may have been listened to in part only
        trends = Trends(Rules(past=1))
        crowd(range(first, 50), range(5), 1, trends)
        crowd(range(50, 51), range(50), 2, trends)
        assert keys_at(trends, 50) == expected, first


def test_event_too_late_to_be_kept_makes_no_past() -> None:
    trends = Trends(Rules(past=1, floor=5))
    old_and_new = Events(np.arange(40), np.repeat([0, 40], 20) * MINUTE_MS, 2, np.arange(40))
    assert trends.take(old_and_new, now_ms=40 * MINUTE_MS) == Taken(20, 20)
    assert keys_at(trends, 40) == []


def test_late_events_count_in_their_own_window() -> None:
    trends = Trends(Rules(past=2))
    crowd(range(40), range(5), 1, trends)
    crowd(range(40, 41), range(50), 2, trends)
    assert keys_at(trends, 40) == [2]
    # The same people said it before: it is nothing new.
    late = Events(np.arange(50), 25 * MINUTE_MS, 2, np.arange(50))
    assert trends.take(late, now_ms=40 * MINUTE_MS) == Taken(50, 0)
    assert keys_at(trends, 40) == []
    too_late = Events(np.arange(50), 10 * MINUTE_MS, 2, np.arange(50))
    assert trends.take(too_late, now_ms=40 * MINUTE_MS) == Taken(0, 50)
    assert trends.late == 50


def test_clock_that_runs_back_is_answered_as_then() -> None:
    trends = Trends(Rules(past=2))
    crowd(range(40), range(5), 1, trends)
    crowd(range(40, 41), range(50), 2, trends)
    assert keys_at(trends, 40) == [2]
    assert keys_at(trends, 39) == []
    crowd(range(60, 61), range(5), 1, trends)
    assert keys_at(trends, 40) == []  # the windows before it are no longer kept whole
    with pytest.raises(BadValue, match="now_ms must be 2400000 or more, for which all is kept"):
        trends.top(1, now_ms=39 * MINUTE_MS)


def test_window_is_counted_once_if_nothing_comes() -> None:
    trends = Trends()
    crowd(range(40), range(5), 1, trends)
    crowd(range(40, 41), range(50), 2, trends)
    first = trends.top(3, now_ms=40 * MINUTE_MS)
    rows = trends.counted
    assert trends.top(3, now_ms=40 * MINUTE_MS + 1) == first
    assert trends.counted == rows > 0


def test_no_event_and_one_event_are_no_trend() -> None:
    trends = Trends(Rules(floor=1, least_surprise=0))
    assert trends.top(3, now_ms=0) == trends.top(3, now_ms=10**12) == []
    assert trends.take(Events(np.array([], np.int64), 0, 0, 0), now_ms=10**12) == Taken(0, 0)
    assert trends.take(Events(1, 10**12, 2, 3), now_ms=10**12) == Taken(1, 0)
    assert trends.top(3, now_ms=10**12) == []


def test_floor_growth_and_chance_each_hold_a_key_back() -> None:
    for rules, expected in (
        ({}, [2]),
        ({"floor": 21}, []),
        ({"least_growth": 20.5}, []),
        ({"least_surprise": 41}, []),
        ({"new_rate": 11}, []),
    ):
        trends = Trends(Rules(**rules))
        crowd(range(40), range(5), 1, trends)
        crowd(range(40, 41), range(20), 2, trends)
        assert keys_at(trends, 40) == expected, rules


def test_surprise_is_above_what_chance_does() -> None:
    rng = np.random.default_rng(8)
    for mean in (0.01, 0.5, 2.0, 30.0):
        drawn = rng.poisson(mean, 200_000)
        for count in range(int(mean) + 1, int(mean) + 12):
            share = float((drawn >= count).mean())
            # Drawn shares are within 5 standard errors, but for one in a million.
            error = 5 * (share / 200_000) ** 0.5 + 1e-4
            assert share <= float(np.exp(-surprise(count, mean))) + error
    assert surprise(np.array([0, 2]), np.array([2.0, 2.0])).tolist() == [0.0, 0.0]


REFUSED: list[tuple[Any, type[Exception], str]] = [
    (lambda t: t.take(Events(1, 2_400_001, 2, 3), now_ms=2_400_000), BadValue, "1 ms in the futu"),
    (lambda t: t.take([1], now_ms=1), BadType, "events must be Events, got"),
    (
        lambda t: t.take(Events(1, 2, 2, 3), now_ms=3, texts=np.arange(2)),
        BadValue,
        "texts must have length 1 as events, got 2",
    ),
    (lambda t: t.take(Events(1, 2, 2, 3), now_ms=3, texts=["a"]), BadType, "texts must be a numpy"),
    (lambda t: t.take(Events(1, 2, 2, 3), now_ms=-1), BadValue, "now_ms must be from 0"),
    (lambda t: t.take(Events(1, 2, 2, 3), now_ms="1"), BadType, "now_ms must be an int"),
    (lambda t: t.top(-1, now_ms=1), BadValue, "k must be 0 or more, got -1"),
    (lambda t: t.top(1, now_ms=None), BadType, "now_ms must be an int, got None"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_refusal_changes_nothing(call: Any, error: type[Exception], message: str) -> None:
    trends = Trends()
    crowd(range(40), range(5), 1, trends)
    crowd(range(40, 41), range(50), 2, trends)
    before = trends.top(3, now_ms=40 * MINUTE_MS)
    with pytest.raises(error, match=message):
        call(trends)
    assert trends.top(3, now_ms=40 * MINUTE_MS) == before
    assert trends.late == 0


@pytest.mark.parametrize(
    ("rules", "error", "message"),
    [
        ({"bucket_ms": 0}, BadValue, "bucket_ms must be from 1"),
        ({"window": 0}, BadValue, "window must be from 1"),
        ({"past": True}, BadType, "past must be an int, got True"),
        ({"floor": 0}, BadValue, "floor must be 1 or more"),
        ({"least_growth": 0.5}, BadValue, "least_growth must be from 1 to"),
        ({"least_surprise": -1}, BadValue, "least_surprise must be from 0 to"),
        ({"new_rate": 0}, BadValue, "new_rate must be above 0, got 0"),
        ({"new_rate": "1"}, BadType, "new_rate must be a number"),
        ({"same_text": 0}, BadValue, "same_text must be 1 or more"),
    ],
)
def test_bad_rule_is_refused(rules: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Rules(**rules)


def test_real_evening_trends_by_what_happens_and_not_by_what_it_is_about() -> None:
    said, texts = evening()
    trends = Trends(Rules(floor=15))
    start = int(said.times_ms.min())
    seen: set[int] = set()
    for minute in range(71):
        now_ms = start + minute * MINUTE_MS
        at = np.flatnonzero((said.times_ms > now_ms - MINUTE_MS) & (said.times_ms <= now_ms))
        some = Events(*(getattr(said, name)[at] for name in NAMES))
        trends.take(some, now_ms=now_ms, texts=texts[at])
        for each in trends.top(20, now_ms=now_ms):
            seen.add(each.key)
    ten_min = (said.times_ms - start) // (10 * MINUTE_MS)
    keys, place = np.unique(said.keys, return_inverse=True)
    counts = np.zeros((7, len(keys)), np.int64)
    np.add.at(counts, (ten_min, place), 1)
    # Plain counts know these: among the ten most frequent all evening, and five times what they
    # ever were before.
    order = np.argsort(-counts, axis=1)[:, :10]
    always = set.intersection(*(set(keys[row].tolist()) for row in order))
    new = {
        int(keys[at])
        for number in range(2, 7)
        for at in np.flatnonzero(counts[number] >= 20)
        if counts[number, at] >= 5 * counts[:number, at].max()
    }
    assert len(always) >= 5
    assert len(new) >= 3
    assert not seen & always
    assert new <= seen
    assert len(seen) <= 40 < len(keys) // 100


def evening() -> tuple[Events, Any]:
    """Give who used which word when, on a real evening, and in which text; all as numbers."""
    rows = read_tweets_csv(real_data("tweets-one-evening.csv.gz"))
    assert rows.texts is not None
    assert rows.tweet_ids is not None
    words = [sorted(set(re.findall(r"#?\w{4,}", text.lower()))) for text in rows.texts]
    row = np.repeat(np.arange(len(words)), [len(some) for some in words])
    keys = hash_texts([word for some in words for word in some], seed=1) >> np.uint64(1)
    users = np.unique(rows.users, return_inverse=True)[1]
    said = Events(rows.tweet_ids[row], rows.created_ms[row], keys.astype(np.int64), users[row])
    return said, hash_texts(rows.texts, seed=2).view(np.int64)[row]


NAMES = ("event_ids", "times_ms", "keys", "authors")
