"""Pictures of a tweet: what they say in words, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from twitlab.errors import TwitlabError
from twitlab.tweet import LAST_SEQUENTIAL_ID, MAX_ID, Tweet, ids_at
from twitlab.ui.plots.tweet import SCRIPTS, draw_hours, draw_id, draw_weight
from twitlab.world import World


def test_id_is_drawn_with_the_bits_and_values_of_its_fields() -> None:
    drawn = draw_id(235813217706352640)
    assert drawn.label == (
        "Id 235813217706352640: 2012-08-15 19:00:26.955 UTC, data centre 29, worker 10, sequence 0."
    )
    rows = drawn.text.splitlines()[1:]
    bits = [row.split()[-4 if n == 0 else -2] for n, row in enumerate(rows)]
    assert int("".join(bits), 2) == 235813217706352640
    assert [len(each) for each in bits] == [41, 5, 5, 12]
    for each in bits:
        assert each in drawn.svg


@pytest.mark.parametrize("tweet_id", [0, MAX_ID])
def test_smallest_and_largest_id_are_drawn(tweet_id: int) -> None:
    assert str(tweet_id) in draw_id(tweet_id).label


def test_id_from_before_snowflake_is_said_to_hold_no_time() -> None:
    said = (
        "Twitter's own ids up to 29,700,859,247 were counted one by one: in them this is no time."
    )
    for tweet_id in (20, LAST_SEQUENTIAL_ID):
        drawn = draw_id(tweet_id)
        assert drawn.label.endswith(said)
        assert said in drawn.text
    assert said not in draw_id(LAST_SEQUENTIAL_ID + 1).label


def test_hours_of_ids_from_before_snowflake_are_said_to_be_none() -> None:
    drawn = draw_hours(np.array([20, LAST_SEQUENTIAL_ID, LAST_SEQUENTIAL_ID + 1]))
    assert drawn.label.endswith(
        " 2 of them hold no time, if they are Twitter's own from before Snowflake."
    )
    assert "no time" not in draw_hours(np.array([LAST_SEQUENTIAL_ID + 1])).label


@pytest.mark.parametrize("tweet_id", [-1, MAX_ID + 1, 1.5, True, "7"])
def test_id_refuses(tweet_id: int) -> None:
    with pytest.raises(TwitlabError):
        draw_id(tweet_id)


@pytest.mark.parametrize(("script", "size"), list(zip(SCRIPTS, (1, 2, 3, 3, 4), strict=True)))
def test_weight_is_that_of_such_a_tweet(script: str, size: int) -> None:
    drawn = draw_weight(140, script)
    assert f"{140 * size} bytes of text" in drawn.label
    whole = Tweet(id=0, user_id=0, text=SCRIPTS[script] * 140).weight_bytes
    assert f"{whole} bytes in all" in drawn.label
    said = [int(row.split()[-2]) for row in drawn.text.splitlines()[1:]]
    assert sum(said) == whole


@pytest.mark.parametrize(
    ("characters", "script"), [(0, "English (a)"), (141, "English (a)"), (1, "Klingon")]
)
def test_weight_refuses(characters: int, script: str) -> None:
    with pytest.raises(TwitlabError):
        draw_weight(characters, script)


def test_hours_count_every_tweet_in_the_hour_of_its_id() -> None:
    noon = 1_345_032_000_000  # 15 August 2012, 12:00 UTC
    hour = 3_600_000
    ids = ids_at(np.array([noon - 1, noon, noon + hour - 1, noon + 11 * hour]), 0, 0)
    drawn = draw_hours(ids)
    assert "4 tweets: busiest from 12:00 UTC (2), quietest from 0:00 (0)" in drawn.label
    counts = dict(row.split() for row in drawn.text.splitlines()[1:])
    assert {at: n for at, n in counts.items() if n != "0"} == {
        "11:00": "1",
        "12:00": "2",
        "23:00": "1",
    }


def test_hours_of_a_world_add_up() -> None:
    drawn = draw_hours(World.generate(users=10, tweets=500, seed=1).tweets.tweet_id)
    counts = [int(row.split()[1]) for row in drawn.text.splitlines()[1:]]
    assert (len(counts), sum(counts)) == (24, 500)


def test_hours_refuse_no_tweets() -> None:
    with pytest.raises(TwitlabError):
        draw_hours(np.array([], dtype=np.int64))
