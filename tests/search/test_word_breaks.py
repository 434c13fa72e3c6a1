"""Hold the cutting of a whole batch to the package regex, at every character there is."""

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from tests.search.test_tokens import SIGNS
from twitlab.search.tokens import WORDLIKE
from twitlab.search.word_breaks import words_of

EDGE = regex.compile(r"\b", regex.WORD | regex.VERSION1)
WORD = regex.compile(WORDLIKE)
EVERY = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
# Of what has no name, and of what is told apart by nothing here, a few stand for the rest.
USUAL = [
    each
    for each in EVERY
    if ord(each) < 0x3400 or 0xA000 <= ord(each) < 0xAC20 or 0xD780 <= ord(each) < 0x20100
]
USUAL += [each for each in EVERY if ord(each) % 0x20000 < 0x220 and ord(each) > 0x20100]


def agree(text: str) -> None:
    """Compare places of words, found both ways in one long text."""
    begins, ends = words_of(np.frombuffer(text.encode("utf-32-le"), "<u4"))
    expected = []
    at = 0
    for piece in EDGE.split(text):
        if WORD.search(piece):
            expected.append((at, at + len(piece)))
        at += len(piece)
    assert [*zip(begins.tolist(), ends.tolist())] == expected


# {} stands before and after a letter, a digit, a mark, a joiner, a picture, a flag, a space ...
CONTEXTS = [
    *(
        "a{}b",
        "1{}2",
        "1{}b",
        "א{}א",
        "ア{}ア",
        "_{}_",
        " {} ",
        "\u0301{}\u0301",
        "a\u0301{}\u200db",
    ),
    *("a\u200d{}", "👩\u200d{}", "🇯{}🇵", "a'{}", "{}'א", "{}.a", "1,{}", "{}{}", "\r{}\n", 'א"{}'),
]


@pytest.mark.parametrize("context", ["a{}b", "1{}2", "\u0301{}\u0301"])
def test_every_usual_character_is_cut_as_regex_cuts_it(context: str) -> None:
    agree("\n".join(context.format(each, each) for each in USUAL))


@pytest.mark.full
@pytest.mark.parametrize("context", CONTEXTS)
def test_every_character_is_cut_as_regex_cuts_it(context: str) -> None:
    agree("\n".join(context.format(each, each) for each in EVERY))


def test_each_three_signs_are_cut_as_regex_cuts_them() -> None:
    # One of each class, so that each rule meets each of its neighbours.
    one_each = [
        "x",
        "א",
        "1",
        "ア",
        "_",
        "'",
        ":",
        ".",
        ",",
        '"',
        " ",
        "\u0301",
        "\u200d",
        "👍",
        "🇯",
    ]
    threes = [a + b + c for a in one_each for b in one_each for c in one_each]
    agree("\n".join(threes))
    agree("-".join(threes))


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_any_signs_are_cut_as_regex_cuts_them(text: str) -> None:
    agree(text)
