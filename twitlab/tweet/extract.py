"""Find the mentions, hashtags, cashtags and URLs of a text, as Twitter's own library does.

The model: twitter-text's rules, every script that Unicode had when this Python was made, places
counted in code points. All of its published cases for mentions, replies, hashtags and cashtags
hold, and all of those for URLs. What the model leaves out: new top-level domains (see
`extract_urls.py`), and names made of several scripts that only look alike. Where it is stricter:
twitter-text finds a name inside of a URL whose host it does not know, and this finds nothing there.

Each rule is one pass: no pattern can try the same characters in ever new ways, so a text of a
million characters takes about a second, whatever stands in it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from twitlab.errors import BadType, BadValue
from twitlab.tweet.extract_urls import find_unknown, find_urls

Kind = Literal["mention", "list", "hashtag", "cashtag", "url"]

_SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ACCENTED = "À-ÖØ-öø-ɏɓɔɖɗəɛɣɨɯɲʉʋʻ\u0300-\u036fḀ-ỿ"
_PUNCTUATION = r"!#-/:-@\[-_{-~"

# (?>...) gives nothing back: without it, a name before an accent would match one letter shorter.
_MENTION = re.compile(
    r"(?:^|[^A-Za-z0-9_!#$%&*@＠]|(?:^|[^A-Za-z0-9_+~.\-])[Rr][Tt]:?)"
    r"(?>[@＠](?P<name>[A-Za-z0-9_]{1,20})(?P<list>/[A-Za-z][A-Za-z0-9_\-]{0,24})?)"
    rf"(?![@＠{_ACCENTED}]|://)"
)
_REPLY = re.compile(
    rf"[{_SPACES}{_DIRECTIONS}]*+[@＠](?P<name>(?>[A-Za-z0-9_]{{1,20}}))(?![@＠{_ACCENTED}]|://)"
)
_CASHTAG = re.compile(
    rf"(?:^|(?<=[{_SPACES}{_DIRECTIONS}]))\$(?P<name>[A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)"
    rf"(?=$|[{_SPACES}{_PUNCTUATION}])"
)
# What a hashtag may have beside letters, marks, digits and _: joiners, and signs inside of words
# in Hebrew, Japanese, Tibetan and Catalan.
_INSIDE_HASHTAG = (
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003"
    "\u0f0b\u0f0c\u00b7"
)
# Unicode has letters and marks in its first four planes, and marks again in this range.
_LETTER_PLANES = (range(0x40000), range(0xE0100, 0xE01F0))


@dataclass(frozen=True, slots=True)
class Entity:
    """Say what was found, and where.

    Args:
        kind: what it is.
        text: without its @, # or $; a list as "user/list".
        start: where it begins, its sign included, in code points from 0.
        end: the place behind it.
    """

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entities:
    """Hold what a text refers to.

    Args:
        found: all entities, in the order of the text; no two overlap.
        reply_to: the name that the text begins with, or None if it is no reply.
    """

    found: tuple[Entity, ...]
    reply_to: str | None

    @property
    def mentions(self) -> list[str]:
        """The names of those mentioned, without @."""
        return self._texts("mention")

    @property
    def hashtags(self) -> list[str]:
        """The hashtags, without #, as they were written."""
        return self._texts("hashtag")

    @property
    def cashtags(self) -> list[str]:
        """The cashtags, without $, as they were written."""
        return self._texts("cashtag")

    @property
    def urls(self) -> list[str]:
        """The URLs, as they were written: some have no https://."""
        return self._texts("url")

    @property
    def lists(self) -> list[str]:
        """The lists mentioned, as "user/list"."""
        return self._texts("list")

    def _texts(self, kind: Kind) -> list[str]:
        return [each.text for each in self.found if each.kind == kind]


