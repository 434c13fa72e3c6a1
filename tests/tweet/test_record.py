"""Hold a tweet to its limits, its weight and its id."""

import csv
import dataclasses
import gzip
import pickle
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from twitlab import ids, tweet
from twitlab.errors import TwitlabError
from twitlab.tweet import MAX_ID, Tweet, characters, decode

LETTERS = st.characters(codec="utf-8")


def test_tweet_reaches_all_that_is_about_one() -> None:
    for name in ("Snowflake", "decode", "timestamps_ms", "ids_at", "ClockWentBack"):
        assert getattr(tweet, name) is getattr(ids, name)
    assert all(hasattr(tweet, name) for name in tweet.__all__)


def test_tweet_is_an_immutable_record() -> None:
    one = Tweet(5, 7, "hello", in_reply_to_id=3, in_reply_to_user_id=9)
    assert one == Tweet(5, 7, "hello", 3, 9, None)
    assert hash(one) == hash(dataclasses.replace(one))
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.text = "other"  # type: ignore[misc]
    assert not hasattr(one, "__dict__")


def test_tweet_tells_its_time_and_entities() -> None:
    one = Tweet(901656910939770881, 7, "@bob #jazz")
    assert one.created_at_ms == decode(one.id).timestamp_ms == 1_503_806_734_200
    assert (one.entities.mentions, one.entities.hashtags) == (["bob"], ["jazz"])


@pytest.mark.parametrize(
    ("text", "count", "size"),
    [
        ("a" * 140, 140, 140),
        ("é" * 140, 140, 280),
        ("e\u0301" * 140, 140, 420),
        ("文" * 140, 140, 420),
        ("😀" * 140, 140, 560),
        ("\u1f82" * 140, 140, 420),
        (unicodedata.normalize("NFD", "\u1f82" * 140), 140, 1_120),
    ],
)
def test_tweet_of_140_characters_in_any_script(text: str, count: int, size: int) -> None:
    one = Tweet(5, 7, text)
    assert one.characters == count
    assert one.weight_bytes == 46 + size
    with pytest.raises(ValueError, match="text must have 1 to 140 characters, got"):
        Tweet(5, 7, text + "文")


def test_tweet_weighs_about_200_bytes() -> None:
    rows = Tweet(5, 7, "a" * 140).weight
    assert [each.bytes for each in rows] == [8, 8, 0, 8, 8, 8, 4, 2, 140]
    assert sum(each.bytes for each in rows) == Tweet(5, 7, "a" * 140).weight_bytes == 186
    assert all(each.field and each.why for each in rows)
    # Krikorian 2010: 70 million a day at about 200 bytes.
    assert 12e9 < 70e6 * 186 < 14e9


@given(st.text(LETTERS, min_size=1, max_size=300))
def test_tweet_allows_what_composes_to_140(text: str) -> None:
    count = len(unicodedata.normalize("NFC", text))
    assert characters(text) == count
    assert characters(unicodedata.normalize("NFD", text)) == count
    try:
        one = Tweet(5, 7, text)
    except ValueError:
        assert count > 140
    else:
        assert one.characters == count <= 140
        assert one.weight_bytes == 46 + len(text.encode())


@given(st.text(LETTERS, max_size=200))
def test_composing_shortens_to_a_quarter_at_most(text: str) -> None:
    # What lets a tweet refuse 561 code points unseen.
    assert 4 * characters(unicodedata.normalize("NFD", text)) >= len(text)


def test_tweet_of_real_texts() -> None:
    with gzip.open(real_data("tweets-one-evening.csv.gz"), "rt", encoding="utf-8") as file:
        rows = [(int(row["id"]), row["text"]) for row in csv.DictReader(file)]
    refused, sizes = 0, []
    for number, text in rows:
        try:
            sizes.append(Tweet(number, 0, text).weight_bytes)
        except ValueError:
            refused += 1
    # The file writes & as &amp;, which makes a few too long.
    assert (len(rows), refused) == (12_118, 23)
    assert 100 < sum(sizes) / len(sizes) < 150


@pytest.mark.parametrize(
    ("fields", "builtin", "message"),
    [
        ({"id": -1}, ValueError, f"id must be from 0 to {MAX_ID}, got -1"),
        ({"id": 2**63}, ValueError, f"id must be from 0 to {MAX_ID}, got {2**63}"),
        ({"id": True}, TypeError, "id must be an int, got True"),
        ({"id": "5"}, TypeError, "id must be an int, got '5'"),
        ({"user_id": 1.0}, TypeError, "user_id must be an int, got 1.0"),
        ({"in_reply_to_id": -1}, ValueError, f"in_reply_to_id must be from 0 to {MAX_ID}, got -1"),
        ({"retweet_of_id": ""}, TypeError, "retweet_of_id must be an int, got ''"),
        (
            {"in_reply_to_user_id": []},
            TypeError,
            "in_reply_to_user_id must be an int, got []",
        ),
        (
            {"retweet_of_id": 5},
            ValueError,
            "retweet_of_id must be another tweet, got 5, which is this one",
        ),
        (
            {"in_reply_to_id": 5},
            ValueError,
            "in_reply_to_id must be another tweet, got 5, which is this one",
        ),
        ({"text": None}, TypeError, "text must be a str, got NoneType"),
        ({"text": b"a"}, TypeError, "text must be a str, got bytes"),
        ({"text": ""}, ValueError, "text must have 1 to 140 characters, got 0"),
        ({"text": "a" * 141}, ValueError, "text must have 1 to 140 characters, got 141"),
        ({"text": "a" * 10**6}, ValueError, "text must have 1 to 140 characters, got 1,000,000"),
        (
            {"text": "a\ud83d"},
            ValueError,
            "text must have no lone surrogates, got '\\ud83d' at 1",
        ),
    ],
)
def test_tweet_refuses(fields: dict[str, Any], builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        Tweet(**{"id": 5, "user_id": 7, "text": "hello", **fields})
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "builtin", "message"),
    [
        (5, TypeError, "text must be a str, got int"),
        ("\ud800", ValueError, "text must have no lone surrogates, got '\\ud800' at 0"),
        (
            "\u0315\u0300" * 10**5,
            ValueError,
            "text must have at most 10000 code points, got 200000",
        ),
    ],
)
def test_characters_refuses(text: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        characters(text)
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message
