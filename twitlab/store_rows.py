"""Refuse rows that no tweet store can take."""

import numpy as np

from twitlab.arguments import check_ints
from twitlab.errors import BadValue
from twitlab.id_bits import MAX_ID, TweetId
from twitlab.store_answers import Ids


def check_ids(name: str, values: object, high: int = MAX_ID) -> Ids:
    """Refuse what is not a column of ids, and copy what is.

    Args:
        name: what the message calls it.
        values: any integer dtype, shape (count,).
        high: the most allowed.

    Returns:
        A copy, int64, shape (count,).

    Raises:
        BadType: values is not an array of integers.
        BadValue: values is not one-dimensional, or a value is not from 0 to high.

    Complexity: O(count).

    Source: none; a rule of this kit.

    >>> check_ids("ids", np.array([3, 2], dtype=np.uint8)).tolist()
    [3, 2]
    """
    column: Ids = check_ints(name, values, 0, high).astype(np.int64)
    return column


def check_rows(ids: object, user_ids: object, newest: TweetId, users: int) -> tuple[Ids, Ids]:
    """Refuse rows that a store cannot take, and copy those that it can.

    Args:
        ids: to be ascending and above newest, any integer dtype, shape (count,).
        user_ids: to be below users, any integer dtype, shape (count,).
        newest: the newest stored id; -1 if there is none.
        users: how many users there are.

    Returns:
        Both as int64.

    Raises:
        BadType: an argument is not an array of integers.
        BadValue: the arrays differ in length, ids do not ascend, or a number is out of range.

    Complexity: O(count).

    Source: none; a rule of this kit.

    >>> check_rows(np.array([3]), np.array([0], dtype=np.uint8), newest=2, users=1)
    (array([3]), array([0]))
    """
    tweets = check_ids("ids", ids)
    authors = check_ids("user_ids", user_ids, users - 1)
    if len(tweets) != len(authors):
        raise BadValue(f"user_ids must be as many as ids, {len(tweets)}, got {len(authors)}")
    if len(tweets) and int(tweets[0]) <= newest:
        raise BadValue(f"ids must be above {newest}, the newest that is stored, got {tweets[0]}")
    back = tweets[1:] <= tweets[:-1]
    if back.any():
        place = int(back.argmax()) + 1
        raise BadValue(
            f"ids must ascend, got {tweets[place]} at {place}, after {tweets[place - 1]}"
        )
    return tweets, authors
