"""Make 64 bits of a term: one at a time for a query, a whole batch at once for an index.

An index keeps no words. It keeps a hash of each, so that all terms have one size, can be sorted as
numbers, and are found by bisection. Two terms of one hash would be one term: among a million terms
the chance that a word asked for meets a stranger is one in 18 million million.

Eight bytes at a time are mixed in. Of the 11 bytes "earthquakes", in little-endian order:

    hash = start(seed, 11);  hash = mix(hash ^ "earthqua");  hash = mix(hash ^ "kes" and zeros)
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.hashing import Hashes, hash_int, hash_ints

PAD: Final = 8  # zeros that must follow the last word, for the window that reaches over its end

_MASK: Final = (1 << 64) - 1
_FACTOR: Final = 0xBF58476D1CE4E5B9  # as SplitMix64's first
_WINDOW: Final = 8
_KEPT: Final = np.array([(1 << 8 * count) - 1 for count in range(_WINDOW + 1)], np.uint64)
_USERS: Final = 1  # added to the seed, so that no word is a user


@lru_cache(maxsize=65_536)
def hash_term(term: str, seed: int) -> int:
    """Hash a folded word, a hashtag with its #, or a mention with its @.

    Complexity: O(len(term)).

    >>> hash_term("earthquakes", 1) != hash_term("earthquake", 1)
    True
    """
    data = term.encode()
    state = hash_int(len(data), seed)
    for at in range(0, len(data), _WINDOW):
        state ^= int.from_bytes(data[at : at + _WINDOW], "little")
        state = state * _FACTOR & _MASK
        state ^= state >> 32
    return state


def hash_terms(data: NDArray[np.uint8], begins: Ints, ends: Ints, seed: int) -> Hashes:
    """Hash many terms that stand in one long text, each as `hash_term` does.

    Args:
        data: UTF-8, and PAD bytes more, shape (bytes,).
        begins: where each begins, shape (terms,).
        ends: the place behind each, shape (terms,).
        seed: which function of the family.

    Returns:
        uint64, shape (terms,).

    Complexity: O(terms + bytes), 8 bytes at a time.

    >>> data = np.frombuffer(b"so earthquakes" + bytes(PAD), np.uint8)
    >>> hashes = hash_terms(data, np.array([0, 3]), np.array([2, 14]), seed=1)
    >>> hashes.tolist() == [hash_term("so", 1), hash_term("earthquakes", 1)]
    True
    """
    # Eight bytes from any place on, as one number: a view of the same bytes, one byte apart.
    windows: NDArray[Any] = np.ndarray(max(len(data) - _WINDOW + 1, 0), "<u8", data, strides=(1,))
    left = ends - begins
    longest = int(left.max(initial=0))
    states = hash_ints(np.arange(longest + 1), seed).take(left)
    here = np.arange(0)
    for at in range(0, longest, _WINDOW):
        if at == 0:
            _mix_in(states, windows[begins] & _KEPT.take(left, mode="clip"))
            continue
        here = np.flatnonzero(left > at) if at == _WINDOW else here[left[here] > at]
        some = states[here]
        _mix_in(some, windows[begins[here] + at] & _KEPT.take(left[here] - at, mode="clip"))
        states[here] = some
    return states


def hash_users(user_ids: NDArray[Any], seed: int) -> Hashes:
    """Hash the terms that say who wrote a tweet: `from:7` is one.

    Complexity: O(users).

    >>> hash_users(np.array([7]), seed=1).tolist() != hash_users(np.array([8]), seed=1).tolist()
    True
    """
    return hash_ints(user_ids, seed + _USERS)


def hash_user(user_id: int, seed: int) -> int:
    """Hash the term of one user, as `hash_users` does."""
    return hash_int(user_id, seed + _USERS)


def _mix_in(states: Hashes, chunks: Hashes) -> None:
    states ^= chunks
    states *= np.uint64(_FACTOR)
    states ^= states >> np.uint64(32)
