"""Hold the hashes to published values, to each other, and to chance."""

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.processes import printed
from twitlab import hashing
from twitlab.errors import TwitlabError
from twitlab.hashing import (
    PAD,
    hash_int,
    hash_ints,
    hash_text,
    hash_texts,
    hash_word,
    hash_words,
)

LOOSE: Any = hashing  # for calls that a type checker would refuse too
SEEDS = st.integers(0, 2**64 - 1)
TEXTS = st.text(st.characters(codec="utf-8"))


def test_finish_agrees_with_published_splitmix64() -> None:
    # Rosetta Code, "Pseudo-random numbers/Splitmix64", seed 1234567.
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    published += [4593380528125082431, 16408922859458223821]
    gamma = 0x9E3779B97F4A7C15
    assert [hashing._finish(1234567 + n * gamma) for n in range(1, 6)] == published


def test_hash_text_is_keyed_blake2b() -> None:
    key = (2**63 + 5).to_bytes(8, "little")
    expected = hashlib.blake2b("é#".encode(), digest_size=8, key=key).digest()
    assert hash_text("é#", 2**63 + 5) == int.from_bytes(expected, "little")


@given(st.lists(TEXTS | st.binary()), SEEDS)
def test_hash_texts_agrees_with_one_at_a_time(texts: list[str | bytes], seed: int) -> None:
    hashes = hash_texts(texts, seed)
    assert hashes.dtype == np.uint64
    assert hashes.tolist() == [hash_text(text, seed) for text in texts]


@given(TEXTS, SEEDS)
def test_hash_text_of_a_text_is_that_of_its_bytes(text: str, seed: int) -> None:
    assert hash_text(text, seed) == hash_text(text.encode(), seed)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i4", "u4", "i8", "u8", ">i2", ">u4", ">i8", ">u8"])
@given(data=st.data(), seed=SEEDS)
def test_hash_ints_agrees_with_one_at_a_time(dtype: Any, data: st.DataObject, seed: int) -> None:
    info = np.iinfo(dtype)
    numbers = data.draw(st.lists(st.integers(int(info.min), int(info.max)), max_size=20))
    array = np.array(numbers, dtype=dtype)
    hashes = hash_ints(array, seed)
    assert hashes.dtype == np.uint64
    assert hashes.tolist() == [hash_int(number, seed) for number in numbers]
    assert array.tolist() == numbers


def test_hash_ints_agrees_across_blocks_and_strides() -> None:
    numbers = np.arange(3 * hashing._BLOCK + 7)
    hashes = hash_ints(numbers, 3)
    for place in (0, hashing._BLOCK - 1, hashing._BLOCK, 3 * hashing._BLOCK, len(numbers) - 1):
        assert hashes[place] == hash_int(place, 3)
    assert (hash_ints(numbers[::-2], 3) == hashes[::-2]).all()
    assert len(np.unique(hashes)) == len(numbers)


@given(st.lists(TEXTS, max_size=20), SEEDS)
def test_hash_words_agrees_with_one_at_a_time(words: list[str], seed: int) -> None:
    data = [word.encode() for word in words]
    lengths = np.array([len(each) for each in data], np.int64)
    # One byte between two, and what follows the last, belong to none.
    begins = np.cumsum(lengths + 1) - lengths
    joined = np.frombuffer(b"\xff" + b"\xff".join(data) + b"\xff" * PAD, np.uint8)
    hashes = hash_words(joined, begins, begins + lengths, seed)
    assert hashes.dtype == np.uint64
    assert hashes.tolist() == [hash_word(word, seed) for word in words]
    assert [hash_word(each, seed) for each in data] == hashes.tolist()


