"""Find the words of a text, in any script: what a search can ask for.

The model: a text is folded, so that case, width and look-alike forms make no difference; then cut
where Unicode says that words begin and end. A piece with a letter, a digit or an emoji is a word.
Left out: dictionaries. Japanese and Thai write no spaces, so there each character is a word by
itself, katakana apart, and who searches for several gets those that stand side by side.
"""

import unicodedata
from functools import cache
from typing import Final

import regex

from twitlab.tweet import check_text, entities

# Says how a character is shown or broken, and is in no word: the soft hyphen, marks of direction,
# the joiner of words, and which of its two pictures an emoji has.
UNSEEN: Final = (
    "\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
    "\ufe0e\ufe0f\ufeff"
)
WORDLIKE: Final = r"[\p{Alphabetic}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]"


def fold(text: str) -> str:
    """Give a text the form that is indexed: case folded, in the normal form NFKC.

    So Straße is strasse, ＡＢＣ is abc, and é is one code point however it was typed. An accent
    stays: cafe does not find café.

    Complexity: O(len(text)).

    Source: The Unicode Standard, section 3.13, caseless matching; UAX #15 for NFKC. Which
    characters there are is up to the Python that runs.

    >>> fold("Straße ＡＢＣ")
    'strasse abc'
    """
    if text.isascii():
        return text.lower()
    for mark in UNSEEN:
        text = text.replace(mark, "")
    text = unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", text.casefold())


def tokens(text: str) -> list[str]:
    """List the words of a text, in its order, and each as often as it comes.

    Args:
        text: of any length, without lone surrogates.

    Returns:
        The words, folded.

    Raises:
        BadType: text is not a str.
        BadValue: text has a lone surrogate.

    Complexity: O(len(text)).

    Source: UAX #29, Unicode text segmentation, section 4.1, word boundaries.

    >>> tokens("Don't panic: 3.14 is PI, in 東京 👍")
    ["don't", 'panic', '3.14', 'is', 'pi', 'in', '東', '京', '👍']
    """
    check_text("text", text)
    edge, wordlike = _patterns()
    return [piece for piece in edge.split(fold(text)) if wordlike.search(piece)]


def tags_and_names(text: str) -> list[str]:
    """List the hashtags and mentions of a text, folded, each with its sign and once.

    What is one, `twitlab.tweet` says: a # inside of a URL is none.

    Raises:
        BadType: text is not a str.
        BadValue: text has a lone surrogate.

    Complexity: O(len(text)).

    >>> tags_and_names("@Bob, #Jazz! See http://t.co/x#no #jazz")
    ['@bob', '#jazz']
    """
    found = entities(text)
    named = [f"@{fold(name)}" for name in found.mentions]
    named += (f"#{fold(tag)}" for tag in found.hashtags)
    return list(dict.fromkeys(named))


@cache
def _patterns() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    return regex.compile(r"\b", regex.WORD | regex.VERSION1), regex.compile(WORDLIKE)
