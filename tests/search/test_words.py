"""Hold the words of a batch to those of each text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.needs import real_data
from tests.search.test_tokens import ANY_TEXT
from twitlab.search import tokens
from twitlab.search.terms import hash_term
from twitlab.search.words import find_words
from twitlab.world import read_tweets_csv

ASCII = st.text(st.characters(max_codepoint=127), max_size=24) | st.text(
    "aB19_.,':; \n-", max_size=24
)


def agree(texts: list[str] | tuple[str, ...], seed: int) -> None:
    """Compare both ways, word by word."""
    found = find_words(texts, seed)
    each = [tokens(text) for text in texts]
    assert found.counts.tolist() == [len(words) for words in each]
    assert found.hashes.dtype == np.uint64
    assert found.hashes.tolist() == [hash_term(word, seed) for words in each for word in words]


@given(st.lists(ASCII | ANY_TEXT, max_size=8), st.integers(0, 2**63 - 1))
def test_words_of_a_batch_are_those_of_each_text(texts: list[str], seed: int) -> None:
    agree(texts, seed)


@given(st.lists(ASCII, max_size=8))
def test_words_of_a_batch_of_ascii_are_those_of_each_text(texts: list[str]) -> None:
    agree(texts, 1)


def test_each_three_signs_of_ascii_are_cut_as_one_text() -> None:
    signs = "aZ09_'.,:;\" -\n\0"
    agree([a + b + c for a in signs for b in signs for c in signs], 1)


def test_each_character_is_folded_as_in_one_text() -> None:
    codes = [
        *range(0x3400),
        *range(0xF900, 0x10000),
        *range(0x1D400, 0x1D800),
        *range(0x1F000, 0x1FB00),
    ]
    agree([f"A{chr(code)}1" for code in codes], 1)


@pytest.mark.parametrize("size", [1, 1_000, 20_000])
def test_words_of_a_real_evening_are_those_of_each_text(size: int) -> None:
    texts = read_tweets_csv(real_data("tweets-one-evening.csv.gz")).texts
    assert texts is not None
    for at in range(0, len(texts) if size > 1 else 500, size):
        agree(texts[at : at + size], 7)


def test_long_word_is_one_word() -> None:
    agree(["a" * 9_999, "é" * 9_999, "a'" * 4_000], 1)


def test_words_refuse_a_lone_surrogate() -> None:
    with pytest.raises(UnicodeEncodeError):
        find_words(["a", "b\udfff"], 1)
