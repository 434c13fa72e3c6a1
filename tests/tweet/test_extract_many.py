"""Hold what is found in many texts to what is found in each."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from tests.tweet.test_extract import PIECES, published
from twitlab.errors import TwitlabError
from twitlab.tweet import entities, find_marked
from twitlab.world import read_tweets_csv


def agree(texts: Sequence[str]) -> None:
    found, each = find_marked(texts), [entities(text) for text in texts]
    assert found.mentions == [(at, name) for at, one in enumerate(each) for name in one.mentions]
    assert found.hashtags == [(at, tag) for at, one in enumerate(each) for tag in one.hashtags]


# Without dots and ://, texts are searched in one pass; with them, each by itself.
PLAIN = PIECES.filter(lambda piece: "." not in piece and "://" not in piece)


@given(
    st.lists(
        st.lists(PLAIN, max_size=8).map("".join)
        | st.lists(PIECES, max_size=8).map("".join)
        | st.sampled_from(
            ["@ann", "#jazz", "＃東京", "@a#b", "RT@bob", "@", "", "a", "@a/b #c", "$A"]
        ),
        max_size=8,
    )
)
def test_what_many_texts_have_is_what_each_has(texts: list[str]) -> None:
    agree(texts)


@pytest.mark.parametrize("end", ["", "\n", "\r", "\u2028", "@", "#", "a", "é", "rt", "&", "\u0301"])
def test_text_is_not_read_into_the_next(end: str) -> None:
    agree(
        [
            f"#a{end}",
            "@bob",
            f"x{end}",
            "#jazz",
            f"@c{end}",
            "@d",
            end,
            "＠e",
            f"{end}#f",
            f"{end}@g",
        ]
    )


@pytest.mark.parametrize("size", [7, 20_000])
def test_real_evening_has_what_each_tweet_has(size: int) -> None:
    texts = read_tweets_csv(real_data("tweets-one-evening.csv.gz")).texts
    assert texts is not None
    for at in range(0, len(texts) if size > 7 else 700, size):
        agree(texts[at : at + size])


def test_published_cases_are_found_together() -> None:
    agree([case["text"] for cases in published().values() for case in cases])


@pytest.mark.parametrize(
    ("text", "builtin", "message"),
    [
        ("@a. \ud800", ValueError, "text must have no lone surrogates"),
        (["#", "."], TypeError, "text must be a str, got list"),
        (["a"], TypeError, "texts must be a str, got list"),
    ],
)
def test_what_is_no_text_is_refused(text: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        find_marked(["#a", text])
    assert isinstance(caught.value, builtin)