@pytest.mark.parametrize("size", [7, 8, 9, 16, 21])
def test_hash_word_half_of_the_bits_change_with_one_bit(size: int) -> None:
    # As for numbers: 8 * size bits in and 64 out over 400 words, six standard deviations.
    words = np.random.default_rng(9).integers(0, 256, (400, size), np.uint8)

    def hashes_of(words: Any) -> Any:
        data = np.concatenate([words.ravel(), np.zeros(PAD, np.uint8)])
        begins = np.arange(400) * size
        return hash_words(data, begins, begins + size, seed=3)

    plain = hashes_of(words)
    for bit in range(8 * size):
        flipped = words.copy()
        flipped[:, bit // 8] ^= 1 << bit % 8
        changed = hashes_of(flipped) ^ plain
        counts = np.unpackbits(changed.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
        assert abs(counts.astype(int) - 200).max() <= 60, bit


def test_words_that_zeros_make_alike_differ() -> None:
    words = ["", "\0", "\0\0", "a", "a\0", "\0a", "12345678", "12345678\0", "\0" * 8, "\0" * 9]
    assert len({hash_word(word, 1) for word in words}) == len(words)
    assert len({hash_word("a", seed) for seed in range(100)}) == 100


@pytest.mark.parametrize("high", [63, 62])
def test_no_change_of_two_pieces_vanishes_whatever_the_seed(high: int) -> None:
    # A high bit of the first piece stays a high bit when it is multiplied by any odd number, and a
    # shift by 32 makes it two: with fixed numbers, the second piece could take both back.
    first, second = bytearray(b"storm 00abc0abc0"), bytearray(b"storm 00abc0abc0")
    for bit in (high, 64 + high - 32, 64 + high):
        second[bit // 8] ^= 1 << bit % 8
    # By chance, two of 64 bits are the same once in 2**64 / 500 times.
    assert all(hash_word(bytes(first), s) != hash_word(bytes(second), s) for s in range(500))
    assert len({factor for seed in range(500) for factor in hashing._stirring(seed)}) == 1_000


def test_hashes_stay_the_same() -> None:
    # Seen once on an x86-64 and kept: stored partitions depend on them.
    assert hash_text("#jazz", 1) == KNOWN_TEXT
    assert hash_int(20, 1) == KNOWN_INT
    assert hash_word("#jazz", 1) == KNOWN_WORD
    assert hash_int(-1, 0) == hash_int(2**64 - 1, 0)


KNOWN_TEXT, KNOWN_INT = 6072593571633156613, 11307843894965065324
KNOWN_WORD = 11360982995516503956


def test_hash_text_does_not_depend_on_the_process() -> None:
    code = "from twitlab.hashing import hash_text; print(hash_text('#jazz', 1))"
    for salt in ("1", "2"):
        assert int(printed(code, PYTHONHASHSEED=salt)) == hash_text("#jazz", 1)


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_hash_ints_half_of_the_bits_change_with_one_bit(seed: int) -> None:
    # 64 x 64 pairs of a bit in and a bit out over 400 numbers: a count is Binomial(400, 1/2),
    # sd 10. Six sd: 2e-9 for each of 4,096 (Normal tail), below 1e-5 for a seed; seeds are fixed.
    numbers = np.random.default_rng(8).integers(0, 2**64 - 1, 400, np.uint64, endpoint=True)
    plain = hash_ints(numbers, seed)
    for bit in range(64):
        changed = hash_ints(numbers ^ np.uint64(1 << bit), seed) ^ plain
        counts = np.unpackbits(changed.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
        assert abs(counts.astype(int) - 200).max() <= 60, bit


@pytest.mark.parametrize("seeds", [(0, 1), (0, 0x9E3779B97F4A7C15), (5, 2**63 + 5)])
def test_hash_ints_of_two_seeds_are_unrelated(seeds: tuple[int, int]) -> None:
    # Keys that share one of 64 places under one seed: about 1 in 64 of the pairs share one under
    # the other too. 1,000 chains would not fail this, a shifted or XORed copy does.
    numbers = np.arange(6_400)
    one, two = (hash_ints(numbers, seed) for seed in seeds)
    assert not np.isin(one, two).any()
    together = two[one % np.uint64(64) == 0] % np.uint64(64)  # about 100 keys
    assert len(np.unique(together)) > 40  # 64 (1 - e**-1.56) = 51 expected, sd below 4


@pytest.mark.parametrize(
    ("call", "builtin", "message"),
    [
        (lambda: LOOSE.hash_text(7, 1), TypeError, "text must be str or bytes, got 7"),
        (lambda: hash_text("a", -1), ValueError, f"seed must be from 0 to {2**64 - 1}, got -1"),
        (lambda: LOOSE.hash_text("a", 1.0), TypeError, "seed must be an int, got 1.0"),
        (lambda: hash_text("a", True), TypeError, "seed must be an int, got True"),
        (
            lambda: hash_text("ab\ud800", 1),
            ValueError,
            "text must have no lone surrogates, got '\\ud800' at 2",
        ),
        (lambda: LOOSE.hash_word(7, 1), TypeError, "word must be str or bytes, got 7"),
        (lambda: hash_texts("ab", 1), TypeError, "texts must hold several texts, got one str"),
        (lambda: LOOSE.hash_texts([None], 1), TypeError, "texts must be str or bytes, got None"),
        (
            lambda: hash_int(2**64, 1),
            ValueError,
            f"number must be from {-(2**63)} to {2**64 - 1}, got {2**64}",
        ),
        (lambda: LOOSE.hash_int("7", 1), TypeError, "number must be an int, got '7'"),
        (
            lambda: LOOSE.hash_ints([1], 1),
            TypeError,
            "numbers must be a numpy array of integers, got list",
        ),
        (
            lambda: hash_ints(np.array([1.0]), 1),
            TypeError,
            "numbers must be a numpy array of integers, got float64",
        ),
        (
            lambda: hash_ints(np.array([[1]]), 1),
            ValueError,
            "numbers must be one-dimensional, got shape (1, 1)",
        ),
    ],
)
def test_hash_refuses(call: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        call()
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message
