"""Make 64 bits of a term: one at a time for a query, a whole batch at once for an index.

An index keeps no words. It keeps a hash of each, so that all terms have one size, can be sorted as
numbers, and are found by bisection. Two terms of one hash would be one term: among a million terms
the chance that a word asked for meets a stranger is one in 18 million million.
"""

from functools import lru_cache
from typing import Any, Final

from numpy.typing import NDArray

from twitlab.hashing import Hashes, hash_int, hash_ints, hash_word

_USERS: Final = 1  # added to the seed, so that no word is a user


@lru_cache(maxsize=65_536)
def hash_term(term: str, seed: int) -> int:
    """Hash a folded word, a hashtag with its #, or a mention with its @.

    Complexity: O(len(term)).

    >>> hash_term("#quake", 1) != hash_term("quake", 1)
    True
    """
    return hash_word(term, seed)


def hash_users(user_ids: NDArray[Any], seed: int) -> Hashes:
    """Hash the terms that say who wrote a tweet: `from:7` is one.

    Complexity: O(users).

    >>> import numpy as np
    >>> hash_users(np.array([7]), seed=1).tolist() == [hash_user(7, seed=1)]
    True
    """
    return hash_ints(user_ids, seed + _USERS)


def hash_user(user_id: int, seed: int) -> int:
    """Hash the term of one user, as `hash_users` does."""
    return hash_int(user_id, seed + _USERS)