def entities(text: str) -> Entities:
    """Find whom and what a text refers to.

    Where two overlap, the one that begins first stands: a # inside of a URL is no hashtag. Nothing
    is taken from inside of what begins with https:// or http://, even where its host is unknown
    and it is no URL here.

    Args:
        text: of any length, without lone surrogates.

    Returns:
        What was found.

    Raises:
        BadType: text is not a str.
        BadValue: text has a lone surrogate, which no UTF-8 can carry.

    Complexity: O(len(text)) time and space. The first call reads Unicode's tables, about 0.1 s.

    Source: github.com/twitter/twitter-text: js/src/regexp/*.js and conformance/extract.yml.

    >>> found = entities("@bob #jazz at http://t.co/x, up $TWTR")
    >>> found.mentions, found.hashtags, found.urls, found.cashtags, found.reply_to
    (['bob'], ['jazz'], ['http://t.co/x'], ['TWTR'], 'bob')
    """
    check_text("text", text)
    places = list(find_urls(text))
    urls = (Entity("url", text[start:end], start, end) for start, end in places)
    unread = (Entity("url", "", *place) for place in find_unknown(text, dict(places)))
    candidates = [*urls, *unread, *find_mentions(text), *find_hashtags(text), *_cashtags(text)]
    candidates.sort(key=lambda each: each.start)  # stable: a URL stands before what begins with it
    found: list[Entity] = []
    free = 0  # what begins before is inside of something
    for each in candidates:
        if each.start >= free:
            free = each.end
            if each.text:
                found.append(each)
    reply = _REPLY.match(text)
    return Entities(tuple(found), reply["name"] if reply else None)


def check_text(name: str, text: object) -> None:
    """Refuse what is no text, or none that can be sent.

    Args:
        name: what the message calls it.
        text: what to look at.

    Raises:
        BadType: text is not a str.
        BadValue: text has a lone surrogate.

    Complexity: O(len(text)) time and space.

    Source: The Unicode Standard, section 3.9, D92: UTF-8 has no code for surrogates.

    >>> check_text("text", "fine")
    """
    if not isinstance(text, str):
        raise BadType(f"{name} must be a str, got {type(text).__name__}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadValue(
            f"{name} must have no lone surrogates, got {text[error.start]!r} at {error.start}"
        ) from None


def find_mentions(text: str) -> Iterator[Entity]:
    """Find mentions and lists, also such as stand inside of something else."""
    for match in _MENTION.finditer(text):
        sign = match.start("name") - 1
        if match["list"]:
            yield Entity("list", match["name"] + match["list"], sign, match.end("list"))
        else:
            yield Entity("mention", match["name"], sign, match.end("name"))


def _cashtags(text: str) -> Iterator[Entity]:
    for match in _CASHTAG.finditer(text):
        yield Entity("cashtag", match["name"], match.start(), match.end())


def find_hashtags(text: str) -> Iterator[Entity]:
    """Find hashtags, also such as stand inside of something else."""
    if "#" not in text and "＃" not in text:
        return
    pattern, letter = _hashtag_patterns()
    for match in pattern.finditer(text):
        if letter.search(match["name"]):
            yield Entity("hashtag", match["name"], match.start(), match.end())


@cache
def _hashtag_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the pattern of a hashtag, and that of the letter or mark that one must have.

    Python's re knows no Unicode categories, so their characters are listed once.
    """
    letters, digits = _characters("L", "M"), _characters("Nd")
    inside = f"[{letters}{digits}{_INSIDE_HASHTAG}]"
    name = f"(?P<name>{inside}++)(?![#＃]|://)"
    # # with U+FE0F or U+20E3 is an emoji; U+FE0E and U+FE0F end one, though marks by category.
    before = f"(?:(?<=[\ufe0e\ufe0f][#＃])|(?<!{inside[:-1]}&][#＃]))"
    return re.compile(f"[#＃](?![#＃\ufe0f\u20e3]){before}{name}"), re.compile(f"[{letters}]")


def _characters(*categories: str) -> str:
    """Give ranges, to stand between [ and ], of the code points in some categories."""
    ranges: list[list[int]] = []
    for plane in _LETTER_PLANES:
        for code in plane:
            if unicodedata.category(chr(code)).startswith(categories):
                if ranges and ranges[-1][1] == code - 1:
                    ranges[-1][1] = code
                else:
                    ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
