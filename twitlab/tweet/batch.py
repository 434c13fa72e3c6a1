"""Hold many tweets as columns: what every part takes that is posted to.

One rule holds for all of them. A method that writes tweets takes a `TweetBatch`; or, in its place,
the columns that one is made of: ids and user_ids first, the others by name. So these are the same:

    fanout.post(TweetBatch(ids, user_ids, retweet_of_ids=20))
    fanout.post(ids, user_ids, retweet_of_ids=20)

What any part would refuse is refused here, once. What only one part cannot take, such as users
beyond those it knows, that part refuses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, overload

import numpy as np

from twitlab.arguments import as_ints
from twitlab.columns import Column, Ints
from twitlab.errors import BadType, BadValue
from twitlab.ids import MAX_ID, timestamps_ms
from twitlab.tweet.extract import check_text
from twitlab.tweet.record import Tweet

NO_ID: Final = -1  # stands in a column where a Tweet has None
_REFERENCES: Final = ("in_reply_to_ids", "in_reply_to_user_ids", "retweet_of_ids")


@dataclass(frozen=True, slots=True, eq=False)
class TweetBatch:
    """Hold tweets that are sent together, or one; a column is a field of `Tweet`, in the plural.

    The model: as Tweet, but a text may have any length. Arrays of int64 are not copied, and cannot
    be written to from here: who changes one elsewhere changes what was checked. What the model
    leaves out: tweets that come late, as ids ascend.

    Args:
        ids: ascending, 0 to 2**63 - 1: an int or an array of integers, shape (tweets,).
        user_ids: who wrote each, 0 to 2**63 - 1; here and below one for all, or one for each.
        texts: what they say, None if that is not known; without lone surrogates.
        in_reply_to_ids: the tweet that each answers, NO_ID (-1) if none.
        in_reply_to_user_ids: whom each answers, NO_ID if nobody.
        retweet_of_ids: the tweet that each passes on, NO_ID if none.

    Raises:
        BadType: a column is neither an int nor an array of integers, or a text is no str.
        BadValue: columns differ in length, a number is out of range, ids do not ascend, a tweet
            answers itself or passes itself on, or a text has a lone surrogate.

    Complexity: O(tweets), and O(characters) for texts; 40 bytes a tweet, 24 less if none refers
    to another.

    >>> batch = TweetBatch(np.array([20, 29]), 7, texts=["hello", "again"], retweet_of_ids=3)
    >>> len(batch), batch.user_ids.tolist(), batch[1].retweet_of_id
    (2, [7, 7], 3)
    """

    ids: Column
    user_ids: Column
    texts: Sequence[str] | None = field(default=None, kw_only=True)
    in_reply_to_ids: Column = field(default=NO_ID, kw_only=True)
    in_reply_to_user_ids: Column = field(default=NO_ID, kw_only=True)
    retweet_of_ids: Column = field(default=NO_ID, kw_only=True)

    def __post_init__(self) -> None:
        ids = as_ints("ids", self.ids, MAX_ID)
        if (back := np.flatnonzero(ids[1:] <= ids[:-1])).size:
            at = int(back[0]) + 1
            raise BadValue(f"ids must ascend, got {ids[at]} at {at}, after {ids[at - 1]}")
        columns = {"ids": ids, "user_ids": _column("user_ids", self.user_ids, len(ids), 0)}
        for name in _REFERENCES:
            columns[name] = _column(name, getattr(self, name), len(ids), NO_ID)
            if name != "in_reply_to_user_ids" and (own := ids[columns[name] == ids]).size:
                raise BadValue(f"{name} must be another tweet, got {own[0]} for itself")
        for name, column in columns.items():
            column = column.view()
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        object.__setattr__(self, "texts", _texts(self.texts, len(ids)))

    @classmethod
    def of(cls, tweets: Iterable[Tweet]) -> "TweetBatch":
        """Make a batch of tweets, which come in the order of their ids.

        Raises:
            BadType: one is no Tweet.
            BadValue: their ids do not ascend.

        Complexity: O(tweets).

        >>> TweetBatch.of([Tweet(20, 7, "hi"), Tweet(29, 8, "hi", 20, 7)]).in_reply_to_ids.tolist()
        [-1, 20]
        """
        tweets = list(tweets)
        for each in tweets:
            if not isinstance(each, Tweet):
                raise BadType(f"tweets must be Tweets, got {each!r:.80}")

        def column(name: str) -> Ints:
            values = (getattr(each, name) for each in tweets)
            return np.array([NO_ID if value is None else value for value in values], np.int64)

        return cls(
            column("id"),
            column("user_id"),
            texts=[each.text for each in tweets],
            in_reply_to_ids=column("in_reply_to_id"),
            in_reply_to_user_ids=column("in_reply_to_user_id"),
            retweet_of_ids=column("retweet_of_id"),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Tweet]:
        return (self[at] for at in range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Tweet: ...

    @overload
    def __getitem__(self, at: slice) -> "TweetBatch": ...

    def __getitem__(self, at: int | slice) -> "Tweet | TweetBatch":
        """Return one tweet, or some as a batch; one without a text is no Tweet."""
        ids, user_ids = self.ids[at], self.user_ids[at]
        texts = None if self.texts is None else self.texts[at]
        answered, answered_user, passed_on = (getattr(self, name)[at] for name in _REFERENCES)
        if isinstance(at, slice):
            return TweetBatch(
                ids,
                user_ids,
                texts=texts,
                in_reply_to_ids=answered,
                in_reply_to_user_ids=answered_user,
                retweet_of_ids=passed_on,
            )
        if not isinstance(texts, str):
            raise BadValue("texts must be known of a Tweet, got a batch without")
        found = (int(each) for each in (answered, answered_user, passed_on))
        return Tweet(int(ids), int(user_ids), texts, *(None if x < 0 else x for x in found))

    @property
    def created_at_ms(self) -> Ints:
        """When each was made, in milliseconds since 1970 UTC, read from its id.

        A real tweet from before November 2010 has no time in its id; see `timestamps_ms`.
        """
        return timestamps_ms(self.ids)


def as_batch(
    tweets: TweetBatch | Column, user_ids: Column | None = None, **columns: Any
) -> TweetBatch:
    """Return a batch as it is, or make one of columns: how each part that takes tweets begins.

    Args:
        tweets: a TweetBatch, or the ids of one.
        user_ids: who wrote each; nothing beside a TweetBatch, which has it.
        columns: the others, by the names that they have in a TweetBatch.

    Raises:
        BadType: there are columns beside a TweetBatch; or as TweetBatch.
        BadValue: as TweetBatch.

    >>> len(as_batch(TweetBatch(20, 7))), len(as_batch(20, 7, retweet_of_ids=3))
    (1, 1)
    """
    if not isinstance(tweets, TweetBatch):
        return TweetBatch(tweets, user_ids, **columns)
    if user_ids is not None or columns:
        names = ", ".join([*([] if user_ids is None else ["user_ids"]), *columns])
        raise BadType(f"a TweetBatch has all its columns, got {names} beside it")
    return tweets


def _column(name: str, value: object, count: int, least: int) -> Ints:
    column = as_ints(name, value, MAX_ID, least)
    if not isinstance(value, np.ndarray):
        return column if count == 1 else np.broadcast_to(column, count)
    if len(column) != count:
        raise BadValue(f"{name} must have length {count} as ids, got {len(column)}")
    return column


def _texts(texts: Sequence[str] | None, count: int) -> tuple[str, ...] | None:
    if texts is None:
        return None
    if isinstance(texts, str):
        texts = (texts,) * count
    if not isinstance(texts, Sequence):
        raise BadType(f"texts must be a str or a sequence of them, got {type(texts).__name__}")
    if len(texts) != count:
        raise BadValue(f"texts must have length {count} as ids, got {len(texts)}")
    for text in texts:
        check_text("texts", text)
    return tuple(texts)
