"""Hold a batch of tweets on its way to home timelines."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.arguments import as_ints, is_int
from twitlab.columns import Column
from twitlab.errors import BadValue
from twitlab.ids import MAX_ID

NOBODY: Final = -1
NO_RETWEET: Final = -1
_MAX_USER: Final = (1 << 31) - 2


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """Hold tweets that are posted together, or one.

    The model: the text is elsewhere. What the model leaves out: mentions, which any follower sees,
    and a reply that is a retweet too.

    Args:
        ids: ascending, 0 to 2**63 - 1: an int or an array of integers, shape (tweets,).
        user_ids: who wrote each, the same shape.
        to_users: whom each answers, NOBODY (-1) if it is no reply; one for all, or for each.
        retweet_of: the id of the tweet that each passes on, NO_RETWEET (-1) if it is none.

    Raises:
        BadType: a column is neither an int nor an array of integers.
        BadValue: columns differ in length, a number is out of range, ids do not ascend, a retweet
            is not newer than what it passes on, or a tweet is both a reply and a retweet.

    >>> len(Posts(np.array([20, 29]), np.array([1, 2])))
    2
    """

    ids: Column
    user_ids: Column
    to_users: Column = NOBODY
    retweet_of: Column = NO_RETWEET

    def __post_init__(self) -> None:
        columns = {
            "ids": as_ints("ids", self.ids, MAX_ID),
            "user_ids": as_ints("user_ids", self.user_ids, _MAX_USER),
            "to_users": as_ints("to_users", self.to_users, _MAX_USER, NOBODY),
            "retweet_of": as_ints("retweet_of", self.retweet_of, MAX_ID, NO_RETWEET),
        }
        count = len(columns["ids"])
        for name, column in columns.items():
            if name in ("to_users", "retweet_of") and is_int(getattr(self, name)):
                column = np.broadcast_to(column, count)
            if len(column) != count:
                raise BadValue(f"{name} must have length {count} as ids, got {len(column)}")
            object.__setattr__(self, name, column)
        if (back := np.flatnonzero(self.ids[1:] <= self.ids[:-1])).size:
            at = int(back[0]) + 1
            raise BadValue(f"ids must ascend, got {self.ids[at]} after {self.ids[at - 1]}")
        if (early := np.flatnonzero(self.retweet_of >= self.ids)).size:
            at = int(early[0])
            raise BadValue(
                f"retweet_of must be an older tweet than {self.ids[at]}, got {self.retweet_of[at]}"
            )
        if (both := np.flatnonzero((self.retweet_of >= 0) & (self.to_users >= 0))).size:
            raise BadValue(
                f"a tweet must be a reply or a retweet, got {self.ids[both[0]]} which is both"
            )

    def __len__(self) -> int:
        return len(self.ids)
