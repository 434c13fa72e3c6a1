"""Find where words begin and end in many texts at once, by Unicode's rules, in NumPy.

Each character has a class, and whether a word goes on between two of them is a look-up in a table
of pairs. Of "don't, 3" the classes are

    d o n ' t ,   3        letter letter letter quote letter comma space digit
    |--------|  |  |       a quote between two letters joins them; a comma, two digits only

Marks that follow a character, such as accents, belong to it, whatever it is. All texts stand in one
long string, and each step is one line of NumPy over all of its characters.
"""

from functools import cache
from typing import Final

import numpy as np
import regex
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.search.tokens import WORDLIKE

# Classes that join with a neighbour stand first, then what joins two others, then marks, of which
# Unicode has two kinds, Extend and Format, that are treated alike.
_CLASSES: Final = (
    *("Other", "Newline", "WSegSpace", "ALetter", "Hebrew_Letter", "Numeric", "Katakana"),
    *("ExtendNumLet", "Regional_Indicator", "MidLetter", "MidNum", "MidNumLet", "Single_Quote"),
    *("Double_Quote", "Extend", "ZWJ"),
)
_NUMBER: Final = {name: number for number, name in enumerate(_CLASSES)}
_CLASS_BITS: Final = 15
_WORDLIKE: Final = 16
_PICTURE: Final = 32
# Words, marks and pictures stand in the first four planes, and marks again from U+E0000 on.
_FIRST_PLANES: Final = 0x40000
_HIGH: Final = range(0xE0000, 0xE0200)


def words_of(codes: NDArray[np.uint32]) -> tuple[Ints, Ints]:
    """Find the words of a long string.

    Args:
        codes: its code points, folded, shape (characters,).

    Returns:
        Where each word begins, and the place behind it; shape (words,) each.

    Complexity: O(characters), some 30 bytes for each.

    Source: UAX #29, Unicode text segmentation, section 4.1.1, rules WB1 to WB999.
    """
    kinds = _kinds(codes)
    goes_on = _goes_on(kinds)
    begins = np.flatnonzero(~goes_on)
    if not len(begins):
        return begins, begins
    ends = np.append(begins[1:], len(codes))
    is_word = np.bitwise_or.reduceat(kinds, begins) & _WORDLIKE > 0
    return begins[is_word], ends[is_word]


