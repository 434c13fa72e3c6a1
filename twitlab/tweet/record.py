"""Hold a tweet: 140 characters, who wrote it, what it answers, and what all that weighs.

The model: the tweet of 2012, an immutable record. Its time is in its id, so it has no field of its
own. What the model leaves out: places, pictures, the program it was sent with, and deletion.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np

from twitlab.errors import BadType, BadValue
from twitlab.ids import (
    MAX_ID,
    TweetId,
    UserId,
    decode,
)
from twitlab.tweet.extract import Entities, check_text, entities

MAX_CHARACTERS = 140
# One composed character is at most four code points when taken apart, so a text longer than this
# is too long however it is composed, and need not be composed to be refused.
_TOO_LONG = 4 * MAX_CHARACTERS
# Composing sorts accents that follow one letter, in quadratic time: 64,000 would take seconds.
_MOST_CODE_POINTS = 10_000

_ID_BYTES, _LENGTH_BYTES, _FLAG_BYTES = 8, 2, 4


@dataclass(frozen=True, slots=True)
class Weight:
    """Say what one field of a tweet weighs.

    Args:
        field: what is stored.
        bytes: how much that takes.
        why: why so much.
    """

    field: str
    bytes: int
    why: str


@dataclass(frozen=True, slots=True)
class Tweet:
    """Keep one tweet as it was sent.

    Args:
        id: a snowflake, 0 to 2**63 - 1.
        user_id: who wrote it, 0 to 2**63 - 1.
        text: 1 to 140 characters, without lone surrogates.
        in_reply_to_id: the tweet that it answers, or None.
        in_reply_to_user_id: whom it answers, or None; a tweet may answer a person and no tweet.
        retweet_of_id: the tweet that it passes on, or None.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, a tweet answers itself or passes itself on, or the text
            is empty, longer than 140 characters or has a lone surrogate.

    Complexity: O(len(text)) time and space, O(1) for a text that is far too long.

    Source: Krikorian, "Twitter by the numbers", 2010, for about 200 bytes; the field names are
    short for those of Twitter's REST API 1.1, such as in_reply_to_status_id.

    >>> tweet = Tweet(42364930, 7, "just setting up my #twttr")
    >>> tweet.created_at_ms, tweet.entities.hashtags, tweet.weight_bytes
    (1288834974667, ['twttr'], 71)
    """

    id: TweetId
    user_id: UserId
    text: str
    in_reply_to_id: TweetId | None = None
    in_reply_to_user_id: UserId | None = None
    retweet_of_id: TweetId | None = None

    def __post_init__(self) -> None:
        _check_id("id", self.id)
        _check_id("user_id", self.user_id)
        for name in ("in_reply_to_id", "in_reply_to_user_id", "retweet_of_id"):
            if getattr(self, name) is not None:
                _check_id(name, getattr(self, name))
        for name in ("in_reply_to_id", "retweet_of_id"):
            if getattr(self, name) == self.id:
                raise BadValue(f"{name} must be another tweet, got {self.id}, which is this one")
        count = self.characters if _may_fit(self.text) else len(self.text)
        if not 1 <= count <= MAX_CHARACTERS:
            raise BadValue(f"text must have 1 to {MAX_CHARACTERS} characters, got {count:,}")

    @property
    def characters(self) -> int:
        """The text's length as Twitter counted it; see `characters`."""
        return characters(self.text)

    @property
    def created_at_ms(self) -> int:
        """When it was made, in milliseconds since 1970 UTC, read from its id.

        A real tweet from before November 2010 has no time in its id; see `decode`.
        """
        return decode(self.id).timestamp_ms

    @property
    def entities(self) -> Entities:
        """What it refers to, found anew at each call."""
        return entities(self.text)

    @property
    def weight(self) -> tuple[Weight, ...]:
        """What each field weighs in a store of fixed fields and one text; they add up.

        A full tweet in English comes to 186 bytes, about the 200 that Twitter gave in 2010. The
        text alone is 140 bytes to 560: UTF-8 takes 1 byte for a basic Latin letter, 2 for a Greek
        one, 3 for a Chinese sign, 4 for most emoji. Nothing here counts indexes or replicas, which
        is why all data came to 8 TB a day where 70 million tweets are 14 GB.

        Source: Krikorian, "Twitter by the numbers", 2010: 70 million a day, about 200 bytes each,
        8 TB a day in all. The 4 bytes of flags: Krikorian, "Timelines at scale", QCon SF 2012, an
        entry of 8 + 8 + 4 bytes.
        """
        one_id = "64 bits: 41 of time, 10 of machine, 12 of sequence"
        fixed = "fixed width: 8 bytes even when there is none"
        size = len(self.text.encode())
        return (
            Weight("id", _ID_BYTES, one_id),
            Weight("user_id", _ID_BYTES, "64 bits, like every id"),
            Weight("created_at", 0, "the id tells it"),
            Weight("in_reply_to_id", _ID_BYTES, fixed),
            Weight("in_reply_to_user_id", _ID_BYTES, fixed),
            Weight("retweet_of_id", _ID_BYTES, fixed),
            Weight("flags", _FLAG_BYTES, "reply, retweet, ...: a bit each"),
            Weight("text length", _LENGTH_BYTES, "up to 560 bytes, more than one byte can count"),
            Weight("text", size, f"UTF-8: {self.characters} characters in {size} bytes"),
        )

    @property
    def weight_bytes(self) -> int:
        """The sum of `weight`."""
        return sum(each.bytes for each in self.weight)


def characters(text: str) -> int:
    r"""Count a text's characters as Twitter did up to 2017: code points, once composed.

    So é is one, whether it was typed as one code point or as e and an accent, and a family of
    emoji may be seven. URLs count in full here: that t.co shortens them is left out.

    Args:
        text: up to 10,000 code points, without lone surrogates.

    Returns:
        The number of code points in normalization form C.

    Raises:
        BadType: text is not a str.
        BadValue: text is longer than that, or has a lone surrogate.

    Complexity: O(len(text)) time and space, and quadratic in the accents on one letter.

    Source: Twitter developer documentation, "Counting characters"; Unicode Standard Annex 15.

    >>> characters("café"), characters("cafe\u0301"), len("cafe\u0301")
    (4, 4, 5)
    """
    check_text("text", text)
    if len(text) > _MOST_CODE_POINTS:
        raise BadValue(f"text must have at most {_MOST_CODE_POINTS} code points, got {len(text)}")
    return len(unicodedata.normalize("NFC", text))


def _may_fit(text: object) -> bool:
    if not isinstance(text, str):
        raise BadType(f"text must be a str, got {type(text).__name__}")
    return len(text) <= _TOO_LONG


def _check_id(name: str, value: object) -> None:
    if isinstance(value, np.integer):
        raise BadType(
            f"{name} must be an int, got a numpy.{value.dtype}: use int(...) or .tolist()"
        )
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadType(f"{name} must be an int, got {value!r}")
    if not 0 <= value <= MAX_ID:
        raise BadValue(f"{name} must be from 0 to {MAX_ID}, got {value}")
