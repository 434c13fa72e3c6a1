"""Take keys at the door: whole numbers or texts, one or many, with how often each came."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, check_column, is_int
from twitlab.columns import Ints
from twitlab.counting.answers import Key
from twitlab.counting.one_key import LEAST_KEY, MOST_KEY, check_text
from twitlab.errors import BadType, BadValue
from twitlab.hashing import PAD, Hashes, hash_int, hash_ints, hash_word, hash_words

MOST_COUNT: Final = 1 << 62
_ALLOWED: Final = "keys must be an int, a str, a numpy array of integers or a sequence of str"
_TEXTS: Final = 1  # added to the seed, so that no text is a number

Keys = Any  # a Key, an array of integers, shape (keys,), or a sequence of str


def hash_key(key: Key, seed: int) -> int:
    """Hash one key to 64 bits, as `hash_keys` does."""
    return hash_word(key, seed + _TEXTS) if isinstance(key, str) else hash_int(key, seed)


def hash_keys(keys: Keys, seed: int) -> Hashes:
    """Hash keys to 64 bits.

    Raises:
        BadType: keys are neither whole numbers nor texts.
        BadValue: a number is out of range, or a text has a lone surrogate.

    Complexity: O(keys + bytes).

    >>> hash_keys(np.array([7]), seed=1).tolist() == hash_keys(7, seed=1).tolist()
    True
    """
    size = max(1, count_keys(keys))
    hashes = [some for _, some in hash_blocks(keys, seed, size)]
    return hashes[0] if hashes else np.empty(0, np.uint64)


def count_keys(keys: Keys) -> int:
    """Say how many keys there are.

    Raises:
        BadValue: keys are an array that is not one-dimensional.
    """
    if isinstance(keys, np.ndarray) and keys.ndim != 1:
        raise BadValue(f"keys must be one-dimensional, got shape {keys.shape}")
    return len(keys) if isinstance(keys, Sequence | np.ndarray) and not isinstance(keys, str) else 1


def as_column(keys: Keys) -> NDArray[np.integer[Any]]:
    """Return an int or an array of integers as an array of its dtype.

    Raises:
        BadType: keys are an array of something else.
        BadValue: keys are not one-dimensional, or a number is out of range.
    """
    if isinstance(keys, np.ndarray) and keys.dtype.kind not in "iu":
        raise BadType(f"{_ALLOWED}, got an array of {keys.dtype}")
    return check_column("keys", keys, MOST_KEY, LEAST_KEY)


def hash_blocks(keys: Keys, seed: int, size: int) -> Iterator[tuple[slice, Hashes]]:
    """Hash keys a block at a time, so that it stays in the cache; all are looked at before.

    Raises:
        BadType: keys are neither whole numbers nor texts.
        BadValue: a number is out of range, or a text has a lone surrogate.

    Complexity: O(keys + bytes).
    """
    if isinstance(keys, str):
        keys = [keys]
    if isinstance(keys, np.ndarray) or is_int(keys):
        column = as_column(keys)
        return ((part, hash_ints(column[part], seed)) for part in _blocks(len(column), size))
    if not isinstance(keys, Sequence) or isinstance(keys, bytes):
        raise BadType(f"{_ALLOWED}, got {type(keys).__name__}")
    hashes = _hash_texts(keys, seed + _TEXTS)
    return ((part, hashes[part]) for part in _blocks(len(keys), size))


def _blocks(count: int, size: int) -> Iterator[slice]:
    return (slice(low, min(low + size, count)) for low in range(0, count, size))


def _hash_texts(texts: Sequence[str], seed: int) -> Hashes:
    try:
        joined = "".join(texts)
        sizes = map(len, texts if joined.isascii() else map(str.encode, texts))
        lengths = np.fromiter(sizes, np.int64, len(texts))
        data = np.frombuffer(joined.encode() + bytes(PAD), np.uint8)
    except (TypeError, UnicodeEncodeError):
        for text in texts:
            check_text("keys", text)
        raise
    ends = np.cumsum(lengths)
    return hash_words(data, ends - lengths, ends, seed)


def as_counts(counts: object, keys: int) -> Ints | None:
    """Return how often each key came, or None if each came once.

    Raises:
        BadType: counts are neither an int nor an array of integers.
        BadValue: one is below 0, they are not as many as keys, or too many together.
    """
    if is_int(counts) and counts == 1:
        return None
    column = as_ints("counts", counts, MOST_COUNT)
    if not isinstance(counts, np.ndarray):
        column = np.repeat(column, keys)
    elif len(column) != keys:
        raise BadValue(f"counts must have length {keys} as keys, got {len(column)}")
    if float(column.sum(dtype=np.float64)) > MOST_COUNT:
        raise BadValue(f"counts must be at most {MOST_COUNT} together")
    return column
