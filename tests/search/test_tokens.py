"""Hold words, tags and names to what readers of many scripts expect."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.search import fold, tags_and_names, tokens

# One of each class that the rules of word breaks know, and what folding changes.
SIGNS = [
    *("a", "Z", "é", "ß", "ñ", "ב", "ש", "ア", "ｱ", "あ", "東", "ก", "ำ", "س", "ｚ", "Ⅷ", "ﬁ", "İ"),
    *("1", "９", "٣", "_", "‿", "'", "’", "＇", ":", ".", "․", ",", ";", '"', "״", "·", "@", "#"),
    *(" ", "\u3000", "\u2009", "\n", "\r\n", "\x85", "\u2028", "\t", "-", "/", "…", "!", "\0"),
    *("\u0301", "\u0345", "\u3099", "\ufe0f", "\u200d", "\u200c", "\u00ad", "\u2060", "\u20e3"),
    *(
        "\U000e0101",
        "\U000e0067",
        "👍",
        "👩",
        "❤",
        "🇯",
        "🇵",
        "🏽",
        "©",
        "ー",
        "ｰ",
        "゛",
        "\U0001f98a",
    ),
]
ANY_TEXT = st.lists(st.sampled_from(SIGNS), max_size=24).map("".join) | st.text(
    st.characters(codec="utf-8"), max_size=24
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n-…!? ' __ ", []),
        ("Big QUAKE, big news.", ["big", "quake", "big", "news"]),
        ("don't 'quote' rock'n'roll O’Brien", ["don't", "quote", "rock'n'roll", "o’brien"]),
        ("3.14 1,000 1.a a.1 a.b", ["3.14", "1,000", "1", "a", "a", "1", "a.b"]),
        ("1;2 1:2 a;b a:b", ["1;2", "1", "2", "a", "b", "a:b"]),
        ("snake_case _x_ x2 2x", ["snake_case", "_x_", "x2", "2x"]),
        ("well-known t.co/x a@b.com", ["well", "known", "t.co", "x", "a", "b.com"]),
        ("one\u2028two\x85three\u3000four", ["one", "two", "three", "four"]),
        ("東京タワーへ行く", ["東", "京", "タワー", "へ", "行", "く"]),
        ("ｶﾞｷﾞ ガギ", ["ガギ", "ガギ"]),  # half-width katakana with signs of their own
        ("สวัสดี", ["ส", "วั", "ส", "ดี"]),
        ("مرحبا بالعالم، ٣٫١٤", ["مرحبا", "بالعالم", "٣٫١٤"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("צה\"ל ג'ירפה ש'", ['צה"ל', "ג'ירפה", "ש'"]),
        ("안녕하세요 세계", ["안녕하세요", "세계"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f ❤", ["👩\u200d👩\u200d👧", "👍🏽", "❤", "❤"]),
        ("👍👍", ["👍", "👍"]),
        ("🇯🇵🇺🇸🇫", ["🇯🇵", "🇺🇸", "🇫"]),
        ("1\ufe0f\u20e3 #\ufe0f\u20e3", ["1\u20e3"]),
        ("ＡＢＣ１２３ ａ＿ｂ ｄｏｎ＇ｔ", ["abc123", "a_b", "don't"]),
        ("co\u00adop\u00aderate", ["cooperate"]),
        ("cafe\u0301 caf\u00e9 cafe", ["café", "café", "cafe"]),
        ("Straße STRASSE ΣΊΣΥΦΟΣ ﬁre", ["strasse", "strasse", "σίσυφοσ", "fire"]),
        ("½ x² Ⅷ", ["1⁄2", "x2", "viii"]),
        ("\u200fשלום\u200e, \u202aworld\u202c", ["שלום", "world"]),
    ],
)
def test_tokens_of_many_scripts(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@given(ANY_TEXT)
def test_fold_of_what_is_folded_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert unicodedata.is_normalized("NFKC", once)


@given(ANY_TEXT)
def test_word_that_was_found_is_found_by_itself(text: str) -> None:
    for word in tokens(text):
        assert tokens(word) == [word]


@given(ANY_TEXT, ANY_TEXT)
def test_tokens_of_two_lines_are_those_of_each(one: str, two: str) -> None:
    assert tokens(f"{one}\n{two}") == tokens(one) + tokens(two)


@given(ANY_TEXT)
def test_form_in_which_a_text_was_typed_makes_no_difference(text: str) -> None:
    expected = tokens(text)
    for form in ("NFC", "NFD"):
        assert tokens(unicodedata.normalize(form, text)) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Bob @bob: #Jazz ＃jazz, #Straße", ["@bob", "#jazz", "#strasse"]),
        ("＠ann #東京 #東京タワー", ["@ann", "#東京", "#東京タワー"]),
        ("http://t.co/x#no #1 a@b.com @ann/list", []),
        ("#cafe\u0301 #café", ["#café"]),
    ],
)
def test_tags_and_names_are_folded_and_given_once(text: str, found: list[str]) -> None:
    assert tags_and_names(text) == found


@pytest.mark.parametrize("function", [tokens, tags_and_names])
@pytest.mark.parametrize(
    ("text", "builtin", "message"),
    [
        (None, TypeError, "text must be a str, got NoneType"),
        (b"a", TypeError, "text must be a str, got bytes"),
        ("a\ud800", ValueError, "text must have no lone surrogates, got '\\ud800' at 1"),
    ],
)
def test_what_is_no_text_is_refused(function: Any, text: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        function(text)
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message
