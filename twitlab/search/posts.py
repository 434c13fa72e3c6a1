"""Take tweets at the door of an index: refuse, sort, and drop what it has already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints
from twitlab.columns import Column, Ints
from twitlab.errors import BadType, BadValue
from twitlab.hashing import hash_ints
from twitlab.ids import MAX_ID
from twitlab.tweet import TweetBatch, check_text

NOBODY: Final = -1
MAX_CHARACTERS: Final = 10_000  # so that no text can stall the writer
MAX_WORDS: Final = 256  # places that a posting can say
Prints = NDArray[np.uint32]  # shape (tweets,)


class AnotherText(BadValue):
    """Refuse a tweet that is known with another text or another author."""


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """Hold tweets in the order of their ids, none twice.

    Args:
        ids: ascending, int64, shape (tweets,).
        user_ids: who wrote each, NOBODY (-1) if that is not known; int64, shape (tweets,).
        texts: what they say.
        prints: 32 bits of text and author, by which a repeat is known, uint32, shape (tweets,).
    """

    ids: Ints
    user_ids: Ints
    texts: Sequence[str]
    prints: Prints

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> "Posts":
        return Posts(self.ids[part], self.user_ids[part], self.texts[part], self.prints[part])

    def where(self, keep: NDArray[np.bool_]) -> "Posts":
        """Keep some of them."""
        if keep.all():
            return self
        at = np.flatnonzero(keep)
        texts = [self.texts[each] for each in at.tolist()]
        return Posts(self.ids[at], self.user_ids[at], texts, self.prints[at])


def as_posts(
    tweets: TweetBatch | Column, texts: Sequence[str] | str | None, user_ids: Column | None
) -> Posts:
    """Make posts of a batch, or of columns whose ids come in any order.

    Raises:
        BadType: ids are no integers, or a text is not a str.
        BadValue: columns differ in length, a number is out of range, or a text is too long or has a
            lone surrogate.
        AnotherText: an id stands there twice, with two texts or two authors.

    Complexity: O(tweets log tweets + characters); O(tweets + characters) if ids ascend.
    """
    if isinstance(tweets, TweetBatch):
        if texts is not None or user_ids is not None:
            raise BadType("a TweetBatch has all its columns, got texts or user_ids beside it")
        if tweets.texts is None:
            raise BadValue("texts must be known to be searched, got a batch without")
        ids, users, said = tweets.ids, tweets.user_ids, tweets.texts
    else:
        ids = as_ints("tweet_ids", tweets, MAX_ID)
        said = _as_texts(texts, len(ids))
        users = _as_users(user_ids, len(ids))
    prints = _prints(said, users)
    if not (ids[1:] > ids[:-1]).all():
        order = np.argsort(ids, kind="stable")
        ids, users, prints = ids[order], users[order], prints[order]
        said = [said[at] for at in order.tolist()]
    posts = Posts(ids, users, said, prints)
    return posts.where(_first_of_equals(posts))


def _first_of_equals(posts: Posts) -> NDArray[np.bool_]:
    is_first = np.ones(len(posts), bool)
    is_first[1:] = posts.ids[1:] != posts.ids[:-1]
    again = np.flatnonzero(~is_first)
    refuse_other_texts(posts.ids[again], posts.prints[again] != posts.prints[again - 1])
    return is_first


def refuse_other_texts(ids: Ints, differ: NDArray[np.bool_]) -> None:
    """Refuse tweets that are known with another text.

    Raises:
        AnotherText: one differs.
    """
    if differ.any():
        raise AnotherText(
            f"tweet_ids must be new or have the text and user they had, got {ids[differ][0]} with "
            "another"
        )


def refuse_long_texts(ids: Ints, counts: Ints) -> None:
    """Refuse tweets of more words than a posting has places for.

    Raises:
        BadValue: one has more.
    """
    if (most := int(counts.max(initial=0))) > MAX_WORDS:
        raise BadValue(
            f"texts must have at most {MAX_WORDS} words, got {most:,} in {ids[counts.argmax()]}"
        )


def _as_texts(texts: object, count: int) -> Sequence[str]:
    if isinstance(texts, str) and count == 1:
        texts = [texts]
    if not isinstance(texts, Sequence) or isinstance(texts, str | bytes):
        raise BadType(f"texts must be a sequence of str, got {type(texts).__name__}")
    if len(texts) != count:
        raise BadValue(f"texts must have length {count} as tweet_ids, got {len(texts)}")
    return texts


def _as_users(user_ids: Column | None, count: int) -> Ints:
    if user_ids is None:
        return np.full(count, NOBODY)
    users = as_ints("user_ids", user_ids, MAX_ID)
    if not isinstance(user_ids, np.ndarray):
        return np.repeat(users, count)
    if len(users) != count:
        raise BadValue(f"user_ids must have length {count} as tweet_ids, got {len(users)}")
    return users


def _prints(texts: Sequence[str], users: Ints) -> Prints:
    """Make 32 bits of each text and its author; look at each text on the way.

    Source: zlib's CRC-32: of two different texts one pair in 4 thousand million agrees.
    """
    try:
        longest = max(map(len, texts), default=0)
        made = np.fromiter(map(crc32, map(str.encode, texts)), np.uint32, len(texts))
    except (TypeError, UnicodeEncodeError):
        for text in texts:
            check_text("texts", text)
        raise
    if longest > MAX_CHARACTERS:
        raise BadValue(f"texts must have at most {MAX_CHARACTERS:,} characters, got {longest:,}")
    made ^= hash_ints(users, 0).astype(np.uint32)
    return made
