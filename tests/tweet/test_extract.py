"""Hold entities to twitter-text's published cases, and to one pass over whatever is written."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from twitlab.errors import TwitlabError
from twitlab.tweet import Entities, Entity, entities
from twitlab.tweet import entities as entities_of_a_tweet

SIGNS = {"mention": "@＠", "list": "@＠", "hashtag": "#＃", "cashtag": "$", "url": ""}
# Pieces that mean something to one of the rules, and letters of several scripts.
PIECES = st.sampled_from(
    [
        *("@", "#", "$", "＃", "&", "!", "/", ".", "-", "_", ":", "://", "(", ")", "?", " ", "\n"),
        *("\u200d", "\ufe0f", "\u202a", "a", "Ab1", "9", "é", "e\u0301", "あ", "한국", "ב", "😀"),
        *("http://", "https://t.co/", "twitter.com", ".みんな", "co.jp", "xn--", "RT", "TWTR"),
    ]
)


def published() -> dict[str, list[dict[str, Any]]]:
    """Give twitter-text's cases by group."""
    text = real_data("twitter-text/extract.yml").read_text(encoding="utf-8")
    groups: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)["tests"]
    return groups


def placed(found: Entities, name: str, *kinds: str) -> list[dict[str, Any]]:
    """Give entities in the form of the published cases."""
    return [
        {name: each.text, "indices": [each.start, each.end]}
        for each in found.found
        if each.kind in kinds
    ]


def placed_lists(found: Entities) -> list[dict[str, Any]]:
    """Give mentions and lists in the form of the published cases."""
    result = []
    for each in placed(found, "text", "mention", "list"):
        name, slash, rest = each.pop("text").partition("/")
        result.append({"screen_name": name, "list_slug": slash + rest, **each})
    return result


LOOKS: dict[str, Any] = {
    "mentions": lambda found: found.mentions,
    "mentions_with_indices": lambda found: placed(found, "screen_name", "mention"),
    "mentions_or_lists_with_indices": placed_lists,
    "replies": lambda found: found.reply_to,
    "urls": lambda found: found.urls,
    "urls_with_indices": lambda found: placed(found, "url", "url"),
    "urls_with_directional_markers": lambda found: placed(found, "url", "url"),
    "tco_urls_with_params": lambda found: found.urls,
    "hashtags": lambda found: found.hashtags,
    "hashtags_from_astral": lambda found: found.hashtags,
    "hashtags_with_indices": lambda found: placed(found, "hashtag", "hashtag"),
    "cashtags": lambda found: found.cashtags,
    "cashtags_with_indices": lambda found: placed(found, "cashtag", "cashtag"),
}


@pytest.mark.parametrize("group", LOOKS)
def test_entities_agree_with_twitter_texts_published_cases(group: str) -> None:
    cases = published()[group]
    found = [LOOKS[group](entities(case["text"])) for case in cases]
    assert found == [case["expected"] for case in cases]


def test_published_cases_are_all_looked_at() -> None:
    groups = published()
    assert groups.keys() == LOOKS.keys()
    assert sum(len(cases) for cases in groups.values()) == 238


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(st.characters(codec="utf-8")))
def test_entities_stand_where_they_say(text: str) -> None:
    found = entities(text)
    behind = 0
    for each in found.found:
        assert behind <= each.start < each.end <= len(text)
        behind = each.end
        written = text[each.start : each.end]
        assert written == each.text or (written[0] in SIGNS[each.kind] and written[1:] == each.text)
    assert len(found.found) == sum(
        map(len, (found.mentions, found.lists, found.hashtags, found.cashtags, found.urls))
    )


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_entities_of_two_lines_are_those_of_each(one: str, two: str) -> None:
    # A line end is a space to every rule, and an entity never reaches across it.
    both, gap = entities(f"{one}\n{two}"), len(one) + 1
    moved = [Entity(e.kind, e.text, e.start + gap, e.end + gap) for e in entities(two).found]
    assert list(both.found) == [*entities(one).found, *moved]