def _goes_on(kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Say of each character whether it belongs to the word before it."""
    classes: NDArray[np.uint8] = np.bitwise_and(kinds, _CLASS_BITS)
    marks = np.flatnonzero(classes >= _NUMBER["Extend"])
    if not len(marks):
        return _joined(classes)
    # WB4: a mark belongs to what it follows, unless that is the beginning or a new line.
    before = classes.take(marks - 1, mode="clip")
    stands_alone = (marks == 0) | (before == _NUMBER["Newline"])
    is_base = np.ones(len(classes), bool)
    is_base[marks[~stands_alone]] = False
    bases = np.flatnonzero(is_base)
    goes_on = ~is_base
    base_classes = classes.take(bases)
    base_classes[base_classes >= _NUMBER["Extend"]] = _NUMBER["Other"]
    goes_on[bases] = _joined(base_classes)
    after = marks[:-1] + 1 if marks[-1] + 1 == len(classes) else marks + 1
    goes_on[after[classes[after] == _NUMBER["WSegSpace"]]] = False
    # WB3c: a joiner and a picture, as in the emoji of a family.
    after = after[classes[after - 1] == _NUMBER["ZWJ"]]
    goes_on[after[kinds[after] & _PICTURE > 0]] = True
    return goes_on


def _joined(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Say of each character, marks apart, whether no word ends before it."""
    joined = np.zeros(len(classes), bool)
    joined[1:] = _pairs().take((classes[:-1] << 4) | classes[1:])
    # WB6, 7, 7b, 7c, 11, 12: what stands in the middle of two letters or two digits.
    is_middle = (classes >= _NUMBER["MidLetter"]) & (classes <= _NUMBER["Double_Quote"])
    middles = np.flatnonzero(is_middle[1:-1]) + 1
    if len(middles):
        left, right = classes[middles - 1], classes[middles + 1]
        joins = _sides()[left, classes[middles], right]
        joined[middles[joins]] = joined[middles[joins] + 1] = True
    # WB15, 16: two regional indicators are a flag, and a third begins the next.
    if len(flags := np.flatnonzero(classes == _NUMBER["Regional_Indicator"])):
        is_first = np.ones(len(flags), bool)
        is_first[1:] = np.diff(flags) > 1
        begins = np.maximum.accumulate(np.where(is_first, np.arange(len(flags)), 0))
        joined[flags] = (np.arange(len(flags)) - begins) % 2 == 1
    return joined


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Look up the class of each character, with the bits for a word and for a picture."""
    table = _table()
    if codes.max(initial=0) < _FIRST_PLANES:
        return table.take(codes)
    is_high = (codes >= _HIGH.start) & (codes < _HIGH.stop)
    others = np.minimum(codes, _FIRST_PLANES - 1)  # no character between, and nothing behind
    return table.take(np.where(is_high, codes - _HIGH.start + _FIRST_PLANES, others))


@cache
def _table() -> NDArray[np.uint8]:
    """Make the table of all characters, from Unicode's as the package regex has them."""
    every = np.concatenate([np.arange(_FIRST_PLANES), np.array(_HIGH)]).astype("<u4")
    every[0xD800:0xE000] = 0  # surrogates are no characters
    text = every.tobytes().decode("utf-32-le")
    table = np.zeros(len(every), np.uint8)

    def places(pattern: str) -> Ints:
        return np.array([match.start() for match in regex.finditer(pattern, text)], np.int64)

    for name, number in _NUMBER.items():
        if name not in ("Other", "Newline"):
            table[places(rf"\p{{WB={name}}}")] = number
    table[places(r"\p{WB=Format}")] = _NUMBER["Extend"]
    table[places(r"[\p{WB=Newline}\p{WB=CR}\p{WB=LF}]")] = _NUMBER["Newline"]
    table[places(WORDLIKE)] |= _WORDLIKE
    table[places(r"\p{Extended_Pictographic}")] |= _PICTURE
    table[0xD800:0xE000] = 0
    return table


@cache
def _pairs() -> NDArray[np.bool_]:
    """Say which classes join: that of a character and that of the next, at 16 * first + next."""
    letter = {_NUMBER["ALetter"], _NUMBER["Hebrew_Letter"]}
    number, katakana, low_line = (
        {_NUMBER[name]} for name in ("Numeric", "Katakana", "ExtendNumLet")
    )
    pairs = np.zeros((16, 16), bool)
    for first, then in (
        (letter, letter | number),  # WB5, 9
        (number, letter | number),  # WB8, 10
        ({_NUMBER["WSegSpace"]}, {_NUMBER["WSegSpace"]}),  # WB3d
        (katakana, katakana),  # WB13
        (letter | number | katakana | low_line, low_line),  # WB13a
        (low_line, letter | number | katakana),  # WB13b
        ({_NUMBER["Hebrew_Letter"]}, {_NUMBER["Single_Quote"]}),  # WB7a
    ):
        pairs[np.ix_([*first], [*then])] = True
    return pairs.ravel()


@cache
def _sides() -> NDArray[np.bool_]:
    """Say of three classes whether the one in the middle joins the other two."""
    letter = [_NUMBER["ALetter"], _NUMBER["Hebrew_Letter"]]
    sides = np.zeros((16, 16, 16), bool)
    for middle in ("MidLetter", "MidNumLet", "Single_Quote"):
        sides[np.ix_(letter, [_NUMBER[middle]], letter)] = True  # WB6, 7
    for middle in ("MidNum", "MidNumLet", "Single_Quote"):
        sides[_NUMBER["Numeric"], _NUMBER[middle], _NUMBER["Numeric"]] = True  # WB11, 12
    hebrew = _NUMBER["Hebrew_Letter"]
    sides[hebrew, _NUMBER["Double_Quote"], hebrew] = True  # WB7b, 7c
    return sides
