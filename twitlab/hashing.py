"""Hash texts and numbers to 64 bits, the same on every machine, a different way for each seed.

Python's own `hash()` of a string differs from one process to the next, so two servers would
disagree. Here a seed is always an argument, and seeds give unrelated functions.

Three functions for three kinds of key: texts and bytes go through BLAKE2b, which nobody can steer
without the seed; numbers go through SplitMix64, which NumPy computes for a whole array at once, but
which anybody can undo: it spreads ids evenly, and does not keep an attacker out. Many short words
at once (`hash_words`) are cut into numbers of eight bytes, which are mixed in one after another:
fifty times as fast as BLAKE2b, and no safer than SplitMix64. Of the 11 bytes "earthquakes":

    hash = start(seed, 11) ^ "earthqua";  hash = stir(hash, seed) ^ "kes" and zeros

and what comes out is finished as a number's hash is, so that each bit hangs on all. Stirring
multiplies by two odd numbers that the seed makes. With fixed ones, anybody could change two pieces
so that the changes meet and vanish, whatever the seed: two texts of one hash.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_ints
from twitlab.errors import BadType, BadValue

Hashes = NDArray[np.uint64]  # shape (count,)

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15  # the odd number nearest to 2**64 / golden ratio
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
PAD = 8  # bytes that follow the last of many words, for the window that reaches over its end
_WINDOW = 8  # bytes
_KEPT = np.array([(1 << 8 * count) - 1 for count in range(_WINDOW + 1)], np.uint64)
_BLOCK = 1 << 15  # numbers at a time, so that the steps between stay in the processor's cache


def hash_text(text: str | bytes, seed: int) -> int:
    """Hash a text to 64 bits with BLAKE2b, keyed by the seed.

    A text is hashed as its UTF-8 bytes, so a text and its bytes have one hash. Texts that look the
    same but are composed differently (é as one or two code points) have two.

    Args:
        text: a str without lone surrogates, or bytes.
        seed: which function of the family, 0 to 2**64 - 1.

    Returns:
        An int from 0 to 2**64 - 1.

    Raises:
        BadType: text is neither str nor bytes, or seed is not an int.
        BadValue: seed is out of range, or text has a lone surrogate.

    Complexity: O(len(text)) time, O(1) space.

    Source: RFC 7693, "The BLAKE2 Cryptographic Hash", section 2.9 (keyed hashing).

    >>> hash_text("#jazz", seed=1) == hash_text(b"#jazz", seed=1) != hash_text("#jazz", seed=2)
    True
    """
    return _hash_bytes(_as_bytes("text", text), _seed_bytes(seed))


def hash_texts(texts: Iterable[str | bytes], seed: int) -> Hashes:
    """Hash many texts, each as `hash_text` does.

    Args:
        texts: str or bytes each; not one str.
        seed: which function of the family, 0 to 2**64 - 1.

    Returns:
        The hashes, uint64, shape (count,).

    Raises:
        BadType: texts is one str or bytes, one of it is neither, or seed is not an int.
        BadValue: seed is out of range, or a text has a lone surrogate.

    Complexity: O(bytes) time, 8 * count bytes.

    >>> hash_texts(["a", "b"], seed=1).tolist() == [hash_text("a", 1), hash_text("b", 1)]
    True
    """
    if isinstance(texts, str | bytes):
        raise BadType(f"texts must hold several texts, got one {type(texts).__name__}")
    key = _seed_bytes(seed)
    made = (_hash_bytes(_as_bytes("texts", text), key) for text in texts)
    return np.fromiter(made, dtype=np.uint64)


def hash_int(number: int, seed: int) -> int:
    """Hash a number to 64 bits with SplitMix64.

    It is the generator's output number `number`, begun at a state made of the seed. For one seed no
    two numbers have the same hash. A negative number is taken as its 64 bits in two's complement.

    Args:
        number: -2**63 to 2**64 - 1.
        seed: which function of the family, 0 to 2**64 - 1.

    Returns:
        An int from 0 to 2**64 - 1.

    Raises:
        BadType: number or seed is not an int.
        BadValue: number or seed is out of range.

    Complexity: O(1).

    Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014,
    section 5; the mixing constants are Stafford's variant 13, as in java.util.SplittableRandom.

    >>> hash_int(7, seed=1) == int(hash_ints(np.array([7]), seed=1)[0])
    True
    """
    number = check_int("number", number, -(1 << 63), _MASK)
    return _finish(_state(seed) + (number + 1) * _GAMMA)


def hash_ints(numbers: NDArray[Any], seed: int) -> Hashes:
    """Hash many numbers, each as `hash_int` does.

    Args:
        numbers: any integer dtype, shape (count,).
        seed: which function of the family, 0 to 2**64 - 1.

    Returns:
        The hashes, uint64, shape (count,).

    Raises:
        BadType: numbers is not an array of integers, or seed is not an int.
        BadValue: numbers is not one-dimensional, or seed is out of range.

    Complexity: O(count) time, 8 * count bytes and half a megabyte.

    >>> hash_ints(np.array([7, 8]), seed=1).tolist() == [hash_int(7, 1), hash_int(8, 1)]
    True
    """
    check_ints("numbers", numbers, None, None)
    start = np.uint64((_state(seed) + _GAMMA) & _MASK)
    whole = np.int64 if numbers.dtype.kind == "i" else np.uint64
    hashes = np.empty(len(numbers), dtype=np.uint64)
    spare = np.empty(min(_BLOCK, len(hashes)), dtype=np.uint64)
    for low in range(0, len(hashes), _BLOCK):
        block = hashes[low : low + _BLOCK]
        some = numbers[low : low + _BLOCK].astype(whole, copy=False)
        np.multiply(some.view(np.uint64), np.uint64(_GAMMA), out=block)
        block += start
        _finish_block(block, spare[: len(block)])
    return hashes


def hash_word(word: str | bytes, seed: int) -> int:
    """Hash a short text to 64 bits, eight bytes at a time.

    Args:
        word: a str without lone surrogates, hashed as its UTF-8 bytes, or bytes.
        seed: which function of the family, 0 to 2**64 - 1.

    Returns:
        An int from 0 to 2**64 - 1.

    Raises:
        BadType: word is neither str nor bytes, or seed is not an int.
        BadValue: seed is out of range, or word has a lone surrogate.

    Complexity: O(bytes).

    >>> hash_word("earthquakes", seed=1) != hash_word("earthquake", seed=1)
    True
    """
    data = _as_bytes("word", word)
    state = _word_start(len(data), seed)
    for at in range(0, max(1, len(data)), _WINDOW):
        if at:
            for factor in _stirring(seed):
                state = state * factor & _MASK
                state ^= state >> 32
        state ^= int.from_bytes(data[at : at + _WINDOW], "little")
    state = state * _MIX_1 & _MASK
    return _finish(state ^ (state >> 32))


@lru_cache(maxsize=4096)
def _word_start(size: int, seed: int) -> int:
    return hash_int(size, seed)


@lru_cache(maxsize=64)
def _stirring(seed: int) -> tuple[int, int]:
    return hash_int(-1, seed) | 1, hash_int(-2, seed) | 1  # no word has such a size


def hash_words(
    data: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64], seed: int
) -> Hashes:
    """Hash many short texts that stand in one long one, each as `hash_word` does.

    Args:
        data: UTF-8, and PAD bytes more, shape (bytes,).
        begins: where each begins, shape (words,).
        ends: the place behind each, shape (words,).
        seed: which function of the family, 0 to 2**64 - 1.

    Returns:
        uint64, shape (words,).

    Complexity: O(words + bytes), 8 bytes at a time.

    >>> data = np.frombuffer(b"so earthquakes" + bytes(PAD), np.uint8)
    >>> hashes = hash_words(data, np.array([0, 3]), np.array([2, 14]), seed=1)
    >>> hashes.tolist() == [hash_word("so", 1), hash_word("earthquakes", 1)]
    True
    """
    # Eight bytes from any place on, as one number: a view of the same bytes, one byte apart.
    windows: NDArray[Any] = np.ndarray(max(len(data) - _WINDOW + 1, 0), "<u8", data, strides=(1,))
    left = ends - begins
    longest = int(left.max(initial=0))
    states = hash_ints(np.arange(longest + 1), seed).take(left)
    here = np.arange(0)
    for at in range(0, max(1, longest), _WINDOW):
        if at == 0:
            states ^= windows[begins] & _KEPT.take(left, mode="clip")
            continue
        here = np.flatnonzero(left > at) if at == _WINDOW else here[left[here] > at]
        some = states[here]
        for factor in _stirring(seed):
            _mix(some, factor)
        some ^= windows[begins[here] + at] & _KEPT.take(left[here] - at, mode="clip")
        states[here] = some
    for low in range(0, len(states), _BLOCK):
        block = states[low : low + _BLOCK]
        _mix(block, _MIX_1)
        _finish_block(block, np.empty_like(block))
    return states


def _mix(states: Hashes, factor: int) -> None:
    states *= np.uint64(factor)
    states ^= states >> np.uint64(32)


def _finish_block(block: Hashes, spare: Hashes) -> None:
    """Do to an array, in place, what `_finish` does to a number."""
    for shift, factor in ((30, _MIX_1), (27, _MIX_2)):
        np.right_shift(block, np.uint64(shift), out=spare)
        block ^= spare
        block *= np.uint64(factor)
    np.right_shift(block, np.uint64(31), out=spare)
    block ^= spare


def _finish(state: int) -> int:
    """Make a SplitMix64 state into an output; the state is taken modulo 2**64."""
    state &= _MASK
    state = (state ^ (state >> 30)) * _MIX_1 & _MASK
    state = (state ^ (state >> 27)) * _MIX_2 & _MASK
    return state ^ (state >> 31)


def _state(seed: int) -> int:
    # Mixed first: else seed + _GAMMA would give the hashes of seed, moved by one number.
    return _finish(check_int("seed", seed, 0, _MASK) + _GAMMA)


def _hash_bytes(data: bytes, key: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8, key=key).digest(), "little")


def _seed_bytes(seed: int) -> bytes:
    return check_int("seed", seed, 0, _MASK).to_bytes(8, "little")


def _as_bytes(name: str, text: object) -> bytes:
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise BadType(f"{name} must be str or bytes, got {text!r}")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadValue(
            f"{name} must have no lone surrogates, got {text[error.start]!r} at {error.start}"
        ) from None
