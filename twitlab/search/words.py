"""Find and hash the words of many texts at once, each as `tokens` finds them.

Texts of ASCII, half of all in English, need no tables: a byte says what it is, and lower case is
one call. All others are folded and cut by Unicode's rules. Both stand in one long text with a line
for each, and come out in the order of the texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.hashing import PAD, Hashes, hash_words
from twitlab.search.tokens import fold
from twitlab.search.word_breaks import words_of

# What stands between two letters, two digits or either joins them; all other signs are 0.
_BETWEEN_LETTERS, _BETWEEN_DIGITS, _BETWEEN_EITHER = 1, 2, 3
_MIDDLES: Final = {":": 1, ",": 2, ";": 2, ".": 3, "'": 3}
_ASCII: Final = bytes(
    ord(sign.lower()) if sign.isalnum() or sign == "_" else _MIDDLES.get(sign, 0)
    for sign in map(chr, range(128))
) + bytes(128)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Hold the words of some texts.

    Args:
        hashes: of each word, text by text, uint64, shape (words,).
        counts: how many words each text has, int64, shape (texts,).
    """

    hashes: Hashes
    counts: Ints


def find_words(texts: Sequence[str], seed: int) -> Words:
    """Find the words of texts.

    Args:
        texts: without lone surrogates.
        seed: of the hash.

    Returns:
        Their words.

    Raises:
        UnicodeEncodeError: a text has a lone surrogate.

    Complexity: O(characters), some 40 bytes for each while it works.

    >>> words = find_words(["to be", "or not"], seed=1)
    >>> words.counts.tolist(), len(set(words.hashes.tolist()))
    ([2, 2], 4)
    """
    is_ascii = np.fromiter(map(str.isascii, texts), bool, len(texts))
    if is_ascii.all():
        return _find_ascii(texts, seed)
    if not is_ascii.any():
        return _find_any(texts, seed)
    is_other = ~is_ascii
    parts = (
        (_find_ascii([*compress(texts, is_ascii.tolist())], seed), is_ascii),
        (_find_any([*compress(texts, is_other.tolist())], seed), is_other),
    )
    counts = np.empty(len(texts), np.int64)
    for words, chosen in parts:
        counts[chosen] = words.counts
    hashes = np.empty(counts.sum(), np.uint64)
    chosen_words = np.repeat(is_other, counts)
    hashes[~chosen_words], hashes[chosen_words] = parts[0][0].hashes, parts[1][0].hashes
    return Words(hashes, counts)


def _find_ascii(texts: Sequence[str], seed: int) -> Words:
    joined = "\n".join(["", *texts, ""]).encode()  # a line's end before and after each text
    data = np.frombuffer(joined.translate(_ASCII) + bytes(PAD), np.uint8)
    is_word = data > _BETWEEN_EITHER
    middles = np.flatnonzero(data - 1 < _BETWEEN_EITHER)  # of uint8: 0 - 1 is 255
    if len(middles):
        left, middle, right = data[middles - 1], data[middles], data[middles + 1]
        joins = (middle != _BETWEEN_DIGITS) & _is_letter(left) & _is_letter(right)
        joins |= (middle != _BETWEEN_LETTERS) & _is_digit(left) & _is_digit(right)
        data, middles = data.copy(), middles[joins]
        data[middles] = np.frombuffer(joined, np.uint8)[middles]
        is_word[middles] = True
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    begins, ends = edges[::2], edges[1::2]
    if b"_" in joined:
        begins, ends = _without_bare_lines(data, begins, ends)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return _hashed(data, begins, ends, 1 + np.cumsum(lengths + 1), seed)


def _is_letter(data: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return data >= ord("a")


def _is_digit(data: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return data - ord("0") < 10


def _without_bare_lines(data: NDArray[np.uint8], begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Leave out what is made of nothing but low lines."""
    begin_with = np.flatnonzero(data[begins] == ord("_"))
    bare = [at for at in begin_with if (data[begins[at] : ends[at]] == ord("_")).all()]
    return np.delete(begins, bare), np.delete(ends, bare)


def _find_any(texts: Sequence[str], seed: int) -> Words:
    joined = fold("\n".join([*texts, ""]))
    data = np.frombuffer(joined.encode() + bytes(PAD), np.uint8)
    codes = np.frombuffer(joined.encode("utf-32-le"), "<u4")
    begins, ends = words_of(codes)
    # A text may have lines itself, which folding leaves as they are.
    lines = np.fromiter((text.count("\n") + 1 for text in texts), np.int64, len(texts))
    text_ends = np.flatnonzero(codes == ord("\n"))[np.cumsum(lines) - 1]
    # Where each character stands in UTF-8: all bytes but those that continue one.
    places = np.flatnonzero(data & 0xC0 != 0x80)
    return _hashed(data, places[begins], places[ends], places[text_ends], seed)


def _hashed(data: NDArray[np.uint8], begins: Ints, ends: Ints, text_ends: Ints, seed: int) -> Words:
    words_before = np.searchsorted(begins, text_ends)
    return Words(hash_words(data, begins, ends, seed), np.diff(words_before, prepend=0))