def test_entities_of_one_text_by_kind() -> None:
    text = "@bob: see @amy/cats #jazz #1 http://a.co/#x $TWTR f@g.com www.é.de"
    assert entities(text) == Entities(
        (
            Entity("mention", "bob", 0, 4),
            Entity("list", "amy/cats", 10, 19),
            Entity("hashtag", "jazz", 20, 25),
            Entity("url", "http://a.co/#x", 29, 43),
            Entity("cashtag", "TWTR", 44, 49),
            Entity("url", "www.é.de", 58, 66),
        ),
        "bob",
    )
    assert entities(text).lists == ["amy/cats"]
    assert entities is entities_of_a_tweet


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("http://foo.com/@name/#tag", ["http://foo.com/@name/#tag"]),
        ("http://" + "a" * 63 + ".com", ["http://" + "a" * 63 + ".com"]),
        ("http://" + "a" * 64 + ".com", []),
        (
            "http://" + "é" * 56 + ".com http://" + "é" * 60 + ".com",
            ["http://" + "é" * 56 + ".com"],
        ),
        ("http://" + "a." * 130 + "com", []),
        ("foo.com:80 foo.com:80/a foo.com?b", ["foo.com", "foo.com:80/a", "foo.com"]),
        ("http://t.co/" + "a" * 41 + " t.co", ["t.co"]),
        ("no.pe example.pizza", ["no.pe"]),
        ("https://xn--d1acufc.xn--p1ai/x", ["https://xn--d1acufc.xn--p1ai/x"]),
        ("HTTP://EXAMPLE.COM/A", ["HTTP://EXAMPLE.COM/A"]),
    ],
)
def test_urls_at_their_limits(text: str, urls: list[str]) -> None:
    # "é" * 56 is 62 letters in Punycode, "é" * 60 is 66: a label may have 63.
    assert entities(text).urls == urls


@pytest.mark.parametrize(
    ("text", "hashtags"),
    [
        ("#\ufe0f\u20e3a #\ufe0fb #\u20e3c", []),  # the emoji of a #
        ("&#a &#x41;", []),  # what HTML writes for a character
        ("✌\ufe0f#a e\u0301#b", ["a"]),  # a mark ends an emoji, or belongs to a letter
        ("##a #b#c #d://", ["a"]),
        ("#½ #² #Ⅷ #x²", ["x"]),  # numbers that are no digits
    ],
)
def test_hashtags_at_their_limits(text: str, hashtags: list[str]) -> None:
    assert entities(text).hashtags == hashtags


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://mastodon.social/@bob",
            "https://blog.google/#ai",
            "HTTP://a.house/x?q=@bob&t=$A",
        ),
        *("https://localhost:3000/@bob", "http://[::1]/#ai", "https://me:pw@a.com/@bob/#ai"),
        *("https://a.house/?to=b.com/@bob", "http://" + "a" * 64 + ".com/@bob", "https:///@bob"),
        *("http://t.co/" + "a" * 41 + "/@bob", "https://пример.испытание/@bob", "https://a/(@bob)"),
    ],
)
def test_nothing_is_found_inside_of_an_unknown_url(url: str) -> None:
    assert entities(f"me: {url}").found == ()
    assert entities(f"https://t.co/x,{url}").urls == ["https://t.co/x"]
    # What stands beside it is found as ever.
    found = entities(f"@amy {url} #b {url}, @amy: t.co/x {url}\u3002@eve")
    assert (found.mentions, found.hashtags, found.urls) == (
        ["amy", "amy", "eve"],
        ["b"],
        ["t.co/x"],
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        *("a", "a.", "é.", "あ", "あ.", "#", "#1", "@", "@a", "$A", "rt:", ".", "-", "\u0301"),
        *("http://", "a.co?", "a.co/(", "http://a.co/(a", "http://a.co/a(b)!", "a.co/?!", "xn--a."),
        *("http://a:", "http://a@", "https://[", "https://a/@b ", "http://a/(", "http:/"),
    ],
)
def test_entities_of_a_million_characters_end(unit: str) -> None:
    # Each takes about a second; a pattern that tries again and again would take hours.
    text = (unit * 1_000_000)[:1_000_000]
    assert all(each.end <= len(text) for each in entities(text).found)


@pytest.mark.parametrize(
    ("text", "builtin", "message"),
    [
        (None, TypeError, "text must be a str, got NoneType"),
        (b"#a", TypeError, "text must be a str, got bytes"),
        ("#ab\udc00", ValueError, "text must have no lone surrogates, got '\\udc00' at 3"),
    ],
)
def test_entities_refuse(text: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        entities(text)
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message
